"""The ready question sets. This module does no I/O.

It reads nothing but the package's own data files, and these when a set is first asked for.
``sets.json`` says who is asked what, ``<language>.json`` holds every text of one language, by where
it holds and then by question:

- ``""``: wherever the question is asked, and about a company;
- ``"@product"``: where a product is asked about; likewise ``"@service"`` and ``"@brand"``;
- ``"delivery/"``: in one set, and ``"delivery/@product"`` both.

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
from b2bnps.questionnaires.wording import gathered

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

LANGUAGES: Final = ("ar", "de", "en", "fr", "nl", "sv", "tr")
"""Languages in which every shipped set is complete."""

SUBJECTS: Final = ("company", "product", "service", "brand")
"""What a set can ask about; all but the company are named by ``{product}``."""

ROLE_QUESTION = "role"
"""Id of the question that asks people of unknown role what they do; its options are roles."""


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
    return _set(name, subject)


@cache
def _set(name: str, subject: str) -> QuestionSet:
    bank = _data("sets")
    told = bank["sets"][name]
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
        questions=[_question(id_) for id_ in sorted(ids)],
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
    """Take the most specific text of each key: the later places go before the earlier ones."""
    told = _data(language)
    heads = [*ids, *(f"ending.{ending}" for ending in endings)]
    worded: dict[str, str] = {}
    for place in ("", f"@{subject}", f"{name}/", f"{name}/@{subject}"):
        there = told.get(place, {})
        for head in filter(there.__contains__, heads):
            worded.update(there[head])
    return worded


@cache
def _data(name: str) -> Mapping[str, Any]:
    from importlib.resources import files  # noqa: PLC0415 - the core stays light to import

    text = files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    data: Mapping[str, Any] = json.loads(text)
    return data


CACHES: Final = (_set, _question, _data)
"""What is kept once it was read; a benchmark empties it."""
