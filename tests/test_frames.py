"""What b2bnps.analysis.frames promises: the figures of a list, whatever the engine that counts."""

import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2bnps.analysis import frames
from b2bnps.analysis.frames import score_frame, score_frame_by, tally_table
from b2bnps.definitions import CES_1, CES_2, NPS, Definition, net_of, share_of
from b2bnps.errors import InvalidValue, MissingExtra, UnknownColumn
from b2bnps.metrics import Result, measure

# Spark works with pandas 3 as far as it is used here: rows do not pass through pandas.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully:FutureWarning")

pa = pytest.importorskip("pyarrow", reason="PyArrow makes the data of these tests")

Columns = Mapping[str, Sequence[Any]]
Frame = Callable[..., Any]

NAN, SPARK = float("nan"), pytest.mark.xdist_group("spark")
CSAT = share_of("csat", scale=(1, 5), cut=4)
TRUST = net_of("trust", scale=(-2, 2), passive=0, promoter=2)
COLUMNS: dict[str, list[Any]] = {
    "answer": [10, 9, 3, None, 7, 11, -1, 8, 10, 0, None, 9],
    "measured": [10.0, 9.0, 3.5, NAN, None, 11.5, -0.5, 8.0, math.inf, 0.0, -math.inf, 9.0],
    "account": ["a", "a", "b", "b", "", None, "a", "", None, "c", "d", "b"],
    "segment": ["x", "x", "y", "y", "x", None, "x", "y", None, "x", "z", "y"],
    "size": [1.0, 1.0, 2.0, NAN, 1.0, NAN, 1.0, 2.0, None, 1.0, 2.0, 2.0],
}


def in_pandas(table: Any) -> Any:
    """As numpy has it: integers with a null become floats, and text becomes a string column."""
    return pytest.importorskip("pandas", reason="pandas is not installed") and table.to_pandas()


def in_nullable_pandas(table: Any) -> Any:
    """In the nullable types of pandas itself."""
    return in_pandas(table).convert_dtypes()


def in_arrow_pandas(table: Any) -> Any:
    """In the types of PyArrow, within pandas."""
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def in_polars(table: Any) -> Any:
    """Read into memory."""
    return pytest.importorskip("polars", reason="Polars is not installed").from_arrow(table)


def in_duckdb(table: Any) -> Any:
    """As a relation of a database in memory."""
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    return duckdb.connect().from_arrow(table)


def in_dask(table: Any) -> Any:
    """In two partitions."""
    dd = pytest.importorskip("dask.dataframe", reason="Dask is not installed")
    return dd.from_pandas(in_pandas(table), npartitions=2)


LOCAL: dict[str, Callable[[Any], Any]] = {
    "pandas": in_pandas,
    "pandas-nullable": in_nullable_pandas,
    "pandas-arrow": in_arrow_pandas,
    "polars": in_polars,
    "polars-lazy": lambda table: in_polars(table).lazy(),
    "pyarrow": lambda table: table,
    "duckdb": in_duckdb,
    "dask": in_dask,
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Start Spark in this process, for one thread and two partitions."""
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java, and there is none")
    options = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
    }
    session = sql.SparkSession.builder.master("local[1]").config(map=options).getOrCreate()
    yield session
    session.stop()


@pytest.fixture(params=[*LOCAL, pytest.param("spark", marks=SPARK)])
def frame(request: pytest.FixtureRequest) -> Frame:
    """Make frames of one engine: from columns, with Arrow types where they are to be special."""

    def make(columns: Columns, **types: str) -> Any:
        table = arrow(columns, types)
        if request.param == "spark":
            return request.getfixturevalue("spark").createDataFrame(table)
        return LOCAL[request.param](table)

    return make


def arrow(columns: Columns, types: Mapping[str, Any] = {}) -> Any:
    """Put columns into a table of PyArrow."""
    arrays = {name: pa.array(cells, types.get(name)) for name, cells in columns.items()}
    return pa.table(arrays)


def by_list(
    definition: Definition, score: str, by: Sequence[str], account: str | None = None
) -> dict[tuple[Any, ...], Result]:
    """Measure each group in plain Python; a key that is NaN is null."""
    rows: dict[tuple[Any, ...], list[int]] = {}
    for row in range(len(COLUMNS[score])):
        cells = [COLUMNS[column][row] for column in by]
        key = tuple(None if cell != cell else cell for cell in cells)  # noqa: PLR0124 - NaN
        rows.setdefault(key, []).append(row)
    return {
        key: measure(
            definition,
            [COLUMNS[score][row] for row in mine],
            accounts=None if account is None else [COLUMNS[account][row] for row in mine],
        )
        for key, mine in rows.items()
    }


def rows_of(table: Any) -> list[dict[str, Any]]:
    """Read a small table into Python; NaN stands for null."""
    nw = pytest.importorskip("narwhals", reason="narwhals is not installed")
    # As in the library, nobody can act on what narwhals announces about Dask.
    found = nw.from_native(table.compute() if hasattr(table, "compute") else table).lazy().collect()
    names = found.columns
    rows = [dict(zip(names, row, strict=True)) for row in found.rows()]
    return [{name: plain(cell) for name, cell in row.items()} for row in rows]


def plain(cell: Any) -> Any:
    """Read one cell: its engine's null as None, its engine's numbers as Python's."""
    value = cell.item() if hasattr(cell, "item") else cell
    return None if repr(value) in {"nan", "<NA>"} else value


@pytest.mark.parametrize(
    ("definition", "score", "account"),
    [
        (NPS, "answer", None),
        (NPS, "measured", "account"),
        (CSAT, "measured", "size"),
        (CES_2, "answer", "account"),
        (TRUST, "measured", None),
    ],
    ids=lambda one: one.metric if isinstance(one, Definition) else one,
)
def test_a_column_gives_the_result_of_a_list(
    frame: Frame, definition: Definition, score: str, account: str | None
) -> None:
    """Figure, interval, distribution, exclusions and design effect are those of the list."""
    names = account and [None if name != name else name for name in COLUMNS[account]]  # noqa: PLR0124
    expected = measure(definition, COLUMNS[score], accounts=names or None)
    found = score_frame(definition, frame(COLUMNS), score=score, account=account)
    assert found == expected
    assert list(found.excluded) == list(expected.excluded)


def test_population_level_and_method_are_handed_on(frame: Frame) -> None:
    """What is known beside the answers counts as it does for a list."""
    known: dict[str, Any] = {"population": 40, "level": 0.9, "method": "wald"}
    expected = measure(NPS, COLUMNS["answer"], **known)
    assert score_frame(NPS, frame(COLUMNS), score="answer", **known) == expected


@pytest.mark.parametrize("account", [None, "account"])
@pytest.mark.parametrize("by", [["segment"], ["size"], ["segment", "size"]], ids="-".join)
def test_each_group_gives_the_result_of_its_list(
    frame: Frame, by: list[str], account: str | None
) -> None:
    """Groups are those of a dict, with None for null and NaN, and they come sorted."""
    found = score_frame_by(NPS, frame(COLUMNS), score="measured", by=by, account=account)
    assert found == by_list(NPS, "measured", by, account)
    assert list(found) == sorted(found, key=lambda key: [(cell is None, cell) for cell in key])


def test_the_people_of_each_group_are_a_plain_argument(frame: Frame) -> None:
    """Each group gets its own number, and a group without a row has people and no score."""
    people = {("x",): 7, ("y",): 4, ("z",): 1, (None,): 2, ("silent",): 5}
    found = score_frame_by(
        NPS, frame(COLUMNS), score="answer", by="segment", account="account", population=people
    )
    assert {key: result.population for key, result in found.items()} == people
    assert found["silent",] == measure(NPS, [], accounts=[], population=5)
    assert [key for (key,) in found] == ["silent", "x", "y", "z", None]


def test_a_group_without_a_number_is_refused() -> None:
    """A population that lacks a group of the frame, as one with text for keys, says so."""
    with pytest.raises(InvalidValue, match="population: 4 groups have no number"):
        score_frame_by(NPS, arrow(COLUMNS), score="answer", by="segment", population={})


def test_the_table_holds_the_tallies_of_each_group(frame: Frame) -> None:
    """One row per group, with what counted, what did not and why, and the mean valid answer."""
    table = tally_table(NPS, frame(COLUMNS), score="measured", by=["segment"])
    names = ["segment", "n", "missing", "not_an_integer", "out_of_range"]
    names += ["detractors", "passives", "promoters", "mean"]
    expected = [
        ("x", 3, 1, 0, 1, 1, 0, 2, 19 / 3),
        ("y", 2, 1, 1, 0, 0, 1, 1, 8.5),
        ("z", 0, 0, 0, 1, 0, 0, 0, None),
        (None, 0, 0, 0, 2, 0, 0, 0, None),
    ]
    found = sorted(rows_of(table), key=lambda row: (row["segment"] is None, row["segment"]))
    assert found == [dict(zip(names, row, strict=True)) for row in expected]


def test_a_table_without_groups_has_one_row(frame: Frame) -> None:
    """A share counts its favourable answers, and a mean needs no classes."""
    facts = {"n": 1, "missing": 2, "not_an_integer": 0, "out_of_range": 9, "mean": 3.0}
    [share] = rows_of(tally_table(CSAT, frame(COLUMNS), score="answer", by=()))
    assert share == facts | {"favourable": 0}
    [mean] = rows_of(tally_table(CES_1, frame(COLUMNS), score="answer", by=()))
    assert mean == facts


@pytest.mark.parametrize("score", ["answer", "measured"])
def test_a_class_without_a_point_stays_empty(frame: Frame, score: str) -> None:
    """A net score may have no passives, and a scale of the host's own may have gaps."""
    polar = net_of("polar", scale=(0, 10), passive=6, promoter=6)
    [row] = rows_of(tally_table(polar, frame(COLUMNS), score=score, by=()))
    counts = [row[name] for name in ("detractors", "passives", "promoters")]
    assert counts == {"answer": [2, 0, 6], "measured": [1, 0, 4]}[score]
    gaps = Definition(metric="gaps", name="gaps", adds={0: -1, 3: 0, 7: 0, 10: 1}, form="net")
    assert score_frame(gaps, frame(COLUMNS), score=score) == measure(gaps, COLUMNS[score])
    [row] = rows_of(tally_table(gaps, frame(COLUMNS), score=score, by=()))
    assert row["detractors"] + row["passives"] + row["promoters"] == row["n"]


@pytest.mark.parametrize("engine", LOCAL)
def test_a_table_is_of_the_kind_of_its_frame(engine: str) -> None:
    """What is lazy stays lazy, so that the table can be joined or written where the data is."""
    given_ = LOCAL[engine](arrow(COLUMNS))
    assert type(tally_table(NPS, given_, score="answer", by="segment")) is type(given_)


def test_names_of_columns_are_never_in_the_way(frame: Frame) -> None:
    """Columns may bear the names that are used inside; only those of the table are refused."""
    ours = ["answer", "key_0", "account", "rows", "n", "point_0"]
    cells = {name: [0, 1, 0] for name in ours}
    plainly = measure(NPS, [0, 1, 0], accounts=[0, 1, 0])
    for name in ours[-3:]:
        assert score_frame(NPS, frame(cells), score=name, account=name) == plainly
    found = score_frame_by(NPS, frame(cells), score="n", by=ours, account="rows")
    assert {key: result.n for key, result in found.items()} == {(0,) * 6: 2, (1,) * 6: 1}
    with pytest.raises(InvalidValue, match="by: the table has a column 'mean' of its own"):
        tally_table(NPS, frame({"Mean": [1], "s": [1]}), score="s", by=["Mean"])


INTEGERS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]


@pytest.mark.parametrize("engine", [*LOCAL, pytest.param("spark", marks=SPARK)])
def test_numbers_of_every_width_count_alike(engine: str, request: pytest.FixtureRequest) -> None:
    """Neither width nor sign of a type, nor a decimal, changes a result."""
    cells = [10, 9, 0, None, 100, 7]
    columns = dict.fromkeys([*INTEGERS, "float32", "decimal"], cells)
    types = {name: name for name in columns} | {"decimal": pa.decimal128(5, 1)}
    if engine == "spark":
        types = {name: kind for name, kind in types.items() if "uint" not in str(kind)}
        table = arrow(dict.fromkeys(types, cells), types)
        frame = request.getfixturevalue("spark").createDataFrame(table)
    else:
        if engine in {"pandas", "dask", "pandas-nullable"}:  # where decimals are Python objects
            del columns["decimal"]
        frame = LOCAL[engine](arrow(columns, types))
    names = [name for name in types if name in columns]
    results = [score_frame(NPS, frame, score=name) for name in names]
    assert results == [measure(NPS, cells)] * len(names)
    if "uint8" in names:
        assert score_frame(TRUST, frame, score="uint8") == measure(TRUST, cells)


def test_sums_are_wider_than_what_they_add(frame: Frame) -> None:
    """Counts and their squares fit, though answers are bytes and an engine counts in 32 bits."""
    cells = {"score": [10] * 70_000 + [0] * 2, "account": ["a"] * 70_000 + ["b"] * 2}
    found = score_frame(NPS, frame(cells, score="int8"), score="score", account="account")
    assert found == measure(NPS, cells["score"], accounts=cells["account"])
    [row] = rows_of(tally_table(NPS, frame(cells, score="int8"), score="score", by=()))
    assert (row["n"], row["mean"]) == (70_002, pytest.approx(700_000 / 70_002))


def test_times_and_categories_make_groups(frame: Frame) -> None:
    """A time is equal to the one in the frame, and a category is its text."""
    noon, one = datetime(2026, 5, 1, 12), datetime(2026, 5, 1, 13)  # noqa: DTZ001 - as frames have it
    cells = {"at": [noon, one, noon], "kind": ["x", "y", "x"], "score": [9, 0, 10]}
    made = frame(cells, at="timestamp[us]")
    if hasattr(made, "astype"):
        made = made.astype({"kind": "category"})
    found = score_frame_by(NPS, made, score="score", by=["at", "kind"], account="kind")
    assert {key: result.score for key, result in found.items()} == {
        (noon, "x"): 100.0,
        (one, "y"): -100.0,
    }


def test_an_empty_frame_has_no_answers_and_no_groups(frame: Frame) -> None:
    """Nobody answered, which is no score, and never a zero."""
    nothing: Columns = {"score": [], "account": []}
    made = frame(nothing, score="int64", account="string")
    assert score_frame(NPS, made, score="score", account="account") == measure(NPS, [], accounts=[])
    assert score_frame(NPS, made, score="score") == measure(NPS, [])
    assert score_frame_by(NPS, made, score="score", by="account") == {}


@pytest.mark.parametrize("cells", [["9", "10"], [True, False]], ids=["text", "boolean"])
def test_only_numbers_are_answers(frame: Frame, cells: list[Any]) -> None:
    """Text and booleans are refused with the name of the column and the way out."""
    for ask in (score_frame, tally_table):
        with pytest.raises(InvalidValue, match=r"column 's' holds .*; cast it to numbers first"):
            ask(NPS, frame({"s": cells}), score="s", **({"by": ()} if ask is tally_table else {}))


def test_python_objects_are_no_numbers() -> None:
    """Decimals in an object column of pandas are refused as well: they are no numbers to it."""
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    with pytest.raises(InvalidValue, match="holds Object"):
        score_frame(NPS, pd.DataFrame({"s": [Decimal(9), None]}), score="s")


def test_a_nameless_account_of_pandas_is_one_of_its_own() -> None:
    """Object and category columns say "no account" with None and with empty text alike."""
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    names = ["a", "", None, "", "a"]
    expected = measure(NPS, [9, 9, 0, 0, 10], accounts=names)
    for kind in (object, "category"):
        made = pd.DataFrame({"s": [9, 9, 0, 0, 10], "who": pd.Series(names, dtype=kind)})
        assert score_frame(NPS, made, score="s", account="who") == expected


@pytest.mark.parametrize("kind", ["Categorical", "Enum", "String"])
def test_a_nameless_account_of_polars_is_one_of_its_own(kind: str) -> None:
    """So it is in Polars, whatever type of text the names have, and through narwhals as well."""
    pl = pytest.importorskip("polars", reason="Polars is not installed")
    nw = pytest.importorskip("narwhals", reason="narwhals is not installed")
    names = ["a", "", None, "", "a"]
    text = pl.Enum(["", "a"]) if kind == "Enum" else getattr(pl, kind)
    made = pl.DataFrame({"s": [9, 9, 0, 0, 10], "who": pl.Series(names, dtype=text)})
    expected = measure(NPS, [9, 9, 0, 0, 10], accounts=names)
    for frame in (made, nw.from_native(made)):
        assert score_frame(NPS, frame, score="s", account="who") == expected


@pytest.mark.parametrize("column", ["score", "account", "by"])
def test_an_unknown_column_is_named(frame: Frame, column: str) -> None:
    """Whoever mistypes a column reads which there are."""
    names = {"score": "answer", "account": "account", "by": ["segment"]}
    names[column] = ["nowhere"] if column == "by" else "nowhere"
    with pytest.raises(UnknownColumn, match=r"no column 'nowhere'.*answer, measured, account"):
        score_frame_by(NPS, frame(COLUMNS), **names)  # type: ignore[arg-type]  # words by name


@pytest.mark.parametrize("wrong", [{"answer": [9]}, [9, 10], None, pa.array([9])])
def test_what_is_no_frame_is_refused(wrong: object) -> None:
    """The message says which frames are known."""
    with pytest.raises(InvalidValue, match="expected one of pandas, Polars, PyArrow, DuckDB, Dask"):
        score_frame(NPS, wrong, score="answer")


CELLS = st.lists(
    st.tuples(
        st.none() | st.integers(-3, 13),
        st.none() | st.integers(-3, 13).map(float) | st.floats(width=32),
        st.none() | st.sampled_from(["", "a", "b", "c"]),
        st.sampled_from(["x", "y"]),
    ),
    max_size=40,
)


@pytest.mark.parametrize("engine", ["pandas", "polars", "pyarrow", "duckdb"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cells=CELLS, score=st.sampled_from(["whole", "measured"]))
def test_any_column_gives_the_result_of_its_list(
    engine: str, cells: list[tuple[Any, Any, Any, Any]], score: str
) -> None:
    """Whatever stands in a column of numbers, each engine and plain Python agree."""
    types = {"whole": "int32", "measured": "float64", "account": "string", "key": "string"}
    columns = {name: [row[place] for row in cells] for place, name in enumerate(types)}
    made = LOCAL[engine](arrow(columns, types))
    assert score_frame_by(NPS, made, score=score, by="key", account="account") == {
        (key,): measure(
            NPS,
            [
                cell
                for cell, mine in zip(columns[score], columns["key"], strict=True)
                if mine == key
            ],
            accounts=[row[2] for row in cells if row[3] == key],
        )
        for key in sorted(set(columns["key"]))
    }


def test_without_narwhals_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call without narwhals says what to install."""
    monkeypatch.delattr(frames, "counting", raising=False)
    monkeypatch.delitem(sys.modules, "b2bnps.analysis.frames.counting", raising=False)
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    with pytest.raises(MissingExtra) as told:
        score_frame(NPS, None, score="s")
    assert str(told.value) == 'narwhals is not installed. Run: pip install "b2bnps[frames]"'


def test_importing_loads_no_extra() -> None:
    """Who imports the functions and does not call them pays for no narwhals."""
    code = "import sys, b2bnps.analysis.frames; print('narwhals' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
