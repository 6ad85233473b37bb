"""What the exact and the predictive interval promise; coverage is enumerated, not sampled."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import comb, factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.errors import InvalidValue
from b2bnps.metrics import Score, nps, nps_from_counts

METHODS = ("exact", "predictive")
NOISE = 1e-9
LEVELS = (0.8, 0.95)


def classes(total: int) -> Iterator[tuple[int, int, int]]:
    """Every way to share a number among detractors, passives and promoters."""
    for d in range(total + 1):
        for p in range(total - d + 1):
            yield d, total - d - p, p


@cache
def ends(
    counts: tuple[int, int, int],
    method: str = "exact",
    population: int | None = None,
    level: float = 0.95,
) -> tuple[float, float]:
    """Ends of an interval that must be there, in -1 to 1."""
    result = nps_from_counts(*counts, population=population, level=level, method=method)
    return unpacked(result)


def unpacked(result: Score) -> tuple[float, float]:
    """Ends in -1 to 1."""
    lower, upper = result.interval.lower, result.interval.upper
    assert lower is not None
    assert upper is not None
    return lower / 100, upper / 100


def steps(found: tuple[float, float], population: int) -> tuple[int, int]:
    """Ends in people; they must lie on the lattice."""
    assert [round(end * population) for end in found] == pytest.approx(
        [end * population for end in found]
    )
    return round(found[0] * population), round(found[1] * population)


def covered(population: tuple[int, int, int], n: int, method: str, level: float) -> Fraction:
    """Share of all samples of n people whose interval holds the score of their population."""
    people, found = sum(population), 0
    truth = (population[2] - population[0]) / people
    for sample in classes(n):
        ways = 1
        for of_class, drawn in zip(population, sample, strict=True):
            ways *= comb(of_class, drawn)
        lower, upper = ends(sample, method, people, level) if ways else (0.0, 0.0)
        found += ways * (lower - NOISE <= truth <= upper + NOISE)
    return Fraction(found, comb(people, n))


def covered_by_shares(mix: tuple[int, int, int], n: int, level: float) -> Fraction:
    """Likewise for answers of an endless population; the mix is given in whole parts."""
    parts, found = sum(mix), 0
    truth = (mix[2] - mix[0]) / parts
    for d, s, p in classes(n):
        lower, upper = ends((d, s, p), level=level)
        ways = factorial(n) // (factorial(d) * factorial(s) * factorial(p))
        found += ways * mix[0] ** d * mix[1] ** s * mix[2] ** p * (lower <= truth <= upper)
    return Fraction(found, parts**n)


counts = st.tuples(*[st.integers(0, 8)] * 3).filter(any)


class TestExact:
    """Coverage is never below the level."""

    @pytest.mark.parametrize("level", LEVELS)
    @pytest.mark.parametrize("people", [2, 5, 9, 12])
    def test_it_covers_every_population(self, people: int, level: float) -> None:
        """Whatever the population and however many answer, coverage is at least the level."""
        coverage = [
            covered(population, n, "exact", level)
            for population in classes(people)
            for n in range(1, people + 1)
        ]
        assert min(coverage) >= level

    @pytest.mark.parametrize("level", LEVELS)
    @pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
    def test_it_covers_every_mix(self, n: int, level: float) -> None:
        """Without a population, also mixes between the steps of its grid are covered."""
        mixes = [*classes(13), (1, 2996, 3), (1999, 1, 1000), (1, 1, 4998)]
        assert min(covered_by_shares(mix, n, level) for mix in mixes) >= level

    def test_its_coverage_is_not_bought_with_width(self) -> None:
        """Where many have answered it is no wider, on average, than the score interval."""
        width = {
            method: sum(upper - lower for lower, upper in found)
            for method in ("exact", "score")
            for found in [[ends(sample, method, 20) for sample in classes(12)]]
        }
        assert width["exact"] < width["score"]

    @pytest.mark.parametrize(
        ("counts", "population", "expected"),
        [
            ((0, 0, 1), None, (-0.95, 1.0)),
            ((0, 0, 3), None, (2 * 0.025 ** (1 / 3) - 1, 1.0)),
            ((0, 0, 20), None, (2 * 0.025 ** (1 / 20) - 1, 1.0)),
            ((0, 0, 1), 2, (0.0, 1.0)),
            ((0, 0, 1), 39, (-37 / 39, 1.0)),
        ],
    )
    def test_promoters_alone(
        self,
        counts: tuple[int, int, int],
        population: int | None,
        expected: tuple[float, float],
    ) -> None:
        """The lower end is where promoters alone become too rare, and all others are detractors.

        Without a population the end lies up to 0.2 points outside that.
        """
        lower, upper = ends(counts, "exact", population)
        assert expected[0] - 0.002 <= lower <= expected[0] + NOISE
        assert upper == expected[1]

    @given(counts=counts, silent=st.integers(1, 30) | st.none())
    @settings(max_examples=40, deadline=None)
    def test_a_higher_level_is_wider(
        self, counts: tuple[int, int, int], silent: int | None
    ) -> None:
        """The 80 % interval lies within the 95 % interval, and that within the 99 % interval."""
        people = None if silent is None else sum(counts) + silent
        found = [ends(counts, "exact", people, level) for level in (0.99, 0.95, 0.8)]
        assert found == sorted(found, key=lambda each: each[0])
        assert found == sorted(found, key=lambda each: -each[1])

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("people", [1, 4, 11])
    def test_a_census_is_certain(self, method: str, people: int) -> None:
        """When everybody has answered, the interval is the score."""
        result = nps_from_counts(0, 0, people, population=people, method=method)
        assert result.interval.method == "census"

    @pytest.mark.parametrize(("answers", "population"), [(101, None), (3, 201)])
    def test_more_than_it_can_enumerate(self, answers: int, population: int | None) -> None:
        """A sample beyond its reach is refused, and another method named."""
        with pytest.raises(InvalidValue, match=r"method: 'exact' takes up to 200 people .*'score'"):
            nps_from_counts(0, 0, answers, population=population, method="exact")

    @pytest.mark.parametrize(("answers", "population"), [(100, None), (100, 200)])
    def test_as_much_as_it_can_enumerate(self, answers: int, population: int | None) -> None:
        """The largest sample that it takes gets an interval round its score."""
        lower, upper = ends((answers // 5, answers // 5, answers * 3 // 5), "exact", population)
        assert -1 < lower < 0.4 < upper < 1


class TestPredictive:
    """The silent ones, predicted."""

    @pytest.mark.parametrize(
        ("people", "n", "mean", "worst"),
        [(10, 3, 0.967, 0.917), (10, 9, 1.0, 1.0), (20, 12, 0.963, 0.933)],
    )
    def test_coverage(self, people: int, n: int, mean: float, worst: float) -> None:
        """Mean and worst coverage over business-like populations are the published ones."""
        coverage = [
            covered(population, n, "predictive", 0.95)
            for population in classes(people)
            if population[0]
            and 0.1 * people <= population[1] <= 0.6 * people
            and -0.2 * people <= population[2] - population[0] <= 0.8 * people
        ]
        assert float(sum(coverage) / len(coverage)) == pytest.approx(mean, abs=5e-4)
        assert float(min(coverage)) == pytest.approx(worst, abs=5e-4)

    def test_one_silent_customer(self) -> None:
        """The chance of each class is its answers and a half, over all answers and three halves.

        After 1 passive and 37 promoters, a detractor has a half of 39.5, which is between half an
        error of 1 % and half an error of 5 %; after 1 detractor, it has one and a half.
        """
        assert steps(ends((0, 1, 37), "predictive", 39), 39) == (37, 38)
        assert steps(ends((0, 1, 37), "predictive", 39, 0.99), 39) == (36, 38)
        assert steps(ends((1, 0, 37), "predictive", 39), 39) == (35, 37)

    def test_promoters_alone_among_many_silent(self) -> None:
        """The score is held also where so many silent promoters are unlikely."""
        lower, upper = ends((0, 0, 3), "predictive", 1003)
        assert lower < 0.5
        assert upper == 1.0

    def test_many_answers_and_many_silent(self) -> None:
        """Thousands of answers do not underflow; the interval is near that of the score method."""
        found = ends((1000, 1500, 2500), "predictive", 7000)
        assert found == pytest.approx(ends((1000, 1500, 2500), "score", 7000), abs=1e-3)

    def test_it_needs_a_population(self) -> None:
        """Without a population there is nobody to predict."""
        with pytest.raises(InvalidValue, match="method: 'predictive' predicts the silent ones"):
            nps_from_counts(1, 2, 3, method="predictive")

    def test_too_many_silent(self) -> None:
        """More silent ones than it can enumerate are refused, and another method named."""
        with pytest.raises(InvalidValue, match=r"method: 'predictive' takes up to 2000 .*'score'"):
            nps_from_counts(1, 2, 3, population=2007, method="predictive")


@pytest.mark.parametrize("method", METHODS)
class TestBoth:
    """What both methods promise."""

    @given(counts=counts, silent=st.integers(0, 40))
    @settings(max_examples=60, deadline=None)
    def test_invariants(self, method: str, counts: tuple[int, int, int], silent: int) -> None:
        """The interval holds the score, stays in the bounds and the lattice, and mirrors."""
        people = sum(counts) + silent
        result = nps_from_counts(*counts, population=people, method=method)
        lower, upper = unpacked(result)
        assert result.score is not None
        assert result.bounds.lower / 100 <= lower <= result.score / 100 <= upper
        assert upper <= result.bounds.upper / 100
        assert ends(counts[::-1], method, people) == (-upper, -lower)
        if silent:
            assert steps((lower, upper), people)
            assert result.interval.method == method

    def test_accounts_are_refused(self, method: str) -> None:
        """People of one account agree, which these methods cannot take in."""
        with pytest.raises(InvalidValue, match=f"method: '{method}' takes answers for unrelated"):
            nps([9, 10, 3], accounts=["a", "a", "b"], population=9, method=method)

    def test_weights_are_refused(self, method: str) -> None:
        """Answers that weigh differently are no counts."""
        with pytest.raises(InvalidValue, match=f"method: '{method}' takes answers for unrelated"):
            nps([9, 10, 3], weights=[1, 2, 3], population=9, method=method)

    def test_a_design_effect_is_refused(self, method: str) -> None:
        """A design effect says that answers are related."""
        with pytest.raises(InvalidValue, match=f"method: '{method}' takes answers for unrelated"):
            nps_from_counts(1, 2, 3, population=9, deff=1.5, method=method)

    def test_nobody_answered(self, method: str) -> None:
        """Without answers there is no interval."""
        assert nps([], population=9, method=method).interval.method == "none"


@given(counts=counts)
@settings(max_examples=25, deadline=None)
def test_exact_without_population(counts: tuple[int, int, int]) -> None:
    """Without a population, too, the interval holds the score, stays in the scale and mirrors."""
    lower, upper = ends(counts)
    assert -1 <= lower <= (counts[2] - counts[0]) / sum(counts) <= upper <= 1
    assert ends(counts[::-1]) == (-upper, -lower)
