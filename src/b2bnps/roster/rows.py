"""Going through rows: what is needed, what is refused, what is noted. This module does no I/O."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from attrs import field, frozen

from b2bnps.errors import UnknownColumn
from b2bnps.model import KEY_LENGTH, Account, Contact
from b2bnps.roster import cells
from b2bnps.roster.columns import Note, Refused

__all__ = ["MISSING", "Fault", "Read", "Row", "Rows", "checked", "named"]

Rows = Iterable[tuple[int, Mapping[str, str]]]
"""(row number, cell by column), as ``exchange.csvfile.read`` gives them."""

K = TypeVar("K", Account, Contact)
MISSING = cells.Cell("", "missing", "It is empty.")
_NOT_TEXT = cells.Cell("", "not_text", "It is no text; pass every cell as text.")
_BAD_KEY = cells.Cell("", "bad_key", f"It takes up to {KEY_LENGTH} printable characters.")


class Fault(Exception):
    """A cell because of which its row is refused; never leaves this room."""

    def __init__(self, field: str, cell: cells.Cell) -> None:
        """Name the column, and say what is wrong with the cell."""
        self.field = field
        self.cell = cell
        super().__init__(cell.reason)


@frozen
class Row:
    """One row while it is read; its notes count only if the row is taken."""

    number: int
    found: Mapping[str, str]
    notes: list[Note] = field(factory=list)

    def check(self) -> None:
        """Refuse what is no text, such as a number out of a host's JSON."""
        for column, cell in self.found.items():
            if not isinstance(cell, str):
                raise Fault(column, _NOT_TEXT)

    def get(self, column: str) -> str:
        """Give a cell, empty where there is no such column."""
        return self.found.get(column, "")

    def needed(self, column: str) -> str:
        """Give the words of a cell that may not be empty."""
        if not self.get(column):
            raise Fault(column, MISSING)
        return self.words(column)

    def words(self, column: str) -> str:
        """Give the words of a cell on one line."""
        return cells.words(self.get(column))

    def says(self, words_by_column: Mapping[str, frozenset[str]]) -> bool:
        """Tell whether any of these columns holds one of its words."""
        return any(cells.fold(self.get(name)) in words for name, words in words_by_column.items())

    def noted(self, column: str, cell: cells.Cell) -> str:
        """Give the value of a cell, and write down what is wrong with it."""
        if cell.code:
            self.notes.append(Note(self.number, column, cell.code, cell.reason))
        return cell.value

    def other_than(self, columns: frozenset[str]) -> dict[str, str]:
        """Give the cells that hold something, except those of these columns."""
        return {name: cell for name, cell in self.found.items() if cell and name not in columns}


@frozen
class Read(Generic[K]):
    """What was read so far."""

    taken: dict[str, tuple[int, K]] = field(factory=dict)
    refused: list[Refused] = field(factory=list)
    notes: list[Note] = field(factory=list)

    def take(self, rows: Rows, id_column: str, make: Callable[[Row, str], K]) -> None:
        """Make a fact of every row; one bad row never stops the rest."""
        for number, found in rows:
            row = Row(number, found)
            try:
                row.check()
                key = self._key(row, id_column)
                self.taken[key] = (number, make(row, key))
                self.notes.extend(row.notes)
            except Fault as fault:
                self.refused.append(Refused(number, fault.field, fault.cell.code, str(fault)))

    def _key(self, row: Row, column: str) -> str:
        key = row.get(column)
        if not key:
            raise Fault(column, MISSING)
        if len(key) > KEY_LENGTH or not key.isprintable():
            raise Fault(column, _BAD_KEY)
        if key in self.taken:
            reason = f"Row {self.taken[key][0]} has the same id, and was taken."
            raise Fault(column, cells.Cell("", "duplicate", reason))
        return key


def named(*columns: str) -> tuple[str, ...]:
    """Leave out the columns that a map does not name."""
    return tuple(column for column in columns if column)


def checked(
    rows: Rows, needed: Sequence[str], optional: Iterable[str], one_of: Sequence[str] = ()
) -> tuple[list[tuple[int, Mapping[str, str]]], tuple[str, ...]]:
    """Refuse a file without the columns that it takes, and list those that may be missing."""
    rows = list(rows)
    if not rows:
        return rows, ()
    existing = rows[0][1]
    for name in needed:
        if name not in existing:
            raise UnknownColumn(name, existing)
    if one_of and not any(name in existing for name in one_of):
        raise UnknownColumn(one_of[0], existing)
    return rows, tuple(name for name in optional if name not in existing)
