"""A store, an outbox and a desk in memory: the definition of right behaviour.

Every other store is held beside this one by the contract suites of :mod:`b2bnps.testing`.
It is safe for threads: a transaction holds the one lock, so a second one waits for it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import RLock
from typing import Any, TypeVar, cast

from attrs import evolve, frozen

from b2bnps.analysis.counting import count_answers
from b2bnps.errors import AlreadyRecorded, HostError, InvalidValue, NaiveTime
from b2bnps.model import Message, Record, Response, Verdict, Wave, without_person
from b2bnps.ports import Allow, AnswerQuery, Claim, Counted, Held, State
from b2bnps.stores import (
    FINAL,
    LEASE,
    RESOLVES,
    about_person,
    check_kind,
    digest,
    settles_from,
    without_words,
)

__all__ = ["MemoryDesk", "MemoryOutbox", "MemoryStore"]

R = TypeVar("R", bound=Record)
LEASED = (State.CLAIMED, State.SENDING)


def _now() -> datetime:
    return datetime.now(UTC)


class _Journal:
    """One lock and one transaction: every write remembers how to take it back."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.depth = 0
        self._undo: list[tuple[dict[Any, Any], Any, Any]] = []

    @contextmanager
    def begin(self) -> Iterator[None]:
        with self.lock:
            mark = len(self._undo)
            self.depth += 1
            try:
                yield
            except BaseException:
                self._roll_back(mark)
                raise
            finally:
                self.depth -= 1
                if not self.depth:
                    self._undo.clear()

    def write(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Set one entry, or drop it with None."""
        self._undo.append((table, key, table.get(key)))
        self._set(table, key, value)

    def _roll_back(self, mark: int) -> None:
        while len(self._undo) > mark:
            self._set(*self._undo.pop())

    @staticmethod
    def _set(table: dict[Any, Any], key: Any, value: Any) -> None:
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value


class MemoryStore:
    """Facts in dictionaries, with an ``outbox`` and a ``desk`` in the same transaction.

    Args:
        clock: the outbox's own clock, on which leases run; tests pass one that they can turn.
        lease: how long a claim holds.

    Attributes:
        outbox: a :class:`MemoryOutbox`.
        desk: a :class:`MemoryDesk` of that outbox.
    """

    def __init__(self, *, clock: Callable[[], datetime] = _now, lease: timedelta = LEASE) -> None:
        """Start empty."""
        self._journal = _Journal()
        self._facts: dict[tuple[Any, ...], dict[str, Record]] = defaultdict(dict)
        self._count = count(1)
        work: dict[tuple[str, str], _Work] = {}
        self.outbox = MemoryOutbox(self._journal, work, clock, lease)
        self.desk = MemoryDesk(self._journal, work, clock, lease)

    def begin(self) -> AbstractContextManager[None]:
        """Open a transaction; an inner one that raises takes only its own writes back."""
        return self._journal.begin()

    def add(self, *records: Record) -> None:
        """Add facts, all or none; raises AlreadyRecorded."""
        with self.begin():
            for record in records:
                self._insert(evolve(record, received=next(self._count)))

    def find(
        self,
        kind: type[R],
        /,
        *,
        tenant: str = "",
        id: str = "",  # noqa: A002 - it filters the field of this name
        wave: str = "",
        account: str = "",
        contact: str = "",
    ) -> Iterator[R]:
        """Stream the facts of one kind as they were at this call."""
        check_kind(kind)
        filters = {"id": id, "wave": wave, "account": account, "contact": contact}
        wanted = [(name, value) for name, value in filters.items() if value]
        place = (kind, tenant, contact) if contact else (kind, tenant)
        with self._journal.lock:
            facts = list(self._facts[place].values())
        found = [fact for fact in facts if all(getattr(fact, n) == v for n, v in wanted)]
        found.sort(key=lambda fact: (fact.account, fact.contact, fact.at, fact.received))
        return iter(cast("list[R]", found))

    def forget(self, tenant: str, contact: str, stand_in: str) -> int:
        """Rewrite every fact about a person; each keeps its place in the order received."""
        with self.begin():
            about = about_person(self, tenant, contact)
            for record in about:
                self._write(record, None)
            for record in without_person(about, contact, stand_in):
                self._insert(record)
            return len(about)

    def tally_answers(self, query: AnswerQuery) -> Mapping[str, Counted]:
        """Count the current answers by group; see :class:`~b2bnps.ports.AnswerTallies`."""
        place = {"tenant": query.tenant, "wave": query.wave}
        with self._journal.lock:
            return count_answers(
                self.find(Response, **place),
                self.find(Verdict, **place),
                self.find(Wave, tenant=query.tenant),
                query,
            )

    def _insert(self, record: Record) -> None:
        check_kind(type(record))
        if record.id in self._facts[type(record), record.tenant]:
            message = f"{type(record).__name__}: a record with this id exists."
            raise AlreadyRecorded(message)
        self._write(record, record)

    def _write(self, record: Record, value: Record | None) -> None:
        kind = type(record)
        for place in ((kind, record.tenant), (kind, record.tenant, record.contact)):
            self._journal.write(self._facts[place], record.id, value)


@frozen(kw_only=True)
class _Work:
    """One message and how far it has come."""

    message: Message
    sha256: str
    place: int
    due: datetime
    state: State = State.READY
    number: int = 0
    attempt: int = 0
    since: datetime | None = None
    lease: datetime | None = None
    worker: str = ""
    reason: str = ""


class _Shelf:
    """What outbox and desk share: the rows, the lock, the clock and the lease."""

    def __init__(
        self,
        journal: _Journal,
        work: dict[tuple[str, str], _Work],
        clock: Callable[[], datetime],
        lease: timedelta,
    ) -> None:
        self._journal = journal
        self._work = work
        self._clock = clock
        self._lease = lease
        self._places = count(1)

    def _of(self, tenant: str) -> list[_Work]:
        return [work for work in self._work.values() if work.message.tenant == tenant]

    def _change(self, work: _Work, **changes: Any) -> _Work:
        if changes.get("state") in FINAL:
            changes["message"] = without_words(work.message)
        changed = evolve(work, **changes)
        self._journal.write(self._work, (work.message.tenant, work.message.id), changed)
        return changed

    def _held(self, claim: Claim, states: Iterable[State]) -> _Work | None:
        """Find the row of a claim, unless somebody else claimed since."""
        work = self._work.get((claim.message.tenant, claim.message.id))
        alive = work is not None and work.number == claim.number and work.state in states
        return work if alive else None

    def _leased(self, claim: Claim, states: Iterable[State]) -> _Work | None:
        work = self._held(claim, states)
        alive = work is not None and work.lease is not None and work.lease > self._clock()
        return work if alive else None


class MemoryOutbox(_Shelf):
    """Messages waiting to go out; also a :class:`~b2bnps.ports.Tallies`."""

    def put(self, *messages: Message) -> None:
        """Add messages as ``ready``, all or none; raises AlreadyRecorded."""
        with self._journal.begin():
            for message in messages:
                self._put(message)

    def claim(
        self, limit: int, allow: Allow, *, tenant: str, now: datetime, worker: str = ""
    ) -> Sequence[Claim]:
        """Take up to ``limit`` messages that are due; none only when none may go out."""
        if now.utcoffset() is None:
            field = "now"
            raise NaiveTime(field)
        with self._journal.begin():
            self._lapse(tenant)
            claims: list[Claim] = []
            for work in self._due(tenant, now):
                if len(claims) >= limit:
                    break
                if reason := allow(work.message):
                    self._change(work, state=State.SKIPPED, reason=reason)
                else:
                    claims.append(self._take(work, worker))
            return claims

    def start(self, claim: Claim) -> bool:
        """Mark one message ``sending``; False when the claim or its lease is gone.

        Raises:
            HostError: inside ``begin``, where the mark would not be committed.
        """
        with self._journal.lock:
            if self._journal.depth:
                message = "start commits by itself; call it outside Store.begin."
                raise HostError(message)
            work = self._leased(claim, [State.CLAIMED])
            if work:
                until, now = self._clock() + self._lease, self._clock()
                attempt = work.attempt + 1
                with self._journal.begin():
                    self._change(work, state=State.SENDING, attempt=attempt, since=now, lease=until)
            return work is not None

    def settle(
        self, claim: Claim, state: State, *, reason: str = "", due: datetime | None = None
    ) -> bool:
        """Say how it ended; joins an open ``begin``, so that a receipt lands with it."""
        states = settles_from(state, due)
        with self._journal.begin():
            work = self._held(claim, states)
            if work:
                self._change(work, state=state, reason=reason, due=due or work.due)
            return work is not None

    def tally(self, tenant: str, wave: str = "") -> Mapping[State, int]:
        """Count messages by state."""
        with self._journal.lock:
            rows = self._of(tenant)
            return Counter(w.state for w in rows if wave in ("", w.message.wave))

    def _put(self, message: Message) -> None:
        key = (message.tenant, message.id)
        if key in self._work:
            text = "Message: a message with this id exists."
            raise AlreadyRecorded(text)
        place = next(self._places)
        work = _Work(message=message, sha256=digest(message), place=place, due=message.due)
        self._journal.write(self._work, key, work)

    def _lapse(self, tenant: str) -> None:
        """Free what was claimed and never started; hold what a lost worker was sending."""
        now = self._clock()
        for work in self._of(tenant):
            if work.state in LEASED and work.lease is not None and work.lease <= now:
                if work.state is State.CLAIMED:
                    self._change(work, state=State.READY)
                else:
                    self._change(work, state=State.IN_DOUBT, reason="worker_lost")

    def _due(self, tenant: str, now: datetime) -> list[_Work]:
        waiting = (State.READY, State.RETRY)
        rows = [w for w in self._of(tenant) if w.state in waiting and w.due <= now]
        return sorted(rows, key=lambda work: (work.due, work.place))

    def _take(self, work: _Work, worker: str) -> Claim:
        clock = self._clock()
        number, lease = work.number + 1, clock + self._lease
        self._change(
            work, state=State.CLAIMED, number=number, since=clock, lease=lease, worker=worker
        )
        return Claim(message=work.message, number=number, attempt=work.attempt)


class MemoryDesk(_Shelf):
    """What a person does with the outbox besides sending."""

    def extend(self, claim: Claim) -> bool:
        """Renew the lease of a claim; False when it was lost or has run out."""
        with self._journal.begin():
            work = self._leased(claim, LEASED)
            if work:
                self._change(work, lease=self._clock() + self._lease)
            return work is not None

    def in_doubt(self, tenant: str) -> Sequence[Held]:
        """List what is in doubt, oldest first."""
        with self._journal.lock:
            rows = [work for work in self._of(tenant) if work.state is State.IN_DOUBT]
        return sorted(map(_held, rows), key=lambda held: (held.since, held.message))

    def resolve(self, tenant: str, message: str, state: State) -> bool:
        """Settle a message in doubt; False when it was not in doubt any more."""
        if state not in RESOLVES:
            text = "state: doubt is resolved as sent, ready or failed."
            raise InvalidValue(text)
        with self._journal.begin():
            work = self._work.get((tenant, message))
            if work is None or work.state is not State.IN_DOUBT:
                return False
            self._change(work, state=state)
            return True

    def forget(self, tenant: str, contact: str) -> int:
        """Delete every message of a person, whatever its state; returns how many."""
        with self._journal.begin():
            theirs = [w for w in self._of(tenant) if contact and w.message.contact == contact]
            for work in theirs:
                self._journal.write(self._work, (tenant, work.message.id), None)
            return len(theirs)


def _held(work: _Work) -> Held:
    message = work.message
    return Held(
        message=message.id,
        wave=message.wave,
        account=message.account,
        contact=message.contact,
        channel=message.channel,
        since=work.since or work.due,
        worker=work.worker,
        reason=work.reason,
    )
