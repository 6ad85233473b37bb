"""What b2bnps.tallies promises: which cells count, and sums that are enough for every figure."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.definitions import CES_2, NPS
from b2bnps.errors import InvalidValue
from b2bnps.tallies import Clusters, Tally, account_of, classify, tally

CELLS = st.lists(
    st.one_of(
        st.integers(-2, 12),
        st.sampled_from(["9", " 10 ", "", "6.5", "many", None, True, nan, 8.0, 7.5, Decimal(3)]),
    ),
    max_size=40,
)


class Odd:
    """Something that is equal to nothing and cannot be counted by hash alone."""

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (9, 9),
        (" 10\t", 10),
        ("9.0", 9),
        (Decimal("7.00"), 7),
        (Fraction(8), 8),
        (None, "missing"),
        ("", "missing"),
        (nan, "missing"),
        (True, "not_a_number"),
        ("ten", "not_a_number"),
        ("٩", "not_a_number"),
        (Odd(), "not_a_number"),
        (6.5, "not_an_integer"),
        (11, "out_of_range"),
        (-0.5, "out_of_range"),
        (10.5, "out_of_range"),
        (inf, "out_of_range"),
    ],
)
def test_what_a_cell_says(cell: object, read: int | str) -> None:
    """A cell is an integer of the scale, or there is one reason why it does not count."""
    assert classify(cell, NPS.adds) == read


@given(CELLS)
def test_every_cell_is_counted_once(cells: list[Any]) -> None:
    """Cells that count and those that do not add up to all cells, whatever order they come in."""
    found = tally(cells, NPS.adds)

    assert found.n + sum(found.excluded.values()) == len(cells)
    assert found.n == sum(found.distribution or ())
    assert tally(cells[::-1], NPS.adds) == found


@given(CELLS)
def test_counting_in_bulk_reads_each_cell_as_alone(cells: list[Any]) -> None:
    """Reading each different cell once gives what reading each cell gives: True is never 1."""
    read = Counter(classify(cell, NPS.adds) for cell in cells)
    found = tally(iter(cells), NPS.adds)

    assert found.distribution == tuple(read[value] for value in range(11))
    assert found.excluded == {reason: read[reason] for reason in read if isinstance(reason, str)}
    assert found == attrs_without_clusters(tally(cells, NPS.adds, accounts=["a"] * len(cells)))


def attrs_without_clusters(found: Tally) -> Tally:
    """Forget the accounts of a tally."""
    return Tally(
        counts=found.counts,
        excluded=found.excluded,
        distribution=found.distribution,
        total=found.total,
    )


def test_cells_that_cannot_be_hashed_are_left_out() -> None:
    """A list in a cell is no reason to stop."""
    assert tally([[9], 9, Odd()], NPS.adds).excluded == {"not_a_number": 2}


def test_sums_over_accounts() -> None:
    """Four sums say all about accounts; an answer without an account is one of its own."""
    found = tally([9, 10, 3, 8, None, 9], NPS.adds, accounts=["a", "a", "b", "", "c", None])

    assert found.clusters == Clusters.of([(2, 2), (1, -1), (1, 0), (1, 1)])
    assert found.clusters == Clusters(accounts=4, sizes=7, cross=4, totals=6)


def test_sizes_tell_of_silent_accounts() -> None:
    """With the people of each account, silent accounts are known as well."""
    found = tally([9, 3], NPS.adds, accounts=["a", "a"], account_sizes={"a": 3, "b": 5})

    assert [(s.people, s.n, s.total, s.squares) for s in found.strata or ()] == [
        (3, 2, 0, 2),
        (5, 0, 0, 0),
    ]


def test_weights_are_summed_beside_the_answers() -> None:
    """The weights of what does not count do not count."""
    found = tally([9, 3, None], NPS.adds, weights=[2, 0.5, 7])

    assert found.counts == {-1: 1, 0: 0, 1: 1}
    assert found.weights is not None
    assert found.weights.total**2 / found.weights.squares == 2.5**2 / 4.25
    assert found.weights.counts[1] == 4 * found.weights.counts[-1]
    assert found.clusters is None


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ({"accounts": ["a"]}, "accounts: 1 names for 2 scores."),
        ({"weights": [1.0]}, "weights: 1 weights for 2 scores."),
        (
            {"weights": [1, -1]},
            "weights: that of score 2 is no weight; expected a number of 0 or more.",
        ),
        ({"weights": [nan, 1]}, "weights: that of score 1 is no weight"),
        ({"account_sizes": {"a": 2}}, "account_sizes: give the account of each score"),
        (
            {"accounts": ["a", "b"], "account_sizes": {"a": 2}},
            "account_sizes: 1 accounts of the answers have no size.",
        ),
        (
            {"accounts": ["a", "a"], "account_sizes": {"a": 1}},
            "account_sizes: 2 answers cannot come from 1 people.",
        ),
        (
            {"accounts": ["a", "a"], "account_sizes": {"a": 2.5}},
            "account_sizes: 2.5 is no count; expected a whole number of 0 or more.",
        ),
    ],
)
def test_what_does_not_fit_is_refused(known: dict[str, Any], message: str) -> None:
    """What a host passes beside the scores is checked, and named when it is wrong."""
    with pytest.raises(InvalidValue) as refusal:
        tally([9, 3], NPS.adds, **known)

    assert str(refusal.value).startswith(message)


def test_a_scale_is_what_its_definition_adds() -> None:
    """Any scale is counted by the same code: its keys are the valid answers."""
    assert tally(["8", "7", 1], CES_2.adds).counts == {1: 1, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 1}


@pytest.mark.parametrize("name", [None, "", " \t", nan, Decimal("NaN")])
def test_no_account_is_an_account_of_its_own(name: object) -> None:
    """The same key gives the same account, another key another one, and no name is like it."""
    assert account_of(name, 1) == account_of(name, 1)
    assert len({account_of(name, 1), account_of(name, 2), account_of((1,), 1)}) == 3
    assert account_of(0, 1) == 0
