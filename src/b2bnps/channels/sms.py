"""Short texts, by any gateway, and the replies that people type.

>>> parse_reply("9 great service")
(9, 'great service')
"""

import re
from collections.abc import Callable
from datetime import datetime

from attrs import field, frozen

from b2bnps.channels import hand_over, refuse_fields
from b2bnps.errors import BadAnswer, Rejected
from b2bnps.model import Contact, Delivery, Message, Receipt
from b2bnps.ports import Form

__all__ = ["Sms", "parse_reply"]

LONGEST_REPLY = 2000
"""Longest reply that is read, in characters; a text message joined of ten parts has 1530."""

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_REPLY = re.compile(
    r"(?P<score>10|[0-9])(?:\s*/\s*10)?(?:[.,:;!-]?(?:\s+(?:[-:]\s+)?(?P<said>[^\d\s].*))?)?",
    re.DOTALL,
)


@frozen
class Sms:
    """The channel for short texts.

    Attributes:
        deliver: takes the number in E.164 and the text, gives the gateway's id of the message.
            It raises :class:`~b2bnps.errors.Rejected` or :class:`~b2bnps.errors.NotNow` where it
            knows that nothing went out; any other exception leaves the message in doubt.
        name: on invitations and receipts; another one for e.g. WhatsApp.
    """

    deliver: Callable[[str, str], str] = field(repr=False)
    name: str = "sms"

    @property
    def form(self) -> Form:
        """Short texts."""
        return Form.SHORT

    def address(self, contact: Contact) -> str:
        """Give the contact's number in E.164; empty where there is none in this form."""
        return contact.phone if _E164.fullmatch(contact.phone) else ""

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Send one short text.

        Raises:
            Rejected: no number in E.164, no text, or something that a text message cannot carry.
            NotNow, Doubtful: see ``deliver``.
        """
        refuse_fields(message, "subject", "html", "headers", "extra")
        if not _E164.fullmatch(message.to):
            reason = "to: takes a number in E.164."
            raise Rejected(reason)
        if not message.text.strip() or "\0" in message.text:
            reason = "text: there is nothing to send, or a NUL in it."
            raise Rejected(reason)
        provider_id = hand_over(self.deliver, message.to, message.text)
        return message.receipt(Delivery.SENT, at=now, provider_id=provider_id)


def parse_reply(text: str) -> tuple[int, str]:
    """Read a score and a comment from a reply to a 0 to 10 question.

    Taken is: a score at the beginning, ``0`` to ``10`` in ASCII digits, perhaps ``/10``, perhaps
    one of ``. , : ; ! -``; then nothing, or blank space and a comment that does not begin with a
    digit. So ``9``, ``10/10``, ``9, thanks`` and ``7 - too slow`` are read, while ``9.5``, ``-1``,
    ``8-9``, ``9 10``, ``4/5``, ``nine`` and ``I say 9`` are refused rather than guessed. A
    comment is kept beside its score, so a person can see where ``2 weeks late`` was no score.

    Returns:
        The score, and the comment without blank space around it; empty where there is none.

    Raises:
        BadAnswer: ``not_a_reply``, for the question ``nps``.
    """
    found = _REPLY.fullmatch(text.strip()) if len(text) <= LONGEST_REPLY else None
    if found is None:
        question, code = "nps", "not_a_reply"
        raise BadAnswer(question, code, "a number from 0 to 10 and perhaps a comment after it")
    return int(found["score"]), (found["said"] or "").strip()
