"""The score in which accounts count by what they are worth. This module does no I/O."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen

from b2bnps.analysis.accounts.money import Amounts, ExchangeRates, amounts
from b2bnps.analysis.accounts.voices import Answered, Customers, Voice, answered, asked, population
from b2bnps.analysis.accounts.weighing import Weighing, kish, plain, weighed, widened
from b2bnps.metrics import Score

__all__ = ["RevenueScore", "revenue_weighted"]

_FEW: Final = 5  # accounts
_LIGHTEST: Final = 1e-12  # of the heaviest: no revenue at all vanishes beside it


@frozen(kw_only=True)
class RevenueScore(Score):
    """A score in which accounts count by revenue.

    Attributes:
        currency: of all revenue; empty where nobody named it.
        rates_on: day of the rates (``2026-01-31``); empty where none were given.
        covered: revenue of the accounts that answered over all known revenue, 0 to 1; None where
            none is known.
        largest_share: of the largest account in the revenue that answered, 0 to 1.
        accounts_eff: accounts of equal revenue that would tell as much, (Σ R)² / Σ R² (Kish 1965).
        accounts_left_out: accounts that answered and whose revenue is unknown.
    """

    currency: str
    rates_on: str
    covered: float | None
    largest_share: float | None
    accounts_eff: float | None
    accounts_left_out: int


def revenue_weighted(
    voices: Iterable[Voice],
    customers: Customers,
    *,
    rates: ExchangeRates | None = None,
    level: float = 0.95,
) -> RevenueScore:
    """Score in which each account weighs its revenue: 100 Σ R t / Σ R, t the score of an account.

    It speaks for the accounts with revenue. Answers of an account whose revenue is unknown are left
    out and counted as ``revenue_unknown``; those of an account without any, which would weigh
    nothing, as ``revenue_zero``. The variance is the largest of several, since one heavy account
    can fool the usual one; they stand in :mod:`b2bnps.analysis.accounts.weighing`. With fewer than
    five effective accounts, ``few_effective_answers`` warns.

    Args:
        voices: what was said.
        customers: the whole base with its revenue, also accounts from which nobody answered.
        rates: with their day, where revenue is in several currencies.

    Raises:
        InvalidValue: as :func:`b2bnps.analysis.accounts.respondent`; several currencies without
            rates; a currency without a rate.
    """
    told = list(voices)
    everybody, known = answered(told, customers), amounts(customers, rates)
    weighing = _weighing(everybody, customers, known)
    raw, left_out = plain(told, weighing.seen), _left_out(everybody, known)
    effective = kish(weighing.weights) if weighing.seen else None
    score = weighed(
        raw,
        weighing,
        level,
        definition="nps_revenue_weighted",
        unit="revenue",
        weighting="revenue",
        excluded={**raw.excluded, **left_out},
        warnings=tuple(_warnings(raw.n, effective, left_out)),
    )
    return widened(
        RevenueScore,
        score,
        currency=known.currency,
        rates_on=known.rates_on,
        covered=_covered(weighing.seen, known),
        largest_share=max(weighing.parts, default=None),
        accounts_eff=effective,
        accounts_left_out=sum(one.account not in known.revenue for one in everybody),
    )


def _weighing(everybody: Sequence[Answered], customers: Customers, known: Amounts) -> Weighing:
    base = {a: one for a, one in (asked(customers) or {}).items() if known.revenue.get(a)}
    seen = [one for one in everybody if one.account in base]
    largest = max((known.revenue[account] for account in base), default=0)
    weights = {a: max(float(known.revenue[a] / largest), _LIGHTEST) for a in base}
    return Weighing(
        seen=seen,
        weights=[weights.pop(one.account) for one in seen],
        silent=sorted(weights.values()),
        people=population(base),
    )


def _left_out(everybody: Sequence[Answered], known: Amounts) -> dict[str, int]:
    """Answers that weigh nothing, by reason."""
    unknown = sum(one.n for one in everybody if one.account not in known.revenue)
    zero = sum(one.n for one in everybody if known.revenue.get(one.account) == 0)
    counted = {"revenue_unknown": unknown, "revenue_zero": zero}
    return {reason: n for reason, n in counted.items() if n}


def _covered(seen: Sequence[Answered], known: Amounts) -> float | None:
    total = sum(known.revenue.values())
    return float(sum(known.revenue[one.account] for one in seen) / total) if total else None


def _warnings(n: int, effective: float | None, left_out: dict[str, int]) -> Iterator[str]:
    if effective is not None and effective < _FEW <= n:
        yield "few_effective_answers"
    if "revenue_unknown" in left_out:
        yield "revenue_unknown"
