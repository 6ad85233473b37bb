"""Language tags, which language stands in for which, and filling in names.

This module does no I/O.
"""

import re
from collections.abc import Iterator, Mapping

from b2bnps.errors import InvalidValue

__all__ = ["Texts", "copied", "filled", "lineage", "merged", "stray_braces", "tag_of"]

Texts = Mapping[str, Mapping[str, str]]
"""Texts by language tag, then by key."""

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_PIPED = re.compile(r"\{(company|account|name)\}")


def tag_of(language: str) -> str:
    """Write a language tag in one way: ``sv_SE`` and ``SV-se`` become ``sv-se``."""
    return language.strip().replace("_", "-").lower()


def lineage(tag: str) -> Iterator[str]:
    """Yield a tag and the wider ones it belongs to: ``nl-be``, then ``nl``."""
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def copied(texts: Texts) -> Texts:
    """Copy texts, so that nobody changes them later; a blank text is not translated yet.

    Raises:
        InvalidValue: something is no language tag, or a language is there in two writings.
    """
    tags = [tag_of(language) for language in texts]
    for tag in tags:
        if not _TAG.fullmatch(tag) or tags.count(tag) > 1:
            message = f"texts: {tag!r} stands there twice or is no language tag such as nl-be."
            raise InvalidValue(message)
    return {
        tag_of(language): {key: text.strip() for key, text in table.items() if text.strip()}
        for language, table in texts.items()
    }


def merged(texts: Texts, tag: str) -> Mapping[str, str]:
    """Give the texts of a tag, with those of the wider ones where it has none of its own."""
    tables = [texts.get(each, {}) for each in lineage(tag)]
    return {key: text for table in reversed(tables) for key, text in table.items()}


def stray_braces(text: str) -> bool:
    """Tell whether a text names something that is never filled in."""
    return not {"{", "}"}.isdisjoint(_PIPED.sub("", text))


def filled(key: str, text: str, values: Mapping[str, str | None]) -> str:
    """Fill in what a text names, in one pass: braces inside a value stay as they are.

    Raises:
        InvalidValue: the text names something that was not passed.
    """

    def value(match: re.Match[str]) -> str:
        given = values[match[1]]
        if given is None:
            message = f"{key}: the text names {match[0]}; pass {match[1]}=."
            raise InvalidValue(message)
        return given

    return _PIPED.sub(value, text)
