"""A rule read from plain data, with the place of whatever is wrong. This module does no I/O.

:func:`b2bnps.questionnaires.rules.as_data` is the other way.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from b2bnps.model import Role
from b2bnps.questionnaires.checks import DEEPEST
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

__all__ = ["Wrong", "is_text", "rule_of"]

_HALF = re.compile("[\ud800-\udfff]")


def is_text(value: object) -> bool:
    """Tell whether it is text that can be kept: JSON can also carry halves of characters."""
    return isinstance(value, str) and _HALF.search(value) is None


class Wrong(Exception):
    """What is wrong, and where below the place that is being read."""

    def __init__(self, where: str, reason: str) -> None:
        """Take the place, such as ``.and[0]``, and a sentence."""
        self.where, self.reason = where, reason
        super().__init__(where, reason)


def rule_of(data: object, where: str = "", depth: int = 1) -> Rule:
    """Read a rule from plain data; see :mod:`.rules` for its form."""
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise Wrong(where, 'a rule is an object, such as {"answered": "why"}.')
    if depth > DEEPEST:
        raise Wrong(where, f"more than {DEEPEST} rules stand inside one another.")
    for keys, read in _RULES.items():
        if data.keys() <= set(keys) and keys[0] in data:
            return read(data, where, depth)
    raise Wrong(where, f"is no rule; known are {', '.join(keys[0] for keys in _RULES)}.")


def _of(data: Mapping[str, Any], word: str, where: str, depth: int) -> tuple[Rule, ...]:
    listed = _list(data, word, where)
    return tuple(
        rule_of(each, f"{where}.{word}[{number}]", depth + 1) for number, each in enumerate(listed)
    )


def _list(data: Mapping[str, Any], word: str, where: str) -> list[Any]:
    listed = data.get(word)
    if not isinstance(listed, list):
        msg = f"{where}.{word}"
        raise Wrong(msg, "a list is needed here.")
    return listed


def _names(data: Mapping[str, Any], word: str, where: str) -> tuple[str, ...]:
    listed = _list(data, word, where)
    for number, each in enumerate(listed):
        if not is_text(each):
            msg = f"{where}.{word}[{number}]"
            raise Wrong(msg, "a text is needed here.")
    return tuple(listed)


def _name(data: Mapping[str, Any], word: str, where: str) -> str:
    name = data[word]
    if not is_text(name):
        msg = f"{where}.{word}"
        raise Wrong(msg, "a text is needed here.")
    return str(name)


def _end(data: Mapping[str, Any], word: str, where: str) -> int | None:
    end = data.get(word)
    if end is not None and type(end) is not int:
        msg = f"{where}.{word}"
        raise Wrong(msg, "a whole number is needed here.")
    return end


def _roles(data: Mapping[str, Any], where: str) -> tuple[Role, ...]:
    for number, name in enumerate(_names(data, "role", where)):
        if name not in set(Role):
            msg = f"{where}.role[{number}]"
            raise Wrong(msg, f"names a role: {', '.join(Role)}.")
    return tuple(Role(name) for name in data["role"])


_RULES: Mapping[tuple[str, ...], Callable[[Mapping[str, Any], str, int], Rule]] = {
    ("and",): lambda data, where, depth: And(_of(data, "and", where, depth)),
    ("or",): lambda data, where, depth: Or(_of(data, "or", where, depth)),
    ("not",): lambda data, where, depth: Not(rule_of(data["not"], f"{where}.not", depth + 1)),
    ("answered",): lambda data, where, _: Answered(_name(data, "answered", where)),
    ("score", "at_least", "at_most"): lambda data, where, _: Scored(
        _name(data, "score", where), _end(data, "at_least", where), _end(data, "at_most", where)
    ),
    ("choice", "in"): lambda data, where, _: Chose(
        _name(data, "choice", where), _names(data, "in", where)
    ),
    ("class", "in"): lambda data, where, _: Class(
        _name(data, "class", where), _names(data, "in", where)
    ),
    ("role",): lambda data, where, _: InRole(_roles(data, where)),
    ("known", "in"): lambda data, where, _: Known(
        _name(data, "known", where), _names(data, "in", where)
    ),
    ("full",): lambda data, where, _: Full(_name(data, "full", where)),
}
"""How each kind of rule is read, by its keys; the first names the kind."""
