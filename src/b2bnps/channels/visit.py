"""Phone and visit: a list of whom to ask, and what the interviewer brings back.

An interview is another mode than self-entry: people are kinder to a voice. Its answers are
therefore marked with their source, and with who asked.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from attrs import field, frozen

from b2bnps.channels import hand_over, refuse_fields
from b2bnps.errors import InvalidValue, Rejected
from b2bnps.model import Contact, Delivery, Message, Receipt, Source
from b2bnps.ports import Form

__all__ = ["Interview", "Visit", "interview"]


@frozen
class Visit:
    """The channel for people who ask other people.

    Attributes:
        put: places one message on the work list of whoever looks after the account: its
            ``subject`` says whom to ask, its ``text`` has one question per line.
        name: ``visit``, or ``phone`` for calls; on invitations and receipts.
    """

    put: Callable[[Message], object] = field(repr=False)
    name: str = "visit"

    @property
    def form(self) -> Form:
        """Entries of a work list."""
        return Form.LIST

    def address(self, contact: Contact) -> str:
        """Give the number to call, or whom to visit (the host's id of the person)."""
        return contact.phone if self.name == "phone" else contact.contact

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Place one entry on the work list; a text that ``put`` returns is kept as its id.

        Raises:
            Rejected: nothing to ask, or something that a work list cannot show.
            NotNow, Doubtful: ``put`` raised that, or anything else.
        """
        refuse_fields(message, "html", "headers", "extra")
        if not message.text.strip():
            reason = "text: there is nothing to ask."
            raise Rejected(reason)
        answer = hand_over(self.put, message)
        provider_id = answer if isinstance(answer, str) else ""
        return message.receipt(Delivery.SENT, at=now, provider_id=provider_id)


@frozen(kw_only=True)
class Interview:
    """What an interviewer brings back, ready for ``flow.respond``.

    Attributes:
        form: raw answers by question id; the questionnaire's reader judges them.
        collector: who asked.
        source: always an interview.
    """

    form: Mapping[str, str] = field(repr=False)
    collector: str
    source: Source = Source.INTERVIEW


def interview(answers: Mapping[str, str | int | None], *, collector: str) -> Interview:
    """Turn an interviewer's notes into a form.

    Args:
        answers: by question id; numbers or text. What was not asked or not answered may be left
            out or None.
        collector: the host's id or name of who asked.

    Raises:
        InvalidValue: nobody asked, or an answer that is neither text nor a whole number.
    """
    if not collector.strip():
        message = "collector: an interview needs to say who asked."
        raise InvalidValue(message)
    form = {key: _written(key, value) for key, value in answers.items() if value is not None}
    return Interview(form=form, collector=collector.strip())


def _written(question: str, value: str | int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        message = f"{question}: an answer is text or a whole number."
        raise InvalidValue(message)
    return str(value)
