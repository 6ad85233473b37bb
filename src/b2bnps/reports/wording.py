"""Figures as people write them, and warnings as sentences. Rounding happens here, once.

Minus is the plain hyphen and spaces are plain, which every terminal and code page can show; the
page sets the finer characters.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from math import copysign, floor
from typing import Final

from b2bnps.metrics import Mean, Result, Score, Share, describe
from b2bnps.reports.values import Report, at_risk, silent

__all__ = [
    "METHODS",
    "METRICS",
    "accounts",
    "answered",
    "base",
    "counted",
    "day",
    "definition",
    "figure",
    "headline",
    "interval",
    "moment",
    "name",
    "of",
    "percent",
    "period",
    "points",
    "possible",
    "remarks",
    "shares",
    "unscored",
    "whole",
]

METRICS: Final = {
    "nps": "Net Promoter Score",
    "enps": "Employee Net Promoter Score",
    "csat": "Customer satisfaction",
    "ces": "Customer Effort Score",
    "happiness": "Happiness",
}
"""What each metric is called."""

METHODS: Final = {
    "score": "score interval (Tango 1998)",
    "adjusted_wald": "adjusted Wald interval (Rocks 2016)",
    "wald": "Wald interval",
    "wilson": "Wilson interval",
    "mean_t": "Student's interval of a mean",
    "census": "census: everybody answered, nothing is estimated",
    "none": "no interval",
}
"""How each interval is computed."""

EVERYBODY: Final = "all customers"

_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_SILENT_WARNINGS: Final = frozenset({"not_asked", "no_answers"})
"""Warnings that the figure itself says already."""


def whole(value: float) -> int:
    """Round to the nearest whole number, halves away from zero."""
    return int(copysign(floor(abs(value) + 0.5), value))


def points(value: float) -> str:
    """Write a score in points with its sign: ``+62``, ``0``, ``-4``."""
    rounded = whole(value)
    return f"{rounded:+d}" if rounded else "0"


def percent(share: float) -> str:
    """Write a share of 0 to 1; some is never shown as none, nor nearly all as all."""
    rounded = whole(100 * share)
    if share > 0 and not rounded:
        return "<1 %"
    if share < 1 and rounded == 100:  # noqa: PLR2004 - percent
        return ">99 %"
    return f"{rounded} %"


def of(part: int, people: int | None) -> str:
    """Write a part of a whole: ``124 of 300 (41 %)``; the part alone where there is no whole."""
    if not people:
        return f"{part:,}"
    return f"{part:,} of {people:,} ({percent(part / people)})"


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number and its noun: ``1 answer``, ``2 answers``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(moment: datetime) -> str:
    """Write a date in UTC: ``7 Nov 2026``."""
    utc = moment.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}"


def moment(moment: datetime) -> str:
    """Write a date and time in UTC: ``7 Nov 2026, 09:30 UTC``."""
    return f"{day(moment)}, {moment.astimezone(UTC):%H:%M} UTC"


def period(report: Report) -> str:
    """Write when the wave was open."""
    opens, closes = report.wave.opens, report.wave.closes
    return f"{day(opens)} to {day(closes)}" if closes else f"since {day(opens)}"


def name(text: str) -> str:
    """Make a name safe to show on one line: what cannot be seen becomes a blank."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split()) or "(no name)"


def unscored(result: Result) -> str:
    """Say why a result has no score; empty where it has one."""
    if "not_asked" in result.warnings:
        return "not asked"
    if "suppressed" in result.warnings:
        return "not shown"
    return "no answer yet" if result.score is None else ""


def figure(result: Result) -> str:
    """Write a score in its own unit: ``+62``, ``81 %``, ``5.6``; or why there is none."""
    if result.score is None:
        return unscored(result)
    if isinstance(result, Score):
        return points(result.score)
    return percent(result.score / 100) if isinstance(result, Share) else f"{result.score:.1f}"


def interval(result: Result) -> str:
    """Write an interval in the unit of its score: ``50 to 71``; empty where there is none."""
    if result.interval.method == "census":
        return "exact"
    lower, upper = result.interval.lower, result.interval.upper
    if lower is None or upper is None:
        return ""
    if isinstance(result, Mean):
        return f"{lower:.1f} to {upper:.1f}"
    unit = " %" if isinstance(result, Share) else ""
    return f"{whole(lower)} to {whole(upper)}{unit}"


def possible(result: Result) -> str:
    """Write the logical bounds of a score in points: ``12 to 88``."""
    return f"{whole(result.bounds.lower)} to {whole(result.bounds.upper)}"


def base(result: Result) -> str:
    """Write on how many answers a figure stands: ``6 of 11 (55 %)``; empty where it is withheld."""
    return "" if "suppressed" in result.warnings else of(result.n, result.population)


def shares(score: Result) -> tuple[tuple[str, int, float], ...]:
    """Promoters, passives and detractors: (name, answers, share of answers); none without any."""
    if not isinstance(score, Score) or not score.n:
        return ()
    counts = {
        "Promoters": score.promoters,
        "Passives": score.passives,
        "Detractors": score.detractors,
    }
    return tuple((name, count, count / score.n) for name, count in counts.items())


def accounts(report: Report) -> str:
    """Say how many accounts there are, and how many of them need a look."""
    total = counted(len(report.by_account), "account")
    risky, quiet = len(at_risk(report.by_account)), len(silent(report.by_account))
    unseen = sum("suppressed" in line.nps.warnings for line in report.by_account)
    not_shown = f", {unseen:,} not shown" if unseen else ""
    return (
        f"{total}: {risky:,} with at least one detractor, {quiet:,} without any answer{not_shown}."
    )


def answered(report: Report) -> tuple[int, ...]:
    """Find the measures besides the score that anybody answered, by position in ``results``."""
    lines = (report.headline, *report.by_role)
    return tuple(at for at in (1, 2, 3) if any(line.results[at].n for line in lines))


def headline(report: Report) -> str:
    """Say in one or two sentences what the score is worth."""
    score = report.headline.nps
    if "not_asked" in score.warnings:
        return "Nobody was asked whether they would recommend us."
    if score.score is None:
        return describe("suppressed" if "suppressed" in score.warnings else "no_answers")
    if score.interval.method == "census":
        return "Everybody answered: this is the score, not an estimate of it."
    people = "customers like these"
    if score.population is not None:
        people = f"all {score.population:,} people we could have asked"
    return (
        f"The score of {people} lies between {interval(score).replace(' to ', ' and ')}, with"
        f" {percent(score.interval.level)} confidence and provided that those who kept silent"
        " think like those who answered."
    )


def definition(result: Result) -> str:
    """Say what a figure is, in the words of its own formula; the metric must have been asked."""
    low, high = result.scale
    if isinstance(result, Share):
        return f"percent of answers that are {result.cut} or more, on a scale of {low} to {high}"
    if isinstance(result, Mean):
        good = "high is good" if result.direction == "high_is_good" else "low is good"
        return f"mean answer on a scale of {low} to {high}; {good}"
    return "percent of 9 and 10 less percent of 0 to 6, in points from -100 to +100"


def remarks(report: Report) -> tuple[str, ...]:
    """Write everything a reader must know besides the figures, as sentences."""
    return (*_warnings(report), *_exclusions(report), *_matters(report), *map(name, report.notes))


def _warnings(report: Report) -> Iterable[str]:
    """Write one sentence per warning, and what it goes for."""
    lines = {EVERYBODY: report.headline, **{line.label: line for line in report.by_role}}
    found: dict[str, dict[str, list[str]]] = {}
    for metric in ("nps", "csat", "ces", "happiness"):
        results = {label: getattr(line, metric) for label, line in lines.items()}
        for code in dict.fromkeys(code for result in results.values() for code in result.warnings):
            where = [label for label, result in results.items() if code in result.warnings]
            scored = [label for label, result in results.items() if not unscored(result)]
            labels = "every group" if where == scored else _joined([name(label) for label in where])
            found.setdefault(code, {}).setdefault(labels, []).append(METRICS[metric])
    return (
        f"{describe(code)} This goes for {_scope(scope)}."
        for code, scope in found.items()
        if code not in _SILENT_WARNINGS
    )


def _scope(scope: dict[str, list[str]]) -> str:
    return "; ".join(f"{_joined(metrics)} of {labels}" for labels, metrics in scope.items())


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _exclusions(report: Report) -> Iterable[str]:
    for result in report.headline.results:
        for code, count in result.excluded.items():
            did = f"{counted(count, 'answer')} did not count"
            yield f"{METRICS[result.metric]}: {did}. {describe(code)}"


def _matters(report: Report) -> Iterable[str]:
    line = report.headline
    if line.partial:
        answers = counted(line.partial, "answer")
        yield f"Partial: {answers} that stopped before the last question; counted all the same."
    if line.unmatched:
        answers = counted(line.unmatched, "answer")
        yield f"Not counted: {answers} from outside the planned population, or given twice."
    if report.in_doubt:
        messages = counted(report.in_doubt, "message")
        yield f"In doubt: {messages} that may or may not have gone out. Somebody has to look."
    if report.refused:
        rows = counted(report.refused, "row")
        yield f"Refused: {rows} of the customer list. Nobody in them was asked."
