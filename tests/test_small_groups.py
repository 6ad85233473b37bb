"""What b2bnps.analysis.small_groups promises: no small group can be had by subtraction."""

import random
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.analysis.small_groups import REASONS, Hidden, exposed, hide, suppress
from b2bnps.errors import InvalidValue
from b2bnps.metrics import Score, nps, nps_from_counts

Cells = Mapping[Any, int]
Tables = Mapping[str, Callable[[Any], Hashable]]
Row = list[Fraction]


def everybody(_: object) -> str:
    """Key of the table that has one group."""
    return "all"


def account(cell: tuple[str, ...]) -> str:
    """First coordinate of a cell."""
    return cell[0]


def role(cell: tuple[str, ...]) -> str:
    """Last coordinate of a cell."""
    return cell[-1]


def cross(cell: tuple[str, ...]) -> tuple[str, ...]:
    """The cell itself."""
    return cell


TOTAL_AND_ROLES: Tables = {"all": everybody, "role": role}
EVERYTHING: Tables = {"all": everybody, "role": role, "account": account, "cross": cross}


def reasons(cells: Cells, tables: Tables, **options: int) -> dict[str, dict[Hashable, str]]:
    """Why each group is hidden, without the tables in which none is."""
    hidden = hide(cells, tables, **options)
    return {
        table: {key: why.reason for key, why in keys.items()}
        for table, keys in hidden.items()
        if keys
    }


# --- an independent reader with pencil and paper -------------------------------------------------


def shown_rows(
    cells: Cells, tables: Tables, hidden: Mapping[str, Collection[Hashable]]
) -> list[Row]:
    """One equation per group that is shown; empty cells are known to be empty."""
    names = [cell for cell, n in cells.items() if n]
    return [
        [Fraction(key_of(cell) == key) for cell in names]
        for table, key_of in tables.items()
        for key in {key_of(cell) for cell in names} - set(hidden.get(table, ()))
    ]


def less(row: Row, times: Fraction, other: Row) -> Row:
    """A row less a multiple of another."""
    return [a - times * b for a, b in zip(row, other, strict=True)]


def unnoticed(rows: list[Row], width: int) -> list[Row]:
    """Changes of a table that no equation notices: a basis of the null space, by elimination."""
    solved: dict[int, Row] = {}
    for equation in rows:
        row = equation
        for pivot, other in solved.items():
            row = less(row, row[pivot], other)
        if any(row):
            pivot = next(column for column, value in enumerate(row) if value)
            row = [value / row[pivot] for value in row]
            solved = {column: less(other, other[pivot], row) for column, other in solved.items()}
            solved[pivot] = row
    open_columns = sorted(set(range(width)) - solved.keys())
    return [
        [-solved[at][free] if at in solved else Fraction(at == free) for at in range(width)]
        for free in open_columns
    ]


def given_away(
    cells: Cells, tables: Tables, hidden: Mapping[str, Collection[Hashable]], min_n: int
) -> Iterator[frozenset[Any]]:
    """Every group of too few people whose sum no unnoticed change alters, by trying them all."""
    sizes = {cell: n for cell, n in cells.items() if n}
    basis = unnoticed(shown_rows(cells, tables, hidden), len(sizes))
    for length in range(1, min(min_n, len(sizes) + 1)):
        for group in combinations(enumerate(sizes), length):
            if sum(sizes[cell] for _, cell in group) < min_n and not any(
                sum(change[column] for column, _ in group) for change in basis
            ):
                yield frozenset(cell for _, cell in group)


# --- tables that somebody has thought about ------------------------------------------------------


def test_a_second_role_is_hidden_where_a_total_is_shown() -> None:
    """17 in all less 9 less 6 would be the 2 bosses."""
    cells = {("user",): 9, ("buyer",): 6, ("boss",): 2}
    assert reasons(cells, TOTAL_AND_ROLES) == {"role": {"boss": "too_few", "buyer": "complement"}}


def test_without_a_total_the_others_may_be_shown() -> None:
    """Nothing can be subtracted from nothing."""
    cells = {("user",): 9, ("buyer",): 6, ("boss",): 2}
    assert reasons(cells, {"role": role}) == {"role": {"boss": "too_few"}}


def test_the_table_that_is_named_first_is_kept() -> None:
    """Whoever puts roles before the total keeps all the roles that are large enough."""
    cells = {("user",): 9, ("buyer",): 6, ("boss",): 2}
    assert reasons(cells, {"role": role, "all": everybody}) == {
        "role": {"boss": "too_few"},
        "all": {"all": "complement"},
    }


def test_two_small_groups_that_are_small_together_need_a_third() -> None:
    """20 less 10 less 7 would be a group of three: one boss and two approvers."""
    cells = {("user",): 10, ("buyer",): 7, ("boss",): 1, ("approver",): 2}
    assert reasons(cells, TOTAL_AND_ROLES) == {
        "role": {"boss": "too_few", "approver": "too_few", "buyer": "complement"}
    }


def test_two_small_groups_that_are_large_together_cover_each_other() -> None:
    """The five of them may be known together."""
    cells = {("user",): 10, ("boss",): 3, ("approver",): 2}
    assert reasons(cells, TOTAL_AND_ROLES) == {"role": {"boss": "too_few", "approver": "too_few"}}


def test_a_hidden_cell_is_covered_in_its_account_and_in_its_role() -> None:
    """A cell stands in two sums; covering it needs the corners of a rectangle."""
    cells = {(a, r): 10 for a in ("A", "B", "C") for r in ("x", "y", "z")}
    cells |= {("A", "x"): 2, ("A", "y"): 7, ("B", "x"): 8, ("B", "y"): 6}
    assert reasons(cells, EVERYTHING) == {
        "cross": {
            ("A", "x"): "too_few",
            ("A", "y"): "complement",
            ("B", "x"): "complement",
            ("B", "y"): "complement",
        }
    }


def test_a_small_group_across_accounts_is_protected() -> None:
    """A group need not stand in any table: A + B - x would be two people of two accounts."""
    cells = {("A", "x"): 20, ("A", "y"): 1, ("B", "x"): 20, ("B", "z"): 1}
    tables = {"account": account, "x": lambda cell: "x" if role(cell) == "x" else None}
    hidden = hide(cells, tables)
    assert exposed(cells, tables, {}) == (frozenset({("A", "y"), ("B", "z")}),)
    assert reasons(cells, tables) == {"x": {"x": "complement"}}
    assert exposed(cells, tables, hidden) == ()


def test_cells_that_stand_in_no_table_are_protected() -> None:
    """An account less its shown unit would be two people whom no table names."""
    cells = {("A", "north", "x"): 8, ("A", "south", "x"): 2}
    tables = {"account": account, "north": lambda cell: "north" if cell[1] == "north" else None}
    assert reasons(cells, tables) == {"north": {"north": "complement"}}


def test_accounts_units_and_roles_hide_together() -> None:
    """A table of units can give away what a table of roles hides."""
    cells = {("A", "n", "x"): 6, ("A", "s", "y"): 3, ("B", "n", "x"): 6, ("B", "s", "y"): 9}
    tables = {"account": account, "unit": itemgetter(0, 1), "role": itemgetter(0, 2)}
    hidden = reasons(cells, tables)
    assert hidden["unit"] == {("A", "s"): "too_few", ("A", "n"): "complement"}
    assert hidden["role"] == {("A", "y"): "too_few", ("A", "x"): "complement"}


def test_the_same_people_under_two_names_are_hidden_twice() -> None:
    """An account with a single role is the same group in both tables."""
    cells = {("A", "x"): 3, ("B", "x"): 9, ("B", "y"): 9}
    hidden = reasons(cells, {"account": account, "cross": cross})
    assert hidden == {"account": {"A": "too_few"}, "cross": {("A", "x"): "too_few"}}


def test_an_empty_group_has_nothing_to_hide() -> None:
    """It covers nobody either: the reader knows that it is empty."""
    cells = {("user",): 9, ("buyer",): 0, ("boss",): 2}
    assert reasons(cells, TOTAL_AND_ROLES) == {"role": {"boss": "too_few", "user": "complement"}}


def test_nobody_at_all() -> None:
    """No answers, no small groups."""
    assert hide({}, TOTAL_AND_ROLES) == {"all": {}, "role": {}}
    assert exposed({("boss",): 0}, TOTAL_AND_ROLES, {}) == ()


def test_fewer_people_in_all_than_may_be_shown() -> None:
    """Then nothing is shown."""
    assert reasons({("user",): 2, ("boss",): 2}, TOTAL_AND_ROLES) == {
        "all": {"all": "too_few"},
        "role": {"user": "too_few", "boss": "too_few"},
    }


def test_a_minimum_of_one_hides_nothing() -> None:
    """Whoever may see every single answer sees all tables."""
    assert reasons({("A", "x"): 1, ("B", "x"): 1}, EVERYTHING, min_n=1) == {}


def test_multiples_are_seen_through() -> None:
    """Sums that can be had only by halving count too."""
    cells = {("a",): 2, ("b",): 2, ("c",): 2}
    pairs: Tables = {
        "ab": lambda cell: None if cell == ("c",) else "ab",
        "bc": lambda cell: None if cell == ("a",) else "bc",
        "ca": lambda cell: None if cell == ("b",) else "ca",
    }
    assert set(exposed(cells, pairs, {}, min_n=4)) == {frozenset({cell}) for cell in cells}
    assert reasons(cells, pairs, min_n=4) == {"ca": {"ca": "complement"}}


def test_what_cannot_be_decided_in_time_is_hidden() -> None:
    """Without patience only what is large in every way is shown, and all of that is safe."""
    cells = {("A", "x"): 9, ("A", "y"): 1, ("B", "x"): 9, ("B", "y"): 9}
    hidden = hide(cells, EVERYTHING, patience=0)
    assert exposed(cells, EVERYTHING, hidden) == ()
    assert hidden["role"] == {"x": Hidden("complement", 5), "y": Hidden("complement", 5)}
    assert hide(cells, EVERYTHING)["role"] == {}


def test_a_small_group_of_cells_that_differ_in_size() -> None:
    """A role of 1, 2 and 1 people in three accounts, while others of 2 and 3 might do as well."""
    counts = {"A": (1, 3, 0, 3), "B": (2, 3, 1, 0), "C": (1, 0, 3, 1), "D": (0, 3, 3, 2)}
    cells = {(a, r): n for a, row in counts.items() for r, n in zip("wxyz", row, strict=True)}
    tables = {"role": role, "account": account, "all": everybody}
    hidden = hide(cells, tables)
    assert not [*given_away(cells, tables, hidden, 5)]
    assert hidden["account"]["C"] == Hidden("complement", 5)


@pytest.mark.parametrize("count", [-1, 2.0, True, None])
def test_counts_must_be_counts(count: Any) -> None:
    """Shares and weights of people are refused."""
    with pytest.raises(
        InvalidValue, match=r"cells: .* is no count; expected a whole number from 0"
    ):
        hide({("boss",): count}, TOTAL_AND_ROLES)


@pytest.mark.parametrize(("option", "value"), [("min_n", 0), ("min_n", 5.0), ("patience", -1)])
def test_options_must_be_counts(option: str, value: Any) -> None:
    """A minimum of nobody would be a mistake."""
    with pytest.raises(InvalidValue, match=f"{option}: {value!r} is no count"):
        hide({("boss",): 1}, TOTAL_AND_ROLES, **{option: value})


# --- results -------------------------------------------------------------------------------------


def results_of(answers: Iterable[tuple[tuple[str, ...], int]]) -> Any:
    """Scores of a total and of each role, and the cells they are made of."""
    by_role: dict[Hashable, list[int]] = {}
    for cell, score in answers:
        by_role.setdefault(role(cell), []).append(score)
    total = [score for scores in by_role.values() for score in scores]
    results = {
        "all": {"all": nps(total)},
        "role": {key: nps(scores) for key, scores in by_role.items()},
    }
    return results, Counter(cell for cell, _ in answers)


ANSWERS = [*[(("user",), 9)] * 9, *[(("buyer",), 7)] * 6, (("boss",), 0), (("boss",), 10)]


def test_hidden_results_hold_no_number() -> None:
    """In their place stands the reason for the maker of a report, and a sentence for its reader."""
    results, cells = results_of(ANSWERS)
    safe = suppress(results, cells, TOTAL_AND_ROLES)
    assert safe["all"] == results["all"]
    assert safe["role"]["user"] is results["role"]["user"]
    assert safe["role"]["boss"] == Hidden("too_few", 5)
    assert safe["role"]["buyer"] == Hidden("complement", 5)
    assert not isinstance(safe["role"]["boss"], Score)


def test_a_reader_is_told_the_same_for_every_reason() -> None:
    """That a hidden group is small is a fact about its people too."""
    sentences = {Hidden(reason, 5).sentence for reason in REASONS}
    assert sentences == {"Not shown, so that no group of fewer than 5 people can be made out."}


def test_results_without_answers_are_shown() -> None:
    """That nobody answered may be known."""
    results, cells = results_of(ANSWERS)
    nobody = nps_from_counts(0, 0, 0)
    results["role"]["approver"] = nobody
    assert suppress(results, cells, TOTAL_AND_ROLES)["role"]["approver"] is nobody


def test_results_of_other_answers_are_refused() -> None:
    """Cells that do not add up to the results would protect the wrong groups."""
    results, cells = results_of(ANSWERS)
    with pytest.raises(InvalidValue, match="2 of table 'role' count other answers"):
        suppress(results, {**cells, ("boss",): 3, ("user",): 8}, TOTAL_AND_ROLES)


def test_results_of_an_unknown_table_are_refused() -> None:
    """A table that is shown unseen would undo the rest."""
    results, cells = results_of(ANSWERS)
    with pytest.raises(InvalidValue, match="results: table 'role' is unknown"):
        suppress(results, cells, {"all": everybody})


# --- any table -----------------------------------------------------------------------------------


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[tuple[str, ...], int], Tables, int]:
    """Counts in two or three dimensions, some of their margins in some order, and a minimum."""
    shapes = [("AB", "xyz"), ("ABC", "xyz"), ("ABCD", "xyz"), ("AB", "ns", "xyz")]
    shape = draw(st.sampled_from(shapes))
    counts = st.integers(0, draw(st.sampled_from([1, 2, 3, 9])))
    cells = {cell: draw(counts) for cell in product(*shape)}
    axes = range(len(shape))
    margins = [kept for size in range(len(shape) + 1) for kept in combinations(axes, size)]
    chosen = draw(st.lists(st.sampled_from(margins), min_size=1, unique=True))
    tables: Tables = {
        str(kept): (lambda cell, kept=kept: tuple(cell[axis] for axis in kept)) for kept in chosen
    }
    return cells, tables, draw(st.integers(2, 7))


@settings(deadline=None)
@given(cases())
def test_no_small_group_can_be_had_by_subtraction(case: tuple[Cells, Tables, int]) -> None:
    """Neither in the tables nor in any choice of cells, as another elimination confirms."""
    cells, tables, min_n = case
    hidden = hide(cells, tables, min_n=min_n)
    assert not [*given_away(cells, tables, hidden, min_n)]


@settings(deadline=None)
@given(cases())
def test_every_hidden_cell_could_be_more_or_less(case: tuple[Cells, Tables, int]) -> None:
    """Two tables without negative counts show the same figures and differ in a small cell."""
    cells, tables, min_n = case
    hidden = hide(cells, tables, min_n=min_n)
    sizes = {cell: n for cell, n in cells.items() if n}
    rows = shown_rows(cells, tables, hidden)
    basis = unnoticed(rows, len(sizes))
    for column, n in enumerate(sizes.values()):
        if n < min_n:
            change = next(change for change in basis if change[column])
            step = 1 / max(map(abs, change))
            more = [n + step * by for n, by in zip(sizes.values(), change, strict=True)]
            assert min(more) >= 0
            assert more[column] != n
            for row in rows:
                shown = sum(a * n for a, n in zip(row, sizes.values(), strict=True))
                assert sum(a * n for a, n in zip(row, more, strict=True)) == shown


@settings(deadline=None)
@given(cases())
def test_the_audit_finds_what_trying_all_groups_finds(case: tuple[Cells, Tables, int]) -> None:
    """Shown in full, the cells that are in a group given away are those that the audit names."""
    cells, tables, min_n = case
    found = exposed(cells, tables, {}, min_n=min_n)
    truth = set(given_away(cells, tables, {}, min_n))
    assert set(found) <= truth
    assert frozenset[Any]().union(*found) == frozenset[Any]().union(*truth)


@settings(deadline=None)
@given(cases())
def test_the_audit_agrees_that_what_is_hidden_is_enough(case: tuple[Cells, Tables, int]) -> None:
    """A host can hold any hiding, ours included, to the same question."""
    cells, tables, min_n = case
    assert exposed(cells, tables, hide(cells, tables, min_n=min_n), min_n=min_n) == ()


@settings(deadline=None)
@given(cases())
def test_nothing_is_hidden_without_need(case: tuple[Cells, Tables, int]) -> None:
    """A group hidden as a complement would give a small one away if it were shown."""
    cells, tables, min_n = case
    hidden = hide(cells, tables, min_n=min_n)
    for table, keys in hidden.items():
        for key, why in keys.items():
            n = sum(count for cell, count in cells.items() if tables[table](cell) == key)
            assert (why.reason == "too_few") == (n < min_n)
            rest = {**hidden, table: keys.keys() - {key}}
            assert next(given_away(cells, tables, rest, min_n), None)


@settings(deadline=None)
@given(cases())
def test_large_cells_hide_nothing(case: tuple[Cells, Tables, int]) -> None:
    """Where every cell has people enough, all tables are shown in full."""
    cells, tables, min_n = case
    assert reasons({cell: n + min_n for cell, n in cells.items()}, tables, min_n=min_n) == {}


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_cells_does_not_matter(
    case: tuple[Cells, Tables, int], dice: random.Random
) -> None:
    """The same people give the same tables."""
    cells, tables, min_n = case
    shuffled = [*cells.items()]
    dice.shuffle(shuffled)
    assert hide(dict(shuffled), tables, min_n=min_n) == hide(cells, tables, min_n=min_n)
