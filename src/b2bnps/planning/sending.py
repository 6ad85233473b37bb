"""The last look before a message goes out. This module does no I/O."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from b2bnps.model import Consent, Contact, Message, Receipt, Wave
from b2bnps.planning.folds import dead_ways, first_sendings, holds, refusals

__all__ = ["allow"]


def allow(
    message: Message,
    *,
    wave: Wave | None,
    consents: Iterable[Consent],
    receipts: Iterable[Receipt],
    contact: Contact | None = None,
    rest: timedelta = timedelta(0),
    now: datetime,
) -> str:
    """Say whether a message may still go out; asked inside the outbox's claim.

    Args:
        message: the one that is due.
        wave: its wave, None where it belongs to none.
        consents, receipts: those about its contact; others are passed over.
        contact: as known now; None leaves out what only the CRM says.
        rest: ``Rules.rest``, against two waves planned at the same moment: an invitation is held
            back where another one has gone out since this message was written.
        now: when it is asked.

    Returns:
        Empty to go on, else a code of ``REASONS``: ``wave_closed``, ``left_company``,
        ``opted_out``, ``bounced``, ``asked_recently``.
    """
    about = [fact for fact in receipts if fact.contact == message.contact]
    said = [fact for fact in consents if fact.contact == message.contact]
    if wave is not None and wave.closes is not None and now >= wave.closes:
        return "wave_closed"
    if contact is not None and not contact.active:
        return "left_company"
    if message.contact in refusals(wave, said, about) or (
        contact is not None and contact.opted_out
    ):
        return "opted_out"
    if holds(dead_ways(about).get((message.contact, message.channel)), contact):
        return "bounced"
    return "asked_recently" if _is_too_soon(message, about, rest, now) else ""


def _is_too_soon(
    message: Message, receipts: Iterable[Receipt], rest: timedelta, now: datetime
) -> bool:
    """Look for another invitation that planning could not see; reminders follow their own."""
    return message.kind == "invitation" and any(
        invitation != message.invitation and message.at <= at and now - at < rest
        for invitation, at in first_sendings(receipts).items()
    )
