"""Two independent samples → what differs between them. This module does no I/O."""

from math import lcm

from attrs import frozen

from b2bnps.analysis.change.sides import Side, check_alike, mover
from b2bnps.intervals import Bounds, Interval, outward
from b2bnps.metrics import Result

__all__ = ["Change", "compare", "difference"]


@frozen(kw_only=True)
class Change:
    """The difference of two results, ``after`` less ``before``, in their unit.

    Net scores and shares are in points (-200 to 200 and -100 to 100), means in points of their
    scale.

    Attributes:
        metric: as in both results.
        definition: that of the results, and ``_difference_independent`` (the two samples have
            nothing to do with each other) or ``_difference_overlapping`` (some people are in both).
        change: the unrounded difference; None when one side has no answers.
        interval: what sampling alone leaves open; method ``mover``, ``census`` when everybody
            answered both times, ``none`` without a difference or without an honest interval.
        bounds: what the silent ones of both sides could do at most.
        before: the result that is subtracted.
        after: the result that it is subtracted from.
        both: people who answered both times; None when nobody looked.
        correlation: of the two estimates, -1 to 1, from people or accounts that are in both.
        warnings: codes of the difference itself, see :data:`b2bnps.analysis.change.WARNINGS`;
            those of the results stand in the results.
    """

    metric: str
    definition: str
    change: float | None
    interval: Interval
    bounds: Bounds
    before: Result
    after: Result
    both: int | None = None
    correlation: float = 0.0
    warnings: tuple[str, ...]


def difference(before: Result, after: Result, *, level: float = 0.95) -> Change:
    """Change from one independent sample to another, with an interval that keeps its promise.

    The interval is MOVER (Zou and Donner 2008) on the arms of the two intervals (score, Wilson or
    Student), whichever method the results themselves show. Where both populations are known and
    no answer has a weight, it is then widened to what a true difference can be, multiples of
    ``1 / lcm(N1, N2)``, and cut to the logical bounds. Its coverage was enumerated for net scores
    and equal populations only. For the same people asked twice it is safe but far too wide: see
    :func:`b2bnps.analysis.change.overlapping`.

    Raises:
        InvalidValue: an impossible level, or results of different metrics, definitions, scales or
            units.
    """
    return compare(before, after, level, name="difference_independent")


def compare(
    before: Result,
    after: Result,
    level: float,
    *,
    name: str,
    both: int | None = None,
    correlation: float = 0.0,
    warnings: tuple[str, ...] = (),
) -> Change:
    """Make the change of two results whose estimates are correlated as given."""
    check_alike(before, after)
    sides = Side.of(before, level), Side.of(after, level)
    bounds = Bounds(
        after.bounds.lower - before.bounds.upper, after.bounds.upper - before.bounds.lower
    )
    change, interval = _compare(*sides, level, bounds, correlation)
    return Change(
        metric=before.metric,
        definition=f"{before.definition}_{name}",
        change=change,
        interval=interval,
        bounds=bounds,
        before=before,
        after=after,
        both=both,
        correlation=correlation,
        warnings=(*warnings, *shown(change, interval)),
    )


def _compare(
    before: Side | None, after: Side | None, level: float, bounds: Bounds, r: float
) -> tuple[float | None, Interval]:
    if before is None or after is None:
        return None, Interval(None, None, level, "none")
    factor, gain = before.sample.gauge.factor, _gain(before, after)
    if before.frame.census and after.frame.census:
        return factor * gain, Interval(factor * gain, factor * gain, level, "census")
    if before.arms is None or after.arms is None:
        return factor * gain, Interval(None, None, level, "none")
    lower, upper = mover(gain, (before.mean, before.arms), (after.mean, after.arms), r)
    if before.frame.lattice and after.frame.lattice:
        steps = lcm(before.frame.population or 1, after.frame.population or 1)
        lower, upper = outward(lower, upper, steps)
    lower, upper = max(factor * lower, bounds.lower), min(factor * upper, bounds.upper)
    # Weights may carry a change beyond what the silent ones could do; the interval goes along.
    return factor * gain, Interval(
        min(lower, factor * gain), max(upper, factor * gain), level, "mover"
    )


def _gain(before: Side, after: Side) -> float:
    """Difference in what one answer adds, divided once, so that it falls on the lattice exactly."""
    one, other = before.sample, after.sample
    return (other.total * one.n - one.total * other.n) / (one.n * other.n)


def shown(change: float | None, interval: Interval) -> tuple[str, ...]:
    """Say whether a change was found, as codes."""
    if change is None:
        return ("no_answers",)
    if interval.lower is None or interval.upper is None:
        return ("no_interval",)
    return ("change_not_shown",) if interval.lower <= 0 <= interval.upper else ()
