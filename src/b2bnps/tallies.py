"""Cells → tallies: how often each answer was given. This module does no I/O.

Lists, data frames and databases count in ways of their own; what they bring back is the same
:class:`Tally`, so that every figure is computed in one place. What an answer *adds* is plain data:
``{0: -1, …, 9: 1, 10: 1}`` is the Net Promoter Score, and its keys are the valid answers.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from math import frexp, fsum, isfinite, ldexp
from numbers import Real
from operator import index
from typing import Any, Final, SupportsIndex

from attrs import Factory, frozen

from b2bnps.errors import InvalidValue

__all__ = [
    "EXCLUSIONS",
    "Adds",
    "Clusters",
    "Stratum",
    "Tally",
    "Weights",
    "account_of",
    "classify",
    "nameless",
    "numeric",
    "tally",
    "whole",
]

EXCLUSIONS: Final[Mapping[str, str]] = {
    "missing": "No answer was given.",
    "not_a_number": "The answer is not written as a plain number.",
    "not_an_integer": "The answer lies between two points of the scale.",
    "out_of_range": "The answer lies outside the scale.",
}
"""What a code in ``Tally.excluded`` means, as a sentence for a person."""

Adds = Mapping[int, int]
"""What each valid answer adds to a figure; the keys are the whole scale, lowest first."""


@frozen
class Clusters:
    """Sums over accounts, from which the design effect follows; ``t`` is what an account adds.

    Whoever counts elsewhere needs only these four numbers, however many accounts there are.

    Attributes:
        accounts: m, accounts with a valid answer.
        sizes: sum of n² over the accounts (of squared weights, where answers have weights).
        cross: sum of n * t.
        totals: sum of t².
    """

    accounts: int
    sizes: float
    cross: float
    totals: float

    @classmethod
    def of(cls, accounts: Iterable[tuple[float, float]]) -> "Clusters":
        """Sum up accounts given as pairs of size and total."""
        pairs = [*accounts]
        return cls(
            len(pairs),
            _sum([n * n for n, _ in pairs]),
            _sum([n * t for n, t in pairs]),
            _sum([t * t for _, t in pairs]),
        )


@frozen
class Stratum:
    """One account of which it is known how many people it has.

    Attributes:
        people: how many belong to the population.
        n, total, squares: valid answers, and sums of what they add.
    """

    people: int
    n: int = 0
    total: int = 0
    squares: int = 0


@frozen
class Weights:
    """Sums of the weights of the valid answers.

    Attributes:
        counts: weight of the answers that add each value.
        total: W, the sum of all.
        squares: sum of w².
    """

    counts: Mapping[int, float]
    total: float
    squares: float


@frozen(kw_only=True)
class Tally:
    """What was answered to one question, counted.

    Attributes:
        counts: how many valid answers add each value.
        excluded: cells that did not count, by reason (:data:`EXCLUSIONS`).
        distribution: answers at each point of the scale, lowest first; None when only what they
            add was counted.
        total: sum of the answers themselves; None when it was not counted.
        clusters: sums over accounts; None when the accounts are unknown.
        strata: the accounts of the whole population, also silent ones; None when unknown.
        weights: None when every answer weighs the same.
    """

    counts: Mapping[int, int]
    excluded: Mapping[str, int] = Factory(dict)
    distribution: tuple[int, ...] | None = None
    total: int | None = None
    clusters: Clusters | None = None
    strata: tuple[Stratum, ...] | None = None
    weights: Weights | None = None

    @classmethod
    def of(cls, answers: Mapping[int, int], adds: Adds, **known: Any) -> "Tally":
        """Tally answers that were counted by value; ``known`` is whatever else is known.

        >>> Tally.of({9: 2, 3: 1}, {value: (value > 8) - (value < 7) for value in range(11)}).counts
        {-1: 1, 0: 0, 1: 2}
        """
        counts, total = dict[int, int](), 0
        distribution = tuple(answers.get(value, 0) for value in adds)
        for (value, added), count in zip(adds.items(), distribution, strict=True):
            counts[added] = counts.get(added, 0) + count
            total += value * count
        return cls(counts=counts, distribution=distribution, total=total, **known)

    @property
    def n(self) -> int:
        """Valid answers."""
        return sum(self.counts.values())


def tally(
    scores: Iterable[object],
    adds: Adds,
    *,
    accounts: Iterable[Hashable] | None = None,
    account_sizes: Mapping[Any, int] | None = None,
    weights: Iterable[float] | None = None,
) -> Tally:
    """Count cells.

    An answer counts when it is an integer of the scale, as a number or as text between ASCII
    blanks. Data frames and spreadsheets turn integers into floats, so 9.0 and ``"9.0"`` count as
    9. All else, ``True`` included, is left out and counted by reason; NaN and ``"NA"`` are how
    data frames say missing.

    Args:
        scores: one cell per respondent.
        adds: what each valid answer adds.
        accounts: the account of each cell; an empty name is an account of its own.
        account_sizes: people of each account of the population, also of those without an answer.
        weights: of each cell, 0 or more; only their ratios matter.

    Raises:
        InvalidValue: accounts or weights that do not match the scores one to one; a weight that
            is negative or not finite; an account with more answers than people, or without a
            size; sizes beside weights.
    """
    cells = scores if isinstance(scores, list | tuple) else list(scores)
    if accounts is None and weights is None and account_sizes is None:
        return _alone(cells, adds)
    if account_sizes is not None and (accounts is None or weights is not None):
        message = "account_sizes: give the account of each score beside it, and no weights."
        raise InvalidValue(message)
    names = _matching("accounts", accounts, cells, "names") or [None] * len(cells)
    shares = _ratios(_matching("weights", weights, cells, "weights"))
    values = [*map(_reader(cells, adds), cells)]
    answers = [
        (adds[value], account_of(names[row], row), 1 if shares is None else shares[row])
        for row, value in enumerate(values)
        if isinstance(value, int)
    ]
    counts = Counter(values)
    return Tally.of(
        {value: counts[value] for value in adds},
        adds,
        excluded={reason: counts[reason] for reason in EXCLUSIONS if counts[reason]},
        clusters=None if accounts is None else _clusters(answers),
        strata=None if account_sizes is None else _strata(answers, account_sizes),
        weights=None if weights is None else _weights(answers),
    )


def classify(cell: object, adds: Adds) -> int | str:
    """Read the answer in a cell: an integer of the scale, or why it does not count."""
    if type(cell) is int:
        return cell if cell in adds else "out_of_range"
    number = numeric(cell)
    if isinstance(number, str):
        return number
    if number in adds:
        return int(number)
    inside = min(adds) <= number <= max(adds)
    return "not_an_integer" if inside and number % 1 else "out_of_range"


_PLAIN_NUMBER: Final = re.compile(r"(0|-?[1-9][0-9]*)(\.[0-9]+)?")


def numeric(cell: object, pattern: re.Pattern[str] = _PLAIN_NUMBER) -> Any:
    """Read the number in a cell, or say that it is ``missing`` or ``not_a_number``.

    Args:
        cell: a number of any library, or text.
        pattern: of text that is a number.
    """
    if isinstance(cell, str):
        text = cell.strip(" \t\n\r\f\v")
        cell = None if text.lower() in _NOTHING else text
        cell = Decimal(text) if pattern.fullmatch(text) else cell
    if cell is None or _is_nan(cell):
        return "missing"
    if isinstance(cell, bool) or not isinstance(cell, Real | Decimal):
        return "not_a_number"
    return cell


def _is_nan(cell: Any) -> bool:
    """Tell what differs from itself, and what will not say (``pandas.NA``)."""
    if isinstance(cell, Decimal):
        return cell.is_nan()
    try:
        return bool(cell != cell)  # noqa: PLR0124 - only NaN does
    except TypeError:
        return True
    except ValueError:  # an array has no single answer
        return False


_NOTHING: Final = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none"})
"""How R, spreadsheets, data frames and databases write that there is nothing, in lower case."""

_EQUAL_IS_ALIKE: Final = frozenset({int, float, str, Decimal, type(None)})
"""Types whose equal values read alike; ``True``, which equals 1, is not among them."""


def _alone(cells: Sequence[object], adds: Adds) -> Tally:
    """Count first and read each different cell once: a million answers have eleven values."""
    alike = _EQUAL_IS_ALIKE.issuperset(map(type, cells))
    answers, excluded = dict[int, int](), dict[str, int]()
    for cell, count in Counter(cells).items() if alike else zip(cells, repeat(1), strict=False):
        value = classify(cell, adds)
        if isinstance(value, int):
            answers[value] = answers.get(value, 0) + count
        else:
            excluded[value] = excluded.get(value, 0) + count
    if len(excluded) > 1:
        excluded = {reason: excluded[reason] for reason in EXCLUSIONS if reason in excluded}
    return Tally.of(answers, adds, excluded=excluded)


def _reader(cells: Sequence[object], adds: Adds) -> Callable[[object], int | str]:
    """How to read a cell: each different one once, where equal cells are alike."""
    if _EQUAL_IS_ALIKE.issuperset(map(type, cells)):
        return {cell: classify(cell, adds) for cell in set(cells)}.__getitem__
    return lambda cell: classify(cell, adds)


def _matching(
    name: str, given: Iterable[Any] | None, cells: Sequence[object], what: str
) -> list[Any] | None:
    if given is None:
        return None
    found = list(given)
    if len(found) != len(cells):
        message = f"{name}: {len(found)} {what} for {len(cells)} scores."
        raise InvalidValue(message)
    return found


def nameless(account: object) -> bool:
    """Tell whether an account is unknown: None, blank text, or what data frames call missing."""
    if isinstance(account, str):
        return not account.strip()
    return account is None or numeric(account) == "missing"


_OWN: Final = object()
"""No name of a host's is equal to ``(_OWN, key)``."""


def account_of(name: Any, key: Hashable) -> Hashable:
    """Account of an answer: its name or, where it is :func:`nameless`, one of its own.

    Args:
        name: as the host calls the account.
        key: of the answer or the person; no two may share it.
    """
    return (_OWN, key) if nameless(name) else name


def _ratios(weights: list[Any] | None) -> list[float] | None:
    """Weights over a power of two near the largest: neither huge nor tiny ones are lost."""
    for row, weight in enumerate(weights or (), start=1):
        number = isinstance(weight, Real | Decimal) and not isinstance(weight, bool)
        if not number or not isfinite(weight) or weight < 0:
            message = f"weights: that of score {row} is no weight; expected a number of 0 or more."
            raise InvalidValue(message)
    _, power = frexp(max(map(float, weights or ()), default=0.0))
    return weights and [ldexp(float(weight), -power) for weight in weights]


def _clusters(answers: Iterable[tuple[int, Hashable, float]]) -> Clusters:
    found: dict[Hashable, tuple[list[float], list[float]]] = {}
    for added, account, weight in answers:
        sizes, totals = found.setdefault(account, ([], []))
        sizes.append(weight)
        totals.append(weight * added)
    return Clusters.of((_sum(sizes), _sum(totals)) for sizes, totals in found.values())


def _weights(answers: Iterable[tuple[int, Hashable, float]]) -> Weights:
    found: dict[int, list[float]] = {}
    for added, _, weight in answers:
        found.setdefault(added, []).append(weight)
    counts = {added: _sum(weights) for added, weights in sorted(found.items())}
    squares = [weight * weight for weights in found.values() for weight in weights]
    return Weights(counts, _sum(counts.values()), _sum(squares))


def _sum(values: Iterable[float]) -> float:
    """Exact for integers, and the same whatever the order for others."""
    numbers = [*values]
    return sum(numbers) if all(type(number) is int for number in numbers) else fsum(numbers)


def _strata(
    answers: Iterable[tuple[int, Hashable, float]], sizes: Mapping[Any, int]
) -> tuple[Stratum, ...]:
    found: dict[Hashable, list[int]] = {}
    for added, account, _ in answers:
        found.setdefault(account, []).append(added)
    if unknown := found.keys() - sizes.keys():
        message = f"account_sizes: {len(unknown)} accounts of the answers have no size."
        raise InvalidValue(message)
    strata = (_stratum(people, found.get(account, ())) for account, people in sizes.items())
    return tuple(stratum for stratum in strata if stratum.people)


def _stratum(people: SupportsIndex, added: Sequence[int]) -> Stratum:
    known = whole("account_sizes", people)
    if known < len(added):
        message = f"account_sizes: {len(added)} answers cannot come from {known} people."
        raise InvalidValue(message)
    return Stratum(known, len(added), sum(added), sum(value * value for value in added))


_MOST: Final = 10**15  # more than there are people, and exact as a float


def whole(name: str, value: SupportsIndex) -> int:
    """Count of that name: an integer of any library, but neither a float nor a boolean.

    Raises:
        InvalidValue: anything else, a negative number, or one that counts no people.
    """
    if type(value) is int and 0 <= value <= _MOST:  # the usual case: a protocol takes its time
        return value
    fits = isinstance(value, SupportsIndex) and not isinstance(value, bool)
    if not fits or not 0 <= index(value) <= _MOST:
        shown = repr(value) if isinstance(value, int | float) else f"a {type(value).__name__}"
        message = f"{name}: {shown} is no count; expected a whole number of 0 or more."
        raise InvalidValue(message)
    return index(value)
