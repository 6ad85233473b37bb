"""The outbox in a database: any number of workers on PostgreSQL and MariaDB, several on SQLite.

A claim reads what is due, takes each row with one UPDATE that says from which state, and looks
at how many rows it changed; so it does not matter what others do meanwhile. PostgreSQL also skips
rows that another claim is holding, and takes a lock per contact before ``allow`` is asked, so two
workers never decide about the same person at once.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import fields_dict
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from b2bnps.errors import InvalidValue, NaiveTime
from b2bnps.model import Message
from b2bnps.ports import Allow, Claim, Held, State
from b2bnps.stores import FINAL, RESOLVES, WORDS, digest, settles_from
from b2bnps.stores.sql.tables import OUTBOX, values_of
from b2bnps.stores.sql.transactions import Transactions, clock, refusing_duplicates

__all__ = ["SqlDesk", "SqlOutbox"]

ROW = OUTBOX.c
WAITING = (State.READY, State.RETRY)
LEASED = (State.CLAIMED, State.SENDING)
FRESH = {
    "state": State.READY,
    "claim": 0,
    "attempt": 0,
    "since": None,
    "lease": None,
    "worker": "",
    "reason": "",
}
WORDLESS = {name: {} if name in ("headers", "extra") else "" for name in WORDS}


class SqlOutbox:
    """Messages waiting to go out; also a :class:`~b2bnps.ports.Tallies`.

    Leases run on the database's clock (SQLite: on this machine's).
    """

    def __init__(self, transactions: Transactions, lease: timedelta) -> None:
        """Store; use ``SqlStore(…).outbox``."""
        self._transactions = transactions
        self._lease = lease

    def put(self, *messages: Message) -> None:
        """Add messages as ``ready``, all or none; raises AlreadyRecorded."""
        rows = [
            {
                **values_of(message, OUTBOX, ["received"]),
                **FRESH,
                "wait_until": message.due,
                "sha256": digest(message),
            }
            for message in messages
        ]
        with refusing_duplicates(), self._transactions.begin() as connection:
            if rows:
                connection.execute(insert(OUTBOX), rows)

    def claim(
        self, limit: int, allow: Allow, *, tenant: str, now: datetime, worker: str = ""
    ) -> Sequence[Claim]:
        """Take up to ``limit`` messages that are due; none only when none may go out.

        Fewer than ``limit`` come where some of the batch were skipped.
        """
        self._transactions.own("claim")
        if now.utcoffset() is None:
            field = "now"
            raise NaiveTime(field)
        while limit > 0:
            claims = self._transactions.retry(
                lambda connection: self._claim(connection, limit, allow, tenant, now, worker)
            )
            if claims is not None:
                return claims
        return []

    def start(self, claim: Claim) -> bool:
        """Mark one message ``sending``; False when the claim or its lease is gone."""
        self._transactions.own("start")
        self._transactions.outside("start")

        def work(connection: Connection) -> bool:
            now = clock(connection)
            ours = (*_ours(claim), ROW.state == State.CLAIMED, ROW.lease > now)
            changes = {"state": State.SENDING, "attempt": ROW.attempt + 1}
            return _change(connection, ours, **changes, since=now, lease=now + self._lease)

        return self._transactions.retry(work)

    def settle(
        self, claim: Claim, state: State, *, reason: str = "", due: datetime | None = None
    ) -> bool:
        """Say how it ended; joins an open ``begin``, so that a receipt lands with it."""
        self._transactions.own("settle")
        ours = (*_ours(claim), ROW.state.in_(settles_from(state, due)))
        changes: dict[str, Any] = {"wait_until": due} if due else {}
        return self._transactions.retry(
            lambda connection: _change(connection, ours, state=state, reason=reason, **changes),
            single=True,
        )

    def tally(self, tenant: str, wave: str = "") -> Mapping[State, int]:
        """Count messages by state."""
        query = select(ROW.state, func.count()).where(ROW.tenant == tenant).group_by(ROW.state)
        if wave:
            query = query.where(ROW.wave == wave)
        with self._transactions.read() as connection:
            return {state: int(number) for state, number in connection.execute(query)}

    def _claim(
        self,
        connection: Connection,
        limit: int,
        allow: Allow,
        tenant: str,
        now: datetime,
        worker: str,
    ) -> list[Claim] | None:
        """Claim one batch; None when all of it was skipped or taken by others."""
        time = clock(connection)
        _lapse(connection, tenant, time)
        due = select(OUTBOX).where(
            ROW.tenant == tenant, ROW.state.in_(WAITING), ROW.wait_until <= now
        )
        due = due.order_by(ROW.wait_until, ROW.received).limit(limit)
        rows = connection.execute(_skip_locked(connection, due)).all()
        lease = {"since": time, "lease": time + self._lease, "worker": worker}
        taken = [row for row in rows if _take(connection, row, lease)]
        _lock_contacts(connection, taken)
        claims = [claim for row in taken for claim in _allowed(connection, row, allow)]
        return claims if claims or not rows else None


class SqlDesk:
    """What a person does with the outbox besides sending."""

    def __init__(self, transactions: Transactions, lease: timedelta) -> None:
        """Store; use ``SqlStore(…).desk``."""
        self._transactions = transactions
        self._lease = lease

    def extend(self, claim: Claim) -> bool:
        """Renew the lease of a claim; False when it was lost or has run out."""
        self._transactions.own("extend")

        def work(connection: Connection) -> bool:
            now = clock(connection)
            ours = (*_ours(claim), ROW.state.in_(LEASED), ROW.lease > now)
            return _change(connection, ours, lease=now + self._lease)

        return self._transactions.retry(work)

    def in_doubt(self, tenant: str) -> Sequence[Held]:
        """List what is in doubt, oldest first."""
        held = (ROW.tenant == tenant, ROW.state == State.IN_DOUBT)
        query = select(OUTBOX).where(*held).order_by(ROW.since, ROW.id)
        with self._transactions.read() as connection:
            return [_held(row) for row in connection.execute(query)]

    def resolve(self, tenant: str, message: str, state: State) -> bool:
        """Settle a message in doubt; False when it was not in doubt any more."""
        self._transactions.own("resolve")
        if state not in RESOLVES:
            text = "state: doubt is resolved as sent, ready or failed."
            raise InvalidValue(text)
        held = (ROW.tenant == tenant, ROW.id == message, ROW.state == State.IN_DOUBT)
        return self._transactions.retry(lambda connection: _change(connection, held, state=state))

    def forget(self, tenant: str, contact: str) -> int:
        """Delete every message of a person, whatever its state; returns how many."""
        if not contact:
            return 0
        theirs = delete(OUTBOX).where(ROW.tenant == tenant, ROW.contact == contact)
        with self._transactions.begin() as connection:
            return connection.execute(theirs).rowcount


# What both do with rows


def _ours(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    """Name the row of a claim, unless somebody else claimed since."""
    message = claim.message
    return (ROW.tenant == message.tenant, ROW.id == message.id, ROW.claim == claim.number)


def _change(connection: Connection, where: Sequence[ColumnElement[bool]], **changes: Any) -> bool:
    """Change one row and say whether it was there; the words go where the state is final."""
    if changes.get("state") in FINAL:
        changes |= WORDLESS
    return connection.execute(update(OUTBOX).where(*where).values(**changes)).rowcount == 1


def _skip_locked(connection: Connection, query: Select[Any]) -> Select[Any]:
    if connection.dialect.name == "postgresql":
        return query.with_for_update(skip_locked=True)
    return query


def _lapse(connection: Connection, tenant: str, now: datetime) -> None:
    """Free what was claimed and never started; hold what a lost worker was sending."""
    lapsed = select(ROW.received, ROW.state)
    lapsed = lapsed.where(ROW.tenant == tenant, ROW.state.in_(LEASED), ROW.lease <= now)
    lapsed = lapsed.order_by(ROW.received)
    for received, state in connection.execute(_skip_locked(connection, lapsed)).all():
        row = (ROW.received == received, ROW.state == state, ROW.lease <= now)
        if state is State.CLAIMED:
            _change(connection, row, state=State.READY)
        else:
            _change(connection, row, state=State.IN_DOUBT, reason="worker_lost")


def _take(connection: Connection, row: Row[Any], lease: Mapping[str, Any]) -> bool:
    free = (ROW.received == row.received, ROW.state.in_(WAITING), ROW.claim == row.claim)
    return _change(connection, free, state=State.CLAIMED, claim=row.claim + 1, **lease)


def _allowed(connection: Connection, row: Row[Any], allow: Allow) -> list[Claim]:
    """Ask about one message: a claim, or nothing and the reason in its row."""
    message = _message(row)
    if reason := allow(message):
        _change(connection, [ROW.received == row.received], state=State.SKIPPED, reason=reason)
        return []
    return [Claim(message=message, number=row.claim + 1, attempt=row.attempt)]


def _lock_contacts(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """Let one worker at a time decide about a person, in one order, until its transaction ends.

    SQLite has one writer anyway. MariaDB has no lock that ends with the transaction; two workers
    may decide at once there about two messages to one person.
    """
    if connection.dialect.name != "postgresql" or not rows:
        return
    keys = sorted({_lock_key(row.tenant, row.contact) for row in rows if row.contact})
    given = func.unnest(literal(keys, ARRAY(BigInteger))).column_valued("key")
    connection.execute(select(func.count(func.pg_advisory_xact_lock(given))))


def _lock_key(tenant: str, contact: str) -> int:
    name = json.dumps(["b2bnps", tenant, contact]).encode()
    return int.from_bytes(hashlib.sha256(name).digest()[:8], signed=True)


def _message(row: Row[Any]) -> Message:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    return Message(**{name: values[name] for name in fields_dict(Message)})


def _held(row: Row[Any]) -> Held:
    return Held(
        message=row.id,
        wave=row.wave,
        account=row.account,
        contact=row.contact,
        channel=row.channel,
        since=row.since or row.due,
        worker=row.worker,
        reason=row.reason,
    )
