"""Language tags, which language stands in for which, and filling in names.

This module does no I/O.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from b2bnps.errors import InvalidValue

__all__ = [
    "PIPES",
    "RIGHT_TO_LEFT",
    "Texts",
    "copied",
    "direction",
    "filled",
    "gathered",
    "isolated",
    "lineage",
    "merged",
    "only",
    "piped",
    "stray_braces",
    "tag_of",
]

Texts = Mapping[str, Mapping[str, str]]
"""Texts by language tag, then by key."""

PIPES = ("company", "product", "account", "phase", "name")
"""What a text may name in braces: who asks, what is asked about, whom, and where they stand."""

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from the right."""

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_PIPED = re.compile(r"\{\{|\}\}|\{(" + "|".join(PIPES) + r")\}")
"""A name in braces, or a brace that is doubled because it stands for itself."""


class _Copied(dict[str, Mapping[str, str]]):
    """Texts that were looked through and that nobody else holds."""


def tag_of(language: str) -> str:
    """Write a language tag in one way: ``sv_SE`` and ``SV-se`` become ``sv-se``."""
    return language.strip().replace("_", "-").lower()


def direction(language: str) -> str:
    """Say which way a language is written, as HTML's ``dir`` takes it: ``ltr`` or ``rtl``."""
    return "rtl" if tag_of(language).partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def isolated(name: str, language: str) -> str:
    """Keep the direction of a name its own among words that run from right to left.

    Without the two invisible signs (Unicode's FSI and PDI) the point at the end of "Acme Ltd."
    would be shown before it.
    """
    return f"\u2068{name}\u2069" if name and direction(language) == "rtl" else name


def lineage(tag: str) -> Iterator[str]:
    """Yield a tag and the wider ones it belongs to: ``nl-be``, then ``nl``."""
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def copied(texts: Texts) -> Texts:
    """Copy texts, so that nobody changes them later; a blank text is not translated yet.

    What this function gave is not copied again: the blocks of a question set share their texts.

    Raises:
        InvalidValue: something is no language tag, a language is there in two writings, or a
            text names what is never filled in.
    """
    if isinstance(texts, _Copied):
        return texts
    tags = Counter(tag_of(language) for language in texts)
    for tag, times in tags.items():
        if not _TAG.fullmatch(tag) or times > 1:
            message = f"texts: {tag!r} stands there twice or is no language tag such as nl-be."
            raise InvalidValue(message)
    return _Copied(
        (tag_of(language), _stripped(tag_of(language), texts[language])) for language in texts
    )


def only(texts: Texts, keys: frozenset[str]) -> Texts:
    """Keep the texts of some keys."""
    return _Copied(
        (tag, {key: text for key, text in table.items() if key in keys})
        for tag, table in texts.items()
    )


def gathered(texts: Texts) -> Texts:
    """Mark texts that were put together of such as :func:`copied` gave."""
    return _Copied(texts)


def merged(texts: Texts, tag: str) -> Mapping[str, str]:
    """Give the texts of a tag, with those of the wider ones where it has none of its own."""
    if "-" not in tag:
        return texts.get(tag, {})
    tables = [texts.get(each, {}) for each in lineage(tag)]
    return {key: text for table in reversed(tables) for key, text in table.items()}


def stray_braces(text: str) -> bool:
    """Tell whether a text names something that is never filled in."""
    return ("{" in text or "}" in text) and not {"{", "}"}.isdisjoint(_PIPED.sub("", text))


def piped(text: str) -> tuple[str, ...]:
    """Name what is filled in in a text, in the order in which it stands there."""
    return tuple(filter(None, _PIPED.findall(text))) if "{" in text else ()


def filled(key: str, text: str, values: Mapping[str, str | None]) -> str:
    """Fill in what a text names, in one pass: braces inside a value stay as they are.

    Raises:
        InvalidValue: the text names something that was not passed.
    """
    if "{" not in text and "}" not in text:
        return text

    def value(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        given = values.get(match[1])
        if given is None:
            message = f"{key}: the text names {match[0]}; pass {match[1]}=."
            raise InvalidValue(message)
        return given

    return _PIPED.sub(value, text)


def _stripped(language: str, table: Mapping[str, str]) -> Mapping[str, str]:
    kept = {key: text for key, raw in table.items() if (text := raw.strip())}
    strays = [key for key, text in kept.items() if stray_braces(text)]
    if strays:
        names = ", ".join(f"{{{name}}}" for name in PIPES)
        message = f"{strays[0]}: only {names} are filled in, and no other braces ({language})."
        raise InvalidValue(message)
    return kept
