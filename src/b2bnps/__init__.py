"""Measure and improve the loyalty of business customers, inside the software you already run.

Everything here is loaded when it is first used (PEP 562), so importing it costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b2bnps.errors import AlreadyRecorded, B2bnpsError
    from b2bnps.flow import (
        Program,
        advance,
        cases,
        forget,
        health,
        import_roster,
        plan_wave,
        record,
        results,
        send_due,
        status,
        tick,
        within,
    )
    from b2bnps.links import Key, Links
    from b2bnps.messages import Sender
    from b2bnps.model import Account, Case, Contact, Invitation, Message, Response, Role, Wave
    from b2bnps.planning import Rules

__all__ = [
    "Account",
    "AlreadyRecorded",
    "B2bnpsError",
    "Case",
    "Contact",
    "Invitation",
    "Key",
    "Links",
    "Message",
    "Program",
    "Response",
    "Role",
    "Rules",
    "Sender",
    "Wave",
    "__version__",
    "advance",
    "cases",
    "forget",
    "health",
    "import_roster",
    "plan_wave",
    "record",
    "results",
    "send_due",
    "status",
    "tick",
    "within",
]

_HOME = {
    "errors": ("AlreadyRecorded", "B2bnpsError"),
    "links": ("Key", "Links"),
    "messages": ("Sender",),
    "model": ("Account", "Case", "Contact", "Invitation", "Message", "Response", "Role", "Wave"),
    "planning": ("Rules",),
}
"""Where a name lives; the verbs and the programme live in ``flow``."""


def __getattr__(name: str) -> object:
    """Load a name when it is first used."""
    if name not in __all__:
        message = f"module 'b2bnps' has no attribute {name!r}"
        raise AttributeError(message)
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - costs more than all the rest

        value: object = version("b2bnps")
    else:
        home = next((room for room, names in _HOME.items() if name in names), "flow")
        value = getattr(import_module(f"b2bnps.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
