"""What was asked, kept as it was. This module does no I/O: the store does.

A questionnaire is published when the first person is invited to it: its document goes into the
ledger under its digest. Whoever was invited is asked exactly that, and a wave is scored by what it
asked, however the host's question sets change meanwhile.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from b2bnps.flow.program import Program, one, question_set
from b2bnps.model import Invitation, Role, Version, Wave
from b2bnps.questionnaires.departments import department_of
from b2bnps.questionnaires.document import from_document, to_json
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.sets import block_of, set_of


def publish(program: Program, questionnaires: Iterable[Questionnaire], *, now: datetime) -> None:
    """Record questionnaires as they are; those recorded before are left alone."""
    for questionnaire in questionnaires:
        if one(program, Version, questionnaire.digest) is None:
            program.store.add(
                Version(
                    id=questionnaire.digest,
                    tenant=program.tenant,
                    at=now,
                    name=questionnaire.name,
                    block=questionnaire.block or str(questionnaire.role),
                    document=to_json(set_of(questionnaire), indent=None),
                )
            )


def published(program: Program, digest: str) -> Questionnaire | None:
    """Read a published questionnaire; None where none of this digest is."""
    found = one(program, Version, digest)
    return None if found is None else _read(found.document, found.block)


def asked_of(program: Program, invitation: Invitation) -> Questionnaire:
    """Give what somebody was invited to answer.

    Raises:
        UnknownThing: it was never published, and the programme has no set of this name either.
    """
    digest = invitation.questionnaire
    asked = program.question_sets.get(invitation.question_set, {})
    found = next((each for each in asked.values() if each.digest == digest), None)
    return found or published(program, digest) or _nearest(program, invitation)


def asked_in(
    program: Program, wave: Wave, invitations: Iterable[Invitation]
) -> Mapping[str, Questionnaire]:
    """Give what a wave asked, by digest: what was published for it, else the set as it is now."""
    asked = program.question_sets.get(wave.question_set, {})
    current = {each.digest: each for each in asked.values()}
    digests = {invitation.questionnaire for invitation in invitations} - {""}
    older = {digest: published(program, digest) for digest in sorted(digests - current.keys())}
    kept = {digest: each for digest, each in older.items() if each is not None}
    used = {digest: current[digest] for digest in digests & current.keys()} | kept
    return used or current


def _nearest(program: Program, invitation: Invitation) -> Questionnaire:
    """Choose for invitations that were recorded before questionnaires were published."""
    asked = question_set(program, invitation.question_set)
    block = block_of(asked, invitation.role, department_of(invitation.unit))
    return asked.get(block) or asked[Role.UNKNOWN]


@lru_cache(maxsize=256)
def _read(document: str, block: str) -> Questionnaire:
    return from_document(json.loads(document))[block]
