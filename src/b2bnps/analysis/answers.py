"""Which answer of each invitation counts: a fold over responses. This module does no I/O."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import field, frozen

from b2bnps.model import Response, Source, Verdict

IDLE = timedelta(hours=24)
"""A partial answer counts once nothing was added to it for this long, or when the wave closes."""

NOT_COUNTED = {
    "late": "It came after the wave had closed.",
    "provisional": "It came with the sign of a machine, and nobody has confirmed it yet.",
    "excluded": "Somebody took it out and said why.",
    "unfinished": "It is partial and less than a day old.",
    "replaced": "The same person gave another answer that holds.",
}
"""Why a response does not count, as code and plain sentence."""

EXCLUDED = {
    "bogus": "Nobody at the customer can have meant it.",
    "screened_out": "The person was not meant to be asked, as their own answer says.",
    "test": "Somebody was trying the survey out.",
    "wrong_person": "Somebody else than the person asked has answered.",
}
"""Why somebody took an answer out: the usual reasons; a host may have codes of its own."""


@frozen
class Current:
    """The answers that count, and how many do not.

    Attributes:
        responses: one per invitation at most; without one, one per person.
        set_aside: how many responses do not count, by reason (:data:`NOT_COUNTED`).
        excluded: why somebody took out those that are ``excluded`` (:data:`EXCLUDED`).
    """

    responses: tuple[Response, ...] = ()
    set_aside: Mapping[str, int] = field(factory=dict)
    excluded: Mapping[str, int] = field(factory=dict)


def current(
    responses: Iterable[Response],
    verdicts: Iterable[Verdict] = (),
    *,
    now: datetime,
    closes: datetime | None = None,
) -> Current:
    """Choose the answer of each invitation that counts.

    A complete answer goes before a partial one, self-entry before an interview, and then the one
    that the store received last: the last explicit word of a person holds.

    Args:
        responses: of one wave, in any order.
        verdicts: of the same wave; the newest of a response holds.
        now: when a partial answer is idle is measured from here.
        closes: when the wave closes, None for never.
    """
    rulings = latest_verdicts(verdicts)
    chosen: dict[tuple[str, ...], Response] = {}
    set_aside, excluded = Counter[str](), Counter[str]()
    for response in responses:
        ruling = rulings.get(response.id)
        reason = objection(response, ruling, now=now, closes=closes)
        if reason:
            set_aside[reason] += 1
            if ruling is not None and not ruling.counts:
                excluded[ruling.reason] += 1
            continue
        rival = chosen.get(_whose(response))
        if rival is not None:
            set_aside["replaced"] += 1
        if rival is None or rank(response) > rank(rival):
            chosen[_whose(response)] = response
    return Current(tuple(chosen.values()), dict(set_aside), dict(excluded))


def latest_verdicts(verdicts: Iterable[Verdict]) -> dict[str, Verdict]:
    """Keep the newest verdict of each response, by the store's order."""
    newest: dict[str, Verdict] = {}
    for verdict in sorted(verdicts, key=lambda verdict: (verdict.received, verdict.at)):
        newest[verdict.response] = verdict
    return newest


def objection(
    response: Response, verdict: Verdict | None, *, now: datetime, closes: datetime | None = None
) -> str:
    """Say why a response does not count, as a code of :data:`NOT_COUNTED`; empty when it does."""
    if verdict is not None and not verdict.counts:
        return "excluded"
    if response.late:
        return "late"
    if response.provisional and verdict is None:
        return "provisional"
    if not response.complete and not _settled(response, now, closes):
        return "unfinished"
    return ""


def last_word(responses: Sequence[Response]) -> Response | None:
    """Return what a person would see as their own answer, whether it counts yet or not."""
    return max(responses, key=rank, default=None)


def _whose(response: Response) -> tuple[str, ...]:
    """Tell answers of the same person apart from others, also where nobody was invited."""
    if response.invitation:
        return (response.invitation,)
    return (response.account, response.contact or response.id)


def _settled(response: Response, now: datetime, closes: datetime | None) -> bool:
    return now - response.at >= IDLE or (closes is not None and now >= closes)


def rank(response: Response) -> tuple[bool, bool, int, datetime, str]:
    """Order responses of one person: the greatest is the one that counts.

    The id decides only between those that no store has ordered, so that any order gives the same.
    """
    own = response.source is Source.SELF
    return (response.complete, own, response.received, response.at, response.id)
