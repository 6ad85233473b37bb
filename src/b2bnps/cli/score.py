"""``b2bnps score``: the NPS of any CSV file, with what was left out and why."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from b2bnps.errors import UnknownColumn
from b2bnps.exchange.csvfile import Problem, Table, read
from b2bnps.metrics import Score, as_json, describe, nps


@frozen(kw_only=True)
class Asked:
    """What to score.

    Attributes:
        score, account, by: names of columns; empty for none.
        population: how many people the score speaks for; None when unknown.
    """

    score: str
    account: str = ""
    by: str = ""
    population: int | None = None
    level: float = 0.95
    method: str = "score"


@frozen(kw_only=True)
class Scored:
    """The score of the file, and of each group where one was asked for."""

    total: Score
    groups: Mapping[str, Score]
    problems: tuple[Problem, ...]


def score_file(file: Path, asked: Asked, *, encoding: str = "utf-8") -> Scored:
    """Score a CSV file.

    Raises:
        UnreadableFile: it cannot be read in this encoding.
        UnknownColumn: a column is not there; the message names those that are.
    """
    table = read(file.read_bytes(), encoding=encoding)
    for column in (asked.score, *filter(None, (asked.account, asked.by))):
        if column not in table.columns:
            raise UnknownColumn(column, table.columns)
    return Scored(
        total=_score(table, asked, population=asked.population),
        groups=dict(_by_group(table, asked)) if asked.by else {},
        problems=table.problems,
    )


def _by_group(table: Table, asked: Asked) -> list[tuple[str, Score]]:
    names = sorted({row[asked.by] for _, row in table.rows})
    return [(name, _score(table, asked, group=name)) for name in names]


def _score(
    table: Table, asked: Asked, *, group: str | None = None, population: int | None = None
) -> Score:
    rows = [row for _, row in table.rows if group is None or row[asked.by] == group]
    return nps(
        [row[asked.score] for row in rows],
        accounts=[row[asked.account] for row in rows] if asked.account else None,
        population=population,
        level=asked.level,
        method=asked.method,
    )


def print_json(scored: Scored) -> None:
    """Print the result under the names of its attributes, and the groups under ``by``."""
    shown: dict[str, Any] = as_json(scored.total)
    if scored.groups:
        shown["by"] = {name: as_json(score) for name, score in scored.groups.items()}
    shown["refused_rows"] = [{"row": p.row, "reason": p.reason} for p in scored.problems]
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")


def print_table(scored: Scored, console: Console) -> None:
    """Print the result for a person."""
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for title in ("", "NPS", "interval", "n", "promoters", "passives", "detractors"):
        grid.add_column(title, justify="left" if not title else "right", no_wrap=True)
    for name, score in scored.groups.items():
        grid.add_row(escape(name) or "(empty)", *_cells(score))
    grid.add_row("[bold]all[/]", *_cells(scored.total), style="bold")
    console.print(grid)
    for line in _remarks(scored):
        console.print(line, style="dim", highlight=False, markup=False)


def _cells(score: Score) -> tuple[str, ...]:
    counts = (score.n, score.promoters, score.passives, score.detractors)
    interval = score.interval
    if score.score is None or interval.lower is None or interval.upper is None:
        return ("–", "–", *map(str, counts))
    ends = f"{interval.lower:+.1f} to {interval.upper:+.1f}"
    return (f"{score.score:+.1f}", ends, *map(str, counts))


def _remarks(scored: Scored) -> list[str]:
    total = scored.total
    remarks = [f"{total.interval.level:.0%} interval by the method {total.interval.method!r}."]
    if total.accounts is not None:
        remarks.append(f"{total.accounts} accounts, design effect {total.deff:.2f}.")
    if total.population is not None:
        remarks.append(f"{total.n} of {total.population} people answered.")
    remarks += [f"Left out: {n} × {describe(code)}" for code, n in total.excluded.items()]
    remarks += [f"Row {p.row} was not read: {p.reason}" for p in scored.problems]
    return remarks + [describe(code) for code in total.warnings]
