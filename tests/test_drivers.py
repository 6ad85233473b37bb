"""What b2bnps.analysis.drivers promises: reference figures, properties, and refusals by name."""

import csv
import json
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import permutations, product
from math import inf, nan
from operator import mul
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from b2bnps.analysis.drivers import (
    WARNINGS,
    Driver,
    Drivers,
    account_drivers,
    drivers,
    joined,
)
from b2bnps.analysis.drivers.cells import number
from b2bnps.analysis.drivers.resamples import percentiles
from b2bnps.analysis.drivers.weights import eigen, explained, lmg, relative_weights
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Interval
from b2bnps.metrics import as_json

CONFERENCE = Path(__file__).parent / "data" / "carpentrycon_home_2020.csv"
REFERENCE = {  # name: (relative weight, LMG), computed with R
    "presenters_prepared": (0.223, 0.222),
    "presenters_clear": (0.189, 0.194),
    "session_relevant_theme": (0.004, 0.005),
    "satisfaction_interaction": (0.101, 0.097),
    "satisfaction_session_length": (0.009, 0.009),
}
ABC = "abc"


def rating_rows(seed: int) -> list[tuple[int, ...]]:
    """Rows of a score and three ratings that go together more or less, some hardly varying."""
    dice = random.Random(seed)
    pull, tops = [dice.random() for _ in range(3)], dice.choices((2, 5), k=3)
    rows = []
    for _ in range(dice.randint(30, 45)):
        mood = dice.random()
        parts = [p * mood + (1 - p) * dice.random() for p in pull]
        ratings = [1 + int(top * part) for top, part in zip(tops, parts, strict=True)]
        rows.append((int(11 * (mood + dice.random()) / 2), *ratings))
    return rows


rows_of_four = st.integers(0, 10**9).map(rating_rows)


def conference(**options: Any) -> Drivers:
    """Drivers of a real survey: 124 people in 35 conference sessions."""
    with CONFERENCE.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    aspects = {name: [row[name] for row in rows] for name in REFERENCE}
    sessions = [row["session"] for row in rows]
    return drivers([row["nps"] for row in rows], aspects, accounts=sessions, **options)


def made_up(n: int = 60, seed: int = 1) -> tuple[list[int], dict[str, list[int]]]:
    """Scores that go up with a, down with b, and have nothing to do with c."""
    dice = random.Random(seed)
    aspects = {name: [dice.randint(1, 5) for _ in range(n)] for name in ABC}
    pairs = zip(aspects["a"], aspects["b"], strict=True)
    return [max(0, min(10, 6 + 2 * a - 2 * b + dice.randint(-2, 2))) for a, b in pairs], aspects


def columns(rows: Sequence[Sequence[float]]) -> tuple[list[float], dict[str, list[float]]]:
    """Split rows of score, a, b and c; only those of which drivers can be computed."""
    scores, *others = (list(column) for column in zip(*rows, strict=True))
    aspects = dict(zip(ABC, others, strict=False))
    try:
        drivers(scores, aspects)
    except InvalidValue:
        assume(condition=False)
    return scores, aspects


def weights(found: Drivers) -> dict[str, tuple[float, float]]:
    """Both weights of each aspect, by name."""
    return {driver.name: (driver.relative_weight, driver.lmg) for driver in found.aspects}


def close(expected: Mapping[str, tuple[float, ...]]) -> Any:
    """Equal but for rounding."""
    return {name: pytest.approx(values, abs=1e-9) for name, values in expected.items()}


def by_name(found: Drivers, name: str) -> Driver:
    """The aspect of that name."""
    return next(driver for driver in found.aspects if driver.name == name)


class TestReference:
    """Figures computed by others, or straight from the definitions."""

    def test_a_real_survey(self) -> None:
        """Both weights and R² are those that R gives."""
        found = conference()
        assert pytest.approx(0.527, abs=1e-3) == found.r_squared
        assert {n: pytest.approx(w, abs=1e-3) for n, w in REFERENCE.items()} == weights(found)
        assert (found.n, found.dropped, found.accounts) == (123, 1, 35)
        assert found.missing_by_aspect["satisfaction_session_length"] == {"missing": 1}

    def test_the_heaviest_stands_first(self) -> None:
        """Aspects are ordered by relative weight, and their shares of R² sum to 1."""
        found = conference()
        order = [driver.name for driver in found.aspects]
        assert order == sorted(REFERENCE, key=lambda name: -REFERENCE[name][0])
        assert sum(driver.share or 0 for driver in found.aspects) == pytest.approx(1)

    def test_resamples_of_a_real_survey(self) -> None:
        """Each interval holds its weight, and the two heaviest take turns at the top."""
        found = conference(seed=7)
        assert found.resamples == 1000
        for driver in found.aspects:
            lower, upper = driver.interval.lower, driver.interval.upper
            assert lower is not None
            assert upper is not None
            assert 0 <= lower <= driver.relative_weight <= upper <= 1
        assert found.aspects[0].first == pytest.approx(0.7, abs=0.07)
        assert sum(driver.first or 0 for driver in found.aspects) == pytest.approx(1)
        assert found.warnings == ("association_only", "order_not_shown")

    @settings(max_examples=25, deadline=None)
    @given(rows_of_four)
    def test_lmg_is_the_mean_gain_over_all_orders(self, rows: list[tuple[int, ...]]) -> None:
        """Exact fractions over all six orders of three aspects give the same."""
        scores, aspects = columns(rows)
        found = drivers(scores, aspects)
        exact = dict.fromkeys(ABC, Fraction(0))
        for order in permutations(ABC):
            for place, name in enumerate(order):
                gain = exact_r_squared(scores, aspects, order[: place + 1])
                exact[name] += (gain - exact_r_squared(scores, aspects, order[:place])) / 6
        assert {name: pytest.approx(float(gain), abs=1e-9) for name, gain in exact.items()} == {
            driver.name: driver.lmg for driver in found.aspects
        }

    @given(rows_of_four)
    def test_of_two_aspects_both_weights_are_the_same(self, rows: list[tuple[int, ...]]) -> None:
        """A known identity: Johnson's weights and LMG differ from three aspects on only."""
        scores, aspects = columns([row[:3] for row in rows])
        for relative_weight, gain in weights(drivers(scores, aspects)).values():
            assert relative_weight == pytest.approx(gain, abs=1e-9)


def exact_r_squared(
    scores: Sequence[float], aspects: Mapping[str, Sequence[float]], chosen: Sequence[str]
) -> Fraction:
    """R² by elimination in exact fractions, of columns of integers."""
    series = [*(aspects[name] for name in chosen), scores]
    rest = [
        [Fraction(len(a) * sum(map(mul, a, b)) - sum(a) * sum(b)) for b in series] for a in series
    ]
    total = rest[-1][-1]
    for k in range(len(chosen)):
        for row in rest[k + 1 :]:
            factor = row[k] / rest[k][k]
            row[:] = [x - factor * y for x, y in zip(row, rest[k], strict=True)]
    return 1 - rest[-1][-1] / total


class TestWeights:
    """Properties that hold for any answers."""

    @given(rows_of_four)
    def test_weights_are_parts_of_r_squared(self, rows: list[tuple[int, ...]]) -> None:
        """Neither kind is negative, and each sums to R², which lies within 0 and 1."""
        found = drivers(*columns(rows))
        both = weights(found).values()
        assert all(weight >= 0 for pair in both for weight in pair)
        sums = [sum(kind) for kind in zip(*both, strict=True)]
        assert sums == pytest.approx([found.r_squared] * 2, abs=1e-9)
        assert 0 <= found.r_squared <= 1

    @settings(max_examples=20, deadline=None)
    @given(rows_of_four, st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, rows: list[tuple[int, ...]], dice: random.Random) -> None:
        """Rows and aspects in another order give the same result, resamples included."""
        scores, aspects = columns(rows)
        shuffled = dice.sample(rows, len(rows))
        again = columns([(score, *reversed(others)) for score, *others in shuffled])
        renamed = dict(zip("cba", again[1].values(), strict=True))
        options = {"seed": 5, "resamples": 40}
        assert drivers(again[0], renamed, **options) == drivers(scores, aspects, **options)  # type: ignore[arg-type]  # a dict of options

    @given(rows_of_four, st.sampled_from([0.01, 3, 250]), st.integers(-100, 100))
    def test_the_scale_of_an_aspect_does_not_matter(
        self, rows: list[tuple[int, ...]], factor: float, shift: int
    ) -> None:
        """Percent, days or stars: a linear change of units changes nothing."""
        scores, aspects = columns(rows)
        rescaled = {**aspects, "a": [factor * x + shift for x in aspects["a"]]}
        first, second = drivers(scores, aspects), drivers(scores, rescaled)
        assert close(weights(first)) == weights(second)

    @given(rows_of_four)
    def test_a_reversed_aspect_changes_its_sign_alone(self, rows: list[tuple[int, ...]]) -> None:
        """Counting from the other end turns the correlation round and nothing else."""
        scores, aspects = columns(rows)
        turned = {**aspects, "b": [6 - x for x in aspects["b"]]}
        before, after = drivers(scores, aspects), drivers(scores, turned)
        assert close(weights(before)) == weights(after)
        one, other = by_name(before, "b"), by_name(after, "b")
        assert one.correlation == pytest.approx(-other.correlation, abs=1e-9)
        assert {"+": "-", "-": "+", "": ""}[one.sign] == other.sign

    @given(st.lists(st.integers(0, 10), min_size=32, max_size=32))
    def test_unrelated_aspects_have_their_squared_correlations(self, scores: list[int]) -> None:
        """In a balanced design nothing overlaps, so there is nothing to share out."""
        assume(len(set(scores)) > 1)
        design = [*product((1, 5), repeat=3)] * 4
        aspects = dict(zip(ABC, zip(*design, strict=True), strict=True))
        for driver in drivers(scores, aspects).aspects:
            squared = pytest.approx(driver.correlation**2, abs=1e-9)
            assert squared == driver.relative_weight
            assert squared == driver.lmg

    def test_one_aspect_has_all_of_it(self) -> None:
        """A single aspect is allowed: its weight is the squared correlation."""
        scores, aspects = made_up()
        (driver,) = (found := drivers(scores, {"a": aspects["a"]}, seed=1)).aspects
        assert driver.relative_weight == pytest.approx(driver.correlation**2)
        assert driver.share == pytest.approx(1)
        assert driver.first == 1.0
        assert "order_not_shown" not in found.warnings

    def test_nothing_explained(self) -> None:
        """An aspect that is exactly unrelated has no sign, and there is nothing to share."""
        found = drivers([3, 3, 8, 8] * 5, {"a": [1, 5] * 10})
        (driver,) = found.aspects
        assert found.r_squared == pytest.approx(0)
        assert (driver.share, driver.sign) == (None, "")
        assert "explains_nothing" in found.warnings

    def test_fifteen_aspects(self) -> None:
        """The most that are allowed: 32 768 subsets still sum to R²."""
        dice = random.Random(3)
        aspects = {f"a{i}": [dice.random() for _ in range(150)] for i in range(15)}
        found = drivers([dice.randint(0, 10) for _ in range(150)], aspects)
        assert sum(gain for _, gain in weights(found).values()) == pytest.approx(found.r_squared)

    def test_huge_and_tiny_numbers(self) -> None:
        """Facts of any finite size are weighed."""
        scores, aspects = made_up()
        sized = {"a": [a * 1e300 for a in aspects["a"]], "b": [b * 1e-300 for b in aspects["b"]]}
        plain = {name: aspects[name] for name in "ab"}
        assert close(weights(drivers(scores, plain))) == weights(drivers(scores, sized))


class TestMatrices:
    """The arithmetic below, on its own."""

    @given(rows_of_four)
    def test_eigenvectors_do_what_they_are_for(self, rows: list[tuple[int, ...]]) -> None:
        """The matrix stretches each by its value, and they stand at right angles."""
        matrix = matrix_of(rows)
        values, vectors = eigen(matrix)
        for value, vector in zip(values, vectors, strict=True):
            image = [sum(map(mul, row, vector)) for row in matrix]
            assert image == pytest.approx([value * x for x in vector], abs=1e-9)
        for i, one in enumerate(vectors):
            for j, other in enumerate(vectors):
                shared = sum(map(mul, one, other))
                assert shared == pytest.approx(float(i == j), abs=1e-9)

    def test_weights_of_a_singular_matrix_sum_to_r_squared(self) -> None:
        """A resample may hold copies and constants: copies share alike, constants get nothing."""
        matrix = [
            [1.0, 1.0, 0.0, 0.6],
            [1.0, 1.0, 0.0, 0.6],
            [0.0, 0.0, 0.0, 0.0],
            [0.6, 0.6, 0.0, 1.0],
        ]
        assert relative_weights(matrix) == pytest.approx([0.18, 0.18, 0])

    def test_subsets_in_the_order_of_their_bits(self) -> None:
        """The highest bit stands for the first aspect."""
        matrix = [[1.0, 0.0, 0.6], [0.0, 1.0, 0.3], [0.6, 0.3, 1.0]]
        assert explained(matrix) == pytest.approx([0, 0.09, 0.36, 0.45])
        assert lmg(matrix) == pytest.approx([0.36, 0.09])

    @pytest.mark.parametrize(
        ("values", "level", "ends"),
        [
            ([5.0], 0.95, (5.0, 5.0)),
            ([3.0, 1.0, 2.0], 0.5, (1.5, 2.5)),
            ([*map(float, range(101))], 0.9, (5.0, 95.0)),
        ],
    )
    def test_percentiles(self, values: list[float], level: float, ends: tuple[float, ...]) -> None:
        """Ends lie on a line between neighbouring values."""
        interval = percentiles(values, level)
        assert (interval.lower, interval.upper) == pytest.approx(ends)
        assert interval.method == "bootstrap_percentile"


def matrix_of(rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """A symmetric matrix within -1 and 1, of whatever rows."""
    flat = [x / 10 for row in rows for x in row]
    return [[flat[5 * min(i, j) + max(i, j)] for j in range(5)] for i in range(5)]


class TestDice:
    """Resamples: of accounts, and only where a seed is given."""

    def test_without_a_seed_nothing_is_drawn(self) -> None:
        """No interval and no stability, rather than dice thrown in secret."""
        found = drivers(*made_up())
        assert found.resamples == 0
        assert {driver.interval for driver in found.aspects} == {Interval(None, None, 0.95, "none")}
        assert {driver.first for driver in found.aspects} == {None}

    def test_a_seed_decides(self) -> None:
        """The same seed gives the same intervals, another one gives others."""
        scores, aspects = made_up()
        one, same, other = (
            drivers(scores, aspects, seed=s, resamples=100).aspects[0] for s in (1, 1, 2)
        )
        assert one.interval == same.interval
        assert one.interval != other.interval

    def test_copies_within_an_account_tell_nothing_new(self) -> None:
        """Four like answers of each account give the interval of one, as accounts are drawn."""
        scores, aspects = made_up()
        copies = {name: column * 4 for name, column in aspects.items()}
        once = drivers(scores, aspects, seed=1, resamples=200)
        clustered = drivers(scores * 4, copies, accounts=[*range(60)] * 4, seed=1, resamples=200)
        answers = drivers(scores * 4, copies, seed=1, resamples=200)
        assert ends(clustered) == pytest.approx(ends(once))
        assert width(answers) < 0.7 * width(clustered)

    @pytest.mark.parametrize("nobody", ["", None, "  ", nan])
    def test_an_empty_account_is_one_of_its_own(self, nobody: str | float | None) -> None:
        """Answers without an account are not lumped together, whatever stands in the cells."""
        scores, aspects = made_up()
        names = [nobody, nobody, *map(str, range(58))]
        assert drivers(scores, aspects, accounts=names).accounts == 60

    def test_resamples_of_like_scores_do_not_count(self) -> None:
        """Where nothing varies there is nothing to explain, and the count says so."""
        scores, aspects = [9] * 50 + [2] * 10, {"a": [4, 5] * 25 + [1, 2] * 5}
        found = drivers(scores, aspects, accounts=[0] * 50 + [1] * 10, seed=1, resamples=100)
        assert 30 < found.resamples < 70

    def test_one_account_cannot_be_resampled(self) -> None:
        """A zero-width interval would claim what nobody knows."""
        scores, aspects = made_up()
        found = drivers(scores, aspects, accounts=["a"] * 60, seed=1)
        assert (found.accounts, found.resamples) == (1, 0)
        assert "nothing_to_resample" in found.warnings

    @pytest.mark.parametrize("level", [0, 1, 95])
    def test_an_impossible_level_is_refused(self, level: float) -> None:
        """Also without a seed."""
        with pytest.raises(InvalidValue, match=r"^level: "):
            drivers(*made_up(), level=level)

    def test_too_few_resamples_are_refused(self) -> None:
        """At least one must lie beyond each end of the interval."""
        with pytest.raises(InvalidValue, match=r"resamples: 39 .* expected 40 or more"):
            drivers(*made_up(), seed=1, resamples=39)
        assert drivers(*made_up(), seed=1, resamples=40).resamples == 40


def ends(found: Drivers) -> list[float]:
    """Ends of all intervals, in the order of the names."""
    ordered = sorted(found.aspects, key=lambda driver: driver.name)
    pairs = ((driver.interval.lower, driver.interval.upper) for driver in ordered)
    return [end for pair in pairs for end in pair if end is not None]


def width(found: Drivers) -> float:
    """Widths of all intervals together."""
    return sum(ends(found)[1::2]) - sum(ends(found)[::2])


class TestCells:
    """Complete rows only, and a count of everything that was lost."""

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            (3, 3.0),
            (" -2.50\t", -2.5),
            ("+4", 4.0),
            (Decimal("1.5"), 1.5),
            (Fraction(1, 2), 0.5),
            (None, "missing"),
            ("  ", "missing"),
            (nan, "missing"),
            ("4,5", "not_a_number"),
            ("1e3", "not_a_number"),
            (True, "not_a_number"),
            ([3], "not_a_number"),
            (inf, "out_of_range"),
            (10**400, "out_of_range"),
            ("9" * 400, "out_of_range"),
        ],
    )
    def test_numbers(self, cell: object, expected: object) -> None:
        """A finite number, or text that is plainly one; all else by its reason."""
        assert number(cell) == expected

    def test_losses_are_counted_by_column_and_reason(self) -> None:
        """A row with two faults is dropped once, and both faults are counted."""
        scores, aspects = made_up()
        cells: list[object] = [*scores[:56], "", 11, 7.5, "ten"]
        a: list[object] = [None, "x", *aspects["a"][2:59], None]
        found = drivers(cells, {"a": a, "b": aspects["b"]})
        assert (found.n, found.dropped) == (54, 6)
        assert found.excluded == {
            "missing": 1,
            "not_a_number": 1,
            "not_an_integer": 1,
            "out_of_range": 1,
        }
        assert found.missing_by_aspect == {"a": {"missing": 2, "not_a_number": 1}, "b": {}}

    def test_dropped_rows_change_nothing_else(self) -> None:
        """The result is that of the complete rows alone."""
        scores, aspects = made_up()
        longer = {name: [*column, None] for name, column in aspects.items()}
        assert weights(drivers([*scores, 9], longer)) == weights(drivers(scores, aspects))

    def test_does_not_apply_is_no_rating(self) -> None:
        """With its scale known, a 6 on a form from 1 to 5 is left out."""
        scores, aspects = made_up()
        a = [6, *aspects["a"][1:]]
        found = drivers(scores, {**aspects, "a": a}, scales={"a": (1, 5)})
        assert (found.n, found.missing_by_aspect["a"]) == (59, {"out_of_range": 1})

    def test_text_and_numbers_are_alike(self) -> None:
        """Cells of a file give what the numbers in them give."""
        scores, aspects = made_up()
        text = {name: [*map(str, column)] for name, column in aspects.items()}
        assert drivers([*map(str, scores)], text) == drivers(scores, aspects)


class TestRefusals:
    """What cannot be computed honestly is refused, and the message names the culprit."""

    def test_too_few_complete_rows(self) -> None:
        """Ten for each aspect."""
        scores, aspects = made_up(29)
        with pytest.raises(InvalidValue, match=r"29 complete rows .* 3 aspects; expected 30"):
            drivers(scores, aspects)
        assert drivers(*made_up(30)).n == 30

    @pytest.mark.parametrize("p", [0, 16])
    def test_no_aspect_or_too_many(self, p: int) -> None:
        """From 1 to 15, since the work doubles with each."""
        with pytest.raises(InvalidValue, match=f"aspects: {p} were given; expected 1 to 15"):
            drivers([], {f"a{i}": [] for i in range(p)})

    def test_a_constant_aspect(self) -> None:
        """By name."""
        scores, aspects = made_up()
        with pytest.raises(InvalidValue, match="aspects: price has one value only"):
            drivers(scores, {**aspects, "price": [0.1 + 0.2, 0.3] * 30})

    def test_a_constant_score(self) -> None:
        """There is nothing to explain."""
        with pytest.raises(InvalidValue, match="scores: the complete rows have one value only"):
            drivers([9] * 60, made_up()[1])

    def test_lengths_that_do_not_match(self) -> None:
        """Aspects and accounts stand beside the scores one to one."""
        scores, aspects = made_up()
        with pytest.raises(InvalidValue, match="aspects: d has 3 cells for 60 scores"):
            drivers(scores, {**aspects, "d": [1, 2, 3]})
        with pytest.raises(InvalidValue, match="accounts: 1 names for 60 scores"):
            drivers(scores, aspects, accounts=["a"])
        with pytest.raises(InvalidValue, match="accounts: 1 names for 60 scores"):
            account_drivers(scores, ["a"], {})

    def test_a_scale_of_no_aspect(self) -> None:
        """A name that was mistyped would otherwise do nothing."""
        with pytest.raises(InvalidValue, match="scales: d is no aspect"):
            drivers(*made_up(), scales={"d": (1, 5)})

    def test_copies_are_named(self) -> None:
        """Only the two that say the same, whatever else there is."""
        scores, aspects = made_up()
        copied = {**aspects, "d": [100 - 20 * x for x in aspects["b"]]}
        with pytest.raises(InvalidValue, match=r"aspects: d follows exactly from b; leave one"):
            drivers(scores, copied)

    def test_a_sum_of_others_is_named(self) -> None:
        """A total beside its parts, without the aspects that are no part of it."""
        scores, aspects = made_up()
        total = [a + c for a, c in zip(aspects["a"], aspects["c"], strict=True)]
        with pytest.raises(InvalidValue, match=r"aspects: total follows exactly from a, c; leave"):
            drivers(scores, {**aspects, "total": total})


class TestFacts:
    """A host's own table of accounts beside the answers."""

    FACTS: Mapping[str, Mapping[str, float]] = {
        f"A-{i}": {"late": i % 7, "growth": (i * i) % 11 - 5.5} for i in range(30)
    }

    def answers(self) -> tuple[list[int], list[str]]:
        """Two answers of each account: lower with late deliveries."""
        names = [name for name in self.FACTS for _ in range(2)]
        facts = (self.FACTS[name]["late"] for name in names)
        return [int(9 - late + row % 2) for row, late in enumerate(facts)], names

    def test_facts_join_as_aspects(self) -> None:
        """One cell per answer; who is not in the table, or lacks a fact, has None."""
        facts: Mapping[str, Mapping[str, object]]
        facts = {"a": {"late": 3, "usage": -1.5}, "b": {"usage": 2.0}, "": {"late": 9}}
        assert joined(["a", "b", "x", "a", "", None], facts) == {
            "late": [3, None, None, 3, None, None],
            "usage": [-1.5, 2.0, None, -1.5, None, None],
        }

    @pytest.mark.parametrize("nobody", ["", None, "  ", nan])
    def test_answers_without_an_account_have_no_facts(self, nobody: str | float | None) -> None:
        """They are rows of their own, even where the table says something of such a name."""
        scores, names = self.answers()
        facts = {**self.FACTS, nobody: {"late": 1, "growth": 0.5}}
        found = account_drivers([*scores, 9, 9], [*names, nobody, nobody], facts)
        assert (found.n, found.accounts, found.dropped) == (30, 30, 3)

    def test_each_account_counts_once(self) -> None:
        """The outcome is the mean of an account's answers, and n is the number of accounts."""
        scores, names = self.answers()
        found = account_drivers(scores, names, self.FACTS, seed=1)
        assert (found.unit, found.outcome) == ("account", "mean_score_0_10")
        assert (found.n, found.accounts, found.dropped) == (30, 30, 0)
        assert (found.aspects[0].name, found.aspects[0].sign) == ("late", "-")
        assert found.warnings == ("association_only",)

    def test_it_is_the_analysis_of_the_means(self) -> None:
        """One answer per account with the same facts gives the same weights."""
        scores, names = self.answers()
        whole = [score - row % 2 for row, score in enumerate(scores)]
        found = drivers(whole[::2], joined(names[::2], self.FACTS))
        assert close(weights(found)) == weights(account_drivers(scores, names, self.FACTS))

    def test_silent_and_unknown_accounts_are_counted(self) -> None:
        """Without a valid score or without facts an account is dropped, not guessed."""
        scores, names = self.answers()
        cells = [*scores, 9, "", "x"]
        found = account_drivers(
            cells, [*names, "unknown", "mute", None], {**self.FACTS, "silent": {"late": 1}}
        )
        assert (found.n, found.dropped) == (30, 4)
        assert found.excluded == {"missing": 1, "not_a_number": 1}
        assert found.missing_by_aspect == {"growth": {"missing": 4}, "late": {"missing": 3}}

    def test_invalid_answers_do_not_enter_a_mean(self) -> None:
        """An account with one valid answer has that one for its mean."""
        scores, names = self.answers()
        with_faults = account_drivers([*scores, 99], [*names, "A-0"], self.FACTS)
        assert weights(with_faults) == weights(account_drivers(scores, names, self.FACTS))
        assert with_faults.excluded == {"out_of_range": 1}


class TestWarnings:
    """Codes, each with a sentence, and each with a reason to appear."""

    def test_association_is_always_said(self) -> None:
        """No result goes without it, and a clear one has nothing else to say."""
        scores, aspects = made_up(200)
        plain = {"a": aspects["a"], "c": aspects["c"]}
        assert drivers(scores, plain, seed=1, resamples=100).warnings == ("association_only",)

    def test_no_better_than_chance(self) -> None:
        """R² up to what unrelated aspects reach on average, p / (n - 1), is said to be nothing."""
        design = [*product((1, 2, 3), repeat=2)] * 4
        aspects = dict(zip("ab", zip(*design, strict=True), strict=True))
        weak = [5 + (a == b) for a, b in design]
        assert "explains_nothing" in drivers(weak, aspects).warnings

    @pytest.mark.parametrize(("accounts", "warned"), [(19, True), (20, False)])
    def test_few_accounts(self, accounts: int, warned: bool) -> None:
        """Below 20 the intervals promise too much; without intervals there is no promise."""
        scores, aspects = made_up()
        names = [row % accounts for row in range(60)]
        found = drivers(scores, aspects, accounts=names, seed=1, resamples=100)
        assert ("few_accounts_resampled" in found.warnings) is warned
        assert "few_accounts_resampled" not in drivers(scores, aspects, accounts=names).warnings

    @pytest.mark.parametrize(("lost", "warned"), [(20, False), (21, True)])
    def test_many_dropped(self, lost: int, warned: bool) -> None:
        """More than a fifth of the rows."""
        scores, aspects = made_up(100)
        cells = [*scores[lost:], *[None] * lost]
        assert ("many_dropped" in drivers(cells, aspects).warnings) is warned

    @pytest.mark.parametrize(("people", "warned"), [(2, True), (1, False)])
    def test_facts_of_accounts_are_not_ratings_of_people(self, people: int, warned: bool) -> None:
        """An aspect that all answers of each account share has fewer facts than answers."""
        scores, aspects = made_up()
        names = [row // people for row in range(60)]
        aspects["late"] = [name * name % 13 for name in names]
        found = drivers(scores, aspects, accounts=names)
        assert ("shared_by_account" in found.warnings) is warned

    def test_a_few_colleagues_may_agree(self) -> None:
        """Where most accounts gave one answer, agreement of the others is no sign."""
        scores, aspects = made_up()
        aspects["a"][1] = aspects["a"][0]
        found = drivers(scores, aspects, accounts=[0, *range(59)])
        assert "shared_by_account" not in found.warnings

    def test_every_code_has_a_sentence(self) -> None:
        """One plain sentence for a person, and none of them claims a cause."""
        assert all(text.endswith(".") for text in WARNINGS.values())
        assert not [text for text in WARNINGS.values() if "cause" in text.lower()]

    def test_json(self) -> None:
        """A result becomes plain JSON, drivers inside."""
        plain = as_json(conference(seed=1, resamples=40))
        assert plain == json.loads(json.dumps(plain))
        assert plain["aspects"][0]["name"] == "presenters_prepared"
