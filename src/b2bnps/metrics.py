"""NPS, CSAT, CES, happiness: counts → results with honest intervals. This module does no I/O.

Every metric returns a :class:`Result`: the figure, and beside it whom it speaks for, how far it can
be trusted, what was left out and why. Nothing is rounded here, and nothing is hidden. How counts
become intervals stands in :mod:`b2bnps.intervals`; which cells count, in :mod:`b2bnps.tallies`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from math import sqrt
from typing import Any, ClassVar, Final, SupportsIndex, TypedDict, TypeVar, Unpack, cast

from attrs import AttrsInstance, asdict, evolve, field, frozen

from b2bnps import intervals
from b2bnps.definitions import (
    CES_1,
    CES_2,
    CSAT,
    ENPS,
    NPS,
    USUAL_METHODS,
    Definition,
    csat_of,
    gauge_of,
    mean_of,
    net_of,
    one_of,
    share_of,
)
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Bounds, Design, Estimate, Frame, Gauge, Interval, Sample, outward
from b2bnps.tallies import EXCLUSIONS, Tally, tally

__all__ = [
    "CES_1",
    "CES_2",
    "CSAT",
    "ENPS",
    "EXCLUSIONS",
    "NPS",
    "WARNINGS",
    "Bounds",
    "Definition",
    "Interval",
    "Mean",
    "Result",
    "Score",
    "Share",
    "as_json",
    "ces",
    "ces_net",
    "ces_top_3",
    "csat",
    "csat_mean",
    "describe",
    "from_tally",
    "happiness",
    "happiness_mean",
    "indicative",
    "mean_of",
    "measure",
    "net_of",
    "not_asked",
    "nps",
    "nps_from_counts",
    "outward",
    "share_of",
    "withheld",
]

R = TypeVar("R", bound="Result")

WARNINGS: Final[Mapping[str, str]] = {
    "account_sizes_unknown": (
        "Population and accounts were used without the size of each account; where a few large "
        "ones answered, the interval is too sure."
    ),
    "beyond_bounds": "The weights carry the score beyond what the silent ones could make of it.",
    "change_not_shown": "The interval holds zero: the answers show no change in either direction.",
    "few_effective_answers": (
        "A few heavy weights decide: the answers tell as much as fewer than five unrelated people."
    ),
    "indicative": "The interval is wider than 40 points: read the score as a hint only.",
    "looks_like_1_to_5": "Every answer lies between 1 and 5: was this asked on a scale of 0 to 10?",
    "no_answers": "Nobody has given a valid answer, so there is no score.",
    "no_interval": "One answer, or answers all alike, give no honest interval of a mean.",
    "not_asked": "Nobody was asked this question.",
    "one_account": "All answers come from one account, so they count as one answer.",
    "own_cut_points": "Cut points other than 7 and 9: not to be compared with published scores.",
    "suppressed": "Not shown, so that nobody can make out what a few people said.",
}
"""What a code in ``Result.warnings`` means, as a sentence for a person."""


@frozen(kw_only=True)
class Result:
    """One figure, and everything one must know to read it.

    Attributes:
        metric: ``nps``, ``enps``, ``csat``, ``ces``, ``happiness`` or a name of the host's own.
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
        design: ``unclustered``, ``clusters``, ``two_stage``, ``strata`` or ``given``, as in
            :class:`b2bnps.intervals.Design`.
        accounts: m, accounts with a valid answer, or None when they were not given.
        accounts_known: M, accounts of the population, or None when unknown.
        deff: design effect of accounts and weights.
        n_eff: answers of unrelated people that would tell as much, ``n / deff``.
        weighting: ``none``, ``given``, or what made the weights.
        unit: what was counted: ``respondent``, ``account``, ``account_class`` or ``revenue``.
        estimand: ``this_base_now`` (population known) or ``customers_like_these``.
        scale: lowest and highest answer on offer.
        distribution: answers at each point of the scale, lowest first; None when only classes
            were counted.
        mean: mean answer, in points of the scale and without weights; None when only classes were
            counted.
        excluded: what did not count, by reason; see :data:`EXCLUSIONS`.
        warnings: codes; see :data:`WARNINGS`.
        form: ``net``, ``share`` or ``mean``, as in :class:`Definition`.
    """

    form: ClassVar[str]

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
    design: str
    accounts: int | None
    accounts_known: int | None
    deff: float
    n_eff: float
    weighting: str
    unit: str = "respondent"
    estimand: str
    scale: tuple[int, int]
    distribution: tuple[int, ...] | None
    mean: float | None
    excluded: Mapping[str, int] = field(hash=False)
    warnings: tuple[str, ...]


@frozen(kw_only=True)
class Score(Result):
    """A net score, -100 to 100 points: share of promoters less share of detractors.

    Attributes:
        promoters, passives, detractors: answers; for the NPS 9 and 10, 7 and 8, 0 to 6.
        shares: of promoters, passives and detractors, 0 to 1, with the weights where there are
            any; None without answers. The score is the first less the last.
    """

    form = "net"

    promoters: int
    passives: int
    detractors: int
    shares: tuple[float, float, float] | None


@frozen(kw_only=True)
class Share(Result):
    """The share of favourable answers, 0 to 100 percent.

    Attributes:
        favourable: answers at or above the cut.
        cut: the lowest favourable answer.
    """

    form = "share"

    favourable: int
    cut: int


@frozen(kw_only=True)
class Mean(Result):
    """The mean answer, in points of its scale.

    Attributes:
        sd: standard deviation of the answers (divisor n - 1); None with fewer than two.
        direction: ``high_is_good`` or ``low_is_good``.
    """

    form = "mean"

    sd: float | None
    direction: str


_CES: Final = {"1.0": CES_1, "2.0": CES_2}
_UNASKED: Final = {
    "ces": CES_2,
    "csat": CSAT,
    "enps": ENPS,
    "happiness": share_of("happiness", scale=(0, 10), cut=7, name="happiness"),
    "nps": NPS,
}


class Known(TypedDict, total=False):
    """What may be known beside the scores; :func:`nps` says what each is."""

    accounts: Iterable[Hashable] | None
    account_sizes: Mapping[Any, int] | None
    weights: Iterable[float] | None
    population: int | None
    level: float


# --- verbs ---------------------------------------------------------------------------------------


def nps(
    scores: Iterable[object],
    *,
    subject: str = "company",
    scale: tuple[int, int] = (0, 10),
    cuts: tuple[int, int] = (7, 9),
    accounts: Iterable[Hashable] | None = None,
    account_sizes: Mapping[Any, int] | None = None,
    weights: Iterable[float] | None = None,
    population: int | None = None,
    level: float = 0.95,
    method: str = "score",
) -> Score:
    """Net Promoter Score of raw answers: 100 (promoters - detractors) / n, -100 to 100 points.

    An answer counts when it is an integer from 0 to 10, as a number or as text between ASCII
    blanks. Data frames and spreadsheets turn integers into floats, so 9.0 and ``"9.0"`` count as
    9. All else, ``True`` included, is left out and counted by reason in ``excluded``; NaN and
    ``"NA"`` are how data frames say missing.

    Args:
        scores: one cell per respondent.
        subject: whom or what people would recommend. Of an ``employer`` it is the eNPS; company,
            product, service, brand and the like are all the NPS.
        scale: there for others to be refused: an NPS is asked from 0 to 10.
        cuts: lowest passive and lowest promoter; others than 7 and 9 are named in ``definition``.
        accounts: the account of each cell, in the same order; an empty name is an account of its
            own. The interval then allows for people of one account agreeing.
        account_sizes: people of each account of the base, also of those without an answer. They
            add up to the population, and the interval then knows which accounts are silent.
        weights: of each cell; only their ratios matter.
        population: how many people the score speaks for, when known.
        method: ``score``, ``adjusted_wald``, ``wald``, ``exact`` or ``predictive``, as in
            :func:`nps_from_counts`.

    Raises:
        InvalidValue: more answers than people, accounts or weights that do not match the scores
            one to one, a population that is not the sum of ``account_sizes``, another scale,
            cut points that do not split it, an unknown method or an impossible level.
    """
    metric = "enps" if subject.strip().casefold() == "employer" else "nps"
    definition = NPS if metric == "nps" else ENPS
    if (*scale, *cuts) != (0, 10, 7, 9):
        definition = net_of(metric, scale=scale, passive=cuts[0], promoter=cuts[1])
    result = measure(
        definition,
        scores,
        accounts=accounts,
        account_sizes=account_sizes,
        weights=weights,
        population=population,
        level=level,
        method=method,
    )
    return cast("Score", result)


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
            0.75 answers and, with a population, predicts the silent ones; ``wald``, which is
            what the web computes: it has zero width when all answers agree, and is there for
            comparison only; ``exact``, which never covers less than it says; or ``predictive``,
            the tightest, which needs a population and predicts its silent ones (Jeffreys).

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
    n = counts[-1] + counts[0] + counts[1]
    frame = Frame.of(n, population, level, Design.given(deff))
    sample = Sample.of(NPS.gauge, counts)
    return cast("Score", _result(NPS, Tally(counts=counts), sample, frame, method))


def csat(
    scores: Iterable[object],
    *,
    scale: tuple[int, int] = (1, 5),
    top: int = 2,
    **known: Unpack[Known],
) -> Share:
    """Customer satisfaction: percent of answers in the top points of the scale, by default two.

    The interval is Wilson's (1927), stretched as that of :func:`nps`, which also says which
    answers count and what else may be known: ``accounts``, ``account_sizes``, ``weights``,
    ``population`` and ``level``.

    Raises:
        InvalidValue: as :func:`nps`; or a top that does not split the scale.
    """
    return cast("Share", measure(csat_of(scale=scale, top=top), scores, **known))


def csat_mean(
    scores: Iterable[object], *, scale: tuple[int, int] = (1, 5), **known: Unpack[Known]
) -> Mean:
    """Mean satisfaction, in points of the scale, with Student's interval.

    It can move against the share of :func:`csat`: show one of them and stay with it.
    ``known`` is as for :func:`csat`.

    Raises:
        InvalidValue: as :func:`csat`.
    """
    name = f"csat_mean_of_{scale[0]}_{scale[1]}"
    definition = mean_of("csat", scale=scale, direction="high_is_good", name=name)
    return cast("Mean", measure(definition, scores, **known))


def happiness(
    scores: Iterable[object], *, scale: tuple[int, int], cut: int, **known: Unpack[Known]
) -> Share:
    """Happiness: percent of answers at or above ``cut``, with Wilson's interval.

    There is no standard, so the scale and the cut must be said: ``scale=(0, 10), cut=7`` and
    ``scale=(1, 5), cut=4`` are common. ``known`` is as for :func:`csat`.

    Raises:
        InvalidValue: as :func:`csat`; or a cut that does not split the scale.
    """
    return cast("Share", measure(share_of("happiness", scale=scale, cut=cut), scores, **known))


def happiness_mean(
    scores: Iterable[object], *, scale: tuple[int, int], **known: Unpack[Known]
) -> Mean:
    """Mean happiness, in points of the scale; ``known`` is as for :func:`csat`.

    Raises:
        InvalidValue: as :func:`csat`.
    """
    definition = mean_of("happiness", scale=scale, direction="high_is_good")
    return cast("Mean", measure(definition, scores, **known))


def ces(
    scores: Iterable[object],
    *,
    version: str = "2.0",
    scale: tuple[int, int] | None = None,
    direction: str | None = None,
    **known: Unpack[Known],
) -> Mean:
    """Customer effort: mean answer, with Student's interval.

    Version ``2.0`` is agreement from 1 to 7 that it was easy (high is good); ``1.0`` is effort
    from 1 to 5 (low is good). With accounts, Student's t has accounts - 1 degrees of freedom.
    ``known`` is as for :func:`csat`.

    Args:
        version: of the published question.
        scale, direction: of a question of your own; ``definition`` then says what was done.

    Raises:
        InvalidValue: as :func:`csat`; or an unknown version or direction.
    """
    definition = _CES[one_of("version", version, _CES)]
    if scale is not None or direction is not None:
        own = scale or definition.scale
        definition = mean_of("ces", scale=own, direction=direction or definition.direction)
    return cast("Mean", measure(definition, scores, **known))


def ces_top_3(scores: Iterable[object], **known: Unpack[Known]) -> Share:
    """Customer effort 2.0: percent who agree that it was easy, 5 to 7 of 1 to 7.

    ``known`` is as for :func:`csat`, the interval too.

    Raises:
        InvalidValue: as :func:`csat`.
    """
    definition = share_of("ces", scale=(1, 7), cut=5, name="ces_2.0_top_3")
    return cast("Share", measure(definition, scores, **known))


def ces_net(scores: Iterable[object], **known: Unpack[Known]) -> Score:
    """Customer effort 2.0: percent of 6 and 7 less percent of 1 to 3, -100 to 100.

    It has three classes as the NPS has, and the same interval; ``known`` is as for :func:`csat`.

    Raises:
        InvalidValue: as :func:`csat`.
    """
    definition = net_of("ces", scale=(1, 7), passive=4, promoter=6, name="ces_2.0_net")
    return cast("Score", measure(definition, scores, **known))


def measure(
    definition: Definition,
    scores: Iterable[object],
    *,
    accounts: Iterable[Hashable] | None = None,
    account_sizes: Mapping[Any, int] | None = None,
    weights: Iterable[float] | None = None,
    population: int | None = None,
    level: float = 0.95,
    method: str = "",
) -> Result:
    """Figure of raw answers by any definition; :func:`nps` says what the arguments are.

    Raises:
        InvalidValue: as :func:`nps`.
    """
    counted = tally(
        scores, definition.adds, accounts=accounts, account_sizes=account_sizes, weights=weights
    )
    return from_tally(definition, counted, population=population, level=level, method=method)


def from_tally(
    definition: Definition,
    counted: Tally,
    *,
    population: int | None = None,
    level: float = 0.95,
    method: str = "",
) -> Result:
    """Figure of answers that were counted elsewhere: in a data frame's engine, in a database.

    Returns:
        A :class:`Score`, :class:`Share` or :class:`Mean`, by the form of the definition.

    Raises:
        InvalidValue: as :func:`nps`.
    """
    sample = _sample(definition.gauge, counted)
    design = intervals.design(sample, counted.clusters, counted.weights, counted.strata)
    if counted.strata is not None:
        population = _people(counted, population)
    frame = Frame.of(counted.n, population, level, design, weighted=counted.weights is not None)
    return _result(definition, counted, sample, frame, method)


def not_asked(metric: str | Definition, *, population: int | None = None) -> Result:
    """Result of a metric that nobody was asked: no score, and the reason as a warning.

    Args:
        metric: its definition, or the name of a published one.
        population: N, people who would have been asked.

    Raises:
        InvalidValue: an unknown metric.
    """
    if isinstance(metric, Definition):
        definition = metric
    else:
        definition = _UNASKED[one_of("metric", metric, _UNASKED)]
    nothing = Tally(counts=dict.fromkeys(definition.adds.values(), 0))
    empty = from_tally(definition, nothing, population=population)
    return evolve(empty, warnings=("not_asked",))


def withheld(result: R) -> R:
    """Keep what a result is about, and nothing of what it says: for readers who may not see it.

    The score, every count and the interval are gone, and the warning is ``suppressed``. Which
    results must go is for :mod:`b2bnps.analysis.small_groups` to say.
    """
    nothing = Interval(None, None, result.interval.level, "none")
    gauge = gauge_of(result.form, result.scale)
    gone: dict[str, Any] = {
        **dict.fromkeys(("score", "se", "response_rate", "distribution", "mean", "accounts")),
        **dict.fromkeys(("n", "n_eff"), 0),
        "interval": nothing,
        "bounds": Bounds(*(float(gauge.factor * end) for end in gauge.limits)),
        "deff": 1.0,
        "fpc": 1.0,
        "excluded": {},
        "warnings": ("suppressed",),
        **_GONE[result.form],
    }
    return evolve(result, **gone)


_GONE: Final[Mapping[str, Mapping[str, Any]]] = {
    "net": {"promoters": 0, "passives": 0, "detractors": 0, "shares": None},
    "share": {"favourable": 0},
    "mean": {"sd": None},
}


def indicative(interval: Interval) -> bool:
    """Tell whether the interval of a net score is wider than 40 points."""
    if interval.lower is None or interval.upper is None:
        return False
    return interval.upper - interval.lower > _INDICATIVE


def as_json(result: AttrsInstance) -> dict[str, Any]:
    """Plain dict, lists, texts and numbers of a result, under the names of its attributes."""
    return asdict(result, value_serializer=lambda _, __, value: _plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if isinstance(value, Mapping):
        return {_key(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _key(key: object) -> str:
    return " / ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def describe(code: str) -> str:
    """Say what a code in ``warnings`` or ``excluded`` means, as a sentence.

    Raises:
        InvalidValue: an unknown code.
    """
    meanings = {**WARNINGS, **EXCLUSIONS}
    return meanings[one_of("code", code, meanings)]


# --- from a tally to a result --------------------------------------------------------------------

_LIKERT, _ENOUGH_TO_DOUBT = slice(1, 6), 5  # fewer answers between 1 and 5 are no surprise
_INDICATIVE = 40  # points
_FEW = 5  # answers

_OF_A_NET: Final = ("score", "adjusted_wald", "wald", "exact", "predictive")


def _sample(gauge: Gauge, counted: Tally) -> Sample:
    if counted.weights is None or not counted.weights.total:
        return Sample.of(gauge, counted.counts)
    return Sample.weighted(gauge, counted.n, counted.weights.counts)


def _people(counted: Tally, population: int | None) -> int:
    """Population by the sizes of its accounts."""
    people = sum(stratum.people for stratum in counted.strata or ())
    if population is not None and population != people:
        message = f"population: {population} is not the sum of the account sizes, {people}."
        raise InvalidValue(message)
    return people


def _result(
    definition: Definition, counted: Tally, sample: Sample, frame: Frame, method: str
) -> Result:
    usual = USUAL_METHODS[definition.form]
    if method not in ("", usual):
        one_of("method", method, _OF_A_NET if definition.form == "net" else (usual,))
    facts = _facts(definition, counted, sample, frame, method or usual)
    if definition.form == "net":
        return _net(counted, facts)
    if definition.form == "share":
        return _share(definition, counted, facts)
    sd = sqrt(sample.variance(1)) if frame.n > 1 else None
    return Mean(**facts, sd=sd, direction=definition.direction)


def _net(counted: Tally, facts: dict[str, Any]) -> Score:
    counts, weights, shares = counted.counts, counted.weights, None
    if n := facts["n"]:
        parts, whole = (counts, n) if weights is None else (weights.counts, weights.total)
        shares = parts.get(1, 0) / whole, parts.get(0, 0) / whole, parts.get(-1, 0) / whole
    return Score(
        **facts,
        promoters=counts.get(1, 0),
        passives=counts.get(0, 0),
        detractors=counts.get(-1, 0),
        shares=shares,
    )


def _share(definition: Definition, counted: Tally, facts: dict[str, Any]) -> Share:
    cut = min(value for value, added in definition.adds.items() if added)
    return Share(**facts, favourable=counted.counts.get(1, 0), cut=cut)


def _facts(
    definition: Definition, counted: Tally, sample: Sample, frame: Frame, method: str
) -> dict[str, Any]:
    """What every result says, under the names of its attributes."""
    n, people, design = frame.n, frame.population, frame.design
    raw = None if counted.weights is None else Sample.of(sample.gauge, counted.counts)
    told = intervals.estimate(sample, frame, method, raw)
    return {
        "metric": definition.metric,
        "definition": definition.name,
        "score": sample.gauge.factor * sample.mean if n else None,
        "n": n,
        "interval": told.interval,
        "bounds": told.bounds,
        "se": told.se,
        "population": people,
        "response_rate": n / people if people else None,
        "fpc": told.fpc,
        "design": design.kind,
        "accounts": design.accounts,
        "accounts_known": design.accounts_known,
        "deff": design.deff,
        "n_eff": n / design.deff,
        "weighting": "none" if counted.weights is None else "given",
        "estimand": "customers_like_these" if people is None else "this_base_now",
        "scale": definition.scale,
        "distribution": counted.distribution,
        "mean": counted.total / n if n and counted.total is not None else None,
        "excluded": counted.excluded,
        "warnings": (*definition.warnings, *_warnings(definition, counted, frame, told)),
    }


def _warnings(
    definition: Definition, counted: Tally, frame: Frame, told: Estimate
) -> Iterator[str]:
    design, interval, limits = frame.design, told.interval, told.bounds
    if not frame.n:
        yield "no_answers"
        return
    clustered = design.kind in ("clusters", "given")
    if clustered and frame.population and told.fpc and (design.accounts or design.deff > 1):
        yield "account_sizes_unknown"
    if interval.lower is None or interval.upper is None:
        yield "no_interval"
    else:
        if definition.form == "net" and indicative(interval):
            yield "indicative"
        if interval.lower < limits.lower or interval.upper > limits.upper:
            yield "beyond_bounds"
    likert = sum((counted.distribution or ())[_LIKERT]) if definition.scale == (0, 10) else 0
    if likert == frame.n >= _ENOUGH_TO_DOUBT:
        yield "looks_like_1_to_5"
    if design.accounts == 1 < frame.n and design.kind != "strata":
        yield "one_account"
    if counted.weights is not None and frame.n / design.deff < _FEW <= frame.n:
        yield "few_effective_answers"
