"""Fakes of channels: they behave like the real ones and pass the same contract."""

from collections.abc import Callable
from datetime import datetime

from b2bnps.errors import DeliveryError
from b2bnps.model import Contact, Delivery, Message, Receipt
from b2bnps.ports import Form

__all__ = ["RecordingChannel"]


class RecordingChannel:
    """A channel that keeps what it is given instead of sending it.

    Args:
        name: its name on invitations and receipts.
        form: what it carries.
        refuse: asked before every message; what it returns is raised. Lets a test play a
            provider that rejects, puts off or falls silent.

    Attributes:
        sent: the messages handed over, in order.
    """

    def __init__(
        self,
        name: str = "email",
        form: Form = Form.LETTER,
        *,
        refuse: Callable[[Message], DeliveryError | None] = lambda _: None,
    ) -> None:
        """Start with nothing sent."""
        self.name = name
        self.form = form
        self.sent: list[Message] = []
        self._refuse = refuse

    def address(self, contact: Contact) -> str:
        """Reach letters by e-mail, everything else by phone."""
        return contact.email if self.form is Form.LETTER else contact.phone

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Keep the message and say that it went out."""
        if (error := self._refuse(message)) is not None:
            raise error
        self.sent.append(message)
        return message.receipt(Delivery.SENT, at=now, provider_id=f"recorded-{message.id}")
