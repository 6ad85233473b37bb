"""Small groups → what a table must not show, also not by subtraction. This module does no I/O.

Figures of few people tell what each of them said. To hide those figures is not enough: a total
less the groups that are shown gives the hidden one away. So some larger groups are hidden too.

What a reader can compute. Every figure that is shown tells the sum of its cells, a cell being the
people who share all that the tables split by (account, unit, role). Sums and differences of such
sums are what subtraction can reach. A set of tables is safe when no group of cells, whichever
they are, with fewer than ``min_n`` people in all can be reached. It is computed exactly, in whole
numbers and fractions, and the reader is taken to know which cells are empty.

How it is kept safe. Groups are shown one by one, the first table first, within a table the largest
first. A group whose figure would put a small one within reach stays hidden, with the reason
``complement``. Nothing that is hidden so could be shown beside the rest. Showing nothing is always
safe, so there always is an answer.

What this does not stop. A count is never negative, which limits what hidden figures can be: two
people who scored -200 between them were both detractors. Groups of ``min_n`` people who all said
the same have no secrets either. Tables of other waves, of another metric or of another reader may
be laid side by side. Whoever shows them together must hide them together.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from attrs import evolve, frozen

from b2bnps.analysis.scores import Line
from b2bnps.analysis.small_groups.ledger import Ledger, count
from b2bnps.errors import InvalidValue
from b2bnps.metrics import Result, withheld
from b2bnps.model import Metric, Response

__all__ = ["REASONS", "Hidden", "exposed", "hide", "hide_lines", "suppress"]

C = TypeVar("C", bound=Hashable)
K = TypeVar("K", bound=Hashable)
R = TypeVar("R", bound=Result)

Tables = Mapping[str, Callable[[C], Hashable]]
"""By name, the most important first: from a cell to the key of its group, None for no group."""

REASONS: Final[Mapping[str, str]] = {
    "too_few": "Fewer people answered than may be shown.",
    "complement": "Together with other figures it would give away a group that is too small.",
}
"""What a code in ``Hidden.reason`` means, as a sentence for whoever makes the report."""


@frozen
class Hidden:
    """Stands where a result would stand, and holds no number of it.

    Attributes:
        reason: code; see :data:`REASONS`. It tells whether the group is small, so it is for
            whoever makes the report; a reader gets the sentence.
        min_n: people that a group must have to be shown.
    """

    reason: str
    min_n: int

    @property
    def sentence(self) -> str:
        """What a reader is told; the same for every reason."""
        return f"Not shown, so that no group of fewer than {self.min_n} people can be made out."


def hide(
    cells: Mapping[C, int], tables: Tables[C], *, min_n: int = 5, patience: int = 500
) -> dict[str, dict[Hashable, Hidden]]:
    """Find the groups that must not be shown.

    Groups in which nobody answered have nothing to hide. The order of the cells does not matter.
    Call it once per metric, since people may answer one question and skip another. 2,000 cells of
    400 accounts take a few seconds.

    Args:
        cells: valid answers in each cell.
        tables: all tables of one reader. Where two cannot both be shown in full, the first is.
        min_n: the fewest answers that may be shown together.
        patience: steps that the search for a way to compute a small group may take, for each group
            to be shown; what is undecided then is hidden to be safe. Tables of accounts, units and
            roles need some thirty; many large tables that all cross each other need hundreds.

    Returns:
        For each table the groups to hide, by key.

    Raises:
        InvalidValue: counts or patience that are negative or not whole, or ``min_n`` below 1.

    >>> cells = {"user": 9, "buyer": 6, "boss": 2}
    >>> hidden = hide(cells, {"all": lambda cell: "all", "role": lambda cell: cell})
    >>> {key: why.reason for key, why in hidden["role"].items()}
    {'buyer': 'complement', 'boss': 'too_few'}
    """
    ledger = Ledger.of(cells, min_n)
    count("patience", patience, 0)
    hidden: dict[str, dict[Hashable, Hidden]] = {table: {} for table in tables}
    for group in _groups(ledger, tables):
        if group.n < min_n or not ledger.show(group.cells, patience):
            reason = "too_few" if group.n < min_n else "complement"
            hidden[group.table][group.key] = Hidden(reason, min_n)
    return hidden


def exposed(
    cells: Mapping[C, int],
    tables: Tables[C],
    hidden: Mapping[str, Collection[Hashable]],
    *,
    min_n: int = 5,
) -> tuple[frozenset[C], ...]:
    """Find small groups that a reader can compute from what is shown: an audit of any hiding.

    Args:
        cells, tables, min_n: as for :func:`hide`, whose own result exposes nothing.
        hidden: for each table the keys of the groups that are not shown.

    Returns:
        Groups of cells with fewer than ``min_n`` answers in all, one for each cell that belongs
        to any; empty when the tables are safe. The search is complete, however long it takes.

    Raises:
        InvalidValue: as :func:`hide`.
    """
    ledger = Ledger.of(cells, min_n)
    for group in _groups(ledger, tables):
        if group.key not in hidden.get(group.table, ()):
            ledger.learn(group.cells)
    groups: dict[frozenset[C], None] = {}
    safe: set[int] = set()
    for cell in range(len(ledger.names)):
        if found := ledger.reached(cell, safe):
            groups[frozenset(ledger.names[number] for number in found)] = None
        else:
            safe.add(cell)
    return tuple(groups)


def suppress(
    results: Mapping[str, Mapping[K, R]],
    cells: Mapping[C, int],
    tables: Tables[C],
    *,
    min_n: int = 5,
) -> dict[str, dict[K, R | Hidden]]:
    """Put :class:`Hidden` in the place of every result that must not be shown.

    How many people were asked may stand beside it, since that says nothing of what they said.

    Args:
        results: of one metric, by table and key.
        cells, tables, min_n: as for :func:`hide`; the cells count the answers of these results.

    Raises:
        InvalidValue: as :func:`hide`; a table that ``tables`` does not know; results of other
            answers than those in the cells, since the wrong groups would be hidden.
    """
    hidden = hide(cells, tables, min_n=min_n)
    for table, rows in results.items():
        if table not in tables:
            message = f"results: table {table!r} is unknown; expected one of tables."
            raise InvalidValue(message)
        groups = _split(cells, tables[table])
        sizes = {key: sum(cells[cell] for cell in group) for key, group in groups.items()}
        if wrong := sum(row.n != sizes.get(key, 0) for key, row in rows.items()):
            message = f"results: {wrong} of table {table!r} count other answers than their cells."
            raise InvalidValue(message)
    return {
        table: {key: hidden[table].get(key, row) for key, row in rows.items()}
        for table, rows in results.items()
    }


def hide_lines(
    tables: Mapping[str, Iterable[Line]], responses: Iterable[Response], *, min_n: int = 5
) -> dict[str, tuple[Line, ...]]:
    """Withhold the figures of small groups from the lines of a report.

    How many were asked and answered stays in a line, since that says nothing of what they said.

    Args:
        tables: lines by what they are split by, the most important first: ``""`` for everybody,
            ``role``, ``account``, ``unit``, as of ``flow.results(by=…)``.
        responses: those that the lines count (``flow.counted``).
        min_n: as for :func:`hide`.

    Returns:
        The same lines in the same order; a figure that must not be shown is
        :func:`b2bnps.metrics.withheld`.

    Raises:
        InvalidValue: an unknown split; lines that count other answers than the responses.
    """
    if unknown := tables.keys() - _SPLITS.keys():
        message = f"tables: {min(unknown)!r} is unknown; expected role, account, unit or nothing."
        raise InvalidValue(message)
    lines = {table: tuple(rows) for table, rows in tables.items()}
    splits = {table: _SPLITS[table] for table in lines}
    said = [*responses]
    for metric in (Metric.NPS, Metric.CSAT, Metric.CES, Metric.HAPPINESS):
        results = {
            table: {line.key: getattr(line, metric.value) for line in rows}
            for table, rows in lines.items()
        }
        cells = Counter(_cell(one) for one in said if _valid(one, metric, results))
        shown = suppress(results, cells, splits, min_n=min_n)
        lines = {
            table: tuple(
                evolve(line, **{metric.value: withheld(results[table][line.key])})
                if isinstance(shown[table][line.key], Hidden)
                else line
                for line in rows
            )
            for table, rows in lines.items()
        }
    return lines


_SPLITS: Final[Tables[tuple[str, str, str]]] = {
    "": lambda _: "",
    "role": lambda cell: cell[2],
    "account": lambda cell: cell[0],
    "unit": lambda cell: cell[1],
}
"""How lines are split: a cell is the account, the unit and the role of an answer."""


def _cell(response: Response) -> tuple[str, str, str]:
    return response.account, response.unit, response.role.value


def _valid(response: Response, metric: Metric, results: Mapping[str, Mapping[str, Result]]) -> bool:
    score = response.score(metric)
    scales = {result.scale for rows in results.values() for result in rows.values()}
    return score is not None and any(low <= score <= high for low, high in scales)


# --- groups --------------------------------------------------------------------------------------


@frozen
class _Group:
    """A group of a table: its cells by number, and their answers."""

    table: str
    key: Hashable
    cells: list[int]
    n: int


def _groups(ledger: Ledger[C], tables: Tables[C]) -> Iterator[_Group]:
    """All groups, in the order in which they claim to be shown."""
    for table, key_of in tables.items():
        keys = [key_of(name) for name in ledger.names]
        split = _split(range(len(keys)), keys.__getitem__)
        groups = [
            _Group(table, key, members, sum(ledger.sizes[cell] for cell in members))
            for key, members in split.items()
        ]
        yield from sorted(groups, key=lambda group: (-group.n, repr(group.key)))


def _split(cells: Iterable[C], key_of: Callable[[C], Hashable]) -> dict[Hashable, list[C]]:
    groups: dict[Hashable, list[C]] = {}
    for cell in cells:
        if (key := key_of(cell)) is not None:
            groups.setdefault(key, []).append(cell)
    return groups
