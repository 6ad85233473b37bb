"""How far the people of an account agree, and how much hangs on one account. No I/O here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum, sqrt
from typing import Final

from attrs import frozen

from b2bnps.analysis.accounts.money import ExchangeRates, amounts
from b2bnps.analysis.accounts.voices import Answered, Customers, Voice, answered
from b2bnps.analysis.accounts.weighing import kish

__all__ = ["Agreement", "Disagreement", "Largest", "disagreements", "icc", "largest"]


@frozen(kw_only=True)
class Disagreement:
    """How far apart the people of one account are.

    Attributes:
        account: the host's id.
        n: valid answers, two or more.
        lowest, highest: answers, 0 to 10.
        sd: standard deviation of the answers (divisor n - 1), in points of the scale.
        promoters, passives, detractors: answers.
        by_role: answers of each role, lowest first.
    """

    account: str
    n: int
    lowest: int
    highest: int
    sd: float
    promoters: int
    passives: int
    detractors: int
    by_role: Mapping[str, tuple[int, ...]]

    @property
    def range(self) -> int:
        """Points of the scale between the highest and the lowest answer."""
        return self.highest - self.lowest

    @property
    def split(self) -> bool:
        """Both promoters and detractors are there."""
        return self.promoters > 0 and self.detractors > 0


@frozen(kw_only=True)
class Agreement:
    """How alike people of one account are, over all accounts.

    Attributes:
        icc: intraclass correlation of what answers add to the score (-1, 0 or 1), at most 1; None
            where answers cannot tell.
        deff: design effect that it leads to, 1 or more; None likewise. For planning: a result
            computes its own.
        accounts: with a valid answer.
        n: valid answers.
        sentence: what the correlation means, for a person.
    """

    icc: float | None
    deff: float | None
    accounts: int
    n: int
    sentence: str


@frozen(kw_only=True)
class Largest:
    """The account on which most hangs.

    Attributes:
        of: ``answers`` or ``revenue``.
        account: the host's id.
        share: of this account in all valid answers, or in all known revenue, 0 to 1.
        accounts_eff: accounts of equal size that would tell as much (Kish 1965).
    """

    of: str
    account: str
    share: float
    accounts_eff: float


def disagreements(voices: Iterable[Voice]) -> tuple[Disagreement, ...]:
    """Compare the people of each account with two valid answers or more, the widest apart first."""
    found = [_disagreement(one) for one in answered(voices) if one.n > 1]
    return tuple(sorted(found, key=lambda one: (-one.range, -one.sd, one.account)))


def _disagreement(one: Answered) -> Disagreement:
    promoters, passives, detractors = one.counts
    squares = one.n * sum(score**2 for score in one.scores) - sum(one.scores) ** 2
    by_role: dict[str, tuple[int, ...]] = {}
    for role, score in one.given:
        by_role[role.value] = (*by_role.get(role.value, ()), score)
    return Disagreement(
        account=one.account,
        n=one.n,
        lowest=min(one.scores),
        highest=max(one.scores),
        sd=sqrt(squares / (one.n * (one.n - 1))),
        promoters=promoters,
        passives=passives,
        detractors=detractors,
        by_role=by_role,
    )


def icc(voices: Iterable[Voice]) -> Agreement:
    """Measure how alike people of one account are, by the analysis of variance.

    ICC = (B - W) / (B + (n₀ - 1) W), with B and W the mean squares between and inside accounts, and
    n₀ = (n - Σ n_a² / n) / (m - 1) (Donner 1986). The design effect is 1 + (Σ n_a² / n - 1) ICC.
    """
    seen = answered(voices)
    n, sizes = sum(one.n for one in seen), sum(one.n**2 for one in seen)
    found = _icc(seen, n, sizes)
    return Agreement(
        icc=found,
        deff=None if found is None else max(1.0, 1 + (sizes / n - 1) * found),
        accounts=len(seen),
        n=n,
        sentence=_sentence(found),
    )


def _icc(seen: Sequence[Answered], n: int, sizes: int) -> float | None:
    m = len(seen)
    total = sum(one.total for one in seen)
    squares = sum(one.counts[0] + one.counts[2] for one in seen)
    if m < 2 or n == m or n * squares == total**2:  # noqa: PLR2004 - nothing to compare
        return None
    inside = fsum(one.scatter for one in seen)
    within = inside / (n - m)
    between = (squares - total**2 / n - inside) / (m - 1)
    found = (between - within) / (between + ((n - sizes / n) / (m - 1) - 1) * within)
    return max(-1.0, min(1.0, found))  # very unequal accounts let the estimate run away


_WEAK: Final = 0.05


def _sentence(found: float | None) -> str:
    if found is None:
        return "The answers cannot tell whether people of one account agree."
    if found < _WEAK:
        return "People of one account agree no more than people of different accounts do."
    return (
        f"People of one account agree: about {100 * found:.0f} % of the differences between people "
        "are differences between their accounts."
    )


def largest(
    voices: Iterable[Voice],
    customers: Customers | None = None,
    *,
    rates: ExchangeRates | None = None,
) -> tuple[Largest, ...]:
    """Find the account with most answers, and that with most revenue.

    Args:
        voices, customers: as for :func:`b2bnps.analysis.accounts.respondent`.
        rates: as for :func:`b2bnps.analysis.accounts.revenue_weighted`.

    Returns:
        One line for the answers and one for the revenue, where there are any.

    Raises:
        InvalidValue: as :func:`b2bnps.analysis.accounts.revenue_weighted`.
    """
    answers = [(one.account, float(one.n)) for one in answered(voices, customers)]
    revenue = amounts(customers or {}, rates).revenue
    most = max(revenue.values(), default=0)
    shares = [(account, float(amount / most)) for account, amount in revenue.items() if amount]
    return (*_largest("answers", answers), *_largest("revenue", shares))


def _largest(of: str, sizes: Sequence[tuple[str, float]]) -> Iterator[Largest]:
    if not sizes:
        return
    account, size = min(sizes, key=lambda one: (-one[1], one[0]))
    weights = [weight for _, weight in sizes]
    yield Largest(of=of, account=account, share=size / fsum(weights), accounts_eff=kish(weights))
