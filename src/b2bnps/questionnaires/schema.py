"""What a question and a questionnaire are. This module does no I/O.

A questionnaire is questions plus their texts in some languages. A text is found by its key:

========================  ==========================================================
``<question>.ask``        the question itself; always there
``<question>.low``        what the low end of a scale means
``<question>.high``       what the high end of a scale means
``<question>.point.<n>``  what one point of a scale means; always there where faces are shown,
                          since a face without words says nothing to a screen reader
``<question>.option.<x>`` one option of a choice; always there
========================  ==========================================================

A language is *complete* once it has every text that must be there and every label that any other
language has. Only complete languages are shown, so nobody is asked half in one and half in another.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

from attrs import Attribute, asdict, field, frozen

from b2bnps.errors import InvalidValue, UnknownThing
from b2bnps.model import Metric, Role, derive
from b2bnps.questionnaires.question import HIGHEST, LOWEST, NPS, WHY, Kind, Question
from b2bnps.questionnaires.wording import (
    Texts,
    copied,
    filled,
    lineage,
    merged,
    stray_braces,
    tag_of,
)

__all__ = ["FALLBACK", "HIGHEST", "LOWEST", "NPS", "WHY", "Kind", "Question", "Questionnaire"]

FALLBACK = "en"
"""Language for whoever reads none of the others."""


def _questions(values: Iterable[Question]) -> tuple[Question, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Questionnaire:
    """The questions put to one stakeholder role, and their texts.

    Attributes:
        name: of the question set it belongs to.
        role: who is asked.
        questions: in the order in which they are asked.
        texts: by language tag, then by key (see the module). A regional tag (``nl-be``) needs to
            hold only what differs from its language (``nl``). A text may name ``{company}``,
            ``{account}`` and ``{name}``.

    Raises:
        InvalidValue: naming the question (or the text's key, which begins with it) and what does
            not fit; also where no language is complete.
    """

    name: str
    role: Role = Role.UNKNOWN
    questions: tuple[Question, ...] = field(converter=_questions)
    texts: Texts = field(converter=copied, hash=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what could not be asked."""
        ids = [question.id for question in self.questions]
        if not self.name or not ids:
            message = "questionnaire: needs a name and at least one question."
            raise InvalidValue(message)
        twice = next((question for question in ids if ids.count(question) > 1), "")
        if twice:
            message = f"{twice}: the question stands there twice."
            raise InvalidValue(message)
        for language, table in self.texts.items():
            self._check(language, table)
        if not self.languages:
            raise InvalidValue(self._why_none_is_complete())

    @cached_property
    def digest(self) -> str:
        """What makes this questionnaire itself: 32 hexadecimal characters.

        Any change of a question, of their order or of a text in any language gives another one;
        the order in which languages and texts were written down does not.
        """
        questions = [asdict(question, filter=_is_told) for question in self.questions]
        content = json.dumps([questions, self.texts], ensure_ascii=False, sort_keys=True)
        return derive("questionnaire", self.name, self.role, content)

    @property
    def languages(self) -> tuple[str, ...]:
        """Tags of the complete languages, in alphabetical order."""
        return tuple(sorted(self._complete))

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics it asks, in the order of the questions."""
        asked = (question.metric for question in self.questions)
        return tuple(metric for metric in asked if metric is not Metric.NONE)

    def question(self, id: str) -> Question:  # noqa: A002 - it is the field of this name
        """Find a question by its id.

        Raises:
            UnknownThing: it asks no such question.
        """
        for question in self.questions:
            if question.id == id:
                return question
        message = f"The questionnaire {self.name!r} for {self.role} asks no question {id!r}."
        raise UnknownThing(message)

    def language(self, wanted: str) -> str:
        """Choose the language in which somebody is asked, from the complete ones.

        Args:
            wanted: language tag in any writing (``sv``, ``sv-SE``, ``sv_SE``); empty if unknown.

        Returns:
            The tag itself, else the wider one (``sv``), else ``en``, else the first of
            :attr:`languages`.
        """
        candidates = chain(lineage(tag_of(wanted)), [FALLBACK], self.languages)
        return next(tag for tag in candidates if tag in self._complete)

    def text(
        self,
        key: str,
        language: str,
        *,
        company: str | None = None,
        account: str | None = None,
        name: str | None = None,
    ) -> str:
        """Give one text in the language that :meth:`language` chooses.

        Args:
            key: see the module.
            language: the language that the person reads.
            company: what stands for ``{company}``: the company, product or service asked about.
            account: what stands for ``{account}``: the customer.
            name: what stands for ``{name}``: the person. Braces in the three stay as they are.

        Returns:
            Plain text, not escaped for HTML; empty for a label that the question does not have.

        Raises:
            UnknownThing: no question has a text of this key.
            InvalidValue: the text names something that was not passed.
        """
        if key not in self._keys:
            message = f"The questionnaire {self.name!r} for {self.role} has no text {key!r}."
            raise UnknownThing(message)
        values = {"company": company, "account": account, "name": name}
        return filled(key, self._complete[self.language(language)].get(key, ""), values)

    def missing(self, language: str) -> tuple[str, ...]:
        """List the keys of the texts that a language lacks to be complete; empty if it is."""
        table = merged(self.texts, tag_of(language))
        return tuple(key for key in self._wanted if key not in table)

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(key for question in self.questions for key in question.takes)

    @cached_property
    def _wanted(self) -> tuple[str, ...]:
        """What a complete language has: what must be there, and labels that any language has."""
        needed = {key for question in self.questions for key in question.needs}
        needed.update(*self.texts.values())
        takes = chain.from_iterable(question.takes for question in self.questions)
        return tuple(key for key in takes if key in needed)

    @cached_property
    def _complete(self) -> Texts:
        return {tag: merged(self.texts, tag) for tag in self.texts if not self.missing(tag)}

    def _check(self, language: str, table: Mapping[str, str]) -> None:
        for key, text in table.items():
            if key not in self._keys:
                message = f"{key}: no question takes this text ({language})."
                raise InvalidValue(message)
            if stray_braces(text):
                names = "{company}, {account} and {name}"
                message = f"{key}: only {names} are filled in, and no other braces ({language})."
                raise InvalidValue(message)

    def _why_none_is_complete(self) -> str:
        nearest = min(self.texts, key=lambda tag: (len(self.missing(tag)), tag), default=FALLBACK)
        return f"{self.missing(nearest)[0]}: missing in {nearest}, and no language is complete."


def _is_told(attribute: "Attribute[Any]", value: object) -> bool:
    """Leave defaults out of the digest, so that a new attribute does not change old ones."""
    return bool(value != attribute.default)
