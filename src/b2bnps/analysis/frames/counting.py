"""Counting answers where they are: in the engine of a data frame. This module does no I/O.

Only aggregations that every engine knows are used. Each thing to count becomes a column that is
null where it does not count, and is then counted: no flag is summed, so none overflows, and engines
that cannot sum a condition inside a group need no way of their own. Columns get names of ours
first, so that no name of the frame is in the way.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import reduce
from operator import add
from typing import Any, Final

from attrs import frozen

from b2bnps.errors import InvalidValue, MissingExtra, UnknownColumn
from b2bnps.tallies import EXCLUSIONS, Adds, Clusters, Tally

try:
    import narwhals.stable.v2 as nw
except ImportError:
    raise MissingExtra("narwhals", "frames") from None  # noqa: EM101 - names, no message

__all__ = ["REASONS", "Answers", "counted", "read", "tallies"]

REASONS: Final = ("missing", "not_an_integer", "out_of_range")
"""Why a number does not count."""

_TEXTS: Final = (nw.String, nw.Categorical, nw.Enum, nw.Object)
_CLUSTERS: Final = ("accounts", "sizes", "cross", "totals")
_ROWS: Final[Mapping[str, Callable[[Any], Iterable[Sequence[Any]]]]] = {
    "duckdb": lambda relation: relation.fetchall(),
    "pyspark": lambda frame: frame.collect(),
}
"""Engines that hand over rows themselves; by way of narwhals they would need PyArrow for it."""


@frozen
class Answers:
    """Answers of a frame, and what makes their groups.

    Attributes:
        rows: the columns ``answer``, ``key_0``, ``key_1`` and so on, and ``account`` if wanted.
        keys: names of the key columns.
        point: makes a point of the scale from an integer, in the type of the answers.
        eager: the frame that was given is not a lazy one.
    """

    rows: nw.LazyFrame[Any]
    keys: tuple[str, ...]
    point: type[int] | type[float]
    eager: bool

    def among(self, points: Iterable[int]) -> nw.Expr:
        """Say whether an answer is one of these; as a range, where it may be: it costs least."""
        answer, wanted = nw.col("answer"), sorted(points)
        if self.point is int and wanted and wanted == [*range(wanted[0], wanted[-1] + 1)]:
            return answer.is_between(wanted[0], wanted[-1])
        return answer.is_in([self.point(value) for value in wanted])


def read(frame: Any, score: str, by: Sequence[str], account: str | None = None) -> Answers:
    """Look at the columns of a frame, and at none of its rows.

    Raises:
        InvalidValue: narwhals does not know the frame, or its answers are not numbers.
        UnknownColumn: a column that the frame does not have.
    """
    known = _known(frame)
    schema = known.collect_schema()
    keys = {f"key_{place}": key for place, key in enumerate(by)}
    wanted = {"answer": score, **keys} | ({} if account is None else {"account": account})
    for column in wanted.values():
        if column not in schema:
            raise UnknownColumn(column, schema)
    if not schema[score].is_numeric():
        message = (
            f"score: column {score!r} holds {schema[score]}, and answers are numbers; "
            "cast it to numbers first."
        )
        raise InvalidValue(message)
    return Answers(
        known.lazy().select(
            **{name: _plain(column, schema[column]) for name, column in wanted.items()}
        ),
        tuple(keys),
        int if schema[score].is_integer() else float,
        isinstance(known, nw.DataFrame),
    )


def counted(
    answers: Answers, adds: Adds, parts: Mapping[str, Iterable[int]], keys: Sequence[str]
) -> nw.LazyFrame[Any]:
    """Count the answers of each group.

    Args:
        answers: what :func:`read` made of a frame.
        adds: what each valid answer adds; only its keys are read.
        parts: points of the scale to count together, under a name of their own.
        keys: columns that make the groups; none makes one group of all.

    Returns:
        The keys; ``n``; the reasons why an answer does not count; the parts; and ``mean``, of the
        valid answers.
    """
    columns = _columns(answers, adds, parts)
    counts = [nw.col(name).count() for name in ("answer", *columns)]
    mean = nw.col("n").mean().alias("mean")
    rows = answers.rows.with_columns(**columns)
    table = _grouped(rows, keys, nw.len().alias("rows"), *counts, mean)
    # What an engine counts in may be too small to multiply or to go below nothing.
    table = table.with_columns(nw.col("rows", "answer", *columns).cast(nw.Int64))
    if answers.point is int:
        table = table.with_columns(not_an_integer=nw.lit(0, nw.Int64))
    left_out = nw.col("answer") - nw.col("n") - nw.col("not_an_integer")
    return table.with_columns(
        missing=nw.col("rows") - nw.col("answer"), out_of_range=left_out
    ).select(*keys, "n", *REASONS, *parts, "mean")


def _columns(
    answers: Answers, adds: Adds, parts: Mapping[str, Iterable[int]]
) -> dict[str, nw.Expr]:
    """For each thing to count a column that holds the answers that belong to it."""
    answer, low, high = nw.col("answer"), min(adds), max(adds)
    wanted = {name: answers.among(points) for name, points in {**parts, "n": adds}.items()}
    if answers.point is float:
        whole = answers.among(range(low, high + 1))
        wanted["not_an_integer"] = (answer > low) & (answer < high) & ~whole
    return {name: nw.when(condition).then(answer) for name, condition in wanted.items()}


def tallies(answers: Answers, adds: Adds) -> Iterator[tuple[tuple[Any, ...], Tally]]:
    """Tally each group, with the sums over its accounts where those are there.

    Yields:
        The key of a group, None where it is null, and its tally.
    """
    points = [f"point_{place}" for place in range(len(adds))]
    parts = {point: [value] for point, value in zip(points, adds, strict=True)}
    names, keys = [*REASONS, *points], answers.keys
    if "account" in answers.rows.collect_schema():
        table = counted(answers, adds, parts, [*keys, "account"])
        table = _over_accounts(table, keys, dict(zip(points, adds.values(), strict=True)))
        names += _CLUSTERS
    else:
        table = counted(answers, adds, parts, keys)
    for row in _rows(table.select(*keys, *names)):
        counts = [int(count or 0) for count in row[len(keys) :]]
        yield tuple(row[: len(keys)]), _tally(dict(zip(names, counts, strict=True)), adds, points)


def _tally(found: Mapping[str, int], adds: Adds, points: Sequence[str]) -> Tally:
    clusters = None
    if "accounts" in found:
        clusters = Clusters(*(found[name] for name in _CLUSTERS))
    return Tally.of(
        {value: found[point] for value, point in zip(adds, points, strict=True)},
        adds,
        excluded={reason: found[reason] for reason in EXCLUSIONS if found.get(reason)},
        clusters=clusters,
    )


def _over_accounts(
    table: nw.LazyFrame[Any], keys: Sequence[str], adds: Mapping[str, int]
) -> nw.LazyFrame[Any]:
    """Sum up counts by account: those of each group, and what its design effect follows from."""
    n = nw.col("n")
    total = reduce(add, [added * nw.col(point) for point, added in adds.items()])
    squares = reduce(add, [added**2 * nw.col(point) for point, added in adds.items()])
    alone = _nameless(table.collect_schema()["account"])
    table = table.with_columns(
        accounts=nw.when(alone).then(n).otherwise((n > 0).cast(nw.Int64)),
        sizes=nw.when(alone).then(n).otherwise(n * n),
        cross=nw.when(alone).then(total).otherwise(n * total),
        totals=nw.when(alone).then(squares).otherwise(total * total),
    )
    return _grouped(table, keys, nw.col(*REASONS, *adds, *_CLUSTERS).sum())


def _nameless(dtype: nw.dtypes.DType) -> nw.Expr:
    """Say whether rows have no account that they could share; each is then one of its own."""
    account = nw.col("account")
    if any(dtype == text for text in _TEXTS):  # a set would miss an Enum, which has categories
        return account.is_null() | (account.cast(nw.String).str.strip_chars() == "")
    return account.is_null()


def _known(frame: Any) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    # narwhals announces a package for Dask that does not exist yet: nobody could act on that.
    native = nw.to_native(frame, pass_through=True)
    dask = nw.dependencies.is_dask_dataframe(native)
    quiet = warnings.catch_warnings(action="ignore", category=FutureWarning)
    with quiet if dask else nullcontext():
        try:
            known: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(native)
        except TypeError:
            message = (
                f"frame: {type(frame).__name__} is no data frame that is known here; "
                "expected one of pandas, Polars, PyArrow, DuckDB, Dask or Spark."
            )
            raise InvalidValue(message) from None
    return known


def _plain(column: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """Take a column with one way to say that nothing is there, and one to say zero."""
    if dtype.is_decimal():
        return nw.col(column).cast(nw.Float64)
    return nw.col(column).fill_nan(None) + 0.0 if dtype.is_float() else nw.col(column)


def _grouped(
    frame: nw.LazyFrame[Any], keys: Sequence[str], *aggregations: nw.Expr
) -> nw.LazyFrame[Any]:
    return frame.group_by(*keys).agg(*aggregations) if keys else frame.select(*aggregations)


def _rows(frame: nw.LazyFrame[Any]) -> Iterable[Sequence[Any]]:
    if fetch := _ROWS.get(frame.implementation.value):
        return fetch(frame.to_native())
    table = frame.collect()
    return zip(*[_values(table.get_column(name)) for name in table.columns], strict=True)


def _values(column: nw.Series[Any]) -> list[Any]:
    """Take the values of a column, None where its engine has a null of its own."""
    gone = column.is_null().to_list()
    return [None if null else value for value, null in zip(column.to_list(), gone, strict=True)]
