"""NPS, CSAT, CES, happiness: counts → results with honest intervals. This module does no I/O.

Every metric returns a :class:`Result`: the figure, and beside it whom it speaks for, how far it can
be trusted, what was left out and why. Nothing is rounded here, and nothing is hidden. How counts
become intervals stands in :mod:`b2bnps.intervals`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from math import sqrt
from numbers import Real
from typing import Any, Final, SupportsIndex

from attrs import AttrsInstance, Factory, asdict, evolve, frozen

from b2bnps import intervals
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Bounds, Frame, Gauge, Interval, Sample, outward

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


# --- definitions ---------------------------------------------------------------------------------


@frozen
class _Kind:
    """A metric: its names, the scale it is asked on, and how the figure is read off the answers."""

    metric: str
    definition: str
    scale: tuple[int, int]
    gauge: Gauge


_PROMOTER, _PASSIVE = 9, 7
_LIKERT, _ENOUGH_TO_DOUBT = range(1, 6), 5  # fewer answers between 1 and 5 are no surprise
_INDICATIVE = 40  # points

_PERCENT: Final = Gauge((0, 1))
_NPS: Final = _Kind("nps", "nps_0_10", (0, 10), Gauge((-1, 1)))
_CES: Final = {
    "1.0": _Kind("ces", "ces_1.0_mean", (1, 5), Gauge((1, 5), factor=1, ddof=1)),
    "2.0": _Kind("ces", "ces_2.0_mean", (1, 7), Gauge((1, 7), factor=1, ddof=1)),
}
_UNASKED: Final = {
    "ces": _CES["2.0"],
    "csat": _Kind("csat", "csat_top_2_of_1_5", (1, 5), _PERCENT),
    "happiness": _Kind("happiness", "happiness", (0, 10), _PERCENT),
    "nps": _NPS,
}


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
        method: ``score``, ``adjusted_wald`` or ``wald``, as in :func:`nps_from_counts`.

    Raises:
        InvalidValue: more answers than people, accounts that do not match the scores one to one,
            an unknown method or an impossible level.
    """
    answers = _read(scores, accounts, _NPS.scale)
    counts, frame = answers.counted(_classified, population, level)
    return _nps(counts, frame, method, answers)


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

    With a population the score interval is widened to multiples of 1/N, which is all that a true
    score can be. No interval leaves the logical bounds.

    Args:
        detractors: answers 0 to 6.
        passives: answers 7 and 8.
        promoters: answers 9 and 10.
        population: how many people the score speaks for, when known.
        deff: design effect of accounts or weights; below 1 it is taken for 1.
        method: ``score`` (Tango 1998); ``adjusted_wald`` (Rocks 2016), which adds 0.75, 1.5 and
            0.75 answers and, with a population, predicts the silent ones; or ``wald``, which is
            what the web computes: it has zero width when all answers agree, and is there for
            comparison only.

    Raises:
        InvalidValue: counts that are negative or not whole, more answers than people, an unknown
            method, an impossible level or design effect.

    >>> nps_from_counts(1, 2, 7, population=10).interval
    Interval(lower=60.0, upper=60.0, level=0.95, method='census')
    """
    counts = {
        -1: intervals.whole("detractors", detractors),
        0: intervals.whole("passives", passives),
        1: intervals.whole("promoters", promoters),
    }
    frame = Frame.of(sum(counts.values()), population, level, deff)
    return _nps(counts, frame, method, _Answers())


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
    kind = _Kind("csat", f"csat_top_2_of_{scale[0]}_{scale[1]}", scale, _PERCENT)
    return _share(kind, scale[1] - 1, _read(scores, accounts, scale), population, level)


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
    kind = _Kind("happiness", f"happiness_from_{cut}_on_{scale[0]}_{scale[1]}", scale, _PERCENT)
    return _share(kind, cut, _read(scores, accounts, scale), population, level)


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
    kind = _CES[_one_of("version", version, _CES)]
    answers = _read(scores, accounts, kind.scale)
    counts, frame = answers.counted(int, population, level)
    sd = sqrt(Sample.of(kind.gauge, counts).variance(1)) if frame.n > 1 else None
    direction = "low_is_good" if version == "1.0" else "high_is_good"
    return Mean(**_facts(kind, counts, frame, "mean_t", answers), sd=sd, direction=direction)


def not_asked(metric: str, *, population: int | None = None) -> Result:
    """Result of a metric that nobody was asked: no score, and the reason as a warning.

    Raises:
        InvalidValue: an unknown metric.
    """
    kind = _UNASKED[_one_of("metric", metric, _UNASKED)]
    result = Result(**_facts(kind, {}, Frame.of(0, population, 0.95), "none", _Answers()))
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
    frame = Frame.of(score.n, score.population, level, score.deff, score.accounts)
    return intervals.tango(Sample.of(_NPS.gauge, counts), frame) if score.n else (-1.0, 1.0)


# --- raw answers ---------------------------------------------------------------------------------

_PLAIN_NUMBER: Final = re.compile(r"(0|-?[1-9][0-9]*)(\.[0-9]+)?")


@frozen
class _Answers:
    """Valid answers, the account of each, cells left out by reason; without cells the defaults."""

    values: tuple[int, ...] = ()
    accounts: tuple[object, ...] | None = None
    excluded: Mapping[str, int] = Factory(dict)
    distribution: tuple[int, ...] | None = None

    def counted(
        self, added: Callable[[int], int], population: int | None, level: float
    ) -> tuple[Counter[int], Frame]:
        """How many answers add what, and whom they speak for."""
        values = [added(value) for value in self.values]
        effect = intervals.design_effect(values, self.accounts)
        return Counter(values), Frame.of(len(values), population, level, *effect)


def _read(
    scores: Iterable[object], accounts: Iterable[str | None] | None, scale: tuple[int, int]
) -> _Answers:
    cells = [_integer(cell, *scale) for cell in scores]
    rows = [row for row, cell in enumerate(cells) if isinstance(cell, int)]
    names = None if accounts is None else list(accounts)
    if names is not None and len(names) != len(cells):
        message = f"accounts: {len(names)} names for {len(cells)} scores."
        raise InvalidValue(message)
    counts = Counter(cells)
    return _Answers(
        values=tuple(cell for cell in cells if isinstance(cell, int)),
        accounts=None if names is None else tuple(names[row] or (row,) for row in rows),
        excluded={reason: counts[reason] for reason in EXCLUSIONS if reason in counts},
        distribution=tuple(counts[value] for value in range(scale[0], scale[1] + 1)),
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


def _one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    if value in (names := sorted(allowed)):
        return value
    message = f"{name}: {value!r} is unknown; expected one of {', '.join(names)}."
    raise InvalidValue(message)


# --- from answers to a result --------------------------------------------------------------------


def _classified(value: int) -> int:
    """What an answer adds to the Net Promoter Score: 1, 0 or -1."""
    return (value >= _PROMOTER) - (value < _PASSIVE)


def _nps(counts: Mapping[int, int], frame: Frame, method: str, answers: _Answers) -> Score:
    _one_of("method", method, ("score", "adjusted_wald", "wald"))
    facts = _facts(_NPS, counts, frame, method, answers)
    return Score(**facts, detractors=counts[-1], passives=counts[0], promoters=counts[1])


def _share(kind: _Kind, cut: int, answers: _Answers, population: int | None, level: float) -> Share:
    if not kind.scale[0] < cut <= kind.scale[1]:
        message = f"cut: {cut} does not split a scale from {kind.scale[0]} to {kind.scale[1]}."
        raise InvalidValue(message)
    counts, frame = answers.counted(lambda value: int(value >= cut), population, level)
    facts = _facts(kind, counts, frame, "wilson", answers)
    return Share(**facts, favourable=counts[1], cut=cut)


def _facts(
    kind: _Kind, counts: Mapping[int, int], frame: Frame, method: str, answers: _Answers
) -> dict[str, Any]:
    """What every result says, under the names of its attributes."""
    sample, n, people = Sample.of(kind.gauge, counts), frame.n, frame.population
    interval = intervals.interval(sample, frame, method)
    return {
        "metric": kind.metric,
        "definition": kind.definition,
        "score": kind.gauge.factor * sample.mean if n else None,
        "n": n,
        "interval": interval,
        "bounds": intervals.bounds(sample, frame),
        "se": intervals.standard_error(sample, frame),
        "population": people,
        "response_rate": n / people if people else None,
        "fpc": frame.fpc,
        "accounts": frame.accounts,
        "deff": frame.deff,
        "n_eff": n / frame.deff,
        "estimand": "customers_like_these" if people is None else "this_base_now",
        "scale": kind.scale,
        "distribution": answers.distribution,
        "excluded": answers.excluded,
        "warnings": tuple(_warnings(kind, frame, interval, answers.values)),
    }


def _warnings(
    kind: _Kind, frame: Frame, interval: Interval, values: Sequence[int]
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
