"""Questions as the fields of a page."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from b2bnps.errors import BadAnswer
from b2bnps.questionnaires.reading import hear
from b2bnps.questionnaires.schema import Kind, Question
from b2bnps.questionnaires.wording import direction
from b2bnps.web.words import Words

FEW, SOME = 5, 7
"""Most points in one row of a narrow phone, and in two; more are set six to a row."""

OWN_WORDS = {"missing": "missing", "too_long": "too_long"}
"""Codes of refused answers that have a sentence of their own; the others share one."""

PAIRS = (Kind.YES_NO, Kind.CONTACT, Kind.QUOTE)
"""Kinds whose two options stand side by side."""


@frozen(kw_only=True)
class Point:
    """One radio button or checkbox.

    Attributes:
        name: of the form field.
        described: id of the label that says what this end of the scale means.
        mouth: outline of a face's mouth, empty where no face is shown.
        number: True where the label is the number itself.
    """

    id: str
    name: str
    value: str
    label: str
    checked: bool = False
    described: str = ""
    mouth: str = ""
    number: bool = False


@frozen(kw_only=True)
class Line:
    """A line for words beside an option."""

    id: str
    name: str
    label: str
    value: str = field(default="", repr=False)


@frozen(kw_only=True)
class Field:
    """One question as it stands on the page, or one aspect of a matrix.

    Attributes:
        id: of the element, unique on the page.
        name: of the form field.
        shape: classes of the grid in which the buttons stand.
        points: the buttons; empty for an open question, a notice and a matrix.
        rows: the aspects of a matrix.
        line: where words can be written beside an option.
        value: what was entered or said before.
        problem: key of the sentence that says what is wrong, empty for nothing.
    """

    id: str
    name: str
    kind: Kind
    ask: str
    hint: str = ""
    low: str = ""
    high: str = ""
    required: bool = False
    shape: str = ""
    points: tuple[Point, ...] = ()
    rows: tuple["Field", ...] = ()
    line: Line | None = None
    value: str = field(default="", repr=False)
    problem: str = ""
    language: str
    direction: str

    @property
    def wrong(self) -> str:
        """Key of what is wrong with the question, or with the first aspect that has a problem."""
        return self.problem or next((row.problem for row in self.rows if row.problem), "")

    @property
    def target(self) -> str:
        """Id of the element that takes the answer, for a link from the list of problems."""
        row = next((row for row in self.rows if row.problem), self)
        return row.points[0].id if row.points else f"{self.id}-text"

    @property
    def described(self) -> str:
        """Ids of what is read out with the question: the line of help and what is wrong."""
        hint = f"{self.id}-hint" if self.hint else ""
        problem = f"{self.id}-problem" if self.problem else ""
        return f"{hint} {problem}".strip()


@frozen
class _Sheet:
    """What the fields of one page have in common: words, values, and what was refused."""

    words: Words
    values: Mapping[str, str]
    problems: Mapping[str, str]

    @property
    def language(self) -> str:
        """The language of the questions."""
        return self.words.language

    @property
    def direction(self) -> str:
        """The way in which it is written."""
        return direction(self.words.language)


def fields(
    words: Words,
    questions: Iterable[Question],
    values: Mapping[str, str],
    problems: Iterable[BadAnswer] = (),
) -> tuple[Field, ...]:
    """Lay out the questions of one page.

    Args:
        words: of the questionnaire.
        questions: those of the page.
        values: what stands in the fields, by name.
        problems: what was refused.
    """
    sentences = {problem.question: OWN_WORDS.get(problem.code, "other") for problem in problems}
    sheet = _Sheet(words, values, sentences)
    numbers = {each.id: number for number, each in enumerate(words.questionnaire.questions, 1)}
    return tuple(_field(sheet, each, f"q{numbers[each.id]}") for each in questions)


def _field(sheet: _Sheet, question: Question, element: str) -> Field:
    is_matrix = question.kind is Kind.MATRIX
    return Field(
        id=element,
        name=question.id,
        kind=question.kind,
        ask=sheet.words.of(question, "ask"),
        hint=sheet.words.of(question, "hint"),
        low="" if is_matrix else _end(sheet, question, "low"),
        high="" if is_matrix else _end(sheet, question, "high"),
        required=question.required,
        shape=_shape(sheet, question),
        points=() if is_matrix else tuple(_points(sheet, question, element, question.id)),
        rows=tuple(_rows(sheet, question, element)),
        line=_line(sheet, question, element),
        value=sheet.values.get(question.id, ""),
        problem=sheet.problems.get(question.id, ""),
        language=sheet.language,
        direction=sheet.direction,
    )


def _rows(sheet: _Sheet, question: Question, element: str) -> Iterator[Field]:
    """Yield the aspects of a matrix, each a scale of its own; other questions have none."""
    for aspect in question.aspects:
        id_, name = f"{element}-{aspect}", f"{question.id}.{aspect}"
        yield Field(
            id=id_,
            name=name,
            kind=Kind.SCALE,
            ask=sheet.words.of(question, f"aspect.{aspect}"),
            low=_end(sheet, question, "low"),
            high=_end(sheet, question, "high"),
            required=question.required,
            shape=_shape(sheet, question),
            points=tuple(_points(sheet, question, id_, name)),
            problem=sheet.problems.get(name, ""),
            language=sheet.language,
            direction=sheet.direction,
        )


def _line(sheet: _Sheet, question: Question, element: str) -> Line | None:
    if not question.other:
        return None
    name = f"{question.id}.words"
    label, value = sheet.words.of(question, "other"), sheet.values.get(name, "")
    return Line(id=f"{element}-words", name=name, label=label, value=value)


def _end(sheet: _Sheet, question: Question, end: str) -> str:
    """Give the label of one end of a scale; where each point has words, the ends need none."""
    if not question.points or sheet.words.has_points(question):
        return ""
    return sheet.words.of(question, end)


def _shape(sheet: _Sheet, question: Question) -> str:
    """Choose the classes of the grid in which the buttons stand."""
    if question.kind in PAIRS:
        return "pair"
    if question.faces:
        return "rows faces"
    if question.options or sheet.words.has_points(question):
        return "rows"
    points = len(question.points)
    return "few" if points <= FEW else "some" if points <= SOME else "many"


def _points(sheet: _Sheet, question: Question, element: str, name: str) -> Iterator[Point]:
    """Yield the buttons of a question; an open one and a notice have none."""
    if question.kind is Kind.CHOICES:
        yield from _boxes(sheet, question, element)
        return
    value = sheet.values.get(name, "")
    for option in question.choices:
        yield Point(
            id=f"{element}-{option}",
            name=name,
            value=option,
            label=sheet.words.of(question, f"option.{option}"),
            checked=value == option,
        )
    worded = sheet.words.has_points(question)
    for point in question.points:
        words = sheet.words.of(question, f"point.{point}") if worded else ""
        yield Point(
            id=f"{element}-{point}",
            name=name,
            value=str(point),
            label=words or str(point),
            checked=value == str(point),
            described="" if words else _described(sheet, question, element, point),
            mouth=_mouth(question, point) if question.faces else "",
            number=not words,
        )


def _boxes(sheet: _Sheet, question: Question, element: str) -> Iterator[Point]:
    """Yield a checkbox for each option; however several were written, the reader knows them."""
    chosen = hear([question], sheet.values).said.get(question.id, frozenset())
    for option in question.options:
        yield Point(
            id=f"{element}-{option}",
            name=f"{question.id}.{option}",
            value="yes",
            label=sheet.words.of(question, f"option.{option}"),
            checked=isinstance(chosen, frozenset) and option in chosen,
        )


def _described(sheet: _Sheet, question: Question, element: str, point: int) -> str:
    """Name the label of the end at which a point stands, so that it is read out with the number."""
    ends = {question.low: "low", question.high: "high"}
    end = ends.get(point, "")
    return f"{element}-{end}" if end and sheet.words.of(question, end) else ""


def _mouth(question: Question, point: int) -> str:
    """Draw a mouth in a face of 32 by 32: down at the low end, level halfway, up at the top."""
    bend = 2 * (point - question.low) / (question.high - question.low) - 1
    corner, middle = 21 - 1.8 * bend, 21 + 5 * bend
    return f"M10.2 {corner:.1f}Q16 {middle:.1f} 21.8 {corner:.1f}"
