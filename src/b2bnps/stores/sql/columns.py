"""Column types that mean the same on SQLite, PostgreSQL and MariaDB.

What one of the three would lose (a time zone, a microsecond, a blank at the end of a key, a cent)
is either kept by these types or refused before anything is written.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Numeric, String, Text
from sqlalchemy.dialects.mysql import DATETIME, LONGTEXT
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, VARCHAR
from sqlalchemy.types import TypeDecorator, TypeEngine

from b2bnps.errors import InvalidValue
from b2bnps.model import KEY_LENGTH

__all__ = ["KEY", "WORDS", "Amount", "Choice", "Choices", "Pairs", "UtcDateTime", "check"]

SERVERS_OF_MARIADB = ("mysql", "mariadb")
WHOLE_DIGITS, DECIMALS = 28, 10

KEY = String(KEY_LENGTH).with_variant(VARCHAR(KEY_LENGTH, collation="C"), "postgresql")
"""Texts that are compared and ordered: by code point. MariaDB's tables say so themselves."""

WORDS = Text().with_variant(LONGTEXT(), *SERVERS_OF_MARIADB)
"""Texts of any length."""


def check(field: str, value: Any) -> None:
    """Refuse what one of the three databases could not give back as it was.

    Raises:
        InvalidValue: names the field.
    """
    if isinstance(value, str):
        check_text(field, value)
    elif isinstance(value, Decimal):
        check_amount(field, value)
    elif isinstance(value, int):
        check_number(field, value)
    elif isinstance(value, Mapping):
        for text in (*value, *value.values()):
            check_text(field, text)


def check_number(field: str, value: int) -> None:
    """Refuse whole numbers of more than 64 bits.

    Raises:
        InvalidValue: the number is too large.
    """
    if not -(2**63) <= value < 2**63:
        message = f"{field}: takes whole numbers of 64 bits."
        raise InvalidValue(message)


def check_text(field: str, value: str) -> None:
    """Refuse letters that PostgreSQL does not take.

    Raises:
        InvalidValue: the text holds NUL or half of a surrogate pair.
    """
    if "\0" in value or not (value.isascii() or _encodes(value)):
        message = f"{field}: holds a letter that no database takes (NUL or a lone surrogate)."
        raise InvalidValue(message)


def check_amount(field: str, value: Decimal) -> None:
    """Refuse amounts that would be rounded.

    Raises:
        InvalidValue: not a number, or more digits than the databases keep.
    """
    limit = Decimal(10) ** WHOLE_DIGITS
    step = Decimal(1).scaleb(-DECIMALS)
    if not value.is_finite() or abs(value) >= limit or value % step:
        message = f"{field}: takes {WHOLE_DIGITS} digits before the point and {DECIMALS} behind it."
        raise InvalidValue(message)


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC with microseconds.

    PostgreSQL keeps the zone itself; MariaDB has none, so UTC it is; SQLite keeps text, which a
    host's own converters for DATETIME columns (Django has one) leave alone.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database."""
        kind: TypeEngine[Any] = String(26)
        if dialect.name == "postgresql":
            kind = TIMESTAMP(timezone=True)
        elif dialect.name in SERVERS_OF_MARIADB:
            kind = DATETIME(fsp=6)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write UTC."""
        if value is None or dialect.name == "postgresql":
            return value
        plain = value.astimezone(UTC).replace(tzinfo=None)
        return plain.isoformat(" ", "microseconds") if dialect.name == "sqlite" else plain

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read an aware time in UTC."""
        if value is None:
            return None
        read = datetime.fromisoformat(value) if isinstance(value, str) else value
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact decimal number; text on SQLite, which would make a float of it."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database."""
        exact: TypeEngine[Any] = Numeric(WHOLE_DIGITS + DECIMALS, DECIMALS)
        return dialect.type_descriptor(String(40) if dialect.name == "sqlite" else exact)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Write the digits."""
        return format(value, "f") if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read a Decimal."""
        return None if value is None else Decimal(value)


class Choice(TypeDecorator[StrEnum]):
    """One word of a vocabulary."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        """Name the vocabulary."""
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write the word."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the word."""
        return None if value is None else self.words(value)


class Choices(TypeDecorator[tuple[StrEnum, ...]]):
    """Several words of a vocabulary in their order, with commas between them."""

    impl = WORDS
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        """Name the vocabulary."""
        super().__init__()
        self.words = words

    def process_bind_param(self, value: tuple[StrEnum, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002 - SQLAlchemy's signature
        """Write the words."""
        return ",".join(value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[StrEnum, ...]:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the words."""
        return tuple(self.words(word) for word in value.split(",")) if value else ()


class Pairs(TypeDecorator[Mapping[str, str]]):
    """Text by text, as JSON.

    A host's own connection may read JSON as text or as a mapping (Django's reads text), so both
    are taken.
    """

    impl = WORDS
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database."""
        kinds: dict[str, TypeEngine[Any]] = {"postgresql": JSONB(), "sqlite": WORDS}
        return dialect.type_descriptor(kinds.get(dialect.name, JSON()))

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> Any:
        """Write the mapping."""
        plain = dict(value or {})
        return json.dumps(plain, ensure_ascii=False) if dialect.name == "sqlite" else plain

    def process_result_value(self, value: Any, dialect: Dialect) -> Mapping[str, str]:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the mapping."""
        read: Mapping[str, str] = json.loads(value) if isinstance(value, str) else value
        return read
