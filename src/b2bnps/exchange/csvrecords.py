"""Going through the records of a CSV text: none is lost because another one is broken."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

__all__ = [
    "CELL_LENGTH",
    "ROW_LENGTH",
    "Broken",
    "Fault",
    "count_lines",
    "next_line",
    "record",
    "records",
]

CELL_LENGTH = 32_767
"""Longest cell that is read, in characters: what the common spreadsheets hold."""

ROW_LENGTH = 262_144
"""Longest row that is read, in characters."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_OPENING = re.compile(r' *"')
_QUOTED = re.compile(r'([^"]*+(?:""[^"]*+)*+)" *')


class Fault(StrEnum):
    """Why a record is not taken: the codes of ``csvfile.Problem``."""

    UNCLOSED_QUOTE = "unclosed_quote"
    STRAY_QUOTE = "stray_quote"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_FEW_CELLS = "too_few_cells"
    NUL = "nul"
    CELL_TOO_LONG = "cell_too_long"
    ROW_TOO_LONG = "row_too_long"


_REASONS = {
    Fault.UNCLOSED_QUOTE: "A quote opens, and none closes it where a cell may end.",
    Fault.STRAY_QUOTE: "A quote without a partner, behind a row that could not be taken.",
    Fault.TOO_MANY_CELLS: "More cells than the header has.",
    Fault.TOO_FEW_CELLS: "Fewer cells than the header has.",
    Fault.NUL: "It holds a NUL character.",
    Fault.CELL_TOO_LONG: f"A cell has more than {CELL_LENGTH} characters.",
    Fault.ROW_TOO_LONG: f"It has more than {ROW_LENGTH} characters.",
}


class Broken(Exception):
    """A record that cannot be taken; never leaves this room."""

    def __init__(self, code: Fault) -> None:
        """Say what is wrong with it."""
        self.code = code
        super().__init__(_REASONS[code])


def records(
    text: str, start: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str] | Broken]]:
    """Yield the line number of each record and its cells, or what is wrong with it."""
    row, counted, broken = count_lines(text, 0, start) + 1, start, False
    while start < len(text):
        row, counted = row + count_lines(text, counted, start), start
        try:
            cells, end = record(text, start, delimiter)
            if broken:
                _check_wreck(text[start:end])
            if any(cells):
                _check_width(cells, width)
        except Broken as error:
            yield row, error
            end = _after_broken(text, start, delimiter, width)
            broken = error.code is not Fault.STRAY_QUOTE
        else:
            yield row, cells
            broken = False
        start = next_line(text, end)


def _check_width(cells: Sequence[str], width: int) -> None:
    if len(cells) != width:
        many = len(cells) > width
        raise Broken(Fault.TOO_MANY_CELLS if many else Fault.TOO_FEW_CELLS)


def record(text: str, start: int, delimiter: str) -> tuple[list[str], int]:
    """Read the cells of the record that begins at ``start``, and where it ends."""
    line = _line(text, start)
    if '"' in line:
        cells, end = _quoted_record(text, start, delimiter)
    else:
        cells, end = line.split(delimiter), start + len(line)
    if end - start > ROW_LENGTH:
        raise Broken(Fault.ROW_TOO_LONG)
    if "\0" in text[start:end]:
        raise Broken(Fault.NUL)
    if any(len(cell) > CELL_LENGTH for cell in cells):
        raise Broken(Fault.CELL_TOO_LONG)
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
    bare = re.compile(rf"[^\r\n{re.escape(delimiter)}]*").match(text, start)
    cell = bare[0] if bare else ""
    return cell, start + len(cell)


def _quoted_cell(text: str, start: int, delimiter: str) -> tuple[str, int]:
    """Read on to the closing quote, which must stand before a delimiter or the end of a line."""
    found = _QUOTED.match(text, start, start + 2 * CELL_LENGTH)
    if not found or text[found.end() : found.end() + 1] not in {delimiter, "\r", "\n", ""}:
        raise Broken(Fault.UNCLOSED_QUOTE)
    return found[1].replace('""', '"'), found.end()


def _after_broken(text: str, start: int, delimiter: str, width: int) -> int:
    """Find the end of a broken record: of its first line, unless it is whole over several.

    A record over several lines with a wrong number of cells may be one with a stray quote that
    has swallowed good rows. Where the next line is a good row by itself, reading goes on there.
    """
    end = start + len(_line(text, start))
    try:
        whole = _quoted_record(text, start, delimiter)[1]
    except Broken:
        return end
    whole += len(_line(text, whole))
    following = next_line(text, end)
    try:
        _check_wreck(_line(text, following))
        _check_width(record(text, following, delimiter)[0], width)
    except Broken:
        return whole
    return min(whole, end)


def _check_wreck(line: str) -> None:
    """Refuse a line whose quotes do not pair: after a broken record it is a part of that one."""
    if line.count('"') % 2:
        raise Broken(Fault.STRAY_QUOTE)


def _line(text: str, start: int) -> str:
    found = _REST_OF_LINE.match(text, start)
    return found[0] if found else ""


def next_line(text: str, end: int) -> int:
    """Give the position behind the end of a line."""
    found = _LINE_END.match(text, end)
    return found.end() if found else end


def count_lines(text: str, start: int, end: int) -> int:
    """Count the line ends between two positions."""
    return sum(1 for _ in _LINE_END.finditer(text, start, end))
