"""A change → change of mind, joiners, leavers and mix of accounts. This module does no I/O."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from math import floor
from typing import Any, Final

from attrs import frozen

from b2bnps.analysis.change.people import Cells, People, Wave
from b2bnps.definitions import NPS, Definition

__all__ = ["Split", "parts", "split"]

_GRID: Final = 1 << 40
_NOTHING: Final = dict.fromkeys(("change", "same_people", "joiners", "leavers", "account_mix"))


@frozen(kw_only=True)
class Split:
    """Where a change comes from, in the unit of the metric; the parts add up to the change.

    They do so to the last bit, in any order: each is rounded to a multiple of 2**-40, which is
    less than a millionth of a millionth of a point, and the rounding adds up too.

    Attributes:
        metric, definition: as in the results that are compared.
        change: score after less score before; None when one side has no answers.
        same_people: what those who answered both times changed their mind by. It is the change of
            :func:`b2bnps.analysis.change.paired`; None when nobody did.
        joiners: what those who answered only the second time bring, against who stayed.
        leavers: what those who answered only the first time take away, against who stayed.
        account_mix: what accounts do by gaining or losing weight among the answers; None when
            accounts are unknown.
        stayed, joined, left: how many people these are.
        accounts_joined, accounts_left: accounts with answers at one time only; None when unknown.
        warnings: codes; see :data:`b2bnps.analysis.change.WARNINGS`.
    """

    metric: str
    definition: str
    change: float | None
    same_people: float | None
    joiners: float | None
    leavers: float | None
    account_mix: float | None
    stayed: int
    joined: int
    left: int
    accounts_joined: int | None
    accounts_left: int | None
    warnings: tuple[str, ...]


def split(
    before: Cells,
    after: Cells,
    *,
    accounts: Mapping[Any, Hashable] | None = None,
    definition: Definition = NPS,
) -> Split:
    """Split a change of score into opinions that changed and people who changed.

    With S1 and S2 the scores, before and after, of those who answered both times, every answer y
    of a joiner is set against S2, in two steps by way of a reference r::

        joiners      sum(y - r) / n2       account mix      sum(r - S2) / n2

    r is the score, after, of the joiner's colleagues who answered both times; y itself where the
    account did not answer before at all, so that all of it is mix; and S2 where there is nobody to
    compare with (no colleague stayed, or the account is unknown). Leavers likewise against S1,
    divided by n1, and subtracted. Then, exactly::

        change = (S2 - S1) + joiners + leavers + account mix

    Args:
        before, after: one cell for each person, under the same keys.
        accounts: the account of each person.

    >>> before = {"ann": 0, "bob": 10, "cem": 0, "dee": 10}
    >>> after = {"ann": 8, "bob": 10, "eva": 10, "fay": 3}
    >>> accounts = {"ann": "A", "bob": "B", "cem": "A", "dee": "D", "eva": "A", "fay": "F"}
    >>> found = split(before, after, accounts=accounts)
    >>> found.same_people, found.joiners, found.leavers, found.account_mix
    (50.0, 25.0, 0.0, -50.0)
    >>> found.change
    25.0
    """
    people = People.of(before, after, definition, accounts)
    exact = _parts(people)
    first, second = (set(map(people.home, wave.adds)) for wave in (people.before, people.after))
    both = first & second | {None}
    return Split(
        metric=definition.metric,
        definition=definition.name,
        **_NOTHING | _on_grid(exact or _whole(people)),
        stayed=len(people.twice),
        joined=len(people.after.adds) - len(people.twice),
        left=len(people.before.adds) - len(people.twice),
        accounts_joined=None if accounts is None else len(second - both),
        accounts_left=None if accounts is None else len(first - both),
        warnings=_warnings(people),
    )


def parts(
    before: Cells,
    after: Cells,
    *,
    accounts: Mapping[Any, Hashable] | None = None,
    definition: Definition = NPS,
) -> Mapping[str, Fraction]:
    """Split as :func:`split`, into fractions that nothing was rounded in.

    Returns:
        The parts by name, without ``account_mix`` where accounts are unknown; empty when nobody
        answered both times.

    >>> parts({"ann": 0, "bob": 10}, {"ann": 9, "bob": 10, "eva": 8})
    {'same_people': Fraction(100, 1), 'joiners': Fraction(-100, 3), 'leavers': Fraction(0, 1)}
    """
    return _parts(People.of(before, after, definition, accounts))


def _parts(people: People) -> dict[str, Fraction]:
    if not people.twice:
        return {}
    joiners, came = _others(people, people.after, people.before)
    leavers, went = _others(people, people.before, people.after)
    found = {
        "same_people": Fraction(sum(people.changes), len(people.twice)),
        "joiners": joiners,
        "leavers": -leavers,
    }
    if people.accounts is not None:
        found["account_mix"] = came - went
    return {name: people.definition.gauge.factor * part for name, part in found.items()}


def _others(people: People, wave: Wave, other: Wave) -> tuple[Fraction, Fraction]:
    """What people of this wave alone move it by: against colleagues, and by their accounts."""
    stayed = _sums(people, wave, people.twice)
    everybody = Fraction(sum(total for _, total in stayed.values()), len(people.twice))
    elsewhere = set(map(people.home, other.adds))
    own = mix = Fraction(0)
    for account, (n, total) in _sums(people, wave, wave.adds.keys() - other.adds.keys()).items():
        reference = n * everybody
        if account is not None and account not in elsewhere:
            reference = Fraction(total)
        elif account is not None and account in stayed:
            reference = n * Fraction(stayed[account][1], stayed[account][0])
        own, mix = own + total - reference, mix + reference - n * everybody
    return own / len(wave.adds), mix / len(wave.adds)


def _sums(people: People, wave: Wave, chosen: Iterable[Any]) -> Mapping[Hashable, tuple[int, int]]:
    """How many of those chosen each account has, and what they add."""
    sizes, totals = Counter[Hashable](), Counter[Hashable]()
    for person in chosen:
        sizes[people.home(person)] += 1
        totals[people.home(person)] += wave.adds[person]
    return {account: (size, totals[account]) for account, size in sizes.items()}


def _whole(people: People) -> dict[str, Fraction]:
    """The change as one part, where nobody is there to split it by."""
    first, second = people.before.adds, people.after.adds
    if not first or not second:
        return {}
    gain = Fraction(sum(second.values()), len(second)) - Fraction(sum(first.values()), len(first))
    return {"change": people.definition.gauge.factor * gain}


def _on_grid(exact: Mapping[str, Fraction]) -> dict[str, float]:
    """Round the parts so that they add up; those that lose most by rounding down are raised."""
    if not exact:
        return {}
    fine = {name: part * _GRID for name, part in exact.items()}
    whole = round(sum(fine.values()))
    steps = {name: floor(part) for name, part in fine.items()}
    losses = sorted(fine, key=lambda name: steps[name] - fine[name])
    for name in losses[: whole - sum(steps.values())]:
        steps[name] += 1
    return {"change": whole / _GRID} | {name: step / _GRID for name, step in steps.items()}


def _warnings(people: People) -> tuple[str, ...]:
    if not people.before.adds or not people.after.adds:
        return ("no_answers",)
    return () if people.twice else ("nobody_twice",)
