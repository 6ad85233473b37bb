"""Cells of people who are known by a key → what each of them adds. This module does no I/O."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from attrs import frozen

from b2bnps.definitions import Definition
from b2bnps.metrics import Result, measure
from b2bnps.tallies import EXCLUSIONS, account_of, classify, nameless

__all__ = ["Cells", "People", "Wave"]

Cells = Mapping[Any, object]
"""One cell for each person, under any key that is the same in both waves."""


@frozen
class Wave:
    """What each person answered.

    Attributes:
        cells: as they came.
        adds: what each valid answer adds, by person.
        excluded: cells that did not count, by reason.
    """

    cells: Cells
    adds: Mapping[Any, int]
    excluded: Mapping[str, int]

    @classmethod
    def of(cls, cells: Cells, definition: Definition) -> "Wave":
        """Read the cells."""
        read = {person: classify(cell, definition.adds) for person, cell in cells.items()}
        adds = {who: definition.adds[value] for who, value in read.items() if type(value) is int}
        reasons = Counter(value for value in read.values() if isinstance(value, str))
        return cls(cells, adds, {code: reasons[code] for code in EXCLUSIONS if reasons[code]})


@frozen
class People:
    """Who answered before, after or both times.

    Attributes:
        twice: people with a valid answer both times, in the order of the first.
        accounts: account of each person; None when nobody knows.
    """

    definition: Definition
    before: Wave
    after: Wave
    twice: tuple[Any, ...]
    accounts: Mapping[Any, Hashable] | None

    @classmethod
    def of(
        cls,
        before: Cells,
        after: Cells,
        definition: Definition,
        accounts: Mapping[Any, Hashable] | None,
    ) -> "People":
        """Read both waves."""
        first, second = Wave.of(before, definition), Wave.of(after, definition)
        twice = tuple(person for person in first.adds if person in second.adds)
        return cls(definition, first, second, twice, accounts)

    @property
    def counts(self) -> tuple[int, int, int]:
        """People with a valid answer before, after, and both times."""
        return len(self.before.adds), len(self.after.adds), len(self.twice)

    @property
    def changes(self) -> list[int]:
        """What each of those who answered twice adds more than before."""
        return [self.after.adds[person] - self.before.adds[person] for person in self.twice]

    def home(self, person: Any) -> Hashable | None:
        """Tell the account, or None where nobody knows it."""
        account = (self.accounts or {}).get(person)
        return None if nameless(account) else account

    def account(self, person: Any) -> Hashable:
        """Tell the account; somebody without one is an account of their own."""
        return account_of(self.home(person), person)

    def score(self, wave: Wave, people: Iterable[Any], **known: Any) -> Result:
        """Score some of the people of one wave."""
        chosen = list(people)
        homes = None if self.accounts is None else [self.account(person) for person in chosen]
        cells = [wave.cells[person] for person in chosen]
        return measure(self.definition, cells, accounts=homes, **known)
