"""The ready question sets. This module does no I/O.

It reads nothing but the package's own data files, and these when a set is first asked for.
``sets.json`` says who is asked what, ``<language>.json`` holds every text of one language:

- ``nps.ask``: the text, wherever the question is asked and about a company;
- ``nps.ask@product``: the same where a product, service or brand is asked about;
- ``delivery/nps.ask``: the same in one set, and ``delivery/nps.ask@product`` both.

A host keeps sets of its own as documents (:mod:`b2bnps.questionnaires.document`); writing one of
these sets out is a good beginning.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from b2bnps.errors import UnknownThing
from b2bnps.model import Answer, Role
from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.document import converter
from b2bnps.questionnaires.question import Question
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.questionnaires.wording import copied, gathered

__all__ = ["LANGUAGES", "NAMES", "SUBJECTS", "question_set", "suggested_role"]

NAMES: Final = (
    "relationship",
    "delivery",
    "support_case",
    "go_live",
    "project_phase",
    "invoice",
    "portal_order",
    "first_use",
    "visit",
    "renewal",
    "employee",
    "dealer",
    "campaign",
)
"""Question sets that ship with the package."""

LANGUAGES: Final = ("en", "nl", "sv", "tr")
"""Languages in which every shipped set is complete."""

SUBJECTS: Final = ("company", "product", "service", "brand")
"""What a set can ask about; all but the company are named by ``{product}``."""

ROLE_QUESTION = "role"
"""Id of the question that asks people of unknown role what they do; its options are roles."""


@cache
def question_set(name: str = "relationship", subject: str = "company") -> QuestionSet:
    """Give a question set of the package.

    Args:
        name: one of :data:`NAMES`.
        subject: what is asked about, one of :data:`SUBJECTS`.

    Raises:
        UnknownThing: there is no set or subject of this name.
    """
    if name not in NAMES:
        message = f"There is no question set {name!r}. There are: {', '.join(NAMES)}"
        raise UnknownThing(message)
    if subject not in SUBJECTS:
        message = f"There is no subject {subject!r}. There are: {', '.join(SUBJECTS)}"
        raise UnknownThing(message)
    bank = _data("sets")
    told = bank["sets"][name]
    own: Mapping[str, Any] = told.get("questions", {})
    ids = {
        *told["core"],
        *told.get("closing", ()),
        *(i for b in told["blocks"].values() for i in b),
    }
    endings = told.get("endings", ())
    return QuestionSet(
        name=name,
        core=told["core"],
        blocks=told["blocks"],
        closing=told.get("closing", ()),
        questions=[_own(id_, own[id_]) if id_ in own else _question(id_) for id_ in sorted(ids)],
        endings=[Ending(id=id_, **bank["endings"][id_]) for id_ in endings],
        texts=gathered({each: _worded(each, name, subject, ids, endings) for each in LANGUAGES}),
    )


def suggested_role(answers: Iterable[Answer]) -> Role:
    """Say which role somebody of unknown role described as theirs; unknown if none."""
    told = (answer.choice for answer in answers if answer.question == ROLE_QUESTION)
    return next((Role(text) for text in told if text in set(Role)), Role.UNKNOWN)


@cache
def _question(id_: str) -> Question:
    return _own(id_, {})


def _own(id_: str, changes: Mapping[str, Any]) -> Question:
    """Read a question as one set asks it, e.g. under another rule."""
    return converter().structure(
        {"id": id_, **_data("sets")["questions"][id_], **changes}, Question
    )


def _worded(
    language: str, name: str, subject: str, ids: Iterable[str], endings: Iterable[str]
) -> dict[str, str]:
    """Take the most specific text of each key: the later ones go before the earlier ones."""
    sorted_out = _texts(language)
    heads = [*ids, *(f"ending.{ending}" for ending in endings)]
    worded: dict[str, str] = {}
    for place in ("", f"@{subject}", f"{name}/", f"{name}/@{subject}"):
        for head in heads:
            worded.update(sorted_out.get((place, head), {}))
    return worded


@cache
def _texts(language: str) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Sort the texts of a language by where they hold and by what they belong to."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for written, text in copied({language: _data(language)})[language].items():
        rest, _, subject = written.partition("@")
        name, slash, key = rest.rpartition("/")
        place = f"{name}{slash}@{subject}" if subject else f"{name}{slash}"
        head = key.rpartition(".")[0] if key.startswith("ending.") else key.partition(".")[0]
        found.setdefault((place, head), {})[key] = text
    return found


@cache
def _data(name: str) -> Mapping[str, Any]:
    from importlib.resources import files  # noqa: PLC0415 - the core stays light to import

    text = files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    data: Mapping[str, Any] = json.loads(text)
    return data
