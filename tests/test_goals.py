"""What b2bnps.analysis.goals promises: goals that can be judged, and honest judgements."""

from datetime import UTC, date, datetime
from math import sqrt
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.analysis.goals import PACES, WARNINGS, Goal, GoalProgress, progress
from b2bnps.definitions import CES_1, CES_2, share_of
from b2bnps.errors import InvalidValue, NaiveTime
from b2bnps.metrics import ces, csat, nps, nps_from_counts

START, END = date(2026, 1, 1), date(2026, 12, 31)
SUMMER = date(2026, 7, 2)
CSAT = share_of("csat", scale=(1, 5), cut=4, name="csat_top_2_of_1_5")


def goal(**other: Any) -> Goal:
    """Dealers from 30 to 50 within the year."""
    facts: dict[str, Any] = {
        "segment": "dealers",
        "baseline": 30,
        "target": 50,
        "since": START,
        "due": END,
        "owner": "head of dealer care",
        "waves": ("relationship-2",),
    }
    return Goal(**{**facts, **other})


def judged(found: Any, today: date = SUMMER, **other: Any) -> GoalProgress:
    """Progress of the dealers' goal."""
    return progress(goal(**other), found, today=today)


# --- what is a goal ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"segment": " "}, "segment: it is empty"),
        ({"owner": ""}, "owner: it is empty"),
        ({"target": 30}, "target: 30 is no goal; expected more than 30"),
        ({"target": 20}, "target: 20 is no goal; expected more than 30"),
        ({"target": 101}, "target: 101 is off the scale; expected -100 to 100"),
        ({"baseline": float("nan")}, "baseline: nan is off the scale"),
        ({"due": START}, "due: 2026-01-01 is too early; expected a day after 2026-01-01"),
        ({"definition": CES_1, "baseline": 2, "target": 3}, "expected less than 2"),
    ],
)
def test_what_is_no_goal_is_refused(wrong: dict[str, Any], message: str) -> None:
    """Specific, measurable, timely and somebody's, or the message says what is missing."""
    with pytest.raises(InvalidValue, match=message):
        goal(**wrong)


def test_a_naive_time_is_no_day() -> None:
    """Dates are taken as they are, aware times for their day, naive ones are refused by name."""
    aware = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
    assert goal(due=aware).due == date(2026, 6, 30)
    naive = aware.replace(tzinfo=None)
    for name in ("since", "due"):
        with pytest.raises(NaiveTime, match=name):
            goal(**{name: naive})
    with pytest.raises(NaiveTime, match="today"):
        judged(nps([9]), today=naive)


def test_a_score_by_another_definition_is_refused() -> None:
    """Effort of one version says nothing about the other."""
    with pytest.raises(InvalidValue, match=r"score: it is a csat_top_2_of_1_5"):
        judged(csat([5]))


# --- how far -------------------------------------------------------------------------------------


def test_half_way_at_half_time() -> None:
    """40 of 30 to 50: half done, ten points to go, and on track on the day it is due."""
    found = judged(nps_from_counts(20, 20, 60))
    assert (found.done, found.remaining, found.days_left) == (0.5, 10.0, 182)
    assert found.pace == "on_track"
    assert pytest.approx(40.0) == found.expected
    assert found.score.score == 40.0
    assert found.interval.lower is not None
    assert found.interval.upper is not None
    assert found.interval.lower < 0
    assert found.interval.upper > 1


@pytest.mark.parametrize(
    ("counts", "today", "pace"),
    [
        ((25, 15, 60), SUMMER, "late"),
        ((20, 20, 60), date(2026, 7, 9), "late"),
        ((15, 20, 65), SUMMER, "reached"),
        ((10, 20, 70), date(2027, 1, 1), "reached"),
        ((20, 20, 60), date(2027, 1, 1), "missed"),
        ((20, 20, 60), END, "late"),
        ((40, 20, 40), date(2025, 1, 1), "late"),
        ((0, 0, 0), SUMMER, "unknown"),
    ],
)
def test_the_pace(counts: tuple[int, int, int], today: date, pace: str) -> None:
    """Against a straight line from baseline to target; every word has a sentence."""
    assert judged(nps_from_counts(*counts), today=today).pace == pace
    assert pace in PACES


def test_rounding_of_floats_does_not_miss_a_target() -> None:
    """100 * 29 / 100 is a little less than 29, and counts as 29."""
    found = judged(nps_from_counts(0, 71, 29, population=100), baseline=10, target=29)
    assert found.score.score != 29
    assert (found.pace, found.remaining, found.probability_met) == ("reached", 0.0, 1.0)


def test_the_wrong_way_is_less_than_nothing() -> None:
    """A fall of ten points is minus half of the way."""
    found = judged(nps_from_counts(30, 20, 50))
    assert (found.done, found.remaining) == (-0.5, 30.0)


def test_nobody_has_answered() -> None:
    """No figure, no share, no probability, never a 0."""
    found = judged(nps_from_counts(0, 0, 0))
    assert (found.done, found.remaining, found.probability_met) == (None, None, None)
    assert (found.smallest_visible, found.answers_needed) == (None, None)
    assert (found.interval.lower, found.warnings) == (None, ("no_answers",))


def test_less_effort_is_the_goal() -> None:
    """Where low is good everything turns: 2.5 is half of the way from 3 down to 2."""
    found = judged(ces([2, 3] * 20, version="1.0"), definition=CES_1, baseline=3, target=2)
    assert (found.done, found.remaining, found.pace) == (0.5, 0.5, "on_track")
    assert found.probability_met is not None
    assert found.probability_met < 1e-6
    assert found.interval.lower is not None
    assert found.interval.upper is not None
    assert found.interval.lower < 0.5 < found.interval.upper
    better = judged(ces([1, 2] * 20, version="1.0"), definition=CES_1, baseline=3, target=2)
    assert (better.pace, better.remaining) == ("reached", 0.0)
    assert (better.probability_met or 0) > 0.999


# --- is it met already ---------------------------------------------------------------------------


def test_a_census_knows() -> None:
    """Everybody answered: the goal is met or it is not."""
    met = judged(nps_from_counts(1, 3, 6, population=10))
    missed = judged(nps_from_counts(2, 3, 5, population=10))
    assert (met.probability_met, missed.probability_met) == (1.0, 0.0)


def test_what_the_silent_cannot_change_is_certain() -> None:
    """Nine of ten promoters answered: the last one cannot bring the score below 50."""
    sure = judged(nps_from_counts(0, 0, 9, population=10))
    hopeless = judged(nps_from_counts(4, 2, 1, population=10))
    assert (sure.probability_met, hopeless.probability_met) == (1.0, 0.0)


def test_the_probability_is_that_of_the_score_test() -> None:
    """At the ends of a 95 % interval it is 2.5 and 97.5 %; at the score itself one half."""
    score = nps_from_counts(15, 25, 60, population=400, deff=1.3)
    ends = nps_from_counts(15, 25, 60).interval
    for target, chance in ((ends.lower, 0.975), (45, 0.5), (ends.upper, 0.025)):
        found = judged(nps_from_counts(15, 25, 60), baseline=20, target=target)
        assert pytest.approx(chance, abs=1e-9) == found.probability_met
    inside = judged(score, target=50).probability_met
    outside = judged(nps_from_counts(15, 25, 60), target=50).probability_met
    assert inside is not None
    assert outside is not None
    assert inside < outside < 0.5


def test_all_promoters_do_not_prove_it() -> None:
    """Five promoters leave doubt about 90; about 100 they say nothing either way."""
    found = judged(nps([9] * 5), target=90).probability_met
    assert pytest.approx(NormalDist().cdf(0.5 / sqrt(0.95))) == found
    assert judged(nps([9] * 5), target=100).probability_met == 0.5
    assert judged(nps([9] * 4 + [7]), target=100).probability_met == 0.0


def test_a_share_is_tested_as_wilson_does() -> None:
    """80 of 100 favourable against 75: the deviate is 5 / sqrt(75 * 25 / 100)."""
    found = judged(csat([5] * 80 + [1] * 20), definition=CSAT, baseline=60, target=75)
    assert pytest.approx(NormalDist().cdf(5 / sqrt(18.75))) == found.probability_met


@pytest.mark.parametrize(
    ("answers", "target", "true"),
    [([5, 6], 6.5, 0.1476), ([4, 5, 6], 6, 0.1127), ([4, 5, 6] * 10, 5.1, 0.2573)],
)
def test_a_mean_is_tested_as_student_does(answers: list[int], target: float, true: float) -> None:
    """Within .01 of Student's distribution, whose figures stand here."""
    found = judged(ces(answers), definition=CES_2, baseline=1, target=target)
    assert pytest.approx(true, abs=0.01) == found.probability_met


def test_a_mean_of_answers_all_alike_is_not_tested() -> None:
    """No spread, no honest statement; a census needs none."""
    alike = judged(ces([6, 6]), definition=CES_2, baseline=4, target=5)
    census = judged(ces([6, 6], population=2), definition=CES_2, baseline=4, target=5)
    assert (alike.probability_met, census.probability_met) == (None, 1.0)


def test_weights_know_no_logical_bounds() -> None:
    """A weighted score is tested, also where an unweighted one would be certain."""
    heavy = nps([9] * 9, weights=[1] * 9, population=10)
    found = judged(heavy).probability_met
    assert found is not None
    assert 0.9 < found < 1.0


# --- can this base show it -----------------------------------------------------------------------


def test_a_base_too_small_to_show_the_goal_says_so() -> None:
    """20 points cannot be seen with 30 of 50; all 50, or at least 42 of them, can."""
    found = judged(nps_from_counts(6, 9, 15, population=50))
    assert found.warnings == ("too_small_to_show",)
    assert pytest.approx(36, abs=1) == found.smallest_visible
    assert found.answers_needed in (42, 43)


def test_a_tiny_base_needs_everybody() -> None:
    """Among 12 people 20 points are seen only if all of them answer."""
    found = judged(nps_from_counts(2, 2, 4, population=12))
    assert found.warnings == ("too_small_to_show", "needs_everybody")
    assert found.answers_needed == 12
    census = judged(nps_from_counts(3, 3, 6, population=12))
    assert (census.warnings, census.smallest_visible) == (("needs_everybody",), 0.0)


def test_a_goal_finer_than_one_answer() -> None:
    """Among ten people one of them is ten points: a goal of five cannot be told."""
    found = judged(nps_from_counts(1, 3, 6, population=10), baseline=40, target=45)
    assert "finer_than_one_answer" in found.warnings


def test_many_answers_show_the_goal() -> None:
    """With 1000 answers 20 points are seen, and nothing is to be warned of."""
    found = judged(nps_from_counts(200, 300, 500))
    assert found.warnings == ()
    assert pytest.approx(239, abs=2) == found.answers_needed


def test_a_goal_that_nothing_serves() -> None:
    """A goal should drive which waves and touchpoints are planned; one of them is enough."""
    score = nps_from_counts(200, 300, 500)
    assert judged(score, waves=()).warnings == ("not_served",)
    assert judged(score, waves=(), touchpoints=["delivery"]).warnings == ()


def test_every_code_has_a_sentence() -> None:
    """Codes and words are explained for a person."""
    assert all(text.endswith(".") for text in (*WARNINGS.values(), *PACES.values()))


@given(st.tuples(*[st.integers(0, 30)] * 3).filter(any), st.integers(-99, 100))
def test_a_nearer_target_is_likelier_met(counts: tuple[int, int, int], target: int) -> None:
    """The probability falls as the target rises, and is one half at the score itself."""
    score = nps_from_counts(*counts)
    found = judged(score, baseline=-100, target=target).probability_met
    nearer = judged(score, baseline=-100, target=target - 0.5).probability_met
    assert found is not None
    assert nearer is not None
    assert 0 <= found <= nearer <= 1
    assert score.score is not None
    if abs(score.score - target) > 1e-9:
        assert (found > 0.5) == (score.score > target)
