"""Facts and messages in SQLite, PostgreSQL or MariaDB, through SQLAlchemy.

::

    database = open_database("sqlite:///customers.db")
    migrate(database)
    store = SqlStore(database)

A host that has a transaction of its own passes its Connection instead, or lends a bare DB-API
connection with :func:`borrow`; then facts are committed and rolled back with the host's own rows.
Needs the extra ``sql``, and ``postgres`` or ``mariadb`` for their drivers.
"""

from b2bnps.errors import MissingExtra

try:
    import sqlalchemy  # noqa: F401 - asked once, so that the answer is a sentence
except ModuleNotFoundError as error:
    raise MissingExtra(error.name or "sqlalchemy", "sql") from error

from b2bnps.stores.sql.connecting import borrow, open_database
from b2bnps.stores.sql.migrating import migrate
from b2bnps.stores.sql.outbox import SqlDesk, SqlOutbox
from b2bnps.stores.sql.store import SqlStore

__all__ = ["SqlDesk", "SqlOutbox", "SqlStore", "borrow", "migrate", "open_database"]
