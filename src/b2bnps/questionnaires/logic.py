"""Reading what somebody answered. This module does no I/O.

There is one reader, whatever an answer came by: page, text message, interview, file or interface.
It never raises and never guesses. A score is a number as people write one, ``0`` to ``10``;
``int()`` would also take ``1_0``, full-width and Arabic-Indic digits and ``True``, and so read
answers that nobody meant to give.
"""

import re
from collections.abc import Callable, Mapping

from attrs import frozen

from b2bnps.errors import BadAnswer
from b2bnps.model import Answer
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire

__all__ = ["CODES", "LONGEST", "Reading", "read"]

LONGEST = 10_000
"""Longest comment that is taken, in characters: about four printed pages."""

CODES = (
    "missing",
    "not_a_number",
    "not_an_integer",
    "not_text",
    "out_of_range",
    "too_long",
    "unknown_option",
)
"""Every reason for refusing an answer, for whoever puts them into words."""

_BLANK = " \t\r\n\f\v"
_SCORE = re.compile(r"10|[0-9]")
_OTHER_WHOLE = re.compile(r"-?[1-9][0-9]*")
_FRACTION = re.compile(r"-?[0-9]+[.,][0-9]+")
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of surrogate pairs, which no database could write down."""


@frozen(kw_only=True)
class Reading:
    """What a form says.

    Attributes:
        answers: the good ones, in the order of the questions; a bad one never costs a good one.
        complete: True where the form was final and every required question has a good answer.
        problems: one for each answer that is refused or missing, in the order of the questions.
            They are never raised: a page shows each beside its question.
    """

    answers: tuple[Answer, ...] = ()
    complete: bool = False
    problems: tuple[BadAnswer, ...] = ()


def read(
    questionnaire: Questionnaire, form: Mapping[str, str | int | None], *, final: bool = True
) -> Reading:
    r"""Read raw answers against the questionnaire that was asked.

    Args:
        questionnaire: what was asked.
        form: raw answers by question id; None and blank text mean not answered. Ids that the
            questionnaire does not ask are passed over and never stored.
        final: False for what is saved while somebody is still filling it in: required questions
            may then be open, and nothing is complete.

    Returns:
        Scores as integers within their scale, ids of options, and comments without control
        characters and with ``\n`` as line end. Each problem has one of :data:`CODES`.
    """
    answers: list[Answer] = []
    problems: list[BadAnswer] = []
    open_questions = False
    for question in questionnaire.questions:
        found = _read(question, form.get(question.id), final=final)
        if isinstance(found, Answer):
            answers.append(found)
            continue
        open_questions |= question.required
        if found is not None:
            problems.append(found)
    complete = final and bool(answers) and not open_questions
    return Reading(answers=tuple(answers), complete=complete, problems=tuple(problems))


Found = Answer | BadAnswer | None


def _read(question: Question, raw: object, *, final: bool) -> Found:
    """Read one raw answer; None where there is none, and none is needed."""
    blank = raw is None or (isinstance(raw, str) and not raw.strip(_BLANK))
    found = None if blank else _READERS[question.kind](question, raw)
    if found is None and question.required and final:
        return _refused(question, "missing")
    return found


def _scale(question: Question, raw: object) -> Found:
    number = _number(raw)
    if isinstance(number, str):
        return _refused(question, number)
    if number not in question.points:
        return _refused(question, "out_of_range")
    return Answer(question=question.id, metric=question.metric, score=number)


def _number(raw: object) -> int | str:
    """Read a whole number; what is none gives the code that says why."""
    match raw:
        case bool():
            return "not_a_number"
        case int():
            return int(raw)
        case float():
            return "not_an_integer"
        case str():
            return _written_number(raw.strip(_BLANK))
        case _:
            return "not_a_number"


def _written_number(text: str) -> int | str:
    if _SCORE.fullmatch(text):
        return int(text)
    if _OTHER_WHOLE.fullmatch(text):
        return "out_of_range"
    return "not_an_integer" if _FRACTION.fullmatch(text) else "not_a_number"


def _text(question: Question, raw: object) -> Found:
    if not isinstance(raw, str):
        return _refused(question, "not_text")
    text = _UNPRINTABLE.sub("", _LINE_END.sub("\n", raw)).strip()
    if len(text) > LONGEST:
        return _refused(question, "too_long")
    return Answer(question=question.id, text=text) if text else None


def _choice(question: Question, raw: object) -> Found:
    option = raw.strip(_BLANK) if isinstance(raw, str) else ""
    if option not in question.options:
        return _refused(question, "unknown_option")
    return Answer(question=question.id, choice=option)


def _refused(question: Question, code: str) -> BadAnswer:
    """Say what would be taken, and nothing of what came: it may be somebody's words."""
    expected = {
        Kind.SCALE: f"a whole number from {question.low} to {question.high}",
        Kind.TEXT: f"text of up to {LONGEST} characters",
        Kind.CHOICE: f"one of {', '.join(question.options)}",
    }
    return BadAnswer(question.id, code, expected[question.kind])


_READERS: Mapping[Kind, Callable[[Question, object], Found]] = {
    Kind.SCALE: _scale,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
}
