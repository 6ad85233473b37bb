"""The nouns: what b2bnps remembers, as frozen values. This module does no I/O.

A :class:`Record` is a fact. Facts are added and never overwritten: what is true now (somebody was
invited, a mail bounced, a case is open) is a fold over them. Every record has the same seven plain
fields, so every store can hold every kind and every list can be filtered in the same way.

Ids are derived from what makes a thing itself (:func:`derive`), so doing something twice meets
:class:`~b2bnps.errors.AlreadyRecorded` instead of happening twice.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypedDict, TypeVar

from attrs import Attribute, Factory, evolve, field, fields_dict, frozen
from attrs.validators import optional

from b2bnps.errors import InvalidValue, NaiveTime

__all__ = [
    "Account",
    "Answer",
    "Case",
    "CaseStep",
    "Consent",
    "Contact",
    "Delivery",
    "Draft",
    "Erasure",
    "Invitation",
    "LeftOut",
    "Link",
    "Message",
    "Metric",
    "Receipt",
    "Record",
    "Remark",
    "Response",
    "Role",
    "Signal",
    "Source",
    "Verdict",
    "Version",
    "Wave",
    "WaveKind",
    "aware",
    "derive",
    "newest",
    "whose",
    "without_person",
]

KEY_LENGTH = 120
"""Longest id, tenant, wave, account or contact that a record takes, in characters."""


class Role(StrEnum):
    """What a contact has to do with the purchase: the stakeholder groups of a business customer."""

    REQUESTER = "requester"
    APPROVER = "approver"
    DECISION_MAKER = "decision_maker"
    INFLUENCER = "influencer"
    END_USER = "end_user"
    UNKNOWN = "unknown"


class Metric(StrEnum):
    """What a question measures. It is declared on the question and never guessed from a scale."""

    NPS = "nps"
    ENPS = "enps"
    CSAT = "csat"
    CES = "ces"
    HAPPINESS = "happiness"
    NONE = ""


class WaveKind(StrEnum):
    """Relationship waves ask how things are; transactional ones ask about one event."""

    RELATIONSHIP = "relationship"
    TRANSACTIONAL = "transactional"


class Source(StrEnum):
    """Who entered an answer. Interviews are another mode and are told apart from self-entry."""

    SELF = "self"
    INTERVIEW = "interview"
    IMPORT = "import"


class Delivery(StrEnum):
    """What became of a message: one vocabulary over all channels and providers."""

    SENT = "sent"
    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    REJECTED = "rejected"
    FAILED = "failed"
    COMPLAINED = "complained"
    AUTORESPONDED = "autoresponded"
    UNKNOWN = "unknown"


def derive(*parts: str) -> str:
    """Make the id of a thing from what makes it itself.

    Args:
        parts: what identifies the thing, in a fixed order; their borders matter, so
            ``("a", "bc")`` and ``("ab", "c")`` give different ids.

    Returns:
        32 hexadecimal characters (128 bits of SHA-256).
    """
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _known_since(fact: "Record") -> str:
    """Derive the id of an account or a contact from who it is and since when this is known."""
    return derive(type(fact).__name__, fact.tenant, fact.account, fact.contact, fact.at.isoformat())


def _utc(value: datetime) -> datetime:
    """Keep an aware time in UTC, so that equal moments are equal values."""
    return value.astimezone(UTC) if _is_aware(value) else value


def _utc_or_none(value: datetime | None) -> datetime | None:
    return None if value is None else _utc(value)


def _is_aware(value: object) -> bool:
    return isinstance(value, datetime) and value.utcoffset() is not None


def aware(_: Any, attribute: "Attribute[Any]", value: object) -> None:
    """Validate that a time knows its zone, as an attrs validator; there must be one.

    Raises:
        NaiveTime: otherwise.
    """
    if not _is_aware(value):
        raise NaiveTime(attribute.name)


def _key(_: Any, attribute: "Attribute[Any]", value: str) -> None:
    """Hold keys to what every database, header and address can carry."""
    if not isinstance(value, str) or len(value) > KEY_LENGTH or not value.isprintable():
        message = f"{attribute.name}: takes up to {KEY_LENGTH} printable characters."
        raise InvalidValue(message)


def _identity(_: Any, attribute: "Attribute[Any]", value: str) -> None:
    _key(_, attribute, value)
    if not value:
        message = f"{attribute.name}: may not be empty."
        raise InvalidValue(message)


@frozen(kw_only=True)
class Record:
    """A fact about an account, a contact or a wave.

    Attributes:
        id: derived (:func:`derive`), unique for its kind and tenant.
        tenant: whose programme this is; empty where a host has one.
        wave: id of the wave, empty where the fact belongs to none.
        account: the host's id of the account, empty where it belongs to none.
        contact: the host's id of the person, empty where it is about nobody.
        at: when it became true, aware; kept in UTC.
        received: the order in which the store received it, from 1; 0 until a store has it.
    """

    id: str = field(validator=_identity)
    tenant: str = field(default="", validator=_key)
    wave: str = field(default="", validator=_key)
    account: str = field(default="", validator=_key)
    contact: str = field(default="", validator=_key)
    at: datetime = field(converter=_utc, validator=aware)
    received: int = field(default=0, eq=False)


class Whose(TypedDict):
    """The four plain fields that say what a fact is about."""

    tenant: str
    wave: str
    account: str
    contact: str


def whose(fact: Record) -> Whose:
    """Say what a fact is about, to make another about the same: ``Signal(…, **whose(fact))``."""
    return Whose(tenant=fact.tenant, wave=fact.wave, account=fact.account, contact=fact.contact)


R = TypeVar("R", bound=Record)
K = TypeVar("K", bound=Hashable)


def newest(facts: Iterable[R], key: Callable[[R], K]) -> dict[K, R]:
    """Keep the newest fact of each key; of two of the same moment, the one received last.

    Args:
        facts: in any order.
        key: what a fact is about, for another to take its place.

    Returns:
        The facts by key, in the order in which something was first known of each key.
    """
    ordered = sorted(facts, key=lambda fact: (fact.at, fact.received))
    return {key(fact): fact for fact in ordered}


# What the host's CRM knows


@frozen(kw_only=True)
class Account(Record):
    """A business customer as known since ``at``; a changed row of the CRM is a new fact.

    Attributes:
        id: may be left out; it is then derived.
        parent: the host's id of the account above this one.
        owner: who looks after the account (the host's id or address of that person).
        revenue: what the account is worth in a year, in ``currency``; None where unknown.
        active: False once it is no customer any more; it is then asked nothing.
        attributes: further columns of the CRM, for segments.
    """

    name: str
    parent: str = ""
    industry: str = ""
    country: str = ""
    owner: str = ""
    revenue: Decimal | None = None
    currency: str = ""
    active: bool = True
    attributes: Mapping[str, str] = Factory(dict)
    id: str = field(default=Factory(_known_since, takes_self=True), validator=_identity)


@frozen(kw_only=True)
class Contact(Record):
    """A person at an account as known since ``at``.

    Attributes:
        id: may be left out; it is then derived.
        unit: department, plant or subsidiary between the account and the person.
        email: address, normalised; empty where unknown.
        phone: in E.164 (``+31201234567``); empty where unknown.
        roles: stakeholder roles, the most important first; empty means unknown.
        language: language tag such as ``tr``, or several with commas, the one that the person
            likes best first (``fi, sv-FI``); empty leaves it to the programme.
        generic: True for a mailbox without a person behind it (``info@``).
        active: False once the person has left.
        opted_out: True where the CRM says that the person wants no mail.
    """

    first_name: str = ""
    last_name: str = ""
    title: str = ""
    unit: str = ""
    email: str = ""
    phone: str = ""
    roles: tuple[Role, ...] = ()
    language: str = ""
    owner: str = ""
    generic: bool = False
    active: bool = True
    opted_out: bool = False
    attributes: Mapping[str, str] = Factory(dict)
    id: str = field(default=Factory(_known_since, takes_self=True), validator=_identity)

    @property
    def role(self) -> Role:
        """The one role in which this contact is asked: the first, or unknown."""
        return self.roles[0] if self.roles else Role.UNKNOWN

    @property
    def name(self) -> str:
        """First and last name, as far as known."""
        return f"{self.first_name} {self.last_name}".strip()


# Who is asked


@frozen(kw_only=True)
class Wave(Record):
    """One round of asking; ``wave`` is the same as ``id`` and may be left out.

    Attributes:
        question_set: name of the questionnaires, one per role (``relationship``).
        opens, closes: when answers count; ``closes`` may be None for an open end.
        seed: of the dice, where planning needs any.
        known: what the round is about, for texts and rules: ``product``, ``phase`` and names of
            the host's own.
    """

    wave: str = field(default=Factory(lambda self: self.id, takes_self=True), validator=_key)
    title: str = ""
    kind: WaveKind = WaveKind.RELATIONSHIP
    question_set: str = "relationship"
    opens: datetime = field(converter=_utc, validator=aware)
    closes: datetime | None = field(default=None, converter=_utc_or_none, validator=optional(aware))
    seed: int = 0
    known: Mapping[str, str] = Factory(dict)


@frozen(kw_only=True)
class Invitation(Record):
    """One person asked once, in one role, which stays as it was when the wave was planned.

    Attributes:
        occasion: the host's id of the event, empty for a relationship wave.
        questionnaire: digest of the questionnaire that is asked.
        known: what texts and rules of the questionnaire look at, as it was when planned, so that
            nobody's questions change halfway: of the wave and of the account, never of the person.
    """

    role: Role = Role.UNKNOWN
    unit: str = ""
    language: str = ""
    channel: str = ""
    question_set: str = ""
    questionnaire: str = ""
    occasion: str = ""
    known: Mapping[str, str] = Factory(dict)


@frozen(kw_only=True)
class LeftOut(Record):
    """One person not asked in a wave, and why.

    Attributes:
        reason: code of the rule, e.g. ``asked_recently``.
        evidence: what the rule saw, in words without personal data.
        eligible: True where the person belongs to the population all the same.
    """

    role: Role = Role.UNKNOWN
    unit: str = ""
    reason: str = ""
    evidence: str = ""
    eligible: bool = True


@frozen(kw_only=True)
class Link(Record):
    """A link. Its id is a hash of the token, so a stolen database opens nothing.

    Attributes:
        invitation: what a personal link answers.
        draft: what a preview link shows; empty for a personal one.
    """

    invitation: str = ""
    draft: str = ""
    expires: datetime | None = field(
        default=None, converter=_utc_or_none, validator=optional(aware)
    )


@frozen(kw_only=True)
class Message(Record):
    """What a channel carries to one person: frozen before the first attempt, and work, not history.

    Attributes:
        kind: ``invitation``, ``reminder`` …; with ``invitation`` and ``number`` it makes the id.
        channel: name of the channel that takes it.
        to: address in the channel's own form.
        due: not before this moment.
        headers: further headers, where the channel has any.
        extra: the provider's own options, handed through untouched.
    """

    invitation: str = ""
    kind: str = "invitation"
    number: int = 1
    channel: str = ""
    to: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    language: str = ""
    due: datetime = field(converter=_utc, validator=aware)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    extra: Mapping[str, str] = field(factory=dict, repr=False)

    def receipt(
        self, event: Delivery, *, at: datetime, provider_id: str = "", reason: str = ""
    ) -> "Receipt":
        """Say what became of this message; a channel's ``send`` returns it."""
        return Receipt(
            id=derive("receipt", self.id, event, provider_id),
            **whose(self),
            at=at,
            invitation=self.invitation,
            message=self.id,
            channel=self.channel,
            event=event,
            provider_id=provider_id,
            reason=reason,
        )


@frozen(kw_only=True)
class Receipt(Record):
    """What became of a message, in our words, with the provider's own beside it."""

    invitation: str = ""
    message: str = ""
    channel: str = ""
    event: Delivery = Delivery.UNKNOWN
    provider_id: str = ""
    reason: str = ""
    payload: str = field(default="", repr=False)


# What they say


@frozen(kw_only=True)
class Answer:
    """The answer to one question.

    Attributes:
        question: id of the question.
        metric: what the question was declared to measure.
        score: the number given, None where there was none to give.
        choice: id of the chosen option, empty where there was none to choose.
        text: the comment, in the person's own words.
    """

    question: str
    metric: Metric = Metric.NONE
    score: int | None = None
    choice: str = ""
    text: str = field(default="", repr=False)


@frozen(kw_only=True)
class Response(Record):
    """What one person said in one go; which one is current is a fold (``flow.current``).

    Attributes:
        key: nonce of the form or the host's own key: the same key again adds nothing.
        complete: False while questions are open.
        provisional: code of the machine signal that it came with, empty for none; it counts
            nowhere until a :class:`Verdict` says so.
        late: True where the wave had closed; it is kept out of that wave's figures.
        collector: who asked, where ``source`` is an interview.
    """

    invitation: str = ""
    key: str = ""
    source: Source = Source.SELF
    channel: str = ""
    role: Role = Role.UNKNOWN
    unit: str = ""
    language: str = ""
    question_set: str = ""
    questionnaire: str = ""
    complete: bool = True
    provisional: str = ""
    late: bool = False
    collector: str = ""
    answers: tuple[Answer, ...] = ()

    def score(self, metric: Metric) -> int | None:
        """The number given to the question of this metric, None where there is none."""
        return next((a.score for a in self.answers if a.metric is metric), None)

    @property
    def comment(self) -> str:
        """The words given to the open questions, joined."""
        return "\n".join(answer.text for answer in self.answers if answer.text)


@frozen(kw_only=True)
class Verdict(Record):
    """Somebody, or time, says whether a response counts; the newest one holds.

    Attributes:
        response: id of the response.
        counts: True lets it count, False keeps it out.
        reason: code, e.g. ``quiet`` (time confirmed it), ``test``, ``wrong_person``.
        by: who said so; empty for time.
    """

    response: str = ""
    counts: bool = True
    reason: str = ""
    by: str = ""


@frozen(kw_only=True)
class Signal(Record):
    """A sign of a machine on a personal link: the only fact that a GET may add."""

    invitation: str = ""
    name: str = ""


@frozen(kw_only=True)
class Consent(Record):
    """A person said yes or no to being asked; the newest one of a scope holds.

    Attributes:
        scope: ``all``, or the kind of wave.
        granted: False for an opt-out.
        source: ``one_click``, ``page``, ``crm`` …
        doubtful: True where a machine may have clicked; it acts all the same, and is listed.
    """

    scope: str = "all"
    granted: bool = False
    source: str = ""
    doubtful: bool = False


# What is done about it


@frozen(kw_only=True)
class Case(Record):
    """Something that somebody must do about an account, opened by a trigger.

    Attributes:
        trigger: code, e.g. ``detractor``.
        window: the calendar window that further voices of this account join.
        response: id of the answer that opened it.
        owner: who must act.
        due: until when the first contact must have happened.
    """

    trigger: str = ""
    window: str = ""
    invitation: str = ""
    response: str = ""
    score: int | None = None
    role: Role = Role.UNKNOWN
    owner: str = ""
    due: datetime = field(converter=_utc, validator=aware)


@frozen(kw_only=True)
class CaseStep(Record):
    """One step of a case: what was done, by whom, with what note.

    Attributes:
        case: id of the case.
        number: 1 for the first step of the case; two people cannot take the same one.
        step: name of the step (``closeloop.STEPS``).
        response: for the step ``voice``: the further answer that joined the case.
    """

    case: str = ""
    number: int = 0
    step: str = ""
    by: str = ""
    owner: str = ""
    note: str = field(default="", repr=False)
    response: str = ""


@frozen(kw_only=True)
class Erasure(Record):
    """A person was forgotten: ``contact`` is the stand-in, ``facts`` how many were rewritten."""

    facts: int = 0


# What was asked


@frozen(kw_only=True)
class Version(Record):
    """A published questionnaire, which nobody changes any more; its id is its digest.

    Attributes:
        name: of the question set.
        block: of the set: a role, a department or both.
        document: the questionnaire as JSON (:mod:`b2bnps.questionnaires.document`).
    """

    name: str = ""
    block: str = ""
    document: str = field(default="", repr=False)


@frozen(kw_only=True)
class Draft(Record):
    """A question set shown to colleagues before anybody is asked.

    Attributes:
        name: of the question set.
        by: who shows it.
        document: the question set as JSON.
    """

    name: str = ""
    by: str = ""
    document: str = field(default="", repr=False)


@frozen(kw_only=True)
class Remark(Record):
    """What a colleague says about a draft.

    Attributes:
        draft: id of the draft.
        block, question, language: what they were looking at.
        by: who says it, as they wrote it.
    """

    draft: str = ""
    block: str = ""
    question: str = ""
    language: str = ""
    by: str = ""
    text: str = field(default="", repr=False)


# Forgetting: the one place that rewrites

NAMES_A_PERSON = (Contact, Consent, Link, Signal, Message)
"""Kinds that are nothing without the person: they are deleted."""

WORDS: Mapping[type[Record], tuple[str, ...]] = {
    CaseStep: ("note",),
    LeftOut: ("evidence",),
    Receipt: ("payload", "provider_id", "reason"),
    Response: ("collector", "key"),
    Verdict: ("reason",),
}
"""Fields that may name somebody, by kind; they are emptied."""

REFERENCES = ("invitation", "message", "response")
"""Fields that hold the id of a fact about the same person."""

SHARED = (Case, CaseStep)
"""Kinds whose id comes from the account, so it says nothing about the person."""


def without_person(records: Iterable[Record], contact: str, stand_in: str) -> Iterator[Record]:
    """Rewrite the facts about one person so that figures survive and the identity does not.

    Args:
        records: every fact about that person, in any order, and the steps of the cases in which
            the person has a voice (``b2bnps.stores.about_person``).
        contact: the host's id of the person.
        stand_in: a random id; neither it nor the new ids can be computed from the old one.

    Yields:
        The facts that stay, with the stand-in as contact, new ids, references that follow them,
        and without words that may name somebody. A step that is somebody else's only loses its
        note.
    """
    kept = []
    for record in records:
        if record.contact != contact:
            yield evolve(record, **_emptied(record))
        elif not isinstance(record, NAMES_A_PERSON):
            kept.append(record)
    new = {
        record.id: record.id
        if isinstance(record, SHARED)
        else derive(type(record).__name__, stand_in, str(number))
        for number, record in enumerate(kept)
    }
    for record in kept:
        yield _anonymous(record, stand_in, new)


def _emptied(record: Record) -> dict[str, Any]:
    return dict.fromkeys(WORDS.get(type(record), ()), "")


def _anonymous(record: Record, stand_in: str, new: Mapping[str, str]) -> Record:
    names = fields_dict(type(record))
    changes: dict[str, Any] = _emptied(record)
    for name in REFERENCES:
        if name in names:
            changes[name] = new.get(getattr(record, name), "")
    if isinstance(record, Response):
        changes["answers"] = tuple(evolve(answer, text="") for answer in record.answers)
    return evolve(record, id=new[record.id], contact=stand_in, **changes)
