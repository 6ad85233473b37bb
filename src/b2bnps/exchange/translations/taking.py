"""Which translations are taken into a question set, and why another one is not."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve, frozen

from b2bnps.exchange.translations.rows import Row, rows
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.questionnaires.wording import PIPES, piped, stray_braces

__all__ = ["CODES", "Cell", "Problem", "taken"]

CODES: Final[Mapping[str, str]] = {
    "unknown_key": "Nobody is shown a text of this key; copy the keys of the file.",
    "key_twice": "This key stands in an earlier row too; keep one of them.",
    "source_changed": "The text was changed since; translate it as it is now.",
    "stray_braces": f"Only {', '.join(f'{{{name}}}' for name in PIPES)} are filled in.",
    "name_lost": "The text that is translated names something that the translation leaves out: ",
    "name_added": "The translation names something that the text does not: ",
    "fuzzy": "It is marked as fuzzy; look it through and take the mark off.",
    "plural": "It has a plural form, which no text of a questionnaire has.",
    "unknown_column": "The header names no language here, or one that stands there already.",
}
"""Every reason for not taking a translation, beside those of :class:`~..csvfile.Problem`."""


@frozen(kw_only=True)
class Problem:
    """A translation that was not taken.

    Attributes:
        row: line of the file on which it begins.
        key: of the text; empty where that could not be read.
        language: tag of the translation; empty where it is the whole row.
        code: one of :data:`CODES`, or a code of a row that is broken as CSV.
        reason: the same as a sentence.
    """

    row: int
    key: str = ""
    language: str = ""
    code: str
    reason: str


@frozen(kw_only=True)
class Cell:
    """One text as it came back.

    Attributes:
        row: line of the file on which it begins.
        key, source: as they stand in the file.
        words: the translation by language tag; blank where there is none.
        code: why it is not taken, found while reading; empty for none.
    """

    row: int
    key: str
    source: str
    words: Mapping[str, str]
    code: str = ""


def taken(
    asked: QuestionSet, source: str, cells: Iterable[Cell]
) -> tuple[QuestionSet, tuple[Problem, ...]]:
    """Take every good translation, and list the others.

    Args:
        source: tag of the language that was translated from.

    Returns:
        The question set with other texts and nothing else changed, and the problems in the order
        of the file. A blank translation changes nothing.
    """
    texts = {tag: dict(table) for tag, table in asked.texts.items()}
    known = {row.key: row for row in rows(asked, source)}
    problems: list[Problem] = []
    seen: set[str] = set()
    for cell in cells:
        wrong = _wrong_row(cell, known, seen)
        if wrong:
            problems.append(problem(cell.row, wrong, key=cell.key))
            continue
        seen.add(cell.key)
        for tag, text in cell.words.items():
            found = _wrong_text(cell, known[cell.key], text, texts.get(tag, {}).get(cell.key, ""))
            problems += [evolve(each, language=tag) for each in found]
            if text and not found and not _alike(text, texts.get(tag, {}).get(cell.key, "")):
                texts.setdefault(tag, {})[cell.key] = _lines(text)
    return evolve(asked, texts=texts), tuple(problems)


def problem(row: int, code: str, detail: str = "", *, key: str = "") -> Problem:
    """Put a code into a sentence."""
    return Problem(row=row, key=key, code=code, reason=f"{CODES[code]}{detail}")


def _wrong_row(cell: Cell, known: Mapping[str, Row], seen: set[str]) -> str:
    if cell.key not in known:
        return "unknown_key"
    return "key_twice" if cell.key in seen else cell.code


def _wrong_text(cell: Cell, row: Row, text: str, before: str) -> list[Problem]:
    """Find what is wrong with a translation; one that is there already is as good as it was."""
    if not text:
        return []
    if not _alike(cell.source, row.source):
        return [problem(cell.row, "source_changed", key=cell.key)]
    if _alike(text, before):
        return []
    if stray_braces(text):
        return [problem(cell.row, "stray_braces", key=cell.key)]
    source = piped(row.source) if row.source else piped(text)
    return list(_wrong_names(cell, set(source), set(piped(text))))


def _wrong_names(cell: Cell, source: set[str], target: set[str]) -> Iterator[Problem]:
    for code, names in (("name_lost", source - target), ("name_added", target - source)):
        if names:
            listed = ", ".join(f"{{{name}}}" for name in sorted(names))
            yield problem(cell.row, code, f"{listed}.", key=cell.key)


def _alike(one: str, other: str) -> bool:
    """Whether two texts are the same but for the line ends of a system."""
    return _lines(one) == _lines(other)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
