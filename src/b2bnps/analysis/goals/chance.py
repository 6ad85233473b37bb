"""How sure it is that a true figure lies above a value. This module does no I/O."""

from collections.abc import Callable, Mapping
from math import copysign, erfc, inf, log1p, sqrt
from typing import Final

from b2bnps.analysis.change.sides import Side
from b2bnps.intervals import likeliest_variance

__all__ = ["above"]


def above(side: Side, value: float) -> float | None:
    """Confidence, 0 to 1, that the true figure lies above a value, in what one answer adds.

    One less the one-sided p-value of a true figure at the value, by the test whose inversion is
    the interval of that figure. None where a mean has no honest interval.
    """
    z = _TESTS[side.method](side, value)
    return None if z is None else erfc(-z / sqrt(2)) / 2


def _score_test(side: Side, value: float) -> float:
    """Statistic of Tango's score test, whose inversion is the score interval."""
    n, total, squares = side.sample.n, side.sample.total, side.sample.squares
    p, d = (squares + total) / 2, (squares - total) / 2
    return _over(total - n * value, side.frame.k * likeliest_variance(value, d, p, n))


def _wilson_test(side: Side, value: float) -> float:
    n, total = side.sample.n, side.sample.total
    return _over(total - n * value, side.frame.k * n * value * (1 - value))


def _student_test(side: Side, value: float) -> float | None:
    """Student's t as a normal deviate, right to about .01 in probability (Wallace 1959)."""
    df = (side.frame.design.accounts or side.sample.n) - 1
    if side.arms is None:
        return None
    t = _over(side.mean - value, side.frame.k * side.sample.variance(1) / side.sample.n)
    return copysign((8 * df + 1) / (8 * df + 3) * sqrt(df * log1p(t * t / df)), t)


def _over(gap: float, variance: float) -> float:
    """Gap in standard errors; without any variance there is no doubt about its sign."""
    if variance > 0:
        return gap / sqrt(variance)
    return copysign(inf, gap) if gap else 0.0


_TESTS: Final[Mapping[str, Callable[[Side, float], float | None]]] = {
    "score": _score_test,
    "wilson": _wilson_test,
    "mean_t": _student_test,
}
