"""How unequally groups answered: the R-indicator. This module does no I/O."""

from collections.abc import Hashable
from math import fsum, sqrt

from attrs import frozen

from b2bnps.analysis.nonresponse.levels import Levels, people_of
from b2bnps.errors import InvalidValue


@frozen(kw_only=True)
class CellRate:
    """The response of one group.

    Attributes:
        cell: the group.
        people: in the population.
        answered: of those.
        rate: answered over people, the response propensity of the group.
        partial: its part of the unequal response, ``sqrt(N_c / N) (rho_c - rho)`` (Schouten,
            Shlomo and Skinner 2011); negative where the group is under-represented. The squares
            of all add up to the variance of the rates.
    """

    cell: Hashable
    people: int
    answered: int
    rate: float
    partial: float


@frozen(kw_only=True)
class Representativeness:
    """How equal the response was over groups.

    Attributes:
        r: the R-indicator, 0 to 1; 1 when all groups answered at the same rate. None without
            answers.
        by_chance: what r would be about if the silent were drawn at random: small groups never
            answer at quite the same rate. An r that is not lower shows nothing.
        largest_bias: the most that unequal rates can move a mean, in standard deviations of the
            answers: ``(1 - r) / (2 rho)``.
        rate: overall response rate rho.
        cells: groups with people, the most under-represented first.
    """

    r: float | None
    by_chance: float | None
    largest_bias: float | None
    rate: float | None
    cells: tuple[CellRate, ...]

    @property
    def sentence(self) -> str:
        """What it means, with rounded figures."""
        if self.r is None or self.by_chance is None:
            return "Nobody answered, so there is no response to compare between groups."
        rates = [cell.rate for cell in self.cells]
        return (
            f"Groups answered at rates from {min(rates):.0%} to {max(rates):.0%}, which gives "
            f"{self.r:.2f} where 1 is equal; chance alone would give about {self.by_chance:.2f}."
        )


def representativeness(answered: Levels, population: Levels) -> Representativeness:
    """R-indicator ``1 - 2 sd(rho_c)``, groups weighted by their people (Schouten et al. 2009).

    The population is known, so the divisor of the variance is N. If n of N people fall silent or
    answer at random, the variance of the rates of C groups is ``rho (1 - rho) (C - 1) / (N - 1)``
    on average (hypergeometric), from which ``by_chance`` follows.

    Args:
        answered: answers by group; a group may be missing.
        population: people by group.

    Raises:
        InvalidValue: counts that are negative or not whole, a group that the population does not
            know, or more answers than people.
    """
    n, total = people_of("answered", answered), people_of("population", population)
    if wrong := sum(count > population.get(cell, -1) for cell, count in answered.items()):
        message = f"answered: {wrong} groups are unknown or have more answers than people."
        raise InvalidValue(message)
    if not n:
        return Representativeness(
            r=None, by_chance=None, largest_bias=None, rate=0.0 if total else None, cells=()
        )
    cells = [
        _cell_rate(cell, answered.get(cell, 0), people, n / total, total)
        for cell, people in population.items()
        if people
    ]
    r = 1 - 2 * sqrt(fsum(cell.partial**2 for cell in cells))
    spread = (n / total) * (1 - n / total) * (len(cells) - 1) / max(total - 1, 1)
    return Representativeness(
        r=max(r, 0.0),
        by_chance=1 - 2 * sqrt(spread),
        largest_bias=(1 - r) / (2 * n / total),
        rate=n / total,
        cells=tuple(sorted(cells, key=lambda cell: (cell.partial, repr(cell.cell)))),
    )


def _cell_rate(cell: Hashable, n: int, people: int, rate: float, total: int) -> CellRate:
    partial = sqrt(people / total) * (n / people - rate)
    return CellRate(cell=cell, people=people, answered=n, rate=n / people, partial=partial)
