"""Questions as the fields of a page."""

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from b2bnps.errors import BadAnswer
from b2bnps.flow import Opened
from b2bnps.model import Metric, Response
from b2bnps.questionnaires.schema import Kind, Question
from b2bnps.web.render import direction

FEW, SOME = 5, 7
"""Most points in one row of a narrow phone, and in two; more are set six to a row."""

OWN_WORDS = {"missing": "missing", "too_long": "too_long"}
"""Codes of refused answers that have a sentence of their own; the others share one."""


@frozen(kw_only=True)
class Point:
    """One radio button.

    Attributes:
        described: id of the label that says what this end of the scale means.
        mouth: outline of a face's mouth, empty where no face is shown.
        number: True where the label is the number itself.
    """

    id: str
    value: str
    label: str
    checked: bool = False
    described: str = ""
    mouth: str = ""
    number: bool = False


@frozen(kw_only=True)
class Field:
    """One question as it stands on the page.

    Attributes:
        id: of the element, unique on the page.
        name: of the form field: the question's id.
        shape: classes of the radio buttons' grid.
        points: the radio buttons; empty for an open question.
        value: what was entered or said before.
        problem: key of the sentence that says what is wrong, empty for nothing.
    """

    id: str
    name: str
    ask: str
    low: str = ""
    high: str = ""
    required: bool = False
    shape: str = ""
    points: tuple[Point, ...] = ()
    value: str = field(default="", repr=False)
    problem: str = ""
    language: str
    direction: str

    @property
    def target(self) -> str:
        """Id of the element that takes the answer, for a link from the list of problems."""
        return self.points[0].id if self.points else f"{self.id}-text"


def fields(
    opened: Opened, values: Mapping[str, str], problems: tuple[BadAnswer, ...] = ()
) -> tuple[Field, ...]:
    """Lay out the questions that a link opens.

    Args:
        opened: what the link opens.
        values: what stands in the fields, by question id.
        problems: what was refused.
    """
    sentences = {problem.question: OWN_WORDS.get(problem.code, "other") for problem in problems}
    language = opened.questionnaire.language(opened.language)
    questions = enumerate(opened.questionnaire.questions, 1)
    return tuple(
        Field(
            id=f"q{number}",
            name=question.id,
            ask=_text(opened, question, "ask"),
            low=_end(opened, question, "low"),
            high=_end(opened, question, "high"),
            required=question.required,
            shape=_shape(opened, question),
            points=tuple(_points(opened, question, f"q{number}", values.get(question.id, ""))),
            value=values.get(question.id, ""),
            problem=sentences.get(question.id, ""),
            language=language,
            direction=direction(language),
        )
        for number, question in questions
    )


def chosen(opened: Opened, score: str) -> dict[str, str]:
    """Read the score that somebody tapped in a mail; it is chosen on the page and never recorded.

    Args:
        opened: what the link opens.
        score: as it stands in the address; whatever is no point of the scale chooses nothing.
    """
    question = headline(opened)
    fits = question is not None and score in map(str, question.points)
    return {question.id: score} if question is not None and fits else {}


def headline(opened: Opened) -> Question | None:
    """Find the question that a mail asks: NPS, otherwise the first scale, if there is any."""
    scales = [q for q in opened.questionnaire.questions if q.kind is Kind.SCALE]
    return min(scales, key=lambda question: question.metric is not Metric.NPS, default=None)


def said(response: Response | None) -> dict[str, str]:
    """Write what somebody said before as the values of fields."""
    answers = response.answers if response else ()
    return {a.question: a.text or a.choice if a.score is None else str(a.score) for a in answers}


def _text(opened: Opened, question: Question, key: str) -> str:
    return opened.questionnaire.text(
        f"{question.id}.{key}",
        opened.language,
        company=opened.company,
        account=opened.account,
        name=opened.name,
    )


def _end(opened: Opened, question: Question, end: str) -> str:
    """Give the label of one end of a scale; where each point has words, the ends need none."""
    if question.kind is not Kind.SCALE or _worded(opened, question):
        return ""
    return _text(opened, question, end)


def _worded(opened: Opened, question: Question) -> bool:
    """Tell whether each point of a scale has words of its own."""
    return all(_text(opened, question, f"point.{point}") for point in question.points)


def _shape(opened: Opened, question: Question) -> str:
    """Choose the classes of the grid in which the radio buttons stand."""
    if question.faces:
        return "rows faces"
    if question.kind is Kind.CHOICE or _worded(opened, question):
        return "rows"
    points = len(question.points)
    return "few" if points <= FEW else "some" if points <= SOME else "many"


def _points(opened: Opened, question: Question, element: str, value: str) -> Iterator[Point]:
    """Yield the radio buttons of a question; an open question has none."""
    for option in question.options:
        yield Point(
            id=f"{element}-{option}",
            value=option,
            label=_text(opened, question, f"option.{option}"),
            checked=value == option,
        )
    worded = _worded(opened, question)
    for point in question.points:
        words = _text(opened, question, f"point.{point}") if worded else ""
        yield Point(
            id=f"{element}-{point}",
            value=str(point),
            label=words or str(point),
            checked=value == str(point),
            described="" if words else _described(question, element, point),
            mouth=_mouth(question, point) if question.faces else "",
            number=not words,
        )


def _described(question: Question, element: str, point: int) -> str:
    """Name the label of the end at which a point stands, so that it is read out with the number."""
    ends = {question.low: f"{element}-low", question.high: f"{element}-high"}
    return ends.get(point, "")


def _mouth(question: Question, point: int) -> str:
    """Draw a mouth in a face of 32 by 32: down at the low end, level halfway, up at the top."""
    bend = 2 * (point - question.low) / (question.high - question.low) - 1
    corner, middle = 21 - 1.8 * bend, 21 + 5 * bend
    return f"M10.2 {corner:.1f}Q16 {middle:.1f} 21.8 {corner:.1f}"
