"""A machine that runs any store beside the memory store and demands equal answers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from attrs import evolve, fields_dict
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from b2bnps.errors import AlreadyRecorded
from b2bnps.model import REFERENCES, SHARED, Record
from b2bnps.ports import Store
from b2bnps.stores import KINDS
from b2bnps.stores.memory import MemoryStore
from b2bnps.testing.examples import a_record, rich_record

__all__ = ["StoreMachine", "run_beside_memory"]

DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)
MOMENTS = [DAY, DAY + timedelta(microseconds=1), DAY + timedelta(days=1)]
WAVES = ["", "w", "W"]
ACCOUNTS = ["", "a", "a ", "Ａ"]
PEOPLE = ["", "p", "P", "é", "\U0001f600", "p "]
QUESTIONS = [["id"], ["wave"], ["account"], ["contact"], ["wave", "account", "contact"]]
IDS = ["1", "2", "3", "4", "e", "é", "E"]

PLACES = st.fixed_dictionaries(
    {
        "id": st.sampled_from(IDS),
        "tenant": st.sampled_from(["own", "own", "other"]),
        "wave": st.sampled_from(WAVES),
        "account": st.sampled_from(ACCOUNTS),
        "contact": st.sampled_from(PEOPLE),
        "at": st.sampled_from(MOMENTS),
    }
)
"""Places of facts that often meet; what their other fields may hold is another example's."""

FACTS = st.lists(st.tuples(st.integers(0, 2), st.booleans(), PLACES), min_size=1, max_size=6)


class _TakeBack(Exception):
    """Raised by the machine itself to leave a transaction."""


class StoreMachine(RuleBasedStateMachine):
    """Adds, finds, forgets and rolls back on two stores at once.

    Every run takes tenants of its own, so a store that is not empty does no harm.

    Attributes:
        make: gives the store under test; set by :func:`run_beside_memory`.
    """

    make: Callable[[], Store]

    def __init__(self) -> None:
        """Put the store beside an empty memory store."""
        super().__init__()
        self.tested = type(self).make()
        self.memory = MemoryStore()
        self.run = uuid4().hex
        self.blocks: list[list[AbstractContextManager[object]]] = []
        self.forgotten = 0
        self.kinds: tuple[type[Record], ...] = ()

    known = Bundle("known")

    @initialize(kinds=st.tuples(*[st.sampled_from(KINDS)] * 3))
    def choose(self, kinds: tuple[type[Record], ...]) -> None:
        """Play with up to three kinds of facts, so that they meet."""
        self.kinds = kinds

    @rule(given=FACTS, target=known)
    def add(self, given: list[tuple[int, bool, dict[str, Any]]]) -> Any:
        """Add several facts at once: both stores take all of them, or both none."""
        records = [self._make(self.kinds[which], rich, place) for which, rich, place in given]
        assert _refuses(self.memory, records) == _refuses(self.tested, records)
        return multiple(*records)

    @rule()
    @precondition(lambda self: len(self.blocks) < 3)
    def begin(self) -> None:
        """Open a transaction, perhaps inside another one."""
        blocks: list[AbstractContextManager[object]] = [self.memory.begin(), self.tested.begin()]
        for block in blocks:
            block.__enter__()
        self.blocks.append(blocks)

    @rule(fails=st.booleans())
    @precondition(lambda self: self.blocks)
    def end(self, *, fails: bool) -> None:
        """Leave the innermost transaction, by its end or by an exception."""
        self._leave(_TakeBack() if fails else None)
        self._hold_the_same()

    @rule(like=known)
    def find(self, like: Record) -> None:
        """Ask both stores for what is like a record in some of its fields."""
        for names in QUESTIONS:
            filters = {name: getattr(like, name) for name in names} | {"tenant": like.tenant}
            expected = self._answer(self.memory, type(like), filters)
            assert expected == self._answer(self.tested, type(like), filters)

    @rule(like=known)
    def forget(self, like: Record) -> None:
        """Forget the person of a record in both stores."""
        self.forgotten += 1
        person = (like.tenant, like.contact, f"forgotten-{self.forgotten}")
        assert self.memory.forget(*person) == self.tested.forget(*person)
        self._hold_the_same()

    def teardown(self) -> None:
        """Leave nothing open, and compare everything once more."""
        while self.blocks:
            self._leave(None)
        self._hold_the_same()

    def _make(self, kind: type[Record], rich: bool, place: dict[str, Any]) -> Record:
        own = {**place, "tenant": f"{place['tenant']}-{self.run}"}
        return evolve((rich_record if rich else a_record)(kind), **own)

    def _leave(self, error: Exception | None) -> None:
        for block in self.blocks.pop():
            block.__exit__(type(error) if error else None, error, None)

    def _hold_the_same(self) -> None:
        for kind in self.kinds:
            filters = {"tenant": f"own-{self.run}"}
            expected = self._answer(self.memory, kind, filters)
            assert expected == self._answer(self.tested, kind, filters)

    @staticmethod
    def _answer(store: Store, kind: type[Record], filters: dict[str, str]) -> list[Record]:
        return [_comparable(record) for record in store.find(kind, **filters)]


def _comparable(record: Record) -> Record:
    """Blank the new ids of a forgotten person's facts: they depend on an order that is free."""
    if not record.contact.startswith("forgotten-"):
        return record
    names = fields_dict(type(record))
    blank: dict[str, Any] = {name: "" for name in REFERENCES if name in names}
    if not isinstance(record, SHARED):
        blank["id"] = "forgotten"
    return evolve(record, **blank)


def _refuses(store: Store, records: list[Record]) -> bool:
    try:
        store.add(*records)
    except AlreadyRecorded:
        return True
    return False


def run_beside_memory(
    make: Callable[[], Store], *, examples: int = 25, steps: int = 20, shrink: bool = True
) -> None:
    """Run a store beside the memory store and demand equal answers.

    Args:
        make: gives the store under test; it is called for every example.
        examples: how many runs.
        steps: how many things are done in each run.
        shrink: False stops at the first difference instead of looking for the shortest way.

    Raises:
        AssertionError: the store answered otherwise; Hypothesis prints the shortest way there.
    """
    machine = type("Machine", (StoreMachine,), {"make": staticmethod(make)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            derandomize=True,
            phases=[Phase.generate, *[Phase.shrink] * shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
