"""A small programme with everything plugged in, for tests, examples and trying things out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from b2bnps.flow import Observer, Program
from b2bnps.flow.events import quiet
from b2bnps.links import Key, Links
from b2bnps.messages import Sender
from b2bnps.model import Account, Contact, Role, Wave
from b2bnps.ports import Channel, Notifier
from b2bnps.stores.memory import MemoryStore
from b2bnps.testing.channels import RecordingChannel

MONDAY = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
"""A Monday morning on which nothing else happens."""


def sample_program(
    *,
    store: MemoryStore | None = None,
    channels: Sequence[Channel] | None = None,
    address: str = "https://crm.example/nps",
    tenant: str = "",
    observer: Observer = quiet,
    notifier: Notifier | None = None,
) -> Program:
    """Plug a programme together that needs nothing from outside.

    Args:
        store: anything with ``outbox`` and ``desk`` beside the store's own methods, e.g. a
            :class:`~b2bnps.stores.memory.MemoryStore` (the default) or a ``SqlStore``.
        channels: ways to people; the default records what it is given.
        address: where the survey pages are mounted.
        tenant: whose programme.
        observer, notifier: as in :class:`~b2bnps.flow.Program`.
    """
    store = MemoryStore() if store is None else store
    return Program(
        store=store,
        channels=tuple(channels) if channels is not None else (RecordingChannel(),),
        links=Links(
            address, keys=(Key("A", b"not a secret: this is for tests only"),), tenant=tenant
        ),
        sender=Sender(company="Acme", name="Acme Customer Care", email="care@acme.example"),
        tenant=tenant,
        observer=observer,
        notifier=notifier,
    )


def sample_account(account: str = "A1", *, now: datetime = MONDAY, tenant: str = "") -> Account:
    """Make an account with an owner and a revenue."""
    return Account(
        tenant=tenant,
        account=account,
        at=now,
        name=f"Customer {account}",
        owner=f"owner.of.{account.lower()}@acme.example",
        revenue=Decimal(120_000),
        currency="EUR",
    )


def sample_contact(
    contact: str = "C1",
    account: str = "A1",
    *,
    role: Role = Role.DECISION_MAKER,
    language: str = "en",
    now: datetime = MONDAY,
    tenant: str = "",
) -> Contact:
    """Make a contact with an address and one role."""
    return Contact(
        tenant=tenant,
        account=account,
        contact=contact,
        at=now,
        first_name="Deniz",
        last_name=f"Example {contact}",
        unit="Operations",
        email=f"{contact.lower()}@{account.lower()}.example",
        phone="+31201234567",
        roles=(role,),
        language=language,
    )


def sample_wave(
    wave: str = "2026-Q4", *, opens: datetime = MONDAY, days: int = 28, tenant: str = ""
) -> Wave:
    """Make a relationship wave that is open for so many days."""
    closes = opens + timedelta(days=days)
    return Wave(id=wave, tenant=tenant, at=opens, title="Autumn 2026", opens=opens, closes=closes)
