"""A questionnaire of ours as a SurveyJS survey definition. No I/O."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

from b2bnps.exchange.carried import LeftOut
from b2bnps.exchange.carried.drafts import Unfit
from b2bnps.exchange.carried.ids import slug
from b2bnps.exchange.surveyjs.leading import Leading
from b2bnps.exchange.surveyjs.phrasing import written
from b2bnps.exchange.surveyjs.said import OWN, localised, survives
from b2bnps.model import Metric, Role
from b2bnps.questionnaires.question import Kind, Question
from b2bnps.questionnaires.rules import Rule
from b2bnps.questionnaires.schema import FALLBACK, Questionnaire
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.questionnaires.wording import merged, piped

__all__ = ["to_surveyjs"]

Object = dict[str, Any]

_TYPES: Final[Mapping[Kind, str]] = {
    Kind.SCALE: "rating",
    Kind.MATRIX: "matrix",
    Kind.CHOICE: "radiogroup",
    Kind.CHOICES: "checkbox",
    Kind.YES_NO: "boolean",
    Kind.CONTACT: "boolean",
    Kind.QUOTE: "boolean",
    Kind.TEXT: "comment",
    Kind.NOTICE: "html",
}
_OTHER = "other"
"""What SurveyJS calls the option beside which words can be written, always the last one."""


def to_surveyjs(asked: QuestionSet | Questionnaire) -> tuple[Object, tuple[LeftOut, ...]]:
    """Write a SurveyJS survey definition.

    Args:
        asked: a questionnaire, or a question set of which the block ``unknown`` is written.

    Returns:
        The definition as plain data for JSON, and what SurveyJS cannot know: roles, quotas,
        endings, declared metrics, what the host knows. The paths are those of our own document.
        What a text names in braces becomes a variable (``b2bnps_company``) for the host to set.
    """
    left_out: list[LeftOut] = []
    if isinstance(asked, QuestionSet):
        _leave_blocks(asked, left_out)
        asked = asked[str(Role.UNKNOWN)]
    elif asked.role is not Role.UNKNOWN or asked.block:
        left_out.append(
            LeftOut("$.role", asked.block or str(asked.role), "SurveyJS knows no roles.")
        )
    return _Writing(asked, left_out).survey(), tuple(left_out)


def _leave_blocks(asked: QuestionSet, left_out: list[LeftOut]) -> None:
    reason = "SurveyJS knows no roles: write each block by itself and choose in your own code."
    left_out.extend(
        LeftOut(f"$.blocks.{block}", block, reason) for block in asked if block != Role.UNKNOWN
    )


class _Writing:
    """Writes one questionnaire."""

    def __init__(self, asked: Questionnaire, left_out: list[LeftOut]) -> None:
        self._asked = asked
        self._left_out = left_out
        self._first = _first(asked)
        self._all = {**asked.texts, self._first: merged(asked.texts, self._first)}
        self._fields = {name: each for each in asked.questions for name in each.fields}
        self._told: set[str] = set()

    def survey(self) -> Object:
        leading = Leading(self._asked)
        elements = [
            self._element(question, f"$.questions[{number}]")
            for number, question in enumerate(self._asked.questions)
        ]
        triggers = leading.triggers(self._left_out)
        for number, ending in enumerate(self._asked.endings):
            self._leave(f"$.endings[{number}]", ending.id, "SurveyJS has one page of thanks.")
        for number, quota in enumerate(self._asked.quotas):
            self._leave(f"$.quotas[{number}]", quota.id, "SurveyJS counts no answers.")
        self._leave_texts()
        made: Object = {"title": self._asked.name, "showTitle": False, "locale": self._first}
        if slug(self._asked.name, "survey") != self._asked.name:
            self._leave(
                "$.name", "name", "When it is read again, a word is made of it; pass name=."
            )
        return made | {"pages": _pages(elements, leading.breaks)} | triggers

    def _leave(self, path: str, what: str, reason: str) -> None:
        self._left_out.append(LeftOut(path, what, reason))

    def _leave_texts(self) -> None:
        """List the texts that SurveyJS does not show, or shows in another way."""
        notices = {f"{q.id}.ask" for q in self._asked.questions if q.kind is Kind.NOTICE}
        named: set[str] = set()
        for language, table in self._asked.texts.items():
            for key, text in table.items():
                path = f"$.texts.{language}.{key}"
                named.update(piped(text))
                if key.startswith("ending."):
                    continue
                if key not in self._told:
                    self._leave(path, key, "SurveyJS has no place for it.")
                elif not survives(text, markup=key in notices):
                    self._leave(
                        path, key, "SurveyJS takes braces, spaces or signs in it otherwise."
                    )
        for name in sorted(named):
            self._leave("$.texts", f"{{{name}}}", f"Set the variable {OWN}{name} in your own code.")

    def _text(self, key: str, *, markup: bool = False) -> Any:
        self._told.add(key)
        texts = {tag: table[key] for tag, table in self._all.items() if key in table}
        return localised(texts, self._first, markup=markup) if texts else None

    def _texts(self, question: Question, keys: Mapping[str, str]) -> Object:
        """Give the texts of a question that there are, under SurveyJS's names."""
        texts = {name: self._text(f"{question.id}.{key}") for name, key in keys.items()}
        return {name: text for name, text in texts.items() if text is not None}

    def _element(self, question: Question, path: str) -> Object:
        element: Object = {"type": _TYPES[question.kind], "name": question.id}
        if question.kind is Kind.NOTICE:
            element["html"] = self._text(f"{question.id}.ask", markup=True) or question.id
        else:
            element |= self._texts(question, {"title": "ask", "description": "hint"})
        if question.kind in _WRITERS:
            element |= _WRITERS[question.kind](self, question, path)
        element |= {"isRequired": True} if question.required else {}
        if question.metric is not Metric.NONE:
            reason = "SurveyJS declares none; pass metrics= when you read it again."
            self._leave(f"{path}.metric", str(question.metric), reason)
        return element | self._shown(question.show_if, f"{path}.show_if")

    def _shown(self, rule: Rule | None, path: str) -> Object:
        if rule is None:
            return {}
        try:
            return {"visibleIf": written(rule, self._fields)}
        except Unfit as unfit:
            self._leave(path, "rule", f"It {unfit}. Everybody is asked there.")
            return {}

    def scale(self, question: Question, path: str) -> Object:
        ends = self._texts(question, {"minRateDescription": "low", "maxRateDescription": "high"})
        points = self._points(question)
        if not any(isinstance(point, dict) for point in points):
            return {"rateMin": question.low, "rateMax": question.high} | ends
        faces = question.faces and all(isinstance(point, dict) for point in points)
        if question.faces and not faces:
            self._leave(f"{path}.faces", "faces", "A face needs words, and not only its number.")
        shown = {"rateType": "smileys"} if faces else {}
        return {"autoGenerate": False, "rateValues": points} | shown | ends

    def matrix(self, question: Question, path: str) -> Object:
        if question.faces:
            self._leave(f"{path}.faces", "faces", "A matrix of SurveyJS has none.")
        rows = self._items(question, "aspect", question.aspects)
        each = {"eachRowRequired": True} if question.required else {}
        return {"columns": self._points(question), "rows": rows} | each

    def choice(self, question: Question, path: str) -> Object:
        listed = list(question.options)
        made: Object = {}
        if question.other == _OTHER == listed[-1] and len(listed) > 1:
            listed.pop()
            made = {"showOtherItem": True}
            made |= self._texts(
                question, {"otherText": "option.other", "otherPlaceholder": "other"}
            )
        elif question.other:
            reason = "SurveyJS takes words beside an option only if that is the last one, other."
            self._leave(f"{path}.other", question.other, reason)
        return {"choices": self._items(question, "option", listed)} | made

    def consent(self, question: Question, path: str) -> Object:
        if question.kind is not Kind.YES_NO:
            self._leave(f"{path}.kind", str(question.kind), "SurveyJS asks any yes or no alike.")
        return self._texts(question, {"labelTrue": "option.yes", "labelFalse": "option.no"})

    def _items(self, question: Question, part: str, ids: Iterable[str]) -> list[Object]:
        texts = {id_: self._text(f"{question.id}.{part}.{id_}") for id_ in ids}
        return [{"value": id_} | ({"text": text} if text else {}) for id_, text in texts.items()]

    def _points(self, question: Question) -> list[Any]:
        """Give the points with their words; a number says nothing more of itself."""
        points: list[Any] = []
        for point in question.points:
            key = f"{question.id}.point.{point}"
            said = {table[key] for table in self._all.values() if key in table}
            bare = said <= {str(point)}
            points.append(point if bare else {"value": point, "text": self._text(key)})
        return points


def _first(asked: Questionnaire) -> str:
    """Choose the language of the texts that name none: a complete one, best without a region."""
    if FALLBACK in asked.languages:
        return FALLBACK
    return min(asked.languages, key=lambda tag: ("-" in tag, tag))


def _pages(elements: list[Object], breaks: Iterable[int]) -> list[Object]:
    """Put the elements on pages, of which a new one begins at each of these places."""
    starts = [0, *sorted(breaks), len(elements)]
    pages = [elements[start:end] for start, end in pairwise(starts)]
    return [{"name": f"page{n}", "elements": page} for n, page in enumerate(pages, start=1)]


_WRITERS: Final[Mapping[Kind, Callable[[_Writing, Question, str], Object]]] = {
    Kind.SCALE: _Writing.scale,
    Kind.MATRIX: _Writing.matrix,
    Kind.CHOICE: _Writing.choice,
    Kind.CHOICES: _Writing.choice,
    Kind.YES_NO: _Writing.consent,
    Kind.CONTACT: _Writing.consent,
    Kind.QUOTE: _Writing.consent,
}
