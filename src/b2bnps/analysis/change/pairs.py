"""The same people asked twice → who changed their mind, and how sure that is. No I/O here."""

from collections import Counter
from collections.abc import Hashable, Mapping
from math import sqrt
from typing import Any, Final, cast

from attrs import frozen

from b2bnps.analysis.change.independent import shown
from b2bnps.analysis.change.people import Cells, People
from b2bnps.analysis.change.signflip import SignTest, sign_test
from b2bnps.definitions import NPS, Definition
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Bounds, Frame, Gauge, Interval, Sample, bounds, design, outward
from b2bnps.metrics import Score
from b2bnps.tallies import Clusters

__all__ = ["Paired", "paired"]

_CLASSES: Final = {-1: "detractor", 0: "passive", 1: "promoter"}
_CHANGES: Final = Gauge((-2, 2))
_FEW: Final = 10  # accounts


@frozen(kw_only=True)
class Paired:
    """What the same people said before and after, in points (-200 to 200).

    Attributes:
        metric: as asked.
        definition: that of the metric, and ``_change_paired``.
        change: mean change of those who answered both times, unrounded; None without any.
        interval: what sampling alone leaves open; method ``paired``, ``census`` when everybody
            answered both times, or ``none``.
        bounds: what those who did not answer both times could do at most.
        n: people with a valid answer both times.
        before, after: the scores of exactly these people; the change is their difference.
        transitions: how many went from each class (outer key) to each class (inner key).
        rose, stayed, fell: people who went to a better class, remained in theirs, or fell.
        test: permutation test of "nothing has changed"; by account where accounts are known.
        only_before, only_after: people with a valid answer at one time alone; they do not count.
        excluded_before, excluded_after: cells that did not count, by reason.
        accounts: accounts with a pair, or None when they were not given.
        deff: design effect of the accounts on the change, 1 or more.
        population: people of the base both times, or None when unknown.
        warnings: codes; see :data:`b2bnps.analysis.change.WARNINGS`.
    """

    metric: str
    definition: str
    change: float | None
    interval: Interval
    bounds: Bounds
    n: int
    before: Score
    after: Score
    transitions: Mapping[str, Mapping[str, int]]
    rose: int
    stayed: int
    fell: int
    test: SignTest
    only_before: int
    only_after: int
    excluded_before: Mapping[str, int]
    excluded_after: Mapping[str, int]
    accounts: int | None
    deff: float
    population: int | None
    warnings: tuple[str, ...]


def paired(
    before: Cells,
    after: Cells,
    *,
    accounts: Mapping[Any, Hashable] | None = None,
    population: int | None = None,
    definition: Definition = NPS,
    level: float = 0.95,
) -> Paired:
    """Change of those who answered both times.

    With ``c`` what each adds after less what it added before, -2 to 2, the interval is that of a
    mean of n + 3 changes, one of them at each of -1, 0 and 1::

        sum(c) / (n + 3)  -+  z * sqrt(variance / (n + 3))

    (a trinomial's form of Agresti and Min 2005). It is cut to what is possible, and always holds
    the change itself, to which nothing is added. Accounts divide the sums and n by the design
    effect of c before the three are added. With a population of N the three weigh ``1 - n/N``,
    the variance shrinks by ``(N - n) / (N - 1)``, and the ends are widened to multiples of 1/N.

    Args:
        before, after: one cell for each person, under the same keys. Which cells count is as in
            :func:`b2bnps.metrics.nps`.
        accounts: the account of each person; without one a person is an account of their own.
        population: people who belonged to the base both times.
        definition: of a net score.

    Raises:
        InvalidValue: a definition of another form, more pairs than people, an impossible level.
    """
    if definition.form != "net":
        message = f"definition: {definition.name} has no classes; expected that of a net score."
        raise InvalidValue(message)
    people = People.of(before, after, definition, accounts)
    sample, sums = _sums(people)
    frame = Frame.of(sample.n, population, level, design(sample, sums))
    known = {"population": population, "level": level}
    return Paired(
        metric=definition.metric,
        definition=f"{definition.name}_change_paired",
        before=cast("Score", people.score(people.before, people.twice, **known)),
        after=cast("Score", people.score(people.after, people.twice, **known)),
        test=sign_test(people.changes if sums is None else _totals(people).values()),
        **_estimate(sample, frame),
        **_moves(people),
        **_left_out(people),
    )


def _totals(people: People) -> Mapping[Hashable, int]:
    """Sum of the changes of each account."""
    totals = Counter[Hashable]()
    for person, change in zip(people.twice, people.changes, strict=True):
        totals[people.account(person)] += change
    return totals


def _sums(people: People) -> tuple[Sample, Clusters | None]:
    sample = Sample.of(_CHANGES, Counter(people.changes))
    if people.accounts is None:
        return sample, None
    sizes, totals = Counter(map(people.account, people.twice)), _totals(people)
    return sample, Clusters.of((size, totals[account]) for account, size in sizes.items())


def _estimate(sample: Sample, frame: Frame) -> dict[str, Any]:
    limits = bounds(sample, frame)
    change = 100 * sample.mean if sample.n else None
    interval = _interval(sample, frame, limits)
    return {
        "change": change,
        "interval": interval,
        "bounds": limits,
        "n": sample.n,
        "accounts": frame.design.accounts,
        "deff": frame.design.deff,
        "population": frame.population,
        "warnings": (*_warnings(sample, frame), *shown(change, interval)),
    }


def _interval(sample: Sample, frame: Frame, limits: Bounds) -> Interval:
    if not sample.n:
        return Interval(None, None, frame.level, "none")
    change = 100 * sample.mean
    if frame.census:
        return Interval(change, change, frame.level, "census")
    lower, upper = _arms(sample, frame)
    if frame.population:
        lower, upper = outward(lower, upper, frame.population)
    return Interval(
        min(change, max(100 * lower, limits.lower)),
        max(change, min(100 * upper, limits.upper)),
        frame.level,
        "paired",
    )


def _arms(sample: Sample, frame: Frame) -> tuple[float, float]:
    deff, silent = frame.design.deff, 1 - sample.n / (frame.population or float("inf"))
    n = sample.n / deff + 3 * silent
    centre = sample.total / deff / n
    variance = (sample.squares / deff + 2 * silent) / n - centre**2
    half = frame.z * sqrt(frame.fpc * variance / n)
    return centre - half, centre + half


def _warnings(sample: Sample, frame: Frame) -> tuple[str, ...]:
    found = []
    if sample.n and frame.population and not frame.census:
        found.append("paired_fpc_untested")
    if frame.design.accounts is not None and 0 < frame.design.accounts < _FEW:
        found.append("few_accounts")
    return tuple(found)


def _moves(people: People) -> dict[str, Any]:
    before, after = people.before.adds, people.after.adds
    moves = Counter((before[person], after[person]) for person in people.twice)
    return {
        "transitions": {
            name: {other: moves[one, two] for two, other in _CLASSES.items()}
            for one, name in _CLASSES.items()
        },
        "rose": sum(count for (one, two), count in moves.items() if one < two),
        "stayed": sum(count for (one, two), count in moves.items() if one == two),
        "fell": sum(count for (one, two), count in moves.items() if one > two),
    }


def _left_out(people: People) -> dict[str, Any]:
    return {
        "only_before": len(people.before.adds) - len(people.twice),
        "only_after": len(people.after.adds) - len(people.twice),
        "excluded_before": people.before.excluded,
        "excluded_after": people.after.excluded,
    }
