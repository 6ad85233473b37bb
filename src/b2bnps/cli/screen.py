"""What the terminal shows: steps, progress bars and tables."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from b2bnps.analysis.scores import Line
from b2bnps.metrics import Result
from b2bnps.reports.values import ROLE_LABELS

NOTHING = "–"


def step(console: Console, number: int, title: str, now: datetime) -> None:
    """Head a step, with the simulated clock at its end."""
    clock = f"{now:%a %d %b %Y %H:%M}"
    console.print()
    console.print(f"[bold cyan]{number}[/]  [bold]{title}[/]  [dim]{clock}[/]", highlight=False)


def say(console: Console, text: str, style: str = "") -> None:
    """Say one thing below a step."""
    console.print(f"   {text}", style=style, highlight=False, soft_wrap=True)


@contextmanager
def bar(console: Console, title: str, total: int | None) -> Iterator["Bar"]:
    """Show a progress bar for the length of a ``with`` block; it pulses while the end is open."""
    columns = (
        TextColumn("   {task.description:<34}"),
        BarColumn(bar_width=28, complete_style="cyan", finished_style="green"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield Bar(progress, progress.add_task(escape(title), total=total))


class Bar:
    """A progress bar under way."""

    def __init__(self, progress: Progress, task: object) -> None:
        """Show the task of this progress."""
        self._progress, self._task = progress, task

    def ends(self, total: int) -> None:
        """Say where the end is, now that it is known."""
        self._progress.update(self._task, total=total)  # type: ignore[arg-type]  # as below

    def more(self, title: str = "") -> None:
        """Move on by one, and say something new where there is something to say."""
        changes = {"description": escape(title)} if title else {}
        self._progress.update(self._task, advance=1, **changes)  # type: ignore[arg-type]  # rich's own id


def lines(title: str, found: Iterable[Line]) -> Table:
    """Lay out one line a group: the four metrics with their intervals, and who answered."""
    table = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=None,
        collapse_padding=True,
    )
    for name in ("", "NPS", "interval", "CSAT %", "CES 1–7", "happy %", "n", "of", "rate"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for line in found:
        label = ROLE_LABELS.get(line.key, line.label) or "Everybody"
        table.add_row(escape(label), *_cells(line))
    return table


def _cells(line: Line) -> tuple[str, ...]:
    rate = NOTHING if line.response_rate is None else f"{line.response_rate:.0%}"
    return (
        _figure(line.nps, "+.0f"),
        interval(line.nps, "+.0f"),
        _figure(line.csat, ".0f"),
        _figure(line.ces, ".1f"),
        _figure(line.happiness, ".0f"),
        str(line.answered),
        NOTHING if line.population is None else str(line.population),
        rate,
    )


def rounded(result: Result) -> str:
    """Write a score as a signed whole number."""
    return NOTHING if result.score is None else format(result.score, "+.0f")


def _figure(result: Result, form: str) -> str:
    if "not_asked" in result.warnings:
        return "[dim]not asked[/]"
    if "suppressed" in result.warnings:
        return "[dim]not shown[/]"
    return NOTHING if result.score is None else format(result.score, form)


def interval(result: Result, form: str) -> str:
    """Write an interval, or that there is none."""
    ends = result.interval
    if ends.lower is None or ends.upper is None:
        return NOTHING
    return f"{format(ends.lower, form)} to {format(ends.upper, form)}"
