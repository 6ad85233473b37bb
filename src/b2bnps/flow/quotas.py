"""How full the quotas of a wave are. This module does no I/O: the store does."""

from collections.abc import Iterator

from b2bnps.analysis.answers import current
from b2bnps.flow.program import Program, one
from b2bnps.model import Invitation, Response, Verdict, Wave
from b2bnps.questionnaires.reading import as_form, hear
from b2bnps.questionnaires.rules import Situation, compiled
from b2bnps.questionnaires.schema import Questionnaire


def full_quotas(program: Program, questionnaire: Questionnaire, wave: Wave) -> tuple[str, ...]:
    """Name the quotas of which as many complete answers are there as are wanted.

    Every answer of the wave is looked at, and only where the questionnaire has quotas. Who is
    being asked at the same moment may go a little beyond.
    """
    if not questionnaire.quotas:
        return ()
    counted = {quota.id: 0 for quota in questionnaire.quotas}
    tests = {quota.id: compiled(quota.when) for quota in questionnaire.quotas}
    for response in _complete(program, wave):
        asked = questionnaire.questions
        said = hear(asked, as_form(asked, response.answers)).said
        invitation = one(program, Invitation, response.invitation)
        known = {} if invitation is None else invitation.known
        situation = Situation(role=response.role, known=known)
        for quota, test in tests.items():
            counted[quota] += test(said, situation)
    return tuple(q.id for q in questionnaire.quotas if counted[q.id] >= q.limit)


def _complete(program: Program, wave: Wave) -> Iterator[Response]:
    about = {"tenant": program.tenant, "wave": wave.id}
    verdicts = program.store.find(Verdict, **about)
    said = list(program.store.find(Response, **about))
    now = max((response.at for response in said), default=wave.opens)
    counting = current(said, verdicts, now=now, closes=wave.closes).responses
    return (response for response in counting if response.complete)
