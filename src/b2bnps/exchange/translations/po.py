"""Translations as a PO file for a translation tool."""

from io import BytesIO, StringIO
from types import ModuleType
from typing import TYPE_CHECKING

from b2bnps.errors import MissingExtra, UnreadableFile
from b2bnps.exchange.translations.rows import rows, source_of, tag_from
from b2bnps.exchange.translations.taking import Cell, Problem, taken
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.questionnaires.wording import tag_of

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

__all__ = ["from_po", "to_po"]

_HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def to_po(question_set: QuestionSet, language: str, *, source: str = "") -> str:
    """Write what there is to translate into one language as PO.

    Args:
        language: tag of the language to translate into, begun or not.
        source: tag of the language to translate from; empty takes :func:`source_of`.

    Returns:
        One entry for each text that anybody can reach and that the language translated from has.
        Its ``msgctxt`` is the key, its comment says what it is and who reads it.

    Raises:
        InvalidValue: ``language`` is no language tag.
        MissingExtra: babel is not installed.
    """
    catalog, pofile = _babel()
    tag = tag_from(language)
    table = question_set.texts.get(tag, {})
    entries = catalog.Catalog()
    for row in rows(question_set, tag_of(source) or source_of(question_set)):
        if row.source:  # an empty msgid would be the header of the file
            text = table.get(row.key, "")
            entries.add(row.source, text, context=row.key, auto_comments=[row.context])
    written = BytesIO()
    pofile.write_po(written, entries, width=0, omit_header=True)
    return _HEADER.format(language=_locale(tag)) + written.getvalue().decode()


def from_po(
    question_set: QuestionSet, language: str, text: str | bytes, *, source: str = ""
) -> tuple[QuestionSet, tuple[Problem, ...]]:
    """Take the translations into one language from PO.

    Args:
        language: tag of the language that was translated into.
        text: the file; bytes are UTF-8. Of an entry that stands there twice the first counts.
        source: as for :func:`to_po`.

    Returns:
        As :func:`~b2bnps.exchange.translations.from_csv`; entries that are marked as fuzzy, or
        that have plural forms, are not taken either.

    Raises:
        UnreadableFile: it is no PO.
        InvalidValue: ``language`` is no language tag.
        MissingExtra: babel is not installed.
    """
    tag = tag_from(language)
    cells = [_cell(message, tag) for message in _read(text) if message.id or message.context]
    return taken(question_set, tag_of(source) or source_of(question_set), cells)


def _read(text: str | bytes) -> "Catalog":
    _, pofile = _babel()
    try:
        lines = StringIO(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
        found: Catalog = pofile.read_po(lines, ignore_obsolete=True, abort_invalid=True)
    except pofile.PoFileError as error:
        message = f"Line {error.lineno + 1}: this is no PO."
        raise UnreadableFile(message) from None
    except (ValueError, LookupError) as error:
        message = "This is no PO: its header, or a number in it, cannot be read."
        raise UnreadableFile(message) from error
    return found


def _cell(message: "Message", tag: str) -> Cell:
    key, row = message.context or "", message.lineno or 0
    if not isinstance(message.id, str) or not isinstance(message.string, str):
        return Cell(row=row, key=key, source="", words={}, code="plural")
    code = "fuzzy" if message.fuzzy and message.string else ""
    return Cell(row=row, key=key, source=message.id, words={tag: message.string}, code=code)


def _locale(tag: str) -> str:
    """Write a language tag as PO does: ``nl_BE``."""
    language, *rest = tag.split("-")
    return "_".join([language, *(part.upper() if len(part) == 2 else part for part in rest)])  # noqa: PLR2004 - a country


def _babel() -> tuple[ModuleType, ModuleType]:
    try:
        from babel.messages import catalog, pofile  # noqa: PLC0415 - loads an extra
    except ImportError:
        raise MissingExtra("babel", "i18n") from None  # noqa: EM101 - names, no message
    return catalog, pofile
