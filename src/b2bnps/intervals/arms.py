"""Samples → the ends of intervals, before lattice and logical bounds. This module does no I/O.

Every function here takes a sample and its frame, and returns both ends in what one answer adds.
"""

from functools import lru_cache
from math import cos, pi, sin, sqrt

from b2bnps.intervals.values import Frame, Sample

_ROUNDING = 1e-9


def tango(sample: Sample, frame: Frame) -> tuple[float, float]:
    """Every value that a score test does not reject (Tango 1998).

    The test compares the score with a trial value D by the variance that is likeliest under D,
    ``n (2q + D (1 - D))``, where q is the likeliest share of -1 (Agresti and Min 2005).
    """
    p, d = (sample.squares + sample.total) / 2, (sample.squares - sample.total) / 2
    z2 = frame.z**2 * frame.k
    return -_highest(p, d, sample.n, z2), _highest(d, p, sample.n, z2)


@lru_cache(maxsize=1 << 15)  # thousands of small accounts have a few hundred different counts
def _highest(d: float, p: float, n: int, z2: float) -> float:
    """Largest value in [T, 1] that is not rejected, by the method of Ridders 1979."""
    score = (p - d) / n
    kept, rejected = _bracket(score, d, p, n, z2)
    slack, excess = _slack(kept, d, p, n, z2), _slack(rejected, d, p, n, z2)
    found = rejected
    while slack > 0 > excess:
        middle, last = (kept + rejected) / 2, found
        half = _slack(middle, d, p, n, z2)
        found = middle + (middle - kept) * half / sqrt(half * half - slack * excess)
        if abs(found - last) < 1e-15 or not kept < found < rejected:  # noqa: PLR2004 - rounding
            return found
        there = _slack(found, d, p, n, z2)
        for trial, distance in sorted([(middle, half), (found, there)]):
            if distance > 0:
                kept, slack = trial, distance
            elif trial < rejected:
                rejected, excess = trial, distance
    return rejected


def _bracket(score: float, d: float, p: float, n: int, z2: float) -> tuple[float, float]:
    """A value that is kept, and one beyond it that is rejected.

    Where all answers agree, the variance under the score itself is 0, and just beyond it is not.
    """
    rejected = 1.0
    if _slack(score, d, p, n, z2) > 0:
        return score, rejected
    for _ in range(60):
        middle = (score + rejected) / 2
        if _slack(middle, d, p, n, z2) > 0:
            return middle, rejected
        rejected = middle
    return score, rejected


def _slack(trial: float, d: float, p: float, n: int, z2: float) -> float:
    """How far the trial value is from being rejected, in squares; negative when it is."""
    return z2 * likeliest_variance(trial, d, p, n) - (p - d - n * trial) ** 2


def likeliest_variance(trial: float, d: float, p: float, n: int) -> float:
    """Variance of ``p - d`` that is likeliest if the true score, -1 to 1, is the trial value.

    Args:
        trial: D.
        d, p: answers that add -1 and 1; with weights no whole numbers.
        n: all answers.

    Returns:
        ``n (2q + D (1 - D))``, as :func:`tango` says.
    """
    b = (2 * n - p + d) * trial - d - p
    root = sqrt(max(0.0, b * b + 8 * n * d * trial * (1 - trial)))
    return (root - b) / 2 + n * trial * (1 - trial)


def wald(sample: Sample, frame: Frame) -> tuple[float, float]:
    """Estimate and standard error alone: nothing at all where all answers agree."""
    half = frame.z * sqrt(frame.k * sample.variance(0) / sample.n)
    return sample.mean - half, sample.mean + half


def adjusted_wald(sample: Sample, frame: Frame) -> tuple[float, float]:
    """Three more answers, spread as 1:2:1 (Rocks 2016); with N, a prediction of the silent ones.

    The population's score is the mix of what was answered (share f) and what the silent ones
    would answer, whose variance is that of the estimate plus that of their own number; a
    correction of the width alone would shrink it to a wrong centre. The design effect divides the
    counts before anything is added to them.
    """
    n = sample.n / frame.design.deff + 3
    centre = sample.total / frame.design.deff / n
    variance = (sample.squares / frame.design.deff + 1.5) / n - centre**2
    f, own = 0.0, 0.0
    if frame.population:
        f, own = sample.n / frame.population, frame.design.deff / (frame.population - sample.n)
    middle = f * sample.mean + (1 - f) * centre
    half = frame.z * (1 - f) * sqrt(variance * (1 / n + own))
    return middle - half, middle + half


def wilson(sample: Sample, frame: Frame) -> tuple[float, float]:
    """Every share that a score test does not reject (Wilson 1927)."""
    n, x, z2 = sample.n, sample.total, frame.z**2 * frame.k
    middle = (x + z2 / 2) / (n + z2)
    half = sqrt(z2 * (x * (n - x) / n + z2 / 4)) / (n + z2)
    return min(middle - half, sample.mean), max(middle + half, sample.mean)


def unbiased(sample: Sample, frame: Frame) -> float:
    """Variance of one answer by as many as tell something: n, or with weights their n_eff."""
    if not frame.weighted:
        return sample.variance(1)
    telling = max(sample.n / frame.design.deff, 1 + _ROUNDING)
    return sample.variance() * telling / (telling - 1)


def mean_t(sample: Sample, frame: Frame) -> tuple[float, float] | None:
    """Student's interval; accounts - 1 degrees of freedom, or n - 1; None without any spread.

    With weights, no more than their effective number of answers less one.
    """
    df = (frame.design.accounts or sample.n) - 1
    if frame.weighted:
        df = min(df, int(sample.n / frame.design.deff + _ROUNDING) - 1)
    if df < 1 or not sample.variance(1):
        return None
    half = _student(df, frame) * sqrt(frame.k * unbiased(sample, frame) / sample.n)
    return sample.mean - half, sample.mean + half


def _student(df: int, frame: Frame) -> float:
    """Two-sided quantile of Student's t, to 1e-6 and better for levels up to .999.

    Exact series in the angle (Abramowitz and Stegun 26.7.3-4), solved by bisection; beyond 1000
    degrees of freedom two terms of the expansion around the normal quantile (26.7.5).
    """
    z = frame.z
    if df > 1000:  # noqa: PLR2004 - where the expansion is the better of the two
        return z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
    low, high = 0.0, pi / 2
    for _ in range(60):
        angle = (low + high) / 2
        low, high = (angle, high) if _student_within(angle, df) < frame.level else (low, angle)
    return sqrt(df) * sin(high) / cos(high)


def _student_within(angle: float, df: int) -> float:
    """Probability that |t| is at most ``sqrt(df) * tan(angle)``."""
    odd = df % 2
    term = cos(angle) if odd else 1.0
    total = term if df > 1 else 0.0
    for i in range(2 + odd, df - 1, 2):
        term *= cos(angle) ** 2 * (i - 1) / i
        total += term
    within = sin(angle) * total
    return (angle + within) * 2 / pi if odd else within
