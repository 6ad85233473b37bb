"""``b2bnps questionnaire preview``: a draft on pages of this machine, and what is said of it."""

import secrets
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from b2bnps.cli.questionnaires.saying import counted, plain
from b2bnps.errors import HostError
from b2bnps.exchange import csvwriting
from b2bnps.flow import Program, share_draft
from b2bnps.links import MINIMUM_SECRET, Key, Links
from b2bnps.messages import Sender
from b2bnps.model import Remark
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.stores.memory import MemoryStore
from b2bnps.web import serving, wsgi
from b2bnps.web.apps import WsgiApp

__all__ = ["preview"]

_COLUMNS = ("at", "block", "question", "language", "by", "remark")


def preview(
    asked: QuestionSet,
    console: Console,
    *,
    company: str,
    port: int = 0,
    output: Path | None = None,
) -> None:
    """Serve a question set as colleagues see it, until Ctrl+C; then print what they remarked.

    Nothing is kept beside the file: not the draft, not the key, not the link.

    Args:
        company: what stands for ``{company}``.
        port: to listen on; 0 takes a free one.
        output: a CSV file for the remarks.

    Raises:
        HostError: the port is taken.
    """
    store = MemoryStore()
    with _serving(lambda *request: pages(*request), port) as address:  # noqa: PLW0108 - made below
        program = _program(store, address, company)
        pages = wsgi(program)
        link = share_draft(program, asked, now=datetime.now(UTC))
        with suppress(KeyboardInterrupt):
            _end_politely()
            _announce(console, asked.name, link)
            threading.Event().wait()
    said = sorted(store.find(Remark, tenant=""), key=lambda remark: remark.received)
    _print_remarks(said, console)
    if output is not None:
        output.write_text(_as_csv(said), encoding="utf-8-sig", newline="")
        console.print(f"Written to {output}.", markup=False)


@contextmanager
def _serving(app: WsgiApp, port: int) -> Iterator[str]:
    with ExitStack() as stack:
        try:
            address = stack.enter_context(serving(app, port=port))
        except OSError as fault:
            message = f"Port {port} is taken; leave --port out for a free one."
            raise HostError(message) from fault
        yield address


def _program(store: MemoryStore, address: str, company: str) -> Program:
    """Plug together what opens a preview link and nothing else: it can send nothing."""
    return Program(
        store=store,
        channels=(),
        links=Links(address, (Key("A", secrets.token_bytes(MINIMUM_SECRET)),)),
        sender=Sender(company=company, name=company, email=""),
        question_sets={},
    )


def _end_politely() -> None:
    """Close on Ctrl+C, and on whoever asks us to end, also when started in the background."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)


def _announce(console: Console, name: str, link: str) -> None:
    console.print(Text("The draft ").append(plain(name), style="bold").append(" is open at\n"))
    console.print(Text(link, style="cyan"), soft_wrap=True)
    console.print(
        "\nOnly this machine reaches it, and nothing entered there is an answer. "
        "Your own pages show it to colleagues: flow.share_draft."
    )
    console.print("Remarks are printed in the end. Press Ctrl+C to close.")


def _print_remarks(said: Sequence[Remark], console: Console) -> None:
    how_many = counted(len(said), "remark") if said else "No remarks"
    console.print(Text(f"\nClosed. {how_many}.", style="bold"))
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(style="cyan")
    grid.add_column()
    for remark in said:
        where = "\n".join(filter(None, (remark.question or "the end", remark.block)))
        by = Text(", ".join(filter(None, (plain(remark.by), remark.language))), style="dim")
        words = Text("\n".join(map(plain, remark.text.splitlines())))
        grid.add_row(plain(where), Padding(Group(words, by), (0, 0, 1, 0)))
    console.print(grid, end="")


def _as_csv(said: Sequence[Remark]) -> str:
    rows = [(r.at, r.block, r.question, r.language, r.by, r.text) for r in said]
    return csvwriting.write(_COLUMNS, rows)
