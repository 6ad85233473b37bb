"""What each aspect adds to R², from correlations alone. This module does no I/O.

A correlation matrix here has one row per aspect and the score as its last row. Two ways to share
out R² among aspects that overlap stand side by side; both are never negative and sum to R²:

- *Johnson's relative weights* (Johnson 2000): rotate the aspects to the nearest set that does not
  overlap, explain the score by that, and carry what it explains back to the aspects.
- *LMG*, also called Shapley value and general dominance (Lindeman, Merenda and Gold 1980; Budescu
  1993): what R² gains when the aspect joins, averaged over all orders in which they could join.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import comb, copysign, fsum, hypot, sqrt
from operator import mul

Matrix = Sequence[Sequence[float]]

__all__ = ["Matrix", "dependence", "eigen", "explained", "lmg", "relative_weights", "unexplained"]

_ROUNDING = 1e-12  # what arithmetic on correlations may leave of nothing
_DEPENDENT = 1e-9  # an aspect with no more variance of its own is a copy of others


def relative_weights(correlations: Matrix) -> list[float]:
    """Johnson's relative weight of each aspect.

    With R the correlations of the aspects and r those with the score: Λ = √R (symmetric),
    β = Λ⁻¹ r, weight of aspect j = Σₖ Λⱼₖ² βₖ². Directions in which the aspects do not vary at all
    have no part in it, so the weights sum to R² also where R is singular.
    """
    *aspects, score = correlations
    values, vectors = eigen([row[:-1] for row in aspects])
    roots = [sqrt(value) if value > _ROUNDING else 0.0 for value in values]
    inverse = [1 / root if root else 0.0 for root in roots]
    along = [_dot(vector, score) * factor for vector, factor in zip(vectors, inverse, strict=True)]
    axes = [*zip(*vectors, strict=True)]  # a row per aspect, a column per direction
    betas = [_dot(axis, along) for axis in axes]
    loadings = [[_dot(map(mul, axis, roots), other) for other in axes] for axis in axes]
    return [
        fsum((load * beta) ** 2 for load, beta in zip(row, betas, strict=True)) for row in loadings
    ]


def lmg(correlations: Matrix) -> list[float]:
    """Gain in R² when an aspect joins, averaged over all orders; 2ᵖ subsets of p aspects.

    A subset S that lacks the aspect stands before it in |S|! (p - |S| - 1)! of the p! orders.
    """
    p = len(correlations) - 1
    table = explained(correlations)
    orders = [1 / (p * comb(p - 1, size)) for size in range(p)]
    return [
        fsum(
            orders[subset.bit_count()] * max(0.0, table[subset | aspect] - table[subset])
            for subset in range(len(table))
            if not subset & aspect
        )
        for aspect in (1 << bit for bit in reversed(range(p)))
    ]


def explained(correlations: Matrix) -> list[float]:
    """R² of the score on every subset of the aspects, 2ᵖ of them.

    The place in the list says who is in the subset: of its p bits the highest stands for the first
    aspect. Each aspect is either left out or swept out of all that remains (Gauss), and what is
    then left of the score's variance of 1 is what the subset does not explain.
    """
    if len(correlations) == 1:
        return [1 - correlations[0][0]]
    return explained([row[1:] for row in correlations[1:]]) + explained(_swept(correlations))


def dependence(correlations: Matrix) -> tuple[int, list[int]] | None:
    """First aspect that follows exactly from aspects before it, and from which; None without one.

    Only those are named that it cannot do without.
    """
    for aspect in range(len(correlations) - 1):
        basis = list(range(aspect))
        if unexplained(correlations, basis, aspect) > _DEPENDENT:
            continue
        for other in range(aspect):
            fewer = [kept for kept in basis if kept != other]
            if unexplained(correlations, fewer, aspect) <= _DEPENDENT:
                basis = fewer
        return aspect, basis
    return None


def unexplained(correlations: Matrix, basis: Sequence[int], column: int) -> float:
    """Share of a column's variance that is left once those of the basis have explained theirs."""
    chosen = [*basis, column]
    rest: Matrix = [[correlations[i][j] for j in chosen] for i in chosen]
    for _ in basis:
        rest = _swept(rest)
    return rest[0][0]


def _swept(matrix: Matrix) -> Matrix:
    """What the others vary and share once the first has explained all it can of them."""
    first, *others = matrix
    return [
        [own - row[0] / first[0] * swept for own, swept in zip(row[1:], first[1:], strict=True)]
        for row in others
    ]


def eigen(correlations: Matrix) -> tuple[list[float], list[list[float]]]:
    """Eigenvalues of a matrix of correlations, and a unit eigenvector of each.

    Jacobi's method (Golub and Van Loan 2013, 8.5): turn two axes at a time so that what they share
    becomes zero. Later turns fill it again, but less and less, until nothing is shared. The axes
    themselves stand to the right of the matrix and turn along.
    """
    p = len(correlations)
    rows = [[*row, *(float(i == j) for j in range(p))] for i, row in enumerate(correlations)]
    pairs = [*combinations(range(p), 2)]
    while any(abs(rows[i][j]) > _ROUNDING for i, j in pairs):
        for i, j in pairs:
            cosine, sine = _turn(rows[i][i], rows[j][j], rows[i][j])
            both = [*zip(rows[i], rows[j], strict=True)]
            rows[i] = [cosine * x - sine * y for x, y in both]
            rows[j] = [sine * x + cosine * y for x, y in both]
            for row in rows:
                row[i], row[j] = cosine * row[i] - sine * row[j], sine * row[i] + cosine * row[j]
    return [row[i] for i, row in enumerate(rows)], [row[p:] for row in rows]


def _turn(own: float, other: float, shared: float) -> tuple[float, float]:
    """Cosine and sine of the smaller of the angles that make the shared cell zero."""
    if not shared:
        return 1.0, 0.0
    cotangent = (other - own) / (2 * shared)
    tangent = copysign(1 / (abs(cotangent) + hypot(cotangent, 1)), cotangent)
    cosine = 1 / hypot(tangent, 1)
    return cosine, tangent * cosine


def _dot(one: Iterable[float], other: Iterable[float]) -> float:
    return float(sum(map(mul, one, other)))
