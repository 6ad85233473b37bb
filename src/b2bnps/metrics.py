"""NPS, CSAT, CES, happiness: counts → results with honest intervals. This module does no I/O.

Every metric returns a :class:`Result`: the figure, and beside it whom it speaks for, how far it can
be trusted, what was left out and why. Nothing is rounded here, and nothing is hidden.

One factor ``k`` carries the two ways in which answers of business customers differ from a textbook
sample, and stretches every standard error by its square root::

    k = fpc * deff      fpc   (N - n) / (N - 1): the base is small, and many of it have answered
                        deff  1 or more: people of one account agree with each other

Sources. Score interval: Tango 1998, since NPS is a difference of paired proportions (Agresti and
Min 2005). Adjusted Wald: Rocks 2016. Share: Wilson 1927. Design effect: linearisation by cluster.
The score interval is the default: over business-like mixes of answers its 95 % interval covers the
truth in at least 92 % of samples from n = 3 on, where Wald covers as little as 38 %.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from math import ceil, cos, floor, inf, pi, sin, sqrt
from numbers import Real
from operator import index
from typing import Any, Final, SupportsIndex, TypeVar

from attrs import AttrsInstance, asdict, evolve, frozen

from b2bnps.errors import InvalidValue

__all__ = [
    "EXCLUSIONS",
    "WARNINGS",
    "Bounds",
    "Interval",
    "Mean",
    "Result",
    "Score",
    "Share",
    "as_json",
    "ces",
    "csat",
    "describe",
    "happiness",
    "not_asked",
    "nps",
    "nps_from_counts",
    "outward",
    "score_arms",
]

WARNINGS: Final[Mapping[str, str]] = {
    "change_not_shown": "The interval holds zero: the answers show no change in either direction.",
    "fpc_with_clusters_untested": (
        "Population and accounts were used together; the coverage of this interval is not tested."
    ),
    "indicative": "The interval is wider than 40 points: read the score as a hint only.",
    "looks_like_1_to_5": "Every answer lies between 1 and 5: was this asked on a scale of 0 to 10?",
    "no_answers": "Nobody has given a valid answer, so there is no score.",
    "no_interval": "One answer, or answers all alike, give no honest interval of a mean.",
    "not_asked": "Nobody was asked this question.",
    "one_account": "All answers come from one account, so they count as one answer.",
}
"""What a code in ``Result.warnings`` means, as a sentence for a person."""

EXCLUSIONS: Final[Mapping[str, str]] = {
    "missing": "No answer was given.",
    "not_a_number": "The answer is not written as a plain number.",
    "not_an_integer": "The answer lies between two points of the scale.",
    "out_of_range": "The answer lies outside the scale.",
}
"""What a code in ``Result.excluded`` means, as a sentence for a person."""


@frozen
class Interval:
    """A confidence interval in the unit of its score.

    Attributes:
        lower: lower end, or None when there is no honest interval.
        upper: upper end, or None when there is no honest interval.
        level: confidence level, between 0 and 1.
        method: ``score``, ``adjusted_wald``, ``wald``, ``wilson``, ``mean_t``, ``mover``,
            ``census`` (everybody answered, so nothing is left to estimate) or ``none``.
    """

    lower: float | None
    upper: float | None
    level: float
    method: str


@frozen
class Bounds:
    """What the score of the whole population can be, whatever the silent ones think.

    The only statement that needs no assumption about them. Without a known population nothing can
    be excluded, and the bounds are the ends of the scale.
    """

    lower: float
    upper: float


@frozen(kw_only=True)
class Result:
    """One figure, and everything one must know to read it.

    Attributes:
        metric: ``nps``, ``csat``, ``ces`` or ``happiness``.
        definition: which of the published formulas this is, e.g. ``ces_2.0_mean``.
        score: the unrounded figure; None when nobody answered. Round it once, for display.
        n: valid answers.
        interval: what sampling alone leaves open. It takes the silent ones for a random sample.
        bounds: what the silent ones could do at most.
        se: plug-in standard error. It is 0 where all answers agree, though only a census is
            certain; None without a figure or, for a mean, with one answer.
        population: N, the people the figure speaks for, or None when unknown.
        response_rate: valid answers over population, 0 to 1.
        fpc: finite population correction, 1 when the population is unknown.
        accounts: accounts with a valid answer, or None when they were not given.
        deff: design effect of the accounts, 1 or more.
        n_eff: answers of unrelated people that would tell as much, ``n / deff``.
        unit: what was counted: ``respondent``.
        estimand: ``this_base_now`` (population known) or ``customers_like_these``.
        scale: lowest and highest answer on offer.
        distribution: answers at each point of the scale, lowest first; None when only classes
            were counted.
        excluded: what did not count, by reason; see :data:`EXCLUSIONS`.
        warnings: codes; see :data:`WARNINGS`.
    """

    metric: str
    definition: str
    score: float | None
    n: int
    interval: Interval
    bounds: Bounds
    se: float | None
    population: int | None
    response_rate: float | None
    fpc: float
    accounts: int | None
    deff: float
    n_eff: float
    unit: str = "respondent"
    estimand: str
    scale: tuple[int, int]
    distribution: tuple[int, ...] | None
    excluded: Mapping[str, int]
    warnings: tuple[str, ...]


@frozen(kw_only=True)
class Score(Result):
    """A Net Promoter Score, -100 to 100 points: share of promoters less share of detractors.

    Attributes:
        promoters: answers 9 and 10.
        passives: answers 7 and 8.
        detractors: answers 0 to 6.
    """

    promoters: int
    passives: int
    detractors: int


@frozen(kw_only=True)
class Share(Result):
    """The share of favourable answers, 0 to 100 percent.

    Attributes:
        favourable: answers at or above the cut.
        cut: the lowest favourable answer.
    """

    favourable: int
    cut: int


@frozen(kw_only=True)
class Mean(Result):
    """The mean answer, in points of its scale.

    Attributes:
        sd: standard deviation of the answers (divisor n - 1); None with fewer than two.
        direction: ``high_is_good`` or ``low_is_good``.
    """

    sd: float | None
    direction: str


def nps(
    scores: Iterable[object],
    *,
    accounts: Iterable[str | None] | None = None,
    population: int | None = None,
    level: float = 0.95,
    method: str = "score",
) -> Score:
    """Net Promoter Score of raw answers.

    An answer counts when it is an integer from 0 to 10, as a number or as text between ASCII
    blanks. Data frames and spreadsheets turn integers into floats, so 9.0 and ``"9.0"`` count as
    9. All else, ``True`` included, is left out and counted by reason in ``excluded``; NaN is how
    data frames say missing.

    Args:
        scores: one cell per respondent.
        accounts: the account of each cell, in the same order; an empty name is an account of its
            own. The interval then allows for people of one account agreeing.
        population: how many people the score speaks for, when known.
        level: confidence level.
        method: ``score``, ``adjusted_wald`` or ``wald``, as in :func:`nps_from_counts`.

    Raises:
        InvalidValue: more answers than people, accounts that do not match the scores one to one,
            an unknown method or an impossible level.
    """
    answers = _read(scores, accounts, (0, 10))
    classes = [(value >= _PROMOTER) - (value < _PASSIVE) for value in answers.values]
    frame = _frame(len(classes), population, level, *_design_effect(classes, answers.accounts))
    return _nps(Counter(classes), frame, method, answers)


def nps_from_counts(
    detractors: SupportsIndex,
    passives: SupportsIndex,
    promoters: SupportsIndex,
    *,
    population: int | None = None,
    deff: float = 1.0,
    level: float = 0.95,
    method: str = "score",
) -> Score:
    """Net Promoter Score of counted answers.

    Methods: ``score`` (Tango 1998) is the default. ``adjusted_wald`` (Rocks 2016) adds 0.75, 1.5
    and 0.75 answers; with a population it predicts the silent ones, since a correction of the
    width alone would shrink it to a wrong centre. ``wald`` is what the web computes; it has zero
    width when all answers agree, and is there for comparison only. A design effect divides the
    counts before anything is added to them.

    With a population the score interval is widened to multiples of 1/N, which is all that a true
    score can be. No interval leaves the logical bounds.

    Args:
        detractors: answers 0 to 6.
        passives: answers 7 and 8.
        promoters: answers 9 and 10.
        population: how many people the score speaks for, when known.
        deff: design effect of accounts or weights; below 1 it is taken for 1.
        level: confidence level.
        method: ``score``, ``adjusted_wald`` or ``wald``.

    Raises:
        InvalidValue: counts that are negative or not whole, more answers than people, an unknown
            method, an impossible level or design effect.

    >>> nps_from_counts(1, 2, 7, population=10).interval
    Interval(lower=60.0, upper=60.0, level=0.95, method='census')
    """
    counts = {
        -1: _whole("detractors", detractors),
        0: _whole("passives", passives),
        1: _whole("promoters", promoters),
    }
    frame = _frame(sum(counts.values()), population, level, deff)
    return _nps(counts, frame, method)


def csat(
    scores: Iterable[object],
    *,
    scale: tuple[int, int] = (1, 5),
    accounts: Iterable[str | None] | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> Share:
    """Customer satisfaction: percent of answers in the top two points of the scale.

    The interval is Wilson's, treated as that of :func:`nps`, which also says which answers count.

    Raises:
        InvalidValue: as :func:`nps`; or a scale of fewer than three points.
    """
    names = "csat", f"csat_top_2_of_{scale[0]}_{scale[1]}"
    answers = _read(scores, accounts, scale)
    return _share(names, answers, scale, scale[1] - 1, population=population, level=level)


def happiness(
    scores: Iterable[object],
    *,
    scale: tuple[int, int],
    cut: int,
    accounts: Iterable[str | None] | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> Share:
    """Happiness: percent of answers at or above ``cut``.

    There is no standard, so the scale and the cut must be said: ``scale=(0, 10), cut=7`` and
    ``scale=(1, 5), cut=4`` are common.

    Raises:
        InvalidValue: as :func:`nps`; or a cut that does not split the scale.
    """
    names = "happiness", f"happiness_from_{cut}_on_{scale[0]}_{scale[1]}"
    answers = _read(scores, accounts, scale)
    return _share(names, answers, scale, cut, population=population, level=level)


def ces(
    scores: Iterable[object],
    *,
    version: str = "2.0",
    accounts: Iterable[str | None] | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> Mean:
    """Customer effort: mean answer, with Student's interval.

    Version ``2.0`` is agreement from 1 to 7 that it was easy (high is good); ``1.0`` is effort
    from 1 to 5 (low is good). With accounts, Student's t has accounts - 1 degrees of freedom.
    :func:`nps` says which answers count.

    Raises:
        InvalidValue: as :func:`nps`; or an unknown version.
    """
    scale, direction = _CES[_one_of("version", version, _CES)]
    kind = _Kind("ces", f"ces_{version}_mean", scale, scale, factor=1, ddof=1)
    answers = _read(scores, accounts, scale)
    sample = _Sample.of(Counter(answers.values))
    cluster = _design_effect(answers.values, answers.accounts)
    frame = _frame(sample.n, population, level, *cluster)
    sd = sqrt(sample.variance(1)) if sample.n > 1 else None
    build = partial(Mean, sd=sd, direction=direction)
    return _measure(build, kind, sample, frame, "mean_t", answers=answers)


def not_asked(metric: str, *, population: int | None = None) -> Result:
    """Result of a metric that nobody was asked: no score, and the reason as a warning.

    Raises:
        InvalidValue: an unknown metric.
    """
    kind = _UNASKED[_one_of("metric", metric, _UNASKED)]
    frame = _frame(0, population, 0.95)
    result = _measure(Result, kind, _Sample(0, 0, 0), frame, "none")
    return evolve(result, warnings=("not_asked",))


def as_json(result: AttrsInstance) -> dict[str, Any]:
    """Plain dict, lists and numbers of a result, under the names of its attributes."""
    return asdict(
        result,
        value_serializer=lambda _, __, value: list(value) if isinstance(value, tuple) else value,
    )


def describe(code: str) -> str:
    """Say what a code in ``warnings`` or ``excluded`` means, as a sentence.

    Raises:
        InvalidValue: an unknown code.
    """
    meanings = {**WARNINGS, **EXCLUSIONS}
    return meanings[_one_of("code", code, meanings)]


def score_arms(score: Score, level: float = 0.95) -> tuple[float, float]:
    """Ends of the score interval in -1 to 1, before lattice and logical bounds.

    What is computed from several scores starts here: ends that were already cut cover too little.
    Without answers the ends are those of the scale.

    Raises:
        InvalidValue: an impossible level.
    """
    counts = {-1: score.detractors, 0: score.passives, 1: score.promoters}
    frame = _frame(score.n, score.population, level, score.deff, score.accounts)
    return _tango(_Sample.of(counts), frame) if score.n else (-1.0, 1.0)


def outward(lower: float, upper: float, steps: int) -> tuple[float, float]:
    """Widen an interval to multiples of ``1 / steps``; ends within 1e-9 steps of one move to it.

    >>> outward(0.31, 0.6, 5)
    (0.2, 0.6)
    """
    return floor(lower * steps + _NOISE) / steps, ceil(upper * steps - _NOISE) / steps


# --- what a metric is, and the answers to it -----------------------------------------------------

_PROMOTER, _PASSIVE = 9, 7
_LIKERT, _ENOUGH_TO_DOUBT = range(1, 6), 5  # fewer answers between 1 and 5 are no surprise
_INDICATIVE = 40  # points
_NOISE = 1e-9  # lattice steps
_CES: Final = {"1.0": ((1, 5), "low_is_good"), "2.0": ((1, 7), "high_is_good")}
_PLAIN_NUMBER: Final = re.compile(r"(0|-?[1-9][0-9]*)(\.[0-9]+)?")

R = TypeVar("R", bound=Result)


@frozen
class _Kind:
    """A metric: its names, its scale, what one answer adds at least and most, and its unit."""

    metric: str
    definition: str
    scale: tuple[int, int]
    limits: tuple[int, int] = (0, 1)
    factor: int = 100
    ddof: int = 0


_NPS: Final = _Kind("nps", "nps_0_10", (0, 10), (-1, 1))
_UNASKED: Final = {
    "ces": _Kind("ces", "ces_2.0_mean", (1, 7), (1, 7), factor=1, ddof=1),
    "csat": _Kind("csat", "csat_top_2_of_1_5", (1, 5)),
    "happiness": _Kind("happiness", "happiness", (0, 10)),
    "nps": _NPS,
}


@frozen
class _Answers:
    """Valid answers, the account of each, and the number of cells left out by reason."""

    values: tuple[int, ...]
    accounts: tuple[object, ...] | None
    excluded: Mapping[str, int]

    def distribution(self, low: int, high: int) -> tuple[int, ...]:
        counts = Counter(self.values)
        return tuple(counts[value] for value in range(low, high + 1))


def _read(
    scores: Iterable[object], accounts: Iterable[str | None] | None, scale: tuple[int, int]
) -> _Answers:
    cells = [_integer(cell, *scale) for cell in scores]
    rows = [row for row, cell in enumerate(cells) if isinstance(cell, int)]
    names = None if accounts is None else list(accounts)
    if names is not None and len(names) != len(cells):
        message = f"accounts: {len(names)} names for {len(cells)} scores."
        raise InvalidValue(message)
    reasons = Counter(cells)
    return _Answers(
        values=tuple(cell for cell in cells if isinstance(cell, int)),
        accounts=None if names is None else tuple(names[row] or (row,) for row in rows),
        excluded={reason: reasons[reason] for reason in EXCLUSIONS if reason in reasons},
    )


def _integer(cell: object, low: int, high: int) -> int | str:
    """The answer in a cell, or why it does not count."""
    if isinstance(cell, str):
        text = cell.strip(" \t\n\r\f\v")
        cell = Decimal(text) if _PLAIN_NUMBER.fullmatch(text) else text or None
    if cell is None:
        return "missing"
    if isinstance(cell, bool) or not isinstance(cell, Real | Decimal):
        return "not_a_number"
    number: Any = cell  # numpy and others register as Real, whose operators are untyped
    if number != number:  # noqa: PLR0124 - only NaN differs from itself
        return "missing"
    if not low <= number <= high:
        return "out_of_range"
    return int(number) if number % 1 == 0 else "not_an_integer"


def _whole(name: str, value: SupportsIndex) -> int:
    """Integers of every library, but neither floats nor booleans."""
    if isinstance(value, bool) or not isinstance(value, SupportsIndex) or index(value) < 0:
        message = f"{name}: {value!r} is no count; expected a whole number of 0 or more."
        raise InvalidValue(message)
    return index(value)


def _one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    if value in (names := sorted(allowed)):
        return value
    message = f"{name}: {value!r} is unknown; expected one of {', '.join(names)}."
    raise InvalidValue(message)


# --- from answers to a result --------------------------------------------------------------------


@frozen
class _Sample:
    """Exact sums over what the answers add; integers, so the order of rows cannot matter."""

    n: int
    total: int
    squares: int

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> "_Sample":
        return cls(
            n=sum(counts.values()),
            total=sum(value * count for value, count in counts.items()),
            squares=sum(value * value * count for value, count in counts.items()),
        )

    @property
    def mean(self) -> float:
        return self.total / self.n

    def variance(self, ddof: int) -> float:
        return (self.n * self.squares - self.total**2) / (self.n * (self.n - ddof))


@frozen
class _Frame:
    """Whom the answers speak for, and how surely."""

    n: int
    population: int | None
    level: float
    deff: float
    accounts: int | None

    @property
    def census(self) -> bool:
        return 0 < self.n == self.population

    @property
    def fpc(self) -> float:
        if not self.population or not self.n:
            return 1.0
        return (self.population - self.n) / max(1, self.population - 1)

    @property
    def k(self) -> float:
        return self.fpc * self.deff

    @property
    def z(self) -> float:
        from statistics import NormalDist  # noqa: PLC0415 - importing b2bnps must stay light

        return -NormalDist().inv_cdf((1 - self.level) / 2)


def _frame(
    n: int,
    population: SupportsIndex | None,
    level: float,
    deff: float = 1.0,
    accounts: int | None = None,
) -> _Frame:
    people = None if population is None else _whole("population", population)
    if people is not None and n > people:
        message = f"population: {n} answers cannot come from {people} people."
        raise InvalidValue(message)
    if not 0 < deff < inf:
        message = f"deff: {deff} is no design effect; expected a positive number."
        raise InvalidValue(message)
    if not 0 < level < 1:
        message = f"level: {level} is no confidence level; expected more than 0, less than 1."
        raise InvalidValue(message)
    return _Frame(n, people, level, max(1.0, deff), accounts)


def _design_effect(
    values: Sequence[int], accounts: Sequence[object] | None
) -> tuple[float, int | None]:
    """Variance linearised by account over that of unrelated answers; and the number of accounts.

    At least 1: accounts never make a figure surer. Answers that are all alike count once per
    account, and so do those of a single account.
    """
    if not accounts:
        return 1.0, None if accounts is None else 0
    sample, sizes, totals = _Sample.of(Counter(values)), Counter(accounts), Counter[object]()
    for account, value in zip(accounts, values, strict=True):
        totals[account] += value
    n, m = sample.n, len(sizes)
    scatter = n * sample.squares - sample.total**2
    if m == 1 or not scatter:
        return n / m, m
    between = sum((n * totals[name] - size * sample.total) ** 2 for name, size in sizes.items())
    return max(1.0, m * between / ((m - 1) * n * scatter)), m


def _nps(
    counts: Mapping[int, int], frame: _Frame, method: str, answers: _Answers | None = None
) -> Score:
    _one_of("method", method, ("score", "adjusted_wald", "wald"))
    build = partial(Score, detractors=counts[-1], passives=counts[0], promoters=counts[1])
    return _measure(build, _NPS, _Sample.of(counts), frame, method, answers=answers)


def _share(
    names: tuple[str, str],
    answers: _Answers,
    scale: tuple[int, int],
    cut: int,
    *,
    population: int | None,
    level: float,
) -> Share:
    if not scale[0] < cut <= scale[1]:
        message = f"cut: {cut} does not split a scale from {scale[0]} to {scale[1]}."
        raise InvalidValue(message)
    hits = [int(value >= cut) for value in answers.values]
    frame = _frame(len(hits), population, level, *_design_effect(hits, answers.accounts))
    build = partial(Share, favourable=sum(hits), cut=cut)
    kind = _Kind(*names, scale)
    return _measure(build, kind, _Sample.of(Counter(hits)), frame, "wilson", answers=answers)


def _measure(
    build: Callable[..., R],
    kind: _Kind,
    sample: _Sample,
    frame: _Frame,
    method: str,
    *,
    answers: _Answers | None = None,
) -> R:
    n, people = sample.n, frame.population
    bounds = _bounds(kind, sample, people)
    interval = _interval(kind, sample, frame, method, bounds)
    return build(
        metric=kind.metric,
        definition=kind.definition,
        score=kind.factor * sample.mean if n else None,
        n=n,
        interval=interval,
        bounds=bounds,
        se=_standard_error(kind, sample, frame),
        population=people,
        response_rate=n / people if people else None,
        fpc=frame.fpc,
        accounts=frame.accounts,
        deff=frame.deff,
        n_eff=n / frame.deff,
        estimand="customers_like_these" if people is None else "this_base_now",
        scale=kind.scale,
        distribution=answers.distribution(*kind.scale) if answers else None,
        excluded=answers.excluded if answers else {},
        warnings=tuple(_warnings(kind, frame, interval, answers.values if answers else ())),
    )


def _bounds(kind: _Kind, sample: _Sample, people: int | None) -> Bounds:
    if not people:
        return Bounds(*(float(kind.factor * limit) for limit in kind.limits))
    silent = people - sample.n
    ends = ((sample.total + silent * limit) / people for limit in kind.limits)
    return Bounds(*(kind.factor * end for end in ends))


def _standard_error(kind: _Kind, sample: _Sample, frame: _Frame) -> float | None:
    if frame.census:
        return 0.0
    if sample.n <= kind.ddof:
        return None
    return kind.factor * sqrt(frame.k * sample.variance(kind.ddof) / sample.n)


def _interval(kind: _Kind, sample: _Sample, frame: _Frame, method: str, bounds: Bounds) -> Interval:
    if frame.census:
        return Interval(bounds.lower, bounds.upper, frame.level, "census")
    arms = _ARMS[method](sample, frame) if sample.n else None
    if arms is None:
        return Interval(None, None, frame.level, "none")
    if frame.population and method in _ON_LATTICE:
        arms = outward(*arms, frame.population)
    lower, upper = (kind.factor * end for end in arms)
    return Interval(max(lower, bounds.lower), min(upper, bounds.upper), frame.level, method)


def _warnings(
    kind: _Kind, frame: _Frame, interval: Interval, values: Sequence[int]
) -> Iterable[str]:
    if not frame.n:
        yield "no_answers"
        return
    if frame.population and frame.fpc and (frame.accounts or frame.deff > 1):
        yield "fpc_with_clusters_untested"
    if interval.lower is None or interval.upper is None:
        yield "no_interval"
    elif kind is _NPS and interval.upper - interval.lower > _INDICATIVE:
        yield "indicative"
    if kind is _NPS and len(values) >= _ENOUGH_TO_DOUBT and all(v in _LIKERT for v in values):
        yield "looks_like_1_to_5"
    if frame.accounts == 1 and frame.n > 1:
        yield "one_account"


# --- intervals: (sample, frame) → (lower, upper) in what one answer adds, or None ----------------


def _tango(sample: _Sample, frame: _Frame) -> tuple[float, float]:
    """Every value that a score test does not reject (Tango 1998), by bisection."""
    p, d = (sample.squares + sample.total) / 2, (sample.squares - sample.total) / 2
    z2 = frame.z**2 * frame.k
    return -_highest(p, d, sample.n, z2), _highest(d, p, sample.n, z2)


def _highest(d: float, p: float, n: int, z2: float) -> float:
    kept, rejected = (p - d) / n, 1.0
    for _ in range(60):
        trial = (kept + rejected) / 2
        b = (2 * n - p + d) * trial - d - p
        root = sqrt(max(0.0, b * b + 8 * n * d * trial * (1 - trial)))
        detracting = (root - b) / (4 * n)  # the likeliest share of detractors under the trial value
        variance = n * (2 * detracting + trial * (1 - trial))
        if (p - d - n * trial) ** 2 <= z2 * variance:
            kept = trial
        else:
            rejected = trial
    return rejected


def _wald(sample: _Sample, frame: _Frame) -> tuple[float, float]:
    half = frame.z * sqrt(frame.k * sample.variance(0) / sample.n)
    return sample.mean - half, sample.mean + half


def _adjusted_wald(sample: _Sample, frame: _Frame) -> tuple[float, float]:
    """Three more answers, spread as 1:2:1 (Rocks 2016); with N, a prediction of the silent ones.

    The population's score is the mix of what was answered (share f) and what the silent ones
    would answer, whose variance is that of the estimate plus that of their own number.
    """
    n = sample.n / frame.deff + 3
    centre = sample.total / frame.deff / n
    variance = (sample.squares / frame.deff + 1.5) / n - centre**2
    f, own = 0.0, 0.0
    if frame.population:
        f, own = sample.n / frame.population, frame.deff / (frame.population - sample.n)
    middle = f * sample.mean + (1 - f) * centre
    half = frame.z * (1 - f) * sqrt(variance * (1 / n + own))
    return middle - half, middle + half


def _wilson(sample: _Sample, frame: _Frame) -> tuple[float, float]:
    n, x, z2 = sample.n, sample.total, frame.z**2 * frame.k
    middle = (x + z2 / 2) / (n + z2)
    half = sqrt(z2 * (x * (n - x) / n + z2 / 4)) / (n + z2)
    return min(middle - half, sample.mean), max(middle + half, sample.mean)


def _mean_t(sample: _Sample, frame: _Frame) -> tuple[float, float] | None:
    df = (frame.accounts or sample.n) - 1
    if not df or not sample.variance(1):
        return None
    half = _student(df, frame) * sqrt(frame.k * sample.variance(1) / sample.n)
    return sample.mean - half, sample.mean + half


def _student(df: int, frame: _Frame) -> float:
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


_ON_LATTICE: Final = ("score", "wilson", "mean_t")
_ARMS: Final[Mapping[str, Callable[[_Sample, _Frame], tuple[float, float] | None]]] = {
    "adjusted_wald": _adjusted_wald,
    "mean_t": _mean_t,
    "score": _tango,
    "wald": _wald,
    "wilson": _wilson,
}
