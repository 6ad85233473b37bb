"""What b2bnps.analysis.sizes plans, and what ``b2bnps plan-size`` shows of it."""

import doctest
import json
import os
import subprocess
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from b2bnps.analysis import sizes
from b2bnps.analysis.sizes import (
    WARNINGS,
    Planned,
    answers_for_change,
    answers_for_margin,
    detectable_change,
    margin,
    spread_of,
)
from b2bnps.errors import InvalidValue
from b2bnps.metrics import as_json, nps_from_counts

people = st.integers(1, 500)
points = st.floats(0.5, 200)
spreads = st.floats(0.05, 1)
deffs = st.floats(1, 5)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run ``b2bnps plan-size`` as a person runs it."""
    command = [sys.executable, "-m", "b2bnps.cli", "plan-size", *map(str, arguments)]
    wide = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=wide, timeout=240
    )


@pytest.mark.parametrize(
    ("answers", "population", "smallest"),
    [(20, None, 69), (50, None, 44), (100, None, 31), (400, None, 15), (30, 50, 36)],
)
def test_the_published_table(answers: int, population: int | None, smallest: int) -> None:
    """Changes that two waves show, with half promoters and a fifth detractors."""
    found = detectable_change(Planned(answers=answers, population=population))
    assert round(found.points) == smallest
    assert (found.kind, found.level, found.power) == ("change", 0.95, 0.8)


def test_waves_may_differ() -> None:
    """A census before leaves only the second wave open: sqrt(2) less than two such waves."""
    sample, census = Planned(answers=100), Planned(answers=40, population=40)
    both = detectable_change(sample, sample).points
    assert pytest.approx(both / 2**0.5) == detectable_change(census, sample).points


def test_a_margin_is_close_to_the_interval() -> None:
    """With 100 answers the plan is off by less than a point from what the answers then give."""
    ends = nps_from_counts(20, 30, 50).interval
    assert ends.lower is not None
    assert ends.upper is not None
    planned = margin(Planned(answers=100))
    assert pytest.approx((ends.upper - ends.lower) / 2, abs=1) == planned.points
    assert (planned.kind, planned.power, planned.warnings) == ("margin", None, ())


def test_a_census_leaves_nothing_open() -> None:
    """Everybody answers: the margin is 0 and any change is seen, whatever accounts do."""
    everybody = Planned(answers=12, population=12, deff=3)
    assert (margin(everybody).points, detectable_change(everybody).points) == (0.0, 0.0)
    assert margin(everybody).warnings == ("census",)


def test_few_answers_are_said_to_be_few() -> None:
    """Three answers show hardly anything, and a plan for three is a rough one."""
    found = detectable_change(Planned(answers=2))
    assert found.warnings == ("nothing_visible", "rough")


def test_the_published_sample_size() -> None:
    """385 answers for a margin of 5 percent points of a share of one half, in an endless base."""
    half = answers_for_margin(5, spread=0.25)
    small = answers_for_margin(5, spread=0.25, population=300)
    assert (half.answers, small.answers) == (385, 169)
    assert (half.kind, half.points, half.power) == ("margin", 5, None)


def test_a_small_base_is_asked_as_a_whole() -> None:
    """To see 3 points among 20 people everybody must answer, and then nothing is left open."""
    found = answers_for_change(3, population=20)
    assert (found.answers, found.warnings) == (20, ("everybody",))


def test_customers_like_these_can_be_too_few() -> None:
    """Where the score shall speak for others too, 50 people can never show 20 points."""
    found = answers_for_change(20, population=50, estimand="customers_like_these")
    assert (found.answers, found.warnings) == (None, ("beyond_population",))
    enough = answers_for_change(100, population=50, estimand="customers_like_these")
    assert (enough.answers, enough.warnings) == (10, ())


def test_large_changes_need_few_answers_and_say_that_this_is_rough() -> None:
    """Never less than one."""
    assert answers_for_change(150).warnings == ("rough",)
    assert answers_for_margin(200, spread=0.01).answers == 1
    assert answers_for_margin(200, spread=0.01, population=9).answers == 1


def test_the_spread_of_a_mix() -> None:
    """Half against half spreads most; passives in the middle spread least."""
    assert (spread_of(50, 50), spread_of(0, 50)) == (1.0, 0.25)
    assert pytest.approx(0.61) == spread_of(50, 20)


@pytest.mark.parametrize("mix", [(-1, 20), (50, -1), (60, 41), (0, 0), (100, 0), (0, 100)])
def test_an_impossible_mix_is_refused(mix: tuple[float, float]) -> None:
    """Also one in which all answers are alike: nothing could be planned with it."""
    with pytest.raises(InvalidValue, match="promoters"):
        spread_of(*mix)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"answers": 0}, "answers"),
        ({"answers": 2.5}, "answers"),
        ({"answers": 7, "population": 5}, "population"),
        ({"answers": 7, "spread": 0}, "spread"),
        ({"answers": 7, "spread": 1.1}, "spread"),
        ({"answers": 7, "deff": 0.5}, "deff"),
        ({"answers": 7, "deff": float("inf")}, "deff"),
    ],
)
def test_an_impossible_wave_is_refused(wrong: dict[str, int], name: str) -> None:
    """The message names the value."""
    with pytest.raises(InvalidValue, match=name):
        Planned(**wrong)


def test_impossible_wishes_are_refused() -> None:
    """Power of a half is chance; a change of 0 or beyond 200 points is none."""
    with pytest.raises(InvalidValue, match="power"):
        detectable_change(Planned(answers=9), power=0.5)
    with pytest.raises(InvalidValue, match="level"):
        margin(Planned(answers=9), level=1)
    for wrong in (0, 201):
        with pytest.raises(InvalidValue, match="points"):
            answers_for_margin(wrong)
    with pytest.raises(InvalidValue, match="population: there is nobody to ask"):
        answers_for_change(10, population=0)
    with pytest.raises(InvalidValue, match="estimand"):
        answers_for_change(10, estimand="everybody")


def test_the_worked_examples_are_right() -> None:
    """What the docstrings show is what comes out."""
    found = doctest.testmod(sizes)
    assert (found.failed, found.attempted > 2) == (0, True)


def test_plans_become_json() -> None:
    """Both kinds of results turn into plain JSON."""
    for plan in (margin(Planned(answers=9)), answers_for_change(10)):
        assert as_json(plan) == json.loads(json.dumps(as_json(plan)))


def test_every_warning_has_a_sentence() -> None:
    """Codes are explained for a person."""
    assert all(text.endswith(".") for text in WARNINGS.values())


@given(people, people, spreads, deffs)
def test_more_answers_show_more(n: int, more: int, spread: float, deff: float) -> None:
    """The smallest visible change falls as answers grow, and is 0 only when everybody answers."""
    population = n + more
    few, many, all_ = (
        detectable_change(Planned(answers=a, population=population, spread=spread, deff=deff))
        for a in (n, n + more - 1, population)
    )
    assert few.points >= many.points >= all_.points == 0
    assert many.points > 0
    endless = detectable_change(Planned(answers=n, spread=spread, deff=deff))
    assert endless.points >= few.points


@given(points, people, spreads, deffs)
def test_needed_answers_are_enough_and_no_more(
    wanted: float, population: int, spread: float, deff: float
) -> None:
    """With the answers needed the change is seen; with one less it is not. Never more than N."""
    needed = answers_for_change(wanted, population=population, spread=spread, deff=deff).answers
    assert needed is not None
    assert 1 <= needed <= population
    enough = Planned(answers=needed, population=population, spread=spread, deff=deff)
    assert detectable_change(enough).points <= wanted + 1e-6
    assume(needed > 1)
    less = Planned(answers=needed - 1, population=population, spread=spread, deff=deff)
    assert detectable_change(less).points > wanted - 1e-6


@given(st.floats(0.5, 90), spreads)
def test_a_large_base_needs_as_many_as_an_endless_one(wanted: float, spread: float) -> None:
    """Within one answer, for more people than there are."""
    endless = answers_for_margin(wanted, spread=spread).answers
    large = answers_for_margin(wanted, spread=spread, population=10**14).answers
    assert endless is not None
    assert large is not None
    assert endless - 1 <= large <= endless


# --- the command ---------------------------------------------------------------------------------


def test_a_plan_for_people() -> None:
    """Sentences answer what was asked, and a table shows what other numbers would bring."""
    done = run("--population", 50, "--answers", 30, "--change", 20, "--margin", 9.5)
    assert (done.returncode, done.stderr) == (0, "")
    for sentence in (
        "With 30 of 50 answering, a wave's score is known to about ±18 points.",
        "a change of 36 points is seen 80% of the time; smaller ones are easily missed.",
        "To see a change of 20 points, you need 42 of 50 answers in each wave.",
        "To know a score to ±9.5 points, you need 43 of 50 answers.",
        "40 of 50      ±11 points    22 points",
        "50 of 50         exactly          any",
        "Planned for 50% promoters and 20% detractors, 95% confidence and 80% power.",
        "Those who stay silent are taken for people like those who answer.",
    ):
        assert sentence in done.stdout


def test_a_census_is_planned_in_words() -> None:
    """Everybody answers: nothing is said to be about so much."""
    done = run("--population", 12, "--answers", 12, "--change", 5)
    assert "With 12 of 12 answering, a wave's score is known exactly" in done.stdout
    assert "To see a change of 5 points, all 12 must answer in each wave." in done.stdout
    assert " 2 of 12          hardly         none" in done.stdout


def test_a_handful_of_answers_is_not_oversold() -> None:
    """Two answers miss even the largest change, and the plan says that it is a rough one."""
    done = run("--answers", 2, "--deff", 1.5, "--margin", 1)
    assert "even the largest change is easily missed." in done.stdout
    assert "Fewer than ten answers" in done.stdout
    assert "Design effect 1.5" in done.stdout
    assert "To know a score to ±1 point, you need" in done.stdout


def test_a_plan_without_a_question_shows_the_table() -> None:
    """Round numbers of answers, for a base that nobody has counted."""
    done = run("--promoters", 60, "--detractors", 10)
    assert done.stdout.startswith("answers")
    assert "400" in done.stdout
    assert "60% promoters and 10% detractors" in done.stdout


def test_a_plan_as_json() -> None:
    """The same under the names of the attributes."""
    found = json.loads(run("--population", 50, "--answers", 30, "--change", 20, "--json").stdout)
    assert round(found["margin"]["points"]) == 18
    assert round(found["change"]["points"]) == 36
    assert found["needed"][0]["answers"] == 42
    assert [row["margin"]["waves"][0]["answers"] for row in found["table"]] == [10, 20, 30, 40, 50]
    empty = json.loads(run("--json").stdout)
    assert (empty["margin"], empty["change"], empty["needed"]) == (None, None, [])


def test_an_impossible_plan_ends_with_2() -> None:
    """More answers than people is a slip of the pen, and the sentence says which."""
    done = run("--population", 5, "--answers", 7)
    assert done.returncode == 2
    assert done.stderr == "b2bnps: population: 7 answers cannot come from 5 people.\n"
