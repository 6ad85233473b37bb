"""The part of SurveyJS's expressions that can be said as a rule. No I/O.

::

    rule        = both, {"or", both}              also  ||
    both        = part, {"and", part}             also  &&
    part        = ("!" | "not" | "negate"), negated | negated | comparison
    negated     = "(", rule, ")" | name, ["empty" | "notempty"] | part of the first form
    comparison  = name, sign, value | value, sign, name | name, word, (value | list)
    sign        = "=" | "==" | "<>" | "!=" | "<" | "<=" | ">" | ">=", or in words: equal,
                  notequal, less, lessorequal, greater, greaterorequal
    word        = "contains" | "notcontains" | "anyof" | "allof" | "noneof"
    name        = "{", question, [".", row of a matrix], "}"
    list        = "[", value, {",", value}, "]"
    value       = 'text' | "text" | number | true | false | a word without quotes

A name alone means that the answer is true. Everything else (functions, arithmetic, two names,
names of panels, rows and variables) is refused by name. The text is taken apart by hand and never
evaluated.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from b2bnps.exchange.carried.drafts import Unfit
from b2bnps.questionnaires.rules import And, Not, Or, Rule, Scored

__all__ = ["WORDS", "Compare", "read", "said_with"]

Compare = Callable[[str, str, Sequence[Any]], Rule]
"""Makes a rule of a name, an operator of :mod:`..carried.comparing` and values."""

DEEPEST = 64
"""Most brackets inside one another; what is too deep for our rules is found when they are made."""

_TOKEN = re.compile(
    r"""\s*+(?:
    (?P<name>\{[^{}]+\})
    | (?P<text>'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")
    | (?P<number>-?\d{1,9}(?:\.\d{1,9})?(?![\w.]))
    | (?P<sign><=|>=|<>|!=|==|&&|\|\||[=<>!()\[\],])
    | (?P<word>[^\W\d]\w*+)
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_SIGNS: Final[Mapping[str, str]] = {
    "=": "=", "==": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
    "equal": "=", "notequal": "<>", "less": "<", "lessorequal": "<=", "greater": ">",
    "greaterorequal": ">=",
}  # fmt: skip
_TURNED: Final[Mapping[str, str]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_LISTS: Final[Mapping[str, tuple[str, bool]]] = {
    "contains": ("all", True),
    "contain": ("all", True),
    "notcontains": ("all", False),
    "notcontain": ("all", False),
    "anyof": ("any", True),
    "allof": ("all", True),
    "noneof": ("any", False),
}
"""By word: the operator of ours, and whether it must hold."""

_NOT: Final = ("!", "not", "negate")
_EMPTY: Final = ("empty", "notempty")
_TAKEN: Final = frozenset({*_NOT, *_EMPTY, *_SIGNS, *_LISTS, "and", "or", "null", "undefined"})
"""Words that are no values."""

WORDS: Final = frozenset({*_EMPTY, *_SIGNS, *_LISTS})
"""Everything by which two things are compared."""

Token = tuple[str, str]


def read(text: str, compare: Compare) -> Rule:
    """Read an expression.

    Raises:
        Unfit: it is none of this part of the language, or ``compare`` cannot make a rule of it.
    """
    reader = _Reader(list(_tokens(text)), compare)
    rule = reader.rule(1)
    reader.take("end")
    return rule


def said_with(word: str, name: str, values: Sequence[Any], compare: Compare) -> Rule:
    """Make a rule of a comparison by one of :data:`WORDS`."""
    if word in _EMPTY:
        answered = compare(name, "answered", ())
        return answered if word == "notempty" else Not(answered)
    if word in _SIGNS:
        return compare(name, _SIGNS[word], values)
    ours, holds = _LISTS[word]
    rule = compare(name, ours, values)
    return rule if holds else Not(rule)


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while (found := _TOKEN.match(text, position)) and found.lastgroup:
        yield found.lastgroup, found[found.lastgroup]
        if found.lastgroup == "end":
            return
        position = found.end()
    message = f"holds {text[position : position + 20].strip()!r}, which cannot be said here"
    raise Unfit(message)


class _Reader:
    """Reads tokens from left to right, a method for each line of the grammar."""

    def __init__(self, tokens: list[Token], compare: Compare) -> None:
        self._tokens = tokens
        self._at = 0
        self._compare = compare

    def next_is(self, *words: str) -> bool:
        kind, word = self._tokens[self._at]
        return kind in {"sign", "word"} and word.lower() in words

    def take(self, *kinds: str) -> str:
        """Take the next token, which has to be of one of these kinds."""
        kind, word = self._tokens[self._at]
        if kind not in kinds:
            message = (
                f"holds {word[:20]!r} where something else is needed" if word else "ends early"
            )
            raise Unfit(message)
        self._at += 1
        return word.lower() if kind == "word" else word

    def rule(self, depth: int) -> Rule:
        if depth > DEEPEST:
            message = f"has more than {DEEPEST} brackets inside one another"
            raise Unfit(message)
        parts = [self._both(depth)]
        while self.next_is("or", "||"):
            self.take("word", "sign")
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self, depth: int) -> Rule:
        parts = [self._part(depth)]
        while self.next_is("and", "&&"):
            self.take("word", "sign")
            parts.append(self._part(depth))
        return _between(parts) or (parts[0] if len(parts) == 1 else And(tuple(parts)))

    def _part(self, depth: int) -> Rule:
        negated = 0
        while self.next_is(*_NOT):
            self.take("word", "sign")
            negated += 1
        rule = self._negated(depth) if negated else self._plain(depth)
        for _ in range(negated % 2):
            rule = Not(rule)
        return rule

    def _negated(self, depth: int) -> Rule:
        """Read what a ``not`` stands before: ``!{a} = 1`` would compare what is not ``{a}``."""
        if self._tokens[self._at][0] != "name":
            return self._plain(depth)
        name = self._name()
        return self._empty(name) if self.next_is(*_EMPTY) else self._compare(name, "=", [True])

    def _plain(self, depth: int) -> Rule:
        if not self.next_is("("):
            return self._comparison()
        self.take("sign")
        rule = self.rule(depth + 1)
        self._close(")")
        return rule

    def _comparison(self) -> Rule:
        if self._tokens[self._at][0] != "name":
            return self._turned()
        name = self._name()
        if self.next_is(*_EMPTY):
            return self._empty(name)
        if self.next_is("and", "or", "&&", "||", ")") or self._tokens[self._at][0] == "end":
            return self._compare(name, "=", [True])
        word = self.take("sign", "word")
        if word in _LISTS:
            return self._listed(name, word)
        if word in _SIGNS:
            return said_with(word, name, [self._value()], self._compare)
        message = f"holds {word[:20]!r}, which cannot be said here"
        raise Unfit(message)

    def _turned(self) -> Rule:
        """Read a comparison with the value on its left."""
        value, sign = self._value(), _SIGNS.get(self.take("sign", "word"))
        if sign is None:
            message = "has a value where the name of a question is needed"
            raise Unfit(message)
        return self._compare(self._name(), _TURNED.get(sign, sign), [value])

    def _name(self) -> str:
        return self.take("name")[1:-1].strip()

    def _empty(self, name: str) -> Rule:
        return said_with(self.take("word"), name, (), self._compare)

    def _listed(self, name: str, word: str) -> Rule:
        """Compare with a list; with a single value every such word means that it is among them."""
        if not self.next_is("["):
            word = "contains" if _LISTS[word][1] else "notcontains"
            return said_with(word, name, [self._value()], self._compare)
        self.take("sign")
        values = [self._value()]
        while self.next_is(","):
            self.take("sign")
            values.append(self._value())
        self._close("]")
        return said_with(word, name, values, self._compare)

    def _value(self) -> Any:
        kind, raw = self._tokens[self._at]
        if self.next_is("true", "false"):
            return self.take("word") == "true"
        self.take("text", "number", "word")
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", raw[1:-1], flags=re.DOTALL)
        if kind == "word" and (raw.lower() in _TAKEN or self.next_is("(")):
            message = f"holds {raw[:20]!r} where a value is needed"
            raise Unfit(message)
        return raw if kind == "word" else _number(raw)

    def _close(self, sign: str) -> None:
        if not self.next_is(sign):
            message = f"lacks a {sign!r}"
            raise Unfit(message)
        self.take("sign")


def _number(raw: str) -> int | float:
    number = float(raw)
    return int(number) if number.is_integer() else number


def _between(parts: list[Rule]) -> Rule | None:
    """Say ``{q} >= 7 and {q} <= 8`` as one score between both ends."""
    match parts:
        case [Scored(name, int(low), None), Scored(other, None, int(high))] if name == other:
            return Scored(name, low, high)
    return None
