"""Where the demo keeps its things, and the programme made of them."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from attrs import Factory, field, frozen

from b2bnps.channels.email import Email
from b2bnps.closeloop import LoopRules
from b2bnps.errors import HostError
from b2bnps.flow import Program
from b2bnps.links import Key, Links
from b2bnps.messages import Sender
from b2bnps.stores.sql import SqlStore, migrate, open_database
from b2bnps.web import serving
from b2bnps.web.apps import WsgiApp

FOLDER = Path("b2bnps-demo")
PORT = 8765
HOST = "127.0.0.1"
SENDER = Sender(
    company="Ravenstack",
    name="Ravenstack Customer Care",
    email="care@ravenstack.example",
    postal="1 Example Street, Rotterdam",
)


@contextmanager
def open_pages(app: WsgiApp) -> Iterator[str]:
    """Serve on the demo's usual port, or on another one where something else listens there.

    The port is taken by listening on it: one that was merely found free may be gone by then.
    """
    with ExitStack() as stack:
        try:
            address = stack.enter_context(serving(app, host=HOST, port=PORT))
        except OSError:
            address = stack.enter_context(serving(app, host=HOST))
        yield address


def _file(name: str) -> Any:
    """Declare a file of the folder."""
    return field(init=False, default=Factory(lambda home: home.folder / name, takes_self=True))


@frozen
class Home:
    """The demo's folder, and the files in it.

    Attributes:
        folder: of all the others.
        accounts, contacts: as the CRM exports them, in UTF-8 and in windows-1254.
        database: SQLite.
        letters: every letter that went out, as one mailbox file.
        report: the report.
        key: signs links; readable by its owner alone.
        address: where the pages were mounted when the letters were written.
    """

    folder: Path = FOLDER
    accounts: Path = _file("Account.csv")
    contacts: Path = _file("Contact.csv")
    database: Path = _file("demo.db")
    letters: Path = _file("letters.mbox")
    report: Path = _file("report.html")
    key: Path = _file("key")
    address: Path = _file("address")

    def clear(self) -> None:
        """Make the folder, and take away what an earlier demo left in it."""
        self.folder.mkdir(exist_ok=True)
        database = (Path(f"{self.database}{tail}") for tail in ("", "-wal", "-shm"))
        written = (self.accounts, self.contacts, self.letters, self.report, self.key, self.address)
        for file in (*database, *written):
            with suppress(FileNotFoundError):
                file.unlink()

    def make_key(self) -> None:
        """Draw a new key into a file that nobody else can read."""
        self.key.touch(mode=0o600)
        self.key.write_bytes(secrets.token_bytes(32))

    def program(self, deliver: Callable[[EmailMessage], object], address: str) -> Program:
        """Plug the demo's programme together.

        Args:
            deliver: sends one mail.
            address: where the pages are mounted.
        """
        database = open_database(f"sqlite:///{self.database}")
        migrate(database)
        return Program(
            store=SqlStore(database),
            channels=(Email(SENDER, deliver),),
            links=Links(address, (Key("A", self.key.read_bytes()),)),
            sender=SENDER,
            loop=LoopRules(fallback_owner="care@ravenstack.example"),
        )

    def reopen(self) -> Program:
        """Plug the programme of an earlier demo together again; it sends nothing.

        Raises:
            HostError: there was no demo in this folder.
        """
        if not (self.database.exists() and self.key.exists() and self.address.exists()):
            message = f"There is no demo in {self.folder}/ yet. Run: b2bnps demo"
            raise HostError(message)
        return self.program(_nothing, self.address.read_text(encoding="utf-8"))


def _nothing(_: EmailMessage) -> None:
    """Send nothing: whoever looks at an earlier demo mails nobody."""
    message = "The demo has ended and sends no mail any more."
    raise HostError(message)
