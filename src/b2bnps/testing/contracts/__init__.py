"""The contracts of the ports as pytest classes: override one method and inherit the proof.

Every example takes a tenant of its own wherever it can, so the suites also run on a store that
already holds something, and all examples may share one database.
"""

from b2bnps.testing.contracts.channel import ChannelContract
from b2bnps.testing.contracts.counting import AnswerTalliesContract
from b2bnps.testing.contracts.outbox import OutboxContract
from b2bnps.testing.contracts.store import StoreContract

__all__ = ["AnswerTalliesContract", "ChannelContract", "OutboxContract", "StoreContract"]
