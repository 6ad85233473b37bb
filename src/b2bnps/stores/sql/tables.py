"""One typed table for every kind of record, read off the model's own fields.

``b2bnps_<kind>`` holds the facts, ``b2bnps_response_answer`` one row per answer, and
``b2bnps_outbox`` the messages. All of them can be read by any BI tool.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args, get_origin

from attrs import Attribute, fields, fields_dict, has
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from b2bnps.model import KEY_LENGTH, Message, Record, Verdict
from b2bnps.ports import State
from b2bnps.stores import KINDS
from b2bnps.stores.sql.columns import KEY, WORDS, Amount, Choice, Choices, Pairs, UtcDateTime, check

__all__ = ["CHILDREN", "FACTS", "METADATA", "OUTBOX", "PREFIX", "values_of"]

PREFIX = "b2bnps_"
METADATA = MetaData()
NUMBER = BigInteger().with_variant(Integer, "sqlite")
KEYS = ("id", "tenant", "wave", "account", "contact")
SETTINGS: dict[str, Any] = {
    "sqlite_autoincrement": True,
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_nopad_bin",
    "mariadb_engine": "InnoDB",
    "mariadb_charset": "utf8mb4",
    "mariadb_collate": "utf8mb4_nopad_bin",
}
"""Numbers of arrival are never given twice, and MariaDB compares code points, blanks included."""


def _is_child(annotation: Any) -> bool:
    """Whether a field is a tuple of values with fields of their own."""
    return get_origin(annotation) is tuple and has(get_args(annotation)[0])


def _type(name: str, annotation: Any) -> TypeEngine[Any]:
    plain: dict[Any, TypeEngine[Any]] = {
        str: KEY if name in KEYS else WORDS,
        int: BigInteger(),
        bool: Boolean(),
        datetime: UtcDateTime(),
        Decimal: Amount(),
    }
    if annotation in plain:
        return plain[annotation]
    if get_origin(annotation) is tuple:
        return Choices(get_args(annotation)[0])
    if get_origin(annotation) is Mapping:
        return Pairs()
    return Choice(annotation)


def _column(attribute: "Attribute[Any]") -> Column[Any]:
    annotation, nullable = attribute.type, False
    parts = get_args(annotation)
    if type(None) in parts:
        annotation, nullable = next(p for p in parts if p is not type(None)), True
    return Column(attribute.name, _type(attribute.name, annotation), nullable=nullable)


def _columns(kind: type[Record]) -> Iterator[Column[Any]]:
    yield Column("received", NUMBER, primary_key=True, autoincrement=True)
    for attribute in fields(kind):
        if attribute.name != "received" and not _is_child(attribute.type):
            yield _column(attribute)


def _named(kind: type[Record]) -> str:
    return PREFIX + re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def _fact_table(kind: type[Record]) -> Table:
    name = _named(kind)
    place = ("account", "contact", "at")
    return Table(
        name,
        METADATA,
        *_columns(kind),
        UniqueConstraint("tenant", "id", name=f"uq_{name}"),
        Index(f"ix_{name}_place", "tenant", *place),
        Index(f"ix_{name}_wave", "tenant", "wave", *place),
        Index(f"ix_{name}_contact", "tenant", "contact"),
        **SETTINGS,
    )


def _child_table(parent: Table, attribute: "Attribute[Any]") -> Table:
    """Make ``b2bnps_response_answer`` of the field ``answers`` of a response."""
    name = f"{parent.name}_{attribute.name.removesuffix('s')}"
    owner = parent.name.removeprefix(PREFIX)
    return Table(
        name,
        METADATA,
        Column("tenant", KEY, primary_key=True),
        Column(owner, KEY, primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        *(_column(inner) for inner in fields(get_args(attribute.type)[0])),
        ForeignKeyConstraint(
            ["tenant", owner],
            [parent.c.tenant, parent.c.id],
            name=f"fk_{name}",
            ondelete="CASCADE",
        ),
        **{**SETTINGS, "sqlite_autoincrement": False},
    )


FACTS: Mapping[type[Record], Table] = {kind: _fact_table(kind) for kind in KINDS}
"""The table of each kind."""

Index(
    f"ix_{FACTS[Verdict].name}_response",
    FACTS[Verdict].c.tenant,
    FACTS[Verdict].c.response,
    mysql_length={"response": KEY_LENGTH},
    mariadb_length={"response": KEY_LENGTH},
)
"""By what a verdict is about; MariaDB wants to know how much of a long text to look at."""

CHILDREN: Mapping[type[Record], Mapping[str, Table]] = {
    kind: {
        attribute.name: _child_table(FACTS[kind], attribute)
        for attribute in fields(kind)
        if _is_child(attribute.type)
    }
    for kind in KINDS
}
"""The tables of those fields that hold several values, by kind and field."""

OUTBOX = Table(
    f"{PREFIX}outbox",
    METADATA,
    *_columns(Message),
    Column("state", Choice(State), nullable=False),
    Column("wait_until", UtcDateTime(), nullable=False),
    Column("claim", BigInteger, nullable=False),
    Column("attempt", BigInteger, nullable=False),
    Column("since", UtcDateTime(), nullable=True),
    Column("lease", UtcDateTime(), nullable=True),
    Column("worker", WORDS, nullable=False),
    Column("reason", WORDS, nullable=False),
    Column("sha256", String(64), nullable=False),
    UniqueConstraint("tenant", "id", name=f"uq_{PREFIX}outbox"),
    Index(f"ix_{PREFIX}outbox_due", "tenant", "state", "wait_until"),
    Index(f"ix_{PREFIX}outbox_contact", "tenant", "contact"),
    Index(f"ix_{PREFIX}outbox_wave", "tenant", "wave"),
    **SETTINGS,
)
"""Messages and how far they have come; the words are emptied at the end, their hash stays."""


def values_of(record: Record, table: Table, without: Iterable[str] = ()) -> dict[str, Any]:
    """Take the values of a record for a row of its table.

    Raises:
        InvalidValue: a value that one of the databases could not give back as it was.
    """
    names = [name for name in fields_dict(type(record)) if name in table.c and name not in without]
    values = {name: getattr(record, name) for name in names}
    for name, value in values.items():
        check(name, value)
    return values
