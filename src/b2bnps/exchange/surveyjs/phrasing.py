"""Rules of ours as expressions of SurveyJS; :mod:`.expression` reads them back. No I/O."""

from collections.abc import Mapping, Sequence

from b2bnps.exchange.carried.drafts import Unfit
from b2bnps.questionnaires.question import Kind, Question
from b2bnps.questionnaires.rules import (
    CLASSES,
    And,
    Answered,
    Chose,
    Class,
    Not,
    Or,
    Rule,
    Scored,
)

__all__ = ["written"]


def written(rule: Rule, fields: Mapping[str, Question]) -> str:
    """Write a rule as an expression.

    Args:
        rule: of ours.
        fields: the questions by the names of their answers.

    Raises:
        Unfit: SurveyJS cannot know what it looks at.
    """
    text = _written(rule, fields)
    return text[1:-1] if text.startswith("(") else text


def _written(rule: Rule, fields: Mapping[str, Question]) -> str:  # noqa: PLR0911 - a case for each kind of rule
    match rule:
        case And(of):
            return f"({' and '.join(_written(each, fields) for each in of)})"
        case Or(of):
            return f"({' or '.join(_written(each, fields) for each in of)})"
        case Not(Answered(name)):
            return f"{{{name}}} empty"
        case Not(of):
            inner = _written(of, fields)
            return f"!{inner}" if inner.startswith("(") else f"!({inner})"
        case Answered(name):
            return f"{{{name}}} notempty"
        case Scored(name, low, high):
            return _scored(name, low, high)
        case Class(name, classes):
            return f"({' or '.join(_scored(name, *CLASSES[each]) for each in classes)})"
        case Chose(name, options):
            return _chose(fields[name], options)
        case _:
            message = "looks at a role, a quota or something that the host knows"
            raise Unfit(message)


def _scored(name: str, low: int | None, high: int | None) -> str:
    if low == high:
        return f"{{{name}}} = {low}"
    ends = [f"{{{name}}} >= {low}"] * (low is not None)
    ends += [f"{{{name}}} <= {high}"] * (high is not None)
    return ends[0] if len(ends) == 1 else f"({' and '.join(ends)})"


def _chose(question: Question, options: Sequence[str]) -> str:
    values = [_literal(question, option) for option in options]
    if len(values) > 1:
        return f"{{{question.id}}} anyof [{', '.join(values)}]"
    sign = "contains" if question.kind is Kind.CHOICES else "="
    return f"{{{question.id}}} {sign} {values[0]}"


def _literal(question: Question, option: str) -> str:
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        return f"'{option}'"
    return "true" if option == "yes" else "false"
