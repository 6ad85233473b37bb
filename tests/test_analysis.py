"""What b2bnps.analysis.change promises about two independent samples."""

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.analysis.change import Change, difference
from b2bnps.errors import InvalidValue
from b2bnps.metrics import Bounds, Interval, as_json, nps_from_counts

VECTORS = json.loads((Path(__file__).parent / "data" / "interval_vectors.json").read_text())

counts = st.tuples(*[st.integers(0, 30)] * 3).filter(any)
silences = st.none() | st.integers(0, 30)


def ends(change: Change) -> tuple[float, float]:
    """Both ends of an interval that must be there."""
    lower, upper = change.interval.lower, change.interval.upper
    assert lower is not None
    assert upper is not None
    return lower, upper


def between(
    first: tuple[int, int, int],
    second: tuple[int, int, int],
    silent: tuple[int | None, int | None] = (None, None),
) -> Change:
    """Difference of two samples, given their counts and how many of each base are silent."""
    before, after = (
        nps_from_counts(*dsp, population=None if rest is None else sum(dsp) + rest)
        for dsp, rest in zip((first, second), silent, strict=True)
    )
    return difference(before, after)


@pytest.mark.parametrize("vector", VECTORS["difference"], ids=str)
def test_difference_agrees_with_the_reference(vector: dict[str, Any]) -> None:
    """MOVER on uncut arms, then lattice, then bounds, as an independent implementation has it."""
    before = nps_from_counts(*vector["x"], population=vector["N_x"])
    after = nps_from_counts(*vector["y"], population=vector["N_y"])
    change = difference(before, after, level=vector["conf"])
    expected = (100 * vector["lower"], 100 * vector["upper"])
    assert pytest.approx(expected, abs=1e-4) == ends(change)
    assert pytest.approx(100 * vector["difference"], abs=1e-4) == change.change


def test_a_change_that_the_answers_show() -> None:
    """An interval off zero carries no warning, and the scores travel with their difference."""
    change = between((15, 30, 55), (10, 20, 70))
    assert (change.change, change.interval.method, change.warnings) == (20.0, "mover", ())
    assert (change.before.score, change.after.score) == (40.0, 60.0)
    assert Bounds(-200.0, 200.0) == change.bounds


def test_a_change_that_may_be_none() -> None:
    """An interval that holds zero says so in words."""
    assert between((2, 6, 12), (1, 5, 14)).warnings == ("change_not_shown",)


def test_two_censuses_leave_nothing_open() -> None:
    """When everybody answered both times, the difference is known."""
    change = between((2, 6, 12), (1, 5, 14), (0, 0))
    assert Interval(change.change, change.change, 0.95, "census") == change.interval


def test_one_census_and_one_sample_is_an_estimate() -> None:
    """Only the sampled side contributes uncertainty."""
    change = between((2, 6, 12), (1, 5, 14), (0, None))
    assert change.interval.method == "mover"
    assert ends(change)[0] < 15.0 < ends(change)[1]


@pytest.mark.parametrize("dsp", [((0, 0, 0), (1, 1, 1)), ((1, 1, 1), (0, 0, 0))])
def test_without_answers_there_is_no_difference(dsp: Any) -> None:
    """A wave that nobody answered cannot be compared, and the result says why."""
    change = between(*dsp)
    assert (None, Interval(None, None, 0.95, "none")) == (change.change, change.interval)
    assert change.warnings == ("no_answers",)


def test_scores_of_different_units_are_refused() -> None:
    """People and accounts are not compared with each other."""
    score = nps_from_counts(1, 1, 1)
    with pytest.raises(InvalidValue, match="respondent and of a account_class"):
        difference(score, evolve(score, unit="account_class"))


def test_an_impossible_level_is_refused() -> None:
    """Also where nobody answered."""
    nothing = nps_from_counts(0, 0, 0)
    with pytest.raises(InvalidValue, match="level"):
        difference(nothing, nothing, level=0)


def test_json_holds_both_scores() -> None:
    """A change becomes plain JSON with its scores inside."""
    plain = as_json(between((15, 30, 55), (10, 20, 70)))
    assert plain == json.loads(json.dumps(plain))
    assert (plain["change"], plain["after"]["score"]) == (20.0, 60.0)


@given(counts, counts, st.tuples(silences, silences))
def test_interval_holds_the_change_and_the_bounds_hold_it(
    first: tuple[int, int, int],
    second: tuple[int, int, int],
    silent: tuple[int | None, int | None],
) -> None:
    """The difference lies in its interval, and the interval within what is possible."""
    change = between(first, second, silent)
    lower, upper = ends(change)
    assert change.change is not None
    slack = 1e-9
    assert change.bounds.lower - slack <= lower <= change.change + slack
    assert change.change - slack <= upper <= change.bounds.upper + slack


@given(counts, counts, st.tuples(silences, silences))
def test_exchanging_the_waves_mirrors(
    first: tuple[int, int, int],
    second: tuple[int, int, int],
    silent: tuple[int | None, int | None],
) -> None:
    """A rise read backwards is the same fall."""
    there, back = between(first, second, silent), between(second, first, silent[::-1])
    assert pytest.approx((-ends(back)[1], -ends(back)[0]), abs=1e-9) == ends(there)
