"""What a survey researcher would say about a questionnaire. This module does no I/O.

A finding is advice: the questionnaire can be asked all the same. What cannot be asked is refused
by :mod:`.schema`.
"""

from collections.abc import Iterator

from attrs import frozen

from b2bnps.model import Metric
from b2bnps.questionnaires.schema import WHY, Kind, Questionnaire

__all__ = ["MOST_QUESTIONS", "Finding", "lint"]

MOST_QUESTIONS = 4
"""A busy person answers this many: the common two, and two about what concerns the role."""


@frozen(kw_only=True)
class Finding:
    """One piece of advice.

    Attributes:
        code: ``too_many_questions``, ``no_why_question``, ``metric_asked_twice``,
            ``untranslated`` or ``scale_labels_missing``.
        question: id of the question that it is about.
        reason: what is wrong with it.
        suggestion: what to do.
    """

    code: str
    question: str
    reason: str
    suggestion: str


def lint(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    """Look a questionnaire over.

    Returns:
        The findings, none for a questionnaire that has nothing to improve here.
    """
    rules = (
        _too_many_questions,
        _no_why_question,
        _metric_asked_twice,
        _untranslated,
        _scale_labels_missing,
    )
    return tuple(finding for rule in rules for finding in rule(questionnaire))


def _too_many_questions(questionnaire: Questionnaire) -> Iterator[Finding]:
    count = len(questionnaire.questions)
    if count > MOST_QUESTIONS:
        yield Finding(
            code="too_many_questions",
            question=questionnaire.questions[MOST_QUESTIONS].id,
            reason=f"It asks {count} questions, and each one costs answers.",
            suggestion=f"Keep {MOST_QUESTIONS}; put the others to another role or wave.",
        )


def _no_why_question(questionnaire: Questionnaire) -> Iterator[Finding]:
    asked = {question.id: question.kind for question in questionnaire.questions}
    if asked.get(WHY) is not Kind.TEXT:
        yield Finding(
            code="no_why_question",
            question=WHY,
            reason="A score without its reason tells nobody what to do.",
            suggestion=f"Add an open question with the id {WHY!r}.",
        )


def _metric_asked_twice(questionnaire: Questionnaire) -> Iterator[Finding]:
    seen: set[Metric] = set()
    for question in questionnaire.questions:
        if question.metric in seen:
            yield Finding(
                code="metric_asked_twice",
                question=question.id,
                reason=f"It is the second question about {question.metric}; only one can count.",
                suggestion="Declare what it measures instead, or drop it.",
            )
        seen |= {question.metric} - {Metric.NONE}


def _untranslated(questionnaire: Questionnaire) -> Iterator[Finding]:
    for language in sorted(questionnaire.texts):
        for key in questionnaire.missing(language):
            yield Finding(
                code="untranslated",
                question=key.partition(".")[0],
                reason=f"{key} is missing in {language}, so {language} is not shown at all.",
                suggestion=f"Translate {key}.",
            )


def _scale_labels_missing(questionnaire: Questionnaire) -> Iterator[Finding]:
    """A label missing in some languages only is untranslated; here it is missing in all."""
    used = {key for table in questionnaire.texts.values() for key in table}
    for question in questionnaire.questions:
        ends = {f"{question.id}.low", f"{question.id}.high"}
        if question.kind is Kind.SCALE and not ends <= used:
            yield Finding(
                code="scale_labels_missing",
                question=question.id,
                reason="Nobody can tell which end of the scale is good.",
                suggestion=f"Add the texts {question.id}.low and {question.id}.high.",
            )
