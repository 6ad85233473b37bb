"""Texts of SurveyJS: in several languages, and with answers filled in. No I/O."""

import re
from collections.abc import Mapping
from typing import Any

from b2bnps.exchange.carried import LeftOut
from b2bnps.exchange.carried.drafts import Crossing, Said, is_tag
from b2bnps.exchange.carried.places import Place
from b2bnps.exchange.carried.plain import from_markup, literal, replaced, to_markup
from b2bnps.exchange.carried.words import added
from b2bnps.questionnaires.wording import PIPES, tag_of

__all__ = ["OWN", "complete", "language_of", "localised", "note", "said", "said_value", "survives"]

OWN = "b2bnps_"
"""What the names of variables begin with that a host sets for what our texts name."""

_PIPE = re.compile(r"\{([^{}]+)\}")
_OURS = re.compile(r"\{\{|\}\}|\{(" + "|".join(PIPES) + r")\}")


def note(crossing: Crossing, path: str, what: str, reason: str) -> None:
    """List something that stays behind."""
    crossing.left_out.append(LeftOut(path, what[:80], reason))


def language_of(data: Any, language: str) -> str:
    """Tell in which language the texts are that name none.

    ``locale`` is the language in which the survey opens. Its texts stand under ``default``, unless
    some text stands under the locale itself: then ``default`` is the other one, English.
    """
    locale = data.get("locale") if isinstance(data, Mapping) else None
    if language or not isinstance(locale, str) or not is_tag(tag_of(locale)):
        return tag_of(language) or "en"
    return "en" if _translated(data, locale) else tag_of(locale)


def _translated(value: Any, locale: str) -> bool:
    if isinstance(value, Mapping):
        here = "default" in value and locale in value
        return here or any(_translated(each, locale) for each in value.values())
    return isinstance(value, list) and any(_translated(each, locale) for each in value)


def said(crossing: Crossing, place: Place, key: str, *, markup: bool = False) -> Said:
    """Take a text of a place, plain or as an object of languages; empty where there is none."""
    return said_value(crossing, place.at(key), place.take(key), markup=markup)


def said_value(crossing: Crossing, path: str, value: Any, *, markup: bool = False) -> Said:
    """Read a text that stood at a path."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        value = {"default": str(value)}
    if not isinstance(value, Mapping):
        if value is not None:
            note(crossing, path, "text", "A text, or an object of languages, is needed here.")
        return {}
    texts: dict[str, str] = {}
    for name, text in value.items():
        language = crossing.language if name == "default" else tag_of(name)
        if isinstance(text, str) and is_tag(language) and language not in texts:
            texts[language] = _ours(crossing, path, text, markup=markup)
        else:
            reason = "This is no text in a language, or the second one in the same."
            note(crossing, f"{path}.{name[:20]}", name, reason)
    return texts


def _ours(crossing: Crossing, path: str, text: str, *, markup: bool) -> str:
    """Write a text as we do; what it fills in is listed, and its name stands in its place."""
    if markup:
        text, lost = from_markup(text)
        if lost:
            note(crossing, path, f"markup: {', '.join(lost)}", "The text comes along without it.")

    def pipe(name: str) -> str:
        own = name.removeprefix(OWN)
        if name != own and own in PIPES:
            return f"{{{own}}}"
        note(crossing, path, f"{{{name}}}", "An answer is filled in there; here stands its name.")
        return literal(f"[{name}]")

    return replaced(text, _PIPE, pipe)


def survives(text: str, *, markup: bool = False) -> bool:
    """Tell whether a text of ours comes back from SurveyJS as it was."""
    return _ours(Crossing(""), "", _theirs(text, markup=markup), markup=markup) == text


def complete(crossing: Crossing) -> None:
    """Give the first language every text that another one has, and the words SurveyJS adds."""
    languages = {crossing.language}
    languages.update(*(said for draft in crossing.drafts for said in draft.texts.values()))
    for draft in crossing.drafts:
        for key, said in draft.texts.items():
            if crossing.language not in said:
                other = min(said)
                reason = f"There is no text in {crossing.language}; the one in {other} stands in."
                note(crossing, draft.path, key, reason)
                draft.texts[key] = {crossing.language: said[other], **said}
        for key, word in draft.words.items():
            known = added(word, languages)
            if crossing.language not in known:
                reason = f"Its own word for {crossing.language} is not known; it is English here."
                note(crossing, draft.path, word, reason)
            draft.say(key, {crossing.language: added(word, ["en"])["en"], **known})


def localised(texts: Said, first: str, *, markup: bool = False) -> str | dict[str, str]:
    """Write a text for SurveyJS, plain where there is one language; ``first`` is its locale."""
    named = {
        ("default" if language == first else language): _theirs(text, markup=markup)
        for language, text in texts.items()
    }
    return named["default"] if list(named) == ["default"] else named


def _theirs(text: str, *, markup: bool) -> str:
    whole = to_markup(text) if markup else text
    return _OURS.sub(lambda found: f"{{{OWN}{found[1]}}}" if found[1] else found[0][0], whole)
