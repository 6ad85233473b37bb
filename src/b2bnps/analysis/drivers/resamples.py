"""Sums over accounts, from which correlations follow, drawn again and again. No I/O, seeded dice.

The sums of an account hold all that correlations need, and the sums of several accounts add up. So
a resample costs no pass over the answers: it is a sum of short lists.
"""

from collections.abc import Hashable, Iterable, Sequence
from math import ceil, fsum, isqrt, modf, sqrt
from operator import mul
from random import Random

from attrs import frozen

from b2bnps.analysis.drivers.weights import Matrix, relative_weights
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Interval

__all__ = [
    "Dice",
    "Moments",
    "correlations",
    "moments",
    "percentiles",
    "standardised",
    "summed",
]

_ROUNDING = 1e-12  # of a column's squares: what is left of no variance at all
_SLACK = 1e-9

Moments = tuple[float, ...]
"""Sums of all products of two of (1, aspects…, score), as a matrix row by row; n comes first."""


def standardised(column: Sequence[float]) -> list[float] | None:
    """Shift and stretch a column to mean 0 and length 1; None when it does not vary.

    A spread within rounding of the values themselves is none.
    """
    size = max(map(abs, column)) or 1.0
    scaled = [value / size for value in column]  # numbers near the largest float have no squares
    if max(scaled) - min(scaled) < _ROUNDING:
        return None
    mean = fsum(scaled) / len(scaled)
    centred = [value - mean for value in scaled]
    length = sqrt(fsum(map(mul, centred, centred)))
    return [value / length for value in centred]


def moments(rows: Iterable[Sequence[float]], owners: Iterable[Hashable]) -> list[Moments]:
    """Sums over each account, sorted, so that the order of rows cannot matter to the dice."""
    found: dict[Hashable, list[Moments]] = {}
    for row, owner in zip(rows, owners, strict=True):
        x = (1.0, *row)
        found.setdefault(owner, []).append(tuple(one * other for one in x for other in x))
    return sorted(tuple(map(fsum, zip(*own, strict=True))) for own in found.values())


def summed(accounts: Iterable[Moments]) -> Moments:
    """Sums over several accounts."""
    return tuple(map(sum, zip(*accounts, strict=True)))


def correlations(sums: Moments) -> Matrix:
    """Correlations of the columns; one that does not vary has none, not even with itself."""
    width = isqrt(len(sums))
    (n, *totals), *squares = (sums[i : i + width] for i in range(0, len(sums), width))
    shared = [
        [square - one * other / n for square, other in zip(row[1:], totals, strict=True)]
        for row, one in zip(squares, totals, strict=True)
    ]
    scale = [
        1 / sqrt(row[i]) if row[i] > _ROUNDING * squares[i][i + 1] else 0.0
        for i, row in enumerate(shared)
    ]
    return [
        [cell * one * other for cell, other in zip(row, scale, strict=True)]
        for row, one in zip(shared, scale, strict=True)
    ]


@frozen
class Dice:
    """How often to resample, from which seed, and for intervals of which level."""

    seed: int | None
    resamples: int
    level: float

    @classmethod
    def of(cls, seed: int | None, resamples: int, level: float) -> "Dice":
        """Check that the level is possible and that a resample lies beyond each end of it.

        Raises:
            InvalidValue: otherwise.
        """
        if not 0 < level < 1:
            message = f"level: {level} is no confidence level; expected more than 0, less than 1."
            raise InvalidValue(message)
        needed = ceil(2 / (1 - level) - _SLACK)
        if seed is not None and resamples < needed:
            message = f"resamples: {resamples} are too few; expected {needed} or more."
            raise InvalidValue(message)
        return cls(seed, resamples, level)

    def throw(self, accounts: Sequence[Moments]) -> list[list[float]]:
        """Relative weights in resamples of as many accounts, drawn with replacement.

        Resamples in which all scores are alike are left out. Without a seed there are none, nor
        where there is one account only.
        """
        if self.seed is None or len(accounts) == 1:
            return []
        dice = Random(self.seed)  # noqa: S311 - dice for statistics, not for secrets
        draws = (dice.choices(accounts, k=len(accounts)) for _ in range(self.resamples))
        found = (correlations(summed(draw)) for draw in draws)
        return [relative_weights(matrix) for matrix in found if matrix[-1][-1]]


def percentiles(values: Sequence[float], level: float) -> Interval:
    """Middle part of the values, cut on a line between neighbours (Hyndman and Fan 1996, 7)."""
    if not values:
        return Interval(None, None, level, "none")
    ordered = sorted(values)
    lower, upper = (_between(ordered, (1 + side * level) / 2) for side in (-1, 1))
    return Interval(lower, upper, level, "bootstrap_percentile")


def _between(ordered: Sequence[float], share: float) -> float:
    rest, below = modf(share * (len(ordered) - 1))
    one, other = ordered[int(below)], ordered[ceil(below + rest)]
    return one + rest * (other - one)
