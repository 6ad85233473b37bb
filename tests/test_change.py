"""What b2bnps.analysis.change promises about people who answer more than once, and about waves."""

import csv
import doctest
import importlib
import json
from fractions import Fraction
from itertools import product
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.analysis.change import (
    WARNINGS,
    Change,
    Paired,
    Trend,
    difference,
    overlapping,
    paired,
    parts,
    sign_test,
    smallest_visible,
    split,
    trend,
)
from b2bnps.definitions import CES_1, CES_2, Definition, net_of
from b2bnps.errors import InvalidValue
from b2bnps.metrics import Interval, Score, as_json, ces, csat, not_asked, nps, nps_from_counts

cells = st.sampled_from([0, 3, 6, 7, 8, 9, 10, None, "NA", 11])
waves = st.dictionaries(st.integers(0, 25), cells, max_size=25)
homes = st.none() | st.dictionaries(st.integers(0, 25), st.sampled_from([*"ABCDE", "", None]))

BEFORE = {"ann": 0, "bob": 7, "cem": 10, "dee": 9, "eva": "great", "fay": 5}
AFTER = {"ann": 8, "bob": 9, "cem": 6, "dee": 10, "eva": 9, "gil": None, "hal": 10}


def ends(found: Paired | Change | Trend) -> tuple[float, float]:
    """Both ends of an interval that must be there."""
    lower, upper = found.interval.lower, found.interval.upper
    assert lower is not None
    assert upper is not None
    return lower, upper


def people(*changes: tuple[int, int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """Cells of both waves, from answer before, answer after and how many people."""
    pairs = [(before, after) for before, after, count in changes for _ in range(count)]
    return dict(enumerate(one for one, _ in pairs)), dict(enumerate(two for _, two in pairs))


# --- the same people twice -----------------------------------------------------------------------


def test_the_same_people_are_compared_with_themselves() -> None:
    """Only who gave a valid answer both times counts; all others are counted beside."""
    found = paired(BEFORE, AFTER)

    assert (found.n, found.change) == (4, 0.0)
    assert (found.before.score, found.after.score) == (25.0, 25.0)
    assert (found.only_before, found.only_after) == (1, 2)
    assert found.excluded_before == {"not_a_number": 1}
    assert found.excluded_after == {"missing": 1}
    assert (found.rose, found.stayed, found.fell) == (2, 1, 1)
    assert (found.metric, found.definition) == ("nps", "nps_0_10_change_paired")


def test_the_table_says_who_went_where() -> None:
    """Rows are the classes before, columns those after."""
    assert paired(BEFORE, AFTER).transitions == {
        "detractor": {"detractor": 0, "passive": 1, "promoter": 0},
        "passive": {"detractor": 0, "passive": 0, "promoter": 1},
        "promoter": {"detractor": 1, "passive": 0, "promoter": 1},
    }


def test_the_paired_interval_by_hand() -> None:
    """20 people, of whom 6 rise by one class: 6/23 -+ 1.96 sqrt((8/23 - (6/23)²) / 23)."""
    found = paired(*people((7, 9, 6), (9, 9, 14)))
    assert found.change == 30.0
    assert pytest.approx((4.4704, 47.7035), abs=1e-3) == ends(found)
    assert (found.interval.method, found.warnings) == ("paired", ())


def test_pairs_tell_more_than_two_samples() -> None:
    """Where most stay as they are, the paired interval is less than half as wide."""
    before, after = people((9, 9, 48), (7, 7, 26), (3, 3, 16), (7, 9, 6), (9, 7, 4))
    one, other = nps(before.values()), nps(after.values())
    lone, both = ends(difference(one, other)), ends(paired(before, after))
    assert both[1] - both[0] < (lone[1] - lone[0]) / 2


def test_answers_all_alike_still_leave_doubt() -> None:
    """Five people who all stay the same do not prove that nobody changed."""
    lower, upper = ends(paired(*people((9, 9, 5))))
    assert pytest.approx((-34.6476, 34.6476), abs=1e-3) == (lower, upper)


def test_the_interval_always_holds_the_change() -> None:
    """Where everybody turned right round, three smoothing changes do not pull the end inside."""
    found = paired(*people((0, 10, 4)))
    assert (found.change, ends(found)[1]) == (200.0, 200.0)


def test_everybody_twice_is_a_census() -> None:
    """When the whole base answered both times, the change is known."""
    found = paired(*people((7, 9, 1), (9, 9, 4)), population=5)
    assert Interval(20.0, 20.0, 0.95, "census") == found.interval
    assert (found.bounds.lower, found.bounds.upper, found.warnings) == (20.0, 20.0, ())


def test_a_known_base_narrows_and_says_that_this_is_untested() -> None:
    """Of 20 people, 12 answered twice: ends are multiples of 5 points, within what is possible."""
    pairs = people((7, 9, 3), (9, 9, 9))
    finite, endless = paired(*pairs, population=20), paired(*pairs)
    lower, upper = ends(finite)
    assert ends(endless)[0] < lower < upper < ends(endless)[1]
    assert pytest.approx((0, 0), abs=1e-9) == (lower % 5, upper % 5)
    assert finite.warnings == ("paired_fpc_untested",)
    assert pytest.approx((-65.0, 95.0)) == (finite.bounds.lower, finite.bounds.upper)


def test_people_of_one_account_move_together() -> None:
    """Four accounts that moved as one tell as much as few people, never more than all of them."""
    pairs = people((7, 9, 20), (9, 9, 20))
    together = paired(*pairs, accounts={person: person // 10 for person in range(40)})
    scattered = paired(*pairs, accounts=dict.fromkeys(range(40), ""))
    alone = paired(*pairs)
    assert (together.accounts, scattered.accounts, alone.accounts) == (4, 40, None)
    assert together.deff > 10
    assert together.warnings == ("few_accounts", "change_not_shown")
    assert pytest.approx(40 / 39) == scattered.deff
    assert pytest.approx(ends(alone), abs=0.5) == ends(scattered)
    assert ends(together)[0] < ends(alone)[0]
    assert (together.test.movers, together.test.p) == (2, 0.5)


def test_nobody_twice_gives_no_change() -> None:
    """Without a pair there is no figure, never a 0."""
    found = paired({"a": 9}, {"b": 9}, accounts={})
    assert (found.change, found.interval.method, found.n) == (None, "none", 0)
    assert (found.warnings, found.before.score, found.test.p) == (("no_answers",), None, 1.0)


def test_only_net_scores_have_classes() -> None:
    """A mean has no promoters who could become passives."""
    with pytest.raises(InvalidValue, match=r"definition: ces_2.0_mean has no classes"):
        paired({}, {}, definition=CES_2)


def test_a_net_score_of_the_hosts_own_can_be_paired() -> None:
    """Classes are those of its definition."""
    ease = net_of("ease", scale=(1, 7), passive=4, promoter=6)
    found = paired({"a": 1, "b": 7}, {"a": 7, "b": 7}, definition=ease)
    assert (found.change, found.transitions["detractor"]["promoter"]) == (100.0, 1)


def test_a_paired_change_becomes_json() -> None:
    """Nested values and the table turn into plain dicts."""
    plain = as_json(paired(BEFORE, AFTER))
    assert plain == json.loads(json.dumps(plain))
    assert plain["transitions"]["promoter"]["detractor"] == 1


@given(waves, waves, homes)
def test_margins_of_the_table_are_both_scores(
    before: dict[int, Any], after: dict[int, Any], accounts: dict[int, Any] | None
) -> None:
    """Rows add up to the classes before, columns to those after, and the scores to the change."""
    found = paired(before, after, accounts=accounts)
    table = found.transitions
    for name in ("detractor", "passive", "promoter"):
        assert sum(table[name].values()) == getattr(found.before, f"{name}s")
        assert sum(row[name] for row in table.values()) == getattr(found.after, f"{name}s")
    if found.change is not None:
        assert found.before.score is not None
        assert found.after.score is not None
        assert pytest.approx(found.after.score - found.before.score) == found.change
        assert ends(found)[0] <= found.change <= ends(found)[1]


@given(waves, homes)
def test_the_same_answers_again_are_no_change(
    wave: dict[int, Any], accounts: dict[int, Any] | None
) -> None:
    """Whoever repeats their answer changed by 0, and the interval lies evenly round it."""
    found = paired(wave, wave, accounts=accounts)
    if found.n:
        lower, upper = ends(found)
        assert (found.change, found.test.p, found.stayed) == (0.0, 1.0, found.n)
        assert pytest.approx(-lower, abs=1e-9) == upper


@given(waves, waves, homes, st.none() | st.integers(0, 9))
def test_pairs_read_backwards_mirror(
    before: dict[int, Any], after: dict[int, Any], accounts: Any, silent: int | None
) -> None:
    """A rise read backwards is the same fall, as likely by chance."""
    n = paired(before, after).n
    base = None if silent is None else n + silent
    there = paired(before, after, accounts=accounts, population=base)
    back = paired(after, before, accounts=accounts, population=base)
    assert (there.rose, there.fell, there.test) == (back.fell, back.rose, back.test)
    if n:
        assert pytest.approx((-ends(back)[1], -ends(back)[0]), abs=1e-9) == ends(there)


# --- chance alone --------------------------------------------------------------------------------


@given(st.lists(st.integers(-4, 4), max_size=9))
def test_the_sign_test_counts_every_combination(changes: list[int]) -> None:
    """The p-value is the share of all combinations of signs that go as far."""
    signs = list(product((-1, 1), repeat=len(changes)))
    totals = [abs(sum(s * c for s, c in zip(row, changes, strict=True))) for row in signs]
    share = sum(total >= abs(sum(changes)) for total in totals) / len(totals)
    assert pytest.approx(share) == sign_test(changes).p
    assert sign_test(changes).movers == len([change for change in changes if change])


def test_nine_gains_and_one_loss() -> None:
    """The textbook's figure: 22 of 1024 combinations go as far."""
    assert sign_test([1] * 9 + [-1]).p == 22 / 1024


def test_thousands_of_people_are_tested_by_the_normal_curve() -> None:
    """It is named, and where both can be had it agrees."""
    many = sign_test([1] * 540 + [-1] * 461)
    exact = sign_test([1] * 539 + [-1] * 461)
    assert (many.method, exact.method) == ("sign_flip_normal", "sign_flip_exact")
    assert pytest.approx(0.0137, abs=1e-3) == many.p
    assert pytest.approx(0.0148, abs=1e-4) == exact.p


# --- some people twice ---------------------------------------------------------------------------


def test_without_overlap_it_is_the_difference_of_two_samples() -> None:
    """Nobody twice and no accounts: nothing is correlated."""
    found = overlapping({1: 9, 2: 3}, {3: 9, 4: 10, 5: 7})
    lone = difference(nps([9, 3]), nps([9, 10, 7]))
    assert (found.interval, found.change) == (lone.interval, lone.change)
    assert (found.both, found.correlation) == (0, 0.0)
    assert found.definition == "nps_0_10_difference_overlapping"


def test_people_who_stay_as_they_are_make_a_change_surer() -> None:
    """The more of them answered both times, the narrower the interval."""
    before, after = people((9, 9, 15), (7, 7, 9), (3, 3, 6))
    strangers = {person + 100: cell for person, cell in after.items()}
    half = {person + 100 * (person % 2): cell for person, cell in after.items()}
    widths = [
        ends(found)[1] - ends(found)[0]
        for found in (overlapping(before, other) for other in (strangers, half, after))
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[2] < widths[0] / 2


def test_the_correlation_by_hand() -> None:
    """Two people repeat +1 and -1, two others say 0: 2 / (2 + 1.5)."""
    found = overlapping({1: 9, 2: 3, 3: 7}, {1: 9, 2: 3, 4: 7})
    assert pytest.approx(2 / 3.5) == found.correlation
    assert found.both == 2


def test_accounts_tie_waves_together_without_the_same_people() -> None:
    """Other people of the same accounts agree with their colleagues of last time."""
    before = {person: 9 if person % 2 else 3 for person in range(12)}
    after = {person + 100: 9 if person % 2 else 3 for person in range(12)}
    accounts = {person: person % 4 for person in (*before, *after)}
    tied, loose = overlapping(before, after, accounts=accounts), overlapping(before, after)
    assert (loose.correlation, tied.both) == (0.0, 0)
    assert tied.correlation > 0.9
    assert tied.before.accounts == 4


def test_an_overlap_that_chance_makes_correlates_nothing() -> None:
    """In a finite base, 30 of 50 twice share 18 by chance; only more than that helps (Tam 1984)."""
    before = {person: 9 if person % 2 else 3 for person in range(30)}
    by_chance = {person: 9 if person % 2 else 3 for person in range(12, 42)}
    found = overlapping(before, by_chance, populations=(50, 50, 50))
    mostly = overlapping(before, before, populations=(50, 50, 50))
    assert (found.both, found.warnings[0]) == (18, "overlap_fpc_untested")
    assert pytest.approx(0, abs=1e-12) == found.correlation
    assert pytest.approx(30 / 31.5) == mostly.correlation


def test_a_certain_side_is_correlated_with_nothing() -> None:
    """Everybody before, a sample after: only the sample is open. Nobody twice: nothing known."""
    everybody = {1: 9, 2: 3, 3: 7}
    assert overlapping(everybody, {1: 9, 2: 9}, populations=(3, 5, 3)).correlation == 0.0
    assert overlapping({1: 9, 2: 9}, everybody, populations=(5, 3, 3)).correlation == 0.0
    assert overlapping({1: 9}, {2: 9}, populations=(5, 5, 5)).correlation == 0.0


@pytest.mark.parametrize("populations", [(5, 5, 0), (5, 5, 6), (2, 5, 3)])
def test_an_impossible_base_is_refused(populations: tuple[int, int, int]) -> None:
    """Who answered both times belonged to the base both times."""
    with pytest.raises(InvalidValue, match="populations: 1 people answered both times"):
        overlapping({1: 9, 2: 8}, {1: 9, 3: 8}, populations=populations)


def test_means_and_shares_can_overlap_too() -> None:
    """The smoothing answers are as wide as the scale of the metric."""
    found = overlapping({1: 1, 2: 7, 3: 4}, {1: 1, 2: 7, 4: 4}, definition=CES_2)
    assert pytest.approx(18 / (18 + 1.5 * 9)) == found.correlation


@given(waves, waves, homes)
def test_overlapping_waves_mirror(
    before: dict[int, Any], after: dict[int, Any], accounts: dict[int, Any] | None
) -> None:
    """Read backwards, everything turns round and the correlation stays."""
    there = overlapping(before, after, accounts=accounts)
    back = overlapping(after, before, accounts=accounts)
    assert pytest.approx(back.correlation) == there.correlation
    if there.change is not None:
        assert pytest.approx((-ends(back)[1], -ends(back)[0]), abs=1e-9) == ends(there)
        assert ends(there)[0] <= there.change <= ends(there)[1]


# --- where a change comes from -------------------------------------------------------------------


@pytest.mark.parametrize("module", ["splitting", "signflip"])
def test_the_worked_examples_are_right(module: str) -> None:
    """What the docstrings show is what comes out."""
    found = doctest.testmod(importlib.import_module(f"b2bnps.analysis.change.{module}"))
    assert found.failed == 0
    assert found.attempted


def test_a_change_of_mind_alone() -> None:
    """The same people both times: all of it is theirs."""
    found = split({1: 3, 2: 9}, {1: 9, 2: 9}, accounts={1: "A", 2: "B"})
    assert (found.change, found.same_people) == (100.0, 100.0)
    assert (found.joiners, found.leavers, found.account_mix) == (0.0, 0.0, 0.0)


def test_other_people_are_no_change_of_mind() -> None:
    """Nobody changed their mind; a detractor left and a promoter came."""
    found = split({1: 7, 2: 3}, {1: 7, 3: 9})
    assert (found.change, found.same_people, found.account_mix) == (100.0, 0.0, None)
    assert (found.joiners, found.leavers) == (50.0, 50.0)
    assert (found.stayed, found.joined, found.left) == (1, 1, 1)
    assert (found.accounts_joined, found.accounts_left) == (None, None)


def test_new_and_lost_accounts_are_mix() -> None:
    """All that accounts do which answered only once belongs to the mix."""
    accounts = {1: "A", 2: "lost", 3: "new"}
    found = split({1: 7, 2: 3}, {1: 7, 3: 9}, accounts=accounts)
    assert (found.same_people, found.joiners, found.leavers, found.account_mix) == (0, 0, 0, 100)
    assert (found.accounts_joined, found.accounts_left) == (1, 1)


def test_an_account_that_answers_more_is_mix() -> None:
    """Happy A sends three more of the same mind: A grew, its people did not change."""
    before, after = {1: 9, 2: 3}, {1: 9, 2: 3, 3: 9, 4: 9, 5: 9}
    found = split(before, after, accounts={1: "A", 2: "B", 3: "A", 4: "A", 5: "A"})
    assert (found.change, found.account_mix) == (60.0, 60.0)
    assert (found.accounts_joined, found.accounts_left) == (0, 0)


def test_a_successor_is_no_mix() -> None:
    """Where an account's only contact is replaced, the accounts are the same as before."""
    found = split({1: 7, 2: 3}, {1: 7, 3: 9}, accounts={1: "A", 2: "B", 3: "B"})
    assert (found.joiners, found.leavers, found.account_mix) == (50.0, 50.0, 0.0)


def test_people_without_an_account_are_compared_with_everybody() -> None:
    """Nobody knows whether their account is new, so nothing of it is called mix."""
    found = split({1: 7, 2: 3}, {1: 7, 3: 9}, accounts={1: "A", 2: "", 3: None})
    assert (found.joiners, found.leavers, found.account_mix) == (50.0, 50.0, 0.0)
    assert (found.accounts_joined, found.accounts_left) == (0, 0)


def test_a_split_needs_somebody_who_stayed() -> None:
    """Without anybody twice the change stands alone, and the reason beside it."""
    strangers = split({1: 3}, {2: 9})
    empty = split({1: 3}, {})
    assert (strangers.change, strangers.same_people) == (200.0, None)
    assert (strangers.warnings, empty.warnings) == (("nobody_twice",), ("no_answers",))
    assert (empty.change, empty.joiners) == (None, None)
    assert parts({1: 3}, {2: 9}) == {}


def test_a_mean_splits_in_points_of_its_scale() -> None:
    """Effort fell from 4 to 2.5: one person by 2, and a new one is lower by 1 still."""
    found = split({1: 4}, {1: 3, 2: 2}, definition=CES_1)
    assert (found.change, found.same_people, found.joiners) == (-1.5, -1.0, -0.5)
    assert found.definition == "ces_1.0_mean"


@given(waves, waves, homes, st.sampled_from([net_of("own", scale=(0, 10), passive=4, promoter=9)]))
def test_the_parts_add_up_exactly(
    before: dict[int, Any], after: dict[int, Any], accounts: Any, definition: Definition
) -> None:
    """As fractions they are the change; as floats they add up to the last bit, in any order."""
    exact = parts(before, after, accounts=accounts, definition=definition)
    found = split(before, after, accounts=accounts, definition=definition)
    floats = [found.same_people, found.joiners, found.leavers, found.account_mix]
    present = [part for part in floats if part is not None]
    one, other = (
        [definition.adds[cell] for cell in wave.values() if type(cell) is int and cell <= 10]
        for wave in (before, after)
    )
    assert len(present) == len(exact)
    if exact:
        change = 100 * (Fraction(sum(other), len(other)) - Fraction(sum(one), len(one)))
        assert sum(exact.values()) == change
        assert fsum(present) == sum(present) == sum(reversed(present)) == found.change
        assert abs(Fraction(found.change or 0) - change) <= Fraction(1, 1 << 41)
        assert all(
            abs(Fraction(part) - true) < Fraction(1, 1 << 40)
            for part, true in zip(present, exact.values(), strict=True)
        )


@given(waves, waves, homes)
def test_the_part_of_the_same_people_is_their_paired_change(
    before: dict[int, Any], after: dict[int, Any], accounts: Any
) -> None:
    """Both verbs say the same about those who answered twice."""
    found, pairs = split(before, after, accounts=accounts), paired(before, after)
    assert found.stayed == pairs.n
    if pairs.n:
        assert pytest.approx(pairs.change, abs=1e-9) == found.same_people


@given(waves, waves, homes)
def test_a_split_read_backwards_mirrors(
    before: dict[int, Any], after: dict[int, Any], accounts: Any
) -> None:
    """Joiners become leavers, and every part turns its sign."""
    there = parts(before, after, accounts=accounts)
    back = parts(after, before, accounts=accounts)
    swap = {"joiners": "leavers", "leavers": "joiners"}
    assert there == {name: -back[swap.get(name, name)] for name in there}


# --- trend ---------------------------------------------------------------------------------------


def score(d: int, s: int, p: int, **known: Any) -> Score:
    """Score of counts."""
    return nps_from_counts(d, s, p, **known)


def test_a_trend_of_two_waves_is_their_difference() -> None:
    """One step, and a slope of the same size and certainty."""
    first, second = score(15, 30, 55), score(10, 20, 70)
    found = trend([("2026-1", first), ("2026-2", second)])
    assert pytest.approx(20.0) == found.slope
    assert pytest.approx(ends(difference(first, second))) == ends(found)
    assert (found.steps[0].before, found.steps[0].after) == ("2026-1", "2026-2")
    assert (found.steps[0].change.change, found.warnings) == (20.0, ())


def test_small_steps_can_make_a_trend_that_is_seen() -> None:
    """No step of 8 points is visible with 100 answers each; four of them in a row are."""
    counts = [(30 - 4 * i, 40, 30 + 4 * i) for i in range(5)]
    found = trend([(f"Q{i}", score(*dsp)) for i, dsp in enumerate(counts)])
    assert pytest.approx(8.0) == found.slope
    assert [step.too_small for step in found.steps] == [True] * 4
    assert all(27 < (step.smallest_visible or 0) < 32 for step in found.steps)
    assert found.warnings == ()
    assert ends(found)[0] > 0


def test_a_step_that_is_seen_is_not_too_small() -> None:
    """Its interval is off 0, whatever was planned."""
    step = trend([("a", score(40, 40, 20)), ("b", score(10, 20, 70))]).steps[0]
    assert (step.change.change, step.too_small) == (80.0, False)


def test_a_wave_without_answers_keeps_its_place() -> None:
    """It breaks the steps beside it, and the slope goes on over it."""
    silent = trend([("a", score(4, 4, 2)), ("b", score(0, 0, 0)), ("c", score(1, 2, 7))])
    assert pytest.approx(40.0) == silent.slope
    assert [step.smallest_visible for step in silent.steps] == [None, None]
    assert silent.steps[0].change.warnings == ("no_answers",)
    assert not silent.steps[0].too_small


def test_one_wave_is_no_trend() -> None:
    """It is kept, with the reason; none at all is refused."""
    found = trend([("a", score(1, 2, 7))])
    assert (found.slope, found.steps, found.warnings) == (None, (), ("one_wave",))
    assert found.interval == Interval(None, None, 0.95, "none")
    with pytest.raises(InvalidValue, match="waves: there are none"):
        trend([])


def test_censuses_make_a_trend_without_doubt() -> None:
    """When everybody answered every time, every step is known, however small."""
    found = trend([(str(i), score(1, 3 - i, 6 + i, population=10)) for i in range(3)])
    assert Interval(found.slope, found.slope, 0.95, "census") == found.interval
    assert [step.smallest_visible for step in found.steps] == [0.0, 0.0]
    assert not any(step.too_small for step in found.steps)


def test_a_mean_without_an_honest_interval_has_none_here() -> None:
    """One answer to a question of effort gives a slope, and no claim about it."""
    found = trend([("a", ces([5])), ("b", ces([5, 6, 7]))])
    assert (found.slope, found.warnings) == (1.0, ("no_interval",))
    assert (found.interval.lower, found.steps[0].change.warnings) == (None, ("no_interval",))


def test_a_trend_becomes_json() -> None:
    """Labels, results and steps turn into plain lists and dicts."""
    plain = as_json(trend([("a", score(1, 2, 7)), ("b", score(1, 1, 8))]))
    assert plain == json.loads(json.dumps(plain))
    assert (plain["labels"], plain["results"][1]["score"]) == (["a", "b"], 70.0)
    assert plain["steps"][0]["change"]["change"] == 10.0


@given(st.lists(st.tuples(*[st.integers(0, 20)] * 3), min_size=1, max_size=6))
def test_a_trend_turned_round_falls(counts: list[tuple[int, int, int]]) -> None:
    """The slope lies in its interval, and mirrors when the waves are read backwards."""
    found, back = (
        trend([(str(i), score(*dsp)) for i, dsp in enumerate(order)])
        for order in (counts, counts[::-1])
    )
    if found.slope is not None:
        assert ends(found)[0] <= found.slope <= ends(found)[1]
        assert pytest.approx((-ends(back)[1], -ends(back)[0]), abs=1e-9) == ends(found)


def test_what_two_waves_could_show() -> None:
    """More answers show smaller changes; nobody asked shows none."""
    few, many = score(4, 6, 10), score(40, 60, 100)
    assert (smallest_visible(few, few) or 0) > 3 * (smallest_visible(many, many) or 999)
    assert smallest_visible(few, score(0, 0, 0)) is None


# --- what cannot be compared ---------------------------------------------------------------------


def test_mixed_scales_metrics_and_definitions_are_refused_by_name() -> None:
    """The message says what is mixed."""
    with pytest.raises(InvalidValue, match=r"scale: mixed scales; \(1, 5\) and \(1, 7\)"):
        difference(csat([1, 5]), csat([1, 7], scale=(1, 7)))
    with pytest.raises(InvalidValue, match="metric: mixed metrics; nps and csat"):
        difference(nps([9]), csat([5]))
    with pytest.raises(InvalidValue, match="definition: mixed definitions"):
        trend([("a", nps([9])), ("b", nps([9], cuts=(6, 9)))])


def test_shares_and_means_have_changes_too() -> None:
    """Percent points of satisfaction by Wilson's arms, points of effort by Student's."""
    satisfied = difference(csat([4] * 50 + [2] * 50), csat([4] * 80 + [2] * 20))
    effort = difference(ces([5, 6, 7] * 9), ces([2, 3, 4] * 9))
    assert satisfied.change == 30.0
    assert pytest.approx((16.91, 41.70), abs=0.01) == ends(satisfied)
    assert (effort.change, effort.definition) == (-3.0, "ces_2.0_mean_difference_independent")
    assert pytest.approx((-3.467, -2.533), abs=0.01) == ends(effort)


def test_a_census_of_means_is_certain() -> None:
    """Also where answers are all alike, which no sample could say."""
    found = difference(ces([5, 5], population=2), ces([6], population=1))
    assert found.interval == Interval(1.0, 1.0, 0.95, "census")


def test_weights_leave_the_lattice() -> None:
    """A weighted score is no multiple of 1/N; the interval follows the weights and holds it."""
    heavy = nps([9, 9, 3, 7], weights=[5, 1, 1, 1], population=10)
    plain = nps([9, 9, 3, 7], weights=[1] * 4, population=10)
    found = difference(plain, heavy)
    assert (found.change, found.before.n) == (37.5, 4)
    assert ends(found)[0] <= 37.5 <= ends(found)[1]
    assert pytest.approx(0, abs=1e-9) != ends(found)[0] % 10


def test_weighted_and_plain_scores_are_not_compared() -> None:
    """Weights alone would pass for a change of mind."""
    plain, heavy = nps([9, 3]), nps([9, 3], weights=[3, 1])
    with pytest.raises(InvalidValue, match="mixed weights; none and given cannot be compared"):
        difference(plain, heavy)


def test_a_panel_is_not_surer_than_the_same_people_twice() -> None:
    """Where only those answer again who answered before, the overlap is no chance."""
    scores = [10, 3, 9, 8, 10, 7] * 10
    before = dict(enumerate(scores))
    after = {person: scores[(person + 3 * (person % 5 == 0)) % 60] for person in range(55)}
    found = overlapping(before, after, populations=(80, 70, 60))

    assert -1 <= (found.correlation or 0) <= 1
    assert ends(found)[1] - ends(found)[0] > 5


def test_weights_may_carry_a_change_beyond_the_silent_ones() -> None:
    """Nine of ten answered; one heavy answer still decides, and the interval goes along."""
    plain = nps([3] * 9, weights=[1] * 9, population=10)
    heavy = nps([9] + [3] * 8, weights=[1000] + [1] * 8, population=10)
    found = difference(plain, heavy)
    assert found.change is not None
    assert found.change > found.bounds.upper
    assert ends(found)[1] == found.change


def test_who_was_not_asked_has_no_change() -> None:
    """A metric that nobody was asked has no figure to compare."""
    found = difference(not_asked("ces"), ces([5, 6]))
    assert (found.change, found.warnings) == (None, ("no_answers",))


def test_every_warning_has_a_sentence() -> None:
    """Codes are explained for a person, in one sentence each."""
    assert all(text.endswith(".") and text.count(". ") == 0 for text in WARNINGS.values())


# --- two real waves ------------------------------------------------------------------------------


def learners(wave: str, column: str) -> list[str]:
    """One column of a long-term survey of The Carpentries, as it stands in the file."""
    file = Path(__file__).parent / "data" / f"carpentries_longterm_{wave}.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        return [row[column] for row in csv.DictReader(rows)]


def test_two_real_waves() -> None:
    """The published counts; 42 cells say ``NA``, as R writes what is missing."""
    spring, winter = (
        nps(learners(wave, "recommendation_score")) for wave in ("2020-03", "2020-12")
    )
    assert (spring.detractors, spring.passives, spring.promoters) == (9, 32, 93)
    assert (winter.detractors, winter.passives, winter.promoters) == (8, 30, 49)
    assert (round(spring.score or 0, 1), round(winter.score or 0, 1)) == (62.7, 47.1)
    assert (spring.n, spring.excluded) == (134, {"missing": 42})
    assert (winter.n, winter.excluded) == (87, {})


def test_a_real_fall_of_16_points_is_not_shown() -> None:
    """134 and 87 answers show changes from 25 points on: this one may be chance."""
    spring, winter = (
        nps(learners(wave, "recommendation_score")) for wave in ("2020-03", "2020-12")
    )
    found = difference(spring, winter)
    assert pytest.approx(-15.56, abs=0.005) == found.change
    assert pytest.approx((-33.205, 1.514), abs=0.001) == ends(found)
    assert found.warnings == ("change_not_shown",)
    step = trend([("March", spring), ("December", winter)]).steps[0]
    assert step.too_small
    assert pytest.approx(25, abs=0.5) == step.smallest_visible


def test_a_question_that_changed_its_answers_is_not_compared() -> None:
    """Words in one wave and points in the next: the words count as no numbers, never as scores."""
    spring, winter = (
        csat(learners(wave, "impact_motivation_learning")) for wave in ("2020-03", "2020-12")
    )
    assert (spring.n, spring.excluded) == (0, {"missing": 41, "not_a_number": 135})
    assert (winter.n, round(winter.score or 0, 1)) == (87, 81.6)
    assert difference(spring, winter).warnings == ("no_answers",)
