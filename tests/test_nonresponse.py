"""What b2bnps.analysis.nonresponse promises about the silent, and about weights."""

import random
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.analysis.nonresponse import (
    WARNINGS,
    Rates,
    Weighting,
    post_stratify,
    rake,
    representativeness,
    response_rates,
    revenue_rates,
)
from b2bnps.analysis.scores import scoreboard
from b2bnps.errors import InvalidValue
from b2bnps.metrics import nps
from b2bnps.model import Account, Delivery, Invitation, LeftOut, Receipt, Response, Role

AT = datetime(2026, 5, 1, tzinfo=UTC)


# --- rates ---------------------------------------------------------------------------------------


def invited(contact: str, account: str = "a", role: Role = Role.END_USER) -> Invitation:
    """Somebody with an invitation."""
    name = f"i-{contact}"
    return Invitation(id=name, account=account, contact=contact, at=AT, role=role)


def answered(contact: str, account: str = "a", invitation: str = "") -> Response:
    """Somebody who answered."""
    name = f"r-{contact}"
    return Response(id=name, account=account, contact=contact, at=AT, invitation=invitation)


def business(account: str, revenue: str | None, currency: str = "EUR") -> Account:
    """A row of the customer list."""
    money = None if revenue is None else Decimal(revenue)
    return Account(account=account, name="", at=AT, revenue=money, currency=currency)


def test_each_rate_names_its_base() -> None:
    """Of twenty eight were invited, five reached, and two of those replied; one came along."""
    rates = Rates(eligible=20, invited=8, delivered=5, answered=3, replies=2)
    assert (rates.of_eligible, rates.of_invited, rates.of_delivered) == (0.15, 0.25, 0.4)
    assert (rates.unit, rates.unknown) == ("people", 0)


def test_everybody_who_answered_was_invited_unless_said() -> None:
    """The common case needs four numbers."""
    assert Rates(eligible=9, invited=8, delivered=5, answered=3).replies == 3


def test_a_base_of_nobody_has_no_rate() -> None:
    """No one of none is not zero percent."""
    rates = Rates(eligible=0, invited=0, delivered=0, answered=0)
    assert (rates.of_eligible, rates.of_invited, rates.of_delivered) == (None, None, None)


def test_an_unknown_population_has_no_rate() -> None:
    """An imported survey knows who answered and nobody else."""
    assert Rates(eligible=None, invited=0, delivered=0, answered=7, replies=0).of_eligible is None


@pytest.mark.parametrize(
    "counts",
    [
        {"eligible": 3, "invited": 4, "delivered": 2, "answered": 1},
        {"eligible": 5, "invited": 4, "delivered": 5, "answered": 1},
        {"eligible": 5, "invited": 4, "delivered": 2, "answered": 3},
        {"eligible": 5, "invited": 4, "delivered": 2, "answered": 6, "replies": 2},
        {"eligible": 5, "invited": 4, "delivered": 2, "answered": 1, "replies": 2},
        {"eligible": 5, "invited": 4, "delivered": 2, "answered": -1},
        {"eligible": None, "invited": 4, "delivered": 5, "answered": 1},
        {"eligible": 5, "invited": 4, "delivered": float("nan"), "answered": 1},
    ],
    ids=str,
)
def test_a_part_larger_than_its_whole_is_refused(counts: dict[str, Any]) -> None:
    """A rate above 1 is a mistake in counting."""
    with pytest.raises(InvalidValue, match="rates: expected 0 <= replies <= delivered"):
        Rates(**counts)


def test_rates_of_a_wave_by_role() -> None:
    """Lines of a scoreboard become rates; who answered was reached, also without a receipt."""
    boss = Role.DECISION_MAKER
    invitations = [invited("1"), invited("2"), invited("3", role=boss)]
    left_out = [LeftOut(id="l", account="a", contact="4", at=AT, role=boss)]
    receipt = Receipt(id="s", at=AT, invitation="i-1", message="m", event=Delivery.SENT)
    responses = [answered("2", invitation="i-2"), answered("3", invitation="i-3"), answered("4")]
    lines = scoreboard(invitations, left_out, [receipt], responses, by="role")
    rates = response_rates(lines)
    users, bosses = rates[Role.END_USER], rates[boss]
    assert users == Rates(eligible=2, invited=2, delivered=1, answered=1)
    assert bosses == Rates(eligible=2, invited=1, delivered=1, answered=2, replies=1)
    assert (bosses.of_eligible, bosses.of_invited, bosses.of_delivered) == (1.0, 1.0, 1.0)


def test_rates_of_an_imported_survey() -> None:
    """Without a plan everybody answered uninvited, and nobody knows of how many."""
    (line,) = scoreboard([], [], [], [answered("1"), answered("2")])
    assert Rates.of(line) == Rates(eligible=None, invited=0, delivered=0, answered=2, replies=0)


WAVE = {
    "large": Rates(eligible=9, invited=5, delivered=3, answered=1),
    "silent": Rates(eligible=4, invited=4, delivered=4, answered=0),
    "lost": Rates(eligible=2, invited=2, delivered=0, answered=0),
    "guest": Rates(eligible=2, invited=0, delivered=0, answered=1, replies=0),
}


def test_revenue_that_answered() -> None:
    """An account counts with all its revenue as soon as one of its people is counted."""
    sizes = {"large": "500", "silent": "300", "lost": "150.5", "guest": "49.5", "other": "7000"}
    rates = revenue_rates(WAVE, [business(account, size) for account, size in sizes.items()])
    assert rates == Rates(
        eligible=1000, invited=950.5, delivered=800, answered=549.5, replies=500, unit="EUR"
    )
    assert (rates.of_eligible, rates.of_delivered) == (0.5495, 0.625)


def test_unknown_revenue_is_counted_and_not_zero() -> None:
    """Neither an account without a row nor one without a figure is taken for a small one."""
    rates = revenue_rates(WAVE, [business("large", "500"), business("lost", None)])
    assert (rates.eligible, rates.unknown) == (500, 3)
    assert revenue_rates(WAVE, []).of_eligible is None


def test_revenue_of_an_unplanned_survey_has_no_total() -> None:
    """Where the population is unknown, so is its revenue."""
    rates = {"a": Rates(eligible=None, invited=0, delivered=0, answered=1, replies=0)}
    assert revenue_rates(rates, [business("a", "5")]).eligible is None


def test_mixed_currencies_are_refused() -> None:
    """Crowns and euros do not add up; an account without revenue has no say in it."""
    rows = [business("large", "500"), business("lost", None, "USD"), business("silent", "9", "SEK")]
    with pytest.raises(InvalidValue, match="currency: EUR, SEK cannot be added up"):
        revenue_rates(WAVE, rows)
    assert revenue_rates(WAVE, rows[:2]).unit == "EUR"


def test_negative_revenue_is_refused() -> None:
    """A credit note is no customer."""
    with pytest.raises(InvalidValue, match="revenue: an account has a negative one"):
        revenue_rates(WAVE, [business("large", "-1")])


def test_two_rows_of_one_account_are_refused() -> None:
    """Which of two revenues holds is for the host to say."""
    with pytest.raises(InvalidValue, match="accounts: an account has more than one row"):
        revenue_rates(WAVE, [business("large", "1"), business("large", "2")])


# --- weights -------------------------------------------------------------------------------------

PEOPLE = {"user": 80, "buyer": 15, "boss": 5}


def sums(weighting: Weighting, levels: Sequence[Hashable]) -> dict[Hashable, float]:
    """Weighted people at each level."""
    found: dict[Hashable, float] = {}
    for level, weight in zip(levels, weighting.weights, strict=True):
        found[level] = found.get(level, 0.0) + weight
    return found


def test_each_answer_stands_for_its_share_of_the_cell() -> None:
    """People over answers, in the order of the answers; Kish says what it costs."""
    weighting = post_stratify(["boss", "user", "user", "buyer"], PEOPLE)
    assert weighting.weights == (5.0, 40.0, 40.0, 15.0)
    assert weighting.n_eff == pytest.approx(100**2 / (25 + 1600 + 1600 + 225))
    assert weighting.deff == pytest.approx(4 / weighting.n_eff)
    assert (weighting.collapsed, weighting.trimmed, weighting.off) == ({}, 0, {})
    assert weighting.warnings == ()


def test_a_silent_cell_joins_the_quietest_one() -> None:
    """Nobody is dropped: bosses are spoken for by users, of whom the smallest share answered."""
    weighting = post_stratify(["user"] * 2 + ["buyer"] * 3, PEOPLE)
    assert weighting.weights == (42.5, 42.5, 5.0, 5.0, 5.0)
    assert weighting.collapsed == {"cell": {"boss": "user"}}
    assert weighting.warnings == ("collapsed",)


def test_a_silent_cell_joins_the_one_that_is_named() -> None:
    """Who knows the customers knows better who is like whom; a name may lead to another."""
    collapse = {"boss": "manager", "manager": "buyer", "user": "boss"}
    people = {**PEOPLE, "manager": 0}
    weighting = post_stratify(["user"] * 2 + ["buyer"] * 4, people, collapse=collapse)
    assert weighting.collapsed == {"cell": {"boss": "buyer"}}
    assert weighting.weights == (40.0, 40.0, 5.0, 5.0, 5.0, 5.0)


def test_a_circle_of_silent_cells_is_refused() -> None:
    """Somebody must speak in the end."""
    with pytest.raises(InvalidValue, match="collapse: levels of 'cell' go round in a circle"):
        post_stratify(["user"], PEOPLE, collapse={"boss": "buyer", "buyer": "boss"})


def test_an_unknown_neighbour_is_refused() -> None:
    """A typing error must not pass for a wish."""
    with pytest.raises(InvalidValue, match="collapse: a level of 'cell' is unknown"):
        post_stratify(["user"], PEOPLE, collapse={"boss": "byer"})


def test_a_cell_that_the_population_does_not_know_is_refused() -> None:
    """By its place in the data, since a cell may be the name of a customer."""
    with pytest.raises(InvalidValue, match="cell: that of answer 2 is not a level of its margin"):
        post_stratify(["user", "ghost"], PEOPLE)


def test_more_answers_than_people_are_refused() -> None:
    """Then the population is not the one that answered."""
    with pytest.raises(InvalidValue, match="cell: 6 answers from the 5 people of level 3"):
        post_stratify(["boss"] * 6, PEOPLE)


@pytest.mark.parametrize("people", [-1, 2.0, True, None])
def test_people_are_counted_whole(people: Any) -> None:
    """There is no half customer in a population."""
    with pytest.raises(InvalidValue, match=f"cell: {people!r} is no count of people"):
        post_stratify([], {"user": people})


def test_without_answers_there_are_no_weights() -> None:
    """Nothing can be weighted, and the result says so."""
    weighting = post_stratify([], PEOPLE)
    assert (weighting.weights, weighting.n_eff, weighting.deff) == ((), 0.0, 1.0)
    assert weighting.warnings == ("no_answers",)


def test_large_weights_are_cut_at_the_cap() -> None:
    """One answer of eleven would weigh 8.8 times the mean; the rest is shared by the others."""
    weighting = post_stratify(["boss"] * 10 + ["user"], {"boss": 20, "user": 80})
    mean = 100 / 11
    assert max(weighting.weights) == pytest.approx(5 * mean)
    assert sum(weighting.weights) == pytest.approx(100)
    assert (weighting.trimmed, weighting.warnings) == (1, ("trimmed",))
    level, miss = weighting.off["cell"]
    assert (level, miss) == ("boss", pytest.approx(80 - 5 * mean))


def test_what_is_raised_above_the_cap_is_cut_too() -> None:
    """After the first cut the next largest weights grow beyond the limit."""
    people = {"a": 40, "b": 29, "c": 31}
    weighting = post_stratify(["a", "b", *["c"] * 5], people, cap=2.1)
    assert max(weighting.weights) == pytest.approx(2.1 * 100 / 7)
    assert sum(weighting.weights) == pytest.approx(100)
    assert weighting.trimmed == 2


@pytest.mark.parametrize("cap", [1, 0.5, float("inf"), float("nan")])
def test_an_impossible_cap_is_refused(cap: float) -> None:
    """No weight can be cut to the mean or below; None is the word for no cap."""
    with pytest.raises(InvalidValue, match=r"cap: .* times the mean is no limit"):
        post_stratify(["user"], PEOPLE, cap=cap)


ROLES_AND_SIZES = [("user", "big"), ("user", "small"), ("boss", "big"), ("boss", "small")]
MARGINS = {"role": {"user": 70, "boss": 30}, "size": {"big": 40, "small": 60}}


def answers_of(rows: Sequence[tuple[str, str]]) -> list[dict[str, Hashable]]:
    """Answers with a role and a size."""
    return [{"role": role, "size": size} for role, size in rows]


def test_raking_one_answer_of_each_kind_gives_independence() -> None:
    """With equal counts, raking ends where role and size have nothing to do with each other."""
    weighting = rake(answers_of(ROLES_AND_SIZES), MARGINS)
    assert weighting.weights == pytest.approx((28, 42, 12, 18))
    assert (weighting.off, weighting.warnings) == ({}, ())


def test_margins_that_no_weights_fit_are_reported() -> None:
    """All users are big and all bosses small, but there are not as many of one as of the other."""
    weighting = rake(answers_of([("user", "big"), ("boss", "small")]), MARGINS, cap=None)
    assert weighting.warnings == ("not_converged",)
    level, miss = weighting.off["role"]
    assert (level, miss) == ("user", pytest.approx(-30))
    assert "size" not in weighting.off


def test_a_silent_level_of_one_margin_is_merged_there() -> None:
    """The other margins stay as they are."""
    margins = {**MARGINS, "role": {"user": 70, "boss": 20, "buyer": 10}}
    weighting = rake(answers_of(ROLES_AND_SIZES), margins, collapse={"role": {"buyer": "boss"}})
    assert weighting.weights == pytest.approx((28, 42, 12, 18))
    assert weighting.collapsed == {"role": {"buyer": "boss"}}


def test_margins_of_different_totals_are_refused_by_name() -> None:
    """They do not count the same people."""
    margins = {"role": {"user": 70, "boss": 30}, "size": {"big": 40, "small": 59}}
    with pytest.raises(InvalidValue, match="margins: counted 'role' 100, 'size' 99 people"):
        rake(answers_of(ROLES_AND_SIZES), margins)


def test_raking_needs_a_margin() -> None:
    """Without one there is nothing to fit."""
    with pytest.raises(InvalidValue, match="margins: counted none people"):
        rake([{}], {})


def test_an_answer_without_a_level_is_refused() -> None:
    """Answers are not left out in silence."""
    with pytest.raises(InvalidValue, match="size: that of answer 1 is not a level"):
        rake([{"role": "user"}], MARGINS)


def test_weights_go_straight_into_the_score() -> None:
    """The score of a weighted base is the mean of its cells, and both know the same n_eff."""
    cells, scores = ["user", "user", "boss"], [10, 8, 2]
    weighting = post_stratify(cells, {"user": 8, "boss": 2})
    score = nps(scores, weights=weighting.weights, population=10)
    assert score.score == pytest.approx(100 * (0.8 * 0.5 - 0.2))
    assert score.n_eff == pytest.approx(weighting.n_eff)


def test_every_warning_has_a_sentence() -> None:
    """Codes are for programs, sentences for people."""
    assert sorted(WARNINGS) == ["collapsed", "no_answers", "not_converged", "trimmed"]
    assert all(sentence.endswith(".") for sentence in WARNINGS.values())


@st.composite
def bases(draw: st.DrawFn) -> tuple[list[str], dict[str, int]]:
    """Answers of cells in any order, and how many people these cells have."""
    counts = draw(
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40)), min_size=1, max_size=5)
    )
    people = {f"c{number}": n + silent for number, (n, silent) in enumerate(counts)}
    answers = [f"c{number}" for number, (n, _) in enumerate(counts) for _ in range(n)]
    return draw(st.permutations(answers)), people


@given(bases())
def test_weighted_cells_are_the_population(base: tuple[list[str], dict[str, int]]) -> None:
    """Where nothing is cut, each cell weighs its people and those it speaks for."""
    answers, people = base
    weighting = post_stratify(answers, people, cap=None)
    expected = {cell: people[cell] for cell in answers}
    for cell, into in weighting.collapsed.get("cell", {}).items():
        expected[str(into)] += people[str(cell)]
    assert sums(weighting, answers) == pytest.approx(expected)
    for cell, weight in zip(answers, weighting.weights, strict=True):
        assert weight == pytest.approx(expected[cell] / answers.count(cell))


@given(bases(), st.none() | st.floats(1.01, 8))
def test_weights_are_positive_and_never_tell_more(
    base: tuple[list[str], dict[str, int]], cap: float | None
) -> None:
    """The sum is the population, no weight is above the cap, and n_eff is n for equal ones only."""
    answers, people = base
    weighting = post_stratify(answers, people, cap=cap)
    n, weights = len(answers), weighting.weights
    assert len(weights) == n
    assert all(weight > 0 for weight in weights)
    assert weighting.n_eff <= n
    if n:
        assert sum(weights) == pytest.approx(sum(people.values()))
        if len(set(weights)) == 1:
            assert weighting.n_eff == n
        elif max(weights) > 1.001 * min(weights):
            assert weighting.n_eff < n
        assert weighting.deff == pytest.approx(n / weighting.n_eff)
    if n and cap:
        assert max(weights) <= cap * sum(people.values()) / n * (1 + 1e-6)


@st.composite
def crossings(draw: st.DrawFn) -> tuple[list[dict[str, Hashable]], dict[str, dict[str, int]]]:
    """Answers in every crossing of two variables, and margins of the same people."""
    rows = [row for row in ROLES_AND_SIZES for _ in range(draw(st.integers(1, 4)))]
    extra = draw(st.lists(st.sampled_from(ROLES_AND_SIZES), max_size=30))
    people = Counter([*rows, *extra])
    margins = {
        "role": {
            role: sum(people[row] for row in people if row[0] == role) for role in MARGINS["role"]
        },
        "size": {
            size: sum(people[row] for row in people if row[1] == size) for size in MARGINS["size"]
        },
    }
    return answers_of(draw(st.permutations(rows))), margins


@given(crossings())
def test_raked_margins_are_those_of_the_population(
    case: tuple[list[dict[str, Hashable]], dict[str, dict[str, int]]],
) -> None:
    """Both at once, where somebody answered in every crossing."""
    answers, margins = case
    weighting = rake(answers, margins, cap=None)
    assert (weighting.warnings, weighting.off) == ((), {})
    for variable, people in margins.items():
        found = sums(weighting, [answer[variable] for answer in answers])
        assert found == pytest.approx(people, rel=1e-5)


@given(crossings(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(
    case: tuple[list[dict[str, Hashable]], dict[str, dict[str, int]]], dice: random.Random
) -> None:
    """Each answer keeps its weight, to the last digit."""
    answers, margins = case
    order = [*range(len(answers))]
    dice.shuffle(order)
    weights = rake(answers, margins, cap=1.5).weights
    shuffled = rake([answers[row] for row in order], margins, cap=1.5).weights
    assert shuffled == tuple(weights[row] for row in order)


@given(bases(), st.none() | st.floats(1.5, 8))
def test_raking_one_variable_is_post_stratification(
    base: tuple[list[str], dict[str, int]], cap: float | None
) -> None:
    """Whatever the variable is called."""
    answers, people = base
    raked = rake([{"role": cell} for cell in answers], {"role": people}, cap=cap)
    assert raked.weights == post_stratify(answers, people, cap=cap).weights


# --- representativeness --------------------------------------------------------------------------


def test_the_indicator_of_a_worked_example() -> None:
    """Rates of 50 and 10 percent in equal halves deviate by 20 points: 1 - 2 * 0.2."""
    found = representativeness({"user": 25, "boss": 5}, {"user": 50, "boss": 50, "ex": 0})
    assert found.r == pytest.approx(0.6)
    assert found.rate == pytest.approx(0.3)
    assert found.largest_bias == pytest.approx(0.4 / 0.6)
    assert found.by_chance == pytest.approx(1 - 2 * (0.3 * 0.7 / 99) ** 0.5)
    assert [(cell.cell, cell.rate) for cell in found.cells] == [("boss", 0.1), ("user", 0.5)]
    assert [cell.partial for cell in found.cells] == pytest.approx([-(0.02**0.5), 0.02**0.5])
    assert found.sentence == (
        "Groups answered at rates from 10% to 50%, which gives 0.60 where 1 is equal; "
        "chance alone would give about 0.91."
    )


def test_everybody_against_nobody_is_zero() -> None:
    """The least representative answer there is."""
    assert representativeness({"user": 5}, {"user": 5, "boss": 5}).r == 0.0


def test_a_group_of_one_person_is_its_own_population() -> None:
    """There is nothing to compare, and nothing to divide by."""
    found = representativeness({"user": 1}, {"user": 1})
    assert (found.r, found.by_chance, found.largest_bias) == (1.0, 1.0, 0.0)


@pytest.mark.parametrize(("people", "rate"), [({"user": 9}, 0.0), ({}, None)])
def test_nobody_is_not_representative(people: Mapping[str, int], rate: float | None) -> None:
    """Equal rates of nobody show nothing; there is no indicator rather than a perfect one."""
    found = representativeness({}, people)
    assert (found.r, found.by_chance, found.largest_bias, found.rate) == (None, None, None, rate)
    assert found.sentence == "Nobody answered, so there is no response to compare between groups."


@pytest.mark.parametrize("answers", [{"user": 6, "boss": 2}, {"user": 1, "ghost": 0}])
def test_impossible_groups_are_refused(answers: dict[str, int]) -> None:
    """More answers than people, or a group of no population."""
    with pytest.raises(InvalidValue, match="answered: 1 groups are unknown or have more answers"):
        representativeness(answers, {"user": 5, "boss": 5})


@given(bases())
def test_the_indicator_is_one_where_all_rates_are_equal(
    base: tuple[list[str], dict[str, int]],
) -> None:
    """And only there; it never leaves 0 to 1, and its parts add up."""
    answers, people = base
    found = representativeness(Counter(answers), people)
    assert (found.r is None) == (not answers)
    if found.r is not None:
        rates = {answers.count(cell) / n for cell, n in people.items() if n}
        assert 0 <= found.r <= 1
        assert (found.r == 1) == (len(rates) == 1)
        assert sum(cell.partial**2 for cell in found.cells) == pytest.approx(
            ((1 - found.r) / 2) ** 2
        )
        assert found.cells[0].rate <= found.rate <= found.cells[-1].rate


@settings(deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4).filter(lambda p: sum(p) <= 9), st.data())
def test_chance_is_what_trying_every_silence_gives(sizes: list[int], data: st.DataObject) -> None:
    """The mean variance of rates over all ways in which so many people can be those who answer."""
    owners = [cell for cell, n in enumerate(sizes) for _ in range(n)]
    n = data.draw(st.integers(1, len(owners)))
    population = dict(enumerate(sizes))
    found = [
        representativeness(Counter(owners[person] for person in chosen), population)
        for chosen in combinations(range(len(owners)), n)
    ]
    variances = [sum(cell.partial**2 for cell in one.cells) for one in found]
    by_chance = found[0].by_chance
    assert by_chance is not None
    assert sum(variances) / len(variances) == pytest.approx(((1 - by_chance) / 2) ** 2, abs=1e-12)
