"""Gains and losses → how often chance alone moves as much. This module does no I/O."""

from collections.abc import Iterable
from math import erfc, gcd, sqrt
from typing import Final

from attrs import frozen

__all__ = ["SignTest", "sign_test"]

_LONG: Final = 2_000_000  # slots of sums; beyond, counting takes seconds
_EXACT: Final = 1000  # beyond, the normal approximation is right to about 1e-4, and far quicker


@frozen
class SignTest:
    """Does chance alone explain what people changed?

    Attributes:
        p: two-sided p-value, more than 0 to 1.
        movers: people, or accounts, that moved the total at all. The others say nothing.
        method: ``sign_flip_exact``, or ``sign_flip_normal`` for more than 1000 movers.
    """

    p: float
    movers: int
    method: str


def sign_test(changes: Iterable[int]) -> SignTest:
    """Permutation test (Fisher 1935): had nothing changed, each gain could as well be a loss.

    All combinations of signs are counted, in whole numbers. The p-value is the share of them whose
    total is at least as far from 0 as the one that was seen.

    Args:
        changes: of each person; or the sums of each account, whose people then move together.

    >>> sign_test([1, 1, 1, 2, -1]).p
    0.3125
    """
    moved = [int(change) for change in changes if change]
    step = gcd(*moved) or 1
    seen, sizes = abs(sum(moved)) // step, [abs(change) // step for change in moved]
    if len(sizes) > _EXACT or sum(sizes) * len(sizes) > _LONG:
        return SignTest(_normal(seen, sizes), len(sizes), "sign_flip_normal")
    p = min(1.0, 2 * _ways(seen, sizes) / (1 << len(sizes)))
    return SignTest(p, len(sizes), "sign_flip_exact")


def _ways(seen: int, sizes: list[int]) -> int:
    """Count the combinations of signs with a total of ``seen`` or more.

    Multiplies out the product of ``1 + x**size`` inside one long integer, a slot of bits for each
    power of x: the coefficient of ``x**gain`` counts the combinations in which that much is gained.
    """
    slot = len(sizes) + 1
    packed = 1
    for size in sizes:
        packed += packed << (size * slot)
    packed >>= (sum(sizes) + seen) // 2 * slot
    ways, full = 0, (1 << slot) - 1
    while packed:
        ways += packed & full
        packed >>= slot
    return ways


def _normal(seen: int, sizes: list[int]) -> float:
    """Normal approximation, corrected for totals that come in steps of twice the common divisor."""
    spread = sqrt(sum(size * size for size in sizes))
    return erfc(max(0, seen - gcd(*sizes)) / spread / sqrt(2))
