"""Waves one after the other → their trend, and what was too small to see. No I/O here."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot

from attrs import frozen

from b2bnps.analysis.change.independent import Change, difference, shown
from b2bnps.analysis.change.sides import Side
from b2bnps.analysis.sizes import visible
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Interval
from b2bnps.metrics import Result

__all__ = ["Step", "Trend", "smallest_visible", "trend"]

Wave = tuple[str, Result]


@frozen(kw_only=True)
class Step:
    """From one wave to the next.

    Attributes:
        before, after: labels of the waves.
        change: their difference, taken for independent samples.
        smallest_visible: the change that waves of these sizes would show with the power asked
            for; None when one of them has no answers. It is planned with the variance of both
            waves' answers, three smoothing ones among them.
        too_small: the interval holds zero and the change is smaller than ``smallest_visible``:
            nothing follows from it, not even that nothing changed.
    """

    before: str
    after: str
    change: Change
    smallest_visible: float | None
    too_small: bool


@frozen(kw_only=True)
class Trend:
    """How a figure went over waves, in its unit.

    Attributes:
        metric, definition: as in the results.
        labels, results: of each wave, in the order given.
        steps: from each wave to the next.
        slope: least squares line through the waves, per wave; None with fewer than two of them
            with answers.
        interval: of the slope; method ``mover``, ``census`` or ``none``.
        power: of ``Step.smallest_visible``.
        warnings: codes; see :data:`b2bnps.analysis.change.WARNINGS`.
    """

    metric: str
    definition: str
    labels: tuple[str, ...]
    results: tuple[Result, ...]
    steps: tuple[Step, ...]
    slope: float | None
    interval: Interval
    power: float
    warnings: tuple[str, ...]


def trend(waves: Iterable[Wave], *, level: float = 0.95, power: float = 0.8) -> Trend:
    """Follow a figure over waves that lie equally far apart.

    Every wave counts alike in the slope, ``sum(c * score)`` with ``c = (x - mean x) / sum((x -
    mean x)²)`` and x = 0, 1, 2 …; its interval is MOVER for a linear function (Zou, Huang and Zhang
    2009), on the same arms as :func:`b2bnps.analysis.change.difference`, which it equals for two
    waves of unknown populations. A wave without answers keeps its place and does not count.

    The waves are taken for independent samples. Where the same people answer again, all intervals
    are wider than they need be; see :func:`b2bnps.analysis.change.overlapping`.

    Args:
        waves: label and result of each, the earliest first.
        level: of the intervals.
        power: probability with which a change of ``Step.smallest_visible`` would be found.

    Raises:
        InvalidValue: no wave at all; results of different metrics, definitions, scales or units;
            an impossible level or power.
    """
    given = tuple(waves)
    if not given:
        message = "waves: there are none; expected a label and a result for each."
        raise InvalidValue(message)
    steps = tuple(_step(one, other, level, power) for one, other in pairwise(given))
    sides = [(x, Side.of(result, level)) for x, (_, result) in enumerate(given)]
    slope, interval = _slope([(x, side) for x, side in sides if side is not None], level)
    return Trend(
        metric=given[0][1].metric,
        definition=given[0][1].definition,
        labels=tuple(label for label, _ in given),
        results=tuple(result for _, result in given),
        steps=steps,
        slope=slope,
        interval=interval,
        power=power,
        warnings=("one_wave",) if slope is None else shown(slope, interval),
    )


def _step(before: Wave, after: Wave, level: float, power: float) -> Step:
    change = difference(before[1], after[1], level=level)
    smallest = smallest_visible(before[1], after[1], level, power)
    unseen = "change_not_shown" in change.warnings
    return Step(
        before=before[0],
        after=after[0],
        change=change,
        smallest_visible=smallest,
        too_small=unseen and abs(change.change or 0) < (smallest or 0),
    )


def smallest_visible(
    before: Result, after: Result, level: float = 0.95, power: float = 0.8
) -> float | None:
    """Change that two waves like these would show with that power, in the unit of the results.

    Raises:
        InvalidValue: an impossible level or power.
    """
    one, other = Side.of(before, level), Side.of(after, level)
    if one is None or other is None:
        return None
    squares = sum(side.frame.k * side.variance / side.sample.n for side in (one, other))
    return one.sample.gauge.factor * visible(squares, level, power)


def _slope(sides: Sequence[tuple[int, Side]], level: float) -> tuple[float | None, Interval]:
    if len(sides) < 2:  # noqa: PLR2004 - a line needs two points
        return None, Interval(None, None, level, "none")
    factor, middle = sides[0][1].sample.gauge.factor, sum(x for x, _ in sides) / len(sides)
    spread = sum((x - middle) ** 2 for x, _ in sides)
    pulls = [((x - middle) / spread, side) for x, side in sides]
    slope = factor * sum(pull * side.mean for pull, side in pulls)
    if all(side.frame.census for _, side in sides):
        return slope, Interval(slope, slope, level, "census")
    reach = [_reach(pull, side) for pull, side in pulls]
    if None in reach:
        return slope, Interval(None, None, level, "none")
    lower, upper = (hypot(*ends) for ends in zip(*filter(None, reach), strict=True))
    return slope, Interval(slope - factor * lower, slope + factor * upper, level, "mover")


def _reach(pull: float, side: Side) -> tuple[float, float] | None:
    """How far one wave can draw the slope down and up."""
    if side.arms is None:
        return None
    ends = sorted(pull * end for end in side.arms)
    return pull * side.mean - ends[0], ends[1] - pull * side.mean
