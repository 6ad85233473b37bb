"""Two waves in which some people answered both times → the change. This module does no I/O."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from math import sqrt
from typing import Any

from b2bnps.analysis.change.independent import Change, compare
from b2bnps.analysis.change.people import Cells, People, Wave
from b2bnps.definitions import NPS, Definition
from b2bnps.errors import InvalidValue

__all__ = ["overlapping"]

Base = tuple[int, int, int]


def overlapping(
    before: Cells,
    after: Cells,
    *,
    accounts: Mapping[Any, Hashable] | None = None,
    populations: Base | None = None,
    definition: Definition = NPS,
    level: float = 0.95,
) -> Change:
    """Change from one wave to the next, where it is known who answered both times.

    MOVER with correlated estimates (Zou 2007): people who answer twice mostly stay as they are,
    which makes the difference surer than either score. With ``e`` what an answer adds beyond its
    own wave's mean, the correlation is::

        r = sum(e1 * e2) / sqrt((sum(e1²) + 1.5 h²) * (sum(e2²) + 1.5 h²))

    with the people of both waves above the line, all of a wave in each sum below it, and h half
    the scale (1 for a net score). The 1.5 h² are the squares of the three answers of an adjusted
    Wald interval (Rocks 2016); they keep a few people who agree by chance from promising too much.
    With accounts, e is summed by account first. With populations N, r stands for the people
    themselves and is then multiplied by what random samples of a finite base leave of it (Tam
    1984), 0 where the overlap is what chance makes of it::

        (n12 / (n1 n2) - N12 / (N1 N2)) / sqrt((1 / n1 - 1 / N1) * (1 / n2 - 1 / N2))

    Args:
        before, after: one cell for each person, under the same keys.
        accounts: the account of each person.
        populations: people of the base before, after, and at both times.

    Raises:
        InvalidValue: as :func:`b2bnps.analysis.change.difference`; or more answers than people.
    """
    people = People.of(before, after, definition, accounts)
    sizes = (None, None, None) if populations is None else populations
    if populations is not None and not len(people.twice) <= populations[2] <= min(populations):
        message = (
            f"populations: {len(people.twice)} people answered both times; expected at least as "
            "many in the base both times, and no more than it had at each."
        )
        raise InvalidValue(message)
    return compare(
        people.score(people.before, people.before.adds, population=sizes[0], level=level),
        people.score(people.after, people.after.adds, population=sizes[1], level=level),
        level,
        name="difference_overlapping",
        both=len(people.twice),
        correlation=_correlation(people, populations),
        warnings=("overlap_fpc_untested",) if populations and people.twice else (),
    )


def _correlation(people: People, populations: Base | None) -> float:
    first, second = _beyond(people, people.before), _beyond(people, people.after)
    shared = sum(moved * second[key] for key, moved in first.items() if key in second)
    low, high = people.definition.gauge.limits
    smooth = 1.5 * ((high - low) / 2) ** 2
    own = [smooth + sum(moved * moved for moved in side.values()) for side in (first, second)]
    r = max(-1.0, min(1.0, shared / sqrt(own[0] * own[1])))
    return r if populations is None else _finite(r, people, populations)


def _beyond(people: People, wave: Wave) -> Mapping[Hashable, float]:
    """What each account, or person, adds beyond the mean of its wave."""
    beyond: defaultdict[Hashable, float] = defaultdict(float)
    mean = sum(wave.adds.values()) / max(1, len(wave.adds))
    for person, added in wave.adds.items():
        beyond[people.account(person)] += added - mean
    return beyond


def _finite(r: float, people: People, populations: Base) -> float:
    """What samples of a finite base leave of the correlation of its people."""
    (n_1, n_2, n_12), (all_1, all_2, all_12) = people.counts, populations
    if not n_12 or n_1 == all_1 or n_2 == all_2:  # unknown, or one side is certain
        return 0.0
    between = max(-1.0, min(1.0, r * sqrt(n_1 * n_2) / n_12))
    chance = n_12 / (n_1 * n_2) - all_12 / (all_1 * all_2)
    found = between * chance / sqrt((1 / n_1 - 1 / all_1) * (1 / n_2 - 1 / all_2))
    return max(-1.0, min(1.0, found))  # a panel overlaps by more than chance
