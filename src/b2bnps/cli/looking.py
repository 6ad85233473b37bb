"""``b2bnps serve`` and ``b2bnps status``: looking at what the demo left."""

import mailbox
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from b2bnps import flow
from b2bnps.analysis.answers import NOT_COUNTED
from b2bnps.cli import screen
from b2bnps.cli.home import Home
from b2bnps.cli.people import links
from b2bnps.errors import BadLink, HostError
from b2bnps.flow import Program
from b2bnps.planning import REASONS
from b2bnps.web import serving, wsgi

INVITED = 4
"""How many unanswered letters are offered."""


def serve(*, home: Home | None = None) -> int:
    """Serve the survey pages of the last demo until somebody presses Ctrl+C.

    Raises:
        HostError: there was no demo here, or its port is taken.
    """
    home, console = home or Home(), Console(highlight=False)
    program = home.reopen()
    address = urlsplit(program.links.address)
    try:
        with serving(wsgi(program), port=address.port or 0), suppress(KeyboardInterrupt):
            _end_politely()
            console.print(f"The survey pages are open at [bold]{program.links.address}[/]")
            console.print("Only this machine reaches them. These people have not answered yet:\n")
            for name, language, link in _unanswered(program, home):
                console.print(f"  {escape(name)}  [dim]{language}[/]")
                console.print(f"  [cyan]{link}[/]\n", soft_wrap=True)
            console.print(f"More letters stand in {home.letters}. Press Ctrl+C to close.")
            threading.Event().wait()
    except OSError as fault:
        message = f"Port {address.port} is taken; is another b2bnps serve still open?"
        raise HostError(message) from fault
    console.print("\nClosed.")
    return 0


def _end_politely() -> None:
    """Close on Ctrl+C, and on whoever asks us to end, also when started in the background."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)


def _unanswered(program: Program, home: Home) -> Iterator[tuple[str, str, str]]:
    """Find letters in different languages whose readers have said nothing so far."""
    languages: set[str] = set()
    with closing(mailbox.mbox(home.letters, create=False)) as box:
        for letter in box:
            link = links(letter.as_bytes())[0].split("?")[0]
            found = _open(program, link)
            if found is None or found.current or found.language in languages:
                continue
            languages.add(found.language)
            yield f"{found.name}, {found.account}", found.language, link
            if len(languages) == INVITED:
                return


def _open(program: Program, link: str) -> flow.Opened | None:
    try:
        return flow.open_link(program, link.rsplit("/", 1)[1], now=datetime.now(UTC))
    except BadLink:
        return None


def status(wave: str, *, home: Home | None = None, follow: bool = False) -> int:
    """Show how a wave goes: once, or again every second while it runs.

    Raises:
        HostError: there was no demo here.
        UnknownThing: there is no such wave; the message names those that there are.
    """
    program, console = (home or Home()).reopen(), Console(highlight=False)
    if not follow:
        console.print(_table(program, wave))
        return 0
    with Live(_table(program, wave), console=console, auto_refresh=False) as live:
        try:
            while True:
                live.update(_table(program, wave), refresh=True)
                time.sleep(1)
        except KeyboardInterrupt:
            return 0


def _table(program: Program, wave: str) -> Table:
    """Lay out the live counts of a wave."""
    found = flow.status(program, wave, now=datetime.now(UTC))
    total = found.total
    table = Table(title=f"{found.wave.title}  ({wave})", box=None, show_header=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    rows = [
        (total.population, "people in the population"),
        (total.invited, "invited"),
        (total.delivered, "delivered"),
        (total.answered, f"answered, {total.response_rate or 0:.0%} of the population"),
        (screen.rounded(total.nps), f"NPS, {screen.interval(total.nps, '+.0f')}"),
        *((count, f"messages {state}") for state, count in found.messages.items()),
        *((count, f"not counted: {NOT_COUNTED[why]}") for why, count in found.set_aside.items()),
        *((count, f"not asked: {REASONS.get(why, why)}") for why, count in found.left_out.items()),
        (found.open_cases, "cases in which somebody must act"),
    ]
    for count, what in rows:
        table.add_row(str(count), what)
    return table
