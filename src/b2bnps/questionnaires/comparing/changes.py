"""What is different between two versions of a questionnaire. This module does no I/O."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from b2bnps.questionnaires.checks import Ending, Quota
from b2bnps.questionnaires.question import Question, Route
from b2bnps.questionnaires.rules import Rule, as_data
from b2bnps.questionnaires.schema import Questionnaire

__all__ = ["CHANGES", "Change", "changes"]

CHANGES: Final[Mapping[str, str]] = {
    "added": "A question or an ending is new.",
    "aspects": "What a matrix asks about.",
    "block": "For whom the questionnaire is: a role, a department or both.",
    "faces": "Whether the points of a scale are shown as faces.",
    "kind": "How a question is answered.",
    "language": "A language was begun or given up.",
    "metric": "What a question measures.",
    "moved": "A question stands in another place among the others, or endings or quotas do.",
    "name": "The name of the question set.",
    "options": "The options of a choice, or their order.",
    "other": "Beside which option words can be written.",
    "page": "Whether a question begins a page.",
    "quota": "How many answers of a sort are wanted.",
    "removed": "A question or an ending is gone.",
    "required": "Whether a question must be answered.",
    "route": "Where an answer leads.",
    "rule": "When a question is asked.",
    "scale": "The ends of a scale.",
    "screened_out": "Whether an ending says that somebody was not meant to be asked.",
    "text": "Words in one language.",
}
"""What can change."""


@frozen(kw_only=True)
class Change:
    """One thing that is different.

    Attributes:
        question: id of the question, ``ending.<id>`` of an ending, empty for the whole.
        what: one of :data:`CHANGES`.
        detail: how it was and is, or which texts of which language.
    """

    question: str = ""
    what: str
    detail: str = ""


def changes(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    """Yield whatever makes the digest of the new version another one."""
    yield from _differences("", old, new, _WHOLE)
    yield from _of_questions(old.questions, new.questions)
    yield from _of_endings(old.endings, new.endings)
    yield from _of_quotas(old.quotas, new.quotas)
    yield from _of_languages(old, new)


def _rule(rule: Rule | None) -> str:
    return "none" if rule is None else json.dumps(as_data(rule), ensure_ascii=False)


def _route(route: Route) -> str:
    return f"{route.to} ({'always' if route.when is None else _rule(route.when)})"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values) or "none"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


Told = Mapping[str, Callable[[Any], str]]
"""By what can change, how it is put into words."""

_WHOLE: Final[Told] = {
    "name": lambda one: str(one.name),
    "block": lambda one: str(one.block or one.role),
}
_QUESTION: Final[Told] = {
    "kind": lambda one: str(one.kind),
    "scale": lambda one: f"{one.low} to {one.high}",
    "faces": lambda one: _yes(one.faces),
    "metric": lambda one: str(one.metric or "none"),
    "required": lambda one: _yes(one.required),
    "options": lambda one: _listed(one.options),
    "aspects": lambda one: _listed(one.aspects),
    "other": lambda one: one.other or "none",
    "rule": lambda one: _rule(one.show_if),
    "route": lambda one: _listed(map(_route, one.routes)),
    "page": lambda one: _yes(one.new_page),
}
_ENDING: Final[Told] = {"screened_out": lambda one: _yes(one.screened_out)}


def _differences(question: str, old: object, new: object, told: Told) -> Iterator[Change]:
    for what, written in told.items():
        was, is_ = written(old), written(new)
        if was != is_:
            yield Change(question=question, what=what, detail=f"was {was}; is {is_}")


def _of_questions(old: Sequence[Question], new: Sequence[Question]) -> Iterator[Change]:
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    yield from (Change(question=id_, what="removed") for id_ in before if id_ not in after)
    yield from (Change(question=id_, what="added") for id_ in after if id_ not in before)
    for id_ in _moved([i for i in before if i in after], [i for i in after if i in before]):
        places = list(before).index(id_) + 1, list(after).index(id_) + 1
        detail = "was number {}; is number {}".format(*places)
        yield Change(question=id_, what="moved", detail=detail)
    for each in new:
        if each.id in before:
            yield from _differences(each.id, before[each.id], each, _QUESTION)


def _moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Give the fewest that must be moved to make one order the other."""
    stays: list[list[str]] = []
    for id_ in new:
        runs = [run for run in stays if old.index(run[-1]) < old.index(id_)]
        stays.append([*max(runs, key=len, default=[]), id_])
    staying = max(stays, key=len, default=[])
    return [id_ for id_ in new if id_ not in staying]


def _of_endings(old: Sequence[Ending], new: Sequence[Ending]) -> Iterator[Change]:
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    yield from (Change(question=f"ending.{i}", what="removed") for i in before if i not in after)
    yield from (Change(question=f"ending.{i}", what="added") for i in after if i not in before)
    both = [each for each in new if each.id in before]
    for each in both:
        yield from _differences(f"ending.{each.id}", before[each.id], each, _ENDING)
    if [each.id for each in both] != [id_ for id_ in before if id_ in after]:
        yield Change(what="moved", detail="the endings stand in another order")


def _of_quotas(old: Sequence[Quota], new: Sequence[Quota]) -> Iterator[Change]:
    before, after = ([f"{q.id}: {q.limit} of {_rule(q.when)}" for q in side] for side in (old, new))
    if before != after:
        yield Change(what="quota", detail=f"was {_listed(before)}; is {_listed(after)}")


def _of_languages(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    for language in sorted(old.texts.keys() | new.texts.keys()):
        if language not in new.texts:
            yield Change(what="language", detail=f"{language} is gone")
        elif language not in old.texts:
            yield Change(what="language", detail=f"{language} is new")
        else:
            yield from _of_texts(old, new, language)


def _of_texts(old: Questionnaire, new: Questionnaire, language: str) -> Iterator[Change]:
    """Yield one change for each question and ending that both have."""
    before, after = old.texts[language], new.texts[language]
    both = set(_owners(old)).intersection(_owners(new))
    keys: dict[str, list[str]] = {}
    for key in sorted(before.keys() | after.keys()):
        is_ending = key.startswith("ending.")
        owner = key.rpartition(".")[0] if is_ending else key.partition(".")[0]
        if owner in both and before.get(key) != after.get(key):
            keys.setdefault(owner, []).append(key)
    for owner, told in keys.items():
        yield Change(question=owner, what="text", detail=f"{language}: {', '.join(told)}")


def _owners(questionnaire: Questionnaire) -> list[str]:
    endings = (f"ending.{ending.id}" for ending in questionnaire.endings)
    return [*(question.id for question in questionnaire.questions), *endings]
