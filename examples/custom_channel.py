"""A channel of one's own: SMS through a provider's HTTP API and the host's HTTP client."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from attrs import frozen

from b2bnps.errors import DeliveryError, Doubtful, NotNow, Rejected
from b2bnps.model import Contact, Delivery, Message, Receipt
from b2bnps.ports import Form


@frozen
class AcmeSms:
    """Short texts by Acme; the client is the host's (httpx and its like), with URL and key."""

    http: Any
    name: str = "sms"
    form: Form = Form.SHORT

    def address(self, contact: Contact) -> str:
        """Reach everybody whose number is known."""
        return contact.phone

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Send one text; the message's id is the key by which Acme knows a repetition."""
        body = {"to": message.to, "text": message.text, "key": message.id}
        reply = self.http.post("/messages", json=body)
        if fault := _fault(reply.status_code):
            raise fault
        return message.receipt(Delivery.SENT, at=now, provider_id=reply.json()["id"])


def _fault(status: int) -> DeliveryError | None:
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return NotNow("busy")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Doubtful("provider_fault")
    return Rejected("refused") if status >= HTTPStatus.BAD_REQUEST else None
