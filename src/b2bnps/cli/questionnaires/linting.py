"""``b2bnps questionnaire lint``: what a survey researcher would say, laid out to be read."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from b2bnps.cli.questionnaires.saying import counted, either, plain
from b2bnps.cli.questionnaires.showing import lacking
from b2bnps.questionnaires.lint import CODES, Finding
from b2bnps.questionnaires.sets import QuestionSet

__all__ = ["print_findings"]

_NAMED = 3
"""So many blocks are named; of more, the others are counted."""


Row = tuple[Text, Group]
"""Where, and what is to be done there."""


def print_findings(asked: QuestionSet, findings: Sequence[Finding], console: Console) -> None:
    """Print findings by what is wrong, the most frequent last, where the eye is."""
    by_code = sorted(findings, key=lambda finding: finding.code)
    groups = {code: _rows(asked, code, found) for code, found in groupby(by_code, _code)}
    for code, rows in sorted(groups.items(), key=lambda group: len(group[1])):
        _print_group(code, rows, console)
    where = f"{plain(asked.name)}, {counted(len(asked.questions), 'question')}"
    where += f" in {counted(len(asked), 'block')}"
    if findings:
        found = counted(sum(map(len, groups.values())), "finding")
        console.print(Text(f"{found} in {where}.", style="bold"))
    else:
        console.print(Text(f"Nothing to improve in {where}.", style="green"))


def _code(finding: Finding) -> str:
    return finding.code


def _print_group(code: str, rows: Iterable[Row], console: Console) -> None:
    console.print(Text(code, style="bold"))
    console.print(Padding(Text(CODES[code], style="dim"), (0, 0, 0, 2)))
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(max_width=24)
    grid.add_column()
    for row in rows:
        grid.add_row(*(Padding(cell, (0, 0, 1, 0)) for cell in row))
    console.print(Padding(grid, (0, 0, 0, 2)))


def _rows(asked: QuestionSet, code: str, findings: Iterable[Finding]) -> list[Row]:
    untranslated = code == "untranslated"
    return list(_languages(asked, findings) if untranslated else _advice(asked, findings))


def _advice(asked: QuestionSet, findings: Iterable[Finding]) -> Iterator[Row]:
    for finding in findings:
        suggestion = Text(f"→ {plain(finding.suggestion)}")
        yield _where(asked, finding), Group(Text(plain(finding.reason)), suggestion)


def _languages(asked: QuestionSet, findings: Iterable[Finding]) -> Iterator[Row]:
    """Say once for each language what it lacks: a new one lacks everything."""
    for language in dict.fromkeys(finding.language for finding in findings):
        keys = lacking(asked, language)
        reason = Text(f"{counted(len(keys), 'text')} missing, so {language} is not shown at all.")
        suggestion = Text(f"→ Translate {either(keys, 'and')}.")
        yield Text(language, style="cyan"), Group(reason, suggestion)


def _where(asked: QuestionSet, finding: Finding) -> Text:
    """Name the question, and below it the language and the blocks."""
    below = [finding.language, _blocks(asked, finding.blocks)]
    where = Text().append(finding.question, style="cyan")
    for line in filter(None, below):
        where.append(f"\n{line}", style="dim")
    return where


def _blocks(asked: QuestionSet, blocks: Sequence[str]) -> str:
    """Name the blocks, where it is not all of them."""
    if len(blocks) == len(asked):
        return ""
    if len(blocks) <= _NAMED:
        return f"in {either(blocks, 'and')}"
    others = len(blocks) - _NAMED
    return f"in {', '.join(map(plain, blocks[:_NAMED]))} and {counted(others, 'other')}"
