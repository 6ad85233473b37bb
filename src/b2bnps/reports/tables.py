"""What a report holds, as values, and its plain tables.

A :class:`Report` is complete before it is rendered: the same value gives the same page, text and
spreadsheet. A :class:`Table` holds unrounded values, ready for CSV.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from b2bnps.analysis.scores import Line
from b2bnps.closeloop import UNFINISHED, CaseState, Progress
from b2bnps.errors import NaiveTime
from b2bnps.metrics import Result, Score
from b2bnps.model import LeftOut, Role, Wave

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

ROLE_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Role.REQUESTER: "Requester",
        Role.APPROVER: "Approver",
        Role.DECISION_MAKER: "Decision maker",
        Role.INFLUENCER: "Influencer",
        Role.END_USER: "End user",
        Role.UNKNOWN: "Role unknown",
    }
)
"""Roles for a person to read; ``labels=`` of ``analysis.scores.scoreboard``."""

_UNTOUCHED: Final = frozenset({CaseState.OPEN, CaseState.ASSIGNED})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

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


@frozen(kw_only=True)
class LeftOutLine:
    """How many people were not asked for one reason.

    Attributes:
        reason: code of the rule.
        sentence: the rule for a person to read.
        count: people.
        eligible: True where they belong to the population all the same.
    """

    reason: str
    sentence: str
    count: int
    eligible: bool = True


@frozen(kw_only=True)
class CaseLine:
    """A case as a reader of the report needs it.

    Attributes:
        account: name of the account.
        score: the score that opened it, None where there was none.
        role: role of the person, for a person to read.
        owner: who must act.
        due: until when the first contact must have happened, aware.
        state: where it stands, a word of ``closeloop.CaseState``.
    """

    account: str
    score: int | None = None
    role: str = ""
    owner: str = ""
    due: datetime
    state: str = CaseState.OPEN

    def overdue(self, now: datetime) -> bool:
        """Tell whether nobody has made contact and the time for it is over."""
        return self.state in _UNTOUCHED and self.due < now


def _aware(_: object, __: object, value: datetime) -> None:
    if value.utcoffset() is None:
        field_name = "made_at"
        raise NaiveTime(field_name)


@frozen(kw_only=True)
class Report:
    """Everything that one report says about one wave.

    Attributes:
        title: of the report.
        made_at: when it was made, aware; overdue is measured from here.
        wave: the round of asking.
        headline: everybody in one line.
        by_role, by_account: the same people, split.
        left_out: who was not asked, by reason.
        cases: in any order.
        in_doubt: messages that may or may not have gone out.
        refused: rows of the customer list that could not be read.
        notes: further remarks, as sentences.
        next_step: what to do now, as one sentence; empty for nothing.
        banner: something to say before all else, e.g. that the data are simulated.
    """

    title: str
    made_at: datetime = field(validator=_aware)
    wave: Wave
    headline: Line
    by_role: tuple[Line, ...] = ()
    by_account: tuple[Line, ...] = ()
    left_out: tuple[LeftOutLine, ...] = ()
    cases: tuple[CaseLine, ...] = ()
    in_doubt: int = 0
    refused: int = 0
    notes: tuple[str, ...] = ()
    next_step: str = ""
    banner: str = ""

    @property
    def cases_by_due(self) -> tuple[CaseLine, ...]:
        """The cases: those that still need somebody first, the earliest deadline first."""
        return tuple(sorted(self.cases, key=lambda c: (c.state not in UNFINISHED, c.due)))


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


def left_out_lines(
    left_out: Iterable[LeftOut], *, sentences: Mapping[str, str] = _NOTHING
) -> tuple[LeftOutLine, ...]:
    """Count who was not asked, by reason, the most frequent first.

    Args:
        left_out: of one wave.
        sentences: the rules for a person to read, by code; a code without one stands for itself.
    """
    counts = Counter((person.reason, person.eligible) for person in left_out)
    return tuple(
        LeftOutLine(
            reason=reason,
            sentence=sentences.get(reason, plain(reason)),
            count=count,
            eligible=eligible,
        )
        for (reason, eligible), count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    )


def case_lines(
    cases: Iterable[Progress],
    *,
    accounts: Mapping[str, str] = _NOTHING,
    owners: Mapping[str, str] = _NOTHING,
) -> tuple[CaseLine, ...]:
    """Write cases as lines of a report.

    Args:
        cases: as they stand (``closeloop.progress``).
        accounts: names of accounts by id; one without a name is shown by its id.
        owners: the same for owners.
    """
    return tuple(
        CaseLine(
            account=accounts.get(progress.case.account, progress.case.account),
            score=progress.case.score,
            role=ROLE_LABELS[progress.case.role],
            owner=owners.get(progress.owner, progress.owner),
            due=progress.case.due,
            state=progress.state,
        )
        for progress in cases
    )


def plain(code: str) -> str:
    """Turn a code into words: ``asked_recently`` reads ``Asked recently``."""
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def at_risk(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Pick the lines with detractors: most detractors first, then the lower score."""
    found = [(line.nps, line) for line in lines if isinstance(line.nps, Score)]
    risky = [(score, line) for score, line in found if score.detractors]
    risky.sort(key=lambda pair: (-pair[0].detractors, pair[0].score or 0, pair[1].label))
    return tuple(line for _, line in risky)


def silent(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Pick the lines from which nobody has answered."""
    return tuple(line for line in lines if not line.answered)


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
    if isinstance(score, Score):
        counts = score.promoters, score.passives, score.detractors
    asked = "not_asked" not in score.warnings
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
        score.bounds.lower if asked else None,
        score.bounds.upper if asked else None,
        score.n,
        *counts,
        score.interval.method,
        " ".join(score.warnings),
        *(cell for result in line.results[1:] for cell in _measure_cells(result)),
    )


def _measure_cells(result: Result) -> tuple[Cell, ...]:
    interval, warnings = result.interval, " ".join(result.warnings)
    return result.score, interval.lower, interval.upper, result.n, interval.method, warnings


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
