"""E-mail: letters by any callable that takes an :class:`email.message.EmailMessage`.

>>> from b2bnps.messages import Sender
>>> sender = Sender(company="Acme", name="Ida Berg", email="ida@acme.example")
>>> channel = Email(sender, Smtp("localhost"))
>>> channel.name
'email'

Instead of :class:`Smtp`, ``deliver`` may be a function around the host's own mail framework or a
provider's SDK. It raises :class:`~b2bnps.errors.Rejected` or :class:`~b2bnps.errors.NotNow` where
it *knows* that nothing went out; whatever else it raises leaves the message in doubt.
"""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

from attrs import field, frozen

from b2bnps.channels import hand_over
from b2bnps.channels.email.letter import mailbox, to_email
from b2bnps.channels.email.smtp import Smtp
from b2bnps.errors import InvalidValue, Rejected
from b2bnps.messages import Sender
from b2bnps.model import Contact, Delivery, Message, Receipt
from b2bnps.ports import Form

__all__ = ["Email", "Smtp", "to_email"]


@frozen
class Email:
    """The channel for letters.

    Attributes:
        sender: gives the From and the Reply-To line.
        deliver: sends one mail; a text that it returns is kept as the provider's id.
        name: on invitations and receipts.

    Raises:
        InvalidValue: the sender's addresses cannot stand in a mail.
    """

    sender: Sender
    deliver: Callable[[EmailMessage], object] = field(repr=False)
    name: str = "email"

    def __attrs_post_init__(self) -> None:
        """Refuse a sender with which every single mail would fail."""
        try:
            mailbox("Sender.email", self.sender.name, self.sender.email)
            if self.sender.reply_to:
                mailbox("Sender.reply_to", "", self.sender.reply_to)
        except Rejected as error:
            raise InvalidValue(str(error)) from None

    @property
    def form(self) -> Form:
        """Letters."""
        return Form.LETTER

    def address(self, contact: Contact) -> str:
        """Give the contact's address; empty where none is known."""
        return contact.email

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Send one letter.

        Raises:
            Rejected: the address will never take it, or the message cannot be written as a mail.
            NotNow: nothing went out.
            Doubtful: ``deliver`` failed in a way that leaves it open.
        """
        answer = hand_over(self.deliver, to_email(message, self.sender))
        provider_id = answer if isinstance(answer, str) else ""
        return message.receipt(Delivery.SENT, at=now, provider_id=provider_id)
