"""Puts one person's message together. This module does no I/O."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from b2bnps.errors import InvalidValue
from b2bnps.messages.layout import Points, render
from b2bnps.messages.sender import Sender
from b2bnps.messages.wording import choose_language, fill, phrases
from b2bnps.model import Contact, Invitation, Message, Metric, Wave, WaveKind, derive
from b2bnps.ports import Form
from b2bnps.questionnaires.logic import Situation, walk
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire
from b2bnps.questionnaires.wording import direction, isolated

__all__ = ["compose", "first_scale"]

KINDS = ("invitation", "reminder")
QUICK = 4
"""Up to this many answers are promised to take about a minute."""

ROW = 6
"""Points of a scale beside each other on the narrowest phone."""

ONE_CLICK = ("https://", "http://127.0.0.1:", "http://localhost:")
"""Where one click may go: RFC 8058 demands https; what never leaves this machine is safe, too."""

SAFE_URL = re.compile(r"https?://[!$-;=?-~]+")
"""Printable ASCII without blanks, quotes, ``#`` and angle brackets."""

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@frozen(kw_only=True)
class _Letter:
    """Everything that one message is made of."""

    contact: Contact
    wave: Wave
    invitation: Invitation
    questionnaire: Questionnaire
    sender: Sender
    kind: str
    language: str
    answer_url: str
    unsubscribe_url: str
    account: str | None

    def say(self, key: str) -> str:
        """Give one text in the person's language, filled in."""
        words = phrases(self.language, self.sender.wording)[key]
        names = {
            k: v if k == "link" else isolated(v, self.language) for k, v in self.values.items()
        }
        return fill(words, names)

    @property
    def values(self) -> Mapping[str, str]:
        """Give what the letter's texts may name."""
        name, first = _clean(self.contact.name), _clean(self.contact.first_name)
        company = self.sender.company
        return {"company": company, "name": name, "first_name": first, "link": self.answer_url}

    def ask(self, question: Question) -> str:
        """Give the words of a question."""
        return self.text(f"{question.id}.ask")

    def end(self, scale: Question, point: int, end: str) -> str:
        """Give what one end of a scale means: ``0 = not at all likely``."""
        label = self.text(f"{scale.id}.{end}")
        return f"{point} = {label}" if label else str(point)

    def text(self, key: str) -> str:
        """Give one text of the questionnaire."""
        known, company = self.invitation.known, self.sender.company
        return self.questionnaire.text(
            key,
            self.language,
            company=company,
            product=known.get("product") or company,
            account=self.account,
            phase=known.get("phase", ""),
            name=self.values["name"],
        )

    @property
    def situation(self) -> Situation:
        """In which the person is asked."""
        return Situation(role=self.invitation.role, known=self.invitation.known)


def compose(
    invitation: Invitation,
    contact: Contact,
    wave: Wave,
    questionnaire: Questionnaire,
    *,
    form: Form,
    sender: Sender,
    answer_url: str,
    unsubscribe_url: str,
    channel: str,
    to: str,
    now: datetime,
    kind: str = "invitation",
    number: int = 1,
    account: str | None = None,
) -> Message:
    """Write what one person gets; the same arguments give the same message, byte for byte.

    Args:
        invitation: who is asked, in which role; its language goes before the contact's. What it
            knows is named in the questions: ``product``, else the company, and ``phase``.
        contact: gives the name. It is text and nothing else, whatever it looks like.
        wave: a transactional one says that something happened recently.
        questionnaire: gives the questions; a letter shows the first scale that is asked of
            somebody in this situation who has answered nothing yet.
        form: what the channel carries.
        sender: who asks.
        answer_url: the personal link; a work list needs none.
        unsubscribe_url: the personal link to opt out; a letter needs it. One-click headers
            (RFC 8058) are only given for an ``https`` one, as they demand it.
        channel: name of the channel.
        to: address in the channel's own form.
        now: when this is written, and from when it may be sent.
        kind: ``invitation`` or ``reminder``.
        number: 1 for the first of its kind; with kind and invitation it makes the id.
        account: name of the customer; only questions that name it need it.

    Raises:
        InvalidValue: another kind, a number below 1, a link missing or unsafe, no language.
    """
    _check(kind, number)
    letter = _Letter(
        contact=contact,
        wave=wave,
        invitation=invitation,
        questionnaire=questionnaire,
        sender=sender,
        kind=kind,
        language=_language(invitation, contact, questionnaire, sender),
        answer_url=answer_url,
        unsubscribe_url=unsubscribe_url,
        account=account,
    )
    words = {Form.LETTER: _letter, Form.SHORT: _short, Form.LIST: _list}[form](letter)
    return Message(
        id=derive("message", invitation.tenant, invitation.id, kind, str(number)),
        tenant=invitation.tenant,
        wave=invitation.wave,
        account=invitation.account,
        contact=invitation.contact,
        at=now,
        due=now,
        invitation=invitation.id,
        kind=kind,
        number=number,
        channel=channel,
        to=to,
        name=letter.values["name"],
        language=letter.language,
        **words,
    )


def _check(kind: str, number: int) -> None:
    if kind not in KINDS:
        message = f"kind: takes {' or '.join(KINDS)}."
        raise InvalidValue(message)
    if number < 1:
        message = "number: counts from 1."
        raise InvalidValue(message)


def _language(
    invitation: Invitation, contact: Contact, questionnaire: Questionnaire, sender: Sender
) -> str:
    wanted = (invitation.language, contact.language, sender.language, "en")
    ours = {language for language in questionnaire.languages if phrases(language, sender.wording)}
    return choose_language(wanted, ours)


def _link(field: str, url: str) -> str:
    if not SAFE_URL.fullmatch(url):
        message = f"{field}: needs an absolute http or https address without blanks and quotes."
        raise InvalidValue(message)
    return url


def _clean(name: str) -> str:
    """Keep a name on one line, and keep it from turning the words around it."""
    kept = (" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in name)
    return " ".join("".join(c for c in kept if c not in BIDI).split())


# The three forms


def _letter(letter: _Letter) -> dict[str, Any]:
    answer = _link("answer_url", letter.answer_url)
    unsubscribe = _link("unsubscribe_url", letter.unsubscribe_url)
    scale = _scale(letter)
    rows = _rows(letter, scale) if scale else ()
    values = _texts(letter) | {"answer_url": answer, "unsubscribe_url": unsubscribe}
    return {
        "subject": values["subject"],
        "text": render("letter.txt", values),
        "html": render("letter.html", values | {"rows": rows}),
        "headers": _headers(unsubscribe),
    }


def _short(letter: _Letter) -> dict[str, Any]:
    _link("answer_url", letter.answer_url)
    scale = _scale(letter)
    asks_nps = scale is not None and scale.metric is Metric.NPS
    return {"text": letter.say("short_nps" if asks_nps else "short")}


def _list(letter: _Letter) -> dict[str, Any]:
    nameless = "" if letter.values["name"] else "_nameless"
    questions = [_spoken(letter, question) for question in letter.questionnaire.questions]
    return {"subject": letter.say(f"task{nameless}"), "text": "\n".join(questions)}


def _spoken(letter: _Letter, question: Question) -> str:
    """Write a question as somebody asks it aloud: with what can be answered."""
    asked = letter.ask(question)
    if question.kind is Kind.SCALE:
        return f"{asked} ({question.low}-{question.high})"
    if question.kind is Kind.MATRIX:
        aspects = (letter.text(f"{question.id}.aspect.{aspect}") for aspect in question.aspects)
        return f"{asked} ({question.low}-{question.high}: {' / '.join(aspects)})"
    options = [letter.text(f"{question.id}.option.{option}") for option in question.choices]
    return f"{asked} ({' / '.join(options)})" if options else asked


# Parts of a letter


def _texts(letter: _Letter) -> dict[str, Any]:
    """Give every text of the letter, in plain words."""
    scale = _scale(letter)
    reminder = letter.kind == "reminder"
    greeted = letter.values["first_name"] and letter.values["name"]
    quick = sum(len(q.fields) for q in letter.questionnaire.questions) <= QUICK
    plain = ("button", "who_sees", "thanks", "regards", "because", "unsubscribe")
    return {key: letter.say(key) for key in plain} | {
        "language": letter.language,
        "direction": direction(letter.language),
        "company": letter.sender.company,
        "signature": letter.sender.name,
        "postal": letter.sender.postal,
        "subject": letter.say("reminder_subject" if reminder else "subject"),
        "greeting": letter.say("greeting" if greeted else "greeting_nameless"),
        "reminder": letter.say("reminder") if reminder else "",
        "why": letter.say(_why(letter)),
        "effort": letter.say("effort" if quick else "effort_longer"),
        "question": letter.ask(scale) if scale else "",
        "low": letter.end(scale, scale.low, "low") if scale else "",
        "high": letter.end(scale, scale.high, "high") if scale else "",
    }


def _why(letter: _Letter) -> str:
    """Name the text that says why this person is asked."""
    transactional = letter.wave.kind is WaveKind.TRANSACTIONAL
    variant = f"why_{'transactional' if transactional else letter.invitation.role}"
    return variant if variant in phrases(letter.language, letter.sender.wording) else "why"


def _scale(letter: _Letter) -> Question | None:
    return first_scale(letter.questionnaire, letter.situation)


def first_scale(questionnaire: Questionnaire, situation: Situation) -> Question | None:
    """Find the scale that a letter shows: the first one that is asked before any answer.

    Args:
        questionnaire: what is asked.
        situation: in which the person is asked.

    Returns:
        The question whose point ``?s=`` in the address of the page chooses; None for no scale.
    """
    asked = walk(questionnaire, {}, situation).questions
    return next((question for question in asked if question.kind is Kind.SCALE), None)


def _rows(letter: _Letter, scale: Question) -> tuple[Points, ...]:
    """Give the points of the scale, in rows that fit the narrowest phone."""
    joint = "&" if "?" in letter.answer_url else "?"
    points = tuple((str(n), f"{letter.answer_url}{joint}s={n}") for n in scale.points)
    return tuple(points[start : start + ROW] for start in range(0, len(points), ROW))


def _headers(unsubscribe: str) -> dict[str, str]:
    """Give the header pair of RFC 8058, or without https the older one of RFC 2369 alone."""
    headers = {"List-Unsubscribe": f"<{unsubscribe}>"}
    if unsubscribe.startswith(ONE_CLICK):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
