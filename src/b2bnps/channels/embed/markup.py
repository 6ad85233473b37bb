"""A page of questions as HTML for a page of the host's."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from b2bnps.channels.embed.data import ANYBODY, as_data
from b2bnps.errors import InvalidValue
from b2bnps.messages.wording import phrases
from b2bnps.questionnaires.logic import Situation
from b2bnps.questionnaires.schema import Questionnaire

__all__ = ["as_html"]

Data = Mapping[str, Any]
Words = Mapping[str, str]


def as_html(
    questionnaire: Questionnaire,
    *,
    language: str,
    company: str,
    action: str,
    name: str = "",
    account: str | None = None,
    product: str = "",
    phase: str | None = None,
    form: Mapping[str, object] | None = None,
    situation: Situation = ANYBODY,
    hidden: Mapping[str, str] | None = None,
    wording: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """Give one page of questions as an HTML form, usable by keyboard and screen reader.

    Args:
        questionnaire, language, company, name, account, product, phase, form, situation: as for
            :func:`as_data`.
        action: where the form posts to: a path of the host's, or an http(s) address.
        hidden: further fields to post, e.g. the nonce of the page and the host's CSRF token.
        wording: as ``Sender.wording``, for the words on the buttons in another language.

    Returns:
        The form; where nothing is left to ask, the words of thanks.

    Raises:
        InvalidValue: an action with another scheme.
    """
    if not action.startswith(("/", "https://", "http://")):
        message = "action: takes a path or an http or https address."
        raise InvalidValue(message)
    data = as_data(
        questionnaire,
        language=language,
        company=company,
        name=name,
        account=account,
        product=product,
        phase=phase,
        form=form,
        situation=situation,
    )
    words = phrases(data["language"], wording or {}) or phrases("en", {})
    if data["done"]:
        return _last_words(data, words)
    alone = form is None and data["first"] and data["last"]
    own = data["hidden"] if alone else {"at": data["at"], **data["hidden"]}
    return _form(data, words, action=action, hidden={**(hidden or {}), **own})


def _form(data: Data, words: Words, *, action: str, hidden: Words) -> str:
    page = _Page(data, {**phrases("en", {}), **words})
    start = _tag(
        "form",
        **{"class": "b2bnps"},
        method="post",
        action=action,
        lang=data["language"],
        dir=data["direction"],
    )
    fields = [
        *(_tag("input", type="hidden", name=k, value=v) for k, v in hidden.items()),
        *(page.field(question) for question in data["questions"]),
        *page.buttons(),
    ]
    return "\n".join([start, *fields, "</form>"])


def _last_words(data: Data, words: Words) -> str:
    """Write what is said at the end."""
    start = _tag("div", **{"class": "b2bnps-end"}, lang=data["language"], dir=data["direction"])
    ending = data["ending"]
    title = f"<h2>{escape(ending['title'])}</h2>" if "title" in ending else ""
    text = f"<p>{escape(ending.get('text', words['thanks']))}</p>"
    return "\n".join(filter(None, [start, title, text, "</div>"]))


class _Page:
    """Writes the fields of one page."""

    def __init__(self, data: Data, words: Words) -> None:
        self.words = words
        self.first, self.last = data["first"], data["last"]
        self.said = data["said"]
        self.problems = {each["field"]: each["code"] for each in data["problems"]}

    def buttons(self) -> Iterator[str]:
        send = self.words["send" if self.last else "next"]
        yield f"{_tag('button', type='submit')}{escape(send)}</button>"
        if not self.first:
            back = _tag("button", type="submit", name="back", value="yes", formnovalidate="")
            yield f"{back}{escape(self.words['back'])}</button>"

    def field(self, question: Data) -> str:
        if question["kind"] == "notice":
            return f'<p class="b2bnps-notice">{escape(question["ask"])}</p>{self.hint(question)}'
        if question["kind"] == "text":
            return self.open(question)
        return self.group(question)

    def open(self, question: Data) -> str:
        name = question["id"]
        state = {**_needed(question), **self.state(question, name)}
        area = _tag("textarea", id=f"b2bnps-{name}", name=name, rows="3", **state)
        label = f"{_tag('label', **{'for': f'b2bnps-{name}'})}{self.ask(question)}</label>"
        beside = self.hint(question) + self.problem(name)
        text = escape(self.said.get(name, ""))
        return f'<p class="b2bnps-text">{label}\n{area}{text}</textarea></p>{beside}'

    def group(self, question: Data) -> str:
        name = question["id"]
        rows = [self.row(question, aspect) for aspect in question.get("aspects", ())]
        kind = {"class": f"b2bnps-{question['kind']}"}
        parts = [
            _tag("fieldset", **kind, **self.described(question, name)),
            f"<legend>{self.ask(question)}</legend>",
            self.hint(question),
            self.problem(name),
            *_ends(question),
            *(rows or self.choices(question, name)),
            self.line(question),
            "</fieldset>",
        ]
        return "\n".join(filter(None, parts))

    def row(self, question: Data, aspect: Data) -> str:
        name = aspect["field"]
        start = _tag("fieldset", **{"class": "b2bnps-aspect"}, **self.described({}, name))
        parts = [start, f"<legend>{escape(aspect['label'])}</legend>", self.problem(name)]
        return "\n".join(filter(None, [*parts, *self.choices(question, name), "</fieldset>"]))

    def choices(self, question: Data, name: str) -> Iterator[str]:
        several = question["kind"] == "choices"
        listed = self.said.get(name, "").split(",")
        for choice in question["choices"]:
            value = choice["value"]
            own = f"{name}.{value}" if several else name
            chosen = value in listed or (several and own in self.said)
            box = _tag(
                "input",
                type="checkbox" if several else "radio",
                name=own,
                value="yes" if several else value,
                **({"checked": ""} if chosen else {}),
                **({} if several else _needed(question)),
            )
            yield f"<label>{box} {escape(choice['label'])}</label>"

    def line(self, question: Data) -> str:
        if "other" not in question:
            return ""
        other = question["other"]
        label = escape(other["label"] or self.words["words"])
        said = self.said.get(other["field"], "")
        line = _tag("input", type="text", name=other["field"], value=said)
        return f'<label class="b2bnps-words">{label} {line}</label>'

    def ask(self, question: Data) -> str:
        optional = f" <small>({escape(self.words['optional'])})</small>"
        return f"{escape(question['ask'])}{'' if question['required'] else optional}"

    def hint(self, question: Data) -> str:
        if not question["hint"]:
            return ""
        start = _tag("p", **{"class": "b2bnps-hint"}, id=f"b2bnps-{question['id']}-hint")
        return f"{start}{escape(question['hint'])}</p>"

    def problem(self, name: str) -> str:
        if name not in self.problems:
            return ""
        text = self.words["missing" if self.problems[name] == "missing" else "problem"]
        start = _tag("p", **{"class": "b2bnps-problem"}, id=f"b2bnps-{name}-problem")
        return f"{start}{escape(text)}</p>"

    def described(self, question: Data, name: str) -> dict[str, str]:
        """Name what is read out with a field."""
        hint = f"b2bnps-{name}-hint" if question.get("hint") else ""
        problem = f"b2bnps-{name}-problem" if name in self.problems else ""
        ids = f"{hint} {problem}".strip()
        return {"aria-describedby": ids} if ids else {}

    def state(self, question: Data, name: str) -> dict[str, str]:
        invalid = {"aria-invalid": "true"} if name in self.problems else {}
        return invalid | self.described(question, name)


def _ends(question: Data) -> list[str]:
    """Say what the ends of a scale mean, where that is known."""
    if not question.get("low") or not question.get("high"):
        return []
    first, last = question["choices"][0]["value"], question["choices"][-1]["value"]
    hint = f"{first} = {question['low']} · {last} = {question['high']}"
    return [f'<p class="b2bnps-ends">{escape(hint)}</p>']


def _needed(question: Data) -> dict[str, str]:
    return {"required": "required"} if question["required"] else {}


def _tag(tag: str, **attributes: str) -> str:
    """Open an element with escaped attributes; an empty one stands by its name alone."""
    written = "".join(
        f' {name}="{escape(value)}"' if value or name in {"value", "dir"} else f" {name}"
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>"
