"""Surveys of Formbricks, as question sets: three documents, every kind of question, bad input."""

import json
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.errors import BadDocument, InvalidValue, UnreadableFile
from b2bnps.exchange.carried import Carried
from b2bnps.exchange.formbricks import from_formbricks
from b2bnps.model import Metric
from b2bnps.questionnaires.document import from_json, to_json
from b2bnps.questionnaires.question import Kind, Route
from b2bnps.questionnaires.rules import And, Answered, Chose, Not, Or, Rule, Scored, as_data

SURVEYS = Path(__file__).parent / "data" / "surveys"
FILES = ("dealer", "relationship", "ticket")

LOOKS = "Says how the survey looks or is handled there, and nothing about what is asked."


def carried(file: str, **more: Any) -> Carried:
    """Bring one of the documents over."""
    return from_formbricks((SURVEYS / f"formbricks-{file}.json").read_bytes(), **more)


def asked(*questions: dict[str, Any], **survey: Any) -> Carried:
    """Bring a small survey over."""
    declared = {"languages": [{"language": {"code": "en"}, "default": True, "enabled": True}]}
    whole = {"name": "Small", "questions": questions} | declared | survey
    return from_formbricks(json.dumps(whole))


def question(id_: str = "q", type_: str = "openText", **more: Any) -> dict[str, Any]:
    """Write a question as it stands there."""
    return {"id": id_, "type": type_, "headline": {"default": f"About {id_}"}} | more


def kinds(found: Carried) -> list[str]:
    """Say what came over, by what it is called there."""
    return [f"{found.names[q.id]}: {q.kind}" for q in found.question_set.questions]


def behind(found: Carried, root: str = "$") -> list[str]:
    """Say what stayed behind; ``@`` is where the survey begins."""
    return [f"{each.path.replace(root, '@', 1)}: {each.what}" for each in found.left_out]


def reasons(found: Carried) -> dict[str, str]:
    """Give the reasons by path."""
    return {each.path: each.reason for each in found.left_out}


def routes(found: Carried, id_: str) -> tuple[Route, ...]:
    """Give where a question leads."""
    return next(q.routes for q in found.question_set.questions if q.id == id_)


def texts(found: Carried, language: str = "en") -> dict[str, str]:
    """Give the texts of a language."""
    return dict(found.question_set.texts[language])


# The documents


@pytest.mark.parametrize("name", FILES)
def test_what_came_over_is_a_sound_question_set(name: str) -> None:
    """Each document gives a set that is written and read again, and can be asked."""
    found = carried(name).question_set

    assert from_json(to_json(found))["unknown"].digest == found["unknown"].digest
    assert "en" in found.languages
    assert found.core == tuple(q.id for q in found.questions)


def test_relationship_questions() -> None:
    """Blocks become pages; contact details stay behind."""
    found = carried("relationship")

    assert found.question_set.name == "Relationship 2026"
    assert kinds(found) == [
        "welcomeCard: notice",
        "recommend: scale",
        "topics: choices",
        "why: text",
        "aspects: matrix",
        "ease: scale",
        "content: scale",
        "may-call: yes_no",
    ]
    assert [q.id for q in found.question_set.questions if q.new_page] == [
        "recommend",
        "topics",
        "aspects",
        "ease",
    ]
    assert {q.id: q.metric for q in found.question_set.questions if q.metric} == {
        "recommend": Metric.NPS,
        "ease": Metric.CES,
        "content": Metric.CSAT,
    }


def test_relationship_routes() -> None:
    """Logic of blocks leads on from their last question; to a lost block means behind it."""
    found = carried("relationship")
    ten = Scored("recommend", 10, 10)
    lines = (Answered("aspects.row_speed"), Answered("aspects.row_price"))

    assert routes(found, "recommend") == (
        Route(to="topics", when=Scored("recommend", at_most=6)),
        Route(to="ease", when=And((Scored("recommend", at_least=9), Or((ten, Not(ten)))))),
        Route(to="aspects"),
    )
    assert routes(found, "aspects") == (
        Route(
            to="ease",
            when=Or((Scored("aspects.row_price", 1, 1), And((Or(lines), Not(And(lines)))))),
        ),
    )
    assert routes(found, "may_call") == (Route(to="cme1thanks0000000000000001"),)
    assert routes(found, "why") == ()


def test_relationship_texts() -> None:
    """Two languages are whole, the third comes along; recalls, braces and markup are plain."""
    found = carried("relationship")
    english, german = texts(found), texts(found, "de")

    assert found.question_set.languages == ("de", "en")
    assert english["recommend.ask"] == (
        "How likely are you to recommend us to another plant, [dear customer]?"
    )
    assert german["topics.option.ch_quality"] == "Qualität {{der Teile}}"
    assert english["welcomecard.ask"] == "Five questions, three minutes"
    assert english["welcomecard.hint"] == "You help us decide what to build next."
    assert (english["topics.other"], german["aspects.point.2"]) == ("Please say what", "Mäßig")
    assert (english["may_call.option.yes"], german["may_call.option.no"]) == ("Yes, please", "Nein")
    assert german["ending.cme2sorry00000000000000001.text"] == "Wir melden uns"
    assert texts(found, "sv-se")["welcomecard.ask"] == "Fem frågor"


def test_relationship_left_out() -> None:
    """Everything else is listed."""
    assert "\n".join(behind(carried("relationship"), "$.data")) == RELATIONSHIP.strip()


def test_relationship_reasons() -> None:
    """The list says what follows."""
    found = reasons(carried("relationship"))

    assert found["$.data.blocks[0].logic[1]"] == (
        "It leads to 'who', which did not come along; here to what follows."
    )
    assert "looks at 'hiddenField', which is no question" in found["$.data.blocks[1].logic[0]"]
    assert found["$.data.blocks[0].elements[0]"] == LOOKS
    assert found["$.data.endings[2]"] == (
        "It leads to another site; the usual thanks are shown here."
    )


def test_ticket_questions() -> None:
    """The older form: plain texts, a page for each question, the thank-you card for everybody."""
    found = carried("ticket")

    assert kinds(found) == [
        "solved: choice",
        "stars: scale",
        "what-now: text",
        "effort: matrix",
        "phone: notice",
    ]
    assert found.question_set.questions[0].other == "other"
    assert found.question_set.questions[1].metric is Metric.NONE
    assert found.question_set.questions[3].points == range(1, 6)
    assert found.names["effort.to_reach_us"] == "To reach us"
    assert found.names["ending.thankyoucard"] == "thankYouCard"


def test_ticket_routes() -> None:
    """The older logic compares with the words of an option; ``end`` is the thank-you card."""
    found = carried("ticket")

    assert routes(found, "solved") == (
        Route(to="what_now", when=Chose("solved", ("a2",))),
        Route(to="effort", when=Not(Chose("solved", ("a1",)))),
        Route(to="thankyoucard", when=Not(Answered("solved"))),
    )
    assert routes(found, "stars") == (
        Route(to="what_now", when=Scored("stars", at_most=2)),
        Route(to="effort", when=Answered("stars")),
    )
    assert routes(found, "phone") == (Route(to="thankyoucard"),)


def test_ticket_left_out() -> None:
    """Everything else is listed."""
    found = carried("ticket")

    assert "\n".join(behind(found, "$.survey")) == TICKET.strip()
    assert reasons(found)["$.survey.questions[5].logic"] == (
        "Its rules are lost with it, and the next question follows."
    )
    assert (
        "of which only its being there is known" in reasons(found)["$.survey.questions[2].logic[0]"]
    )


def test_dealer_questions() -> None:
    """Inside the reply to an app: every kind that can be asked here comes over, in its order."""
    found = carried("dealer")
    questions = found.question_set.questions

    assert found.question_set.name == "Dealers, spring"
    assert kinds(found) == [
        "welcomeCard: notice",
        "partnership: scale",
        "setbacks: choices",
        "punctual: scale",
        "setback-words: text",
        "strengths: text",
        "spares: matrix",
        "training: matrix",
        "portal: scale",
        "ordering: scale",
        "warranty: scale",
        "hotline: scale",
        "leaflets: scale",
        "trade: choice",
        "stock: text",
        "terms: yes_no",
        "price-list: notice",
        "last-word: text",
    ]
    assert [q.high for q in questions if q.kind is Kind.SCALE] == [10, 5, 10, 7, 5, 5, 3]
    assert [q.high for q in questions if q.kind is Kind.MATRIX] == [3, 4]
    assert {q.id: q.metric for q in questions if q.metric} == {
        "partnership": Metric.NPS,
        "ordering": Metric.CES,
        "hotline": Metric.CSAT,
    }
    assert [q.id for q in questions if q.required] == ["partnership", "setbacks", "trade", "terms"]
    assert [q.id for q in questions if q.other] == ["setbacks", "trade"]


def test_dealer_routes_by_score_and_option() -> None:
    """Branches by score and by options come over, and so do those to an ending."""
    found = carried("dealer")
    top = Or((Scored("partnership", 9, 9), Scored("partnership", 10, 10)))
    glad = And((Chose("terms", ("yes",)), Scored("partnership", at_least=9)))
    late = Chose("setbacks", ("lead_time",))

    assert routes(found, "partnership") == (
        Route(to="setbacks", when=Scored("partnership", at_most=6)),
        Route(to="strengths", when=And((Scored("partnership", at_least=9), top))),
        Route(to="spares"),
    )
    assert routes(found, "setbacks") == (
        Route(to="punctual", when=And((late, Chose("setbacks", ("spares",))))),
        Route(to="setback_words", when=And((Answered("setbacks"), Not(late)))),
    )
    assert routes(found, "setback_words") == (Route(to="spares"),)
    assert routes(found, "trade") == (
        Route(to="stock", when=Chose("trade", ("foundries",))),
        Route(to="terms", when=And((Not(Chose("trade", ("other",))), Answered("trade")))),
    )
    assert routes(found, "terms") == (Route(to="thanks_glad", when=glad),)


def test_dealer_routes_by_lines_and_past_what_is_lost() -> None:
    """Lines of a matrix lead on; a way to a lost question leads behind it; the end is for all."""
    found = carried("dealer")
    lines = tuple(Answered(f"spares.row_{each}") for each in ("stock", "advice", "returns"))
    partly = And((Or(lines), Not(And(lines))))

    assert routes(found, "spares") == (
        Route(to="ordering", when=Or((Scored("spares.row_returns", 1, 1), partly))),
    )
    assert routes(found, "hotline") == (
        Route(to="terms", when=Or((Scored("hotline", 1, 1), Scored("hotline", 2, 2)))),
    )
    assert routes(found, "last_word") == (Route(to="thanks"),)
    assert [q.id for q in found.question_set.questions if q.routes] == [
        "partnership",
        "setbacks",
        "setback_words",
        "spares",
        "hotline",
        "trade",
        "terms",
        "last_word",
    ]


def test_dealer_texts() -> None:
    """Both languages are whole; recalls, braces, markup and marks that nobody sees are plain."""
    found = carried("dealer")
    english, turkish = texts(found), texts(found, "tr")

    assert found.question_set.languages == ("en", "tr")
    assert english.keys() == turkish.keys()
    assert english["welcomecard.hint"] == "It takes [four minutes]."
    assert turkish["setback_words.ask"] == "[puanınız] sonrası: önce ne değişmeli?"
    assert turkish["setbacks.option.lead_time"] == "Termin {{hafta}}"
    assert (english["trade.other"], turkish["spares.point.1"]) == ("Namely", "Zayıf")
    assert (english["terms.option.yes"], turkish["terms.option.no"]) == (
        "My area manager may see it",
        "Hayır",
    )
    assert english["terms.hint"] == "Only your dealership is named & nobody else."
    assert turkish["price_list.ask"] == "Yeni fiyat listesi çıktı"
    assert turkish["ending.thanks.title"] == "Teşekkürler, ortağımız"


def test_dealer_left_out() -> None:
    """Everything else is listed."""
    found = behind(carried("dealer"), "$.data.data.surveys[0]")

    assert "\n".join(found) == DEALER.strip()


def test_dealer_reasons() -> None:
    """The list says why a way is not taken."""
    found = {
        each.path.partition("surveys[0].")[2]: each.reason for each in carried("dealer").left_out
    }

    assert "looks at 'hiddenField', which is no question" in found["questions[5].logic[1]"]
    assert "looks at 'variable', which is no question" in found["questions[12].logic[2]"]
    assert "only its being there is known" in found["questions[13].logic[0]"]
    assert "looks at 'price-list', which has no answer" in found["questions[22].logic[0]"]
    assert found["endings[2]"] == "It leads to another site; the usual thanks are shown here."


# Kinds


@pytest.mark.parametrize("high", [2, 3, 10])
def test_a_rating_is_a_scale_that_measures_nothing(high: int) -> None:
    """Stars and smileys become numbers, which is listed; a metric is only ever declared."""
    found = asked(question("r", "rating", range=high, scale="number"))
    only = found.question_set.questions[0]

    assert (only.kind, only.points, only.metric) == (Kind.SCALE, range(1, high + 1), Metric.NONE)
    assert behind(found) == []
    assert not only.faces


@pytest.mark.parametrize("range_", [1, 11, "5", None, True, -3])
def test_a_scale_that_is_none_here_stays_behind(range_: Any) -> None:
    """A scale of one point, of more than ten or of none is left out, with the reason."""
    found = asked(question("r", "rating", range=range_), question())

    assert kinds(found) == ["q: text"]
    assert reasons(found)["$.questions[0]"] == (
        "It cannot be asked like this here. The question is left out."
    )


def test_how_a_scale_is_shown_is_listed() -> None:
    """Stars, faces and what nobody knows yet are told apart."""
    shown = ("star", "smiley", "moon")
    found = asked(*(question(f"r{n}", "csat", range=5, scale=s) for n, s in enumerate(shown)))

    assert [each.reason for each in found.left_out] == [
        "Is shown as stars there and as numbers here.",
        "Is shown as faces there and as numbers here.",
        "Is shown as something else there and as numbers here.",
    ]
    assert {q.metric for q in found.question_set.questions} == {Metric.CSAT}


@pytest.mark.parametrize(("high", "metric"), [(7, Metric.CES), (5, Metric.NONE)])
def test_effort_is_measured_on_seven_points_alone(high: int, metric: Metric) -> None:
    """On another scale the question comes along, is no CES, and the list says so."""
    found = asked(question("e", "ces", range=high))

    assert found.question_set.questions[0].metric is metric
    assert behind(found) == ([] if high == 7 else ["@.questions[0].range: ces"])


def test_the_caller_declares_what_a_rating_measures() -> None:
    """Metrics are given by the names of the source, and refused where the scale does not fit."""
    found = carried("ticket", metrics={"stars": Metric.CSAT}, name="Tickets")

    assert found.question_set.name == "Tickets"
    assert found.question_set.questions[1].metric is Metric.CSAT
    with pytest.raises(InvalidValue, match="metrics"):
        carried("ticket", metrics={"stars": Metric.NPS})
    with pytest.raises(InvalidValue, match="when"):
        carried("ticket", metrics={"when": Metric.CSAT})


@pytest.mark.parametrize(
    "sort",
    [
        *("ranking", "pictureSelection", "fileUpload", "date", "cal", "address", "contactInfo"),
        *("hologram", ""),
    ],
)
def test_kinds_without_an_equal_are_listed_whole(sort: str) -> None:
    """One entry for the whole question, with its name."""
    found = asked(question("gone", sort, choices=[1], format="d-M-y"), question())

    assert kinds(found) == ["q: text"]
    assert behind(found) == ["@.questions[0]: gone"]
    assert reasons(found)["$.questions[0]"].endswith(" The question is left out.")


def test_open_text() -> None:
    """What sort of text and how much of it is not checked here; limits that are off are none."""
    found = asked(
        question("a", inputType="email", charLimit={"enabled": False, "max": 5}, required=True),
        question("b", inputType="text", charLimit={"max": 5}),
        question("c", charLimit={}, placeholder="Here", required="yes"),
    )

    assert [q.required for q in found.question_set.questions] == [True, False, False]
    assert behind(found) == [
        "@.questions[0].inputType: email",
        "@.questions[1].charLimit: charLimit",
        "@.questions[2].required: required",
        "@.questions[2].placeholder: placeholder",
    ]


def test_choices() -> None:
    """An option that stands there twice is listed; none excludes nothing here."""
    choices = [
        {"id": "words", "label": "Words"},
        {"id": "words", "label": "Again"},
        {"label": {"default": "No id"}, "imageUrl": "a.png"},
        {"id": "none", "label": "None"},
        "text",
    ]
    found = asked(
        question("m", "multipleChoiceMulti", choices=choices, shuffleOption="all"),
        question("s", "multipleChoiceSingle", choices=choices[2:4]),
        question("empty", "multipleChoiceSingle", choices=[]),
    )

    assert [q.options for q in found.question_set.questions] == [
        ("words_2", "o_3", "none"),
        ("o_1", "none"),
    ]
    assert behind(found) == [
        "@.questions[0].choices[1]: words",
        "@.questions[0].choices[2].imageUrl: imageUrl",
        "@.questions[0].choices[4]: choices",
        "@.questions[0].choices: none",
        "@.questions[0].shuffleOption: all",
        "@.questions[1].choices[0].imageUrl: imageUrl",
        "@.questions[2].choices: choices",
        "@.questions[2]: empty",
    ]


def test_a_box_is_yes_and_no() -> None:
    """The label is the yes; the no is ours, in the languages in which we have one."""
    label = {"default": "I agree", "fr": "D'accord", "xx": "!"}
    found = asked(question("box", "consent", label=label, html="<p>Read <a href='x'>this</a></p>"))
    unknown = asked(
        question("box", "consent", headline={"default": "?"}),
        languages=[{"code": "fi", "default": True}],
    )

    assert texts(found)["box.option.no"] == "No"
    assert texts(found, "fr")["box.option.no"] == "Non"
    assert texts(found)["box.hint"] == "Read this"
    assert behind(found)[:2] == ["@.questions[0].type: consent", "@.questions[0].html: a[href]"]
    assert texts(unknown, "fi")["box.option.no"] == "No"
    assert behind(unknown) == [
        "@.questions[0].type: consent",
        "@.questions[0]: yes",
        "@.questions[0]: no",
    ]


def test_two_texts_beside_a_question() -> None:
    """There is room for one; the subheader is taken."""
    both = asked(question("c", "cta", subheader="Below", html="<p>More</p>", required=True))
    one = asked(question("c", "cta", subheader=" ", html="<p>More</p>"))

    assert texts(both)["c.hint"] == "Below"
    assert behind(both) == ["@.questions[0].html: html", "@.questions[0].required: required"]
    assert texts(one)["c.hint"] == "More"
    assert not both.question_set.questions[0].required


@pytest.mark.parametrize(
    ("columns", "points"),
    [
        (["0", "1", "2"], range(3)),
        (["3", "4"], range(3, 5)),
        (["2", "4"], range(1, 3)),
        (["5", "4", "3"], range(1, 4)),
        (["9", "10", "11"], range(1, 4)),
        (["a", "b"], range(1, 3)),
        ([str(n) for n in range(11)], range(11)),
        (list("abcdefghij"), range(1, 11)),
        (list("abcdefghijk"), range(11)),
    ],
)
def test_columns_are_the_points_of_a_scale(columns: list[str], points: range) -> None:
    """Numbers that rise by one keep their values; words are counted, which is listed."""
    found = asked(question("m", "matrix", rows=["Speed"], columns=columns))
    table = texts(found)

    assert found.question_set.questions[0].points == points
    assert [table[f"m.point.{point}"] for point in points] == columns
    counted = [] if columns[0] == str(points[0]) else ["@.questions[0].columns: columns"]
    assert behind(found) == counted


@pytest.mark.parametrize(
    ("rows", "columns"), [([], ["1", "2"]), (["a"], ["1"]), (["a"], list("abcdefghijkl")), (5, {})]
)
def test_a_matrix_that_is_none_here(rows: Any, columns: Any) -> None:
    """Without lines, or with too few or too many columns, it is left out."""
    found = asked(question("m", "matrix", rows=rows, columns=columns), question())

    assert kinds(found) == ["q: text"]
    assert behind(found)[-1] == "@.questions[0]: m"


def test_lines_of_a_matrix_of_the_same_name() -> None:
    """They are numbered, and listed; a line that is no text is called by its number."""
    rows = ["Speed", "Speed", {"default": "Speed (2)"}, {"label": {"de": "Preis"}, "x": 1}, 5]
    found = asked(question("m", "matrix", rows=rows, columns=["1", "2"]))

    assert [found.names[f"m.{each}"] for each in found.question_set.questions[0].aspects] == [
        "Speed",
        "Speed (2)",
        "Speed (2) (3)",
        "4",
        "5",
    ]
    assert behind(found) == [
        "@.questions[0].rows[3].x: x",
        "@.questions[0].rows[4].default: default",
        "@.questions[0].rows[1]: Speed",
        "@.questions[0].rows[2]: Speed (2)",
        "@.questions[0]: aspect.a_4",
        "@: language de",
    ]


# Logic


def condition(operator: str, value: Any = None, /, **left: Any) -> dict[str, Any]:
    """Write one comparison of the newer form."""
    operand = {"type": "question", "value": "first"} | left
    static = {"type": "static", "value": value}
    return {"id": "c", "leftOperand": operand, "operator": operator, "rightOperand": static}


def jump(target: str = "last", objective: str = "jumpToQuestion", **more: Any) -> dict[str, Any]:
    """Write one action."""
    return {"id": "a", "objective": objective, "target": target} | more


def logic(*conditions: Any, connector: str = "and", actions: Any = None) -> list[Any]:
    """Write the logic of a question in the newer form."""
    group = {"id": "g", "connector": connector, "conditions": list(conditions)}
    return [{"id": "l", "conditions": group, "actions": [jump()] if actions is None else actions}]


FIRST: dict[str, dict[str, Any]] = {
    "scale": question("first", "nps"),
    "text": question("first"),
    "box": question("first", "consent", label="OK"),
    "choices": question(
        "first",
        "multipleChoiceMulti",
        choices=[{"id": each, "label": each.upper()} for each in "abc"],
    ),
    "matrix": question("first", "matrix", rows=["Dr. A", "B"], columns=["2", "3"]),
    "notice": question("first", "cta"),
}


def led(kind: str, lines: list[Any], **survey: Any) -> Carried:
    """Bring over a question with logic, another and the one to which it leads."""
    return asked(FIRST[kind] | {"logic": lines}, question("second"), question("last"), **survey)


A, B = "first.dr_a", "first.b"
NEWER: list[tuple[str, dict[str, Any], Rule]] = [
    ("scale", condition("equals", 3), Scored("first", 3, 3)),
    ("scale", condition("doesNotEqual", "3"), Not(Scored("first", 3, 3))),
    ("scale", condition("isGreaterThan", 3), Scored("first", at_least=4)),
    ("scale", condition("isGreaterThanOrEqual", 3), Scored("first", at_least=3)),
    ("scale", condition("isLessThan", 3), Scored("first", at_most=2)),
    ("scale", condition("isLessThanOrEqual", 3), Scored("first", at_most=3)),
    (
        "scale",
        condition("equalsOneOf", ["1", "2"]),
        Or((Scored("first", 1, 1), Scored("first", 2, 2))),
    ),
    ("scale", condition("isSubmitted"), Answered("first")),
    ("text", condition("isSkipped"), Not(Answered("first"))),
    ("text", condition("isSubmitted", type="element"), Answered("first")),
    ("choices", condition("includesOneOf", ["a", "c"]), Chose("first", ("a", "c"))),
    (
        "choices",
        condition("includesAllOf", ["a", "c"]),
        And((Chose("first", ("a",)), Chose("first", ("c",)))),
    ),
    (
        "choices",
        condition("doesNotIncludeOneOf", ["a"]),
        And((Answered("first"), Not(Chose("first", ("a",))))),
    ),
    (
        "choices",
        condition("doesNotIncludeAllOf", ["a"]),
        And((Answered("first"), Not(Chose("first", ("a",))))),
    ),
    ("box", condition("isAccepted"), Chose("first", ("yes",))),
    ("box", condition("isSkipped"), Not(Chose("first", ("yes",)))),
    ("matrix", condition("isCompletelySubmitted"), And((Answered(A), Answered(B)))),
    ("matrix", condition("isSubmitted"), Or((Answered(A), Answered(B)))),
    ("matrix", condition("equals", "0", meta={"row": "0"}), Scored(A, 2, 2)),
    ("matrix", condition("isAnyOf", ["1"], meta={"row": 1}), Scored(B, 3, 3)),
    ("matrix", condition("isEmpty", meta={"row": "1"}), Not(Answered(B))),
]


@pytest.mark.parametrize(("kind", "one", "rule"), NEWER)
def test_conditions_become_rules(kind: str, one: dict[str, Any], rule: Rule) -> None:
    """Each comparison of the newer form that can be said, as a rule."""
    found = led(kind, logic(one))

    assert as_data(routes(found, "first")[0].when or Answered("none")) == as_data(rule)
    assert routes(found, "first")[0].to == "last"


OLDER: list[tuple[str, str, Any, Rule]] = [
    ("scale", "equals", 3, Scored("first", 3, 3)),
    ("scale", "notEquals", "3", Not(Scored("first", 3, 3))),
    ("scale", "greaterThan", 3, Scored("first", at_least=4)),
    ("scale", "greaterEqual", 3, Scored("first", at_least=3)),
    ("scale", "lessThan", 3, Scored("first", at_most=2)),
    ("scale", "lessEqual", 3, Scored("first", at_most=3)),
    ("text", "submitted", None, Answered("first")),
    ("text", "skipped", None, Not(Answered("first"))),
    ("choices", "includesOne", ["A", "C"], Chose("first", ("a", "c"))),
    ("choices", "includesAll", ["B"], Chose("first", ("b",))),
    ("box", "accepted", None, Chose("first", ("yes",))),
]


@pytest.mark.parametrize(("kind", "operator", "value", "rule"), OLDER)
def test_older_conditions_become_rules(kind: str, operator: str, value: Any, rule: Rule) -> None:
    """Each comparison of the older form that can be said, as a rule."""
    found = led(kind, [{"condition": operator, "value": value, "destination": "last"}])

    assert routes(found, "first") == (Route(to="last", when=rule),)


@pytest.mark.parametrize(
    ("kind", "one", "why"),
    [
        ("text", condition("contains", "x"), "compares by 'contains'"),
        ("text", condition("equals", "x"), "only its being there is known"),
        ("scale", condition("equals", "x"), "no whole number"),
        ("scale", condition("equals"), "no whole number"),
        ("scale", condition("equals", 1, type="variable"), "looks at 'variable'"),
        ("scale", condition("equals", 1, type=""), "looks at 'something'"),
        (
            "scale",
            condition("equals", 1, value="gone"),
            "looks at 'gone', which did not come along",
        ),
        (
            "scale",
            {**condition("equals"), "rightOperand": {"type": "question", "value": "second"}},
            "compares an answer with another one",
        ),
        ("choices", condition("includesOneOf", ["Z"]), "names 'Z', which is no option"),
        ("box", condition("equals", "x"), "compares by 'equals'"),
        ("notice", condition("isClicked"), "has no answer"),
        ("matrix", condition("equals", "1", meta={"row": "2"}), "does not have"),
        ("matrix", condition("equals", "1", meta={"row": -1}), "does not have"),
        ("matrix", condition("equals", "x", meta={"row": "0"}), "does not have"),
        ("matrix", condition("equals", "1", meta={"row": "x"}), "does not have"),
        ("scale", {"connector": "or", "conditions": []}, "has no condition"),
    ],
)
def test_conditions_that_cannot_be_said_are_listed(
    kind: str, one: dict[str, Any], why: str
) -> None:
    """The route stays behind with the reason, and the next question follows."""
    found = led(kind, logic(one))

    assert routes(found, "first") == ()
    assert why in reasons(found)["$.questions[0].logic[0]"]


def test_groups_of_conditions() -> None:
    """Groups inside groups hold together or one by one."""
    low, high = condition("isLessThan", 3), condition("isGreaterThan", 7)
    inner = {"id": "g", "connector": "or", "conditions": [low, high]}
    found = led("scale", logic(condition("isSubmitted"), inner))

    either = Or((Scored("first", at_most=2), Scored("first", at_least=8)))
    assert routes(found, "first") == (Route(to="last", when=And((Answered("first"), either))),)


def test_actions() -> None:
    """Only the first way is taken; what is computed or demanded is listed."""
    actions = [
        jump("x", "calculate", variableId="v"),
        jump("x", "requireAnswer"),
        jump("x", "dance"),
        {"id": "nothing"},
        jump("last", odd=1),
        jump("second"),
    ]
    found = led("scale", logic(condition("isSubmitted"), actions=actions))

    assert [each.to for each in routes(found, "first")] == ["last"]
    assert behind(found) == [
        "@.questions[0].logic[0].actions[0]: calculate",
        "@.questions[0].logic[0].actions[1]: requireAnswer",
        "@.questions[0].logic[0].actions[2]: dance",
        "@.questions[0].logic[0].actions[3]: action",
        "@.questions[0].logic[0].actions[4].odd: odd",
        "@.questions[0].logic[0]: second",
    ]


def test_an_older_condition_that_leads_nowhere_is_listed() -> None:
    """Without a destination it has no effect there either."""
    found = led("scale", [{"condition": "submitted"}, "odd"])

    assert routes(found, "first") == ()
    assert behind(found) == ["@.questions[0].logic[0]: logic", "@.questions[0].logic[1]: logic"]


def test_a_way_to_what_is_lost_leads_behind_it() -> None:
    """The next question that came along takes the place of one that did not."""
    found = asked(
        FIRST["scale"] | {"logic": logic(condition("equals", 1), actions=[jump("day")])},
        question("second"),
        question("day", "date"),
        question("file", "fileUpload"),
        question("last"),
    )

    assert [each.to for each in routes(found, "first")] == ["last"]
    assert reasons(found)["$.questions[0].logic[0]"].startswith("It leads to 'day', which did not")


def test_a_lost_question_leads_on_from_the_one_before() -> None:
    """Where it went on without a condition, everybody does; where it did not, the next follows."""
    found = asked(
        question("first", logicFallback="last"),
        question("day", "date", logicFallback="last"),
        question("second"),
        question("file", "fileUpload", logicFallback="third"),
        question("third", logic=[{"condition": "submitted", "destination": "file"}]),
        question("last"),
    )

    assert routes(found, "first") == (Route(to="last"),)
    assert routes(found, "second") == (Route(to="third"),)
    assert reasons(found)["$.questions[3].logic"] == (
        "Its rules are lost with it, and everybody goes on to 'third'."
    )


def test_lost_questions_that_lead_to_one_another() -> None:
    """A circle of questions that did not come along leads nowhere, and is listed."""
    found = asked(
        question("a", "date", logicFallback="b"),
        question("b", "date", logicFallback="a"),
        question("first", logicFallback="a"),
    )

    assert routes(found, "first") == ()
    assert "did not come along" in reasons(found)["$.questions[2].logicFallback"]


def test_a_block_of_lost_questions() -> None:
    """A way to such a block leads behind it, and its own way is taken from the block before."""
    block = {"name": "B", "buttonLabel": "Go"}
    found = asked(
        questions=[{"id": "old"}],
        blocks=[
            block | {"id": "b1", "elements": [FIRST["scale"]]},
            block | {"id": "b2", "elements": [question("d", "date")], "logicFallback": "b4"},
            block | {"id": "b3", "elements": [question("second")], "logic": [{"condition": "x"}]},
            block | {"id": "b4", "elements": [question("last", logic=[1])], "odd": 1},
        ],
    )

    assert kinds(found) == ["first: scale", "second: text", "last: text"]
    assert routes(found, "first") == (Route(to="last"),)
    assert behind(found) == [
        "@.blocks[0]: buttonLabel, name",
        "@.blocks[1].elements[0]: d",
        "@.blocks[1].logic: b2",
        "@.blocks[1]: buttonLabel, name",
        "@.blocks[2].logic[0]: logic",
        "@.blocks[2]: buttonLabel, name",
        "@.blocks[3].elements[0].logic: logic",
        "@.blocks[3]: buttonLabel, name",
        "@.blocks[3].odd: odd",
        "@.questions: questions",
    ]


# Pages before and after


def test_the_last_page_is_everybodys() -> None:
    """The first ending is where the last question leads; another only by a way to it."""
    found = led(
        "scale",
        logic(condition("equals", 1), actions=[jump("sorry")])
        + logic(condition("equals", 2), actions=[jump("shop")])
        + logic(condition("equals", 3), actions=[jump("end")]),
        endings=[
            {"id": "thanks", "type": "endScreen", "headline": "Thanks", "subheader": "Bye"},
            {"id": "sorry", "type": "endScreen", "subheader": {"de": "Leider"}},
            {"id": "shop", "type": "redirectToUrl", "url": "https://example.com"},
            {"id": "thanks", "type": "endScreen"},
        ],
        thankYouCard={"enabled": True, "headline": "Old"},
    )

    assert [each.to for each in routes(found, "first")] == ["sorry", "end", "thanks"]
    assert routes(found, "last") == (Route(to="thanks"),)
    assert texts(found)["ending.sorry.title"] == texts(found)["ending.sorry.text"] == "Leider"
    assert [each.id for each in found.question_set.endings] == ["thanks", "sorry"]
    assert "@.endings[3]: thanks" in behind(found)
    assert "@.thankYouCard: thankYouCard" in behind(found)


def test_a_redirect_for_everybody_is_the_usual_thanks() -> None:
    """Where the first ending leads away, the questions just end."""
    found = asked(
        question(logicFallback="out"),
        question("last"),
        endings=[{"id": "out", "type": "redirectToUrl"}, {"id": "b", "headline": "B"}],
    )

    assert routes(found, "q") == (Route(to="end"),)
    assert routes(found, "last") == ()


def test_the_older_last_page() -> None:
    """It is switched off or on; the older word for it is ``end``."""
    off = asked(question(), thankYouCard={"enabled": False, "headline": "Thanks"})
    on = asked(question(), thankYouCard={"enabled": True, "headline": "Thanks", "subheader": "."})

    assert behind(off) == ["@.thankYouCard: thankYouCard"]
    assert off.question_set.endings == ()
    assert routes(on, "q") == (Route(to="thankyoucard"),)
    assert behind(on) == []


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ({"enabled": True, "headline": "Hello", "html": "<p>You</p>"}, ("Hello", "You")),
        ({"enabled": True, "html": "<p>You<br>and I</p>"}, ("You\nand I", None)),
        ({"enabled": True, "headline": {"default": " "}}, None),
        ({"enabled": False, "headline": "Hello"}, None),
        ({"enabled": False}, None),
    ],
)
def test_the_first_page(card: dict[str, Any], expected: tuple[str, str | None] | None) -> None:
    """A welcome that is switched on and says something is a notice."""
    found = asked(question(), welcomeCard=card)
    table = texts(found)

    said = (table.get("welcomecard.ask"), table.get("welcomecard.hint"))
    assert said == (expected or (None, None))
    off = card == {"enabled": False, "headline": "Hello"}
    assert behind(found) == (["@.welcomeCard: welcomeCard"] if off else [])


# Texts and languages


def test_languages() -> None:
    """The default text is in the default language; what cannot be told is listed."""
    headline = {
        "sv": "Fråga",
        "sv-SE": "Fråga!",
        "default": "Fråga",
        "english": "Question",
        "en": "Question",
        "EN": "Other",
        "de": 5,
        "fr": None,
    }
    found = asked(question(headline=headline), languages=[], defaultLanguage="sv")

    assert texts(found, "sv")["q.ask"] == "Fråga"
    assert found.question_set.languages == ("en", "sv", "sv-se")
    assert sorted(behind(found)) == [
        "@.questions[0].headline.EN: EN",
        "@.questions[0].headline.de: de",
        "@.questions[0].headline.english: english",
    ]


def test_a_second_text_in_the_first_language() -> None:
    """The default text is the one that is shown there."""
    found = asked(question(headline={"en": "Other", "default": "First"}))

    assert texts(found)["q.ask"] == "First"
    assert behind(found) == ["@.questions[0].headline.en: en"]


@pytest.mark.parametrize("languages", [[], [{"language": {"code": "default"}, "default": True}], 5])
def test_no_language(languages: Any) -> None:
    """Texts of a language that is not told are taken for English, and the list says so."""
    found = asked(question(), languages=languages)

    assert found.question_set.languages == ("en",)
    assert behind(found)[-1] == "@.languages: languages"


def test_a_text_in_another_language_stands_in() -> None:
    """A question without a text in the first language can still be asked in it."""
    found = asked(question(headline={"de": "Warum?"}))

    assert texts(found)["q.ask"] == texts(found, "de")["q.ask"] == "Warum?"
    assert behind(found) == ["@.questions[0]: ask"]


def test_recalls_braces_and_markup() -> None:
    """Nothing is filled in, no brace is ours, and only words are left of markup."""
    found = asked(
        question(
            headline="<p>Hi #recall:name/fallback:younbspall#, <b>{company}</b> &amp; co</p>",
            subheader="#recall:plan#\n< 5 & more",
        )
    )

    assert texts(found)["q.ask"] == "Hi [you all], {{company}} & co"
    assert texts(found)["q.hint"] == "[plan]\n< 5 & more"
    assert behind(found) == [
        "@.questions[0].headline: b",
        "@.questions[0].headline: recall of name",
        "@.questions[0].subheader: recall of plan",
    ]


# Shape


@pytest.mark.parametrize("wrap", ["survey", "data"])
def test_a_survey_inside_a_reply(wrap: str) -> None:
    """What stands beside the survey is listed."""
    inner = {"name": "", "questions": [question()], "languages": [{"code": "en", "default": True}]}
    found = from_formbricks(json.dumps({wrap: inner, "meta": 1}))
    listed = from_formbricks(json.dumps({wrap: [inner]}))

    assert (kinds(found), kinds(listed)) == (["q: text"], ["q: text"])
    assert found.question_set.name == "formbricks"
    assert behind(found) == ["@.meta: meta"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[]", "$: "),
        ("5", "$: "),
        ("{}", "$: "),
        ("{", "$: "),
        ('{"data": 5}', "$: "),
        ('{"data": []}', "$.data: "),
        ('{"data": [{}, {}]}', "$.data: "),
        ('{"survey": {"name": "x"}}', "$.survey: "),
        ('{"questions": []}', "$: "),
        ('{"questions": 5}', "$: "),
        ('{"questions": [{"type": "date"}]}', "$: "),
        ('{"blocks": [5], "questions": []}', "$: "),
        ("[" * 200 + "]" * 200, "$: "),
        ("x" * 5_000_001, "$: "),
    ],
)
def test_bad_documents(text: str, path: str) -> None:
    """What is no survey, or asks nothing, is refused with a path."""
    with pytest.raises(BadDocument) as raised:
        from_formbricks(text)

    assert raised.value.faults[0].startswith(path)


def test_bytes_that_are_no_text() -> None:
    """They are refused as such."""
    with pytest.raises(UnreadableFile):
        from_formbricks(b'{"questions": "\xff"}')


def test_a_question_without_an_id_is_called_by_its_place() -> None:
    """And what it says comes along."""
    found = asked({"type": "openText", "headline": "Why?"})

    assert found.names == {"questions_0": "questions[0]"}


DOCUMENTS = [json.loads((SURVEYS / f"formbricks-{name}.json").read_text()) for name in FILES]
ODD: list[Any] = [
    *(None, True, False, 0, -1, 10**30, 1.5, "", " ", "x", "end", "{", "#recall:x#", "<b>", "a.b"),
    *("equals", "nps", "matrix", "other", "none", "default", "\x00", [], {}, [[]], ["x"]),
    *({"default": "x"}, {"default": 1}, {"": ""}, {"x": {"y": 1}}),
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Find everything inside a document that can be replaced."""
    if not isinstance(value, dict | list):
        return []
    keys = list(value) if isinstance(value, dict) else range(len(value))
    return [(value, key) for key in keys] + [it for key in keys for it in places(value[key])]


@given(st.data())
def test_whatever_a_document_holds(data: st.DataObject) -> None:
    """Deleting, replacing and retyping values gives a sound set or an error of ours."""
    document = deepcopy(data.draw(st.sampled_from(DOCUMENTS)))
    for _ in range(data.draw(st.integers(1, 12))):
        found = places(document)
        if not found:
            break
        where, key = found[data.draw(st.integers(0, len(found) - 1))]
        if data.draw(st.booleans()):
            del where[key]
        else:
            where[key] = deepcopy(data.draw(st.sampled_from(ODD)))
    with suppress(UnreadableFile):
        found_ = from_formbricks(json.dumps(document))
        assert from_json(to_json(found_.question_set)).name == found_.question_set.name
        assert all(each.path.startswith("$") and each.reason for each in found_.left_out)


KEYS = ("id", "type", "headline", "logic", "choices", "questions", "elements", "data", "default")
PLAIN = st.none() | st.booleans() | st.integers() | st.text()
ANY = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS), inner)
)


@given(ANY)
def test_whatever_json_holds(value: Any) -> None:
    """Any JSON at all is a survey or refused."""
    with suppress(UnreadableFile):
        found = from_formbricks(json.dumps({"questions": value, "blocks": [value]}))
        assert found.question_set.questions


DEALER = """
$.data.expiresAt: expiresAt
$.data.data.actionClasses: actionClasses
$.data.data.project: project
@.languages[0].language: alias, createdAt, id, projectId, updatedAt
@.languages[1].language: alias, createdAt, id, projectId, updatedAt
@.welcomeCard.html: recall of minutes
@.welcomeCard: buttonLabel, showResponseCount, timeToFinish
@.welcomeCard.videoUrl: videoUrl
@.questions[0].logic[1].actions[0]: calculate
@.questions[0].headline: recall of maker
@.questions[0]: backButtonLabel, buttonLabel, isColorCodingEnabled
@.questions[1].choices: none
@.questions[1].shuffleOption: exceptLast
@.questions[1]: backButtonLabel, buttonLabel
@.questions[2].scale: smiley
@.questions[2]: isColorCodingEnabled
@.questions[3].headline: recall of partnership
@.questions[3].charLimit: charLimit
@.questions[3]: longAnswer
@.questions[3].placeholder: placeholder
@.questions[4]: insightsEnabled, longAnswer
@.questions[5].columns: columns
@.questions[5].shuffleOption: all
@.questions[5]: backButtonLabel, buttonLabel
@.questions[7].logic[0].actions[0]: calculate
@.questions[7].scale: star
@.questions[7]: isColorCodingEnabled
@.questions[8]: isColorCodingEnabled
@.questions[9].range: ces
@.questions[10].logic[0].actions[0]: requireAnswer
@.questions[10].scale: smiley
@.questions[12]: backButtonLabel, buttonLabel, displayType
@.questions[13].inputType: number
@.questions[13]: longAnswer
@.questions[13].placeholder: placeholder
@.questions[14]: fair-day
@.questions[15]: livery
@.questions[16]: order-of-help
@.questions[17]: nameplate
@.questions[18]: meeting
@.questions[19]: yard
@.questions[20]: who
@.questions[21].type: consent
@.questions[21].html: b
@.questions[21]: backButtonLabel, buttonLabel
@.questions[22].html: a[href]
@.questions[22].required: required
@.questions[22]: backButtonLabel, buttonExternal, buttonLabel
@.questions[22].buttonUrl: buttonUrl
@.questions[22].dismissButtonLabel: dismissButtonLabel
@.questions[22].imageUrl: imageUrl
@.questions[23].inputType: email
@.questions[23]: isDraft, longAnswer
@.endings[0]: buttonLabel
@.endings[0].buttonLink: buttonLink
@.endings[0].imageUrl: imageUrl
@.endings[2]: to-the-list
@.questions[10].logic[0]: route
@.questions[13].logic[1]: route
@: markup
@.hiddenFields.fieldIds: fieldIds
@: autoClose, id, isBackButtonHidden, projectOverwrites, showLanguageSwitch, status, styling, type
@.variables: variables
@.segment: segment
@.triggers: triggers
@.displayOption: displayOption
@.displayPercentage: displayPercentage
@.recontactDays: recontactDays
@.delay: delay
@.autoComplete: autoComplete
@.questions[5].logic[1]: rule
@.questions[12].logic[2]: rule
@.questions[13].logic[0]: rule
@.questions[13].logic[1]: route
@.questions[22].logic[0]: rule
"""


RELATIONSHIP = """
@.languages[0].language: id
@.languages[1].language: alias, id
@.languages[2]: sv-SE
@.languages[2].language: id
@.welcomeCard.html: b
@.welcomeCard: buttonLabel, showResponseCount, timeToFinish
@.blocks[0].logic[1].actions[0]: calculate
@.blocks[0].elements[0].headline: recall of firstName
@.blocks[0].elements[0]: isColorCodingEnabled
@.blocks[0]: buttonLabel, name
@.blocks[1].elements[0].choices: none
@.blocks[1].elements[0].shuffleOption: exceptLast
@.blocks[1].elements[0]: displayType
@.blocks[1].elements[1].charLimit: charLimit
@.blocks[1].elements[1]: longAnswer
@.blocks[1].elements[1].placeholder: placeholder
@.blocks[1].elements[1].validation: validation
@.blocks[1]: name
@.blocks[2].elements[0].columns: columns
@.blocks[2]: name
@.blocks[3].elements[0]: who
@.blocks[3]: name
@.blocks[4].elements[1].scale: smiley
@.blocks[4].elements[2].type: consent
@.blocks[4]: name
@.endings[0]: buttonLabel
@.endings[0].buttonLink: buttonLink
@.endings[1]: cme2sorry00000000000000001
@.endings[2]: cme3shop000000000000000001
@.blocks[0].logic[1]: route
@.hiddenFields.fieldIds: fieldIds
@: createdAt, environmentId, id, status, styling, type, updatedAt
@.variables: variables
@.followUps: followUps
@.displayOption: displayOption
@.recontactDays: recontactDays
@.blocks[1].logic[0]: rule
$: language sv-se
"""


TICKET = """
@.languages: languages
@.welcomeCard: welcomeCard
@.questions[1].scale: star
@.questions[2]: longAnswer
@.questions[4].html: a[href]
@.questions[4]: buttonExternal, buttonLabel
@.questions[4].buttonUrl: buttonUrl
@.questions[4].dismissButtonLabel: dismissButtonLabel
@.questions[5]: when
@.questions[5].logic: when
@.questions[6]: order
@.thankYouCard: buttonLabel
@.thankYouCard.buttonLink: buttonLink
@: autoClose, id, status, type
@.questions[2].logic[0]: rule
"""
