"""What a host needs to prove its own store, outbox or channel, and to test against ours.

A proof is a class of three lines::

    from b2bnps.testing import StoreContract

    class TestMyStore(StoreContract):
        def make_store(self):
            return MyStore()

Contracts, strategies and the machine need the extra ``testing``; the fakes need nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

from b2bnps.errors import MissingExtra

if TYPE_CHECKING:
    from b2bnps.testing.channels import RecordingChannel
    from b2bnps.testing.contracts import (
        AnswerTalliesContract,
        ChannelContract,
        OutboxContract,
        StoreContract,
    )
    from b2bnps.testing.forms import forms, situations
    from b2bnps.testing.machine import StoreMachine, run_beside_memory
    from b2bnps.testing.questionnaires import question_sets, questionnaires
    from b2bnps.testing.strategies import records

__all__ = [
    "AnswerTalliesContract",
    "ChannelContract",
    "OutboxContract",
    "RecordingChannel",
    "StoreContract",
    "StoreMachine",
    "forms",
    "question_sets",
    "questionnaires",
    "records",
    "run_beside_memory",
    "situations",
]

HOMES = {
    "AnswerTalliesContract": "contracts",
    "ChannelContract": "contracts",
    "OutboxContract": "contracts",
    "RecordingChannel": "channels",
    "StoreContract": "contracts",
    "StoreMachine": "machine",
    "forms": "forms",
    "question_sets": "questionnaires",
    "questionnaires": "questionnaires",
    "records": "strategies",
    "run_beside_memory": "machine",
    "situations": "forms",
}
"""In which module of this room a name lives."""


def __getattr__(name: str) -> Any:
    """Import a name from its module at first use."""
    if name not in HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    try:
        _explain_failures()
        module = importlib.import_module(f"{__name__}.{HOMES[name]}")
    except ModuleNotFoundError as error:
        if error.name in ("pytest", "hypothesis"):
            raise MissingExtra(error.name, "testing") from error
        raise
    return getattr(module, name)


def __dir__() -> list[str]:
    """List the names that are imported at first use."""
    return sorted(__all__)


def _explain_failures() -> None:
    """Let pytest show both sides of a comparison that fails inside a contract."""
    try:
        import pytest  # noqa: PLC0415 - the fakes do without
    except ModuleNotFoundError:
        return
    pytest.register_assert_rewrite(f"{__name__}.contracts", f"{__name__}.machine")
