"""Display, branch and skip logic of Qualtrics, as rules of ours. No I/O.

A condition is a tree of three floors: sets of expressions, joined by ``AndIf`` and ``OrIf``, and in
each of them expressions, joined by ``And`` and ``Or``. "And" connects and "or" separates: ``a or b
and c`` is ``a or (b and c)``.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from b2bnps.exchange.carried.comparing import compared
from b2bnps.exchange.carried.drafts import FINISH, Condition, Known, Unfit, Way
from b2bnps.exchange.carried.places import Place, whole
from b2bnps.exchange.qualtrics.looks import rest
from b2bnps.questionnaires.question import Kind
from b2bnps.questionnaires.rules import And, Not, Or, Rule

__all__ = ["Scores", "condition", "way"]

Scores = dict[str, dict[str, int]]
"""Points of the scales, by question, then by what the survey calls the option."""

_NUMBERS: Final[Mapping[str, str]] = {
    "EqualTo": "=",
    "NotEqualTo": "<>",
    "GreaterThan": ">",
    "GreaterThanOrEqual": ">=",
    "LessThan": "<",
    "LessThanOrEqual": "<=",
}
_SETS: Final[Mapping[str, str]] = {"If": "and", "AndIf": "and", "OrIf": "or"}
_EXPRESSION: Final = frozenset(
    """
    ChoiceLocator Conjuction Conjunction Description LeftOperand LogicType Operator QuestionID
    QuestionIDFromLocator QuestionIsInLoop RightOperand Type _HiddenExpression
    """.split()  # noqa: SIM905 - a line for each of these words would say no more
)


def condition(path: str, logic: Any, scores: Scores) -> Condition:
    """Make a condition of what stands under ``DisplayLogic`` or ``BranchLogic``."""
    return Condition(path, lambda known: _rule(logic, known, scores))


def way(skip: Place, scores: Scores, behind: str) -> Way:
    """Make a way of one entry of ``SkipLogic``.

    Args:
        skip: the entry.
        scores: see :data:`Scores`.
        behind: where the end of the block leads.
    """
    to = skip.text("SkipToDestination")
    if to.upper() in {"ENDOFSURVEY", "ENDOFBLOCK"}:
        to = FINISH if to.upper() == "ENDOFSURVEY" else behind
    expression = {
        "LogicType": "Question",
        "LeftOperand": skip.text("ChoiceLocator"),
        "Operator": skip.text("Condition"),
        "RightOperand": skip.take("Value"),
    }
    rest(skip)
    return Way(skip.path, to, Condition(skip.path, lambda known: _leaf(expression, known, scores)))


def _rule(logic: Any, known: Known, scores: Scores) -> Rule:
    _only(logic, {"Type", "inPage"})
    sets = []
    for each in _numbered(logic):
        _only(each, {"Type"})
        word = _word(_SETS, each.get("Type", "If"))
        parts = [(_conjunction(one), _leaf(one, known, scores)) for one in _numbered(each)]
        sets.append((word, _joined(parts)))
    return _joined(sets)


def _joined(parts: Sequence[tuple[str, Rule]]) -> Rule:
    """Join rules; the word of each stands before it, and that of the first means nothing."""
    groups: list[list[Rule]] = []
    for word, rule in parts:
        if word == "or" or not groups:
            groups.append([])
        groups[-1].append(rule)
    if not groups:
        message = "names no condition"
        raise Unfit(message)
    either = [And(tuple(group)) if len(group) > 1 else group[0] for group in groups]
    return Or(tuple(either)) if len(either) > 1 else either[0]


def _numbered(value: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for key in sorted((key for key in value if whole(key) is not None), key=int):
        if not isinstance(value[key], dict):
            message = "holds something else than conditions"
            raise Unfit(message)
        yield value[key]


def _only(value: Mapping[str, Any], keys: set[str] | frozenset[str]) -> None:
    strays = [key for key in value if key not in keys and whole(key) is None]
    if strays:
        message = f"says {strays[0][:80]!r}, which has no equal here"
        raise Unfit(message)


def _word(words: Mapping[str, str], word: Any) -> str:
    if not isinstance(word, str) or word not in words:
        message = "joins its conditions in a way that is not known"
        raise Unfit(message)
    return words[word]


def _conjunction(expression: Mapping[str, Any]) -> str:
    """Read how an expression is joined to the one before; the format spells the key like this."""
    word = expression.get("Conjuction", expression.get("Conjunction", "And"))
    return _word({"And": "and", "Or": "or"}, word)


def _leaf(expression: Mapping[str, Any], known: Known, scores: Scores) -> Rule:
    _only(expression, _EXPRESSION)
    sort = expression.get("LogicType")
    if sort != "Question":
        message = f"looks at {str(sort)[:80]!r} and not at an answer"
        raise Unfit(message)
    if expression.get("QuestionIsInLoop") not in (None, "no"):
        message = "looks at one round of a loop"
        raise Unfit(message)
    operator, right = str(expression.get("Operator")), expression.get("RightOperand")
    question, what, *rest = _operand(expression.get("LeftOperand"))
    if operator in {"NotSelected", "Empty"}:
        opposite = "Selected" if operator == "NotSelected" else "NotEmpty"
        return Not(_leaf({**expression, "Operator": opposite}, known, scores))
    if operator == "Selected" and what == "SelectableChoice":
        return _selected(known, scores, question, rest)
    if operator == "NotEmpty" and what == "ChoiceTextEntryValue":
        return _there(known, question)
    if operator in _NUMBERS and what in {"NPS", "ChoiceNumericEntryValue"}:
        return _number(known, question, _NUMBERS[operator], right)
    message = f"asks of {what[:80]!r} whether it is {operator[:80]!r}, which has no equal here"
    raise Unfit(message)


def _operand(address: Any) -> list[str]:
    """Read ``q://QID1/SelectableChoice/2``."""
    steps = address.removeprefix("q://").split("/") if isinstance(address, str) else []
    if len(steps) < 2 or not address.startswith("q://"):  # noqa: PLR2004 - a question and what of it
        message = "does not say what it looks at"
        raise Unfit(message)
    return steps


def _selected(known: Known, scores: Scores, question: str, rest: Sequence[str]) -> Rule:
    """Compare with an option, or with the column that was chosen in a row."""
    *row, option = rest or [""]
    if question in scores:
        return compared(known, ".".join((question, *row)), "=", [scores[question].get(option)])
    if row:
        message = "looks at a row of what is no matrix here"
        raise Unfit(message)
    return compared(known, question, "any", [option])


def _there(known: Known, question: str) -> Rule:
    if question in known and known[question].kind is not Kind.TEXT:
        message = "looks at the words beside an option"
        raise Unfit(message)
    return compared(known, question, "answered")


def _number(known: Known, question: str, operator: str, value: Any) -> Rule:
    if question in known and known[question].kind is not Kind.SCALE:
        message = f"takes the answer to {known[question].name[:80]!r} for a number"
        raise Unfit(message)
    return compared(known, question, operator, [value])
