"""Facts → results by group: what counts, for whom, and how sure it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps import metrics
from b2bnps.analysis.scores import FORMULAS, Line, Member, scoreboard
from b2bnps.errors import InvalidValue
from b2bnps.metrics import Score
from b2bnps.model import Answer, Delivery, Invitation, LeftOut, Metric, Receipt, Response, Role

T0 = datetime(2026, 10, 5, 8, tzinfo=UTC)


def invited(
    contact: str, account: str = "A", role: Role = Role.END_USER, **more: Any
) -> Invitation:
    """Invite one person of an account."""
    facts = {"unit": "Plant", "questionnaire": "q", **more}
    return Invitation(
        id=f"i-{contact}", account=account, contact=contact, at=T0, role=role, **facts
    )


def left_out(contact: str, account: str = "A", **more: Any) -> LeftOut:
    """Leave one person out."""
    return LeftOut(id=f"l-{contact}", account=account, contact=contact, at=T0, **more)


def said(
    invitation: Invitation, /, *, nps: int | None = None, csat: int | None = None, **more: Any
) -> Response:
    """Answer an invitation with the metrics given."""
    given_scores = {Metric.NPS: nps, Metric.CSAT: csat}
    answers = [
        Answer(question=metric, metric=metric, score=score)
        for metric, score in given_scores.items()
        if score is not None
    ]
    facts: dict[str, Any] = {
        "id": f"r-{invitation.contact}",
        "invitation": invitation.id,
        "account": invitation.account,
        "contact": invitation.contact,
        "role": invitation.role,
        "questionnaire": invitation.questionnaire,
        "answers": (*answers, Answer(question="why", text="because")),
    }
    return Response(at=T0, **{**facts, **more})


def receipt(
    invitation: Invitation, event: Delivery, hours: int = 0, *, message: str = "m", **more: Any
) -> Receipt:
    """Say what became of a message so many hours after the start."""
    at = T0 + timedelta(hours=hours)
    name = f"{invitation.id}-{message}-{event}-{hours}"
    return Receipt(id=name, at=at, invitation=invitation.id, message=message, event=event, **more)


def only(lines: tuple[Line, ...]) -> Line:
    """Take the one line there is."""
    (line,) = lines
    return line


def test_nothing_gives_one_empty_line() -> None:
    """Without any fact there is one line of everybody, without a score or a population."""
    line = only(scoreboard([], [], [], []))
    assert (
        line.invited,
        line.delivered,
        line.answered,
        line.population,
        line.response_rate,
    ) == (0, 0, 0, None, None)
    assert [result.score for result in line.results] == [None] * 4


def test_nothing_gives_no_groups() -> None:
    """A group that nobody belongs to gives no line."""
    assert scoreboard([], [], [], [], by="role") == ()


def test_population_holds_the_invited_and_the_eligible_left_out() -> None:
    """Who was held back by a rule is part of the population; who is not eligible is not."""
    outside = left_out("c", reason="left_company", eligible=False)
    line = only(scoreboard([invited("a")], [left_out("b"), outside], [], []))
    assert (line.population, line.invited) == (2, 1)


def test_a_group_of_people_who_are_not_eligible_gives_no_line() -> None:
    """Nobody is measured for a group without a population."""
    outside = left_out("a", role=Role.APPROVER, eligible=False)
    assert scoreboard([], [outside], [], [], by="role") == ()


def test_answers_are_counted_over_the_population() -> None:
    """The response rate is answers over population, and the results speak for the same people."""
    people = [invited("a"), invited("b", "B"), invited("c")]
    line = only(scoreboard(people, [left_out("d")], [], [said(people[0], nps=9)]))
    assert (line.answered, line.population, line.response_rate) == (1, 4, 0.25)
    assert (line.nps.n, line.nps.population, line.nps.response_rate) == (1, 4, 0.25)


def test_a_partial_answer_counts_and_is_counted_as_partial() -> None:
    """Answers left before the end are part of the answers and told apart."""
    people = [invited("a"), invited("b")]
    answers = [said(people[0], nps=9, complete=False), said(people[1], nps=9)]
    line = only(scoreboard(people, [], [], answers))
    assert (line.answered, line.partial) == (2, 1)


def test_the_question_must_be_declared_as_the_metric() -> None:
    """A number given to a question that measures nothing is no score."""
    person = invited("a")
    answers = (Answer(question="rating", score=9),)
    line = only(scoreboard([person], [], [], [said(person, answers=answers)]))
    assert (line.answered, line.nps.n) == (1, 0)


def test_a_skipped_metric_is_left_out_with_its_reason() -> None:
    """A declared question without a number is excluded as missing, not counted as zero."""
    person = invited("a")
    answers = (Answer(question="nps", metric=Metric.NPS),)
    line = only(scoreboard([person], [], [], [said(person, answers=answers)]))
    assert (line.nps.excluded, line.nps.score) == ({"missing": 1}, None)


@pytest.mark.parametrize(
    ("events", "delivered"),
    [
        ([], 0),
        ([(Delivery.SENT, 0)], 1),
        ([(Delivery.DELIVERED, 0)], 1),
        ([(Delivery.DEFERRED, 0)], 0),
        ([(Delivery.SENT, 0), (Delivery.BOUNCED, 1)], 0),
        ([(Delivery.BOUNCED, 1), (Delivery.SENT, 0)], 0),
        ([(Delivery.SENT, 0), (Delivery.REJECTED, 0)], 0),
        ([(Delivery.SENT, 0), (Delivery.FAILED, 1), (Delivery.DELIVERED, 2)], 1),
        ([(Delivery.SENT, 0), (Delivery.COMPLAINED, 5)], 1),
    ],
)
def test_delivered_is_the_last_word_of_a_message(
    events: list[tuple[Delivery, int]], delivered: int
) -> None:
    """A message that arrived and did not bounce afterwards is delivered, in any order of facts."""
    person = invited("a")
    receipts = [receipt(person, event, hours) for event, hours in events]
    assert delivered == only(scoreboard([person], [], receipts, [])).delivered


def test_a_reminder_that_bounces_does_not_call_back_the_invitation() -> None:
    """Each message is judged by itself; one that arrived is enough."""
    person = invited("a")
    receipts = [
        receipt(person, Delivery.SENT),
        receipt(person, Delivery.SENT, 100, message="reminder"),
        receipt(person, Delivery.BOUNCED, 101, message="reminder"),
    ]
    assert only(scoreboard([person], [], receipts, [])).delivered == 1


def test_receipts_of_unknown_invitations_count_nowhere() -> None:
    """What arrived is counted over the invitations given."""
    receipts = [receipt(invited("stranger"), Delivery.SENT)]
    assert only(scoreboard([invited("a")], [], receipts, [])).delivered == 0


def test_the_role_is_that_of_the_invitation() -> None:
    """An answer counts where its person was asked, whatever role the answer carries."""
    person = invited("a", role=Role.APPROVER)
    lines = scoreboard([person], [], [], [said(person, nps=9, role=Role.END_USER)], by="role")
    assert [(line.key, line.answered) for line in lines] == [("approver", 1)]


def test_an_answer_without_invitation_is_matched_by_person() -> None:
    """A person who was held back and answered in a portal belongs to the population."""
    person = said(invited("b"), nps=9, invitation="", id="portal")
    line = only(scoreboard([invited("a")], [left_out("b")], [], [person]))
    assert (line.answered, line.unmatched, line.population) == (1, 0, 2)


def test_answers_from_outside_the_population_are_kept_out_and_counted() -> None:
    """Somebody else's opinion is no opinion of these customers, and is not lost either."""
    stranger = said(invited("x"), nps=0)
    line = only(scoreboard([invited("a")], [], [], [stranger]))
    assert (line.answered, line.nps.n, line.unmatched) == (0, 0, 1)


def test_nobody_counts_twice() -> None:
    """A second answer of the same person cannot make more answers than people."""
    person = invited("a")
    twice = [said(person, nps=9), said(person, nps=0, id="again")]
    line = only(scoreboard([person], [], [], twice))
    assert (line.nps.n, line.population, line.unmatched) == (1, 1, 1)


def test_without_a_plan_every_answer_counts_and_the_population_is_unknown() -> None:
    """An imported survey has no invitations; its score speaks for customers like these."""
    answers = [said(invited(name, name), nps=9, invitation="") for name in "abc"]
    line = only(scoreboard([], [], [], answers))
    assert (line.answered, line.nps.n, line.population, line.response_rate) == (3, 3, None, None)
    assert line.nps.estimand == "customers_like_these"


def test_a_single_account_is_a_small_population_without_clusters() -> None:
    """Inside one account nothing is clustered: two of two answers are a census."""
    people = [invited("a"), invited("b")]
    answers = [said(people[0], nps=9), said(people[1], nps=3)]
    line = only(scoreboard(people, [], [], answers, by="account"))
    assert (
        line.nps.accounts,
        line.nps.interval.method,
        line.nps.warnings,
    ) == (None, "census", ())


def test_the_portfolio_knows_the_size_of_each_account() -> None:
    """A plan knows who is silent where: eleven of twelve people of four accounts are near certain.

    Four accounts are too few to believe that their people agree, so nothing is made of that.
    """
    people = [invited(f"{a}{c}", account=a) for a in "ABCD" for c in range(3)]
    answers = [said(person, nps=9 if person.account < "C" else 2) for person in people[:-1]]
    line = only(scoreboard(people, [], [], answers))
    assert (line.nps.design, line.nps.accounts, line.nps.accounts_known) == ("strata", 4, 4)
    assert (line.nps.population, line.nps.deff) == (12, 1.0)
    assert "account_sizes_unknown" not in line.nps.warnings


def test_silent_accounts_of_a_portfolio_are_known() -> None:
    """Two of four accounts answered: what the others think can differ, and the interval says so."""
    people = [invited(f"{a}{c}", account=a) for a in "ABCD" for c in range(3)]
    answers = [said(person, nps=9 if person.account == "A" else 2) for person in people[:6]]
    line = only(scoreboard(people, [], [], answers))

    assert (line.nps.design, line.nps.accounts, line.nps.accounts_known) == ("two_stage", 2, 4)
    assert line.nps.deff > 1


def test_an_imported_survey_is_clustered_by_account() -> None:
    """Without a plan nobody knows who is silent: the accounts are a sample of customers."""
    answers = [
        said(invited(f"{a}{c}", account=a), nps=9 if a < "C" else 2) for a in "ABCD" for c in "12"
    ]
    line = only(scoreboard([], [], [], answers))

    assert (line.nps.design, line.nps.accounts, line.nps.accounts_known) == ("clusters", 4, None)


def test_answers_from_one_account_of_several_are_worth_one_answer() -> None:
    """Where the group spans several accounts and one answered, the result says so."""
    people = [invited("a"), invited("b"), invited("c", "B")]
    answers = [said(person, nps=9) for person in people[:2]]
    assert "one_account" in only(scoreboard(people, [], [], answers)).nps.warnings


def test_a_metric_that_was_not_asked_is_not_a_zero() -> None:
    """Roles are asked different questions; what a role was not asked is reported as such."""
    user, approver = invited("a"), invited("b", role=Role.APPROVER, questionnaire="other")
    answers = [said(user, nps=9, csat=4), said(approver, nps=9)]
    lines = {line.key: line for line in scoreboard([user, approver], [], [], answers, by="role")}
    assert (lines["approver"].csat.score, lines["approver"].csat.warnings) == (None, ("not_asked",))
    assert lines["end_user"].csat.score == 100


def test_asked_in_vain_is_not_not_asked() -> None:
    """Where the questionnaire asks it and the group kept silent, there are no answers."""
    people = [invited("a"), invited("b", role=Role.APPROVER)]
    lines = scoreboard(people, [], [], [said(people[0], nps=9)], by="role")
    warnings = {line.key: (line.nps.warnings, line.csat.warnings) for line in lines}
    assert warnings["approver"] == (("no_answers",), ("not_asked",))


def test_a_questionnaire_that_nobody_knows_leaves_it_open() -> None:
    """Without an answer and without a description it cannot be said that nobody was asked."""
    line = only(scoreboard([invited("a")], [], [], []))
    assert line.nps.warnings == ("no_answers",)


def test_the_description_of_a_questionnaire_settles_what_was_asked() -> None:
    """``asked`` names the metrics of a questionnaire, and goes before what answers show."""
    line = only(scoreboard([invited("a")], [], [], [], asked={"q": {Metric.NPS}}))
    assert (line.nps.warnings, line.csat.warnings) == (("no_answers",), ("not_asked",))


def test_people_left_out_were_not_asked() -> None:
    """A group in which everybody was held back was asked nothing."""
    line = only(scoreboard([], [left_out("a")], [], []))
    assert (line.nps.warnings[0], line.nps.population) == ("not_asked", 1)


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("", [""]),
        ("role", ["end_user", "approver"]),
        ("account", ["A", "B"]),
        ("unit", ["Plant", "Office"]),
        (lambda member: member.contact[:1], ["a", "b"]),
    ],
)
def test_groups(by: Callable[[Member], str] | str, keys: list[str]) -> None:
    """Facts are grouped by role, account, unit or a function, the largest population first."""
    people = [
        invited("a1"),
        invited("b1", "B", Role.APPROVER, unit="Office"),
        invited("a2"),
    ]
    assert keys == [line.key for line in scoreboard(people, [], [], [], by=by)]


def test_an_unknown_grouping_is_refused() -> None:
    """A word that groups nothing is a mistake of the caller's."""
    with pytest.raises(InvalidValue, match="by: 'country' is unknown"):
        scoreboard([], [], [], [], by="country")


def test_labels_name_keys() -> None:
    """A key without a label is its own label."""
    people = [invited("a"), invited("b", "B")]
    lines = scoreboard(people, [], [], [], by="account", labels={"A": "Fjord AB"})
    assert [line.label for line in lines] == ["B", "Fjord AB"]


def test_the_level_and_the_formulas_can_be_chosen() -> None:
    """Another confidence level and another formula are the caller's to choose."""
    person = invited("a")
    answers = (Answer(question="mood", metric=Metric.HAPPINESS, score=7),)

    def eleven_points(scores: Any, **more: Any) -> metrics.Result:
        return metrics.happiness(scores, scale=(0, 10), cut=7, **more)

    formulas = {**FORMULAS, Metric.HAPPINESS: eleven_points}
    response = said(person, answers=answers)
    lines = scoreboard([person], [], [], [response], level=0.9, formulas=formulas)
    happiness = only(lines).happiness
    assert (happiness.score, happiness.interval.level, happiness.scale) == (100, 0.9, (0, 10))


def test_five_faces_are_the_scale_of_happiness() -> None:
    """Without a wish of the caller's, happiness is the share of 4 and 5 on five faces."""
    people = [invited("a"), invited("b")]
    scores = zip(people, (4, 3), strict=True)
    responses = [
        said(person, answers=(Answer(question="mood", metric=Metric.HAPPINESS, score=score),))
        for person, score in scores
    ]
    assert only(scoreboard(people, [], [], responses)).happiness.score == 50


ROLES = st.sampled_from(list(Role))
PEOPLE = st.lists(
    st.tuples(
        ROLES,
        st.sampled_from("ABCDE"),
        st.sampled_from(["invited", "held", "outside"]),
        st.none() | st.integers(0, 10),
        st.booleans(),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(people=PEOPLE, by=st.sampled_from(["role", "account", "unit"]))
def test_parts_add_up(people: list[tuple[Role, str, str, int | None, bool]], by: str) -> None:
    """Whatever is counted for everybody is the sum of the same over the groups."""
    facts: tuple[list[Invitation], list[LeftOut], list[Receipt], list[Response]]
    facts = ([], [], [], [])
    for number, (role, account, how, score, sent) in enumerate(people):
        person = invited(str(number), account, role)
        if how == "invited":
            facts[0].append(person)
            facts[2].extend([receipt(person, Delivery.SENT)] * sent)
        else:
            held = how == "held"
            facts[1].append(left_out(str(number), account, role=role, unit="Plant", eligible=held))
        if score is not None:
            link = person.id if how == "invited" else ""
            facts[3].append(said(person, nps=score, unit="Plant", invitation=link, complete=sent))
    total = only(scoreboard(*facts))
    parts = scoreboard(*facts, by=by)

    for name in ("invited", "delivered", "answered", "partial", "unmatched"):
        assert getattr(total, name) == sum(getattr(part, name) for part in parts)
    assert (total.population or 0) == sum(part.population or 0 for part in parts)
    for name in ("n", "promoters", "passives", "detractors"):
        scores = [part.nps for part in parts if isinstance(part.nps, Score)]
        expected = getattr(total.nps, name) if isinstance(total.nps, Score) else 0
        assert expected == sum(getattr(score, name) for score in scores)
    assert all(part.nps.n <= part.answered <= (part.population or part.answered) for part in parts)
