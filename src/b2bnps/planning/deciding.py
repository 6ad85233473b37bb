"""The plan of a wave: one decision about every contact. This module does no I/O."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

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
)
from b2bnps.planning.folds import dead_ways, refusals
from b2bnps.planning.rules import RULES, Candidate, Facts, Rule, Rules
from b2bnps.ports import Channel
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.roster import mailbox

__all__ = ["Plan", "plan"]

_CAP = "account_cap"


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
    questionnaires: Mapping[Role, Questionnaire],
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
        questionnaires: by the role in which somebody is asked.
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
    rules = rules or Rules()
    history, receipts, contacts = list(history), list(receipts), list(contacts)
    persons = {one.contact: _person(one) for one in (*others, *contacts)}
    own = {one.id: one for one in history}
    facts = Facts(
        wave=wave,
        rules=rules,
        now=now,
        roles=frozenset(questionnaires),
        refused=_refused((*others, *contacts), persons, refusals(wave, consents, receipts)),
        last_asked=_last_asked(history, persons, rules),
        holders={persons[one.contact]: one.contact for one in _of(wave, history, persons)},
    )
    known = {account.account: account for account in accounts}
    dead = dead_ways(receipts)
    invitations: list[Invitation] = []
    left_out: list[LeftOut] = []
    chosen: list[Candidate] = []
    for contact in sorted(contacts, key=lambda one: (one.account, one.contact)):
        before = own.get(_invitation_id(contact, wave, occasion))
        candidate = _candidate(contact, known.get(contact.account), channels, dead)
        if before is not None:
            invitations.append(before)
        elif (rule := _objection(candidate, facts)) is not None:
            evidence = rule.test(candidate, facts)
            left_out.append(_left_out(candidate, facts, occasion, rule.code, evidence, rule.eligible))
        else:
            chosen.append(candidate)
    asked = Counter(one.account for one in _of(wave, history, None))
    for candidate, over in _capped(chosen, asked, facts):
        if over:
            evidence = f"{rules.per_account} people of the account are asked"
            left_out.append(_left_out(candidate, facts, occasion, _CAP, evidence, eligible=True))
        else:
            invitations.append(_invitation(candidate, facts, occasion, questionnaires, language))
    return Plan(
        invitations=tuple(sorted(invitations, key=lambda one: (one.account, one.contact))),
        left_out=tuple(sorted(left_out, key=lambda one: (one.account, one.contact))),
    )
