"""Closing the loop: from a low score to somebody who acts. This module does no I/O.

Everything that decides which step a case can take stands in one table, :data:`STEPS`. A case is
opened once per account, trigger and calendar window; what further people of that account say joins
it as a step, each voice kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from b2bnps.errors import InvalidValue, StepRefused
from b2bnps.model import Account, Case, CaseStep, Metric, Response, derive, whose

DETRACTOR_UP_TO = 6
"""The highest score of a detractor on the 0 to 10 scale."""

SATURDAY = 5


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    CONTACTED = "contacted"
    RESOLVED = "resolved"
    CLOSED = "closed"


UNFINISHED = frozenset({CaseState.OPEN, CaseState.ASSIGNED, CaseState.CONTACTED})
"""States in which somebody still owes the customer something."""


@frozen
class Step:
    """A row of the table.

    Attributes:
        source: the states from which it can be taken.
        target: the state it leads to; None leaves the state as it is.
        needs: fields of the :class:`~b2bnps.model.CaseStep` that may not be empty.
    """

    source: frozenset[CaseState]
    target: CaseState | None
    needs: tuple[str, ...] = ()


ANY = frozenset(CaseState)

STEPS: Mapping[str, Step] = {
    "assign": Step(UNFINISHED, CaseState.ASSIGNED, needs=("owner",)),
    "contact": Step(UNFINISHED, CaseState.CONTACTED, needs=("note",)),
    "resolve": Step(frozenset({CaseState.CONTACTED}), CaseState.RESOLVED, needs=("note",)),
    "close": Step(frozenset({CaseState.RESOLVED}), CaseState.CLOSED),
    "reopen": Step(ANY - UNFINISHED, CaseState.OPEN, needs=("note",)),
    "note": Step(ANY, None, needs=("note",)),
    "voice": Step(ANY, None, needs=("response",)),
    "overdue": Step(UNFINISHED, None),
}
"""Every step of a case. ``voice`` and ``overdue`` are taken by the programme itself."""


def working_days(days: int) -> Callable[[datetime], datetime]:
    """Make a deadline of so many days, Saturdays and Sundays not counted."""

    def due(start: datetime) -> datetime:
        left, moment = days, start
        while left:
            moment += timedelta(days=1)
            left -= moment.weekday() < SATURDAY
        return moment

    return due


TWO_WORKING_DAYS = working_days(2)


@frozen(kw_only=True)
class LoopRules:
    """When a case opens, whose it is and how long they have.

    Attributes:
        deadline: from the moment of opening to the moment by which somebody has made contact.
        fallback_owner: who owns the cases of accounts without an owner.
    """

    deadline: Callable[[datetime], datetime] = TWO_WORKING_DAYS
    fallback_owner: str = ""


def is_detractor(response: Response) -> bool:
    """Tell whether the person gave a 0 to 6 to the NPS question."""
    score = response.score(Metric.NPS)
    return score is not None and score <= DETRACTOR_UP_TO


def quarter(moment: datetime) -> str:
    """Name the calendar window of a case: ``2026-Q4``."""
    return f"{moment.year}-Q{(moment.month + 2) // 3}"


def open_case(response: Response, account: Account | None, rules: LoopRules) -> Case:
    """Open a case for a detractor.

    Args:
        response: what the person said.
        account: the account as known now, None when it is not known any more.
        rules: deadline and owner.

    Returns:
        The case. Its id comes from account, trigger and quarter, so that the second detractor of
        an account meets :class:`~b2bnps.errors.AlreadyRecorded` and joins by :func:`add_voice`.
    """
    window = quarter(response.at)
    return Case(
        id=derive("case", response.tenant, response.account, "detractor", window),
        **whose(response),
        at=response.at,
        trigger="detractor",
        window=window,
        invitation=response.invitation,
        response=response.id,
        score=response.score(Metric.NPS),
        role=response.role,
        owner=(account.owner if account else "") or rules.fallback_owner,
        due=rules.deadline(response.at),
    )


@frozen(kw_only=True)
class Progress:
    """A case as it stands: the fold over its steps.

    Attributes:
        voices: ids of the responses in it, the one that opened it first.
        due: until when somebody has to have made contact; anew when it is opened again.
        reminded: True once ``overdue`` was noted since it was last opened.
        steps: how many steps were taken.
    """

    case: Case
    state: CaseState = CaseState.OPEN
    owner: str = ""
    voices: tuple[str, ...] = ()
    due: datetime
    reminded: bool = False
    steps: int = 0

    @property
    def unfinished(self) -> bool:
        """Whether somebody still owes the customer something."""
        return self.state in UNFINISHED

    def overdue(self, now: datetime) -> bool:
        """Tell whether nobody has made contact and the time for it is over."""
        return self.state in {CaseState.OPEN, CaseState.ASSIGNED} and now > self.due


def progress(case: Case, steps: Iterable[CaseStep]) -> Progress:
    """Fold the steps of a case, in any order, into how it stands."""
    now = Progress(case=case, owner=case.owner, voices=(case.response,), due=case.due)
    for step in sorted(steps, key=lambda step: step.number):
        now = _after(now, step)
    return now


def _after(now: Progress, step: CaseStep) -> Progress:
    row = STEPS[step.step]
    return evolve(
        now,
        state=row.target or now.state,
        owner=step.owner or now.owner,
        voices=(*now.voices, step.response) if step.step == "voice" else now.voices,
        due=step.at + (now.case.due - now.case.at) if step.step == "reopen" else now.due,
        reminded=(now.reminded or step.step == "overdue") and step.step != "reopen",
        steps=now.steps + 1,
    )


def possible(state: CaseState) -> tuple[str, ...]:
    """Name the steps that a case in this state can take."""
    return tuple(name for name, step in STEPS.items() if state in step.source)


def advance(
    now: Progress,
    step: str,
    *,
    at: datetime,
    by: str = "",
    owner: str = "",
    note: str = "",
    response: Response | None = None,
) -> CaseStep:
    """Take one step of a case.

    Args:
        now: how the case stands.
        step: a key of :data:`STEPS`.
        at: when it was taken.
        by: who took it.
        owner: the new owner, for ``assign``.
        note: what was done or said; some steps need one.
        response: the further answer, for ``voice``.

    Raises:
        StepRefused: the case cannot take this step now.
        InvalidValue: the step needs a field that is empty.
    """
    row = STEPS.get(step)
    if row is None or now.state not in row.source:
        steps = ", ".join(possible(now.state))
        message = f"A case that is {now.state} cannot take {step!r}. It can take: {steps}"
        raise StepRefused(message)
    taken = CaseStep(
        id=derive("case_step", now.case.id, str(now.steps + 1)),
        tenant=now.case.tenant,
        wave=now.case.wave,
        account=now.case.account,
        contact=response.contact if response else now.case.contact,
        at=at,
        case=now.case.id,
        number=now.steps + 1,
        step=step,
        by=by,
        owner=owner,
        note=note,
        response=response.id if response else "",
    )
    for field in row.needs:
        if not getattr(taken, field):
            message = f"{field}: the step {step!r} needs one."
            raise InvalidValue(message)
    return taken


def diagram(steps: Mapping[str, Step] = STEPS) -> str:
    """Draw the table as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {CaseState.OPEN}"]
    for name, step in steps.items():
        lines += [f"    {source} --> {step.target}: {name}" for source in _targets(step)]
    return "\n".join([*lines, f"    {CaseState.CLOSED} --> [*]", ""])


def _targets(step: Step) -> Sequence[CaseState]:
    return [state for state in CaseState if state in step.source and step.target is not None]
