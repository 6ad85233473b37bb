"""Sending what is due, each message once. This module does no I/O: channels and stores do."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from attrs import frozen

from b2bnps.errors import AlreadyRecorded, NotNow, Rejected, UnknownThing
from b2bnps.flow.program import Program, channel, observe, one
from b2bnps.flow.roster import known_contact
from b2bnps.model import Consent, Delivery, Invitation, Message, Receipt, Wave, derive
from b2bnps.planning import allow
from b2bnps.ports import Claim, State

EVENT_OF = {
    State.SENT: "message_sent",
    State.RETRY: "message_retried",
    State.FAILED: "message_failed",
    State.IN_DOUBT: "message_in_doubt",
    State.SKIPPED: "message_skipped",
    State.CLAIMED: "claim_lost",
}


@frozen(kw_only=True)
class Attempt:
    """How one attempt to send ended.

    Attributes:
        state: what the outbox is told.
        reason: code or class of fault, without personal data.
        due: for ``retry``: not before this moment.
        receipt: the fact to record, None where nothing is known yet.
    """

    state: State
    reason: str = ""
    due: datetime | None = None
    receipt: Receipt | None = None


def send_due(
    program: Program,
    *,
    now: datetime,
    worker: str = "",
    batch: int = 10,
    limit: int | None = None,
    sent: Callable[[State], object] = lambda _: None,
) -> Mapping[State, int]:
    """Send what is due, until nothing is left or ``limit`` messages were taken.

    Any number of workers may run this at the same time on one outbox.

    Args:
        now: decides what is due, and stands on the receipts; a long run is better cut into
            several by ``limit``, each with a fresh moment.
        worker: name of this worker, for the list of what is in doubt.
        batch: how many messages to claim at once.
        limit: the most messages to take; None takes all that are due.
        sent: called after each message with the state it ended in, for a progress bar.

    Returns:
        How many messages ended in which state.
    """
    look = _looking(program, now)
    ended: Counter[State] = Counter()

    def end(message: Message, state: State, reason: str = "") -> None:
        fields = {"wave": message.wave, "channel": message.channel, "reason": reason}
        observe(program, EVENT_OF[state], now=now, **fields)
        ended[state] += 1
        sent(state)

    def hold_back(message: Message) -> str:
        if reason := look(message):
            end(message, State.SKIPPED, reason)
        return reason

    while limit is None or ended.total() < limit:
        size = batch if limit is None else min(batch, limit - ended.total())
        claims = program.outbox.claim(
            size, hold_back, tenant=program.tenant, now=now, worker=worker
        )
        if not claims:
            break
        for claim in claims:
            end(claim.message, *_send(program, claim, look, now))
    return ended


class _Look(Protocol):
    """Says why a message may not go out, empty if it may."""

    def __call__(self, message: Message, /, *, again: bool = False) -> str: ...


def _looking(program: Program, now: datetime) -> _Look:
    """Read the person, consent, bounces and the wave at the last moment that matters.

    The first look is taken inside the claim; ``again``, just before the start mark, what may have
    changed meanwhile is looked at once more: consent, and what else has gone out to this person.
    """
    waves: dict[str, Wave | None] = {}

    def look(message: Message, /, *, again: bool = False) -> str:
        if message.wave not in waves:
            waves[message.wave] = one(program, Wave, message.wave)
        about = {"tenant": program.tenant, "contact": message.contact}
        return allow(
            message,
            wave=waves[message.wave],
            consents=list(program.store.find(Consent, **about)),
            receipts=list(program.store.find(Receipt, **about)),
            contact=None if again else known_contact(program, message.contact),
            rest=program.rules.rest,
            now=now,
        )

    return look


def _send(program: Program, claim: Claim, look: _Look, now: datetime) -> tuple[State, str]:
    """Start, hand over and settle one message; consent is read once more before the start mark."""
    reason = look(claim.message, again=True)
    if not reason and not program.outbox.start(claim):
        return State.CLAIMED, "lease_over"
    attempt = _skipped(reason) if reason else _hand_over(program, claim, now)
    with program.store.begin():
        settled = program.outbox.settle(
            claim, attempt.state, reason=attempt.reason, due=attempt.due
        )
        _record(program, attempt.receipt)
    return (attempt.state, attempt.reason) if settled else (State.CLAIMED, "settled_elsewhere")


def _skipped(reason: str) -> Attempt:
    return Attempt(state=State.SKIPPED, reason=reason)


def _hand_over(program: Program, claim: Claim, now: datetime) -> Attempt:
    """Touch the wire. What is not known to have failed may have gone out."""
    message = claim.message
    try:
        receipt = channel(program, message.channel).send(message, now=now)
    except UnknownThing:  # this worker has no such channel, another one may
        return _later(program, claim, NotNow("no_channel"), now)
    except NotNow as fault:
        return _later(program, claim, fault, now)
    except Rejected as fault:
        reason = type(fault).__name__
        rejected = message.receipt(Delivery.REJECTED, at=now, reason=str(fault))
        return Attempt(state=State.FAILED, reason=reason, receipt=rejected)
    except Exception as fault:  # noqa: BLE001 - whatever a channel raises, the message is in doubt
        return Attempt(state=State.IN_DOUBT, reason=type(fault).__name__)
    return Attempt(state=State.SENT, receipt=receipt)


def _later(program: Program, claim: Claim, fault: NotNow, now: datetime) -> Attempt:
    if claim.attempt >= len(program.retries):
        failed = claim.message.receipt(Delivery.FAILED, at=now, reason=str(fault))
        return Attempt(state=State.FAILED, reason="retries_used_up", receipt=failed)
    gap = max(program.retries[claim.attempt], fault.after) * _jitter(claim)
    return Attempt(state=State.RETRY, reason=type(fault).__name__, due=now + gap)


def _jitter(claim: Claim) -> float:
    """Spread retries over 1.0 to 1.25 of the gap, the same for the same attempt of a message."""
    dice = int(derive(claim.message.id, str(claim.attempt))[:4], 16)
    return 1 + dice / 0xFFFF / 4


def _record(program: Program, receipt: Receipt | None) -> None:
    """Add a receipt, unless a provider's callback was faster."""
    if receipt is None:
        return
    if receipt.invitation and one(program, Invitation, receipt.invitation) is None:
        return  # the person was forgotten while the message was on the wire
    with suppress(AlreadyRecorded):
        program.store.add(receipt)
