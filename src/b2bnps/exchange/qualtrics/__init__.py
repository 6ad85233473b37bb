r"""Survey files of Qualtrics (QSF), brought in. This module does no I/O.

::

    survey = Path("customers.qsf").read_bytes()
    carried = from_qsf(survey, metrics={"Q4": Metric.CSAT})
    print(to_json(carried.question_set), *carried.left_out, sep="\n")

What comes along:

==============================================  ==================================================
there                                           here
==============================================  ==================================================
Net Promoter question                           a scale from 0 to 10 that measures NPS
multiple choice, with one answer or several     a choice, with words beside the first option that
                                                takes them
text entry; descriptive text                    a text; a notice
Likert matrix with one answer in each row       a matrix: columns are the points from 1 on, eleven
                                                of them those from 0 to 10
slider with one line, stars                     a scale, where it stops at whole numbers up to 10
display logic, branches                         rules, as far as they look at answers
skip logic                                      routes
translations                                    texts by language
==============================================  ==================================================

Questions are called by their export tags (``Q4``) here, and by their ids (``QID4``) in the rules of
a survey. A lot, a loop, embedded data, quotas, piped text and scripts do not come along;
:attr:`~b2bnps.exchange.carried.Carried.left_out` says what follows from that.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from b2bnps.errors import BadDocument
from b2bnps.exchange.carried import Carried
from b2bnps.exchange.carried.arriving import arrived
from b2bnps.exchange.carried.drafts import FINISH, Crossing, Draft, Unfit, is_tag
from b2bnps.exchange.carried.places import Place, loaded
from b2bnps.exchange.qualtrics.flow import Branch, Flow, Seat
from b2bnps.exchange.qualtrics.logic import Scores, condition, way
from b2bnps.exchange.qualtrics.looks import gathered, rest
from b2bnps.exchange.qualtrics.questions import taken
from b2bnps.exchange.qualtrics.texts import language_of
from b2bnps.model import Metric

__all__ = ["from_qsf"]

_NO_METRICS: Final[Mapping[str, Metric]] = MappingProxyType({})
_ELEMENTS: Final[Mapping[str, str]] = {
    "BR": "How often each branch of a lot was taken.",
    "NT": "A note that colleagues left at a question.",
    "PL": "The address of a preview.",
    "PROJ": "What sort of project it is there.",
    "QC": "How many questions there are.",
    "QO": "A quota. Make one here, with a rule for the answers that count.",
    "RS": "The set to which its responses belong.",
    "SCO": "Points that answers are given there; here they are not.",
    "SO": "Looks, access and end of the survey. Here the host decides about them.",
    "STAT": "Figures of the survey.",
}


def from_qsf(
    text: str | bytes, *, name: str = "", metrics: Mapping[str, Metric] = _NO_METRICS
) -> Carried:
    """Bring in a survey that was exported from Qualtrics.

    Args:
        text: the file; bytes are UTF-8.
        name: of the question set; that of the survey where it is empty.
        metrics: what questions measure, by their export tags. A Net Promoter question measures
            NPS without being named.

    Raises:
        BadDocument: it is no survey of Qualtrics, larger than five million characters, or holds
            no question that could be asked here.
        UnreadableFile: the bytes are not UTF-8.
        InvalidValue: ``metrics`` names no question, or one that cannot measure this.
    """
    data = loaded(text)
    if not isinstance(data, dict) or not isinstance(data.get("SurveyElements"), list | dict):
        raise BadDocument(["$.SurveyElements: a list of the elements of a survey is needed here."])
    crossing = Crossing("en")
    top = Place(data, "$", crossing.left_out)
    title = _entry(crossing, top.below("SurveyEntry"))
    questions, seats = _elements(top)
    rest(top)
    _cross(crossing, questions, seats)
    crossing.left_out[:] = gathered(crossing.left_out)
    return arrived(crossing, name=name or title or "survey", metrics=metrics)


def _entry(crossing: Crossing, entry: Place) -> str:
    """Read the language of the survey, and give its name."""
    code = entry.text("SurveyLanguage")
    if is_tag(language_of(code)):
        crossing.language = language_of(code)
    else:
        reason = "No language is named that could be told; the texts are taken for English."
        entry.note(entry.at("SurveyLanguage"), code, reason)
    title = str(entry.text("SurveyName"))
    rest(entry)
    return title


def _elements(top: Place) -> tuple[dict[str, Place], list[Seat]]:
    """Sort the elements: the payloads of the questions, and where each question is asked."""
    questions: dict[str, Place] = {}
    blocks: list[Place] = []
    flow: Place | None = None
    for element in top.each("SurveyElements"):
        sort, named = element.text("Element"), element.text("PrimaryAttribute")
        if sort == "SQ" and named not in questions:
            questions[named] = element.below("Payload")
            rest(element)
        elif sort == "BL":
            blocks.extend(element.each("Payload"))
            rest(element)
        elif sort == "FL" and flow is None:
            flow = element.below("Payload")
            rest(element)
        else:
            reason = _ELEMENTS.get(sort, "An element of this kind, or a second one, is not known.")
            element.leave(sort or "element", reason)
    return questions, _seats(blocks, flow, questions)


def _seats(blocks: Iterable[Place], flow: Place | None, questions: Iterable[str]) -> list[Seat]:
    """Give the seats in the order of the flow, else of the blocks, else of the questions."""
    blocks = list(blocks)
    if not blocks:
        if flow is not None:
            flow.leave(
                "FL", "It leads through blocks, and there are none; questions come as listed."
            )
        return [Seat(question, "$.SurveyElements", 0, 0, ()) for question in questions]
    walked = Flow(blocks)
    if flow is None:
        walked.walk_blocks()
    else:
        flow.take("Type")
        walked.walk(flow.each("Flow"))
        rest(flow)
    walked.rest()
    return walked.seats


def _cross(crossing: Crossing, questions: dict[str, Place], seats: Iterable[Seat]) -> None:
    scores: Scores = {}
    held: list[tuple[Seat, Draft]] = []
    page = 0
    for seat in seats:
        crossing.fresh, page = crossing.fresh or seat.page != page, seat.page
        held.extend((seat, draft) for draft in _sat(crossing, scores, questions, seat))
    for left in questions.values():
        what = left.text("DataExportTag") or "question"
        left.leave(what, "No block that is asked there holds it, so nobody is asked it.")
    lost: set[str] = set()
    behind = _behind(held)
    for number, (seat, draft) in enumerate(held):
        draft.shown[:0] = [
            condition(*branch, scores)
            for branch in seat.branches
            if _is_said(crossing, branch, scores, lost)
        ]
        _lead_on(scores, held, number, behind)


def _sat(
    crossing: Crossing, scores: Scores, questions: dict[str, Place], seat: Seat
) -> Iterator[Draft]:
    """Yield the question of a seat, where it comes along."""
    payload = questions.pop(seat.question, None)
    draft = None
    if payload is None:
        here = Place({}, seat.path, crossing.left_out)
        here.leave(seat.question, "There is no such question, or it was asked before.")
    else:
        seat.skips.extend(payload.each("SkipLogic"))
        draft = taken(crossing, scores, seat.question, payload)
    if draft is not None:
        yield draft
    else:
        for skip in seat.skips:
            skip.leave("SkipLogic", "Its question did not come along.")


def _is_said(crossing: Crossing, branch: Branch, scores: Scores, lost: set[str]) -> bool:
    """Tell whether the condition of a branch can be said; where not, that is listed once."""
    path, logic = branch
    if path in lost:
        return False
    try:
        condition(path, logic, scores).rule(crossing.known)
    except Unfit as unfit:
        lost.add(path)
        here = Place({}, path, crossing.left_out)
        here.leave("BranchLogic", f"It {unfit}. Everybody is asked what stands below it.")
        return False
    return True


def _lead_on(
    scores: Scores, held: list[tuple[Seat, Draft]], number: int, behind: Mapping[int, str]
) -> None:
    """Make routes of the skip logic of a question."""
    seat, draft = held[number]
    after = held[number + 1][0] if number + 1 < len(held) else None
    for skip in seat.skips:
        way_on = way(skip, scores, behind[seat.block])
        draft.ways.append(way_on)
        if after is not None and after.page == seat.page and after.question != way_on.to:
            reason = "The rest of its page may be shown there before it leads on; here it is not."
            skip.note(skip.path, "SkipLogic", reason)


def _behind(held: Iterable[tuple[Seat, Draft]]) -> dict[int, str]:
    """Give the question behind each block: the first one of the next block, else the end."""
    firsts: dict[int, str] = {}
    for seat, _ in held:
        firsts.setdefault(seat.block, seat.question)
    return dict(zip(firsts, [*firsts.values(), FINISH][1:], strict=True))
