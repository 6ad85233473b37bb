"""Surveys of Qualtrics: what of them comes along, and what is said about the rest."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.errors import B2bnpsError, BadDocument, InvalidValue, UnreadableFile
from b2bnps.exchange.carried import Carried
from b2bnps.exchange.qualtrics import from_qsf
from b2bnps.model import Metric
from b2bnps.questionnaires.document import as_document, from_document
from b2bnps.questionnaires.question import END, Question, Route
from b2bnps.questionnaires.rules import And, Answered, Chose, Not, Or, Rule, Scored

SURVEYS = Path(__file__).parent / "data" / "surveys"
FILES = ("qualtrics-relationship", "qualtrics-delivery", "qualtrics-dealer")
LOOKS = "How the survey looks or is handled there; nothing of what is asked."
PLAIN = "The text comes along without it."
FILLED = "Something is filled in there; here its name stands in square brackets."
DATA = "What is known of somebody is not set by the survey here; the host knows it."
EXPORTED = "Exports are written like this there; here an answer is kept under our own ids."
ALONE = "There nothing else can be chosen beside it; here it can."
CHECKED = "Answers are not checked like this here."
LINE = "A scale has no line with a text of its own."
TRASH = "Nobody is asked what is thrown away."
IDLE = "No block that is asked there holds it, so nobody is asked it."
BESIDE = "Words can be written beside it there; here they cannot."
ONCE = "Its questions are asked once here, and not in several rounds."
ENDING = "The survey ends in its own way there; here the page of thanks follows."
FIELD = "It looks at 'EmbeddedField' and not at an answer. Everybody is asked what stands below it."
UNLIKE = "No question here is like those of the type"
ELEMENTS = (
    "[2] PL: The address of a preview.",
    "[3] SO: Looks, access and end of the survey. Here the host decides about them.",
    "[4] SCO: Points that answers are given there; here they are not.",
    "[5] PROJ: What sort of project it is there.",
    "[6] STAT: Figures of the survey.",
    "[7] QC: How many questions there are.",
    "[8] RS: The set to which its responses belong.",
)


def read(name: str) -> str:
    """Give a survey in the form in which Qualtrics exports it."""
    return (SURVEYS / f"{name}.qsf").read_text(encoding="utf-8")


def mc(qid: str, *options: str, selector: str = "SAVR", **more: Any) -> dict[str, Any]:
    """Give a multiple choice question."""
    choices = {str(n): {"Display": text} for n, text in enumerate(options or ("Yes", "No"), 1)}
    return element(qid, "MC", selector, Choices=choices, ChoiceOrder=list(choices), **more)


def nps(qid: str, **more: Any) -> dict[str, Any]:
    """Give a Net Promoter question."""
    return element(qid, "MC", "NPS", **more)


def element(qid: str, sort: str, selector: str, **more: Any) -> dict[str, Any]:
    """Give the element of a question."""
    payload = {
        "QuestionText": f"{qid}?",
        "DataExportTag": qid.replace("QID", "Q"),
        "QuestionType": sort,
        "Selector": selector,
    }
    return {"Element": "SQ", "PrimaryAttribute": qid, "Payload": payload | more}


def asks(id_: str, *elements: Any, **more: Any) -> dict[str, Any]:
    """Give a block; a text names a question."""
    held = [{"Type": "Question", "QuestionID": e} if isinstance(e, str) else e for e in elements]
    return {"Type": "Standard", "ID": id_, "BlockElements": held} | more


def survey(*elements: Any, blocks: Any = None, flow: Any = None, **entry: Any) -> str:
    """Write a survey file."""
    held = list(elements)
    if blocks is not None:
        held.append({"Element": "BL", "Payload": blocks})
    if flow is not None:
        held.append({"Element": "FL", "Payload": {"Type": "Root", "Flow": flow}})
    return json.dumps({"SurveyEntry": {"SurveyLanguage": "EN"} | entry, "SurveyElements": held})


def step(id_: str) -> dict[str, Any]:
    """Give the step of a flow that asks a block."""
    return {"Type": "Standard", "ID": id_}


def where(left: str, operator: str, right: Any = None, **more: Any) -> dict[str, Any]:
    """Give one expression of a condition."""
    told = {
        "LogicType": "Question",
        "LeftOperand": left,
        "Operator": operator,
        "Type": "Expression",
    }
    return told | ({} if right is None else {"RightOperand": right}) | more


def logic(*expressions: dict[str, Any]) -> dict[str, Any]:
    """Give a condition of one set."""
    held = {str(n): each for n, each in enumerate(expressions)}
    return {"0": held | {"Type": "If"}, "Type": "BooleanExpression", "inPage": False}


def rule_of(condition: Any, *asked: dict[str, Any]) -> Rule | None:
    """Give the rule of a last question that is shown under a condition."""
    carried = from_qsf(survey(*asked, element("QID9", "TE", "SL", DisplayLogic=condition)))
    return carried.question_set["unknown"].questions[-1].show_if


def questions(carried: Carried) -> tuple[Question, ...]:
    """Give the questions in order."""
    return carried.question_set["unknown"].questions


def said(carried: Carried, tag: str = "en") -> dict[str, str]:
    """Give the texts in a language."""
    return dict(carried.question_set.texts[tag])


def left(carried: Carried) -> list[str]:
    """Write what was left out, a line for each."""
    return [f"{each.path} {each.what}: {each.reason}" for each in carried.left_out]


def missing(carried: Carried) -> list[str]:
    """Write what was left out, without what is about looks."""
    return [line for line in left(carried) if "looks or is handled" not in line]


def brief(question: Question) -> str:
    """Write a question in a line."""
    parts = [question.id, str(question.kind), str(question.metric)]
    parts += [f"{question.low}-{question.high}" if question.points else ""]
    parts += [",".join(question.options or question.aspects)]
    parts += [f"+{question.other}" if question.other else "", "page" if question.new_page else ""]
    return " ".join(filter(None, parts))


def lines(carried: Carried) -> list[str]:
    """Write all that was left out, with short paths."""
    return [line.removeprefix("$.SurveyElements") for line in left(carried)]


def shown(carried: Carried) -> dict[str, Rule]:
    """Give the rules of the questions that not everybody is asked."""
    return {each.id: each.show_if for each in questions(carried) if each.show_if is not None}


def test_a_relationship_survey_comes_along_in_both_of_its_languages() -> None:
    """The Net Promoter question measures NPS; the branch on its score becomes rules."""
    carried = from_qsf(read("qualtrics-relationship"))

    assert carried.question_set.name == "Machine owners 2024"
    assert [brief(question) for question in questions(carried)] == [
        "q1 notice",
        "recommend scale nps 0-10 page",
        "why text",
        "daily matrix 1-5 a_1,a_2,a_3,a_4 page",
        "hall choices o_2,o_1,o_4,o_5,o_6 +o_5 page",
        "ease scale 0-10",
        "disappointed choices o_1,o_2,o_3,o_4 page",
        "call choice o_1,o_2 page",
        "phone text",
        "reference choice o_1,o_2,o_3 page",
        "plan choice o_1,o_2,o_3 page",
        "contact text",
    ]
    low = Scored("recommend", at_most=6)
    assert shown(carried) == {
        "disappointed": low,
        "call": low,
        "phone": And((low, Chose("call", ("o_1",)))),
        "contact": Or((Scored("recommend", at_least=9), Chose("plan", ("o_1",)))),
    }
    assert [each.id for each in questions(carried) if each.required] == [
        "recommend",
        "daily",
        "call",
    ]
    assert carried.question_set.languages == ("de", "en")
    text = said(carried, "de")
    assert (text["recommend.low"], text["recommend.high"]) == ("Sicher nicht", "Ohne Zögern")
    assert text["why.ask"].startswith("Sie haben [QID2 ChoiceNumericEntryValue] gewählt.")
    assert (text["hall.option.o_4"], text["daily.point.2"]) == ("Bandanlagen", "Mäßig")
    assert {key: carried.names[key] for key in ("recommend", "hall", "hall.o_4")} == {
        "recommend": "Recommend",
        "hall": "Hall",
        "hall.o_4": "4",
    }
    assert lines(carried) == [
        (
            "$ BlockLocking, BlockVisibility, Configuration, CreatorID, CustomStart,"
            " DataVisibility, Description, FlowID, GridLines, InputHeight, InputWidth,"
            " LastAccessed, LastActivated, LastModified, MobileFirst, NextAnswerId, NextChoiceId,"
            " NumDecimals, Properties, QuestionDescription, QuestionDescriptionOption, QuestionID,"
            " SearchSource, SecondaryAttribute, ShowValue, SnapToGrid, SubSelector,"
            " SurveyActiveResponseSet, SurveyBrandID, SurveyCreationDate, SurveyExpirationDate,"
            f" SurveyID, SurveyOwnerID, SurveyStartDate, SurveyStatus: {LOOKS}"
        ),
        *ELEMENTS,
        f"[0].Payload.2 Trash / Unused Questions: {TRASH}",
        f"[1].Payload.Flow[0] EmbeddedData: {DATA}",
        f"[1].Payload.Flow[6].EndingType EndingType: {ENDING}",
        f"[1].Payload.Flow[6].Options Options: {ENDING}",
        f"[9].Payload.QuestionText markup: h3, a[href]: {PLAIN}",
        f"[9].Payload.QuestionText ${{m://FirstName}}: {FILLED}",
        f"[9].Payload.QuestionText ${{e://Field/AccountName}}: {FILLED}",
        f"[9].Payload.Language.DE.QuestionText markup: h3: {PLAIN}",
        f"[9].Payload.Language.DE.QuestionText ${{m://FirstName}}: {FILLED}",
        f"[9].Payload.Language.DE.QuestionText ${{e://Field/AccountName}}: {FILLED}",
        f"[11].Payload.QuestionText markup: strong: {PLAIN}",
        f"[11].Payload.QuestionText ${{q://QID2/ChoiceNumericEntryValue}}: {FILLED}",
        f"[11].Payload.Language.DE.QuestionText markup: strong: {PLAIN}",
        f"[11].Payload.Language.DE.QuestionText ${{q://QID2/ChoiceNumericEntryValue}}: {FILLED}",
        f"[12].Payload.RecodeValues RecodeValues: {EXPORTED}",
        f"[13].Payload.Choices.6.ExclusiveAnswer ExclusiveAnswer: {ALONE}",
        f"[14].Payload.Choices.1 1: {LINE}",
        f"[14].Payload.Language.DE.Choices.1 1: {LINE}",
        (
            "[14].Payload.Answers Answers: The marks along it are not shown here; its ends and"
            " labels say what the points mean."
        ),
        (
            "[15].Payload Share: It is no slider with one line and the whole numbers of 0 to 10 or"
            " of a part of it, and so did not come along."
        ),
        f"[16].Payload.Validation.Settings.Type Type: {CHECKED}",
        f"[16].Payload.Validation.Settings.MaxChoices MaxChoices: {CHECKED}",
        (
            "[16].Payload.Randomization Randomization: The order is left to a lot there; here it"
            " is always this one."
        ),
        f"[18].Payload.Validation.Settings.Type Type: {CHECKED}",
        f"[18].Payload.Validation.Settings.MinChars MinChars: {CHECKED}",
        f"[18].Payload.Validation.Settings.ContentType ContentType: {CHECKED}",
        f"[18].Payload.Validation.Settings.ValidPhoneType ValidPhoneType: {CHECKED}",
        (
            "[19].Payload.Validation.Settings.ForceResponse RequestResponse: Whoever gives no"
            " answer is asked once more there; here none is required."
        ),
        f"[20].Payload Fair: {IDLE}",
        f"[1].Payload.Flow[4].BranchLogic BranchLogic: {FIELD}",
    ]


def test_of_every_type_of_question_those_that_fit_come_along() -> None:
    """Options keep the order of the survey, and whatever has no equal is listed by its tag."""
    carried = from_qsf(read("qualtrics-delivery"))

    assert [brief(question) for question in questions(carried)] == [
        "q1 notice",
        "q3 choice o_1,o_2,o_3 page",
        "q4 choice o_1,o_2,o_3 +o_2 page",
        "q5 choices o_1,o_2,o_4,o_3,o_5 +o_3",
        "q6 choices o_1,o_2,o_3,o_4 page",
        "q7 choices o_1,o_2,o_3,o_4",
        "q8 matrix 1-6 a_1,a_2,a_3,a_4 page",
        "q11 scale 1-5 page",
        "q21 text page",
        "q17 scale nps 0-10 page",
        "q18 text",
        "q19 text",
    ]
    assert questions(carried)[1].routes == (
        Route(to="q6", when=Chose("q3", ("o_2",))),
        Route(to=END, when=Chose("q3", ("o_3",))),
    )
    assert shown(carried) == {
        "q5": Chose("q4", ("o_2",)),
        "q11": Not(Chose("q3", ("o_3",))),
        "q18": Scored("q17", at_most=8),
        "q19": Or((Scored("q17", 9, 9), Scored("q17", 10, 10))),
    }
    assert said(carried)["q8.point.6"] == "Does not apply"
    assert lines(carried) == [
        (
            "$ BlockLocking, BlockVisibility, CSSliderMax, CSSliderMin, Configuration, CreatorID,"
            " DataVisibility, Description, FlowID, GridLines, IsLabelDefault, LastAccessed,"
            " LastActivated, LastModified, Locator, MobileFirst, NextAnswerId, NextChoiceId,"
            " NumDecimals, Properties, QuestionDescription, QuestionDescriptionOption, QuestionID,"
            " SecondaryAttribute, ShowValue, SkipLogicID, SkipToDescription, StarType,"
            " SubSelector, SurveyActiveResponseSet, SurveyBrandID, SurveyCreationDate,"
            " SurveyExpirationDate, SurveyID, SurveyOwnerID, SurveyStartDate, SurveyStatus:"
            f" {LOOKS}"
        ),
        *ELEMENTS,
        "[9] QO: A quota. Make one here, with a rule for the answers that count.",
        "[10] NT: A note that colleagues left at a question.",
        f"[0].Payload[1] Trash / Unused Questions: {TRASH}",
        f"[1].Payload.Flow[0] EmbeddedData: {DATA}",
        (
            "[0].Payload[2].Options.RandomizeQuestions RandomizeQuestions: Its questions are asked"
            " in this order here."
        ),
        f"[0].Payload[3].Options.Looping Looping: {ONCE}",
        f"[0].Payload[3].Options.LoopingOptions LoopingOptions: {ONCE}",
        f"[11].Payload.QuestionText markup: b: {PLAIN}",
        f"[11].Payload.QuestionText ${{e://Field/MachineType}}: {FILLED}",
        f"[11].Payload.QuestionText ${{e://Field/SerialNumber}}: {FILLED}",
        f"[11].Payload.Language.DE.QuestionText markup: b: {PLAIN}",
        f"[11].Payload.Language.DE.QuestionText ${{e://Field/MachineType}}: {FILLED}",
        f"[11].Payload.Language.DE.QuestionText ${{e://Field/SerialNumber}}: {FILLED}",
        f"[12].Payload Browser: {UNLIKE} Meta/Browser.",
        (
            "[14].Payload.Choices.2.TextEntryForceResponse TextEntryForceResponse: The words"
            " beside it are required there; here they are not."
        ),
        f"[14].Payload.VariableNaming VariableNaming: {EXPORTED}",
        f"[14].Payload.RecodeValues RecodeValues: {EXPORTED}",
        f"[15].Payload.Choices.4.ExclusiveAnswer ExclusiveAnswer: {ALONE}",
        f"[15].Payload.Choices.5.TextEntry TextEntry: {BESIDE}",
        (
            "[16].Payload.Choices.2.DisplayLogic DisplayLogic: It is shown to some people there;"
            " here everybody sees it."
        ),
        (
            "[16].Payload.AnalyzeChoices AnalyzeChoices: Some options count for nothing there;"
            " here they count as all others do."
        ),
        f"[18].Payload.Choices.1.Display markup: i: {PLAIN}",
        f"[18].Payload.Language.DE.Choices.1.Display markup: i: {PLAIN}",
        f"[18].Payload.Choices.4.TextEntry TextEntry: {BESIDE}",
        f"[18].Payload.ChoiceDataExportTags ChoiceDataExportTags: {EXPORTED}",
        (
            "[19].Payload Q9: It is a matrix that is answered by 'MultipleAnswer', and so did not"
            " come along."
        ),
        f"[20].Payload Q10: {UNLIKE} Timing/PageTimer.",
        f"[21].Payload.Choices.1 1: {LINE}",
        f"[21].Payload.Language.DE.Choices.1 1: {LINE}",
        f"[22].Payload Q12: {UNLIKE} RO/DND.",
        f"[23].Payload Q13: {UNLIKE} CS/VRTL.",
        f"[24].Payload Q14: {UNLIKE} TE/FORM.",
        f"[25].Payload Q15: {UNLIKE} FileUpload/FileUpload.",
        "[26].Payload Q16: It has no options of its own, and so did not come along.",
        f"[28].Payload.Validation.Settings.Type Type: {CHECKED}",
        f"[28].Payload.Validation.Settings.TotalChars TotalChars: {CHECKED}",
        "[29].Payload.QuestionJS QuestionJS: A program runs in the page there; here none does.",
        f"[30].Payload Q20: {IDLE}",
        (
            "[31].Payload.DisplayLogic rule: It looks at the words beside an option. The question"
            " comes along without it, and so is asked of more people than there."
        ),
    ]


def test_a_survey_with_branches_by_lot_is_asked_of_everybody_and_says_so() -> None:
    """Branches that look at embedded data cannot be said here; those on answers can."""
    carried = from_qsf(read("qualtrics-dealer"))

    assert [brief(question) for question in questions(carried)] == [
        "q1 notice",
        "s1 scale nps 0-10 page",
        "s2 choice o_1,o_2,o_3,o_4",
        "s3 choice o_3,o_1,o_2,o_4 +o_4 page",
        "s5a text page",
        "s5b text page",
        "s4 matrix 1-4 a_1,a_2,a_3 page",
        "s7 text page",
        "s8 scale 1-7 page",
        "s9 choices o_1,o_2,o_3",
    ]
    assert questions(carried)[2].routes == (Route(to=END, when=Chose("s2", ("o_4",))),)
    years = Or((Chose("s2", ("o_2",)), Chose("s2", ("o_3",))))
    assert shown(carried) == {
        "s7": Or((Scored("s1", at_most=6), Scored("s4.a_2", 1, 1))),
        "s9": And((years, Scored("s4.a_3", 1, 1))),
    }
    assert carried.question_set.languages == ("en", "tr")
    assert said(carried, "tr")["q1.ask"].startswith("Sayın bayimiz,\nsatış bölgeniz [Region]")
    assert said(carried)["s3.option.o_2"] == "Shear"
    assert lines(carried) == [
        (
            "$ BlockLocking, BlockVisibility, Configuration, CreatorID, CustomStart,"
            " DataVisibility, Description, FlowID, GridLines, LastAccessed, LastActivated,"
            " LastModified, Locator, MobileFirst, NextAnswerId, NextChoiceId, NumDecimals,"
            " Properties, QuestionDescription, QuestionDescriptionOption, QuestionID,"
            " QuestionText_Unsafe, SecondaryAttribute, ShowValue, SkipLogicID, SkipToDescription,"
            " SnapToGrid, SubSelector, SurveyActiveResponseSet, SurveyBrandID, SurveyCreationDate,"
            " SurveyExpirationDate, SurveyID, SurveyOwnerID, SurveyStartDate, SurveyStatus:"
            f" {LOOKS}"
        ),
        *ELEMENTS,
        f"[0].Payload[1] Trash / Unused Questions: {TRASH}",
        f"[1].Payload.Flow[0] EmbeddedData: {DATA}",
        (
            "[1].Payload.Flow[2] BlockRandomizer: Everybody is asked all of its parts here, in"
            " this order; there a lot decides."
        ),
        f"[1].Payload.Flow[2].Flow[0] EmbeddedData: {DATA}",
        f"[1].Payload.Flow[2].Flow[1] EmbeddedData: {DATA}",
        (
            "[1].Payload.Flow[6].Flow[1] EndSurvey: The survey ends here for some people; here the"
            " questions go on."
        ),
        f"[9].Payload.QuestionText markup: div[style], strong: {PLAIN}",
        f"[9].Payload.QuestionText ${{e://Field/Region}}: {FILLED}",
        f"[9].Payload.Language.EN.QuestionText markup: div[style], strong: {PLAIN}",
        f"[9].Payload.Language.EN.QuestionText ${{e://Field/Region}}: {FILLED}",
        f"[11].Payload.QuestionText markup: u: {PLAIN}",
        f"[11].Payload.Language.EN.QuestionText markup: u: {PLAIN}",
        f"[14].Payload.QuestionText markup: em: {PLAIN}",
        f"[14].Payload.Language.EN.QuestionText markup: em: {PLAIN}",
        f"[16].Payload S6: {UNLIKE} Matrix/MaxDiff.",
        f"[17].Payload.QuestionText ${{m://FirstName}}: {FILLED}",
        f"[17].Payload.Language.EN.QuestionText ${{m://FirstName}}: {FILLED}",
        f"[18].Payload.Choices.1 1: {LINE}",
        f"[18].Payload.Language.EN.Choices.1 1: {LINE}",
        f"[19].Payload.Choices.3.ExclusiveAnswer ExclusiveAnswer: {ALONE}",
        f"[20].Payload S10: {IDLE}",
        f"[1].Payload.Flow[3].BranchLogic BranchLogic: {FIELD}",
        f"[1].Payload.Flow[4].BranchLogic BranchLogic: {FIELD}",
    ]


@pytest.mark.parametrize("name", FILES)
def test_what_came_along_is_a_document_of_ours(name: str) -> None:
    """The question set can be written down and read again."""
    brought = from_qsf(read(name).encode()).question_set

    assert from_document(as_document(brought))["unknown"].digest == brought["unknown"].digest


def objects(value: Any, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object of a document with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, each in tuple(value.items()):
            yield from objects(each, f"{path}.{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from objects(each, f"{path}[{number}]")


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_passed_over(name: str) -> None:
    """A strange key in every object of a survey is listed each time, or what holds it is."""
    data = json.loads(read(name))
    held = list(objects(data))
    for _, value in held:
        value["Strange"] = "x"
    carried = from_qsf(json.dumps(data))
    looks = set(carried.left_out[0].what.split(", "))
    listed = {each.path for each in carried.left_out[1:]}

    unseen = [
        path
        for path, _ in held
        if not looks & set(path.replace("[", ".").split("."))
        and not any(f"{path}.Strange".startswith(each) for each in listed)
    ]

    assert unseen == []
    assert len(held) > 50


def test_the_caller_names_the_set_and_says_what_questions_measure() -> None:
    """A metric is declared by the export tag, and refused where the scale is not its own."""
    slider = element(
        "QID1",
        "Slider",
        "HSLIDER",
        Choices={"1": {"Display": ""}},
        Configuration={"CSSliderMin": 1, "CSSliderMax": 5, "NumDecimals": "0"},
    )
    file = survey(slider, SurveyName="Theirs")

    carried = from_qsf(file, name="ours", metrics={"Q1": Metric.CSAT})

    assert (carried.question_set.name, from_qsf(file).question_set.name) == ("ours", "Theirs")
    assert [brief(question) for question in questions(carried)] == ["q1 scale csat 1-5"]
    for metrics in ({"Q1": Metric.NPS}, {"QID1": Metric.CSAT}):
        with pytest.raises(InvalidValue):
            from_qsf(file, metrics=metrics)


def test_a_survey_may_be_without_a_name_and_a_language() -> None:
    """Texts are then taken for English, and that is said."""
    carried = from_qsf(json.dumps({"SurveyElements": {"a": nps("QID1")}}))

    assert carried.question_set.name == "survey"
    assert carried.question_set.languages == ("en",)
    assert missing(carried) == [
        (
            "$.SurveyEntry.SurveyLanguage : No language is named that could be told; the texts are"
            " taken for English."
        )
    ]


def test_translations_are_kept_by_their_tags() -> None:
    """Chinese codes become tags; what is no further language is listed."""
    told = {"QuestionText": "多少？", "Choices": {"1": {"Display": "是"}, "7": {"Display": "?"}}}
    carried = from_qsf(
        survey(
            mc(
                "QID1",
                Language={"ZH-S": told | {"Extra": 1}, "EN": {}, "zh_s": {}, "": {}, "FR": "oui"},
            ),
            mc("QID2", Language=[]),
        )
    )

    assert said(carried, "zh-hans") == {"q1.ask": "多少？", "q1.option.o_1": "是"}
    second = "This is no translation into another language, or the second into one."
    path = "$.SurveyElements[0].Payload.Language"
    assert [line for line in missing(carried) if path in line] == [
        f"{path}.EN EN: {second}",
        f"{path}.zh_s zh_s: {second}",
        f"{path}. : {second}",
        f"{path}.FR FR: {second}",
        f"{path}.ZH-S.Choices.7 7: It translates what is not there.",
        f"{path}.ZH-S.Extra Extra: This has no equal here.",
    ]


def test_what_is_filled_in_stands_in_square_brackets() -> None:
    """Piped text is listed, and braces of a text stand for themselves."""
    text = "Dear ${m://FirstName}, is {this}<br>${e://Field/Main%20site} of ${q://QID1/ChoiceText}?"
    carried = from_qsf(survey(element("QID1", "TE", "ML", QuestionText=text)))

    assert (
        said(carried)["q1.ask"]
        == "Dear [FirstName], is {{this}}\n[Main site] of [QID1 ChoiceText]?"
    )
    filled = "Something is filled in there; here its name stands in square brackets."
    path = "$.SurveyElements[0].Payload.QuestionText"
    assert missing(carried) == [
        f"{path} ${{m://FirstName}}: {filled}",
        f"{path} ${{e://Field/Main%20site}}: {filled}",
        f"{path} ${{q://QID1/ChoiceText}}: {filled}",
    ]


@pytest.mark.parametrize(
    ("choices", "low", "texts"),
    [
        ({str(n): {"Display": str(n - 1)} for n in range(1, 12)}, "0", {}),
        ([{"Display": str(n)} for n in range(10, -1, -1)], "10", {}),
        ([{"Display": t} for t in ("never", *"123456789", "ever")], "0", {0: "never", 10: "ever"}),
    ],
)
def test_points_of_a_net_promoter_question(choices: Any, low: str, texts: dict[int, str]) -> None:
    """The number that an option shows is its score, else its place; rules mean the score."""
    first = "1" if isinstance(choices, dict) else "0"
    shown = logic(where(f"q://QID1/SelectableChoice/{first}", "Selected"))
    carried = from_qsf(survey(nps("QID1", Choices=choices), mc("QID2", DisplayLogic=shown)))

    assert questions(carried)[1].show_if == Scored("q1", int(low), int(low))
    points = {int(k[9:]): text for k, text in said(carried).items() if k.startswith("q1.point.")}
    assert points == texts


def test_labels_stand_at_the_ends_of_a_scale() -> None:
    """A label between the ends, or one alone, is listed."""
    three = [{"Display": text} for text in ("no", "perhaps", "yes")]
    carried = from_qsf(
        survey(nps("QID1", ColumnLabels=three), nps("QID2", ColumnLabels=[{"Display": "?"}]))
    )

    assert {key: text for key, text in said(carried).items() if not key.endswith("ask")} == {
        "q1.low": "no",
        "q1.high": "yes",
    }
    middle = "This label stands at neither end of the scale."
    assert missing(carried) == [
        f"$.SurveyElements[0].Payload.ColumnLabels[1] 1: {middle}",
        f"$.SurveyElements[1].Payload.ColumnLabels[0] 0: {middle}",
    ]


@pytest.mark.parametrize(
    ("selector", "config", "line"),
    [
        (
            "HSLIDER",
            {"CSSliderMin": "0", "CSSliderMax": "10", "SnapToGrid": True, "GridLines": 10},
            "0-10",
        ),
        ("HBAR", {"CSSliderMin": 1, "CSSliderMax": 7}, "1-7"),
        ("STAR", {"CSSliderMax": 100, "StarCount": 5, "StarType": "discrete"}, "1-5"),
        ("HSLIDER", {"CSSliderMin": 0, "CSSliderMax": 100}, ""),
        ("HSLIDER", {"CSSliderMin": 0, "CSSliderMax": 10, "NumDecimals": 2}, ""),
        ("HSLIDER", {"CSSliderMin": 0, "CSSliderMax": 10, "SnapToGrid": True, "GridLines": 5}, ""),
        ("HBAR", {"CSSliderMin": 0}, ""),
        ("STAR", {"StarCount": 5, "StarType": "half"}, ""),
        ("STAR", {}, ""),
    ],
)
def test_sliders(selector: str, config: dict[str, Any], line: str) -> None:
    """A slider comes along where it stops at the whole numbers within 0 to 10."""
    asked = element("QID1", "Slider", selector, Configuration=config, Choices=[{"Display": "It"}])
    carried = from_qsf(survey(asked, nps("QID2")))

    assert [brief(each) for each in questions(carried)][:-1] == (
        [f"q1 scale {line}"] if line else []
    )
    assert missing(carried) == [
        "$.SurveyElements[0].Payload.Choices[0] 0: A scale has no line with a text of its own."
        if line
        else "$.SurveyElements[0].Payload Q1: It is no slider with one line and the whole numbers"
        " of 0 to 10 or of a part of it, and so did not come along."
    ]


def test_what_a_slider_shows_beside_its_ends_is_listed() -> None:
    """Marks and the box for "does not apply" stay behind; where that is off, nothing is lost."""
    config = {"CSSliderMin": 1, "CSSliderMax": 5}
    marks = {"1": {"Display": 1}}
    carried = from_qsf(
        survey(
            element("QID1", "Slider", "HBAR", Configuration=config | {"NotApplicable": False}),
            element(
                "QID2",
                "Slider",
                "HBAR",
                Configuration=config | {"NotApplicable": True},
                Answers=marks,
            ),
        )
    )

    assert missing(carried) == [
        (
            "$.SurveyElements[1].Payload.Configuration.NotApplicable NotApplicable: There somebody"
            " can say that it does not apply; here it is left empty."
        ),
        (
            "$.SurveyElements[1].Payload.Answers Answers: The marks along it are not shown here;"
            " its ends and labels say what the points mean."
        ),
    ]


def test_a_slider_with_two_lines_is_no_scale() -> None:
    """It would be two questions."""
    config = {"CSSliderMin": 0, "CSSliderMax": 10}
    two = element("QID1", "Slider", "HBAR", Configuration=config, Choices=[{}, {}])

    assert [q.id for q in questions(from_qsf(survey(two, nps("QID2"))))] == ["q2"]


def test_a_matrix_of_eleven_columns_runs_from_zero() -> None:
    """Fewer columns are points from one on, in the order in which they are shown."""
    rows = {"1": {"Display": "Price"}, "2": {"Display": "Care"}}
    eleven = [{"Display": str(n)} for n in range(11)]
    three = {"x": {"Display": "bad"}, "y": {"Display": "good"}, "z": {"Display": "fair"}}
    matrix = {"SubSelector": "SingleAnswer", "Choices": rows, "ChoiceOrder": [2, "1", 9]}
    carried = from_qsf(
        survey(
            element("QID1", "Matrix", "Likert", Answers=eleven, **matrix),
            element("QID2", "Matrix", "Likert", Answers=three, AnswerOrder=["x", "z"], **matrix),
            mc("QID3", DisplayLogic=logic(where("q://QID2/SelectableChoice/1/z", "Selected"))),
        )
    )

    assert [brief(question) for question in questions(carried)] == [
        "q1 matrix 0-10 a_2,a_1",
        "q2 matrix 1-3 a_2,a_1",
        "q3 choice o_1,o_2",
    ]
    text = said(carried)
    assert [text[f"q2.point.{n}"] for n in (1, 2, 3)] == ["bad", "fair", "good"]
    assert questions(carried)[2].show_if == Scored("q2.a_1", 2, 2)
    order = "$.SurveyElements[0].Payload.ChoiceOrder[2] 9: It puts in order what is not there."
    assert missing(carried)[0] == order


@pytest.mark.parametrize(("rows", "columns"), [(0, 3), (2, 1), (2, 12)])
def test_a_matrix_needs_rows_and_two_to_eleven_columns(rows: int, columns: int) -> None:
    """Any other stays behind, and its size is said."""
    sizes = {"Choices": [{"Display": "x"}] * rows, "Answers": [{"Display": "y"}] * columns}
    asked = element("QID1", "Matrix", "Likert", SubSelector="SingleAnswer", **sizes)
    carried = from_qsf(survey(asked, nps("QID2")))

    assert [question.id for question in questions(carried)] == ["q2"]
    assert missing(carried) == [
        (
            f"$.SurveyElements[0].Payload Q1: It is a matrix of {rows} rows and {columns} columns,"
            " and so did not come along."
        )
    ]


def test_words_can_be_written_beside_the_first_option_that_takes_them() -> None:
    """Those beside a second one are listed, as is every other trait of an option."""
    choices = {
        "1": {"Display": "A", "Image": {"ID": "IM_1"}},
        "2": {"Display": "B", "TextEntry": "true", "TextEntryForceResponse": "ON"},
        "3": {"Display": "C", "TextEntry": 1, "DisplayLogic": logic()},
        "4": "D",
    }
    carried = from_qsf(survey(element("QID1", "MC", "MAVR", Choices=choices)))

    assert [brief(question) for question in questions(carried)] == ["q1 choices o_1,o_2,o_3 +o_2"]
    path = "$.SurveyElements[0].Payload.Choices"
    assert missing(carried) == [
        f"{path}.4 Choices: an object is needed here.",
        f"{path}.1.Image Image: It is a picture there.",
        (
            f"{path}.2.TextEntryForceResponse TextEntryForceResponse: The words beside it are"
            " required"
            " there; here they are not."
        ),
        f"{path}.3.TextEntry TextEntry: Words can be written beside it there; here they cannot.",
        (
            f"{path}.3.DisplayLogic DisplayLogic: It is shown to some people there; here everybody"
            " sees it."
        ),
    ]


def test_answers_are_required_where_the_survey_forces_them() -> None:
    """Other checks are listed; nobody is forced to answer a notice."""

    def checked(**settings: Any) -> dict[str, Any]:
        return {"Validation": {"Settings": settings}}

    carried = from_qsf(
        survey(
            mc("QID1", **checked(ForceResponse="ON", ForceResponseType="ON", Type="None")),
            mc("QID2", **checked(ForceResponse="ON", ForceResponseType="RequestResponse")),
            mc("QID3", **checked(ForceResponse="OFF", Type="MinChoices", MinChoices="2")),
            element("QID4", "DB", "TB", **checked(ForceResponse="ON")),
        )
    )

    assert [question.required for question in questions(carried)] == [True, False, False, False]
    once = "Whoever gives no answer is asked once more there; here none is required."
    path = "Payload.Validation.Settings"
    assert missing(carried) == [
        f"$.SurveyElements[1].{path}.ForceResponse RequestResponse: {once}",
        f"$.SurveyElements[2].{path}.Type Type: Answers are not checked like this here.",
        (
            f"$.SurveyElements[2].{path}.MinChoices MinChoices: Answers are not checked like this"
            " here."
        ),
        f"$.SurveyElements[3].{path}.ForceResponse ON: {once}",
    ]


def test_switches_that_are_off_say_nothing() -> None:
    """What is switched on is listed."""
    off = {"DefaultChoices": False, "Randomization": {"Type": "None"}, "DisplayLogic": []}
    on = {"DefaultChoices": {"1": {"Selected": True}}, "Randomization": {"Type": "All"}}
    carried = from_qsf(survey(mc("QID1", **off), mc("QID2", **on, QuestionJS="go()")))

    path = "$.SurveyElements[1].Payload"
    assert missing(carried) == [
        (
            f"{path}.DefaultChoices DefaultChoices: An answer is chosen beforehand there; here none"
            " is."
        ),
        (
            f"{path}.Randomization Randomization: The order is left to a lot there; here it is"
            " always"
            " this one."
        ),
        f"{path}.QuestionJS QuestionJS: A program runs in the page there; here none does.",
    ]


ONE = mc("QID1", "red", "blue")
TWO = nps("QID2")
RED = where("q://QID1/SelectableChoice/1", "Selected")
BLUE = where("q://QID1/SelectableChoice/2", "Selected")
HIGH = where("q://QID2/NPS", "GreaterThan", "8")


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        (logic(RED), Chose("q1", ("o_1",))),
        (logic(where("q://QID1/SelectableChoice/1", "NotSelected")), Not(Chose("q1", ("o_1",)))),
        (logic(HIGH), Scored("q2", at_least=9)),
        (logic(where("q://QID2/NPS", "GreaterThanOrEqual", 7)), Scored("q2", at_least=7)),
        (logic(where("q://QID2/NPS", "LessThan", "7")), Scored("q2", at_most=6)),
        (
            logic(where("q://QID2/ChoiceNumericEntryValue/1", "LessThanOrEqual", "6")),
            Scored("q2", at_most=6),
        ),
        (logic(where("q://QID2/NPS", "EqualTo", "6")), Scored("q2", 6, 6)),
        (logic(where("q://QID2/NPS", "NotEqualTo", "6")), Not(Scored("q2", 6, 6))),
        (logic(where("q://QID2/SelectableChoice/3", "Selected")), Scored("q2", 3, 3)),
        (logic(where("q://QID3/ChoiceTextEntryValue", "NotEmpty")), Answered("q3")),
        (logic(where("q://QID3/ChoiceTextEntryValue", "Empty")), Not(Answered("q3"))),
        (
            logic(RED, {**BLUE, "Conjuction": "Or"}, {**HIGH, "Conjuction": "And"}),
            Or((Chose("q1", ("o_1",)), And((Chose("q1", ("o_2",)), Scored("q2", at_least=9))))),
        ),
        (
            {
                "0": {"0": RED, "1": {**BLUE, "Conjunction": "Or"}, "Type": "If"},
                "1": {"0": HIGH, "Type": "AndIf"},
                "Type": "BooleanExpression",
            },
            And((Or((Chose("q1", ("o_1",)), Chose("q1", ("o_2",)))), Scored("q2", at_least=9))),
        ),
        (
            {"1": {"0": HIGH, "Type": "OrIf"}, "0": {"0": RED}, "Type": "BooleanExpression"},
            Or((Chose("q1", ("o_1",)), Scored("q2", at_least=9))),
        ),
    ],
)
def test_display_logic_becomes_a_rule(condition: Any, rule: Rule) -> None:
    """What is compared, and how comparisons are joined, stays the same: "and" connects first."""
    assert rule_of(condition, ONE, TWO, element("QID3", "TE", "SL")) == rule


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("yes", "an object is needed here."),
        ({"0": "x"}, "holds something else than conditions"),
        ({"0": {"Type": "If"}}, "names no condition"),
        (logic() | {"Quota": 1}, "says 'Quota', which has no equal here"),
        (logic({**RED, "Times": 2}), "says 'Times', which has no equal here"),
        (logic({**RED, "LogicType": "DeviceType"}), "looks at 'DeviceType' and not at an answer"),
        (logic({**RED, "QuestionIsInLoop": "yes"}), "looks at one round of a loop"),
        (logic({**RED, "QuestionIsInLoop": []}), "looks at one round of a loop"),
        (logic({**RED, "Conjuction": "Xor"}), "joins its conditions in a way that is not known"),
        ({"0": {"0": RED, "Type": []}}, "joins its conditions in a way that is not known"),
        (logic(where("QID1", "Selected")), "does not say what it looks at"),
        (logic({**RED, "LeftOperand": 7}), "does not say what it looks at"),
        (logic(where("QID1/SelectableChoice/1", "Selected")), "does not say what it looks at"),
        (
            logic(where("q://QID1/SelectableChoice/1", "Displayed")),
            "asks of 'SelectableChoice' whether it is 'Displayed', which has no equal here",
        ),
        (logic(where("q://QID1/SelectableChoice/9", "Selected")), "names '9', which is no option"),
        (logic(where("q://QID1/SelectableChoice/1/2", "Selected")), "looks at a row of what is no"),
        (logic(where("q://QID1/SelectableChoice", "Selected")), "names '', which is no option"),
        (logic(where("q://QID2/SelectableChoice/99", "Selected")), "compares a score with"),
        (logic(where("q://QID8/SelectableChoice/1", "Selected")), "looks at 'QID8', which did not"),
        (logic(where("q://QID8/ChoiceTextEntryValue", "Empty")), "looks at 'QID8', which did not"),
        (logic(where("q://QID8/NPS", "EqualTo", 1)), "looks at 'QID8', which did not come along"),
        (logic(where("q://QID1/ChoiceTextEntryValue/2", "NotEmpty")), "looks at the words beside"),
        (logic(where("q://QID1/NPS", "EqualTo", 1)), "takes the answer to 'Q1' for a number"),
        (logic(where("q://QID2/NPS", "EqualTo", "ten")), "compares a score with something"),
    ],
)
def test_a_rule_that_cannot_be_said_is_listed_and_its_question_is_asked(
    condition: Any, reason: str
) -> None:
    """The question comes along without the rule."""
    carried = from_qsf(survey(ONE, TWO, element("QID9", "TE", "SL", DisplayLogic=condition)))

    assert questions(carried)[-1].show_if is None
    assert next(reason in line for line in missing(carried) if "DisplayLogic" in line)


def test_two_conditions_of_one_question_must_both_hold() -> None:
    """Display logic and that inside the page are joined."""
    both = element("QID9", "TE", "SL", DisplayLogic=logic(RED), InPageDisplayLogic=logic(HIGH))

    assert questions(from_qsf(survey(ONE, TWO, both)))[-1].show_if == And(
        (Chose("q1", ("o_1",)), Scored("q2", at_least=9))
    )


def skip(choice: int, to: str, **more: Any) -> dict[str, Any]:
    """Give one entry of skip logic of the first question."""
    return {
        "SkipLogicID": choice,
        "ChoiceLocator": f"q://QID1/SelectableChoice/{choice}",
        "Condition": "Selected",
        "SkipToDestination": to,
        "Description": "If …",
    } | more


def test_skip_logic_becomes_routes() -> None:
    """They lead to a question, behind the block, or to the end; a page would be shown whole."""
    first = {
        "Type": "Question",
        "QuestionID": "QID1",
        "SkipLogic": [skip(1, "QID3"), skip(2, "ENDOFBLOCK"), skip(3, "EndOfSurvey")],
    }
    breaks = {"Type": "Page Break"}
    file = survey(
        *(mc("QID1", "a", "b", "c"), mc("QID2"), mc("QID3"), mc("QID4")),
        blocks={"1": asks("BL_1", first, breaks, "QID2", "QID3"), "2": asks("BL_2", "QID4")},
    )

    carried = from_qsf(file)

    assert questions(carried)[0].routes == (
        Route(to="q3", when=Chose("q1", ("o_1",))),
        Route(to="q4", when=Chose("q1", ("o_2",))),
        Route(to=END, when=Chose("q1", ("o_3",))),
    )
    assert missing(carried) == []
    on_one_page = from_qsf(file.replace('{"Type": "Page Break"}, ', ""))
    assert missing(on_one_page) == [
        f"$.SurveyElements[4].Payload.1.BlockElements[0].SkipLogic[{n}] SkipLogic: The rest of its"
        " page may be shown there before it leads on; here it is not."
        for n in range(3)
    ]


def test_skip_logic_may_stand_at_the_question_and_end_the_last_block() -> None:
    """Behind the last block is the end; that of a question that stays behind is listed."""
    ranked = element("QID2", "RO", "DND", SkipLogic=[skip(1, "ENDOFSURVEY")])
    carried = from_qsf(survey(mc("QID1", SkipLogic=[skip(1, "EndOfBlock", Odd=1)]), ranked))

    assert questions(carried)[0].routes == (Route(to=END, when=Chose("q1", ("o_1",))),)
    assert missing(carried) == [
        "$.SurveyElements[1].Payload Q2: No question here is like those of the type RO/DND.",
        "$.SurveyElements[1].Payload.SkipLogic[0] SkipLogic: Its question did not come along.",
        "$.SurveyElements[0].Payload.SkipLogic[0].Odd Odd: This has no equal here.",
    ]


def test_branches_become_rules_of_all_that_stands_below_them() -> None:
    """Branches inside one another are joined with the logic of a question itself."""
    inner = {"Type": "Branch", "BranchLogic": logic(HIGH), "Flow": [step("BL_3")]}
    flow = [
        step("BL_1"),
        {"Type": "Branch", "BranchLogic": logic(RED), "Flow": [step("BL_2"), inner]},
        {"Type": "Group", "Description": "rest", "Flow": [step("BL_4")]},
    ]
    carried = from_qsf(
        survey(
            *(ONE, TWO, mc("QID3"), mc("QID4", DisplayLogic=logic(BLUE)), mc("QID5")),
            blocks=[
                asks("BL_1", "QID1", "QID2"),
                asks("BL_2", "QID3"),
                asks("BL_3", "QID4"),
                asks("BL_4", "QID5"),
            ],
            flow=flow,
        )
    )

    red, blue = Chose("q1", ("o_1",)), Chose("q1", ("o_2",))
    assert [question.show_if for question in questions(carried)] == [
        None,
        None,
        red,
        And((red, Scored("q2", at_least=9), blue)),
        None,
    ]
    assert missing(carried) == []


def test_a_branch_that_cannot_be_said_is_listed_once() -> None:
    """Everybody is asked all of its questions."""
    device = {**RED, "LogicType": "DeviceType"}
    branch = {"Type": "Branch", "BranchLogic": logic(device), "Flow": [step("BL_1")]}
    carried = from_qsf(survey(ONE, TWO, blocks=[asks("BL_1", "QID1", "QID2")], flow=[branch]))

    assert missing(carried) == [
        (
            "$.SurveyElements[3].Payload.Flow[0].BranchLogic BranchLogic: It looks at"
            " 'DeviceType' and"
            " not at an answer. Everybody is asked what stands below it."
        )
    ]


def test_steps_of_the_flow_that_have_no_equal_are_listed() -> None:
    """What stands below them is asked; what stands behind the end is not."""
    flow = [
        {"Type": "Authenticator", "Flow": [step("BL_1")]},
        {"Type": "Branch", "BranchLogic": logic(RED), "Flow": [{"Type": "EndSurvey"}]},
        {"Type": "WebService", "URL": "x"},
        {"Type": "Quota", "Flow": [step("BL_1"), step("BL_9")]},
        {},
        {"Type": "EndSurvey", "EndingType": "Advanced"},
        step("BL_2"),
    ]
    carried = from_qsf(
        survey(ONE, TWO, blocks=[asks("BL_1", "QID1"), asks("BL_2", "QID2")], flow=flow)
    )

    assert [question.id for question in questions(carried)] == ["q1"]
    again = "There is no such block, or it was asked before; it is asked once here."
    unlike = "This step of the flow has no equal here; what stands below it is asked of everybody."
    path = "$.SurveyElements[3].Payload.Flow"
    assert missing(carried) == [
        f"{path}[0] Authenticator: People are known by their link here, and do not sign in.",
        (
            f"{path}[1].Flow[0] EndSurvey: The survey ends here for some people; here the"
            " questions go"
            " on."
        ),
        f"{path}[1].BranchLogic BranchLogic: No question that is asked here stands below it.",
        f"{path}[2] WebService: No other system is called while somebody answers.",
        f"{path}[3] Quota: {unlike}",
        f"{path}[3].Flow[0] BL_1: {again}",
        f"{path}[3].Flow[1] BL_9: {again}",
        f"{path}[4] step: {unlike}",
        (
            f"{path}[5].EndingType EndingType: The survey ends in its own way there; here the"
            " page of"
            " thanks follows."
        ),
        f"{path}[6] Standard: It stands behind the end of the survey, and nobody gets there.",
        (
            "$.SurveyElements[2].Payload[1] BL_2: The flow does not lead to this block, and"
            " nobody is"
            " asked it."
        ),
        (
            "$.SurveyElements[1].Payload Q2: No block that is asked there holds it, so nobody is"
            " asked"
            " it."
        ),
    ]


def test_blocks_hold_questions_once() -> None:
    """A question, a block or an element that stands twice counts once."""
    odd = {"Type": "Picture"}
    options = {"RandomizeQuestions": "false", "Looping": "None", "BlockLocking": "false"}
    carried = from_qsf(
        survey(
            *(ONE, ONE),
            blocks=[
                asks("BL_1", "QID1", "QID1", "QID7", odd, Options=options),
                asks("BL_1", "QID1"),
                asks("BL_3", Options={"RandomizeQuestions": "RandomWithOnlyX"}),
                asks("", Type="Trash"),
            ],
        )
    )

    again = "There is no such question, or it was asked before."
    assert [question.id for question in questions(carried)] == ["q1"]
    path = "$.SurveyElements[2].Payload"
    assert missing(carried) == [
        "$.SurveyElements[1] SQ: An element of this kind, or a second one, is not known.",
        f"{path}[1] BL_1: A second block has the same name.",
        f"{path}[3] Trash: Nobody is asked what is thrown away.",
        f"{path}[0].BlockElements[3] Picture: This part of a block has no equal here.",
        (
            f"{path}[2].Options.RandomizeQuestions RandomizeQuestions: Its questions are asked"
            " in this"
            " order here."
        ),
        f"{path}[0].BlockElements[1] QID1: {again}",
        f"{path}[0].BlockElements[2] QID7: {again}",
    ]


def test_a_flow_without_blocks_leads_nowhere() -> None:
    """The questions then come in the order in which the file holds them."""
    carried = from_qsf(survey(TWO, ONE, flow=[step("BL_1")]))

    assert [question.id for question in questions(carried)] == ["q2", "q1"]
    assert missing(carried) == [
        (
            "$.SurveyElements[2].Payload FL: It leads through blocks, and there are none; questions"
            " come as listed."
        )
    ]


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (b"\xff", UnreadableFile),
        ("{", BadDocument),
        ("[]", BadDocument),
        ("{}", BadDocument),
        ('{"SurveyElements": 1}', BadDocument),
        ('{"SurveyElements": [1]}', BadDocument),
        (survey(), BadDocument),
        (" " * 5_000_001, BadDocument),
        (survey(nps("QID1", Choices=[{}])), BadDocument),
        (survey(element("QID1", "Matrix", "Likert")), BadDocument),
    ],
)
def test_what_is_no_survey_is_refused(file: str | bytes, error: type[Exception]) -> None:
    """Every refusal names the place."""
    with pytest.raises(error):
        from_qsf(file)


DOCUMENTS = [json.loads(read(name)) for name in FILES] + [
    json.loads(
        survey(
            *(mc("QID1", "a", "b", SkipLogic=[skip(1, "QID2"), skip(2, "ENDOFBLOCK")]), TWO),
            element("QID3", "TE", "SL", DisplayLogic=logic(RED, {**HIGH, "Conjuction": "Or"})),
            element("QID4", "Slider", "STAR", Configuration={"StarCount": 5}, Choices=[{}]),
            blocks=[asks("BL_1", "QID1"), asks("BL_2", "QID2", "QID3", "QID4")],
            flow=[
                step("BL_1"),
                {"Type": "Branch", "BranchLogic": logic(RED), "Flow": [step("BL_2")]},
            ],
        )
    )
]
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 200),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(["ON", "Trash", "Or", "QID1", "q://QID1/SelectableChoice/1", "${e://Field/a}"]),
    st.just([]),
    st.just({}),
    st.just([{"Display": "x"}]),
    st.just({"0": {"0": {}}}),
)


@settings(max_examples=60)
@given(document=st.sampled_from(DOCUMENTS), data=st.data())
def test_no_change_to_a_survey_makes_it_fail_in_another_way(
    document: dict[str, Any], data: st.DataObject
) -> None:
    """Values that go missing or become something else are listed or refused, and nothing else."""
    changed = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 6))):
        held = [value for _, value in objects(changed) if value]
        if not held:
            break
        value = held[data.draw(st.integers(0, len(held) - 1))]
        key = data.draw(st.sampled_from(sorted(value)))
        match data.draw(st.sampled_from(["other", "moved", "gone"])):
            case "other":
                value[key] = copy.deepcopy(data.draw(STRANGE))
            case "moved":
                value[key] = copy.deepcopy(held[data.draw(st.integers(0, len(held) - 1))])
            case _:
                del value[key]
    try:
        carried = from_qsf(json.dumps(changed))
    except B2bnpsError:
        return
    assert from_document(as_document(carried.question_set))
