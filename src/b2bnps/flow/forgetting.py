"""Forgetting a person: figures stay, the identity goes. This module does no I/O: the store does."""

from datetime import datetime

from b2bnps.flow.program import Program, observe
from b2bnps.model import Erasure, derive


def forget(program: Program, contact: str, *, now: datetime) -> Erasure | None:
    """Erase a person: names, addresses, comments, notes, links and waiting messages.

    What they answered stays as figures under a random stand-in, so that no result moves.
    Forgetting again is harmless.

    Args:
        contact: the host's id of the person.
        now: stands on the audit line.

    Returns:
        The audit line, which holds the stand-in alone; None when nobody of this id was known.
    """
    stand_in = "forgotten-" + program.links.entropy(16).hex()
    with program.store.begin():
        rewritten = program.store.forget(program.tenant, contact, stand_in)
        program.desk.forget(program.tenant, contact)
        if not rewritten:
            return None
        erasure = Erasure(
            id=derive("erasure", program.tenant, stand_in),
            tenant=program.tenant,
            contact=stand_in,
            at=now,
            facts=rewritten,
        )
        program.store.add(erasure)
    observe(program, "person_forgotten", now=now, facts=rewritten)
    return erasure
