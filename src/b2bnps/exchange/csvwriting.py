"""CSV that is safe to open in a spreadsheet: what a customer typed never becomes a formula."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite

from b2bnps.errors import InvalidValue

__all__ = ["Cell", "write"]

Cell = str | int | float | Decimal | date | None
"""What :func:`write` takes: text, numbers (``bool`` too), dates and times, nothing."""

_UNSEEN = "\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069"
_BLANK = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LOOKALIKES = (
    "\uff1d\uff0b\uff0d\uff20\uff5c"  # full-width = + - @ |
    "\ufe66\ufe62\ufe63\ufe6b"  # small = + - @
    "\u2212\u2010-\u2015\u02d7\u207a\u207b"  # minus signs, hyphens, dashes
)
_FORMULA = re.compile(rf"[{_UNSEEN}{_BLANK}]*+[=+\-@|\t\r\n\0\v\f{_LOOKALIKES}]")


def write(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    delimiter: str = ",",
    for_machines: bool = False,
) -> str:
    """Write a CSV file that is safe to open in a spreadsheet.

    Text is always quoted. Text that a spreadsheet would take for a formula gets an apostrophe in
    front. Numbers are written as numbers (so the score ``-25`` stays one) with a decimal point,
    times as ISO 8601, ``True`` and ``False`` as ``true`` and ``false``, ``None`` as nothing.

    Args:
        columns: the header.
        rows: one cell per column, in the order of ``columns``.
        delimiter: one of ``,`` ``;`` tab and ``|``.
        for_machines: True leaves the apostrophe out, so that ``csvfile.read`` gives back the same
            text; never open such a file in a spreadsheet.

    Returns:
        The text, with lines that end in CR LF. Encode it as ``utf-8-sig`` for Excel.

    Raises:
        InvalidValue: a row has more or fewer cells than there are columns.
    """
    lines = [_row(columns, delimiter, for_machines)]
    for row in rows:
        if len(row) != len(columns):
            message = f"rows: {len(row)} cells where there are {len(columns)} columns."
            raise InvalidValue(message)
        lines.append(_row(row, delimiter, for_machines))
    return "".join(lines)


def _row(cells: Sequence[Cell], delimiter: str, for_machines: bool) -> str:
    return delimiter.join(_written(cell, for_machines) for cell in cells) + "\r\n"


def _written(cell: Cell, for_machines: bool) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case int():
            return str(int(cell))
        case float() | Decimal() if isfinite(cell):
            return format(cell, "f") if isinstance(cell, Decimal) else repr(float(cell))
        case date():
            return f'"{cell.isoformat()}"'
        case _:
            return _text(str(cell), for_machines)


def _text(text: str, for_machines: bool) -> str:
    mark = "'" if not for_machines and _FORMULA.match(text) else ""
    return f'"{mark}{text.replace(chr(34), chr(34) * 2)}"'
