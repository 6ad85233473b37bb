"""Exact intervals: they never cover less often than their level says. This module does no I/O.

Two tests of half the error each are inverted, one from above and one from below. Samples are
ranked by their score interval (Tango 1998), and a mix of customers is rejected when a sample that
ranks no higher than the one at hand is too rare under it. The end is the furthest score of any mix
that is not rejected: the tightest that is safe with that ranking (Buehler 1957; Lloyd and Kabaila
2003).
"""

from collections.abc import Callable, Sequence
from functools import cache
from math import comb, factorial
from operator import mul
from typing import Final

from b2bnps.errors import InvalidValue
from b2bnps.intervals.arms import tango
from b2bnps.intervals.values import Frame, Gauge, Sample

_PEOPLE: Final = 200
_ANSWERS: Final = 100
_STEPS: Final = 1000
_NOISE: Final = 1e-9  # of the error: a float sum that close to it is not rejected

_Rows = Callable[[int], Sequence[float]]


def exact(sample: Sample, frame: Frame) -> tuple[float, float]:
    """Every score of a mix of customers that neither of two exact tests rejects.

    With a population, the mixes are all those of its people and the answers are drawn without
    replacement. Without one, shares go in steps of 1/1000, and each end is moved outward by as
    much as any mix between two steps can matter, at most 0.2 points. Higher levels give wider
    intervals, because the ranking does not depend on the level.

    Raises:
        InvalidValue: accounts or weights; more than 200 people or, without a population, more
            than 100 answers, which would take too long.
    """
    d, _, p = classes(sample, frame, "exact")
    size, limit = (frame.population, _PEOPLE) if frame.population else (frame.n, _ANSWERS)
    if size > limit:
        message = (
            f"method: 'exact' takes up to {_PEOPLE} people or, without a population, up to "
            f"{_ANSWERS} answers; use 'score'."
        )
        raise InvalidValue(message)
    return -_highest(p, d, frame), _highest(d, p, frame)


def classes(sample: Sample, frame: Frame, method: str) -> tuple[int, int, int]:
    """Answers that add -1, 0 and 1; the method takes each for one unrelated person.

    Raises:
        InvalidValue: accounts or weights.
    """
    if frame.design.kind != "unclustered" or frame.design.deff != 1:
        message = (
            f"method: {method!r} takes answers for unrelated and alike in weight; leave out "
            "accounts and weights, or use 'score'."
        )
        raise InvalidValue(message)
    total, squares = round(sample.total), round(sample.squares)
    return (squares - total) // 2, sample.n - squares, (squares + total) // 2


def _highest(d: int, p: int, frame: Frame) -> float:
    """Upper end: the largest score of a mix under which such a sample, or a lower one, is likely.

    For a given number of promoters, the chance falls as passives take the place of detractors. So
    one walk along the promoters, which only ever lowers the detractors, meets every such mix.
    """
    n, people = frame.n, frame.population
    steps, margin, rows = (people, 0, _drawn) if people else (_STEPS, 2, _shared)
    most = _ranked_up_to(d, p, frame)
    enough = (1 - frame.level) / 2 * rows(steps)[n] * (1 - _NOISE)
    best = -((d - p) * steps // n) if people else (p - d) * steps // n
    promoters = max(0, best + 1)
    while 2 * promoters - best - 1 <= steps:
        detractors = promoters - best - 1
        if detractors >= 0 and _ways(most, n, detractors, promoters, steps, rows) > enough:
            best += 1
        else:
            promoters += 1
    return min(1.0, (best + margin) / steps)


def _ranked_up_to(d: int, p: int, frame: Frame) -> list[int]:
    """For each number of detractors, the most promoters of a sample that ranks no higher.

    The rank is the upper end of the 95 % score interval: more promoters raise it, more detractors
    lower it.
    """
    rank, most, top = _rank(d, p, frame), [], -1
    for detractors in range(frame.n + 1):
        while top < frame.n - detractors and _rank(detractors, top + 1, frame) <= rank:
            top += 1
        most.append(top)
    return most


def _rank(d: int, p: int, frame: Frame) -> float:
    usual = Frame(frame.n, frame.population, 0.95)
    return round(tango(Sample(Gauge((-1, 1)), frame.n, p - d, p + d), usual)[1], 9)


def _ways(
    most: Sequence[int], n: int, detractors: int, promoters: int, steps: int, rows: _Rows
) -> float:
    """How many samples of a mix rank no higher; where all promoters may be, Vandermonde's sum."""
    passives = steps - detractors - promoters
    first, second, third, rest = map(rows, (detractors, promoters, passives, steps - detractors))
    found: float = 0
    for d, top in enumerate(most):
        left = n - d
        if top >= left:
            found += first[d] * rest[left]
        elif first[d] and top >= 0:
            others = third[left - top : left + 1]
            found += first[d] * sum(map(mul, second[: top + 1], reversed(others)))
    return found


@cache
def _drawn(people: int) -> tuple[int, ...]:
    """In how many ways 0, 1, 2 … answers come from that many people of one class."""
    return tuple(comb(people, answers) for answers in range(_PEOPLE + 1))


@cache
def _shared(share: int) -> tuple[float, ...]:
    """Likewise for a class of that many thousandths: share to the power x, over x!."""
    return tuple((share / _STEPS) ** x / factorial(x) for x in range(_ANSWERS + 1))
