"""Results → what a comparison computes with. This module does no I/O."""

from collections.abc import Mapping
from math import sqrt
from typing import Final

from attrs import frozen

from b2bnps.definitions import USUAL_METHODS, gauge_of
from b2bnps.errors import InvalidValue
from b2bnps.intervals import METHODS, Design, Frame, Sample
from b2bnps.metrics import Result, Score, Share

__all__ = ["Side", "check_alike", "mover"]

Arms = tuple[float, float]

_ALIKE: Final[Mapping[str, str]] = {
    "metric": "mixed metrics",
    "scale": "mixed scales",
    "definition": "mixed definitions",
    "weighting": "mixed weights",
}


@frozen
class Side:
    """One side of a comparison, in what one answer adds; made by :meth:`of`.

    Attributes:
        sample: sums over the answers; a total of integers where no answer has a weight.
        frame: whom they speak for.
        method: of the arms: ``score``, ``wilson`` or ``mean_t``, whatever the result shows.
    """

    sample: Sample
    frame: Frame
    method: str

    @classmethod
    def of(cls, result: Result, level: float = 0.95) -> "Side | None":
        """Take what is needed from a result; None without answers.

        Raises:
            InvalidValue: an impossible level.
        """
        design = Design(result.design, result.deff, result.accounts, result.accounts_known)
        weighted = result.weighting != "none"
        frame = Frame.of(result.n, result.population, level, design, weighted=weighted)
        if result.score is None:
            return None
        return cls(_sample(result, result.score), frame, USUAL_METHODS[result.form])

    @property
    def mean(self) -> float:
        """What an answer adds on average."""
        return self.sample.mean

    @property
    def arms(self) -> Arms | None:
        """Ends of the interval before lattice and bounds; None where there is no honest one."""
        if self.frame.census:
            return self.mean, self.mean
        return METHODS[self.method](self.sample, self.frame)

    @property
    def variance(self) -> float:
        """Variance of one answer with three more, spread as 1:2:1 over the middle of the scale.

        Answers that agree by chance would otherwise promise that the next ones agree too. On the
        scale from -1 to 1 these are the three of the adjusted Wald interval (Rocks 2016).
        """
        low, high = self.sample.gauge.limits
        middle, reach = (low + high) / 2, (high - low) / 2
        n = self.sample.n + 3
        total = self.sample.total + 3 * middle
        squares = self.sample.squares + 3 * middle**2 + 1.5 * reach**2
        return squares / n - (total / n) ** 2


def _sample(result: Result, score: float) -> Sample:
    n, gauge = result.n, gauge_of(result.form, result.scale)
    if isinstance(result, Score):
        promoters, _, detractors = result.shares or (0.0, 0.0, 0.0)
        total, squares = n * (promoters - detractors), n * (promoters + detractors)
        return Sample(gauge, n, _exact(total, result), _exact(squares, result))
    if isinstance(result, Share):
        favourable = _exact(n * score / gauge.factor, result)
        return Sample(gauge, n, favourable, favourable)
    total, sd = _exact(n * score, result), getattr(result, "sd", None) or 0.0
    squares = sd**2 * (n - 1) + total**2 / n
    return Sample(gauge, n, total, squares)


def _exact(total: float, result: Result) -> float:
    """Without weights sums are whole numbers, whatever a division has made of them."""
    return round(total) if result.weighting == "none" else total


def check_alike(before: Result, after: Result) -> None:
    """Refuse to compare what was not asked, read or weighted alike.

    A side without answers has nothing that could differ but its metric and its unit.

    Raises:
        InvalidValue: another metric, scale, definition, weighting or unit; the message names both.
    """
    empty = not before.n or not after.n
    if before.unit != after.unit:
        message = f"unit: scores of a {before.unit} and of a {after.unit} cannot be compared."
        raise InvalidValue(message)
    for field, mixed in _ALIKE.items():
        one, other = getattr(before, field), getattr(after, field)
        if one != other and not (empty and field != "metric"):
            message = f"{field}: {mixed}; {one} and {other} cannot be compared."
            raise InvalidValue(message)


def mover(gain: float, before: tuple[float, Arms], after: tuple[float, Arms], r: float) -> Arms:
    """Interval of a difference from those of both sides (Zou and Donner 2008; Zou 2007 with r).

    Args:
        gain: the difference.
        before, after: each side's estimate and the arms of its interval.
        r: correlation of the two estimates, -1 to 1.
    """
    (t_1, (lower_1, upper_1)), (t_2, (lower_2, upper_2)) = before, after
    return (
        gain - _across(t_2 - lower_2, upper_1 - t_1, r),
        gain + _across(upper_2 - t_2, t_1 - lower_1, r),
    )


def _across(one: float, other: float, r: float) -> float:
    return sqrt(max(0.0, one * one + other * other - 2 * r * one * other))
