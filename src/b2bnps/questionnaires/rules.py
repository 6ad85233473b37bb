"""When a question is shown and where an answer leads, as data. This module does no I/O.

A rule is a small tree of frozen values, true or false of what somebody has said so far and of the
:class:`Situation` in which they are asked. It is data and never code: it can be kept as JSON, shown
to a colleague, compared and looked through for what it depends on.

====================================================  ===========================================
value                                                 the same as JSON
====================================================  ===========================================
``And((a, b))``, ``Or((a, b))``, ``Not(a)``           ``{"and": [a, b]}``, ``{"or": [a, b]}``,
                                                      ``{"not": a}``
``Answered("why")``                                   ``{"answered": "why"}``
``Scored("nps", at_most=6)``                          ``{"score": "nps", "at_most": 6}``
``Chose("topic", ("price",))``                        ``{"choice": "topic", "in": ["price"]}``
``Class("nps", ("detractor",))``                      ``{"class": "nps", "in": ["detractor"]}``
``InRole((Role.END_USER,))``                          ``{"role": ["end_user"]}``
``Known("phase", ("design",))``                       ``{"known": "phase", "in": ["design"]}``
``Full("small_firms")``                               ``{"full": "small_firms"}``
====================================================  ===========================================

Of a question that was not answered, or not asked, only ``Not`` of something is true.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from b2bnps.model import Role

__all__ = [
    "CLASSES",
    "And",
    "Answered",
    "Chose",
    "Class",
    "Full",
    "InRole",
    "Known",
    "Not",
    "Or",
    "Rule",
    "Said",
    "Scored",
    "Situation",
    "as_data",
    "compiled",
    "leaves",
    "looks_at",
]

CLASSES: Mapping[str, tuple[int, int]] = {
    "detractor": (0, 6),
    "passive": (7, 8),
    "promoter": (9, 10),
}
"""Lowest and highest answer to a 0 to 10 question in each class."""

Said = Mapping[str, int | str | frozenset[str]]
"""What was answered, by field: a score, the id of an option, several ids, or words.

The field of a question is its id; each aspect of a matrix has one: ``aspects.price``.
"""


@frozen(kw_only=True)
class Situation:
    """In which somebody is asked; it stays as it was when they were invited.

    Attributes:
        role: in which the person is asked.
        known: what the host knows and rules may look at: ``phase``, ``product``, a segment of
            the account. Names and values of the host's own, never a person's.
        full: ids of the quotas that are full.
    """

    role: Role = Role.UNKNOWN
    known: Mapping[str, str] = field(factory=dict)
    full: frozenset[str] = frozenset()


@frozen
class And:
    """True where every one of them is."""

    of: tuple["Rule", ...]


@frozen
class Or:
    """True where one of them is."""

    of: tuple["Rule", ...]


@frozen
class Not:
    """True where the other is not."""

    of: "Rule"


@frozen
class Answered:
    """True where the question has an answer. Of words nothing else can be asked."""

    question: str


@frozen
class Scored:
    """True where the score lies within both ends, which belong to it; None is no end."""

    question: str
    at_least: int | None = None
    at_most: int | None = None


@frozen
class Chose:
    """True where one of these options was chosen, perhaps among others."""

    question: str
    options: tuple[str, ...]


@frozen
class Class:
    """True where the answer to a 0 to 10 question is that of a promoter, passive or detractor."""

    question: str
    classes: tuple[str, ...]


@frozen
class InRole:
    """True where the person is asked in one of these roles."""

    roles: tuple[Role, ...]


@frozen
class Known:
    """True where the host knows one of these values under this name."""

    name: str
    values: tuple[str, ...]


@frozen
class Full:
    """True where as many as wanted have answered already."""

    quota: str


Rule = And | Or | Not | Answered | Scored | Chose | Class | InRole | Known | Full

Test = Callable[[Said, Situation], bool]
"""A rule made ready to be asked."""


def leaves(rule: Rule) -> Iterator[Rule]:
    """Yield the parts of a rule that are not made of others, left to right."""
    if isinstance(rule, Not):
        yield from leaves(rule.of)
    elif isinstance(rule, And | Or):
        for each in rule.of:
            yield from leaves(each)
    else:
        yield rule


def looks_at(rules: Iterable[Rule | None]) -> frozenset[str]:
    """Give the fields whose answers decide these rules."""
    parts = (leaf for rule in rules if rule is not None for leaf in leaves(rule))
    return frozenset(
        leaf.question for leaf in parts if isinstance(leaf, Answered | Scored | Chose | Class)
    )


def as_data(rule: Rule) -> dict[str, Any]:  # noqa: PLR0911 - a case for each kind of rule
    """Write a rule as plain data for JSON; see the table of the module."""
    match rule:
        case And(of):
            return {"and": [as_data(each) for each in of]}
        case Or(of):
            return {"or": [as_data(each) for each in of]}
        case Not(of):
            return {"not": as_data(of)}
        case Answered(question):
            return {"answered": question}
        case Scored(question, low, high):
            ends = {"at_least": low, "at_most": high}
            return {"score": question} | {k: v for k, v in ends.items() if v is not None}
        case Chose(question, options):
            return {"choice": question, "in": list(options)}
        case Class(question, classes):
            return {"class": question, "in": list(classes)}
        case InRole(roles):
            return {"role": [str(role) for role in roles]}
        case Known(name, values):
            return {"known": name, "in": list(values)}
        case _:
            return {"full": rule.quota}


def compiled(rule: Rule) -> Test:  # noqa: PLR0911 - a case for each kind of rule
    """Make a rule ready to be asked many times: closures, about as fast as code by hand."""
    match rule:
        case And(of):
            return _every([compiled(each) for each in of])
        case Or(of):
            return _any([compiled(each) for each in of])
        case Not(of):
            test = compiled(of)
            return lambda said, now: not test(said, now)
        case Answered(question):
            return lambda said, _: question in said
        case Scored(question, low, high):
            return _scored(question, low, high)
        case Chose(question, options):
            return _chose(question, frozenset(options))
        case Class(question, classes):
            return _in(
                question, (n for c in classes for n in range(CLASSES[c][0], CLASSES[c][1] + 1))
            )
        case InRole(roles):
            return lambda _, now: now.role in roles
        case Known(name, values):
            return lambda _, now: now.known.get(name) in values
        case _:
            full = rule.quota
            return lambda _, now: full in now.full


def _every(tests: list[Test]) -> Test:
    def every(said: Said, now: Situation) -> bool:
        for test in tests:  # noqa: SIM110 - a generator costs as much as the tests
            if not test(said, now):
                return False
        return True

    return every


def _any(tests: list[Test]) -> Test:
    def some(said: Said, now: Situation) -> bool:
        for test in tests:  # noqa: SIM110 - see above
            if test(said, now):
                return True
        return False

    return some


def _scored(question: str, low: int | None, high: int | None) -> Test:
    """No scale reaches beyond 0 to 10 (:mod:`.question`), so the numbers can be listed."""
    lowest, highest = 0 if low is None else low, 10 if high is None else high
    return _in(question, range(lowest, highest + 1))


def _in(question: str, numbers: Iterable[int]) -> Test:
    taken = frozenset(numbers)
    return lambda said, _: said.get(question) in taken


def _chose(question: str, options: frozenset[str]) -> Test:
    def chose(said: Said, _: Situation) -> bool:
        found = said.get(question)
        return not options.isdisjoint(found) if isinstance(found, frozenset) else found in options

    return chose
