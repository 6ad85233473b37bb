"""Rules, routes and kinds of questions in plain words. This module does no I/O."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from b2bnps.questionnaires.question import END, NPS, Kind, Question, Route
from b2bnps.questionnaires.rules import (
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

__all__ = ["clause", "counted", "either", "led", "plain", "remarks_on", "said"]

METRICS = {"nps": "NPS", "enps": "eNPS", "csat": "CSAT", "ces": "CES", "happiness": "happiness"}
_CONTROLS = dict.fromkeys(chain(range(9), range(11, 32), range(127, 160)), "\ufffd")


def plain(text: str) -> str:
    """Give a text of a document without what would command the terminal."""
    return text.translate(_CONTROLS)


def said(rule: Rule, several: Collection[str] = ()) -> str:
    """Say when something holds, as one says it of a question.

    Args:
        rule: when.
        several: ids of the questions that take several options.

    >>> said(Class("nps", ("detractor",)))
    'only detractors'
    >>> said(Scored("csat", at_most=3))
    'only if csat is at most 3'
    """
    match rule:
        case Class(question, classes):
            whom = either([f"{each}s" for each in classes], "and")
            return f"only {whom}" if question == NPS else f"only {whom} of {question}"
        case InRole(roles):
            return f"only in the role {either(roles)}"
        case Not(of):
            return f"not if {clause(of, several)}"
        case _:
            return f"only if {clause(rule, several)}"


def clause(rule: Rule, several: Collection[str] = ()) -> str:  # noqa: C901, PLR0911 - a case for each kind of rule
    """Say a rule as what follows an "if"."""
    match rule:
        case And(of):
            return " and ".join(_inside(of, several))
        case Or(of):
            return " or ".join(_inside(of, several))
        case Not(of):
            return f"not ({clause(of, several)})"
        case Answered(question):
            return f"{question} was answered"
        case Scored(question, low, high):
            return f"{question} is {_between(low, high)}"
        case Chose(question, options):
            verb = "includes" if question in several else "is"
            return f"{question} {verb} {either(options)}"
        case Class(question, classes):
            return f"{question} is that of a {either(classes)}"
        case InRole(roles):
            return f"the role is {either(roles)}"
        case Known(name, values):
            return f"{name} is {either(values)}"
        case Full(quota):
            return f"the quota {quota} is full"


def led(routes: Iterable[Route], several: Collection[str], endings: Collection[str]) -> str:
    """Say where the answers to a question lead; empty where they lead nowhere else."""
    return ", else ".join(_way(route, several, endings) for route in routes)


def remarks_on(
    question: Question, several: Collection[str] = (), endings: Collection[str] = ()
) -> Iterator[str]:
    """Say what holds of a question beside its words: measure, duty, rules, routes."""
    if question.metric:
        yield f"measures {METRICS[question.metric]}"
    if question.required:
        yield "must be answered"
    if question.show_if is not None:
        yield said(question.show_if, several)
    if question.routes:
        yield led(question.routes, several, endings)
    if question.new_page:
        yield "begins a page"
    if question.kind is Kind.NOTICE:
        yield "takes no answer"


def either(names: Iterable[str], word: str = "or") -> str:
    """Join names: ``a``, ``a or b``, ``a, b or c``."""
    *others, last = map(plain, names)
    return f"{', '.join(others)} {word} {last}" if others else last


def counted(number: int, what: str) -> str:
    """Count things: ``1 block``, ``2 blocks``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _inside(rules: Iterable[Rule], several: Collection[str]) -> Iterator[str]:
    for rule in rules:
        inner = clause(rule, several)
        yield f"({inner})" if isinstance(rule, And | Or) else inner


def _between(low: int | None, high: int | None) -> str:
    if low is None:
        return f"at most {high}"
    if high is None:
        return f"at least {low}"
    return str(low) if low == high else f"{low} to {high}"


def _way(route: Route, several: Collection[str], endings: Collection[str]) -> str:
    if route.to == END:
        to = "ends the questions"
    else:
        to = f"{'ends with' if route.to in endings else 'goes on with'} {route.to}"
    return to if route.when is None else f"{to} if {clause(route.when, several)}"
