"""A message as an e-mail: the same message gives the same bytes, on every Python.

Header lines are written here and not by the standard library, for three reasons. Its folding
turns a long ``List-Unsubscribe`` into an encoded word, which ends one-click unsubscribe; some
releases write a decoded line break, or a decoded comma between two addresses, as it is; and bytes
should not depend on the release. The objects remain ordinary headers that any code can read.
"""

import base64
import re
import unicodedata
from collections.abc import Collection, Iterator
from email.headerregistry import (
    Address,
    AddressHeader,
    BaseHeader,
    HeaderRegistry,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import cache
from typing import Any

from b2bnps.channels import refuse_fields
from b2bnps.errors import Rejected
from b2bnps.messages import Sender
from b2bnps.model import Message

__all__ = ["mailbox", "to_email"]

LINE = 998
"""Longest line that SMTP carries, in octets without the line break."""

OURS = re.compile(
    r"(?i)from|to|cc|bcc|apparently-to|subject|date|message-id|mime-version|content-.*|sender|reply-to|received"
    r"|return-path|resent-.*|dkim-signature|authentication-results|arc-.*"
)
"""Header lines that no message may bring along: they say who gets it, from whom and what."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,75}")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9][A-Za-z0-9-]{0,62}"
)
_PHRASE = re.compile(r"[A-Za-z0-9 -]{0,60}")
_UNCARRIED = re.compile(r"[\0\ud800-\udfff]")
_ENCODED_WORD = re.compile(r"=\?|\?=")
_WORD_BYTES = 42
"""UTF-8 bytes in one encoded word: with its frame it stays under 75 characters."""


class _Subject(UnstructuredHeader, BaseHeader):
    """A text in one line, folded between encoded words only."""

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {_words(str(self), policy.linesep)}{policy.linesep}"


class _Mailboxes(AddressHeader, BaseHeader):  # type: ignore[misc]  # the registry mixes them so
    """One address with a name."""

    def fold(self, *, policy: Any) -> str:
        lines = (_mailbox_line(address, policy.linesep) for address in self.addresses)
        return f"{self.name}: {', '.join(lines)}{policy.linesep}"


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A value that goes out exactly as it stands."""

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def to_email(message: Message, sender: Sender) -> EmailMessage:
    """Write a message as multipart/alternative, or as plain text where it has no HTML.

    Date is ``message.at``; the left side of Message-ID is ``message.id``, by which bounces find
    back. There is one recipient, ``message.to``.

    Raises:
        Rejected: naming the field that cannot stand in a mail: control characters (also inside
            encoded words), something that is no single address, a header that is not the
            message's to set, a line over 998 octets, nothing to read.
    """
    refuse_fields(message, "extra")
    _check_names(message.headers)
    mail = EmailMessage(policy=_policy(tuple(message.headers)))
    for name, value in _headers(message, sender):
        mail[name] = value
    mail.set_content(_body("text", message.text), cte="quoted-printable")
    if message.html:
        mail.add_alternative(_body("html", message.html), subtype="html", cte="quoted-printable")
        mail.set_boundary(f"=_{message.id}")
    _check_lines(mail)
    return mail


def _headers(message: Message, sender: Sender) -> Iterator[tuple[str, object]]:
    origin = mailbox("Sender.email", sender.name, sender.email)
    yield "From", origin
    if sender.reply_to:
        yield "Reply-To", mailbox("Sender.reply_to", "", sender.reply_to)
    yield "To", mailbox("to", message.name, message.to)
    yield "Subject", _text("subject", message.subject)
    yield "Date", message.at
    if not _ATOM.fullmatch(message.id):
        _refuse("id", "cannot stand in a Message-ID")
    yield "Message-ID", f"<{message.id}@{origin.domain}>"
    for name, value in message.headers.items():
        yield name, _header_value(value)


@cache
def _policy(names: tuple[str, ...]) -> "EmailPolicy[EmailMessage]":
    """Write these further headers as they stand, and fold our own; few sets of names exist."""
    registry = HeaderRegistry()
    registry.map_to_type("subject", _Subject)
    for name in ("from", "to", "reply-to"):
        registry.map_to_type(name, _Mailboxes)
    for name in ("message-id", *names):
        registry.map_to_type(name, _Verbatim)
    return SMTP.clone(header_factory=registry)


# The guard: nothing below lets through what could begin a line of its own


def _refuse(field: str, why: str) -> None:
    message = f"{field}: {why}."
    raise Rejected(message)


def _text(field: str, value: str) -> str:
    """Take one line of text without encoded words, which could decode to anything."""
    if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in value):
        _refuse(field, "may not hold control characters")
    if _ENCODED_WORD.search(value):
        _refuse(field, "may not hold encoded words")
    return value


def _check_names(names: Collection[str]) -> None:
    if len({name.lower() for name in names}) < len(names):
        _refuse("headers", "one stands there twice")
    if not all(_NAME.fullmatch(name) and not OURS.fullmatch(name) for name in names):
        _refuse("headers", "a message may not set one of these headers")


def _header_value(value: str) -> str:
    if not value.isascii() or not value.strip():
        _refuse("headers", "a value takes printable ASCII")
    return _text("headers", value)


def mailbox(field: str, name: str, address: str) -> Address:
    """Take one address and the name in front of it.

    A domain in another script is written in its ASCII form; a local part cannot be.

    Raises:
        Rejected: it is no single address that every mail server takes.
    """
    local, at, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    spec = f"{local}{at}{ascii_domain}"
    wrong = _ENCODED_WORD.search(spec) or not _ATOM.fullmatch(local)
    if wrong or not _DOMAIN.fullmatch(ascii_domain) or len(spec) > 254:  # noqa: PLR2004 - RFC 5321
        _refuse(field, "is not one e-mail address that every mail server takes")
    return Address(
        display_name=_text(f"name of {field}", name), username=local, domain=ascii_domain
    )


def _body(field: str, text: str) -> str:
    if not text.strip():
        _refuse(field, "there is nothing to read")
    if _UNCARRIED.search(text):
        _refuse(field, "holds characters that no mail carries")
    return text


def _check_lines(mail: EmailMessage) -> None:
    """Look at the header lines; those of the body are quoted-printable, which is short."""
    folded = (mail.policy.fold(name, value) for name, value in mail.items())
    if any(len(line) > LINE for header in folded for line in header.split("\r\n")):
        _refuse("headers", f"a line would be longer than {LINE} octets")


# Writing


def _mailbox_line(address: Address, linesep: str) -> str:
    if not address.display_name:
        return address.addr_spec
    return f"{_words(address.display_name, linesep)}{linesep} <{address.addr_spec}>"


def _words(text: str, linesep: str) -> str:
    """Write text as it is where it is short and harmless, else as encoded words (RFC 2047)."""
    if _PHRASE.fullmatch(text) and text == text.strip():
        return text
    return f"{linesep} ".join(_encoded(part) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """Cut text into parts that fit one encoded word each, never inside a character."""
    part = ""
    for character in text:
        if len((part + character).encode()) > _WORD_BYTES:
            yield part
            part = ""
        part += character
    yield part


def _encoded(part: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(part.encode()).decode('ascii')}?="
