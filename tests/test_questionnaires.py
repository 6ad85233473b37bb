"""What is asked, and in whose words."""

import copy
import doctest
import importlib
import pickle
import pkgutil
import re
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve

from b2bnps import questionnaires as room
from b2bnps.errors import InvalidValue, UnknownThing
from b2bnps.model import Metric, Role
from b2bnps.questionnaires import Kind, Question, Questionnaire, read
from b2bnps.questionnaires.checks import Ending, Quota
from b2bnps.questionnaires.question import Route
from b2bnps.questionnaires.rules import Answered, Chose, InRole, Known, Not
from b2bnps.questionnaires.wording import PIPES, filled, piped, stray_braces

NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True)
WHY = Question(id="why", kind=Kind.TEXT)
EASE = Question(id="ease", kind=Kind.SCALE, metric=Metric.CES, low=1, high=7)
MOOD = Question(id="mood", kind=Kind.SCALE, metric=Metric.HAPPINESS, low=1, high=2, faces=True)
NEXT = Question(id="next", kind=Kind.CHOICE, options=("price", "quality"))
WORK = Question(id="work", kind=Kind.MATRIX, low=1, high=5, aspects=("speed", "care"))
CALL = Question(id="call", kind=Kind.CONTACT)
HELLO = Question(id="hello", kind=Kind.NOTICE)

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
        ({"aspects": ["a"]}, "a matrix has aspects"),
        ({"id": "end"}, "none of at, back, end, ending, nonce"),
        ({"id": "ending"}, "none of at, back, end, ending, nonce"),
        ({"id": None}, "lower-case"),
        ({"new_page": 0}, "new_page"),
        ({"metric": Metric.ENPS, "high": 9}, "NPS is asked from 0 to 10"),
        ({"metric": Metric.CES, "low": 1, "high": 5}, "CES is asked as 2.0, from 1 to 7"),
        ({"kind": Kind.MATRIX, "aspects": ["a"]}, "the aspects of a matrix explain a score"),
        ({"kind": Kind.MATRIX, "metric": Metric.NONE}, "a matrix has aspects"),
        ({"kind": Kind.NOTICE, "metric": Metric.NONE, "high": 0}, "a notice cannot be required"),
        ({"other": "price"}, "other names one of its options"),
        ({"routes": ["end"]}, "its routes are Routes"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(changes: dict[str, Any], words: str) -> None:
    """The error names the question and what does not fit."""
    with pytest.raises(InvalidValue, match=words) as refused:
        evolve(NPS, **changes)
    assert str(refused.value).startswith(f"{changes.get('id', 'nps')}: ")


@pytest.mark.parametrize("words", [["a", "a"], ["a", "B"], ["a", ""], ["a", 7]])
def test_options_and_aspects_are_distinct_words(words: list[str]) -> None:
    """Those that could not be told apart, or be a key, are refused."""
    with pytest.raises(InvalidValue, match=r"next: an option"):
        evolve(NEXT, options=words)
    with pytest.raises(InvalidValue, match=r"work: an aspect"):
        evolve(WORK, aspects=words)


def test_the_words_beside_an_option_are_no_option() -> None:
    """They would stand in the same field of a form."""
    assert evolve(NEXT, options=["price", "words"]).options == ("price", "words")
    with pytest.raises(InvalidValue, match=r"next: no option is called words where other words"):
        evolve(NEXT, options=["price", "words"], other="price")


def test_a_question_knows_its_points_and_texts() -> None:
    """Only a scale has points, and a scale of faces cannot be asked without its point texts."""
    assert list(EASE.points) == [1, 2, 3, 4, 5, 6, 7]
    assert list(WHY.points) == []
    assert NPS.needs == ("nps.ask",)
    assert MOOD.needs == ("mood.ask", "mood.point.1", "mood.point.2")
    assert MOOD.takes == (*MOOD.needs, "mood.low", "mood.high", "mood.hint")
    assert NEXT.needs == ("next.ask", "next.option.price", "next.option.quality")
    assert evolve(NEXT, other="price").takes == (*NEXT.needs, "next.other", "next.hint")
    assert CALL.needs == ("call.ask", "call.option.yes", "call.option.no")
    assert WORK.needs == ("work.ask", "work.aspect.speed", "work.aspect.care")
    assert WORK.takes[3:6] == ("work.low", "work.high", "work.hint")
    assert (len(WORK.takes), HELLO.takes) == (11, ("hello.ask", "hello.hint"))


def test_a_question_knows_its_fields_and_choices() -> None:
    """Where its answers stand in a form, and which ones there are."""
    assert [question.fields for question in (NPS, WORK, HELLO)] == [
        ("nps",),
        ("work.speed", "work.care"),
        (),
    ]
    assert (CALL.choices, NEXT.choices, NPS.choices) == (("yes", "no"), ("price", "quality"), ())


def test_a_question_knows_its_rules() -> None:
    """The one of its being asked, then those of its routes; a route without one has none."""
    shown, left = Answered("why"), Chose("next", ("price",))
    ruled = evolve(NEXT, show_if=shown, routes=[Route(to="end", when=left), Route(to="end")])
    assert (ruled.rules, ruled.is_ruled) == ((shown, left), True)
    assert (NEXT.rules, NEXT.is_ruled) == ((), False)
    assert evolve(NEXT, routes=[Route(to="end")]).is_ruled


# Questionnaires


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "questionnaire: needs a name"),
        ({"questions": ()}, "questionnaire: needs a name"),
        ({"questions": (NPS, WHY, NEXT, WHY)}, "why: the question stands there twice"),
        (
            {"questions": (evolve(NPS, show_if=Answered("why")), WHY, NEXT)},
            "nps.show_if: looks at 'why', which is asked later; a rule looks back.",
        ),
        ({"endings": (Ending(id="why"),)}, "why.id: something else has this id already."),
        ({"quotas": (Quota(id="few", limit=0, when=Answered("why")),)}, "few.limit: a quota is"),
        ({"texts": {}}, "nps.ask: missing in en, and no language is complete"),
        ({"texts": {"en": {**ENGLISH, "why.ask": " "}}}, "why.ask: missing in en"),
        ({"texts": {"tr": {}, "sv": {"nps.ask": "?"}}}, "why.ask: missing in sv"),
        ({"texts": {"en": {**ENGLISH, "nps.point.11": "?"}}}, "nps.point.11: no question takes"),
        (
            {"texts": {"en": {**ENGLISH, "nps.ask": "{firm}?"}}},
            "nps.ask: only {company}, {product}",
        ),
        ({"texts": {"en": {**ENGLISH, "nps.ask": "a } b"}}}, "nps.ask: only {company}, {product}"),
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


def test_a_questionnaire_that_was_used_can_still_be_sent_to_a_worker() -> None:
    """What was made ready for walking stays behind and is made again."""
    asked = evolve(SMALL, questions=(NPS, WHY, evolve(NEXT, show_if=Answered("why"))))
    form = {"nps": 9, "next": "price"}
    before = read(asked, form)
    assert asked.reach.questions == {"nps", "why", "next"}
    sent = pickle.loads(pickle.dumps(asked))  # noqa: S301 - our own bytes
    assert (sent, read(sent, form)) == (asked, before)
    assert read(copy.deepcopy(asked), form) == before
    assert before.dropped == ("next",)


def test_a_questionnaire_tells_what_the_host_has_to_know() -> None:
    """What its rules look up and its texts name, beside the names of company and people."""
    ruled = evolve(NEXT, show_if=Known("segment", ("large",)))
    texts = {"en": ENGLISH | {"nps.ask": "Is {product} good, {name}, in the {phase}?"}}
    asked = evolve(SMALL, questions=(NPS, WHY, ruled), texts=texts)
    assert asked.looks_up == {"segment", "product", "phase"}
    assert SMALL.looks_up == set()


def test_what_nobody_can_reach_needs_no_text() -> None:
    """A question under a rule that never holds, and an ending to which no route leads."""
    never = evolve(NEXT, show_if=Not(InRole(tuple(Role))))
    asked = Questionnaire(
        name="test",
        questions=(NPS, never),
        endings=(Ending(id="away"),),
        texts={"en": {"nps.ask": "?", "next.option.price": "x"}, "nl": {"nps.ask": "?"}},
    )
    assert asked.languages == ("en", "nl")
    with pytest.raises(InvalidValue, match=r"^ending.away.title: missing in en, and no language"):
        evolve(asked, questions=(evolve(NPS, routes=[Route(to="away")]), never))


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
        {"questions": (NPS, WHY, evolve(NEXT, show_if=Answered("why")))},
        {"questions": (NPS, WHY, evolve(NEXT, routes=[Route(to="end")]))},
        {"questions": (NPS, WHY, evolve(NEXT, options=("quality", "price")))},
        {"endings": (Ending(id="thanks"),)},
        {"endings": (Ending(id="thanks", screened_out=True),)},
        {"quotas": (Quota(id="few", limit=9, when=Answered("why")),)},
        {"block": "purchasing"},
        {"texts": {"en": ENGLISH}},
        {"texts": {"en": ENGLISH, "nl": {**DUTCH, "why.ask": "Waarom?"}}},
    ],
)
def test_whatever_is_changed_gives_another_digest(changes: dict[str, Any]) -> None:
    """A changed word, order or language is another questionnaire."""
    assert evolve(SMALL, **changes).digest != SMALL.digest
    assert evolve(SMALL, **changes).digest == evolve(SMALL, **changes).digest


def test_every_rule_and_ending_is_told_apart() -> None:
    """Two questionnaires that differ in logic alone are two questionnaires."""
    rules = [Answered("why"), Not(Answered("why")), Known("a", ("b",)), Known("b", ("a",))]
    logic = [evolve(SMALL, questions=(NPS, WHY, evolve(NEXT, show_if=rule))) for rule in rules]
    ends = [evolve(SMALL, endings=(Ending(id="few", screened_out=out),)) for out in (True, False)]
    assert len({each.digest for each in (*logic, *ends)}) == 6


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


@pytest.mark.parametrize(
    ("text", "names", "stray"),
    [
        ("Plain", (), False),
        ("{company} and {name}", ("company", "name"), False),
        ("{{company}}", (), False),
        ("{{{phase}}}", ("phase",), False),
        ("{{ {product}", ("product",), False),
        ("}}", (), False),
        ("}", (), True),
        ("{", (), True),
        ("{firm}", (), True),
        ("{ company }", (), True),
        ("{{company}", (), True),
        ("{company}}", ("company",), True),
        ("{company!r}", (), True),
        ("{}", (), True),
    ],
)
def test_a_text_names_what_is_filled_in_and_nothing_else(
    text: str, names: tuple[str, ...], *, stray: bool
) -> None:
    """A doubled brace stands for itself, any other one is a slip of the pen."""
    assert piped(text) == names
    assert stray_braces(text) is stray


def test_whatever_is_filled_in_stays_as_it_is() -> None:
    """Each name once, in one pass, and braces that stand for themselves are written once."""
    values = {name: f"{{{name}}}" for name in PIPES}
    text = " ".join(f"{{{name}}}" for name in PIPES)
    assert filled("a.ask", "{{" + text + "}}", values) == "{" + text + "}"


# The room as a whole

MODULES = [f"{room.__name__}.{module.name}" for module in pkgutil.iter_modules(room.__path__)]


@pytest.mark.parametrize("module", [room.__name__, *MODULES])
def test_the_examples_of_the_documentation_hold(module: str) -> None:
    """What a docstring shows is what happens."""
    assert doctest.testmod(importlib.import_module(module)).failed == 0


@pytest.mark.parametrize(
    ("role", "block"), [(Role.APPROVER, "approver/finance"), (Role.UNKNOWN, "end_user")]
)
def test_a_block_and_a_role_that_do_not_fit_are_refused(role: Role, block: str) -> None:
    """A block is for a department or a pair; a role alone is no block, or it reads back as two."""
    with pytest.raises(InvalidValue, match=r"^block: is for a department or a pair"):
        evolve(SMALL, role=role, block=block)
