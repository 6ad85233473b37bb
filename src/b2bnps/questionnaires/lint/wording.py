"""What is said about the words of a questionnaire. This module does no I/O."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.lint.findings import Finding
from b2bnps.questionnaires.lint.words import found
from b2bnps.questionnaires.question import Kind, Question
from b2bnps.questionnaires.wording import Texts

__all__ = ["of_words"]

_ADVICE: Final = {
    "double_barrelled": (
        "{key} asks about two things at once (“{words}”), and no answer says which it means.",
        "Ask about one of them, or make a matrix with a line for each.",
    ),
    "leading": (
        "{key} suggests an answer (“{words}”).",
        "Ask how it was, without praise and without expecting a yes.",
    ),
    "negated": (
        "{key} is put in the negative (“{words}”), and whoever reads over it answers the opposite.",
        "Ask the same in the positive.",
    ),
    "promises_anonymity": (
        "{key} promises what does not hold (“{words}”): answers are kept with who gave them.",
        "Say who sees the answers, or declare the programme anonymous if it is.",
    ),
}
"""Reason and suggestion of each code."""

_ASIDE = re.compile(r"(?<!\w)\([^)]*\)")
_SENTENCES = re.compile(r"(?<=[.!?؟])\s+")


def of_words(
    questions: Iterable[Question], endings: Iterable[Ending], texts: Texts, *, anonymous: bool
) -> Iterator[Finding]:
    """Yield one finding for each question, code and language in which there is something.

    Args:
        questions, endings: whose texts are read.
        texts: by language tag, then by key.
        anonymous: True where nobody is promised too much by that word.
    """
    things = [(question.id, _read_in(question, anonymous=anonymous)) for question in questions]
    if not anonymous:
        things += [(f"ending.{each.id}", {"promises_anonymity": each.needs}) for each in endings]
    for owner, told in things:
        for code, keys in told.items():
            for language in sorted(texts):
                yield from _of_one(code, owner, language, keys, texts)


def _read_in(question: Question, *, anonymous: bool) -> dict[str, tuple[str, ...]]:
    """Give for each code the keys of the texts that are read for it."""
    ask = f"{question.id}.ask"
    rated = (ask, *(f"{question.id}.aspect.{each}" for each in question.aspects))
    told: dict[str, tuple[str, ...]] = {}
    if question.points:
        told |= {"double_barrelled": rated, "negated": rated}
    if question.kind is not Kind.NOTICE:
        told["leading"] = (ask,)
    if not anonymous:
        told["promises_anonymity"] = question.takes
    return told


def _of_one(
    code: str, owner: str, language: str, keys: tuple[str, ...], texts: Texts
) -> Iterator[Finding]:
    table = texts[language]
    for key in keys:
        words = _words(code, language, table.get(key, ""))
        if words:
            reason, suggestion = _ADVICE[code]
            yield Finding(
                code=code,
                question=owner,
                language=language,
                reason=reason.format(key=key, words=words),
                suggestion=suggestion,
            )
            return


def _words(code: str, language: str, text: str) -> str:
    """Read a promise anywhere, but what is asked only where it is asked, and not in brackets."""
    if code == "promises_anonymity":
        return found(code, language, text)
    asked = _ASIDE.sub("", text)
    if code == "negated":
        sentences = _SENTENCES.split(asked)
        asking = [each for each in sentences if not {"?", "؟"}.isdisjoint(each)]
        return next(filter(None, (found(code, language, each) for each in asking or sentences)), "")
    return found(code, language, asked)
