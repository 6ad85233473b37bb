"""SurveyJS surveys: read, written, and what stays behind on either way."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2bnps.errors import BadDocument, InvalidValue, UnreadableFile
from b2bnps.exchange.carried import Carried
from b2bnps.exchange.carried.drafts import Unfit
from b2bnps.exchange.surveyjs import from_surveyjs, to_surveyjs
from b2bnps.exchange.surveyjs.expression import read
from b2bnps.model import Metric, Role
from b2bnps.questionnaires import Kind, Question, question_set
from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.question import END, Route
from b2bnps.questionnaires.reading import hear
from b2bnps.questionnaires.rules import (
    And,
    Answered,
    Chose,
    Class,
    InRole,
    Not,
    Or,
    Rule,
    Scored,
    Situation,
)
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.sets import QuestionSet, set_of
from b2bnps.questionnaires.walking import follow, steps
from b2bnps.testing.forms import forms
from b2bnps.testing.questionnaires import questionnaires

SURVEYS = Path(__file__).parent / "data" / "surveys"
FILES = ("relationship", "support", "dealer")


def document(name: str) -> str:
    """Read one of the whole surveys (see data/SOURCES.md)."""
    return (SURVEYS / f"surveyjs-{name}.json").read_text(encoding="utf-8")


def carried(*elements: Any, **survey: Any) -> Carried:
    """Carry a survey of these elements over."""
    return from_surveyjs(json.dumps({"elements": elements} | survey))


def one(**element: Any) -> tuple[Question, dict[str, str], list[tuple[str, str]]]:
    """Carry one element over: the question, its English texts, paths and names left out."""
    came = carried({"name": "q"} | element)
    left = [(each.path.removeprefix("$.elements[0]"), each.what) for each in came.left_out]
    return came.question_set.questions[0], dict(came.question_set.texts["en"]), left


def by_reason(came: Carried) -> dict[str, list[str]]:
    """Give everything that was left out, path and name, under the reason why."""
    found: dict[str, list[str]] = {}
    for each in came.left_out:
        found.setdefault(each.reason, []).append(f"{each.path} {each.what}")
    return found


def ruled_and_routed(came: Carried) -> dict[str, tuple[Rule | None, tuple[Route, ...]]]:
    """Give the rules and routes of the questions that have any."""
    return {
        each.id: (each.show_if, each.routes)
        for each in came.question_set.questions
        if each.show_if or each.routes
    }


def outline(came: Carried) -> list[str]:
    """Write the questions, a line each."""
    return [
        f"{each.id} {each.kind} {','.join((*each.options, *each.aspects)) or len(each.points)}"
        for each in came.question_set.questions
    ]


LOOKS = "Says how the survey looks or is handled there, and nothing about what is asked."
WIDER = "The question comes along without it, and so is asked of more people than there."

# Whole surveys


def test_a_relationship_survey_comes_over() -> None:
    """Three languages, panels in panels, faces and a skip: every question, and all that stays."""
    came = from_surveyjs(document("relationship"), metrics={"likelihood": Metric.NPS})
    assert came.question_set.name == "working_with_us_this_year"
    assert outline(came) == [
        "welcome notice 0",
        "likelihood scale 11",
        "likelihood_reason text 0",
        "mood scale 3",
        "dealings choices sales,planning,hotline,invoices,none,other",
        "teamwork matrix keeps_word,knows_us,calls_back",
        "hotline_wish text 0",
        "volume choice more,same,less",
        "lost_to text 0",
        "may_call yes_no 0",
        "extension text 0",
    ]
    block = came.question_set["unknown"]
    assert (block.metrics, block.languages) == ((Metric.NPS,), ("de", "en", "tr"))
    hotline = Chose("dealings", ("hotline",))
    teams = Chose("dealings", ("sales", "planning", "hotline", "invoices"))
    assert ruled_and_routed(came) == {
        "likelihood_reason": (Answered("likelihood"), ()),
        "teamwork": (teams, ()),
        "hotline_wish": (And((teams, hotline, Scored("teamwork.calls_back", at_most=2))), ()),
        "volume": (None, (Route(to="may_call", when=Chose("volume", ("more",))),)),
        "lost_to": (
            And(
                (
                    Chose("volume", ("less",)),
                    Or((Scored("likelihood", at_most=8), Scored("mood", 1, 1))),
                )
            ),
            (),
        ),
        "extension": (Chose("may_call", ("yes",)), ()),
    }
    assert [each.id for each in block.questions if each.faces] == ["mood"]
    assert block.texts["tr"]["mood.point.1"] == "Hayal kırıklığı"
    assert block.texts["tr"]["dealings.option.none"] == "Hiçbiri"
    assert block.texts["de"]["likelihood_reason.ask"] == (
        "Sie gaben uns [likelihood]. Was gab den Ausschlag?"
    )
    assert by_reason(came) == {
        "The text comes along without it.": [
            "$.pages[0].elements[0].html markup: a[href]",
            "$.pages[0].elements[0].html markup: a[href]",
            "$.pages[0].elements[0].html markup: a[href]",
        ],
        LOOKS: [
            "$.pages[0].elements[1] displayMode",
            "$.pages[0].elements[2] allowResize, autoGrow",
            "$.pages[0].elements[3] scaleColorMode",
            "$.pages[1].elements[0] colCount",
            "$.pages[1].elements[1].elements[0] alternateRows",
            "$.pages[1].elements[1].elements[1].elements[0] startWithNewLine",
            "$.pages[1].elements[1] state",
            "$.pages[2].elements[2] swapOrder",
            "$.pages[2].elements[3] autocomplete",
            (
                "$ fitToContainer, headerView, logo, logoFit, logoHeight, logoPosition, "
                "logoWidth, progressBarType, questionErrorLocation, "
                "showPreviewBeforeComplete, showProgressBar, showQuestionNumbers, width, "
                "widthMode"
            ),
        ],
        "Our pages have words of their own for this.": [
            "$.pages[0].elements[1].requiredErrorText requiredErrorText",
            "$.completeText completeText",
        ],
        "An answer is filled in there; here stands its name.": [
            "$.pages[0].elements[2].title {likelihood}",
            "$.pages[0].elements[2].title {likelihood}",
            "$.pages[0].elements[2].title {likelihood}",
        ],
        "A question is required of everybody or of nobody, as isRequired says.": [
            "$.pages[0].elements[2].requiredIf requiredIf",
        ],
        "Words may be as long as our pages allow.": [
            "$.pages[0].elements[2].maxLength maxLength",
        ],
        "We show no words inside an empty field.": [
            "$.pages[0].elements[2].placeholder placeholder",
        ],
        "We have no headings above several questions.": [
            "$.pages[0].title title",
            "$.pages[1].elements[1].title title",
            "$.pages[1].title title",
        ],
        "It can be chosen together with others here.": [
            "$.pages[1].elements[0] none",
        ],
        "An answer is checked against its question and nothing else.": [
            "$.pages[1].elements[0].validators validators",
            "$.pages[2].elements[3].validators validators",
        ],
        "Any number of options can be chosen.": [
            "$.pages[1].elements[0].maxSelectedChoices maxSelectedChoices",
        ],
        "It is always shown.": [
            "$.pages[1].elements[1].elements[0].rows[2].visibleIf visibleIf",
        ],
        "Lines keep the order in which they stand.": [
            "$.pages[1].elements[1].elements[0].rowsOrder rowsOrder",
        ],
        "We have no question of this type.": [
            "$.pages[1].elements[2] ranking priorities",
        ],
        "We have no words above several questions but notices.": [
            "$.pages[1].description description",
            "$.description description",
        ],
        "What is shown can be answered, so it always can.": [
            "$.pages[2].elements[0].choices[2].enableIf enableIf",
        ],
        "Options keep the order in which they stand.": [
            "$.pages[2].elements[0].choicesOrder choicesOrder",
        ],
        "No answer is given in anybody's name.": [
            "$.pages[2].elements[2].defaultValue defaultValue",
            "$.triggers[1] trigger setvalue",
        ],
        "Any words can be answered here.": [
            "$.pages[2].elements[3].inputType tel",
        ],
        "It names the question set, and no page shows it.": [
            "$.title title",
        ],
        "After the last answer comes our page of thanks.": [
            "$.completedHtml completedHtml",
            "$.completedHtmlOnCondition completedHtmlOnCondition",
        ],
        "Nothing is computed from answers here.": [
            "$.calculatedValues calculatedValues",
        ],
        f"It looks at 'concern', which did not come along. {WIDER}": [
            "$.pages[2].elements[2].visibleIf rule",
        ],
    }


def test_a_survey_about_a_support_case_comes_over() -> None:
    """Values of their own, a name of an answer, a start page, and what is hidden or computed."""
    declared = {"effort": Metric.CES, "satisfaction": Metric.CSAT}
    came = from_surveyjs(document("support"), metrics=declared)
    assert outline(came) == [
        "intro notice 0",
        "problem_gone yes_no 0",
        "effort scale 7",
        "hurdles choices long_wait,passed_from_one_to_the_other,repeat,parts,none,other",
        "repeat_why text 0",
        "satisfaction scale 5",
        "engineer matrix expertise,courtesy,plain_words",
        "channel choice phone,portal,mail,visit",
        "praise text 0",
        "reopen choice o_1,o_2,o_3",
        "when text 0",
        "contact_name text 0",
    ]
    block = came.question_set["unknown"]
    assert set(block.metrics) == {Metric.CES, Metric.CSAT}
    met, content = Answered("problem_gone"), "satisfaction"
    assert ruled_and_routed(came) == {
        "effort": (None, (Route(to="satisfaction", when=Scored("effort", at_least=5)),)),
        "hurdles": (Scored("effort", at_most=4), ()),
        "repeat_why": (And((Chose("hurdles", ("repeat",)), Scored("effort", at_most=3))), ()),
        "satisfaction": (met, ()),
        "engineer": (met, ()),
        "channel": (And((met, Scored(content, at_most=3))), ()),
        "praise": (
            And((met, Or((Scored("engineer.plain_words", at_least=4), Scored(content, 5, 5))))),
            (),
        ),
        "contact_name": (And((Not(Chose("reopen", ("o_3",))), Answered("reopen"))), ()),
    }
    assert came.names["problem_gone.yes"] == "gone"
    assert came.names["engineer.plain_words"] == "Plain words"
    assert [each.id for each in block.questions if each.new_page] == [
        "problem_gone",
        "satisfaction",
        "reopen",
    ]
    assert block.texts["en"]["intro.ask"] == (
        "Case [case_number]\nWe closed it this week.\nDid we close it well?"
    )
    assert by_reason(came) == {
        "The text comes along without it.": [
            "$.pages[0].elements[0].html markup: div[style], h3",
        ],
        "An answer is filled in there; here stands its name.": [
            "$.pages[0].elements[0].html {case_number}",
        ],
        "We have no question of this type.": [
            "$.pages[0].elements[1] image banner",
            "$.pages[2].elements[5] file photo",
            "$.pages[3].elements[3] expression average",
        ],
        "It is recorded as yes here.": [
            "$.pages[1].elements[0].valueTrue gone",
        ],
        "It is recorded as no here.": [
            "$.pages[1].elements[0].valueFalse there",
        ],
        LOOKS: [
            "$.pages[1].elements[0] renderAs",
            "$.pages[1].elements[1] displayRateDescriptionsAsExtremeItems, rateColorMode",
            "$.pages[1].elements[3] rows",
            "$.pages[2].elements[0] rateType",
            "$.pages[2].elements[3] allowClear, searchEnabled",
            "$.pages[3].elements[2] minWidth",
            (
                "$ backgroundOpacity, cookieName, logoPosition, questionTitleLocation, "
                "showPageNumbers, showTOC, textUpdateMode, tocLocation"
            ),
        ],
        "It is always shown.": [
            "$.pages[1].elements[2].choices[3].visibleIf visibleIf",
        ],
        "It can be chosen together with others here.": [
            "$.pages[1].elements[2] none",
        ],
        "Options keep the order in which they stand.": [
            "$.pages[1].elements[2].choicesOrder choicesOrder",
        ],
        "This has no equal here.": [
            "$.pages[1].elements[2].showSelectAllItem showSelectAllItem",
            "$.pages[1].elements[2].selectAllText selectAllText",
            "$.pages[2].elements[1].showHeader showHeader",
            "$.pages[2].elements[3].otherText otherText",
            "$.pages[3].elements[1].minValueExpression minValueExpression",
            "$.firstPageIsStarted firstPageIsStarted",
            "$.startSurveyText startSurveyText",
            "$.navigateToUrl navigateToUrl",
            "$.checkErrorsMode checkErrorsMode",
        ],
        "We have no list of pages.": [
            "$.pages[1].navigationTitle navigationTitle",
        ],
        "One line is enough there, none here.": [
            "$.pages[2].elements[1].isRequired isRequired",
        ],
        "Its columns are not whole numbers, one after the other.": [
            "$.pages[2].elements[2] matrix words",
        ],
        "We show no words inside an empty field.": [
            "$.pages[2].elements[3].placeholder placeholder",
        ],
        "What is shown can be answered, so it always can.": [
            "$.pages[2].elements[4].enableIf enableIf",
        ],
        "Words may be as long as our pages allow.": [
            "$.pages[2].elements[4].maxLength maxLength",
        ],
        "We have no headings above several questions.": [
            "$.pages[2].title title",
        ],
        "Beside this answer no words can be written.": [
            "$.pages[3].elements[0].showCommentArea showCommentArea",
            "$.pages[3].elements[0].commentText commentText",
        ],
        "Any words can be answered here.": [
            "$.pages[3].elements[1].inputType date",
        ],
        "A question is required of everybody or of nobody, as isRequired says.": [
            "$.pages[3].elements[2].requiredIf requiredIf",
        ],
        "It is hidden, and nothing but a script or a trigger would show it.": [
            "$.pages[3].elements[4] comment internal",
        ],
        (
            "It ends the survey after a page whose last question not everybody is "
            "asked. It does nothing here."
        ): [
            "$.triggers[0] trigger complete",
        ],
        "It looks at several questions. It does nothing here.": [
            "$.triggers[1] trigger skip",
        ],
        "Nothing is computed from answers here.": [
            "$.triggers[3] trigger runexpression",
        ],
        "It names the question set, and no page shows it.": [
            "$.title title",
        ],
        "After the last answer comes our page of thanks.": [
            "$.completedHtml completedHtml",
        ],
        "Whoever has answered before sees our own page.": [
            "$.completedBeforeHtml completedBeforeHtml",
        ],
        "Our pages have words of their own for this.": [
            "$.requiredText requiredText",
        ],
        f"It holds 'today' where a value is needed. {WIDER}": [
            "$.pages[3].elements[1].visibleIf rule",
        ],
    }


def test_a_dealer_survey_of_an_earlier_version_comes_over() -> None:
    """German first, old names of keys and triggers, and questions that we do not have."""
    came = from_surveyjs(document("dealer"), metrics={"empfehlung": Metric.NPS})
    assert came.question_set.name == "handlerbefragung_lieferung_ertrag"
    assert outline(came) == [
        "betriebsgrosse choice o_1_9,o_10_49,o_50",
        "verkauft yes_no 0",
        "punktlich scale 5",
        "mangel choices spat,defekt,falsch,none,other",
        "schaden text 0",
        "aussagen matrix lohnt,fair",
        "hilfen choices schulung,muster,werbung",
        "empfehlung scale 11",
        "grund text 0",
        "mail text 0",
    ]
    large = Not(Chose("betriebsgrosse", ("o_1_9",)))
    assert ruled_and_routed(came) == {
        "verkauft": (None, (Route(to=END, when=Chose("verkauft", ("no",))),)),
        "punktlich": (None, (Route(to="aussagen", when=Scored("punktlich", 5, 5)),)),
        "mangel": (Scored("punktlich", at_most=3), ()),
        "schaden": (Chose("mangel", ("defekt",)), ()),
        "aussagen": (large, ()),
        "hilfen": (
            And(
                (
                    large,
                    Or((Scored("aussagen.lohnt", at_most=2), Scored("aussagen.fair", at_most=2))),
                )
            ),
            (),
        ),
    }
    block = came.question_set["unknown"]
    assert block.languages == ("de",)
    assert block.texts["de"]["betriebsgrosse.option.o_50"] == "Fünfzig und mehr"
    assert block.texts["de"]["punktlich.low"] == "Gar nicht"
    assert block.texts["de"]["verkauft.option.yes"] == "Ja"
    assert came.question_set.texts["tr"]["mangel.option.other"] == "Başka bir şey"
    assert came.names["punktlich"] == "pünktlich"
    assert by_reason(came) == {
        "It cannot be asked here. land: a choice has options.": [
            "$.pages[0].questions[0] dropdown land",
        ],
        LOOKS: [
            "$.pages[0].questions[1] colCount",
            "$.pages[2].elements[0] innerIndent",
            "$ showProgressBar, showQuestionNumbers, storeOthersAsComment",
        ],
        "We have no headings above several questions.": [
            "$.pages[0].title title",
            "$.pages[1].title title",
            "$.pages[2].elements[0].title title",
        ],
        "It can be chosen together with others here.": [
            "$.pages[1].elements[1] none",
        ],
        "Our pages have words of their own for this.": [
            "$.pages[1].elements[1].otherErrorText otherErrorText",
            "$.pagePrevText pagePrevText",
            "$.pageNextText pageNextText",
            "$.completeText completeText",
            "$.requiredText requiredText",
        ],
        "We have no question of this type.": [
            "$.pages[1].elements[2] matrixdropdown sendungen",
            "$.pages[1].elements[3] multipletext zahlen",
            "$.pages[2].elements[0].elements[2] paneldynamic marken",
        ],
        "We show no words inside an empty field.": [
            "$.pages[1].elements[4].placeHolder placeHolder",
        ],
        "Its points are not whole numbers, one after the other.": [
            "$.pages[2].elements[0].elements[1] rating rabatt",
        ],
        "We have no words above several questions but notices.": [
            "$.pages[2].elements[0].description description",
            "$.description description",
        ],
        "Any number of options can be chosen.": [
            "$.pages[2].elements[1].minSelectedChoices minSelectedChoices",
        ],
        "Numbers are shown: a face needs words.": [
            "$.pages[3].elements[0].rateDisplayMode smileys",
        ],
        "Any words can be answered here.": [
            "$.pages[3].elements[2].inputType email",
        ],
        "An answer is checked against its question and nothing else.": [
            "$.pages[3].elements[2].validators validators",
        ],
        "It shows what is hidden, and what is hidden did not come along.": [
            "$.triggers[1] trigger visible",
        ],
        "It names the question set, and no page shows it.": [
            "$.title title",
        ],
        "After the last answer comes our page of thanks.": [
            "$.completedHtml completedHtml",
        ],
        "Nothing has to load.": [
            "$.loadingHtml loadingHtml",
        ],
        "This has no equal here.": [
            "$.goNextPageAutomatic goNextPageAutomatic",
            "$.maxTimeToFinish maxTimeToFinish",
            "$.showTimerPanel showTimerPanel",
        ],
        "There is no text in de; the one in tr stands in.": [
            "$.pages[3].elements[1] ask",
        ],
        f"It looks at 'land', which did not come along. {WIDER}": [
            "$.pages[3].elements[1].visibleIf rule",
        ],
        "Is offered once it is complete; it lacks 8 of the texts.": [
            "$ language tr",
        ],
    }


# There and back


FACTS = ("id", "kind", "metric", "low", "high", "required", "options", "faces", "aspects", "other")


def back(asked: Questionnaire) -> tuple[QuestionSet, set[str]]:
    """Write a questionnaire and read it again; also the paths of what was listed."""
    written, lost = to_surveyjs(asked)
    return from_surveyjs(json.dumps(written)).question_set, {each.path for each in lost}


def remaining(asked: Questionnaire, lost: set[str]) -> list[Question]:
    """Take off the rules and routes that were listed."""
    return [
        evolve(
            question,
            show_if=None if f"$.questions[{number}].show_if" in lost else question.show_if,
            routes=[
                route
                for place, route in enumerate(question.routes)
                if f"$.questions[{number}].routes[{place}]" not in lost
            ],
        )
        for number, question in enumerate(asked.questions)
    ]


@given(questionnaires())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_the_way_back_loses_is_listed(asked: Questionnaire) -> None:
    """Of any questionnaire every fact and text comes back, or its path is listed."""
    came, lost = back(asked)
    for number, (ours, theirs) in enumerate(zip(asked.questions, came.questions, strict=True)):
        at = f"$.questions[{number}]"
        differing = {name for name in FACTS if getattr(ours, name) != getattr(theirs, name)}
        if number and ours.new_page != theirs.new_page:
            differing.add("new_page")
        assert {f"{at}.{name}" for name in differing} <= lost
        kept = [n for n in range(len(ours.routes)) if f"{at}.routes[{n}]" not in lost]
        assert [ours.routes[n].to for n in kept] == [route.to for route in theirs.routes]
    for language, table in asked.texts.items():
        for key, text in table.items():
            if not key.startswith("ending.") and came.texts.get(language, {}).get(key) != text:
                assert f"$.texts.{language}.{key}" in lost
    told = [("endings", asked.endings), ("quotas", asked.quotas)]
    assert {f"$.{sort}[{n}]" for sort, things in told for n in range(len(things))} <= lost
    assert ("$.role" in lost) == (asked.role is not Role.UNKNOWN)


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_rules_and_routes_come_back_with_their_meaning(data: st.DataObject) -> None:
    """Whatever somebody answers, they are asked the same, but for rules that were listed."""
    asked = data.draw(questionnaires())
    came, lost = back(asked)
    ours, theirs = steps(remaining(asked, lost)), steps(came.questions)
    for _ in range(5):
        said = hear(asked.questions, data.draw(forms(asked))).said
        here, there = (follow(walk, said, Situation()) for walk in (ours, theirs))
        assert [each.id for each in there.questions] == [each.id for each in here.questions]
        assert there.ending == here.ending


# What nobody wrote on purpose

ODD = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "{q}",
    "a|b",
    [],
    {},
    [1],
    {"default": 3},
    {"value": None},
)
ODD_KEYS = ("visibleIf", "expression", "valueName", "otherItem", "choices", "columns", "locale")


def mutated(draw: st.DrawFn, value: Any) -> Any:
    """Delete, replace or add something somewhere inside a document."""
    if not isinstance(value, dict | list) or not value or not draw(st.integers(0, 9)):
        return deepcopy(draw(st.sampled_from(ODD)))
    key = draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    match draw(st.integers(0, 9)):
        case 0:
            del value[key]
        case 1 if isinstance(value, dict):
            value[draw(st.sampled_from(ODD_KEYS))] = deepcopy(draw(st.sampled_from(ODD)))
        case 2:
            value[key] = deepcopy(draw(st.sampled_from(ODD)))
        case _:
            value[key] = mutated(draw, value[key])
    return value


@given(st.data(), st.sampled_from(FILES))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_no_document_makes_another_error(data: st.DataObject, name: str) -> None:
    """A damaged survey is read or refused by our own errors, and never by any other."""
    survey = json.loads(document(name))
    for _ in range(data.draw(st.integers(1, 6))):
        survey = data.draw(st.composite(mutated)(survey))
    came, faults = outcome(survey)
    assert bool(came) != bool(faults)
    assert all(fault.startswith("$") for fault in faults)


def outcome(survey: Any) -> tuple[list[str], tuple[str, ...]]:
    """Read a survey: its questions, or the faults for which it is refused."""
    try:
        return outline(from_surveyjs(json.dumps(survey))), ()
    except BadDocument as error:
        return [], error.faults


@given(st.text("{}()[]'\"=<>!&|,. \\abq1-", max_size=40) | st.text(max_size=40))
def test_no_expression_makes_another_error(text: str) -> None:
    """An expression is a rule, or refused with a reason; it is never evaluated."""
    found = verdict(text)
    assert isinstance(found, Answered | Not | And | Or) or found


def verdict(text: str) -> Rule | str:
    """Read an expression over questions without a scale: a rule, or why there is none."""
    try:
        return read(text, lambda name, *_: Answered(name))
    except Unfit as unfit:
        return str(unfit)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "$: is not JSON."),
        ("[]", "$: an object with pages or elements is needed here."),
        ("{}", "$: holds no question that could be asked here."),
        ('{"pages": 3}', "$: holds no question that could be asked here."),
        (" " * 5_000_001, "$: is larger than 5,000,000 characters."),
        ("[" * 200 + "]" * 200, "$: more than 100 objects and lists stand inside one another."),
    ],
)
def test_what_is_no_survey_is_refused_with_its_path(text: str, fault: str) -> None:
    """The person who sent it learns where the fault is."""
    with pytest.raises(BadDocument) as refused:
        from_surveyjs(text)
    assert refused.value.faults[0].startswith(fault)


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    """Another encoding is an unreadable file."""
    with pytest.raises(UnreadableFile, match="offset 2"):
        from_surveyjs(b'{"\xff": 1}')


# Questions


def test_a_scale_is_read_from_its_ends_its_count_or_its_points() -> None:
    """Every way of describing a rating, and 1 to 5 where nothing is said."""
    described: list[tuple[dict[str, Any], tuple[int, int]]] = [
        ({}, (1, 5)),
        ({"rateMin": 0, "rateMax": 10}, (0, 10)),
        ({"rateMax": 3}, (1, 3)),
        ({"rateMin": 5}, (5, 6)),
        ({"rateMin": 0, "rateCount": 4}, (0, 3)),
        ({"rateMax": 10, "rateCount": 10}, (1, 10)),
        ({"rateValues": [2, "3", {"value": 4, "text": "Good"}], "rateMax": 9}, (2, 4)),
        ({"rateStep": 1}, (1, 5)),
    ]
    for told, ends in described:
        question, _, lost = one(type="rating", **told)
        assert (question.low, question.high) == ends
        assert lost == []


@pytest.mark.parametrize(
    "told",
    [
        {"rateStep": 0.5},
        {"rateStep": 2},
        {"rateMin": "x"},
        {"rateMin": 0, "rateMax": 20},
        {"rateMax": 10, "rateMin": 0, "rateCount": 5},
        {"rateValues": [1, 3, 5]},
        {"rateValues": ["bad", "good"]},
    ],
)
def test_a_scale_that_is_none_of_ours_is_left_out(told: dict[str, Any]) -> None:
    """Points that are not whole numbers, one after the other, within 0 to 10."""
    came = carried({"type": "rating", "name": "q"} | told, {"type": "text", "name": "why"})
    assert outline(came) == ["why text 0"]
    assert [each.what for each in came.left_out] == ["rating q"]


def test_labels_of_a_scale_come_along() -> None:
    """Ends, also under their old names, and words of single points."""
    _, texts, lost = one(
        type="rating",
        title="How?",
        description="Be frank.",
        rateValues=[1, {"value": 2, "text": "Good"}],
        minRateDescription="low",
        maximumRateDescription="high",
    )
    assert texts == {
        "q.ask": "How?",
        "q.hint": "Be frank.",
        "q.low": "low",
        "q.high": "high",
        "q.point.2": "Good",
    }
    assert lost == []


def test_faces_need_words() -> None:
    """Smileys are faces where each point has words, and numbers elsewhere."""
    words = [{"value": 1, "text": "Bad"}, {"value": 2, "text": "Good"}]
    shown, _, lost = one(type="rating", rateType="smileys", rateValues=words)
    assert (shown.faces, lost) == (True, [])
    bare, _, lost = one(type="rating", rateDisplayMode="smileys", rateValues=[1, *words[1:]])
    assert (bare.faces, lost) == (False, [(".rateDisplayMode", "smileys")])
    bare, _, lost = one(type="rating", rateType="smileys")
    assert (bare.faces, lost) == (False, [(".rateType", "smileys")])
    stars, _, lost = one(type="rating", rateType="stars")
    assert (stars.faces, lost) == (False, [("", "rateType")])


def test_options_come_along_in_every_writing() -> None:
    """Texts, numbers, values with texts, and those that SurveyJS adds."""
    question, texts, lost = one(
        type="checkbox",
        choices=["Price", "q|Quality", 3, {"value": True, "text": "Yes!", "visibleIf": "{a} = 1"}],
        showOtherItem=True,
        otherItem={"value": "other", "text": "What else"},
        otherPlaceholder="Write here",
        hasNone=True,
    )
    assert question.options == ("price", "q", "o_3", "true", "none", "other")
    assert question.other == "other"
    assert {key: texts[f"q.{key}"] for key in ("option.q", "option.o_3", "option.true")} == {
        "option.q": "Quality",
        "option.o_3": "3",
        "option.true": "Yes!",
    }
    assert texts["q.option.none"] == "None of these"
    assert (texts["q.option.other"], texts["q.other"]) == ("What else", "Write here")
    assert lost == [(".choices[3].visibleIf", "visibleIf"), ("", "none")]


def test_options_without_a_value_of_their_own_are_left_out() -> None:
    """A value twice, none at all, and an added option that is there already."""
    question, _, lost = one(
        type="dropdown", choices=["a", "a", None, 1.5, {"text": "b"}, "other"], hasOther=True
    )
    assert (question.options, question.other) == (("a", "o_1_5", "other"), "")
    assert [path for path, _ in lost] == [".choices[1]", ".choices[2]", ".choices[4]", ""]
    came = carried({"type": "tagbox", "name": "q", "choicesByUrl": {"url": "x"}}, {"type": "text"})
    assert outline(came) == ["question text 0"]
    assert [each.what for each in came.left_out] == ["tagbox q"]


def test_a_second_question_of_a_name_that_cannot_be_asked_leaves_the_first() -> None:
    """Rules go on looking at the one that came along."""
    came = carried(
        {"type": "text", "name": "q"},
        {"type": "checkbox", "name": "q"},
        {"type": "text", "name": "p", "visibleIf": "{q} notempty"},
    )
    assert [each.show_if for each in came.question_set.questions] == [None, Answered("q")]
    assert [each.what for each in came.left_out] == ["checkbox q"]


def test_yes_or_no_comes_along() -> None:
    """With its own labels and values, or with SurveyJS's."""
    question, texts, lost = one(type="boolean", labelTrue="Sure", valueTrue="J", valueFalse=False)
    assert question.kind is Kind.YES_NO
    assert (texts["q.option.yes"], texts["q.option.no"]) == ("Sure", "No")
    assert lost == [(".valueTrue", "J")]


def test_words_come_along_and_their_checks_do_not() -> None:
    """Whatever is to be written becomes words; what checks it is listed."""
    question, _, lost = one(
        type="text", inputType="email", isRequired=True, validators=[{"type": "email"}]
    )
    assert (question.kind, question.required) == (Kind.TEXT, True)
    assert lost == [(".inputType", "email"), (".validators", "validators")]
    assert one(type="text", inputType="text")[2] == []


def test_a_matrix_comes_along_where_its_columns_are_numbers() -> None:
    """Columns are points, rows are aspects; one required line is not every line."""
    columns = [1, {"value": 2, "text": "Good"}]
    question, texts, lost = one(
        type="matrix", columns=columns, rows=["a", {"value": "b", "text": "B"}], isRequired=True
    )
    assert (question.aspects, list(question.points), question.required) == (
        ("a", "b"),
        [1, 2],
        False,
    )
    assert (texts["q.aspect.b"], texts["q.point.2"]) == ("B", "Good")
    assert lost == [(".isRequired", "isRequired")]
    assert one(type="matrix", columns=columns, rows=["a"], eachRowRequired=True)[0].required
    came = carried(
        {"type": "matrix", "name": "m", "columns": ["Bad", "Good"], "rows": ["a"]},
        {"type": "matrix", "name": "n", "columns": columns},
        {"type": "text", "name": "q"},
    )
    assert [each.what for each in came.left_out] == ["matrix m", "matrix n"]


def test_a_notice_comes_along_without_its_markup() -> None:
    """Line breaks stay, links and pictures are listed; without words nothing is left."""
    question, texts, lost = one(type="html", html="<p>See <a href='x'>this</a></p>Bye")
    assert (question.kind, texts) == (Kind.NOTICE, {"q.ask": "See this\nBye"})
    assert lost == [(".html", "markup: a[href]")]
    came = carried({"type": "html", "name": "logo", "html": "<img src=x>"}, {"type": "text"})
    assert [each.what for each in came.left_out] == ["markup: img[src]", "html logo"]


def test_answers_that_are_filled_in_are_listed() -> None:
    """A name in braces stands in brackets; the variables that we write are ours again."""
    _, texts, lost = one(type="text", title="Why {score}, {b2bnps_company}?")
    assert texts["q.ask"] == "Why [score], {company}?"
    assert lost == [(".title", "{score}")]


def test_what_is_hidden_is_left_out() -> None:
    """Unless a rule decides: a page, a panel, a question."""
    text = {"type": "text", "name": "a"}
    hidden = text | {"name": "h", "visible": False}
    panel = {"type": "panel", "name": "p", "visible": False, "elements": [text | {"name": "b"}]}
    page = {"name": "two", "visible": False, "elements": [text | {"name": "c"}]}
    came = from_surveyjs(
        json.dumps(
            {
                "pages": [{"elements": [text, hidden, panel]}, page],
                "elements": [hidden | {"name": "d", "visibleIf": "{a} notempty"}],
            }
        )
    )
    assert [(each.id, each.show_if) for each in came.question_set.questions] == [
        ("a", None),
        ("d", Answered("a")),
    ]
    assert [each.what for each in came.left_out] == ["text h", "panel p", "page"]


def test_the_title_names_the_set() -> None:
    """It becomes a word; a name that is passed goes before."""
    came = carried({"type": "text", "name": "q"}, title="Our survey")
    assert came.question_set.name == "our_survey"
    assert [each.path for each in came.left_out] == ["$.title"]
    for title, name in (
        ({"default": "Ours"}, "ours"),
        ({"de": "Unsere"}, "unsere"),
        ({}, "survey"),
        (3, "survey"),
    ):
        assert carried({"type": "text", "name": "q"}, title=title).question_set.name == name
    text = json.dumps({"elements": [{"type": "text", "name": "q"}]})
    assert from_surveyjs(text, name="mine").question_set.name == "mine"
    assert from_surveyjs(text).question_set.name == "survey"


def test_a_metric_is_declared_and_never_guessed() -> None:
    """0 to 10 alone is no NPS; a metric needs its question and its scale."""
    text = json.dumps({"elements": [{"type": "rating", "name": "q", "rateMin": 0, "rateMax": 10}]})
    assert from_surveyjs(text).question_set["unknown"].metrics == ()
    declared = from_surveyjs(text, metrics={"q": Metric.NPS})
    assert declared.question_set["unknown"].metrics == (Metric.NPS,)
    for metrics in ({"p": Metric.NPS}, {"q": Metric.CES}):
        with pytest.raises(InvalidValue, match="metrics"):
            from_surveyjs(text, metrics=metrics)


# Languages


def test_texts_are_in_the_languages_in_which_they_are() -> None:
    """The locale names the texts that name no language, unless they stand beside it."""
    plain = {"type": "text", "name": "q", "title": "Warum?"}
    both = plain | {"title": {"default": "Why?", "de": "Warum?", "xx-": "?", "fr": 3}}
    assert carried(plain, locale="de").question_set.texts == {"de": {"q.ask": "Warum?"}}
    came = carried(both, locale="de")
    assert came.question_set.texts == {"en": {"q.ask": "Why?"}, "de": {"q.ask": "Warum?"}}
    assert [each.path for each in came.left_out] == [
        "$.elements[0].title.xx-",
        "$.elements[0].title.fr",
    ]
    assert carried(plain, locale="?").question_set.languages == ("en",)
    text = json.dumps({"elements": [plain]})
    assert from_surveyjs(text, language="pt_BR").question_set.languages == ("pt-br",)


def test_the_first_language_lacks_nothing() -> None:
    """Another language stands in, and so do our words for those SurveyJS adds; both are listed."""
    came = carried(
        {"type": "boolean", "name": "q", "title": {"nl": "Ja?"}, "description": {"de": "…"}},
        {"type": "text", "name": "p", "title": 3, "description": []},
        locale="pl",
    )
    assert came.question_set.texts["pl"] == {
        "q.ask": "Ja?",
        "q.hint": "…",
        "q.option.yes": "Yes",
        "q.option.no": "No",
        "p.ask": "3",
    }
    assert came.question_set.texts["nl"]["q.option.no"] == "Nee"
    assert [each.what for each in came.left_out if each.path != "$"] == [
        "text",
        "ask",
        "hint",
        "yes",
        "no",
    ]


# Rules

KNOWN: tuple[dict[str, Any], ...] = (
    {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10},
    {"type": "radiogroup", "name": "Topic", "choices": ["Price", "b c", 3], "valueName": "t"},
    {"type": "checkbox", "name": "many", "choices": ["a", "b"]},
    {"type": "boolean", "name": "sure"},
    {"type": "comment", "name": "why"},
    {"type": "matrix", "name": "m", "columns": [1, 2, 3], "rows": ["x y", "z"]},
    {"type": "html", "name": "note", "html": "Hello"},
)


def ruled(text: str) -> tuple[Rule | None, list[str]]:
    """Read the rule of a question that follows all the others, and what was left out."""
    came = carried(*KNOWN, {"type": "text", "name": "last", "visibleIf": text})
    return came.question_set.questions[-1].show_if, [each.reason for each in came.left_out]


PRICE, A, B = Chose("topic", ("price",)), Chose("many", ("a",)), Chose("many", ("b",))
WHY, SURE, NINE = Answered("why"), Chose("sure", ("yes",)), Scored("nps", at_least=9)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{nps} >= 9", NINE),
        ("{nps} > 8", NINE),
        ("8 < {nps}", NINE),
        ("{nps} greaterorequal '9'", NINE),
        ("{nps} less 7", Scored("nps", at_most=6)),
        ("{nps} lessorequal 6.0", Scored("nps", at_most=6)),
        ("{nps} == 3", Scored("nps", 3, 3)),
        ("3 = {nps}", Scored("nps", 3, 3)),
        ("{nps} notequal 3", Not(Scored("nps", 3, 3))),
        ("{nps} > 6  and {nps} < 9", Scored("nps", 7, 8)),
        ("{nps} anyof [1, 2]", Or((Scored("nps", 1, 1), Scored("nps", 2, 2)))),
        ("{Topic} = 'price'", PRICE),
        ("{t} = Price", PRICE),
        ('{Topic} <> "Price"', Not(PRICE)),
        ("{Topic} = 3", Chose("topic", ("o_3",))),
        (r"{Topic} anyof ['Price', 'b\ c']", Chose("topic", ("price", "b_c"))),
        ("{Topic} noneof ['Price']", Not(PRICE)),
        ("{many} contains 'a'", A),
        ("{many} notcontains 'a'", Not(A)),
        ("{many} contains ['a', 'b']", And((A, B))),
        ("{many} allof ['a', 'b']", And((A, B))),
        ("{many} anyof ['a', 'b']", Chose("many", ("a", "b"))),
        ("{many} anyof 'a'", A),
        ("{many} noneof a", Not(A)),
        ("{sure} = true", SURE),
        ("{sure}", SURE),
        ("!{sure}", Not(SURE)),
        ("{sure} = FALSE", Chose("sure", ("no",))),
        ("{why} notempty", WHY),
        ("{why} empty", Not(WHY)),
        ("! {why} empty", Not(Not(WHY))),
        ("not (not ({why} notempty))", Not(Not(WHY))),
        ("negate ({why} notempty or {sure})", Not(Or((WHY, SURE)))),
        ("!!({why} notempty)", WHY),
        ("{m.x y} = 2", Scored("m.x_y", 2, 2)),
        ("{m.z} notempty", Answered("m.z")),
        ("{m} notempty", Or((Answered("m.x_y"), Answered("m.z")))),
        ("{sure} && {why} notempty || {nps} >= 9", Or((And((SURE, WHY)), NINE))),
        ("{sure} AND ({why} notempty OR {nps} >= 9)", And((SURE, Or((WHY, NINE))))),
        ("  ", None),
    ],
)
def test_rules_that_can_be_said_come_along(text: str, rule: Rule | None) -> None:
    """Every comparison in both writings, joined and turned round."""
    assert ruled(text) == (rule, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{nps} + 1 > 3", "It holds '+ 1 > 3', which cannot be said here."),
        ("iif({nps} > 3, 1, 2) = 1", "It holds 'iif' where a value is needed."),
        ("{nps} > ", "It ends early."),
        ("{nps} > null", "It holds 'null' where a value is needed."),
        ("{nps} > {nps}", "It holds '{nps}' where something else is needed."),
        ("{nps} > 3 {why} empty", "It holds '{why}' where something else is needed."),
        ("{nps} power 3", "It holds 'power', which cannot be said here."),
        ("({nps} > 3", "It lacks a ')'."),
        ("{Topic} anyof ['Price'", "It lacks a ']'."),
        ("'a' contains {Topic}", "It has a value where the name of a question is needed."),
        ("(" * 70 + "{sure}" + ")" * 70, "It has more than 64 brackets inside one another."),
        ("{nobody} = 1", "It looks at 'nobody', which did not come along."),
        ("{note} notempty", "It looks at 'note', which has no answer."),
        ("{Topic} contains 'P'", "It looks for a part of the answer to 'Topic'."),
        ("{Topic} = 'Cost'", "It names 'Cost', which is no option of 'Topic'."),
        ("{many} = ['a']", "It holds '[' where something else is needed."),
        ("{why} = 'good'", "It compares the answer to 'why', of which only its being there"),
        ("{nps} > 3.5", "It compares a score with something that is no whole number."),
    ],
)
def test_rules_that_cannot_be_said_are_listed_with_what_follows(text: str, reason: str) -> None:
    """The question comes along without its rule, and the list says so."""
    rule, reasons = ruled(text)
    assert rule is None
    assert len(reasons) == 1
    assert reasons[0].startswith(reason)
    assert reasons[0].endswith("and so is asked of more people than there.")


def test_questions_that_share_an_answer_are_listed() -> None:
    """A rule looks at the first of two questions with one name of the answer."""
    first, second = ({"type": "text", "name": name, "valueName": "v"} for name in "ab")
    came = carried(first, second, {"type": "text", "name": "c", "visibleIf": "{v} notempty"})
    assert came.question_set.questions[2].show_if == Answered("a")
    assert [each.path for each in came.left_out] == ["$.elements[1].valueName"]


# Routes


def led(*triggers: dict[str, Any]) -> tuple[dict[str, tuple[Route, ...]], list[str]]:
    """Give the routes that triggers become on two pages, and what was left out."""
    pages = [
        {"name": "one", "elements": [*KNOWN[:4], KNOWN[4] | {"visibleIf": "{sure}"}]},
        {"name": "empty"},
        {"elements": [KNOWN[5], {"type": "text", "name": "at"}]},
        {"name": "three", "elements": [{"type": "text", "name": "a.b"}]},
        {"elements": [{"type": "text", "name": "last"}]},
    ]
    came = from_surveyjs(json.dumps({"pages": pages, "triggers": triggers}))
    routes = {each.id: each.routes for each in came.question_set.questions if each.routes}
    return routes, [f"{each.what}: {each.reason}" for each in came.left_out]


def test_a_skip_becomes_a_route() -> None:
    """To a question, or to the first one of a page; names may have dots in them."""
    skip = {"type": "skip", "expression": "{nps} >= 9", "gotoName": "last"}
    assert led(skip) == ({"nps": (Route(to="last", when=NINE),)}, [])
    assert led(skip | {"gotoName": "three"}) == ({"nps": (Route(to="a_b", when=NINE),)}, [])
    dotted = skip | {"expression": "{a.b} notempty"}
    assert led(dotted) == ({"a_b": (Route(to="last", when=Answered("a_b")),)}, [])


def test_a_completion_becomes_a_route_to_the_end_of_the_page() -> None:
    """It is taken after the last question of the page, if everybody comes by there."""
    done = {"type": "complete", "expression": "{m.z} = 1"}
    ends = "It ends the survey after a page whose last question not everybody is asked"
    assert led(done) == ({"at_2": (Route(to=END, when=Scored("m.z", 1, 1)),)}, [])
    assert led({"type": "complete", "expression": "{nps} = 1"}) == (
        {},
        [f"trigger complete: {ends}. It does nothing here."],
    )


@pytest.mark.parametrize(
    ("trigger", "line"),
    [
        ({"type": "visible", "name": "nps"}, "trigger visible: It shows what is hidden, and"),
        ({"type": "setvalue"}, "trigger setvalue: No answer is given in anybody's name."),
        ({"type": "unheard"}, "trigger unheard: We have nothing that does the same."),
        ({"type": "skip", "expression": "{nps} = 1"}, "route: Leads to '', which did not come"),
        (
            {"type": "skip", "expression": "{nps} = 1 and {sure}", "gotoName": "last"},
            "trigger skip: It looks at several questions.",
        ),
        ({"type": "complete", "expression": "{x} = 1"}, "trigger complete: It looks at 'x', which"),
        (
            {"type": "skip", "name": "nps", "operator": "like", "value": 1},
            "trigger skip: It compares by 'like'",
        ),
        (
            {"type": "skip", "name": "nps", "value": {}},
            "trigger skip: It compares by 'equal' or with what is no value",
        ),
        ({"type": "skip", "expression": "{m.z} = 1", "gotoName": "nps"}, "routes: It leads back"),
    ],
)
def test_other_triggers_are_listed(trigger: dict[str, Any], line: str) -> None:
    """Of what cannot be said the list says what it was and why."""
    routes, lines = led(trigger)
    assert routes == {}
    assert len(lines) == 1
    assert lines[0].startswith(line)


def test_triggers_of_the_old_form_are_read() -> None:
    """A name, an operator and a value or several."""
    old = {"type": "skip", "name": "many", "gotoName": "last", "operator": "anyof"}
    assert led(old | {"value": ["a", "b"]})[0] == {
        "many": (Route(to="last", when=Chose("many", ("a", "b"))),)
    }
    old = {"type": "skip", "name": "nps", "gotoName": "last", "operator": "notempty"}
    assert led(old)[0] == {"nps": (Route(to="last", when=Answered("nps")),)}


# Writing


def test_our_own_questions_are_written_and_come_back() -> None:
    """The standard questions, in all their languages: what SurveyJS cannot know is listed."""
    asked = question_set()["unknown"]
    written, lost = to_surveyjs(asked)
    metrics = {each.id: each.metric for each in asked.questions if each.metric is not Metric.NONE}
    came = from_surveyjs(json.dumps(written), metrics=metrics)
    assert came.question_set.name == asked.name
    assert came.question_set.questions == asked.questions
    assert {tag: dict(came.question_set.texts[tag]) for tag in asked.languages} == {
        tag: dict(asked.texts[tag]) for tag in asked.languages
    }
    assert [f"{each.path} {each.what}" for each in lost] == [
        "$.questions[0].metric nps",
        "$.questions[2].metric csat",
        "$.texts {company}",
    ]


def asking(*questions: Question, **texts: str) -> Questionnaire:
    """Ask these questions; every text that is needed is its key unless it is passed."""
    table = {key: key for question in questions for key in question.needs}
    table |= {key.replace("__", "."): text for key, text in texts.items()}
    return Questionnaire(name="made", questions=questions, texts={"en": table})


def test_a_survey_is_written_as_surveyjs_writes_it() -> None:
    """Kinds, labels, rules, pages and triggers under SurveyJS's names."""
    asked = asking(
        Question(
            id="nps",
            kind=Kind.SCALE,
            high=10,
            required=True,
            routes=[
                Route(to="more", when=Scored("nps", at_least=9)),
                Route(to=END, when=Scored("nps", 3, 4)),
            ],
        ),
        Question(id="topic", kind=Kind.CHOICE, options=("a", "other"), other="other"),
        Question(
            id="more", kind=Kind.TEXT, show_if=Not(And((Chose("topic", ("a",)), Answered("nps"))))
        ),
        nps__low="Never",
        topic__other="What?",
    )
    written, lost = to_surveyjs(asked)
    assert written == {
        "title": "made",
        "showTitle": False,
        "locale": "en",
        "pages": [
            {
                "name": "page1",
                "elements": [
                    {
                        "type": "rating",
                        "name": "nps",
                        "title": "nps.ask",
                        "rateMin": 0,
                        "rateMax": 10,
                        "minRateDescription": "Never",
                        "isRequired": True,
                    }
                ],
            },
            {
                "name": "page2",
                "elements": [
                    {
                        "type": "radiogroup",
                        "name": "topic",
                        "title": "topic.ask",
                        "choices": [{"value": "a", "text": "topic.option.a"}],
                        "showOtherItem": True,
                        "otherText": "topic.option.other",
                        "otherPlaceholder": "What?",
                    }
                ],
            },
            {
                "name": "page3",
                "elements": [
                    {
                        "type": "comment",
                        "name": "more",
                        "title": "more.ask",
                        "visibleIf": "!({topic} = 'a' and {nps} notempty)",
                    }
                ],
            },
        ],
        "triggers": [
            {"type": "skip", "expression": "{nps} >= 9", "gotoName": "more"},
            {"type": "complete", "expression": "{nps} >= 3 and {nps} <= 4"},
        ],
    }
    assert [each.path for each in lost] == ["$.questions[1].new_page", "$.questions[2].new_page"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Scored("nps", 3, 3), "{nps} = 3"),
        (Scored("nps", at_most=6), "{nps} <= 6"),
        (Not(Answered("nps")), "{nps} empty"),
        (Not(Scored("nps", 3, 3)), "!({nps} = 3)"),
    ],
)
def test_a_rule_is_written_as_an_expression(rule: Rule, text: str) -> None:
    """Single scores, open ranges and what must not be."""
    nps = Question(id="nps", kind=Kind.SCALE, high=10)
    written, _ = to_surveyjs(asking(nps, Question(id="why", kind=Kind.TEXT, show_if=rule)))
    assert written["pages"][0]["elements"][1]["visibleIf"] == text


def test_routes_that_no_trigger_takes_are_listed() -> None:
    """Without a condition, by another answer, without an answer, to an ending, or in an order."""
    low = Scored("nps", at_most=6)
    routes = [
        Route(to="why"),
        Route(to="why", when=Answered("sure")),
        Route(to="why", when=Not(low)),
        Route(to="bye", when=low),
        Route(to=END, when=low),
        Route(to="why", when=Scored("nps", at_most=3)),
    ]
    several = [Route(to=END, when=Chose("many", (option,))) for option in ("a", "b")]
    asked = QuestionSet(
        name="made",
        blocks={"unknown": ("sure", "nps", "many", "why"), "end_user": ("why",)},
        questions=[
            Question(id="sure", kind=Kind.YES_NO),
            Question(id="nps", kind=Kind.SCALE, high=10, metric=Metric.NPS, routes=routes),
            Question(id="many", kind=Kind.CHOICES, options=("a", "b"), routes=several),
            Question(id="why", kind=Kind.TEXT),
        ],
        endings=[Ending(id="bye")],
        texts={
            "en": {
                **{f"{id_}.ask": id_ for id_ in ("sure", "nps", "many", "why")},
                **{f"{key}": "?" for key in ("sure.option.yes", "sure.option.no")},
                **{f"{key}": "?" for key in ("many.option.a", "many.option.b")},
                **{f"ending.bye.{key}": "Bye" for key in ("title", "text")},
            }
        },
    )
    written, lost = to_surveyjs(asked)
    assert [each["expression"] for each in written["triggers"]] == [
        "{nps} <= 6",
        "{many} contains 'a'",
    ]
    reasons = {
        each.path.removeprefix("$.questions"): each.reason.split(".")[0]
        for each in lost
        if "routes" in each.path
    }
    assert reasons == {
        "[1].routes[0]": "It follows something else than its own answer",
        "[1].routes[1]": "It follows something else than its own answer",
        "[1].routes[2]": "It is taken by who gives no answer, and a trigger follows one",
        "[1].routes[3]": "It leads to an ending, and SurveyJS has none",
        "[1].routes[5]": "It is for who takes no earlier one, and triggers are in no order",
        "[2].routes[1]": "It is for who takes no earlier one, and triggers are in no order",
    }
    assert "$.blocks.end_user" in {each.path for each in lost}


def test_what_surveyjs_has_no_place_for_is_listed() -> None:
    """Each by the path it has in our own document."""
    asked = asking(
        Question(id="note", kind=Kind.NOTICE, new_page=True),
        Question(id="m", kind=Kind.MATRIX, low=1, high=2, aspects=("a",), faces=True),
        Question(id="face", kind=Kind.SCALE, low=1, high=2, faces=True),
        Question(id="call", kind=Kind.CONTACT, show_if=InRole((Role.END_USER,))),
        Question(id="topic", kind=Kind.CHOICE, options=("other", "a"), other="other"),
        Question(id="nps", kind=Kind.SCALE, high=10, metric=Metric.NPS),
        Question(id="why", kind=Kind.TEXT, show_if=Class("nps", ("detractor", "passive"))),
        Question(id="so", kind=Kind.TEXT, show_if=Chose("topic", ("other", "a"))),
        note__ask="Two  spaces",
        note__hint="Hint",
        m__low="Low",
        face__point__1="1",
        topic__other="What?",
        why__ask="A {{brace}}",
    )
    written, lost = to_surveyjs(evolve(asked, name="Ours", role=Role.END_USER))
    assert [each.path for each in lost] == [
        "$.role",
        "$.questions[1].faces",
        "$.questions[2].faces",
        "$.questions[3].kind",
        "$.questions[3].show_if",
        "$.questions[4].other",
        "$.questions[5].metric",
        "$.texts.en.note.ask",
        "$.texts.en.face.point.1",
        "$.texts.en.why.ask",
        "$.texts.en.note.hint",
        "$.texts.en.m.low",
        "$.texts.en.topic.other",
        "$.name",
    ]
    elements = written["pages"][0]["elements"]
    assert elements[-1]["visibleIf"] == "{topic} anyof ['other', 'a']"
    assert elements[-2]["visibleIf"] == "({nps} >= 0 and {nps} <= 6) or ({nps} >= 7 and {nps} <= 8)"


def test_the_texts_that_name_no_language_are_complete() -> None:
    """A whole language goes before a regional one, which brings the texts it borrows along."""
    texts = {
        "nl-be": {"q.ask": "Waarom?"},
        "nl": {"q.hint": "Kort"},
        "de": {"q.ask": "Warum?"},
    }
    asked = Questionnaire(name="made", questions=[Question(id="q", kind=Kind.TEXT)], texts=texts)
    assert asked.languages == ("nl-be",)
    written, _ = to_surveyjs(asked)
    assert written["locale"] == "nl-be"
    assert written["pages"][0]["elements"][0] == {
        "type": "comment",
        "name": "q",
        "title": {"default": "Waarom?", "de": "Warum?"},
        "description": {"default": "Kort", "nl": "Kort"},
    }
    came = from_surveyjs(json.dumps(written)).question_set
    assert came.languages == ("nl-be",)
    assert set_of(came["unknown"]).texts["de"] == {"q.ask": "Warum?"}
