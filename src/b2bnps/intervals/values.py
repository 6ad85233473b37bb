"""What was answered, whom it speaks for, and what an interval is. This module does no I/O."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from math import inf
from numbers import Real
from typing import SupportsIndex

from attrs import evolve, frozen

from b2bnps.errors import InvalidValue
from b2bnps.tallies import whole

_ROUNDING = 1e-12


@frozen
class Interval:
    """A confidence interval in the unit of its score.

    Attributes:
        lower: lower end, or None when there is no honest interval.
        upper: upper end, likewise.
        level: confidence level, between 0 and 1.
        method: ``score``, ``adjusted_wald``, ``wald``, ``exact``, ``predictive``, ``wilson``,
            ``mean_t``, ``mover``, ``bootstrap_percentile`` (the middle part of resamples),
            ``census`` (everybody answered, so nothing is left to estimate) or ``none``.
    """

    lower: float | None
    upper: float | None
    level: float
    method: str


@frozen
class Bounds:
    """What the score of the whole population can be, whatever the silent ones think.

    The only statement that needs no assumption about them. Without a known population nothing can
    be excluded, and the bounds are the ends of the scale.
    """

    lower: float
    upper: float


@frozen(cache_hash=True)
class Gauge:
    """What one answer adds at least and most; the factor to the unit of the figure; n - divisor."""

    limits: tuple[int, int]
    factor: int = 100
    ddof: int = 0


@frozen
class Sample:
    """Sums over what the answers add; integers without weights, so their order cannot matter."""

    gauge: Gauge
    n: int
    total: float
    squares: float

    @classmethod
    def of(cls, gauge: Gauge, counts: Mapping[int, int]) -> "Sample":
        """Sum up how many answers add each value."""
        n = total = squares = 0
        for value, count in counts.items():
            n += count
            total += value * count
            squares += value * value * count
        return cls(gauge, n, total, squares)

    @classmethod
    def weighted(cls, gauge: Gauge, n: int, counts: Mapping[int, float]) -> "Sample":
        """Sum up the weights of the answers that add each value, scaled so that they add up to n.

        With a positive weight somewhere; :func:`b2bnps.intervals.design` refuses none at all.
        """
        (low, high), whole = gauge.limits, sum(counts.values())
        mean = sum(value * weight for value, weight in counts.items()) / whole
        square = sum(value * value * weight for value, weight in counts.items()) / whole
        total, squares = n * min(max(mean, low), high), n * square
        return cls(gauge, n, total, squares)

    @property
    def mean(self) -> float:
        """What an answer adds on average; there must be one."""
        return self.total / self.n

    def variance(self, ddof: int = 0) -> float:
        """Mean square deviation, with divisor ``n - ddof``."""
        scatter = self.n * self.squares - self.total**2
        if scatter <= _ROUNDING * self.n * self.squares:  # weights leave a little of no scatter
            return 0.0
        return scatter / (self.n * (self.n - ddof))


@frozen(cache_hash=True)
class Design:
    """What accounts and weights do to the certainty of a figure.

    Attributes:
        kind: ``unclustered``; ``clusters`` (accounts are a sample of customers like these);
            ``two_stage`` (some accounts of a known base answered, and some people of each);
            ``strata`` (all accounts answered, so only the silent inside each are left);
            ``given`` (the design effect was an argument).
        deff: variance over that of a simple sample of as many answers.
        accounts: m, accounts with a valid answer; None when unknown.
        accounts_known: M, accounts of the population; None when unknown.
    """

    kind: str = "unclustered"
    deff: float = 1.0
    accounts: int | None = None
    accounts_known: int | None = None

    @classmethod
    def given(cls, deff: float) -> "Design":
        """Take a design effect from elsewhere; 1 and less says nothing of accounts or weights.

        Raises:
            InvalidValue: an impossible design effect.
        """
        return cls("given", deff) if _design_effect(deff) > 1 else SIMPLE


SIMPLE = Design()


@frozen
class Frame:
    """Whom ``n`` answers speak for, and how surely; made by :meth:`of`, which checks it.

    Attributes:
        weighted: True where answers weigh differently.
    """

    n: int
    population: int | None
    level: float
    design: Design = SIMPLE
    weighted: bool = False

    @classmethod
    def of(
        cls,
        n: int,
        population: SupportsIndex | None,
        level: float,
        design: Design = SIMPLE,
        *,
        weighted: bool = False,
    ) -> "Frame":
        """Check and take in what is known.

        Raises:
            InvalidValue: more answers than people, an impossible level or design effect.
        """
        people = None if population is None else whole("population", population)
        if people is not None and n > people:
            message = f"population: {n} answers cannot come from {people} people."
            raise InvalidValue(message)
        deff = _design_effect(design.deff)
        if not 0 < _real("level", level) < 1:
            message = f"level: {level} is no confidence level; expected more than 0, less than 1."
            raise InvalidValue(message)
        if type(design.deff) is not float:
            design = evolve(design, deff=deff)
        return cls(n, people, float(level), design, weighted)

    @property
    def lattice(self) -> bool:
        """The true figure is a multiple of 1/N."""
        return self.population is not None and not self.weighted

    @property
    def census(self) -> bool:
        """Everybody has answered."""
        return 0 < self.n == self.population

    @property
    def fpc(self) -> float:
        """Finite population correction of a variance, 1 when the population is unknown."""
        if not self.population or not self.n:
            return 1.0
        return (self.population - self.n) / max(1, self.population - 1)

    @property
    def k(self) -> float:
        """What stretches the variance of a textbook sample."""
        return self.fpc * self.design.deff

    @property
    def z(self) -> float:
        """Two-sided quantile of the normal distribution."""
        return quantile(self.level)


def _design_effect(deff: float) -> float:
    if not 0 < _real("deff", deff) < inf:
        message = f"deff: {deff} is no design effect; expected a positive number."
        raise InvalidValue(message)
    return float(deff)


def _real(name: str, value: object) -> float:
    if type(value) is float:  # the usual case: a protocol takes its time
        return value
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        message = f"{name}: a {type(value).__name__} is given; expected a number."
        raise InvalidValue(message)
    return float(value)


@cache
def quantile(level: float) -> float:
    """Two-sided quantile of the normal distribution: 1.96 for 0.95."""
    from statistics import NormalDist  # noqa: PLC0415 - importing b2bnps must stay light

    return -NormalDist().inv_cdf((1 - level) / 2)
