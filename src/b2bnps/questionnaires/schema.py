"""What a question and a questionnaire are. This module does no I/O.

A questionnaire is questions plus their texts in some languages. A text is found by its key:

========================  ==========================================================
``<question>.ask``        the question itself; always there
``<question>.low``        what the low end of a scale means
``<question>.high``       what the high end of a scale means
``<question>.point.<n>``  what one point of a scale means; always there where faces are shown,
                          since a face without words says nothing to a screen reader
``<question>.option.<x>`` one option of a choice, ``yes`` and ``no`` of a question for consent;
                          always there
``<question>.aspect.<x>`` what one line of a matrix asks about; always there
``<question>.other``      what to write beside the option that takes words
``<question>.hint``       a line of help below the question
``ending.<id>.title``     heading of a page of thanks, and its words in ``ending.<id>.text``;
                          always there
========================  ==========================================================

A language is *complete* once it has every text that must be there and every label that any other
language has, of the questions that anybody can reach. Only complete languages are shown, so nobody
is asked half in one and half in another.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

from attrs import Attribute, field, fields, frozen

from b2bnps.errors import InvalidValue, UnknownThing
from b2bnps.model import Metric, Role, derive
from b2bnps.questionnaires.checks import Ending, Quota, faults
from b2bnps.questionnaires.question import HIGHEST, LOWEST, NPS, WHY, Kind, Question, Route
from b2bnps.questionnaires.reach import Reach, reach
from b2bnps.questionnaires.rules import Known, as_data, leaves
from b2bnps.questionnaires.walking import Step, steps
from b2bnps.questionnaires.wording import (
    Texts,
    copied,
    filled,
    isolated,
    lineage,
    merged,
    piped,
    tag_of,
)

__all__ = [
    "FALLBACK",
    "HIGHEST",
    "LOWEST",
    "NPS",
    "WHY",
    "Ending",
    "Kind",
    "Question",
    "Questionnaire",
    "Quota",
    "Route",
]

FALLBACK = "en"
"""Language for whoever reads none of the others."""


def _questions(values: Iterable[Question]) -> tuple[Question, ...]:
    return tuple(values)


def _endings(values: Iterable[Ending]) -> tuple[Ending, ...]:
    return tuple(values)


def _quotas(values: Iterable[Quota]) -> tuple[Quota, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Questionnaire:
    """The questions put to one stakeholder role, and their texts.

    Attributes:
        name: of the question set it belongs to.
        role: who is asked.
        block: name of the block of its set where that is not a role alone: ``purchasing``,
            ``approver/finance``; the role is then unknown. Empty otherwise.
        questions: in the order in which they are asked.
        endings: further pages of thanks, to which routes lead.
        quotas: how many complete answers of a sort are wanted.
        texts: by language tag, then by key (see the module). A regional tag (``nl-be``) needs to
            hold only what differs from its language (``nl``). A text may name ``{company}``,
            ``{product}``, ``{account}``, ``{phase}`` and ``{name}``; ``{{`` is a brace.

    Raises:
        InvalidValue: naming the question (or the text's key, which begins with it) and what does
            not fit; also where no language is complete.
    """

    name: str
    role: Role = Role.UNKNOWN
    block: str = ""
    questions: tuple[Question, ...] = field(converter=_questions)
    endings: tuple[Ending, ...] = field(default=(), converter=_endings)
    quotas: tuple[Quota, ...] = field(default=(), converter=_quotas)
    texts: Texts = field(converter=copied, hash=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what could not be asked."""
        ids = [question.id for question in self.questions]
        if not self.name or not ids:
            message = "questionnaire: needs a name and at least one question."
            raise InvalidValue(message)
        if self.block and (self.role is not Role.UNKNOWN or self.block in set(Role)):
            message = "block: is for a department or a pair; then the role stays unknown."
            raise InvalidValue(message)
        if len(set(ids)) < len(ids):
            twice = next(question for question in ids if ids.count(question) > 1)
            message = f"{twice}: the question stands there twice."
            raise InvalidValue(message)
        fault = next(faults(self.questions, self.endings, self.quotas), None)
        if fault is not None:
            raise InvalidValue(str(fault))
        for language, table in self.texts.items():
            self._check(language, table)
        if not self.languages:
            raise InvalidValue(self._why_none_is_complete())

    @cached_property
    def digest(self) -> str:
        """What makes this questionnaire itself: 32 hexadecimal characters.

        Any change of a question, of a rule, of their order or of a text in any language gives
        another one; the order in which languages and texts were written down does not.
        """
        content: list[object] = [[_told(question) for question in self.questions], self.texts]
        more = [[_told(each) for each in (*self.endings, *self.quotas)], self.block]
        content += more if any(more) else []
        written = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return derive("questionnaire", self.name, self.role, written)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The questions made ready to be walked past."""
        return steps(self.questions)

    @cached_property
    def reach(self) -> Reach:
        """What somebody can get to with some answers or other."""
        return reach(self.questions, self.endings)

    @cached_property
    def names(self) -> frozenset[str]:
        """What its texts name: ``company``, ``product``, ``account``, ``phase``, ``name``."""
        texts = (text for table in self.texts.values() for text in table.values())
        return frozenset(chain.from_iterable(map(piped, texts)))

    @cached_property
    def looks_up(self) -> frozenset[str]:
        """Names of what its rules and texts want to know from the host."""
        rules = chain.from_iterable(question.rules for question in self.questions)
        rules = chain(rules, (quota.when for quota in self.quotas))
        parts = chain.from_iterable(map(leaves, rules))
        looked_up = {leaf.name for leaf in parts if isinstance(leaf, Known)}
        return frozenset(looked_up | (self.names & {"product", "phase"}))

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

    def language(self, *wanted: str) -> str:
        """Choose the language in which somebody is asked, from the complete ones.

        Args:
            wanted: language tags in any writing (``sv``, ``sv-SE``, ``sv_SE``), the one that the
                person likes best first; empty ones are passed over.

        Returns:
            The first tag itself, else the wider one (``sv``), the same for the next tag, else
            ``en``, else the first of :attr:`languages`.
        """
        tags = chain.from_iterable(lineage(tag_of(each)) for each in wanted)
        candidates = chain(tags, [FALLBACK], self.languages)
        return next(tag for tag in candidates if tag in self._complete)

    def text(
        self,
        key: str,
        language: str,
        *,
        company: str | None = None,
        product: str | None = None,
        account: str | None = None,
        phase: str | None = None,
        name: str | None = None,
    ) -> str:
        """Give one text in the language that :meth:`language` chooses.

        Args:
            key: see the module.
            language: the language that the person reads.
            company: what stands for ``{company}``: who asks.
            product: what stands for ``{product}``: the product, service or brand asked about.
            account: what stands for ``{account}``: the customer.
            phase: what stands for ``{phase}``: of the project.
            name: what stands for ``{name}``: the person. Braces in all of them stay as they are.

        Returns:
            Plain text, not escaped for HTML; empty for a label that the question does not have.
            Among words that are written from the right, names keep their own direction.

        Raises:
            UnknownThing: no question has a text of this key.
            InvalidValue: the text names something that was not passed.
        """
        if key not in self._keys:
            message = f"The questionnaire {self.name!r} for {self.role} has no text {key!r}."
            raise UnknownThing(message)
        values = {
            "company": company,
            "product": product,
            "account": account,
            "phase": phase,
            "name": name,
        }
        shown = self.language(language)
        own = {key: each and isolated(each, shown) for key, each in values.items()}
        return filled(key, self._complete[shown].get(key, ""), own)

    def missing(self, language: str) -> tuple[str, ...]:
        """List the keys of the texts that a language lacks to be complete; empty if it is."""
        table = merged(self.texts, tag_of(language))
        if self._everything <= table.keys():
            return ()
        return tuple(key for key in self._wanted if key not in table)

    @cached_property
    def _keys(self) -> frozenset[str]:
        keys = (*(question.takes for question in self.questions), *_needs(self.endings))
        return frozenset(chain.from_iterable(keys))

    @cached_property
    def _everything(self) -> frozenset[str]:
        """What a language would need if all of it could be reached: cheaper to find out."""
        needed = (*(question.needs for question in self.questions), *_needs(self.endings))
        return frozenset(chain.from_iterable((*needed, *self.texts.values())))

    @cached_property
    def _wanted(self) -> tuple[str, ...]:
        """What a complete language has: what must be there, and labels that any language has."""
        reached = [question for question in self.questions if question.id in self.reach.questions]
        endings = [ending for ending in self.endings if ending.id in self.reach.endings]
        needed = set(chain(*(question.needs for question in reached), *_needs(endings)))
        needed.update(*self.texts.values())
        takes = chain(*(question.takes for question in reached), *_needs(endings))
        return tuple(key for key in takes if key in needed)

    @cached_property
    def _complete(self) -> Texts:
        return {tag: merged(self.texts, tag) for tag in self.texts if not self.missing(tag)}

    def _check(self, language: str, table: Mapping[str, str]) -> None:
        strays = table.keys() - self._keys
        if strays:
            message = f"{min(strays)}: no question takes this text ({language})."
            raise InvalidValue(message)

    def _why_none_is_complete(self) -> str:
        nearest = min(self.texts, key=lambda tag: (len(self.missing(tag)), tag), default=FALLBACK)
        return f"{self.missing(nearest)[0]}: missing in {nearest}, and no language is complete."


def _needs(endings: Iterable[Ending]) -> Iterator[tuple[str, str]]:
    return (ending.needs for ending in endings)


def _told(value: Any) -> Any:
    """Write a value as plain data without defaults, so that a new attribute changes no digest."""
    if isinstance(value, Question | Route | Ending | Quota):
        told = (
            (each.name, getattr(value, each.name))
            for each in fields(type(value))
            if _is_told(each, value)
        )
        return {name: _told(each) for name, each in told}
    if isinstance(value, tuple):
        return [_told(each) for each in value]
    return value if isinstance(value, str | int) else as_data(value)


def _is_told(attribute: "Attribute[Any]", owner: object) -> bool:
    return bool(getattr(owner, attribute.name) != attribute.default)
