"""Accounts as promoters, passives and detractors, by a rule that is stated. No I/O here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from attrs import evolve

from b2bnps.analysis.accounts.voices import Answered, Customers, Voice, answered, asked
from b2bnps.analysis.accounts.weighing import SCALE, plain
from b2bnps.definitions import NPS, one_of
from b2bnps.intervals import Bounds
from b2bnps.metrics import Score, nps_from_counts
from b2bnps.model import Role

__all__ = ["RULES", "SENIORITY", "account_classified"]

SENIORITY: Final = (
    Role.DECISION_MAKER,
    Role.APPROVER,
    Role.INFLUENCER,
    Role.REQUESTER,
    Role.END_USER,
    Role.UNKNOWN,
)
"""Whose voice goes first where the most senior one speaks for the account."""

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mean": "The mean of its answers: from 9 a promoter, from 7 a passive, else a detractor.",
        "most_senior": "As mean, of its people in the most senior role that answered alone.",
        "worst": "Its lowest answer.",
    }
)
"""How an account gets its class, by name, as a sentence for a person."""

_PROMOTER: Final = min(answer for answer, added in NPS.adds.items() if added == 1)
_PASSIVE: Final = min(answer for answer, added in NPS.adds.items() if added == 0)


def account_classified(
    voices: Iterable[Voice],
    customers: Customers | None = None,
    *,
    rule: str,
    order: Sequence[Role] = SENIORITY,
    level: float = 0.95,
    method: str = "score",
) -> Score:
    """Score of accounts, each of which is a promoter, a passive or a detractor.

    Counts are accounts, and the population is M, the accounts of the base. The interval takes the
    class that follows from the answers for the class of the account. The bounds do not: they hold
    what the silent people of an account could make of it, and ``classes_may_change`` then warns.

    Args:
        voices, customers: as for :func:`b2bnps.analysis.accounts.respondent`.
        rule: one of :data:`RULES`. The cut points belong to the class above them, so that a mean
            of 8.5 is a passive, and one of 6.5 a detractor.
        order: of seniority, for ``most_senior``; roles that it leaves out come last, together.
            The name of the result holds an order that is not :data:`SENIORITY`.
        method: as for :func:`b2bnps.metrics.nps_from_counts`.

    Returns:
        A score of unit ``account_class``; its ``excluded`` counts answers.

    Raises:
        InvalidValue: as :func:`b2bnps.analysis.accounts.respondent`; or an unknown rule.
    """
    told = list(voices)
    decide = _CLASS[one_of("rule", rule, RULES)]
    seen, base = answered(told, customers), asked(customers)
    classes = [decide(one, order) for one in seen]
    score = nps_from_counts(
        *(classes.count(added) for added in (-1, 0, 1)),
        population=None if base is None else len(base),
        level=level,
        method=method,
    )
    raw = plain(told, seen)
    own = "" if tuple(order) == SENIORITY or rule != "most_senior" else f"({','.join(order)})"
    return evolve(
        score,
        definition=f"nps_account_{rule}{own}",
        unit="account_class",
        accounts=len(seen),
        accounts_known=score.population,
        bounds=_bounds(seen, classes, rule, len(base)) if base else SCALE,
        excluded=raw.excluded,
        warnings=(*score.warnings, *_warnings(seen, raw, known=base is not None)),
    )


def _of_mean(total: int, n: int) -> int:
    """Class of a mean answer, without dividing."""
    return (total >= _PROMOTER * n) - (total < _PASSIVE * n)


def _mean(one: Answered, _: Sequence[Role]) -> int:
    return _of_mean(sum(one.scores), one.n)


def _worst(one: Answered, _: Sequence[Role]) -> int:
    return NPS.adds[min(one.scores)]


def _most_senior(one: Answered, order: Sequence[Role]) -> int:
    ranks = [order.index(role) if role in order else len(order) for role, _ in one.given]
    first = [score for rank, score in zip(ranks, one.scores, strict=True) if rank == min(ranks)]
    return _of_mean(sum(first), len(first))


_CLASS: Final[Mapping[str, Callable[[Answered, Sequence[Role]], int]]] = {
    "mean": _mean,
    "most_senior": _most_senior,
    "worst": _worst,
}


def _bounds(seen: Sequence[Answered], classes: Sequence[int], rule: str, known: int) -> Bounds:
    """All classes at their lowest, and at their highest."""
    lower, upper = (
        sum(
            _possible(one, rule, answer) if one.silent != 0 else added
            for one, added in zip(seen, classes, strict=True)
        )
        + NPS.adds[answer] * (known - len(seen))
        for answer in NPS.scale
    )
    return Bounds(100 * lower / known, 100 * upper / known)


def _possible(one: Answered, rule: str, answer: int) -> int:
    """Class if all silent people of an account gave this answer.

    One of them may be more senior than whoever answered, so that only theirs would count; and
    people of unknown number may be as many as it takes.
    """
    if rule == "worst":
        return NPS.adds[min(*one.scores, answer)]
    if rule == "most_senior" or one.silent is None:
        return NPS.adds[answer]
    return _of_mean(sum(one.scores) + answer * one.silent, one.n + one.silent)


def _warnings(seen: Sequence[Answered], raw: Score, *, known: bool) -> Iterator[str]:
    if "looks_like_1_to_5" in raw.warnings:
        yield "looks_like_1_to_5"
    if known and any(one.silent != 0 for one in seen):
        yield "classes_may_change"
