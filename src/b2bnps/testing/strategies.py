"""Hypothesis strategies for every kind of record, made from the fields of the model itself."""

import types
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin

from attrs import Attribute, fields, has
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from b2bnps.model import KEY_LENGTH, Record
from b2bnps.stores import KINDS

__all__ = ["keys", "mappings", "money", "records", "texts", "times", "values"]

R = TypeVar("R", bound=Record)

KEYS = ("id", "tenant", "wave", "account", "contact")
OPEN_TEXT = st.characters(codec="utf-8", exclude_characters="\0")


def keys(*, min_size: int = 0) -> SearchStrategy[str]:
    """Texts that an id, a tenant, a wave, an account or a contact may be."""
    letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" ")
    return st.text(letters, min_size=min_size, max_size=KEY_LENGTH).filter(str.isprintable)


def texts() -> SearchStrategy[str]:
    """Texts that a comment may be: any letter of any script, without NUL."""
    return st.text(OPEN_TEXT, max_size=200)


def times() -> SearchStrategy[datetime]:
    """Aware times in UTC, with microseconds, that every database can hold."""
    return st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - Hypothesis wants naive limits
        max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - see above
        timezones=st.just(UTC),
    )


def money() -> SearchStrategy[Decimal]:
    """Amounts with up to two decimals."""
    return st.decimals(min_value=0, max_value=10**12, places=2)


def mappings() -> SearchStrategy[Mapping[str, str]]:
    """Further columns: text by text."""
    return st.dictionaries(texts(), texts(), max_size=3)


def records(kind: type[R], **given: Any) -> SearchStrategy[R]:
    """Records of one kind.

    Args:
        kind: the class of the record.
        given: strategies, or plain values, for the fields that should not be free.
    """
    free = {a.name: values(a) for a in fields(kind) if a.name not in {*given, "received"}}
    fixed = {name: _strategy(value) for name, value in given.items()}
    return st.builds(kind, **free, **fixed)


def facts(**given: Any) -> SearchStrategy[Record]:
    """Records of any kind that a store keeps; ``given`` as in :func:`records`."""
    return st.one_of([records(kind, **given) for kind in KINDS])


def values(attribute: "Attribute[Any]") -> SearchStrategy[Any]:
    """Values that one field of a record takes."""
    if attribute.name in KEYS:
        return keys(min_size=1 if attribute.name == "id" else 0)
    return _typed(attribute.type)


def _strategy(value: Any) -> SearchStrategy[Any]:
    return value if isinstance(value, SearchStrategy) else st.just(value)


def _typed(annotation: Any) -> SearchStrategy[Any]:
    plain: dict[Any, SearchStrategy[Any]] = {
        str: texts(),
        int: st.integers(min_value=-(2**63), max_value=2**63 - 1),
        bool: st.booleans(),
        datetime: times(),
        Decimal: money(),
        type(None): st.none(),
    }
    if annotation in plain:
        return plain[annotation]
    if get_origin(annotation) in (Union, types.UnionType):
        return st.one_of([_typed(part) for part in get_args(annotation)])
    if get_origin(annotation) is tuple:
        return st.lists(_typed(get_args(annotation)[0]), max_size=3).map(tuple)
    return _composed(annotation)


def _composed(annotation: Any) -> SearchStrategy[Any]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return st.sampled_from(annotation)
    if isinstance(annotation, type) and has(annotation):
        return st.builds(annotation, **{a.name: values(a) for a in fields(annotation)})
    return mappings()
