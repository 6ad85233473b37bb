"""What consents and receipts come to, person by person. This module does no I/O."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from b2bnps.model import Consent, Contact, Delivery, Receipt, Wave, newest

__all__ = ["dead_ways", "first_sendings", "holds", "refusals"]

_BAD = frozenset({Delivery.BOUNCED, Delivery.REJECTED})
_OUT = frozenset({Delivery.SENT, Delivery.DELIVERED})


def refusals(
    wave: Wave | None, consents: Iterable[Consent], receipts: Iterable[Receipt]
) -> Mapping[str, str]:
    """Say who wants no mail of this kind, and how that is known: contact → evidence.

    The newest word of a scope holds; a complaint at the provider is a no for good.
    """
    scopes = {"all"} if wave is None else {"all", wave.kind.value}
    said = newest(
        (fact for fact in consents if fact.scope in scopes),
        lambda fact: (fact.contact, fact.scope),
    )
    no = {
        contact: f"said no to {scope!r} on {fact.at.date()}"
        for (contact, scope), fact in said.items()
        if not fact.granted
    }
    complained = (fact for fact in receipts if fact.event is Delivery.COMPLAINED)
    return no | {fact.contact: f"complained on {fact.at.date()}" for fact in complained}


def dead_ways(receipts: Iterable[Receipt]) -> Mapping[tuple[str, str], datetime]:
    """Say which channel does not reach whom: (contact, channel) → since when.

    The newest permanent fault or delivery holds; what is temporary says nothing.
    """
    ends = (fact for fact in receipts if fact.event in _BAD or fact.event is Delivery.DELIVERED)
    last = newest(ends, lambda fact: (fact.contact, fact.channel))
    return {way: fact.at for way, fact in last.items() if fact.event in _BAD}


def holds(fault: datetime | None, contact: Contact | None) -> bool:
    """Tell whether a fault still closes its channel: not once the contact has changed since."""
    return fault is not None and (contact is None or fault >= contact.at)


def first_sendings(receipts: Iterable[Receipt]) -> Mapping[str, datetime]:
    """Say when something first went out for an invitation: its id → moment."""
    firsts: dict[str, datetime] = {}
    for fact in receipts:
        if fact.event in _OUT:
            firsts[fact.invitation] = min(fact.at, firsts.get(fact.invitation, fact.at))
    return firsts
