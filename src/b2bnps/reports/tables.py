"""The plain tables of a report, with unrounded values, ready for CSV and spreadsheets."""

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from b2bnps.analysis.scores import Line
from b2bnps.metrics import Result
from b2bnps.reports.values import (
    ROLE_LABELS,
    CaseLine,
    LeftOutLine,
    Report,
    at_risk,
    case_lines,
    left_out_lines,
    plain,
    silent,
)

__all__ = [
    "ROLE_LABELS",
    "CaseLine",
    "Cell",
    "LeftOutLine",
    "Report",
    "Table",
    "at_risk",
    "case_lines",
    "left_out_lines",
    "line_table",
    "plain",
    "silent",
    "tables",
]

Cell = str | int | float | None
"""What stands in a cell; None where there is nothing to say."""

_LINE_COLUMNS: Final = (
    "group",
    "key",
    "population",
    "invited",
    "delivered",
    "answered",
    "partial",
    "response_rate",
    "nps",
    "nps_lower",
    "nps_upper",
    "nps_bound_lower",
    "nps_bound_upper",
    "nps_n",
    "promoters",
    "passives",
    "detractors",
    "nps_method",
    "nps_warnings",
)
_MEASURE_COLUMNS: Final = ("score", "lower", "upper", "n", "method", "warnings")
_NOTHING_TOLD: Final = frozenset({"not_asked", "suppressed"})
"""Warnings of a figure whose zeros and bounds would be untrue."""


@frozen(kw_only=True)
class Table:
    """Rows under named columns.

    Attributes:
        align: one letter per column, ``l`` or ``r``; empty puts every column to the left.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: str = ""


def line_table(title: str, lines: Iterable[Line]) -> Table:
    """Write lines as a table of unrounded values; the other measures follow those of the NPS."""
    metrics = ("csat", "ces", "happiness")
    measures = tuple(f"{metric}_{column}" for metric in metrics for column in _MEASURE_COLUMNS)
    columns = (*_LINE_COLUMNS, *measures)
    rows = tuple(_line_cells(line) for line in lines)
    return Table(title=title, columns=columns, rows=rows, align="ll" + "r" * (len(columns) - 2))


def _line_cells(line: Line) -> tuple[Cell, ...]:
    score = line.nps
    counts: tuple[Cell, ...] = (None, None, None)
    told = _NOTHING_TOLD.isdisjoint(score.warnings)
    if told:
        counts = score.promoters, score.passives, score.detractors
    return (
        line.label,
        line.key,
        line.population,
        line.invited,
        line.delivered,
        line.answered,
        line.partial,
        line.response_rate,
        score.score,
        score.interval.lower,
        score.interval.upper,
        score.bounds.lower if told else None,
        score.bounds.upper if told else None,
        _n(score),
        *counts,
        score.interval.method,
        " ".join(score.warnings),
        *(cell for result in line.results[1:] for cell in _measure_cells(result)),
    )


def _measure_cells(result: Result) -> tuple[Cell, ...]:
    interval, warnings = result.interval, " ".join(result.warnings)
    return result.score, interval.lower, interval.upper, _n(result), interval.method, warnings


def _n(result: Result) -> int | None:
    return None if "suppressed" in result.warnings else result.n


def tables(report: Report) -> tuple[Table, ...]:
    """All tables of a report, with unrounded values: everybody, roles, accounts, who, what."""
    return (
        line_table("Everybody", (report.headline,)),
        line_table("By role", report.by_role),
        line_table("By account", report.by_account),
        _left_out_table(report),
        _case_table(report),
    )


def _left_out_table(report: Report) -> Table:
    return Table(
        title="Not asked",
        columns=("reason", "sentence", "people", "in_population"),
        rows=tuple(
            (line.reason, line.sentence, line.count, "yes" if line.eligible else "no")
            for line in report.left_out
        ),
        align="llrl",
    )


def _case_table(report: Report) -> Table:
    return Table(
        title="Cases",
        columns=("account", "score", "role", "owner", "due", "state", "overdue"),
        rows=tuple(
            (
                case.account,
                case.score,
                case.role,
                case.owner,
                case.due.isoformat(),
                case.state,
                "yes" if case.overdue(report.made_at) else "no",
            )
            for case in report.cases_by_due
        ),
        align="lrlllll",
    )
