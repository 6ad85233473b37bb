"""Hypothesis strategies for questionnaires with rules and routes, and for what people answer.

A host proves with them that its pages, files or interviews ask what the questionnaire says::

    @given(st.data())
    def test_my_pages(data):
        asked = data.draw(questionnaires())
        form = data.draw(forms(asked))

Everything is valid by construction, so nothing is thrown away, and a failing example shrinks to few
questions with short rules.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations, combinations_with_replacement
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from b2bnps.model import Metric, Role
from b2bnps.questionnaires.question import END, Kind, Question, Route
from b2bnps.questionnaires.rules import (
    CLASSES,
    And,
    Answered,
    Chose,
    Class,
    Full,
    InRole,
    Known,
    Not,
    Or,
    Rule,
    Scored,
)
from b2bnps.questionnaires.schema import Ending, Questionnaire, Quota
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.testing.forms import KNOWN, QUOTAS, forms, situations

__all__ = ["KNOWN", "QUOTAS", "forms", "question_sets", "questionnaires", "rules", "situations"]

ENDINGS = ("refused", "elsewhere")
BLOCKS = ("end_user", "purchasing", "approver/finance")
OPTIONS = ("price", "quality", "support")
ASPECTS = ("planning", "training")
DEEPEST = 4
SELDOM = st.integers(0, 9).map(lambda number: number > 5)
FORMS: tuple[Any, ...] = (None, Not, And, Or)


def rules(
    questions: Sequence[Question], quotas: Sequence[str] = (), *, depth: int = DEEPEST
) -> SearchStrategy[Rule]:
    """Rules that look at answers to these questions, at the situation and at quotas.

    Args:
        questions: with or without an answer that a rule may look at.
        quotas: ids.
        depth: most rules inside one another.
    """
    return _rules(_leaves(questions, quotas), depth)


def questionnaires(*, most: int = 5, highest: int = 10) -> SearchStrategy[Questionnaire]:
    """Questionnaires of every kind of question, with rules, routes, endings and quotas.

    Args:
        most: questions at most.
        highest: end of the longest scale, at least 2; below 10 none asks for NPS.
    """
    return _questionnaires(most, highest)


def question_sets() -> SearchStrategy[QuestionSet]:
    """Question sets with a core, one to four blocks and a closing."""
    return _question_sets()


# Questions


@st.composite
def _questionnaires(draw: DrawFn, most: int, highest: int) -> Questionnaire:
    number = draw(st.integers(1, most))
    plain = [draw(_plain(f"q{place}", highest)) for place in range(1, number + 1)]
    endings, quotas = draw(_endings()), QUOTAS[: draw(st.integers(0, len(QUOTAS)))]
    questions = draw(_ruled(plain, endings=endings, quotas=quotas))
    return Questionnaire(
        name="made",
        role=draw(st.sampled_from(Role)),
        questions=questions,
        endings=endings,
        quotas=[draw(_limited(quota, questions)) for quota in quotas],
        texts=draw(_texts(questions, endings)),
    )


@st.composite
def _question_sets(draw: DrawFn) -> QuestionSet:
    endings, quotas = draw(_endings()), QUOTAS[: draw(st.integers(0, len(QUOTAS)))]
    known: dict[str, Any] = {"endings": endings, "quotas": quotas}
    last = [draw(_plain(f"last{place}")) for place in range(draw(st.integers(0, 2)))]
    core = draw(_ruled([draw(_plain("core"))], after=last, **known))
    closing = draw(_ruled(last, before=core, **known))
    shared = draw(_ruled([draw(_plain("shared"))], before=core, **known))
    blocks: dict[str, list[Question]] = {}
    for number, block in enumerate(draw(_blocks())):
        own = [draw(_plain(f"own{number}"))] if draw(st.booleans()) else []
        own = draw(_ruled(own, before=core, after=last, **known))
        blocks[block] = [*own, *(shared if draw(st.booleans()) else ())]
    several = [core, *blocks.values(), closing]
    questions = {each.id: each for asked in several for each in asked}.values()
    return QuestionSet(
        name="made",
        core=[each.id for each in core],
        blocks={block: [each.id for each in own] for block, own in blocks.items()},
        closing=[each.id for each in closing],
        questions=questions,
        endings=endings,
        quotas=[draw(_limited(quota, core)) for quota in quotas],
        texts=draw(_texts(questions, endings)),
    )


def _blocks() -> SearchStrategy[list[str]]:
    return st.sets(st.sampled_from(BLOCKS)).map(lambda some: ["unknown", *sorted(some)])


@st.composite
def _endings(draw: DrawFn) -> list[Ending]:
    some = ENDINGS[: draw(st.integers(0, len(ENDINGS)))]
    return [Ending(id=id_, screened_out=draw(st.booleans())) for id_ in some]


@st.composite
def _limited(draw: DrawFn, quota: str, questions: Sequence[Question]) -> Quota:
    return Quota(id=quota, limit=draw(st.integers(1, 9)), when=draw(rules(questions, depth=2)))


def _plain(id_: str, highest: int = 10) -> SearchStrategy[Question]:
    """Questions of every kind, without rules."""
    return st.sampled_from(_plain_ones(id_, highest))


@cache
def _plain_ones(id_: str, highest: int) -> tuple[Question, ...]:
    made: list[dict[str, Any]] = [
        {"kind": Kind.TEXT},
        {"kind": Kind.SCALE, "high": 2},
        {"kind": Kind.SCALE, "low": 1, "high": highest},
        {"kind": Kind.SCALE, "low": 1, "high": 2, "faces": True, "metric": Metric.HAPPINESS},
        *({"kind": kind} for kind in (Kind.YES_NO, Kind.CONTACT, Kind.QUOTE)),
        *({"kind": kind, "options": OPTIONS} for kind in (Kind.CHOICE, Kind.CHOICES)),
        {"kind": Kind.CHOICE, "options": OPTIONS, "other": "support"},
        {"kind": Kind.CHOICES, "options": OPTIONS, "other": "support"},
        {"kind": Kind.MATRIX, "low": 1, "high": min(highest, 5), "aspects": ASPECTS},
    ]
    if highest == 10:
        made.insert(0, {"kind": Kind.SCALE, "high": 10, "metric": Metric.NPS})
    needed = [
        Question(id=id_, required=needed, **each) for each in made for needed in (False, True)
    ]
    return (*needed, Question(id=id_, kind=Kind.NOTICE))


@st.composite
def _ruled(
    draw: DrawFn,
    plain: Sequence[Question],
    *,
    before: Sequence[Question] = (),
    after: Sequence[Question] = (),
    endings: Sequence[Ending],
    quotas: Sequence[str],
) -> list[Question]:
    """Give questions rules over what is asked before them, and routes to what is asked later."""
    made: list[Question] = []
    for place, question in enumerate(plain, start=1):
        earlier = rules([*before, *made], quotas)
        so_far = rules([*before, *made, question], quotas)
        ahead = [each.id for each in (*plain[place:], *after)]
        ways = [*ahead, *(each.id for each in endings), END]
        routes = [
            Route(to=draw(st.sampled_from(ways)), when=draw(so_far) if draw(SELDOM) else None)
            for _ in range(draw(st.integers(0, 2)) if draw(SELDOM) else 0)
        ]
        show_if = draw(earlier) if draw(SELDOM) else None
        made.append(evolve(question, show_if=show_if, routes=routes, new_page=draw(SELDOM)))
    return made


@st.composite
def _rules(draw: DrawFn, leaves: Sequence[Sequence[Rule]], depth: int) -> Rule:
    form = draw(st.sampled_from(FORMS)) if depth > 1 else None
    if form is None:
        return draw(st.sampled_from(draw(st.sampled_from(leaves))))
    inner = _rules(leaves, depth - 1)
    if form is Not:
        return Not(draw(inner))
    several = tuple(draw(inner) for _ in range(draw(st.integers(1, 3))))
    return And(several) if form is And else Or(several)


def _leaves(questions: Sequence[Question], quotas: Sequence[str]) -> list[list[Rule]]:
    """List the rules that are not made of others, those of one sort together."""
    asked = [
        sort
        for question in questions
        for name in question.fields
        for sort in _looking(question, name)
    ]
    roles: list[Rule] = [InRole(some) for some in _some(tuple(Role))]
    known: list[list[Rule]] = [
        [Known(name, some) for some in _some(values)] for name, values in KNOWN.items()
    ]
    full: list[Rule] = [Full(quota) for quota in quotas]
    return [sort for sort in (*asked, roles, *known, full) if sort]


def _looking(question: Question, name: str) -> Iterator[list[Rule]]:
    yield [Answered(name)]
    yield [
        Scored(name, at_least=low, at_most=high)
        for low, high in combinations_with_replacement((None, *question.points), 2)
        if high is not None
    ]
    yield [Scored(name, at_least=point) for point in question.points]
    yield [Chose(name, some) for some in _some(question.choices)]
    yield [Class(name, some) for some in _some(tuple(CLASSES)) if question.metric is Metric.NPS]


def _some(values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """One or two of some values."""
    return [*((value,) for value in values), *combinations(values, 2)]


@st.composite
def _texts(
    draw: DrawFn, questions: Iterable[Question], endings: Iterable[Ending]
) -> dict[str, dict[str, str]]:
    """Write texts in one or two languages, the first one complete."""
    labelled = draw(st.booleans())
    keys = [key for each in questions for key in (each.takes if labelled else each.needs)]
    keys += [key for ending in endings for key in ending.needs]
    ends = draw(st.sampled_from(["", " {company}", "\n{{{name}}}"]))
    texts = {"en": {key: f"{key}{ends}" for key in keys}}
    if draw(st.booleans()):
        lost = draw(st.sets(st.sampled_from(keys), max_size=2))
        texts["nl"] = {key: f"({key}){ends}" for key in keys if key not in lost}
    return texts
