"""How far the headline moves with the way of counting, and with one account. No I/O here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from b2bnps.analysis.accounts.classes import RULES, SENIORITY, account_classified
from b2bnps.analysis.accounts.money import ExchangeRates
from b2bnps.analysis.accounts.revenue import revenue_weighted
from b2bnps.analysis.accounts.rollups import account_equal, respondent, role_weighted
from b2bnps.analysis.accounts.voices import Answered, Customers, Voice, answered
from b2bnps.metrics import Score
from b2bnps.model import Role

__all__ = ["Choice", "Removal", "Sensitivity", "sensitivity"]

_DIGITS: Final = 9  # of points: what arithmetic leaves of no difference


@frozen(kw_only=True)
class Choice:
    """One way to count, beside the headline.

    Attributes:
        name: ``respondent``, ``account_equal``, ``account_mean``, ``account_most_senior``,
            ``account_worst``, ``role_weighted`` or ``revenue_weighted``.
        result: the score with its interval, n and unit.
        move: its score less the headline, in points; None where one of them is missing.
    """

    name: str
    result: Score
    move: float | None


@frozen(kw_only=True)
class Removal:
    """The headline without the account that moves it most.

    Attributes:
        account: the host's id.
        n: answers of that account.
        score: the headline without them.
        move: that less the headline, in points.
    """

    account: str
    n: int
    score: float
    move: float


@frozen(kw_only=True)
class Sensitivity:
    """The same answers, counted in every way.

    Attributes:
        choices: one line per way, the headline first, always in the same order.
        lowest, highest: scores of all lines; None without any.
        moves_most: name of the line farthest from the headline; empty where none is off it.
        removal: the account that moves the headline most when it is left out; None where there
            are fewer than two accounts.
    """

    choices: tuple[Choice, ...]
    lowest: float | None
    highest: float | None
    moves_most: str
    removal: Removal | None

    @property
    def headline(self) -> Score:
        """The respondent score, from which every move is measured."""
        return self.choices[0].result


def sensitivity(
    voices: Iterable[Voice],
    customers: Customers | None = None,
    *,
    role_weights: Mapping[Role, float] | None = None,
    rates: ExchangeRates | None = None,
    order: Sequence[Role] = SENIORITY,
    level: float = 0.95,
) -> Sensitivity:
    """Lay all ways to count side by side, and see which one moves the headline most.

    Args:
        voices, customers, level: as for :func:`b2bnps.analysis.accounts.respondent`. A line by
            revenue is there where any revenue is known.
        role_weights: a line by role is there where they are given.
        rates, order: as for the score of that line.

    Raises:
        InvalidValue: as each of the scores.
    """
    told = list(voices)
    results = {
        "respondent": respondent(told, customers, level=level),
        "account_equal": account_equal(told, customers, level=level),
    }
    for rule in RULES:
        results[f"account_{rule}"] = account_classified(
            told, customers, rule=rule, order=order, level=level
        )
    if role_weights is not None:
        results["role_weighted"] = role_weighted(told, role_weights, customers, level=level)
    if customers and any(one.revenue is not None for one in customers.values()):
        results["revenue_weighted"] = revenue_weighted(told, customers, rates=rates, level=level)
    return _table(results, answered(told))


def _table(results: Mapping[str, Score], seen: Sequence[Answered]) -> Sensitivity:
    head = results["respondent"].score
    choices = [
        Choice(name=name, result=result, move=_less(result.score, head))
        for name, result in results.items()
    ]
    scores = [result.score for result in results.values() if result.score is not None]
    farthest = max(choices, key=lambda choice: _far(choice.move))
    return Sensitivity(
        choices=tuple(choices),
        lowest=min(scores, default=None),
        highest=max(scores, default=None),
        moves_most=farthest.name if _far(farthest.move) else "",
        removal=max(_removals(seen), key=lambda one: _far(one.move), default=None),
    )


def _far(move: float | None) -> float:
    return round(abs(move or 0.0), _DIGITS)


def _less(score: float | None, head: float | None) -> float | None:
    return None if score is None or head is None else score - head


def _removals(seen: Sequence[Answered]) -> Iterator[Removal]:
    """The headline without each account, by subtraction."""
    n, total = sum(one.n for one in seen), sum(one.total for one in seen)
    for one in seen:
        if one.n < n:
            score = 100 * (total - one.total) / (n - one.n)
            yield Removal(account=one.account, n=one.n, score=score, move=score - 100 * total / n)
