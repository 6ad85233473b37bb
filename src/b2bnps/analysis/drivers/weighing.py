"""From complete rows to drivers. This module does no I/O, and the dice are an argument."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from b2bnps.analysis.drivers.cells import (
    Facts,
    Table,
    account_means,
    complete,
    joined,
    read_scores,
    reasons,
)
from b2bnps.analysis.drivers.resamples import (
    Dice,
    correlations,
    moments,
    percentiles,
    standardised,
    summed,
)
from b2bnps.analysis.drivers.results import Driver, Drivers
from b2bnps.analysis.drivers.weights import (
    Matrix,
    dependence,
    lmg,
    relative_weights,
    unexplained,
)
from b2bnps.errors import InvalidValue

__all__ = ["account_drivers", "drivers"]

_ENOUGH_ACCOUNTS, _MANY_DROPPED = 20, 0.2
_ROUNDING = 1e-12


def drivers(
    scores: Iterable[object],
    aspects: Mapping[str, Iterable[object]],
    *,
    accounts: Iterable[Hashable] | None = None,
    scales: Mapping[str, tuple[float, float]] | None = None,
    seed: int | None = None,
    resamples: int = 1000,
    level: float = 0.95,
) -> Drivers:
    """Share out the variance of the 0 to 10 score among aspects that people rated with it.

    Only rows count in which the score and every aspect is valid. A score counts as in
    :func:`b2bnps.metrics.nps`, an aspect when it is a finite number, also as text. How an aspect
    is scaled does not matter. Formulas and sources stand in
    :mod:`b2bnps.analysis.drivers.weights`.

    Args:
        scores: one cell per respondent.
        aspects: by name, a column of cells in the same order; 1 to 15 of them.
        accounts: the account of each cell; an empty name is an account of its own. Whole accounts
            are resampled then, since people of one account agree.
        scales: lowest and highest rating of an aspect, where known. Many forms write "does not
            apply" as one point more, which must not pass for a rating.
        seed: of the dice. Without one nothing is resampled, and there are no intervals.
        resamples: how many; enough for one to lie beyond each end of the interval.
        level: of the bootstrap intervals of the weights (Tonidandel, LeBreton and Johnson 2009),
            cut at percentiles. In a simulation of ours, with an intra-class correlation of .3,
            95 % intervals held the true weight in 86 to 92 % of samples of 10 accounts, and in 90
            to 96 % of samples of 20 to 80.

    Raises:
        InvalidValue: columns of different lengths, too few complete rows (10 for each aspect) or
            too many aspects, a score or aspect that does not vary, an aspect that follows exactly
            from others, an impossible level, or too few resamples for it.
    """
    answers = read_scores(scores)
    return _weighed(
        complete(answers, aspects, accounts, scales),
        Dice.of(seed, resamples, level),
        outcome="score_0_10",
        unit="respondent",
        excluded=reasons(answers),
    )


def account_drivers(
    scores: Iterable[object],
    accounts: Iterable[Hashable],
    facts: Facts,
    *,
    seed: int | None = None,
    resamples: int = 1000,
    level: float = 0.95,
) -> Drivers:
    """Share out the variance of accounts' mean scores among facts that are known of them.

    Late deliveries, tickets or usage belong to an account, not to a person, so each account is one
    row, however many of its people answered; n is the number of accounts. Accounts of the table
    without a valid score, and accounts without every fact, are dropped and counted.

    Args:
        scores: one cell per respondent.
        accounts: the account of each cell.
        facts: of each account, by name; any finite numbers.
        seed: as in :func:`drivers`.
        resamples: likewise.
        level: likewise.

    Raises:
        InvalidValue: as :func:`drivers`, with accounts for rows and facts for aspects.
    """
    answers = read_scores(scores)
    means = account_means(answers, accounts)
    means |= dict.fromkeys(facts.keys() - means.keys(), "missing")
    return _weighed(
        complete([*means.values()], joined(means, facts), means),
        Dice.of(seed, resamples, level),
        outcome="mean_score_0_10",
        unit="account",
        excluded=reasons(answers),
    )


def _weighed(table: Table, dice: Dice, **known: Any) -> Drivers:
    owners = range(len(table.rows)) if table.accounts is None else table.accounts
    accounts = moments(zip(*_varying(table), strict=True), owners)
    matrix = correlations(summed(accounts))
    _refuse_dependence(table.names, matrix)
    draws = dice.throw(accounts)
    p = len(table.names)
    r_squared = min(1.0, max(0.0, 1 - unexplained(matrix, range(p), p)))
    found = Drivers(
        r_squared=r_squared,
        n=len(table.rows),
        dropped=table.dropped,
        missing_by_aspect=table.missing,
        accounts=None if table.accounts is None else len(accounts),
        aspects=_ranked(table.names, matrix, r_squared, draws, dice.level),
        resamples=len(draws),
        warnings=(),
        **known,
    )
    return evolve(found, warnings=tuple(_warnings(found, table, dice.level)))


def _varying(table: Table) -> Iterator[list[float]]:
    """Columns as multiples of their own spread, the score last."""
    for name, column in zip((*table.names, ""), zip(*table.rows, strict=True), strict=True):
        standard = standardised(column)
        if standard is None:
            what = f"aspects: {name} has" if name else "scores: the complete rows have"
            message = f"{what} one value only, which explains nothing and cannot be explained."
            raise InvalidValue(message)
        yield standard


def _refuse_dependence(names: Sequence[str], matrix: Matrix) -> None:
    if (found := dependence(matrix)) is not None:
        aspect, basis = found
        message = (
            f"aspects: {names[aspect]} follows exactly from {', '.join(names[i] for i in basis)}; "
            "leave one of them out."
        )
        raise InvalidValue(message)


def _ranked(
    names: Sequence[str],
    matrix: Matrix,
    r_squared: float,
    draws: Sequence[Sequence[float]],
    level: float,
) -> tuple[Driver, ...]:
    weights, gains, correlation = relative_weights(matrix), lmg(matrix), matrix[-1]
    found = [
        Driver(
            name=name,
            relative_weight=weights[i],
            lmg=gains[i],
            share=weights[i] / r_squared if r_squared > _ROUNDING else None,
            correlation=correlation[i],
            sign=_sign(correlation[i]),
            interval=percentiles([draw[i] for draw in draws], level),
            first=sum(draw[i] == max(draw) for draw in draws) / len(draws) if draws else None,
        )
        for i, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda driver: (-driver.relative_weight, driver.name)))


def _sign(correlation: float) -> str:
    if abs(correlation) < _ROUNDING:
        return ""
    return "+" if correlation > 0 else "-"


def _warnings(found: Drivers, table: Table, level: float) -> Iterator[str]:
    """Yield codes, the one that is always true first."""
    yield "association_only"
    if found.r_squared <= len(found.aspects) / (found.n - 1):  # what chance explains on average
        yield "explains_nothing"
    if found.dropped > _MANY_DROPPED * (found.n + found.dropped):
        yield "many_dropped"
    if found.accounts == 1:
        yield "nothing_to_resample"
    elif found.resamples and (found.accounts or found.n) < _ENOUGH_ACCOUNTS:
        yield "few_accounts_resampled"
    if found.resamples and (found.aspects[0].first or 0.0) < level:
        yield "order_not_shown"
    if _shared_by_account(table):
        yield "shared_by_account"


def _shared_by_account(table: Table) -> bool:
    """Tell facts of accounts from ratings of people; a few people may agree by chance."""
    owners = table.accounts or range(len(table.rows))
    accounts = len(set(owners))
    *aspects, _ = zip(*table.rows, strict=True)
    return 2 * accounts <= len(owners) and any(
        len({*zip(owners, column, strict=True)}) == accounts for column in aspects
    )
