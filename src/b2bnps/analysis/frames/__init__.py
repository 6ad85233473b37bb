"""The same tallies on any data frame, counted where the data is. This module does no I/O.

pandas, Polars (eager and lazy), PyArrow, DuckDB, Dask and Spark count in their own engine, through
narwhals (``pip install "b2bnps[frames]"``); one row per group comes back, never an answer. What
:func:`score_frame` returns equals what :func:`b2bnps.metrics.measure` says of the same column as a
list, so a base that outgrows one machine moves to Spark and keeps its figures.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from b2bnps.definitions import Definition
from b2bnps.errors import InvalidValue
from b2bnps.metrics import Result, from_tally
from b2bnps.tallies import Adds, Clusters, Tally

__all__ = ["score_frame", "score_frame_by", "tally_table"]

_CLASSES: Final[Mapping[str, Mapping[str, int]]] = {
    "net": {"detractors": -1, "passives": 0, "promoters": 1},
    "share": {"favourable": 1},
    "mean": {},
}
"""Columns of a table by the form of the definition, and what the answers in them add."""


def score_frame(
    definition: Definition,
    frame: Any,
    *,
    score: str,
    account: str | None = None,
    population: int | None = None,
    level: float = 0.95,
    method: str = "",
) -> Result:
    """Figure of one column of a data frame.

    Args:
        definition: how the figure is read off the answers.
        frame: a data frame, a lazy frame, a DuckDB relation or a Spark data frame.
        score: the column of answers, one row per respondent. Null and NaN are missing.
        account: the column of accounts, if the interval shall allow for people of one account
            agreeing. An empty name, null or NaN is an account of its own.
        population: how many people the figure speaks for, when known.
        level, method: as in :func:`b2bnps.metrics.nps`.

    Returns:
        A :class:`~b2bnps.metrics.Score`, :class:`~b2bnps.metrics.Share` or
        :class:`~b2bnps.metrics.Mean`, by the form of the definition.

    Raises:
        InvalidValue: not a data frame that narwhals knows; answers that are not numbers; as
            :func:`b2bnps.metrics.nps`.
        UnknownColumn: a column that the frame does not have.
        MissingExtra: narwhals is not installed.
    """
    counted = _tallies(definition.adds, frame, score, (), account)[()]
    return from_tally(definition, counted, population=population, level=level, method=method)


def score_frame_by(
    definition: Definition,
    frame: Any,
    *,
    score: str,
    by: str | Sequence[str],
    account: str | None = None,
    population: Mapping[tuple[Any, ...], int] | None = None,
    level: float = 0.95,
    method: str = "",
) -> dict[tuple[Any, ...], Result]:
    """Figure of each group of a data frame.

    Args:
        by: one column or several that make the groups; a timestamp or a category will do.
        population: people of each group. A group without a row in the frame is there, too, with
            no answers.
        definition, frame, score, account, level, method: as in :func:`score_frame`.

    Returns:
        A result for each key, sorted. Keys are tuples, one value per column of ``by``; None
        stands for null and NaN.

    Raises:
        InvalidValue: as :func:`score_frame`; or a group without a population.
        UnknownColumn: a column that the frame does not have.
        MissingExtra: narwhals is not installed.
    """
    found = _tallies(definition.adds, frame, score, _columns(by), account)
    people = dict.fromkeys(found) if population is None else population
    if unknown := found.keys() - people.keys():
        message = f"population: {len(unknown)} groups have no number; its keys are tuples."
        raise InvalidValue(message)
    nobody = None if account is None else Clusters.of(())
    silent = Tally.of({}, definition.adds, clusters=nobody)
    return {
        key: from_tally(
            definition, found.get(key, silent), population=people[key], level=level, method=method
        )
        for key in sorted(people, key=_nulls_last)
    }


def tally_table(definition: Definition, frame: Any, *, score: str, by: str | Sequence[str]) -> Any:
    """Count the answers of each group, as a frame of the same kind with one row per group.

    A lazy frame, a DuckDB relation or a Spark data frame stays lazy, so that the table can be
    joined or written where the data is.

    Args:
        by: one column or several that make the groups; none gives one row for the whole frame.
        definition, frame, score: as in :func:`score_frame`.

    Returns:
        The columns of ``by``; ``n`` valid answers; ``missing``, ``out_of_range`` and
        ``not_an_integer``, which did not count; of a net score ``detractors``, ``passives`` and
        ``promoters``, of a share ``favourable``; and ``mean``, the mean valid answer, null where
        there is none.

    Raises:
        InvalidValue: as :func:`score_frame`; or a column of ``by`` with a name of the table.
        UnknownColumn: a column that the frame does not have.
        MissingExtra: narwhals is not installed.
    """
    from b2bnps.analysis.frames import counting  # noqa: PLC0415 - loads an extra

    columns, adds = _columns(by), definition.adds
    classes = _CLASSES[definition.form]
    names = ["n", *counting.REASONS, *classes, "mean"]
    if taken := {column.lower() for column in columns} & set(names):
        message = f"by: the table has a column {min(taken)!r} of its own; rename yours."
        raise InvalidValue(message)
    answers = counting.read(frame, score, columns)
    parts = {name: [value for value in adds if adds[value] == classes[name]] for name in classes}
    table = counting.counted(answers, adds, parts, answers.keys)
    table = table.rename(dict(zip(answers.keys, columns, strict=True)))
    return (table.collect() if answers.eager else table).to_native()


def _tallies(
    adds: Adds, frame: Any, score: str, by: Sequence[str], account: str | None
) -> dict[tuple[Any, ...], Tally]:
    from b2bnps.analysis.frames import counting  # noqa: PLC0415 - loads an extra

    return dict(counting.tallies(counting.read(frame, score, by, account), adds))


def _columns(by: str | Sequence[str]) -> list[str]:
    return [by] if isinstance(by, str) else list(by)


def _nulls_last(key: tuple[Any, ...]) -> list[tuple[bool, str, Any]]:
    return [(value is None, type(value).__name__, value) for value in key]
