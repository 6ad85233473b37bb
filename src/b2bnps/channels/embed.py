"""The questions inside a page of the host's, where the contact is logged in.

Nothing is sent: the host shows the questions and posts the answers to ``flow.respond``, or lets
the form post them to the personal page. There is no script in it and no style, so it takes on
the looks of the page around it by the class names that begin with ``b2bnps``.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from b2bnps.errors import InvalidValue
from b2bnps.messages.wording import direction, phrases
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire

__all__ = ["as_data", "as_html"]


def as_data(
    questionnaire: Questionnaire, *, language: str, company: str, name: str = ""
) -> dict[str, Any]:
    """Give the questions as plain data that JSON can carry, for a page that draws them itself.

    Args:
        questionnaire, language: what is asked, in which words.
        company, name: what stands for ``{company}`` and ``{name}`` in them.

    Returns:
        ``questionnaire`` (its digest), ``language``, ``direction`` and ``questions``: each with
        ``id``, ``kind``, ``metric``, ``required``, ``ask`` and ``choices``, a list of ``value``
        and ``label``. A scale also has what its ends mean, in ``low`` and ``high``.
    """
    shown = questionnaire.language(language)

    def text(key: str) -> str:
        return questionnaire.text(key, shown, company=company, name=name)

    return {
        "questionnaire": questionnaire.digest,
        "language": shown,
        "direction": direction(shown),
        "questions": [_question(q, text) for q in questionnaire.questions],
    }


def _question(question: Question, texts: Callable[[str], str]) -> dict[str, Any]:
    def text(key: str) -> str:
        return texts(f"{question.id}.{key}")

    data: dict[str, Any] = {
        "id": question.id,
        "kind": str(question.kind),
        "metric": str(question.metric),
        "required": question.required,
        "ask": text("ask"),
    }
    if question.kind is Kind.SCALE:
        labels = ((str(n), text(f"point.{n}") or str(n)) for n in question.points)
        return data | {"choices": _choices(labels), "low": text("low"), "high": text("high")}
    return data | {"choices": _choices((o, text(f"option.{o}")) for o in question.options)}


def _choices(labels: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels]


def as_html(
    questionnaire: Questionnaire,
    *,
    language: str,
    company: str,
    action: str,
    name: str = "",
    hidden: Mapping[str, str] | None = None,
    wording: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """Give the questions as one HTML form, usable by keyboard and screen reader.

    Args:
        questionnaire, language, company, name: as for :func:`as_data`.
        action: where the form posts to: a path of the host's, or an http(s) address.
        hidden: further fields to post, e.g. the nonce of the page and the host's CSRF token.
        wording: as ``Sender.wording``, for the words on the button in another language.

    Raises:
        InvalidValue: an action with another scheme.
    """
    if not action.startswith(("/", "https://", "http://")):
        message = "action: takes a path or an http or https address."
        raise InvalidValue(message)
    data = as_data(questionnaire, language=language, company=company, name=name)
    words = phrases(data["language"], wording or {}) or phrases("en", {})
    fields = [
        *(_tag("input", type="hidden", name=k, value=v) for k, v in (hidden or {}).items()),
        *(_field(question, words) for question in data["questions"]),
        f"{_tag('button', type='submit')}{escape(words['send'])}</button>",
    ]
    start = _tag(
        "form",
        **{"class": "b2bnps"},
        method="post",
        action=action,
        lang=data["language"],
        dir=data["direction"],
    )
    return "\n".join([start, *fields, "</form>"])


def _field(question: Mapping[str, Any], words: Mapping[str, str]) -> str:
    required = "" if question["required"] else f" <small>({escape(words['optional'])})</small>"
    ask = f"{escape(question['ask'])}{required}"
    if question["choices"]:
        return _fieldset(question, ask)
    name = question["id"]
    area = _tag("textarea", id=f"b2bnps-{name}", name=name, rows="3", **_needed(question))
    label = _tag("label", **{"for": f"b2bnps-{name}"})
    return f'<p class="b2bnps-text">{label}{ask}</label>\n{area}</textarea></p>'


def _fieldset(question: Mapping[str, Any], ask: str) -> str:
    radios = "\n".join(_radio(question, choice) for choice in question["choices"])
    parts = [f"<legend>{ask}</legend>", *_ends(question), radios]
    start = _tag("fieldset", **{"class": f"b2bnps-{question['kind']}"})
    return "\n".join([start, *parts, "</fieldset>"])


def _ends(question: Mapping[str, Any]) -> list[str]:
    """Say what the ends of a scale mean, where that is known."""
    if not question.get("low") or not question.get("high"):
        return []
    first, last = question["choices"][0]["value"], question["choices"][-1]["value"]
    hint = f"{first} = {question['low']} · {last} = {question['high']}"
    return [f'<p class="b2bnps-ends">{escape(hint)}</p>']


def _radio(question: Mapping[str, Any], choice: Mapping[str, str]) -> str:
    radio = _tag(
        "input", type="radio", name=question["id"], value=choice["value"], **_needed(question)
    )
    return f"<label>{radio} {escape(choice['label'])}</label>"


def _needed(question: Mapping[str, Any]) -> dict[str, str]:
    return {"required": "required"} if question["required"] else {}


def _tag(tag: str, **attributes: str) -> str:
    """Open an element with escaped attributes."""
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>"
