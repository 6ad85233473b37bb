"""What SurveyJS compares, and how: as rules over the questions that came along. No I/O."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from b2bnps.exchange.carried.comparing import compared, field_of
from b2bnps.exchange.carried.drafts import Draft, Known, Unfit
from b2bnps.exchange.surveyjs.expression import WORDS, read, said_with
from b2bnps.questionnaires.question import Kind
from b2bnps.questionnaires.rules import Rule

__all__ = ["Ruling", "legacy", "ruling"]

Ruling = Callable[[Known], Rule]
"""Makes a rule of ours, given the questions by the names that SurveyJS's rules use."""


def ruling(text: str) -> Ruling:
    """Read an expression once it is known what came along; see :mod:`.expression`."""
    return lambda known: read(text, partial(_compared, known))


def legacy(name: str, operator: str, value: Any) -> Ruling:
    """Read a comparison as triggers wrote it before there were expressions."""
    values = value if isinstance(value, list) else [value]

    def rule(known: Known) -> Rule:
        if operator not in WORDS or not all(_plain(each) for each in values):
            message = f"compares by {operator[:20]!r} or with what is no value"
            raise Unfit(message)
        return said_with(operator, name, values, partial(_compared, known))

    return rule


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def _compared(known: Known, name: str, operator: str, values: Sequence[Any]) -> Rule:
    """Compare as SurveyJS does: by any case, and with a part of what is no list."""
    draft, _ = field_of(known, name)
    if operator == "all" and draft.kind is not Kind.CHOICES:
        message = f"looks for a part of the answer to {draft.name[:80]!r}"
        raise Unfit(message)
    return compared(known, name, operator, [_as_named(draft, value) for value in values])


def _as_named(draft: Draft, value: Any) -> Any:
    """Give a value in the case in which the question has it."""
    if not isinstance(value, str) or value in draft.values:
        return value
    folded = value.strip().casefold()
    return next((each for each in draft.values if each.casefold() == folded), value)
