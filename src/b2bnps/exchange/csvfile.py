"""CSV as people's systems really write it: nothing guessed, nothing lost in silence.

:func:`read` numbers every row by the line on which it begins, as an editor shows it, and lists
what it could not take; one bad row never stops the rest. :func:`write` is the way out.
"""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

from attrs import frozen

from b2bnps.errors import InvalidValue, UnreadableFile
from b2bnps.exchange.csvwriting import Cell, write

__all__ = ["CELL_LENGTH", "DELIMITERS", "ROW_LENGTH", "Cell", "Problem", "Table", "read", "write"]

CELL_LENGTH = 32_767
"""Longest cell that is read, in characters: what the common spreadsheets hold."""

ROW_LENGTH = 262_144
"""Longest row that is read, in characters."""

DELIMITERS = (",", ";", "\t", "|")
"""What may stand between cells; the header line says which."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the one of UTF-16, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile(r"\r\n|\n|\r")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_OPENING = re.compile(r' *"')
_QUOTED = re.compile(r'([^"]*+(?:""[^"]*+)*+)" *')
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


class _Fault(StrEnum):
    """Why a record is not taken: the codes of :class:`Problem`."""

    UNCLOSED_QUOTE = "unclosed_quote"
    STRAY_QUOTE = "stray_quote"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_FEW_CELLS = "too_few_cells"
    NUL = "nul"
    CELL_TOO_LONG = "cell_too_long"
    ROW_TOO_LONG = "row_too_long"


_REASONS = {
    _Fault.UNCLOSED_QUOTE: "A quote opens, and none closes it where a cell may end.",
    _Fault.STRAY_QUOTE: "A quote without a partner, behind a row that could not be taken.",
    _Fault.TOO_MANY_CELLS: "More cells than the header has.",
    _Fault.TOO_FEW_CELLS: "Fewer cells than the header has.",
    _Fault.NUL: "It holds a NUL character.",
    _Fault.CELL_TOO_LONG: f"A cell has more than {CELL_LENGTH} characters.",
    _Fault.ROW_TOO_LONG: f"It has more than {ROW_LENGTH} characters.",
}


class _Broken(Exception):
    """A record that cannot be taken; never leaves this module."""

    def __init__(self, code: _Fault) -> None:
        self.code = code
        super().__init__(_REASONS[code])


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
    for number, found in _records(text, start, delimiter, len(columns)):
        if isinstance(found, _Broken):
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
    row = _lines(text, 0, start) + 1
    try:
        cells, end = _record(text, start, delimiter)
    except _Broken as error:
        message = f"Row {row}, the header: {error}"
        raise UnreadableFile(message) from None
    _check_header(cells, row)
    return tuple(cells), _next_line(text, end)


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


def _records(
    text: str, start: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str] | _Broken]]:
    """Yield the line number of each record and its cells, or what is wrong with it."""
    row, counted, broken = _lines(text, 0, start) + 1, start, False
    while start < len(text):
        row, counted = row + _lines(text, counted, start), start
        try:
            cells, end = _record(text, start, delimiter)
            if broken:
                _check_wreck(text[start:end])
            if any(cells):
                _check_width(cells, width)
        except _Broken as error:
            yield row, error
            end = _after_broken(text, start, delimiter, width)
            broken = error.code is not _Fault.STRAY_QUOTE
        else:
            yield row, cells
            broken = False
        start = _next_line(text, end)


def _check_width(cells: Sequence[str], width: int) -> None:
    if len(cells) != width:
        many = len(cells) > width
        raise _Broken(_Fault.TOO_MANY_CELLS if many else _Fault.TOO_FEW_CELLS)


def _record(text: str, start: int, delimiter: str) -> tuple[list[str], int]:
    """Read the cells of the record that begins at ``start``, and where it ends."""
    line = _line(text, start)
    if '"' in line:
        cells, end = _quoted_record(text, start, delimiter)
    else:
        cells, end = line.split(delimiter), start + len(line)
    if end - start > ROW_LENGTH:
        raise _Broken(_Fault.ROW_TOO_LONG)
    if "\0" in text[start:end]:
        raise _Broken(_Fault.NUL)
    if any(len(cell) > CELL_LENGTH for cell in cells):
        raise _Broken(_Fault.CELL_TOO_LONG)
    return [cell.strip() for cell in cells], end


def _quoted_record(text: str, start: int, delimiter: str) -> tuple[list[str], int]:
    cells: list[str] = []
    position = start
    while True:
        cell, position = _cell(text, position, delimiter)
        cells.append(cell)
        if not text.startswith(delimiter, position) or position - start > ROW_LENGTH:
            return cells, position
        position += 1


def _cell(text: str, start: int, delimiter: str) -> tuple[str, int]:
    """Read one cell; a quote inside a cell that does not begin with one is an ordinary letter."""
    opening = _OPENING.match(text, start)
    if opening:
        return _quoted_cell(text, opening.end(), delimiter)
    line = _line(text, start)
    cell = line.partition(delimiter)[0]
    return cell, start + len(cell)


def _quoted_cell(text: str, start: int, delimiter: str) -> tuple[str, int]:
    """Read on to the closing quote, which must stand before a delimiter or the end of a line."""
    found = _QUOTED.match(text, start, start + 2 * CELL_LENGTH)
    if not found or text[found.end() : found.end() + 1] not in {delimiter, "\r", "\n", ""}:
        raise _Broken(_Fault.UNCLOSED_QUOTE)
    return found[1].replace('""', '"'), found.end()


def _after_broken(text: str, start: int, delimiter: str, width: int) -> int:
    """Find the end of a broken record: of its first line, unless it is whole over several.

    A record over several lines with a wrong number of cells may be one with a stray quote that
    has swallowed good rows. Where the next line is a good row by itself, reading goes on there.
    """
    end = start + len(_line(text, start))
    try:
        whole = _quoted_record(text, start, delimiter)[1]
    except _Broken:
        return end
    whole += len(_line(text, whole))
    following = _next_line(text, end)
    try:
        _check_wreck(_line(text, following))
        _check_width(_record(text, following, delimiter)[0], width)
    except _Broken:
        return whole
    return min(whole, end)


def _check_wreck(line: str) -> None:
    """Refuse a line whose quotes do not pair: after a broken record it is a part of that one."""
    if line.count('"') % 2:
        raise _Broken(_Fault.STRAY_QUOTE)


def _line(text: str, start: int) -> str:
    found = _REST_OF_LINE.match(text, start)
    return found[0] if found else ""


def _next_line(text: str, end: int) -> int:
    found = _LINE_END.match(text, end)
    return found.end() if found else end


def _lines(text: str, start: int, end: int) -> int:
    """Count the line ends between two positions."""
    return sum(1 for _ in _LINE_END.finditer(text, start, end))
