"""What is asked, in whose words, and how an answer is read."""

import copy
import pickle
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from b2bnps.errors import BadAnswer, InvalidValue, UnknownThing, UnreadableFile
from b2bnps.model import Answer, Metric, Role
from b2bnps.questionnaires import Kind, Question, Questionnaire, Reading, question_set, read
from b2bnps.questionnaires import catalogue as catalogue_room
from b2bnps.questionnaires.catalogue import LANGUAGES, question_set_from, suggested_role
from b2bnps.questionnaires.lint import lint
from b2bnps.questionnaires.logic import CODES, LONGEST

NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True)
WHY = Question(id="why", kind=Kind.TEXT)
EASE = Question(id="ease", kind=Kind.SCALE, metric=Metric.CES, low=1, high=7)
MOOD = Question(id="mood", kind=Kind.SCALE, metric=Metric.HAPPINESS, low=1, high=2, faces=True)
NEXT = Question(id="next", kind=Kind.CHOICE, options=("price", "quality"))

ENGLISH = {
    "nps.ask": "Would you recommend {company}?",
    "nps.low": "No",
    "nps.high": "Yes",
    "why.ask": "Why, {name} of {account}?",
    "next.ask": "What next?",
    "next.option.price": "Price",
    "next.option.quality": "Quality",
}
DUTCH = {key: f"{text} (nl)" for key, text in ENGLISH.items()}
SMALL = Questionnaire(name="small", questions=(NPS, WHY, NEXT), texts={"en": ENGLISH, "nl": DUTCH})


def asking(*questions: Question, **texts: Mapping[str, str]) -> Questionnaire:
    """Make a questionnaire that has every text, unless texts are given."""
    every = {key: key for question in questions for key in question.takes}
    return Questionnaire(name="test", questions=questions, texts=texts or {"en": every})


def codes(reading: Reading) -> list[tuple[str, str]]:
    """Give question and code of each problem."""
    return [(problem.question, problem.code) for problem in reading.problems]


# Questions


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "NPS"}, "lower-case"),
        ({"id": "nps.2"}, "lower-case"),
        ({"id": "n" * 41}, "lower-case"),
        ({"kind": "scale"}, "Kind"),
        ({"metric": "nps"}, "Metric"),
        ({"required": "yes"}, "required"),
        ({"faces": 1}, "faces"),
        ({"low": 0.0}, "whole numbers"),
        ({"low": False}, "whole numbers"),
        ({"metric": Metric.CES, "low": 7, "high": 7}, "rises"),
        ({"metric": Metric.CES, "high": 11}, "rises"),
        ({"metric": Metric.CES, "low": -1}, "rises"),
        ({"low": 1}, "NPS is asked from 0 to 10"),
        ({"kind": Kind.TEXT}, "only a scale measures"),
        ({"kind": Kind.TEXT, "metric": Metric.NONE}, "only a scale has ends"),
        ({"kind": Kind.TEXT, "metric": Metric.NONE, "high": 0, "faces": True}, "faces"),
        ({"kind": Kind.CHOICE, "metric": Metric.NONE, "high": 0}, "a choice has options"),
        ({"options": ["a"]}, "a choice has options"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(changes: dict[str, Any], words: str) -> None:
    """The error names the question and what does not fit."""
    with pytest.raises(InvalidValue, match=words) as refused:
        evolve(NPS, **changes)
    assert str(refused.value).startswith(f"{changes.get('id', 'nps')}: ")


@pytest.mark.parametrize("options", [["a", "a"], ["a", "B"], ["a", ""]])
def test_options_are_distinct_words(options: list[str]) -> None:
    """Options that could not be told apart, or be a key, are refused."""
    with pytest.raises(InvalidValue, match=r"next: an option"):
        evolve(NEXT, options=options)


def test_a_question_knows_its_points_and_texts() -> None:
    """Only a scale has points, and a scale of faces cannot be asked without its point texts."""
    assert list(EASE.points) == [1, 2, 3, 4, 5, 6, 7]
    assert list(WHY.points) == []
    assert NPS.needs == ("nps.ask",)
    assert MOOD.needs == ("mood.ask", "mood.point.1", "mood.point.2")
    assert MOOD.takes == ("mood.ask", "mood.low", "mood.high", "mood.point.1", "mood.point.2")
    assert NEXT.takes == ("next.ask", "next.option.price", "next.option.quality")


# Questionnaires


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "questionnaire: needs a name"),
        ({"questions": ()}, "questionnaire: needs a name"),
        ({"questions": (NPS, WHY, NEXT, WHY)}, "why: the question stands there twice"),
        ({"texts": {}}, "nps.ask: missing in en, and no language is complete"),
        ({"texts": {"en": {**ENGLISH, "why.ask": " "}}}, "why.ask: missing in en"),
        ({"texts": {"tr": {}, "sv": {"nps.ask": "?"}}}, "why.ask: missing in sv"),
        ({"texts": {"en": {**ENGLISH, "nps.point.11": "?"}}}, "nps.point.11: no question takes"),
        ({"texts": {"en": {**ENGLISH, "nps.ask": "{firm}?"}}}, "nps.ask: only {company}, {acc"),
        ({"texts": {"en": {**ENGLISH, "nps.ask": "a } b"}}}, "nps.ask: only {company}, {acc"),
        ({"texts": {"english": ENGLISH}}, "texts: 'english' stands there twice or is no lang"),
        ({"texts": {"nl-BE": {}, "nl_be": {}}}, "texts: 'nl-be' stands there twice"),
    ],
)
def test_a_questionnaire_that_cannot_be_asked_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    """The error names the question, or the text, and what does not fit."""
    with pytest.raises(InvalidValue, match=re.escape(message)):
        evolve(SMALL, **changes)


def test_a_questionnaire_finds_its_questions() -> None:
    """A question is found by its id, and one that is not asked is named."""
    assert SMALL.question("why") is WHY
    assert SMALL.metrics == (Metric.NPS,)
    with pytest.raises(UnknownThing, match="asks no question 'mood'"):
        SMALL.question("mood")


def test_texts_cannot_be_changed_from_outside() -> None:
    """The questionnaire keeps a copy, so a digest stays true."""
    texts = {"en": dict(ENGLISH)}
    questionnaire = evolve(SMALL, texts=texts)
    texts["en"]["nps.ask"] = "Changed"
    assert questionnaire.texts["en"]["nps.ask"] == "Would you recommend {company}?"


def test_a_questionnaire_is_a_plain_value() -> None:
    """It can be copied, pickled for a worker, compared and put into a set."""
    digest = SMALL.digest
    assert pickle.loads(pickle.dumps(SMALL)) == SMALL  # noqa: S301 - our own bytes
    assert copy.deepcopy(SMALL).digest == digest
    assert {SMALL, evolve(SMALL)} == {SMALL}


def test_the_digest_of_a_questionnaire_does_not_change_by_itself() -> None:
    """A new version of the library finds the questionnaire of an old invitation again."""
    assert SMALL.digest == "b57dee4ddebb15259aae23138862cbe0"


def test_the_digest_does_not_depend_on_the_order_of_writing() -> None:
    """The same questionnaire, its texts written down in another order, has the same digest."""
    backwards = {tag: dict(reversed(list(table.items()))) for tag, table in SMALL.texts.items()}
    texts = dict(reversed(list(backwards.items())))
    assert evolve(SMALL, texts=texts).digest == SMALL.digest
    assert evolve(SMALL, texts={"EN": ENGLISH, "nl": DUTCH}).digest == SMALL.digest


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other"},
        {"role": Role.APPROVER},
        {"questions": (WHY, NPS, NEXT)},
        {"questions": (evolve(NPS, required=False), WHY, NEXT)},
        {"texts": {"en": ENGLISH}},
        {"texts": {"en": ENGLISH, "nl": {**DUTCH, "why.ask": "Waarom?"}}},
    ],
)
def test_whatever_is_changed_gives_another_digest(changes: dict[str, Any]) -> None:
    """A changed word, order or language is another questionnaire."""
    assert evolve(SMALL, **changes).digest != SMALL.digest


# Languages and names


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("nl", "nl"),
        ("NL", "nl"),
        ("nl-BE", "nl-be"),
        ("nl_be", "nl-be"),
        ("nl-BE-x-plant", "nl-be"),
        ("nl-SR", "nl"),
        ("en-GB", "en"),
        ("tr", "en"),
        ("sv-SE", "en"),
        ("", "en"),
        ("-", "en"),
    ],
)
def test_everybody_is_asked_in_a_complete_language(wanted: str, given: str) -> None:
    """The exact tag, else the wider one, else English; never half in one, half in another."""
    texts = {"en": ENGLISH, "nl": DUTCH, "nl-BE": {"why.ask": "Awel?"}, "tr": {"nps.ask": "?"}}
    questionnaire = evolve(SMALL, texts=texts)
    assert questionnaire.languages == ("en", "nl", "nl-be")
    assert questionnaire.language(wanted) == given


def test_a_regional_language_holds_only_what_differs() -> None:
    """What a region does not say in its own words, it says in those of the language."""
    questionnaire = evolve(SMALL, texts={"nl": DUTCH, "nl-BE": {"why.ask": "Awel?"}})
    assert questionnaire.text("why.ask", "nl-BE") == "Awel?"
    assert questionnaire.text("next.ask", "nl-BE") == "What next? (nl)"


def test_without_english_the_first_complete_language_stands_in() -> None:
    """A questionnaire needs no English."""
    questionnaire = evolve(SMALL, texts={"tr": ENGLISH, "nl": DUTCH})
    assert questionnaire.language("sv") == "nl"


def test_a_label_of_one_language_is_wanted_in_all() -> None:
    """A language that lacks a label which another has is not complete."""
    questionnaire = evolve(SMALL, texts={"en": ENGLISH, "nl": {**DUTCH, "nps.low": ""}})
    assert questionnaire.missing("nl") == ("nps.low",)
    assert questionnaire.missing("en") == ()
    assert questionnaire.languages == ("en",)


def test_names_are_filled_in_and_never_read_as_a_template() -> None:
    """Braces in a name stay as they are, and so does a name that looks like another."""
    given = SMALL.text("why.ask", "en", account="{name} {0}", name="{company}")
    assert given == "Why, {company} of {name} {0}?"


def test_an_empty_name_is_a_name_and_a_forgotten_one_is_an_error() -> None:
    """A page never shows a placeholder."""
    assert SMALL.text("nps.ask", "nl", company="") == "Would you recommend ? (nl)"
    with pytest.raises(InvalidValue, match=r"nps.ask: the text names {company}; pass company="):
        SMALL.text("nps.ask", "nl", name="Ada")


def test_a_label_that_is_not_there_is_empty_and_an_impossible_key_is_an_error() -> None:
    """A page can ask for the label of every point; a typing error in a key shows."""
    assert SMALL.text("nps.point.5", "en") == ""
    with pytest.raises(UnknownThing, match=r"has no text 'why.low'"):
        SMALL.text("why.low", "en")


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
    reading = read(SMALL, {"nps": raw})  # type: ignore[dict-item]  # what hosts pass all the same
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
    form: dict[str, str | int | None] = {"nps": "9", "why": "x" * (LONGEST + 1), "next": "both"}
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
    assert codes(read(asking(question), {question.id: raw})) == [(question.id, code)]  # type: ignore[dict-item]  # what hosts pass all the same


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
GOOD: dict[str, str | int | None] = {
    "nps": "10",
    "ease": 1,
    "mood": " 2",
    "why": "Because",
    "next": "quality",
}


@given(form=FORMS, final=st.booleans())
def test_reading_never_raises_and_only_good_values_come_out(
    form: dict[str, str | int | None], *, final: bool
) -> None:
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
def test_good_answers_are_never_lost_to_bad_ones(
    form: dict[str, str | int | None], good: set[str]
) -> None:
    """What is read from good answers alone is read from them among any others."""
    chosen = {question: GOOD[question] for question in good}
    alone = read(EVERYTHING, chosen)
    among = read(EVERYTHING, {**form, **chosen})
    assert len(alone.answers) == len(good)
    assert [answer for answer in among.answers if answer.question in good] == list(alone.answers)


def test_a_problem_says_nothing_of_what_was_typed() -> None:
    """Logs of problems hold no words of a person."""
    problems = read(EVERYTHING, {"nps": "Ada Lovelace", "next": "Ada Lovelace"}).problems
    assert all(isinstance(problem, BadAnswer) for problem in problems)
    assert "Ada" not in " ".join(map(str, problems))


# The catalogue

SET = question_set("relationship")
NAMED = {"company": "Anker & Zn.", "account": "Öz Makine A.Ş.", "name": "Åsa"}


def shown(questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """Give every text of a language as it is shown."""
    return {
        key: questionnaire.text(key, language, **NAMED)
        for question in questionnaire.questions
        for key in question.takes
    }


def test_every_role_has_its_questionnaire() -> None:
    """One for each role, with the common core first and at most two questions of its own."""
    assert set(SET) == set(Role)
    for role, questionnaire in SET.items():
        assert (questionnaire.name, questionnaire.role) == ("relationship", role)
        nps, why, own, *more = questionnaire.questions
        assert (nps, why) == (NPS, WHY)
        assert own.metric in {Metric.CES, Metric.CSAT, Metric.HAPPINESS}
        assert [question.metric for question in more] in ([], [Metric.NONE])


@pytest.mark.parametrize(
    ("metric", "low", "high", "faces"),
    [
        (Metric.NPS, 0, 10, False),
        (Metric.CES, 1, 7, False),
        (Metric.CSAT, 1, 5, False),
        (Metric.HAPPINESS, 1, 5, True),
    ],
)
def test_all_four_metrics_are_asked_on_one_scale_each(
    metric: Metric, low: int, high: int, *, faces: bool
) -> None:
    """Roles are asked different things, and what they answer can be counted together."""
    asked = {
        (question.low, question.high, question.faces)
        for questionnaire in SET.values()
        for question in questionnaire.questions
        if question.metric is metric
    }
    assert asked == {(low, high, faces)}


@pytest.mark.parametrize("role", list(Role))
def test_the_catalogue_has_nothing_to_improve(role: Role) -> None:
    """It is clean by its own rules and complete in each language."""
    assert lint(SET[role]) == ()
    assert SET[role].languages == LANGUAGES


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_ready_to_be_shown(role: Role, language: str) -> None:
    """Questions end in a question mark, no brace is left, labels are short and name no field."""
    for key, text in shown(SET[role], language).items():
        is_question = key.endswith(".ask")
        assert re.findall(r"[{}\n]|  ", text) == []
        assert text.endswith("?") == is_question
        assert len(text) <= (150 if is_question else 60)
        assert text or ".point." in key


def test_every_question_about_recommending_names_the_company_and_business_people() -> None:
    """Business customers are asked about business partners, in each language."""
    words = {"en": "business partner", "nl": "zakenrelatie", "sv": "affärspartner", "tr": "iş ort"}
    for language, word in words.items():
        text = SET[Role.APPROVER].text("nps.ask", language, company="Anker & Zn.")
        assert ("Anker & Zn." in text, word in text) == (True, True)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_no_text_was_left_in_english(role: Role, language: str) -> None:
    """A text that is the same in English was forgotten."""
    english = shown(SET[role], "en")
    same = [
        key for key, text in shown(SET[role], language).items() if text and text == english[key]
    ]
    assert same == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_points_and_options_of_a_question_can_be_told_apart(language: str) -> None:
    """No two labels of one question read the same."""
    for questionnaire in SET.values():
        texts = shown(questionnaire, language)
        for question in questionnaire.questions:
            labels = [texts[key] for key in question.needs]
            assert len(set(labels)) == len(labels)


def test_no_suffix_is_glued_to_a_name() -> None:
    """A Turkish suffix depends on the vowels of the name, so it goes to the word behind it."""
    for language in LANGUAGES:
        content = files(catalogue_room).joinpath(f"relationship.{language}.toml")
        texts = [line for line in content.read_text("utf-8").splitlines() if line.startswith("ask")]
        assert [text for text in texts if re.search(r"\}['’\w]|\w\{", text)] == []


def test_data_files_come_with_the_package() -> None:
    """They are read from where the package is installed."""
    names = {file.name for file in files(catalogue_room).iterdir() if file.name.endswith(".toml")}
    assert names == {"relationship.toml", *(f"relationship.{each}.toml" for each in LANGUAGES)}


def test_a_question_set_is_one_object_that_nobody_can_change() -> None:
    """It is read once, and every questionnaire in it differs from the others."""
    assert question_set("relationship") is SET
    assert len({questionnaire.digest for questionnaire in SET.values()}) == len(Role)
    with pytest.raises(TypeError):
        SET[Role.UNKNOWN] = SMALL  # type: ignore[index]  # that is what is refused


@pytest.mark.parametrize("name", ["", "transactional", "../relationship", "relationship.en"])
def test_an_unknown_question_set_is_named(name: str) -> None:
    """Only names that are listed reach a file."""
    with pytest.raises(UnknownThing, match=r"There are: relationship$"):
        question_set(name)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_has_no_role_can_say_which(role: Role) -> None:
    """The options of the question about the role are the roles."""
    reading = read(SET[Role.UNKNOWN], {"nps": "8", "role": role.value})
    assert suggested_role(reading.answers) is role


def test_a_role_is_suggested_only_by_the_question_about_it() -> None:
    """No answer, and an option of a host's own that is no role, leave it unknown."""
    assert suggested_role(()) is Role.UNKNOWN
    told = Answer(question="role", choice="astronaut"), Answer(question="why", text="approver")
    assert suggested_role(told) is Role.UNKNOWN


# A host's own set

STRUCTURE = """
name = "parts"
[roles]
approver = ["nps", "next"]
end_user = ["nps"]
[questions.nps]
kind = "scale"
metric = "nps"
high = 10
[questions.next]
kind = "choice"
options = ["price"]
"""
WORDS = """
nps.ask = "Recommend {company}?"
[next]
ask = "What next?"
option.price = "Price"
"""


def test_a_host_reads_its_own_set_from_the_same_kinds_of_files() -> None:
    """Each role gets the texts of its own questions."""
    own = question_set_from(STRUCTURE, {"en": WORDS})
    assert {role: len(each.questions) for role, each in own.items()} == {
        Role.APPROVER: 2,
        Role.END_USER: 1,
    }
    assert own[Role.END_USER].texts == {"en": {"nps.ask": "Recommend {company}?"}}
    assert own[Role.APPROVER].text("next.option.price", "en") == "Price"


def test_what_is_not_toml_says_in_which_file_and_line() -> None:
    """Whoever sent the file must act."""
    with pytest.raises(UnreadableFile, match=r"^structure: not TOML.*line 2"):
        question_set_from("[roles]\nunknown is nps", {})
    with pytest.raises(UnreadableFile, match=r"^sv: not TOML.*line 1"):
        question_set_from(STRUCTURE, {"sv": "ask: ?"})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[roles]", "[rolls]", "roles: a table is needed"),
        ("[questions.nps]", "[fragen.nps]", "nps: there is no such question (en)"),
        ("questions.", "fragen.", "questions: a table is needed"),
        ("approver =", "boss =", "roles: 'boss' is none of requester, approver"),
        ('["nps"]', '"nps"', "end_user: a list of question ids is needed"),
        ('["nps"]', '["nps", "fun"]', "fun: end_user is asked a question that is not described"),
        ('["nps"]', '["nps", ["next"]]', "['next']: end_user is asked a question that is not"),
        ('"scale"', '"slider"', "nps: 'slider' is none of scale, text, choice"),
        ('kind = "scale"', "", "nps: None is none of scale, text, choice"),
        ('metric = "nps"', 'metric = "NPS"', "nps: 'NPS' is none of nps, csat, ces, happiness."),
        ("high = 10", "hihg = 10", "nps: a question has no hihg"),
        ("high = 10", 'id = "x"', "nps: a question has no id"),
        ("high = 10", 'high = "10"', "nps: the ends of a scale are whole numbers"),
        ('["price"]', "1", "next: an attribute is of the wrong type"),
        ('name = "parts"', "", "questionnaire: needs a name"),
    ],
)
def test_a_structure_that_says_nonsense_is_refused(old: str, new: str, message: str) -> None:
    """The error names the question or the table, and what is wanted."""
    structure = STRUCTURE.replace(old, new)
    with pytest.raises(InvalidValue, match="^" + re.escape(message)):
        question_set_from(structure, {"en": WORDS})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (WORDS + "low = 3", "next.low: a text is needed here, in quotation marks"),
        (WORDS + "[nsp]\nask = '?'", "nsp: there is no such question (en)"),
        (WORDS + "hint = '?'", "next.hint: no question takes this text (en)"),
    ],
)
def test_texts_that_belong_to_nothing_are_refused(words: str, message: str) -> None:
    """A slip of the pen shows instead of leaving a question without its text."""
    with pytest.raises(InvalidValue, match="^" + re.escape(message)):
        question_set_from(STRUCTURE, {"en": words})


# Lint


def found(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Give code and question of each finding."""
    return [(finding.code, finding.question) for finding in lint(questionnaire)]


def test_a_good_questionnaire_gets_no_advice() -> None:
    """Four questions, the reason among them, and every label."""
    assert found(asking(NPS, WHY, EASE, NEXT)) == []


def test_a_long_questionnaire_is_found() -> None:
    """The first question too many is named."""
    more = Question(id="more", kind=Kind.TEXT)
    last = Question(id="last", kind=Kind.TEXT)
    assert found(asking(NPS, WHY, EASE, NEXT, more, last)) == [("too_many_questions", "more")]


@pytest.mark.parametrize(
    "questions", [(NPS,), (NPS, Question(id="why", kind=Kind.CHOICE, options=("a",)))]
)
def test_a_missing_why_question_is_found(questions: tuple[Question, ...]) -> None:
    """The reason is asked openly, not from a list."""
    assert found(asking(*questions)) == [("no_why_question", "why")]


def test_a_metric_asked_twice_is_found() -> None:
    """Only one of two questions about a metric can count; the second is named."""
    again = evolve(EASE, id="again")
    assert found(asking(NPS, WHY, EASE, again)) == [("metric_asked_twice", "again")]


def test_untranslated_texts_are_found() -> None:
    """Each missing text of each language that was begun is named."""
    begun = {**DUTCH, "nps.low": "", "next.option.price": " "}
    findings = lint(evolve(SMALL, texts={"en": ENGLISH, "nl": begun}))
    assert [(each.code, each.question, each.suggestion) for each in findings] == [
        ("untranslated", "nps", "Translate nps.low."),
        ("untranslated", "next", "Translate next.option.price."),
    ]


@pytest.mark.parametrize("missing", ["ease.low", "ease.high"])
def test_a_scale_without_labels_is_found(missing: str) -> None:
    """Both ends need a label; an open question needs none."""
    texts = {key: key for each in (WHY, EASE) for key in each.takes if key != missing}
    assert found(asking(WHY, EASE, en=texts)) == [("scale_labels_missing", "ease")]


def test_effort_is_asked_as_published() -> None:
    """On another scale nobody could say which end is good, so the question is refused."""
    assert Question(id="ease", kind=Kind.SCALE, metric=Metric.CES, low=1, high=7).points[-1] == 7
    with pytest.raises(InvalidValue, match=r"^ease: CES is asked as 2.0, from 1 to 7"):
        Question(id="ease", kind=Kind.SCALE, metric=Metric.CES, low=1, high=5)
