"""A channel of one's own: SMS by a provider's HTTP API, through the host's HTTP client."""

from datetime import datetime
from typing import Any

from b2bnps.errors import Doubtful, NotNow, Rejected
from b2bnps.model import Contact, Delivery, Message, Receipt
from b2bnps.ports import Form


class AcmeSms:
    name, form = "sms", Form.SHORT

    def __init__(self, http: Any) -> None:
        self.http = http  # e.g. an httpx2.Client that knows the provider's address and key

    def address(self, contact: Contact) -> str:
        return contact.phone

    def send(self, message: Message, *, now: datetime) -> Receipt:
        body = {"to": message.to, "text": message.text, "key": message.id}
        reply = self.http.post("/messages", json=body)
        if (status := reply.status_code) >= 400:
            raise {429: NotNow, 500: Doubtful, 503: NotNow}.get(status, Rejected)(str(status))
        return message.receipt(Delivery.SENT, at=now, provider_id=reply.json()["id"])
