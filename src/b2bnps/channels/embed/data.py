"""A page of questions as plain data that JSON can carry."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from attrs import field, frozen

from b2bnps.questionnaires.logic import Situation, Turn, resume, turn
from b2bnps.questionnaires.question import END
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire
from b2bnps.questionnaires.wording import direction

__all__ = ["ANYBODY", "as_data", "carried"]

ANYBODY = Situation()


def as_data(
    questionnaire: Questionnaire,
    *,
    language: str,
    company: str,
    name: str = "",
    account: str | None = None,
    product: str = "",
    phase: str | None = None,
    form: Mapping[str, object] | None = None,
    situation: Situation = ANYBODY,
) -> dict[str, Any]:
    """Give one page of questions as plain data that JSON can carry.

    Args:
        questionnaire, language: what is asked, in which words.
        company, name, account, product, phase: what stands for ``{company}`` and the like; where
            no product is passed it is the company.
        form: raw answers so far, by field. With ``at``, the id of the first question of the page
            that was posted, the page after it comes (with ``back``, the one before), or the first
            that has a problem; without ``at``, the page on which somebody stopped.
        situation: in which the person is asked.

    Returns:
        ``questionnaire`` (its digest), ``language``, ``direction`` and the page: ``questions``;
        ``at``, to post with their answers; ``first`` and ``last``; ``done`` and then the
        ``ending``: its id, ``end`` for the usual one, and ``title`` and ``text`` of others. In
        ``said`` is what stands in the fields of the page, in ``hidden`` what was said on others,
        to be posted again, and in ``problems`` the code of each refused ``field``.

        Each question has ``id``, ``kind``, ``metric``, ``required``, ``ask``, ``hint``, the names
        of its ``fields`` and ``choices``, a list of ``value`` and ``label``. A scale and a matrix
        also have what their ends mean, in ``low`` and ``high``, and ``faces``; a matrix has
        ``aspects``, a list of ``field`` and ``label``; a choice with an option for other words
        has ``other``: the ``option``, the ``field`` of the words and a ``label``.
    """
    names: dict[str, str | None] = {
        "company": company,
        "name": name,
        "account": account,
        "product": product or company,
        "phase": phase,
    }
    words = _Words(questionnaire, questionnaire.language(language), names)
    raw = dict(_flat(form or {}))
    here = _here(questionnaire, raw, situation)
    elsewhere = carried(questionnaire, raw, here.questions)
    return {
        "questionnaire": questionnaire.digest,
        "language": words.language,
        "direction": direction(words.language),
        "questions": [_question(question, words) for question in here.questions],
        "at": here.questions[0].id if here.questions else "",
        "first": here.first,
        "last": here.last,
        "done": here.done,
        "ending": _ending(here, words),
        "said": {k: v for k, v in carried(questionnaire, raw).items() if k not in elsewhere},
        "hidden": elsewhere,
        "problems": [{"field": p.question, "code": p.code} for p in here.reading.problems],
    }


@frozen
class _Words:
    """Gives each text in one language, filled in."""

    questionnaire: Questionnaire
    language: str
    names: Mapping[str, str | None] = field(repr=False)

    def say(self, key: str) -> str:
        return self.questionnaire.text(key, self.language, **self.names)


def carried(
    questionnaire: Questionnaire, form: Mapping[str, str], page: Iterable[Question] = ()
) -> dict[str, str]:
    """Take from a form what was said on the other pages, to be posted again with this one.

    Args:
        questionnaire: what is asked.
        form: raw answers so far, by field.
        page: the questions of this page, whose fields stand there to be seen.
    """
    here = {question.id for question in page}
    others = (each for each in questionnaire.questions if each.id not in here)
    names = set(chain.from_iterable(map(_names, others)))
    return {key: raw for key, raw in form.items() if raw and key in names}


def _names(question: Question) -> Iterable[str]:
    """Name every field in which an answer to a question may come."""
    inner = (*question.options, *question.aspects, "words")
    return (question.id, *(f"{question.id}.{each}" for each in inner))


def _flat(form: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """Write raw answers as a form has them: numbers, lists and mappings as text."""
    for key, raw in form.items():
        if isinstance(raw, Mapping):
            yield from _flat({f"{key}.{inner}": value for inner, value in raw.items()})
        elif isinstance(raw, list | tuple | set | frozenset):
            yield key, ",".join(sorted(map(str, raw)))
        elif isinstance(raw, bool):
            yield key, "yes" if raw else "no"
        elif raw is not None:
            yield key, str(raw)


def _here(questionnaire: Questionnaire, form: Mapping[str, str], situation: Situation) -> Turn:
    if "at" not in form:
        return resume(questionnaire, form, situation)
    return turn(questionnaire, form, at=form["at"], back="back" in form, situation=situation)


def _ending(here: Turn, words: _Words) -> dict[str, str]:
    """Name the ending, with its words where they are the questionnaire's own."""
    if not here.done:
        return {}
    ending = here.reading.ending
    keys = () if ending == END else ("title", "text")
    return {"id": ending} | {key: words.say(f"ending.{ending}.{key}") for key in keys}


def _question(question: Question, words: _Words) -> dict[str, Any]:
    def text(key: str) -> str:
        return words.say(f"{question.id}.{key}")

    data: dict[str, Any] = {
        "id": question.id,
        "kind": str(question.kind),
        "metric": str(question.metric),
        "required": question.required,
        "ask": text("ask"),
        "hint": text("hint"),
        "fields": list(question.fields),
    }
    if question.points:
        labels = ((str(n), text(f"point.{n}") or str(n)) for n in question.points)
        ends = {"low": text("low"), "high": text("high"), "faces": question.faces}
        data |= {"choices": _choices(labels)} | ends
    else:
        data |= {"choices": _choices((o, text(f"option.{o}")) for o in question.choices)}
    if question.kind is Kind.MATRIX:
        named = zip(question.fields, question.aspects, strict=True)
        data["aspects"] = [{"field": f, "label": text(f"aspect.{a}")} for f, a in named]
    if question.other:
        other = {"option": question.other, "field": f"{question.id}.words"}
        data["other"] = other | {"label": text("other")}
    return data


def _choices(labels: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels]
