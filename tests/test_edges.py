"""What odd but legal input may not do: poison, crash, or pass for certainty."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from typing import Any

import pytest
from attrs import evolve

from b2bnps.analysis.accounts import Voice, icc, role_weighted
from b2bnps.analysis.change.signflip import sign_test
from b2bnps.analysis.goals import Goal
from b2bnps.analysis.nonresponse import post_stratify
from b2bnps.analysis.scores import matched, scoreboard
from b2bnps.analysis.sizes import Planned, answers_for_change, answers_for_margin, margin
from b2bnps.definitions import CSAT, NPS, csat_of, net_of
from b2bnps.errors import InvalidValue
from b2bnps.metrics import (
    Score,
    as_json,
    ces,
    csat,
    from_tally,
    measure,
    not_asked,
    nps,
    nps_from_counts,
)
from b2bnps.model import Answer, Invitation, LeftOut, Metric, Response, Role
from b2bnps.tallies import Tally, classify

AT = datetime(2026, 10, 5, tzinfo=UTC)


class Missing:
    """What will not say whether it equals itself, as ``pandas.NA``."""

    def __eq__(self, other: object) -> Any:
        """Answer with something that has no truth."""
        return self

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        """Refuse to be true or false."""
        message = "ambiguous"
        raise TypeError(message)

    def __ne__(self, other: object) -> Any:
        """As ``__eq__``."""
        return self


class Many(Missing):
    """What has many truths, as an array."""

    def __bool__(self) -> bool:
        """Refuse as arrays do."""
        message = "ambiguous"
        raise ValueError(message)


def test_a_level_of_another_type_poisons_nobody_else() -> None:
    """Whatever type a level has, everybody's result of that level can be written as JSON."""
    nps([10, 9, 3], level=Fraction(1, 2))  # type: ignore[arg-type]  # a host's slip
    nps_from_counts(1, 1, 1, deff=Decimal("1.5"))  # type: ignore[arg-type]  # likewise

    assert type(nps([10, 9, 3], level=0.5).interval.level) is float
    assert json.loads(json.dumps(as_json(nps([10, 9, 3], level=0.5))))["n"] == 3
    with pytest.raises(InvalidValue, match="level: a str is given; expected a number"):
        nps([9], level="0.95")  # type: ignore[arg-type]  # likewise


@pytest.mark.parametrize("weights", [[1e308] * 4, [1e-170] * 4, [1e200] * 4, [Decimal(3)] * 4])
def test_only_ratios_of_weights_matter_at_either_end_of_floats(weights: list[Any]) -> None:
    """Huge and tiny weights are weights."""
    assert nps([9, 9, 8, 3], weights=weights).score == 25.0


@pytest.mark.parametrize("weight", ["1", None, True, inf])
def test_what_is_no_weight_is_refused(weight: Any) -> None:
    """A cell of text or nothing is no weight of 1 or 0."""
    with pytest.raises(InvalidValue, match="weights: that of score 2 is no weight"):
        nps([9, 3], weights=[1, weight])


def test_the_order_of_weights_does_not_matter() -> None:
    """Sums are exact, so a shuffled file has the same score to the last bit."""
    rows = [(9, 0.1), (9, 0.2), (3, 0.3), (8, 0.7)]
    scores = {
        nps([cell for cell, _ in order], weights=[weight for _, weight in order]).score
        for order in (rows, rows[::-1], rows[2:] + rows[:2])
    }

    assert len(scores) == 1


def test_answers_without_weight_add_no_certainty_to_a_mean() -> None:
    """Fifty answers of weight 0 leave Student's interval as wide as it was."""
    alone = ces([6, 7, 7], weights=[1] * 3)
    beside = ces([6, 7, 7] + [4] * 50, weights=[1] * 3 + [0] * 50)

    assert beside.interval.lower == pytest.approx(alone.interval.lower)


def test_weighted_answers_all_alike_give_no_interval_of_a_mean() -> None:
    """What floats leave of no scatter is no scatter."""
    found = ces([6] * 6, weights=[0.158, 0.565, 0.131, 0.561, 0.851, 0.591])

    assert (found.interval.method, found.warnings[0]) == ("none", "no_interval")


def test_whoever_has_no_account_is_one_however_it_is_written() -> None:
    """None, blanks and NaN name nobody, and no name of a host's stands for them."""
    names: list[Any] = ["x", "x", None, " ", nan, Missing(), (0,), (2,)]

    assert nps([9] * 8, accounts=names).accounts == 7
    assert classify(Missing(), NPS.adds) == "missing"
    assert classify(Many(), NPS.adds) == "not_a_number"
    assert classify(Decimal("sNaN"), NPS.adds) == "missing"


def test_sizes_of_any_integer_and_accounts_of_nobody() -> None:
    """Accounts without people are no part of the base; sizes are whole numbers of any library."""

    class Count:
        def __index__(self) -> int:
            return 3

    sizes: dict[str, Any] = {"a": Count(), "empty": 0}
    found = nps([9], accounts=["a"], account_sizes=sizes)

    assert (found.population, found.accounts_known) == (3, 1)


@pytest.mark.parametrize("people", [10**16, 10**400])
def test_more_than_there_are_is_no_count(people: int) -> None:
    """A number that no float holds exactly counts no people."""
    with pytest.raises(InvalidValue, match="population: "):
        nps([9], population=people)


def test_a_count_that_is_text_is_not_repeated() -> None:
    """A column mapped wrongly may hold names, and messages go to logs."""
    with pytest.raises(InvalidValue, match="population: a str is no count"):
        nps([9], population="Ayşe Demir")  # type: ignore[arg-type]  # a host's slip


def test_two_classes_are_enough() -> None:
    """Without room for passives there are none; counts that nobody made are zero."""
    assert nps([9, 8], cuts=(9, 9)).passives == 0
    counted = from_tally(NPS, Tally(counts={1: 3}))
    assert isinstance(counted, Score)
    assert (counted.detractors, counted.promoters) == (0, 3)
    assert from_tally(CSAT, Tally(counts={})).score is None


def test_lists_are_as_good_as_tuples() -> None:
    """JSON has no tuples, and a published score stays a published one."""
    found = nps([9], cuts=[7, 9], scale=[0, 10])  # type: ignore[arg-type]  # from JSON

    assert (found.definition, found.warnings) == ("nps_0_10", ("indicative",))
    own = net_of("nps", scale=(0, 10), passive=5, promoter=8)
    assert "own_cut_points" in measure(own, [9]).warnings


def test_adjusted_wald_holds_its_score_with_a_population_too() -> None:
    """One promoter of 200 is 100, and 100 lies in its interval."""
    found = nps_from_counts(0, 0, 1, population=200, method="adjusted_wald")

    assert (found.score, found.interval.upper) == (100.0, 100.0)


def test_intra_class_correlation_stays_a_correlation() -> None:
    """One torn account among many of one voice lets the estimate run away."""
    torn = [Voice("torn", Role.END_USER, score) for score in (10, 0)]
    others = [Voice(f"{number}", Role.END_USER, 8) for number in range(49)]

    assert icc([*torn, *others]).icc == -1.0


def test_the_sign_test_of_large_steps_and_many() -> None:
    """Sums that share a divisor are counted in it; very long ones are approximated by name."""
    assert sign_test([400_000, -400_000]).p == 1.0
    assert sign_test([400_000] * 5).p == sign_test([1] * 5).p
    assert sign_test([7, 11, 2_000_003]).method == "sign_flip_normal"


def test_weights_of_roles_are_checked() -> None:
    """A role is a role as text too; anything else is named."""
    voices = [Voice("a", Role.END_USER, 9), Voice("b", Role.END_USER, 3)]
    weights: dict[Any, float] = {"end_user": 3}

    assert role_weighted(voices, weights).score == 0.0
    with pytest.raises(InvalidValue, match="weights: expected roles, approver, decision_maker"):
        role_weighted(voices, {"boss": 3})  # type: ignore[dict-item]  # a host's slip
    with pytest.raises(InvalidValue, match="account: a int is given"):
        Voice(7, Role.END_USER, 9)  # type: ignore[arg-type]  # likewise


def test_plans_for_next_to_nothing_are_refused() -> None:
    """No number of answers tells a hair's breadth, and no overflow says so."""
    for plan in (answers_for_margin, answers_for_change):
        with pytest.raises(InvalidValue, match="points: 1e-200 can be told by no number"):
            plan(1e-200)


def test_a_tiny_level_is_no_census() -> None:
    """A margin of nothing is a strange question, not everybody's answer."""
    assert margin(Planned(answers=30), level=1e-17).warnings == ()


def test_the_definition_of_a_shown_figure_can_be_had() -> None:
    """A goal on satisfaction is set in what ``csat`` shows."""
    assert csat([5]).definition == CSAT.name
    assert csat([5], scale=(0, 10), top=3).definition == csat_of(scale=(0, 10), top=3).name


def test_a_metric_of_ones_own_that_was_not_asked() -> None:
    """It has the scale and the name of its definition, so a trend keeps its place."""
    found = not_asked(csat_of(scale=(0, 10), top=3), population=8)

    assert (found.definition, found.scale, found.population) == ("csat_top_3_of_0_10", (0, 10), 8)
    assert found.warnings == ("not_asked",)


def test_results_can_be_kept_in_sets_and_written() -> None:
    """Results and definitions are values: equal ones are one, and weights become JSON."""
    assert len({nps([9, None]), nps([9, None])}) == 1
    assert len({NPS, evolve(NPS)}) == 1
    goal = Goal(
        segment="dealers", baseline=10, target=30, since=AT, due=date(2027, 1, 1), owner="Kim"
    )
    assert json.loads(json.dumps(as_json(goal)))["due"] == "2027-01-01"
    weighted = post_stratify([("a", "u")] * 3, {("a", "u"): 5, ("b", "u"): 4})
    assert json.loads(json.dumps(as_json(weighted)))["collapsed"] == {"cell": {"b / u": ["a", "u"]}}


# --- the scoreboard, whatever the order ----------------------------------------------------------


def invited(contact: str, account: str = "A", questionnaire: str = "q1") -> Invitation:
    """An invitation of an end user."""
    return Invitation(
        id=f"inv-{contact}",
        at=AT,
        account=account,
        contact=contact,
        role=Role.END_USER,
        questionnaire=questionnaire,
    )


def said(score: int, contact: str, invitation: str = "", account: str = "A") -> Response:
    """A complete answer to the question of the NPS."""
    return Response(
        id=f"r-{contact}-{invitation}-{score}",
        at=AT,
        account=account,
        contact=contact,
        invitation=invitation,
        questionnaire="q1",
        answers=(Answer(question="nps", metric=Metric.NPS, score=score),),
        complete=True,
    )


def test_which_answer_of_a_person_counts_is_no_matter_of_order() -> None:
    """Answered by letter and by import, a person counts once, and the same one every time."""
    people = [invited("c")]
    answers = [said(10, "c", "inv-c"), said(0, "c")]
    lines = [scoreboard(people, [], [], order)[0] for order in (answers, answers[::-1])]

    assert lines[0] == lines[1]
    assert (lines[0].nps.n, lines[0].unmatched) == (1, 1)
    assert matched(people, [], answers) == matched(people, [], answers[::-1])
    spare = LeftOut(id="o", at=AT, account="A", contact="d", reason="cap")
    assert matched(people, [spare], [*answers, said(5, "d")])[-1].contact in {"c", "d"}
    assert len(matched(people, [spare], [*answers, said(5, "d")])) == 2


def test_the_paper_of_the_left_out_is_that_of_most_in_their_role() -> None:
    """Whoever was planned first does not decide what the others would have been asked."""
    people = [invited("a", questionnaire="q1"), invited("b", questionnaire="q2")]
    out = [
        LeftOut(id=f"o{n}", at=AT, account="A", contact=f"o{n}", role=Role.END_USER, reason="cap")
        for n in range(5)
    ]
    asked = {"q1": [Metric.CSAT], "q2": [Metric.NPS]}
    lines = [scoreboard(order, out, [], [], asked=asked)[0] for order in (people, people[::-1])]

    assert lines[0] == lines[1]
    assert lines[0].csat.population == 6


def test_people_without_an_account_do_not_fail_the_board() -> None:
    """An empty account has no size to go by: the score falls back on the accounts that answered."""
    people = [invited("a", account=""), invited("b", account="B"), invited("c", account="B")]
    [line] = scoreboard(people, [], [], [said(9, "a", "inv-a", ""), said(3, "b", "inv-b", "B")])

    assert (line.nps.n, line.nps.population, line.nps.design) == (2, 3, "clusters")


def test_an_answer_counts_where_its_invitation_belongs() -> None:
    """Whoever moved to another account since then answers for the one that was planned."""
    people = [invited("a"), invited("b", account="B")]
    [line] = scoreboard(people, [], [], [said(9, "a", "inv-a", account="NEW")])

    assert line.nps.population == line.population == 2


def test_a_formula_of_ones_own_leaves_the_others() -> None:
    """Only what is named is computed otherwise; an impossible level is refused at once."""
    [line] = scoreboard([invited("a")], [], [], [], formulas={Metric.NPS: nps})

    assert line.nps.n == 0
    with pytest.raises(InvalidValue, match="level: 5 is no confidence level"):
        scoreboard([], [], [], [], level=5)
