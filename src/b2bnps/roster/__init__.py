"""Rows of a CRM become accounts and contacts, and nothing is dropped in silence.

This module does no I/O. Every row is taken or refused with its number, column and reason; a cell
that could not be used although its row could is noted. Neither repeats what stands in the cell.

>>> from datetime import datetime, timezone
>>> from b2bnps.roster import AccountColumns, read_accounts
>>> rows = [(2, {"No": "A1", "Customer": "Acme"}), (3, {"No": "", "Customer": "Nobody"})]
>>> read = read_accounts(
...     rows,
...     AccountColumns(id="No", name="Customer"),
...     now=datetime(2026, 1, 5, tzinfo=timezone.utc),
... )
>>> [account.name for account in read.accounts]
['Acme']
>>> read.refused
(Refused(row=3, field='No', code='missing', reason='It is empty.'),)
"""

from b2bnps.roster.cells import is_generic, mailbox
from b2bnps.roster.columns import AccountColumns, ContactColumns, Note, Refused
from b2bnps.roster.knowing import Changes, changes, identified
from b2bnps.roster.reading import (
    AccountRoster,
    ContactRoster,
    read_accounts,
    read_contacts,
)
from b2bnps.roster.rows import Rows

__all__ = [
    "AccountColumns",
    "AccountRoster",
    "Changes",
    "ContactColumns",
    "ContactRoster",
    "Note",
    "Refused",
    "Rows",
    "changes",
    "identified",
    "is_generic",
    "mailbox",
    "read_accounts",
    "read_contacts",
]
