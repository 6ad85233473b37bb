"""How accounts and weights change the certainty of a figure. This module does no I/O.

The variance is linearised: with the score ``T`` and ``e`` = what each answer adds beyond T, over
n, an account moves the score by the sum of its e (Woodruff 1971; Särndal, Swensson and Wretman
1992, chapter 4.3). Dividing by the variance of a simple sample gives the design effect (Kish 1965).
"""

from collections.abc import Sequence

from b2bnps.errors import InvalidValue
from b2bnps.intervals.values import SIMPLE, Design, Sample
from b2bnps.tallies import Clusters, Stratum, Weights


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
    """Accounts sampled, then people inside each; with all accounts there, only the second stage.

    The variance inside accounts is pooled, with the variance of all answers counted in once: most
    accounts have one or two answers, which cannot tell it, and answers that agree by chance would
    otherwise promise certainty.
    """
    seen = [stratum for stratum in strata if stratum.n]
    m, known, n = len(seen), len(strata), sample.n
    kind = "strata" if m == known else "two_stage"
    variance, people = sample.variance() if n else 0.0, sum(stratum.people for stratum in strata)
    if not variance or n == people:
        return Design(kind, n / m if m and kind == "two_stage" else 1.0, m, known)
    if m == 1 and kind == "two_stage":
        return Design(kind, float(n), m, known)
    clusters = Clusters.of((stratum.n, stratum.total) for stratum in seen)
    between = _between(n, sample.total, clusters) * m / max(1, m - 1) / n**4
    within = _pooled(seen, variance) * _left(seen) / n**2
    simple = (people - n) / (people - 1) * variance / n
    effect = ((1 - m / known) * between + m / known * within) / simple
    return Design(kind, effect if kind == "strata" else max(1.0, effect), m, known)


def _pooled(strata: Sequence[Stratum], variance: float) -> float:
    scatter = sum(stratum.squares - stratum.total**2 / stratum.n for stratum in strata)
    return (scatter + variance) / (sum(stratum.n - 1 for stratum in strata) + 1)


def _left(strata: Sequence[Stratum]) -> float:
    """Answers that are still open to chance: n * (1 - n/N), summed over the accounts."""
    return sum(stratum.n * (1 - stratum.n / stratum.people) for stratum in strata)
