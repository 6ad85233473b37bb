"""What b2bnps.analysis.benchmarks promises: like beside like, and how sure the gap is."""

from typing import Any

import pytest

from b2bnps.analysis.benchmarks import Benchmark, against
from b2bnps.definitions import CES_2
from b2bnps.errors import InvalidValue
from b2bnps.metrics import ces, nps, nps_from_counts


def published(value: float = 30, **more: Any) -> Benchmark:
    """A figure as reports give it."""
    named = {"source": "Report of a trade body", "year": 2025, "about": "machine building, Europe"}
    return Benchmark(value=value, **{**named, **more})


def test_a_small_base_shows_no_gap() -> None:
    """Twelve answers around 25 go well with an industry at 30, and with much else."""
    found = against(nps_from_counts(3, 3, 6), published())

    assert found.gap == -5.0
    assert found.warnings == ("taken_as_exact", "gap_not_shown")
    assert found.probability_above is not None
    assert 0.3 < found.probability_above < 0.5


def test_a_census_knows_its_side() -> None:
    """When everybody answered, the figure is above the benchmark or it is not."""
    found = against(nps_from_counts(2, 4, 14, population=20), published())

    assert (found.gap, found.interval.lower, found.probability_above) == (30.0, 30.0, 1.0)
    assert found.warnings == ("taken_as_exact",)


def test_the_gap_has_the_interval_of_the_figure() -> None:
    """A benchmark is taken for exact: all doubt is that of the figure."""
    score = nps_from_counts(10, 20, 70)
    found = against(score, published(10))

    assert found.interval.lower == pytest.approx((score.interval.lower or 0) - 10)
    assert found.probability_above == pytest.approx(1, abs=1e-4)


def test_nobody_stands_nowhere() -> None:
    """Without answers there is no gap and no probability."""
    found = against(nps([]), published())

    assert (found.gap, found.probability_above, found.interval.method) == (None, None, "none")


def test_only_like_is_compared() -> None:
    """Another formula is refused by name, and so is a figure that nobody can check."""
    with pytest.raises(InvalidValue, match=r"^definition: ces_2.0_mean and nps_0_10 cannot"):
        against(ces([6, 7]), published())
    with pytest.raises(InvalidValue, match=r"^source: it is empty"):
        published(source=" ")
    with pytest.raises(InvalidValue, match=r"^value: 8 is off the scale; expected 1 to 7"):
        published(8, definition=CES_2)
    assert against(ces([6, 7, 5]), published(5.5, definition=CES_2)).gap == 0.5
