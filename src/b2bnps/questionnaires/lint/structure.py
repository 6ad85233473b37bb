"""What is said about a questionnaire without reading its words. This module does no I/O."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from b2bnps.model import Metric
from b2bnps.questionnaires.lint.findings import Finding
from b2bnps.questionnaires.lint.walks import longest, walks
from b2bnps.questionnaires.question import WHY, Kind, Question
from b2bnps.questionnaires.schema import Questionnaire

__all__ = [
    "MOST_COMMON",
    "MOST_OF_BLOCK",
    "lost_endings",
    "of_any",
    "too_long_block",
    "too_many",
]

MOST_COMMON = 3
"""Most questions that everybody is asked: the score, its reason and one more."""

MOST_OF_BLOCK = 2
"""Most questions about what concerns one role or department."""

Findings = Iterator[Finding]


def of_any(questionnaire: Questionnaire) -> Findings:
    """Yield what is said about any questionnaire, alone or in a set."""
    yield from _no_why_question(questionnaire)
    yield from _metric_asked_twice(questionnaire)
    yield from _unreachable(questionnaire)
    yield from _scale_labels_missing(questionnaire)
    yield from _untranslated(questionnaire)


def too_many(
    questionnaire: Questionnaire, ids: Iterable[str], most: int, questions: str = "questions"
) -> Findings:
    """Find the first question too many on the longest walk.

    Args:
        ids: the questions that count.
        most: so many are fine.
        questions: what they are called in the reason.
    """
    asked = _beyond(questionnaire, ids, most)
    if asked:
        yield Finding(
            code="too_many_questions",
            question=asked[most],
            reason=f"Somebody can be asked {len(asked)} {questions}, and each costs answers.",
            suggestion=f"Keep {most}; put the others to another role or wave.",
        )


def too_long_block(questionnaire: Questionnaire, ids: Iterable[str]) -> Findings:
    """Find the first question too many of a block; ``ids`` are the questions of the block."""
    asked = _beyond(questionnaire, ids, MOST_OF_BLOCK)
    if asked:
        yield Finding(
            code="block_too_long",
            question=asked[MOST_OF_BLOCK],
            reason=f"Somebody can be asked {len(asked)} questions of this block alone.",
            suggestion=f"Keep {MOST_OF_BLOCK}, or split the block.",
        )


def _beyond(questionnaire: Questionnaire, ids: Iterable[str], most: int) -> tuple[str, ...]:
    """Give the longest walk over these questions where it is longer than ``most``."""
    answered = {q.id for q in questionnaire.questions if q.kind is not Kind.NOTICE}
    counted = answered.intersection(ids)
    asked = longest(walks(questionnaire), counted) if len(counted) > most else ()
    return asked if len(asked) > most else ()


def _no_why_question(questionnaire: Questionnaire) -> Findings:
    kinds = {question.id: question.kind for question in questionnaire.questions}
    rated = any(question.points for question in questionnaire.questions)
    if rated and kinds.get(WHY) is not Kind.TEXT:
        yield Finding(
            code="no_why_question",
            question=WHY,
            reason="A score without its reason tells nobody what to do.",
            suggestion=f"Add an open question with the id {WHY!r}.",
        )


def _metric_asked_twice(questionnaire: Questionnaire) -> Findings:
    """Two questions that nobody is asked both are fine: each person counts once."""
    measuring = [q for q in questionnaire.questions if q.metric is not Metric.NONE]
    pairs = [(a, b) for a, b in combinations(measuring, 2) if a.metric is b.metric]
    together = [set(walk) for walk in walks(questionnaire)] if pairs else []
    for first, second in pairs:
        if any({first.id, second.id} <= walk for walk in together):
            yield Finding(
                code="metric_asked_twice",
                question=second.id,
                reason=f"Whoever is asked {first.id!r} can be asked this as well, and both are "
                f"{second.metric}; only one can count.",
                suggestion="Declare what it measures instead, or drop it.",
            )


def _unreachable(questionnaire: Questionnaire) -> Findings:
    for question in questionnaire.questions:
        if question.id not in questionnaire.reach.questions:
            yield Finding(
                code="unreachable",
                question=question.id,
                reason="No answers lead to this question.",
                suggestion="Look at its rule and at the routes before it, or drop it.",
            )
        yield from _untaken_routes(question)


def _untaken_routes(question: Question) -> Findings:
    always = [number for number, route in enumerate(question.routes) if route.when is None]
    for number in range(always[0] + 1, len(question.routes)) if always else ():
        yield Finding(
            code="unreachable",
            question=question.id,
            reason=f"routes[{number}] stands after routes[{always[0]}], which is always taken.",
            suggestion="Put the route without a condition last.",
        )


def lost_endings(questionnaire: Questionnaire) -> Findings:
    """Find the endings to which no answers lead."""
    for ending in questionnaire.endings:
        if ending.id not in questionnaire.reach.endings:
            yield Finding(
                code="unreachable",
                question=f"ending.{ending.id}",
                reason="No answers lead to this ending.",
                suggestion="Lead a route to it, or drop it.",
            )


def _scale_labels_missing(questionnaire: Questionnaire) -> Findings:
    """A label missing in some languages only is untranslated; here it is missing in all."""
    used = {key for table in questionnaire.texts.values() for key in table}
    for question in questionnaire.questions:
        low, high = f"{question.id}.low", f"{question.id}.high"
        points = {f"{question.id}.point.{end}" for end in (question.low, question.high)}
        if question.points and not {low, high} <= used and not points <= used:
            yield Finding(
                code="scale_labels_missing",
                question=question.id,
                reason="Nobody can tell which end of the scale is good.",
                suggestion=f"Add the texts {low} and {high}.",
            )


def _untranslated(questionnaire: Questionnaire) -> Findings:
    for language in sorted(questionnaire.texts):
        for key in questionnaire.missing(language):
            is_ending = key.startswith("ending.")
            yield Finding(
                code="untranslated",
                question=key.rpartition(".")[0] if is_ending else key.partition(".")[0],
                language=language,
                reason=f"{key} is missing in {language}, so {language} is not shown at all.",
                suggestion=f"Translate {key}.",
            )
