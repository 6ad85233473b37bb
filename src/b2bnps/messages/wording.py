"""What the messages say, per language, and the placeholders in it. This module does no I/O.

Our own texts are data files of the package, read once and lazily. A host may replace any of them,
or bring a whole language, as plain data. A text is no program: the only thing that happens to
it is that ``{company}`` and the like are filled in, once, so a name that looks like a template
stays a name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from b2bnps.errors import InvalidValue

__all__ = ["LANGUAGES", "choose_language", "fill", "phrases"]

LANGUAGES = ("ar", "de", "en", "fr", "nl", "sv", "tr")
"""Languages whose texts come with the package."""

PLACEHOLDERS = ("company", "name", "first_name", "link")
VARIANT = "why_"
"""Texts that may be missing begin like this: the plain ``why`` then stands in."""

OF_PAGES = frozenset({"next", "back", "words", "missing", "problem"})
"""Texts that only embedded pages have; a language of the host's may do without."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

Wording = Mapping[str, Mapping[str, str]]


@cache
def _shipped(language: str) -> Mapping[str, str]:
    """Read one of our own texts; empty for a language that we do not have."""
    import tomllib  # noqa: PLC0415 - importing b2bnps stays light
    from importlib.resources import files  # noqa: PLC0415 - as above

    if language not in LANGUAGES:
        return {}
    source = files("b2bnps.messages").joinpath("texts", f"{language}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def phrases(language: str, wording: Wording) -> Mapping[str, str]:
    """Give every text of one language, the host's own before ours, ``nl-be`` before ``nl``.

    Empty for a language of which there is no text.
    """
    found: dict[str, str] = {}
    for tag in reversed(list(_lineage(language))):
        found |= {**_shipped(tag), **wording.get(tag, {})}
    return found


def _lineage(language: str) -> Iterator[str]:
    """Yield a tag and the wider ones it belongs to: ``nl-be``, then ``nl``."""
    tag = language.replace("_", "-").lower()
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def check(wording: Wording) -> None:
    """Refuse wording that could only fail later, in front of customers.

    Raises:
        InvalidValue: an unknown text or placeholder, or a new language with texts missing.
    """
    known = _shipped("en").keys()
    needed = {key for key in known if not key.startswith(VARIANT)} - OF_PAGES
    for language, texts in wording.items():
        _refuse(f"Sender.wording.{language} has unknown texts", texts.keys() - known)
        _refuse(f"Sender.wording.{language} lacks", needed - phrases(language, wording).keys())
        for key, text in texts.items():
            unknown = set(_PLACEHOLDER.findall(text)) - set(PLACEHOLDERS)
            _refuse(f"Sender.wording.{language}.{key} has unknown placeholders", unknown)


def _refuse(what: str, names: Iterable[str]) -> None:
    if found := ", ".join(sorted(names)):
        message = f"{what}: {found}"
        raise InvalidValue(message)


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Put values where ``{name}`` stands, once: what is filled in is not looked at again.

    >>> fill("Dear {name},", {"name": "{company}"})
    'Dear {company},'
    """
    return _PLACEHOLDER.sub(lambda found: str(values[found[1]]), text)


def choose_language(wanted: Iterable[str], available: Iterable[str]) -> str:
    """Take the first wanted language that is there; ``nl-BE`` is content with ``nl``.

    Raises:
        InvalidValue: none of them is there.

    >>> choose_language(["", "nl-BE", "en"], ["en", "nl"])
    'nl'
    """
    there = set(available)
    for tag in wanted:
        for candidate in _lineage(tag):
            if candidate in there:
                return candidate
    message = f"language: no text in any wanted language; there is: {', '.join(sorted(there))}"
    raise InvalidValue(message)
