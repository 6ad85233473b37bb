"""What a reader can compute from the sums that are shown. This module does no I/O."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from fractions import Fraction
from math import inf
from typing import Generic, TypeVar

from attrs import define

from b2bnps.errors import InvalidValue

C = TypeVar("C", bound=Hashable)

Factor = int | Fraction
Terms = dict[int, Factor]
"""A sum of multiples of cells, by the number of the cell; nothing is multiplied by zero."""


def _total(parts: Iterable[tuple[Factor, Terms]]) -> Terms:
    total: Terms = {}
    for times, terms in parts:
        for cell, factor in terms.items():
            total[cell] = total.get(cell, 0) + times * factor
    return {cell: _whole(factor) for cell, factor in total.items() if factor}


def _whole(factor: Factor) -> Factor:
    """Keep whole numbers out of fractions, which are slow."""
    return factor.numerator if factor.denominator == 1 else factor


@define
class Ledger(Generic[C]):
    """Each cell in terms of those still open, given every sum that is shown.

    A group is known when its terms cancel: its sum is the same, whatever the open cells hold.

    Attributes:
        names: the cells in which somebody answered, by number.
        sizes: answers in each.
        limit: a group of fewer answers is too small.
        terms: each cell as a sum of open ones (and of a known number, which does not matter here).
        holders: for each open cell, those that have it in their terms.
        patience: steps that a search may still take; without any, it takes the worst for true.
    """

    names: list[C]
    sizes: list[int]
    limit: int
    terms: list[Terms]
    holders: list[set[int]]
    patience: float = inf

    @classmethod
    def of(cls, cells: Mapping[C, int], min_n: int) -> "Ledger[C]":
        """Begin with nothing shown.

        Raises:
            InvalidValue: counts that are negative or not whole, or ``min_n`` below 1.
        """
        limit = count("min_n", min_n, 1)
        names = sorted((cell for cell, n in cells.items() if count("cells", n, 0)), key=repr)
        numbers = range(len(names))
        sizes = [cells[name] for name in names]
        return cls(names, sizes, limit, [{n: 1} for n in numbers], [{n} for n in numbers])

    def show(self, group: Iterable[int], patience: int) -> bool:
        """Make the sum of a group known, unless that makes a small group known."""
        former = self.learn(group)
        self.patience = patience
        done: set[int] = set()
        for cell in former:  # whatever is newly known has one of these in it
            if self.reached(cell, done):
                self._write(former)
                return False
            done.add(cell)
        return True

    def learn(self, group: Iterable[int]) -> dict[int, Terms]:
        """Make the sum of a group known; the former terms of all cells that it changes."""
        known = _total((1, self.terms[cell]) for cell in group)
        if not known:
            return {}
        solved = min(known, key=lambda cell: (abs(known[cell]) != 1, len(self.holders[cell]), cell))
        divisor = Fraction(known[solved])
        former = {cell: self.terms[cell] for cell in sorted(self.holders[solved])}
        self._write(
            {
                cell: _total([(1, terms), (_whole(-terms[solved] / divisor), known)])
                for cell, terms in former.items()
            }
        )
        return former

    def _write(self, rows: Mapping[int, Terms]) -> None:
        """Replace the terms of some cells."""
        for cell, terms in rows.items():
            for other in self.terms[cell].keys() - terms.keys():
                self.holders[other].discard(cell)
            for other in terms.keys() - self.terms[cell].keys():
                self.holders[other].add(cell)
            self.terms[cell] = terms

    def reached(self, cell: int, without: Collection[int]) -> frozenset[int]:
        """Find a small group that is known and holds this cell, but none of some others."""
        left = self.limit - 1 - self.sizes[cell]
        if left < 0:
            return frozenset()
        found = self._cancel(self.terms[cell], left, {*without, cell})
        return frozenset() if found is None else found | {cell}

    def _cancel(self, terms: Terms, left: int, without: set[int]) -> frozenset[int] | None:
        """Find cells of at most ``left`` answers whose terms cancel these."""
        self.patience -= 1
        if not terms or self.patience < 0:
            return frozenset()
        for cell in self._candidates(terms, left, without):
            without = {*without, cell}
            rest = _total([(1, terms), (1, self.terms[cell])])
            found = self._cancel(rest, left - self.sizes[cell], without)
            if found is not None:
                return found | {cell}
        return None

    def _candidates(self, terms: Terms, left: int, without: set[int]) -> list[int]:
        """Cells of which a group that cancels these terms must hold at least one.

        Every term has to shrink, so some cell with the opposite sign there must come in: the term
        with the fewest leaves the fewest ways to try. Terms that share no such cell need one each,
        and there is no way at all when these are too many answers.
        """
        fewest: list[int] = []
        apart, least = set[int](), 0
        for term, factor in terms.items():
            cells = self._against(term, factor, left, without)
            if not cells:
                return []
            if apart.isdisjoint(cells):
                apart.update(cells)
                least += min(self.sizes[cell] for cell in cells)
            if least > left:
                return []
            if not fewest or len(cells) < len(fewest):
                fewest = cells
        return sorted(fewest)

    def _against(self, term: int, factor: Factor, left: int, without: set[int]) -> list[int]:
        """Cells of at most ``left`` answers that have this term with the opposite sign."""
        return [
            cell
            for cell in self.holders[term]
            if self.sizes[cell] <= left
            and cell not in without
            and (self.terms[cell][term] < 0) != (factor < 0)
        ]


def count(name: str, value: object, least: int) -> int:
    """Check a whole number of at least so much.

    Raises:
        InvalidValue: anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        message = f"{name}: {value!r} is no count; expected a whole number from {least}."
        raise InvalidValue(message)
    return value
