"""Files: personal links out for somebody else's mailing, answers in from somebody else's form.

Rows are plain values here; ``b2bnps.exchange`` reads and writes the files.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from attrs import field, frozen

from b2bnps.channels import hand_over, refuse_fields
from b2bnps.errors import InvalidValue, Rejected, UnknownColumn
from b2bnps.model import Contact, Delivery, Message, Receipt
from b2bnps.ports import Form

__all__ = ["LINK_COLUMNS", "MESSAGE_COLUMNS", "AnswerRow", "File", "answer_rows", "link_rows"]

LINK_COLUMNS = ("account", "contact", "first_name", "last_name", "email", "language", "link")
"""Columns of :func:`link_rows`."""

MESSAGE_COLUMNS = ("message", "account", "contact", "name", "to", "language", "text")
"""Columns of the rows that :class:`File` writes; a message is sent once, by this id."""

PERSON = ("contact", "link")
"""What can say whose answers a row holds: the host's id, or the personal link."""

Row = tuple[str, ...]


@frozen
class File:
    """The channel for a list that somebody else sends out.

    Attributes:
        write: takes one row of :data:`MESSAGE_COLUMNS`.
        name: on invitations and receipts.
    """

    write: Callable[[Row], object] = field(repr=False)
    name: str = "file"

    @property
    def form(self) -> Form:
        """Short texts with a link in them."""
        return Form.SHORT

    def address(self, contact: Contact) -> str:
        """Give the address that the list should show: mail, else phone, else the host's id."""
        return contact.email or contact.phone or contact.contact

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Write one row.

        Raises:
            Rejected: no text, or something that a row cannot hold.
            NotNow, Doubtful: ``write`` raised that, or anything else.
        """
        refuse_fields(message, "subject", "html", "headers", "extra")
        if not message.text.strip():
            reason = "text: there is nothing to write."
            raise Rejected(reason)
        person = (message.account, message.contact, message.name, message.to)
        hand_over(self.write, (message.id, *person, message.language, message.text))
        return message.receipt(Delivery.SENT, at=now)


def link_rows(invited: Iterable[tuple[Contact, str]]) -> Iterator[Row]:
    """Yield rows of :data:`LINK_COLUMNS` for contacts and their personal links, in that order."""
    for contact, link in invited:
        names = (contact.first_name, contact.last_name)
        yield (contact.account, contact.contact, *names, contact.email, contact.language, link)


@frozen(kw_only=True)
class AnswerRow:
    """The answers of one row.

    Attributes:
        row: its number in the file.
        contact: the host's id of the person; empty where the row does not say.
        link: the personal link; empty where the row does not say.
        form: raw answers by question id; the questionnaire's reader judges them.
        problem: ``nobody`` where the row says neither contact nor link, ``no_answer`` where all
            cells are empty; empty for a row that can be used.
    """

    row: int
    contact: str = ""
    link: str = field(default="", repr=False)
    form: Mapping[str, str] = field(factory=dict, repr=False)
    problem: str = ""


def answer_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]], columns: Mapping[str, str]
) -> Iterator[AnswerRow]:
    """Read answers from a file, one :class:`AnswerRow` for every row; none is left out.

    Args:
        rows: number of the row, and its cells by column.
        columns: which column holds what: ``contact`` or ``link`` and question ids as keys, names
            of columns as values.

    Raises:
        InvalidValue: no column says who answered.
        UnknownColumn: the file lacks one of the columns.
    """
    if not any(key in columns for key in PERSON):
        message = "columns: one has to be contact or link, to say who answered."
        raise InvalidValue(message)
    for number, cells in rows:
        values = {key: _cell(cells, column) for key, column in columns.items()}
        contact, link = (values.pop(key, "") for key in PERSON)
        form = {key: value for key, value in values.items() if value}
        problem = "" if form else "no_answer"
        problem = problem if contact or link else "nobody"
        yield AnswerRow(row=number, contact=contact, link=link, form=form, problem=problem)


def _cell(cells: Mapping[str, str], column: str) -> str:
    if column not in cells:
        raise UnknownColumn(column, cells)
    return cells[column].strip()
