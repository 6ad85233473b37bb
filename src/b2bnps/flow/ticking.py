"""What becomes due with time: one verb, repeatable. This module does no I/O: the store does."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from attrs import frozen

from b2bnps.analysis.answers import latest_verdicts
from b2bnps.closeloop import Progress, advance
from b2bnps.errors import AlreadyRecorded
from b2bnps.flow.loop import cases, find_case, follow_up, notice, notify
from b2bnps.flow.machines import differ, trapped
from b2bnps.flow.program import Program, observe, one
from b2bnps.flow.roster import known_account
from b2bnps.model import Response, Verdict, Wave, derive, whose

QUIET = timedelta(minutes=10)
"""An answer held only for its speed counts once this much time passes without a contradiction."""

PATIENT = "too_fast"
"""The sign that time alone outweighs: fast people exist. Any other needs somebody to look."""


@frozen(kw_only=True)
class Ticked:
    """What one tick did.

    Attributes:
        confirmed: answers that count from now on.
        overdue: cases whose owner was reminded.
    """

    confirmed: int = 0
    overdue: int = 0


def tick(program: Program, *, now: datetime) -> Ticked:
    """Do what is due at this moment; doing it again at the same moment does nothing more.

    Call it every minute or so, from a worker or from the host's own scheduler.
    """
    return Ticked(confirmed=_confirm(program, now), overdue=_remind(program, now))


def _confirm(program: Program, now: datetime) -> int:
    return sum(_confirm_one(program, response, now) for response in list(_waiting(program, now)))


def _confirm_one(program: Program, response: Response, now: datetime) -> bool:
    try:
        with program.store.begin():
            if one(program, Response, response.id) is None:
                return False  # the person was forgotten meanwhile
            program.store.add(_verdict(response, now))
            alert = follow_up(program, response, now=now)
    except AlreadyRecorded:  # another worker's tick was faster, or will be at the next turn
        return False
    observe(program, "answer_confirmed", now=now, wave=response.wave)
    notify(program, [alert], now=now)
    return True


def _waiting(program: Program, now: datetime) -> Iterator[Response]:
    for wave in list(program.store.find(Wave, tenant=program.tenant)):
        if wave.closes is not None and now > wave.closes + program.link_life + QUIET:
            continue  # no link of it opens any more
        about = {"tenant": program.tenant, "wave": wave.id}
        rulings = latest_verdicts(program.store.find(Verdict, **about))
        responses = list(program.store.find(Response, **about))
        for response in responses:
            waits = response.provisional == PATIENT and response.id not in rulings
            if waits and _is_quiet(program, response, responses, now):
                yield response


def _is_quiet(
    program: Program, response: Response, said: Iterable[Response], now: datetime
) -> bool:
    """Tell whether nothing has spoken against a fast answer for long enough."""
    others = [one for one in said if one.invitation == response.invitation and one != response]
    return (
        now - response.at >= QUIET
        and not any(_disputes(other, response) for other in others)
        and not trapped(program, response.contact, response.invitation, response.at)
    )


def _disputes(other: Response, response: Response) -> bool:
    """Tell whether the person said this later, or something else at about the same time."""
    differs = differ(other, response)
    is_near = abs(other.at - response.at) <= QUIET
    return other.received > response.received or (differs and is_near)


def _verdict(response: Response, now: datetime) -> Verdict:
    return Verdict(
        id=derive("verdict", response.tenant, response.id, "quiet"),
        **whose(response),
        at=now,
        response=response.id,
        counts=True,
        reason="quiet",
    )


def _remind(program: Program, now: datetime) -> int:
    late = [case for case in cases(program) if case.overdue(now) and not case.reminded]
    return sum(_remind_one(program, standing, now) for standing in late)


def _remind_one(program: Program, standing: Progress, now: datetime) -> bool:
    try:
        with program.store.begin():
            current = find_case(program, standing.case.id)
            if current is None or not current.overdue(now):
                return False
            program.store.add(advance(current, "overdue", at=now))
    except AlreadyRecorded:  # somebody took a step at this very moment
        return False
    alert = notice("case_overdue", standing, known_account(program, standing.case.account))
    notify(program, [alert], now=now)
    return True
