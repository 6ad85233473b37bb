"""What a file says against what is known already. This module does no I/O."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Generic, TypeVar

from attrs import asdict, evolve, frozen

from b2bnps.model import Account, Contact, derive, newest

__all__ = ["Changes", "changes", "identified"]

K = TypeVar("K", Account, Contact)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class Changes(Generic[K]):
    """What was read, sorted by what is known.

    Attributes:
        new: facts about whom nothing was known.
        changed: facts that say something else than the newest known one.
        unchanged: facts that say the same; adding them would say nothing.
        missing: the newest known facts about those who were not read. Nothing follows by
            itself: the file may have been a part.
    """

    new: tuple[K, ...] = ()
    changed: tuple[K, ...] = ()
    unchanged: tuple[K, ...] = ()
    missing: tuple[K, ...] = ()


def changes(known: Iterable[K], read: Iterable[K]) -> Changes[K]:
    """Compare by content, so that reading the same file twice adds nothing.

    Args:
        known: facts of one tenant, in any order and also several about the same account or
            contact: the newest one is what is known.
        read: facts of the same kind, one about each.
    """
    last = newest(known, _name)
    new: list[K] = []
    changed: list[K] = []
    unchanged: list[K] = []
    for fact in read:
        before = last.pop(_name(fact), None)
        if before is None:
            new.append(fact)
        elif _content(before) == _content(fact):
            unchanged.append(fact)
        else:
            changed.append(fact)
    return Changes(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        missing=tuple(last.values()),
    )


def identified(fact: K) -> K:
    """Give a fact its id: kind, tenant, the host's id, content and time."""
    kind = "contact" if isinstance(fact, Contact) else "account"
    content = json.dumps(asdict(_content(fact)), default=str, sort_keys=True)
    digest = derive(content)
    return evolve(fact, id=derive(kind, fact.tenant, _name(fact), digest, fact.at.isoformat()))


def _content(fact: K) -> K:
    """The fact without its id and time, which say nothing about the account or the person."""
    return evolve(fact, id="-", at=_EPOCH, received=0)


def _name(fact: Account | Contact) -> str:
    return fact.contact if isinstance(fact, Contact) else fact.account
