"""How often a 95 % interval holds the score of a customer base whose people agree by account.

uv run python benchmarks/accounts.py          400 bases for each row (about 2 points either way)
uv run python benchmarks/accounts.py 5000     more of them

Bases have 5 to 50 accounts of 1 to 8 people, mostly small ones. Each account draws shares of its
own around 20 % detractors, 30 % passives and 50 % promoters (Dirichlet), so that two of its people
correlate by the ICC. The truth is the score of all people of the base. They answer in five ways:

    people    everybody with probability 0.5, whatever the account
    all       the same, but somebody of every account does
    alike     half of every account, and at least one
    some      60 % of the accounts, and of these as in ``all``
    whole     60 % of the accounts, and everybody of these
"""

import random
import sys
from collections.abc import Mapping
from itertools import product

from b2bnps.metrics import Score, nps

ACCOUNTS = (5, 10, 20, 50)
ICC = (0.0, 0.3)
WAYS = ("people", "all", "alike", "some", "whole")
SIZES = (1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8)
ANSWERS, MIX = (0, 8, 10), (0.2, 0.3, 0.5)
RATE, REACH = 0.5, 0.6
KNOWN = ("sizes known", "accounts and N", "N alone")
FEWEST = 3
NOISE = 1e-6

Base = list[list[int]]


def base(dice: random.Random, accounts: int, icc: float) -> Base:
    """Opinions of everybody, by account."""
    return [dice.choices(ANSWERS, shares(dice, icc), k=dice.choice(SIZES)) for _ in range(accounts)]


def shares(dice: random.Random, icc: float) -> tuple[float, ...]:
    """Mix of one account: beta-distributed shares have that correlation."""
    if not icc:
        return MIX
    drawn = tuple(dice.gammavariate(share * (1 - icc) / icc, 1) for share in MIX)
    return drawn if any(drawn) else MIX


def answered(dice: random.Random, people: Base, way: str) -> Base:
    """Opinions of those who answered, by account."""
    reached = len(people) if way in {"people", "all", "alike"} else round(REACH * len(people))
    asked = set(dice.sample(range(len(people)), reached))
    return [
        dice.sample(account, count(dice, len(account), way) if number in asked else 0)
        for number, account in enumerate(people)
    ]


def count(dice: random.Random, size: int, way: str) -> int:
    """How many people of an account answer."""
    if way == "whole":
        return size
    if way == "alike":
        return max(1, int(RATE * size + dice.random()))
    return max(way != "people", sum(dice.random() < RATE for _ in range(size)))


def results(people: Base, given: Base) -> Mapping[str, Score]:
    """The score by what is known beside the answers."""
    scores = [score for account in given for score in account]
    names = [number for number, account in enumerate(given) for _ in account]
    sizes = {number: len(account) for number, account in enumerate(people)}
    population = sum(sizes.values())
    found = (
        nps(scores, accounts=names, account_sizes=sizes),
        nps(scores, accounts=names, population=population),
        nps(scores, population=population),
    )
    return dict(zip(KNOWN, found, strict=True))


def coverage(accounts: int, icc: float, way: str, runs: int) -> dict[str, tuple[float, float]]:
    """Coverage and mean width; bases with fewer than three answers, or all, are drawn again."""
    dice = random.Random(f"{accounts} {icc} {way}")  # noqa: S311 - seeded dice are wanted
    held, width = dict.fromkeys(KNOWN, 0), dict.fromkeys(KNOWN, 0.0)
    done = 0
    while done < runs:
        people = base(dice, accounts, icc)
        given = answered(dice, people, way)
        if not FEWEST <= sum(map(len, given)) < sum(map(len, people)):
            continue
        truth = nps([score for account in people for score in account]).score or 0
        for known, result in results(people, given).items():
            lower, upper = result.interval.lower or 0, result.interval.upper or 0
            held[known] += lower - NOISE <= truth <= upper + NOISE
            width[known] += upper - lower
        done += 1
    return {known: (held[known] / runs, width[known] / runs) for known in KNOWN}


def main() -> None:
    """Print one row for each base and way to answer."""
    runs = int(sys.argv[1]) if sys.argv[1:] else 400
    print("coverage and mean width in points, by what is known beside the answers\n")
    print(f"{'answer':<8}{'ICC':>4}{'accounts':>10} |" + " |".join(f"{k:>15}" for k in KNOWN))
    for way, icc, accounts in product(WAYS, ICC, ACCOUNTS):
        found = coverage(accounts, icc, way, runs)
        cells = " |".join(f"{held:8.3f}{width:7.1f}" for held, width in found.values())
        print(f"{way:<8}{icc:4.1f}{accounts:10} |{cells}", flush=True)


if __name__ == "__main__":
    main()
