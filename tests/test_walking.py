"""The way through the questions: whole forms, page by page, and what can be reached."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.model import Answer, Metric, Role
from b2bnps.questionnaires import Kind, Question, Questionnaire, Reading, read
from b2bnps.questionnaires.logic import Turn, resume, turn, walk
from b2bnps.questionnaires.question import END, Route
from b2bnps.questionnaires.reach import MOST, Reach, reach
from b2bnps.questionnaires.rules import (
    And,
    Answered,
    Chose,
    Full,
    InRole,
    Known,
    Not,
    Or,
    Rule,
    Scored,
    Situation,
    leaves,
)
from b2bnps.questionnaires.schema import Ending
from b2bnps.questionnaires.walking import follow
from b2bnps.testing.questionnaires import KNOWN, QUOTAS, forms, questionnaires, situations

Form = Mapping[str, object]
Page = tuple[Question, ...]

SOME = settings(max_examples=50)
"""Enough where every example walks many ways, or others walk the same ones."""


def asking(*questions: Question, endings: tuple[Ending, ...] = ()) -> Questionnaire:
    """Make a questionnaire whose texts are their keys."""
    keys = chain(*(each.takes for each in questions), *(each.needs for each in endings))
    texts = {"en": {key: key for key in keys}}
    return Questionnaire(name="test", questions=questions, endings=endings, texts=texts)


def of_page(form: Form, page: Page) -> dict[str, object]:
    """Give what a form holds about the questions of a page."""
    ids = {question.id for question in page}
    return {name: raw for name, raw in form.items() if name.partition(".")[0] in ids}


def without(form: Form, fields: tuple[str, ...]) -> dict[str, object]:
    """Take fields out of a form, in whatever form they are there."""
    ids = {name.partition(".")[0] for name in fields}
    return {name: raw for name, raw in form.items() if name.partition(".")[0] not in ids}


def walked(
    asked: Questionnaire, sheet: Form, now: Situation
) -> tuple[list[Turn], dict[str, object]]:
    """Answer page after page from a sheet, entering only what is on the page that is shown."""
    form: dict[str, object] = {}
    turns = [turn(asked, form, situation=now)]
    while not turns[-1].done:
        assert len(turns) <= len(asked.questions)
        page = turns[-1].questions
        form |= of_page(sheet, page)
        turns.append(turn(asked, form, at=page[0].id, situation=now))
    return turns, form


# Page by page is the same as all at once


@given(asked=questionnaires(), now=situations(), data=st.data())
def test_page_by_page_comes_to_the_same_as_the_whole_form(
    asked: Questionnaire, now: Situation, data: st.DataObject
) -> None:
    """Answers, ending and completeness; what the sheet says off the way counts for nothing."""
    sheet = data.draw(forms(asked, spoiled=False))
    turns, form = walked(asked, sheet, now)
    last = turns[-1].reading
    if len(turns) > 1:
        assert read(asked, form, situation=now) == last
    whole = read(asked, sheet, situation=now)
    assert (whole.answers, whole.ending) == (last.answers, last.ending)
    assert (whole.screened_out, whole.complete) == (last.screened_out, last.complete)
    shown = [question for each in turns for question in each.questions]
    assert tuple(shown) == walk(asked, sheet, now).questions


@given(asked=questionnaires(), now=situations(), data=st.data())
def test_nobody_gets_stuck(asked: Questionnaire, now: Situation, data: st.DataObject) -> None:
    """With good answers every page leads to the next or to the end, and back to the one before."""
    turns, form = walked(asked, data.draw(forms(asked, spoiled=False)), now)
    pages = [each.questions for each in turns[:-1]]
    assert [each.first for each in turns[:-1]] == [number == 0 for number in range(len(pages))]
    for number, page in enumerate(pages):
        before = turn(asked, form, at=page[0].id, back=True, situation=now)
        assert before.questions == pages[max(number - 1, 0)]
        assert before.reading.problems == ()
    assert [each.last for each in turns[:-2]] == [False] * (len(pages) - 1)


@SOME
@given(asked=questionnaires(), now=situations(), data=st.data())
def test_whoever_comes_back_finds_a_page(
    asked: Questionnaire, now: Situation, data: st.DataObject
) -> None:
    """Whatever was saved, a page with questions is shown, unless nothing is asked at all."""
    form = data.draw(forms(asked))
    found = resume(asked, form, now)
    pages = walk(asked, form, now).pages
    assert (found.questions in pages) or (found.questions, pages) == ((), ())
    assert (found.reading.complete, found.reading.problems) == (False, ())


@SOME
@given(asked=questionnaires(), now=situations(), data=st.data())
def test_whoever_comes_back_goes_on_where_they_stopped(
    asked: Questionnaire, now: Situation, data: st.DataObject
) -> None:
    """With the answers of the first pages, the next page is shown: none that was answered."""
    turns, form = walked(asked, data.draw(forms(asked, spoiled=False)), now)
    pages = [each.questions for each in turns[:-1]]
    for number in range(1, len(pages)):
        saved = of_page(form, tuple(chain(*pages[:number])))
        fields = {name for question in pages[number - 1] for name in question.fields}
        if fields & walk(asked, saved, now).heard.keys():
            assert resume(asked, saved, now).questions == pages[number]


@SOME
@given(asked=questionnaires(), now=situations(), data=st.data())
def test_nobody_is_shown_what_nobody_can_reach(
    asked: Questionnaire, now: Situation, data: st.DataObject
) -> None:
    """Not even after refused or forgotten answers: such a question may have no text."""
    form = data.draw(forms(asked))
    at = data.draw(st.sampled_from(["", *(question.id for question in asked.questions)]))
    for found in (turn(asked, form, at=at, situation=now), resume(asked, form, now)):
        assert {question.id for question in found.questions} <= asked.reach.questions


# What was not asked


@given(asked=questionnaires(), now=situations(), data=st.data())
def test_an_answer_that_was_not_asked_for_never_counts(
    asked: Questionnaire, now: Situation, data: st.DataObject
) -> None:
    """It is in no answers; a strict reader refuses each one, another lists it as dropped."""
    form = data.draw(forms(asked))
    ids = {question.id for question in walk(asked, form, now).questions}
    mild = read(asked, form, situation=now)
    strict = read(asked, form, situation=now, strict=True)
    alone = read(without_rules(asked), form)
    fields = {each.question for each in (*alone.answers, *alone.problems)}
    off = {name for name in fields if name.partition(".")[0] not in ids}
    refusals = {each.question for each in strict.problems if each.code == "not_asked"}
    assert refusals == set(mild.dropped) == off
    assert strict.dropped == ()
    assert mild.answers == strict.answers
    assert {answer.question.partition(".")[0] for answer in mild.answers} <= ids


def without_rules(asked: Questionnaire) -> Questionnaire:
    """Ask all the questions, each for itself and none required."""
    plain = [
        Question(
            id=each.id,
            kind=each.kind,
            low=each.low,
            high=each.high,
            options=each.options,
            aspects=each.aspects,
            other=each.other,
        )
        for each in asked.questions
    ]
    return asking(*plain)


@SOME
@given(asked=questionnaires(), now=situations(), data=st.data())
def test_hidden_answers_decide_nothing(
    asked: Questionnaire, now: Situation, data: st.DataObject
) -> None:
    """Without the answers that were dropped, the way is the same one."""
    form = data.draw(forms(asked))
    dropped = read(asked, form, situation=now).dropped
    rest = without(form, dropped)
    assert walk(asked, rest, now) == walk(asked, form, now)
    assert read(asked, rest, situation=now).dropped == ()


@SOME
@given(asked=questionnaires(), now=situations(), data=st.data())
def test_a_page_does_not_depend_on_its_own_answers(
    asked: Questionnaire, now: Situation, data: st.DataObject
) -> None:
    """With other answers to it, or with none, the same questions stand on it."""
    form, other = data.draw(forms(asked)), data.draw(forms(asked))
    pages = walk(asked, form, now).pages
    for number, page in enumerate(pages):
        earlier = tuple(chain(*pages[:number]))
        before = of_page(form, earlier)
        fields = tuple(question.id for question in earlier)
        for changed in (before, without(other, fields) | before):
            assert walk(asked, changed, now).pages[number] == page


# What can be reached


@SOME
@given(asked=questionnaires(), now=situations(), data=st.data())
def test_whatever_is_reached_counts_as_reached(
    asked: Questionnaire, now: Situation, data: st.DataObject
) -> None:
    """Each question and ending on the way of somebody who answers what is required."""
    way = walk(asked, data.draw(forms(asked, spoiled=False)), now)
    assert {question.id for question in way.questions} <= asked.reach.questions
    assert way.ending in {END, *asked.reach.endings}


@SOME
@given(asked=questionnaires(most=3, highest=2))
def test_what_counts_as_reached_is_reached(asked: Questionnaire) -> None:
    """Trying every answer in every situation finds exactly the same questions and endings."""
    questions, endings = set[str](), set[str]()
    for now in every_situation(asked):
        for said in every_answer(asked):
            way = follow(asked.steps, said, now)
            questions.update(question.id for question in way.questions)
            endings.add(way.ending)
    assert asked.reach == Reach(
        questions=frozenset(questions), endings=frozenset(endings - {END}), exact=True
    )


def every_answer(asked: Questionnaire) -> Iterator[dict[str, int | str | frozenset[str]]]:
    """Yield every way to answer the questions that rules look at."""
    seen = {getattr(leaf, "question", "") for leaf in every_leaf(asked)}
    fields = [(name, each) for each in asked.questions for name in each.fields if name in seen]
    for values in product(*(every_value(question) for _, question in fields)):
        named = zip(fields, values, strict=True)
        yield {name: value for (name, _), value in named if value is not None}


def every_value(question: Question) -> list[int | str | frozenset[str] | None]:
    """List every answer to a question, and None where it may be left open."""
    nothing = [] if question.required else [None]
    if question.points:
        return [*nothing, *question.points]
    if question.kind is Kind.CHOICES:
        sizes = range(1, len(question.options) + 1)
        subsets = chain.from_iterable(combinations(question.options, size) for size in sizes)
        return [*nothing, *map(frozenset, subsets)]
    return [*nothing, *(question.choices or ("words",))]


def every_situation(asked: Questionnaire) -> Iterator[Situation]:
    """Yield every situation that may matter to the rules."""
    parts = list(every_leaf(asked))
    roles = list(Role) if any(isinstance(part, InRole) for part in parts) else [Role.UNKNOWN]
    known: list[list[dict[str, str]]] = [
        [{}, *({name: value} for value in (*values, "other"))]
        for name, values in KNOWN.items()
        if any(isinstance(part, Known) and part.name == name for part in parts)
    ]
    fulls = [QUOTAS[:0], QUOTAS[:1], QUOTAS[1:], QUOTAS]
    if not any(isinstance(part, Full) for part in parts):
        fulls = fulls[:1]
    for role, full, *facts in product(roles, fulls, *known):
        merged = {name: value for fact in facts for name, value in fact.items()}
        yield Situation(role=role, full=frozenset(full), known=merged)


def every_leaf(asked: Questionnaire) -> Iterator[Rule]:
    """Yield the smallest parts of all rules."""
    for question in asked.questions:
        for rule in question.rules:
            yield from leaves(rule)


def test_without_rules_everything_is_reached_and_no_ending() -> None:
    """Nothing has to be walked through."""
    plain = [Question(id=each, kind=Kind.TEXT) for each in ("one", "two")]
    assert reach(plain, [Ending(id="away")]) == Reach(
        questions=frozenset({"one", "two"}), endings=frozenset()
    )


def test_what_is_required_is_answered_before_anybody_gets_further() -> None:
    """A question for people who did not answer a required one reaches nobody."""
    sure = Question(id="sure", kind=Kind.YES_NO, required=True)
    never = Question(id="never", kind=Kind.TEXT, show_if=Not(Answered("sure")))
    last = Question(id="last", kind=Kind.TEXT)
    assert reach([sure, never, last]).questions == {"sure", "last"}
    asked = asking(sure, never, last)
    assert resume(asked, {"never": "I was here", "sure": "perhaps"}).questions == (sure,)


def many(number: int) -> tuple[str, ...]:
    """Give ids of options."""
    return tuple(f"o{place}" for place in range(number))


LIST = Question(id="list", kind=Kind.CHOICES, options=many(40))
STRAY = Question(id="stray", kind=Kind.TEXT, show_if=And((Answered("list"), Not(Answered("list")))))


@pytest.mark.parametrize(
    ("rules", "exact"),
    [
        ([Chose("list", many(39))], True),
        ([Chose("list", (option,)) for option in many(10)], True),
        ([Chose("list", (option,)) for option in many(40)], False),
        ([Full(f"q{number}") for number in range(40)], False),
        ([Known(name, many(40)) for name in many(40)], False),
    ],
)
def test_too_many_cases_are_not_walked_through(rules: list[Rule], *, exact: bool) -> None:
    """Then all counts as reached, and it takes no longer than a moment."""
    last = Question(id="last", kind=Kind.TEXT, show_if=Or(tuple(rules)))
    found = reach([LIST, STRAY, last])
    assert found.exact is exact
    assert found.questions == ({"list", "last"} if exact else {"list", "stray", "last"})


def test_a_long_matrix_has_too_many_cases() -> None:
    """Each of eight lines tells ten answers apart."""
    work = Question(id="work", kind=Kind.MATRIX, high=10, aspects=many(8))
    rules = [Scored(f"work.{aspect}", n, n) for aspect in many(8) for n in range(10)]
    last = Question(id="last", kind=Kind.TEXT, show_if=Or(tuple(rules)))
    assert MOST < 11**8
    assert reach([work, last]).exact is False


# Examples

NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, high=10, required=True)
USED = Question(
    id="used",
    kind=Kind.YES_NO,
    required=True,
    routes=[Route(to="unused", when=Chose("used", ("no",)))],
)
WHY = Question(id="why", kind=Kind.TEXT)
CALL = Question(id="call", kind=Kind.CONTACT, show_if=Scored("nps", at_most=6))
LOOKS = Question(id="looks", kind=Kind.SCALE, high=5, new_page=True)
STORE = asking(USED, NPS, WHY, CALL, LOOKS, endings=(Ending(id="unused", screened_out=True),))


def ids(found: Turn) -> list[str]:
    """Give the ids of the questions of a page."""
    return [question.id for question in found.questions]


def test_pages_break_where_a_rule_depends_on_an_answer_and_where_one_is_wanted() -> None:
    """After a question that may lead elsewhere, before one that depends, and at a new page."""
    pages = walk(STORE, {"used": "yes", "nps": 3}).pages
    assert [[question.id for question in page] for page in pages] == [
        ["used"],
        ["nps", "why"],
        ["call"],
        ["looks"],
    ]


def test_whoever_was_not_meant_is_screened_out() -> None:
    """The ending is told, what was said before is kept, and the answer is complete."""
    reading = read(STORE, {"used": "no", "nps": "9"})
    assert reading == Reading(
        answers=(Answer(question="used", choice="no"),),
        complete=True,
        dropped=("nps",),
        ending="unused",
        screened_out=True,
    )


def test_a_form_is_taken_page_by_page() -> None:
    """A page with a problem comes again; an earlier one comes first; the last one ends it."""
    assert ids(turn(STORE, {})) == ["used"]
    again = turn(STORE, {"used": "perhaps"}, at="used")
    assert ids(again) == ["used"]
    assert [str(each) for each in again.reading.problems] == [
        "used: unknown_option; expected one of yes, no."
    ]
    form = {"used": "yes", "nps": "11", "why": "Slow", "looks": "5"}
    assert ids(turn(STORE, form, at="looks")) == ["nps", "why"]
    done = turn(STORE, form | {"nps": "9"}, at="looks")
    assert (done.done, done.reading.complete, len(done.reading.answers)) == (True, True, 4)


def test_a_page_that_is_not_there_begins_again() -> None:
    """An address from another questionnaire, or a page that other answers have closed."""
    assert ids(turn(STORE, {"used": "no"}, at="looks")) == ["used"]
    assert ids(turn(STORE, {"used": "yes"}, at="gone", back=True)) == ["used"]


def test_resuming_a_form_with_nothing_left_open_shows_its_first_page() -> None:
    """Whoever opens it again can look it through."""
    assert ids(resume(STORE, {"used": "yes", "nps": 9, "looks": 4})) == ["used"]
    assert ids(resume(STORE, {"used": "yes", "nps": 3})) == ["call"]
    assert ids(resume(STORE, {"used": "yes", "why": "Slow"})) == ["nps", "why"]


def test_where_nothing_is_asked_there_is_no_page() -> None:
    """A questionnaire for one role has no page for anybody else."""
    asked = asking(Question(id="plan", kind=Kind.TEXT, show_if=InRole((Role.APPROVER,))))
    assert turn(asked, {}).done
    assert resume(asked, {"plan": "x"}).done
    assert ids(turn(asked, {}, situation=Situation(role=Role.APPROVER))) == ["plan"]


@pytest.mark.parametrize(
    ("make", "last"),
    [
        (lambda: asking(NPS, WHY), True),
        (lambda: asking(NPS, CALL), False),
        (lambda: asking(evolved(NPS, Route(to=END, when=Scored("nps", at_most=6))), WHY), False),
        (lambda: asking(evolved(NPS, Route(to=END, when=Not(Answered("nps")))), WHY), False),
        (
            lambda: asking(
                evolved(NPS, Route(to="out", when=Scored("nps", at_most=6))),
                endings=(Ending(id="out"),),
            ),
            True,
        ),
    ],
)
def test_a_page_is_the_last_one_only_where_no_answer_opens_another(
    make: Callable[[], Questionnaire], *, last: bool
) -> None:
    """By showing a question or by a route; another ending is no page of questions."""
    assert turn(make(), {}).last is last


def evolved(question: Question, *routes: Route) -> Question:
    """Make the same question with routes."""
    return Question(
        id=question.id, kind=question.kind, metric=question.metric, high=10, routes=routes
    )


def test_an_answer_that_was_not_asked_for_is_refused_by_a_strict_reader_in_order() -> None:
    """The problems follow the questions, and the ending of a screened out person stays."""
    form = {"used": "no", "nps": "12", "looks": "4"}
    reading = read(STORE, form, strict=True)
    assert [str(each) for each in reading.problems] == [
        "nps: not_asked; expected no answer.",
        "looks: not_asked; expected no answer.",
    ]
    first = asking(Question(id="plan", kind=Kind.TEXT, show_if=InRole((Role.APPROVER,))), NPS, WHY)
    problems = read(first, {"plan": "x", "nps": "12"}, strict=True).problems
    assert [(each.question, each.code) for each in problems] == [
        ("plan", "not_asked"),
        ("nps", "out_of_range"),
    ]
