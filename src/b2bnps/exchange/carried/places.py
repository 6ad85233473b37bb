"""Walking through a foreign document so that nothing in it is passed over. No I/O.

A :class:`Place` is one object of the document. What an importer takes from it is crossed off, and
:meth:`Place.rest` lists everything that is left.
"""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from b2bnps.errors import BadDocument, UnreadableFile
from b2bnps.exchange.carried import LeftOut

__all__ = ["LARGEST", "Place", "flag", "loaded", "whole"]

LARGEST = 5_000_000
"""Largest document that is read, in characters."""

DEEPEST = 100
"""Most objects and lists inside one another."""

_TOO_DEEP = f"$: more than {DEEPEST} objects and lists stand inside one another."
_LONGEST_NAME = 80
_UNKNOWN = "This has no equal here."
_LOOKS = "Says how the survey looks or is handled there, and nothing about what is asked."
_ON = frozenset({"true", "True", "1", "ON"})
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def loaded(text: str | bytes) -> Any:
    """Read JSON strictly.

    Raises:
        UnreadableFile: the bytes are not UTF-8.
        BadDocument: it is no JSON, too large or too deep, says something twice, or holds half
            a character.
    """
    if len(text) > LARGEST:
        raise BadDocument([f"$: is larger than {LARGEST:,} characters."])
    if isinstance(text, bytes):
        text = _decoded(text)
    try:
        data = json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_constant=_no_number
        )
    except RecursionError:
        raise BadDocument([_TOO_DEEP]) from None
    except ValueError as error:
        raise BadDocument([f"$: is not JSON. {error}"]) from error
    if _depth(data) > DEEPEST:
        raise BadDocument([_TOO_DEEP])
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadDocument(["$: holds half a character, a surrogate without its other."]) from None
    return data


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"The byte at offset {error.start} is not UTF-8, in which JSON is written."
        raise UnreadableFile(message) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says something twice: one of the two would be lost in silence."""
    made = dict(pairs)
    if len(made) != len(pairs):
        message = "A key stands twice in one object."
        raise ValueError(message)
    return made


def _no_number(word: str) -> object:
    message = f"{word} is no number."
    raise ValueError(message)


def _depth(data: Any) -> int:
    level, depth = [data], 0
    while level:
        depth += 1
        level = [below for each in level for below in _below(each)]
    return depth


def _below(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def whole(value: Any) -> int | None:
    """Give a whole number, written as a number or as a text; None for anything else."""
    if type(value) is float and value.is_integer():
        return int(value)
    if type(value) is int:
        return value
    if type(value) is str and value.strip().isascii() and value.strip().isdigit():
        return int(value) if len(value) < _LONGEST_NAME else None
    return None


def flag(value: Any) -> bool:
    """Tell whether a switch is on, which some systems write as a text or a number."""
    return value is True or (type(value) in (str, int) and str(value) in _ON)


class Place:
    """One object of a foreign document.

    Attributes:
        path: where it stands.
        left_out: the list that all places of a document share.
    """

    def __init__(self, value: Any, path: str, left_out: list[LeftOut]) -> None:
        """Begin with everything left; what is no object counts as an empty one."""
        self.path = path
        self.left_out = left_out
        self._left: dict[str, Any] = dict(value) if isinstance(value, dict) else {}

    def __contains__(self, key: str) -> bool:
        """Tell whether something is still left under a key."""
        return key in self._left

    def peek(self, key: str) -> Any:
        """Look at what is left under a key without taking it."""
        return self._left.get(key)

    def at(self, key: str) -> str:
        """Give the path of a key."""
        return f"{self.path}.{key[:_LONGEST_NAME]}"

    def take(self, key: str, *kinds: type) -> Any:
        """Take what stands under a key.

        Returns:
            None where nothing does, and where something of another kind does; that is listed.
        """
        value = self._left.pop(key, None)
        if value is None or not kinds or type(value) in kinds:
            return value
        names = " or ".join(_KINDS[kind] for kind in kinds)
        self.note(self.at(key), key, f"{names} is needed here.")
        return None

    def text(self, key: str) -> str:
        """Take a short text, or a number as one; empty where there is none."""
        value = self.take(key, str, int)
        return "" if value is None else str(value)

    def below(self, key: str) -> "Place":
        """Take an object; where there is none, an empty one."""
        return Place(self.take(key, dict), self.at(key), self.left_out)

    def items(self, key: str) -> list[tuple[str, Any]]:
        """Take the values of a list, or of an object that stands for one, with their paths."""
        value = self.take(key, list, dict)
        if isinstance(value, dict):
            return [
                (f"{self.at(key)}.{name[:_LONGEST_NAME]}", each) for name, each in value.items()
            ]
        return [(f"{self.at(key)}[{number}]", each) for number, each in enumerate(value or ())]

    def each(self, key: str) -> Iterator["Place"]:
        """Take the objects of a list, or of an object that stands for one; the rest is listed."""
        for path, value in self.items(key):
            if isinstance(value, dict):
                yield Place(value, path, self.left_out)
            else:
                self.note(path, key, "an object is needed here.")

    def note(self, path: str, what: str, reason: str) -> None:
        """List something that was taken, or a part of it."""
        self.left_out.append(LeftOut(path, what[:_LONGEST_NAME], reason))

    def leave(self, what: str, reason: str) -> None:
        """List the whole place: nothing in it comes along."""
        self._left.clear()
        self.note(self.path, what, reason)

    def rest(
        self,
        reasons: Mapping[str, str] = _NONE,
        *,
        looks: frozenset[str] = frozenset(),
        otherwise: str = _UNKNOWN,
    ) -> None:
        """List what nobody has taken; what holds nothing, such as an empty list, is passed over.

        Args:
            reasons: why, by key, for what is known.
            looks: keys about looks and handling, which are listed together.
            otherwise: why, for every other key.
        """
        left = [key for key, value in self._left.items() if value not in (None, "", [], {})]
        self._left.clear()
        of_looks = [key for key in left if key in looks]
        if of_looks:
            self.left_out.append(LeftOut(self.path, ", ".join(sorted(of_looks)), _LOOKS))
        for key in left:
            if key not in looks:
                self.note(self.at(key), key, reasons.get(key, otherwise))


_KINDS: Final[Mapping[type, str]] = MappingProxyType(
    {
        str: "a text",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        list: "a list",
        dict: "an object",
    }
)
