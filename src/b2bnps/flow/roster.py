"""Taking in accounts and contacts, and knowing them as of now. This module does no I/O."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from attrs import frozen

from b2bnps.flow.program import Program, again_if_beaten, check_tenant, observe
from b2bnps.model import Account, Contact, newest
from b2bnps.roster import Changes, changes, identified

FEW = 100
"""Up to so many accounts or contacts are looked up one by one."""

K = TypeVar("K", Account, Contact)


@frozen(kw_only=True)
class Imported:
    """What an import did to what was known.

    Attributes:
        new, changed, unchanged: how many accounts and contacts together.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def import_roster(
    program: Program,
    accounts: Iterable[Account] = (),
    contacts: Iterable[Contact] = (),
    *,
    now: datetime,
) -> Imported:
    """Record accounts and contacts; what is known already and unchanged adds nothing.

    Args:
        accounts, contacts: as :mod:`b2bnps.roster` read them, or made by the host. What is older
            than what is known changes nothing.
        now: when this became known.

    Raises:
        InvalidValue: one of them is of another tenant.
    """
    accounts, contacts = list(accounts), list(contacts)
    for fact in (*accounts, *contacts):
        check_tenant(program, type(fact).__name__, fact.tenant)

    def work() -> Imported:
        firms = _add(program, Account, accounts)
        people = _add(program, Contact, contacts)
        return Imported(
            new=firms.new + people.new,
            changed=firms.changed + people.changed,
            unchanged=firms.unchanged + people.unchanged,
        )

    done = again_if_beaten(program, work)
    observe(program, "roster_imported", now=now, new=done.new, changed=done.changed)
    return done


def _add(program: Program, kind: type[K], given: Sequence[K]) -> Imported:
    """Record what is new or has changed since; a fact that is older says nothing any more."""
    before = _known_of(program, kind, given)
    since = {_name(fact): fact.at for fact in before}
    fresh = [fact for fact in given if _name(fact) not in since or fact.at >= since[_name(fact)]]
    diff: Changes[K] = changes(before, fresh)
    program.store.add(*map(identified, (*diff.new, *diff.changed)))
    same = len(given) - len(diff.new) - len(diff.changed)
    return Imported(new=len(diff.new), changed=len(diff.changed), unchanged=same)


def _known_of(program: Program, kind: type[K], given: Sequence[K]) -> list[K]:
    """Look up the few that are given, or all at once where it is a whole file."""
    if len(given) > FEW:
        return known(program, kind)
    find = known_contact if kind is Contact else known_account
    found = {_name(fact): find(program, _name(fact)) for fact in given}
    return [fact for fact in found.values() if isinstance(fact, kind)]


def known(program: Program, kind: type[K]) -> list[K]:
    """List accounts or contacts as they are known now: the newest fact about each."""
    last = newest(program.store.find(kind, tenant=program.tenant), _name)
    return sorted(last.values(), key=lambda fact: (fact.account, fact.contact))


def known_account(program: Program, account: str) -> Account | None:
    """Find one account as it is known now; nobody is called by an empty name."""
    if not account:
        return None
    facts = program.store.find(Account, tenant=program.tenant, account=account)
    return newest(facts, _name).get(account)


def known_contact(program: Program, contact: str) -> Contact | None:
    """Find one contact as it is known now; nobody is called by an empty name."""
    if not contact:
        return None
    facts = program.store.find(Contact, tenant=program.tenant, contact=contact)
    return newest(facts, _name).get(contact)


def _name(fact: Account | Contact) -> str:
    return fact.contact if isinstance(fact, Contact) else fact.account
