"""What stands in one cell: addresses, numbers, languages, yes and no. This module does no I/O."""

import re
import unicodedata
from decimal import Decimal
from functools import cache

from attrs import frozen

from b2bnps.roster.words import COUNTRIES, LANGUAGES, MAILBOXES, NO, QUALIFIERS, YES

__all__ = ["is_generic", "mailbox"]

EMAIL_LENGTH = 254
PHONE_LENGTH = 60
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SPREADSHEET_NUMBER = re.compile(r"\d+[.,]\d+(?:[eE]\+?\d+)?|\d+[eE]\+?\d+")
_TAG = re.compile(r"\+.*")
_BETWEEN = re.compile(r"[._\-]+|\d+")
_TWO_LETTERS = 2
_LONG_WORD = 4


@frozen
class Cell:
    """What was made of a cell.

    Attributes:
        value: empty where nothing could be made of it.
        code: what is wrong, empty for nothing.
        reason: the same as a sentence, without what stands in the cell.
    """

    value: str
    code: str = ""
    reason: str = ""


def words(text: str) -> str:
    """Put a name on one line: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Make words comparable: lower case, and the Turkish capital İ without its dot."""
    return words(text).casefold().replace("i\u0307", "i")


def email(text: str) -> Cell:
    """Check and normalise an address by its syntax; nothing is looked up in the network."""
    from email_validator import (  # noqa: PLC0415 - the core stays light to import
        EmailNotValidError,
        validate_email,
    )

    if len(text) > EMAIL_LENGTH:
        return Cell("", "bad_address", f"It has more than {EMAIL_LENGTH} characters.")
    try:
        found = validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        return Cell("", "bad_address", re.sub(r"'[^']{2,}'", "…", str(error)))
    return Cell(found.normalized)


def mailbox(email: str) -> str:
    """Give what two spellings of one address have in common.

    Nobody gives two people addresses that differ in case only, so case is folded. Dots and
    ``+tags`` are kept: only some providers ignore them.
    """
    return unicodedata.normalize("NFC", email).casefold()


def phone(text: str, region: str) -> Cell:
    """Bring a phone number to E.164.

    Args:
        text: as the CRM has it.
        region: two letters of the country; a national number without one is not guessed at.
    """
    from phonenumbers import (  # noqa: PLC0415 - the core stays light to import
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_valid_number,
        parse,
    )

    bad = Cell("", "bad_phone", "It is no phone number of its country, or no country is known.")
    if len(text) > PHONE_LENGTH or _SPREADSHEET_NUMBER.fullmatch(text):
        return bad
    try:
        number = parse(text, region or None)
    except NumberParseException:
        return bad
    if not is_valid_number(number):
        return bad
    value = format_number(number, PhoneNumberFormat.E164)
    if number.extension:
        return Cell(value, "extension_dropped", "The extension behind the number is not kept.")
    return Cell(value)


def country(text: str) -> str:
    """Give the two letters of a country, or the words as they are where those are not known."""
    known = COUNTRIES.get(fold(text), words(text))
    return known.upper() if len(known) == _TWO_LETTERS else known


def region(text: str) -> str:
    """Give a country as phone numbers need it: two letters, or nothing."""
    found = country(text)
    return found if len(found) == _TWO_LETTERS and found.isalpha() and found.isascii() else ""


def language(text: str) -> Cell:
    """Give the tag of a language: ``tr`` of ``tr_TR``, ``TR`` and ``Türkçe``; ``zh-TW`` stays."""
    known = LANGUAGES.get(fold(text), text)
    if not _LANGUAGE.fullmatch(known):
        return Cell("", "unknown_language", "It is neither a language tag nor a known name.")
    first, *rest = re.split("[-_]", known)
    return Cell("-".join([first.lower(), *rest]))


def yes(text: str) -> Cell:
    """Give ``yes`` or nothing; what is neither yes nor no counts as yes, and is noted."""
    word = fold(text)
    if word and word not in NO and word not in YES:
        return Cell("yes", "unclear_opt_out", "It says neither yes nor no, and is taken for yes.")
    return Cell("yes" if word in YES else "")


def number(text: str) -> Decimal | None:
    """Give an amount written with a decimal point and without thousands marks, else None."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def is_generic(email: str) -> bool:
    """Tell whether a mailbox belongs to a task (``info@``, ``satis@``) instead of a person."""
    local = _TAG.sub("", mailbox(email[-EMAIL_LENGTH:]).rpartition("@")[0])
    parts = [part for part in _BETWEEN.split(_plain(local)) if part]
    return bool(parts) and (_is_task("".join(parts)) or _are_tasks(parts))


def _are_tasks(parts: list[str]) -> bool:
    """One word of a task, and nothing beside it that could be a name."""
    boxes, beside = _plain_words()
    return any(part in boxes for part in parts) and all(
        part in boxes or part in beside for part in parts
    )


def _is_task(word: str) -> bool:
    """A task by itself or made of two words (``verkoopteam``)."""
    boxes, beside = _plain_words()
    return word in boxes or any(
        (word[:cut] in boxes and word[cut:] in boxes | beside)
        or (word[:cut] in beside and word[cut:] in boxes)
        for cut in range(_LONG_WORD, len(word) - _LONG_WORD + 1)
    )


@cache
def _plain_words() -> tuple[frozenset[str], frozenset[str]]:
    """The words as mailboxes spell them: with plain letters, also ``ae`` for ``ä``."""
    boxes = {spelt for word in MAILBOXES for spelt in (_plain(word), _plain(word, double=True))}
    return frozenset(boxes), frozenset(_plain(word) for word in QUALIFIERS)


def _plain(text: str, *, double: bool = False) -> str:
    if double:
        text = text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("å", "aa")
    text = text.replace("ı", "i").replace("ß", "ss").replace("ø", "o")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
