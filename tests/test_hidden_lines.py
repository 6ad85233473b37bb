"""Reports for readers who may not see what a few people said."""

from datetime import UTC, datetime

import pytest

from b2bnps.analysis.scores import Line, scoreboard
from b2bnps.analysis.small_groups import hide_lines
from b2bnps.errors import InvalidValue
from b2bnps.metrics import ces, csat, describe, nps, withheld
from b2bnps.model import Answer, Metric, Response, Role
from b2bnps.reports.values import at_risk
from b2bnps.reports.wording import figure, unscored

AT = datetime(2026, 10, 5, tzinfo=UTC)


def said(number: int, account: str, role: Role, score: int | None) -> Response:
    """An imported answer, with a satisfaction beside the score."""
    return Response(
        id=str(number),
        at=AT,
        account=account,
        contact=str(number),
        role=role,
        complete=True,
        answers=(
            Answer(question="nps", metric=Metric.NPS, score=score),
            Answer(question="csat", metric=Metric.CSAT, score=4),
        ),
    )


USERS = [said(n, "ACME" if n < 9 else "Bolt", Role.END_USER, n % 11) for n in range(18)]
BOSSES = [said(20 + n, "ACME", Role.DECISION_MAKER, 9) for n in range(2)]
ANSWERS = [*USERS, *BOSSES, said(40, "Bolt", Role.END_USER, None)]


def lines(by: str) -> tuple[Line, ...]:
    """Lines of everybody, split by something."""
    return scoreboard([], [], [], ANSWERS, by=by)


def test_small_groups_are_withheld_and_what_gives_them_away() -> None:
    """Two decision makers are too few; the other role would tell them by subtraction."""
    shown = hide_lines({"": lines(""), "role": lines("role"), "account": lines("account")}, ANSWERS)
    [total] = shown[""]
    roles = {line.key: line for line in shown["role"]}

    assert total == lines("")[0]
    assert roles["decision_maker"].nps.warnings == ("suppressed",)
    assert roles["end_user"].nps.warnings == ("suppressed",)
    assert roles["end_user"].answered == 19
    assert [line.nps.n for line in shown["account"]] == [11, 9]
    assert at_risk(shown["role"]) == ()


def test_large_groups_are_left_as_they_are() -> None:
    """Where nobody can be made out, nothing is withheld."""
    tables = {"": lines(""), "account": lines("account")}

    assert hide_lines(tables, ANSWERS) == tables


def test_other_answers_than_those_of_the_lines_are_refused() -> None:
    """Cells of other people would hide the wrong groups."""
    with pytest.raises(InvalidValue, match="count other answers than their cells"):
        hide_lines({"role": lines("role")}, USERS)
    with pytest.raises(InvalidValue, match="tables: 'wave' is unknown"):
        hide_lines({"wave": ()}, ANSWERS)


def test_a_withheld_figure_says_nothing_of_what_was_said() -> None:
    """No count, no interval, no bound, no exclusion is left; a report says why."""
    kept = [withheld(nps([0, 9, "x"])), withheld(csat([1, 5])), withheld(ces([1, 7]))]

    for result in kept:
        assert (result.score, result.n, result.distribution, result.mean) == (None, 0, None, None)
        assert (result.interval.method, result.excluded) == ("none", {})
        assert (unscored(result), figure(result)) == ("not shown", "not shown")
    assert (kept[0].bounds.lower, kept[1].bounds.upper, kept[2].bounds.upper) == (-100, 100, 7)
    assert describe("suppressed").startswith("Not shown")
    assert withheld(nps([0])) == withheld(nps([10]))
