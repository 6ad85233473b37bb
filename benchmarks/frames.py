"""What tallying a data frame costs beside hand-written code that makes the same columns, as ratios.

uv run --group frames python benchmarks/frames.py [--rows 10000000]

Each engine reads one Parquet file. Time is taken within a process, memory in a process of its own
for each side: how far the peak rises above what the engine and the opened file have taken before.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAIRS = 21
SIDES = "ours", "by hand"
LIMITS = {("polars", "time"): 1.15, ("duckdb", "time"): 1.10}
MEMORY = 1.2
ANSWERS = """
COPY (
    SELECT (hash(i) % 20000)::INTEGER AS account,
           ['east', 'north', 'south', 'west'][(1 + hash(i + 1) % 4)::INTEGER] AS segment,
           CASE WHEN hash(i + 2) % 100 < 5 THEN NULL
                WHEN hash(i + 2) % 100 < 6 THEN 11
                ELSE hash(i + 3) % 11 END::TINYINT AS score
    FROM range({rows}) AS made(i)
) TO '{path}'
"""
TABLE = """
SELECT account, segment, n, missing, 0 AS not_an_integer, answers - missing - n AS out_of_range,
       detractors, passives, promoters, mean
FROM (
    SELECT account, segment, count(*) AS answers, count(*) - count(score) AS missing,
           count(CASE WHEN score BETWEEN 0 AND 10 THEN 1 END) AS n,
           count(CASE WHEN score BETWEEN 0 AND 6 THEN 1 END) AS detractors,
           count(CASE WHEN score BETWEEN 7 AND 8 THEN 1 END) AS passives,
           count(CASE WHEN score BETWEEN 9 AND 10 THEN 1 END) AS promoters,
           avg(CASE WHEN score BETWEEN 0 AND 10 THEN score END) AS mean
    FROM answers GROUP BY account, segment
)
"""


def polars_sides(path: str) -> dict[str, Callable[[], Any]]:
    """Scan the file lazily, and collect the table."""
    import polars as pl  # noqa: PLC0415 - one engine to a process

    from b2bnps.analysis.frames import counting, tally_table  # noqa: F401, PLC0415 - part of the base
    from b2bnps.definitions import NPS  # noqa: PLC0415 - as above

    answers, score = pl.scan_parquet(path), pl.col("score")

    def ours() -> Any:
        return tally_table(NPS, answers, score="score", by=["account", "segment"]).collect()

    def by_hand() -> Any:
        valid = score.is_between(0, 10)
        groups = answers.group_by("account", "segment").agg(
            pl.len().alias("answers"),
            missing=score.null_count(),
            detractors=score.is_between(0, 6).sum(),
            passives=score.is_between(7, 8).sum(),
            promoters=score.is_between(9, 10).sum(),
            mean=pl.when(valid).then(score).mean(),
        )
        n = pl.sum_horizontal("detractors", "passives", "promoters")
        return groups.select(
            "account",
            "segment",
            n.alias("n"),
            "missing",
            pl.lit(0).alias("not_an_integer"),
            (pl.col("answers") - pl.col("missing") - n).alias("out_of_range"),
            "detractors",
            "passives",
            "promoters",
            "mean",
        ).collect()

    return dict(zip(SIDES, (ours, by_hand), strict=True))


def duckdb_sides(path: str) -> dict[str, Callable[[], Any]]:
    """Read the file as a relation, and hand the table over as PyArrow does."""
    import duckdb  # noqa: PLC0415 - one engine to a process

    from b2bnps.analysis.frames import counting, tally_table  # noqa: F401, PLC0415 - part of the base
    from b2bnps.definitions import NPS  # noqa: PLC0415 - as above

    database = duckdb.connect()
    answers = database.read_parquet(path)
    answers.create_view("answers")

    def ours() -> Any:
        table = tally_table(NPS, answers, score="score", by=["account", "segment"])
        return table.to_arrow_table()

    def by_hand() -> Any:
        return database.sql(TABLE).to_arrow_table()

    return dict(zip(SIDES, (ours, by_hand), strict=True))


ENGINES = {"polars": polars_sides, "duckdb": duckdb_sides}


def rows(table: Any) -> list[tuple[Any, ...]]:
    """Read a table into Python, to compare it."""
    found = table.to_pylist() if hasattr(table, "to_pylist") else table.to_dicts()
    return sorted(tuple(row.values()) for row in found)


def seconds(engine: str, path: str) -> float:
    """Time both sides in turn, each first as often as the other; their tables are the same."""
    sides = ENGINES[engine](path)
    ours, by_hand = (rows(side()) for side in sides.values())
    if ours != by_hand:
        message = f"{engine}: the two tables differ"
        raise AssertionError(message)
    ratios = []
    for pair in range(PAIRS):
        taken = {}
        for name in SIDES if pair % 2 else reversed(SIDES):
            start = time.perf_counter()
            sides[name]()
            taken[name] = time.perf_counter() - start
        ratios.append(taken["ours"] / taken["by hand"])
    return statistics.median(ratios)


def growth(engine: str, side: str, path: str) -> int:
    """Let one side run once, and say how far it raised the peak of memory."""
    run = ENGINES[engine](path)[side]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def child(*arguments: str) -> float:
    """Ask a process of its own, which starts with nothing loaded."""
    command = [sys.executable, __file__, *arguments]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def memory(engine: str, path: str) -> float:
    """Compare the growth of both sides, in turn."""
    ratios = []
    for pair in range(PAIRS):
        grown = {
            side: child("--path", path, "--engine", engine, "--side", side)
            for side in (SIDES if pair % 2 else reversed(SIDES))
        }
        ratios.append(grown["ours"] / grown["by hand"])
    return statistics.median(ratios)


def main() -> None:
    """Make the file and compare; or be one of the processes that measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    for hidden in ("--path", "--engine", "--side"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        print(growth(given.engine, given.side, given.path))
    elif given.engine:
        print(seconds(given.engine, given.path))
    elif given.path:
        import duckdb  # noqa: PLC0415 - one engine to a process

        duckdb.sql(ANSWERS.format(rows=given.rows, path=given.path))
        print(Path(given.path).stat().st_size)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "answers.parquet")
            child("--path", path, "--rows", str(given.rows))
            for engine in ENGINES:
                ratio = child("--path", path, "--engine", engine)
                print(f"{engine} time   {ratio:.2f} x by hand (at most {LIMITS[engine, 'time']})")
                print(f"{engine} memory {memory(engine, path):.2f} x by hand (at most {MEMORY})")


if __name__ == "__main__":
    main()
