"""What scoring costs beside counting alone, and beside building the results alone, as ratios.

uv run python benchmarks/scoring.py
"""

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable

from b2bnps.metrics import Score, nps

RUNS = 21
ANSWERS, ACCOUNTS = 1_000_000, 100_000
MIX = (0, 3, 5, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10)


def counter_loop(scores: list[int]) -> Counter[int]:
    """Count the answers in the plainest loop there is."""
    counts: Counter[int] = Counter()
    for score in scores:
        counts[score] += 1
    return counts


def accounts(dice: random.Random) -> list[tuple[list[int], int]]:
    """Answers and population of each account: one to nine answers, up to nine silent people."""
    answers = [dice.choices(MIX, k=dice.randint(1, 9)) for _ in range(ACCOUNTS)]
    return [(scores, len(scores) + dice.randint(0, 9)) for scores in answers]


def score_all(base: list[tuple[list[int], int]]) -> list[Score]:
    """Score every account of its own population, with interval, bounds and warnings."""
    return [nps(scores, population=people) for scores, people in base]


def build_all(like: list[Score]) -> list[Score]:
    """Build the same result objects from figures that are already there."""
    return [
        Score(
            metric=one.metric,
            definition=one.definition,
            score=one.score,
            n=one.n,
            interval=type(one.interval)(
                one.interval.lower, one.interval.upper, one.interval.level, one.interval.method
            ),
            bounds=type(one.bounds)(one.bounds.lower, one.bounds.upper),
            se=one.se,
            population=one.population,
            response_rate=one.response_rate,
            fpc=one.fpc,
            design=one.design,
            accounts=one.accounts,
            accounts_known=one.accounts_known,
            deff=one.deff,
            n_eff=one.n_eff,
            weighting=one.weighting,
            unit=one.unit,
            estimand=one.estimand,
            scale=one.scale,
            distribution=tuple(one.distribution or ()),
            mean=one.mean,
            excluded=dict(one.excluded),
            warnings=one.warnings,
            promoters=one.promoters,
            passives=one.passives,
            detractors=one.detractors,
            shares=one.shares,
        )
        for one in like
    ]


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> float:
    """Median ratio of interleaved pairs, so that a machine that slows down slows both down."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(RUNS)]
    return statistics.median(mine / other for mine, other in pairs)


def main() -> None:
    """Print both ratios and what they should be at most."""
    dice = random.Random(1)  # noqa: S311 - the same answers in every run
    scores = dice.choices(MIX, k=ANSWERS)
    counting = ratio(lambda: nps(scores), lambda: counter_loop(scores))
    print(f"nps of {ANSWERS:,} answers      {counting:.2f} x a Counter loop (at most 1.5)")
    base = accounts(dice)
    like = score_all(base)
    scoring = ratio(lambda: score_all(base), lambda: build_all(like))
    print(f"nps of {ACCOUNTS:,} accounts     {scoring:.2f} x building the results (at most 6)")


if __name__ == "__main__":
    main()
