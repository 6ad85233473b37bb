"""Small groups → what a table must not show, also not by subtraction. This module does no I/O.

Figures of few people tell what each of them said. To hide those figures is not enough: a total
less the groups that are shown gives the hidden one away. So some larger groups are hidden too.

What a reader can compute. Every figure that is shown tells the sum of its cells, a cell being the
people who share all that the tables split by (account, unit, role). Sums and differences of such
sums are what subtraction can reach. A set of tables is safe when no group of cells, whichever
they are, with fewer than ``min_n`` people in all can be reached. It is computed exactly, in whole
numbers and fractions, and the reader is taken to know which cells are empty.

How it is kept safe. Groups are shown one by one, the first table first, within a table the largest
first. A group whose figure would put a small one within reach stays hidden, with the reason
``complement``. Nothing that is hidden so could be shown beside the rest. Showing nothing is always
safe, so there always is an answer.

What this does not stop. A count is never negative, which limits what hidden figures can be: two
people who scored -200 between them were both detractors. Groups of ``min_n`` people who all said
the same have no secrets either. Tables of other waves, of another metric or of another reader may
be laid side by side. Whoever shows them together must hide them together.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from math import inf
from typing import Final, Generic, TypeVar

from attrs import define, frozen

from b2bnps.errors import InvalidValue
from b2bnps.metrics import Result

__all__ = ["REASONS", "Hidden", "exposed", "hide", "suppress"]

C = TypeVar("C", bound=Hashable)
K = TypeVar("K", bound=Hashable)
R = TypeVar("R", bound=Result)

Tables = Mapping[str, Callable[[C], Hashable]]
"""By name, the most important first: from a cell to the key of its group, None for no group."""

REASONS: Final[Mapping[str, str]] = {
    "too_few": "Fewer people answered than may be shown.",
    "complement": "Together with other figures it would give away a group that is too small.",
}
"""What a code in ``Hidden.reason`` means, as a sentence for whoever makes the report."""


@frozen
class Hidden:
    """Stands where a result would stand, and holds no number of it.

    Attributes:
        reason: code; see :data:`REASONS`. It tells whether the group is small, so it is for
            whoever makes the report; a reader gets the sentence.
        min_n: people that a group must have to be shown.
    """

    reason: str
    min_n: int

    @property
    def sentence(self) -> str:
        """What a reader is told; the same for every reason."""
        return f"Not shown, so that no group of fewer than {self.min_n} people can be made out."


def hide(
    cells: Mapping[C, int], tables: Tables[C], *, min_n: int = 5, patience: int = 500
) -> dict[str, dict[Hashable, Hidden]]:
    """Find the groups that must not be shown.

    Groups in which nobody answered have nothing to hide. The order of the cells does not matter.
    Call it once per metric, since people may answer one question and skip another. 2,000 cells of
    400 accounts take a few seconds.

    Args:
        cells: valid answers in each cell.
        tables: all tables of one reader. Where two cannot both be shown in full, the first is.
        min_n: the fewest answers that may be shown together.
        patience: steps that the search for a way to compute a small group may take, for each group
            to be shown; what is undecided then is hidden to be safe. Tables of accounts, units and
            roles need some thirty; many large tables that all cross each other need hundreds.

    Returns:
        For each table the groups to hide, by key.

    Raises:
        InvalidValue: counts or patience that are negative or not whole, or ``min_n`` below 1.

    >>> cells = {"user": 9, "buyer": 6, "boss": 2}
    >>> hidden = hide(cells, {"all": lambda cell: "all", "role": lambda cell: cell})
    >>> {key: why.reason for key, why in hidden["role"].items()}
    {'buyer': 'complement', 'boss': 'too_few'}
    """
    ledger = _Ledger.of(cells, min_n)
    _count("patience", patience, 0)
    hidden: dict[str, dict[Hashable, Hidden]] = {table: {} for table in tables}
    for group in _groups(ledger, tables):
        if group.n < min_n or not ledger.show(group.cells, patience):
            reason = "too_few" if group.n < min_n else "complement"
            hidden[group.table][group.key] = Hidden(reason, min_n)
    return hidden


def exposed(
    cells: Mapping[C, int],
    tables: Tables[C],
    hidden: Mapping[str, Collection[Hashable]],
    *,
    min_n: int = 5,
) -> tuple[frozenset[C], ...]:
    """Find small groups that a reader can compute from what is shown: an audit of any hiding.

    Args:
        cells, tables, min_n: as for :func:`hide`, whose own result exposes nothing.
        hidden: for each table the keys of the groups that are not shown.

    Returns:
        Groups of cells with fewer than ``min_n`` answers in all, one for each cell that belongs
        to any; empty when the tables are safe. The search is complete, however long it takes.

    Raises:
        InvalidValue: as :func:`hide`.
    """
    ledger = _Ledger.of(cells, min_n)
    for group in _groups(ledger, tables):
        if group.key not in hidden.get(group.table, ()):
            ledger.learn(group.cells)
    groups: dict[frozenset[C], None] = {}
    safe: set[int] = set()
    for cell in range(len(ledger.names)):
        if found := ledger.reached(cell, safe):
            groups[frozenset(ledger.names[number] for number in found)] = None
        else:
            safe.add(cell)
    return tuple(groups)


def suppress(
    results: Mapping[str, Mapping[K, R]],
    cells: Mapping[C, int],
    tables: Tables[C],
    *,
    min_n: int = 5,
) -> dict[str, dict[K, R | Hidden]]:
    """Put :class:`Hidden` in the place of every result that must not be shown.

    How many people were asked may stand beside it, since that says nothing of what they said.

    Args:
        results: of one metric, by table and key.
        cells, tables, min_n: as for :func:`hide`; the cells count the answers of these results.

    Raises:
        InvalidValue: as :func:`hide`; a table that ``tables`` does not know; results of other
            answers than those in the cells, since the wrong groups would be hidden.
    """
    hidden = hide(cells, tables, min_n=min_n)
    for table, rows in results.items():
        if table not in tables:
            message = f"results: table {table!r} is unknown; expected one of tables."
            raise InvalidValue(message)
        groups = _split(cells, tables[table])
        sizes = {key: sum(cells[cell] for cell in group) for key, group in groups.items()}
        if wrong := sum(row.n != sizes.get(key, 0) for key, row in rows.items()):
            message = f"results: {wrong} of table {table!r} count other answers than their cells."
            raise InvalidValue(message)
    return {
        table: {key: hidden[table].get(key, row) for key, row in rows.items()}
        for table, rows in results.items()
    }


# --- groups --------------------------------------------------------------------------------------


@frozen
class _Group:
    """A group of a table: its cells by number, and their answers."""

    table: str
    key: Hashable
    cells: list[int]
    n: int


def _groups(ledger: "_Ledger[C]", tables: Tables[C]) -> Iterator[_Group]:
    """All groups, in the order in which they claim to be shown."""
    for table, key_of in tables.items():
        keys = [key_of(name) for name in ledger.names]
        split = _split(range(len(keys)), keys.__getitem__)
        groups = [
            _Group(table, key, members, sum(ledger.sizes[cell] for cell in members))
            for key, members in split.items()
        ]
        yield from sorted(groups, key=lambda group: (-group.n, repr(group.key)))


def _split(cells: Iterable[C], key_of: Callable[[C], Hashable]) -> dict[Hashable, list[C]]:
    groups: dict[Hashable, list[C]] = {}
    for cell in cells:
        if (key := key_of(cell)) is not None:
            groups.setdefault(key, []).append(cell)
    return groups


def _count(name: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        message = f"{name}: {value!r} is no count; expected a whole number from {least}."
        raise InvalidValue(message)
    return value


# --- what can be computed ------------------------------------------------------------------------

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
class _Ledger(Generic[C]):
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
    def of(cls, cells: Mapping[C, int], min_n: int) -> "_Ledger[C]":
        limit = _count("min_n", min_n, 1)
        names = sorted((cell for cell, n in cells.items() if _count("cells", n, 0)), key=repr)
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
                self.write(former)
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
        self.write(
            {
                cell: _total([(1, terms), (_whole(-terms[solved] / divisor), known)])
                for cell, terms in former.items()
            }
        )
        return former

    def write(self, rows: Mapping[int, Terms]) -> None:
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
        found = self.cancel(self.terms[cell], left, {*without, cell})
        return frozenset() if found is None else found | {cell}

    def cancel(self, terms: Terms, left: int, without: set[int]) -> frozenset[int] | None:
        """Find cells of at most ``left`` answers whose terms cancel these."""
        self.patience -= 1
        if not terms or self.patience < 0:
            return frozenset()
        for cell in self.candidates(terms, left, without):
            without = {*without, cell}
            rest = _total([(1, terms), (1, self.terms[cell])])
            found = self.cancel(rest, left - self.sizes[cell], without)
            if found is not None:
                return found | {cell}
        return None

    def candidates(self, terms: Terms, left: int, without: set[int]) -> list[int]:
        """Cells of which a group that cancels these terms must hold at least one.

        Every term has to shrink, so some cell with the opposite sign there must come in: the term
        with the fewest leaves the fewest ways to try. Terms that share no such cell need one each,
        and there is no way at all when these are too many answers.
        """
        fewest: list[int] = []
        apart, least = set[int](), 0
        for term, factor in terms.items():
            cells = self.against(term, factor, left, without)
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

    def against(self, term: int, factor: Factor, left: int, without: set[int]) -> list[int]:
        """Cells of at most ``left`` answers that have this term with the opposite sign."""
        return [
            cell
            for cell in self.holders[term]
            if self.sizes[cell] <= left
            and cell not in without
            and (self.terms[cell][term] < 0) != (factor < 0)
        ]
