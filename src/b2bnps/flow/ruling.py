"""What only a person can decide: doubtful answers, doubtful messages. This module does no I/O."""

import re
from datetime import datetime

from b2bnps.analysis.answers import EXCLUDED, latest_verdicts
from b2bnps.errors import InvalidValue, NotFound
from b2bnps.flow.loop import follow_up, notify
from b2bnps.flow.program import Program, again_if_beaten, observe, one
from b2bnps.model import Delivery, Invitation, Receipt, Response, Verdict, derive, whose
from b2bnps.ports import Held, Notice, State


def undecided(program: Program, wave: str) -> list[Response]:
    """List the answers of a wave that came with the sign of a machine and wait for a verdict."""
    about = {"tenant": program.tenant, "wave": wave}
    rulings = latest_verdicts(program.store.find(Verdict, **about))
    found = program.store.find(Response, **about)
    return [one for one in found if one.provisional and one.id not in rulings]


def rule(
    program: Program, response: str, *, counts: bool, by: str, reason: str, now: datetime
) -> Verdict:
    """Let an answer count, or keep it out; the newest verdict holds and the old ones stay.

    An answer that counts and is a low score opens or joins its case.

    Args:
        response: id of the answer.
        counts: True to let it count.
        by: who says so.
        reason: code, e.g. ``called_the_person``, ``test``, ``wrong_person``.

    Raises:
        InvalidValue: no author, or a reason that is not a code.
        NotFound: there is no such answer.
    """
    event = "answer_confirmed" if counts else "answer_excluded"
    return _rule(program, response, counts=counts, by=by, reason=reason, event=event, now=now)


def exclude(program: Program, response: str, *, by: str, reason: str, now: datetime) -> Verdict:
    """Take an answer out of the figures; the answer itself stays, and so does who took it out.

    A case that it opened stays open: whether there is nobody to call is for its owner to say.

    Args:
        response: id of the answer.
        by: who says so.
        reason: ``test``, ``bogus``, ``wrong_person`` (:data:`b2bnps.analysis.answers.EXCLUDED`)
            or a code of the host's own.

    Raises:
        InvalidValue: no author, or a reason that is not a code.
        NotFound: there is no such answer.
    """
    event = "answer_excluded"
    return _rule(program, response, counts=False, by=by, reason=reason, event=event, now=now)


def reinstate(program: Program, response: str, *, by: str, reason: str, now: datetime) -> Verdict:
    """Let an answer count again that was taken out; a low score opens or joins its case.

    An answer that came late stays out of the figure of its wave all the same.

    Args:
        response: id of the answer.
        by: who says so.
        reason: code, e.g. ``called_the_person``.

    Raises:
        InvalidValue: no author, or a reason that is not a code.
        NotFound: there is no such answer.
    """
    event = "answer_reinstated"
    return _rule(program, response, counts=True, by=by, reason=reason, event=event, now=now)


_CODE = re.compile("[a-z][a-z0-9_]*")


def _check(by: str, reason: str, *, counts: bool) -> None:
    if not by.strip():
        message = "by: nobody is named; expected who takes the answer out or lets it count."
        raise InvalidValue(message)
    if not _CODE.fullmatch(reason):
        codes = "called_the_person" if counts else ", ".join(sorted(EXCLUDED))
        message = f"reason: expected a code such as {codes}; words about people stay out of it."
        raise InvalidValue(message)


def _rule(
    program: Program,
    response: str,
    *,
    counts: bool,
    by: str,
    reason: str,
    event: str,
    now: datetime,
) -> Verdict:
    _check(by, reason, counts=counts)

    def work() -> tuple[Verdict, Notice | None]:
        found = one(program, Response, response)
        if found is None:
            message = "There is no answer with this id."
            raise NotFound(message)
        verdict = Verdict(
            id=derive(
                "verdict", program.tenant, response, str(counts), by, reason, now.isoformat()
            ),
            **whose(found),
            at=now,
            response=response,
            counts=counts,
            reason=reason,
            by=by,
        )
        program.store.add(verdict)
        return verdict, follow_up(program, found, now=now) if counts else None

    verdict, alert = again_if_beaten(program, work)
    observe(program, event, now=now, wave=verdict.wave, reason=reason)
    notify(program, [alert], now=now)
    return verdict


def resolve(program: Program, message: str, state: State, *, now: datetime) -> bool:
    """Settle a message in doubt: ``sent``, ``ready`` (send again) or ``failed`` (drop).

    Returns:
        False when it was not in doubt any more; settling twice is settling once.
    """
    with program.store.begin():
        held = next(
            (h for h in program.desk.in_doubt(program.tenant) if h.message == message), None
        )
        if held is None or not program.desk.resolve(program.tenant, message, state):
            return False
        if state is State.SENT:
            program.store.add(_receipt(program, held, now))
    observe(program, "doubt_resolved", now=now, wave=held.wave, state=state)
    return True


def _receipt(program: Program, held: Held, now: datetime) -> Receipt:
    about = {"tenant": program.tenant, "wave": held.wave, "contact": held.contact}
    known = program.store.find(Invitation, **about) if held.wave and held.contact else iter(())
    asked = next(known, None)
    return Receipt(
        id=derive("receipt", held.message, "resolved", now.isoformat()),
        tenant=program.tenant,
        wave=held.wave,
        account=held.account,
        contact=held.contact,
        at=now,
        invitation=asked.id if asked else "",
        message=held.message,
        channel=held.channel,
        event=Delivery.SENT,
        reason="resolved_by_a_person",
    )
