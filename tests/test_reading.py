"""Raw answers as answers: every kind of question, every reason to refuse, whatever comes."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from b2bnps.errors import BadAnswer
from b2bnps.model import Answer, Metric
from b2bnps.questionnaires import Kind, Question, Questionnaire, Reading, read
from b2bnps.questionnaires.logic import CODES, LONGEST
from b2bnps.questionnaires.reading import as_form
from b2bnps.questionnaires.rules import Situation
from b2bnps.testing.questionnaires import forms, questionnaires, situations

NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True)
WHY = Question(id="why", kind=Kind.TEXT)
EASE = Question(id="ease", kind=Kind.SCALE, metric=Metric.CES, low=1, high=7)
MOOD = Question(id="mood", kind=Kind.SCALE, metric=Metric.HAPPINESS, low=1, high=2, faces=True)
NEXT = Question(id="next", kind=Kind.CHOICE, options=("price", "quality"))
TOPIC = Question(id="topic", kind=Kind.CHOICE, options=("price", "else"), other="else")
LIKED = Question(id="liked", kind=Kind.CHOICES, options=("price", "quality", "else"), other="else")
WORK = Question(id="work", kind=Kind.MATRIX, low=1, high=5, aspects=("speed", "care"))
CALL = Question(id="call", kind=Kind.CONTACT)
QUOTE = Question(id="quote", kind=Kind.QUOTE)
USED = Question(id="used", kind=Kind.YES_NO)
HELLO = Question(id="hello", kind=Kind.NOTICE)

Form = dict[str, object]


def asking(*questions: Question) -> Questionnaire:
    """Make a questionnaire whose texts are their keys."""
    texts = {"en": {key: key for question in questions for key in question.takes}}
    return Questionnaire(name="test", questions=questions, texts=texts)


def codes(reading: Reading) -> list[tuple[str, str]]:
    """Give question and code of each problem."""
    return [(problem.question, problem.code) for problem in reading.problems]


def said(question: Question, form: Form) -> list[Any]:
    """Give what is read of one question: its scores, options with words beside them, or texts."""
    answers = read(asking(question), form).answers
    return [
        answer.score
        if answer.score is not None
        else " ".join(filter(None, (answer.choice, answer.text)))
        for answer in answers
    ]


SMALL = asking(NPS, WHY, NEXT)

# Reading


def test_a_full_form_is_read() -> None:
    """Scores are integers with the declared metric, a choice is its option, words stay words."""
    form = {"nps": "10", "why": "  They call back. ", "next": " price\n"}
    assert read(SMALL, form) == Reading(
        answers=(
            Answer(question="nps", metric=Metric.NPS, score=10),
            Answer(question="why", text="They call back."),
            Answer(question="next", choice="price"),
        ),
        complete=True,
    )


@pytest.mark.parametrize("raw", ["0", "9", "10", " 7", "7\r\n", "\t8 ", 0, 10])
def test_a_score_is_a_number_as_people_write_it(raw: str | int) -> None:
    """Plain digits with or without blanks around them, or an integer."""
    (answer,) = read(SMALL, {"nps": raw}).answers
    assert (answer.score, type(answer.score)) == (int(raw), int)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("11", "out_of_range"),
        ("-1", "out_of_range"),
        ("9" * 5000, "out_of_range"),
        (11, "out_of_range"),
        (-1, "out_of_range"),
        (10**400, "out_of_range"),
        ("6.5", "not_an_integer"),
        ("6,5", "not_an_integer"),
        ("7.0", "not_an_integer"),
        (7.0, "not_an_integer"),
        (float("nan"), "not_an_integer"),
        ("1_0", "not_a_number"),
        ("\uff11\uff10", "not_a_number"),
        ("\u0669", "not_a_number"),
        ("\u00b2", "not_a_number"),
        ("\u00a07", "not_a_number"),
        ("07", "not_a_number"),
        ("+7", "not_a_number"),
        ("1e1", "not_a_number"),
        ("7\x00", "not_a_number"),
        ("ten", "not_a_number"),
        (True, "not_a_number"),
        (["7"], "not_a_number"),
        (b"7", "not_a_number"),
    ],
)
def test_what_is_no_score_is_refused_and_says_why(raw: object, code: str) -> None:
    """Nothing is guessed, rounded or converted; the refusal does not repeat what came."""
    reading = read(SMALL, {"nps": raw})
    assert codes(reading) == [("nps", code)]
    assert str(reading.problems[0]) == f"nps: {code}; expected a whole number from 0 to 10."
    assert (reading.answers, reading.complete) == ((), False)


@pytest.mark.parametrize(("raw", "taken"), [("0", []), ("1", [1]), ("7", [7]), ("8", [])])
def test_a_scale_ends_where_it_ends(raw: str, taken: list[int]) -> None:
    """A number that another scale would take is out of range here."""
    answers = read(asking(EASE), {"ease": raw}).answers
    assert [answer.score for answer in answers] == taken


def test_a_bad_answer_never_costs_a_good_one() -> None:
    """The good answers are kept, each bad one is a problem, and the score makes it complete."""
    form: Form = {"nps": "9", "why": "x" * (LONGEST + 1), "next": "both"}
    reading = read(SMALL, form)
    assert [answer.question for answer in reading.answers] == ["nps"]
    assert codes(reading) == [("why", "too_long"), ("next", "unknown_option")]
    assert str(reading.problems[1]) == "next: unknown_option; expected one of price, quality."
    assert reading.complete


def test_without_the_required_score_an_answer_is_kept_but_not_complete() -> None:
    """A comment without a score is worth keeping; what is missing is named."""
    reading = read(SMALL, {"nps": " ", "why": "Too slow"})
    assert [answer.question for answer in reading.answers] == ["why"]
    assert codes(reading) == [("nps", "missing")]
    assert not reading.complete


def test_what_is_saved_on_the_way_is_neither_complete_nor_wrong() -> None:
    """While somebody fills the form in, an open question is no problem, a bad answer is one."""
    assert read(SMALL, {"why": "Because"}, final=False).problems == ()
    assert codes(read(SMALL, {"nps": "12"}, final=False)) == [("nps", "out_of_range")]
    reading = read(SMALL, {"nps": "9"}, final=False)
    assert ([answer.score for answer in reading.answers], reading.complete) == ([9], False)


def test_an_empty_form_is_not_complete_even_where_nothing_is_required() -> None:
    """Nobody has answered anything."""
    assert read(asking(EASE, WHY), {"ease": None, "why": "\n"}) == Reading()


def test_what_was_not_asked_is_not_stored() -> None:
    """A form may hold more than the questionnaire asks."""
    reading = read(SMALL, {"nps": "9", "ease": "7", "password": "secret"})
    assert [answer.question for answer in reading.answers] == ["nps"]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x1b[31mc\x7f\x9fd\te", "ab[31mcd\te"),
        ("\ud83dbroken", "broken"),
        ("\u3000 çok iyi 👍🏽 \n", "çok iyi 👍🏽"),
        ("<b>{{ 7*7 }}</b>", "<b>{{ 7*7 }}</b>"),
        ("x" * LONGEST + "\n\n", "x" * LONGEST),
    ],
)
def test_a_comment_is_kept_as_it_was_written(raw: str, text: str) -> None:
    """Only blanks around it, control characters and foreign line ends go."""
    (answer,) = read(asking(WHY), {"why": raw}).answers
    assert answer.text == text


@pytest.mark.parametrize("raw", ["\x00", " \u3000", "\x07\n\x07"])
def test_a_comment_without_a_character_is_none(raw: str) -> None:
    """Nothing readable was said, and a required comment is then missing."""
    assert read(asking(WHY), {"why": raw}) == Reading()
    assert codes(read(asking(evolve(WHY, required=True)), {"why": raw})) == [("why", "missing")]


@pytest.mark.parametrize(
    ("question", "raw", "code"),
    [
        (WHY, 7, "not_text"),
        (WHY, ["Because"], "not_text"),
        (NEXT, 0, "unknown_option"),
        (NEXT, ["price"], "unknown_option"),
        (NEXT, "Price", "unknown_option"),
        (NEXT, "price,quality", "unknown_option"),
    ],
)
def test_what_is_no_text_and_no_option_is_refused(
    question: Question, raw: object, code: str
) -> None:
    """Whatever a host passes gives a problem and no exception."""
    assert codes(read(asking(question), {question.id: raw})) == [(question.id, code)]


RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.binary(max_size=4),
    st.lists(st.integers(0, 10), max_size=2),
    st.text(max_size=20),
    st.text(alphabet="0123456789 .,-+_\u0661\uff11", max_size=4),
    st.sampled_from(["price", "quality", " quality ", "7", "10"]),
)
EVERYTHING = asking(NPS, EASE, MOOD, WHY, NEXT)
FORMS = st.dictionaries(
    st.sampled_from(["nps", "ease", "mood", "why", "next", "other"]) | st.text(max_size=5), RAW
)
GOOD: Form = {
    "nps": "10",
    "ease": 1,
    "mood": " 2",
    "why": "Because",
    "next": "quality",
}


@given(form=FORMS, final=st.booleans())
def test_reading_never_raises_and_only_good_values_come_out(form: Form, *, final: bool) -> None:
    """Whatever comes in, scores are integers in range, options exist and texts can be stored."""
    reading = read(EVERYTHING, form, final=final)
    for answer in reading.answers:
        question = EVERYTHING.question(answer.question)
        assert (answer.metric, form[question.id] is None) == (question.metric, False)
        if question.kind is Kind.SCALE:
            assert (type(answer.score), answer.score in question.points) == (int, True)
        else:
            assert (answer.score, answer.text.encode().decode()) == (None, answer.text)
            assert answer.choice in question.options or question is WHY
    assert {problem.code for problem in reading.problems} <= set(CODES)
    told = [answer.question for answer in reading.answers]
    told += [problem.question for problem in reading.problems]
    assert len(set(told)) == len(told)
    assert reading.complete == (final and "nps" in [each.question for each in reading.answers])


@given(form=FORMS, good=st.sets(st.sampled_from(sorted(GOOD))))
@example(form={"nps": "11", "ease": True}, good={"why", "next"})
def test_good_answers_are_never_lost_to_bad_ones(form: Form, good: set[str]) -> None:
    """What is read from good answers alone is read from them among any others."""
    chosen = {question: GOOD[question] for question in good}
    alone = read(EVERYTHING, chosen)
    among = read(EVERYTHING, {**form, **chosen})
    assert len(alone.answers) == len(good)
    assert [answer for answer in among.answers if answer.question in good] == list(alone.answers)


ALL = asking(NPS, EASE, MOOD, WHY, NEXT, TOPIC, LIKED, WORK, CALL, QUOTE, USED, HELLO)
MORE = ("topic.words", "liked.words", "liked.price", "liked.else", "work", "hello", "next.words")
NAMES = st.sampled_from([*(name for each in ALL.questions for name in each.fields), *MORE])
NESTED = st.dictionaries(st.sampled_from(["speed", "care"]), RAW) | st.lists(RAW, max_size=2)


@given(form=st.dictionaries(NAMES, RAW | NESTED))
def test_of_every_kind_only_good_values_come_out(form: Form) -> None:
    """Each answer is one that its question takes, and each field has one problem at most."""
    reading = read(ALL, form)
    for answer in reading.answers:
        question = ALL.question(answer.question.partition(".")[0])
        assert answer.question in question.fields
        assert answer.score is None or answer.score in question.points
        assert answer.choice in {"", *question.choices}
        assert (answer.score is not None) + bool(answer.choice) == (question is not WHY)
        assert not answer.text or question is WHY or answer.choice == question.other
    refused = [problem.question for problem in reading.problems]
    assert len(set(refused)) == len(refused)


def test_a_problem_says_nothing_of_what_was_typed() -> None:
    """Logs of problems hold no words of a person."""
    problems = read(EVERYTHING, {"nps": "Ada Lovelace", "next": "Ada Lovelace"}).problems
    assert all(isinstance(problem, BadAnswer) for problem in problems)
    assert "Ada" not in " ".join(map(str, problems))


# Matrices, several options, consents


@pytest.mark.parametrize(
    ("form", "scores"),
    [
        ({"work.speed": "5", "work.care": 1}, [5, 1]),
        ({"work": {"speed": "5", "care": 1}}, [5, 1]),
        ({"work": {"speed": "5"}, "work.care": "1"}, [5, 1]),
        ({"work": {"speed": "5"}, "work.speed": "4"}, [4]),
        ({"work": {"speed": " ", "care": None}}, []),
        ({"work": {"price": 5}}, []),
        ({"work": "5"}, []),
        ({"work": [5, 1]}, []),
    ],
)
def test_lines_of_a_matrix_are_answered_one_by_one_or_together(
    form: Form, scores: list[int]
) -> None:
    """As fields of a page or as an object of an interface; a line by itself goes first."""
    assert said(WORK, form) == scores


def test_each_line_of_a_matrix_is_an_answer_and_a_problem_of_its_own() -> None:
    """A bad line costs no good one, and each line of a required matrix has to be answered."""
    needed = asking(evolve(WORK, required=True))
    reading = read(needed, {"work": {"speed": "6", "care": "5"}})
    assert reading.answers == (Answer(question="work.care", score=5),)
    assert [str(problem) for problem in reading.problems] == [
        "work.speed: out_of_range; expected a whole number from 1 to 5."
    ]
    assert codes(read(needed, {"work.speed": "5"})) == [("work.care", "missing")]
    assert read(needed, {"work.speed": "5", "work.care": "1"}).complete


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ({"liked": "price"}, ["price"]),
        ({"liked": "quality, price"}, ["price", "quality"]),
        ({"liked": "price;quality;"}, ["price", "quality"]),
        ({"liked": " price ,, \t"}, ["price"]),
        ({"liked": ["quality", "price", "price"]}, ["price", "quality"]),
        ({"liked": ("price", "", " ", None)}, ["price"]),
        ({"liked": {"quality"}}, ["quality"]),
        ({"liked": frozenset({"quality"})}, ["quality"]),
        ({"liked.price": "on", "liked.quality": "1"}, ["price", "quality"]),
        ({"liked.price": True, "liked.quality": False, "liked.else": None}, ["price"]),
        ({"liked.price": " ", "liked": "quality"}, ["quality"]),
        ({"liked": "price", "liked.quality": "on"}, ["price", "quality"]),
        ({"liked": "  "}, []),
        ({"liked": ""}, []),
        ({"liked": []}, []),
        ({"liked.speed": "on"}, []),
    ],
)
def test_several_options_are_read_from_every_form_they_come_in(
    form: Form, options: list[str]
) -> None:
    """A list, one text, or a field each; an answer for each option, in the order of the options."""
    reading = read(asking(LIKED), form)
    assert [answer.choice for answer in reading.answers] == options
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("raw", "options"),
    [
        ("price, speed", ["price"]),
        (["price", "Quality"], ["price"]),
        (["price", 7], ["price"]),
        (["price", ["quality"]], ["price"]),
        ("none", []),
        (7, []),
        (True, []),
        ({"price": True}, []),
        (b"price", []),
    ],
)
def test_an_option_that_does_not_exist_costs_none_of_the_others(
    raw: object, options: list[str]
) -> None:
    """It is one problem, and the good ones are kept."""
    reading = read(asking(LIKED), {"liked": raw})
    assert [answer.choice for answer in reading.answers] == options
    assert [str(problem) for problem in reading.problems] == [
        "liked: unknown_option; expected of price, quality, else."
    ]


@pytest.mark.parametrize(
    ("question", "form", "expected"),
    [
        (TOPIC, {"topic": "else", "topic.words": " The\r\nport\x07al "}, ["else The\nportal"]),
        (TOPIC, {"topic.words": "The portal"}, ["else The portal"]),
        (TOPIC, {"topic": " ", "topic.words": "The portal"}, ["else The portal"]),
        (TOPIC, {"topic": "else", "topic.words": " \x00"}, ["else"]),
        (TOPIC, {"topic": "else", "topic.words": 7}, ["else"]),
        (TOPIC, {"topic": "price", "topic.words": "The portal"}, ["price"]),
        (TOPIC, {"topic": "", "topic.words": " "}, []),
        (TOPIC, {"topic.words": ["The portal"]}, []),
        (NEXT, {"next.words": "The portal"}, []),
        (LIKED, {"liked": "price", "liked.words": "The portal"}, ["price", "else The portal"]),
        (LIKED, {"liked.words": "The portal"}, ["else The portal"]),
        (LIKED, {"liked": ["else"]}, ["else"]),
        (LIKED, {"liked": "price", "liked.words": ""}, ["price"]),
    ],
)
def test_words_stand_beside_the_option_that_takes_them(
    question: Question, form: Form, expected: list[str]
) -> None:
    """They choose it where nothing else was chosen, and are cleaned like any comment."""
    assert said(question, form) == expected


def test_words_beside_an_option_are_not_longer_than_a_comment() -> None:
    """Longer ones are refused like a long comment, and the option that was chosen stays."""
    reading = read(asking(TOPIC), {"topic": "else", "topic.words": "x" * (LONGEST + 1)})
    assert reading.answers == (Answer(question="topic", choice="else"),)
    assert [(one.question, one.code) for one in reading.problems] == [("topic", "too_long")]


@pytest.mark.parametrize("question", [CALL, QUOTE, USED])
@pytest.mark.parametrize(
    ("raw", "options"),
    [
        ("yes", ["yes"]),
        (" no\n", ["no"]),
        (True, ["yes"]),
        (False, ["no"]),
        (None, []),
        (" ", []),
    ],
)
def test_a_consent_is_yes_or_no(question: Question, raw: object, options: list[str]) -> None:
    """Also as an interface says it; silence is neither."""
    assert said(question, {question.id: raw}) == options


@pytest.mark.parametrize("raw", ["Yes", "ja", "true", "1", 1, 0, "on", ["yes"]])
def test_nobody_agrees_by_accident(raw: object) -> None:
    """Whatever is not exactly yes or no is refused and taken for neither."""
    reading = read(asking(CALL), {"call": raw})
    assert reading.answers == ()
    assert [str(each) for each in reading.problems] == [
        "call: unknown_option; expected one of yes, no."
    ]


def test_a_notice_is_not_answered() -> None:
    """Whatever a form holds for it."""
    assert read(asking(HELLO, WHY), {"hello": "Hello!", "why": "x"}) == Reading(
        answers=(Answer(question="why", text="x"),), complete=True
    )


@pytest.mark.parametrize(
    ("question", "form", "code"),
    [
        (evolve(WHY, required=True), {}, "missing"),
        (EASE, {"ease": "seven"}, "not_a_number"),
        (EASE, {"ease": "6.5"}, "not_an_integer"),
        (WHY, {"why": 7}, "not_text"),
        (EASE, {"ease": "8"}, "out_of_range"),
        (WHY, {"why": "x" * (LONGEST + 1)}, "too_long"),
        (CALL, {"call": "ja"}, "unknown_option"),
    ],
)
def test_every_reason_has_its_code(question: Question, form: Form, code: str) -> None:
    """One word for each, which a page puts into the language of whoever reads it."""
    assert codes(read(asking(question), form)) == [(question.id, code)]
    assert code in CODES


def test_what_is_required_and_refused_is_one_problem() -> None:
    """The answer is there, so it is not missing as well."""
    assert codes(read(SMALL, {"nps": "11"})) == [("nps", "out_of_range")]
    assert codes(read(asking(evolve(WHY, required=True)), {"why": 7})) == [("why", "not_text")]


@given(asked=questionnaires(), now=situations(), data=st.data())
def test_recorded_answers_can_be_read_again(
    asked: Questionnaire, now: Situation, data: st.DataObject
) -> None:
    """As the fields of a form they give the same answers, so a form can be shown filled in."""
    reading = read(asked, data.draw(forms(asked)), situation=now)
    again = read(asked, as_form(asked.questions, reading.answers), situation=now)
    assert (again.answers, again.ending) == (reading.answers, reading.ending)
    assert {problem.code for problem in again.problems} <= {"missing"}


def test_answers_are_written_as_a_page_sends_them() -> None:
    """Scores as digits, several options each by itself, words beside theirs."""
    form: Form = {"nps": 9, "work": {"care": 2}, "liked": "price", "liked.words": "Ada", "why": "x"}
    asked = asking(NPS, WORK, LIKED, WHY, CALL)
    answers = read(asked, form | {"call": True}).answers
    assert as_form(asked.questions, answers) == {
        "nps": "9",
        "work.care": "2",
        "liked.price": "yes",
        "liked.else": "yes",
        "liked.words": "Ada",
        "why": "x",
        "call": "yes",
    }
