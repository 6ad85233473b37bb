"""One comparison in the logic of a Formbricks survey, as a rule of ours. No I/O."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, frozen

from b2bnps.exchange.carried.comparing import compared
from b2bnps.exchange.carried.drafts import Draft, Known, Unfit
from b2bnps.exchange.carried.places import whole
from b2bnps.exchange.carried.plain import literal
from b2bnps.questionnaires.question import Kind
from b2bnps.questionnaires.rules import And, Answered, Not, Or, Rule

__all__ = ["ACCEPTED", "Comparison"]

ACCEPTED = "accepted"
"""What a ticked box is called there."""

_OPERATORS: Final[Mapping[str, tuple[str, bool]]] = MappingProxyType(
    {
        "equals": ("=", True),
        "doesNotEqual": ("=", False),
        "notEquals": ("=", False),
        "isGreaterThan": (">", True),
        "greaterThan": (">", True),
        "isGreaterThanOrEqual": (">=", True),
        "greaterEqual": (">=", True),
        "isLessThan": ("<", True),
        "lessThan": ("<", True),
        "isLessThanOrEqual": ("<=", True),
        "lessEqual": ("<=", True),
        "equalsOneOf": ("any", True),
        "isAnyOf": ("any", True),
        "includesOneOf": ("any", True),
        "includesOne": ("any", True),
        "includesAllOf": ("all", True),
        "includesAll": ("all", True),
        "isSubmitted": ("answered", True),
        "submitted": ("answered", True),
        "isNotEmpty": ("answered", True),
        "isSkipped": ("answered", False),
        "skipped": ("answered", False),
        "isEmpty": ("answered", False),
        "isClicked": ("answered", True),
        "isNotClicked": ("answered", False),
        "clicked": ("answered", True),
    }
)
"""In our words, and whether that is meant or its opposite."""

_LACKING: Final[Mapping[str, str]] = MappingProxyType(
    {"doesNotIncludeOneOf": "any", "doesNotIncludeAllOf": "all"}
)
"""The opposites that hold only where there is an answer."""


@frozen(kw_only=True)
class Comparison:
    """One comparison of the source.

    Attributes:
        sort, name: of what is looked at: ``question``, ``element``, ``variable``, …
        row: which line of a matrix, counted from 0; None is the whole question.
        operator: as it is called there.
        against, value: with what it is compared: ``static`` is the value itself.
    """

    sort: str = "question"
    name: str
    row: Any = None
    operator: str
    against: str = "static"
    value: Any = None

    def rule(self, known: Known) -> Rule:
        """Make ours of it."""
        if self.sort not in {"question", "element"}:
            message = f"looks at {self.sort[:40] or 'something'!r}, which is no question"
            raise Unfit(message)
        if self.against != "static":
            message = "compares an answer with another one, or with a variable"
            raise Unfit(message)
        if self.name not in known:
            message = f"looks at {self.name[:80]!r}, which did not come along"
            raise Unfit(message)
        draft = known[self.name]
        if draft.kind is Kind.MATRIX:
            return self._of_matrix(draft)
        if draft.kind is Kind.YES_NO:
            return self._of_box(draft)
        return _rule(draft, "", self.operator, _named(draft, self._values))

    @property
    def _values(self) -> list[Any]:
        if self.value is None:
            return []
        return self.value if isinstance(self.value, list) else [self.value]

    def _of_matrix(self, draft: Draft) -> Rule:
        if self.row is not None:
            return self._of_line(draft)
        fields = [Answered(f"{draft.id}.{aspect}") for aspect in draft.rows.values()]
        if self.operator == "isCompletelySubmitted":
            return And(tuple(fields))
        if self.operator == "isPartiallySubmitted":
            return And((Or(tuple(fields)), Not(And(tuple(fields)))))
        return _rule(draft, "", self.operator, self._values)

    def _of_line(self, draft: Draft) -> Rule:
        """Read one line; lines and columns are told by their places, counted from 0."""
        lines, place = list(draft.rows.values()), whole(self.row)
        columns = [whole(each) for each in self._values]
        if place is None or not 0 <= place < len(lines) or None in columns:
            message = f"looks at a line or a column that {draft.name[:80]!r} does not have"
            raise Unfit(message)
        values = [draft.facts["low"] + column for column in columns if column is not None]
        return _rule(evolve(draft, rows={"line": lines[place]}), "line", self.operator, values)

    def _of_box(self, draft: Draft) -> Rule:
        """Read a box that is ticked or skipped; it is yes and no here."""
        ticked = compared({draft.name: draft}, draft.name, "=", [ACCEPTED])
        if self.operator in {"isAccepted", "accepted", "isSubmitted", "submitted"}:
            return ticked
        if self.operator in {"isSkipped", "skipped"}:
            return Not(ticked)
        raise _unknown(self.operator)


def _rule(draft: Draft, line: str, operator: str, values: list[Any]) -> Rule:
    known = {draft.name: draft}
    name = f"{draft.name}.{line}" if line else draft.name
    if operator in _LACKING:
        lacking = compared(known, name, _LACKING[operator], values)
        return And((compared(known, name, "answered"), Not(lacking)))
    if operator not in _OPERATORS:
        raise _unknown(operator)
    word, meant = _OPERATORS[operator]
    rule = compared(known, name, word, values)
    return rule if meant else Not(rule)


def _unknown(operator: str) -> Unfit:
    return Unfit(f"compares by {operator[:40]!r}, which nothing here says")


def _named(draft: Draft, values: list[Any]) -> list[Any]:
    """Find the ids of options; the older form compares with their words."""
    names = {
        text.strip(): name
        for name, option in reversed(draft.values.items())
        for text in draft.texts.get(f"option.{option}", {}).values()
    }
    return [
        names.get(literal(value).strip(), value)
        if isinstance(value, str) and value not in draft.values
        else value
        for value in values
    ]
