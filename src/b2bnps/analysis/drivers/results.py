"""What an analysis of drivers says, and what its warnings mean. This module does no I/O."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from b2bnps.intervals import Interval

__all__ = ["WARNINGS", "Driver", "Drivers"]

WARNINGS: Final[Mapping[str, str]] = {
    "association_only": (
        "The weights show what goes together with the score, not what would change it."
    ),
    "explains_nothing": (
        "Aspects that have nothing to do with the score would explain as much: "
        "read nothing into their order."
    ),
    "few_accounts_resampled": "There are fewer than 20 accounts: the intervals are too narrow.",
    "many_dropped": (
        "More than a fifth of the rows lack a valid value and were left out; "
        "the others may not speak for them."
    ),
    "nothing_to_resample": "All answers come from one account, so there is nothing to resample.",
    "order_not_shown": (
        "Another aspect came first in too many resamples to say which one matters most."
    ),
    "shared_by_account": (
        "An aspect has one value for all answers of an account, so that there are fewer facts "
        "than answers: compare accounts instead."
    ),
}
"""What a code in ``Drivers.warnings`` means, as a sentence for a person."""


@frozen(kw_only=True)
class Driver:
    """One aspect, and what it stands for.

    Attributes:
        name: of the aspect.
        relative_weight: its part of R² by Johnson's relative weights, 0 or more.
        lmg: its part of R² by the average over all orders of entry, 0 or more.
        share: relative weight over R², 0 to 1; None when R² is 0.
        correlation: with the score, -1 to 1.
        sign: ``+`` or ``-``, that of the correlation, since weights have none; empty where it is 0.
        interval: of the relative weight. Weights cannot be negative, so it never reaches below 0,
            and an interval off 0 does not show that the aspect matters.
        first: share of resamples in which no other aspect weighed more, 0 to 1; None without them.
    """

    name: str
    relative_weight: float
    lmg: float
    share: float | None
    correlation: float
    sign: str
    interval: Interval
    first: float | None


@frozen(kw_only=True)
class Drivers:
    """How the variance of the score is shared out among aspects.

    Attributes:
        metric: ``drivers``.
        definition: ``relative_weights_and_lmg``: Johnson 2000 orders the aspects, and LMG
            (Shapley value, general dominance) stands beside it.
        outcome: ``score_0_10``, or ``mean_score_0_10`` of an account.
        unit: what one row is, ``respondent`` or ``account``.
        r_squared: share of the outcome's variance that the aspects explain together, 0 to 1.
        n: complete rows, the only ones that count.
        dropped: rows left out because the score or an aspect was missing or invalid.
        excluded: cells of the scores that did not count, by reason.
        missing_by_aspect: cells of each aspect that did not count, by reason. A row may lack
            several, so these add up to ``dropped`` or more.
        accounts: accounts with a complete row, or None when they were not given.
        aspects: the heaviest first.
        resamples: how many the intervals rest on, 0 without a seed. A resample in which all
            scores are alike says nothing and does not count.
        warnings: codes; see :data:`WARNINGS`.
    """

    metric: str = "drivers"
    definition: str = "relative_weights_and_lmg"
    outcome: str
    unit: str
    r_squared: float
    n: int
    dropped: int
    excluded: Mapping[str, int]
    missing_by_aspect: Mapping[str, Mapping[str, int]]
    accounts: int | None
    aspects: tuple[Driver, ...]
    resamples: int
    warnings: tuple[str, ...]
