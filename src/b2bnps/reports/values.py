"""What a report says, as values: complete before anything is rendered.

The same :class:`Report` gives the same page, text and spreadsheet.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from b2bnps.analysis.scores import Line
from b2bnps.closeloop import UNFINISHED, CaseState, Progress
from b2bnps.metrics import Score
from b2bnps.model import LeftOut, Role, Wave, aware

__all__ = [
    "ROLE_LABELS",
    "CaseLine",
    "LeftOutLine",
    "Report",
    "at_risk",
    "case_lines",
    "left_out_lines",
    "plain",
    "silent",
]

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
    made_at: datetime = field(validator=aware)
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
            due=progress.due,
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
