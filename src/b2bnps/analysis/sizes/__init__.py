"""How many answers it takes, and what so many can show. These modules do no I/O.

Plans rest on the normal approximation: good enough to decide whom to ask, not to judge answers.
They are for net scores, in points; a share p is planned alike, with the spread ``p (1 - p)``.
"""

from math import ceil, sqrt
from typing import Final

from b2bnps.analysis.sizes.values import SPREAD, WARNINGS, Needed, Planned, Seen
from b2bnps.definitions import one_of
from b2bnps.errors import InvalidValue
from b2bnps.intervals import Frame, quantile, whole

__all__ = [
    "SPREAD",
    "WARNINGS",
    "Needed",
    "Planned",
    "Seen",
    "answers_for_change",
    "answers_for_margin",
    "answers_from",
    "detectable_change",
    "margin",
    "spread_of",
    "visible",
]

_MOST: Final = 1e6  # the root of a million million answers
_ROUGH: Final = 10  # answers
_WIDEST: Final = 200  # points: from nothing but detractors to nothing but promoters
_NOISE: Final = 1e-9


def spread_of(promoters: float, detractors: float) -> float:
    """Variance of an answer, from the percentages of promoters and detractors.

    Raises:
        InvalidValue: percentages that are negative, add up to more than 100, or leave no spread.

    >>> round(spread_of(50, 20), 2)
    0.61
    """
    if min(promoters, detractors) < 0 or not 0 < promoters + detractors <= 100:  # noqa: PLR2004
        message = (
            f"promoters: {promoters} % and {detractors} % detractors are no shares of the answers; "
            "expected 0 or more, and 100 together at most."
        )
        raise InvalidValue(message)
    p, d = promoters / 100, detractors / 100
    spread = p + d - (p - d) ** 2
    if spread <= 0:
        message = "promoters: answers that are all alike cannot be planned with; expected others."
        raise InvalidValue(message)
    return spread


def margin(wave: Planned, *, level: float = 0.95) -> Seen:
    """Half the width of a wave's interval: ``z * sqrt(k * spread / n)``, in points.

    Raises:
        InvalidValue: an impossible level.

    >>> round(margin(Planned(answers=30, population=50)).points)
    18
    """
    return _seen("margin", 100 * _z(level) * sqrt(wave.squares), (wave,), level)


def detectable_change(
    before: Planned, after: Planned | None = None, *, level: float = 0.95, power: float = 0.8
) -> Seen:
    """Smallest change that two waves would show, in points.

    ``(z(level) + z(power)) * sqrt(k1 spread1 / n1 + k2 spread2 / n2)`` for independent samples
    (Cohen 1988, chapter 6, for the normal curve). The same people asked twice show smaller ones.

    Args:
        before, after: both waves; one like the first, where the second is left out.
        power: probability of finding a change of that size, more than 0.5.

    Raises:
        InvalidValue: an impossible level or power.

    >>> round(detectable_change(Planned(answers=30, population=50)).points)
    36
    """
    waves = before, after or before
    points = 100 * visible(sum(wave.squares for wave in waves), level, power)
    return _seen("change", points, waves, level, power)


def _seen(
    kind: str, points: float, waves: tuple[Planned, ...], level: float, power: float | None = None
) -> Seen:
    return Seen(
        kind=kind,
        points=points,
        level=level,
        power=power,
        waves=waves,
        warnings=_about(waves, points),
    )


def visible(squares: float, level: float = 0.95, power: float = 0.8) -> float:
    """Smallest difference to be found, given the variance of the difference.

    Raises:
        InvalidValue: an impossible level or power.
    """
    return (_z(level) + _z_of_power(power)) * sqrt(squares)


def answers_for_margin(
    points: float,
    *,
    population: int | None = None,
    spread: float = SPREAD,
    deff: float = 1.0,
    estimand: str = "this_base_now",
    level: float = 0.95,
) -> Needed:
    """Answers that make the interval of a wave at most ``score -+ points``.

    ``n0 = deff * spread * (z / margin)²`` of endlessly many, and ``n0 / (1 + (n0 - 1) / N)`` of N
    people (Cochran 1977, chapter 4), which is never more than there are.

    Args:
        points: the margin.
        population: how many people there are, when known.
        spread, deff: as in :class:`Planned`.
        estimand: ``this_base_now``, or ``customers_like_these``: the score shall speak for others
            too, so that these N people can be too few even if all of them answer.

    Raises:
        InvalidValue: an impossible value.
    """
    planned = Planned(answers=1, spread=spread, deff=deff)
    root = sqrt(planned.squares) * (_z(level) / _part(points))
    return _needed("margin", points, root, population, estimand, level)


def answers_for_change(
    points: float,
    *,
    population: int | None = None,
    spread: float = SPREAD,
    deff: float = 1.0,
    estimand: str = "this_base_now",
    level: float = 0.95,
    power: float = 0.8,
) -> Needed:
    """Answers that each of two waves needs to show a change of so many points.

    The arguments are those of :func:`answers_for_margin`, and ``power`` that of
    :func:`detectable_change`, of which this is the inverse.

    Raises:
        InvalidValue: an impossible value.
    """
    planned = Planned(answers=1, spread=spread, deff=deff)
    root = visible(2 * planned.squares, level, power) / _part(points)
    return _needed("change", points, root, population, estimand, level, power)


def _needed(
    kind: str,
    points: float,
    root: float,
    population: int | None,
    estimand: str,
    level: float,
    power: float | None = None,
) -> Needed:
    """Say how many answers it takes, given the root of their number among endlessly many."""
    answers, warnings = answers_from(_finite(points, root), population, estimand)
    return Needed(
        kind=kind,
        points=points,
        answers=answers,
        population=population,
        estimand=estimand,
        level=level,
        power=power,
        warnings=warnings,
    )


def _finite(points: float, root: float) -> float:
    """Square of the root of a number of answers that can be counted.

    Raises:
        InvalidValue: the points are too few to be told apart by any number of answers.
    """
    if root > _MOST:
        message = f"points: {points} can be told by no number of answers; expected more."
        raise InvalidValue(message)
    return root * root


def answers_from(
    endless: float, population: int | None = None, estimand: str = "this_base_now"
) -> tuple[int | None, tuple[str, ...]]:
    """Answers that do among N people what ``endless`` of them do among endlessly many.

    Returns:
        The answers, None when there are not that many people; and codes of :data:`WARNINGS`.

    Raises:
        InvalidValue: nobody to ask, or an unknown estimand.
    """
    one_of("estimand", estimand, ("this_base_now", "customers_like_these"))
    endless = min(endless, _MOST**2)
    if population is None:
        return _rough(ceil(endless - _NOISE))
    if whole("population", population) < 1:
        message = "population: there is nobody to ask; expected 1 or more."
        raise InvalidValue(message)
    if estimand == "customers_like_these":
        if endless > population:
            return None, ("beyond_population",)
        return _rough(ceil(endless - _NOISE))
    answers = min(population, max(1, ceil(endless / (1 + (endless - 1) / population) - _NOISE)))
    return _rough(answers) if answers < population else (answers, ("everybody",))


def _part(points: float) -> float:
    if not 0 < points <= _WIDEST:
        message = f"points: {points} is no difference of scores; expected more than 0, at most 200."
        raise InvalidValue(message)
    return points / 100


def _rough(answers: int) -> tuple[int, tuple[str, ...]]:
    return max(1, answers), ("rough",) if answers < _ROUGH else ()


def _about(waves: tuple[Planned, ...], points: float) -> tuple[str, ...]:
    if all(wave.squares == 0 for wave in waves):
        return ("census",)
    found = ["nothing_visible"] if points > _WIDEST else []
    if min(wave.answers for wave in waves) < _ROUGH:
        found.append("rough")
    return tuple(found)


def _z(level: float) -> float:
    return Frame.of(0, None, level).z


def _z_of_power(power: float) -> float:
    if not 0.5 < power < 1:  # noqa: PLR2004 - with half, chance does as well
        message = f"power: {power} is no power; expected more than 0.5, less than 1."
        raise InvalidValue(message)
    return quantile(2 * power - 1)
