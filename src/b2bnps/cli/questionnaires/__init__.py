"""``b2bnps questionnaire``: questionnaires looked at, looked over, exported and shown around."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from rich.console import Console

from b2bnps.cli.questionnaires.exporting import Form, exported, write
from b2bnps.cli.questionnaires.linting import print_findings
from b2bnps.cli.questionnaires.loading import load
from b2bnps.cli.questionnaires.losses import print_losses
from b2bnps.cli.questionnaires.showing import chosen_block, show
from b2bnps.errors import InputError
from b2bnps.model import Metric, Role
from b2bnps.questionnaires.sets import QuestionSet

__all__ = ["app"]

FOUND = 1
"""Exit status of ``lint`` where there is something to improve."""

Flag = Annotated[bool, Parameter(negative=())]
Output = Annotated[Path | None, Parameter(name=("--output", "-o"))]
Named = Annotated[
    str,
    Parameter(
        name="name-or-file",
        help=(
            "A ready set such as relationship, or a file: a document of b2bnps, or a survey of "
            "SurveyJS, Qualtrics (QSF) or Formbricks."
        ),
    ),
]
Subject = Annotated[
    Literal["company", "product", "service", "brand"] | None,
    Parameter(help="What a ready set asks about; the company where nothing is said."),
]
Word = Annotated[str, Parameter(show_default=False)]

app = App(
    name="questionnaire",
    help="Look at a questionnaire, look it over, export it, walk through its pages.",
)


@app.command
def lint(name_or_file: Named, /, *, subject: Subject = None, anonymous: Flag = False) -> int:
    """Look a questionnaire over, as a survey researcher would. Ends with 1 if there is advice.

    Parameters
    ----------
    anonymous
        No names are kept beside the answers, so a text may promise it.
    """
    from b2bnps.questionnaires.lint import lint_set  # noqa: PLC0415 - show can spare its words

    asked = _loaded(name_or_file, subject)
    findings = lint_set(asked, anonymous=anonymous)
    print_findings(asked, findings, _console())
    return FOUND if findings else 0


@app.command(name="show")
def show_(
    name_or_file: Named,
    /,
    *,
    language: Word = "",
    block: Word = "",
    role: Role | None = None,
    subject: Subject = None,
) -> None:
    """Show a questionnaire as a person reads it: words, scales, options, rules, endings.

    Parameters
    ----------
    language
        In whose words, e.g. tr; English where it is complete.
    block
        Only what this block asks, e.g. end_user or approver/finance.
    role
        Only what somebody in this role is asked, e.g. decision_maker.
    """
    asked = _loaded(name_or_file, subject)
    show(asked, _console(), block=chosen_block(asked, block, role), language=language)


@app.command
def export(
    name_or_file: Named,
    /,
    *,
    to: Form = "json",
    language: Word = "",
    block: Word = "",
    metric: Annotated[list[str] | None, Parameter(negative=())] = None,
    subject: Subject = None,
    output: Output = None,
) -> None:
    """Export a questionnaire: as a document, for SurveyJS, or as a table for translators.

    Parameters
    ----------
    to
        json is our own document; csv and po hold the texts.
    language
        Into which the texts are translated, e.g. nl-be.
    block
        Which one goes to SurveyJS, which has no blocks; without it, unknown.
    metric
        What a question of another system measures, by its name there, e.g. Q1=nps; again for
        further questions.
    output
        The file to write; standard output without it.
    """
    asked = _loaded(name_or_file, subject, metrics=_metrics(metric or ()))
    block = chosen_block(asked, block, None)
    made = exported(asked, to, language=language, block=block)
    write(made.text, output)
    print_losses(made.left_out, f"What {to} cannot carry:")


@app.command
def preview(
    name_or_file: Named,
    /,
    *,
    company: str = "Your company",
    port: Annotated[int, Parameter(show_default=False)] = 0,
    subject: Subject = None,
    output: Output = None,
) -> None:
    """Walk through the pages of a questionnaire on this machine, and gather remarks.

    Nothing that is entered there is an answer, and nothing is kept once it is closed.

    Parameters
    ----------
    company
        Who asks, as it stands in the questions.
    port
        To listen on; without it, any free one.
    output
        A CSV file for the remarks.
    """
    from b2bnps.cli.questionnaires.previewing import preview as serve  # noqa: PLC0415 - the pages

    asked = _loaded(name_or_file, subject)
    serve(asked, _console(), company=company, port=port, output=output)


def _loaded(
    name_or_file: str, subject: str | None, *, metrics: Mapping[str, Metric] | None = None
) -> QuestionSet:
    """Find the question set, and say what of its file could not come along."""
    loaded = load(name_or_file, subject=subject, metrics=metrics)
    print_losses(loaded.left_out, f"Left out of the {loaded.origin} file:")
    return loaded.asked


def _metrics(named: Iterable[str]) -> Mapping[str, Metric]:
    """Read ``Q1=nps``; a name may itself hold an equals sign."""
    found: dict[str, Metric] = {}
    for each in named:
        name, _, metric = each.rpartition("=")
        if not name or metric not in set(Metric) - {Metric.NONE}:
            known = ", ".join(filter(None, Metric))
            message = f"--metric {each!r}: takes a question and what it measures: Q1=nps ({known})."
            raise InputError(message)
        found[name] = Metric(metric)
    return found


def _console() -> Console:
    return Console(highlight=False)
