"""Who stayed silent, and weights that make up for some of it. This module does no I/O.

A finite population correction takes the silent for a random part of the base, which they are not.
So a report says at what rate each group answered and of whom (:class:`Rates`), how unequal these
rates are (:func:`representativeness`), and may let answers of silent groups weigh more
(:func:`post_stratify`, :func:`rake`). Weights remove the part of the error that runs between the
groups. Inside a group those who answer still speak for those who do not, and that stays a guess.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from math import fsum, inf, sqrt
from types import MappingProxyType
from typing import Any, Final, TypeVar

from attrs import Factory, field, frozen

from b2bnps.analysis.scores import Line
from b2bnps.errors import InvalidValue
from b2bnps.model import Account

__all__ = [
    "WARNINGS",
    "CellRate",
    "Rates",
    "Representativeness",
    "Weighting",
    "post_stratify",
    "rake",
    "representativeness",
    "response_rates",
    "revenue_rates",
]

WARNINGS: Final[Mapping[str, str]] = {
    "collapsed": "Groups in which nobody answered were merged into others, which speak for them.",
    "no_answers": "Nobody has answered, so there is nothing to weight.",
    "not_converged": "No weights were found that fit all margins; the misses are listed.",
    "trimmed": "The largest weights were cut, so the weighted groups miss their true sizes.",
}
"""What a code in ``Weighting.warnings`` means, as a sentence for a person."""

Levels = Mapping[Any, int]
V = TypeVar("V", bound=Hashable)
_NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})
_ROUNDING: Final = 1e-9


# --- rates ---------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Rates:
    """How far a group was reached, and at what rate it answered, each rate of a named base.

    Whoever answered an invitation has received it, whatever the receipts say.

    Attributes:
        eligible: the population; None when there was no plan.
        invited: of those, the ones with an invitation.
        delivered: of those, the ones whom it reached.
        answered: of the eligible, those who answered, invited or not.
        replies: of those, the ones with an invitation; all of them unless said.
        unit: what is counted: ``people``, or money in this currency.
        unknown: accounts left out because their revenue is not known.

    Raises:
        InvalidValue: counts that are negative, or larger than what they are a part of.
    """

    eligible: float | None
    invited: float
    delivered: float
    answered: float
    replies: float = field(default=Factory(lambda self: self.answered, takes_self=True))
    unit: str = "people"
    unknown: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse a part that is larger than its whole."""
        everybody = inf if self.eligible is None else self.eligible
        reached = 0 <= self.replies <= self.delivered <= self.invited <= everybody
        if not reached or not self.replies <= self.answered <= everybody:
            message = "rates: expected 0 <= replies <= delivered <= invited <= eligible."
            raise InvalidValue(message)

    @classmethod
    def of(cls, line: Line) -> "Rates":
        """Rates of one line of a scoreboard, where as few as possible answered uninvited."""
        replies = min(line.answered, line.invited)
        return cls(
            eligible=line.population,
            invited=line.invited,
            delivered=max(line.delivered, replies),
            answered=line.answered,
            replies=replies,
        )

    @property
    def of_eligible(self) -> float | None:
        """Answered over eligible, 0 to 1; None where nobody is, or where the base is unknown."""
        return self.answered / self.eligible if self.eligible else None

    @property
    def of_invited(self) -> float | None:
        """Replies over invited, 0 to 1; None where nobody was."""
        return self.replies / self.invited if self.invited else None

    @property
    def of_delivered(self) -> float | None:
        """Replies over delivered, 0 to 1; None where nothing was."""
        return self.replies / self.delivered if self.delivered else None


def response_rates(lines: Iterable[Line]) -> dict[str, Rates]:
    """Response rates of each line, by its key.

    ``scoreboard(…, by=)`` makes the lines: of roles, accounts, units, or by any function of an
    invitation, such as the segment or the revenue band of its account.
    """
    return {line.key: Rates.of(line) for line in lines}


def revenue_rates(rates: Mapping[str, Rates], accounts: Iterable[Account]) -> Rates:
    """Share of revenue whose accounts answered, of the revenue eligible, invited and delivered.

    An account counts with all its revenue as soon as one of its people does. An account whose
    revenue is not known is left out and counted in ``unknown``, never taken for zero.

    Args:
        rates: of each account of the wave (``response_rates`` of lines by account).
        accounts: one row for each, as known now; further ones do not matter.

    Raises:
        InvalidValue: more than one row for an account, a negative revenue, or mixed currencies.
    """
    rows = _rows_of(accounts, rates)
    currencies = sorted({row.currency for row in rows.values()})
    if len(currencies) > 1:
        message = f"currency: {', '.join(currencies)} cannot be added up; convert them first."
        raise InvalidValue(message)
    known = [(float(row.revenue or 0), rates[account]) for account, row in rows.items()]
    planned = all(rate.eligible is not None for rate in rates.values())
    return Rates(
        eligible=_money(known, "eligible") if planned else None,
        invited=_money(known, "invited"),
        delivered=_money(known, "delivered"),
        answered=_money(known, "answered"),
        replies=_money(known, "replies"),
        unit=currencies[0] if currencies else "",
        unknown=len(rates) - len(rows),
    )


def _rows_of(accounts: Iterable[Account], rates: Mapping[str, Rates]) -> dict[str, Account]:
    """Rows with a revenue, by account."""
    rows: dict[str, Account] = {}
    for row in accounts:
        if row.account in rows:
            message = "accounts: an account has more than one row; expected one of each."
            raise InvalidValue(message)
        if row.revenue is not None and row.revenue < 0:
            message = "revenue: an account has a negative one; expected 0 or more, or None."
            raise InvalidValue(message)
        rows[row.account] = row
    return {key: row for key, row in rows.items() if key in rates and row.revenue is not None}


def _money(known: Iterable[tuple[float, Rates]], stage: str) -> float:
    return fsum(revenue for revenue, rate in known if getattr(rate, stage))


# --- weights -------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Weighting:
    """One weight per answer, and what it cost to make them.

    Attributes:
        weights: how many people each answer stands for, in the order of the answers; they sum up
            to the population. ``metrics.nps(scores, weights=…)`` takes them.
        n_eff: answers of equal weight that would tell as much, (sum w)² / sum w² (Kish 1965).
        deff: design effect of the weights, ``n / n_eff``.
        collapsed: by variable, which levels nobody answered in and which level speaks for them.
        trimmed: answers whose weight was cut.
        off: by variable, the level that the weights miss by most, and by how many people (more
            than it has are positive); a variable that fits is not in it.
        warnings: codes; see :data:`WARNINGS`.
    """

    weights: tuple[float, ...]
    n_eff: float
    deff: float
    collapsed: Mapping[str, Mapping[Hashable, Hashable]]
    trimmed: int
    off: Mapping[str, tuple[Hashable, float]]
    warnings: tuple[str, ...]


def post_stratify(
    answered: Iterable[Hashable],
    population: Levels,
    *,
    cap: float | None = 5.0,
    collapse: Mapping[Any, Any] = _NOTHING,
) -> Weighting:
    """Weight each answer by people over answers of its cell, N_c / n_c (Holt and Smith 1979).

    Args:
        answered: the cell of each answer.
        population: people in each cell, also in silent ones.
        cap, collapse: as for :func:`rake`; the variable is called ``cell``.

    Raises:
        InvalidValue: as :func:`rake`.

    >>> post_stratify(["user", "user", "boss"], {"user": 8, "boss": 2}).weights
    (4.0, 4.0, 2.0)
    """
    answers = [{"cell": cell} for cell in answered]
    return rake(answers, {"cell": population}, cap=cap, collapse={"cell": collapse})


def rake(
    answers: Sequence[Mapping[str, Hashable]],
    margins: Mapping[str, Levels],
    *,
    cap: float | None = 5.0,
    collapse: Mapping[str, Mapping[Any, Any]] = _NOTHING,
    tolerance: float = 1e-6,
    rounds: int = 500,
) -> Weighting:
    """Weight answers until each margin has its true size (Deming and Stephan 1940).

    For populations of which only the margins are known: how many people have each role, and how
    many belong to each segment, but not how many of each role in each segment.

    A level with people but without answers is merged into the one that ``collapse`` names, or else
    into the answered level with the lowest response rate, which is the most like it in silence.

    Args:
        answers: the level of each answer, by variable.
        margins: people at each level, by variable; all of them count the same people.
        cap: the largest weight, as a multiple of the mean one. Larger ones are cut and the others
            raised, so that the sum stays. None cuts nothing.
        collapse: by variable, where a level goes in case nobody answers in it.
        tolerance: how much of a level the weights may miss.
        rounds: how often all margins are fitted before it is given up, with a warning.

    Raises:
        InvalidValue: margins of different totals, a level that a margin does not know, more
            answers than people, levels merged in a circle, or a cap that is not above 1.
    """
    total = _total_of(margins)
    if cap is not None and not 1 < cap < inf:
        message = f"cap: {cap!r} times the mean is no limit; expected more than 1, or None."
        raise InvalidValue(message)
    columns = {variable: _column(answers, variable, margins[variable]) for variable in margins}
    if not answers:
        return _weighting((), {}, 0, {}, ("no_answers",))
    merged = {
        variable: _merged(variable, people, Counter(columns[variable]), collapse.get(variable, {}))
        for variable, people in margins.items()
    }
    targets = [_collapsed(margins[variable], merged[variable]) for variable in margins]
    rows = [*zip(*columns.values(), strict=True)]
    cells = Counter(rows)
    weights, fits = _fitted(cells, targets, tolerance, rounds)
    weights, trimmed = _trimmed(cells, weights, total, cap)
    found = {"collapsed": any(merged.values()), "not_converged": not fits, "trimmed": trimmed}
    return _weighting(
        tuple(weights[row] for row in rows),
        {variable: levels for variable, levels in merged.items() if levels},
        trimmed,
        dict(_misses(cells, weights, dict(zip(margins, targets, strict=True)), tolerance)),
        tuple(code for code, so in found.items() if so),
    )


def _weighting(
    weights: tuple[float, ...],
    collapsed: Mapping[str, Mapping[Hashable, Hashable]],
    trimmed: int,
    off: Mapping[str, tuple[Hashable, float]],
    warnings: tuple[str, ...],
) -> Weighting:
    n = len(weights)
    same = len(set(weights)) <= 1
    kish = n if same else min(n, fsum(weights) ** 2 / fsum(w * w for w in weights))
    return Weighting(
        weights=weights,
        n_eff=float(kish),
        deff=n / kish if n else 1.0,
        collapsed=collapsed,
        trimmed=trimmed,
        off=off,
        warnings=warnings,
    )


def _total_of(margins: Mapping[str, Levels]) -> int:
    totals = {variable: _people(variable, levels) for variable, levels in margins.items()}
    if len(set(totals.values())) != 1:
        found = ", ".join(f"{variable!r} {total}" for variable, total in totals.items()) or "none"
        message = f"margins: counted {found} people; expected the same of every variable."
        raise InvalidValue(message)
    return next(iter(totals.values()))


def _people(variable: str, levels: Levels) -> int:
    for people in levels.values():
        if isinstance(people, bool) or not isinstance(people, int) or people < 0:
            message = f"{variable}: {people!r} is no count of people; expected 0, 1, 2 and so on."
            raise InvalidValue(message)
    return sum(levels.values())


def _column(
    answers: Iterable[Mapping[str, Hashable]], variable: str, people: Levels
) -> list[Hashable]:
    """The level of each answer, before any merging."""
    for number, answer in enumerate(answers, start=1):
        if variable not in answer or answer[variable] not in people:
            message = f"{variable}: that of answer {number} is not a level of its margin."
            raise InvalidValue(message)
    column = [answer[variable] for answer in answers]
    counts = Counter(column)
    for number, (level, n) in enumerate(people.items(), start=1):
        if counts[level] > n:
            message = f"{variable}: {counts[level]} answers from the {n} people of level {number}."
            raise InvalidValue(message)
    return column


def _merged(
    variable: str,
    people: Levels,
    answers: Mapping[Hashable, int],
    wishes: Mapping[Hashable, Hashable],
) -> dict[Hashable, Hashable]:
    """Which answered level speaks for each level that has people and no answers."""
    if not {*wishes, *wishes.values()} <= people.keys():
        message = f"collapse: a level of {variable!r} is unknown; expected those of its margin."
        raise InvalidValue(message)
    quietest = min(
        (level for level, n in people.items() if answers.get(level)),
        key=lambda level: (answers[level] / people[level], people[level]),
    )
    merged = {}
    for level, n in people.items():
        if n and not answers.get(level):
            merged[level] = _followed(variable, level, answers, wishes, quietest)
    return merged


def _followed(
    variable: str,
    level: Hashable,
    answers: Mapping[Hashable, int],
    wishes: Mapping[Hashable, Hashable],
    quietest: Hashable,
) -> Hashable:
    seen = set()
    while not answers.get(level):
        if level in seen:
            message = f"collapse: levels of {variable!r} go round in a circle."
            raise InvalidValue(message)
        seen.add(level)
        level = wishes.get(level, quietest)
    return level


def _collapsed(people: Levels, merged: Mapping[Hashable, Hashable]) -> dict[Hashable, int]:
    target = {level: n for level, n in people.items() if n and level not in merged}
    for level, into in merged.items():
        target[into] += people[level]
    return target


_Row = tuple[Hashable, ...]


def _fitted(
    cells: Mapping[_Row, int],
    targets: Sequence[Mapping[Hashable, int]],
    tolerance: float,
    rounds: int,
) -> tuple[dict[_Row, float], bool]:
    """Iterative proportional fitting; the sums are exact, so the order of answers is no matter."""
    weights = dict.fromkeys(cells, 1.0)
    for _ in range(rounds):
        for axis, target in enumerate(targets):
            sums = _margin(cells, weights, axis)
            weights = {row: w * target[row[axis]] / sums[row[axis]] for row, w in weights.items()}
        named = dict(enumerate(targets))
        if not any(_misses(cells, weights, named, tolerance)):
            return weights, True
    return weights, False


def _margin(
    cells: Mapping[_Row, int], weights: Mapping[_Row, float], axis: int
) -> dict[Hashable, float]:
    parts: dict[Hashable, list[float]] = {}
    for row, n in cells.items():
        parts.setdefault(row[axis], []).append(n * weights[row])
    return {level: fsum(part) for level, part in parts.items()}


def _misses(
    cells: Mapping[_Row, int],
    weights: Mapping[_Row, float],
    targets: Mapping[V, Mapping[Hashable, int]],
    tolerance: float,
) -> Iterator[tuple[V, tuple[Hashable, float]]]:
    for axis, (variable, target) in enumerate(targets.items()):
        sums = _margin(cells, weights, axis)
        off = {level: sums[level] - people for level, people in target.items()}
        if any(abs(miss) > tolerance * target[level] for level, miss in off.items()):
            yield variable, max(off.items(), key=lambda item: abs(item[1]))


def _trimmed(
    cells: Mapping[_Row, int], weights: dict[_Row, float], total: int, cap: float | None
) -> tuple[dict[_Row, float], int]:
    """Cut weights to the cap and raise the others, until none is above it."""
    limit = inf if cap is None else cap * total / sum(cells.values())
    cut: set[_Row] = set()
    while over := {row for row, w in weights.items() if w > limit * (1 + _ROUNDING)} - cut:
        cut |= over
        left = total - limit * sum(cells[row] for row in cut)
        rest = fsum(cells[row] * w for row, w in weights.items() if row not in cut)
        weights = {row: limit if row in cut else w * left / rest for row, w in weights.items()}
    return weights, sum(cells[row] for row in cut)


# --- representativeness --------------------------------------------------------------------------


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
    n, total = _people("answered", answered), _people("population", population)
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
