"""Write the dump of today's release: ``python tests/data/releases/make.py 0.2.0``.

Run it once when a release is made, and never change a dump afterwards.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import fields_dict

from b2bnps.model import Account, Answer, Contact, Message, Metric, Record, Response, Role
from b2bnps.ports import State
from b2bnps.stores import KINDS
from b2bnps.stores.sql import SqlStore, migrate, open_database

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
COMMON: dict[str, Any] = {"tenant": "t", "wave": "w", "account": "acme", "contact": "p", "at": NOW}


def facts() -> list[Record]:
    """Make one fact of every kind; the three with most fields are filled."""
    special: list[Record] = [
        Account(
            id="1",
            name="Acme",
            revenue=Decimal("1250000.50"),
            currency="TRY",
            attributes={"bölge": "Ege"},
            **COMMON,
        ),
        Contact(id="1", first_name="Ayşe", roles=(Role.APPROVER, Role.END_USER), **COMMON),
        Response(
            id="1",
            answers=(
                Answer(question="nps", metric=Metric.NPS, score=9),
                Answer(question="why", text="Hızlı \U0001f44d"),
            ),
            **COMMON,
        ),
    ]
    plain = [kind for kind in KINDS if kind not in {type(fact) for fact in special}]
    times: dict[str, Any] = {"due": NOW, "opens": NOW}
    return special + [
        kind(id="1", **COMMON, **{n: t for n, t in times.items() if n in fields_dict(kind)})
        for kind in plain
    ]


def main(release: str) -> None:
    """Fill a database, settle one of two messages, and dump it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "release.db"
        database = open_database(f"sqlite:///{place}")
        migrate(database)
        store = SqlStore(database)
        store.add(*facts())
        text, headers = "https://nps.example/r/1", {"X-A": "b"}
        for number in ("1", "2"):
            store.outbox.put(Message(id=number, due=NOW, text=text, headers=headers, **COMMON))
        (claim,) = store.outbox.claim(1, lambda _: "", tenant="t", now=NOW)
        store.outbox.start(claim)
        store.outbox.settle(claim, State.SENT)
        database.dispose()
        with closing(sqlite3.connect(place)) as raw:
            dump = "\n".join(raw.iterdump()) + "\n"
    Path(__file__).with_name(f"{release}.sqlite.sql").write_text(dump, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
