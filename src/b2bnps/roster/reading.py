"""Rows of a CRM become accounts and contacts. This module does no I/O."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from attrs import evolve, frozen

from b2bnps.errors import NaiveTime
from b2bnps.model import Account, Contact, Role
from b2bnps.roster import cells
from b2bnps.roster.columns import AccountColumns, ContactColumns, Note, Refused
from b2bnps.roster.knowing import identified
from b2bnps.roster.rows import MISSING, Fault, Read, Row, Rows, checked, named

__all__ = ["AccountRoster", "ContactRoster", "read_accounts", "read_contacts"]

_NOT_YET = "not yet"
_UNKNOWN = cells.Cell("", "unknown_account", "No account of this id is known.")
_NO_ADDRESS = cells.Cell("", "no_address", "There is neither an e-mail address nor a phone number.")
_ROLE = cells.Cell("", "unknown_role", "The column map gives no role for a word in it.")
_AMOUNT = cells.Cell("", "bad_number", "It is no number with a decimal point; left unknown.")
_LOOP = cells.Cell("", "parent_loop", "Its parents lead back to it; left without a parent.")


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
    needed = (columns.id, columns.name)
    optional = named(
        columns.parent,
        columns.industry,
        columns.country,
        columns.owner,
        columns.revenue,
        columns.currency,
    )
    rows, absent = checked(rows, needed, (*optional, *columns.gone))
    rest = columns.skip.union(needed, optional)

    def make(row: Row, key: str) -> Account:
        return Account(
            id=_NOT_YET,
            tenant=tenant,
            account=key,
            at=moment,
            name=row.needed(columns.name),
            parent=row.get(columns.parent),
            industry=row.words(columns.industry),
            country=cells.country(row.get(columns.country)),
            owner=row.get(columns.owner),
            revenue=_revenue(row, columns.revenue),
            currency=row.get(columns.currency).upper(),
            active=not row.says(columns.gone),
            attributes=row.other_than(rest),
        )

    read = Read[Account]()
    read.take(rows, columns.id, make)
    _cut_loops(read, columns.parent)
    return AccountRoster(
        accounts=tuple(identified(account) for _, account in read.taken.values()),
        refused=tuple(read.refused),
        notes=tuple(sorted(read.notes, key=lambda note: note.row)),
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
    needed, ways = (columns.id, columns.account), named(columns.email, *columns.phones)
    optional = named(
        *ways,
        columns.first_name,
        columns.last_name,
        columns.title,
        columns.unit,
        columns.roles,
        columns.language,
        columns.owner,
        columns.opted_out,
    )
    rows, absent = checked(rows, needed, named(*optional, columns.country, *columns.gone), ways)
    rest = columns.skip.union(needed, optional)
    role_words = {cells.fold(word): role for word, role in columns.role_words.items()}

    def make(row: Row, key: str) -> Contact:
        account = _account_of(row, columns.account, known)
        email, phone = _ways(row, columns, account)
        return Contact(
            id=_NOT_YET,
            tenant=tenant,
            account=account.account,
            contact=key,
            at=moment,
            first_name=row.words(columns.first_name),
            last_name=row.words(columns.last_name),
            title=row.words(columns.title),
            unit=row.words(columns.unit),
            email=email,
            phone=phone,
            roles=_roles(row, columns.roles, role_words),
            language=_language(row, columns.language),
            owner=row.get(columns.owner),
            generic=cells.is_generic(email),
            active=not row.says(columns.gone),
            opted_out=bool(row.noted(columns.opted_out, cells.yes(row.get(columns.opted_out)))),
            attributes=row.other_than(rest),
        )

    read = Read[Contact]()
    read.take(rows, columns.id, make)
    return ContactRoster(
        contacts=tuple(identified(contact) for _, contact in read.taken.values()),
        refused=tuple(read.refused),
        notes=tuple(read.notes),
        absent=absent,
    )


def _moment(now: datetime) -> datetime:
    if now.utcoffset() is None:
        message = "now"
        raise NaiveTime(message)
    return now.astimezone(UTC)


def _revenue(row: Row, column: str) -> Decimal | None:
    text = row.get(column)
    amount = cells.number(text)
    if text and amount is None:
        row.noted(column, _AMOUNT)
    return amount


def _account_of(row: Row, column: str, known: Mapping[str, Account]) -> Account:
    name = row.get(column)
    if name not in known:
        raise Fault(column, _UNKNOWN if name else MISSING)
    return known[name]


def _ways(row: Row, columns: ContactColumns, account: Account) -> tuple[str, str]:
    """Give the address and the number; a broken address refuses, and so does having neither."""
    written = row.get(columns.email)
    address = cells.email(written) if written else cells.Cell("")
    if address.code:
        raise Fault(columns.email, address)
    region = cells.region(row.get(columns.country)) or cells.region(account.country)
    number = next(_numbers(row, columns.phones, region), "")
    if not address.value and not number:
        bad = next((note for note in row.notes), None)
        if bad is None:
            raise Fault(columns.email or columns.phones[0], _NO_ADDRESS)
        raise Fault(bad.field, cells.Cell("", bad.code, bad.reason))
    return address.value, number


def _numbers(row: Row, columns: Sequence[str], region: str) -> Iterator[str]:
    """Yield the numbers that can be read, the preferred one first; note those that cannot."""
    for column in columns:
        written = row.get(column)
        number = row.noted(column, cells.phone(written, region)) if written else ""
        if number:
            yield number


def _roles(row: Row, column: str, role_words: Mapping[str, Role]) -> tuple[Role, ...]:
    """Give the roles in the order of the cell; a word that the map does not know gives none."""
    said = [cells.fold(word) for word in row.get(column).split(";") if word.strip()]
    if any(word not in role_words for word in said):
        row.noted(column, _ROLE)
    roles = (role_words[word] for word in said if word in role_words)
    return tuple(dict.fromkeys(role for role in roles if role is not Role.UNKNOWN))


def _language(row: Row, column: str) -> str:
    written = row.get(column)
    return row.noted(column, cells.language(written)) if written else ""


def _cut_loops(read: Read[Account], column: str) -> None:
    """Take one parent out of every circle of parents, so that walking up comes to an end."""
    done: set[str] = set()
    for key in read.taken:
        trail: dict[str, None] = {}
        here = key
        while here in read.taken and here not in done and here not in trail:
            trail[here] = None
            here = read.taken[here][1].parent
        if here in trail:
            number, account = read.taken[here]
            read.taken[here] = (number, evolve(account, parent=""))
            read.notes.append(Note(number, column, _LOOP.code, _LOOP.reason))
        done.update(trail)
