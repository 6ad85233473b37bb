"""Rows of a CRM become accounts and contacts. This module does no I/O."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from attrs import asdict, evolve, field, frozen

from b2bnps.errors import NaiveTime, UnknownColumn
from b2bnps.model import KEY_LENGTH, Account, Contact, Role, derive
from b2bnps.roster import cells
from b2bnps.roster.columns import AccountColumns, ContactColumns, Note, Refused

__all__ = [
    "AccountRoster",
    "Changes",
    "ContactRoster",
    "changes",
    "read_accounts",
    "read_contacts",
]

Rows = Iterable[tuple[int, Mapping[str, str]]]
K = TypeVar("K", Account, Contact)
_NO_ID = "new"


@frozen(kw_only=True)
class AccountRoster:
    """Accounts of a file; every row is in ``accounts`` or in ``refused``.

    Attributes:
        notes: cells that were not taken although their row was.
        absent: columns that the map names and the file does not have.
    """

    accounts: tuple[Account, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[Note, ...] = ()
    absent: tuple[str, ...] = ()


@frozen(kw_only=True)
class ContactRoster:
    """Contacts of a file; every row is in ``contacts`` or in ``refused``.

    Attributes:
        notes: cells that were not taken although their row was.
        absent: columns that the map names and the file does not have.
    """

    contacts: tuple[Contact, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[Note, ...] = ()
    absent: tuple[str, ...] = ()


class _Fault(Exception):
    """Something is wrong with the row; never leaves this module."""

    def __init__(self, field: str, code: str, reason: str) -> None:
        self.field = field
        self.code = code
        super().__init__(reason)


@frozen
class _Row:
    """One row while it is read; its notes count only if the row is taken."""

    number: int
    cells: Mapping[str, str]
    notes: list[Note] = field(factory=list)

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def words(self, column: str) -> str:
        return cells.words(self.get(column))

    def noted(self, column: str, cell: cells.Cell) -> str:
        """Give the value of a cell, and write down what is wrong with it."""
        if cell.code:
            self.notes.append(Note(self.number, column, cell.code, cell.reason))
        return cell.value


def read_accounts(
    rows: Rows, columns: AccountColumns, *, tenant: str = "", now: datetime
) -> AccountRoster:
    """Make accounts of rows; one bad row never stops the rest.

    Args:
        rows: (row number, cell by column), as ``exchange.csvfile.read`` gives them.
        columns: which column fills which field; columns that fill none become attributes.
        tenant: whose programme this is.
        now: since when this is known, aware.

    Raises:
        UnknownColumn: a column that has to be there is not; the existing ones are named.
        NaiveTime: ``now`` has no time zone.
    """
    moment = _moment(now)
    rows, absent = _checked(rows, (columns.id, columns.name), _optional_of_accounts(columns))
    rest = _Rest.of((columns.id, columns.name, *_optional_of_accounts(columns)), columns.skip)
    accounts: dict[str, tuple[int, Account]] = {}
    refused: list[Refused] = []
    notes: list[Note] = []
    for number, found in rows:
        row = _Row(number, found)
        try:
            key = _key(row, columns.id, accounts)
            account = _account(row, columns, key, rest, tenant, moment)
        except _Fault as fault:
            refused.append(Refused(number, fault.field, fault.code, str(fault)))
        else:
            accounts[key] = (number, account)
            notes.extend(row.notes)
    notes.extend(_cut_loops(accounts, columns.parent))
    return AccountRoster(
        accounts=tuple(_identified("account", account) for _, account in accounts.values()),
        refused=tuple(refused),
        notes=tuple(sorted(notes, key=lambda note: note.row)),
        absent=absent,
    )


def read_contacts(
    rows: Rows,
    columns: ContactColumns,
    accounts: Iterable[Account],
    *,
    tenant: str = "",
    now: datetime,
) -> ContactRoster:
    """Make contacts of rows; one bad row never stops the rest.

    A mailbox without a person behind it (``info@``) is kept and marked. A phone number that
    cannot be read is noted where the row has a good e-mail address, and refuses it where not.

    Args:
        rows: (row number, cell by column), as ``exchange.csvfile.read`` gives them.
        columns: which column fills which field; columns that fill none become attributes.
        accounts: those that are known; a contact of any other is refused, and the country of
            its account is what a national phone number is read by.
        tenant: whose programme this is.
        now: since when this is known, aware.

    Raises:
        UnknownColumn: a column that has to be there is not; the existing ones are named.
        NaiveTime: ``now`` has no time zone.
    """
    moment = _moment(now)
    known = {account.account: account for account in accounts}
    needed, optional = (columns.id, columns.account), _optional_of_contacts(columns)
    rows, absent = _checked(rows, needed, optional, (columns.email, *columns.phones))
    rest = _Rest.of((*needed, *optional), columns.skip)
    contacts: dict[str, tuple[int, Contact]] = {}
    refused: list[Refused] = []
    notes: list[Note] = []
    for number, found in rows:
        row = _Row(number, found)
        try:
            key = _key(row, columns.id, contacts)
            contact = _contact(row, columns, key, rest, known, tenant, moment)
        except _Fault as fault:
            refused.append(Refused(number, fault.field, fault.code, str(fault)))
        else:
            contacts[key] = (number, contact)
            notes.extend(row.notes)
    return ContactRoster(
        contacts=tuple(_identified("contact", contact) for _, contact in contacts.values()),
        refused=tuple(refused),
        notes=tuple(notes),
        absent=absent,
    )
