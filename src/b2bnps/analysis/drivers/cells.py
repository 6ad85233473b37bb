"""Cells → complete rows, and a count of everything that was lost. This module does no I/O."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import fsum, inf
from sys import float_info
from typing import Any, Final

from attrs import frozen

from b2bnps.errors import InvalidValue
from b2bnps.tallies import account_of, classify, numeric

__all__ = ["Facts", "Table", "account_means", "complete", "joined", "number", "read_scores"]

_MOST_ASPECTS: Final = 15
_ROWS_PER_ASPECT: Final = 10
_SCORE: Final = {value: value for value in range(11)}
_LARGEST: Final = float_info.max
_PLAIN_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

Read = float | str
"""A number, or why a cell is none."""

Facts = Mapping[Any, Mapping[str, object]]
"""What a host knows of each account, by name: ``{"A-17": {"late deliveries": 3}}``."""


@frozen(kw_only=True)
class Table:
    """Complete rows alone.

    Attributes:
        names: the aspects, in the order of the alphabet.
        rows: aspects in that order, the score last.
        accounts: of each row, or None when they are unknown.
        dropped: rows that were not complete.
        missing: of each aspect, cells that are no number, by reason.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    accounts: tuple[Hashable, ...] | None
    dropped: int
    missing: Mapping[str, Mapping[str, int]]


def read_scores(cells: Iterable[object]) -> list[Read]:
    """Answers from 0 to 10, read as :func:`b2bnps.tallies.classify` does."""
    return [classify(cell, _SCORE) for cell in cells]


def number(cell: object, low: float = -inf, high: float = inf) -> Read:
    """Read a finite number between two limits, from a number or from text, or say why not."""
    value = numeric(cell, _PLAIN_NUMBER)
    if isinstance(value, str):
        return value
    return float(value) if low <= value <= high and abs(value) <= _LARGEST else "out_of_range"


def complete(
    scores: Sequence[Read],
    aspects: Mapping[str, Iterable[object]],
    accounts: Iterable[Hashable] | None = None,
    scales: Mapping[str, tuple[float, float]] | None = None,
) -> Table:
    """Keep the rows in which the score and every aspect is a number.

    Raises:
        InvalidValue: no aspect or more than 15, columns of different lengths, a scale of no
            aspect, or fewer than ten complete rows per aspect.
    """
    names, limits = tuple(sorted(aspects)), scales or {}
    _check_names(names, limits)
    columns = {
        name: [number(cell, *limits.get(name, ())) for cell in aspects[name]] for name in names
    }
    owners = None if accounts is None else _owners(accounts)
    _check_lengths(len(scores), columns, owners)
    cells = [*zip(*columns.values(), scores, strict=True)]
    kept = [row for row, found in enumerate(cells) if str not in map(type, found)]
    if len(kept) < _ROWS_PER_ASPECT * len(names):
        message = (
            f"aspects: {len(kept)} complete rows are too few for {len(names)} aspects; "
            f"expected {_ROWS_PER_ASPECT * len(names)} or more."
        )
        raise InvalidValue(message)
    return Table(
        names=names,
        rows=tuple(tuple(map(float, cells[row])) for row in kept),
        accounts=None if owners is None else tuple(owners[row] for row in kept),
        dropped=len(cells) - len(kept),
        missing={name: reasons(column) for name, column in columns.items()},
    )


def reasons(cells: Iterable[Read]) -> dict[str, int]:
    """Count the cells that are no number, by reason."""
    return dict(sorted(Counter(cell for cell in cells if isinstance(cell, str)).items()))


def _owners(accounts: Iterable[Any]) -> list[Hashable]:
    return [account_of(name, row) for row, name in enumerate(accounts)]


def joined(accounts: Iterable[Any], facts: Facts) -> dict[str, list[object]]:
    """Facts of accounts as aspects of answers: for each fact, a cell per answer.

    An answer whose account is not in the table, or lacks the fact, gets None. Answers of one
    account share its facts, so they know less than their number suggests:
    :func:`account_drivers` counts each account once.

    >>> joined(["a", "b", "a"], {"a": {"late": 3}})
    {'late': [3, None, 3]}
    """
    owners = _owners(accounts)
    names = dict.fromkeys(name for known in facts.values() for name in known)
    return {name: [facts.get(owner, {}).get(name) for owner in owners] for name in names}


def account_means(scores: Sequence[Read], accounts: Iterable[Any]) -> dict[Hashable, Read]:
    """Mean valid score of each account, ``missing`` where it has none.

    Raises:
        InvalidValue: accounts that do not match the scores one to one.
    """
    owners = _owners(accounts)
    _check_lengths(len(scores), {}, owners)
    valid: dict[Hashable, list[float]] = {owner: [] for owner in owners}
    for owner, score in zip(owners, scores, strict=True):
        if not isinstance(score, str):
            valid[owner].append(score)
    return {
        owner: fsum(found) / len(found) if found else "missing" for owner, found in valid.items()
    }


def _check_names(names: Sequence[str], limits: Iterable[str]) -> None:
    if not 1 <= len(names) <= _MOST_ASPECTS:
        message = f"aspects: {len(names)} were given; expected 1 to {_MOST_ASPECTS}."
        raise InvalidValue(message)
    if unknown := sorted({*limits} - {*names}):
        message = f"scales: {', '.join(unknown)} is no aspect; expected names of the aspects."
        raise InvalidValue(message)


def _check_lengths(
    n: int, columns: Mapping[str, Sequence[Read]], owners: Sequence[Hashable] | None
) -> None:
    for name, column in columns.items():
        if len(column) != n:
            message = f"aspects: {name} has {len(column)} cells for {n} scores."
            raise InvalidValue(message)
    if owners is not None and len(owners) != n:
        message = f"accounts: {len(owners)} names for {n} scores."
        raise InvalidValue(message)
