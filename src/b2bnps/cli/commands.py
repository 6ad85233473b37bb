"""The commands and their arguments."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from b2bnps.cli import score as scoring
from b2bnps.cli import sizes as sizing
from b2bnps.errors import InputError

app = App(
    name="b2bnps",
    help="Measure and improve the loyalty of business customers.",
    version_flags=["--version"],
)
app.command(
    "b2bnps.cli.questionnaires:app",  # imported when it is called
    name="questionnaire",
    help="Look at a questionnaire, look it over, export it, walk through its pages.",
)


@app.command
def demo(*, seed: int = 1) -> int:
    """Walk the whole street on a simulated customer base, with real parts.

    Reads two files of a CRM, plans a wave, sends real mail to a mail server of its own, lets
    simulated customers answer over HTTP, scores, closes the loop and writes a report. Everything
    is kept in ./b2bnps-demo/.

    Parameters
    ----------
    seed
        Of the simulated people and their opinions.
    """
    from b2bnps.cli.demo import demo as walk  # noqa: PLC0415 - half a second that score can spare

    return walk(seed=seed)


@app.command
def serve() -> int:
    """Leave the survey pages open on the demo's database, so that you can answer a letter."""
    from b2bnps.cli.looking import serve as stay_open  # noqa: PLC0415 - see demo

    return stay_open()


@app.command
def status(wave: str, *, follow: Annotated[bool, Parameter(negative=())] = False) -> int:
    """Show live counts of a wave of the demo's programme.

    Parameters
    ----------
    wave
        Its id; the demo's is relationship-1.
    follow
        Show them again every second, until Ctrl+C.
    """
    from b2bnps.cli.looking import status as show  # noqa: PLC0415 - see demo

    return show(wave, follow=follow)


@app.command
def score(
    file: Path,
    *,
    score: str,
    account: str = "",
    by: str = "",
    population: int | None = None,
    level: float = 0.95,
    method: str = "score",
    encoding: str = "utf-8",
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Score any CSV file: NPS, with an interval and what was left out.

    Parameters
    ----------
    file
        A CSV file with a header line.
    score
        The column with the answers from 0 to 10.
    account
        The column with the account of each answer; people of one account agree with each other,
        and the interval then allows for it.
    by
        A column to group by.
    population
        How many people the score speaks for.
    level
        Confidence level.
    method
        score, adjusted_wald, wald, exact or predictive.
    encoding
        Of the file, e.g. windows-1254; it is never guessed.
    json
        Print the result as JSON.
    """
    asked = scoring.Asked(
        score=score, account=account, by=by, population=population, level=level, method=method
    )
    scored = scoring.score_file(file, asked, encoding=encoding)
    if json:
        scoring.print_json(scored)
    else:
        scoring.print_table(scored, Console())
    if not scored.total.n:
        message = f"The column {score!r} has no whole number from 0 to 10, so nothing was scored."
        raise InputError(message)
    return 0


@app.command
def plan_size(
    *,
    population: int | None = None,
    answers: int | None = None,
    change: float | None = None,
    margin: float | None = None,
    promoters: float = 50,
    detractors: float = 20,
    deff: float = 1,
    level: float = 0.95,
    power: float = 0.8,
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Plan how many answers it takes, and see what so many can show.

    Parameters
    ----------
    population
        How many people the score speaks for; without it, endlessly many.
    answers
        How many of them will answer in a wave.
    change
        A change between two waves that you want to see, in points.
    margin
        How closely you want to know a score, in points up and down.
    promoters
        Percent that you expect.
    detractors
        Percent that you expect.
    deff
        Design effect: how many times the variance grows because people of one account agree.
    level
        Confidence level.
    power
        How surely a change of that size shall be seen.
    json
        Print the plan as JSON.
    """
    asked = sizing.Asked(
        population=population,
        answers=answers,
        change=change,
        margin=margin,
        promoters=promoters,
        detractors=detractors,
        deff=deff,
        level=level,
        power=power,
    )
    found = sizing.plan(asked)
    if json:
        sizing.print_json(found)
    else:
        sizing.print_plan(asked, found, Console())
    return 0
