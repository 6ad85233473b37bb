"""Scoring answers where they lie, beside fetching them and folding in Python: whole processes.

uv run python benchmarks/stored_answers.py [--answers 10000000] [--database URL] [--rounds 3]

The answers are made inside the database: people of 20,011 accounts, of whom 5 per cent answer
twice, with late, partial and provisional ones among them. Each round asks for the score by role
in a process of its own, first inside the database and then in Python; ``--no-fold`` leaves the
second one out, whose memory grows with the answers.
"""

# ruff: noqa: PLR2004 - the shares of this made-up world stand where they are used

import argparse
import hashlib
import multiprocessing
import resource
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from b2bnps.analysis.answers import current
from b2bnps.model import Metric, Response, Role, Verdict
from b2bnps.ports import AnswerQuery
from b2bnps.stores.sql import SqlStore, migrate, open_database
from b2bnps.stores.sql.tables import CHILDREN, FACTS
from b2bnps.tallies import Tally, tally

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADDS = {value: (value > 8) - (value < 7) for value in range(11)}
QUERY = AnswerQuery(tenant="t", metric=Metric.NPS, adds=ADDS, now=NOW, by="role")
SAID, ANSWER, RULED = FACTS[Response], CHILDREN[Response]["answers"], FACTS[Verdict]
FAST = ("synchronous=0", "secure_delete=0", "journal_mode=off", "cache_size=-2000000")
WORDS = "The delivery came late, and nobody called us back about it."


def fill(database: sa.Engine, answers: int) -> None:
    """Make responses, their answers and verdicts by SQL alone."""
    with database.connect() as connection:
        _set_up(connection)
        with connection.begin():
            number = _numbers(connection, answers)
            for table, values, every in _rows(number.c.i):
                rows = sa.select(*values.values()).where(number.c.i % every == 0)
                connection.execute(sa.insert(table).from_select(list(values), rows))
        connection.invalidate()
    with database.connect() as connection:
        mariadb = connection.dialect.name == "mariadb"
        tables = ", ".join(table.name for table in (SAID, ANSWER, RULED))
        connection.exec_driver_sql(f"ANALYZE TABLE {tables}" if mariadb else "ANALYZE")
        connection.commit()


def _set_up(connection: sa.Connection) -> None:
    """Lend SQLite the hash that the others have, and let it write without a net."""
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        raw.create_function("md5", 1, lambda text: hashlib.md5(text.encode()).hexdigest())  # noqa: S324 - an id, no secret
        for pragma in FAST:
            raw.execute(f"PRAGMA {pragma}")


def _numbers(connection: sa.Connection, count: int) -> Any:
    if connection.dialect.name == "postgresql":
        series = sa.func.generate_series(1, count)
        return series.table_valued(sa.column("i", sa.BigInteger), name="n").render_derived()
    if connection.dialect.name == "mariadb":
        rows = sa.select(sa.column("seq", sa.BigInteger).label("i"))
        return rows.select_from(sa.table(f"seq_1_to_{count}")).subquery("n")
    first = sa.select(sa.literal(1).label("i")).cte("n", recursive=True)
    return first.union_all(sa.select(first.c.i + 1).where(first.c.i < count))


def _rows(number: Any) -> list[tuple[sa.Table, dict[str, Any], int]]:
    """Say what each table holds for a number; every so many of them."""
    person = number - sa.case((number % 20 == 0, 1), else_=0)
    dice = (person * 2654435761) % 4294967291
    response, empty = _md5("response", number), sa.literal("", sa.String)
    fresh, old = (sa.literal(NOW - timedelta(hours=h), SAID.c.at.type) for h in (1, 72))
    place = {
        "tenant": sa.literal("t"),
        "wave": sa.literal("wave-1"),
        "account": sa.literal("account-", sa.String) + sa.cast(dice % 20011, sa.String(20)),
        "contact": _md5("contact", person),
        "at": sa.case((dice % 50 == 3, fresh), else_=old),
    }
    said = {
        "id": response,
        **place,
        "invitation": sa.case((dice % 50 == 1, empty), else_=_md5("invitation", person)),
        "key": _md5("key", number),
        "source": sa.case((dice % 9 == 1, sa.literal("interview")), else_=sa.literal("self")),
        "channel": sa.literal("email"),
        "role": _one_of([role.value for role in Role], dice),
        "unit": sa.literal("Plant ", sa.String) + sa.cast(dice % 7, sa.String(20)),
        "language": sa.literal("en"),
        "question_set": sa.literal("relationship"),
        "questionnaire": sa.literal("0123456789abcdef0123456789abcdef"),
        "complete": dice % 25 != 3,
        "provisional": sa.case((number % 100 == 0, sa.literal("too_fast")), else_=empty),
        "late": number % 200 == 9,
        "collector": empty,
    }
    score = sa.case(
        (number % 97 == 0, sa.null()),
        (dice % 100 < 45, 9 + dice % 2),
        (dice % 100 < 75, 7 + dice % 2),
        else_=dice % 7,
    )
    ruled = {
        "id": _md5("verdict", number),
        **place,
        "response": response,
        "counts": number % 300 != 0,
        "reason": sa.literal("quiet"),
        "by": empty,
    }
    return [
        (SAID, said, 1),
        (ANSWER, _answer(response, 0, "nps", score, empty), 1),
        (ANSWER, _answer(response, 1, "csat", 1 + dice % 5, empty), 2),
        (ANSWER, _answer(response, 2, "", sa.null(), sa.literal(WORDS)), 3),
        (RULED, ruled, 200),
    ]


def _answer(response: Any, position: int, metric: str, score: Any, words: Any) -> dict[str, Any]:
    return {
        "tenant": sa.literal("t"),
        "response": response,
        "position": sa.literal(position),
        "question": sa.literal(metric or "why"),
        "metric": sa.literal(metric),
        "score": sa.cast(score, sa.BigInteger),
        "choice": sa.literal(""),
        "text": words,
    }


def _md5(prefix: str, number: Any) -> Any:
    return sa.func.md5(sa.literal(prefix, sa.String) + sa.cast(number, sa.String(20)))


def _one_of(words: list[str], dice: Any) -> Any:
    last = len(words) - 1
    cases = [(dice % len(words) == place, sa.literal(words[place])) for place in range(last)]
    return sa.case(*cases, else_=sa.literal(words[last]))


def inside(store: SqlStore) -> tuple[int, dict[str, Tally]]:
    """Count in the database: one row comes back for each role."""
    found = store.tally_answers(QUERY)
    return len(found), {role: counted.tally for role, counted in found.items()}


def outside(store: SqlStore) -> tuple[int, dict[str, Tally]]:
    """Fetch what was said, and choose and count in Python."""
    said = list(store.find(Response, tenant="t"))
    ruled = list(store.find(Verdict, tenant="t"))
    groups: dict[str, list[Response]] = {}
    for response in current(said, ruled, now=NOW).responses:
        groups.setdefault(response.role.value, []).append(response)
    found = {}
    for role, of_role in groups.items():
        asked = [one for one in of_role if Metric.NPS in {a.metric for a in one.answers}]
        scores, accounts = [one.score(Metric.NPS) for one in asked], [one.account for one in asked]
        found[role] = tally(scores, ADDS, accounts=accounts)
    return len(said) + sum(len(one.answers) for one in said) + len(ruled), found


def measure(way: Any, url: str, reply: Any) -> None:
    """Run one way in this process; say seconds, rows, megabytes and what was counted."""
    database = open_database(url)
    store = SqlStore(database)
    next(store.find(Response, tenant="t"))  # everything is imported and connected
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    rows, tallies = way(store)
    seconds = time.perf_counter() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    reply.put((seconds, rows, grown / 1024, tallies))


def run(way: Any, url: str) -> Any:
    """Run one way in a process of its own."""
    context = multiprocessing.get_context("spawn")
    reply = context.Queue()
    process = context.Process(target=measure, args=(way, url, reply))
    process.start()
    found = reply.get()
    process.join()
    print(f"  {way.__name__:<8}{found[0]:9.1f} s {found[1]:>12,} rows {found[2]:9.0f} MB more")
    return found


def main() -> None:
    """Fill, then interleave the runs, so that a machine that slows down slows both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--database", help="an empty one, to be filled; else a new SQLite file")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-fold", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'answers.db'}"
        database = open_database(url)
        migrate(database)
        start = time.perf_counter()
        fill(database, given.answers)
        print(f"{given.answers:,} answers in {database.dialect.name}", end="")
        print(f" (made in {time.perf_counter() - start:.0f} s)", flush=True)
        database.dispose()
        ratios = []
        for _ in range(given.rounds):
            counted = run(inside, url)
            if not given.no_fold:
                folded = run(outside, url)
                if counted[3] != folded[3]:
                    parser.exit(1, "The two ways differ.")
                ratios.append(folded[0] / counted[0])
        if ratios:
            print(f"inside is {statistics.median(ratios):.1f} x as fast (median of {ratios})")


if __name__ == "__main__":
    main()
