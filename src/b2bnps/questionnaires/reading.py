"""Raw answers as answers, one question at a time. This module does no I/O.

A score is a number as people write one, ``0`` to ``10``; ``int()`` would also take ``1_0``,
full-width and Arabic-Indic digits and ``True``, and so read answers that nobody meant to give.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import Factory, frozen

from b2bnps.errors import BadAnswer
from b2bnps.model import Answer
from b2bnps.questionnaires.question import Kind, Question

__all__ = ["CODES", "LONGEST", "Heard", "as_form", "hear", "plain", "refused"]

LONGEST = 10_000
"""Longest comment that is taken, in characters: about four printed pages."""

CODES = (
    "missing",
    "not_a_number",
    "not_an_integer",
    "not_asked",
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

_UNTICKED = frozenset({"0", "no", "false"})

Form = Mapping[str, object]
Value = int | str | frozenset[str]


@frozen
class Heard:
    """What a form holds, whether or not it was asked.

    Attributes:
        said: good answers by field, as rules look at them.
        answers: the same as they are recorded.
        problems: codes of refused answers by field.
    """

    said: dict[str, Value] = Factory(dict)
    answers: dict[str, tuple[Answer, ...]] = Factory(dict)
    problems: dict[str, str] = Factory(dict)


def hear(questions: Iterable[Question], form: Form) -> Heard:
    """Read every raw answer by itself.

    Args:
        questions: what may have been asked.
        form: raw answers by field (see :func:`b2bnps.questionnaires.read`).
    """
    heard = Heard()
    for question in questions:
        for name, value in _READERS[question.kind](question, form, heard.problems):
            heard.said[name] = value
            if len(_beside(question, form)) > LONGEST:
                heard.problems[name] = "too_long"
            heard.answers[name] = tuple(_answers(question, name, value, form))
    return heard


def as_form(questions: Iterable[Question], answers: Iterable[Answer]) -> dict[str, str]:
    """Write recorded answers as the fields of a form again; reading them gives the same answers."""
    several = {question.id for question in questions if question.kind is Kind.CHOICES}
    form: dict[str, str] = {}
    for answer in answers:
        if answer.choice and answer.question in several:
            form[f"{answer.question}.{answer.choice}"] = "yes"
        elif answer.choice:
            form[answer.question] = answer.choice
        else:
            form[answer.question] = answer.text if answer.score is None else str(answer.score)
        if answer.choice and answer.text:
            form[f"{answer.question}.words"] = answer.text
    return form


def refused(question: Question, name: str, code: str) -> BadAnswer:
    """Say what would be taken, and nothing of what came: it may be somebody's words."""
    if question.points:
        expected = f"a whole number from {question.low} to {question.high}"
    elif question.choices:
        several = "of " if question.kind is Kind.CHOICES else "one of "
        expected = f"{several}{', '.join(question.choices)}"
    else:
        expected = f"text of up to {LONGEST} characters"
    return BadAnswer(name, code, "no answer" if code == "not_asked" else expected)


Found = Iterator[tuple[str, Value]]
Problems = dict[str, str]


def _scale(question: Question, form: Form, problems: Problems) -> Found:
    raw = form.get(question.id)
    if raw is not None:
        yield from _rated(question, question.id, raw, problems)


def _matrix(question: Question, form: Form, problems: Problems) -> Found:
    nested = form.get(question.id)
    rows = nested if isinstance(nested, Mapping) else {}
    for aspect, name in zip(question.aspects, question.fields, strict=True):
        yield from _rated(question, name, form.get(name, rows.get(aspect)), problems)


def _rated(question: Question, name: str, raw: object, problems: Problems) -> Found:
    if _is_blank(raw):
        return
    number = _number(raw)
    if isinstance(number, str):
        problems[name] = number
    elif question.low <= number <= question.high:
        yield name, number
    else:
        problems[name] = "out_of_range"


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


def _choice(question: Question, form: Form, problems: Problems) -> Found:
    raw = form.get(question.id)
    if _is_blank(raw):
        if _beside(question, form):
            yield question.id, question.other
        return
    option = raw.strip(_BLANK) if isinstance(raw, str) else ""
    if option in question.choices:
        yield question.id, option
    else:
        problems[question.id] = "unknown_option"


def _consent(question: Question, form: Form, problems: Problems) -> Found:
    raw = form.get(question.id)
    said = {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else raw
    yield from _choice(question, {question.id: said}, problems)


def _choices(question: Question, form: Form, problems: Problems) -> Found:
    """Read several options; an option that does not exist costs none of the others."""
    chosen = list(_listed(form.get(question.id)))
    chosen += [o for o in question.options if _is_ticked(form.get(f"{question.id}.{o}"))]
    if _beside(question, form):
        chosen.append(question.other)
    if any(option not in question.options for option in chosen):
        problems[question.id] = "unknown_option"
    taken = frozenset(chosen).intersection(question.options)
    if taken:
        yield question.id, taken


def _listed(raw: object) -> Iterator[str]:
    """Give the options that a list, or a text with commas or semicolons, names."""
    if isinstance(raw, str):
        raw = re.split("[,;]", raw)
    if isinstance(raw, list | tuple | set | frozenset):
        named = (each for each in raw if not _is_blank(each))
        yield from (each.strip(_BLANK) if isinstance(each, str) else "" for each in named)
    elif raw is not None:
        yield ""


def _text(question: Question, form: Form, problems: Problems) -> Found:
    raw = form.get(question.id)
    if raw is None:
        return
    if not isinstance(raw, str):
        problems[question.id] = "not_text"
    elif (text := plain(raw)) and len(text) > LONGEST:
        problems[question.id] = "too_long"
    elif text:
        yield question.id, text


def _notice(_question: Question, _form: Form, _problems: Problems) -> Found:
    return iter(())


def plain(raw: object) -> str:
    """Give words without control characters, and with one kind of line end."""
    if not isinstance(raw, str):
        return ""
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", raw)).strip()


def _beside(question: Question, form: Form) -> str:
    """Give the words beside the option that takes some."""
    return plain(form.get(f"{question.id}.words")) if question.other else ""


def _is_blank(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip(_BLANK))


def _is_ticked(raw: object) -> bool:
    """Whether a field of one option chooses it; a file says no where a page says nothing."""
    written = str(raw).strip(_BLANK).lower()
    return not _is_blank(raw) and written not in _UNTICKED


def _answers(question: Question, name: str, value: Value, form: Form) -> Iterator[Answer]:
    """Write what was heard as it is recorded; several options are an answer each."""
    if isinstance(value, int):
        yield Answer(question=name, metric=question.metric, score=value)
    elif question.kind is Kind.TEXT:
        yield Answer(question=name, text=str(value))
    else:
        chosen = value if isinstance(value, frozenset) else {value}
        words = _beside(question, form)
        words = words if len(words) <= LONGEST else ""
        for option in question.choices:
            if option in chosen:
                beside = words if option == question.other else ""
                yield Answer(question=name, choice=option, text=beside)


_READERS: Mapping[Kind, Callable[[Question, Form, Problems], Found]] = {
    Kind.SCALE: _scale,
    Kind.MATRIX: _matrix,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _consent,
    Kind.CONTACT: _consent,
    Kind.QUOTE: _consent,
    Kind.TEXT: _text,
    Kind.NOTICE: _notice,
}
