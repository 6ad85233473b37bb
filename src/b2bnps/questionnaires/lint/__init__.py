"""What a survey researcher would say about a questionnaire. This module does no I/O.

A finding is advice: the questionnaire can be asked all the same. What cannot be asked is refused
by :mod:`b2bnps.questionnaires.schema`.

``structure`` looks at the questions, ``wording`` at their texts with the words of one language
each (``<language>.json``). Double-barrelled, leading and negated questions are known to spoil
answers in any textbook of survey research; the lists of words are our own, and short on purpose.

>>> from b2bnps.questionnaires import question_set
>>> lint(question_set()["end_user"])
()
"""

from collections.abc import Iterator

from attrs import evolve

from b2bnps.questionnaires.lint.findings import CODES, Finding
from b2bnps.questionnaires.lint.structure import (
    MOST_COMMON,
    MOST_OF_BLOCK,
    lost_endings,
    of_any,
    too_long_block,
    too_many,
)
from b2bnps.questionnaires.lint.wording import of_words
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.sets import QuestionSet

__all__ = [
    "CODES",
    "MOST_COMMON",
    "MOST_OF_BLOCK",
    "MOST_QUESTIONS",
    "Finding",
    "lint",
    "lint_set",
]

MOST_QUESTIONS = MOST_COMMON + MOST_OF_BLOCK
"""Most questions that one person is asked."""


def lint(questionnaire: Questionnaire, *, anonymous: bool = False) -> tuple[Finding, ...]:
    """Look a questionnaire over.

    A question that only some are asked counts only where it can be on one walk with the others.

    Args:
        questionnaire: as it is asked, the common questions and those of its block together.
        anonymous: True where the programme really keeps no names beside the answers.

    Returns:
        The findings, none for a questionnaire that has nothing to improve here.
    """
    asked = questionnaire
    everything = [question.id for question in asked.questions]
    return (
        *too_many(asked, everything, MOST_QUESTIONS),
        *of_any(asked),
        *lost_endings(asked),
        *of_words(asked.questions, asked.endings, asked.texts, anonymous=anonymous),
    )


def lint_set(asked: QuestionSet, *, anonymous: bool = False) -> tuple[Finding, ...]:
    """Look a question set over, each block with the questions that everybody is asked.

    Args:
        asked: the question set.
        anonymous: as for :func:`lint`.

    Returns:
        Each finding once, with the blocks for which it holds. An ending is unreachable only where
        no block leads to it.
    """
    blocks: dict[Finding, tuple[str, ...]] = {}
    for block in asked:
        for finding in _of_block(asked, block):
            blocks[finding] = (*blocks.get(finding, ()), block)
    for finding in _lost_everywhere(asked):
        blocks[finding] = tuple(asked)
    for finding in of_words(asked.questions, asked.endings, asked.texts, anonymous=anonymous):
        blocks[finding] = _asking(asked, finding.question)
    return tuple(evolve(finding, blocks=where) for finding, where in blocks.items())


def _of_block(asked: QuestionSet, block: str) -> Iterator[Finding]:
    common = (*asked.core, *asked.closing)
    yield from too_many(asked[block], common, MOST_COMMON, "common questions")
    yield from too_long_block(asked[block], asked.blocks[block])
    yield from of_any(asked[block])


def _lost_everywhere(asked: QuestionSet) -> list[Finding]:
    lost = [set(lost_endings(each)) for each in asked.values()]
    return sorted(set.intersection(*lost), key=lambda finding: finding.question)


def _asking(asked: QuestionSet, owner: str) -> tuple[str, ...]:
    """Give the blocks that ask a question; an ending belongs to all of them."""
    if owner.startswith("ending."):
        return tuple(asked)
    return tuple(b for b in asked if owner in (*asked.core, *asked.blocks[b], *asked.closing))
