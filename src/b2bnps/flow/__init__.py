"""The street itself: the verbs of b2bnps, each a function that takes a :class:`Program` first.

This package is the only caller of ports, and does no I/O of its own::

    import_roster ─▶ plan_wave ─▶ send_due ─▶ respond ─▶ results, status
                                                 └─▶ advance (cases)
    tick, from a worker or the host's scheduler: what becomes due with time
"""

from b2bnps.flow.answering import (
    Opened,
    Outcome,
    note_signal,
    open_link,
    record,
    respond,
    unsubscribe,
    unsubscribe_preview,
)
from b2bnps.flow.drafts import OpenedDraft, leave_remark, open_draft, remarks, share_draft
from b2bnps.flow.events import EVENTS, Counters, Event, LogEvents, Observer, both
from b2bnps.flow.forgetting import forget
from b2bnps.flow.loop import advance, cases, find_case
from b2bnps.flow.program import Program, observe, within
from b2bnps.flow.roster import Imported, import_roster, known
from b2bnps.flow.ruling import exclude, reinstate, resolve, rule, undecided
from b2bnps.flow.scoring import score_answers
from b2bnps.flow.sending import send_due
from b2bnps.flow.ticking import Ticked, tick
from b2bnps.flow.versions import asked_of, publish, published
from b2bnps.flow.watching import (
    Health,
    Status,
    answers,
    counted,
    find_wave,
    health,
    results,
    status,
)
from b2bnps.flow.waves import plan_wave, preview_wave

__all__ = [
    "EVENTS",
    "Counters",
    "Event",
    "Health",
    "Imported",
    "LogEvents",
    "Observer",
    "Opened",
    "OpenedDraft",
    "Outcome",
    "Program",
    "Status",
    "Ticked",
    "advance",
    "answers",
    "asked_of",
    "both",
    "cases",
    "counted",
    "exclude",
    "find_case",
    "find_wave",
    "forget",
    "health",
    "import_roster",
    "known",
    "leave_remark",
    "note_signal",
    "observe",
    "open_draft",
    "open_link",
    "plan_wave",
    "preview_wave",
    "publish",
    "published",
    "record",
    "reinstate",
    "remarks",
    "resolve",
    "respond",
    "results",
    "rule",
    "score_answers",
    "send_due",
    "share_draft",
    "status",
    "tick",
    "undecided",
    "unsubscribe",
    "unsubscribe_preview",
    "within",
]
