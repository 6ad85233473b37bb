"""Goals, and how far they are reached. These modules do no I/O.

A goal is SMART or it is refused: specific (a metric of a segment), measurable (from a baseline to a
target), timely (a date), and somebody's. Whether it is attainable is not decided here, but a goal
that no survey of this base could show says so.
"""

from b2bnps.analysis.goals.judging import progress
from b2bnps.analysis.goals.values import PACES, WARNINGS, Goal, GoalProgress

__all__ = ["PACES", "WARNINGS", "Goal", "GoalProgress", "progress"]
