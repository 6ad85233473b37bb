"""Words and patterns that make a text leading, negated and so on. This module does no I/O.

It reads nothing but the package's own data files, ``<language>.json``. Each holds ``lists`` of
words (with commas between them) and for each code patterns to ``find`` and look-alikes to
``accept``, both with a note why:

- a pattern is a regular expression that begins and ends between words;
- ``<thing>`` in it is any word of the list ``thing``; ``*`` ends a word of a list in any way;
- it sees lower-case text in which a blank is any white space and ``'`` any apostrophe.

What is accepted is taken out before anything is looked for. In doubt nothing is found: advice that
is wrong once is not read a second time.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from unicodedata import normalize

from attrs import frozen

from b2bnps.questionnaires.wording import lineage

__all__ = ["LANGUAGES", "found"]

LANGUAGES: Final = ("ar", "de", "en", "fr", "nl", "sv", "tr")
"""Languages whose words are looked at; those of others are not."""

_LIST = re.compile(r"<(\w+)>")
_MARKS = re.compile("[\u0640\u064b-\u0652]")
"""Arabic vowel signs and the stroke that lengthens a word: written or not, the word is the same."""

_SIGNS: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
_TURKISH: Final = str.maketrans({"I": "ı", "İ": "i"})


@frozen
class _Rule:
    """What is looked for under one code."""

    accept: tuple["re.Pattern[str]", ...]
    find: tuple["re.Pattern[str]", ...]


def found(code: str, language: str, text: str) -> str:
    """Give the words that make a text what the code says; empty where there are none.

    Args:
        code: ``double_barrelled``, ``leading``, ``negated`` or ``promises_anonymity``.
        language: tag in the writing of :func:`~b2bnps.questionnaires.wording.tag_of`.
        text: in that language.
    """
    base = list(lineage(language))[-1]
    if base not in LANGUAGES:
        return ""
    rule = _rules(base)[code]
    folded = _folded(base, text)
    left = folded
    for pattern in rule.accept:
        left = pattern.sub(lambda match: "_" * len(match[0]), left)
    matches = (pattern.search(left) for pattern in rule.find)
    first = next((match for match in matches if match), None)
    return folded[slice(*first.span())].strip() if first else ""


def _folded(language: str, text: str) -> str:
    """Write a text in one way; in Turkish the small letter of I has no dot, that of İ has one."""
    text = normalize("NFC", text)
    if language == "tr":
        text = text.translate(_TURKISH)
    return " ".join(_MARKS.sub("", text.translate(_SIGNS).lower()).split())


@cache
def _rules(language: str) -> Mapping[str, _Rule]:
    from importlib.resources import files  # noqa: PLC0415 - the core stays light to import

    content = files(__name__.rpartition(".")[0]).joinpath(f"{language}.json")
    data: dict[str, Any] = json.loads(content.read_text(encoding="utf-8"))
    lists = {name: _any_of(words) for name, words in data.pop("lists").items()}
    return {code: _rule(told, lists) for code, told in data.items()}


def _rule(told: Mapping[str, list[dict[str, str]]], lists: Mapping[str, str]) -> _Rule:
    accept, find = (
        tuple(_compiled(each["pattern"], lists) for each in told[part])
        for part in ("accept", "find")
    )
    return _Rule(accept, find)


def _any_of(lines: list[str]) -> str:
    words = (word.strip() for line in lines for word in line.split(","))
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)


def _compiled(pattern: str, lists: Mapping[str, str]) -> "re.Pattern[str]":
    whole = _LIST.sub(lambda match: f"(?:{lists[match[1]]})", pattern)
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)")
