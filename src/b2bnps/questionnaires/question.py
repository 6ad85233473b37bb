"""One question, without its words. This module does no I/O."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from typing import Final

from attrs import field, frozen

from b2bnps.errors import InvalidValue
from b2bnps.model import Metric
from b2bnps.questionnaires.rules import Rule

__all__ = [
    "CONTACT_ME",
    "END",
    "HIGHEST",
    "LOWEST",
    "MAY_QUOTE",
    "NPS",
    "RESERVED",
    "WHY",
    "Kind",
    "Question",
    "Route",
]

NPS = "nps"
"""Id of the NPS question."""

WHY = "why"
"""Id of the open question about the reason for the score."""

CONTACT_ME = "contact_me"
"""Id of the question whether somebody wants to be called."""

MAY_QUOTE = "may_quote"
"""Id of the question whether the words may be shown to others."""

END = "end"
"""Where a route leads that ends the questions as if the last one had been answered."""

LOWEST, HIGHEST = 0, 10
_EASE = (1, 7)
"""No scale reaches further, because no answer is read that does (:mod:`.reading`)."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED = frozenset({END, "ending", "at", "back", "nonce"})
"""Words that no question can be called: pages and routes mean something else by them."""

_YES_NO = ("yes", "no")


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    """By one number; as faces where ``faces`` says so."""
    MATRIX = "matrix"
    """By one number for each of several aspects."""
    CHOICE = "choice"
    """By one option."""
    CHOICES = "choices"
    """By any number of options."""
    YES_NO = "yes_no"
    CONTACT = "contact"
    """By yes or no, to being contacted about the answer."""
    QUOTE = "quote"
    """By yes or no, to being quoted."""
    TEXT = "text"
    """In words."""
    NOTICE = "notice"
    """Not at all: it only says something."""


_NUMBERS: Final = (Kind.SCALE, Kind.MATRIX)
_OPTIONS: Final = (Kind.CHOICE, Kind.CHOICES)
_CONSENTS: Final = (Kind.YES_NO, Kind.CONTACT, Kind.QUOTE)


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


def _routes(values: "Iterable[Route]") -> "tuple[Route, ...]":
    return tuple(values)


@frozen(kw_only=True)
class Route:
    """Where to go on after a question.

    Attributes:
        to: id of a later question or of an ending, or :data:`END`.
        when: holds where this way is taken; None is always.
    """

    to: str
    when: Rule | None = None


@frozen(kw_only=True)
class Question:
    """One question, without its words.

    Attributes:
        id: key of its answer in a form and of its texts: a lower-case word of up to 40
            characters, ``nps`` and ``why`` for the two that every questionnaire should ask.
        kind: how it is answered.
        metric: what it is declared to measure; only a scale measures something. The aspects of a
            matrix explain a score and are none.
        low, high: ends of a scale, both inclusive, within 0 to 10; 0 where there is none.
        required: True where an answer is not complete without it.
        options: ids of the options of a choice, in the order in which they are shown.
        faces: True where each point of the scale is shown as a face.
        aspects: ids of what a matrix asks about, in the order in which they are shown.
        other: the option beside which words can be written; empty for none.
        show_if: holds where the question is asked; None is always.
        routes: where to go on after it; the first that holds is taken, else the next question.
        new_page: True where it begins a page. Pages break by themselves where a rule depends on
            an answer of the same page.

    Raises:
        InvalidValue: naming the question and what does not fit.
    """

    id: str
    kind: Kind
    metric: Metric = Metric.NONE
    low: int = 0
    high: int = 0
    required: bool = False
    options: tuple[str, ...] = field(default=(), converter=_ids)
    faces: bool = False
    aspects: tuple[str, ...] = field(default=(), converter=_ids)
    other: str = ""
    show_if: Rule | None = None
    routes: tuple[Route, ...] = field(default=(), converter=_routes)
    new_page: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what no page could show and no answer could match."""
        for holds, demand in _demands(self):
            if not holds:
                message = f"{self.id}: {demand}"
                raise InvalidValue(message)

    @cached_property
    def points(self) -> range:
        """The numbers that may be chosen, the low end first; empty where there is no scale."""
        return range(self.low, self.high + 1) if self.kind in _NUMBERS else range(0)

    @property
    def choices(self) -> tuple[str, ...]:
        """The options that may be chosen: its own, or ``yes`` and ``no``."""
        return _YES_NO if self.kind in _CONSENTS else self.options

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Names of its answers in a form: its id, or one for each aspect; a notice has none."""
        if self.kind is Kind.MATRIX:
            return tuple(f"{self.id}.{aspect}" for aspect in self.aspects)
        return () if self.kind is Kind.NOTICE else (self.id,)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Keys of the texts without which the question cannot be asked."""
        options = (f"{self.id}.option.{option}" for option in self.choices)
        aspects = (f"{self.id}.aspect.{aspect}" for aspect in self.aspects)
        faces = self._point_keys() if self.faces else ()
        return (f"{self.id}.ask", *aspects, *options, *faces)

    @cached_property
    def takes(self) -> tuple[str, ...]:
        """Keys of every text that the question can have."""
        scale = ("low", "high") if self.kind in _NUMBERS else ()
        more = (*scale, *(("other",) if self.other else ()), "hint")
        points = self._point_keys() if not self.faces else ()
        return (*self.needs, *(f"{self.id}.{key}" for key in more), *points)

    @property
    def is_ruled(self) -> bool:
        """Whether a rule decides that it is asked, or a route leads on from it."""
        return self.show_if is not None or bool(self.routes)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of it: of its being asked, then of its routes."""
        found = (self.show_if, *(route.when for route in self.routes))
        return tuple(rule for rule in found if rule is not None)

    def _point_keys(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.point.{point}" for point in self.points)


def _demands(question: Question) -> Iterator[tuple[bool, str]]:
    """Say what must hold for a question, the more basic first."""
    yield (
        isinstance(question.id, str)
        and _ID.fullmatch(question.id) is not None
        and question.id not in RESERVED,
        "an id is a lower-case word: a-z, 0-9 and _, and none of at, back, end, ending, nonce.",
    )
    yield (
        isinstance(question.kind, Kind) and isinstance(question.metric, Metric),
        "its kind is a Kind and its metric a Metric.",
    )
    yield (
        all(isinstance(it, bool) for it in (question.required, question.faces, question.new_page)),
        "required, faces and new_page are True or False.",
    )
    if question.kind in _NUMBERS:
        yield from _scale_demands(question)
    else:
        yield question.metric is Metric.NONE, "only a scale measures something."
        yield (
            (question.low, question.high) == (0, 0) and not question.faces,
            "only a scale has ends or faces.",
        )
    yield from _list_demands(question)
    yield (
        question.kind is not Kind.NOTICE or not question.required,
        "a notice cannot be required: nobody answers it.",
    )
    yield all(isinstance(it, Route) for it in question.routes), "its routes are Routes."


def _scale_demands(question: Question) -> Iterator[tuple[bool, str]]:
    ends = question.low, question.high
    yield all(type(end) is int for end in ends), "the ends of a scale are whole numbers."
    yield (
        LOWEST <= question.low < question.high <= HIGHEST,
        f"a scale rises from low to high within {LOWEST} to {HIGHEST}.",
    )
    yield (
        question.metric not in {Metric.NPS, Metric.ENPS} or ends == (LOWEST, HIGHEST),
        f"NPS is asked from {LOWEST} to {HIGHEST}.",
    )
    yield (
        question.metric is not Metric.CES or ends == _EASE,
        "CES is asked as 2.0, from 1 to 7; on other scales it is not known which end is good.",
    )
    yield (
        question.kind is Kind.SCALE or question.metric is Metric.NONE,
        "only a scale measures something; the aspects of a matrix explain a score.",
    )


def _list_demands(question: Question) -> Iterator[tuple[bool, str]]:
    yield (question.kind in _OPTIONS) == bool(question.options), "a choice has options."
    yield (question.kind is Kind.MATRIX) == bool(question.aspects), "a matrix has aspects."
    for name, ids in (("option", question.options), ("aspect", question.aspects)):
        yield len(set(ids)) == len(ids), f"an {name} stands there twice."
        yield (
            all(isinstance(it, str) and _ID.fullmatch(it) for it in ids),
            f"an {name}'s id is a lower-case word.",
        )
    yield (
        not question.other or question.other in question.options,
        "other names one of its options.",
    )
    yield (
        not question.other or "words" not in question.options,
        "no option is called words where other words can be written.",
    )
