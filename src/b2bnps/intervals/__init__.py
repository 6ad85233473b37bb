"""Counts and standard errors → intervals, whatever was counted. These modules do no I/O.

A :class:`Sample` says what was answered, a :class:`Frame` whom that speaks for and how surely. One
factor ``k`` carries the two ways in which answers of business customers differ from a textbook
sample, and stretches every standard error by its square root::

    k = fpc * deff      fpc   (N - n) / (N - 1): the base is small, and many of it have answered
                        deff  people of one account agree, and answers may weigh differently

Sources. Score interval: Tango 1998, for a difference of paired proportions (Agresti and Min 2005).
Adjusted Wald: Rocks 2016. Share: Wilson 1927. Design effect: linearisation by cluster. Over
business-like mixes of answers the 95 % score interval covers the truth in at least 92 % of samples
from n = 3 on, where Wald covers as little as 38 % (``benchmarks/coverage.py`` enumerates it).
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import ceil, floor, sqrt
from typing import Final

from attrs import frozen

from b2bnps.intervals.accounts import design
from b2bnps.intervals.arms import (
    adjusted_wald,
    likeliest_variance,
    mean_t,
    tango,
    unbiased,
    wald,
    wilson,
)
from b2bnps.intervals.exact import exact
from b2bnps.intervals.predictive import predictive
from b2bnps.intervals.values import (
    SIMPLE,
    Bounds,
    Design,
    Frame,
    Gauge,
    Interval,
    Sample,
    quantile,
)
from b2bnps.tallies import whole

__all__ = [
    "METHODS",
    "SIMPLE",
    "Bounds",
    "Design",
    "Estimate",
    "Frame",
    "Gauge",
    "Interval",
    "Sample",
    "bounds",
    "design",
    "estimate",
    "interval",
    "likeliest_variance",
    "outward",
    "quantile",
    "standard_error",
    "tango",
    "whole",
]

METHODS: Final[Mapping[str, Callable[[Sample, Frame], tuple[float, float] | None]]] = {
    "adjusted_wald": adjusted_wald,
    "exact": exact,
    "mean_t": mean_t,
    "predictive": predictive,
    "score": tango,
    "wald": wald,
    "wilson": wilson,
}
"""How the ends of an interval are found, by name: in what one answer adds, or None."""

_ON_LATTICE: Final = ("score", "wilson", "mean_t")
_NOISE: Final = 1e-9  # lattice steps


@frozen
class Estimate:
    """What a sample tells about its population: interval, logical bounds, standard error, fpc."""

    interval: Interval
    bounds: Bounds
    se: float | None
    fpc: float


@lru_cache(maxsize=1 << 13)  # thousands of small accounts have a few hundred different samples
def estimate(sample: Sample, frame: Frame, method: str, counted: Sample | None = None) -> Estimate:
    """Everything that follows from a sample and its frame.

    Args:
        sample: what was answered, with the weights where there are any.
        method: of the interval, a name of :data:`METHODS`.
        counted: the sample without its weights, which the logical bounds do not know.
    """
    limits = bounds(counted or sample, frame)
    ends = interval(sample, frame, method, limits)
    return Estimate(ends, limits, standard_error(sample, frame), frame.fpc)


def bounds(sample: Sample, frame: Frame) -> Bounds:
    """Ends that the figure of everybody has if all silent ones answer alike, at either limit."""
    (low, high), factor, people = sample.gauge.limits, sample.gauge.factor, frame.population
    if not people:
        return Bounds(float(factor * low), float(factor * high))
    silent = people - sample.n
    lowest, highest = sample.total + silent * low, sample.total + silent * high
    return Bounds(factor * (lowest / people), factor * (highest / people))


def standard_error(sample: Sample, frame: Frame) -> float | None:
    """Plug-in standard error: 0 for a census, None where there are too few answers."""
    gauge = sample.gauge
    if frame.census:
        return 0.0
    if sample.n <= gauge.ddof:
        return None
    variance = unbiased(sample, frame) if gauge.ddof else sample.variance()
    return gauge.factor * sqrt(frame.k * variance / sample.n)


def interval(sample: Sample, frame: Frame, method: str, limits: Bounds) -> Interval:
    """Interval by a method of :data:`METHODS`, on the lattice of 1/N and within the limits.

    ``score`` takes answers that add -1, 0 or 1; ``wilson`` those that add 0 or 1. Weights may
    carry a figure beyond the limits, and the interval goes along.
    """
    factor = sample.gauge.factor
    if frame.census:
        return Interval(factor * sample.mean, factor * sample.mean, frame.level, "census")
    arms = METHODS[method](sample, frame) if sample.n else None
    if arms is None:
        return Interval(None, None, frame.level, "none")
    if frame.lattice and method in _ON_LATTICE:
        arms = outward(*arms, frame.population or 1)
    lower, upper = max(factor * arms[0], limits.lower), min(factor * arms[1], limits.upper)
    score = factor * sample.mean
    return Interval(min(lower, score), max(upper, score), frame.level, method)


def outward(lower: float, upper: float, steps: int) -> tuple[float, float]:
    """Widen an interval to multiples of ``1 / steps``; ends within 1e-9 steps of one move to it.

    >>> outward(0.31, 0.6, 5)
    (0.2, 0.6)
    """
    return floor(lower * steps + _NOISE) / steps, ceil(upper * steps - _NOISE) / steps
