"""Ways to people: e-mail, SMS, phone and visit, the host's own pages, files.

Each is an adapter of its own and knows none of the others::

    email   Email, Smtp         letters, by any callable that takes an EmailMessage
    sms     Sms, parse_reply    short texts, by any callable that takes a number and a text
    visit   Visit, interview    a work list for people who call or drive by
    embed   as_data, as_html    the questions inside a page where the contact is logged in
    file    File, link_rows,    rows with personal links for somebody else's mailing,
            answer_rows         and answers from somebody else's form

What a channel cannot express it refuses; it drops nothing in silence.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from b2bnps.errors import DeliveryError, Doubtful, Rejected
from b2bnps.model import Message

__all__ = ["hand_over", "refuse_fields"]

P = ParamSpec("P")
R = TypeVar("R")


def hand_over(deliver: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call what delivers. Only its own word about a fault is believed, see the errors.

    Raises:
        DeliveryError: whichever ``deliver`` raised.
        Doubtful: it raised anything else: the message may have gone out.
    """
    try:
        return deliver(*args, **kwargs)
    except DeliveryError:
        raise
    except Exception as error:
        reason = type(error).__name__  # its message may hold an address
        raise Doubtful(reason) from error


def refuse_fields(message: Message, *names: str) -> None:
    """Refuse a message that has something in a field which the channel cannot carry.

    Raises:
        Rejected: naming the first of these fields that is not empty.
    """
    for name in names:
        if getattr(message, name):
            reason = f"{name}: the channel {message.channel!r} cannot carry it."
            raise Rejected(reason)
