"""Question sets as JSON: written, read again, and refused with the path to each fault."""

import copy
import doctest
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from b2bnps.errors import BadDocument
from b2bnps.questionnaires import document, question_set
from b2bnps.questionnaires.catalogue import NAMES, SUBJECTS
from b2bnps.questionnaires.document import (
    LARGEST,
    as_document,
    from_document,
    from_json,
    json_schema,
    to_json,
)
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.testing.questionnaires import question_sets

Document = dict[str, Any]
Change = Callable[[Document], object]

SCHEMA = Draft202012Validator(json_schema())

PARTS: Document = {
    "b2bnps": 1,
    "name": "parts",
    "core": ["nps", "why"],
    "blocks": {"unknown": [], "purchasing": ["topic", "work"]},
    "closing": ["call"],
    "questions": [
        {"id": "nps", "kind": "scale", "metric": "nps", "high": 10, "required": True},
        {"id": "why", "kind": "text", "show_if": {"answered": "nps"}},
        {"id": "topic", "kind": "choice", "options": ["price", "quality"], "other": "quality"},
        {"id": "work", "kind": "matrix", "low": 1, "high": 5, "aspects": ["speed", "care"]},
        {
            "id": "call",
            "kind": "contact",
            "show_if": {"class": "nps", "in": ["detractor"]},
            "routes": [
                {"to": "called", "when": {"choice": "call", "in": ["yes"]}},
                {"to": "end"},
            ],
        },
    ],
    "endings": [{"id": "called"}],
    "quotas": [{"id": "few", "limit": 3, "when": {"score": "nps", "at_least": 9}}],
    "texts": {
        "en": {
            "nps.ask": "Would you recommend {company}?",
            "why.ask": "Why?",
            "topic.ask": "What matters?",
            "topic.option.price": "Price",
            "topic.option.quality": "Quality",
            "work.ask": "How good is our work?",
            "work.aspect.speed": "Speed",
            "work.aspect.care": "Care",
            "call.ask": "May we call?",
            "call.option.yes": "Yes",
            "call.option.no": "No",
            "ending.called.title": "Thank you",
            "ending.called.text": "We call.",
        }
    },
}


def digests(asked: QuestionSet) -> dict[str, str]:
    """Give the digest of each block."""
    return {block: each.digest for block, each in asked.items()}


def refusal(data: object) -> tuple[str, ...]:
    """Read what cannot be read, and give the faults."""
    with pytest.raises(BadDocument) as refused:
        from_document(data)
    assert str(refused.value) == "\n".join(refused.value.faults)
    return refused.value.faults


# There and back


@given(asked=question_sets())
def test_a_set_is_read_as_it_was_written(asked: QuestionSet) -> None:
    """An equal set with the same digests, whose document is the same again."""
    written = as_document(asked)
    read = from_document(written)
    assert (read == asked, digests(read)) == (True, digests(asked))
    assert as_document(read) == written
    assert json.loads(json.dumps(written)) == written


@given(asked=question_sets())
def test_the_json_of_a_set_stays_the_same(asked: QuestionSet) -> None:
    """Written, read and written again, letter by letter, so that version control is silent."""
    text = to_json(asked)
    assert to_json(from_json(text)) == text
    assert text.endswith("}\n")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_set_of_the_catalogue_is_a_document(name: str, subject: str) -> None:
    """It goes through JSON unchanged, and the schema has nothing against it."""
    asked = question_set(name, subject)
    text = to_json(asked)
    assert digests(from_json(text)) == digests(asked)
    assert list(SCHEMA.iter_errors(json.loads(text))) == []


def test_a_document_says_only_what_is_not_left_out() -> None:
    """Defaults are not written, words are plain texts, and the order is the one of the set."""
    assert as_document(from_document(PARTS)) == PARTS
    told = as_document(question_set("employee"))["questions"]
    assert {type(each["kind"]) for each in told} == {str}


def test_a_question_set_needs_little() -> None:
    """One question for everybody, and its text."""
    asked = from_document(
        {
            "b2bnps": 1,
            "name": "one",
            "core": ["why"],
            "questions": [{"id": "why", "kind": "text", "show_if": None}],
            "texts": {"sv": {"why.ask": "Varför?"}},
        }
    )
    assert list(asked) == ["unknown"]
    assert asked["unknown"].text("why.ask", "sv") == "Varför?"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_json_is_read_in_every_encoding_it_may_have(encoding: str) -> None:
    """The bytes say which one it is."""
    text = to_json(question_set("employee"))
    assert to_json(from_json(text.encode(encoding))) == text


def test_the_examples_of_the_documentation_hold() -> None:
    """What the module shows is what it does."""
    assert doctest.testmod(document).failed == 0


# The schema


def test_the_schema_is_one() -> None:
    """By the rules of the draft that it names, and it is read once."""
    Draft202012Validator.check_schema(json_schema())
    assert json_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json_schema() is json_schema()


@given(asked=question_sets())
def test_the_schema_takes_every_set(asked: QuestionSet) -> None:
    """Whatever can be asked can be written in an editor that knows the schema."""
    assert list(SCHEMA.iter_errors(as_document(asked))) == []


# What cannot be


def put(*path: str | int, value: object) -> Change:
    """Make a change that puts a value at a place."""

    def change(document: Document) -> None:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    """Make a change that takes a place out."""

    def change(document: Document) -> None:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


def ask(index: int, **changes: object) -> Change:
    """Make a change of a question."""
    return lambda document: document["questions"][index].update(changes)


def show(rule: object) -> Change:
    """Make a change of the rule of the last question."""
    return ask(4, show_if=rule)


def both(*changes: Change) -> Change:
    """Make several changes."""
    return lambda document: [change(document) for change in changes]


def nested(depth: int) -> Document:
    """Give a rule with as many others around it."""
    rule: Document = {"answered": "nps"}
    for _ in range(depth):
        rule = {"not": rule}
    return rule


BROKEN_IN_FORM: list[tuple[Change, str]] = [
    # the whole
    (put("b2bnps", value=2), "$.b2bnps: the version of the format is needed here: 1."),
    (put("b2bnps", value="1"), "$.b2bnps: the version"),
    (put("b2bnps", value=True), "$.b2bnps: the version"),
    (drop("b2bnps"), "$.b2bnps: the version"),
    (drop("name"), "$.name: is missing."),
    (put("name", value=""), "$.name: may not be empty."),
    (put("name", value=7), "$.name: a text is needed here."),
    (put("title", value="x"), "$.title: is not known here."),
    (drop("questions"), "$.questions: is missing."),
    (drop("texts"), "$.texts: is missing."),
    # lists and objects
    (put("core", value="nps"), "$.core: a list is needed here."),
    (put("core", value={"nps": 1}), "$.core: a list is needed here."),
    (put("core", 0, value=1), "$.core[0]: a text is needed here."),
    (put("core", 0, value=["nps"]), "$.core[0]: a text is needed here."),
    (put("blocks", value=[]), "$.blocks: something else is needed here, a list or an object."),
    (put("blocks", value=None), "$.blocks: something else is needed here"),
    (put("blocks", "unknown", value="why"), "$.blocks.unknown: a list is needed here."),
    (drop("blocks", "unknown"), "$.blocks: needs one for 'unknown', whom no other fits."),
    (put("blocks", " ", value=[]), "$.blocks: a block has no name."),
    (put("core", value=["nps", "why", "nps"]), "$.blocks.unknown: asks 'nps' twice."),
    (put("questions", value={}), "$.questions: a list is needed here."),
    (put("questions", 0, value="nps"), "$.questions[0]: something else is needed here"),
    (put("questions", 0, value=None), "$.questions[0]: something else is needed here"),
    (put("endings", value=None), "$.endings: a list is needed here."),
    (put("texts", value=[]), "$.texts: something else is needed here"),
    (put("texts", "en", value="words"), "$.texts.en: something else is needed here"),
    # questions
    (ask(0, id="NPS"), "$.questions[0]: NPS: an id is a lower-case word"),
    (ask(0, id="end"), "$.questions[0]: end: an id is a lower-case word"),
    (ask(0, id="nonce"), "$.questions[0]: nonce: an id is a lower-case word"),
    (ask(0, id=1), "$.questions[0].id: a text is needed here."),
    (drop("questions", 0, "id"), "$.questions[0].id: is missing."),
    (drop("questions", 0, "kind"), "$.questions[0].kind: is missing."),
    (ask(0, kind="slider"), "$.questions[0].kind: takes scale, matrix, choice, choices, yes_no,"),
    (ask(0, kind=["scale"]), "$.questions[0].kind: takes scale,"),
    (ask(0, metric="NPS"), "$.questions[0].metric: takes nps, enps, csat, ces, happiness."),
    (ask(0, high="10"), "$.questions[0].high: a whole number is needed here."),
    (ask(0, high=9.5), "$.questions[0].high: a whole number is needed here."),
    (ask(0, high=True), "$.questions[0].high: a whole number is needed here."),
    (ask(0, high=9), "$.questions[0]: nps: NPS is asked from 0 to 10."),
    (ask(0, low=1), "$.questions[0]: nps: NPS is asked from 0 to 10."),
    (ask(0, metric="ces"), "$.questions[0]: nps: CES is asked as 2.0, from 1 to 7"),
    (ask(0, metric="", low=4, high=4), "$.questions[0]: nps: a scale rises"),
    (ask(0, metric="", high=11), "$.questions[0]: nps: a scale rises"),
    (ask(0, metric="", low=-1), "$.questions[0]: nps: a scale rises"),
    (drop("questions", 0, "high"), "$.questions[0]: nps: a scale rises"),
    (ask(0, required="yes"), "$.questions[0].required: true or false is needed here."),
    (ask(0, required=1), "$.questions[0].required: true or false is needed here."),
    (ask(0, options=["a"]), "$.questions[0]: nps: a choice has options."),
    (ask(0, aspects=["a"]), "$.questions[0]: nps: a matrix has aspects."),
    (ask(0, colour="red"), "$.questions[0].colour: is not known here."),
    (ask(1, metric="nps"), "$.questions[1]: why: only a scale measures something."),
    (ask(1, high=5), "$.questions[1]: why: only a scale has ends or faces."),
    (ask(1, faces=True), "$.questions[1]: why: only a scale has ends or faces."),
    (ask(1, kind="notice", required=True), "$.questions[1]: why: a notice cannot be required"),
    (ask(2, options="abc"), "$.questions[2].options: a list is needed here."),
    (ask(2, options=[]), "$.questions[2]: topic: a choice has options."),
    (ask(2, options=["price", "price"]), "$.questions[2]: topic: an option stands there twice."),
    (ask(2, options=["Price"]), "$.questions[2]: topic: an option's id is a lower-case word."),
    (ask(2, other="words", options=["words"]), "$.questions[2]: topic: no option is called words"),
    (ask(1, other="price"), "$.questions[1]: why: other names one of its options."),
    (ask(3, metric="csat"), "$.questions[3]: work: only a scale measures something; the aspects"),
    (ask(3, aspects=[]), "$.questions[3]: work: a matrix has aspects."),
    # rules
    (show("nps > 6"), '$.questions[4].show_if: a rule is an object, such as {"answered": "why"}.'),
    (show([]), "$.questions[4].show_if: a rule is an object"),
    (show({}), "$.questions[4].show_if: is no rule; known are and, or, not, answered, score,"),
    (show({"xor": []}), "$.questions[4].show_if: is no rule"),
    (show({"answered": "nps", "not": {}}), "$.questions[4].show_if: is no rule"),
    (show({"and": {}}), "$.questions[4].show_if.and: a list is needed here."),
    (show({"and": []}), "$.questions[4].show_if: in the block 'unknown', 'and' of nothing"),
    (show({"or": [{"not": 1}]}), "$.questions[4].show_if.or[0].not: a rule is an object"),
    (show({"answered": 1}), "$.questions[4].show_if.answered: a text is needed here."),
    (show({"score": 1}), "$.questions[4].show_if.score: a text is needed here."),
    (
        show({"score": "nps", "at_most": "6"}),
        "$.questions[4].show_if.at_most: a whole number is needed here.",
    ),
    (
        show({"score": "nps", "at_most": 11}),
        "$.questions[4].show_if: in the block 'unknown', needs",
    ),
    (show({"score": "nps"}), "$.questions[4].show_if: in the block 'unknown', needs at_least"),
    (
        show({"score": "nps", "at_most": None}),
        "$.questions[4].show_if: in the block 'unknown', needs at_least",
    ),
    (show({"class": "nps"}), "$.questions[4].show_if.in: a list is needed here."),
    (show({"class": "nps", "in": [1]}), "$.questions[4].show_if.in[0]: a text is needed here."),
    (
        show({"class": "nps", "in": ["fan"]}),
        "$.questions[4].show_if: in the block 'unknown', names classes: detractor, passive, prom",
    ),
    (show({"role": "approver"}), "$.questions[4].show_if.role: a list is needed here."),
    (show({"role": ["boss"]}), "$.questions[4].show_if.role[0]: names a role: requester,"),
    (show({"role": []}), "$.questions[4].show_if: in the block 'unknown', names roles: requester"),
    (show({"known": "phase", "in": [""]}), "$.questions[4].show_if: in the block 'unknown', needs"),
    (show({"full": 1}), "$.questions[4].show_if.full: a text is needed here."),
    # routes, endings and quotas
    (ask(4, routes={}), "$.questions[4].routes: a list is needed here."),
    (ask(4, routes=["end"]), "$.questions[4].routes[0]: something else is needed here"),
    (put("questions", 4, "routes", 1, value={}), "$.questions[4].routes[1].to: is missing."),
    (
        put("questions", 4, "routes", 0, "when", value={"and": [3]}),
        "$.questions[4].routes[0].when.and[0]: a rule is an object",
    ),
    (put("endings", 0, value={}), "$.endings[0].id: is missing."),
    (put("endings", 0, "screened_out", value=0), "$.endings[0].screened_out: true or false is"),
    (put("endings", 0, "id", value="end"), "$.endings[0].id: in the block"),
    (drop("quotas", 0, "when"), "$.quotas[0].when: is missing."),
    (put("quotas", 0, "limit", value=0), "$.quotas[0].limit: in the block 'unknown', a quota is a"),
    (put("quotas", 0, "limit", value="3"), "$.quotas[0].limit: a whole number is needed here."),
    (put("quotas", 0, "id", value="A few"), "$.quotas[0].id: in the block 'unknown', an id is a"),
    # texts
    (put("texts", value={}), "$.blocks.unknown: nps.ask: missing in en, and no language is"),
    (put("texts", "en", "nps.ask", value=None), "$.texts.en.nps.ask: a text is needed here."),
    (put("texts", "en", "nps.ask", value="{firm}?"), "$.texts.en.nps.ask: only {company}, {prod"),
    (put("texts", "en", "nps.ask", value="Why }?"), "$.texts.en.nps.ask: only {company}, {prod"),
    (put("texts", "en", "nps.asks", value="x"), "$.texts.en.nps.asks: no question takes this"),
    (put("texts", "english", value={}), "$.texts: 'english' stands there twice or is no language"),
]
"""What the schema refuses too."""

BROKEN_IN_SENSE: list[tuple[Change, str]] = [
    # circles and strangers
    (
        put("questions", 4, "routes", 1, "to", value="nps"),
        "$.questions[4].routes[1].to: in the block 'unknown', leads back to 'nps', in a circle",
    ),
    (
        put("questions", 4, "routes", 1, "to", value="call"),
        "$.questions[4].routes[1].to: in the block 'unknown', leads back to 'call', in a circle",
    ),
    (
        put("questions", 4, "routes", 1, "to", value="gone"),
        "$.questions[4].routes[1].to: in the block 'unknown', there is no question and no ending",
    ),
    (drop("endings"), "$.questions[4].routes[0].to: in the block 'unknown', there is no question"),
    (put("core", 0, value="nsp"), "$.core[0]: there is no question 'nsp'."),
    (put("closing", 0, value="nsp"), "$.closing[0]: there is no question 'nsp'."),
    (
        put("blocks", "purchasing", 1, value="x"),
        "$.blocks.purchasing[1]: there is no question 'x'.",
    ),
    (put("closing", value=[]), "$.questions[4]: no block asks this question."),
    (
        both(put("core", value=[]), put("closing", value=[])),
        "$.questions[0]: no block asks this question.",
    ),
    (
        put("questions", 1, "id", value="nps"),
        "$.questions[1].id: 'nps' stands at $.questions[0] too.",
    ),
    (put("blocks", "purchasing", value=["why"]), "$.questions[2]: no block asks this question."),
    (
        put("blocks", "purchasing", value=["topic", "work", "why"]),
        "$.blocks.purchasing: asks 'why' twice.",
    ),
    # rules
    (
        show({"choice": "why", "in": ["price"]}),
        "$.questions[4].show_if: in the block 'unknown', of the words given to 'why' it can only",
    ),
    (
        show({"not": {"score": "why", "at_least": 1}}),
        "$.questions[4].show_if.not: in the block 'unknown', of the words given to 'why'",
    ),
    (
        show({"answered": "call"}),
        "$.questions[4].show_if: in the block 'unknown', looks at 'call', which is asked later",
    ),
    (
        show({"answered": "gone"}),
        "$.questions[4].show_if: in the block 'unknown', there is no question 'gone'",
    ),
    (
        show({"choice": "topic", "in": ["price"]}),
        "$.questions[4].show_if: in the block 'unknown', there is no question 'topic'",
    ),
    (show({"full": "many"}), "$.questions[4].show_if: in the block 'unknown', there is no quota"),
    (show(nested(16)), "$.questions[4].show_if" + ".not" * 16 + ": more than 16 rules stand"),
    (
        put("quotas", 0, "when", value={"answered": "topic"}),
        "$.quotas[0].when: in the block 'unknown', there is no question 'topic' with an answer.",
    ),
    (
        lambda document: document["quotas"].append(document["quotas"][0]),
        "$.quotas[1].id: in the block 'unknown', something else has this id already.",
    ),
    (put("endings", 0, "id", value="nps"), "$.endings[0].id: in the block 'unknown', something"),
    (ask(0, metric="", low=5, high=3), "$.questions[0]: nps: a scale rises"),
    (ask(2, other="speed"), "$.questions[2]: topic: other names one of its options."),
    # texts
    (
        drop("texts", "en", "call.option.no"),
        "$.blocks.unknown: call.option.no: missing in en, and no language is complete.",
    ),
    (put("texts", "EN", value={}), "$.texts: 'en' stands there twice or is no language tag"),
    (put("texts", "en", "why.low", value="x"), "$.texts.en.why.low: no question takes this text."),
    (put("name", value="\ud800"), "$.name: a text is needed here."),
    (put("texts", "en", "why.ask", value="\udfff?"), "$.texts.en.why.ask: a text is needed here."),
    (
        show({"known": "phase", "in": ["\ud800"]}),
        "$.questions[4].show_if.in[0]: a text is needed here.",
    ),
    (
        show({"known": "\ud800", "in": ["x"]}),
        "$.questions[4].show_if.known: a text is needed here.",
    ),
]
"""What only reading finds."""


def changed(change: Change) -> Document:
    """Give the document with a change."""
    broken = copy.deepcopy(PARTS)
    change(broken)
    return broken


@pytest.mark.parametrize(("change", "fault"), [*BROKEN_IN_FORM, *BROKEN_IN_SENSE])
def test_what_cannot_be_is_refused_with_its_path(change: Change, fault: str) -> None:
    """One of the faults names the place and what is wrong there."""
    faults = refusal(changed(change))
    assert [each for each in faults if each.startswith(fault)] != [], faults


@pytest.mark.parametrize("change", [change for change, _ in BROKEN_IN_FORM])
def test_the_schema_refuses_what_is_broken_in_form(change: Change) -> None:
    """An editor shows it while somebody is still writing."""
    assert not SCHEMA.is_valid(changed(change))


def test_the_schema_has_nothing_against_the_unbroken_one() -> None:
    """It is the changes that are refused."""
    assert SCHEMA.is_valid(PARTS)


def test_every_fault_is_told_at_once() -> None:
    """Nobody mends one to be shown the next, and one that many blocks share is told once."""
    broken = changed(
        both(ask(0, high="10", low=False), ask(1, kind="words"), put("name", value=None))
    )
    assert refusal(broken) == (
        "$.name: a text is needed here.",
        "$.questions[0].low: a whole number is needed here.",
        "$.questions[0].high: a whole number is needed here.",
        (
            "$.questions[1].kind: takes scale, matrix, choice, choices, yes_no, contact, quote, "
            "text, notice."
        ),
    )
    twice = changed(both(show({"full": "x"}), put("questions", 4, "routes", 1, "to", value="nps")))
    assert refusal(twice) == (
        "$.questions[4].show_if: in the block 'unknown', there is no quota 'x'.",
        (
            "$.questions[4].routes[1].to: in the block 'unknown', leads back to 'nps', in a "
            "circle; routes lead forward."
        ),
    )


def test_what_is_no_object_at_all_is_refused() -> None:
    """Also plain data that JSON could not carry."""
    assert refusal([]) == ("$: an object is needed here.",)
    assert refusal(PARTS | {1: 2, "b": 3}) == (
        "$.1: is not known here.",
        "$.b: is not known here.",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "$: is not JSON. Expecting value: line 1"),
        ("b2bnps: 1", "$: is not JSON. Expecting value: line 1"),
        ('{"b2bnps": 1,}', "$: is not JSON. "),
        ('{"b2bnps": 1, "name": NaN}', "$: is not JSON. NaN is no number."),
        ('{"b2bnps": -Infinity}', "$: is not JSON. -Infinity is no number."),
        ('{"b2bnps": 1, "b2bnps": 1}', "$: is not JSON. The key 'b2bnps' stands twice"),
        ('{"texts": {"en": {"a": "", "a": ""}}}', "$: is not JSON. The key 'a' stands twice"),
        ("[" * 100_000, "$: its objects stand too deep inside one another."),
        ('{"a":' * 100_000, "$: its objects stand too deep inside one another."),
        ("9" * 5000, "$: is not JSON. "),
        ('{"b2bnps": 1e999}', "$.b2bnps: the version"),
        ("null", "$: an object is needed here."),
        (b"\xff\xff", "$: is not JSON. 'utf-8' codec can't decode byte 0xff"),
        ("å".encode("latin-1"), "$: is not JSON. "),
        (b"\xff\xfe\x00", "$: is not JSON. "),
        (
            '"' + "x" * 5_000_000 + '"',
            "$: is larger than 1,000,000 characters; split it into sets.",
        ),
        (b" " * (LARGEST + 1), "$: is larger than 1,000,000 characters"),
    ],
)
def test_what_is_no_json_is_refused(text: str | bytes, fault: str) -> None:
    """At once, however long or deep it is, and with the place where that can be told."""
    with pytest.raises(BadDocument) as refused:
        from_json(text)
    (told,) = refused.value.faults
    assert told.startswith(fault)


# Whatever comes

WORDS = st.sampled_from(
    [
        "nps",
        "why",
        "topic",
        "end",
        "unknown",
        "en",
        "nl-BE",
        "scale",
        "text",
        "and",
        "x",
        "",
        "\ud800",
    ]
)
JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-1, 11), st.floats(), WORDS, st.text(max_size=5)
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(PARTS)) | WORDS, inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["and", "or", "not", "answered", "score", "in", "id", "kind"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def places(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List the paths to everything inside."""
    if not isinstance(data, dict | list):
        return []
    within: Any = data.items() if isinstance(data, dict) else enumerate(data)
    found = []
    for step, inner in within:
        found += [(*path, step), *places(inner, (*path, step))]
    return found


@st.composite
def mutated(draw: st.DrawFn) -> Document:
    """Spoil a good document at one to three places."""
    spoiled = copy.deepcopy(PARTS)
    for _ in range(draw(st.integers(1, 3))):
        found = places(spoiled)
        path = draw(st.sampled_from(found))
        other: Any = spoiled
        for step in draw(st.sampled_from(found)):
            other = other[step]
        put(*path, value=draw(JSON | st.just(copy.deepcopy(other))))(spoiled)
    return spoiled


@settings(max_examples=300)
@given(data=JSON)
def test_whatever_json_comes_is_refused_and_nothing_else_happens(data: object) -> None:
    """Each fault begins with the path to it."""
    for whole in (data, PARTS | {"questions": data}, {"b2bnps": 1, "name": data, "core": data}):
        assert {fault[0] for fault in refusal(whole)} == {"$"}


@settings(max_examples=200)
@given(data=mutated())
def test_a_spoiled_document_is_refused_or_as_good_as_another(data: Document) -> None:
    """What is read all the same can be written, read and asked, and fits the schema."""
    try:
        asked = from_document(data)
    except BadDocument:
        assert {fault[0] for fault in refusal(data)} == {"$"}
    else:
        assert digests(from_json(to_json(asked))) == digests(asked)
        assert list(SCHEMA.iter_errors(data)) == []


@given(text=st.text(max_size=30) | st.binary(max_size=30))
def test_whatever_text_comes_is_refused_and_nothing_else_happens(text: str | bytes) -> None:
    """Letters and bytes of any kind."""
    with pytest.raises(BadDocument, match=r"^\$"):
        from_json(text)


def small() -> dict[str, Any]:
    """Give a document that asks one thing."""
    return {
        "b2bnps": 1,
        "name": "small",
        "core": ["nps"],
        "questions": [{"id": "nps", "kind": "scale", "high": 10}],
        "texts": {"en": {"nps.ask": "Well?"}},
    }


def test_a_document_with_too_much_in_it_is_refused_at_once() -> None:
    """Hundreds of blocks or questions would take minutes; nobody asks that much."""
    blocks = {**small(), "blocks": {"unknown": [], **{f"d{n}": [] for n in range(100)}}}
    more = [{"id": f"q{n}", "kind": "text"} for n in range(500)]
    questions = {**small(), "questions": [*small()["questions"], *more]}
    for each in (blocks, questions):
        with pytest.raises(BadDocument) as caught:
            from_document(each)
        assert caught.value.faults == ("$: holds more than 100 blocks or 500 questions.",)


def test_an_editor_may_be_told_where_the_schema_is() -> None:
    """The key that editors look for is taken and says nothing about the set."""
    told = from_document({**small(), "$schema": "https://example.org/question-set.schema.json"})
    assert told["unknown"].digest == from_document(small())["unknown"].digest


def test_a_fault_can_always_be_written_down() -> None:
    """Half a character in a name does not make a message that no log takes."""
    with pytest.raises(BadDocument) as caught:
        from_document({**small(), "texts": {"en": {"nps.ask": "Well?", "nps.\ud800": "x"}}})
    assert str(caught.value).encode().startswith(b"$.texts.en.nps.\\ud800: ")


def test_a_set_may_be_written_on_one_line() -> None:
    """Where nobody looks no room is spent on indents, and it reads back the same."""
    asked = from_document(small())
    line = to_json(asked, indent=None)
    assert (line.count("\n"), from_json(line)["unknown"].digest) == (1, asked["unknown"].digest)
