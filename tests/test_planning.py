"""Who is asked, who is not and why."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.model import (
    Account,
    Consent,
    Contact,
    Delivery,
    Invitation,
    Message,
    Receipt,
    Role,
    Wave,
    WaveKind,
    derive,
)
from b2bnps.planning import REASONS, RULES, Candidate, Facts, Plan, Rule, Rules, allow, plan
from b2bnps.ports import Form
from b2bnps.questionnaires import question_set
from b2bnps.testing import RecordingChannel

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BEFORE = NOW - 200 * DAY
WAVE = Wave(id="W1", wave="W1", at=NOW, opens=NOW, seed=7, tenant="t")
ACME = Account(id="1", tenant="t", account="A1", at=BEFORE, name="Acme")
EMAIL, SMS = RecordingChannel(), RecordingChannel("sms", Form.SHORT)
QUESTIONS = question_set("relationship")


def person(name: str, **fields: object) -> Contact:
    """Make a contact of Acme with an address of their own."""
    made = Contact(
        id=derive("contact", name),
        tenant="t",
        account="A1",
        contact=name,
        at=BEFORE,
        email=f"{name}@acme.example".lower(),
        roles=(Role.END_USER,),
        language="tr",
    )
    return evolve(made, **fields)


def planned(*contacts: Contact, **how: object) -> Plan:
    """Plan the wave for these contacts."""
    given = {"channels": (EMAIL, SMS), "now": NOW, **how}
    accounts = given.pop("accounts", [ACME])
    questionnaires = given.pop("questionnaires", QUESTIONS)
    return plan(contacts, accounts, given.pop("wave", WAVE), questionnaires, **given)


def reason(*contacts: Contact, **how: object) -> tuple[str, bool]:
    """Give the one reason of a plan that leaves one person out, and whether they count."""
    (left,) = planned(*contacts, **how).left_out
    assert left.evidence
    assert left.reason in REASONS
    return left.reason, left.eligible


def invited(name: str, at: datetime, wave: str = "W0") -> Invitation:
    """Make an earlier invitation."""
    return Invitation(
        id=f"i-{wave}-{name}", tenant="t", wave=wave, account="A1", contact=name, at=at
    )


def receipt(name: str, event: Delivery, at: datetime, **fields: str) -> Receipt:
    """Say what became of a mail to somebody."""
    made = Receipt(
        id=derive(name, event, at.isoformat(), *fields.values()),
        tenant="t",
        contact=name,
        at=at,
        event=event,
        channel="email",
    )
    return evolve(made, **fields)


def consent(name: str, at: datetime, *, granted: bool, scope: str = "all") -> Consent:
    """Say yes or no for somebody."""
    return Consent(
        id=derive(name, scope, at.isoformat()),
        tenant="t",
        contact=name,
        at=at,
        scope=scope,
        granted=granted,
    )


def test_invitation_says_everything_that_was_decided() -> None:
    """Role, unit, language, channel and questionnaire are frozen; the id is derived."""
    (invitation,) = planned(person("ana", unit="Plant"), occasion="o1").invitations
    assert invitation == Invitation(
        id=derive("invitation", "t", "W1", "A1", "ana", "relationship", "o1"),
        tenant="t",
        wave="W1",
        account="A1",
        contact="ana",
        at=NOW,
        role=Role.END_USER,
        unit="Plant",
        language="tr",
        channel="email",
        question_set="relationship",
        questionnaire=QUESTIONS[Role.END_USER].digest,
        occasion="o1",
    )


def test_left_out_says_everything_that_was_decided() -> None:
    """Somebody left out keeps role and unit, so the population can be counted by them."""
    (left,) = planned(person("ana", unit="Plant", opted_out=True)).left_out
    assert (left.tenant, left.wave, left.account, left.contact) == ("t", "W1", "A1", "ana")
    assert (left.role, left.unit, left.at) == (Role.END_USER, "Plant", NOW)
    assert (left.reason, left.evidence, left.eligible) == ("opted_out", "the CRM says so", True)


def test_who_is_no_customer_does_not_count() -> None:
    """Who has left, and accounts that are gone or unknown, are outside the population."""
    gone = evolve(ACME, active=False)
    assert reason(person("ana", active=False)) == ("left_company", False)
    assert reason(person("ana"), accounts=[gone]) == ("account_inactive", False)
    assert reason(person("ana"), accounts=[]) == ("account_inactive", False)


def test_generic_mailbox_is_asked_only_where_that_is_wanted() -> None:
    """``info@`` is nobody's opinion, unless the host says otherwise."""
    info = person("info", generic=True)
    assert reason(info) == ("generic_mailbox", False)
    assert len(planned(info, rules=Rules(generic_allowed=True)).invitations) == 1


def test_two_contacts_with_one_address_are_one_person() -> None:
    """The first one that may be asked holds the address, however it is spelt."""
    left = person("a", email="ana@acme.example", active=False)
    first = person("b", email="Ana@acme.example")
    second = person("c", email="ANA@acme.example")
    made = planned(second, first, left)
    assert [one.contact for one in made.invitations] == ["b"]
    assert [(one.contact, one.reason) for one in made.left_out] == [
        ("a", "left_company"),
        ("c", "same_person_twice"),
    ]
    assert "@" not in made.left_out[1].evidence
    allowed = Rules(one_per_address=False)
    assert len(planned(first, second, rules=allowed).invitations) == 2


def test_address_asked_in_this_wave_before_is_not_asked_as_somebody_else() -> None:
    """A contact that came in after the wave was planned does not double a person."""
    first, second = person("b", email="x@acme.example"), person("a", email="X@acme.example")
    history = [invited("b", NOW, wave="W1")]
    assert reason(second, history=history, others=[first]) == ("same_person_twice", False)


def test_people_who_share_a_phone_only_are_two() -> None:
    """A switchboard number makes no person of two who have addresses of their own."""
    both = [person(name, phone="+31201234567") for name in ("ana", "ben")]
    assert len(planned(*both).invitations) == 2
    alone = [evolve(one, email="") for one in both]
    assert [one.reason for one in planned(*alone).left_out] == ["same_person_twice"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([consent("ana", BEFORE, granted=False)], ["opted_out"]),
        ([consent("ana", BEFORE, granted=False, scope="relationship")], ["opted_out"]),
        ([consent("ana", BEFORE, granted=False, scope="transactional")], []),
        ([consent("ana", BEFORE, granted=False), consent("ana", NOW, granted=True)], []),
        ([consent("ana", NOW, granted=False), consent("ana", BEFORE, granted=True)], ["opted_out"]),
        (
            [
                consent("ana", BEFORE, granted=False, scope="relationship"),
                consent("ana", NOW, granted=True),
            ],
            ["opted_out"],
        ),
    ],
)
def test_newest_word_of_a_scope_holds(said: list[Consent], expected: list[str]) -> None:
    """A no to everything or to this kind of wave holds until a yes in the same scope."""
    assert [one.reason for one in planned(person("ana"), consents=said).left_out] == expected


def test_no_of_a_person_holds_for_all_their_contacts() -> None:
    """Who opted out as one contact is not written to as another one with the same address."""
    ana, again = person("ana"), person("zoe", email="ANA@acme.example")
    no = [consent("ana", BEFORE, granted=False)]
    assert reason(again, others=[ana], consents=no) == ("opted_out", True)
    assert reason(again, others=[evolve(ana, opted_out=True)]) == ("opted_out", True)


def test_complaint_is_an_opt_out_for_good() -> None:
    """Who called a mail spam is not asked again, whatever the CRM changes."""
    ana = person("ana", at=NOW)
    complaint = receipt("ana", Delivery.COMPLAINED, BEFORE)
    assert reason(ana, receipts=[complaint]) == ("opted_out", True)


def test_first_channel_that_reaches_somebody_is_taken() -> None:
    """E-mail first, then the phone, and a reason where neither is known."""
    by_phone = person("ana", email="", phone="+31201234567")
    assert planned(by_phone).invitations[0].channel == "sms"
    assert reason(person("ana", email="")) == ("no_address", True)


def test_dead_channel_gives_way_to_the_next() -> None:
    """A mailbox that bounced is left alone; the phone is tried, and without one it is said."""
    bounce = receipt("ana", Delivery.BOUNCED, NOW - DAY)
    both = person("ana", phone="+31201234567")
    assert planned(both, receipts=[bounce]).invitations[0].channel == "sms"
    assert reason(person("ana"), receipts=[bounce]) == ("bounced", True)
    (left,) = planned(person("ana"), receipts=[bounce]).left_out
    assert left.evidence == "failed for good by email"


def test_bounce_is_forgiven_by_a_delivery_or_a_new_address() -> None:
    """Newer news about the channel, or a changed contact, opens it again; a delay closes none."""
    bounce = receipt("ana", Delivery.REJECTED, NOW - 2 * DAY)
    delivered = receipt("ana", Delivery.DELIVERED, NOW - DAY)
    delayed = receipt("ana", Delivery.DEFERRED, NOW)
    corrected = person("ana", at=NOW - DAY)
    assert planned(person("ana"), receipts=[delivered, bounce]).left_out == ()
    assert planned(corrected, receipts=[bounce]).left_out == ()
    assert planned(person("ana"), receipts=[delayed]).left_out == ()


def test_nobody_is_asked_twice_in_the_time_of_rest() -> None:
    """The last invitation of any wave counts, to the second, also under another contact."""
    ana, again = person("ana"), person("zoe", email="ANA@acme.example")
    history = [invited("ana", NOW - 89 * DAY), invited("ana", NOW - 300 * DAY)]
    assert reason(ana, history=history) == ("asked_recently", True)
    assert reason(again, others=[ana], history=history) == ("asked_recently", True)
    assert planned(ana, history=[invited("ana", NOW - 90 * DAY)]).left_out == ()
    assert planned(ana, history=history, rules=Rules(rest=30 * DAY)).left_out == ()
    apart = Rules(one_per_address=False)
    assert planned(again, others=[ana], history=history, rules=apart).left_out == ()


def test_role_without_a_questionnaire_is_left_out_by_name() -> None:
    """A question set that lacks a role does not stop the others."""
    only = {Role.END_USER: QUESTIONS[Role.END_USER]}
    made = planned(person("ana"), person("ben", roles=(Role.APPROVER,)), questionnaires=only)
    assert [one.contact for one in made.invitations] == ["ana"]
    assert [one.reason for one in made.left_out] == ["no_questionnaire"]
    assert "approver" in made.left_out[0].evidence


@pytest.mark.parametrize(
    ("language", "otherwise", "expected"),
    [
        ("tr", "sv", "tr"),
        ("nl-BE", "sv", "nl"),
        ("sv_SE", "en", "sv"),
        ("fi", "sv", "sv"),
        ("", "nl", "nl"),
        ("", "fi", "en"),
    ],
)
def test_language_is_the_person_s_or_the_programme_s(
    language: str, otherwise: str, expected: str
) -> None:
    """The nearest language of the questionnaire is taken, then the programme's own."""
    made = planned(person("ana", language=language), language=otherwise)
    assert made.invitations[0].language == expected


def test_cap_takes_one_of_each_role_first() -> None:
    """With three places, three roles are heard; the wave's seed decides who speaks."""
    people = [person(f"e{n}") for n in range(8)]
    people += [person("boss", roles=(Role.DECISION_MAKER,)), person("it", roles=())]
    made = planned(*people, rules=Rules(per_account=3))
    assert Counter(one.role for one in made.invitations) == {
        Role.END_USER: 1,
        Role.DECISION_MAKER: 1,
        Role.UNKNOWN: 1,
    }
    assert made.reasons == {"account_cap": 7}
    assert made.population == 10
    seeds = [evolve(WAVE, seed=seed) for seed in range(20)]
    plans = [planned(*people, rules=Rules(per_account=1), wave=wave) for wave in seeds]
    chosen = {one.contact for made in plans for one in made.invitations}
    assert {"boss", "it"} < chosen


def test_cap_counts_who_was_asked_in_this_wave_before() -> None:
    """Planning again after new contacts came in does not exceed the cap."""
    history = [invited("x", NOW, wave="W1"), invited("y", NOW, wave="W1"), invited("z", BEFORE)]
    people = [person("ana"), person("ben")]
    made = planned(*people, history=history, rules=Rules(per_account=3))
    assert (len(made.invitations), len(made.left_out)) == (1, 1)
    full = planned(*people, history=history, rules=Rules(per_account=1))
    assert len(full.left_out) == 2


def test_planning_again_keeps_what_was_planned() -> None:
    """An invitation stays as it was, though the person has another role or opted out since."""
    first = planned(person("ana"))
    changed = person("ana", roles=(Role.APPROVER,), opted_out=True)
    again = planned(changed, history=first.invitations, now=NOW + DAY)
    assert again == first


def test_newest_fact_about_a_contact_counts() -> None:
    """Two facts about one person are one person."""
    made = planned(person("ana", at=NOW, active=False), person("ana"))
    assert made.invitations == ()
    assert [one.reason for one in made.left_out] == ["left_company"]


def test_host_adds_a_rule_as_a_function() -> None:
    """A rule of the host's has its own code, evidence and say about the population."""

    def strategic(candidate: Candidate, facts: Facts) -> str:
        return "asked in person" if candidate.contact.unit == "Board" and facts.wave else ""

    rule = Rule(code="strategic", sentence="Asked in person.", eligible=False, test=strategic)
    board = person("ana", unit="Board", opted_out=True)
    made = planned(board, person("ben"), rules=Rules(more=(rule,)))
    assert [one.contact for one in made.invitations] == ["ben"]
    assert [(one.reason, one.eligible) for one in made.left_out] == [("strategic", False)]


def test_every_rule_has_a_sentence() -> None:
    """Each code that can stand in a plan is explained."""
    assert {rule.code for rule in RULES} < set(REASONS)
    assert all(sentence.endswith(".") for sentence in REASONS.values())


@settings(deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([None, 0, 1, 3]))
def test_every_contact_is_decided_about_exactly_once(seed: int, cap: int | None) -> None:
    """Whatever the contacts and the order they come in, the plan is whole and the same."""
    dice = random.Random(seed)
    people = [
        person(
            f"p{n}",
            email=dice.choice(["", f"p{n}@acme.example", f"P{n // 3}@acme.example"]),
            phone=dice.choice(["", "+31201234567"]),
            account=dice.choice(["A1", "A2", "A3"]),
            roles=dice.choice([(), (Role.APPROVER,), (Role.END_USER, Role.APPROVER)]),
            generic=dice.random() < 0.1,
            active=dice.random() < 0.9,
            opted_out=dice.random() < 0.1,
        )
        for n in range(dice.randrange(30))
    ]
    accounts = [ACME, evolve(ACME, account="A2", active=dice.random() < 0.5)]
    events = list(Delivery)
    facts = {
        "accounts": accounts,
        "rules": Rules(per_account=cap),
        "history": [invited(one.contact, NOW - dice.randrange(200) * DAY) for one in people[::4]],
        "receipts": [
            receipt(one.contact, dice.choice(events), NOW - dice.randrange(300) * DAY)
            for one in people[::3]
        ],
    }
    made = planned(*people, **facts)
    asked = [one.contact for one in (*made.invitations, *made.left_out)]
    assert sorted(asked) == sorted(one.contact for one in people)
    assert len({one.id for one in (*made.invitations, *made.left_out)}) == len(people)
    addresses = [
        one.email.lower()
        for one in people
        if one.contact in {each.contact for each in made.invitations} and one.email
    ]
    assert len(addresses) == len(set(addresses))
    assert planned(*dice.sample(people, len(people)), **facts) == made


MESSAGE = Message(
    id="m1",
    tenant="t",
    wave="W1",
    account="A1",
    contact="ana",
    at=NOW,
    due=NOW,
    invitation="i1",
    channel="email",
)


def allowed(message: Message = MESSAGE, **how: object) -> str:
    """Ask whether a message may go out a day after it was written."""
    given = {"wave": WAVE, "consents": [], "receipts": [], "now": NOW + DAY, **how}
    return allow(message, **given)


def test_message_goes_out_where_nothing_speaks_against_it() -> None:
    """What others said or what became of others' mail is passed over."""
    others = [consent("ben", NOW, granted=False)]
    bounces = [receipt("ben", Delivery.BOUNCED, NOW)]
    assert allowed(consents=others, receipts=bounces, contact=person("ana")) == ""
    assert allowed(wave=None, rest=90 * DAY) == ""


def test_wave_that_has_closed_sends_nothing() -> None:
    """The close is the first moment at which nothing goes out."""
    assert allowed(wave=evolve(WAVE, closes=NOW + DAY)) == "wave_closed"
    assert allowed(wave=evolve(WAVE, closes=NOW + 2 * DAY)) == ""


def test_no_since_planning_stops_the_message() -> None:
    """A no, a complaint and the CRM's own mark are seen at the last moment."""
    no = [consent("ana", NOW, granted=False)]
    other = [consent("ana", NOW, granted=False, scope="transactional")]
    assert allowed(consents=no) == "opted_out"
    assert allowed(wave=None, consents=no) == "opted_out"
    assert allowed(consents=other) == ""
    assert allowed(wave=evolve(WAVE, kind=WaveKind.TRANSACTIONAL), consents=other) == "opted_out"
    assert allowed(receipts=[receipt("ana", Delivery.COMPLAINED, NOW)]) == "opted_out"
    assert allowed(contact=person("ana", opted_out=True)) == "opted_out"
    assert allowed(contact=person("ana", active=False)) == "left_company"


def test_bounce_since_planning_stops_the_message() -> None:
    """The reminder to a mailbox that bounced is not sent; a corrected contact is written to."""
    bounce = [receipt("ana", Delivery.BOUNCED, NOW)]
    assert allowed(receipts=bounce) == "bounced"
    assert allowed(evolve(MESSAGE, channel="sms"), receipts=bounce) == ""
    assert allowed(receipts=bounce, contact=person("ana")) == "bounced"
    assert allowed(receipts=bounce, contact=person("ana", at=NOW + DAY)) == ""


def test_of_two_waves_planned_at_once_one_goes_out() -> None:
    """Another invitation sent since this one was written holds it back; reminders go on."""
    sent = [
        receipt("ana", Delivery.SENT, NOW + DAY / 2, invitation="i0"),
        receipt("ana", Delivery.DELIVERED, NOW + DAY, invitation="i0"),
    ]
    assert allowed(receipts=sent, rest=90 * DAY) == "asked_recently"
    assert allowed(receipts=sent) == ""
    assert allowed(evolve(MESSAGE, kind="reminder"), receipts=sent, rest=90 * DAY) == ""
    assert allowed(evolve(MESSAGE, invitation="i0"), receipts=sent, rest=90 * DAY) == ""
    before = [receipt("ana", Delivery.SENT, NOW - DAY, invitation="i0")]
    assert allowed(receipts=before, rest=90 * DAY) == ""
