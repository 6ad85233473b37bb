"""Records that the contracts use as examples."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin
from uuid import uuid4

import pytest
from attrs import fields, fields_dict

from b2bnps.model import Account, Record
from b2bnps.ports import Store
from b2bnps.stores import KINDS

R = TypeVar("R", bound=Record)

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
LONG = "Merhaba \U0001f44d 'quoted' \\ % \u2028 <b> \r\n" * 4000


def new_tenant() -> str:
    """Give a tenant that nobody else uses."""
    return uuid4().hex


def a_record(kind: type[R], **given: Any) -> R:
    """Make a record of any kind with the fields that an example cares about."""
    needed = {"due": NOW, "opens": NOW, "name": "Acme" if kind is Account else ""}
    plain = {name: value for name, value in needed.items() if name in fields_dict(kind)}
    return kind(**{"id": "1", "at": NOW, **plain, **given})


def rich_record(kind: type[R], tenant: str = "") -> R:
    """Make a record with something in every field."""
    given: dict[str, Any] = {
        "id": "a",
        "tenant": tenant,
        "wave": "w",
        "account": "b",
        "contact": "p",
    }
    free = [a for a in fields(kind) if a.name not in {*given, "received"}]
    return kind(**given, **{a.name: _filled(a.type) for a in free})


def _filled(annotation: Any) -> Any:
    """Give a value of a type that is neither empty nor what the field has by default."""
    plain = {str: "Ä'\U0001f600", int: 7, bool: True, datetime: NOW, Decimal: Decimal("12.34")}
    if annotation in plain:
        return plain[annotation]
    parts = get_args(annotation)
    if get_origin(annotation) is tuple:
        return (_filled(parts[0]), _filled(parts[0]))
    if get_origin(annotation) is Mapping:
        return {"region": "Ege", "ünvan": "\u2028"}
    if parts:
        return _filled(parts[0])
    if issubclass(annotation, StrEnum):
        return list(annotation)[1]
    return annotation(**{a.name: _filled(a.type) for a in fields(annotation)})


class _TakeBack(Exception):
    """Raised to leave a transaction."""


@contextmanager
def rolled_back(store: Store) -> Iterator[None]:
    """Open a transaction of the store that ends with an exception."""
    with suppress(_TakeBack), store.begin():
        yield
        raise _TakeBack
