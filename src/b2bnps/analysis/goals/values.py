"""Goals, and what there is to say about them. This module does no I/O."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from attrs import field, frozen

from b2bnps.definitions import NPS, Definition, said
from b2bnps.errors import InvalidValue, NaiveTime
from b2bnps.intervals import Interval
from b2bnps.metrics import Result

__all__ = ["PACES", "WARNINGS", "Goal", "GoalProgress", "day_of"]

PACES: Final[Mapping[str, str]] = {
    "reached": "The figure is at the target or beyond.",
    "on_track": "The figure is at least as far as a straight line from baseline to target.",
    "late": "The figure is behind a straight line from baseline to target.",
    "missed": "The date has passed, and the figure is not at the target.",
    "unknown": "Nobody has answered, so there is no figure.",
}
"""What a word in ``GoalProgress.pace`` means, as a sentence for a person."""

WARNINGS: Final[Mapping[str, str]] = {
    "finer_than_one_answer": "One person more or less moves this figure by more than the goal.",
    "needs_everybody": "A change as large as this goal can be seen only if everybody answers.",
    "no_answers": "Nobody has given a valid answer, so there is no figure.",
    "not_served": "The goal names no wave and no touchpoint that serve it.",
    "too_small_to_show": (
        "With as many answers as now, a change as large as this goal would probably not be seen."
    ),
}
"""What a code in ``GoalProgress.warnings`` means, as a sentence for a person."""


def day_of(value: date, name: str = "today") -> date:
    """Day of a date or of an aware time, in its own time zone."""
    if not isinstance(value, datetime):
        return value
    if value.utcoffset() is None:
        raise NaiveTime(name)
    return value.date()


def _since(value: date) -> date:
    return day_of(value, "since")


def _due(value: date) -> date:
    return day_of(value, "due")


@frozen(kw_only=True)
class Goal:
    """What somebody wants to reach, of whom, and by when.

    Attributes:
        definition: of the metric; it knows whether high or low is good.
        segment: whom it is about, e.g. ``dealers``.
        baseline: the figure at the start, in the unit of the metric.
        target: the figure wanted, on the good side of the baseline.
        since: the day of the baseline; an aware time is taken for its day.
        due: the day by which the target shall be reached.
        owner: who answers for it.
        waves, touchpoints: names of those that serve the goal.

    Raises:
        InvalidValue: an empty segment or owner; a baseline or target off the scale; a target that
            is no better than the baseline; a date that is not after the start; or a naive time.
    """

    definition: Definition = NPS
    segment: str = field(validator=said)
    baseline: float = field(converter=float)
    target: float = field(converter=float)
    since: date = field(converter=_since)
    due: date = field(converter=_due)
    owner: str = field(validator=said)
    waves: tuple[str, ...] = field(default=(), converter=tuple)
    touchpoints: tuple[str, ...] = field(default=(), converter=tuple)

    def __attrs_post_init__(self) -> None:
        """Check what depends on two of them."""
        low, high = (self.definition.gauge.factor * end for end in self.definition.gauge.limits)
        for name, value in (("baseline", self.baseline), ("target", self.target)):
            if not low <= value <= high:
                message = f"{name}: {value:g} is off the scale; expected {low} to {high}."
                raise InvalidValue(message)
        if self.way * self.direction <= 0:
            better = "more" if self.direction > 0 else "less"
            message = (
                f"target: {self.target:g} is no goal; expected {better} than {self.baseline:g}."
            )
            raise InvalidValue(message)
        if self.due <= self.since:
            message = f"due: {self.due} is too early; expected a day after {self.since}."
            raise InvalidValue(message)

    @property
    def way(self) -> float:
        """From baseline to target; negative where less is better."""
        return self.target - self.baseline

    @property
    def direction(self) -> int:
        """1 where high is good, -1 where low is good."""
        return -1 if self.definition.direction == "low_is_good" else 1

    def path(self, day: date) -> float:
        """Where a straight line from baseline to target stands on a day."""
        run = (day_of(day) - self.since) / (self.due - self.since)
        return self.baseline + self.way * min(1.0, max(0.0, run))


@frozen(kw_only=True)
class GoalProgress:
    """How far a goal is reached.

    Attributes:
        goal: which.
        score: the figure that it is judged by.
        today: the day of judging.
        done: share of the way from baseline to target, unrounded: 0 at the baseline, 1 at the
            target, negative when it went the wrong way; None without answers.
        interval: of ``done``, from that of the score.
        remaining: what is still missing, 0 or more, in the unit of the metric.
        days_left: until the date; negative after it.
        expected: where a straight line from baseline to target stands today.
        pace: ``reached``, ``on_track``, ``late``, ``missed`` or ``unknown``; see :data:`PACES`. It
            goes by the figure alone: read it beside ``probability_met``.
        probability_met: confidence, 0 to 1, that the true figure of those whom the score speaks
            for is at the target already: one less the one-sided p-value of a true figure at the
            target. It is no forecast. For a census 0 or 1; None without answers, or where a mean
            has no honest interval.
        smallest_visible: the change that two waves like this one would show with the power asked
            for, in the unit of the metric.
        answers_needed: of each of two waves, to show a change as large as the goal; None without
            answers.
        warnings: codes; see :data:`WARNINGS`.
    """

    goal: Goal
    score: Result
    today: date
    done: float | None
    interval: Interval
    remaining: float | None
    days_left: int
    expected: float
    pace: str
    probability_met: float | None
    smallest_visible: float | None
    answers_needed: int | None
    warnings: tuple[str, ...]
