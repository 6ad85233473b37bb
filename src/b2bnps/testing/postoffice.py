"""A real mail server on this machine that keeps what it gets, for tests and demonstrations.

>>> with PostOffice() as office:                                        # doctest: +SKIP
...     Email(sender, Smtp(office.host, office.port)).send(message, now=now)
...     [letter.message["Subject"] for letter in office]

It needs the extra ``demo``.
"""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from functools import cached_property
from ssl import SSLContext
from typing import TYPE_CHECKING, Any, Self

from attrs import field, frozen

from b2bnps.errors import MissingExtra

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP

__all__ = ["Letter", "PostOffice"]

START_SECONDS = 30


@frozen(kw_only=True)
class Letter:
    """A mail as it arrived.

    Attributes:
        sender: address in the envelope.
        recipients: addresses in the envelope, whatever the header lines say.
        wire: the bytes, as they came over the wire.
    """

    sender: str
    recipients: tuple[str, ...]
    wire: bytes = field(repr=False)

    @cached_property
    def message(self) -> EmailMessage:
        """The mail, parsed when somebody first looks at it."""
        return message_from_bytes(self.wire, EmailMessage, policy=SMTP_POLICY)


class PostOffice:
    """A mail server on 127.0.0.1 with a free port, in a thread of its own while ``with`` lasts.

    Iterating gives the letters that have arrived so far.

    Attributes:
        host, port: where it listens; the port is known once it is open.
        sessions: how many connections it has had.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        refuse: Mapping[str, str] | None = None,
        turn_down: Mapping[str, str] | None = None,
        mute: frozenset[str] = frozenset(),
        delay: float = 0,
        login: tuple[str, str] | None = None,
        context: SSLContext | None = None,
    ) -> None:
        """Say how it behaves.

        Args:
            refuse: by recipient, its answer when it hears the address: ``550 5.1.1 unknown``.
            turn_down: by recipient, its answer to the final dot; the letter is not kept.
            mute: recipients whose letters it keeps and then hangs up on without an answer.
            delay: seconds that it takes to answer the final dot.
            login: name and password that it wants to hear first.
            context: lets it offer STARTTLS.
        """
        self.port = 0
        self.sessions = 0
        self._refuse, self._turn_down = dict(refuse or {}), dict(turn_down or {})
        self._mute, self._delay, self._login, self._context = mute, delay, login, context
        self._letters: list[Letter] = []
        self._lines: list[SMTP] = []
        self._opened = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Event | None = None

    def __iter__(self) -> Iterator[Letter]:
        """Iterate over the letters that have arrived, in their order."""
        return iter(tuple(self._letters))

    def __len__(self) -> int:
        """Count the letters that have arrived."""
        return len(self._letters)

    def __enter__(self) -> Self:
        """Open the doors, and wait until they are open.

        Raises:
            MissingExtra: aiosmtpd is not installed.
        """
        try:
            import aiosmtpd.smtp  # noqa: F401, PLC0415 - an extra
        except ModuleNotFoundError as error:
            module, extra = "aiosmtpd", "demo"
            raise MissingExtra(module, extra) from error
        self._thread.start()
        if not self._opened.wait(START_SECONDS):
            message = "The post office did not open."
            raise TimeoutError(message)
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up on everybody and close; the letters stay."""
        if self._loop is not None and self._closing is not None:
            self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join()

    def hang_up(self) -> None:
        """Cut every open connection, as servers do with idle ones."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        for line in self._lines:
            _abort(line)

    async def _serve(self) -> None:
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._pick_up, self.host, 0)
        self.port = server.sockets[0].getsockname()[1]
        self._opened.set()
        await self._closing.wait()
        server.close()
        self._cut()
        await asyncio.sleep(0)

    def _pick_up(self) -> "SMTP":
        """Give a new connection somebody who speaks SMTP."""
        from aiosmtpd.smtp import SMTP  # noqa: PLC0415 - an extra

        self.sessions += 1
        line = SMTP(
            self,
            hostname="postoffice.test",
            loop=self._loop,
            tls_context=self._context,
            authenticator=self._admit,
            auth_require_tls=False,
        )
        self._lines.append(line)
        return line

    def _admit(self, *spoken: Any) -> Any:
        """Check name and password; they come last of five arguments."""
        from aiosmtpd.smtp import AuthResult  # noqa: PLC0415 - an extra

        said = spoken[-1]
        wanted = tuple(word.encode() for word in self._login or ())
        return AuthResult(success=(said.login, said.password) == wanted, handled=False)

    # What the protocol asks us, by the names that it looks for

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: "SMTP", session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answer to an address."""
        if self._login is not None and not session.authenticated:
            return "530 5.7.0 Authentication required"
        answer = self._refuse.get(address, "250 2.1.5 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: "SMTP", _session: Any, envelope: Any
    ) -> str:
        """Answer to the final dot."""
        await asyncio.sleep(self._delay)
        recipient = envelope.rcpt_tos[0]
        if recipient in self._turn_down:
            return self._turn_down[recipient]
        self._letters.append(_letter(envelope))
        if recipient in self._mute:
            _abort(server)
            await asyncio.Event().wait()  # losing the connection ends this, without an answer
        return f"250 2.0.0 OK queued as {len(self._letters)}"


def _abort(line: "SMTP") -> None:
    """Drop a connection without a word."""
    if isinstance(line.transport, asyncio.WriteTransport):
        line.transport.abort()


def _letter(envelope: Any) -> Letter:
    return Letter(
        sender=envelope.mail_from,
        recipients=tuple(envelope.rcpt_tos),
        wire=envelope.content,
    )
