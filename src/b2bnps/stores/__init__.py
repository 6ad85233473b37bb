"""Where facts and messages are kept, and what every such place needs to know.

``stores.memory`` defines right behaviour, ``stores.sql`` keeps it in SQLite, PostgreSQL or MariaDB.
A host that writes its own store needs :data:`KINDS`, :func:`pack` and :func:`unpack`; one that
writes its own outbox needs the rest of this page as well.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from b2bnps.errors import InvalidValue, NaiveTime
from b2bnps.model import (
    Account,
    Case,
    CaseStep,
    Consent,
    Contact,
    Draft,
    Erasure,
    Invitation,
    LeftOut,
    Link,
    Message,
    Receipt,
    Record,
    Remark,
    Response,
    Signal,
    Verdict,
    Version,
    Wave,
)
from b2bnps.ports import State, Store

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = [
    "FINAL",
    "KINDS",
    "LEASE",
    "RESOLVES",
    "about_person",
    "check_kind",
    "digest",
    "pack",
    "settles_from",
    "unpack",
    "without_words",
]

R = TypeVar("R", bound=Record)

KINDS: tuple[type[Record], ...] = (
    Account,
    Contact,
    Wave,
    Invitation,
    LeftOut,
    Link,
    Receipt,
    Response,
    Verdict,
    Signal,
    Consent,
    Case,
    CaseStep,
    Erasure,
    Version,
    Draft,
    Remark,
)
"""Every kind of fact that a store keeps. Messages are work and lie in the outbox."""


def about_person(store: Store, tenant: str, contact: str) -> list[Record]:
    """Find what has to be rewritten when a person is forgotten.

    Returns:
        Every fact about the person and, since their notes may name everybody who spoke up, the
        other steps of the cases in which the person has a voice. Nothing for an empty contact.
    """
    kinds = KINDS if contact else ()
    found = [fact for kind in kinds for fact in store.find(kind, tenant=tenant, contact=contact)]
    cases = {fact.id: fact.account for fact in found if isinstance(fact, Case)}
    cases |= {fact.case: fact.account for fact in found if isinstance(fact, CaseStep) and fact.case}
    of_accounts = (store.find(CaseStep, tenant=tenant, account=one) for one in {*cases.values()})
    beside = [step for steps in of_accounts for step in steps if step.case in cases]
    return [*found, *(step for step in beside if step.contact != contact)]


LEASE = timedelta(minutes=15)
"""How long a worker holds a message, unless told otherwise: longer than SMTP's longest wait."""

FINAL = (State.SENT, State.FAILED, State.SKIPPED)
"""States that nothing leaves; the words of a message are deleted on the way in."""

RESOLVES = (State.SENT, State.READY, State.FAILED)
"""What a person may say about a message in doubt."""

WORDS = ("to", "name", "subject", "text", "html", "headers", "extra")
"""Fields of a message that hold a link or name a person."""


def check_kind(kind: type[Record]) -> None:
    """Refuse what no store keeps.

    Raises:
        InvalidValue: this is no kind of fact, e.g. a :class:`~b2bnps.model.Message`.
    """
    if kind not in KINDS:
        message = f"{kind.__name__}: no store keeps this kind; see b2bnps.stores.KINDS."
        raise InvalidValue(message)


# The codec


@cache
def _codec() -> "Converter":
    """Make the one converter: times in ISO 8601, money as text, tuples as lists."""
    from cattrs import Converter  # noqa: PLC0415 - only who packs pays for cattrs

    codec = Converter(unstruct_collection_overrides={tuple: list, Mapping: dict})
    codec.register_unstructure_hook(datetime, datetime.isoformat)
    codec.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    codec.register_unstructure_hook(Decimal, str)
    codec.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    return codec


def pack(record: Record) -> dict[str, Any]:
    """Turn a record into a mapping of what JSON can hold: text, numbers, booleans, lists, None."""
    packed: dict[str, Any] = _codec().unstructure(record)
    return packed


def unpack(kind: type[R], mapping: Mapping[str, Any]) -> R:
    """Turn what :func:`pack` gave back into an equal record.

    Args:
        kind: class of the record.
        mapping: the packed record, also after a way through JSON; unknown names are ignored.
    """
    return _codec().structure(mapping, kind)


# The rules of the outbox


def digest(message: Message) -> str:
    """Give the SHA-256 of a message's words, in hex: what stays of them after the end."""
    words = {name: getattr(message, name) for name in WORDS}
    text = json.dumps(words, sort_keys=True, default=dict)
    return hashlib.sha256(text.encode()).hexdigest()


def without_words(message: Message) -> Message:
    """Empty every field of a message that holds a link or names a person."""
    return evolve(message, to="", name="", subject="", text="", html="", headers={}, extra={})


def settles_from(state: State, due: datetime | None) -> tuple[State, ...]:
    """Say in which states a claim may be settled so.

    That it was sent is believed in every state but a final one, as long as the claim's number
    holds: it is true, however late it comes. Everything else needs the claim to be alive.

    Raises:
        InvalidValue: this state is no end of an attempt, or a retry without a time.
    """
    if state is State.RETRY and due is None:
        message = "due: a retry needs to know when; pass due=."
        raise InvalidValue(message)
    if due is not None and due.utcoffset() is None:
        field = "due"
        raise NaiveTime(field)
    if state is State.SENT:
        return tuple(before for before in State if before not in FINAL)
    if state in (State.RETRY, State.FAILED, State.IN_DOUBT, State.SKIPPED):
        return (State.CLAIMED, State.SENDING)
    message = f"state: an attempt does not end as {state.value!r}."
    raise InvalidValue(message)
