"""How often intervals hold the score: enumerated, and drawn with fixed seeds for known accounts."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from b2bnps.intervals import Gauge, Sample, design
from b2bnps.metrics import nps
from b2bnps.tallies import Stratum

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
NPS = Gauge((-1, 1))


def script(name: str) -> ModuleType:
    """Load a benchmark: what it prints and what is held here are the same mixes and sums."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COVERAGE, KNOWN = script("coverage"), script("accounts")


class TestEnumeration:
    """Every sample of every business-like mix."""

    @pytest.mark.parametrize(("parts", "expected"), [(10, 24), (20, 91), (50, 542)])
    def test_mixes(self, parts: int, expected: int) -> None:
        """The grid is what it is said to be; a mix that gets lost would make the bounds easier."""
        found = {
            (d, s, p)
            for d in range(parts + 1)
            for s in range(parts + 1)
            for p in range(parts + 1)
            if d + s + p == parts
            and d >= 1
            and parts <= 10 * s <= 6 * parts
            and -parts <= 5 * (p - d) <= 4 * parts
        }
        assert set(COVERAGE.mixes(parts)) == found
        assert len(COVERAGE.mixes(parts)) == expected

    @pytest.mark.parametrize(
        ("population", "n"),
        [
            *((people, n) for people in (10, 20, 50) for n in range(2, people + 1)),
            *((None, n) for n in (3, 5, 10, 20, 30)),
        ],
    )
    def test_the_default_covers(self, population: int | None, n: int) -> None:
        """The 95 % score interval covers at least 90 % in the worst mix and 94 % on average."""
        found = COVERAGE.covers(n, population, ["score"])["score"]
        assert found.worst >= 0.90
        assert found.mean >= 0.94

    @pytest.mark.parametrize(
        ("population", "n", "method", "mean", "worst", "width"),
        [
            (None, 3, "score", 0.981, 0.920, 126.9),
            (None, 3, "wald", 0.705, 0.376, 105.2),
            (None, 3, "adjusted_wald", 0.964, 0.844, 112.9),
            (None, 30, "wald", 0.932, 0.899, 52.3),
            (10, 3, "score", 0.991, 0.967, 123.8),
            (10, 9, "score", 0.996, 0.900, 20.0),
            (10, 10, "score", 1.0, 1.0, 0.0),
            (20, 12, "score", 0.978, 0.953, 56.4),
            (20, 12, "predictive", 0.963, 0.933, 50.1),
        ],
    )
    def test_figures_computed_by_others(
        self, population: int | None, n: int, method: str, mean: float, worst: float, width: float
    ) -> None:
        """The enumeration agrees with an independent one of the same mixes."""
        found = COVERAGE.covers(n, population, [method])[method]
        assert (found.mean, found.worst) == pytest.approx((mean, worst), abs=6e-4)
        assert found.width == pytest.approx(width, abs=0.06)

    def test_wald_does_not(self) -> None:
        """The sums can fail: plain Wald covers a third of the samples of two in its worst mix."""
        found = COVERAGE.covers(2, 10, ["wald"])["wald"]
        assert found.worst < 0.4


class TestKnownAccounts:
    """Accounts whose sizes are known, in whatever way their people answer."""

    @pytest.mark.parametrize("way", KNOWN.WAYS)
    @pytest.mark.parametrize("icc", KNOWN.ICC)
    def test_coverage(self, way: str, icc: float) -> None:
        """Of 300 drawn bases of 10 accounts, the 95 % interval covers at least 93 %."""
        found, _ = KNOWN.coverage(10, icc, way, 300)["sizes known"]
        assert found >= 0.93

    def test_ignoring_accounts_does_not_cover(self) -> None:
        """The draws can fail: where whole accounts are silent, people are no simple sample."""
        found, _ = KNOWN.coverage(10, 0.3, "whole", 300)["N alone"]
        assert found < 0.9

    def test_accounts_without_end_follow_kish(self) -> None:
        """Of huge accounts, people agree as 1 + (sum(n²) / n - 1) times their correlation.

        Three accounts of three answers, of one mind each: all variance is between the accounts,
        but for the variance of all answers, which counts once.
        """
        strata = [Stratum(10**9, 3, 3 * score, 3 * score**2) for score in (-1, 0, 1)]
        silent = [Stratum(10**9) for _ in range(10**4)]
        found = design(Sample(NPS, 9, 0, 6), strata=[*strata, *silent])
        within = (2 / 3) / 7
        between = (6 / 2 - within) / 3
        correlation = between / (between + within)
        assert found.deff == pytest.approx(1 + (3 - 1) * correlation, rel=1e-3)

    def test_like_parts_of_all_accounts_leave_what_is_inside(self) -> None:
        """When each account answers by half, differences between accounts do not matter.

        Each is of one mind, so what is left is the variance of all answers, counted once.
        """
        minds = [10] * 5 + [0] * 4 + [8]
        names = [number for number in range(10) for _ in range(3)]
        found = nps(
            [minds[name] for name in names], accounts=names, account_sizes=dict.fromkeys(names, 6)
        )
        within = (27 / 30 - (3 / 30) ** 2) / (30 - 10 + 1)
        between = ((27 - 3**2 / 30) / 9 - within) / 3
        assert found.design == "strata"
        assert found.deff == pytest.approx(1 - between / (between + within))
