"""Intervals that predict the silent customers. This module does no I/O."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from math import exp, lgamma, log
from operator import mul
from typing import Final

from b2bnps.errors import InvalidValue
from b2bnps.intervals.exact import classes
from b2bnps.intervals.values import Frame, Sample

_SILENT: Final = 2000


def predictive(sample: Sample, frame: Frame) -> tuple[float, float]:
    """Equal-tailed interval of the score of everybody: those who answered and the silent ones.

    Given the answers, the silent ones are Dirichlet-multinomial with Jeffreys' prior, half an
    answer of each class (Jeffreys 1946). The interval holds the score in any case; where nearly
    all have answered alike, the likeliest thing may be likely enough to leave it no width.

    Raises:
        InvalidValue: no population; accounts or weights; more than 2000 silent ones, which would
            take too long.
    """
    d, s, p = classes(sample, frame, "predictive")
    if not frame.population:
        message = (
            "method: 'predictive' predicts the silent ones of a known population; give one, or "
            "use 'score'."
        )
        raise InvalidValue(message)
    if frame.population - frame.n > _SILENT:
        message = f"method: 'predictive' takes up to {_SILENT} silent ones; use 'score'."
        raise InvalidValue(message)
    return _lowest(d, s, p, frame), 0.0 - _lowest(p, s, d, frame)


def _lowest(d: int, s: int, p: int, frame: Frame) -> float:
    """Lower end: at most half of the error lies below it."""
    people = frame.population or 1
    silent = people - frame.n
    below = [*accumulate(_masses(d, s, p, silent))]
    rank = bisect_right(below, (1 - frame.level) / 2 * below[-1])
    return min(p - d - silent + rank, people * (p - d) // frame.n) / people


def _masses(d: int, s: int, p: int, silent: int) -> Iterator[float]:
    """How likely the silent ones add -silent … silent, up to a common factor.

    Mirrored answers give mirrored sums, term by term.
    """
    first, second, third = (_class(count, d + s + p, silent) for count in (d, s, p))
    for net in range(-silent, silent + 1):
        less, more = (first, third) if net >= 0 else (third, first)
        pairs = map(mul, less, more[abs(net) :])
        yield sum(map(mul, pairs, second[silent - abs(net) :: -2]))


def _class(count: int, n: int, silent: int) -> list[float]:
    """Weight of 0, 1 … silent ones of a class: Gamma(x + count + 1/2) / x!, up to a factor.

    A common power of x, which cancels as the classes share the silent ones, keeps the weights of
    likely numbers near 1.
    """
    tilt = log(1 + (n + 1.5) / silent)
    logs = [lgamma(x + count + 0.5) - lgamma(x + 1) - tilt * x for x in range(silent + 1)]
    most = max(logs)
    return [exp(log - most) for log in logs]
