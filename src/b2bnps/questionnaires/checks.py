"""Whether the rules and routes of a questionnaire can be followed. This module does no I/O.

Rules look back and routes lead forward, so there is no way round in circles, and every walk ends.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from b2bnps.model import Metric, Role
from b2bnps.questionnaires.question import END, Kind, Question
from b2bnps.questionnaires.rules import (
    CLASSES,
    And,
    Answered,
    Chose,
    Class,
    Full,
    InRole,
    Known,
    Not,
    Or,
    Rule,
    Scored,
)

__all__ = ["DEEPEST", "Ending", "Fault", "Quota", "faults"]

DEEPEST = 16
"""Most rules inside one another."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


@frozen(kw_only=True)
class Ending:
    """Another page of thanks than the usual one, to which a route leads.

    Attributes:
        id: key of its texts: ``ending.<id>.title`` and ``ending.<id>.text``.
        screened_out: True where whoever gets here was not meant to be asked; what they said
            before is kept and counts in no figure.
    """

    id: str
    screened_out: bool = False

    @property
    def needs(self) -> tuple[str, str]:
        """Keys of its texts."""
        return f"ending.{self.id}.title", f"ending.{self.id}.text"


@frozen(kw_only=True)
class Quota:
    """How many complete answers of one sort are wanted.

    Attributes:
        id: what ``Full`` names.
        limit: from how many on it is full, at least 1.
        when: holds for the answers that count towards it.
    """

    id: str
    limit: int
    when: Rule


@frozen
class Fault:
    """What cannot be followed.

    Attributes:
        owner: id of the question, ending or quota.
        where: place inside it: ``show_if.and[0]``, ``routes[1].to``; empty for the whole.
        reason: what is wrong with it, as a sentence.
        sort: what the owner is one of: ``questions``, ``endings`` or ``quotas``.
    """

    owner: str
    where: str
    reason: str
    sort: str = "questions"

    def __str__(self) -> str:
        """Name the owner and the place, as a message begins."""
        place = f"{self.owner}.{self.where}" if self.where else self.owner
        return f"{place}: {self.reason}"


@frozen
class _Asked:
    """What a rule may look at: by field, the question that takes it and where that one stands."""

    fields: Mapping[str, tuple[int, Question]]
    quotas: frozenset[str]
    before: int = field(default=0)
    """Rules may look at what stands before this place."""


def faults(
    questions: Sequence[Question], endings: Sequence[Ending] = (), quotas: Sequence[Quota] = ()
) -> Iterator[Fault]:
    """Find every rule that looks at what it cannot see and every route that leads nowhere.

    Args:
        questions: in the order in which they are asked, each id once.
        endings, quotas: what routes and rules may name.
    """
    yield from _of_ids({question.id for question in questions}, endings, quotas)
    if not quotas and not any(question.is_ruled for question in questions):
        return
    fields = {name: (place, q) for place, q in enumerate(questions) for name in q.fields}
    ids = frozenset(quota.id for quota in quotas)
    places = {question.id: place for place, question in enumerate(questions)}
    ends = {ending.id for ending in endings} | {END}
    for place, question in enumerate(questions):
        if not question.is_ruled:
            continue
        before, after = _Asked(fields, ids, place), _Asked(fields, ids, place + 1)
        if question.show_if is not None:
            yield from _of_rule(question.show_if, before, question.id, "show_if")
        for number, route in enumerate(question.routes):
            where = f"routes[{number}]"
            if route.when is not None:
                yield from _of_rule(route.when, after, question.id, f"{where}.when")
            if route.to not in ends:
                yield from _of_target(route.to, places, place, question.id, f"{where}.to")
    yield from _of_quotas(quotas, _Asked(fields, ids, len(questions)))


def _of_quotas(quotas: Sequence[Quota], everything: _Asked) -> Iterator[Fault]:
    for quota in quotas:
        for fault in _of_rule(quota.when, everything, quota.id, "when"):
            yield evolve(fault, sort="quotas")
        if type(quota.limit) is not int or quota.limit < 1:
            yield Fault(quota.id, "limit", "a quota is a whole number from 1.", "quotas")


def _of_ids(
    questions: set[str], endings: Sequence[Ending], quotas: Sequence[Quota]
) -> Iterator[Fault]:
    """Find the ids by which a route or a rule would not know what is meant."""
    for sort, things, taken in (
        ("endings", endings, questions | {END}),
        ("quotas", quotas, set[str]()),
    ):
        for thing in things:
            if not isinstance(thing.id, str) or not _ID.fullmatch(thing.id):
                yield Fault(thing.id, "id", "an id is a lower-case word: a-z, 0-9 and _.", sort)
            elif thing.id in taken:
                yield Fault(thing.id, "id", "something else has this id already.", sort)
            taken.add(thing.id)


def _of_target(
    to: str, places: Mapping[str, int], place: int, owner: str, where: str
) -> Iterator[Fault]:
    if to not in places:
        yield Fault(owner, where, f"there is no question and no ending {to!r}.")
    elif places[to] <= place:
        yield Fault(owner, where, f"leads back to {to!r}, in a circle; routes lead forward.")


def _of_rule(rule: Rule, asked: _Asked, owner: str, where: str, depth: int = 1) -> Iterator[Fault]:
    if depth > DEEPEST:
        yield Fault(owner, where, f"more than {DEEPEST} rules stand inside one another.")
        return
    match rule:
        case And(of) | Or(of):
            word = "and" if isinstance(rule, And) else "or"
            if not of:
                yield Fault(owner, where, f"{word!r} of nothing; name at least one rule.")
            for number, each in enumerate(of):
                yield from _of_rule(each, asked, owner, f"{where}.{word}[{number}]", depth + 1)
        case Not(of):
            yield from _of_rule(of, asked, owner, f"{where}.not", depth + 1)
        case _:
            for reason in _reasons(rule, asked):
                yield Fault(owner, where, reason)


def _reasons(rule: Rule, asked: _Asked) -> Iterator[str]:
    """Say what is wrong with a rule that is not made of others."""
    match rule:
        case InRole(roles):
            if not roles or not all(isinstance(role, Role) for role in roles):
                yield f"names roles: {', '.join(Role)}."
        case Known(name, values):
            if not name or not values or not all(isinstance(v, str) and v for v in values):
                yield "needs a name and at least one value, and no empty one."
        case Full(quota):
            if quota not in asked.quotas:
                yield f"there is no quota {quota!r}."
        case Answered(name) | Scored(name) | Chose(name) | Class(name):
            yield from _of_field(rule, name, asked)
        case _:
            yield "is no rule."


def _of_field(rule: Answered | Scored | Chose | Class, name: str, asked: _Asked) -> Iterator[str]:
    if name not in asked.fields:
        yield f"there is no question {name!r} with an answer."
        return
    place, question = asked.fields[name]
    if place >= asked.before:
        yield f"looks at {name!r}, which is asked later; a rule looks back."
    elif not isinstance(rule, Answered) and question.kind is Kind.TEXT:
        yield f"of the words given to {name!r} it can only be asked whether they are there."
    elif isinstance(rule, Scored):
        yield from _unfit_score(rule, question)
    elif isinstance(rule, Chose):
        yield from _unfit_choice(rule, question)
    elif isinstance(rule, Class):
        yield from _unfit_class(rule, question)


def _unfit_score(rule: Scored, question: Question) -> Iterator[str]:
    ends = rule.at_least, rule.at_most
    if not question.points:
        yield f"{question.id!r} has no scale."
    elif ends == (None, None) or any(
        end is not None and (type(end) is not int or end not in question.points) for end in ends
    ):
        yield f"needs at_least or at_most, within {question.low} to {question.high}."
    elif rule.at_least is not None and rule.at_most is not None and rule.at_least > rule.at_most:
        yield "at_least is above at_most."


def _unfit_choice(rule: Chose, question: Question) -> Iterator[str]:
    strays = [option for option in rule.options if option not in question.choices]
    if strays:
        yield f"{question.id!r} has no option {strays[0]!r}."
    elif not rule.options:
        yield "names no option."


def _unfit_class(rule: Class, question: Question) -> Iterator[str]:
    if question.metric not in {Metric.NPS, Metric.ENPS}:
        yield f"{question.id!r} is not declared as NPS; use a score."
    elif not rule.classes or not set(rule.classes) <= CLASSES.keys():
        yield f"names classes: {', '.join(CLASSES)}."
