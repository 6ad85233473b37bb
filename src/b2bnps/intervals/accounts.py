"""How accounts and weights change the certainty of a figure. This module does no I/O.

The variance is linearised: with the score ``T`` and ``e`` = what each answer adds beyond T, over
n, an account moves the score by the sum of its e (Woodruff 1971; Särndal, Swensson and Wretman
1992, chapter 4.3). Dividing by the variance of a simple sample gives the design effect (Kish 1965).
"""

from collections.abc import Sequence

from b2bnps.errors import InvalidValue
from b2bnps.intervals.values import SIMPLE, Design, Sample
from b2bnps.tallies import Clusters, Stratum, Weights

_ENOUGH_ACCOUNTS, _ENOUGH_EACH = 10, 2


def design(
    sample: Sample,
    clusters: Clusters | None = None,
    weights: Weights | None = None,
    strata: Sequence[Stratum] | None = None,
) -> Design:
    """Find out what is known of the accounts and weights of a sample, and what they do.

    Raises:
        InvalidValue: weights that are all zero.
    """
    if weights is not None:
        return _weighted(sample, clusters, weights)
    if strata is not None:
        return _two_stage(sample, strata)
    if clusters is None:
        return SIMPLE
    return Design("clusters", _clustered(sample, clusters), clusters.accounts)


def _clustered(sample: Sample, clusters: Clusters) -> float:
    """At least 1: accounts never make a figure surer than as many unrelated people.

    Answers that are all alike count once per account, and so do those of a single account.
    """
    n, m, scatter = sample.n, clusters.accounts, sample.n * sample.squares - sample.total**2
    if m <= 1 or not scatter:
        return n / m if m else 1.0
    return max(1.0, m * _between(n, sample.total, clusters) / ((m - 1) * n * scatter))


def _between(size: float, total: float, clusters: Clusters) -> float:
    """Sum over accounts of (size * t - n * total)²: exact, for integers."""
    sums = size**2 * clusters.totals - 2 * size * total * clusters.cross
    return max(0, sums + total**2 * clusters.sizes)


def _weighted(sample: Sample, clusters: Clusters | None, weights: Weights) -> Design:
    """Linearised by account (each answer one, without accounts), but never below Kish's 1965 rule.

    Few or very unequal weights make the linearised variance too small by chance; what the weights
    cost for certain, n * sum(w²) / W², does not depend on the answers.
    """
    if sample.n and not weights.total:
        message = "weights: they are all zero; expected a positive weight for some valid answer."
        raise InvalidValue(message)
    kind, accounts = ("unclustered", None) if clusters is None else ("clusters", clusters.accounts)
    if not sample.n:
        return Design(kind, 1.0, accounts)
    kish = sample.n * weights.squares / weights.total**2
    return Design(kind, max(1.0, kish, _spread(sample, clusters, weights)), accounts)


def _spread(sample: Sample, clusters: Clusters | None, weights: Weights) -> float:
    if clusters is None:
        return 1.0
    scale = sample.n / weights.total
    m, variance = clusters.accounts, sample.variance()
    if m == 1 or variance <= 0:
        return scale**2 * clusters.sizes / sample.n
    total = sample.total / scale
    between = _between(weights.total, total, clusters) / weights.total**4
    return m / (m - 1) * between * sample.n / variance


def _two_stage(sample: Sample, strata: Sequence[Stratum]) -> Design:
    """Predict the silent people of a base whose accounts are known with their sizes.

    An account counts by its answers but is in the base with all its people. With the correlation
    r of two people of one account, that makes

        deff = 1 + (g - 1) r        g = sum((n_a / n - N_a / N)²) / (1 / n - 1 / N)

    the prediction variance of two-stage samples (Royall 1976) over that of a simple one, and
    1 + (sum(n_a²) / n - 1) r, Kish's planning rule of 1965, where accounts have no end of people.
    It is below 1 where all accounts have answered in like parts, which is believed only of ten
    accounts and more, with more than two answers each. Where the answers cannot tell r, it is
    taken for 1, and of a sample of accounts each counts at most once.
    """
    seen = [stratum for stratum in strata if stratum.n]
    m, known, n = len(seen), len(strata), sample.n
    kind, people = "strata" if m == known else "two_stage", sum(each.people for each in strata)
    if not n or n == people:
        return Design(kind, 1.0, m, known)
    gap = sum((each.n / n - each.people / people) ** 2 for each in strata)
    spread = gap / (1 / n - 1 / people)
    if m in (1, n) or not sample.variance():
        return Design(kind, max(1.0 if m == known else n / m, spread), m, known)
    effect = 1 + (spread - 1) * _likeness(sample, seen)
    telling = m >= _ENOUGH_ACCOUNTS and n > _ENOUGH_EACH * m
    return Design(kind, effect if telling else max(1.0, effect), m, known)


def _likeness(sample: Sample, seen: Sequence[Stratum]) -> float:
    """Correlation of two people of one account, 0 or more, from the analysis of variance.

    The variance of all answers is counted in once with that inside accounts: most accounts have
    one or two answers, which cannot tell it, and answers that agree by chance would otherwise
    make people of one account the same.
    """
    n, m = sample.n, len(seen)
    means = sum(each.total**2 / each.n for each in seen)
    within = (sample.squares - means + sample.variance()) / (n - m + 1)
    usual = (n - sum(each.n**2 for each in seen) / n) / (m - 1)
    between = ((means - sample.total**2 / n) / (m - 1) - within) / usual
    return max(0.0, between) / (max(0.0, between) + within)
