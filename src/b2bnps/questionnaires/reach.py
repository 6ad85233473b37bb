"""What somebody can get to with some answers or other. This module does no I/O.

A rule only tells some answers apart: with "detractors are asked why", 0 to 6 are one case and 7 to
10 another. Walking through every combination of such cases finds exactly which questions and
endings can be reached. Where there are more than :data:`MOST` of them, nobody walks: then whatever
may be reached counts as reached.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, combinations, product
from operator import or_

from attrs import evolve, frozen

from b2bnps.model import Role
from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.question import END, Kind, Question
from b2bnps.questionnaires.rules import (
    Chose,
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

MOST = 20_000
"""Most combinations of answers that are walked through."""

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
    rules = [rule for question in questions for rule in _rules(question)]
    if not rules and not any(question.routes for question in questions):
        return evolve(everything, endings=frozenset())
    explored = _explored(steps(questions), [leaf for rule in rules for leaf in leaves(rule)])
    return evolve(everything, exact=False) if explored is None else explored


def _rules(question: Question) -> Iterator[Rule]:
    routed = (route.when for route in question.routes)
    yield from (rule for rule in (question.show_if, *routed) if rule is not None)


def _explored(walk: Sequence[Step], parts: list[Rule]) -> Reach | None:
    """Walk through every case; None where there are too many."""
    met: set[str] = set()
    ended: set[str] = set()
    left = MOST
    later = _looked_at_later(walk)
    for situation in _situations(parts):
        fronts: list[set[State]] = [set() for _ in walk]
        fronts[0].add(frozenset())
        for place, step in enumerate(walk):
            for state in fronts[place]:
                for heard in _after(step, dict(state), situation, parts):
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
                        fronts[to].add(frozenset(kept))
    return Reach(questions=frozenset(met), endings=frozenset(ended - {END}))


def _looked_at_later(walk: Sequence[Step]) -> list[frozenset[str]]:
    """Give for each place the fields that it and the places after it look at."""
    sets = [step.looks_at | step.splits for step in reversed(walk)]
    return list(accumulate(sets, or_))[::-1]


def _after(
    step: Step, said: dict[str, Value], situation: Situation, parts: list[Rule]
) -> Iterator[dict[str, Value] | None]:
    """Yield what may be known after a step; None where it is not asked."""
    if step.shown is not None and not step.shown(said, situation):
        yield None
        return
    cases = [_cases(step.question, name, parts) for name in step.fields]
    for values in product(*cases):
        answered = zip(step.fields, values, strict=True)
        yield said | {name: value for name, value in answered if value is not None}


def _cases(question: Question, name: str, parts: list[Rule]) -> list[Value | None]:
    """Give one answer for each case that the rules tell apart, and None for no answer."""
    looking = [part for part in parts if getattr(part, "question", "") == name]
    if not looking:
        return [None]
    tests = [compiled(part) for part in looking]
    nowhere = Situation()
    cases = {
        tuple(test({name: value}, nowhere) for test in tests): value
        for value in _values(question, looking)
    }
    return [*cases.values(), *(() if question.required else (None,))]


def _values(question: Question, looking: list[Rule]) -> Iterator[Value]:
    if question.points:
        yield from question.points
    elif question.kind is Kind.CHOICES:
        named = {o for part in looking if isinstance(part, Chose) for o in part.options}
        rest = [option for option in question.options if option not in named][:1]
        yield from map(frozenset, _subsets([*sorted(named), *rest], smallest=1))
    elif question.choices:
        yield from question.choices
    else:
        yield "…"


def _situations(parts: list[Rule]) -> Iterator[Situation]:
    """Yield every situation that the rules tell apart."""
    named = {role for part in parts if isinstance(part, InRole) for role in part.roles}
    roles = [*sorted(named), *sorted(set(Role) - named)[:1]]
    known: dict[str, set[str]] = {}
    for part in parts:
        if isinstance(part, Known):
            known.setdefault(part.name, {""}).update(part.values)
    quotas = sorted({part.quota for part in parts if isinstance(part, Full)})
    facts = [dict(zip(known, each, strict=True)) for each in product(*map(sorted, known.values()))]
    for role, full, fact in product(roles, _subsets(quotas), facts):
        yield Situation(role=role, known=fact, full=frozenset(full))


def _subsets(values: list[str], smallest: int = 0) -> Iterator[tuple[str, ...]]:
    sizes = range(smallest, len(values) + 1)
    return chain.from_iterable(combinations(values, size) for size in sizes)
