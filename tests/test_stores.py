"""The stores of the package against the contracts: memory, SQLite, PostgreSQL, MariaDB."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from attrs import evolve, fields_dict
from hypothesis import given, settings
from sqlalchemy.pool import NullPool

from b2bnps.errors import (
    AlreadyRecorded,
    BorrowedConnection,
    HostError,
    InvalidValue,
    UnsupportedServer,
)
from b2bnps.model import (
    Account,
    Answer,
    CaseStep,
    Contact,
    Message,
    Metric,
    Record,
    Response,
    Signal,
)
from b2bnps.ports import Outbox, OutboxDesk, State, Store
from b2bnps.stores import digest, pack, unpack
from b2bnps.stores.memory import MemoryStore
from b2bnps.stores.sql import SqlStore, borrow, migrate, open_database
from b2bnps.stores.sql.connecting import check_server
from b2bnps.stores.sql.tables import OUTBOX
from b2bnps.testing import OutboxContract, StoreContract
from b2bnps.testing.databases import sqlite_file
from b2bnps.testing.strategies import facts

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgres", "mariadb"])
def url(
    request: pytest.FixtureRequest, empty_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[str]:
    """Give the URL of an empty database of each kind."""
    with empty_database(request.param) as place:
        yield place


@pytest.fixture(scope="module")
def database(url: str) -> Iterator[sa.Engine]:
    """Give a database with our tables and one of the host's."""
    database = open_database(url)
    migrate(database)
    with database.begin() as connection:
        connection.execute(sa.text("CREATE TABLE host_deal (id INTEGER)"))
    yield database
    database.dispose()


@pytest.fixture
def tenant(request: pytest.FixtureRequest) -> str:
    """Give a test a tenant of its own."""
    return str(abs(hash(request.node.nodeid)))


def deals(database: sa.Engine) -> int:
    """Count the rows of the host."""
    with database.connect() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM host_deal")).scalar_one())


class TestMemoryStore(StoreContract):
    """The memory store keeps the contract that it defines."""

    def make_store(self) -> Store:
        """Give an empty one."""
        return MemoryStore()


class TestMemoryOutbox(OutboxContract):
    """So does its outbox, on a clock that the test turns."""

    now = NOW

    def make_outbox(self) -> tuple[Store, Outbox, OutboxDesk]:
        """Give an empty one."""
        store = MemoryStore(clock=lambda: self.now)
        return store, store.outbox, store.desk

    def advance(self, time: timedelta) -> None:
        """Turn the clock."""
        self.now += time

    def kept(self, outbox: Any, tenant: str, message: str) -> Message:
        """Look into the shelf."""
        kept: Message = outbox._work[tenant, message].message  # noqa: SLF001 - no port shows it
        return kept


class TestSqlStore(StoreContract):
    """One contract, three databases."""

    examples = 12

    @pytest.fixture(autouse=True)
    def _take(self, database: sa.Engine) -> None:
        self.database = database

    def make_store(self) -> Store:
        """Give a store on the shared database."""
        return SqlStore(self.database)


class TestSqlOutbox(OutboxContract):
    """One contract, three databases, their own clocks."""

    @pytest.fixture(autouse=True)
    def _take(self, database: sa.Engine) -> None:
        self.database = database

    def make_outbox(self) -> tuple[Store, Outbox, OutboxDesk]:
        """Give an outbox on the shared database."""
        store = SqlStore(self.database)
        return store, store.outbox, store.desk

    def advance(self, time: timedelta) -> None:
        """Move what was noted into the past, since nobody can turn a server's clock."""
        leased = sa.select(OUTBOX).where(OUTBOX.c.lease.is_not(None))
        with self.database.begin() as connection:
            for row in connection.execute(leased).all():
                past = {"lease": row.lease - time, "since": row.since - time}
                mine = OUTBOX.c.received == row.received
                connection.execute(sa.update(OUTBOX).where(mine).values(**past))

    def kept(self, outbox: Outbox, tenant: str, message: str) -> Message:  # noqa: ARG002 - the table is read
        """Read the row."""
        where = (OUTBOX.c.tenant == tenant, OUTBOX.c.id == message)
        with self.database.connect() as connection:
            row = connection.execute(sa.select(OUTBOX).where(*where)).mappings().one()
        return Message(**{name: row[name] for name in fields_dict(Message)})


class TestBorrowedStore(StoreContract):
    """A store on a connection of the host's keeps the contract as well."""

    examples = 8

    @pytest.fixture(autouse=True)
    def _take(self, database: sa.Engine) -> Iterator[None]:
        with database.connect() as self.connection:
            yield
            self.connection.rollback()

    def make_store(self) -> Store:
        """Give a store on the host's connection."""
        return SqlStore(self.connection)

    def test_threads_do_not_share_a_block(self, store: Store, tenant: str) -> None:
        """A connection belongs to one thread, and so does a store on it."""


# The codec


@settings(max_examples=200, deadline=None)
@given(facts())
def test_packing_survives_json(record: Record) -> None:
    """Every record comes back equal from a way through JSON."""
    assert record == unpack(type(record), json.loads(json.dumps(pack(record))))


def test_a_message_packs_too() -> None:
    """Whoever writes an outbox packs messages in the same way."""
    message = Message(id="1", at=NOW, due=NOW, headers={"X-A": "b"}, text="\U0001f44d")
    assert message == unpack(Message, json.loads(json.dumps(pack(message))))


# The host's own transaction


def test_facts_and_messages_are_rolled_back_with_the_host(database: sa.Engine, tenant: str) -> None:
    """On a borrowed connection nothing is committed by us, and nothing is left after a rollback."""
    before = deals(database)
    with database.connect() as connection:
        connection.execute(sa.text("INSERT INTO host_deal VALUES (1)"))
        ours = SqlStore(connection)
        ours.add(Signal(id="1", tenant=tenant, at=NOW, contact="p"))
        ours.outbox.put(Message(id="1", tenant=tenant, at=NOW, due=NOW))
        assert ours.forget(tenant, "p", "nobody") == 1
        connection.rollback()
    own = SqlStore(database)
    assert before == deals(database)
    assert list(own.find(Signal, tenant=tenant)) == []
    assert own.outbox.tally(tenant) == {}


def test_facts_and_messages_are_committed_with_the_host(database: sa.Engine, tenant: str) -> None:
    """What the host commits is there for everybody, also after a refusal in between."""
    with database.connect() as connection:
        ours = SqlStore(connection)
        ours.add(Signal(id="1", tenant=tenant, at=NOW))
        with pytest.raises(AlreadyRecorded):
            ours.add(Signal(id="1", tenant=tenant, at=NOW))
        ours.outbox.put(Message(id="1", tenant=tenant, at=NOW, due=NOW))
        connection.commit()
    own = SqlStore(database)
    assert len(list(own.find(Signal, tenant=tenant))) == 1
    assert own.outbox.tally(tenant) == {State.READY: 1}


def test_sending_refuses_a_borrowed_connection(database: sa.Engine, tenant: str) -> None:
    """What must be committed by us says what to pass; putting, listing and forgetting work."""
    own = SqlStore(database)
    own.outbox.put(Message(id="1", tenant=tenant, at=NOW, due=NOW, contact="p"))
    (claim,) = own.outbox.claim(1, lambda _: "", tenant=tenant, now=NOW)
    with database.connect() as connection:
        ours = SqlStore(connection)
        calls: list[Callable[[], object]] = [
            lambda: ours.outbox.claim(1, lambda _: "", tenant=tenant, now=NOW),
            lambda: ours.outbox.start(claim),
            lambda: ours.outbox.settle(claim, State.SENT),
            lambda: ours.desk.extend(claim),
            lambda: ours.desk.resolve(tenant, "1", State.SENT),
        ]
        for call in calls:
            with pytest.raises(BorrowedConnection, match="give SqlStore an Engine"):
                call()
        assert list(ours.desk.in_doubt(tenant)) == []
        assert ours.outbox.tally(tenant) == {State.CLAIMED: 1}
        assert ours.desk.forget(tenant, "p") == 1
        connection.rollback()
    assert own.outbox.tally(tenant) == {State.CLAIMED: 1}


@pytest.mark.parametrize("mode", [None, "", "IMMEDIATE"])
def test_a_bare_sqlite_connection_can_be_lent(tmp_path: Path, mode: Any) -> None:
    """Python's own sqlite3 connection, in each of its modes, rolls our facts back with its own."""
    place = sqlite_file(tmp_path)
    database = open_database(place)
    migrate(database)
    database.dispose()
    with closing(sqlite3.connect(place.removeprefix("sqlite:///"))) as raw:
        raw.isolation_level = mode
        if mode is None:
            raw.execute("BEGIN")
        with borrow(raw, "sqlite") as connection:
            SqlStore(connection).add(Signal(id="1", at=NOW))
        assert raw.in_transaction
        raw.rollback()
        with borrow(raw, "sqlite") as connection:
            assert list(SqlStore(connection).find(Signal)) == []


def test_a_bare_server_connection_can_be_lent(database: sa.Engine, tenant: str) -> None:
    """A driver's connection with the host's open transaction takes our facts along."""
    answers = (Answer(question="nps", metric=Metric.NPS, score=9),)
    record = Response(id="1", tenant=tenant, at=NOW, answers=answers)
    account = Account(id="1", tenant=tenant, at=NOW, name="A", attributes={"a": "b"})
    raw = database.raw_connection()
    if database.dialect.name == "sqlite":
        raw.cursor().execute("BEGIN")  # as transaction.atomic() does where the driver does not
    try:
        raw.cursor().execute("INSERT INTO host_deal VALUES (1)")
        with borrow(raw.driver_connection, database.dialect.name) as connection:
            ours = SqlStore(connection)
            ours.add(record, account)
            with pytest.raises(AlreadyRecorded):
                ours.add(record)
            assert [record] == list(ours.find(Response, tenant=tenant))
            assert [account] == list(ours.find(Account, tenant=tenant))
        raw.rollback()
    finally:
        raw.close()
    assert list(SqlStore(database).find(Response, tenant=tenant)) == []


# What stays, and what does not


def test_the_hash_of_the_words_stays(database: sa.Engine, tenant: str) -> None:
    """After the end, the row proves what was sent without holding it."""
    store = SqlStore(database)
    message = Message(id="1", tenant=tenant, at=NOW, due=NOW, to="p@acme.example", text="link")
    store.outbox.put(message)
    (claim,) = store.outbox.claim(1, lambda _: "", tenant=tenant, now=NOW)
    assert store.outbox.settle(claim, State.FAILED, reason="550")
    with database.connect() as connection:
        row = connection.execute(sa.select(OUTBOX).where(OUTBOX.c.tenant == tenant)).one()
    assert ("", "", digest(message), "550") == (row.to, row.text, row.sha256, row.reason)
    assert digest(message) != digest(evolve(message, text="another link"))


def test_answers_are_rows_for_any_tool(database: sa.Engine, tenant: str) -> None:
    """A plain SELECT joins answers to responses, without JSON in between."""
    answers = (
        Answer(question="nps", metric=Metric.NPS, score=3),
        Answer(question="why", text="Late"),
    )
    store = SqlStore(database)
    store.add(Response(id="1", tenant=tenant, wave="w", at=NOW, answers=answers))
    query = sa.text(
        "SELECT r.wave, a.question, a.metric, a.score, a.text FROM b2bnps_response r"
        " JOIN b2bnps_response_answer a ON a.tenant = r.tenant AND a.response = r.id"
        " WHERE r.tenant = :tenant ORDER BY a.position"
    )
    with database.connect() as connection:
        rows = connection.execute(query, {"tenant": tenant}).all()
    assert [tuple(r) for r in rows] == [("w", "nps", "nps", 3, ""), ("w", "why", "", None, "Late")]


def test_nothing_of_a_forgotten_person_stays_in_the_file(tmp_path: Path) -> None:
    """SQLite's file holds no needle after forgetting, not even in its free pages."""
    place = sqlite_file(tmp_path)
    database = open_database(place)
    migrate(database)
    store = SqlStore(database)
    them = {"account": "acme", "contact": "needle-id", "at": NOW}
    store.add(Contact(id="1", email="needle-mail", **them))  # type: ignore[arg-type]  # plain data
    store.add(CaseStep(id="1", note="needle-note", **them))  # type: ignore[arg-type]  # plain data
    answers = (Answer(question="why", text="needle-words" * 1000),)
    store.add(Response(id="1", answers=answers, **them))  # type: ignore[arg-type]  # plain data
    store.outbox.put(Message(id="1", due=NOW, to="needle-to", **them))  # type: ignore[arg-type]  # plain data
    store.forget("", "needle-id", "nobody")
    store.desk.forget("", "needle-id")
    with database.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    assert [file.name for file in tmp_path.iterdir() if b"needle" in file.read_bytes()] == []


# What is refused


@pytest.mark.parametrize(
    "record",
    [
        CaseStep(id="1", at=NOW, note="a\0b"),
        CaseStep(id="1", at=NOW, note="\ud800"),
        CaseStep(id="1", at=NOW, number=2**63),
        Account(id="1", at=NOW, name="A", revenue=Decimal("1e40")),
        Account(id="1", at=NOW, name="A", revenue=Decimal("0.12345678901")),
        Account(id="1", at=NOW, name="A", revenue=Decimal("NaN")),
        Account(id="1", at=NOW, name="A", attributes={"a": "\0"}),
        Response(id="1", at=NOW, answers=(Answer(question="why", text="\0"),)),
    ],
    ids=["nul", "surrogate", "number", "digits", "decimals", "nan", "mapping", "answer"],
)
def test_what_a_database_would_spoil_is_refused(
    database: sa.Engine, tenant: str, record: Record
) -> None:
    """A value that would come back changed is named and kept out, on every database alike."""
    store = SqlStore(database)
    with pytest.raises(InvalidValue):
        store.add(evolve(record, tenant=tenant))
    assert list(store.find(type(record), tenant=tenant)) == []


def test_what_the_database_says_names_nobody(database: sa.Engine, tenant: str) -> None:
    """An error of the database carries no value of a record."""
    broken = CaseStep(id="1", tenant=tenant, at=NOW, note="secret", by=None)  # type: ignore[arg-type]  # broken on purpose
    with pytest.raises(sa.exc.IntegrityError) as caught:
        SqlStore(database).add(broken)
    assert tenant not in str(caught.value).split("DETAIL")[0]


def test_a_database_without_our_tables_says_what_to_run(tmp_path: Path) -> None:
    """The first use of an empty database is a sentence, not a fault of SQL."""
    database = open_database(sqlite_file(tmp_path))
    with pytest.raises(HostError, match=r"Run: migrate\(database\)"):
        list(SqlStore(database).find(Signal))
    database.dispose()


def test_an_sqlite_engine_of_unknown_locking_is_refused(tmp_path: Path) -> None:
    """An Engine that the host made in its own way is refused, and its Connection is not."""
    place = sqlite_file(tmp_path)
    database = sa.create_engine(place, poolclass=NullPool)
    migrate(database)
    with pytest.raises(HostError, match="open_database"):
        SqlStore(database).add(Signal(id="1", at=NOW))
    with database.connect() as connection:
        SqlStore(connection).add(Signal(id="1", at=NOW))
        connection.rollback()
        assert list(SqlStore(connection).find(Signal)) == []
        SqlStore(connection).add(Signal(id="1", at=NOW))
        connection.commit()
        assert len(list(SqlStore(connection).find(Signal))) == 1


def test_every_sqlite_connection_is_set_up(tmp_path: Path) -> None:
    """WAL, FULL, foreign keys and a long wait hold on each connection of the pool."""
    database = open_database(sqlite_file(tmp_path))
    with database.connect() as one, database.connect() as two:
        for connection in (one.execution_options(b2bnps_reads=True), two):
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            found = [connection.exec_driver_sql(f"PRAGMA {n}").scalar() for n in names]
            assert found == ["wal", 2, 1, 30_000]
    database.dispose()


def test_sqlite_in_memory_is_refused() -> None:
    """What other processes cannot see is no place for an outbox."""
    database = open_database("sqlite://")
    with pytest.raises(HostError, match="file"):
        database.connect()
    database.dispose()


@pytest.mark.parametrize(
    ("name", "version"), [("sqlite", (3, 34)), ("postgresql", (12, 9)), ("mariadb", (10, 5, 9))]
)
def test_old_servers_are_refused(name: str, version: tuple[int, ...], tmp_path: Path) -> None:
    """A server below the lowest one is refused with a sentence that names the lowest."""
    database = sa.create_engine(sqlite_file(tmp_path), poolclass=NullPool)
    with database.connect() as connection:
        connection.dialect.server_version_info = version
        connection.dialect.name = name
        with pytest.raises(UnsupportedServer, match=r"SQLite 3\.35, PostgreSQL 13, MariaDB 10\.6"):
            check_server(connection)
