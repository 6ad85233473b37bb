"""A figure beside one that somebody else has published. This module does no I/O.

Against yourself, compare waves (:mod:`b2bnps.analysis.change`). Figures of an industry come from
reports that rarely say how many answered, how they were found or whose voice counts, so a
benchmark is taken for exact, and the comparison says so.
"""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from b2bnps.analysis.change.sides import Side
from b2bnps.analysis.goals.chance import above
from b2bnps.definitions import NPS, Definition, said
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Interval
from b2bnps.metrics import Result

__all__ = ["WARNINGS", "Benchmark", "Standing", "against"]

WARNINGS: Final[Mapping[str, str]] = {
    "gap_not_shown": "The interval holds the benchmark: these answers show no difference.",
    "taken_as_exact": "The benchmark is an estimate as well, but nobody says how sure it is.",
}
"""What a code in ``Standing.warnings`` means, as a sentence for a person."""


@frozen(kw_only=True)
class Benchmark:
    """A published figure.

    Attributes:
        definition: formula by which it was computed.
        value: in the unit of the metric.
        source: who published it.
        year: of the answers.
        about: whom it speaks for, e.g. an industry and a region.

    Raises:
        InvalidValue: a value off the scale; no source, or no group.
    """

    definition: Definition = NPS
    value: float
    source: str = field(validator=said)
    year: int
    about: str = field(validator=said)

    def __attrs_post_init__(self) -> None:
        """Check what depends on two of them."""
        low, high = (self.factor * end for end in self.definition.gauge.limits)
        if not low <= self.value <= high:
            message = f"value: {self.value} is off the scale; expected {low} to {high}."
            raise InvalidValue(message)

    @property
    def factor(self) -> int:
        """From what one answer adds to the unit of the metric."""
        return self.definition.gauge.factor


@frozen(kw_only=True)
class Standing:
    """Where a figure stands beside a benchmark.

    Attributes:
        result: the figure.
        benchmark: what it is compared with.
        gap: figure less benchmark; None without answers.
        interval: what sampling leaves open of the gap.
        probability_above: confidence, 0 to 1, that the true figure lies above the benchmark, by
            the test whose inversion is the interval of the figure; None where there is none.
        warnings: codes; see :data:`WARNINGS`.
    """

    result: Result
    benchmark: Benchmark
    gap: float | None
    interval: Interval
    probability_above: float | None
    warnings: tuple[str, ...]


def against(result: Result, benchmark: Benchmark) -> Standing:
    """Compare a figure with a published one.

    Raises:
        InvalidValue: the benchmark follows another formula.
    """
    if result.definition != benchmark.definition.name:
        message = (
            f"definition: {result.definition} and {benchmark.definition.name} cannot be compared; "
            "find a benchmark of the same formula."
        )
        raise InvalidValue(message)
    ends, value = result.interval, benchmark.value
    lower, upper = (None if end is None else end - value for end in (ends.lower, ends.upper))
    unseen = lower is not None and upper is not None and lower <= 0 <= upper
    side = Side.of(result)
    return Standing(
        result=result,
        benchmark=benchmark,
        gap=None if result.score is None else result.score - value,
        interval=Interval(lower, upper, ends.level, ends.method),
        probability_above=None if side is None else above(side, value / benchmark.factor),
        warnings=("taken_as_exact", "gap_not_shown") if unseen else ("taken_as_exact",),
    )
