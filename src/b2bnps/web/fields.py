"""Questions as the fields of a page."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from b2bnps.questionnaires.schema import Kind, Question
from b2bnps.web.render import direction

if TYPE_CHECKING:
    from b2bnps.errors import BadAnswer
    from b2bnps.flow import Opened
    from b2bnps.model import Response

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
    opened: "Opened", values: Mapping[str, str], problems: tuple["BadAnswer", ...] = ()
) -> tuple[Field, ...]:
    """Lay out the questions that a link opens.

    Args:
        opened: what the link opens.
        values: what stands in the fields, by question id.
        problems: what was refused.
    """
    codes = {problem.question: OWN_WORDS.get(problem.code, "other") for problem in problems}
    names = {"company": opened.company, "account": opened.account, "name": opened.name}
    language = opened.questionnaire.language(opened.language)

    def text(key: str) -> str:
        return opened.questionnaire.text(key, language, **names)

    def lay_out(number: int, question: Question) -> Field:
        element = f"q{number}"
        value = values.get(question.id, "")
        scale = question.kind is Kind.SCALE
        return Field(
            id=element,
            name=question.id,
            ask=text(f"{question.id}.ask"),
            low=text(f"{question.id}.low") if scale and not question.faces else "",
            high=text(f"{question.id}.high") if scale and not question.faces else "",
            required=question.required,
            shape=_shape(question),
            points=tuple(_points(question, element, value, text)),
            value=value,
            problem=codes.get(question.id, ""),
            language=language,
            direction=direction(language),
        )

    return tuple(lay_out(n, q) for n, q in enumerate(opened.questionnaire.questions, 1))
