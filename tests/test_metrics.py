"""What b2bnps.metrics promises: reference figures, named examples, and properties."""

import csv
import json
import random
from decimal import Decimal
from fractions import Fraction
from math import inf, nan, sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from b2bnps.analysis.change.sides import Side
from b2bnps.errors import InvalidValue
from b2bnps.metrics import (
    EXCLUSIONS,
    WARNINGS,
    Bounds,
    Interval,
    Result,
    Score,
    as_json,
    ces,
    csat,
    describe,
    happiness,
    not_asked,
    nps,
    nps_from_counts,
    outward,
)

DATA = Path(__file__).parent / "data"
VECTORS: dict[str, list[dict[str, Any]]] = json.loads((DATA / "interval_vectors.json").read_text())
METHODS = {"wald": "wald", "adjusted_wald_3T": "adjusted_wald", "iterative_score": "score"}
POINT = 1e-4


def near(expected: float | tuple[float, float]) -> Any:
    """Equal within the tolerance of the reference figures, in points."""
    return pytest.approx(expected, abs=POINT)


def ends(result: Result) -> tuple[float, float]:
    """Both ends of an interval that must be there."""
    lower, upper = result.interval.lower, result.interval.upper
    assert lower is not None
    assert upper is not None
    return lower, upper


def arms(score: Score) -> tuple[float, float]:
    """Ends of the score interval, before they are rounded to 1/N and cut."""
    side = Side.of(score)
    assert side is not None
    assert side.arms is not None
    return side.arms


def width(result: Result) -> float:
    """Upper end less lower end."""
    lower, upper = ends(result)
    return upper - lower


def counted(vector: dict[str, Any], **options: Any) -> Score:
    """Score of the counts of a reference vector."""
    counts = (vector["detractors"], vector["passives"], vector["promoters"])
    return nps_from_counts(*counts, level=vector["conf"], **options)


def carpentries() -> list[dict[str, str]]:
    """Rows of a real survey: 124 people in 35 conference sessions."""
    with (DATA / "carpentrycon_home_2020.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


counts = st.tuples(*[st.integers(0, 30)] * 3).filter(any)
HALF: Any = 0.5
methods = st.sampled_from(["score", "adjusted_wald", "wald"])
grades = st.lists(st.integers(0, 10), min_size=1, max_size=30)


class TestReferenceFigures:
    """Figures computed by others, or by an independent implementation."""

    @pytest.mark.parametrize("vector", VECTORS["interval"], ids=str)
    def test_infinite_population_agrees_with_r(self, vector: dict[str, Any]) -> None:
        """All three intervals are those of R's NPS 2.0.999, which lets them leave the scale.

        R does not clip to [-1, 1] (its adjusted Wald reaches beyond 1); a score cannot be there,
        so ours are clipped and the reference is clipped before the comparison.
        """
        result = counted(vector, method=METHODS[vector["method"]])
        expected = (100 * max(-1, vector["lower"]), 100 * min(1, vector["upper"]))
        assert near(expected) == ends(result)
        assert near(100 * vector["nps"]) == result.score

    @pytest.mark.parametrize("vector", VECTORS["finite"], ids=str)
    def test_finite_population(self, vector: dict[str, Any]) -> None:
        """The interval with a population is corrected, rounded outward and cut to the bounds."""
        result = counted(vector, population=vector["population"])
        assert near((100 * vector["lower"], 100 * vector["upper"])) == ends(result)
        bounds = (result.bounds.lower, result.bounds.upper)
        assert near((100 * vector["bound_lower"], 100 * vector["bound_upper"])) == bounds

    def test_every_vector_is_there(self) -> None:
        """The reference file is complete: a lost vector would be a test that passes unseen."""
        assert {name: len(VECTORS[name]) for name in ("interval", "finite", "difference")} == {
            "interval": 252,
            "finite": 120,
            "difference": 20,
        }

    @pytest.mark.parametrize(
        ("n", "level", "t"),
        [
            (2, 0.50, 1.0),
            (3, 0.95, 4.302652730),
            (4, 0.90, 2.353363435),
            (11, 0.99, 3.169272673),
            (31, 0.95, 2.042272456),
            (124, 0.95, 1.979438685),
            (1001, 0.95, 1.962339081),
            (1201, 0.95, 1.961948),
        ],
    )
    def test_student_quantile(self, n: int, level: float, t: float) -> None:
        """The interval of a mean uses the published quantiles of Student's t."""
        result = ces([3, 5] * (n // 2) + [4] * (n % 2), level=level)
        assert result.se is not None
        assert pytest.approx(4 + t * result.se, abs=1e-6) == result.interval.upper


class TestRealSurvey:
    """CarpentryCon at Home 2020: people nested in sessions."""

    def test_score_of_all_answers(self) -> None:
        """124 text cells give the published counts, score and score interval."""
        result = nps(row["nps"] for row in carpentries())
        assert (
            result.detractors,
            result.passives,
            result.promoters,
            result.n,
        ) == (7, 33, 84, 124)
        assert result.score is not None
        assert round(result.score, 1) == 62.1
        assert tuple(round(end, 1) for end in ends(result)) == (50.4, 71.3)
        assert result.excluded == {}
        assert sum(result.distribution or ()) == 124

    def test_people_of_one_session_agree(self) -> None:
        """Sessions as accounts widen the interval by their design effect."""
        rows = carpentries()
        result = nps([row["nps"] for row in rows], accounts=[row["session"] for row in rows])
        assert tuple(round(end, 1) for end in ends(result)) == (49.1, 72.2)
        assert (result.accounts, round(result.deff, 2)) == (35, 1.22)
        assert pytest.approx(124 / result.deff) == result.n_eff

    def test_census_is_certain(self) -> None:
        """When the whole population answered, the interval is the score itself."""
        rows = carpentries()
        sessions = [row["session"] for row in rows]
        result = nps([row["nps"] for row in rows], population=124, accounts=sessions)
        assert Interval(result.score, result.score, 0.95, "census") == result.interval
        assert (result.se, result.fpc, result.response_rate) == (0.0, 0.0, 1.0)
        assert result.warnings == ()


class TestAnswers:
    """Which cells count, and why the others do not."""

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            *[(0, 0), (10, 10), (9.0, 9), (Decimal(7), 7), (Fraction(8), 8)],
            *[("10", 10), (" 9\t\r\n", 9), ("0", 0), ("9.0", 9), ("10.00", 10)],
        ],
    )
    def test_integers_count(self, cell: object, value: int) -> None:
        """Integers from 0 to 10 count, as numbers or text, also those that became floats."""
        result = nps([cell])
        assert result.distribution is not None
        assert (result.n, result.distribution[value], result.excluded) == (1, 1, {})

    @pytest.mark.parametrize(
        ("cell", "reason"),
        [
            (cell, "missing")
            for cell in (
                None,
                "",
                "  ",
                nan,
                Decimal("NaN"),
                "NA",
                " n/a",
                "NaN",
                "null",
                "None",
                "#N/A",
            )
        ]
        + [(cell, "not_an_integer") for cell in (6.5, "6.5", Decimal("8.1"), Fraction(1, 2))]
        + [(cell, "out_of_range") for cell in (11, -1, "11", "-1", 10.5, inf, -inf, 10**400)]
        + [(cell, "not_a_number") for cell in ("ten", "1_0", "\uff19", "1e1", "+9", "07", "-0")]
        + [(cell, "not_a_number") for cell in (True, False, b"9", [9], 9j, "\u00a09", "-")],
        ids=str,
    )
    def test_all_else_is_left_out_and_counted(self, cell: object, reason: str) -> None:
        """A cell that is no answer changes nothing but the count of its reason."""
        result = nps([cell, 9])
        assert (1, 100.0, {reason: 1}) == (result.n, result.score, result.excluded)

    def test_classes(self) -> None:
        """0 to 6 are detractors, 7 and 8 passives, 9 and 10 promoters."""
        result = nps(range(11))
        assert (result.detractors, result.passives, result.promoters) == (7, 2, 2)
        assert result.distribution == (1,) * 11

    def test_answers_that_look_like_another_scale_are_doubted(self) -> None:
        """Five or more answers that all lie in 1 to 5 raise a warning and are still counted."""
        assert "looks_like_1_to_5" in nps([1, 2, 3, 4, 5]).warnings
        assert "looks_like_1_to_5" not in nps([1, 2, 3, 4]).warnings
        assert "looks_like_1_to_5" not in nps([0, 2, 3, 4, 5]).warnings
        assert "looks_like_1_to_5" not in csat([1, 2, 3, 4, 5]).warnings


class TestScore:
    """Named examples of the Net Promoter Score."""

    def test_nobody_answered(self) -> None:
        """Without answers there is no score and no interval, never a zero."""
        result = nps([], population=8)
        assert (result.score, result.se, result.response_rate) == (None, None, 0.0)
        assert Interval(None, None, 0.95, "none") == result.interval
        assert Bounds(-100.0, 100.0) == result.bounds
        assert result.warnings == ("no_answers",)

    def test_empty_population(self) -> None:
        """A segment without people has no rate, and its bounds are those of the scale."""
        result = nps_from_counts(0, 0, 0, population=0)
        assert (None, Bounds(-100.0, 100.0)) == (result.response_rate, result.bounds)
        assert result.interval.method == "none"

    def test_accounts_without_a_valid_answer(self) -> None:
        """Accounts whose people gave no valid answer are not counted."""
        assert nps(["?"], accounts=["ACME"]).accounts == 0
        assert nps(["?", 9], accounts=["ACME", "Bolt"]).accounts == 1

    def test_one_promoter(self) -> None:
        """One answer gives a score, whose interval says how little it is worth."""
        result = nps([10])
        assert result.score == 100.0
        assert tuple(round(end) for end in ends(result)) == (-59, 100)
        assert result.warnings == ("indicative",)

    def test_the_silent_ones_bound_the_score(self) -> None:
        """Ten people, six answers: four silent ones move the score by 40 points either way."""
        result = nps_from_counts(1, 2, 3, population=10)
        assert Bounds(-20.0, 60.0) == result.bounds
        assert (result.response_rate, result.estimand) == (0.6, "this_base_now")
        assert nps_from_counts(1, 2, 3).estimand == "customers_like_these"

    def test_wald_is_the_standard_error_times_z(self) -> None:
        """Wald is score plus and minus z standard errors, corrected for population and accounts."""
        result = nps_from_counts(10, 20, 70, population=200, deff=2.0, method="wald")
        se = 100 * sqrt((0.8 - 0.36) / 100 * 100 / 199 * 2)
        assert result.se == pytest.approx(se)
        assert near((60 - 1.959964 * se, 60 + 1.959964 * se)) == ends(result)

    def test_adjusted_wald_with_population_predicts_the_silent_ones(self) -> None:
        """Its centre moves to the observed score as fewer stay silent, and its width closes."""
        nearly = nps_from_counts(0, 0, 19, population=20, method="adjusted_wald")
        assert (nearly.bounds.lower, nearly.bounds.upper) == (90.0, 100.0)
        assert 90.0 <= ends(nearly)[0] < ends(nearly)[1] <= 100.0
        endless = nps_from_counts(2, 6, 12, population=10**9, method="adjusted_wald")
        assert near(ends(nps_from_counts(2, 6, 12, method="adjusted_wald"))) == ends(endless)

    def test_adjusted_wald_adds_its_answers_after_dividing_by_deff(self) -> None:
        """Twice the answers at a design effect of 2 tell what half of them would tell."""
        doubled = nps_from_counts(4, 12, 24, deff=2.0, method="adjusted_wald")
        assert near(ends(nps_from_counts(2, 6, 12, method="adjusted_wald"))) == ends(doubled)

    def test_one_account_counts_as_one_answer(self) -> None:
        """How accounts differ is unknown, so n answers are worth one, with a warning."""
        result = nps([9, 10, 3], accounts=["ACME"] * 3)
        assert (result.accounts, result.deff, result.n_eff) == (1, 3.0, 1.0)
        assert result.warnings == ("indicative", "one_account")
        assert "one_account" not in nps([9], accounts=["ACME"]).warnings

    def test_accounts_all_alike_count_once_each(self) -> None:
        """Where every answer is the same, each account is one observation."""
        result = nps([9] * 6, accounts=["A", "A", "A", "B", "B", "B"])
        assert (result.accounts, result.deff) == (2, 3.0)

    def test_accounts_with_equal_scores_do_not_narrow_the_interval(self) -> None:
        """Where accounts do not differ at all, people count as if they were unrelated."""
        result = nps([9, 3, 9, 3], accounts=["A", "A", "B", "B"])
        assert (result.accounts, result.deff) == (2, 1.0)
        assert result.interval == nps([9, 3, 9, 3]).interval

    def test_an_account_without_a_name_is_its_own(self) -> None:
        """People whose account is unknown are not lumped together."""
        result = nps([9, 10, 3], accounts=["", None, "A"])
        assert result.accounts == 3

    def test_population_and_accounts_together_are_marked(self) -> None:
        """Both corrections multiply; without the size of each account they can be too sure."""
        result = nps([9, 10, 3, 2], accounts=["A", "A", "B", "B"], population=9)
        assert result.deff == 4.0
        assert pytest.approx(5 / 8) == result.fpc
        assert "account_sizes_unknown" in result.warnings
        counts_only = nps_from_counts(1, 1, 2, deff=2.0, population=9)
        assert "account_sizes_unknown" in counts_only.warnings

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: nps_from_counts(1, 1, 1, population=2), "population: 3 answers"),
            (lambda: nps_from_counts(1, 1, 1, population=-1), "population: -1 is no count"),
            (lambda: nps_from_counts(-1, 1, 1), "detractors: -1 is no count"),
            (lambda: nps_from_counts(1, HALF, 1), "passives: 0.5 is no count"),
            (lambda: nps_from_counts(1, 1, promoters=True), "promoters: True is no count"),
            (lambda: nps([9], method="bayes"), "adjusted_wald, exact, predictive, score, wald"),
            (lambda: nps([9], level=1), "level: 1 is no confidence level"),
            (lambda: nps([9], level=95), "level: 95 is no confidence level"),
            (lambda: nps_from_counts(1, 1, 1, deff=0), "deff: 0 is no design effect"),
            (lambda: nps_from_counts(1, 1, 1, deff=nan), "deff: nan is no design effect"),
            (lambda: nps([9, 9], accounts=["A"]), "accounts: 1 names for 2 scores"),
            (lambda: csat([1], scale=(0, 1)), "cut: 0 does not split a scale from 0 to 1"),
            (lambda: happiness([1], scale=(1, 5), cut=1), "cut: 1 does not split"),
            (lambda: happiness([1], scale=(1, 5), cut=6), "cut: 6 does not split"),
            (lambda: ces([1], version="3.0"), "expected one of 1.0, 2.0"),
            (lambda: not_asked("love"), "expected one of ces, csat, enps, happiness, nps"),
            (lambda: describe("odd"), "code: 'odd' is unknown"),
        ],
    )
    def test_mistakes_of_the_host_are_refused(self, call: Any, message: str) -> None:
        """What cannot be true is refused with a sentence that names the argument."""
        with pytest.raises(InvalidValue, match=message):
            call()


class TestOtherMetrics:
    """CSAT, happiness, CES, and what nobody was asked."""

    def test_csat_is_the_top_two_points(self) -> None:
        """Four and five of five are satisfied; the interval is Wilson's."""
        result = csat([5] * 60 + [4] * 20 + [3] * 20)
        assert (
            result.score,
            result.favourable,
            result.definition,
        ) == (80.0, 80, "csat_top_2_of_1_5")
        assert near((71.11708, 86.66331)) == ends(result)
        assert result.distribution == (0, 0, 20, 20, 60)

    def test_csat_of_a_small_base(self) -> None:
        """A share of ten people is a multiple of ten percent, and bounded by the silent ones."""
        result = csat([5, 4, 3, "4"], population=10)
        assert Bounds(30.0, 90.0) == result.bounds
        assert Interval(30.0, 90.0, 0.95, "wilson") == result.interval
        assert csat([5, 4], population=2).interval.method == "census"

    def test_happiness_needs_a_scale_and_a_cut(self) -> None:
        """The definition names both, since there is no standard."""
        result = happiness([7, 6, 10, 11], scale=(0, 10), cut=7)
        assert result.definition == "happiness_from_7_on_0_10"
        assert (result.favourable, result.cut, result.excluded) == (2, 7, {"out_of_range": 1})

    def test_ces_names_its_formula_and_its_direction(self) -> None:
        """Two published versions exist, and good is up in one and down in the other."""
        new, old = ces([7, 6, 5, 5]), ces([5, 1, 2], version="1.0")
        assert (
            new.definition,
            new.direction,
            new.score,
        ) == ("ces_2.0_mean", "high_is_good", 5.75)
        assert (
            old.definition,
            old.direction,
            old.scale,
        ) == ("ces_1.0_mean", "low_is_good", (1, 5))
        assert (Bounds(1.0, 7.0), 7.0) == (new.bounds, new.interval.upper)
        assert near(4.2265198) == new.interval.lower

    @pytest.mark.parametrize("answers", [[4], [4, 4, 4]])
    def test_no_honest_interval_of_a_mean(self, answers: list[int]) -> None:
        """One answer, or answers all alike, say nothing about the spread."""
        result = ces(answers)
        assert Interval(None, None, 0.95, "none") == result.interval
        assert (result.score, result.warnings) == (4.0, ("no_interval",))

    def test_standard_error_of_a_mean_needs_two_answers(self) -> None:
        """One answer has neither a standard deviation nor a standard error."""
        assert (ces([4]).sd, ces([4]).se) == (None, None)
        assert (sqrt(2), 1.0) == (ces([4, 6]).sd, ces([4, 6]).se)

    def test_mean_with_accounts_has_fewer_degrees_of_freedom(self) -> None:
        """Four people in two accounts leave one degree of freedom."""
        result = ces([3, 4, 5, 4], accounts=["A", "A", "B", "B"], level=0.5)
        assert result.deff == 2.0
        assert result.se == pytest.approx(sqrt(1 / 3))
        assert near((4 - sqrt(1 / 3), 4 + sqrt(1 / 3))) == ends(result)
        assert "no_interval" in ces([3, 4], accounts=["A", "A"]).warnings

    def test_mean_of_a_census(self) -> None:
        """When everybody answered, the mean is known, even from one person."""
        result = ces([4], population=1)
        assert (Interval(4.0, 4.0, 0.95, "census"), 0.0) == (result.interval, result.se)
        assert result.warnings == ()

    @pytest.mark.parametrize(
        ("metric", "bounds"),
        [
            ("nps", Bounds(-100.0, 100.0)),
            ("csat", Bounds(0.0, 100.0)),
            ("happiness", Bounds(0.0, 100.0)),
            ("ces", Bounds(1.0, 7.0)),
        ],
    )
    def test_not_asked_is_not_zero(self, metric: str, bounds: Bounds) -> None:
        """A metric that nobody was asked has no score, and says why."""
        result = not_asked(metric, population=20)
        assert (metric, None, 0, 20) == (
            result.metric,
            result.score,
            result.n,
            result.population,
        )
        assert (bounds, ("not_asked",)) == (result.bounds, result.warnings)

    def test_json_has_the_names_of_the_attributes(self) -> None:
        """A result becomes plain JSON and back without loss."""
        result = nps([9, 10, None], population=4)
        plain = as_json(result)
        assert plain == json.loads(json.dumps(plain))
        assert plain["bounds"] == {"lower": 0.0, "upper": 100.0}
        assert (plain["interval"]["method"], plain["excluded"]) == ("score", {"missing": 1})

    def test_every_code_has_a_sentence(self) -> None:
        """A person can read what every warning and every exclusion means."""
        for code in (*WARNINGS, *EXCLUSIONS):
            assert describe(code).endswith((".", "?"))


class TestProperties:
    """What holds for every input."""

    @given(counts, st.integers(0, 50), st.floats(1, 5), st.sampled_from([0.8, 0.95, 0.99]))
    @example((0, 0, 5), 0, 1.0, 0.95)
    def test_score_interval_holds_score_and_bounds_hold_it(
        self, dsp: tuple[int, int, int], silent: int, deff: float, level: float
    ) -> None:
        """The score lies in its interval, and the interval within the logical bounds."""
        population = sum(dsp) + silent
        result = nps_from_counts(*dsp, population=population, deff=deff, level=level)
        lower, upper = ends(result)
        assert result.score is not None
        assert result.bounds.lower <= lower <= result.score <= upper <= result.bounds.upper

    @given(counts, st.none() | st.integers(0, 50), methods)
    def test_nothing_leaves_the_scale(
        self, dsp: tuple[int, int, int], silent: int | None, method: str
    ) -> None:
        """No interval, of whatever method, is upside down or leaves -100 to 100."""
        population = None if silent is None else sum(dsp) + silent
        lower, upper = ends(nps_from_counts(*dsp, population=population, method=method))
        assert -100 <= lower <= upper <= 100

    @given(counts, st.none() | st.integers(0, 50), methods)
    def test_swapping_detractors_and_promoters_mirrors(
        self, dsp: tuple[int, int, int], silent: int | None, method: str
    ) -> None:
        """Praise and blame are treated alike."""
        population = None if silent is None else sum(dsp) + silent
        result = nps_from_counts(*dsp, population=population, method=method)
        mirror = nps_from_counts(*reversed(dsp), population=population, method=method)
        assert near((-ends(mirror)[1], -ends(mirror)[0])) == ends(result)

    @given(counts, st.integers(1, 50))
    def test_arms_shrink_as_the_population_does(
        self, dsp: tuple[int, int, int], silent: int
    ) -> None:
        """Before rounding to 1/N, the fewer are silent, the narrower the interval."""
        fewer = arms(nps_from_counts(*dsp, population=sum(dsp) + silent))
        more = arms(nps_from_counts(*dsp, population=sum(dsp) + silent + 1))
        endless = arms(nps_from_counts(*dsp))
        slack = 1e-9
        assert fewer[1] - fewer[0] <= more[1] - more[0] + slack
        assert more[1] - more[0] <= endless[1] - endless[0] + slack

    @given(counts)
    def test_a_huge_population_is_an_infinite_one(self, dsp: tuple[int, int, int]) -> None:
        """With N = 10 000 000 the ends are within 2/N of those without a population."""
        huge = 10**7
        result, endless = nps_from_counts(*dsp, population=huge), nps_from_counts(*dsp)
        slack = 100 * (2 + sum(dsp)) / huge
        assert pytest.approx(ends(endless), abs=slack) == ends(result)

    @given(counts, methods)
    def test_census_has_no_width(self, dsp: tuple[int, int, int], method: str) -> None:
        """Where n = N there is nothing left to estimate, even when all answers are alike."""
        result = nps_from_counts(*dsp, population=sum(dsp), method=method)
        assert (result.score, result.score) == ends(result)
        assert (result.interval.method, result.se) == ("census", 0.0)

    @given(grades)
    def test_accounts_of_one_person_change_nothing(self, answers: list[int]) -> None:
        """With one answer per account the interval is the unclustered one, or a little wider."""
        alone = nps(answers, accounts=[str(row) for row in range(len(answers))])
        n = len(answers)
        assert alone.deff <= max(1, n / max(1, n - 1)) + 1e-9
        assert near(ends(nps_from_counts(*_classes(answers), deff=alone.deff))) == ends(alone)

    @given(counts, st.floats(0.01, 1))
    def test_a_design_effect_up_to_one_is_none(
        self, dsp: tuple[int, int, int], deff: float
    ) -> None:
        """With k = 1 nothing changes: accounts never make a result more certain."""
        assert nps_from_counts(*dsp) == nps_from_counts(*dsp, deff=deff)

    @given(st.lists(st.tuples(st.integers(-1, 12), st.sampled_from("ABC"))), st.randoms())
    def test_order_of_rows_does_not_matter(
        self, rows: list[tuple[int, str]], dice: random.Random
    ) -> None:
        """Results are equal to the last bit, whatever the order of the rows."""
        mixed = rows.copy()
        dice.shuffle(mixed)
        results = [
            nps([value for value, _ in order], accounts=[name for _, name in order])
            for order in (rows, mixed)
        ]
        assert results[0] == results[1]

    @given(st.lists(st.integers(1, 7), min_size=1), st.integers(0, 20))
    def test_shares_and_means_hold_their_figure(self, answers: list[int], silent: int) -> None:
        """CSAT, happiness and CES keep the promises of the score."""
        population = len(answers) + silent
        for result in (
            csat(answers, scale=(1, 7), population=population),
            happiness(answers, scale=(1, 7), cut=5, population=population),
            ces(answers, population=population),
        ):
            assume(result.interval.lower is not None)
            lower, upper = ends(result)
            assert result.score is not None
            assert result.bounds.lower <= lower <= result.score <= upper <= result.bounds.upper

    @given(st.floats(-1, 1), st.floats(-1, 1), st.integers(1, 500))
    def test_rounding_goes_outward(self, first: float, second: float, steps: int) -> None:
        """Rounded ends are multiples of a step, never inside, never a whole step away."""
        lower, upper = sorted((first, second))
        wide = outward(lower, upper, steps)
        assert wide[0] <= lower + 1e-9
        assert wide[1] >= upper - 1e-9
        assert max(lower - wide[0], wide[1] - upper) < 1 / steps
        assert pytest.approx(wide) == outward(*wide, steps)

    def test_the_reference_methods_are_all_methods(self) -> None:
        """Every method on offer for the score has been compared with R."""
        assert {"score", "adjusted_wald", "wald"} == set(METHODS.values())


def _classes(answers: list[int]) -> tuple[int, int, int]:
    result = nps(answers)
    return result.detractors, result.passives, result.promoters
