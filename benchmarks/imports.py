"""What importing b2bnps costs beside importing attrs: whole processes, in turn, as ratios.

uv run python benchmarks/imports.py
"""

import statistics
import subprocess
import sys
import time

RUNS = 21
CODE = {"attrs": "import attrs", "b2bnps": "import b2bnps", "model": "import b2bnps.model"}
LIMITS = {"b2bnps": 1.3, "model": 2.0}


def seconds(code: str) -> float:
    """Time one whole process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Interleave the runs, so that a machine that slows down slows all of them down."""
    taken: dict[str, list[float]] = {name: [] for name in CODE}
    for _ in range(RUNS):
        for name, code in CODE.items():
            taken[name].append(seconds(code))
    for name, limit in LIMITS.items():
        pairs = zip(taken[name], taken["attrs"], strict=True)
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        print(f"import {name:<7} {ratio:.2f} x import attrs (at most {limit})")


if __name__ == "__main__":
    main()
