"""The plan of a wave: one decision about every contact. This module does no I/O."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen

from b2bnps.model import (
    Account,
    Consent,
    Contact,
    Invitation,
    LeftOut,
    Receipt,
    Role,
    Wave,
    derive,
    newest,
)
from b2bnps.planning.folds import dead_ways, holds, refusals
from b2bnps.planning.rules import RULES, Candidate, Facts, Rule, Rules
from b2bnps.ports import Channel
from b2bnps.questionnaires.departments import department_of
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.sets import block_of
from b2bnps.roster import mailbox

__all__ = ["Plan", "plan"]


@frozen(kw_only=True)
class Plan:
    """Every contact exactly once: asked, or left out with a reason.

    Both are in order of (account, contact).
    """

    invitations: tuple[Invitation, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many are left out by which rule, the most frequent first."""
        return dict(Counter(one.reason for one in self.left_out).most_common())

    @property
    def population(self) -> int:
        """How many belong to the population: those asked and those held back by rules."""
        return len(self.invitations) + sum(one.eligible for one in self.left_out)


def plan(
    contacts: Iterable[Contact],
    accounts: Iterable[Account],
    wave: Wave,
    questionnaires: Mapping[Any, Questionnaire],
    *,
    channels: Sequence[Channel],
    rules: Rules | None = None,
    history: Iterable[Invitation] = (),
    consents: Iterable[Consent] = (),
    receipts: Iterable[Receipt] = (),
    others: Iterable[Contact] = (),
    occasion: str = "",
    language: str = "en",
    now: datetime,
) -> Plan:
    """Decide about every contact: the same arguments in any order give the same plan.

    Args:
        contacts: whom to decide about, one fact each. Who has an invitation of this wave and
            occasion in ``history`` keeps it as it is.
        accounts: one fact each.
        wave: its tenant, id and question set stand on what is planned.
        questionnaires: by block, of which everybody is asked the one that is theirs
            (:func:`~b2bnps.questionnaires.sets.block_of`); the plain roles will do.
        channels: the preferred one first; the first that reaches somebody is taken.
        rules: None takes the default ones.
        history: invitations of any wave.
        consents: what people said to being asked, with the CRM's own ``opted_out``.
        receipts: what became of messages. A permanent fault closes its channel until the contact
            changes; a complaint is an opt-out.
        others: contacts not to decide about. What they said counts where they share an address
            with somebody in ``contacts``.
        occasion: the host's id of the event that is asked about; empty in a relationship wave.
        language: for those whose own language is unknown, or not that of a questionnaire.
        now: when it is planned, aware.
    """
    history, receipts, current = list(history), list(receipts), _current(contacts)
    facts = Facts(
        wave=wave,
        rules=rules or Rules(),
        now=now,
        occasion=occasion,
        roles=frozenset(role for role in Role if block_of(questionnaires, role) in questionnaires),
        **_folded((*others, *current), wave, rules or Rules(), history, consents, receipts),
    )
    made = {one.id: one for one in history}
    kept = [made[key] for one in current if (key := _invitation_id(one, facts)) in made]
    known = {account.account: account for account in accounts}
    dead = dead_ways(receipts)
    decided = [
        (candidate, _objection(candidate, facts))
        for candidate in (_candidate(one, known, channels, dead) for one in current)
        if _invitation_id(candidate.contact, facts) not in made
    ]
    over = _over_the_cap([who for who, why in decided if why is None], facts, history)
    decided = [(who, why or over.get(who.contact.contact)) for who, why in decided]
    invited = [
        _invitation(who, facts, questionnaires[_block(who.contact, questionnaires)], language)
        for who, why in decided
        if why is None
    ]
    return Plan(
        invitations=tuple(sorted((*kept, *invited), key=_place)),
        left_out=tuple(_left_out(who, facts, why) for who, why in decided if why is not None),
    )


@frozen
class _Objection:
    """Why a candidate is not asked."""

    code: str
    evidence: str
    eligible: bool


def _place(one: Contact | Invitation) -> tuple[str, str]:
    return one.account, one.contact


def _current(contacts: Iterable[Contact]) -> list[Contact]:
    """Keep the newest fact about each contact, in order of (account, contact)."""
    return sorted(newest(contacts, lambda one: one.contact).values(), key=_place)


def _person(contact: Contact) -> str:
    return mailbox(contact.email) or contact.phone or contact.contact


def _folded(
    contacts: Iterable[Contact],
    wave: Wave,
    rules: Rules,
    history: Sequence[Invitation],
    consents: Iterable[Consent],
    receipts: Sequence[Receipt],
) -> dict[str, Any]:
    """Bring what was said and sent to the persons behind the contacts."""
    contacts = list(contacts)
    persons = {one.contact: _person(one) for one in contacts}
    refused = {_person(one): "the CRM says so" for one in contacts if one.opted_out}
    for contact, evidence in refusals(wave, consents, receipts).items():
        refused[persons.get(contact, contact)] = evidence
    last: dict[str, datetime] = {}
    holders: dict[str, str] = {}
    for one in history:
        person = persons.get(one.contact, one.contact)
        key = person if rules.one_per_address else one.contact
        last[key] = max(one.at, last.get(key, one.at))
        if one.wave == wave.id:
            holders[person] = one.contact
    return {"refused": refused, "last_asked": last, "holders": holders}


def _candidate(
    contact: Contact,
    accounts: Mapping[str, Account],
    channels: Sequence[Channel],
    dead: Mapping[tuple[str, str], datetime],
) -> Candidate:
    """See which channel reaches a contact; a fault older than the contact's fact is forgiven."""
    names = [channel.name for channel in channels if channel.address(contact)]
    bounced = tuple(name for name in names if holds(dead.get((contact.contact, name)), contact))
    return Candidate(
        contact=contact,
        account=accounts.get(contact.account),
        person=_person(contact),
        channel=next((name for name in names if name not in bounced), ""),
        bounced=bounced,
    )


def _objection(candidate: Candidate, facts: Facts) -> _Objection | None:
    """Find the first rule that speaks against a candidate, those about the population first."""
    rules = (*RULES, *facts.rules.more)
    weighty = _first(candidate, facts, (rule for rule in rules if not rule.eligible))
    if weighty is not None:
        return weighty
    facts.holders.setdefault(candidate.person, candidate.contact.contact)
    return _first(candidate, facts, (rule for rule in rules if rule.eligible))


def _first(candidate: Candidate, facts: Facts, rules: Iterable[Rule]) -> _Objection | None:
    for rule in rules:
        evidence = rule.test(candidate, facts)
        if evidence:
            return _Objection(rule.code, evidence, rule.eligible)
    return None


def _over_the_cap(
    candidates: Iterable[Candidate], facts: Facts, history: Iterable[Invitation]
) -> Mapping[str, _Objection]:
    """Say who is too many of an account: contact → objection."""
    most = facts.rules.per_account
    if most is None:
        return {}
    asked = Counter(
        account for account, _ in {_place(one) for one in history if one.wave == facts.wave.id}
    )
    by_account: dict[str, list[Contact]] = defaultdict(list)
    for one in candidates:
        by_account[one.contact.account].append(one.contact)
    objection = _Objection("account_cap", f"{most} people of the account are asked", eligible=True)
    return {
        contact.contact: objection
        for account, contacts in by_account.items()
        for contact in _spread(contacts, facts.wave)[max(0, most - asked[account]) :]
    }


def _spread(contacts: Iterable[Contact], wave: Wave) -> list[Contact]:
    """Order contacts so that one of each role comes first; the wave's seed decides the rest."""
    met: Counter[Role] = Counter()
    turns: list[tuple[int, Contact]] = []
    for contact in sorted(contacts, key=lambda one: derive("cap", str(wave.seed), one.contact)):
        turns.append((met[contact.role], contact))
        met[contact.role] += 1
    return [contact for _, contact in sorted(turns, key=lambda turn: turn[0])]


def _block(contact: Contact, questionnaires: Mapping[Any, Questionnaire]) -> str:
    department = department_of(contact.unit) or department_of(contact.title)
    return block_of(questionnaires, contact.role, department)


def _invitation_id(contact: Contact, facts: Facts) -> str:
    wave = facts.wave
    parts = (wave.tenant, wave.id, contact.account, contact.contact)
    return derive("invitation", *parts, wave.question_set, facts.occasion)


def _invitation(
    candidate: Candidate, facts: Facts, questionnaire: Questionnaire, language: str
) -> Invitation:
    contact = candidate.contact
    return Invitation(
        id=_invitation_id(contact, facts),
        tenant=facts.wave.tenant,
        wave=facts.wave.id,
        account=contact.account,
        contact=contact.contact,
        at=facts.now,
        role=contact.role,
        unit=contact.unit,
        language=_language(contact.language, language, questionnaire),
        channel=candidate.channel,
        question_set=facts.wave.question_set,
        questionnaire=questionnaire.digest,
        occasion=facts.occasion,
        known=_known(facts.wave, candidate.account, questionnaire),
    )


def _known(wave: Wave, account: Account | None, questionnaire: Questionnaire) -> Mapping[str, str]:
    """Freeze what the questionnaire looks at, and nothing more."""
    of_account = {} if account is None else _told(account)
    known = {**of_account, **wave.known}
    return {name: known[name] for name in sorted(questionnaire.looks_up) if known.get(name)}


def _told(account: Account) -> Mapping[str, str]:
    plain = {"industry": account.industry, "country": account.country}
    return {**plain, **account.attributes}


def _language(wanted: str, otherwise: str, questionnaire: Questionnaire) -> str:
    """Take the first of a person's languages that the questionnaire has, else the programme's."""
    return questionnaire.language(*re.split("[,;]", wanted), otherwise)


def _left_out(candidate: Candidate, facts: Facts, why: _Objection) -> LeftOut:
    contact, wave = candidate.contact, facts.wave
    parts = (wave.tenant, wave.id, contact.account, contact.contact, wave.question_set)
    return LeftOut(
        id=derive("left_out", *parts, facts.occasion, why.code),
        tenant=wave.tenant,
        wave=wave.id,
        account=contact.account,
        contact=contact.contact,
        at=facts.now,
        role=contact.role,
        unit=contact.unit,
        reason=why.code,
        evidence=why.evidence,
        eligible=why.eligible,
    )
