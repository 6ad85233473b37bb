"""Texts of a Formbricks survey: by language, with recalls and sometimes markup. No I/O."""

import re
from typing import Any

from b2bnps.exchange.carried import LeftOut
from b2bnps.exchange.carried.drafts import Crossing, Said, is_tag
from b2bnps.exchange.carried.places import Place
from b2bnps.exchange.carried.plain import from_markup, literal, replaced
from b2bnps.exchange.carried.words import added
from b2bnps.questionnaires.wording import tag_of

__all__ = ["Words", "complete", "in_first"]

_FIRST = "default"
"""Under which key the text of the first language stands."""

_RECALL = re.compile(r"#recall:([^#]*)#")
_MARKUP = re.compile(r"</?[a-zA-Z]|&(?:[a-zA-Z]+|#[0-9]+);")
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]{4,}")
"""Marks that translators' tools hide at the end of a text; words of no script have so many."""

_PARAGRAPHS = frozenset({"p", "span", "br", "div"})
"""What the editor there puts round every text."""


class Words:
    """Takes texts along.

    Attributes:
        looks: what of the markup said nothing, over the whole document.
    """

    def __init__(self, language: str) -> None:
        """Begin with nothing met; ``language`` is the tag of the first language."""
        self.looks: dict[str, None] = {}
        self._language = language

    def said(self, place: Place, key: str) -> Said:
        """Take the text under a key, by language; empty where there is none."""
        return self.told(place.take(key, str, dict), place, key)

    def told(self, value: Any, place: Place, key: str) -> Said:
        """Read a text that was taken.

        Args:
            value: a text, or texts by language; None for neither.
            place, key: where it stood.
        """
        texts = value if isinstance(value, dict) else {_FIRST: value}
        said: dict[str, str] = {}
        for name in sorted(texts, key=lambda name: name != _FIRST):
            text, tag = texts[name], tag_of(self._language if name == _FIRST else name)
            reason = _refused(text, tag, said)
            if not reason:
                said[tag] = text
            elif text is not None and text != said.get(tag):
                place.note(f"{place.at(key)}.{name[:20]}", name, reason)
        notes: dict[tuple[str, str], None] = {}
        plain = {tag: self._plain(text, notes) for tag, text in said.items()}
        for what, reason in notes:
            place.note(place.at(key), what, reason)
        return plain

    def _plain(self, text: str, notes: dict[tuple[str, str], None]) -> str:
        seen = _UNSEEN.sub("", text)
        if seen != text:
            self.looks["unseen marks"] = None
        if _MARKUP.search(seen):
            seen, lost = from_markup(seen)
            for tag in lost:
                if tag.partition("[")[0] in _PARAGRAPHS:
                    self.looks[tag] = None
                else:
                    notes[tag, "Markup is not carried over; the words inside it are."] = None
        for recall in _RECALL.findall(seen):
            name = recall.partition("/")[0]
            reason = "Is filled in there; here the words in square brackets stand in its place."
            notes[f"recall of {name}", reason] = None
        return replaced(seen, _RECALL, _bracketed)


def _refused(text: Any, tag: str, said: Said) -> str:
    """Say why a text is not taken; empty where it is."""
    if type(text) is not str:
        return "a text is needed here."
    if not is_tag(tag):
        return "Is no language that can be told."
    return "There is another text in this language." if tag in said else ""


def _bracketed(recall: str) -> str:
    """Write what stands in the place of a recall: its words for the case that there is nothing."""
    name, _, fallback = recall.partition("/fallback:")
    words = fallback.replace("nbsp", " ").strip() or name
    return f"[{literal(words)}]"


def complete(crossing: Crossing) -> None:
    """Give the first language every text that another one has, and the words that are ours.

    Nobody could be asked in a language in which a text is missing, and one there has to be.
    """
    languages = {tag for draft in crossing.drafts for said in draft.texts.values() for tag in said}
    for draft in crossing.drafts:
        for key, word in draft.words.items():
            if key not in draft.texts:
                draft.say(key, _ours(crossing, word, languages, draft.path))
        for key, said in draft.texts.items():
            draft.texts[key] = in_first(crossing, said, draft.path, key)


def _ours(crossing: Crossing, word: str, languages: set[str], path: str) -> Said:
    known = added(word, [crossing.language, *sorted(languages)])
    if crossing.language in known:
        return known
    reason = f"There is no word of ours for it in {crossing.language}; it is English here."
    crossing.left_out.append(LeftOut(path, word, reason))
    return {crossing.language: added(word, ["en"])["en"], **known}


def in_first(crossing: Crossing, said: Said, path: str, key: str) -> Said:
    """Let the text of another language stand in where there is none in the first."""
    if not said or crossing.language in said:
        return said
    other = min(said)
    reason = f"There is no text in {crossing.language}; that in {other} stands in its place."
    crossing.left_out.append(LeftOut(path, key, reason))
    return {crossing.language: said[other], **said}
