"""What changed between two waves, or differs between two segments. This module does no I/O."""

from math import hypot, lcm

from attrs import frozen

from b2bnps.errors import InvalidValue
from b2bnps.intervals import Bounds, Interval, outward
from b2bnps.metrics import Score, score_arms

__all__ = ["Change", "difference"]


@frozen(kw_only=True)
class Change:
    """The difference of two scores, ``after`` less ``before``, in points (-200 to 200).

    Attributes:
        metric: ``nps``.
        definition: ``nps_difference_independent``: the two samples have nothing to do with each
            other.
        change: the unrounded difference; None when one side has no answers.
        interval: what sampling alone leaves open; method ``mover``, ``census`` when everybody
            answered both times, ``none`` without a difference.
        bounds: what the silent ones of both sides could do at most.
        before: the score that is subtracted.
        after: the score that it is subtracted from.
        warnings: codes of the difference itself; those of its scores stand in the scores.
    """

    metric: str = "nps"
    definition: str = "nps_difference_independent"
    change: float | None
    interval: Interval
    bounds: Bounds
    before: Score
    after: Score
    warnings: tuple[str, ...]


def difference(before: Score, after: Score, *, level: float = 0.95) -> Change:
    """Change from one independent sample to another, with an interval that keeps its promise.

    The interval is MOVER (Zou and Donner 2008) on the arms of the two score intervals, whichever
    method the scores themselves show; then, where both populations are known, it is widened to
    what a true difference can be, multiples of ``1 / lcm(N1, N2)``, and cut to the logical bounds.
    Its coverage was enumerated for equal populations only. For the same people asked twice it is
    safe but far too wide.

    Raises:
        InvalidValue: an impossible level, or scores that count different units.
    """
    if before.unit != after.unit:
        message = f"unit: scores of a {before.unit} and of a {after.unit} cannot be compared."
        raise InvalidValue(message)
    bounds = Bounds(
        after.bounds.lower - before.bounds.upper, after.bounds.upper - before.bounds.lower
    )
    interval = _interval(before, after, level, bounds)
    return Change(
        change=100 * _gain(before, after) if before.n and after.n else None,
        interval=interval,
        bounds=bounds,
        before=before,
        after=after,
        warnings=_warnings(interval),
    )


def _gain(before: Score, after: Score) -> float:
    """Difference in -2 to 2, divided once, so that it falls on the lattice exactly."""
    gained = (after.promoters - after.detractors) * before.n
    lost = (before.promoters - before.detractors) * after.n
    return (gained - lost) / (before.n * after.n)


def _interval(before: Score, after: Score, level: float, bounds: Bounds) -> Interval:
    (lower_1, upper_1), (lower_2, upper_2) = score_arms(before, level), score_arms(after, level)
    if not before.n or not after.n:
        return Interval(None, None, level, "none")
    gain, t_1, t_2 = _gain(before, after), _mean(before), _mean(after)
    if before.n == before.population and after.n == after.population:
        return Interval(100 * gain, 100 * gain, level, "census")
    lower = gain - hypot(t_2 - lower_2, upper_1 - t_1)
    upper = gain + hypot(upper_2 - t_2, t_1 - lower_1)
    if before.population and after.population:
        lower, upper = outward(lower, upper, lcm(before.population, after.population))
    return Interval(max(100 * lower, bounds.lower), min(100 * upper, bounds.upper), level, "mover")


def _mean(score: Score) -> float:
    return (score.promoters - score.detractors) / score.n


def _warnings(interval: Interval) -> tuple[str, ...]:
    if interval.lower is None or interval.upper is None:
        return ("no_answers",)
    return ("change_not_shown",) if interval.lower <= 0 <= interval.upper else ()
