"""The contract suites catch what is wrong: a few broken stores, outboxes and channels."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from attrs import evolve

from b2bnps.errors import AlreadyRecorded
from b2bnps.model import Case, Contact, Message, Receipt, Record, Signal
from b2bnps.ports import Allow, Claim, State
from b2bnps.stores import KINDS
from b2bnps.stores.memory import MemoryStore
from b2bnps.testing import ChannelContract, RecordingChannel, StoreContract, run_beside_memory
from b2bnps.testing.examples import NOW, a_record, new_tenant

R = TypeVar("R", bound=Record)


class WithoutUniqueKey(MemoryStore):
    """Swallows the second record instead of refusing it."""

    def add(self, *records: Record) -> None:
        """Add what is new."""
        for record in records:
            try:
                super().add(record)
            except AlreadyRecorded:
                continue


class Reversed(MemoryStore):
    """Gives the latest first."""

    def find(self, kind: type[R], /, **filters: str) -> Iterator[R]:
        """Turn the order round."""
        return iter(list(super().find(kind, **filters))[::-1])


class DeafToWaves(MemoryStore):
    """Ignores one of the filters."""

    def find(self, kind: type[R], /, *, wave: str = "", **filters: str) -> Iterator[R]:
        """Leave the wave out."""
        del wave
        return super().find(kind, **filters)


class HalfForgetful(MemoryStore):
    """Forgets the person everywhere but in the cases."""

    def forget(self, tenant: str, contact: str, stand_in: str) -> int:
        """Put the cases back as they were."""
        cases = list(self.find(Case, tenant=tenant, contact=contact)) if contact else []
        count = super().forget(tenant, contact, stand_in)
        super().add(*(evolve(case, id=f"again {case.id}") for case in cases))
        return count


class NeverTakingBack(MemoryStore):
    """Keeps what a block added, although it raised."""

    @contextmanager
    def begin(self) -> Iterator[None]:
        """Begin nothing."""
        yield


class OneByOne(MemoryStore):
    """Adds several records as if they were single ones."""

    def add(self, *records: Record) -> None:
        """Add until the first refusal."""
        for record in records:
            super().add(record)


BROKEN = [
    WithoutUniqueKey,
    Reversed,
    DeafToWaves,
    HalfForgetful,
    NeverTakingBack,
    OneByOne,
]
EXAMPLES: Mapping[type[MemoryStore], Callable[[StoreContract, MemoryStore, str], None]] = {
    WithoutUniqueKey: lambda suite, store, tenant: suite.test_the_same_record_twice_is_refused(
        store, tenant, Signal
    ),
    Reversed: lambda suite, store, tenant: suite.test_order_is_account_contact_time_and_arrival(
        store, tenant, Signal
    ),
    DeafToWaves: lambda suite, store, tenant: suite.test_every_filter_filters(
        store, tenant, Signal
    ),
    HalfForgetful: lambda suite, store, tenant: suite.test_nobody_of_that_name_is_left(
        store, tenant, Case
    ),
    NeverTakingBack: lambda suite, store, tenant: suite.test_a_block_that_raises_leaves_nothing(
        store, tenant
    ),
    OneByOne: lambda suite, store, tenant: suite.test_adding_several_is_all_or_none(store, tenant),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_the_machine_catches_a_broken_store(broken: type[MemoryStore]) -> None:
    """Beside the memory store each of the faults shows."""
    with pytest.raises(AssertionError):
        run_beside_memory(broken, examples=400, shrink=False)


@pytest.mark.parametrize("broken", BROKEN)
def test_an_example_names_what_is_broken(broken: type[MemoryStore]) -> None:
    """Each of the faults has an example by name."""
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        EXAMPLES[broken](StoreContract(), broken(), new_tenant())


# A few channels that are none


class Changing(RecordingChannel):
    """Says that another message was sent."""

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Answer for somebody else."""
        return evolve(super().send(message, now=now), message="another")


class Raising(RecordingChannel):
    """Lets an exception of its own through."""

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Refuse an empty address in its own words."""
        if not message.to:
            raise LookupError
        return super().send(message, now=now)


class Unstable(RecordingChannel):
    """Makes its receipts' ids of something else than the outcome."""

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Draw an id."""
        return evolve(super().send(message, now=now), id=new_tenant())


class Addressless(RecordingChannel):
    """Answers None where it should answer with empty text."""

    def address(self, contact: Contact) -> Any:
        """Give nothing."""
        return contact.email or None


@pytest.mark.parametrize("broken", [Changing, Raising, Unstable, Addressless])
def test_a_broken_channel_is_rejected(broken: type[RecordingChannel]) -> None:
    """At least one example of the channel's contract fails."""
    faults = []
    for name in dir(ChannelContract):
        if name.startswith("test_"):
            suite = type("Suite", (ChannelContract,), {"make_channel": lambda _: broken()})()
            try:
                getattr(suite, name)(broken())
            except (AssertionError, LookupError):
                faults.append(name)
    assert faults != []


class TestRecordingChannel(ChannelContract):
    """The fake that our own tests use is a channel."""

    def make_channel(self) -> RecordingChannel:
        """Give a fresh one."""
        return RecordingChannel()


# And a broken outbox


def test_an_outbox_that_forgets_its_numbers_is_rejected() -> None:
    """Without fencing, a former owner could settle what somebody else is sending."""
    from b2bnps.testing import OutboxContract  # noqa: PLC0415 - not collected as a test here

    now = [NOW]
    store = MemoryStore(clock=lambda: now[0])
    honest = store.outbox

    class Careless:
        """Takes every number for the newest."""

        put, start, tally = honest.put, honest.start, honest.tally

        def claim(self, limit: int, allow: Allow, **rest: Any) -> Sequence[Claim]:
            """Claim as usual."""
            return honest.claim(limit, allow, **rest)

        def settle(self, claim: Claim, state: State, **rest: Any) -> bool:
            """Settle whatever the number says."""
            numbers = range(9, 0, -1)
            return any(honest.settle(evolve(claim, number=n), state, **rest) for n in numbers)

    suite = OutboxContract()

    def advance(time: timedelta) -> None:
        now[0] += time

    suite.advance = advance  # type: ignore[method-assign]  # one clock for one suite
    with pytest.raises(AssertionError):
        suite.test_what_was_never_started_is_ready_again(Careless(), new_tenant())


def test_every_kind_is_proven() -> None:
    """The suite makes an example of every kind of fact."""
    assert {type(a_record(kind)) for kind in KINDS} == set(KINDS)
