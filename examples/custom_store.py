"""A store of one's own in one table, over the standard library's sqlite3.

The proof that it is one stands in ``tests/test_examples_store.py`` and takes three lines.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from attrs import evolve

from b2bnps.errors import AlreadyRecorded
from b2bnps.model import Record, without_person
from b2bnps.stores import about_person, check_kind, pack, unpack

R = TypeVar("R", bound=Record)
TABLE = """CREATE TABLE IF NOT EXISTS fact (received INTEGER PRIMARY KEY AUTOINCREMENT, kind, id,
    tenant, wave, account, contact, at, body, UNIQUE (kind, tenant, id))"""
FIND = "SELECT received, body FROM fact WHERE kind = ? AND tenant = ?"
ORDER = " ORDER BY account, contact, at, received"


class OneTableStore:
    """Facts as JSON beside the columns by which they are found; for one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take the host's connection, which begins no transactions by itself."""
        self.connection = connection
        connection.isolation_level = None
        connection.execute(TABLE)

    @contextmanager
    def begin(self) -> Iterator[None]:
        """Open a savepoint; savepoints nest, and the outermost is a transaction."""
        self.connection.execute("SAVEPOINT b2bnps")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK TO b2bnps")
            raise
        finally:
            self.connection.execute("RELEASE b2bnps")

    def add(self, *records: Record) -> None:
        """Add facts, all or none."""
        with self.begin():
            for record in records:
                self._write(None, record)

    def find(self, kind: type[R], /, *, tenant: str = "", **filters: str) -> Iterator[R]:
        """Stream the facts of one kind."""
        check_kind(kind)
        wanted = {name: value for name, value in filters.items() if value}
        query = FIND + "".join(f" AND {name} = ?" for name in wanted) + ORDER
        for number, body in self.connection.execute(
            query, (kind.__name__, tenant, *wanted.values())
        ).fetchall():
            yield evolve(unpack(kind, json.loads(body)), received=number)

    def forget(self, tenant: str, contact: str, stand_in: str) -> int:
        """Rewrite every fact about a person; each keeps its number of arrival."""
        about = about_person(self, tenant, contact)
        with self.begin():
            for fact in about:
                place = (type(fact).__name__, tenant, fact.id)
                self.connection.execute(
                    "DELETE FROM fact WHERE kind = ? AND tenant = ? AND id = ?", place
                )
            for fact in without_person(about, contact, stand_in):
                self._write(fact.received, fact)
        return len(about)

    def _write(self, number: int | None, record: Record) -> None:
        check_kind(type(record))
        row: list[Any] = [number, type(record).__name__, record.id, record.tenant, record.wave]
        at = record.at.isoformat(timespec="microseconds")
        row += [record.account, record.contact, at, json.dumps(pack(record))]
        try:
            self.connection.execute("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            message = f"{type(record).__name__}: a record with this id exists."
            raise AlreadyRecorded(message) from None
