"""Question sets: a core for everybody, and for each block its own questions."""

import re
from itertools import chain
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.errors import InvalidValue
from b2bnps.model import Answer, Metric, Role
from b2bnps.questionnaires import Kind, Question, Questionnaire, question_set, read
from b2bnps.questionnaires.catalogue import suggested_role
from b2bnps.questionnaires.checks import Ending, Quota
from b2bnps.questionnaires.question import Route
from b2bnps.questionnaires.rules import Answered, Class, InRole, Not, Scored
from b2bnps.questionnaires.sets import QuestionSet, block_of, set_of
from b2bnps.testing.questionnaires import question_sets, questionnaires

NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, high=10, required=True)
WHY = Question(id="why", kind=Kind.TEXT, show_if=Answered("nps"))
PRICE = Question(id="price", kind=Kind.SCALE, low=1, high=5)
EASE = Question(id="ease", kind=Kind.SCALE, low=1, high=7)
CALL = Question(id="call", kind=Kind.CONTACT, show_if=Class("nps", ("detractor",)))
QUESTIONS = (NPS, WHY, PRICE, EASE, CALL)
THANKS = Ending(id="thanks")

TEXTS = {key: key for each in (*QUESTIONS, THANKS) for key in each.needs}
PARTS = QuestionSet(
    name="parts",
    core=["nps", "why"],
    blocks={
        "unknown": [],
        "purchasing": ["price"],
        "end_user": ["ease"],
        "approver/finance": ["price"],
    },
    closing=["call"],
    questions=QUESTIONS,
    endings=[THANKS],
    texts={"en": TEXTS},
)


def test_everybody_is_asked_the_core_then_their_block_then_the_closing() -> None:
    """A block of a role has that role, another one its name; both have the texts of their own."""
    user, buyer = PARTS["end_user"], PARTS["purchasing"]
    assert [question.id for question in user.questions] == ["nps", "why", "ease", "call"]
    assert [question.id for question in buyer.questions] == ["nps", "why", "price", "call"]
    assert (user.role, user.block) == (Role.END_USER, "")
    assert (buyer.role, buyer.block) == (Role.UNKNOWN, "purchasing")
    assert "price.ask" not in user.texts["en"]
    assert buyer.text("price.ask", "en") == "price.ask"
    assert PARTS.asked("purchasing") == buyer.questions


def test_a_set_is_a_mapping_of_its_blocks() -> None:
    """In the order in which they were written down; the same questionnaire each time."""
    assert list(PARTS) == ["unknown", "purchasing", "end_user", "approver/finance"]
    assert ("purchasing" in PARTS, "support" in PARTS, 7 in PARTS) == (True, False, False)
    assert len(PARTS) == 4
    assert PARTS["unknown"] is PARTS["unknown"]
    with pytest.raises(KeyError):
        PARTS["support"]
    assert evolve(PARTS) == PARTS
    assert evolve(PARTS, name="other") != PARTS
    assert len({each.digest for each in PARTS.values()}) == 4


def test_nobody_changes_a_set_from_outside() -> None:
    """Neither its blocks nor its texts."""
    blocks, texts = {"unknown": ["ease", "price"]}, {"en": dict(TEXTS)}
    asked = evolve(PARTS, blocks=blocks, texts=texts)
    blocks["unknown"].append("nps")
    texts["en"]["nps.ask"] = "changed"
    assert [question.id for question in asked["unknown"].questions][2:-1] == ["ease", "price"]
    assert asked["unknown"].text("nps.ask", "en") == "nps.ask"
    with pytest.raises(TypeError):
        PARTS.blocks["support"] = ()  # type: ignore[index]  # that is what is refused


def test_a_language_of_a_set_is_complete_in_every_block() -> None:
    """What one block lacks in a language, nobody is asked in it."""
    swedish = {key: text for key, text in TEXTS.items() if not key.startswith("ease")}
    asked = evolve(PARTS, texts={"en": TEXTS, "sv": swedish, "en-GB": {"why.ask": "Why, pray?"}})
    assert asked.languages == ("en", "en-gb")
    assert asked["purchasing"].languages == ("en", "en-gb", "sv")
    assert PARTS.languages == ("en",)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "name: may not be empty."),
        ({"questions": (*QUESTIONS, NPS)}, "nps: the question stands there twice."),
        ({"blocks": {"end_user": ["ease", "price"]}}, "blocks: needs one for 'unknown', whom no"),
        ({"blocks": {"unknown": ["ease", "price"], "": []}}, "blocks: a block has no name."),
        (
            {"blocks": {"unknown": ["ease", "cost"]}},
            "blocks.unknown: there is no question 'cost'.",
        ),
        ({"blocks": {"unknown": ["ease", "price", "nps"]}}, "blocks.unknown: asks 'nps' twice."),
        ({"blocks": {"unknown": ["ease"]}}, "price: no block asks this question."),
        (
            {
                "core": (),
                "closing": (),
                "blocks": {"unknown": ["nps", "why", "price", "ease", "call"], "technical": ()},
            },
            "blocks.technical: asks nothing.",
        ),
        (
            {"texts": {"en": TEXTS | {"nps.ease": "?"}}},
            "nps.ease: no question takes this text (en).",
        ),
        ({"texts": {"en": TEXTS | {"nps.ask": "{firm}"}}}, "nps.ask: only {company}, {product}"),
        ({"texts": {}}, "blocks.unknown: nps.ask: missing in en, and no language is complete."),
        (
            {"texts": {"en": {key: key for key in TEXTS if key != "ease.ask"}}},
            "blocks.end_user: ease.ask: missing in en, and no language is complete.",
        ),
        (
            {"questions": (NPS, WHY, PRICE, evolve(EASE, show_if=Answered("price")), CALL)},
            "blocks.end_user: ease.show_if: there is no question 'price' with an answer.",
        ),
        (
            {"questions": (NPS, WHY, PRICE, evolve(EASE, routes=[Route(to="why")]), CALL)},
            "blocks.end_user: ease.routes[0].to: leads back to 'why', in a circle;",
        ),
        (
            {"quotas": (Quota(id="few", limit=2, when=Scored("price", at_most=2)),)},
            "blocks.unknown: few.when: there is no question 'price' with an answer.",
        ),
        (
            {"endings": (THANKS, Ending(id="ease"))},
            "blocks.end_user: ease.id: something else has this id already.",
        ),
    ],
)
def test_a_set_that_somebody_could_not_be_asked_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    """At once, and not when the first of them opens the page; the message names block and place."""
    with pytest.raises(InvalidValue, match="^" + re.escape(message)):
        evolve(PARTS, **changes)


SHOP = {"end_user": ["ease"], "unknown": ["price"]}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"questions": (evolve(NPS, routes=[Route(to="ease")]), WHY, PRICE, EASE, CALL)},
            "blocks.unknown: nps.routes[0].to: there is no question and no ending 'ease'.",
        ),
        (
            {"quotas": (Quota(id="few", limit=2, when=Scored("ease", at_most=2)),)},
            "blocks.unknown: few.when: there is no question 'ease' with an answer.",
        ),
        (
            {
                "endings": (THANKS, Ending(id="price")),
                "texts": {"en": TEXTS | {key: key for key in Ending(id="price").needs}},
            },
            "blocks.unknown: price.id: something else has this id already.",
        ),
    ],
)
def test_a_block_that_is_wrong_behind_one_that_is_right_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    """A route, a quota or an ending can fit the first block and not the next."""
    with pytest.raises(InvalidValue, match="^" + re.escape(message)):
        evolve(PARTS, blocks=SHOP, **changes)


@given(asked=question_sets(), data=st.data())
def test_a_set_is_refused_exactly_where_one_of_its_blocks_is(
    asked: QuestionSet, data: st.DataObject
) -> None:
    """Blocks that look alike are looked through once, and none that is wrong gets by."""
    fixed = {*asked.core, *asked.closing}
    free = [question.id for question in asked.questions if question.id not in fixed]
    some = st.lists(st.sampled_from(free), unique=True) if free else st.just([])
    blocks = {name: data.draw(some) for name in asked}
    taken = set(chain(*blocks.values()))
    blocks["unknown"] += [id_ for id_ in free if id_ not in taken]
    wrong = [name for name, own in blocks.items() if not is_good(asked, own)]
    if wrong:
        with pytest.raises(InvalidValue, match=f"^blocks.({'|'.join(wrong)}): "):
            evolve(asked, blocks=blocks)
    else:
        assert list(evolve(asked, blocks=blocks).values()) != []


def is_good(asked: QuestionSet, own: list[str]) -> bool:
    """Whether a questionnaire of these questions alone can be asked."""
    ids = [*asked.core, *own, *asked.closing]
    questions = [question for id_ in ids for question in asked.questions if question.id == id_]
    keys = {key for question in questions for key in question.takes}
    keys.update(key for ending in asked.endings for key in ending.needs)
    try:
        Questionnaire(
            name="one",
            questions=questions,
            endings=asked.endings,
            quotas=asked.quotas,
            texts={
                tag: {key: text for key, text in table.items() if key in keys}
                for tag, table in asked.texts.items()
            },
        )
    except InvalidValue:
        return False
    return True


@given(asked=question_sets())
def test_the_languages_of_a_set_are_those_of_all_its_blocks(asked: QuestionSet) -> None:
    """However quickly it was found out."""
    for tag in asked.texts:
        everywhere = all(each.missing(tag) == () for each in asked.values())
        assert (tag in asked.languages) == everywhere


# Whose block it is


@pytest.mark.parametrize(
    ("role", "department", "block"),
    [
        (Role.APPROVER, "finance", "approver/finance"),
        (Role.APPROVER, "purchasing", "purchasing"),
        (Role.APPROVER, "", "unknown"),
        (Role.APPROVER, "support", "unknown"),
        (Role.END_USER, "purchasing", "end_user"),
        (Role.END_USER, "", "end_user"),
        (Role.UNKNOWN, "purchasing", "purchasing"),
        (Role.UNKNOWN, "finance", "unknown"),
        (Role.UNKNOWN, "", "unknown"),
    ],
)
def test_everybody_gets_the_most_specific_block(role: Role, department: str, block: str) -> None:
    """Role and department, else the role, else the department, else the one for all others."""
    assert block_of(PARTS, role, department) == block


@given(questionnaire=questionnaires())
def test_one_questionnaire_is_a_set_too(questionnaire: Questionnaire) -> None:
    """Its block gives it back with the same digest, and whoever else comes is asked the same."""
    asked = set_of(questionnaire)
    assert asked[str(questionnaire.role)].digest == questionnaire.digest
    assert asked["unknown"].questions == questionnaire.questions


def test_a_questionnaire_of_a_department_is_a_set_under_its_name() -> None:
    """It is found again by the same block."""
    buyer = PARTS["purchasing"]
    assert set_of(buyer)["purchasing"].digest == buyer.digest
    assert list(set_of(PARTS["unknown"])) == ["unknown"]


# The role that somebody says to have


@pytest.mark.parametrize("role", list(Role))
def test_whoever_has_no_role_can_say_which(role: Role) -> None:
    """The options of the question about the role are the roles."""
    reading = read(question_set()["unknown"], {"nps": "8", "role": role.value})
    assert suggested_role(reading.answers) is role


def test_a_role_is_suggested_only_by_the_question_about_it() -> None:
    """No answer, and an option of a host's own that is no role, leave it unknown."""
    assert suggested_role(()) is Role.UNKNOWN
    told = Answer(question="role", choice="astronaut"), Answer(question="why", text="approver")
    assert suggested_role(told) is Role.UNKNOWN


def test_what_nobody_in_a_set_can_reach_needs_no_text() -> None:
    """A rule that never holds hides its question in every block."""
    never = evolve(EASE, show_if=Not(InRole(tuple(Role))))
    texts = {key: key for key in TEXTS if not key.startswith("ease")}
    asked = evolve(PARTS, questions=(NPS, WHY, PRICE, never, CALL), texts={"en": texts})
    assert asked.languages == ("en",)
