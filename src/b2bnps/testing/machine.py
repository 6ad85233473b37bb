"""A machine that runs any store beside the memory store and demands equal answers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from attrs import evolve, fields_dict
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from b2bnps.errors import AlreadyRecorded
from b2bnps.model import REFERENCES, SHARED, Record
from b2bnps.ports import Store
from b2bnps.stores import KINDS
from b2bnps.stores.memory import MemoryStore
from b2bnps.testing.strategies import facts

__all__ = ["StoreMachine", "run_beside_memory"]

DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)
MOMENTS = [DAY, DAY + timedelta(microseconds=1), DAY + timedelta(days=1)]
WAVES = ["", "w", "W"]
ACCOUNTS = ["", "a", "a ", "Ａ"]
PEOPLE = ["", "p", "P", "é", "\U0001f600", "p "]
IDS = ["1", "2", "é", "E"]

POOL = facts(
    id=st.sampled_from(IDS),
    tenant=st.sampled_from(["own", "other"]),
    wave=st.sampled_from(WAVES),
    account=st.sampled_from(ACCOUNTS),
    contact=st.sampled_from(PEOPLE),
    at=st.sampled_from(MOMENTS),
)


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
        self.kinds: set[type[Record]] = set()

    @rule(records=st.lists(POOL, min_size=1, max_size=4))
    def add(self, records: list[Record]) -> None:
        """Add several facts at once: both stores take all of them, or both none."""
        self.kinds |= {type(record) for record in records}
        own = [evolve(record, tenant=self._tenant(record.tenant)) for record in records]
        assert _refuses(self.memory, own) == _refuses(self.tested, own)

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

    @rule(
        kind=st.sampled_from(KINDS),
        tenant=st.sampled_from(["own", "other"]),
        id=st.sampled_from(["", *IDS]),
        wave=st.sampled_from(WAVES),
        account=st.sampled_from(ACCOUNTS),
        contact=st.sampled_from(PEOPLE),
    )
    def find(self, kind: type[Record], tenant: str, **filters: str) -> None:
        """Ask both stores the same question."""
        filters["tenant"] = self._tenant(tenant)
        if self.forgotten:
            # Whoever forgets in another order gives other new ids, which is allowed.
            filters["id"] = ""
        assert self._answer(self.memory, kind, filters) == self._answer(self.tested, kind, filters)

    @rule(tenant=st.sampled_from(["own", "other"]), contact=st.sampled_from(PEOPLE))
    def forget(self, tenant: str, contact: str) -> None:
        """Forget a person in both stores."""
        self.forgotten += 1
        stand_in = f"forgotten-{self.forgotten}"
        expected = self.memory.forget(self._tenant(tenant), contact, stand_in)
        assert expected == self.tested.forget(self._tenant(tenant), contact, stand_in)
        self._hold_the_same()

    def teardown(self) -> None:
        """Leave nothing open, and compare everything once more."""
        while self.blocks:
            self._leave(_TakeBack())
        self._hold_the_same()

    def _leave(self, error: Exception | None) -> None:
        for block in self.blocks.pop():
            block.__exit__(type(error) if error else None, error, None)

    def _hold_the_same(self) -> None:
        for kind in self.kinds:
            filters = {"tenant": self._tenant("own")}
            expected = self._answer(self.memory, kind, filters)
            assert expected == self._answer(self.tested, kind, filters)

    def _tenant(self, name: str) -> str:
        return f"{name}-{self.run}"

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


def run_beside_memory(make: Callable[[], Store], *, examples: int = 25, steps: int = 20) -> None:
    """Run a store beside the memory store and demand equal answers.

    Args:
        make: gives the store under test; it is called for every example.
        examples: how many runs.
        steps: how many things are done in each run.

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
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
