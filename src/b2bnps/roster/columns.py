"""Which column of a file fills which field, as data. This module does no I/O."""

from collections.abc import Mapping

from attrs import Factory, frozen

from b2bnps.model import Role

__all__ = ["AccountColumns", "ContactColumns", "Note", "Refused"]


@frozen(kw_only=True)
class AccountColumns:
    """Columns of an accounts file; an empty name means that no column fills the field.

    Attributes:
        id, name: have to be in the file; the others may be missing and are then listed.
        gone: by column, the words (lower case) that say that this is no customer any more.
        skip: columns that are not even kept as attributes.
    """

    id: str
    name: str
    parent: str = ""
    industry: str = ""
    country: str = ""
    owner: str = ""
    revenue: str = ""
    currency: str = ""
    gone: Mapping[str, frozenset[str]] = Factory(dict)
    skip: frozenset[str] = frozenset()


@frozen(kw_only=True)
class ContactColumns:
    """Columns of a contacts file; an empty name means that no column fills the field.

    Attributes:
        id, account: have to be in the file, and ``email`` or one of ``phones``; the others may be
            missing and are then listed.
        phones: the one to prefer first.
        country: where the person sits, for phone numbers without a country; empty or an empty
            cell means the account's country.
        roles: the cell may name several, separated by ``;``, the most important first.
        role_words: the CRM's own words, in any case, and what they mean here.
        opted_out: says whether the person wants no mail; a word that is neither yes nor no
            counts as yes.
        gone: by column, the words (lower case) that say that the person has left.
        skip: columns that are not even kept as attributes: personal data nobody needs.
    """

    id: str
    account: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    unit: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    country: str = ""
    roles: str = ""
    role_words: Mapping[str, Role] = Factory(lambda: {role.value: role for role in Role})
    language: str = ""
    owner: str = ""
    opted_out: str = ""
    gone: Mapping[str, frozenset[str]] = Factory(dict)
    skip: frozenset[str] = frozenset()


@frozen
class Refused:
    """A row that was not taken.

    Attributes:
        row: its number in the file.
        field: the column at fault.
        code: ``missing``, ``not_text``, ``bad_key``, ``duplicate``, ``unknown_account``,
            ``bad_address``, ``no_address``, ``bad_phone``.
        reason: the same as a sentence, without what stands in the cell.
    """

    row: int
    field: str
    code: str
    reason: str


@frozen
class Note:
    """A cell that was not taken although its row was.

    Attributes:
        row: number of the row in the file.
        field: the column.
        code: ``bad_phone``, ``extension_dropped``, ``unknown_role``, ``unknown_language``,
            ``unclear_opt_out``, ``bad_number``, ``parent_loop``.
        reason: the same as a sentence, without what stands in the cell.
    """

    row: int
    field: str
    code: str
    reason: str
