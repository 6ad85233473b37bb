"""Many worker processes on one outbox, some of them killed: each message goes out once."""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from b2bnps.model import Message
from b2bnps.ports import State
from b2bnps.stores.sql import SqlStore, migrate, open_database
from b2bnps.stores.sql.tables import OUTBOX

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORKER = Path(__file__).with_name("worker.py")


@pytest.fixture
def url(
    request: pytest.FixtureRequest, empty_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[str]:
    """Give the URL of an empty database of the kind that the test names."""
    with empty_database(request.param) as place:
        yield place


@pytest.fixture
def database(url: str) -> Iterator[sa.Engine]:
    """Give that database with our tables."""
    database = open_database(url)
    migrate(database)
    yield database
    database.dispose()


class Crew:
    """Worker processes that share one wire, a pipe whose other end the test reads."""

    def __init__(self, url: str) -> None:
        """Open the wire."""
        self.url = url
        self.reading, self.writing = os.pipe()
        self.workers: dict[str, subprocess.Popen[bytes]] = {}

    def hire(self, count: int) -> None:
        """Start some more workers."""
        for number in range(len(self.workers), len(self.workers) + count):
            command = [sys.executable, str(WORKER), self.url, f"w{number}"]
            self.workers[f"w{number}"] = subprocess.Popen(
                command, stdout=self.writing, stderr=subprocess.PIPE
            )

    def lines(self) -> Iterator[tuple[str, str]]:
        """Read who sent what, until the last worker has closed the wire."""
        os.close(self.writing)
        with os.fdopen(self.reading, encoding="utf-8") as wire:
            for line in wire:
                worker, message = line.split()
                yield worker, message

    def complaints(self) -> list[str]:
        """Wait for every worker and collect what those who were not killed complained about."""
        ends = {name: worker.communicate()[1].decode() for name, worker in self.workers.items()}
        killed = {name for name, worker in self.workers.items() if worker.returncode == -9}
        return [words for name, words in ends.items() if words and name not in killed]


def put(database: sa.Engine, count: int) -> list[str]:
    """Put messages to a few hundred people into the outbox and give their ids."""
    names = [f"m{number:05}" for number in range(count)]
    messages = [
        Message(
            id=name,
            tenant="t",
            wave="w",
            account="acme",
            contact=f"p{number % 700}",
            at=NOW,
            due=NOW,
            channel="wire",
            text="https://nps.example/r/abc",
        )
        for number, name in enumerate(names)
    ]
    SqlStore(database).outbox.put(*messages)
    return names


@pytest.mark.parametrize(
    ("url", "workers", "count"),
    [("postgres", 8, 5000), ("sqlite", 4, 5000), ("mariadb", 4, 500)],
    indirect=["url"],
)
def test_many_workers_send_every_message_once(
    database: sa.Engine, url: str, workers: int, count: int
) -> None:
    """Every message is on the wire exactly once, and no worker meets a lock."""
    names = put(database, count)
    crew = Crew(url)
    crew.hire(workers)
    sent = Counter(message for _, message in crew.lines())
    assert crew.complaints() == []
    assert sent == Counter(names)
    assert SqlStore(database).outbox.tally("t") == {State.SENT: count}


@pytest.mark.parametrize("url", ["postgres", "sqlite"], indirect=True)
def test_killed_workers_lose_nothing_and_repeat_nothing(database: sa.Engine, url: str) -> None:
    """After kill -9 every message went out once or is in doubt, at most one for each kill."""
    names = put(database, 400)
    dice = random.Random(20260302)
    moments = set(dice.sample(range(20, 350), 5))
    crew = Crew(url)
    crew.hire(7)
    sent: Counter[str] = Counter()
    killed: set[str] = set()
    for worker, message in crew.lines():
        sent[message] += 1
        if sent.total() in moments:
            crew.workers[worker].kill()
            killed.add(worker)
    assert crew.complaints() == []
    let_leases_run_out(database)
    last = Crew(url)
    last.hire(1)
    sent.update(message for _, message in last.lines())
    assert last.complaints() == []
    store = SqlStore(database)
    doubts = store.desk.in_doubt("t")
    assert {message: number for message, number in sent.items() if number > 1} == {}
    assert set(names) - set(sent) <= {held.message for held in doubts}
    assert len(doubts) <= len(killed)
    assert {held.worker for held in doubts} <= killed
    assert sum(store.outbox.tally("t").values()) == len(names)
    assert set(store.outbox.tally("t")) <= {State.SENT, State.IN_DOUBT}


def let_leases_run_out(database: sa.Engine) -> None:
    """Move every lease into the past, as an hour of waiting would."""
    with database.begin() as connection:
        past = datetime.now(UTC) - timedelta(hours=1)
        connection.execute(sa.update(OUTBOX).where(OUTBOX.c.lease.is_not(None)).values(lease=past))
