"""The transaction that a store, its outbox and its desk share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from b2bnps.errors import AlreadyRecorded, BorrowedConnection, HostError
from b2bnps.stores.sql.columns import SERVERS_OF_MARIADB, UtcDateTime
from b2bnps.stores.sql.connecting import READS, check_pragmas, check_server, check_tables

__all__ = ["HEAD", "Transactions", "begin_for_real", "clock", "refusing_duplicates"]

T = TypeVar("T")

HEAD = "0003"
"""The revision of the tables that this release reads and writes."""

TRIES = 5
CONTENTION = {"40001", "40P01", "55P03", 1020, 1205, 1213}
"""PostgreSQL's and MariaDB's codes for: somebody else was there, do it again."""


class Transactions:
    """Opens transactions, and knows the one that is open here and now.

    On an Engine the outermost block is a transaction of its own and inner ones are savepoints;
    the open one belongs to the thread or task (a ContextVar). On a borrowed Connection every
    block is a savepoint, and the end is the host's.

    Args:
        bind: an Engine, or a Connection that belongs to the host.
    """

    def __init__(self, bind: Engine | Connection) -> None:
        """Store; the database is not touched before the first use."""
        self._borrowed = bind if isinstance(bind, Connection) else None
        self._writing = self._reading = bind if isinstance(bind, Engine) else bind.engine
        self._open: ContextVar[Connection | None] = ContextVar("b2bnps_open", default=None)
        self._checked = False
        self._set_isolation()

    def _set_isolation(self) -> None:
        """Write on what is committed; read one batch from one snapshot."""
        if self._writing.dialect.name == "sqlite":
            self._reading = self._writing.execution_options(**{READS: True})
        else:
            self._reading = self._writing.execution_options(isolation_level="REPEATABLE READ")
            self._writing = self._writing.execution_options(isolation_level="READ COMMITTED")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a block in which things are written."""
        self._check()
        inner = self._borrowed or self._open.get()
        if inner is not None:
            begin_for_real(inner)
            with inner.begin_nested():
                yield inner
            return
        with self._writing.connect() as connection, connection.begin():
            self._open.set(connection)
            try:
                yield connection
            finally:
                self._open.set(None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a block that only reads: the open transaction, or a short one."""
        self._check()
        inner = self._borrowed or self._open.get()
        if inner is not None:
            yield inner
        else:
            with self._reading.connect() as connection:
                yield connection

    def retry(self, work: Callable[[Connection], T], *, single: bool = False) -> T:
        """Do some work in a transaction, again where another worker was in the way.

        Inside an open block it is done once, in a savepoint of its own; a ``single`` statement,
        which is whole or not at all anyway, does without the savepoint.
        """
        inner = self._open.get()
        if inner is not None and single:
            return work(inner)
        tries = 1 if inner is not None else TRIES
        for left in reversed(range(tries)):
            try:
                with self.begin() as connection:
                    return work(connection)
            except DBAPIError as error:
                if not left or not _is_contention(error):
                    raise
        message = "unreachable: the last try returns or raises"
        raise AssertionError(message)

    def own(self, verb: str) -> None:
        """Refuse what must be committed by us on a connection of the host's.

        Raises:
            BorrowedConnection: says what to pass.
        """
        if self._borrowed is not None:
            message = f"{verb} commits by itself: give SqlStore an Engine, not a Connection."
            raise BorrowedConnection(message)

    def outside(self, verb: str) -> None:
        """Refuse what must be committed at once inside an open block.

        Raises:
            HostError: says where to call it.
        """
        if self._open.get() is not None:
            message = f"{verb} commits by itself; call it outside Store.begin."
            raise HostError(message)

    def _check(self) -> None:
        if self._checked:
            return
        if self._borrowed is not None:
            check_server(self._borrowed)
            check_tables(self._borrowed, HEAD)
        else:
            with self._reading.connect() as connection:
                check_server(connection)
                check_pragmas(connection)
                check_tables(connection, HEAD)
        self._checked = True


def begin_for_real(connection: Connection) -> None:
    """Begin where Python's sqlite3 would not: a savepoint alone commits when it is released."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        if raw is not None and raw.isolation_level is not None and not raw.in_transaction:
            connection.exec_driver_sql("BEGIN")


def _is_contention(error: DBAPIError) -> bool:
    arguments = getattr(error.orig, "args", None) or (None,)
    return getattr(error.orig, "sqlstate", arguments[0]) in CONTENTION


def clock(connection: Connection) -> datetime:
    """Read the clock of the database; SQLite has none but that of the machine."""
    name = connection.dialect.name
    if name == "sqlite":
        return datetime.now(UTC)
    reading = func.clock_timestamp(type_=UtcDateTime())
    if name in SERVERS_OF_MARIADB:
        reading = func.utc_timestamp(6, type_=UtcDateTime())
    time: datetime = connection.execute(select(reading)).scalar_one()
    return time


@contextmanager
def refusing_duplicates() -> Iterator[None]:
    """Say AlreadyRecorded where a unique key was hit, and let every other fault through."""
    try:
        yield
    except IntegrityError as error:
        if not _is_duplicate(error):
            raise
        message = "A record with this id exists."
        raise AlreadyRecorded(message) from None


def _is_duplicate(error: IntegrityError) -> bool:
    """Know a unique key by PostgreSQL's state, MariaDB's number or SQLite's name of the fault."""
    original: Any = error.orig
    marks = (
        getattr(original, "sqlstate", ""),
        getattr(original, "sqlite_errorname", ""),
        *original.args[:1],
    )
    return any(mark in ("23505", "SQLITE_CONSTRAINT_UNIQUE", 1062) for mark in marks)
