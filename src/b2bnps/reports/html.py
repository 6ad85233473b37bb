"""A report as one self-contained HTML page: no script, no network, fit for screens and paper.

Whatever comes from outside (names, notes, sentences) is escaped by the template; attributes hold
only numbers that were computed here. The page forbids itself scripts and requests as well.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from b2bnps.analysis.scores import Line
from b2bnps.metrics import Mean, Result
from b2bnps.reports import wording
from b2bnps.reports.values import Report, at_risk

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["render"]

TOP: Final = 12
"""How many accounts and cases stand open on the page; the rest is one click away."""

TICKS: Final = (-100, -50, 0, 50, 100)


def render(report: Report) -> str:
    """Write a report as an HTML page.

    Returns:
        A whole document, to be served or saved as UTF-8.
    """
    return _template().render(_page(report))


@cache
def _template() -> "Template":
    """Read and compile the template once."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only here

    environment = Environment(
        loader=PackageLoader("b2bnps.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(_FILTERS)
    return environment.get_template("report.html")


def _set(write: Callable[..., str]) -> Callable[..., str]:
    """Set a figure as print does: a true minus, and no line break before its unit."""

    def written(*values: Any) -> str:
        text = write(*values).replace("-", "\N{MINUS SIGN}")
        return text.replace(" %", "\N{NO-BREAK SPACE}%")

    return written


def _at(points: float) -> str:
    """Place a score on the axis, in percent of its length."""
    return f"{(points + 100) / 2:.2f}%"


def _long(ends: tuple[float, float]) -> str:
    """Measure a piece of the axis, in percent of its length; never too short to be seen."""
    low, high = ends
    return f"{max(0.5, (high - low) / 2):.2f}%"


def _wide(share: float) -> str:
    return f"{100 * share:.2f}%"


def _scaled(result: Result) -> str:
    """Write on what scale a mean stands and which end is good; shares say so by their unit."""
    if not isinstance(result, Mean):
        return ""
    low, high = result.scale
    return f" of {high}" if result.direction == "high_is_good" else f" ({low} is best)"


_FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "at": _at,
    "base": _set(wording.base),
    "count": lambda number: f"{number:,}",
    "day": wording.day,
    "definition": _set(wording.definition),
    "figure": _set(wording.figure),
    "interval": _set(wording.interval),
    "long": _long,
    "moment": wording.moment,
    "name": wording.name,
    "percent": _set(wording.percent),
    "points": _set(wording.points),
    "possible": _set(wording.possible),
    "scaled": _scaled,
    "shares": wording.shares,
    "typeset": _set(str),
    "unscored": wording.unscored,
    "wide": _wide,
}


def _page(report: Report) -> dict[str, Any]:
    """Gather what the template shows, in the order of the page."""
    risky = at_risk(report.by_account)
    cases = report.cases_by_due
    return {
        "report": report,
        "period": wording.period(report),
        "sentence": wording.headline(report),
        "funnel": _funnel(report.headline),
        "ticks": TICKS,
        "top": TOP,
        "metrics": wording.METRICS,
        "asked": wording.answered(report),
        "risky": risky[:TOP],
        "accounts": wording.accounts(report),
        "cases": cases[:TOP],
        "cases_left": cases[TOP:],
        "overdue": sum(case.overdue(report.made_at) for case in cases),
        "remarks": wording.remarks(report),
        "definitions": _definitions(report),
        "methods": _methods(report),
    }


def _funnel(line: Line) -> list[tuple[str, int, float, float | None]]:
    """List the steps to an answer: (name, people, share of the population, of the step before)."""
    if not line.population:
        return []
    steps = {"Invited": line.invited, "Delivered": line.delivered, "Answered": line.answered}
    rows: list[tuple[str, int, float, float | None]] = [("Population", line.population, 1.0, None)]
    for step, people in steps.items():
        before = rows[-1][1]
        rows.append((step, people, people / line.population, people / before if before else None))
    return rows


def _definitions(report: Report) -> dict[str, Result]:
    """Pick one result per metric that was asked, to say how it is defined."""
    return {
        wording.METRICS[result.metric]: result
        for result in _everything(report)
        if "not_asked" not in result.warnings
    }


def _methods(report: Report) -> list[str]:
    found = {result.interval.method for result in _everything(report)} - {"none"}
    return [text for method, text in wording.METHODS.items() if method in found]


def _everything(report: Report) -> list[Result]:
    """List every result, metric by metric, the headline last so that it decides."""
    lines = (*report.by_account, *report.by_role, report.headline)
    by_metric = zip(*(line.results for line in lines), strict=True)
    return [result for results in by_metric for result in results]
