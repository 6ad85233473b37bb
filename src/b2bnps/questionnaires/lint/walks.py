"""Which questions can be asked of one and the same person. This module does no I/O."""

from collections.abc import Iterable
from itertools import islice, product
from math import prod

from b2bnps.questionnaires.question import Question
from b2bnps.questionnaires.reach import MOST, cases_of, situations_of
from b2bnps.questionnaires.rules import leaves
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.walking import follow

__all__ = ["longest", "walks"]

Asked = tuple[str, ...]
"""Ids of the questions of one walk, in order."""


def walks(questionnaire: Questionnaire) -> frozenset[Asked]:
    """Give every walk that somebody can take, with some answers or other.

    Where more than :data:`~b2bnps.questionnaires.reach.MOST` combinations of answers would have to
    be tried, nobody tries them: then the one walk is given that everybody takes at least, the
    questions without a rule that no route leads past. So what is found is always true.
    """
    rules = [rule for question in questionnaire.questions for rule in question.rules]
    parts = [leaf for rule in rules for leaf in leaves(rule)]
    cases = {
        name: cases_of(question, name, parts)
        for question in questionnaire.questions
        for name in question.fields
    }
    situations = list(islice(situations_of(parts), MOST + 1))
    if len(situations) * prod(map(len, cases.values())) > MOST:
        return frozenset({_by_all(questionnaire.questions)})
    found: set[Asked] = set()
    for situation, values in product(situations, product(*cases.values())):
        told = zip(cases, values, strict=True)
        said = {name: value for name, value in told if value is not None}
        way = follow(questionnaire.steps, said, situation)
        found.add(tuple(question.id for question in way.questions))
    return frozenset(found)


def _by_all(questions: tuple[Question, ...]) -> Asked:
    """Give the questions that everybody is asked, up to the first from which a route leads on."""
    routed = (place for place, question in enumerate(questions) if question.routes)
    certain = questions[: next(routed, len(questions)) + 1]
    return tuple(question.id for question in certain if question.show_if is None)


def longest(found: Iterable[Asked], counted: Iterable[str]) -> Asked:
    """Give of the longest walk the questions that count.

    Args:
        found: what :func:`walks` gave.
        counted: ids of the questions that count.
    """
    ids = frozenset(counted)
    kept = (tuple(id_ for id_ in walk if id_ in ids) for walk in found)
    return max(kept, key=lambda walk: (len(walk), walk))
