"""The ledger in a database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar, get_args

from attrs import fields_dict
from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    literal,
    select,
    tuple_,
)

from b2bnps.model import Record, without_person
from b2bnps.ports import AnswerQuery, Counted
from b2bnps.stores import LEASE, about_person, check_kind
from b2bnps.stores.sql.columns import check
from b2bnps.stores.sql.counting import count_answers
from b2bnps.stores.sql.outbox import SqlDesk, SqlOutbox
from b2bnps.stores.sql.tables import CHILDREN, FACTS, values_of
from b2bnps.stores.sql.transactions import Transactions, refusing_duplicates

__all__ = ["SqlStore"]

R = TypeVar("R", bound=Record)

BATCH = 1000
PLACE = ("account", "contact", "at", "received")


class SqlStore:
    """Facts in typed tables, with an ``outbox`` and a ``desk`` in the same transaction.

    Args:
        bind: an Engine (:func:`~b2bnps.stores.sql.open_database`), with which we commit; or a
            Connection of the host's, in whose transaction everything happens and which we never
            commit. Sending needs an Engine.
        lease: how long a claim holds.

    Attributes:
        outbox: a :class:`SqlOutbox`.
        desk: a :class:`SqlDesk` of that outbox.

    Raises:
        HostError: at first use, when the tables are missing or SQLite is not set up.
        UnsupportedServer: at first use, when the server is too old.
    """

    def __init__(self, bind: Engine | Connection, *, lease: timedelta = LEASE) -> None:
        """Store; the database is not touched before the first use."""
        self._transactions = Transactions(bind)
        self.outbox = SqlOutbox(self._transactions, lease)
        self.desk = SqlDesk(self._transactions, lease)

    def begin(self) -> AbstractContextManager[Connection]:
        """Open a transaction, or a savepoint in the open one."""
        return self._transactions.begin()

    def add(self, *records: Record) -> None:
        """Add facts, all or none; raises AlreadyRecorded."""
        with refusing_duplicates(), self.begin() as connection:
            _insert(connection, records, keep=())

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
        """Stream the facts of one kind in batches of 1,000.

        Nothing is open between two batches, so a reader may stop, or write, at any point. What
        is added meanwhile is seen if it lies further on.
        """
        check_kind(kind)
        given = {"id": id, "wave": wave, "account": account, "contact": contact}
        filters = {"tenant": tenant} | {name: value for name, value in given.items() if value}
        return self._stream(kind, filters)

    def forget(self, tenant: str, contact: str, stand_in: str) -> int:
        """Rewrite every fact about a person; each keeps its number of arrival."""
        with refusing_duplicates(), self.begin() as connection:
            about = about_person(self, tenant, contact)
            _delete(connection, about)
            _insert(connection, without_person(about, contact, stand_in), keep=("received",))
            return len(about)

    def tally_answers(self, query: AnswerQuery) -> Mapping[str, Counted]:
        """Count the current answers inside the database; one row comes back for each group."""
        with self._transactions.read() as connection:
            return count_answers(connection, query)

    def _stream(self, kind: type[R], filters: Mapping[str, str]) -> Iterator[R]:
        query = _query(FACTS[kind], tuple(filters))
        batch = self._batch(kind, query, filters)
        while batch:
            yield from batch
            if len(batch) < BATCH:
                return
            batch = self._batch(kind, _behind(FACTS[kind], query, batch[-1]), filters)

    def _batch(self, kind: type[R], query: Select[Any], filters: Mapping[str, str]) -> list[R]:
        with self._transactions.read() as connection:
            rows = connection.execute(query, filters).all()
            children = {
                name: _children(connection, kind, name, rows) for name in CHILDREN[kind] if rows
            }
        return [_record(kind, row, children) for row in rows]


@cache
def _query(table: Table, filters: tuple[str, ...]) -> Select[Any]:
    """Write the query for these filters once: writing it takes as long as running it."""
    query = select(table).where(*(table.c[name] == bindparam(name) for name in filters))
    return query.order_by(*(table.c[name] for name in PLACE)).limit(BATCH)


def _behind(table: Table, query: Select[Any], last: Record) -> Select[Any]:
    """Go on behind a record; the first condition is for MariaDB, which seeks by it."""
    columns = [table.c[name] for name in PLACE]
    place = [literal(getattr(last, column.name), column.type) for column in columns]
    return query.where(columns[0] >= place[0], tuple_(*columns) > tuple_(*place))


def _record(kind: type[R], row: Row[Any], children: Mapping[str, Mapping[str, Any]]) -> R:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    for name, of_owner in children.items():
        values[name] = of_owner.get(row.id, ())
    return kind(**values)


def _children(
    connection: Connection, kind: type[Record], name: str, rows: Sequence[Row[Any]]
) -> Mapping[str, tuple[Any, ...]]:
    """Read the values of one field (the answers) for a batch, by the owner's id."""
    table, value_kind = CHILDREN[kind][name], _child_kind(kind, name)
    tenant, owner, position = list(table.c)[:3]
    query = (
        select(owner.label("owner"), *list(table.c)[3:])
        .where(tenant == rows[0].tenant, owner.in_([row.id for row in rows]))
        .order_by(position)
    )
    found: dict[str, tuple[Any, ...]] = defaultdict(tuple)
    for owner_id, *values in connection.execute(query):
        found[owner_id] += (value_kind(**dict(zip(table.c.keys()[3:], values, strict=True))),)
    return found


def _child_kind(kind: type[Record], name: str) -> Any:
    return get_args(fields_dict(kind)[name].type)[0]


def _insert(connection: Connection, records: Iterable[Record], keep: Sequence[str]) -> None:
    """Insert facts, grouped by kind; ``keep`` names ``received`` where its number is known."""
    rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        check_kind(type(record))
        table = FACTS[type(record)]
        rows[table].append(values_of(record, table, {"received"}.difference(keep)))
        for name, child in CHILDREN[type(record)].items():
            rows[child] += _child_rows(record, name, child)
    for table in sorted(rows, key=_parents_first):
        if rows[table]:
            connection.execute(insert(table), rows[table])


def _parents_first(table: Table) -> tuple[int, str]:
    return (len(table.foreign_keys), table.name)


def _child_rows(record: Record, name: str, table: Table) -> Iterator[dict[str, Any]]:
    keys = table.c.keys()[:3]
    for position, value in enumerate(getattr(record, name)):
        place = (record.tenant, record.id, position)
        values = {inner: getattr(value, inner) for inner in fields_dict(type(value))}
        for inner, content in values.items():
            check(inner, content)
        yield {**dict(zip(keys, place, strict=True)), **values}


def _delete(connection: Connection, records: Iterable[Record]) -> None:
    """Delete facts and what belongs to them, also where a host left foreign keys off."""
    for record in records:
        for table in CHILDREN[type(record)].values():
            tenant, owner = list(table.c)[:2]
            connection.execute(delete(table).where(tenant == record.tenant, owner == record.id))
        table = FACTS[type(record)]
        connection.execute(delete(table).where(table.c.received == record.received))
