"""A report as plain text for a terminal: aligned columns, no colours, no control characters."""

from collections.abc import Iterable
from textwrap import fill
from unicodedata import category, east_asian_width

from b2bnps.analysis.scores import Line
from b2bnps.metrics import Result
from b2bnps.reports.tables import Table
from b2bnps.reports.values import Report, at_risk
from b2bnps.reports.wording import (
    METRICS,
    accounts,
    answered,
    base,
    day,
    figure,
    headline,
    interval,
    moment,
    name,
    percent,
    period,
    possible,
    remarks,
    shares,
)

__all__ = ["grid", "render", "width"]

WIDEST = 36
"""Longest name in a table, in columns of the terminal; longer ones are cut."""

SENTENCE = 72
"""The same for sentences."""

LINE = 96
"""Longest line of a sentence."""

STEPS = 40
"""Length of a bar from -100 to +100, in columns of the terminal."""


def render(report: Report, *, limit: int = 15) -> str:
    """Write a report as text that ends with a newline.

    Args:
        report: what to write.
        limit: how many accounts and cases to list at most; the rest is counted.
    """
    parts = (
        _head(report),
        _headline(report),
        _next_step(report),
        _funnel(report.headline),
        _roles(report),
        _measures(report),
        _accounts(report, limit),
        _cases(report, limit),
        _left_out(report),
        _remarks(report),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def grid(table: Table, widest: int = WIDEST) -> str:
    """Write a table with aligned columns under its title; None is written as a dash.

    Args:
        table: what to write.
        widest: columns of the terminal that one cell may take; longer ones are cut.
    """
    body = [
        ["-" if cell is None else _cut(str(cell), widest) for cell in row] for row in table.rows
    ]
    rows = [list(table.columns), *body]
    widths = [max(width(row[at]) for row in rows) for at in range(len(table.columns))]
    align = table.align or "l" * len(widths)
    rule = ["-" * size for size in widths]
    lines = (_row(row, widths, align) for row in [rows[0], rule, *rows[1:]])
    return "\n".join([table.title, "", *lines])


def width(text: str) -> int:
    """Count the columns that a terminal gives a text: two for wide letters, none for accents."""
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def _cut(text: str, widest: int) -> str:
    text = name(text)
    if width(text) <= widest:
        return text
    while width(text) > widest - 2:
        text = text[:-1]
    return text.rstrip() + ".."


def _row(cells: Iterable[str], widths: list[int], align: str) -> str:
    padded = (
        " " * (size - width(cell)) + cell if side == "r" else cell + " " * (size - width(cell))
        for cell, size, side in zip(cells, widths, align, strict=True)
    )
    return "  ".join(padded).rstrip()


def _bar(result: Result, score: float) -> str:
    """Draw a score: ``o`` the score, ``=`` its interval, ``.`` what is possible."""
    cells = [" "] * (STEPS + 1)
    low, high = result.interval.lower, result.interval.upper
    _fill(cells, result.bounds.lower, result.bounds.upper, ".")
    if low is not None and high is not None:
        _fill(cells, low, high, "=")
    _fill(cells, score, score, "o")
    return "".join(cells)


def _fill(cells: list[str], low: float, high: float, mark: str) -> None:
    for at in range(_step(low), _step(high) + 1):
        cells[at] = mark


def _step(value: float) -> int:
    return round((value + 100) / 200 * STEPS)


def _head(report: Report) -> str:
    title = name(report.title)
    wave = [name(report.wave.title)] if report.wave.title else []
    facts = (*wave, period(report), f"made {moment(report.made_at)}")
    banner = [f"*** {name(report.banner)} ***", ""] if report.banner else []
    return "\n".join([*banner, title, "=" * width(title), "; ".join(facts)])


def _headline(report: Report) -> str:
    score = report.headline.nps
    lines = [f"{METRICS['nps']}: {figure(score)}", fill(headline(report), LINE)]
    if score.score is not None:
        mix = (f"{count:,} {kind.lower()} ({percent(part)})" for kind, count, part in shares(score))
        lines += [
            f"{'-100':<{STEPS // 2}}0{'+100':>{STEPS // 2}}",
            _bar(score, score.score),
            f"o score, = {percent(score.interval.level)} interval: {interval(score) or 'none'}",
            f". possible, whatever the silent think: {possible(score)}",
            f"Answers: {base(score)}: {', '.join(mix)}",
        ]
    return "\n".join(lines)


def _next_step(report: Report) -> str:
    return fill(f"Next step: {name(report.next_step)}", LINE) if report.next_step else ""


def _funnel(line: Line) -> str:
    if not line.population:
        return ""
    steps = {
        "Population": line.population,
        "Invited": line.invited,
        "Delivered": line.delivered,
        "Answered": line.answered,
    }
    rows = tuple(
        (step, f"{people:,}", percent(people / line.population)) for step, people in steps.items()
    )
    columns = ("Step", "People", "Of population")
    return grid(Table(title="From population to answers", columns=columns, rows=rows, align="lrr"))


def _score_rows(lines: Iterable[Line]) -> tuple[tuple[str | None, ...], ...]:
    return tuple(
        (
            line.label,
            figure(line.nps),
            interval(line.nps) or None,
            base(line.nps) or None,
            " / ".join(str(count) for _, count, _ in shares(line.nps)) or None,
        )
        for line in lines
    )


def _scores(title: str, group: str, lines: Iterable[Line]) -> str:
    columns = (group, "NPS", "Interval", "Answers", "Pro / pas / det")
    return grid(Table(title=title, columns=columns, rows=_score_rows(lines), align="lrrrr"))


def _roles(report: Report) -> str:
    return _scores("By role", "Role", report.by_role) if report.by_role else ""


def _measures(report: Report) -> str:
    lines = (report.headline, *report.by_role)
    asked = answered(report)
    if not asked:
        return ""
    columns = ("Group", *(METRICS[report.headline.results[at].metric] for at in asked))
    rows = tuple(
        ("All customers" if line is report.headline else line.label, *cells)
        for line, cells in ((line, [_measure(line.results[at]) for at in asked]) for line in lines)
    )
    return grid(
        Table(title="Other measures", columns=columns, rows=rows, align="l" + "r" * len(asked))
    )


def _measure(result: Result) -> str:
    span = interval(result)
    return f"{figure(result)} ({span}), n {result.n}" if span else figure(result)


def _accounts(report: Report, limit: int) -> str:
    if not report.by_account:
        return ""
    risky = at_risk(report.by_account)
    if not risky:
        return accounts(report)
    listed = _scores("Accounts with detractors, the most first", "Account", risky[:limit])
    return f"{listed}{_more(len(risky) - limit)}\n\n{accounts(report)}"


def _more(left: int) -> str:
    return f"\n... and {left:,} more" if left > 0 else ""


def _cases(report: Report, limit: int) -> str:
    if not report.cases:
        return ""
    rows = tuple(
        (
            case.account,
            case.score,
            case.role or None,
            case.owner or None,
            day(case.due) + (" overdue" if case.overdue(report.made_at) else ""),
            case.state,
        )
        for case in report.cases_by_due[:limit]
    )
    columns = ("Account", "Score", "Role", "Owner", "Due", "State")
    table = Table(title="Cases", columns=columns, rows=rows, align="lrllll")
    return grid(table) + _more(len(report.cases) - limit)


def _left_out(report: Report) -> str:
    if not report.left_out:
        return ""
    rows = tuple(
        (line.sentence, f"{line.count:,}", "yes" if line.eligible else "no")
        for line in report.left_out
    )
    columns = ("Not asked because", "People", "In population")
    table = Table(title="Who was not asked, and why", columns=columns, rows=rows, align="lrl")
    return grid(table, SENTENCE)


def _remarks(report: Report) -> str:
    found = remarks(report)
    points = (
        fill(sentence, LINE, initial_indent="- ", subsequent_indent="  ") for sentence in found
    )
    return "\n".join(["Please note", *points]) if found else ""
