"""CSV as people's systems really write it: nothing guessed, nothing lost in silence.

:func:`read` numbers every row by the line on which it begins, as an editor shows it, and lists
what it could not take; one bad row never stops the rest. :func:`write` is the way out.
"""

import codecs
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from b2bnps.errors import InvalidValue, UnreadableFile
from b2bnps.exchange.csvrecords import (
    CELL_LENGTH,
    ROW_LENGTH,
    Broken,
    count_lines,
    next_line,
    record,
    records,
)
from b2bnps.exchange.csvwriting import Cell, write

__all__ = ["CELL_LENGTH", "DELIMITERS", "ROW_LENGTH", "Cell", "Problem", "Table", "read", "write"]

DELIMITERS = (",", ";", "\t", "|")
"""What may stand between cells; the header line says which."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the one of UTF-16, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEADER_LINE = re.compile(r'(?:"[^"]*"|[^"\r\n])*')
_SEPARATOR_HINT = re.compile(r"sep=([,;\t|])(?:\r\n|\n|\r)", re.IGNORECASE)


@frozen
class Problem:
    """A row that was not taken.

    Attributes:
        row: line of the file on which the row begins; the header is row 1.
        code: ``unclosed_quote``, ``stray_quote``, ``too_many_cells``, ``too_few_cells``,
            ``nul``, ``cell_too_long``, ``row_too_long``.
        reason: the same as a sentence, without what stands in the row.
    """

    row: int
    code: str
    reason: str


@frozen
class Table:
    """What a file holds.

    Attributes:
        columns: names in the header, in order.
        rows: (row number, cell by column), trimmed; rows with nothing in them are left out.
        problems: the rows that were not taken, in order.
        encoding: how the bytes were read.
        delimiter: what stands between the cells.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    problems: tuple[Problem, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","


def read(data: bytes, *, encoding: str = "utf-8", delimiter: str | None = None) -> Table:
    """Read a CSV file.

    Args:
        data: the bytes of the file.
        encoding: used where the file has no byte order mark, and strictly; a single-byte page
            such as ``windows-1254`` is never guessed.
        delimiter: what stands between cells; ``None`` takes it from the header line.

    Raises:
        UnreadableFile: the bytes are not in that encoding, there is no header, or a name in the
            header is empty or stands there twice.
        InvalidValue: ``encoding`` or ``delimiter`` is not one that exists.
    """
    if delimiter is not None and delimiter not in DELIMITERS:
        message = "delimiter: takes a comma, a semicolon, a tab or a bar."
        raise InvalidValue(message)
    text, encoding = _decode(data, encoding)
    start, hinted = _start(text)
    delimiter = delimiter or hinted or _delimiter(text, start)
    columns, start = _header(text, start, delimiter)
    rows: list[tuple[int, Mapping[str, str]]] = []
    problems: list[Problem] = []
    for number, found in records(text, start, delimiter, len(columns)):
        if isinstance(found, Broken):
            problems.append(Problem(number, found.code.value, str(found)))
        elif any(found):
            rows.append((number, dict(zip(columns, found, strict=True))))
    return Table(columns, tuple(rows), tuple(problems), encoding, delimiter)


def _decode(data: bytes, encoding: str) -> tuple[str, str]:
    """Give the text and the encoding used: the mark at the beginning wins over what was named."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), encoding)
    try:
        return data.decode(encoding), encoding
    except LookupError:
        message = f"encoding: {encoding!r} is none that Python knows."
        raise InvalidValue(message) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = (
            f"The byte at offset {error.start} (line {line}) is not {encoding}. "
            'Say which encoding the file has, e.g. encoding="windows-1254" (Turkish) or '
            'encoding="windows-1252" (Western Europe); it is not guessed.'
        )
        raise UnreadableFile(message) from None


def _start(text: str) -> tuple[int, str]:
    """Find where the header begins, and the delimiter if a line before it names one."""
    hint = _SEPARATOR_HINT.match(text)
    position = hint.end() if hint else 0
    return len(text) - len(text[position:].lstrip("\r\n \v\f")), hint[1] if hint else ""


def _delimiter(text: str, start: int) -> str:
    """Take the delimiter that stands most often in the header, outside quotes."""
    header = _HEADER_LINE.match(text, start)
    bare = re.sub(r'"[^"]*"', "", header[0] if header else "")
    return max(DELIMITERS, key=bare.count)


def _header(text: str, start: int, delimiter: str) -> tuple[tuple[str, ...], int]:
    row = count_lines(text, 0, start) + 1
    try:
        cells, end = record(text, start, delimiter)
    except Broken as error:
        message = f"Row {row}, the header: {error}"
        raise UnreadableFile(message) from None
    _check_header(cells, row)
    return tuple(cells), next_line(text, end)


def _check_header(cells: Sequence[str], row: int) -> None:
    if not any(cells):
        message = "There is no header line."
        raise UnreadableFile(message)
    if "" in cells:
        message = f"Row {row}, the header: column {cells.index('') + 1} has no name."
        raise UnreadableFile(message)
    twice = next((this for this, next_ in pairwise(sorted(cells)) if this == next_), None)
    if twice is not None:
        message = f"Row {row}, the header: {twice!r} stands there twice."
        raise UnreadableFile(message)
