"""Ways to a database: one of our own, or a connection lent by a host.

Our own: :func:`open_database`. On SQLite it makes every connection wait for others instead of
failing, and keep what was committed even through a power cut; the other two need nothing special.

Lent: a SQLAlchemy ``Connection`` of the host as it is, or :func:`borrow` for a bare DB-API
connection such as Django's.
"""

from contextvars import ContextVar
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, table, text
from sqlalchemy.pool import NullPool

from b2bnps.errors import HostError, UnsupportedServer

__all__ = ["VERSION_TABLE", "borrow", "check_server", "check_tables", "open_database"]

VERSION_TABLE = "b2bnps_alembic_version"
READS = "b2bnps_reads"
LOWEST = {"sqlite": (3, 35), "postgresql": (13,), "mariadb": (10, 6)}
PRAGMAS = {
    "busy_timeout": 30_000,
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
}
"""Wait 30 s for others; WAL; FULL: a lost commit could send twice; forgotten is overwritten."""

DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}


def open_database(url: str, **options: Any) -> Engine:
    """Make an Engine that a store can rely on.

    Args:
        url: ``sqlite:///customers.db``, ``postgresql+psycopg://…`` or ``mariadb+pymysql://…``.
        options: for SQLAlchemy's ``create_engine``; its errors hide parameters unless told.

    Returns:
        The Engine; on SQLite every connection of it has the pragmas that sending needs, and
        every transaction that may write takes the write lock at its beginning.

    Raises:
        HostError: on connecting, when SQLite does not take a pragma (in memory, for one).
    """
    database = create_engine(url, **{"hide_parameters": True, **options})
    if database.dialect.name == "sqlite":
        event.listen(database, "connect", _set_pragmas)
        event.listen(database, "begin", _begin)
    return database


def _set_pragmas(raw: Any, record: Any) -> None:
    raw.isolation_level = None  # transactions are begun by _begin alone
    for name, wanted in PRAGMAS.items():
        raw.execute(f"PRAGMA {name}={wanted}")
        (actual,) = raw.execute(f"PRAGMA {name}").fetchone()
        if actual != wanted:
            message = f"SQLite did not take PRAGMA {name}={wanted}; use a file on a local disk."
            raise HostError(message)
    record.info[READS] = True


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a transaction that must upgrade fails without waiting."""
    reads = connection.get_execution_options().get(READS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


# Lending


class _Lent:
    """A DB-API connection whose transaction belongs to the host.

    Ending a transaction does nothing, and nothing is set up on it: what a driver's own start
    would register (functions, notice handlers) stays away from the host's connection.
    """

    def __init__(self, raw: Any) -> None:
        self.__dict__["raw"] = raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.raw, name, value)

    def commit(self, *_: Any, **__: Any) -> None:
        """Leave it to the host."""

    rollback = close = create_function = add_notice_handler = commit


_LENDING: ContextVar[Any] = ContextVar("b2bnps_lending")


@cache
def _lender(driver: str) -> Engine:
    """Make one Engine for a driver, so that statements are compiled once."""
    options = {"use_native_hstore": False} if driver.endswith("psycopg") else {}
    return create_engine(
        f"{driver}://",
        creator=lambda: _Lent(_LENDING.get()),
        poolclass=NullPool,
        pool_reset_on_return=None,
        hide_parameters=True,
        **options,
    )


def borrow(raw: Any, dialect: str) -> Connection:
    """Lend a host's bare DB-API connection to a store.

    ::

        with transaction.atomic():
            ours = SqlStore(borrow(connection.connection, connection.vendor))
            ours.add(response)  # rolled back with the host's block, committed with it

    Args:
        raw: the connection; in Django ``django.db.connection.connection``.
        dialect: ``sqlite``, ``postgresql``, ``mariadb``, or SQLAlchemy's name with a driver.

    Returns:
        A Connection that never commits, rolls back or closes; use it as long as the host's
        transaction lasts.
    """
    token = _LENDING.set(raw)
    try:
        return _lender(DRIVERS.get(dialect, dialect)).connect()
    finally:
        _LENDING.reset(token)


# What must hold at first use


def check_server(connection: Connection) -> None:
    """Refuse servers that the stores are not tested with.

    Raises:
        UnsupportedServer: names the server and the lowest version.
        HostError: an SQLite Engine that was not made by :func:`open_database`.
    """
    dialect = connection.dialect
    name = "mariadb" if getattr(dialect, "is_mariadb", False) else dialect.name
    version = dialect.server_version_info or ()
    if name not in LOWEST or tuple(version) < LOWEST[name]:
        have = ".".join(map(str, version))
        message = f"{name} {have}: needs SQLite 3.35, PostgreSQL 13, MariaDB 10.6 or newer."
        raise UnsupportedServer(message)


def check_pragmas(connection: Connection) -> None:
    """Refuse an SQLite Engine of which nobody knows how it locks.

    Raises:
        HostError: it was not made by :func:`open_database`.
    """
    if connection.dialect.name == "sqlite" and READS not in connection.info:
        message = (
            "This SQLite Engine locks in its own way. Make it with "
            "b2bnps.stores.sql.open_database(url), or pass a Connection of yours."
        )
        raise HostError(message)


def check_tables(connection: Connection, head: str) -> None:
    """Refuse a database without our tables, or with older ones.

    Raises:
        HostError: says what to run.
    """
    found = ""
    if inspect(connection).has_table(VERSION_TABLE):
        statement = select(text("version_num")).select_from(table(VERSION_TABLE))
        found = connection.execute(statement).scalar() or ""
    if found < head:
        message = "The tables are missing or older than this release. Run: migrate(database)"
        raise HostError(message)
