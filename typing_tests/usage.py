"""Usage that type checkers must understand; it is checked and never run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import TypeVar, assert_type

from b2bnps import Program, advance, cases, plan_wave, results, send_due
from b2bnps.channels.email import Email
from b2bnps.closeloop import Progress
from b2bnps.flow import Outcome, Status, record, status
from b2bnps.messages import Sender
from b2bnps.metrics import Score, as_json, nps, nps_from_counts
from b2bnps.model import Contact, Delivery, Message, Receipt, Record, Response, Wave
from b2bnps.planning import Plan
from b2bnps.ports import Channel, Form, Notice, Notifier, Outbox, OutboxDesk, State, Store
from b2bnps.stores.memory import MemoryStore

NOW = datetime(2026, 10, 5, tzinfo=UTC)
R = TypeVar("R", bound=Record)


class OwnChannel:
    """A channel is any object with these four; nothing is inherited."""

    name = "own"
    form = Form.SHORT

    def address(self, contact: Contact) -> str:
        """Reach people by phone."""
        return contact.phone

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Send nothing."""
        return message.receipt(Delivery.SENT, at=now)


class OwnStore:
    """A store is any object with these four."""

    def begin(self) -> AbstractContextManager[object]:
        """Open no transaction."""
        return nullcontext()

    def add(self, *records: Record) -> None:
        """Add nothing."""

    def find(
        self,
        kind: type[R],
        /,
        *,
        tenant: str = "",
        id: str = "",  # noqa: A002 - as the port
        wave: str = "",
        account: str = "",
        contact: str = "",
    ) -> Iterator[R]:
        """Find nothing."""
        return iter(())

    def forget(self, tenant: str, contact: str, stand_in: str) -> int:
        """Forget nobody."""
        return 0


class OwnNotifier:
    """A notifier is any object with one method."""

    def notify(self, notice: Notice) -> None:
        """Tell nobody."""


def ports() -> tuple[object, ...]:
    """What a host hands over is what the ports ask for."""
    channel: Channel = OwnChannel()
    store: Store = OwnStore()
    notifier: Notifier = OwnNotifier()
    memory = MemoryStore()
    kept: tuple[Store, Outbox, OutboxDesk] = (memory, memory.outbox, memory.desk)
    deliver: Callable[[EmailMessage], object] = print
    letters: Channel = Email(Sender(company="Acme", name="Ida", email="i@acme.example"), deliver)
    assert_type(channel.form, Form)
    assert_type(next(store.find(Response)), Response)
    return channel, store, notifier, kept, letters


def verbs(program: Program, wave: Wave) -> None:
    """What the verbs give back."""
    assert_type(plan_wave(program, wave, now=NOW), Plan)
    assert_type(send_due(program, now=NOW), Mapping[State, int])
    assert_type(record(program, "i", {"nps": "9"}, key="k", now=NOW), Outcome)
    assert_type(status(program, "w", now=NOW), Status)
    assert_type(cases(program), list[Progress])
    assert_type(advance(program, "c", "contact", by="Kim", note="n", now=NOW), Progress)
    assert_type(results(program, "w", now=NOW)[0].nps.n, int)


def numbers(scores: Sequence[int]) -> None:
    """What the metrics give back."""
    assert_type(nps(scores), Score)
    assert_type(nps_from_counts(1, 2, 3).interval.lower, float | None)
    assert_type(as_json(nps(scores))["n"], object)  # type: ignore[assert-type]  # JSON is Any
