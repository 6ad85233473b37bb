"""Seeing how it goes: status of a wave, its results, health. This module does no I/O."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

from attrs import field, frozen

from b2bnps.analysis.answers import Current, current
from b2bnps.analysis.scores import FORMULAS, Line, Member, matched, scoreboard
from b2bnps.errors import NaiveTime, NotFound
from b2bnps.flow.loop import cases
from b2bnps.flow.program import Program, one
from b2bnps.flow.roster import known
from b2bnps.flow.versions import asked_in
from b2bnps.metrics import Result, csat, happiness
from b2bnps.model import (
    Account,
    Invitation,
    LeftOut,
    Metric,
    Receipt,
    Record,
    Response,
    Verdict,
    Wave,
)
from b2bnps.ports import OPEN_STATES, State, Tallies
from b2bnps.questionnaires.schema import Questionnaire

R = TypeVar("R", bound=Record)


@frozen(kw_only=True)
class Status:
    """How a wave goes, as of one moment; messages and cases as they stand.

    Attributes:
        total: the figures of everybody so far.
        left_out: how many were not asked, by reason.
        messages: how many messages are in which state; empty where the outbox cannot say.
        set_aside: answers that do not count, by reason.
        excluded: why somebody took out those that are ``excluded``, by reason.
        open_cases: cases of this wave in which somebody owes the customer something.
    """

    wave: Wave
    total: Line
    left_out: Mapping[str, int] = field(factory=dict)
    messages: Mapping[State, int] = field(factory=dict)
    set_aside: Mapping[str, int] = field(factory=dict)
    excluded: Mapping[str, int] = field(factory=dict)
    open_cases: int = 0


@frozen(kw_only=True)
class Health:
    """Whether the programme can do its work, for a host's own health page.

    Attributes:
        ok: False when somebody must look: messages are in doubt.
        in_doubt: messages that may or may not have gone out.
        waiting: messages that still have a way to go; -1 where the outbox cannot say.
        overdue: cases whose owner has not made contact in time.
    """

    ok: bool
    in_doubt: int = 0
    waiting: int = -1
    overdue: int = 0


def find_wave(program: Program, wave: str) -> Wave:
    """Find a wave by its id.

    Raises:
        NotFound: no such wave was planned; the message names those that were.
    """
    found = one(program, Wave, wave)
    if found is None:
        planned = sorted(known.id for known in program.store.find(Wave, tenant=program.tenant))
        message = f"There is no wave {wave!r}. Planned are: {', '.join(planned) or 'none'}"
        raise NotFound(message)
    return found


def results(
    program: Program,
    wave: str,
    *,
    by: str | Callable[[Member], str] = "",
    labels: Mapping[str, str] | None = None,
    now: datetime,
) -> tuple[Line, ...]:
    """Score a wave: one line a group, each with n, population, intervals and response rate.

    Args:
        wave: id of the wave.
        by: ``role``, ``account``, ``unit``, a function of an invitation, or empty for one total.
        labels: readable names of the groups; accounts have theirs from the CRM.
        now: the figures are those of this moment; it may lie in the past.

    Raises:
        NotFound: no such wave was planned.
    """
    found = find_wave(program, wave)
    labels = dict(labels or {})
    if by == "account":
        labels |= {account.account: account.name for account in known(program, Account)}
    return _lines(program, found, answers(program, found, now=now), by=by, labels=labels, now=now)


def _lines(
    program: Program,
    wave: Wave,
    said: Current,
    *,
    by: str | Callable[[Member], str] = "",
    labels: Mapping[str, str] | None = None,
    now: datetime,
) -> tuple[Line, ...]:
    about = {"tenant": program.tenant, "wave": wave.id}
    invitations = list(_until(now, program.store.find(Invitation, **about)))
    asked = asked_in(program, wave, invitations)
    return scoreboard(
        invitations,
        _until(now, program.store.find(LeftOut, **about)),
        _until(now, program.store.find(Receipt, **about)),
        said.responses,
        by=by,
        labels=labels or {},
        asked={digest: one.metrics for digest, one in asked.items()},
        formulas=_formulas(asked),
    )


def _formulas(asked: Mapping[str, Questionnaire]) -> Mapping[Metric, Callable[..., Result]]:
    """Compute each metric on the scale on which this question set asks it."""
    questions = (question for one in asked.values() for question in one.questions)
    scales = {question.metric: (question.low, question.high) for question in questions}
    csat_scale = scales.get(Metric.CSAT, (1, 5))
    happy_scale = scales.get(Metric.HAPPINESS, (1, 5))
    return {
        **FORMULAS,
        Metric.CSAT: partial(csat, scale=csat_scale),
        Metric.HAPPINESS: partial(happiness, scale=happy_scale, cut=_happy_from(*happy_scale)),
    }


def _happy_from(low: int, high: int) -> int:
    """Take the top two of five as happy, and 7 of 0 to 10: the upper 30 per cent of the scale."""
    return high - int((high - low) * 0.3)


def answers(program: Program, wave: Wave, *, now: datetime) -> Current:
    """Choose the answers of a wave that count (:func:`b2bnps.analysis.answers.current`)."""
    if now.utcoffset() is None:
        name = "now"
        raise NaiveTime(name)
    about = {"tenant": program.tenant, "wave": wave.id}
    return current(
        _until(now, program.store.find(Response, **about)),
        _until(now, program.store.find(Verdict, **about)),
        now=now,
        closes=wave.closes,
    )


def counted(program: Program, wave: str, *, now: datetime) -> tuple[Response, ...]:
    """Pick the answers that :func:`results` scores: current ones of the wave's population.

    What is computed beside the score starts here: roll-ups to accounts, changes of the same
    people, weights, drivers.

    Raises:
        NotFound: no such wave was planned.
    """
    found = find_wave(program, wave)
    about = {"tenant": program.tenant, "wave": wave}
    return matched(
        _until(now, program.store.find(Invitation, **about)),
        _until(now, program.store.find(LeftOut, **about)),
        answers(program, found, now=now).responses,
    )


def _until(now: datetime, facts: Iterable[R]) -> Iterator[R]:
    """Leave out what became true later, so that any figure can be had as of any date."""
    return (fact for fact in facts if fact.at <= now)


def status(program: Program, wave: str, *, now: datetime) -> Status:
    """Say how a wave goes, while it runs or later.

    Raises:
        NotFound: no such wave was planned.
    """
    found = find_wave(program, wave)
    said = answers(program, found, now=now)
    left_out = _until(now, program.store.find(LeftOut, tenant=program.tenant, wave=wave))
    return Status(
        wave=found,
        total=_lines(program, found, said, now=now)[0],
        left_out=Counter(fact.reason for fact in left_out),
        messages=_tally(program, wave),
        set_aside=said.set_aside,
        excluded=said.excluded,
        open_cases=sum(case.unfinished for case in cases(program, wave=wave)),
    )


def health(program: Program, *, now: datetime) -> Health:
    """Say whether the programme can do its work; cheap enough for a probe every minute."""
    in_doubt = len(program.desk.in_doubt(program.tenant))
    tally = _tally(program)
    waiting = sum(tally.get(state, 0) for state in OPEN_STATES)
    return Health(
        ok=not in_doubt,
        in_doubt=in_doubt,
        waiting=waiting if isinstance(program.outbox, Tallies) else -1,
        overdue=sum(case.overdue(now) for case in cases(program)),
    )


def _tally(program: Program, wave: str = "") -> Mapping[State, int]:
    if isinstance(program.outbox, Tallies):
        return program.outbox.tally(program.tenant, wave)
    return {}
