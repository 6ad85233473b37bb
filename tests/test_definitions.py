"""What definitions, weights and known account sizes do to a figure."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from b2bnps.definitions import (
    CES_1,
    CSAT,
    ENPS,
    NPS,
    Definition,
    gauge_of,
    mean_of,
    net_of,
    share_of,
)
from b2bnps.errors import InvalidValue
from b2bnps.metrics import (
    Score,
    ces,
    ces_net,
    ces_top_3,
    csat,
    csat_mean,
    from_tally,
    happiness_mean,
    measure,
    nps,
    nps_from_counts,
    withheld,
)
from b2bnps.tallies import tally

GRADES = st.lists(st.integers(0, 10), min_size=1, max_size=25)
ACCOUNTS = st.lists(st.sampled_from("ABCDE"), min_size=25, max_size=25)


def held(score: Score) -> bool:
    """Whether the interval holds the score, and both lie on the scale."""
    lower, upper = score.interval.lower, score.interval.upper
    assert lower is not None
    assert upper is not None
    assert score.score is not None
    return -100 <= lower <= score.score + 1e-9 <= upper + 2e-9 <= 100 + 3e-9


@pytest.mark.parametrize(
    ("definition", "form", "ends"),
    [
        (NPS, "net", (-100.0, 100.0)),
        (CSAT, "share", (0.0, 100.0)),
        (CES_1, "mean", (1.0, 5.0)),
    ],
)
def test_a_result_knows_the_form_of_its_definition(
    definition: Definition, form: str, ends: tuple[float, float]
) -> None:
    """What a figure can be follows from the form, and from the scale where it is a mean."""
    result = measure(definition, [1, 5])
    assert (result.form, definition.form) == (form, form)
    assert gauge_of(result.form, result.scale) == definition.gauge
    for bounds in (result.bounds, withheld(result).bounds):
        assert (bounds.lower, bounds.upper) == ends


class TestDefinitions:
    """Every figure says by which formula it was computed."""

    def test_employees_have_the_same_score_under_its_own_name(self) -> None:
        """The eNPS is the NPS with the employer as its subject, and nothing else differs."""
        asked = nps([9, 10, 3], subject="employer")

        assert (asked.metric, asked.definition) == ("enps", "enps_0_10")
        assert evolve(asked, metric="nps", definition="nps_0_10") == nps([9, 10, 3])
        assert measure(ENPS, [9, 10, 3]) == asked
        assert nps([9], subject="brand").metric == "nps"

    def test_other_cut_points_are_named_and_marked(self) -> None:
        """A host may cut elsewhere, but not under the published name."""
        mild = nps([6, 7, 8, 9], cuts=(6, 8))

        assert (mild.detractors, mild.passives, mild.promoters) == (0, 2, 2)
        assert mild.definition == "nps_0_10_below_6_from_8"
        assert "own_cut_points" in mild.warnings

    @pytest.mark.parametrize("subject", ["company", "employer"])
    def test_one_to_ten_is_not_called_nps(self, subject: str) -> None:
        """A scale of 1 to 10 has a tenth less room for detractors: it needs another name."""
        with pytest.raises(InvalidValue, match=r"^scale: an NPS is asked from 0 to 10, not from 1"):
            nps([9], subject=subject, scale=(1, 10))
        own = net_of("recommendation", scale=(1, 10), passive=7, promoter=9)
        assert measure(own, [1, 9, 0]).excluded == {"out_of_range": 1}
        assert own.name == "recommendation_1_10_below_7_from_9"

    def test_satisfaction_as_share_and_as_mean(self) -> None:
        """Two formulas, two names, two intervals."""
        answers = [5, 4, 4, 3, 1]

        assert (csat(answers).score, csat(answers).definition) == (60.0, "csat_top_2_of_1_5")
        assert csat(answers, top=1).definition == "csat_top_1_of_1_5"
        mean = csat_mean(answers)
        assert (mean.score, mean.definition, mean.interval.method) == (
            3.4,
            "csat_mean_of_1_5",
            "mean_t",
        )
        assert happiness_mean([9, 8], scale=(0, 10)).score == 8.5

    def test_effort_has_three_published_figures(self) -> None:
        """Mean, top three and net of one set of answers, each under its own name."""
        answers = [7, 6, 6, 5, 4, 2, 1]

        assert (ces(answers).definition, ces(answers).direction) == ("ces_2.0_mean", "high_is_good")
        top, net = ces_top_3(answers), ces_net(answers)
        assert (top.definition, top.favourable, top.cut) == ("ces_2.0_top_3", 4, 5)
        assert (net.definition, net.promoters, net.passives, net.detractors) == (
            "ces_2.0_net",
            3,
            2,
            2,
        )
        same = nps_from_counts(2, 2, 3)
        assert (net.score, net.interval) == (same.score, same.interval)

    def test_the_direction_of_effort_is_said_not_guessed(self) -> None:
        """The old question has low as good; an own one says what it means by its numbers."""
        assert ces([1, 2], version="1.0").direction == "low_is_good"
        own = ces([1, 2], version="1.0", direction="high_is_good")
        assert (own.direction, own.definition) == (
            "high_is_good",
            "ces_mean_of_1_5_high_is_good",
        )
        assert ces([9], scale=(0, 10)).definition == "ces_mean_of_0_10_high_is_good"
        assert CES_1.scale == (1, 5)

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: nps([9], cuts=(9, 7)), "cuts: 9 and 7 do not split a scale"),
            (lambda: nps([9], cuts=(0, 9)), "cuts: 0 and 9 do not split a scale"),
            (lambda: share_of("x", scale=(1, 5), cut=1), "cut: 1 does not split a scale"),
            (lambda: share_of("x", scale=(5, 1), cut=2), "scale: from 5 to 1 is no scale"),
            (lambda: mean_of("x", scale=(1, 5), direction="up"), "direction: 'up' is unknown"),
            (lambda: csat([1], top=9), "cut: -3 does not split"),
            (lambda: measure(CES_1, [1], method="score"), "method: 'score' is unknown; expected"),
        ],
    )
    def test_nonsense_is_refused_by_name(self, call: Any, message: str) -> None:
        """What cannot be meant is refused with the name of the argument."""
        with pytest.raises(InvalidValue) as refusal:
            call()
        assert str(refusal.value).startswith(message)

    def test_a_tally_made_elsewhere_gives_the_same_result(self) -> None:
        """Counting and computing are two steps, and may happen in two places."""
        scores, accounts = [9, 10, 3, 7, None], ["A", "A", "B", "C", "C"]
        counted = tally(scores, NPS.adds, accounts=accounts)

        assert from_tally(NPS, counted, population=8) == nps(
            scores, accounts=accounts, population=8
        )

    def test_the_mean_answer_stands_beside_the_score(self) -> None:
        """Sales people like it, and the class of an account is read off it."""
        assert nps([9, 8, 4]).mean == 7.0
        assert nps_from_counts(1, 1, 1).mean is None
        assert nps([]).mean is None


class TestWeights:
    """Weights change the score, and cost certainty."""

    def test_weights_move_the_score_and_shares_tell_how(self) -> None:
        """A promoter who counts three times as much as a detractor gives half a score."""
        result = nps([10, 0], weights=[3, 1])

        assert result.score == 50.0
        assert result.shares == (0.75, 0.0, 0.25)
        assert (result.promoters, result.detractors, result.n) == (1, 1, 2)
        assert (result.n_eff, result.weighting) == (pytest.approx(16 / 10), "given")

    @given(GRADES, st.floats(0.01, 100))
    def test_equal_weights_are_none(self, scores: list[int], weight: float) -> None:
        """Only ratios matter: equal weights leave the figure and its interval as they are."""
        plain, weighted = nps(scores), nps(scores, weights=[weight] * len(scores))

        assert weighted.score == pytest.approx(plain.score, abs=1e-9)
        assert weighted.interval.lower == pytest.approx(plain.interval.lower, abs=1e-6)
        assert weighted.interval.upper == pytest.approx(plain.interval.upper, abs=1e-6)
        assert weighted.n_eff == pytest.approx(plain.n)

    @given(GRADES, ACCOUNTS, st.data())
    def test_intervals_with_weights_hold_the_score(
        self, scores: list[int], accounts: list[str], data: st.DataObject
    ) -> None:
        """Whatever the weights, the score lies in its interval and the interval on the scale."""
        weights = data.draw(
            st.lists(st.floats(0, 50), min_size=len(scores), max_size=len(scores)).filter(any)
        )
        assume(sum(weights) > 1e-6)
        silent = data.draw(st.one_of(st.none(), st.integers(0, 20)))
        people = None if silent is None else len(scores) + silent
        for names in (None, accounts[: len(scores)]):
            result = nps(scores, weights=weights, accounts=names, population=people)

            assert held(result)
            assert result.n_eff <= result.n + 1e-9

    def test_weights_never_claim_more_than_kish(self) -> None:
        """Where the answers agree by chance, what the weights cost for certain is still paid."""
        scores, weights = [9, 9, 9, 3], [9, 1, 1, 1]
        for accounts in (None, ["A", "B", "C", "D"]):
            assert nps(scores, weights=weights, accounts=accounts).n_eff <= 144 / 84 + 1e-9

    def test_weights_of_accounts_all_alike(self) -> None:
        """Where every answer is the same, an account counts once, by its weight."""
        result = nps([9] * 4, weights=[1, 1, 2, 2], accounts=["A", "A", "B", "B"])

        assert result.n_eff == pytest.approx(36 / 20)
        assert nps([9, 9], weights=[1, 2], accounts=["A", "A"]).n_eff == pytest.approx(1.0)

    def test_a_weighted_census_is_its_score(self) -> None:
        """Everybody answered: the weighted figure is what it is."""
        result = nps([10, 0], weights=[3, 1], population=2)

        assert (result.interval.lower, result.interval.upper) == (50.0, 50.0)

    def test_weights_beyond_the_bounds_are_marked(self) -> None:
        """Nine of ten answered, so the plain score is nearly known; weights may say otherwise."""
        result = nps([10] + [0] * 8, weights=[100] + [1] * 8, population=10)

        assert result.bounds.upper < (result.score or 0)
        assert "beyond_bounds" in result.warnings
        assert "few_effective_answers" in result.warnings
        assert held(result)

    @pytest.mark.parametrize("weights", [[0, 0], [0.0, 0.0]])
    def test_weights_of_nothing_are_refused(self, weights: list[float]) -> None:
        """Somebody has to count."""
        with pytest.raises(InvalidValue, match="they are all zero"):
            nps([9, 3], weights=weights)

    def test_nobody_has_no_weight(self) -> None:
        """Without valid answers there is no score, with weights as without."""
        assert nps([None], weights=[3]).score is None


class TestKnownAccounts:
    """With the size of each account, the result knows which accounts are silent."""

    SIZES = {"A": 4, "B": 4, "C": 2, "D": 2}  # noqa: RUF012 - read only

    def test_all_accounts_answered_are_strata(self) -> None:
        """Only the silent people inside each account are left, so accounts narrow the interval."""
        names = [f"account {number}" for number in range(10) for _ in range(3)]
        scores = [10 if name < "account 6" else 2 for name in names]
        result = nps(scores, accounts=names, account_sizes=dict.fromkeys(names, 4))
        simple = nps(scores, population=40)

        assert (result.design, result.accounts, result.accounts_known) == ("strata", 10, 10)
        assert result.deff < 0.5
        assert result.population == 40
        assert (result.se or 0) < (simple.se or 0)

    def test_few_accounts_are_not_believed_to_agree(self) -> None:
        """Of fewer than ten accounts, or with two answers each, agreement may well be chance."""
        few = [f"account {number}" for number in range(9) for _ in range(3)]
        thin = [f"account {number}" for number in range(12) for _ in range(2)]
        for names in (few, thin):
            scores = [10 if name < "account 6" else 2 for name in names]
            result = nps(scores, accounts=names, account_sizes=dict.fromkeys(names, 4))

            assert result.deff == 1.0

    def test_one_answer_per_account_cannot_tell_how_far_people_agree(self) -> None:
        """One of forty people of an account speaks for it: the worst is assumed of the others."""
        names = ["a", "b", "c", "d", "e", "large"]
        sizes = {**dict.fromkeys(names, 2), "large": 40}
        result = nps([9, 3, 9, 8, 9, 3], accounts=names, account_sizes=sizes)

        assert result.deff > 2

    def test_some_accounts_answered_are_two_stages(self) -> None:
        """Silent accounts may differ: the interval is at least that of unrelated people."""
        scores, accounts = [9, 10, 9, 3, 2, 3], ["A", "A", "A", "B", "B", "B"]
        result = nps(scores, accounts=accounts, account_sizes=self.SIZES)

        assert (result.design, result.accounts, result.accounts_known) == ("two_stage", 2, 4)
        assert result.deff > 1

    def test_one_account_of_several_counts_once(self) -> None:
        """What the other accounts think, one account cannot tell."""
        result = nps([9, 3], accounts=["A", "A"], account_sizes=self.SIZES)

        assert (result.deff, result.n_eff) == (2.0, 1.0)

    def test_accounts_of_one_mind(self) -> None:
        """Answers all alike: an account of a sample counts once, one of all accounts by people."""
        some = nps([9, 9, 9], accounts=["A", "A", "B"], account_sizes=self.SIZES)
        everyone = nps([9, 9, 9, 9], accounts=["A", "B", "C", "D"], account_sizes=self.SIZES)

        assert (some.deff, everyone.deff) == (1.5, 1.0)

    @given(ACCOUNTS, GRADES, st.data())
    def test_known_accounts_keep_every_promise(
        self, accounts: list[str], scores: list[int], data: st.DataObject
    ) -> None:
        """The interval holds the score within the bounds; everybody answered leaves no width."""
        names = accounts[: len(scores)]
        sizes = {name: max(1, names.count(name)) + data.draw(st.integers(0, 4)) for name in "ABCDE"}
        result = nps(scores, accounts=names, account_sizes=sizes)
        exactly = {name: names.count(name) for name in set(names)}

        assert held(result)
        assert result.bounds.lower - 1e-9 <= (result.interval.lower or 0)
        assert (result.interval.upper or 0) <= result.bounds.upper + 1e-9
        assert nps(scores, accounts=names, account_sizes=exactly).interval.method == "census"

    def test_the_population_is_the_sum_of_the_accounts(self) -> None:
        """Two figures for one population are one too many."""
        assert nps([9], accounts=["A"], account_sizes={"A": 3}, population=3).population == 3
        with pytest.raises(InvalidValue, match="population: 4 is not the sum of the account sizes"):
            nps([9], accounts=["A"], account_sizes={"A": 3}, population=4)

    def test_nobody_of_known_accounts_answered(self) -> None:
        """A silent base has no score."""
        result = nps([], accounts=[], account_sizes={"A": 3})

        assert (result.score, result.population, result.accounts_known) == (None, 3, 1)
