"""The examples of a store and a channel of one's own pass the contracts."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import httpx2
import pytest

from b2bnps.errors import Doubtful, NotNow, Rejected
from b2bnps.model import Message
from b2bnps.ports import Channel, Store
from b2bnps.testing import ChannelContract, StoreContract
from b2bnps.testing.examples import NOW, a_record

EXAMPLES = Path(__file__).parents[1] / "examples"
OneTableStore: Any = run_path(str(EXAMPLES / "custom_store.py"))["OneTableStore"]
AcmeSms: Any = run_path(str(EXAMPLES / "custom_channel.py"))["AcmeSms"]


class TestOneTableStore(StoreContract):
    """Eighty lines over sqlite3 are a store."""

    @pytest.fixture(autouse=True)
    def _take(self) -> Iterator[None]:
        self.connection = sqlite3.connect(":memory:")
        yield
        self.connection.close()

    def make_store(self) -> Store:
        """Give a store on an empty database."""
        store: Store = OneTableStore(self.connection)
        return store

    def test_threads_do_not_share_a_block(self, store: Store, tenant: str) -> None:
        """A connection of sqlite3 belongs to one thread, and so does this store."""


class TestAcmeSms(ChannelContract):
    """Twenty-five lines over an HTTP client are a channel."""

    status = 200

    @pytest.fixture(autouse=True)
    def _take(self) -> Iterator[None]:
        transport = httpx2.MockTransport(self.answer)
        with httpx2.Client(transport=transport, base_url="https://sms.example") as self.http:
            yield

    def make_channel(self) -> Channel:
        """Give a channel whose provider plays along."""
        channel: Channel = AcmeSms(self.http)
        return channel

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Play the provider: refuse texts to nobody, know a repetition by its key."""
        body = json.loads(request.content)
        status = self.status if body["to"] else 400
        return httpx2.Response(status, json={"id": f"acme-{body['key']}"})

    @pytest.mark.parametrize(
        ("status", "fault"), [(429, NotNow), (503, NotNow), (500, Doubtful), (400, Rejected)]
    )
    def test_the_provider_s_faults_are_ours(self, status: int, fault: type[Exception]) -> None:
        """Busy is temporary, a fault of theirs is doubtful, a refusal is for good."""
        self.status = status
        with pytest.raises(fault):
            self.make_channel().send(a_record(Message, to="+31201234567"), now=NOW)
