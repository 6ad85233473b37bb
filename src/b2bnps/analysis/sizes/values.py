"""What is planned, and what comes of it. This module does no I/O."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import Attribute, field, frozen

from b2bnps.errors import InvalidValue
from b2bnps.intervals import Design, Frame, whole

__all__ = ["SPREAD", "WARNINGS", "Needed", "Planned", "Seen"]

SPREAD: Final = 0.61
"""Variance of an answer when half are promoters and a fifth detractors; 1 at the very most."""

WARNINGS: Final[Mapping[str, str]] = {
    "beyond_population": "There are not that many people, so this cannot be reached.",
    "census": "Everybody answers, so sampling leaves nothing open: any change is seen.",
    "everybody": "Only if everybody answers, and then sampling leaves nothing open.",
    "nothing_visible": "Hardly any change would be seen, not even the largest there can be.",
    "rough": "Fewer than ten answers: a plan for so few is a rough one.",
}
"""What a code in the ``warnings`` of a plan means, as a sentence for a person."""


def _one_or_more(_: object, attribute: "Attribute[Any]", value: float) -> None:
    if not 1 <= value < float("inf"):
        message = f"{attribute.name}: {value} is too few; expected 1 or more."
        raise InvalidValue(message)


def _spread(_: object, attribute: "Attribute[float]", value: float) -> None:
    if not 0 < value <= 1:
        message = f"{attribute.name}: {value} is no variance; expected more than 0, at most 1."
        raise InvalidValue(message)


@frozen(kw_only=True)
class Planned:
    """A wave as planned.

    Attributes:
        answers: n, how many are expected, 1 or more.
        population: N, people whom the score shall speak for; None where these are but a sample
            of the customers that are meant.
        spread: variance of an answer, as of :func:`spread_of`.
        deff: design effect of accounts, 1 or more.

    Raises:
        InvalidValue: a value beyond these, or more answers than people.
    """

    answers: int = field(validator=_one_or_more)
    population: int | None = None
    spread: float = field(default=SPREAD, validator=_spread)
    deff: float = field(default=1.0, validator=_one_or_more)

    def __attrs_post_init__(self) -> None:
        """Check what depends on two of them."""
        whole("answers", self.answers)
        Frame.of(self.answers, self.population, 0.5)

    @property
    def squares(self) -> float:
        """Variance of the score, ``k * spread / n``, with scores in -1 to 1."""
        frame = Frame.of(self.answers, self.population, 0.5, Design("given", self.deff))
        return frame.k * self.spread / self.answers


@frozen(kw_only=True)
class Seen:
    """What so many answers can tell.

    Attributes:
        kind: ``margin``, half the width of the interval of one wave; or ``change``, the smallest
            that two waves would show.
        points: how many points that is, unrounded; 0 when everybody answers.
        level: confidence level.
        power: probability of finding a change of that size; None for a margin.
        waves: what was planned.
        warnings: codes; see :data:`WARNINGS`.
    """

    kind: str
    points: float
    level: float
    power: float | None
    waves: tuple[Planned, ...]
    warnings: tuple[str, ...]


@frozen(kw_only=True)
class Needed:
    """How many answers it takes.

    Attributes:
        kind: ``margin`` or ``change``, as in :class:`Seen`.
        points: what was wanted.
        answers: of each wave; None when there are not that many people.
        population: N, or None when unknown.
        estimand: ``this_base_now`` or ``customers_like_these``.
        level: confidence level.
        power: probability of finding the change; None for a margin.
        warnings: codes; see :data:`WARNINGS`.
    """

    kind: str
    points: float
    answers: int | None
    population: int | None
    estimand: str
    level: float
    power: float | None
    warnings: tuple[str, ...]
