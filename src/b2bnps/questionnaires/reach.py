"""What somebody can get to with some answers or other. This module does no I/O.

A rule only tells some answers apart: with "detractors are asked why", 0 to 6 are one case and 7 to
10 another. Walking through every combination of such cases finds exactly which questions and
endings can be reached. Where there are more than :data:`MOST` of them, nobody walks: then whatever
may be reached counts as reached.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, compress, product
from operator import or_

from attrs import evolve, frozen

from b2bnps.model import Role
from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.question import END, Kind, Question
from b2bnps.questionnaires.rules import (
    Full,
    InRole,
    Known,
    Rule,
    Situation,
    compiled,
    leaves,
)
from b2bnps.questionnaires.walking import Step, steps

__all__ = ["MOST", "Reach", "reach"]

MOST = 5_000
"""Most combinations of answers that are walked through."""

NOWHERE = Situation()

Value = int | str | frozenset[str]
State = frozenset[tuple[str, Value]]
"""The answers that later rules look at."""


@frozen(kw_only=True)
class Reach:
    """What somebody can get to.

    Attributes:
        questions: ids of the questions.
        endings: ids of the endings; the usual end is not among them.
        exact: False where there were too many combinations, and all count as reached.
    """

    questions: frozenset[str]
    endings: frozenset[str]
    exact: bool = True


def reach(questions: Sequence[Question], endings: Sequence[Ending] = ()) -> Reach:
    """Find out what can be reached, whoever is asked and whatever they answer.

    Args:
        questions: whose rules and routes can be followed (:mod:`.checks`).
        endings: to which routes lead.
    """
    everything = Reach(
        questions=frozenset(question.id for question in questions),
        endings=frozenset(ending.id for ending in endings),
    )
    rules = [rule for question in questions for rule in question.rules]
    if not rules and not any(question.routes for question in questions):
        return evolve(everything, endings=frozenset())
    explored = _explored(steps(questions), [leaf for rule in rules for leaf in leaves(rule)])
    return evolve(everything, exact=False) if explored is None else explored


def _explored(walk: Sequence[Step], parts: list[Rule]) -> Reach | None:
    """Walk through every case; None where there are too many."""
    met: set[str] = set()
    ended: set[str] = set()
    left = MOST
    later = _looked_at_later(walk)
    apart = [[cases_of(step.question, name, parts) for name in step.fields] for step in walk]
    for situation in situations_of(parts):
        fronts: dict[int, set[State]] = {0: {frozenset()}}
        left -= len(walk) // 10
        for place, step in enumerate(walk):
            for state in fronts.pop(place, ()):
                for heard in _after(step, dict(state), situation, apart[place]):
                    left -= 1
                    if left < 0:
                        return None
                    if heard is not None:
                        met.add(step.question.id)
                    said = dict(state) if heard is None else heard
                    to = place + 1 if heard is None else step.way(said, situation, place + 1)
                    if isinstance(to, str):
                        ended.add(to)
                    elif to < len(walk):
                        kept = ((name, said[name]) for name in said if name in later[to])
                        fronts.setdefault(to, set()).add(frozenset(kept))
    return Reach(questions=frozenset(met), endings=frozenset(ended - {END}))


def _looked_at_later(walk: Sequence[Step]) -> list[frozenset[str]]:
    """Give for each place the fields that it and the places after it look at."""
    sets = [step.looks_at | step.splits for step in reversed(walk)]
    return list(accumulate(sets, or_))[::-1]


def _after(
    step: Step, said: dict[str, Value], situation: Situation, apart: list[list[Value | None]]
) -> Iterator[dict[str, Value] | None]:
    """Yield what may be known after a step; None where it is not asked."""
    if step.shown is not None and not step.shown(said, situation):
        yield None
        return
    for values in product(*apart):
        answered = zip(step.fields, values, strict=True)
        yield said | {name: value for name, value in answered if value is not None}


def cases_of(question: Question, name: str, parts: list[Rule]) -> list[Value | None]:
    """Give one answer for each case that the rules tell apart, and None for no answer."""
    looking = [part for part in parts if getattr(part, "question", "") == name]
    if not looking:
        return [None]
    tests = [compiled(part) for part in looking]

    def told(value: Value) -> tuple[bool, ...]:
        return tuple(test({name: value}, NOWHERE) for test in tests)

    found = {told(value): value for value in _values(question)}
    if question.kind is Kind.CHOICES:
        found = _together([each for each in found.values() if isinstance(each, frozenset)], told)
    return [*found.values(), *(() if question.required else (None,))]


def _values(question: Question) -> Iterator[Value]:
    """Yield every answer, of several options each alone."""
    if question.points:
        yield from question.points
    elif question.kind is Kind.CHOICES:
        yield from (frozenset({option}) for option in question.options)
    elif question.choices:
        yield from question.choices
    else:
        yield "…"


def _together(
    alone: list[frozenset[str]], told: Callable[[Value], tuple[bool, ...]]
) -> dict[tuple[bool, ...], Value]:
    """Put options together until no new case comes up, or more than anybody walks through."""
    found: dict[tuple[bool, ...], frozenset[str]] = {}
    for options in alone:
        for others in (frozenset[str](), *found.values()):
            found.setdefault(told(options | others), options | others)
            if len(found) > MOST:
                return {**found}
    return {**found}


def situations_of(parts: list[Rule]) -> Iterator[Situation]:
    """Yield every situation that the rules tell apart, one at a time: there may be too many."""
    named = {role for part in parts if isinstance(part, InRole) for role in part.roles}
    roles = [*sorted(named), *sorted(set(Role) - named)[:1]]
    known: dict[str, set[str]] = {}
    for part in parts:
        if isinstance(part, Known):
            known.setdefault(part.name, {""}).update(part.values)
    quotas = sorted({part.quota for part in parts if isinstance(part, Full)})
    fulls = (("", quota) for quota in quotas)
    for role, *rest in product(roles, *fulls, *map(sorted, known.values())):
        yield Situation(
            role=Role(role),
            known=dict(zip(known, rest[len(quotas) :], strict=True)),
            full=frozenset(compress(quotas, rest)),
        )
