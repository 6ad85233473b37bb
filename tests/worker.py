"""A worker process of its own: ``python tests/worker.py URL NAME``; its wire is its output."""

import os
import sys
from datetime import UTC, datetime

from b2bnps.ports import State
from b2bnps.stores.sql import SqlStore, open_database


def main(url: str, name: str) -> None:
    """Send until nothing is due: one line per message, handed to the kernel at once."""
    database = open_database(url)
    outbox = SqlStore(database).outbox
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    while claims := outbox.claim(25, lambda _: "", tenant="t", now=now, worker=name):
        for claim in claims:
            if outbox.start(claim):
                os.write(sys.stdout.fileno(), f"{name} {claim.message.id}\n".encode())
                outbox.settle(claim, State.SENT)
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
