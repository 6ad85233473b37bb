"""What there is to translate in a question set, and how much of it is done."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from b2bnps.errors import InvalidValue
from b2bnps.questionnaires.question import Kind, Question
from b2bnps.questionnaires.schema import FALLBACK
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.questionnaires.wording import merged, tag_of

__all__ = ["Completeness", "Row", "completeness", "rows", "source_of", "tag_from"]

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


@frozen(kw_only=True)
class Row:
    """One text to translate.

    Attributes:
        key: of the text; see :mod:`b2bnps.questionnaires.schema`.
        context: what it is and who reads it, for the translator.
        source: the text in the language that is translated from; empty where it lacks it too.
    """

    key: str
    context: str
    source: str


@frozen(kw_only=True)
class Completeness:
    """How far a language is translated.

    Attributes:
        done: number of texts that it has, those of its wider language among them.
        needed: number of texts that anybody can reach.
        missing: keys of the texts that it lacks.
    """

    done: int
    needed: int
    missing: tuple[str, ...] = ()


def completeness(asked: QuestionSet) -> Mapping[str, Completeness]:
    """Say for each language how far it is translated, counted over what anybody can reach."""
    keys = tuple(_readers(asked))
    found: dict[str, Completeness] = {}
    for tag in sorted(asked.texts):
        table = merged(asked.texts, tag)
        missing = tuple(key for key in keys if key not in table)
        found[tag] = Completeness(done=len(keys) - len(missing), needed=len(keys), missing=missing)
    return found


def source_of(asked: QuestionSet) -> str:
    """Choose the language to translate from: the most complete one, English before others."""
    done = {tag: each.done for tag, each in completeness(asked).items()}
    return max(done, key=lambda tag: (done[tag], tag == FALLBACK))


def tag_from(language: str) -> str:
    """Read a language tag in any writing.

    Raises:
        InvalidValue: it is none.
    """
    tag = tag_of(language)
    if not _TAG.fullmatch(tag):
        message = f"languages: {tag!r} is no language tag such as nl-be."
        raise InvalidValue(message)
    return tag


def rows(asked: QuestionSet, source: str) -> tuple[Row, ...]:
    """List the texts that anybody can reach, in the order in which they are asked."""
    table = merged(asked.texts, source)
    context = {key: what for question in asked.questions for key, what in _what(question)}
    for ending in asked.endings:
        title, text = ending.needs
        context[title] = f"heading of the page of thanks {ending.id!r}"
        context[text] = f"words of the page of thanks {ending.id!r}"
    return tuple(
        Row(key=key, context=f"{context[key]}; {_for(blocks, asked)}", source=table.get(key, ""))
        for key, blocks in _readers(asked).items()
    )


def _readers(asked: QuestionSet) -> Mapping[str, list[str]]:
    """Give for each text that is needed the blocks in which it is read."""
    found: dict[str, list[str]] = {}
    for block, questionnaire in asked.items():
        for key in questionnaire.missing(""):  # nobody's language lacks all that is needed
            found.setdefault(key, []).append(block)
    return found


def _for(blocks: list[str], asked: QuestionSet) -> str:
    return "for everybody" if len(blocks) == len(asked) else f"for {', '.join(blocks)}"


def _what(question: Question) -> Iterator[tuple[str, str]]:
    """Say of each text of a question what it is."""
    kind = _KINDS[question.kind]
    if question.points:
        kind = f"{kind} from {question.low} to {question.high}"
    for key in question.takes:
        part, _, detail = key.removeprefix(f"{question.id}.").partition(".")
        detail = question.other if part == "other" else detail
        yield key, f"{_PARTS[part]}{detail and f' {detail!r}'} of {question.id!r}, {kind}"


_KINDS: Final[Mapping[Kind, str]] = {
    Kind.SCALE: "a scale",
    Kind.MATRIX: "a scale for each of several lines",
    Kind.CHOICE: "a choice of one option",
    Kind.CHOICES: "a choice of several options",
    Kind.YES_NO: "yes or no",
    Kind.CONTACT: "yes or no to a call",
    Kind.QUOTE: "yes or no to being quoted",
    Kind.TEXT: "answered in words",
    Kind.NOTICE: "a notice without an answer",
}

_PARTS: Final[Mapping[str, str]] = {
    "ask": "the question",
    "low": "meaning of the low end",
    "high": "meaning of the high end",
    "point": "meaning of the point",
    "option": "the option",
    "aspect": "the line",
    "other": "what to write beside the option",
    "hint": "help below the question",
}
