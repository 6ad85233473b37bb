"""Signs that a machine, and not a person, sent a form. This module does no I/O: the store does.

Mail scanners follow every link, run scripts and press buttons. An answer with such a sign is kept
but provisional: it counts nowhere until time (where it was only fast) or a person confirms it.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from b2bnps.flow.program import Program
from b2bnps.model import Delivery, Metric, Receipt, Response, Signal, Verdict, derive, whose

TOO_FAST = timedelta(seconds=3)
"""Nobody reads the page and answers it in less."""

NEAR = timedelta(seconds=60)
"""Machines follow all links of a mail within this time."""


def machine_sign(
    program: Program, response: Response, served: datetime, signals: Collection[str]
) -> str:
    """Name the strongest sign that a machine sent this form.

    Args:
        response: what the form says, not recorded yet.
        served: when the page with this form was served.
        signals: what the web edge saw in the request, as codes.

    Returns:
        A code, empty for none. A typed comment outweighs mere speed.
    """
    if signals:
        return min(signals)
    hasty = not response.comment and not _has_begun(program, response)
    tests: dict[str, Callable[[], object]] = {
        "trap": lambda: trapped(program, response.contact, response.invitation, response.at),
        "contradicting": lambda: contradicted(program, response, served),
        "too_fast": lambda: hasty and response.at - served < TOO_FAST,
        "just_delivered": lambda: hasty and _just_delivered(program, response),
    }
    return next((code for code, holds in tests.items() if holds()), "")


def _has_begun(program: Program, response: Response) -> bool:
    """Whether an earlier page of the same form came without any sign: the next may be quick."""
    found = program.store.find(
        Response, tenant=response.tenant, wave=response.wave, contact=response.contact
    )
    same = (other for other in found if other.invitation == response.invitation)
    return any(not other.complete and not other.provisional for other in same)


def trapped(program: Program, contact: str, invitation: str, now: datetime) -> bool:
    """Tell whether something followed the invisible link of this invitation a moment ago."""
    found = program.store.find(Signal, tenant=program.tenant, contact=contact)
    return any(s.invitation == invitation and abs(now - s.at) <= NEAR for s in found)


def contradicted(program: Program, response: Response, served: datetime) -> list[Verdict]:
    """Rule out other scores of this invitation within a minute, from forms served side by side.

    Somebody who corrects a slip sees the page again after the first answer; a machine that
    follows all eleven links of a mail has fetched its forms before.
    """
    found = program.store.find(
        Response, tenant=response.tenant, wave=response.wave, contact=response.contact
    )
    return [
        _ruled_out(other, response.at)
        for other in found
        if other.invitation == response.invitation
        and other.key != response.key
        and differ(other, response)
        and served <= other.at
        and response.at - other.at <= NEAR
    ]


def differ(one: Response, other: Response) -> bool:
    """Tell whether two answers give another score; a page without the score disputes nothing."""
    scores = one.score(Metric.NPS), other.score(Metric.NPS)
    return None not in scores and scores[0] != scores[1]


def _ruled_out(other: Response, now: datetime) -> Verdict:
    return Verdict(
        id=derive("verdict", other.tenant, other.id, "contradicted", now.isoformat()),
        **whose(other),
        at=now,
        response=other.id,
        counts=False,
        reason="contradicted",
    )


def _just_delivered(program: Program, response: Response) -> bool:
    receipts = program.store.find(Receipt, tenant=response.tenant, contact=response.contact)
    return any(
        receipt.invitation == response.invitation
        and receipt.event in {Delivery.SENT, Delivery.DELIVERED}
        and timedelta(0) <= response.at - receipt.at <= NEAR
        for receipt in receipts
    )
