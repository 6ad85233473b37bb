"""Cases: one table says which step is possible when."""

from datetime import UTC, datetime, timedelta

import pytest

from b2bnps.closeloop import (
    STEPS,
    CaseState,
    LoopRules,
    Progress,
    advance,
    diagram,
    is_detractor,
    open_case,
    possible,
    progress,
    quarter,
    working_days,
)
from b2bnps.errors import InvalidValue, StepRefused
from b2bnps.model import Account, Answer, Case, CaseStep, Metric, Response, Role

THURSDAY = datetime(2026, 10, 8, 15, 0, tzinfo=UTC)


def detractor(score: int | None = 3, account: str = "A1", key: str = "r1") -> Response:
    """Make a response with an NPS score."""
    return Response(
        id=key,
        wave="w",
        account=account,
        contact="c",
        at=THURSDAY,
        role=Role.END_USER,
        answers=(Answer(question="nps", metric=Metric.NPS, score=score),),
    )


def case() -> Case:
    """Open a case as the programme does."""
    account = Account(id="x", account="A1", at=THURSDAY, name="Acme", owner="owner@us.example")
    return open_case(detractor(), account, LoopRules())


def walk(*names: str) -> Progress:
    """Take steps one after the other."""
    steps: list[CaseStep] = []
    for name in names:
        now = progress(case(), steps)
        steps.append(
            advance(now, name, at=THURSDAY, by="me", owner="you", note="n", response=detractor())
        )
    return progress(case(), steps)


def test_a_case_opens_with_owner_and_due_date() -> None:
    """The owner of the account must act within two working days: Thursday to Monday."""
    opened = case()

    assert opened.owner == "owner@us.example"
    assert opened.due == datetime(2026, 10, 12, 15, 0, tzinfo=UTC)
    assert (opened.score, opened.role, opened.window) == (3, Role.END_USER, "2026-Q4")


def test_an_account_without_an_owner_falls_to_somebody() -> None:
    """No case is nobody's: the programme's own owner takes it."""
    rules = LoopRules(fallback_owner="care@us.example")

    assert open_case(detractor(), None, rules).owner == "care@us.example"
    ownerless = Account(id="x", at=THURSDAY, name="Acme")
    assert open_case(detractor(), ownerless, rules).owner == "care@us.example"


def test_one_case_per_account_and_quarter() -> None:
    """Two detractors of one account share an id; another account has its own."""
    first = open_case(detractor(), None, LoopRules())
    second = open_case(detractor(5, key="r2"), None, LoopRules())
    other = open_case(detractor(account="A2"), None, LoopRules())

    assert first.id == second.id
    assert first.id != other.id


@pytest.mark.parametrize(("score", "expected"), [(0, True), (6, True), (7, False), (None, False)])
def test_who_is_a_detractor(score: int | None, expected: object) -> None:
    """0 to 6 is a detractor; somebody who did not answer is none."""
    assert is_detractor(detractor(score)) is expected


@pytest.mark.parametrize(("month", "name"), [(1, "2026-Q1"), (6, "2026-Q2"), (12, "2026-Q4")])
def test_quarters(month: int, name: str) -> None:
    """The calendar window of a case is a quarter."""
    assert quarter(datetime(2026, month, 1, tzinfo=UTC)) == name


def test_working_days_skip_the_weekend() -> None:
    """Five working days from a Saturday end on the Friday after."""
    saturday = datetime(2026, 10, 10, 9, 0, tzinfo=UTC)

    assert working_days(5)(saturday) == datetime(2026, 10, 16, 9, 0, tzinfo=UTC)


def test_the_way_to_the_end() -> None:
    """Assigned, contacted, resolved, closed: the state follows the table."""
    done = walk("assign", "contact", "resolve", "close")

    assert done.state is CaseState.CLOSED
    assert (done.owner, done.steps, done.unfinished) == ("you", 4, False)


def test_reopening_starts_again() -> None:
    """A closed case can be opened again, and is then reminded of again."""
    again = walk("overdue", "contact", "resolve", "reopen")

    assert again.state is CaseState.OPEN
    assert again.reminded is False
    assert again.overdue(THURSDAY + timedelta(days=1)) is False
    assert again.overdue(THURSDAY + timedelta(days=5)) is True


@pytest.mark.parametrize("state", list(CaseState))
@pytest.mark.parametrize("name", list(STEPS))
def test_the_table_is_what_happens(state: CaseState, name: str) -> None:
    """Every step from every state ends where its row says, or is refused by name."""
    now = Progress(case=case(), state=state, due=case().due)
    row = STEPS[name]
    if state not in row.source:
        with pytest.raises(StepRefused, match=possible(state)[0]):
            advance(now, name, at=THURSDAY, note="n", owner="o", response=detractor())
        return
    step = advance(now, name, at=THURSDAY, note="n", owner="o", response=detractor())

    assert step.step == name


def test_an_unknown_step_is_refused() -> None:
    """A step that is not in the table is refused with those that are possible."""
    with pytest.raises(StepRefused, match="contact"):
        advance(progress(case(), ()), "dance", at=THURSDAY)


@pytest.mark.parametrize(("name", "field"), [("assign", "owner"), ("contact", "note")])
def test_a_step_says_what_it_needs(name: str, field: str) -> None:
    """A contact without a note, or an assignment to nobody, is refused by the field's name."""
    with pytest.raises(InvalidValue, match=field):
        advance(progress(case(), ()), name, at=THURSDAY)


def test_two_people_cannot_take_the_same_step() -> None:
    """The id of a step is its number, so the second of two at once meets the first."""
    now = progress(case(), ())
    one = advance(now, "contact", at=THURSDAY, by="one", note="called")
    two = advance(now, "assign", at=THURSDAY, by="two", owner="you")

    assert one.id == two.id


def test_voices_are_kept() -> None:
    """Further answers join the case, each by its id, and leave the state alone."""
    joined = walk("contact", "voice")

    assert joined.voices == ("r1", "r1")
    assert joined.state is CaseState.CONTACTED


def test_overdue_until_somebody_makes_contact() -> None:
    """After the due date an open case is overdue; a contacted one is not."""
    late = case().due + timedelta(minutes=1)

    assert progress(case(), ()).overdue(late) is True
    assert progress(case(), ()).overdue(case().due) is False
    assert walk("contact").overdue(late) is False


def test_the_diagram_is_drawn_from_the_table() -> None:
    """Every row with a target stands in the diagram of the documentation."""
    drawn = diagram()

    assert drawn.startswith("stateDiagram-v2\n    [*] --> open\n")
    assert "    contacted --> resolved: resolve\n" in drawn
    assert "voice" not in drawn
