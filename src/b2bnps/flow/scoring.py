"""Scoring stored answers where they lie. This module does no I/O."""

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve

from b2bnps.analysis.counting import count_answers
from b2bnps.definitions import NPS, Definition
from b2bnps.errors import InvalidValue
from b2bnps.flow.program import Program
from b2bnps.metrics import Result, from_tally
from b2bnps.model import Metric, Response, Verdict, Wave
from b2bnps.ports import AnswerQuery, AnswerTallies, Counted, Store
from b2bnps.tallies import Tally


def score_answers(
    program: Program,
    definition: Definition = NPS,
    *,
    wave: str = "",
    by: str = "",
    now: datetime,
    level: float = 0.95,
) -> Mapping[str, Result]:
    """Score stored answers by group, inside the store where it can count.

    Every current answer counts, whether or not its person was planned for, so there is no
    population; :func:`results` has the figures of a planned wave.

    Args:
        definition: what to compute; its metric is the one that questions were declared to measure.
        wave: id of one wave; empty for all, each chosen from by itself.
        by: ``role``, ``account``, ``unit``, ``wave``, or empty for one figure.
        now: the figures are those of this moment; it may lie in the past.

    Raises:
        InvalidValue: an unknown group, or a metric that no question declares.
        NaiveTime: ``now`` has no zone.
    """
    query = AnswerQuery(
        tenant=program.tenant,
        metric=_declared(definition),
        adds=definition.adds,
        now=now,
        wave=wave,
        by=by,
    )
    found = _count(program.store, query)
    return {key: from_tally(definition, _tally(one, by), level=level) for key, one in found.items()}


def _declared(definition: Definition) -> Metric:
    if definition.metric in {*Metric}:
        return Metric(definition.metric)
    message = (
        f"definition: no question declares {definition.metric!r}; "
        f"stored answers are of {', '.join(metric for metric in Metric if metric)}."
    )
    raise InvalidValue(message)


def _count(store: Store, query: AnswerQuery) -> Mapping[str, Counted]:
    if isinstance(store, AnswerTallies):
        return store.tally_answers(query)
    place = {"tenant": query.tenant, "wave": query.wave}
    waves = store.find(Wave, tenant=query.tenant)
    return count_answers(store.find(Response, **place), store.find(Verdict, **place), waves, query)


def _tally(counted: Counted, by: str) -> Tally:
    """Inside a single account there is nothing to cluster."""
    return evolve(counted.tally, clusters=None) if by == "account" else counted.tally
