"""The rules about who is asked: a table, and what its tests look at. This module does no I/O.

A test returns its evidence, in words without personal data, or nothing where it has no objection.
Tests of rules that take somebody out of the population come first, so a person who is left out
for a weaker reason still counts in it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from attrs import field, frozen

from b2bnps.model import Account, Contact, Role, Wave

__all__ = ["REASONS", "RULES", "Candidate", "Facts", "Rule", "Rules", "Test"]


@frozen(kw_only=True)
class Candidate:
    """Somebody who might be asked.

    Attributes:
        account: None where nothing is known about it.
        person: what is the same for two contacts who are one person: the address, else the phone
            number, else the contact's id.
        channel: the first channel that reaches the contact; empty where none does.
        bounced: names of the channels that would reach the contact, had they not failed for good.
    """

    contact: Contact
    account: Account | None
    person: str
    channel: str = ""
    bounced: tuple[str, ...] = ()


@frozen(kw_only=True)
class Facts:
    """What the tests know besides the candidate, by ``Candidate.person``.

    Attributes:
        occasion: the host's id of the event that is asked about.
        roles: those for which there is a questionnaire.
        refused: who wants no mail, and how that is known.
        last_asked: when somebody was last invited; by the contact's id where two contacts with
            one address may be asked.
        holders: id of the contact as whom a person is asked in this wave; it fills up while the
            plan is made.
    """

    wave: Wave
    rules: "Rules"
    now: datetime
    occasion: str = ""
    roles: frozenset[Role] = frozenset()
    refused: Mapping[str, str] = field(factory=dict)
    last_asked: Mapping[str, datetime] = field(factory=dict)
    holders: dict[str, str] = field(factory=dict)


Test = Callable[[Candidate, Facts], str]


@frozen(kw_only=True)
class Rule:
    """A reason for not asking somebody.

    Attributes:
        code: stands on the :class:`~b2bnps.model.LeftOut`.
        sentence: the same in plain English.
        eligible: True where the person stays in the population all the same.
        test: returns the evidence, or nothing.
    """

    code: str
    sentence: str
    eligible: bool
    test: Test


@frozen(kw_only=True)
class Rules:
    """Who may be asked.

    Attributes:
        rest: the least time between two invitations of one person.
        generic_allowed: True asks mailboxes without a person behind them (``info@``) as well.
        one_per_address: True asks two contacts with one address only once in a wave.
        per_account: the most people of one account to ask in a wave; None for no limit. One of
            each role goes before a second one of any; beyond that the wave's seed decides.
        more: the host's own rules, tried after the built-in ones of their kind.
    """

    rest: timedelta = timedelta(days=90)
    generic_allowed: bool = False
    one_per_address: bool = True
    per_account: int | None = None
    more: tuple[Rule, ...] = ()


def _left_company(candidate: Candidate, _: Facts) -> str:
    return "" if candidate.contact.active else "the contact is not active"


def _account_inactive(candidate: Candidate, _: Facts) -> str:
    if candidate.account is None:
        return "the account is not known"
    return "" if candidate.account.active else "the account is not active"


def _generic_mailbox(candidate: Candidate, facts: Facts) -> str:
    unwanted = candidate.contact.generic and not facts.rules.generic_allowed
    return "the address belongs to a task, not to a person" if unwanted else ""


def _same_person_twice(candidate: Candidate, facts: Facts) -> str:
    me = candidate.contact.contact
    holder = facts.holders.get(candidate.person, me)
    twice = facts.rules.one_per_address and holder != me
    return "another contact has the same address" if twice else ""


def _opted_out(candidate: Candidate, facts: Facts) -> str:
    return facts.refused.get(candidate.person, "")


def _no_address(candidate: Candidate, _: Facts) -> str:
    reached = candidate.channel or candidate.bounced
    return "" if reached else "no channel has an address for the contact"


def _bounced(candidate: Candidate, _: Facts) -> str:
    dead = candidate.bounced and not candidate.channel
    return f"failed for good by {', '.join(candidate.bounced)}" if dead else ""


def _no_questionnaire(candidate: Candidate, facts: Facts) -> str:
    role = candidate.contact.role
    return "" if role in facts.roles else f"the question set has none for the role {role.value}"


def _asked_recently(candidate: Candidate, facts: Facts) -> str:
    contact, person = candidate.contact.contact, candidate.person
    last = facts.last_asked.get(person if facts.rules.one_per_address else contact)
    if last is None or facts.now - last >= facts.rules.rest:
        return ""
    return f"invited on {last.date()}; {facts.rules.rest.days} days have to pass"


RULES = (
    Rule(
        code="left_company",
        sentence="The person has left the company.",
        eligible=False,
        test=_left_company,
    ),
    Rule(
        code="account_inactive",
        sentence="The account is no customer any more, or is not known.",
        eligible=False,
        test=_account_inactive,
    ),
    Rule(
        code="generic_mailbox",
        sentence="The mailbox belongs to a task and not to a person.",
        eligible=False,
        test=_generic_mailbox,
    ),
    Rule(
        code="same_person_twice",
        sentence="The same address stands at another contact, who is asked instead.",
        eligible=False,
        test=_same_person_twice,
    ),
    Rule(
        code="opted_out",
        sentence="The person has said no to being asked.",
        eligible=True,
        test=_opted_out,
    ),
    Rule(
        code="no_address",
        sentence="No channel reaches the person.",
        eligible=True,
        test=_no_address,
    ),
    Rule(
        code="bounced",
        sentence="Every way to the person has failed for good.",
        eligible=True,
        test=_bounced,
    ),
    Rule(
        code="no_questionnaire",
        sentence="The question set has no questionnaire for the person's role.",
        eligible=True,
        test=_no_questionnaire,
    ),
    Rule(
        code="asked_recently",
        sentence="The person was asked too short a time ago.",
        eligible=True,
        test=_asked_recently,
    ),
)
"""Why somebody is not asked, in the order in which it is tried."""

REASONS: Mapping[str, str] = {
    **{rule.code: rule.sentence for rule in RULES},
    "account_cap": "As many people of the account are asked as the rules allow.",
    "wave_closed": "The wave had closed before the message went out.",
}
"""Every code that :func:`plan` and :func:`allow` give, as a sentence."""
