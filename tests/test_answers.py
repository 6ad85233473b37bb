"""Which answer counts: completeness, then source, then the store's order."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.analysis.answers import IDLE, NOT_COUNTED, current, last_word
from b2bnps.model import Answer, Metric, Response, Source, Verdict

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def said(key: str = "r", **changes: object) -> Response:
    """Make a complete response of invitation ``i``."""
    response = Response(
        id=key,
        wave="w",
        contact="c",
        at=NOW,
        invitation="i",
        answers=(Answer(question="nps", metric=Metric.NPS, score=8),),
    )
    return evolve(response, **changes)


def ruled(response: str = "r", *, counts: bool, received: int = 1) -> Verdict:
    """Make a verdict about a response."""
    return Verdict(id=f"v{received}", at=NOW, response=response, counts=counts, received=received)


def test_one_clean_answer_counts() -> None:
    """A complete answer in time counts, and nothing is set aside."""
    found = current([said()], now=NOW)

    assert found.responses == (said(),)
    assert found.set_aside == {}


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (said(late=True), "late"),
        (said(provisional="trap"), "provisional"),
        (said(complete=False), "unfinished"),
    ],
)
def test_what_does_not_count_is_counted_by_reason(response: Response, reason: str) -> None:
    """Late, provisional and fresh partial answers stay out, each with its reason."""
    found = current([response], now=NOW)

    assert found.responses == ()
    assert found.set_aside == {reason: 1}
    assert NOT_COUNTED[reason]


def test_a_partial_answer_counts_once_idle() -> None:
    """After a day without another word, a partial answer is all there will be."""
    partial = said(complete=False)

    assert current([partial], now=NOW + IDLE).responses == (partial,)
    assert current([partial], now=NOW + IDLE - timedelta(seconds=1)).responses == ()


def test_a_partial_answer_counts_when_the_wave_closes() -> None:
    """The close of the wave settles partial answers at once."""
    partial = said(complete=False)

    assert current([partial], now=NOW, closes=NOW).responses == (partial,)
    assert current([partial], now=NOW, closes=NOW + timedelta(hours=1)).responses == ()


def test_a_verdict_rules() -> None:
    """Somebody confirms what a machine sign held back, or takes an answer out."""
    held = said(provisional="trap")

    assert current([held], [ruled(counts=True)], now=NOW).responses == (held,)
    assert current([said()], [ruled(counts=False)], now=NOW).set_aside == {"excluded": 1}


def test_the_newest_verdict_holds() -> None:
    """An answer that was taken out and put back counts again."""
    verdicts = [ruled(counts=True, received=2), ruled(counts=False, received=1)]

    assert current([said()], verdicts, now=NOW).responses == (said(),)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        (said("a", complete=False, received=2), said("b", received=1)),
        (said("a", source=Source.INTERVIEW, received=2), said("b", received=1)),
        (said("a", received=1), said("b", received=2)),
    ],
)
def test_what_goes_before_what(weaker: Response, stronger: Response) -> None:
    """Complete before partial, self-entry before an interview, the last word before the first."""
    for order in ([weaker, stronger], [stronger, weaker]):
        found = current(order, now=NOW + IDLE)

        assert found.responses == (stronger,)
        assert found.set_aside == {"replaced": 1}
        assert last_word(order) == stronger


def test_imported_answers_are_told_apart_by_person() -> None:
    """Without invitations one answer per contact counts, and every answer of nobody known."""
    imported = [
        said("a", invitation="", contact="c1"),
        said("b", invitation="", contact="c2"),
        said("c", invitation="", contact="c2", received=1),
        said("d", invitation="", contact=""),
        said("e", invitation="", contact=""),
    ]
    found = current(imported, now=NOW)

    assert [one.id for one in found.responses] == ["a", "c", "d", "e"]


def test_nobody_said_anything() -> None:
    """Without responses there is no last word."""
    assert last_word([]) is None


RESPONSES = st.lists(
    st.builds(
        lambda key, invitation, received, late, complete, provisional: said(
            str(key),
            invitation=str(invitation),
            received=received,
            late=late,
            complete=complete,
            provisional=provisional,
        ),
        st.integers(),
        st.integers(0, 3),
        st.integers(0, 9),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "trap"]),
    ),
    max_size=12,
)


@given(RESPONSES)
def test_every_response_is_either_counted_or_explained(responses: list[Response]) -> None:
    """At most one per invitation counts; all others stand in the list of reasons."""
    found = current(responses, now=NOW + IDLE)

    assert len(found.responses) + sum(found.set_aside.values()) == len(responses)
    assert len({r.invitation for r in found.responses}) == len(found.responses)
