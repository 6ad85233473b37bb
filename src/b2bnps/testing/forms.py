"""Hypothesis strategies for what people answer and in which situation they are asked."""

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from b2bnps.model import Role
from b2bnps.questionnaires.question import Kind, Question
from b2bnps.questionnaires.rules import Situation
from b2bnps.questionnaires.schema import Questionnaire

__all__ = ["KNOWN", "QUOTAS", "Form", "forms", "situations"]

Form = dict[str, Any]

KNOWN: Mapping[str, tuple[str, ...]] = {"phase": ("design", "build"), "product": ("basic", "plus")}
"""What rules look up of the host, and the values that they name."""

QUOTAS = ("small", "large")
"""Ids of the quotas."""

REFUSED = (-1, 11, 6.5, "none of these", b"7", [None, 7], {"planning": "?"}, "x" * 10_001, True)
"""Each is refused by most kinds of questions."""

NOTHING: SearchStrategy[Form] = st.builds(dict)


def situations() -> SearchStrategy[Situation]:
    """Situations in which somebody is asked, those that rules name and others."""
    known = {name: st.sampled_from((*values, "other")) for name, values in KNOWN.items()}
    return st.builds(
        Situation,
        role=st.sampled_from(Role),
        known=st.fixed_dictionaries({}, optional=known),
        full=st.frozensets(st.sampled_from(QUOTAS)),
    )


def forms(questionnaire: Questionnaire, *, spoiled: bool = True) -> SearchStrategy[Form]:
    """Raw answers to questions on and off the way, in every form that is taken.

    Args:
        spoiled: False for answers that are never refused, to every required question at least.
    """
    parts = [_answered(question, spoiled) for question in questionnaire.questions]
    return st.tuples(*parts).map(
        lambda each: {name: raw for part in each for name, raw in part.items()}
    )


def _answered(question: Question, spoiled: bool) -> SearchStrategy[Form]:
    good = _READINGS[question.kind](question)
    if question.kind is Kind.NOTICE:
        return good
    if not spoiled:
        return good if question.required else good | NOTHING
    names = st.sampled_from((question.id, *question.fields))
    bad = st.tuples(names, st.sampled_from(REFUSED)).map(lambda pair: {pair[0]: pair[1]})
    return st.one_of(NOTHING, good, good, good, bad)


def _scores(question: Question) -> SearchStrategy[object]:
    points = st.sampled_from(question.points)
    return points | points.map(str) | points.map(lambda point: f" {point}\n")


def _matrix(question: Question) -> SearchStrategy[Form]:
    """Write the lines one by one or as an object, all of them where they are required."""
    lines = {aspect: _scores(question) for aspect in question.aspects}
    filled = (
        st.fixed_dictionaries(lines)
        if question.required
        else st.fixed_dictionaries({}, optional=lines)
    )
    apart = filled.map(lambda f: {f"{question.id}.{aspect}": raw for aspect, raw in f.items()})
    return apart | filled.map(lambda form: {question.id: form})


def _choice(question: Question) -> SearchStrategy[Form]:
    chosen = st.sampled_from(question.choices).map(lambda option: {question.id: option})
    return chosen | _beside(question, chosen) if question.other else chosen


def _choices(question: Question) -> SearchStrategy[Form]:
    some = st.lists(st.sampled_from(question.options), min_size=1, unique=True)
    listed = some.map(lambda each: {question.id: each})
    joined = some.map(lambda each: {question.id: ", ".join(each)})
    ticked = some.map(lambda each: {f"{question.id}.{option}": "on" for option in each})
    chosen = listed | joined | ticked
    return chosen | _beside(question, chosen) if question.other else chosen


def _beside(question: Question, chosen: SearchStrategy[Form]) -> SearchStrategy[Form]:
    """Write words beside an option, which choose it where nothing else is chosen."""
    words = {f"{question.id}.words": "something else"}
    return (chosen | NOTHING).map(lambda form: {**form, **words})


def _consent(question: Question) -> SearchStrategy[Form]:
    return st.sampled_from(["yes", "no", True, False]).map(lambda said: {question.id: said})


def _words(question: Question) -> SearchStrategy[Form]:
    return st.sampled_from(["x", "a\r\nb", "çok iyi"]).map(lambda text: {question.id: text})


_READINGS: Mapping[Kind, Callable[[Question], SearchStrategy[Form]]] = {
    Kind.SCALE: lambda question: _scores(question).map(lambda raw: {question.id: raw}),
    Kind.MATRIX: _matrix,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _consent,
    Kind.CONTACT: _consent,
    Kind.QUOTE: _consent,
    Kind.TEXT: _words,
    Kind.NOTICE: lambda _: NOTHING,
}
