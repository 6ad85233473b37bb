"""Facts → results by group: role, account, unit or whatever is asked. This module does no I/O.

A :class:`Line` says how one group answered and, beside it, how many could have been asked, were
asked, were reached and answered. Groups come from the invitation, whose role, unit and account
stay as they were when the wave was planned, so the parts of a whole add up.

Whose answers count. The population of a group is everybody invited and everybody left out who is
eligible all the same. An answer counts when it belongs to one of them, once; any other one is
counted as ``unmatched``, since a score of these customers cannot hold somebody else's opinion.
Without any plan (an imported survey) every answer counts and the population is unknown.

Whom a metric speaks for. Only people whose questionnaire asks it: nobody is silent about what
nobody asks. For somebody left out, that is the questionnaire of others in the same role.

How sure. Where a group spans several accounts, people of one account may agree with each other, and
the results allow for it: with a plan by the size of each account, silent ones included, and without
one by the accounts that answered. Inside a single account there is nothing to cluster: its contacts
are a small finite population.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from attrs import define, field, frozen

from b2bnps.analysis.answers import rank
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Frame
from b2bnps.metrics import Mean, Result, Score, Share, ces, csat, happiness, not_asked, nps
from b2bnps.model import Delivery, Invitation, LeftOut, Metric, Receipt, Response, Role

__all__ = ["FORMULAS", "Line", "Member", "matched", "scoreboard"]

Member = Invitation | LeftOut | Response
"""A fact that belongs to a group; all three have ``role``, ``account``, ``unit``, ``contact``."""

FORMULAS: Final[Mapping[Metric, Callable[..., Result]]] = MappingProxyType(
    {
        Metric.NPS: nps,
        Metric.ENPS: partial(nps, subject="employer"),
        Metric.CSAT: csat,
        Metric.CES: ces,
        Metric.HAPPINESS: partial(happiness, scale=(1, 5), cut=4),
    }
)
"""What computes each metric; it takes the arguments that :func:`b2bnps.metrics.measure` takes.

The scales are those of the catalogue: happiness is asked with five faces, the best two are happy.
"""

REACHED: Final = frozenset({Delivery.SENT, Delivery.DELIVERED})
LOST: Final = frozenset({Delivery.BOUNCED, Delivery.REJECTED, Delivery.FAILED})

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_UNKNOWN: Final[Mapping[str, Collection[Metric]]] = MappingProxyType({})


@frozen(kw_only=True)
class Line:
    """How one group answered.

    Attributes:
        key: what the group is grouped by: a role, the host's id of an account, a unit.
        label: the same for a person to read.
        nps, csat, ces, happiness: one result per metric. A metric that the group was not asked
            has no score and the warning ``not_asked``. Where employees were asked whether they
            would recommend their employer, ``nps`` is their eNPS, and its ``metric`` says so.
        population: people the results speak for; None when there was no plan.
        invited: people with an invitation.
        delivered: of those, people with a message that arrived and did not bounce afterwards.
        answered: people with a current answer, whatever they answered.
        response_rate: answered over population, 0 to 1; None without a population.
        partial: of those who answered, the ones who left before the end.
        unmatched: answers kept out because they belong to nobody of the population, or to
            somebody whose answer counts already.
    """

    key: str
    label: str
    nps: Score
    csat: Share
    ces: Mean
    happiness: Share
    population: int | None
    invited: int
    delivered: int
    answered: int
    response_rate: float | None
    partial: int = 0
    unmatched: int = 0

    @property
    def results(self) -> tuple[Result, ...]:
        """The four results, the score first."""
        return self.nps, self.csat, self.ces, self.happiness


def scoreboard(
    invitations: Iterable[Invitation],
    left_out: Iterable[LeftOut],
    receipts: Iterable[Receipt],
    responses: Iterable[Response],
    *,
    by: Callable[[Member], str] | str = "",
    labels: Mapping[str, str] = _NOTHING,
    level: float = 0.95,
    asked: Mapping[str, Collection[Metric]] = _UNKNOWN,
    formulas: Mapping[Metric, Callable[..., Result]] = FORMULAS,
) -> tuple[Line, ...]:
    """Compute one line per group of a wave.

    Args:
        invitations: of the wave.
        left_out: of the wave; those who are not eligible do not count.
        receipts: of the wave, in any order.
        responses: the current ones (``analysis.answers.current``). One without an invitation is
            matched by its account and contact.
        by: ``role``, ``account``, ``unit`` (its name, over all accounts), empty for one line of
            everybody, or a function from a fact to the key of its group.
        labels: readable names of keys; a key without one is its own label.
        level: confidence level of the intervals.
        asked: metrics that each questionnaire asks, by its digest. For a questionnaire that is
            not in it, what its answers declare is taken.
        formulas: what computes each metric.

    Returns:
        The lines, largest population first. ``by=""`` gives exactly one; otherwise a group that
        nobody belongs to gives none.

    Raises:
        InvalidValue: ``by`` is a word other than those above, or the level is impossible.
    """
    Frame.of(0, None, level)
    board = _Board.of(_grouping(by), invitations, left_out, asked, _arrived(receipts))
    if by == "":
        board.group("")
    for response in sorted(responses, key=rank, reverse=True):
        board.answer(response)
    lines = [
        group.line(key, labels.get(key, key), board, level, {**FORMULAS, **formulas})
        for key, group in board.groups.items()
    ]
    return tuple(sorted(lines, key=_largest_first))


def matched(
    invitations: Iterable[Invitation], left_out: Iterable[LeftOut], responses: Iterable[Response]
) -> tuple[Response, ...]:
    """Pick the responses that count in a wave: those of its population, once each.

    The same that :func:`scoreboard` counts; without any plan, all of them.

    Args:
        invitations, left_out: of the wave.
        responses: the current ones.
    """
    board = _Board.of(_grouping(""), invitations, left_out)
    return tuple(
        response for response in sorted(responses, key=rank, reverse=True) if board.answer(response)
    )


def _grouping(by: Callable[[Member], str] | str) -> Callable[[Member], str]:
    if callable(by):
        return by
    known: dict[str, Callable[[Member], str]] = {
        "": lambda _: "",
        "role": lambda member: member.role.value,
        "account": lambda member: member.account,
        "unit": lambda member: member.unit,
    }
    if by not in known:
        message = f"by: {by!r} is unknown; expected role, account, unit, nothing or a function."
        raise InvalidValue(message)
    return known[by]


def _not_asked(result: Result) -> bool:
    return "not_asked" in result.warnings


def _largest_first(line: Line) -> tuple[int, str, str]:
    return -(line.answered if line.population is None else line.population), line.label, line.key


def _arrived(receipts: Iterable[Receipt]) -> set[str]:
    """Ids of the invitations with a message that arrived and did not bounce afterwards.

    Each message is judged by its last word: a reminder that bounces does not call back the
    invitation that arrived before it.
    """
    last: dict[tuple[str, str], tuple[datetime, int, bool]] = {}
    for receipt in receipts:
        if receipt.event in REACHED or receipt.event in LOST:
            message = receipt.invitation, receipt.message
            # At the same moment a loss is the later word: it is never reported before sending.
            word = receipt.at, receipt.received, receipt.event in LOST
            last[message] = max(last.get(message, word), word)
    return {invitation for (invitation, _), (_, _, lost) in last.items() if not lost}


@define
class _Group:
    """Counts of one group while the facts go by."""

    population: int = 0
    invited: int = 0
    delivered: int = 0
    answered: int = 0
    partial: int = 0
    unmatched: int = 0
    accounts: set[str] = field(factory=set)
    questionnaires: Counter[tuple[str, str]] = field(factory=Counter)
    left_out: Counter[tuple[str, Role]] = field(factory=Counter)
    answers: dict[Metric, list[tuple[str, int | None]]] = field(factory=dict)

    def count(self, response: Response, account: str) -> None:
        self.answered += 1
        self.partial += not response.complete
        self.accounts.add(account)
        for metric in {answer.metric for answer in response.answers} - {Metric.NONE}:
            cell = account, response.score(metric)
            self.answers.setdefault(metric, []).append(cell)

    def line(
        self,
        key: str,
        label: str,
        board: "_Board",
        level: float,
        formulas: Mapping[Metric, Callable[..., Result]],
    ) -> Line:
        population = self.population if board.planned else None
        results: dict[str, Any] = {
            metric.value: self.result(metric, formula, board, population, level)
            for metric, formula in formulas.items()
        }
        of_employees = results.pop(Metric.ENPS.value, None)
        if of_employees and _not_asked(results["nps"]) and not _not_asked(of_employees):
            results["nps"] = of_employees
        return Line(
            key=key,
            label=label,
            population=population,
            invited=self.invited,
            delivered=self.delivered,
            answered=self.answered,
            response_rate=self.answered / population if population else None,
            partial=self.partial,
            unmatched=self.unmatched,
            **results,
        )

    def result(
        self,
        metric: Metric,
        formula: Callable[..., Result],
        board: "_Board",
        population: int | None,
        level: float,
    ) -> Result:
        cells = self.answers.get(metric, [])
        papers = {paper for _, paper in self.questionnaires}
        if not cells and not board.may_have_asked(metric, papers):
            return not_asked(metric, population=population)
        scores = [score for _, score in cells]
        accounts = [account for account, _ in cells] if len(self.accounts) > 1 else None
        if population is None:
            return formula(scores, accounts=accounts, level=level)
        sizes = self.asked_for(metric, board) | Counter(account for account, _ in cells)
        if accounts is None or "" in sizes:  # people of no account have no size to go by
            people = sizes.total()
            return formula(scores, accounts=accounts, population=people, level=level)
        return formula(scores, accounts=accounts, account_sizes=sizes, level=level)

    def asked_for(self, metric: Metric, board: "_Board") -> Counter[str]:
        """Count the people of each account whose questionnaire asks this metric, or would have."""
        papers: Counter[tuple[str, str]] = Counter(self.questionnaires)
        for (account, role), count in self.left_out.items():
            papers[account, board.paper(role)] += count
        people: Counter[str] = Counter()
        for (account, paper), count in papers.items():
            if board.may_have_asked(metric, [paper]):
                people[account] += count
        return people


@define
class _Board:
    """All groups, and who sits where."""

    key: Callable[[Member], str]
    asked: Mapping[str, Collection[Metric]]
    groups: dict[str, _Group] = field(factory=dict)
    seats: dict[object, tuple[_Group, str]] = field(factory=dict)
    people: dict[tuple[str, str], object] = field(factory=dict)
    declared: dict[str, set[Metric]] = field(factory=dict)
    papers: dict[Role, Counter[str]] = field(factory=dict)
    planned: bool = False

    @classmethod
    def of(
        cls,
        key: Callable[[Member], str],
        invitations: Iterable[Invitation],
        left_out: Iterable[LeftOut],
        asked: Mapping[str, Collection[Metric]] = _UNKNOWN,
        arrived: Collection[str] = frozenset(),
    ) -> "_Board":
        """Seat the population; ``arrived`` are ids of the invitations that reached somebody."""
        board = cls(key, asked)
        for invitation in invitations:
            board.invite(invitation, delivered=invitation.id in arrived)
        for person in left_out:
            board.leave_out(person)
        return board

    def paper(self, role: Role) -> str:
        """Questionnaire of most people in a role; that of those who were left out, we take it."""
        papers = self.papers.get(role, {role.value: 1})
        return min(papers, key=lambda paper: (-papers[paper], paper))

    def group(self, key: str) -> _Group:
        return self.groups.setdefault(key, _Group())

    def invite(self, invitation: Invitation, *, delivered: bool) -> None:
        group = self.seat(invitation.id, invitation)
        group.invited += 1
        group.delivered += delivered
        group.questionnaires[invitation.account, invitation.questionnaire] += 1
        self.papers.setdefault(invitation.role, Counter())[invitation.questionnaire] += 1

    def leave_out(self, person: LeftOut) -> None:
        self.planned = True
        if person.eligible:
            self.seat(person, person).left_out[person.account, person.role] += 1

    def seat(self, seat: object, member: Member) -> _Group:
        self.planned = True
        group = self.group(self.key(member))
        self.seats[seat] = group, member.account
        group.population += 1
        group.accounts.add(member.account)
        self.people.setdefault((member.account, member.contact), seat)
        return group

    def answer(self, response: Response) -> bool:
        """Count a response where it belongs; False when it belongs to nobody of the population."""
        declared = self.declared.setdefault(response.questionnaire, set())
        declared.update(answer.metric for answer in response.answers)
        if not self.planned:
            self.group(self.key(response)).count(response, response.account)
            return True
        seat = response.invitation or self.people.get((response.account, response.contact))
        taken = self.seats.pop(seat, None)  # a seat that is taken is free no more
        if taken is None:
            self.group(self.key(response)).unmatched += 1
            return False
        group, account = taken
        group.count(response, account)
        return True

    def may_have_asked(self, metric: Metric, questionnaires: Iterable[str]) -> bool:
        """Tell "asked in vain" from "not asked"; a questionnaire that nobody knows may ask it."""
        return any(
            metric in self.asked.get(digest, self.declared.get(digest, (metric,)))
            for digest in questionnaires
        )
