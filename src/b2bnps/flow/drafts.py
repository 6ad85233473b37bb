"""Showing a question set to colleagues before anybody is asked. This module does no I/O.

A draft is opened by a signed link that ends. Whoever opens it walks through the questions as a
customer would, and can leave a remark; nothing entered there ever becomes a response.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen

from b2bnps.errors import BadLink, InvalidValue
from b2bnps.flow.program import Program, observe, one
from b2bnps.links import Purpose
from b2bnps.model import Draft, Link, Remark, derive
from b2bnps.questionnaires.document import from_document, to_json
from b2bnps.questionnaires.reading import plain
from b2bnps.questionnaires.sets import QuestionSet

LONGEST_REMARK = 4_000
"""Longest remark that is taken, in characters."""

MOST_REMARKS = 500
"""Most remarks about one draft: a preview link is seen by more people than it was meant for."""


@frozen(kw_only=True)
class OpenedDraft:
    """What a preview link opens.

    Attributes:
        asked: the question set as it was when it was shared.
        remarks: what colleagues have said so far, the oldest first.
        company: who would be asking.
    """

    draft: Draft
    asked: QuestionSet
    remarks: tuple[Remark, ...]
    company: str = ""


def share_draft(
    program: Program,
    asked: QuestionSet,
    *,
    by: str = "",
    now: datetime,
    life: timedelta = timedelta(days=14),
) -> str:
    """Record a question set as a draft and give the address of its preview.

    Args:
        asked: what colleagues should look at; it need not be among the programme's sets.
        by: who shares it.
        now: from when the link works.
        life: how long it works.

    Raises:
        InvalidValue: a life that ends before it begins.
    """
    if life <= timedelta(0):
        message = "life: a preview link works for some time; pass a positive timedelta."
        raise InvalidValue(message)
    document = to_json(asked, indent=None)
    ticket = program.links.issue()
    draft = Draft(
        id=derive("draft", program.tenant, document, now.isoformat()),
        tenant=program.tenant,
        at=now,
        name=asked.name,
        by=by,
        document=document,
    )
    link = Link(id=ticket.id, tenant=program.tenant, at=now, draft=draft.id, expires=now + life)
    with program.store.begin():
        if one(program, Draft, draft.id) is None:
            program.store.add(draft)
        program.store.add(link)
    observe(program, "draft_shared", now=now, question_set=asked.name)
    return program.links.url(Purpose.PREVIEW, ticket)


def open_draft(program: Program, token: str, *, now: datetime) -> OpenedDraft:
    """Read a preview link; nothing is recorded.

    Raises:
        BadLink: forged, unknown or expired.
    """
    draft = _follow(program, token, now)
    return OpenedDraft(
        draft=draft,
        asked=from_document(json.loads(draft.document)),
        remarks=tuple(remarks(program, draft.id)),
        company=program.sender.company,
    )


def leave_remark(
    program: Program,
    token: str,
    *,
    text: str,
    by: str = "",
    block: str = "",
    question: str = "",
    language: str = "",
    now: datetime,
) -> Remark:
    """Record what a colleague says about a draft; the same words at the same time are one remark.

    Args:
        text: up to :data:`LONGEST_REMARK` characters.
        by: who says it, as they write it.
        block, question, language: what they were looking at.

    Raises:
        BadLink: forged, unknown or expired.
        InvalidValue: no words, too many of them, or as many remarks as a draft takes.
    """
    draft = _follow(program, token, now)
    words = plain(text)
    if not words or len(words) > LONGEST_REMARK:
        message = f"text: a remark has 1 to {LONGEST_REMARK} characters."
        raise InvalidValue(message)
    said = list(remarks(program, draft.id))
    if len(said) >= MOST_REMARKS:
        message = f"draft: has {MOST_REMARKS} remarks; share it again for more."
        raise InvalidValue(message)
    remark = Remark(
        id=derive("remark", draft.id, block, question, by, words, now.isoformat()),
        tenant=program.tenant,
        at=now,
        draft=draft.id,
        block=block,
        question=question,
        language=language,
        by=" ".join(plain(by).split())[:100],
        text=words,
    )
    if remark.id not in {each.id for each in said}:
        program.store.add(remark)
    return remark


def remarks(program: Program, draft: str) -> Iterable[Remark]:
    """List what colleagues said about a draft, the oldest first."""
    found = program.store.find(Remark, tenant=program.tenant)
    return sorted((each for each in found if each.draft == draft), key=lambda each: each.received)


def _follow(program: Program, token: str, now: datetime) -> Draft:
    link = one(program, Link, program.links.read(Purpose.PREVIEW, token))
    if link is None or link.expires is None or now >= link.expires:
        raise BadLink
    draft = one(program, Draft, link.draft)
    if draft is None:
        raise BadLink
    return draft
