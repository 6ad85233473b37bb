"""The current answers, counted by group inside the database: one row comes back for each group.

The statement is the fold of :mod:`b2bnps.analysis.answers` said in SQL, in four steps: what stands
against each response, who goes first of several by one person, what each response counts as (its
*cell*), and the sums, first within each account and then over the accounts.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from b2bnps.analysis.answers import IDLE, NOT_COUNTED
from b2bnps.model import Response, Source, Verdict, Wave
from b2bnps.ports import AnswerQuery, Counted
from b2bnps.stores.sql.columns import SERVERS_OF_MARIADB
from b2bnps.stores.sql.tables import CHILDREN, FACTS
from b2bnps.tallies import Clusters, Tally

__all__ = ["count_answers"]

SAID, RULED, WAVE = (FACTS[kind] for kind in (Response, Verdict, Wave))
ANSWER = CHILDREN[Response]["answers"]
NEWER, EARLIER = RULED.alias("newer"), ANSWER.alias("earlier")
NOTHING: ColumnElement[str] = literal_column("''")
ZERO: ColumnElement[int] = literal_column("0")
INVITED = "\n"

REASON = {reason: cell for cell, reason in enumerate(NOT_COUNTED, start=1)}
COUNTS = 0
UNASKED, MISSING, OUTSIDE, FIRST = range(len(REASON) + 1, len(REASON) + 5)
"""Cells: a reason to set it aside; no such question, no number, off the scale; the scale itself."""


class _ToldApart(FunctionElement[str]):
    """A text by which rows are sorted; MariaDB would compare its first 1,024 bytes alone."""

    name = "told_apart"
    type = String()
    inherit_cache = True


@compiles(_ToldApart)
def _as_it_is(text: _ToldApart, compiler: Any, **rest: Any) -> str:
    return f"({compiler.process(text.clauses, **rest)})"


@compiles(_ToldApart, *SERVERS_OF_MARIADB)
def _as_a_hash(text: _ToldApart, compiler: Any, **rest: Any) -> str:
    return f"sha2({compiler.process(text.clauses, **rest)}, 256)"


def count_answers(connection: Connection, query: AnswerQuery) -> Mapping[str, Counted]:
    """Count the current answers by group, in one statement."""
    rows = connection.execute(_by_group(query)).mappings()
    found = {str(row["key"]): _counted(row, query) for row in rows}
    return found if query.by or found else {"": _counted({}, query)}


def _by_group(query: AnswerQuery) -> Select[Any]:
    """Sum over the accounts of each group; a blank name is no account that people share."""
    one = _by_account(query)
    size, total, squares = (_power(one, query, power) for power in range(3))
    nameless = func.trim(one.c.account) == ""
    return select(
        one.c.key,
        *(func.sum(one.c[name]).label(name) for name in one.c.keys()[2:]),
        func.sum(case((nameless, size), (size > 0, 1), else_=0)).label("accounts"),
        func.sum(case((nameless, size), else_=size * size)).label("sizes"),
        func.sum(case((nameless, total), else_=size * total)).label("cross"),
        func.sum(case((nameless, squares), else_=total * total)).label("totals"),
    ).group_by(one.c.key)


def _power(one: CTE, query: AnswerQuery, power: int) -> ColumnElement[Any]:
    """Sum up what the valid answers of an account add, to a power: 0 gives how many they are."""
    shares = [added**power for added in query.adds.values()]
    terms = [share * one.c[f"cell_{FIRST + place}"] for place, share in enumerate(shares) if share]
    return sum(terms, start=ZERO)


def _by_account(query: AnswerQuery) -> CTE:
    """Count the cells of each account."""
    alike = _alike(query)
    responses = alike.c.responses
    left = and_(alike.c.cell >= UNASKED, alike.c.complete.is_(False))
    return (
        select(
            alike.c.key,
            alike.c.account,
            func.sum(case((left, responses), else_=0)).label("partial"),
            *(
                func.sum(case((alike.c.cell == number, responses), else_=0)).label(f"cell_{number}")
                for number in range(1, FIRST + len(query.adds))
            ),
        )
        .group_by(alike.c.key, alike.c.account)
        .cte("by_account")
    )


def _alike(query: AnswerQuery) -> CTE:
    """Count what is alike first: after this, the sums run over far fewer rows."""
    ranked = _ranked(query)
    keys = list(ranked.c)
    return select(*keys, func.count().label("responses")).group_by(*keys).cte("alike")


def _ranked(query: AnswerQuery) -> CTE:
    """Set aside what goes behind a better response of the same person."""
    judged = _judged(query).c
    turn = func.row_number().over(
        partition_by=[judged.person, judged.host, judged.wave, judged.reason],
        order_by=[
            judged.complete.desc(),
            case((judged.source == Source.SELF, 0), else_=1),
            judged.received.desc(),
        ],
    )
    cell = case(
        (judged.reason != COUNTS, judged.reason),
        (turn > 1, REASON["replaced"]),
        else_=judged.cell,
    )
    return select(judged.key, judged.account, judged.complete, cell.label("cell")).cte("ranked")


def _judged(query: AnswerQuery) -> CTE:
    """Say whose each response is, what stands against it, and what its answer counts as."""
    names = "received", "wave", "account", "source", "complete"
    person, host = _whose()
    found = (
        select(
            (SAID.c[query.by] if query.by else NOTHING).label("key"),
            *(SAID.c[name] for name in names),
            person.label("person"),
            host.label("host"),
            _reason(query).label("reason"),
            _cell(query).label("cell"),
        )
        .outerjoin_from(SAID, RULED, _newest_verdict(query))
        .outerjoin(ANSWER, _first_answer(query))
        .where(SAID.c.tenant == query.tenant, SAID.c.at <= query.now)
    )
    found = found.where(SAID.c.wave == query.wave) if query.wave else found
    # SQLite would otherwise sort the raw columns, and judge each response several times over.
    return found.cte("judged").prefix_with("MATERIALIZED", dialect="sqlite")


def _whose() -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Tell people apart: by invitation, else by contact and account, else by the response.

    No account begins with the line end that stands for "invited".
    """
    person = case(
        (SAID.c.invitation != "", SAID.c.invitation),
        (SAID.c.contact != "", SAID.c.contact),
        else_=SAID.c.id,
    )
    return _ToldApart(person), case((SAID.c.invitation != "", INVITED), else_=SAID.c.account)


def _newest_verdict(query: AnswerQuery) -> ColumnElement[bool]:
    """Join the verdict after which the store received none about the same response."""
    newer = exists().where(
        NEWER.c.tenant == query.tenant,
        NEWER.c.response == RULED.c.response,
        NEWER.c.wave == RULED.c.wave,
        NEWER.c.at <= query.now,
        NEWER.c.received > RULED.c.received,
    )
    return and_(
        RULED.c.tenant == query.tenant,
        RULED.c.response == SAID.c.id,
        RULED.c.wave == SAID.c.wave,
        RULED.c.at <= query.now,
        ~newer,
    )


def _first_answer(query: AnswerQuery) -> ColumnElement[bool]:
    """Join the answer before which the response has none to such a question."""
    earlier = exists().where(
        EARLIER.c.tenant == query.tenant,
        EARLIER.c.response == ANSWER.c.response,
        EARLIER.c.metric == query.metric,
        EARLIER.c.position < ANSWER.c.position,
    )
    return and_(
        ANSWER.c.tenant == query.tenant,
        ANSWER.c.response == SAID.c.id,
        ANSWER.c.metric == query.metric,
        ~earlier,
    )


def _reason(query: AnswerQuery) -> ColumnElement[int]:
    """Say why a response does not count, as :func:`b2bnps.analysis.answers.objection` does."""
    closed = select(WAVE.c.id).where(WAVE.c.tenant == query.tenant, WAVE.c.closes <= query.now)
    open_end = and_(SAID.c.at > query.now - IDLE, SAID.c.wave.not_in(closed))
    return case(
        (RULED.c.counts.is_(False), REASON["excluded"]),
        (SAID.c.late.is_(True), REASON["late"]),
        (and_(SAID.c.provisional != "", RULED.c.received.is_(None)), REASON["provisional"]),
        (and_(SAID.c.complete.is_(False), open_end), REASON["unfinished"]),
        else_=COUNTS,
    )


def _cell(query: AnswerQuery) -> ColumnElement[int]:
    places = [(ANSWER.c.score == value, FIRST + place) for place, value in enumerate(query.adds)]
    return case(
        (ANSWER.c.response.is_(None), UNASKED),
        (ANSWER.c.score.is_(None), MISSING),
        *places,
        else_=OUTSIDE,
    )


def _counted(row: RowMapping | Mapping[str, Any], query: AnswerQuery) -> Counted:
    """Read one row; PostgreSQL and MariaDB bring sums back as Decimal."""
    cells = [int(row.get(f"cell_{number}", 0)) for number in range(FIRST + len(query.adds))]
    excluded = {"missing": cells[MISSING], "out_of_range": cells[OUTSIDE]}
    clusters = [int(row.get(name, 0)) for name in ("accounts", "sizes", "cross", "totals")]
    return Counted(
        tally=Tally.of(
            dict(zip(query.adds, cells[FIRST:], strict=True)),
            query.adds,
            excluded={reason: count for reason, count in excluded.items() if count},
            clusters=Clusters(*clusters),
        ),
        answered=sum(cells[UNASKED:]),
        partial=int(row.get("partial", 0)),
        set_aside={reason: cells[cell] for reason, cell in REASON.items() if cells[cell]},
    )
