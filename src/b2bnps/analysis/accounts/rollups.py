"""Scores in which answers or accounts count equally, or answers by role. No I/O here."""

from collections.abc import Iterable, Mapping
from math import fsum, isfinite
from typing import cast

from attrs import frozen

from b2bnps.analysis.accounts.voices import Customers, Voice, answered, asked, population
from b2bnps.analysis.accounts.weighing import SCALE, Weighing, plain, reframed, weighed, widened
from b2bnps.definitions import NPS
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Bounds, Design, Frame
from b2bnps.metrics import Score, measure, nps
from b2bnps.model import Role

__all__ = ["RoleScore", "account_equal", "respondent", "role_weighted"]


@frozen(kw_only=True)
class RoleScore(Score):
    """A score in which answers count by role.

    Attributes:
        role_weights: of every role, as they were given.
    """

    role_weights: Mapping[str, float]


def respondent(
    voices: Iterable[Voice],
    customers: Customers | None = None,
    *,
    level: float = 0.95,
    method: str = "score",
) -> Score:
    """Score in which each answer counts once: 100 (promoters - detractors) / n.

    Many answers of one account weigh as many times. It is :func:`b2bnps.metrics.nps` with the
    accounts of the answers; people of all accounts, where known, are the population.

    Args:
        voices: what was said.
        customers: the whole base, also accounts from which nobody answered.
        method: of the interval, as for :func:`b2bnps.metrics.nps`.

    Raises:
        InvalidValue: answers of accounts that are not among the customers, more answers than
            people, an unknown method or an impossible level.
    """
    told = list(voices)
    answered(told, customers)
    base = asked(customers) or {}
    sizes = {account: one.people for account, one in base.items()}
    known = population(base) is not None and bool(sizes)
    return nps(
        [voice.score for voice in told],
        accounts=[voice.account for voice in told],
        account_sizes=cast("dict[str, int]", sizes) if known else None,
        level=level,
        method=method,
    )


def account_equal(
    voices: Iterable[Voice], customers: Customers | None = None, *, level: float = 0.95
) -> Score:
    """Score in which each account counts once, by the mean of its answers.

    100 Σ t / m, with t the score of an account. The variance is that of a sample of accounts and
    of people in them, (1 - m/M) s_b²/m + Σ (1 - n/N) s²/n / (m M) (Cochran 1977, chapter 11), s²
    pooled over accounts; it stretches the score interval. The details stand in
    :mod:`b2bnps.analysis.accounts.weighing`. Counts and distribution are those of the answers.

    Args:
        voices, customers: as for :func:`respondent`. An account of which nobody knows how many
            people it has is taken to have many.

    Raises:
        InvalidValue: as :func:`respondent`.
    """
    told = list(voices)
    seen, base = answered(told, customers), asked(customers)
    weighing = Weighing(
        seen=seen,
        weights=[1.0] * len(seen),
        silent=None if base is None else [1.0] * (len(base) - len(seen)),
        people=population(base),
    )
    return weighed(
        plain(told, seen),
        weighing,
        level,
        definition="nps_account_equal",
        unit="account",
        weighting="account_equal",
    )


def role_weighted(
    voices: Iterable[Voice],
    weights: Mapping[Role, float],
    customers: Customers | None = None,
    *,
    level: float = 0.95,
) -> RoleScore:
    """Score in which each answer weighs what its role does: 100 Σ w y / Σ w.

    An account stays as heavy as the answers that it gave. The design effect is the larger of the
    linearised one, by account, and that of the weights (Kish 1965). Nobody knows the roles of the
    silent, so the bounds give each of them the heaviest. The name of the result holds the ratios
    of the weights: ``nps_role_weighted(decision_maker=3,end_user=1)``.

    Args:
        voices, customers: as for :func:`respondent`.
        weights: of each role, positive; only their ratios matter. Leave out the voices of a role
            that should not count.

    Raises:
        InvalidValue: as :func:`respondent`; a weight that is not positive and finite; a role that
            answered and has none.
    """
    told, given = list(voices), _checked(weights)
    seen, base = answered(told, customers), asked(customers)
    heavy = [_weight(given, role) for one in seen for role, _ in one.given]
    raw = measure(
        NPS,
        [score for one in seen for score in one.scores],
        accounts=[one.account for one in seen for _ in one.given],
        weights=heavy,
        population=population(base),
        level=level,
    )
    design = Design("clusters", raw.deff, raw.accounts, None if base is None else len(base))
    frame = Frame.of(raw.n, raw.population, level, design, weighted=True)
    score = reframed(
        cast("Score", raw),
        frame,
        _bounds(cast("Score", raw), fsum(heavy), max(given.values(), default=0)),
        definition=f"nps_role_weighted({_ratios(given)})",
        weighting="role",
        excluded=plain(told, seen).excluded,
    )
    return widened(RoleScore, score, role_weights=given)


def _checked(weights: Mapping[Role, float]) -> dict[str, float]:
    known = {*Role}
    for role, weight in weights.items():
        if role not in known:
            message = f"weights: expected roles, {', '.join(sorted(Role))}."
            raise InvalidValue(message)
        if isinstance(weight, bool) or not isfinite(weight) or weight <= 0:
            message = (
                f"weights: {weight!r} of the role {Role(role).value!r} is not a positive number."
            )
            raise InvalidValue(message)
    return {Role(role).value: float(weight) for role, weight in weights.items()}


def _ratios(weights: Mapping[str, float]) -> str:
    """Weights in terms of the smallest, so that scores of other weights are not compared."""
    least = min(weights.values(), default=1)
    return ",".join(f"{role}={weights[role] / least:.17g}" for role in sorted(weights))


def _weight(weights: Mapping[str, float], role: Role) -> float:
    if role not in weights:
        message = f"weights: the role {role.value!r} has answers and no weight."
        raise InvalidValue(message)
    return weights[role]


def _bounds(raw: Score, heard: float, heaviest: float) -> Bounds:
    if raw.population is None or raw.shares is None:
        return SCALE
    silent = heaviest * (raw.population - raw.n)
    total = heard * (raw.shares[0] - raw.shares[2])
    lower, upper = ((total + sign * silent) / (heard + silent) for sign in (-1, 1))
    return Bounds(100 * lower, 100 * upper)
