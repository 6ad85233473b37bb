"""The nouns: frozen, validated, and honest about time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs.exceptions import FrozenInstanceError

from b2bnps.errors import InvalidValue, NaiveTime
from b2bnps.model import (
    Account,
    Answer,
    Case,
    CaseStep,
    Consent,
    Contact,
    Delivery,
    Invitation,
    LeftOut,
    Message,
    Metric,
    Receipt,
    Response,
    Role,
    Verdict,
    Wave,
    derive,
    without_person,
)

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def test_ids_know_where_their_parts_end() -> None:
    """Parts that only look the same when written together give different ids."""
    assert derive("a", "bc") != derive("ab", "c")
    assert derive("a", "bc") == derive("a", "bc")
    assert len(derive("Ş")) == 32


def test_a_naive_time_is_refused_by_name() -> None:
    """A time without a zone names its field and says what to pass instead."""
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(NaiveTime, match="at: a time needs a time zone"):
        Consent(id="x", at=naive)
    with pytest.raises(NaiveTime, match="closes: "):
        Wave(id="x", at=NOW, opens=NOW, closes=naive)


def test_times_are_kept_in_utc() -> None:
    """The same moment in another zone is the same value."""
    istanbul = NOW.astimezone(timezone(timedelta(hours=3)))

    assert Consent(id="x", at=istanbul) == Consent(id="x", at=NOW)
    assert Consent(id="x", at=istanbul).at.tzinfo is UTC


@pytest.mark.parametrize("bad", ["x" * 121, "a\nb", "a\x00", 7])
def test_keys_are_what_every_database_and_header_can_carry(bad: object) -> None:
    """Long, broken or non-text keys are refused, and the field is named."""
    with pytest.raises(InvalidValue, match="account"):
        Consent(id="x", at=NOW, account=bad)  # type: ignore[arg-type]  # that is the point


def test_a_record_needs_an_id() -> None:
    """An empty id is refused."""
    with pytest.raises(InvalidValue, match="id: may not be empty"):
        Consent(id="", at=NOW)


def test_records_are_frozen() -> None:
    """A fact cannot be changed after it was made."""
    consent = Consent(id="x", at=NOW)

    with pytest.raises(FrozenInstanceError):
        consent.granted = True  # type: ignore[misc]  # that is the point


def test_a_wave_is_its_own_wave() -> None:
    """The plain field ``wave`` of a wave is its id, so that every filter finds it."""
    assert Wave(id="Q4", at=NOW, opens=NOW).wave == "Q4"


def test_a_contact_is_asked_in_its_first_role() -> None:
    """The first role leads; nobody is made an end user in silence."""
    leading = Contact(id="x", at=NOW, roles=(Role.APPROVER, Role.END_USER))

    assert leading.role is Role.APPROVER
    assert Contact(id="x", at=NOW).role is Role.UNKNOWN
    assert Contact(id="x", at=NOW, last_name="Şahin").name == "Şahin"


def test_a_response_knows_its_scores_and_words() -> None:
    """Scores are found by the declared metric; comments are the words without a number."""
    response = Response(
        id="x",
        at=NOW,
        answers=(
            Answer(question="nps", metric=Metric.NPS, score=9),
            Answer(question="why", text="Fast."),
            Answer(question="more", text="Friendly."),
        ),
    )

    assert response.score(Metric.NPS) == 9
    assert response.score(Metric.CSAT) is None
    assert response.comment == "Fast.\nFriendly."


def test_a_receipt_speaks_of_its_message() -> None:
    """The receipt of a message carries all that makes it findable, and a stable id."""
    message = Message(id="m", wave="w", account="a", contact="c", at=NOW, due=NOW, invitation="i")

    first = message.receipt(Delivery.SENT, at=NOW, provider_id="p")
    again = message.receipt(Delivery.SENT, at=NOW + timedelta(hours=1), provider_id="p")

    assert (first.message, first.invitation, first.contact, first.wave) == ("m", "i", "c", "w")
    assert first.id == again.id


def test_no_repr_holds_words_of_people() -> None:
    """What ends up in a log line has no address, comment or note in it."""
    message = Message(id="m", at=NOW, due=NOW, to="deniz@customer.example", text="secret link")
    step = CaseStep(id="s", at=NOW, note="She was angry.")

    assert "deniz" not in repr(message)
    assert "secret" not in repr(message)
    assert "angry" not in repr(step)


def person() -> list[object]:
    """Make every kind of fact about one person."""
    about = {"tenant": "t", "wave": "w", "account": "a", "contact": "c", "at": NOW}
    return [
        Contact(id="contact", first_name="Deniz", **about),
        Consent(id="consent", **about),
        Invitation(id="invitation", role=Role.APPROVER, **about),
        Receipt(
            id="receipt",
            invitation="invitation",
            message="m",
            payload="Deniz",
            reason="Deniz",
            **about,
        ),
        Response(
            id="response",
            invitation="invitation",
            key="nonce",
            answers=(Answer(question="nps", metric=Metric.NPS, score=3, text="Deniz"),),
            **about,
        ),
        LeftOut(id="left out", evidence="Deniz", **about),
        Verdict(id="verdict", response="response", **about),
        Case(id="case", response="response", invitation="invitation", due=NOW, **about),
        CaseStep(id="step", case="case", number=1, step="contact", note="Called Deniz", **about),
    ]


def test_forgetting_keeps_figures_and_drops_the_person() -> None:
    """Scores stay under the stand-in; names, words, keys and whatever is only the person go."""
    kept = list(without_person(person(), "c", "stand-in"))  # type: ignore[arg-type]  # all are records

    assert {type(r).__name__ for r in kept} == {
        "Invitation", "LeftOut", "Receipt", "Response", "Verdict", "Case", "CaseStep",
    }  # fmt: skip
    assert {record.contact for record in kept} == {"stand-in"}
    assert "Deniz" not in "".join(str(record) for record in kept)
    response = next(r for r in kept if isinstance(r, Response))
    assert response.score(Metric.NPS) == 3
    assert (response.key, response.answers[0].text) == ("", "")


def test_forgetting_makes_new_ids_that_still_belong_together() -> None:
    """Nobody can compute the new ids from the old person, and references follow them."""
    kept = {type(r).__name__: r for r in without_person(person(), "c", "stand-in")}  # type: ignore[arg-type]  # all are records

    invitation, response = kept["Invitation"], kept["Response"]
    assert invitation.id != "invitation"
    assert kept["Response"].invitation == invitation.id
    assert kept["Verdict"].response == response.id
    assert kept["Case"].response == response.id
    assert kept["Receipt"].message == ""


def test_forgetting_keeps_the_case_of_the_account() -> None:
    """A case belongs to the account: its id stays, so that its steps still find it."""
    kept = {type(r).__name__: r for r in without_person(person(), "c", "stand-in")}  # type: ignore[arg-type]  # all are records

    assert kept["Case"].id == "case"
    assert kept["CaseStep"].case == "case"
    assert kept["CaseStep"].note == ""


def test_an_account_holds_what_a_crm_adds() -> None:
    """Further columns stay with the account, for segments."""
    account = Account(id="x", at=NOW, name="Acme", attributes={"plan": "Pro"})

    assert account.attributes["plan"] == "Pro"
