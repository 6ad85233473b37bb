"""Sends mails over one SMTP connection and says exactly how far each one came.

======================================  ========================================
what happened                           what is raised
======================================  ========================================
no connection, TLS or login             :class:`~b2bnps.errors.NotNow`
4xx, or a lost connection, up to DATA   :class:`~b2bnps.errors.NotNow`
5xx to the sender, address or content   :class:`~b2bnps.errors.Rejected`
lost while the content goes over        :class:`~b2bnps.errors.NotNow`: without
                                        its final dot the server keeps nothing
no answer to the final dot              :class:`~b2bnps.errors.Doubtful`
======================================  ========================================
"""

import re
import threading
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, Self, cast

from b2bnps.errors import Doubtful, InvalidValue, NotNow, Rejected

if TYPE_CHECKING:
    from smtplib import SMTP
    from socket import socket
    from ssl import SSLContext

__all__ = ["Smtp"]

OK = range(200, 300)
GO_AHEAD = range(354, 355)
PERMANENT = range(500, 600)
ANSWERS = range(200, 600)
OUR_FAULT = (421, 502, 503, 504, 530, 534, 535, 538)
"""The server speaks of the session, the order of commands or the login, not of this mail."""

LONGEST_ID = 120
"""So much of the server's last answer (``queued as …``) is kept to find the mail in its log."""

_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?!\d)")


class Smtp:
    """A mail server, as a callable that sends one mail; connects at the first one.

    One connection is kept and used again, by one thread at a time. ``close()`` or a ``with``
    block ends it; the next call opens another.
    """

    def __init__(
        self,
        host: str,
        port: int = 25,
        *,
        starttls: bool = False,
        tls: bool = False,
        login: tuple[str, str] | None = None,
        timeout: float = 30,
        patience: float = 600,
        context: "SSLContext | None" = None,
    ) -> None:
        """Say where the server is; nothing is opened yet.

        Args:
            host, port: where it listens.
            starttls: change to TLS after the greeting; never goes on without it.
            tls: speak TLS from the first byte (usually port 465).
            login: name and password.
            timeout: seconds to wait for each answer.
            patience: seconds to wait for the answer to the final dot. RFC 5321 asks for ten
                minutes, since giving up early is what makes doubt and duplicates.
            context: for TLS, e.g. with the company's own authority; None checks as browsers do.

        Raises:
            InvalidValue: both kinds of TLS, or a login in the clear to another machine.
        """
        if starttls and tls:
            message = "Smtp: takes starttls or tls, not both."
            raise InvalidValue(message)
        if login and not (starttls or tls) and host not in {"localhost", "127.0.0.1", "::1"}:
            message = "Smtp: a login needs starttls or tls."
            raise InvalidValue(message)
        self._host, self._port = host, port
        self._starttls, self._tls, self._login = starttls, tls, login
        self._timeout, self._patience, self._context = timeout, patience, context
        self._connection: SMTP | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Name the server, not the login."""
        return f"Smtp({self._host!r}, {self._port})"

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Say goodbye and close the connection, if there is one."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                _goodbye(connection)

    def __call__(self, mail: EmailMessage) -> str:
        """Send one mail to its one recipient; give the server's own words about it.

        Raises:
            Rejected, NotNow, Doubtful: see the module.
        """
        origin, to = _one(mail, "From"), _one(mail, "To")
        content = mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))
        with self._lock:
            connection = self._ready()
            _step(connection, "MAIL", f"FROM:<{origin}>")
            _step(connection, "RCPT", f"TO:<{to}>")
            _step(connection, "DATA", wanted=GO_AHEAD)
            _content(connection, content)
            return self._final_dot(connection)

    def _ready(self) -> "SMTP":
        """Give the open connection where it still answers, or else a new one."""
        if self._connection is None or not _answers(self._connection):
            self._connection = None
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> "SMTP":
        try:
            return self._open()
        except (OSError, ValueError) as error:  # a name or password in no ASCII is a ValueError
            reason = f"no session: {_why(error)}"
            raise NotNow(reason) from error

    def _open(self) -> "SMTP":
        import smtplib  # noqa: PLC0415 - whoever sends otherwise does not load it
        import ssl  # noqa: PLC0415 - as above

        context = self._context or ssl.create_default_context()
        if self._tls:
            connection: SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout, context=context
            )
        else:
            connection = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        try:
            _at_once(connection)
            connection.ehlo_or_helo_if_needed()
            if self._starttls:
                connection.starttls(context=context)
                connection.ehlo_or_helo_if_needed()
            if self._login:
                connection.login(*self._login)
        except (OSError, ValueError):
            connection.close()
            raise
        return connection

    def _final_dot(self, connection: "SMTP") -> str:
        """End the content: from here on the mail may be out, unless the server says no."""
        try:
            _wait(connection, self._patience)
            connection.send(b".\r\n")
            code, words = connection.getreply()
        except OSError as error:
            reason = f"no answer to the final dot: {_why(error)}"
            raise Doubtful(reason) from error
        _wait(connection, self._timeout)
        if code not in ANSWERS:
            reason = "an answer to the final dot that is none"
            raise Doubtful(reason)
        _judge(code, words, "final dot", OK)
        return words.decode("ascii", "replace")[:LONGEST_ID]


def _one(mail: EmailMessage, name: str) -> str:
    """Give the one address of a header line, and refuse mail that speaks of more people."""
    addresses: tuple[Any, ...] = mail[name].addresses if mail[name] else ()
    others = "Cc" in mail or "Bcc" in mail
    if others or len(addresses) != 1 or not addresses[0].addr_spec.isascii():
        reason = f"{name}: takes one address in ASCII, and no Cc or Bcc beside it."
        raise Rejected(reason)
    return str(addresses[0].addr_spec)


def _answers(connection: "SMTP") -> bool:
    """Try an open connection before a mail depends on it; close it where it is dead."""
    try:
        code, _ = connection.rset()
    except OSError:
        code = 0
    if code not in OK:
        connection.close()
    return code in OK


def _goodbye(connection: "SMTP") -> None:
    try:
        connection.quit()
    except OSError:
        connection.close()


def _at_once(connection: "SMTP") -> None:
    """Send the final dot at once: held back for the content's receipt, it waits 40 ms a mail."""
    import socket  # noqa: PLC0415 - whoever sends otherwise does not load it

    sock = cast("socket.socket", connection.sock)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _wait(connection: "SMTP", seconds: float) -> None:
    """Set how long the next answer may take; the connection has just worked, so it is there."""
    cast("socket", connection.sock).settimeout(seconds)


def _step(connection: "SMTP", command: str, argument: str = "", *, wanted: range = OK) -> None:
    """Take one step before the content; nothing can have gone out yet."""
    try:
        code, words = connection.docmd(command, argument)
    except OSError as error:
        reason = f"lost at {command}: {_why(error)}"
        raise NotNow(reason) from error
    _judge(code, words, command, wanted)


def _content(connection: "SMTP", content: bytes) -> None:
    """Hand over the content without its final dot."""
    try:
        connection.send(re.sub(rb"(?m)^\.", b"..", content))
    except OSError as error:
        reason = f"lost inside the content: {_why(error)}"
        raise NotNow(reason) from error


def _judge(code: int, words: bytes, stage: str, wanted: range) -> None:
    """Say what an answer means. The server's words stay out: they often hold the address."""
    if code in wanted:
        return
    detail = _ENHANCED.match(words)
    reason = f"{code}{' ' + detail[0].decode() if detail else ''} at {stage}"
    if code in PERMANENT and code not in OUR_FAULT:
        raise Rejected(reason)
    raise NotNow(reason)


def _why(error: Exception) -> str:
    """Name a fault without the server's words."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
