"""Who asks, as people read it. This module does no I/O."""

import re
from collections.abc import Mapping
from typing import Any

from attrs import Attribute, Factory, field, frozen

from b2bnps.errors import InvalidValue
from b2bnps.messages.wording import check

__all__ = ["Sender"]

_MAILBOX = re.compile(r"[^\s@<>\",;:]+@[^\s@<>\",;:]+")


def _one_line(_: Any, attribute: "Attribute[str]", value: str) -> None:
    if not isinstance(value, str) or not value.isprintable():
        message = f"Sender.{attribute.name}: takes one line of printable characters."
        raise InvalidValue(message)


def _mailbox(instance: Any, attribute: "Attribute[str]", value: str) -> None:
    _one_line(instance, attribute, value)
    if value and not _MAILBOX.fullmatch(value):
        message = f"Sender.{attribute.name}: takes one address such as loyalty@example.com."
        raise InvalidValue(message)


@frozen(kw_only=True)
class Sender:
    """Who asks.

    Attributes:
        company: as customers know it; it stands in the subject and in the question.
        name: the person or team who signs, and the name in the From line.
        email: the address in the From line; empty where no mail is sent.
        reply_to: where replies go; empty leaves them to ``email``.
        postal: postal address in one line, for the foot of a letter; empty leaves it out.
        language: tag of the language for people of whom none is known.
        wording: the host's own texts by language and name of the text. They replace ours one by
            one; a language that we do not have has to be complete.

    Raises:
        InvalidValue: line breaks, something that is no address, unknown or missing wording.
    """

    company: str = field(validator=_one_line)
    name: str = field(validator=_one_line)
    email: str = field(validator=_mailbox)
    reply_to: str = field(default="", validator=_mailbox)
    postal: str = field(default="", validator=_one_line)
    language: str = field(default="en", validator=_one_line)
    wording: Mapping[str, Mapping[str, str]] = Factory(dict)

    def __attrs_post_init__(self) -> None:
        """Refuse a nameless company, and wording that could only fail later."""
        if not self.company.strip():
            message = "Sender.company: may not be empty."
            raise InvalidValue(message)
        if self.wording:
            check(self.wording)
