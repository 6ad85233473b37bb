"""Named events for whoever watches the programme run. This module does no I/O of its own.

An observer is any callable that takes an :class:`Event`. Events carry counts, codes and ids of
waves, never a person, an address, a comment or a link.
"""

import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from attrs import field, frozen

EVENTS = {
    "roster_imported": "Accounts and contacts were read in.",
    "draft_shared": "A question set was shown to colleagues.",
    "wave_planned": "A wave was planned: who is asked, and who is not.",
    "message_sent": "A message was handed to its channel.",
    "message_retried": "A channel could not take a message now; it is sent later.",
    "message_failed": "A message will never arrive.",
    "message_in_doubt": "A message may or may not have gone out; a person must look.",
    "message_skipped": "A message was not sent, because a rule spoke against it.",
    "claim_lost": "A worker held a message for too long, and another one took it.",
    "answer_recorded": "Somebody answered.",
    "answer_repeated": "The same form arrived again; nothing was added.",
    "answer_confirmed": "An answer held for the sign of a machine counts now.",
    "answer_excluded": "Somebody took an answer out of the figures.",
    "answer_reinstated": "An answer that somebody had taken out counts again.",
    "doubt_resolved": "Somebody said whether a message in doubt had gone out.",
    "machine_signal": "A link was opened by what looks like a machine.",
    "opted_out": "Somebody does not want to be asked.",
    "case_opened": "A low score needs somebody's action.",
    "voice_joined": "A further answer joined an open case.",
    "case_overdue": "Nobody has made contact in time.",
    "case_advanced": "A case took a step.",
    "notice_failed": "The host's notifier raised; the case itself is safe.",
    "page_failed": "A page raised something unexpected; the person saw that it can be tried again.",
    "person_forgotten": "A person was erased.",
}
"""Every event by name, with what it means."""


@frozen(kw_only=True)
class Event:
    """Something happened.

    Attributes:
        name: a key of :data:`EVENTS`.
        at: when, by the caller's clock.
        tenant: whose programme.
        fields: counts, codes and ids of waves.
    """

    name: str
    at: datetime
    tenant: str = ""
    fields: Mapping[str, str | int] = field(factory=dict)


Observer = Callable[[Event], object]
"""Takes an event. What it raises is dropped: watching must never stop the programme."""


def quiet(_: Event) -> None:
    """Watch nothing."""


def tell(observer: Observer, event: Event) -> None:
    """Hand an event over, and go on whatever the observer does with it."""
    with contextlib.suppress(Exception):
        observer(event)


@frozen
class LogEvents:
    """Write each event as one line: ``message_sent wave=2026-Q4 channel=email``."""

    log: logging.Logger = field(factory=lambda: logging.getLogger("b2bnps"))

    def __call__(self, event: Event) -> None:
        """Log the event at INFO; its fields are on the record as ``b2bnps``, too."""
        words = " ".join(f"{name}={value}" for name, value in event.fields.items())
        extra = {"b2bnps": {"event": event.name, "tenant": event.tenant, **event.fields}}
        self.log.info("%s %s", event.name, words, extra=extra)


@frozen
class Counters:
    """Count events by name, for a metrics page of the host's."""

    counts: Counter[str] = field(factory=Counter)

    def __call__(self, event: Event) -> None:
        """Count one event."""
        self.counts[event.name] += 1


def both(*observers: Observer) -> Observer:
    """Join observers: each gets every event, whatever the others do with it."""

    def observe(event: Event) -> None:
        for observer in observers:
            tell(observer, event)

    return observe
