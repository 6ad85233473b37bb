"""What b2bnps.analysis.accounts promises: every way to make one score of many voices."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from math import nan, sqrt
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.analysis.accounts import (
    EXCLUSIONS,
    RULES,
    SENIORITY,
    WARNINGS,
    Customer,
    ExchangeRates,
    Voice,
    account_classified,
    account_equal,
    customers,
    disagreements,
    icc,
    largest,
    respondent,
    revenue_weighted,
    role_weighted,
    sensitivity,
    voices,
)
from b2bnps.errors import InvalidValue
from b2bnps.metrics import Interval, Result, Score, as_json, nps
from b2bnps.model import Account, Answer, Metric, Response, Role

T0 = datetime(2026, 10, 5, 8, tzinfo=UTC)
BOSS, BUYER, USER = Role.DECISION_MAKER, Role.REQUESTER, Role.END_USER
SAME: Mapping[Role, float] = dict.fromkeys(Role, 2.5)
SLACK = 1e-9

Said = Mapping[str, Sequence[int]]


def users(said: Said) -> list[Voice]:
    """One end user per answer."""
    return [Voice(account, USER, score) for account, scores in said.items() for score in scores]


def near(expected: Any) -> Any:
    """Equal but for rounding."""
    return pytest.approx(expected, abs=SLACK)


def ends(result: Result) -> tuple[float, float]:
    """Both ends of an interval that must be there."""
    lower, upper = result.interval.lower, result.interval.upper
    assert lower is not None
    assert upper is not None
    return lower, upper


def bounds(result: Result) -> tuple[float, float]:
    """Both bounds."""
    return result.bounds.lower, result.bounds.upper


def worth(revenue: Any, people: int | None = None, currency: str = "EUR") -> Customer:
    """A customer with a revenue."""
    amount = None if revenue is None else Decimal(revenue)
    return Customer(people=people, revenue=amount, currency=currency)


# Two of four accounts answered: t = 1 of two people in four, and t = 0 of two people in two.
TWO = users({"A": (10, 10), "B": (3, 9)})
FOUR = {"A": worth(3, 4), "B": worth(1, 2), "C": worth(4, 3), "D": worth(0, 3)}


# --- strategies ----------------------------------------------------------------------------------

grades = st.integers(0, 10)
names = st.sampled_from("ABCDEFGH")
told = st.lists(st.builds(Voice, names, st.sampled_from(Role), grades), min_size=1, max_size=25)
amounts = st.decimals(Decimal("0.01"), 10**9, places=2)


@st.composite
def bases(draw: st.DrawFn) -> tuple[list[Voice], dict[str, Customer]]:
    """Voices, and a base in which each of their accounts has people enough, and revenue."""
    said = draw(told)
    base = {}
    for name in sorted({voice.account for voice in said} | draw(st.sets(names))):
        n = sum(voice.account == name for voice in said)
        people = draw(st.integers(max(1, n), n + 4))
        base[name] = Customer(people=people, revenue=draw(amounts), currency="EUR")
    return said, base


Way = Callable[[list[Voice], dict[str, Customer]], Score]

WEIGHTED: dict[str, Way] = {
    "account_equal": account_equal,
    "role_weighted": lambda said, base: role_weighted(said, WEIGHTS, base),
    "revenue_weighted": revenue_weighted,
}
CLASSES: dict[str, Way] = {
    rule: lambda said, base, rule=rule: account_classified(said, base, rule=rule)  # type: ignore[misc]  # the rule of each
    for rule in RULES
}
WAYS: dict[str, Way] = {"respondent": respondent, **WEIGHTED, **CLASSES}
WEIGHTS: dict[Role, float] = {role: 1 + place for place, role in enumerate(Role)}

ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
weighted = pytest.mark.parametrize("way", WEIGHTED.values(), ids=WEIGHTED)


class TestVoices:
    """Facts of the model become voices and customers."""

    @staticmethod
    def response(score: int | None, metric: Metric = Metric.NPS, **more: Any) -> Response:
        """One answer to one question."""
        answers = (Answer(question="q", metric=metric, score=score),)
        return Response(id="r", at=T0, account="A", role=BOSS, answers=answers, **more)

    def test_a_voice_is_account_role_and_score(self) -> None:
        """One voice per response that was asked the metric; an empty answer stays a voice."""
        said = voices([self.response(9), self.response(None), self.response(3, Metric.CSAT)])
        assert said == (Voice("A", BOSS, 9), Voice("A", BOSS, None))

    def test_the_newest_facts_of_an_account_hold(self) -> None:
        """In any order; and a customer that is no more is no part of the base."""
        later = T0 + timedelta(days=1)
        facts = [
            Account(account="A", name="a", at=later, revenue=Decimal(5), currency="EUR"),
            Account(account="A", name="a", at=T0, revenue=Decimal(1), currency="EUR"),
            Account(account="B", name="b", at=T0),
            Account(account="C", name="c", at=T0, active=False),
        ]
        assert customers(facts) == {"A": worth(5), "B": Customer()}

    def test_people_say_who_was_there(self) -> None:
        """An account without eligible people has 0; one that was active then belongs to it."""
        facts = [
            Account(account="A", name="a", at=T0, active=False),
            Account(account="B", name="b", at=T0),
        ]
        expected = {"A": Customer(people=4), "B": Customer(people=0)}
        assert customers(facts, {"A": 4}) == expected

    def test_people_of_nobody_are_refused(self) -> None:
        """People of accounts of which nothing is known cannot be placed."""
        with pytest.raises(InvalidValue, match="nothing is known of 1 of these accounts"):
            customers([], {"A": 4})

    @pytest.mark.parametrize(
        ("known", "message"),
        [
            ({"revenue": Decimal(-1)}, "revenue: an account has a negative one"),
            ({"revenue": Decimal("NaN")}, "revenue: this is no amount"),
            ({"revenue": Decimal("Infinity")}, "revenue: this is no amount"),
            ({"revenue": 1.5}, "revenue: this is no amount"),
            ({"revenue": True}, "revenue: this is no amount"),
            ({"people": -1}, "people: -1 is no count"),
            ({"people": 2.0}, "people: 2.0 is no count"),
        ],
    )
    def test_nonsense_is_refused_by_name(self, known: Any, message: str) -> None:
        """Facts that no account can have make no customer."""
        with pytest.raises(InvalidValue, match=message):
            Customer(**known)

    @ways
    def test_answers_of_strangers_are_refused(self, way: Way) -> None:
        """A score of these customers cannot hold the opinion of others."""
        with pytest.raises(InvalidValue, match="2 accounts of the answers are not among them"):
            way([*TWO, Voice("", USER, 9), Voice("E", USER, 9)], FOUR)

    @ways
    def test_more_answers_than_people_are_refused(self, way: Way) -> None:
        """Three answers cannot come from two people, nor one from nobody."""
        with pytest.raises(InvalidValue, match="3 answers cannot come from 2 people"):
            way([*TWO, Voice("B", USER, 9)], FOUR)
        with pytest.raises(InvalidValue, match="1 answers cannot come from 0 people"):
            way(users({"A": [9]}), {"A": worth(1, 0)})


class TestRespondent:
    """Each answer counts once."""

    def test_it_is_the_nps_of_the_answers(self) -> None:
        """With the sizes of the accounts, so that the interval knows the silent ones."""
        sizes = {"A": 4, "B": 2, "C": 3, "D": 3}
        cells, accounts = [10, 10, 3, 9], ["A", "A", "B", "B"]
        assert respondent(TWO, FOUR) == nps(cells, accounts=accounts, account_sizes=sizes)

    @pytest.mark.parametrize("base", [None, {}, {"A": Customer(people=9), "B": Customer()}])
    def test_people_may_be_unknown(self, base: Any) -> None:
        """One account without a number is enough for the population to be unknown."""
        said = [] if base == {} else TWO
        assert respondent(said, base).population is None

    def test_accounts_without_people_are_no_part_of_it(self) -> None:
        """Nobody there could answer, so nobody there is silent."""
        score = respondent(TWO, {**FOUR, "E": worth(9, 0)})
        assert (score.population, score.accounts_known) == (12, 4)


class TestAccountEqual:
    """Each account counts once."""

    def test_worked_by_hand_with_a_known_base(self) -> None:
        """Cochran's two stages: (1 - 2/4) 0.5/2 + (1 - 2/4) s²/2 / (2 · 4).

        The score is (1 + 0) / 2. Inside accounts: squares 0 and 2, and once that of all answers
        with equal accounts, (0.75 + 0.25) - 0.5² = 0.75, over 1 + 1 + 1 degrees of freedom.
        """
        score = account_equal(TWO, FOUR)
        inside = (0 + 2 + 0.75) / 3
        assert score.score == near(50)
        assert score.se == near(100 * sqrt(0.5 * 0.5 / 2 + 0.5 * inside / 2 / 8))
        assert (score.design, score.accounts, score.accounts_known) == ("two_stage", 2, 4)
        assert (score.population, score.response_rate) == (12, 4 / 12)

    def test_worked_by_hand_without_a_base(self) -> None:
        """s_b² / m, and more than for the respondent score, since each account is one voice."""
        score = account_equal(TWO)
        assert score.se == near(100 * sqrt(0.5 / 2))
        assert score.deff == near(0.25 / (0.75 / 4))
        assert score.n_eff == near(3)
        assert (score.estimand, score.design) == ("customers_like_these", "clusters")
        assert (score.population, score.accounts_known) == (None, None)

    def test_it_says_what_it_is(self) -> None:
        """Name, unit and weighting; counts are answers, shares are weighted."""
        score = account_equal(users({"A": (10, 9, 8, 8), "B": (3,)}))
        assert (score.definition, score.unit) == ("nps_account_equal", "account")
        assert (score.weighting, score.score) == ("account_equal", -25.0)
        assert (score.promoters, score.passives, score.detractors) == (2, 2, 1)
        assert score.shares == (0.25, 0.25, 0.5)

    def test_bounds_by_weight(self) -> None:
        """Two silent people are half of A, and each silent account a quarter of all."""
        assert bounds(account_equal(TWO, FOUR)) == (-50, 75)

    def test_an_account_of_unknown_size_can_be_anything(self) -> None:
        """Its silent people may be many, and it is never a census."""
        score = account_equal(TWO, {"A": Customer(), "B": Customer(people=2)})
        assert bounds(score) == (-50, 50)
        assert (score.design, score.interval.method) == ("strata", "score")
        assert score.population is None
        assert score.response_rate is None

    def test_with_all_accounts_only_the_silent_inside_are_left(self) -> None:
        """Accounts are then strata: Σ (1 - n/N) s²/n / m²."""
        score = account_equal(TWO, {"A": Customer(people=4), "B": Customer(people=2)})
        assert score.design == "strata"
        assert score.se == near(100 * sqrt(0.5 * (2.75 / 3) / 2 / 4))

    def test_a_census_leaves_nothing_open(self) -> None:
        """Everybody has answered, so the score is that of everybody."""
        score = account_equal(TWO, {"A": Customer(people=2), "B": Customer(people=2)})
        assert score.interval == Interval(50.0, 50.0, 0.95, "census")
        assert (score.se, score.warnings) == (0.0, ())

    @pytest.mark.parametrize(
        "said", [{"A": (10, 3)}, {"A": (10, 10), "B": (9,)}, {"A": (10,)}], ids=str
    )
    @pytest.mark.parametrize("silent", [None, 0, 3])
    def test_never_certain_without_a_census(self, said: Said, silent: int | None) -> None:
        """One account, and answers all alike, are as many opinions as there are accounts."""
        base = None
        if silent is not None:
            base = {name: Customer(people=5) for name in [*said, *"XYZ"[:silent]]}
        score = account_equal(users(said), base)
        lower, upper = ends(score)
        assert upper - lower > 5
        if base is None:
            assert score.n_eff == near(len(said))

    def test_accounts_that_agree_by_chance_promise_nothing(self) -> None:
        """Means that are all the same vary at least as those of unrelated people."""
        score = account_equal(users({"A": (10, 3), "B": (9, 0)}))
        assert score.deff == near(1)

    def test_what_is_no_answer_is_counted(self) -> None:
        """An account with nothing else is silent, and cells are left out by reason."""
        said = [*TWO, Voice("C", USER, "great"), Voice("D", USER, None), Voice("A", USER, 11)]
        score = account_equal(said, FOUR)
        assert score.excluded == {"missing": 1, "not_a_number": 1, "out_of_range": 1}
        assert (score.n, score.accounts) == (4, 2)

    @pytest.mark.parametrize("nobody", ["", "  "])
    def test_an_answer_without_an_account_is_an_account(self, nobody: str) -> None:
        """Nobody can say that two of them belong together."""
        assert account_equal(users({nobody: (10, 3), "A": (10, 10)})).accounts == 3


class TestAccountClassified:
    """Each account is a promoter, a passive or a detractor."""

    @pytest.mark.parametrize(
        ("rule", "said", "counts"),
        [
            ("mean", {"A": (9, 8), "B": (7, 6), "C": (10, 8), "D": (7,)}, (1, 2, 1)),
            ("worst", {"A": (10, 10, 3), "B": (10, 7), "C": (9,)}, (1, 1, 1)),
            ("most_senior", {"A": (9, 10), "B": (7, 8), "C": (7, 6)}, (1, 1, 1)),
        ],
    )
    def test_rules(self, rule: str, said: Said, counts: tuple[int, int, int]) -> None:
        """Cut points belong to the class above: 8.5 is a passive, 6.5 a detractor, 9 a promoter."""
        score = account_classified(users(said), rule=rule)
        assert (score.promoters, score.passives, score.detractors) == counts
        assert (score.definition, score.unit) == (f"nps_account_{rule}", "account_class")
        assert (score.n, score.accounts) == (len(said), len(said))

    def test_the_most_senior_voice_goes_first(self) -> None:
        """One decision maker speaks for an account, whatever five users say."""
        said = [*users({"A": (10,) * 5}), Voice("A", BOSS, 7), Voice("B", Role.UNKNOWN, 3)]
        score = account_classified(said, rule="most_senior")
        assert (score.passives, score.detractors) == (1, 1)

    def test_several_of_the_same_rank_count_by_their_mean(self) -> None:
        """Neither the kinder nor the harsher of two decision makers is right."""
        said = [Voice("A", BOSS, 10), Voice("A", BOSS, 8), Voice("A", USER, 0)]
        assert account_classified(said, rule="most_senior").score == 100.0

    def test_the_order_is_the_callers(self) -> None:
        """Roles that it leaves out come last, and the name says that it is another order."""
        said = [Voice("A", BOSS, 0), Voice("A", BUYER, 0), Voice("A", USER, 10)]
        score = account_classified(said, rule="most_senior", order=[USER])
        assert (score.score, score.definition) == (100.0, "nps_account_most_senior(end_user)")
        both = account_classified(said[:2], rule="most_senior", order=[USER])
        assert both.score == -100.0

    def test_it_is_the_nps_of_accounts(self) -> None:
        """N is the number of accounts, so everything known of small populations holds."""
        score = account_classified(TWO, FOUR, rule="mean")
        assert (score.promoters, score.detractors, score.score) == (1, 1, 0.0)
        assert (score.population, score.accounts_known, score.response_rate) == (4, 4, 0.5)
        assert ends(score) == (-50.0, 50.0)

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [("mean", (-100, 25)), ("worst", (-100, 0)), ("most_senior", (-100, 50))],
    )
    def test_bounds_hold_what_silent_people_can_do(
        self, rule: str, expected: tuple[float, float]
    ) -> None:
        """A can fall by two silent people, B can do nothing, C and D anything.

        Two of three people could lift C, a detractor, to a passive by the mean, to a promoter by
        their rank, and nowhere by the worst answer.
        """
        said = [*TWO, Voice("C", USER, 5)]
        score = account_classified(said, FOUR, rule=rule)
        assert bounds(score) == expected
        assert "classes_may_change" in score.warnings

    def test_accounts_of_unknown_size_can_be_anything(self) -> None:
        """But one bad answer stays the worst of them."""
        base = {"A": Customer(), "B": Customer()}
        assert bounds(account_classified(TWO, base, rule="mean")) == (-100, 100)
        assert bounds(account_classified(TWO, base, rule="worst")) == (-100, 0)

    def test_a_census(self) -> None:
        """Everybody of every account has answered."""
        score = account_classified(TWO, {"A": worth(1, 2), "B": worth(1, 2)}, rule="worst")
        assert score.interval == Interval(0.0, 0.0, 0.95, "census")
        assert (bounds(score), score.warnings) == ((0, 0), ())

    def test_doubts_about_the_scale_are_kept(self) -> None:
        """Classes cannot show that all answers lie between 1 and 5."""
        score = account_classified(users({"A": (1, 2, 3), "B": (4, 5)}), rule="mean")
        assert "looks_like_1_to_5" in score.warnings

    def test_an_unknown_rule_is_refused(self) -> None:
        """The message lists those that there are."""
        with pytest.raises(InvalidValue, match="expected one of mean, most_senior, worst"):
            account_classified(TWO, rule="best")

    def test_every_role_has_a_rank(self) -> None:
        """The order of the library forgets nobody."""
        assert set(SENIORITY) == set(Role)


class TestRoleWeighted:
    """Answers count by role."""

    def test_worked_by_hand(self) -> None:
        """(3 · 1 + 1 · 1 - 1 · 2) / (3 + 1 + 1 · 2) = 1/3."""
        said = [Voice("A", BOSS, 9), Voice("A", USER, 10), Voice("B", BUYER, 0)]
        score = role_weighted(said, {BOSS: 3, USER: 1, BUYER: 2})
        assert score.score == near(100 / 3)
        assert score.definition == "nps_role_weighted(decision_maker=3,end_user=1,requester=2)"
        assert (score.unit, score.weighting) == ("respondent", "role")
        assert score.role_weights == {"decision_maker": 3, "end_user": 1, "requester": 2}

    def test_the_silent_may_be_of_the_heaviest_role(self) -> None:
        """One of two people answered and weighs 1; the other may weigh 3."""
        score = role_weighted(users({"A": [9]}), {BOSS: 3, USER: 1}, {"A": Customer(people=2)})
        assert bounds(score) == (-50, 100)
        assert (score.population, score.accounts_known) == (2, 1)

    def test_a_census(self) -> None:
        """Weights of people who all answered leave nothing to estimate."""
        base = {"A": Customer(people=2), "B": Customer(people=2)}
        score = role_weighted(TWO, {USER: 2}, base)
        assert score.interval == Interval(50.0, 50.0, 0.95, "census")

    def test_the_name_holds_ratios(self) -> None:
        """Scores of other weights are other scores, and twice the weights are the same."""
        names = [
            role_weighted(TWO, {BOSS: boss, USER: user}).definition
            for boss, user in ((3, 1.5), (6, 3), (3, 3))
        ]
        assert names == [
            "nps_role_weighted(decision_maker=2,end_user=1)",
            "nps_role_weighted(decision_maker=2,end_user=1)",
            "nps_role_weighted(decision_maker=1,end_user=1)",
        ]

    def test_a_role_without_a_weight_is_refused(self) -> None:
        """What an answer weighs is never guessed."""
        with pytest.raises(InvalidValue, match="the role 'end_user' has answers and no weight"):
            role_weighted(TWO, {BOSS: 3})

    @pytest.mark.parametrize("weight", [0, -1, nan, float("inf"), True])
    def test_a_weight_is_positive(self, weight: float) -> None:
        """A role that should not count is left out of the voices, so that n is honest."""
        with pytest.raises(InvalidValue, match="of the role 'end_user' is not a positive number"):
            role_weighted(TWO, {USER: weight})


class TestRevenueWeighted:
    """Accounts count by what they are worth."""

    def test_worked_by_hand_with_all_accounts(self) -> None:
        """(3 · 1 + 1 · 0) / 4; only people of unknown number are left, Σ (R/ΣR)² s²/n.

        s²: squares 0 and 2, and once 0.875 + 0.125 - 0.75² = 0.4375, over 3.
        """
        score = revenue_weighted(TWO, {"A": worth(3), "B": worth(1)})
        assert score.score == near(75)
        assert score.se == near(100 * sqrt((0.75**2 + 0.25**2) / 2 * (2 + 0.4375) / 3))
        assert (score.unit, score.weighting) == ("revenue", "revenue")
        assert score.definition == "nps_revenue_weighted"

    def test_worked_by_hand_with_a_silent_account(self) -> None:
        """A silent account of half the revenue; the jackknife is larger than the linearised one.

        Linearised 2 (0.1875² + 0.1875²) = 0.14, jackknife (0.75² + 0.25²) / 2 = 0.3125. Accounts
        scatter by 0.5, less s²/2 of their people.
        """
        score = revenue_weighted(TWO, {"A": worth(3), "B": worth(1), "C": worth(4)})
        inside = (2 + 0.4375) / 3
        first, silent = 0.25 * 0.3125, 0.25 * (0.5 - inside / 2)
        within = 0.75 * (0.75**2 + 0.25**2) * inside / 2
        assert score.se == near(100 * sqrt(first + silent + within))
        assert bounds(score) == (-100, 100)

    def test_how_much_hangs_on_the_largest(self) -> None:
        """Effective accounts (3 + 1)² / (9 + 1), the largest share, and what is covered."""
        score = revenue_weighted(TWO, FOUR)
        assert score.accounts_eff == near(1.6)
        assert (score.largest_share, score.covered) == (0.75, 0.5)
        assert (score.currency, score.rates_on, score.accounts_left_out) == ("EUR", "", 0)

    def test_few_effective_accounts_are_flagged(self) -> None:
        """Six answers of two accounts tell as much as fewer than five people; two say it anyway."""
        base = {"A": worth(9), "B": worth(1)}
        said = users({"A": (9, 9, 9), "B": (3, 3, 8)})
        assert "few_effective_answers" in revenue_weighted(said, base).warnings
        assert "few_effective_answers" not in revenue_weighted(said[2:4], base).warnings

    def test_many_accounts_are_not_flagged(self) -> None:
        """Ten accounts of equal revenue are ten."""
        said = users(dict.fromkeys("ABCDEFGHIJ", (9,)))
        score = revenue_weighted(said, dict.fromkeys("ABCDEFGHIJ", worth(5)))
        assert score.accounts_eff == near(10)
        assert "few_effective_answers" not in score.warnings

    def test_unknown_revenue_is_no_zero(self) -> None:
        """Answers of such accounts are counted as left out, and so are those of no revenue."""
        base = {"A": worth(3), "B": worth(None), "C": worth(0), "D": worth(None), "E": worth(1)}
        score = revenue_weighted([*TWO, Voice("C", USER, 9)], base)
        assert (score.score, score.n, score.accounts) == (100.0, 2, 1)
        assert score.excluded == {"revenue_unknown": 2, "revenue_zero": 1}
        assert (score.accounts_left_out, score.accounts_known) == (1, 2)
        assert "revenue_unknown" in score.warnings
        assert score.covered == 0.75

    @pytest.mark.parametrize("base", [{}, {"A": worth(None, 4)}, {"A": worth(0, 4)}], ids=str)
    def test_without_revenue_there_is_no_score(self, base: dict[str, Customer]) -> None:
        """Never 0 and never NaN."""
        score = revenue_weighted(users({"A": [9]}) if base else [], base)
        assert (score.score, score.interval) == (None, Interval(None, None, 0.95, "none"))
        assert (score.covered, score.largest_share, score.accounts_eff) == (None, None, None)
        assert "no_answers" in score.warnings

    def test_revenue_of_accounts_without_people_is_not_covered(self) -> None:
        """The score does not speak for them, but they are not covered either."""
        score = revenue_weighted(TWO, {**FOUR, "E": worth(8, 0)})
        assert (score.covered, score.accounts_known, score.population) == (0.25, 3, 9)

    def test_the_smallest_revenue_does_not_vanish(self) -> None:
        """Beside an account of any size."""
        base = {"A": worth("1e300"), "B": worth("1e-300"), "C": worth(1)}
        score = revenue_weighted(TWO, base)
        lower, upper = ends(score)
        assert score.score == near(100)
        assert lower < upper


class TestMoney:
    """Revenue in several currencies."""

    MIXED: Mapping[str, Customer] = {"A": worth(100), "B": worth(200, currency="USD")}
    RATES = ExchangeRates(base="EUR", on=date(2026, 9, 30), rates={"USD": Decimal("0.5")})

    def test_dated_rates_make_one_currency(self) -> None:
        """200 dollars are 100 euros that day, and the result says so."""
        score = revenue_weighted(TWO, self.MIXED, rates=self.RATES)
        assert score.score == near(50)
        assert (score.currency, score.rates_on) == ("EUR", "2026-09-30")

    @pytest.mark.parametrize("other", ["USD", ""])
    def test_mixed_currencies_are_refused(self, other: str) -> None:
        """Also an amount without a currency beside others."""
        base = {"A": worth(1), "B": worth(1, currency=other)}
        with pytest.raises(InvalidValue, match=rf"amounts in .*'{other}'.* do not add up"):
            revenue_weighted(TWO, base)

    def test_the_currency_of_nothing_does_not_matter(self) -> None:
        """An account without a known revenue has no amount to be mixed in."""
        base = {"A": worth(1), "B": worth(None, currency="USD")}
        assert revenue_weighted(TWO, base).currency == "EUR"

    def test_every_rate_must_be_there(self) -> None:
        """The message names the currency and the day."""
        base = {**self.MIXED, "C": worth(1, currency="SEK")}
        with pytest.raises(InvalidValue, match="there is none for 'SEK' on 2026-09-30"):
            revenue_weighted(TWO, base, rates=self.RATES)

    @pytest.mark.parametrize("rate", [0, -1, Decimal("NaN"), Decimal("Infinity"), 0.5, True, "1"])
    def test_a_rate_is_positive(self, rate: Any) -> None:
        """And exact, as money is."""
        with pytest.raises(InvalidValue, match="that of 'USD' is no rate"):
            ExchangeRates(base="EUR", on=date(2026, 9, 30), rates={"USD": rate})

    @pytest.mark.parametrize("day", [None, "2026-09-30", T0])
    def test_rates_have_a_day(self, day: Any) -> None:
        """ExchangeRates without one could be of any year."""
        with pytest.raises(InvalidValue, match="on: rates need their day"):
            ExchangeRates(base="EUR", on=day, rates={})

    def test_the_base_is_worth_itself(self) -> None:
        """Another rate would be a mistake in the direction of the rates."""
        with pytest.raises(InvalidValue, match="that of the base 'EUR' can only be 1"):
            ExchangeRates(base="EUR", on=date(2026, 9, 30), rates={"EUR": Decimal(2)})


class TestEveryWay:
    """What all scores have in common."""

    @ways
    @pytest.mark.parametrize("said", [[], [Voice("A", USER, None)]])
    def test_an_empty_group_has_no_score(self, way: Way, said: list[Voice]) -> None:
        """Never 0 and never NaN, and the bounds are those of the scale."""
        score = way(said, FOUR)
        assert (score.score, score.n, score.shares) == (None, 0, None)
        assert score.interval == Interval(None, None, 0.95, "none")
        assert bounds(score) == (-100, 100)
        assert "no_answers" in score.warnings

    @pytest.mark.parametrize(
        "way",
        [
            respondent,
            account_equal,
            partial(account_classified, rule="mean"),
            lambda *known, level: role_weighted(known[0], SAME, known[1], level=level),
            revenue_weighted,
        ],
    )
    @pytest.mark.parametrize("level", [0, 1, 95])
    def test_an_impossible_level_is_refused(self, way: Any, level: float) -> None:
        """Every way knows its level; 95 would be one of percent."""
        with pytest.raises(InvalidValue, match="is no confidence level"):
            way(TWO, FOUR, level=level)

    @ways
    @settings(max_examples=40, deadline=None)
    @given(known=bases())
    def test_the_interval_holds_the_score_and_the_bounds_hold_it(
        self, way: Way, known: tuple[list[Voice], dict[str, Customer]]
    ) -> None:
        """Nothing leaves the scale."""
        score = way(*known)
        lower, upper = ends(score)
        assert score.score is not None
        order = [-100, score.bounds.lower, lower, score.score, upper, score.bounds.upper, 100]
        assert all(low <= high + SLACK for low, high in pairwise(order))

    @ways
    @settings(max_examples=40, deadline=None)
    @given(known=bases(), dice=st.randoms(use_true_random=False))
    def test_order_does_not_matter(
        self, way: Way, known: tuple[list[Voice], dict[str, Customer]], dice: Any
    ) -> None:
        """Neither that of the voices nor that of the accounts."""
        said, base = known
        names = [*base]
        dice.shuffle(names)
        shuffled = way(dice.sample(said, len(said)), {name: base[name] for name in names})
        assert as_json(shuffled) == near_json(as_json(way(said, base)))

    @weighted
    @settings(max_examples=40, deadline=None)
    @given(known=bases())
    def test_mirror_images(self, way: Way, known: tuple[list[Voice], dict[str, Customer]]) -> None:
        """Promoters and detractors exchanged turn score, interval and bounds round."""
        said, base = known
        there, back = way(said, base), way(list(map(mirrored, said)), base)
        assert there.score is not None
        assert back.score == near(-there.score)
        assert ends(back) == pytest.approx((-ends(there)[1], -ends(there)[0]), abs=1e-6)
        assert bounds(back) == near((-there.bounds.upper, -there.bounds.lower))

    @ways
    @settings(max_examples=40, deadline=None)
    @given(known=bases())
    def test_bounds_are_what_the_silent_can_do(
        self, way: Way, known: tuple[list[Voice], dict[str, Customer]]
    ) -> None:
        """All silent people as promoters, or as detractors, stay within them."""
        said, base = known
        score = way(said, base)
        for grade in (0, 10):
            full = way([*said, *completion(said, base, grade)], base)
            assert full.score is not None
            assert score.bounds.lower - SLACK <= full.score <= score.bounds.upper + SLACK
            assert full.interval == Interval(full.score, full.score, 0.95, "census")
            if way not in (CLASSES["most_senior"], CLASSES["worst"]):
                assert full.score == near(bounds(score)[grade == 10])

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(Role), grades), min_size=1, max_size=12))
    def test_one_answer_per_account_makes_them_all_the_same(
        self, answers: list[tuple[Role, int]]
    ) -> None:
        """With equal weights there is nothing to weigh, in the score and in its interval."""
        said = [Voice(f"{row:02}", *answer) for row, answer in enumerate(answers)]
        plain = respondent(said)
        for score in (account_equal(said), role_weighted(said, SAME)):
            assert score.score == near(plain.score)
            assert ends(score) == near(ends(plain))
        for rule in RULES:
            assert account_classified(said, rule=rule).score == near(plain.score)

    @settings(deadline=None)
    @given(
        st.lists(st.tuples(st.sampled_from(Role), grades), min_size=1, max_size=12),
        st.integers(0, 5),
    )
    def test_the_same_with_a_known_base(self, answers: list[tuple[Role, int]], silent: int) -> None:
        """Accounts of one person are people; divisors m - 1 and M - 1 make up for few of them."""
        said = [Voice(f"{row:02}", *answer) for row, answer in enumerate(answers)]
        base = {f"{row:02}": worth(7, 1) for row in range(len(said) + silent)}
        plain, m, known = respondent(said, base), len(said), len(base)
        differ = len({plain.promoters, plain.passives, plain.detractors} - {0, m}) > 0
        for score in (account_equal(said, base), revenue_weighted(said, base)):
            assert score.score == near(plain.score)
            assert bounds(score) == near(bounds(plain))
            if silent:
                expected = m * (known - 1) / (known * (m - 1)) if differ else 1
                assert score.deff == pytest.approx(expected)

    @settings(deadline=None)
    @given(known=bases(), factor=amounts)
    def test_only_ratios_of_weights_matter(
        self, known: tuple[list[Voice], dict[str, Customer]], factor: Decimal
    ) -> None:
        """All revenue, or all role weights, times any number."""
        said, base = known
        scaled = {
            name: evolve(one, revenue=one.revenue * factor) if one.revenue else one
            for name, one in base.items()
        }
        heavier = {role: weight * float(factor) for role, weight in WEIGHTS.items()}
        pairs = [
            (revenue_weighted(said, base), revenue_weighted(said, scaled)),
            (role_weighted(said, WEIGHTS, base), role_weighted(said, heavier, base)),
        ]
        for one, other in pairs:
            assert other.score == near(one.score)
            assert ends(other) == pytest.approx(ends(one), abs=1e-6)
            assert bounds(other) == near(bounds(one))

    @settings(deadline=None)
    @given(known=bases())
    def test_equal_revenue_is_equal_accounts(
        self, known: tuple[list[Voice], dict[str, Customer]]
    ) -> None:
        """Whatever the revenue is."""
        said, base = known
        alike = {name: evolve(one, revenue=Decimal(7)) for name, one in base.items()}
        by_revenue, equal = revenue_weighted(said, alike), account_equal(said, alike)
        assert by_revenue.score == near(equal.score)
        assert ends(by_revenue) == near(ends(equal))
        assert bounds(by_revenue) == near(bounds(equal))

    @settings(deadline=None)
    @given(known=bases(), unknown=st.sets(names))
    def test_unknown_revenue_is_as_if_the_account_were_not_there(
        self, known: tuple[list[Voice], dict[str, Customer]], unknown: set[str]
    ) -> None:
        """But it is counted."""
        said, base = known
        part = {
            name: evolve(one, revenue=None) if name in unknown else one
            for name, one in base.items()
        }
        score = revenue_weighted(said, part)
        rest = revenue_weighted(
            [voice for voice in said if voice.account not in unknown],
            {name: one for name, one in base.items() if name not in unknown},
        )
        assert (score.score, score.interval) == (rest.score, rest.interval)
        assert (score.bounds, score.covered) == (rest.bounds, rest.covered)
        lost = sum(voice.account in unknown for voice in said)
        assert score.excluded.get("revenue_unknown", 0) == lost == len(said) - score.n

    def test_json_says_it_all(self) -> None:
        """Results of every kind become plain JSON."""
        table = as_json(sensitivity(TWO, FOUR, role_weights=SAME))
        assert table == json.loads(json.dumps(table))
        assert table["choices"][-1]["result"]["covered"] == 0.5

    def test_every_code_has_a_sentence(self) -> None:
        """What the results of this room say beyond those of metrics."""
        base = {"A": worth(3, 4), "B": worth(None, 2), "C": worth(0, 1)}
        by_revenue = revenue_weighted([*TWO, Voice("C", USER, 3)], base)
        by_class = account_classified(TWO, FOUR, rule="mean")
        assert set(by_revenue.excluded) == set(EXCLUSIONS)
        assert {*by_revenue.warnings, *by_class.warnings} > set(WARNINGS)


class TestSensitivity:
    """All ways side by side."""

    def test_one_line_per_way_in_a_fixed_order(self) -> None:
        """The headline first; lines by role and by revenue where there is what they need."""
        few = [choice.name for choice in sensitivity(TWO).choices]
        all_of_them = sensitivity(TWO, FOUR, role_weights=SAME).choices
        assert few == [
            "respondent",
            "account_equal",
            "account_mean",
            "account_most_senior",
            "account_worst",
        ]
        assert [choice.name for choice in all_of_them] == [
            *few,
            "role_weighted",
            "revenue_weighted",
        ]

    def test_no_line_by_revenue_without_any(self) -> None:
        """Customers of unknown revenue give none."""
        base = {"A": worth(None), "B": worth(None)}
        assert len(sensitivity(TWO, base).choices) == 5

    def test_each_line_is_the_score_of_that_name(self) -> None:
        """The table computes nothing of its own."""
        table = sensitivity(TWO, FOUR, role_weights=SAME, order=[USER], level=0.8)
        found = {choice.name: choice.result for choice in table.choices}
        assert table.headline == respondent(TWO, FOUR, level=0.8)
        assert found["account_equal"] == account_equal(TWO, FOUR, level=0.8)
        assert found["account_worst"] == account_classified(TWO, FOUR, rule="worst", level=0.8)
        assert found["account_most_senior"].definition == "nps_account_most_senior(end_user)"
        assert found["role_weighted"] == role_weighted(TWO, SAME, FOUR, level=0.8)
        assert found["revenue_weighted"] == revenue_weighted(TWO, FOUR, level=0.8)

    def test_five_happy_users_and_one_decision_maker(self) -> None:
        """Which way is taken decides whether these customers look happy."""
        said = [*users({"A": (10,) * 5}), Voice("A", BOSS, 3), Voice("B", BOSS, 3)]
        table = sensitivity(said)
        moves = {choice.name: choice.move for choice in table.choices}
        assert moves["respondent"] == 0
        assert moves["account_equal"] == near(100 * ((4 / 6 - 1) / 2 - 3 / 7))
        assert moves["account_most_senior"] == near(-100 - 300 / 7)
        assert (table.lowest, table.highest) == (-100.0, near(300 / 7))
        assert table.moves_most == "account_most_senior"

    def test_the_account_that_moves_the_headline_most(self) -> None:
        """Without A, the score falls from 300/7 to -100."""
        said = [*users({"A": (10,) * 5}), Voice("A", BOSS, 3), Voice("B", BOSS, 3)]
        removal = sensitivity(said).removal
        assert removal is not None
        assert (removal.account, removal.n, removal.score) == ("A", 6, -100.0)
        assert removal.move == near(-100 - 300 / 7)

    def test_where_all_ways_agree_none_moves_it(self) -> None:
        """Rounding moves nothing."""
        table = sensitivity(users({"A": (9, 9, 9), "B": (10,), "C": (9,) * 7}))
        assert (table.moves_most, table.lowest, table.highest) == ("", 100.0, 100.0)

    def test_one_account_cannot_be_left_out(self) -> None:
        """Nothing would be left."""
        assert sensitivity(users({"A": (9, 3)})).removal is None

    def test_without_answers_nothing_moves(self) -> None:
        """There is no headline to be moved."""
        table = sensitivity([])
        assert (table.lowest, table.highest, table.moves_most) == (None, None, "")
        assert table.removal is None
        assert [choice.move for choice in table.choices] == [None] * 5

    @settings(deadline=None)
    @given(told, st.randoms(use_true_random=False))
    def test_leaving_out_is_scoring_without(self, said: list[Voice], dice: Any) -> None:
        """The figure is the respondent score of the others, and no other account moves it more."""
        removal = sensitivity(dice.sample(said, len(said))).removal
        scores = {
            name: respondent([voice for voice in said if voice.account != name]).score
            for name in {voice.account for voice in said}
        }
        head = respondent(said).score
        assert head is not None
        moves = [abs(score - head) for score in scores.values() if score is not None]
        if removal is None:
            assert moves == []
        else:
            assert removal.score == near(scores[removal.account])
            assert removal.move == near(removal.score - head)
            assert abs(removal.move) == near(max(moves))


class TestAgreement:
    """How far the people of an account agree."""

    def test_disagreement_inside_an_account(self) -> None:
        """Accounts with two answers or more, the widest apart first; who said what by role."""
        said = [
            *users({"A": (9, 10), "B": (8, 9), "C": (3,)}),
            Voice("A", BOSS, 3),
            Voice("A", BOSS, None),
        ]
        first, second = disagreements(said)
        assert (first.account, first.n, first.lowest, first.highest) == ("A", 3, 3, 10)
        assert (first.range, first.split) == (7, True)
        assert first.sd == near(sqrt((100 + 81 + 9 - 22**2 / 3) / 2))
        assert (first.promoters, first.passives, first.detractors) == (2, 0, 1)
        assert first.by_role == {"decision_maker": (3,), "end_user": (9, 10)}
        assert (second.account, second.split) == ("B", False)

    def test_icc_worked_by_hand(self) -> None:
        """Mean squares 11/6 between four accounts and 1/2 inside them, two answers each: 4/7."""
        found = icc(users({"A": (9, 9), "B": (10, 10), "C": (0, 3), "D": (6, 9)}))
        assert found.icc == near(4 / 7)
        assert found.deff == near(1 + 4 / 7)
        assert (found.accounts, found.n) == (4, 8)
        assert "about 57 % of the differences" in found.sentence

    @pytest.mark.parametrize(
        ("said", "expected"),
        [({"A": (9, 10), "B": (3, 0)}, 1.0), ({"A": (9, 9), "B": (9, 0)}, 0.0)],
        ids=str,
    )
    def test_icc_at_its_limits(self, said: Said, expected: float) -> None:
        """All differences between accounts; and none more than by chance."""
        found = icc(users(said))
        assert (found.icc, found.deff) == (near(expected), near(1 + expected))
        assert ("no more than" in found.sentence) == (expected == 0)

    def test_people_who_differ_more_inside_need_no_more_answers(self) -> None:
        """A negative correlation is told, and never taken for certainty."""
        found = icc(users({"A": (9, 0), "B": (9, 0)}))
        assert (found.icc, found.deff) == (near(-1), 1.0)

    @pytest.mark.parametrize(
        "said", [{}, {"A": (9, 3)}, {"A": (9,), "B": (3,)}, {"A": (9, 9), "B": (9, 10)}], ids=str
    )
    def test_icc_needs_something_to_compare(self, said: Said) -> None:
        """Several accounts, several people in one, and answers that differ."""
        found = icc(users(said))
        assert (found.icc, found.deff) == (None, None)
        assert found.sentence == "The answers cannot tell whether people of one account agree."

    @settings(deadline=None)
    @given(told)
    def test_icc_is_a_share(self, said: list[Voice]) -> None:
        """Never above 1, whatever the answers are."""
        found = icc(said)
        assert found.icc is None or found.icc <= 1 + SLACK

    def test_the_largest_account(self) -> None:
        """Of the answers, and of all known revenue; the first by id of two alike."""
        answers, revenue = largest(TWO, FOUR)
        assert (answers.of, answers.account, answers.share) == ("answers", "A", 0.5)
        assert (revenue.of, revenue.account, revenue.share) == ("revenue", "C", 0.5)
        assert answers.accounts_eff == near(2)
        assert revenue.accounts_eff == near(64 / 26)

    def test_the_largest_of_nothing(self) -> None:
        """Without answers and without revenue there is none."""
        assert largest([]) == ()
        assert [line.of for line in largest(TWO)] == ["answers"]


# --- what the properties need --------------------------------------------------------------------


def mirrored(voice: Voice) -> Voice:
    """A promoter for a detractor, and the other way round."""
    score: Any = voice.score
    return evolve(voice, score=7 if 7 <= score <= 8 else 10 if score < 7 else 0)


def completion(said: list[Voice], base: Mapping[str, Customer], grade: int) -> list[Voice]:
    """The silent people, all of the same opinion, and of the heaviest role."""
    heaviest = max(WEIGHTS, key=lambda role: WEIGHTS[role])
    return [
        Voice(name, heaviest, grade)
        for name, one in base.items()
        for _ in range((one.people or 0) - sum(voice.account == name for voice in said))
    ]


def near_json(value: Any) -> Any:
    """The same, with numbers that may differ by rounding."""
    if isinstance(value, float):
        return near(value)
    if isinstance(value, dict):
        return {key: near_json(item) for key, item in value.items()}
    return [near_json(item) for item in value] if isinstance(value, list) else value
