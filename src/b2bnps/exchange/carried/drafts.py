"""Questions on their way from a foreign document into a question set. No I/O."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import Factory, define, frozen

from b2bnps.exchange.carried import LeftOut
from b2bnps.exchange.carried.ids import Ids
from b2bnps.exchange.carried.places import Place
from b2bnps.questionnaires.question import RESERVED, Kind
from b2bnps.questionnaires.rules import Rule
from b2bnps.questionnaires.wording import tag_of

__all__ = ["FINISH", "Condition", "Crossing", "Draft", "Known", "Said", "Unfit", "Way", "is_tag"]

Said = Mapping[str, str]
"""One text by language tag."""

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


def is_tag(language: str) -> bool:
    """Tell whether this can be the tag of a language."""
    return _TAG.fullmatch(language) is not None


FINISH = "\0end"
"""Where a way leads that ends the questions: what no source calls a question."""


class Unfit(Exception):
    """Something that cannot be said here, and why; never leaves the importers."""


@frozen
class Condition:
    """A rule of the source.

    Attributes:
        path: where it stands.
        rule: makes ours of it, given the questions by the names that the source's rules use.
    """

    path: str
    rule: "Callable[[Known], Rule]"


@frozen
class Way:
    """Where the source goes on after a question.

    Attributes:
        path: where it says so.
        to: name of a question or an ending in the source, or :data:`FINISH`.
        when: None is always.
    """

    path: str
    to: str
    when: Condition | None = None


@define(kw_only=True)
class Draft:
    """A question on its way over.

    Attributes:
        path, name: of it in the source.
        id, kind: ours.
        facts: what :class:`~b2bnps.questionnaires.question.Question` takes besides.
        texts: by the part of the key behind the id (``option.price``), then by language.
        words: names of words (:mod:`.words`) that the source adds by itself, by the same keys.
        values: ids of the options, by what the source calls them.
        rows: ids of the aspects, by what the source calls them.
        shown: every one must hold for the question to be asked.
        ways: the first that holds is taken.
    """

    path: str
    name: str
    id: str
    kind: Kind
    facts: dict[str, Any] = Factory(dict)
    texts: dict[str, Said] = Factory(dict)
    words: dict[str, str] = Factory(dict)
    values: dict[str, str] = Factory(dict)
    rows: dict[str, str] = Factory(dict)
    shown: list[Condition] = Factory(list)
    ways: list[Way] = Factory(list)

    def say(self, key: str, said: Said) -> None:
        """Give it a text; a blank one is none."""
        kept = {language: text for language, text in said.items() if text.strip()}
        if kept:
            self.texts[key] = kept

    def offer(self, options: Mapping[str, Said], *, taken: tuple[str, ...] = ()) -> None:
        """Give it options.

        Args:
            options: their texts by what the source calls them.
            taken: ids that no option may have.
        """
        ids = Ids(taken)
        for value, said in options.items():
            self.values[value] = ids.give(value, "o")
            self.say(f"option.{self.values[value]}", said)
        self.facts["options"] = tuple(self.values.values())

    def line_up(self, rows: Mapping[str, Said]) -> None:
        """Give it aspects, as :meth:`offer` gives options."""
        ids = Ids()
        for row, said in rows.items():
            self.rows[row] = ids.give(row, "a")
            self.say(f"aspect.{self.rows[row]}", said)
        self.facts["aspects"] = tuple(self.rows.values())


Known = Mapping[str, Draft]
"""Questions by the names that the source's rules use."""


class Crossing:
    """Everything of one document that is on its way over.

    Attributes:
        language: tag of the language in which the source has its first texts.
        left_out: what stays behind.
        drafts: the questions, in order.
        known: the same by the names that the source's rules use.
        endings: our ids of the endings, by what the source calls them.
        thanks: texts of the endings, by our id: title and words.
        fresh: True where the next question begins a page.
    """

    def __init__(self, language: str) -> None:
        """Begin with nothing."""
        self.language = language
        self.left_out: list[LeftOut] = []
        self.drafts: list[Draft] = []
        self.known: dict[str, Draft] = {}
        self.endings: dict[str, str] = {}
        self.thanks: dict[str, tuple[Said, Said]] = {}
        self.fresh = False
        self.ids = Ids(RESERVED)

    def draft(self, place: Place, name: str, kind: Kind, *, known_as: str = "") -> Draft:
        """Take a question along.

        Args:
            place: of it in the source.
            name: what people call it there.
            kind: how it is answered here.
            known_as: what the rules of the source call it, where that is something else.
        """
        made = Draft(path=place.path, name=name, id=self.ids.give(name, "q"), kind=kind)
        if self.fresh and self.drafts:
            made.facts["new_page"] = True
        self.fresh = False
        self.drafts.append(made)
        self.known.setdefault(known_as or name, made)
        return made

    def only_languages(self, said: Mapping[str, str], place: Place, key: str) -> Said:
        """Keep the texts of languages; what stands under another key is listed."""
        kept: dict[str, str] = {}
        for name, text in said.items():
            tag = tag_of(name)
            if is_tag(tag) and tag not in kept:
                kept[tag] = text
            else:
                place.note(f"{place.at(key)}.{name[:20]}", name, "is no language that can be told.")
        return kept
