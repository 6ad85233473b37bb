"""Cases: opened by what people say, walked to their end by the host's people.

This module does no I/O: the store and the notifier do.
"""

from collections.abc import Iterable
from datetime import datetime

from b2bnps.closeloop import Progress, is_detractor, open_case, progress
from b2bnps.closeloop import advance as take_step
from b2bnps.errors import NotFound
from b2bnps.flow.program import Program, observe, one
from b2bnps.flow.roster import known_account
from b2bnps.model import Account, Case, CaseStep, Response, Verdict
from b2bnps.ports import Notice

RULED_OUT = {
    "contradicted": "An answer in this case was contradicted within a minute: "
    "a machine may have sent it.",
    "screened_out": "A person in this case has said since that the questions were not meant for "
    "them; the answer counts in no figure.",
}
AGAIN = "The person has answered again, or has said more."
BETTER = "The person has answered again, and not as a detractor."
JOINED = "A further person of this account gave a low score."


def follow_up(program: Program, response: Response, *, now: datetime) -> Notice | None:
    """Open a case for a low score, or let it join the open one; called inside ``begin``.

    Args:
        response: an answer that nobody doubts.
        now: when the case is opened or joined.

    Returns:
        What to tell the owner after the commit (:func:`notify`); None where nobody need act.
    """
    account = known_account(program, response.account)
    case = open_case(response, account, program.loop)
    standing = find_case(program, case.id)
    if standing is None:
        return _open(program, case, account) if is_detractor(response) else None
    if response.id in standing.voices:
        return None
    is_heard = _is_heard(program, standing, response)
    if is_detractor(response) and not (is_heard and standing.unfinished):
        return _join(program, standing, response, account, now)
    if is_heard:
        note = AGAIN if is_detractor(response) else BETTER
        _take(program, standing, "voice", response=response, note=note, at=now)
    return None


def advance(
    program: Program,
    case: str,
    step: str,
    *,
    by: str,
    owner: str = "",
    note: str = "",
    now: datetime,
) -> Progress:
    """Take one step of a case (:data:`b2bnps.closeloop.STEPS`).

    Args:
        case: id of the case.
        step: name of the step.
        by: who takes it.
        owner: the new owner, for ``assign``.
        note: what was done or said.

    Raises:
        NotFound: there is no such case.
        StepRefused: the case cannot take this step now.
        AlreadyRecorded: somebody else took a step at the same moment; look again.
    """
    standing = find_case(program, case)
    if standing is None:
        message = "There is no case with this id."
        raise NotFound(message)
    taken = take_step(standing, step, at=now, by=by, owner=owner, note=note)
    program.store.add(taken)
    observe(program, "case_advanced", now=now, step=step, wave=taken.wave)
    return progress(standing.case, [*_steps(program, standing.case), taken])


def find_case(program: Program, case: str) -> Progress | None:
    """Find one case as it stands, None when there is none of this id."""
    found = one(program, Case, case)
    return None if found is None else progress(found, _steps(program, found))


def cases(program: Program, *, wave: str = "", account: str = "") -> list[Progress]:
    """List cases as they stand, those due first at the top."""
    about = {"tenant": program.tenant, "wave": wave, "account": account}
    steps: dict[str, list[CaseStep]] = {}
    for step in program.store.find(CaseStep, tenant=program.tenant, account=account):
        steps.setdefault(step.case, []).append(step)
    found = (progress(case, steps.get(case.id, ())) for case in program.store.find(Case, **about))
    return sorted(found, key=lambda standing: (standing.due, standing.case.id))


def notify(program: Program, notices: Iterable[Notice | None], *, now: datetime) -> None:
    """Tell the owners, after the commit; a notifier that raises costs nothing but its alert."""
    for notice in notices:
        if notice is None:
            continue
        observe(program, notice.code, now=now, wave=notice.case.wave)
        try:
            if program.notifier is not None:
                program.notifier.notify(notice)
        except Exception as fault:  # noqa: BLE001 - the case is safe, and tick reminds of it
            observe(program, "notice_failed", now=now, reason=type(fault).__name__)


def note_ruled_out(program: Program, verdict: Verdict, *, now: datetime) -> None:
    """Say on a case why one of its voices does not count any more; called inside ``begin``."""
    for standing in cases(program, account=verdict.account):
        if verdict.response in standing.voices:
            _take(program, standing, "note", note=RULED_OUT[verdict.reason], at=now)


def _open(program: Program, case: Case, account: Account | None) -> Notice:
    program.store.add(case)
    return notice("case_opened", progress(case, ()), account)


def _join(
    program: Program, standing: Progress, response: Response, account: Account | None, now: datetime
) -> Notice:
    if not standing.unfinished:
        standing = _take(program, standing, "reopen", note=JOINED, at=now)
    _take(program, standing, "voice", response=response, at=now)
    return notice("voice_joined", standing, account)


def _is_heard(program: Program, standing: Progress, response: Response) -> bool:
    """Whether the case holds something else that the same person said to the same invitation."""
    said = program.store.find(Response, tenant=program.tenant, account=response.account)
    return any(
        voice.id in standing.voices and voice.invitation == response.invitation for voice in said
    )


def _take(
    program: Program,
    standing: Progress,
    step: str,
    *,
    at: datetime,
    note: str = "",
    response: Response | None = None,
) -> Progress:
    taken = take_step(standing, step, at=at, note=note, response=response)
    program.store.add(taken)
    return progress(standing.case, _steps(program, standing.case))


def _steps(program: Program, case: Case) -> list[CaseStep]:
    found = program.store.find(CaseStep, tenant=program.tenant, account=case.account)
    return [step for step in found if step.case == case.id]


def notice(code: str, standing: Progress, account: Account | None) -> Notice:
    """Write the alert for the owner of a case."""
    name = account.name if account else ""
    return Notice(code=code, to=standing.owner, case=standing.case, account=name)
