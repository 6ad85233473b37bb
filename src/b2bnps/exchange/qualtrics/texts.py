"""Texts of Qualtrics: HTML, in several languages, with answers filled in. No I/O."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from attrs import frozen

from b2bnps.exchange.carried.drafts import Said, is_tag
from b2bnps.exchange.carried.places import Place
from b2bnps.exchange.carried.plain import from_markup, literal, replaced
from b2bnps.exchange.qualtrics.looks import rest
from b2bnps.questionnaires.wording import tag_of

__all__ = ["Part", "Wording", "language_of", "written"]

_PIPE = re.compile(r"\$\{([a-z]+://[^{}]*+)\}")
_SPELT: Final[Mapping[str, str]] = {"zh-s": "zh-hans", "zh-t": "zh-hant"}
_REASONS: Final[Mapping[str, str]] = {
    "DisplayLogic": "It is shown to some people there; here everybody sees it.",
    "ExclusiveAnswer": "There nothing else can be chosen beside it; here it can.",
    "Image": "It is a picture there.",
    "TextEntry": "Words can be written beside it there; here they cannot.",
    "TextEntryForceResponse": "The words beside it are required there; here they are not.",
}


def language_of(code: str) -> str:
    """Give the language tag of a code of theirs: ``PT-BR`` is ``pt-br``, ``ZH-S`` ``zh-hans``."""
    tag = tag_of(code)
    return _SPELT.get(tag, tag)


def written(place: Place, key: str) -> str:
    """Take a text; its markup and what is filled in are listed."""
    text, lost = from_markup(place.text(key))
    if lost:
        place.note(place.at(key), f"markup: {', '.join(lost)}", "The text comes along without it.")

    def pipe(address: str) -> str:
        words = address.partition("://")[2].removeprefix("Field/").replace("/", " ")
        reason = "Something is filled in there; here its name stands in square brackets."
        place.note(place.at(key), f"${{{address}}}", reason)
        return literal(f"[{unquote(words).strip()}]")

    return replaced(text, _PIPE, pipe)


@frozen
class Part:
    """One option, row, column or label of a question.

    Attributes:
        main: it in the language of the survey.
        others: its translations by language tag.
    """

    language: str
    main: Place
    others: dict[str, Place]

    def display(self) -> Said:
        """Take its text in every language; what else it holds is listed."""
        said = {self.language: written(self.main, "Display")}
        said |= {tag: written(place, "Display") for tag, place in self.others.items()}
        for place in (self.main, *self.others.values()):
            rest(place, _REASONS)
        return said

    def leave(self, what: str, reason: str) -> None:
        """List it with its translations."""
        for place in (self.main, *self.others.values()):
            place.leave(what, reason)


class Wording:
    """The texts of one question in all of its languages."""

    def __init__(self, payload: Place, language: str) -> None:
        """Take the translations of a question; ``language`` is the tag of the survey's own."""
        self._language, self._payload = language, payload
        self._others = dict(self._translations())

    def _translations(self) -> Iterator[tuple[str, Place]]:
        held = self._payload.take("Language", dict, list)
        seen = {self._language}
        for code, value in _pairs(held):
            tag = language_of(code)
            path = f"{self._payload.at('Language')}.{code[:80]}"
            if isinstance(value, dict) and is_tag(tag) and tag not in seen:
                seen.add(tag)
                yield tag, Place(value, path, self._payload.left_out)
            else:
                reason = "This is no translation into another language, or the second into one."
                self._payload.note(path, code, reason)

    def text(self, key: str) -> Said:
        """Take a text of the question in every language."""
        said = {self._language: written(self._payload, key)}
        return said | {tag: written(place, key) for tag, place in self._others.items()}

    def parts(self, key: str, order: str = "") -> dict[str, Part]:
        """Take the options, rows, columns or labels by what the survey calls them, in order."""
        found = {
            name: Part(self._language, place, {}) for name, place in _objects(self._payload, key)
        }
        for tag, place in self._others.items():
            for name, part in _objects(place, key):
                if name in found:
                    found[name].others[tag] = part
                else:
                    part.leave(name, "It translates what is not there.")
        wanted = self._order(order, found) if order else ()
        return {name: found[name] for name in dict.fromkeys((*wanted, *found))}

    def _order(self, key: str, found: Mapping[str, Part]) -> Iterator[str]:
        for path, name in self._payload.items(key):
            if str(name) in found:
                yield str(name)
            else:
                self._payload.note(path, str(name), "It puts in order what is not there.")

    def rest(self) -> None:
        """List what nobody has taken of the translations."""
        for place in self._others.values():
            rest(place)


def _objects(place: Place, key: str) -> Iterator[tuple[str, Place]]:
    """Yield the objects of a list or an object with the names by which rules know them."""
    held = place.take(key, dict, list)
    for name, value in _pairs(held):
        step = f".{name[:80]}" if isinstance(held, dict) else f"[{name}]"
        if isinstance(value, dict):
            yield name, Place(value, place.at(key) + step, place.left_out)
        else:
            place.note(place.at(key) + step, key, "an object is needed here.")


def _pairs(held: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(held, dict):
        return held.items()
    return ((str(number), value) for number, value in enumerate(held or ()))
