"""How often a 95 % interval holds the score, by enumerating every sample; nothing is drawn.

uv run python benchmarks/coverage.py          the default beside adjusted Wald and Wald
uv run python benchmarks/coverage.py --all    every n, and exact and predictive up to 20 people

The mixes are those of business customers: a score of -20 to +80, 10 to 60 % passives, and at least
one detractor. With a population they are all such populations of 10, 20 and 50 people (24, 91 and
542 of them), n is 2 to N, and answers are drawn without replacement. Without one they are all such
mixes in twentieths (91), and n is 3, 5, 10, 20 and 30.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import compress
from math import comb, factorial
from operator import mul

from attrs import frozen

from b2bnps.metrics import nps_from_counts

PEOPLE = (10, 20, 50)
ANSWERS = (3, 5, 10, 20, 30)  # without a population
TWENTIETHS = 20
USUAL = ("score", "adjusted_wald", "wald")
COSTLY, FEW = ("exact", "predictive"), 20
NAMES = ("score", "adj Wald", "Wald", "exact", "predict")
NOISE = 1e-9

Mix = tuple[int, int, int]


@frozen
class Cover:
    """Coverage on average and in the worst mix, and the width that is to be expected."""

    mean: float
    worst: float
    width: float


def mixes(parts: int) -> list[Mix]:
    """Detractors, passives and promoters of every business-like mix of so many parts."""
    return [
        (d, parts - d - p, p)
        for d in range(1, parts + 1)
        for p in range(parts - d + 1)
        if -0.2 * parts <= p - d <= 0.8 * parts and 0.1 * parts <= parts - d - p <= 0.6 * parts
    ]


def samples(n: int) -> list[Mix]:
    """Every way in which n people can answer."""
    return [(d, n - d - p, p) for d in range(n + 1) for p in range(n - d + 1)]


def covers(n: int, population: int | None, methods: Sequence[str]) -> dict[str, Cover]:
    """Enumerate all samples of all mixes; with a population the sums are exact integers."""
    parts = population or TWENTIETHS
    sizes = range(parts + 1)
    if population:
        whole: float = comb(parts, n)
        ways: list[list[float]] = [[comb(size, x) for x in range(n + 1)] for size in sizes]
    else:
        whole = parts**n / factorial(n)
        ways = [[size**x / factorial(x) for x in range(n + 1)] for size in sizes]
    found = [[*chances(mix, n, ways)] for mix in mixes(parts)]
    return {method: cover(found, whole, ends(n, population, method), parts) for method in methods}


def chances(mix: Mix, n: int, ways: Sequence[Sequence[float]]) -> Iterator[float]:
    """In how many ways each sample comes from a mix."""
    detractors, passives, promoters = (ways[size] for size in mix)
    for d in range(n + 1):
        left = n - d
        yield from map(mul, promoters[: left + 1], map(detractors[d].__mul__, passives[left::-1]))


def ends(n: int, population: int | None, method: str) -> list[tuple[float, float]]:
    """Interval of each sample, in -1 to 1."""
    found = [
        nps_from_counts(*sample, population=population, method=method).interval
        for sample in samples(n)
    ]
    return [((each.lower or 0) / 100, (each.upper or 0) / 100) for each in found]


def cover(
    found: Sequence[Sequence[float]], whole: float, arms: Sequence[tuple[float, float]], parts: int
) -> Cover:
    """Add up the chances of the samples whose interval holds the score of their mix."""
    widths = [100 * (upper - lower) for lower, upper in arms]
    holding: dict[int, list[bool]] = {}
    covered: list[float] = []
    for mix, ways in zip(mixes(parts), found, strict=True):
        net = mix[2] - mix[0]
        if net not in holding:
            truth = net / parts
            holding[net] = [lower - NOISE <= truth <= upper + NOISE for lower, upper in arms]
        covered.append(sum(compress(ways, holding[net])) / whole)
    width = sum(sum(map(mul, ways, widths)) for ways in found) / whole / len(found)
    return Cover(sum(covered) / len(covered), min(covered), width)


def line(n: object, found: Sequence[Cover]) -> str:
    """Three groups of columns: mean, worst mix, width."""
    mean = " ".join(f"{each.mean:8.3f}" for each in found)
    worst = " ".join(f"{each.worst:8.3f}" for each in found)
    return f"{n:>6} |{mean} |{worst} |" + " ".join(f"{each.width:8.1f}" for each in found)


def table(population: int | None, every: bool) -> None:
    """Print one population; without ``every`` about ten of its rows, but the lowest of all."""
    methods = USUAL + COSTLY if every and population and population <= FEW else USUAL
    answers = range(2, population + 1) if population else ANSWERS
    step = 1 if every or not population else max(1, population // 10)
    print(f"\n{f'{population} people' if population else 'population unknown'}")
    heads = [f"{head:^{9 * len(methods) - 1}}" for head in ("mean", "worst mix", "mean width")]
    print(f"{'':>6} |" + " |".join(heads))
    names = " ".join(f"{name:>8}" for name in NAMES[: len(methods)])
    print(f"{'n':>6} |" + " |".join([names] * 3))
    rows = {n: [*covers(n, population, methods).values()] for n in answers}
    for n, row in rows.items():
        if not population or n % step == 0 or n in (2, population - 1):
            print(line(n, row))
    low = [
        Cover(min(one.mean for one in column), min(one.worst for one in column), 0)
        for column in zip(*rows.values(), strict=True)
    ]
    print(line("lowest", low).rpartition("|")[0] + "|")


def main() -> None:
    """Print all tables."""
    for population in (*PEOPLE, None):
        table(population, every="--all" in sys.argv[1:])


if __name__ == "__main__":
    main()
