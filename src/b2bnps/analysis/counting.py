"""Stored answers → counts by group: the fold in Python. This module does no I/O."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from b2bnps.analysis.answers import current, latest_verdicts, objection
from b2bnps.model import Response, Verdict, Wave
from b2bnps.ports import AnswerQuery, Counted
from b2bnps.tallies import tally


def count_answers(
    responses: Iterable[Response],
    verdicts: Iterable[Verdict],
    waves: Iterable[Wave],
    query: AnswerQuery,
) -> Mapping[str, Counted]:
    """Count the current answers by group, as :class:`~b2bnps.ports.AnswerTallies` says.

    Args:
        responses, verdicts: of the tenant, and of the wave where one is asked for.
        waves: of the tenant; they say when a wave closes.
    """
    said = [fact for fact in responses if fact.at <= query.now]
    ruled = [fact for fact in verdicts if fact.at <= query.now]
    closes = {wave.id: wave.closes for wave in waves}
    standings = _standings(said, ruled, closes, query.now)
    groups: dict[str, list[Response]] = {} if query.by else {"": []}
    for response in said:
        groups.setdefault(str(getattr(response, query.by, "")), []).append(response)
    return {key: _counted(of_group, standings, query) for key, of_group in groups.items()}


def _standings(
    said: Iterable[Response],
    ruled: Iterable[Verdict],
    closes: Mapping[str, datetime | None],
    now: datetime,
) -> dict[str, str]:
    """Say of each response, by its id, why it does not count; empty where it does."""
    waves: dict[str, tuple[list[Response], list[Verdict]]] = defaultdict(lambda: ([], []))
    for response in said:
        waves[response.wave][0].append(response)
    for verdict in ruled:
        waves[verdict.wave][1].append(verdict)
    standings = {}
    for wave, (responses, verdicts) in waves.items():
        rulings, until = latest_verdicts(verdicts), closes.get(wave)
        chosen = current(responses, verdicts, now=now, closes=until).responses
        counts = {response.id for response in chosen}
        for one in responses:
            reason = objection(one, rulings.get(one.id), now=now, closes=until)
            standings[one.id] = reason or ("" if one.id in counts else "replaced")
    return standings


def _counted(
    responses: Iterable[Response], standings: Mapping[str, str], query: AnswerQuery
) -> Counted:
    reasons = Counter(standings[response.id] for response in responses)
    chosen = [response for response in responses if not standings[response.id]]
    asked = [r for r in chosen if any(answer.metric is query.metric for answer in r.answers)]
    return Counted(
        tally=tally(
            [response.score(query.metric) for response in asked],
            query.adds,
            accounts=[response.account for response in asked],
        ),
        answered=reasons.pop("", 0),
        partial=sum(not response.complete for response in chosen),
        set_aside=dict(reasons),
    )
