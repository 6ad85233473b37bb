"""Where a Formbricks survey goes on after a question. No I/O.

Three forms are read: a condition and a destination on a question, conditions and actions on a
question, and the same on a block of questions.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from b2bnps.exchange.carried.drafts import Condition, Known, Unfit, Way
from b2bnps.exchange.carried.places import Place
from b2bnps.exchange.formbricks.conditions import Comparison
from b2bnps.questionnaires.rules import And, Or, Rule

__all__ = ["ways"]

_Test = Callable[[Known], Rule]

_JUMPS: Final = frozenset({"jumpToQuestion", "jumpToBlock"})
_ACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "calculate": "Nothing is computed from answers here; the variable does not change.",
        "requireAnswer": "Whether a question must be answered does not depend on others here.",
    }
)


def ways(place: Place, name: str) -> list[Way]:
    """Take where it goes on after a question or a block.

    Args:
        place: of the question or the block.
        name: of the question at which the older form looks.
    """
    found = [way for line in place.each("logic") for way in _ways(line, name)]
    fallback = place.text("logicFallback")
    if fallback:
        found.append(Way(place.at("logicFallback"), fallback))
    return found


def _ways(line: Place, name: str) -> Iterator[Way]:
    if "condition" in line:
        yield from _older(line, name)
        return
    line.take("id")
    test = _group(line.below("conditions"))
    targets = [target for action in line.each("actions") for target in _targets(action)]
    line.rest()
    if targets:
        yield Way(line.path, targets[0], Condition(line.path, test))
    for target in targets[1:]:
        line.note(line.path, target, "Only the first of several ways is ever taken.")


def _older(line: Place, name: str) -> Iterator[Way]:
    read = Comparison(name=name, operator=line.text("condition"), value=line.take("value"))
    to = line.text("destination")
    line.rest()
    if to:
        yield Way(line.path, to, Condition(line.path, read.rule))
    else:
        line.note(line.path, "logic", "It leads nowhere there either.")


def _targets(action: Place) -> Iterator[str]:
    action.take("id")
    objective = action.text("objective")
    target = action.text("target") if objective in _JUMPS else ""
    if target:
        yield target
        action.rest()
    else:
        reason = _ACTIONS.get(objective, "Nothing like that is done here after an answer.")
        action.leave(objective or "action", reason)


def _group(place: Place) -> _Test:
    """Read conditions that hold together or one by one."""
    place.take("id")
    connector = place.text("connector")
    parts = [_part(each) for each in place.each("conditions")]
    place.rest()
    return partial(_joined, parts, Or if connector == "or" else And)


def _joined(parts: list[_Test], join: type[And] | type[Or], known: Known) -> Rule:
    rules = [part(known) for part in parts]
    if not rules:
        message = "has no condition"
        raise Unfit(message)
    return rules[0] if len(rules) == 1 else join(tuple(rules))


def _part(place: Place) -> _Test:
    if "conditions" in place:
        return _group(place)
    place.take("id")
    left, right = place.below("leftOperand"), place.below("rightOperand")
    meta = left.below("meta")
    read = Comparison(
        sort=left.text("type"),
        name=left.text("value") or left.text("id"),
        row=meta.take("row"),
        operator=place.text("operator"),
        against=right.text("type") or "static",
        value=right.take("value"),
    )
    for each in (meta, left, right, place):
        each.rest()
    return read.rule
