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
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from itertools import chain

from attrs import asdict, field, frozen

from b2bnps.errors import InvalidValue, UnknownThing
from b2bnps.model import Metric, Role, derive

__all__ = ["FALLBACK", "LOWEST", "HIGHEST", "NPS", "WHY", "Kind", "Question", "Questionnaire"]

NPS = "nps"
"""Id of the NPS question."""

WHY = "why"
"""Id of the open question about the reason for the score."""

FALLBACK = "en"
"""Language for whoever reads none of the others."""

LOWEST, HIGHEST = 0, 10
"""No scale reaches further, because no answer is read that does (:mod:`.logic`)."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_PIPED = re.compile(r"\{(company|account|name)\}")


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    TEXT = "text"
    CHOICE = "choice"


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Question:
    """One question, without its words.

    Attributes:
        id: key of its answer in a form and of its texts: a lower-case word of up to 40
            characters, ``nps`` and ``why`` for the two that every questionnaire should ask.
        kind: how it is answered.
        metric: what it is declared to measure; only a scale measures something.
        low, high: ends of a scale, both inclusive, within 0 to 10; 0 where there is none.
        required: True where an answer is not complete without it.
        options: ids of the options of a choice, in the order in which they are shown.
        faces: True where each point of the scale is shown as a face.

    Raises:
        InvalidValue: naming the question and what does not fit.
    """

    id: str
    kind: Kind
    metric: Metric = Metric.NONE
    low: int = 0
    high: int = 0
    required: bool = False
    options: tuple[str, ...] = field(default=(), converter=_ids)
    faces: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what no page could show and no answer could match."""
        for holds, demand in _demands(self):
            if not holds:
                message = f"{self.id}: {demand}"
                raise InvalidValue(message)

    @property
    def points(self) -> range:
        """The numbers that may be chosen, the low end first; empty where there is no scale."""
        return range(self.low, self.high + 1) if self.kind is Kind.SCALE else range(0)

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys of the texts without which the question cannot be asked."""
        options = (f"{self.id}.option.{option}" for option in self.options)
        return (f"{self.id}.ask", *options, *(self._point_keys() if self.faces else ()))

    @property
    def takes(self) -> tuple[str, ...]:
        """Keys of every text that the question can have."""
        if self.kind is not Kind.SCALE:
            return self.needs
        return (f"{self.id}.ask", f"{self.id}.low", f"{self.id}.high", *self._point_keys())

    def _point_keys(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.point.{point}" for point in self.points)


def _demands(question: Question) -> Iterator[tuple[bool, str]]:
    """Say what must hold for a question, the more basic first."""
    ends = question.low, question.high
    yield _ID.fullmatch(question.id) is not None, "an id is a lower-case word: a-z, 0-9 and _."
    if question.kind is Kind.SCALE:
        yield all(type(end) is int for end in ends), "the ends of a scale are whole numbers."
        yield (
            LOWEST <= question.low < question.high <= HIGHEST,
            f"a scale rises from low to high within {LOWEST} to {HIGHEST}.",
        )
        yield (
            question.metric is not Metric.NPS or ends == (LOWEST, HIGHEST),
            f"NPS is asked from {LOWEST} to {HIGHEST}.",
        )
    else:
        yield question.metric is Metric.NONE, "only a scale measures something."
        yield ends == (0, 0) and not question.faces, "only a scale has ends or faces."
    yield (question.kind is Kind.CHOICE) == bool(question.options), "a choice has options."
    yield len(set(question.options)) == len(question.options), "an option stands there twice."
    yield all(map(_ID.fullmatch, question.options)), "an option's id is a lower-case word."


Texts = Mapping[str, Mapping[str, str]]


def _tag(language: str) -> str:
    """Write a language tag in one way: ``sv_SE`` and ``SV-se`` become ``sv-se``."""
    return language.strip().replace("_", "-").lower()


def _lineage(tag: str) -> Iterator[str]:
    """Yield a tag and the wider ones it belongs to: ``nl-be``, then ``nl``."""
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def _copied(texts: Texts) -> Texts:
    """Copy the texts, so that nobody changes them later; what is blank is not translated yet."""
    return {
        _tag(language): {key: text.strip() for key, text in table.items() if text.strip()}
        for language, table in texts.items()
    }


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
    questions: tuple[Question, ...]
    texts: Texts = field(converter=_copied, hash=False, repr=False)

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
        questions = [asdict(question) for question in self.questions]
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
        candidates = chain(_lineage(_tag(wanted)), [FALLBACK], self.languages)
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
        template = self._complete[self.language(language)].get(key, "")
        return _PIPED.sub(lambda match: _given(values, match[1], key), template)

    def missing(self, language: str) -> tuple[str, ...]:
        """List the keys of the texts that a language lacks to be complete; empty if it is."""
        table = self._merged(_tag(language))
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
        return {tag: self._merged(tag) for tag in self.texts if not self.missing(tag)}

    def _merged(self, tag: str) -> Mapping[str, str]:
        wider_first = reversed(list(_lineage(tag)))
        return {key: text for each in wider_first for key, text in self.texts.get(each, {}).items()}

    def _check(self, language: str, table: Mapping[str, str]) -> None:
        if not _TAG.fullmatch(language):
            message = f"texts: {language!r} is not a language tag such as tr or nl-be."
            raise InvalidValue(message)
        for key, text in table.items():
            if key not in self._keys:
                message = f"{key}: no question takes this text ({language})."
                raise InvalidValue(message)
            if not {"{", "}"}.isdisjoint(_PIPED.sub("", text)):
                message = f"{key}: only {{company}}, {{account}} and {{name}} are filled in."
                raise InvalidValue(f"{message[:-1]} ({language}).")

    def _why_none_is_complete(self) -> str:
        tags = sorted(self.texts, key=lambda tag: (len(self.missing(tag)), tag)) or [FALLBACK]
        return f"{self.missing(tags[0])[0]}: this text is missing, and so in no language ({tags[0]}) complete."


def _given(values: Mapping[str, str | None], name: str, key: str) -> str:
    value = values[name]
    if value is None:
        message = f"{key}: the text names {{{name}}}; pass {name}=."
        raise InvalidValue(message)
    return value
