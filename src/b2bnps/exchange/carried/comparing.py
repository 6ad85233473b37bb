"""One comparison of an answer, as a rule of ours. No I/O.

Every importer brings the operators of its source into these words:

=============================  =====================================================
``=``, ``<``, ``<=``           the answer is, is below, is at most
``>``, ``>=``                  is above, is at least
``<>``                         is not, or there is no answer
``any``                        it is one of these, or one of these is among several
``all``                        all of these are among several
``answered``                   there is one
=============================  =====================================================
"""

from collections.abc import Callable, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import Any, Final

from b2bnps.exchange.carried.drafts import Draft, Known, Unfit
from b2bnps.exchange.carried.places import whole
from b2bnps.questionnaires.question import Kind
from b2bnps.questionnaires.rules import And, Answered, Chose, Not, Or, Rule, Scored

__all__ = ["compared", "field_of"]

_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {"<": lt, "<=": le, ">=": ge, ">": gt}
_OPTIONS: Final = (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO)


def field_of(known: Known, name: str) -> tuple[Draft, str]:
    """Find the question that a name of the source means, and its aspect where it means one.

    Raises:
        Unfit: there is none.
    """
    if name in known:
        return known[name], ""
    for dot in (place for place, letter in enumerate(name) if letter == "."):
        question, row = name[:dot], name[dot + 1 :]
        if question in known and row in known[question].rows:
            return known[question], known[question].rows[row]
    message = f"looks at {name[:80]!r}, which did not come along"
    raise Unfit(message)


def compared(known: Known, name: str, operator: str, values: Sequence[Any] = ()) -> Rule:
    """Make a rule of a comparison.

    Args:
        known: the questions.
        name: of a question in the source, or ``<question>.<row>`` for one line of a matrix.
        operator: see the module.
        values: with which the answer is compared, as the source writes them.

    Raises:
        Unfit: nothing here says the same.
    """
    if operator == "<>":
        return Not(compared(known, name, "=", values))
    draft, aspect = field_of(known, name)
    fields = [f"{draft.id}.{each}" for each in draft.rows.values()] or [draft.id]
    if operator == "answered":
        if draft.kind is Kind.NOTICE:
            message = f"looks at {draft.name[:80]!r}, which has no answer"
            raise Unfit(message)
        found = [Answered(each) for each in ([f"{draft.id}.{aspect}"] if aspect else fields)]
        return found[0] if len(found) == 1 else Or(tuple(found))
    if draft.kind is Kind.SCALE or aspect:
        return _scored(f"{draft.id}.{aspect}" if aspect else draft.id, operator, values)
    if draft.kind in _OPTIONS:
        return _chosen(draft, operator, values)
    message = f"compares the answer to {draft.name[:80]!r}, of which only its being there is known"
    raise Unfit(message)


def _scored(name: str, operator: str, values: Sequence[Any]) -> Rule:
    numbers = [whole(value) for value in values]
    if not numbers or None in numbers or operator == "all":
        message = "compares a score with something that is no whole number"
        raise Unfit(message)
    scores = [number for number in numbers if number is not None]
    if operator in {"=", "any"}:
        found = [Scored(name, score, score) for score in scores]
        return found[0] if len(found) == 1 else Or(tuple(found))
    score = scores[0]
    if operator in {"<", "<="}:
        return Scored(name, at_most=score - (operator == "<"))
    return Scored(name, at_least=score + (operator == ">"))


def _chosen(draft: Draft, operator: str, values: Sequence[Any]) -> Rule:
    if operator in _ORDER:
        return _among(draft, operator, values)
    if operator == "=" and draft.kind is Kind.CHOICES:
        message = f"asks for exactly these options of {draft.name[:80]!r}"
        raise Unfit(message)
    options = tuple(dict.fromkeys(_option(draft, value) for value in values))
    if operator == "all" and len(options) > 1:
        return And(tuple(Chose(draft.id, (option,)) for option in options))
    return Chose(draft.id, options)


def _option(draft: Draft, value: Any) -> str:
    name = str(value).lower() if isinstance(value, bool) else str(value)
    if name not in draft.values:
        message = f"names {name[:80]!r}, which is no option of {draft.name[:80]!r}"
        raise Unfit(message)
    return draft.values[name]


def _among(draft: Draft, operator: str, values: Sequence[Any]) -> Rule:
    """Compare options that are called by numbers: those on the right side are meant."""
    limit = whole(values[0]) if values else None
    numbers = {option: whole(value) for value, option in draft.values.items()}
    if limit is None or None in numbers.values():
        message = f"puts the options of {draft.name[:80]!r} in an order, and they are no numbers"
        raise Unfit(message)
    meant = (option for option, number in numbers.items() if _ORDER[operator](number, limit))
    return Chose(draft.id, tuple(meant))
