"""A goal and a figure → how far the goal is reached. This module does no I/O."""

from datetime import date
from typing import Final

from b2bnps.analysis.change import smallest_visible
from b2bnps.analysis.change.sides import Side
from b2bnps.analysis.goals.chance import above
from b2bnps.analysis.goals.values import Goal, GoalProgress, day_of
from b2bnps.analysis.sizes import answers_from, visible
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Interval
from b2bnps.metrics import Result

__all__ = ["progress"]

_NOISE: Final = 1e-9  # points: 100 * 29 / 100 is a little less than 29


def progress(
    goal: Goal, score: Result, *, today: date, level: float = 0.95, power: float = 0.8
) -> GoalProgress:
    """Judge how far a goal is reached.

    Args:
        goal: what is wanted.
        score: the newest figure of its segment, by its definition.
        today: the day of judging, or an aware time.
        level, power: of the smallest visible change.

    Raises:
        InvalidValue: a score by another definition; an impossible level or power; a naive time.
    """
    named = score.metric, score.definition, score.scale
    if score.n and named != (goal.definition.metric, goal.definition.name, goal.definition.scale):
        message = f"score: it is a {score.definition}; the goal is set in {goal.definition.name}."
        raise InvalidValue(message)
    side, day = Side.of(score, level), day_of(today)
    needed, codes = (None, ()) if side is None else _needed(goal, side, level, power)
    smallest = smallest_visible(score, score, level, power)
    return GoalProgress(
        goal=goal,
        score=score,
        today=day,
        done=_done(goal, score.score),
        interval=_interval(goal, score),
        remaining=_remaining(goal, score.score),
        days_left=(goal.due - day).days,
        expected=goal.path(day),
        pace=_pace(goal, score.score, day),
        probability_met=None if side is None else _probability(goal, score, side),
        smallest_visible=smallest,
        answers_needed=needed,
        warnings=(*_warnings(goal, score, smallest), *codes),
    )


def _done(goal: Goal, figure: float | None) -> float | None:
    return None if figure is None else (figure - goal.baseline) / goal.way


def _remaining(goal: Goal, figure: float | None) -> float | None:
    if figure is None:
        return None
    missing = (goal.target - figure) * goal.direction
    return missing if missing > _NOISE else 0.0


def _interval(goal: Goal, score: Result) -> Interval:
    ends = [_done(goal, end) for end in (score.interval.lower, score.interval.upper)]
    lower, upper = ends[:: goal.direction]
    return Interval(lower, upper, score.interval.level, score.interval.method)


def _pace(goal: Goal, figure: float | None, day: date) -> str:
    if figure is None:
        return "unknown"
    if not _remaining(goal, figure):
        return "reached"
    if day > goal.due:
        return "missed"
    return "on_track" if (figure - goal.path(day)) * goal.direction >= -_NOISE else "late"


def _needed(
    goal: Goal, side: Side, level: float, power: float
) -> tuple[int | None, tuple[str, ...]]:
    """Answers that would show the whole way, and what there is to say about that."""
    squares = 2 * side.frame.design.deff * side.variance * side.sample.gauge.factor**2
    endless = (visible(squares, level, power) / goal.way) ** 2
    answers, codes = answers_from(endless, side.frame.population)
    return answers, ("needs_everybody",) if "everybody" in codes else ()


def _warnings(goal: Goal, score: Result, smallest: float | None) -> tuple[str, ...]:
    found = [] if goal.waves or goal.touchpoints else ["not_served"]
    if smallest is None:
        return (*found, "no_answers")
    if abs(goal.way) < smallest:
        found.append("too_small_to_show")
    if score.population and abs(goal.way) < goal.definition.gauge.factor / score.population:
        found.append("finer_than_one_answer")
    return tuple(found)


def _probability(goal: Goal, score: Result, side: Side) -> float | None:
    ends = (score.bounds.lower - goal.target, score.bounds.upper - goal.target)
    worst, best = sorted(goal.direction * end for end in ends)
    certain = score.weighting == "none" and (worst >= -_NOISE or best < -_NOISE)
    if side.frame.census or certain:
        return 0.0 if _remaining(goal, score.score) else 1.0
    chance = above(side, goal.target / side.sample.gauge.factor)
    return chance if chance is None or goal.direction > 0 else 1 - chance
