"""Translations as a table for a spreadsheet."""

import codecs
from collections.abc import Iterable, Iterator, Mapping

from b2bnps.errors import InvalidValue, UnknownColumn
from b2bnps.exchange import csvfile
from b2bnps.exchange.csvwriting import write
from b2bnps.exchange.translations.rows import rows, source_of, tag_from
from b2bnps.exchange.translations.taking import Cell, Problem, problem, taken
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.questionnaires.wording import tag_of

__all__ = ["from_csv", "to_csv"]

KEY, CONTEXT = "key", "context"
_MARK = "\ufeff"


def to_csv(question_set: QuestionSet, languages: Iterable[str], *, source: str = "") -> str:
    """Write what there is to translate as CSV.

    Args:
        languages: tags of the languages to translate into, begun or not.
        source: tag of the language to translate from; empty takes :func:`source_of`.

    Returns:
        One row for each text that anybody can reach, with the columns ``key``, ``context`` (what
        it is and who reads it), the language that is translated from, and those of ``languages``.
        It begins with a byte order mark, so that spreadsheets read it as UTF-8, and nothing in it
        is taken for a formula.

    Raises:
        InvalidValue: one of ``languages`` is no language tag.
    """
    source = tag_of(source) or source_of(question_set)
    tags = [tag for tag in dict.fromkeys(map(tag_from, languages)) if tag != source]
    tables = [question_set.texts.get(tag, {}) for tag in tags]
    lines = (
        (row.key, row.context, *map(_guarded, (row.source, *(t.get(row.key, "") for t in tables))))
        for row in rows(question_set, source)
    )
    return _MARK + write((KEY, CONTEXT, source, *tags), lines)


def from_csv(
    question_set: QuestionSet, text: str | bytes, *, source: str = "", encoding: str = "utf-8"
) -> tuple[QuestionSet, tuple[Problem, ...]]:
    """Take translations from CSV.

    Args:
        text: the file as :func:`to_csv` wrote it and a spreadsheet saved it: with commas,
            semicolons or tabs, and columns left out or put in another order.
        source: as for :func:`to_csv`.
        encoding: of bytes without a byte order mark.

    Returns:
        The question set with the good translations, and what was not taken, in the order of the
        file: rows that are broken, keys that nobody has, texts that were changed since they were
        handed out, braces and names that do not fit. A blank cell changes nothing.

    Raises:
        UnreadableFile: it is no CSV, or its bytes are in another encoding.
        UnknownColumn: the column of the keys is missing, or that of the language that is
            translated from.
    """
    table = csvfile.read(_marked_once(text), encoding=encoding)
    source = tag_of(source) or source_of(question_set)
    tags = {column: tag_of(column) for column in table.columns}
    for wanted in (KEY, source):
        if wanted not in tags.values():
            raise UnknownColumn(wanted, table.columns)
    targets, strays = _targets(tags, source)
    asked, problems = taken(question_set, source, _cells(table, tags, source, targets))
    broken = [Problem(row=each.row, code=each.code, reason=each.reason) for each in table.problems]
    every = [*(problem(1, "unknown_column", key=name) for name in strays), *broken, *problems]
    return asked, tuple(sorted(every, key=lambda each: each.row))


def _marked_once(text: str | bytes) -> bytes:
    """Give the bytes of a text, without the second mark of somebody who added another one."""
    if isinstance(text, str):
        return text.lstrip(_MARK).encode("utf-8", "surrogatepass")
    return text.removeprefix(codecs.BOM_UTF8) if text.startswith(codecs.BOM_UTF8 * 2) else text


def _targets(tags: Mapping[str, str], source: str) -> tuple[dict[str, str], list[str]]:
    """Give the column of each language, and the columns that are none."""
    targets: dict[str, str] = {}
    strays = []
    for column, tag in tags.items():
        if tag in {KEY, CONTEXT, source}:
            continue
        if tag in targets or not _is_tag(tag):
            strays.append(column)
        else:
            targets[tag] = column
    return targets, strays


def _is_tag(tag: str) -> bool:
    try:
        return bool(tag_from(tag))
    except InvalidValue:
        return False


def _cells(
    table: csvfile.Table, tags: Mapping[str, str], source: str, targets: Mapping[str, str]
) -> Iterator[Cell]:
    columns = {tag: column for column, tag in reversed([*tags.items()])}
    for number, row in table.rows:
        yield Cell(
            row=number,
            key=row[columns[KEY]],
            source=_unguarded(row[columns[source]]),
            words={tag: _unguarded(row[column]) for tag, column in targets.items()},
        )


def _guarded(text: str) -> str:
    """Put an apostrophe in front of a text that would lose one on the way back."""
    return f"'{text}" if _is_guarded(text) else text


def _unguarded(text: str) -> str:
    """Take off the apostrophe by which a formula is written as a text."""
    return text[1:] if _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    return text.startswith("'") and _is_formula(text.lstrip("'"))


def _is_formula(text: str) -> bool:
    """Ask the writer whether a spreadsheet would take a text for a formula."""
    return write((text,), ()) != write((text,), (), for_machines=True)
