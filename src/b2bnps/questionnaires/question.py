"""One question, without its words. This module does no I/O."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import field, frozen

from b2bnps.errors import InvalidValue
from b2bnps.model import Metric

__all__ = ["HIGHEST", "LOWEST", "NPS", "WHY", "Kind", "Question"]

NPS = "nps"
"""Id of the NPS question."""

WHY = "why"
"""Id of the open question about the reason for the score."""

LOWEST, HIGHEST = 0, 10
_EASE = (1, 7)
"""No scale reaches further, because no answer is read that does (:mod:`.logic`)."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    TEXT = "text"
    CHOICE = "choice"


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Question:
    """One question, without its words.

    Attributes:
        id: key of its answer in a form and of its texts: a lower-case word of up to 40
            characters, ``nps`` and ``why`` for the two that every questionnaire should ask.
        kind: how it is answered.
        metric: what it is declared to measure; only a scale measures something.
        low, high: ends of a scale, both inclusive, within 0 to 10; 0 where there is none.
        required: True where an answer is not complete without it.
        options: ids of the options of a choice, in the order in which they are shown.
        faces: True where each point of the scale is shown as a face.

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

    def __attrs_post_init__(self) -> None:
        """Refuse what no page could show and no answer could match."""
        for holds, demand in _demands(self):
            if not holds:
                message = f"{self.id}: {demand}"
                raise InvalidValue(message)

    @property
    def points(self) -> range:
        """The numbers that may be chosen, the low end first; empty where there is no scale."""
        return range(self.low, self.high + 1) if self.kind is Kind.SCALE else range(0)

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys of the texts without which the question cannot be asked."""
        options = (f"{self.id}.option.{option}" for option in self.options)
        return (f"{self.id}.ask", *options, *(self._point_keys() if self.faces else ()))

    @property
    def takes(self) -> tuple[str, ...]:
        """Keys of every text that the question can have."""
        if self.kind is not Kind.SCALE:
            return self.needs
        return (f"{self.id}.ask", f"{self.id}.low", f"{self.id}.high", *self._point_keys())

    def _point_keys(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.point.{point}" for point in self.points)


def _demands(question: Question) -> Iterator[tuple[bool, str]]:
    """Say what must hold for a question, the more basic first."""
    ends = question.low, question.high
    yield _ID.fullmatch(question.id) is not None, "an id is a lower-case word: a-z, 0-9 and _."
    yield (
        isinstance(question.kind, Kind) and isinstance(question.metric, Metric),
        "its kind is a Kind and its metric a Metric.",
    )
    yield (
        isinstance(question.required, bool) and isinstance(question.faces, bool),
        "required and faces are True or False.",
    )
    if question.kind is Kind.SCALE:
        yield all(type(end) is int for end in ends), "the ends of a scale are whole numbers."
        yield (
            LOWEST <= question.low < question.high <= HIGHEST,
            f"a scale rises from low to high within {LOWEST} to {HIGHEST}.",
        )
        yield (
            question.metric is not Metric.NPS or ends == (LOWEST, HIGHEST),
            f"NPS is asked from {LOWEST} to {HIGHEST}.",
        )
        yield (
            question.metric is not Metric.CES or ends == _EASE,
            "CES is asked as 2.0, from 1 to 7; on other scales it is not known which end is good.",
        )
    else:
        yield question.metric is Metric.NONE, "only a scale measures something."
        yield ends == (0, 0) and not question.faces, "only a scale has ends or faces."
    yield (question.kind is Kind.CHOICE) == bool(question.options), "a choice has options."
    yield len(set(question.options)) == len(question.options), "an option stands there twice."
    yield all(map(_ID.fullmatch, question.options)), "an option's id is a lower-case word."
