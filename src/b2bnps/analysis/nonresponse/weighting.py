"""Weights that make groups count by their size. This module does no I/O."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from math import fsum, inf
from types import MappingProxyType
from typing import Any, Final, TypeVar

from attrs import field, frozen

from b2bnps.analysis.nonresponse.levels import ROUNDING, Levels, people_of
from b2bnps.errors import InvalidValue

WARNINGS: Final[Mapping[str, str]] = {
    "collapsed": "Groups in which nobody answered were merged into others, which speak for them.",
    "no_answers": "Nobody has answered, so there is nothing to weight.",
    "not_converged": "No weights were found that fit all margins; the misses are listed.",
    "trimmed": "The largest weights were cut, so the weighted groups miss their true sizes.",
}
"""What a code in ``Weighting.warnings`` means, as a sentence for a person."""

V = TypeVar("V", bound=Hashable)
_NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})


@frozen(kw_only=True)
class Weighting:
    """One weight per answer, and what it cost to make them.

    Attributes:
        weights: how many people each answer stands for, in the order of the answers; they sum up
            to the population. ``metrics.nps(scores, weights=…)`` takes them.
        n_eff: answers of equal weight that would tell as much, (sum w)² / sum w² (Kish 1965).
        deff: design effect of the weights, ``n / n_eff``.
        collapsed: by variable, which levels nobody answered in and which level speaks for them.
        trimmed: answers whose weight was cut.
        off: by variable, the level that the weights miss by most, and by how many people (more
            than it has are positive); a variable that fits is not in it.
        warnings: codes; see :data:`WARNINGS`.
    """

    weights: tuple[float, ...] = field(repr=False)
    n_eff: float
    deff: float
    collapsed: Mapping[str, Mapping[Hashable, Hashable]]
    trimmed: int
    off: Mapping[str, tuple[Hashable, float]]
    warnings: tuple[str, ...]


def post_stratify(
    answered: Iterable[Hashable],
    population: Levels,
    *,
    cap: float | None = 5.0,
    collapse: Mapping[Any, Any] = _NOTHING,
) -> Weighting:
    """Weight each answer by people over answers of its cell, N_c / n_c (Holt and Smith 1979).

    Args:
        answered: the cell of each valid answer: whoever skipped the question is silent in it,
            and would take weight away from others of the cell.
        population: people in each cell, also in silent ones.
        cap, collapse: as for :func:`rake`; the variable is called ``cell``.

    Raises:
        InvalidValue: as :func:`rake`.

    >>> post_stratify(["user", "user", "boss"], {"user": 8, "boss": 2}).weights
    (4.0, 4.0, 2.0)
    """
    answers = [{"cell": cell} for cell in answered]
    return rake(answers, {"cell": population}, cap=cap, collapse={"cell": collapse})


def rake(
    answers: Sequence[Mapping[str, Hashable]],
    margins: Mapping[str, Levels],
    *,
    cap: float | None = 5.0,
    collapse: Mapping[str, Mapping[Any, Any]] = _NOTHING,
    tolerance: float = 1e-6,
    rounds: int = 500,
) -> Weighting:
    """Weight answers until each margin has its true size (Deming and Stephan 1940).

    For populations of which only the margins are known: how many people have each role, and how
    many belong to each segment, but not how many of each role in each segment.

    A level with people but without answers is merged into the one that ``collapse`` names, or else
    into the answered level with the lowest response rate, which is the most like it in silence.

    Args:
        answers: the level of each answer, by variable.
        margins: people at each level, by variable; all of them count the same people.
        cap: the largest weight, as a multiple of the mean one. Larger ones are cut and the others
            raised, so that the sum stays. None cuts nothing.
        collapse: by variable, where a level goes in case nobody answers in it.
        tolerance: how much of a level the weights may miss.
        rounds: how often all margins are fitted before it is given up, with a warning.

    Raises:
        InvalidValue: margins of different totals, a level that a margin does not know, more
            answers than people, levels merged in a circle, or a cap that is not above 1.
    """
    total = _total_of(margins)
    if cap is not None and not 1 < cap < inf:
        message = f"cap: {cap!r} times the mean is no limit; expected more than 1, or None."
        raise InvalidValue(message)
    columns = {variable: _column(answers, variable, margins[variable]) for variable in margins}
    if not answers:
        return _weighting((), {}, 0, {}, ("no_answers",))
    merged = {
        variable: _merged(variable, people, Counter(columns[variable]), collapse.get(variable, {}))
        for variable, people in margins.items()
    }
    targets = [_collapsed(margins[variable], merged[variable]) for variable in margins]
    rows = [*zip(*columns.values(), strict=True)]
    cells = Counter(rows)
    weights, fits = _fitted(cells, targets, tolerance, rounds)
    weights, trimmed = _trimmed(cells, weights, total, cap)
    found = {"collapsed": any(merged.values()), "not_converged": not fits, "trimmed": trimmed}
    return _weighting(
        tuple(weights[row] for row in rows),
        {variable: levels for variable, levels in merged.items() if levels},
        trimmed,
        dict(_misses(cells, weights, dict(zip(margins, targets, strict=True)), tolerance)),
        tuple(code for code, so in found.items() if so),
    )


def _weighting(
    weights: tuple[float, ...],
    collapsed: Mapping[str, Mapping[Hashable, Hashable]],
    trimmed: int,
    off: Mapping[str, tuple[Hashable, float]],
    warnings: tuple[str, ...],
) -> Weighting:
    n = len(weights)
    same = len(set(weights)) <= 1
    kish = n if same else min(n, fsum(weights) ** 2 / fsum(w * w for w in weights))
    return Weighting(
        weights=weights,
        n_eff=float(kish),
        deff=n / kish if n else 1.0,
        collapsed=collapsed,
        trimmed=trimmed,
        off=off,
        warnings=warnings,
    )


def _total_of(margins: Mapping[str, Levels]) -> int:
    totals = {variable: people_of(variable, levels) for variable, levels in margins.items()}
    if len(set(totals.values())) != 1:
        found = ", ".join(f"{variable!r} {total}" for variable, total in totals.items()) or "none"
        message = f"margins: counted {found} people; expected the same of every variable."
        raise InvalidValue(message)
    return next(iter(totals.values()))


def _column(
    answers: Iterable[Mapping[str, Hashable]], variable: str, people: Levels
) -> list[Hashable]:
    """The level of each answer, before any merging."""
    for number, answer in enumerate(answers, start=1):
        if variable not in answer or answer[variable] not in people:
            message = f"{variable}: that of answer {number} is not a level of its margin."
            raise InvalidValue(message)
    column = [answer[variable] for answer in answers]
    counts = Counter(column)
    for number, (level, n) in enumerate(people.items(), start=1):
        if counts[level] > n:
            message = f"{variable}: {counts[level]} answers from the {n} people of level {number}."
            raise InvalidValue(message)
    return column


def _merged(
    variable: str,
    people: Levels,
    answers: Mapping[Hashable, int],
    wishes: Mapping[Hashable, Hashable],
) -> dict[Hashable, Hashable]:
    """Which answered level speaks for each level that has people and no answers."""
    if not {*wishes, *wishes.values()} <= people.keys():
        message = f"collapse: a level of {variable!r} is unknown; expected those of its margin."
        raise InvalidValue(message)
    quietest = min(
        (level for level, n in people.items() if answers.get(level)),
        key=lambda level: (answers[level] / people[level], people[level]),
    )
    merged = {}
    for level, n in people.items():
        if n and not answers.get(level):
            merged[level] = _followed(variable, level, answers, wishes, quietest)
    return merged


def _followed(
    variable: str,
    level: Hashable,
    answers: Mapping[Hashable, int],
    wishes: Mapping[Hashable, Hashable],
    quietest: Hashable,
) -> Hashable:
    seen = set()
    while not answers.get(level):
        if level in seen:
            message = f"collapse: levels of {variable!r} go round in a circle."
            raise InvalidValue(message)
        seen.add(level)
        level = wishes.get(level, quietest)
    return level


def _collapsed(people: Levels, merged: Mapping[Hashable, Hashable]) -> dict[Hashable, int]:
    target = {level: n for level, n in people.items() if n and level not in merged}
    for level, into in merged.items():
        target[into] += people[level]
    return target


_Row = tuple[Hashable, ...]


def _fitted(
    cells: Mapping[_Row, int],
    targets: Sequence[Mapping[Hashable, int]],
    tolerance: float,
    rounds: int,
) -> tuple[dict[_Row, float], bool]:
    """Iterative proportional fitting; the sums are exact, so the order of answers is no matter."""
    weights = dict.fromkeys(cells, 1.0)
    for _ in range(rounds):
        for axis, target in enumerate(targets):
            sums = _margin(cells, weights, axis)
            weights = {row: w * target[row[axis]] / sums[row[axis]] for row, w in weights.items()}
        named = dict(enumerate(targets))
        if not any(_misses(cells, weights, named, tolerance)):
            return weights, True
    return weights, False


def _margin(
    cells: Mapping[_Row, int], weights: Mapping[_Row, float], axis: int
) -> dict[Hashable, float]:
    parts: dict[Hashable, list[float]] = {}
    for row, n in cells.items():
        parts.setdefault(row[axis], []).append(n * weights[row])
    return {level: fsum(part) for level, part in parts.items()}


def _misses(
    cells: Mapping[_Row, int],
    weights: Mapping[_Row, float],
    targets: Mapping[V, Mapping[Hashable, int]],
    tolerance: float,
) -> Iterator[tuple[V, tuple[Hashable, float]]]:
    for axis, (variable, target) in enumerate(targets.items()):
        sums = _margin(cells, weights, axis)
        off = {level: sums[level] - people for level, people in target.items()}
        if any(abs(miss) > tolerance * target[level] for level, miss in off.items()):
            yield variable, max(off.items(), key=lambda item: abs(item[1]))


def _trimmed(
    cells: Mapping[_Row, int], weights: dict[_Row, float], total: int, cap: float | None
) -> tuple[dict[_Row, float], int]:
    """Cut weights to the cap and raise the others, until none is above it."""
    limit = inf if cap is None else cap * total / sum(cells.values())
    cut: set[_Row] = set()
    while over := {row for row, w in weights.items() if w > limit * (1 + ROUNDING)} - cut:
        cut |= over
        left = total - limit * sum(cells[row] for row in cut)
        rest = fsum(cells[row] * w for row, w in weights.items() if row not in cut)
        weights = {row: limit if row in cut else w * left / rest for row, w in weights.items()}
    return weights, sum(cells[row] for row in cut)
