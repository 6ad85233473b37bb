"""A worker process of its own: ``python tests/worker.py URL NAME``; its wire is its output."""

import os
import sys
from datetime import UTC, datetime

from attrs import frozen

from b2bnps import Key, Links, Program, Sender, send_due
from b2bnps.model import Contact, Delivery, Message, Receipt
from b2bnps.ports import Form
from b2bnps.stores.sql import SqlStore, open_database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@frozen
class Wire:
    """A channel whose wire is a pipe: one line per message, handed to the kernel at once."""

    worker: str
    name: str = "wire"
    form: Form = Form.SHORT

    def address(self, contact: Contact) -> str:
        """Reach everybody."""
        return contact.contact

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Write who sends what."""
        os.write(sys.stdout.fileno(), f"{self.worker} {message.id}\n".encode())
        return message.receipt(Delivery.SENT, at=now)


def main(url: str, name: str) -> None:
    """Send until nothing is due, as any host's worker does."""
    database = open_database(url)
    program = Program(
        store=SqlStore(database),
        channels=(Wire(name),),
        links=Links("https://crm.example/nps", (Key("A", b"only for tests" * 3),), tenant="t"),
        sender=Sender(company="Acme", name="Acme", email="care@acme.example"),
        tenant="t",
    )
    send_due(program, now=NOW, worker=name, batch=25)
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
