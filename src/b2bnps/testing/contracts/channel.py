"""The contract of a channel."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from b2bnps.errors import DeliveryError
from b2bnps.model import KEY_LENGTH, Contact, Delivery, Message, Receipt
from b2bnps.ports import Channel, Form
from b2bnps.testing.examples import NOW, a_record, new_tenant

__all__ = ["ChannelContract"]

PERSON = Contact(
    id="c1",
    account="acme",
    contact="p1",
    at=NOW,
    first_name="Ayşe",
    last_name="Öz",
    email="ayse.oz@acme.example",
    phone="+905321234567",
    language="tr",
)


class ChannelContract:
    """What a :class:`~b2bnps.ports.Channel` must do. Override :meth:`make_channel`.

    The channel is asked to send for real, so give it a provider that plays along.
    """

    def make_channel(self) -> Channel:
        """Return the channel under test, with a provider that takes every message."""
        raise NotImplementedError

    def make_message(self, channel: Channel) -> Message:
        """Return a message that the channel can send; override it where it needs more."""
        letter = channel.form is Form.LETTER
        return a_record(
            Message,
            id=new_tenant(),
            tenant="t",
            wave="w",
            account="acme",
            contact="p1",
            invitation="i1",
            channel=channel.name,
            to=channel.address(PERSON),
            name=PERSON.name,
            language="tr",
            subject="Nasıl gidiyor?" if letter else "",
            text="Bir soru: https://nps.example/r/abc",
            html="<p>Bir soru: <a href='https://nps.example/r/abc'>yanıt</a></p>" if letter else "",
        )

    @pytest.fixture
    def channel(self) -> Channel:
        """Give the channel under test to an example."""
        return self.make_channel()

    def test_its_name_is_a_key(self, channel: Channel) -> None:
        """The name stands on every invitation and receipt, and never changes."""
        assert 0 < len(channel.name) <= KEY_LENGTH
        assert channel.name.isprintable()
        assert channel.name == self.make_channel().name

    def test_its_form_is_one_of_ours(self, channel: Channel) -> None:
        """A channel carries a letter, a short text or a list."""
        assert channel.form in list(Form)

    def test_a_contact_has_an_address_or_none(self, channel: Channel) -> None:
        """Somebody with every address is reached; the answer is text and stays the same."""
        address = channel.address(PERSON)
        assert isinstance(address, str)
        assert address
        assert address == channel.address(PERSON)

    def test_a_contact_without_anything_is_text_too(self, channel: Channel) -> None:
        """Nobody's address is text as well: empty where the channel cannot reach."""
        assert isinstance(channel.address(evolve(PERSON, email="", phone="")), str)

    def test_sending_gives_the_receipt_of_that_message(self, channel: Channel) -> None:
        """The receipt says sent, when, by which channel, and belongs to the message."""
        message = self.make_message(channel)
        receipt = channel.send(message, now=NOW)
        assert isinstance(receipt, Receipt)
        assert (receipt.event, receipt.at) == (Delivery.SENT, NOW)
        for name in ("tenant", "wave", "account", "contact", "invitation"):
            assert getattr(message, name) == getattr(receipt, name), name
        assert (message.id, channel.name) == (receipt.message, receipt.channel)

    def test_the_same_outcome_has_the_same_id(self, channel: Channel) -> None:
        """A receipt's id is made of the outcome, so the same one twice is one fact."""
        message = self.make_message(channel)
        receipt = channel.send(message, now=NOW)
        again = message.receipt(receipt.event, at=NOW, provider_id=receipt.provider_id)
        assert again.id == receipt.id

    def test_sending_leaves_the_message_alone(self, channel: Channel) -> None:
        """What is retried later must be byte for byte what was tried first."""
        message = self.make_message(channel)
        before = evolve(message, headers=dict(message.headers), extra=dict(message.extra))
        channel.send(message, now=NOW)
        assert before == message

    def test_the_clock_is_the_caller_s(self, channel: Channel) -> None:
        """The receipt carries the time it was given, not one that the channel read."""
        then = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
        assert then == channel.send(self.make_message(channel), now=then).at

    def test_it_raises_only_what_the_sender_understands(self, channel: Channel) -> None:
        """Without an address a message is refused as a DeliveryError, or goes out as a list."""
        message = evolve(self.make_message(channel), to="")
        try:
            receipt = channel.send(message, now=NOW)
        except DeliveryError:
            return
        assert message.id == receipt.message
