"""The verbs, walked in memory: plan, send, answer, follow up, tick, forget."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from attrs import evolve

from b2bnps import flow
from b2bnps.closeloop import CaseState
from b2bnps.definitions import net_of
from b2bnps.errors import (
    AlreadyRecorded,
    BadLink,
    DeliveryError,
    Doubtful,
    InvalidValue,
    NaiveTime,
    NotFound,
    NotNow,
    Rejected,
    StepRefused,
    UnknownThing,
)
from b2bnps.flow import Program
from b2bnps.flow.forgetting import forget
from b2bnps.flow.program import again_if_beaten
from b2bnps.flow.roster import known_account
from b2bnps.links import Purpose
from b2bnps.model import (
    Account,
    Case,
    CaseStep,
    Consent,
    Contact,
    Delivery,
    Erasure,
    Invitation,
    LeftOut,
    Link,
    Message,
    Metric,
    Receipt,
    Record,
    Response,
    Role,
    Signal,
    Source,
    Verdict,
    Wave,
)
from b2bnps.ports import Form, Notice, State
from b2bnps.stores.memory import MemoryStore
from b2bnps.testing.channels import RecordingChannel
from b2bnps.testing.programs import (
    MONDAY,
    sample_account,
    sample_contact,
    sample_program,
    sample_wave,
)

R = TypeVar("R", bound=Record)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{u: 1}) for u in ("seconds", "minutes", "hours", "days"))


class Notes:
    """A notifier that keeps what it is told."""

    def __init__(self, *, broken: bool = False) -> None:
        """Start with nothing heard."""
        self.notices: list[Notice] = []
        self.broken = broken

    def notify(self, notice: Notice) -> None:
        """Keep the notice, or fail as a mail server does."""
        if self.broken:
            raise ConnectionError
        self.notices.append(notice)


def channel_of(program: Program) -> RecordingChannel:
    """Find the fake behind the programme's first channel."""
    channel = program.channels[0]
    assert isinstance(channel, RecordingChannel)
    return channel


def walked(*contacts: Contact, sent: bool = True, **changes: object) -> Program:
    """Import, plan and send: everything up to the moment at which people answer."""
    program = sample_program(**changes)  # type: ignore[arg-type]  # each test knows its own
    people = contacts or (sample_contact(),)
    accounts = [sample_account(account) for account in sorted({one.account for one in people})]
    flow.import_roster(program, accounts, people, now=MONDAY)
    flow.plan_wave(program, sample_wave(), now=MONDAY)
    if sent:
        flow.send_due(program, now=MONDAY)
    return program


def token(program: Program, purpose: str = "r", contact: str = "C1") -> str:
    """Take a person's link out of the letter, as the person does."""
    letter = next(one for one in channel_of(program).sent if one.contact == contact)
    start = letter.text.index(f"/{purpose}/") + 3
    return letter.text[start:].split()[0]


def answer(
    program: Program,
    score: int,
    *,
    after: timedelta = HOUR,
    reading: timedelta = MINUTE,
    why: str = "",
    contact: str = "C1",
    nonce: str = "",
    signals: tuple[str, ...] = (),
) -> flow.Outcome:
    """Open the page and send the form, some time after the letter arrived."""
    link = token(program, contact=contact)
    opened = flow.open_link(program, link, now=MONDAY + after)
    nonce = nonce or program.links.nonce(opened.link, now=MONDAY + after)
    form = {"nps": str(score), "why": why, "nonce": nonce}
    return flow.respond(program, link, form, now=MONDAY + after + reading, signals=signals)


def count(program: Program, kind: type) -> int:
    """Count the facts of one kind."""
    return len(list(program.store.find(kind)))


# Taking in and planning


def test_the_same_import_twice_adds_nothing() -> None:
    """A second import of the same rows is all unchanged; a changed row is a new fact."""
    program = sample_program()
    first = flow.import_roster(program, [sample_account()], [sample_contact()], now=MONDAY)
    again = flow.import_roster(program, [sample_account()], [sample_contact()], now=MONDAY + DAY)
    changed = evolve(sample_contact(now=MONDAY + DAY), title="CFO")
    third = flow.import_roster(program, [], [changed], now=MONDAY + DAY)

    assert (first.new, first.changed, first.unchanged) == (2, 0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert (third.new, third.changed) == (0, 1)
    assert [one.title for one in flow.known(program, Contact)] == ["CFO"]
    assert count(program, Contact) == 2


def test_a_wave_decides_about_everybody_once() -> None:
    """Each contact is invited or left out with a reason; planning again adds nothing."""
    people = [sample_contact(), evolve(sample_contact("C2"), email="", id="c2")]
    program = walked(*people, sent=False)

    again = flow.plan_wave(program, sample_wave(), now=MONDAY + HOUR)

    assert count(program, Invitation) == 1
    assert [one.reason for one in program.store.find(LeftOut)] == ["no_address"]
    assert (again.invitations, again.left_out) == ((), ())
    assert count(program, Wave) == 1


def test_a_preview_records_nothing() -> None:
    """The dry run says who would be asked, and leaves the store as it was."""
    program = sample_program()
    flow.import_roster(program, [sample_account()], [sample_contact()], now=MONDAY)

    planned = flow.preview_wave(program, sample_wave(), now=MONDAY)

    assert len(planned.invitations) == 1
    assert (count(program, Invitation), count(program, Wave)) == (0, 0)


def test_an_unknown_question_set_is_named() -> None:
    """A wave with a question set that nobody configured says which there are."""
    program = sample_program()
    wave = evolve(sample_wave(), question_set="exit")

    with pytest.raises(UnknownThing, match=r"'exit'.*relationship"):
        flow.plan_wave(program, wave, now=MONDAY)


def test_a_failing_plan_leaves_nothing_behind() -> None:
    """Invitations, links and messages land together or not at all."""
    program = walked(sent=False)

    def interrupted() -> None:
        with program.store.begin():
            flow.import_roster(program, [], [sample_contact("C2")], now=MONDAY)
            flow.plan_wave(program, sample_wave(), now=MONDAY)
            program.store.add(next(program.store.find(Invitation, contact="C1")))

    with pytest.raises(AlreadyRecorded):
        interrupted()

    assert count(program, Invitation) == 1
    assert flow.health(program, now=MONDAY).waiting == 1


def test_a_work_list_needs_no_link() -> None:
    """A visit is planned like a letter, with something to read out instead of a link."""
    visits = RecordingChannel("visit", Form.LIST)
    walked(channels=[visits])

    assert [one.channel for one in visits.sent] == ["visit"]
    assert "https://" not in visits.sent[0].text


def test_a_programme_that_cannot_work_is_refused_at_once() -> None:
    """Two channels of one name, or links of another tenant, are named when it is built."""
    two = [RecordingChannel("email"), RecordingChannel("email")]
    with pytest.raises(InvalidValue, match="channels"):
        sample_program(channels=two)
    with pytest.raises(InvalidValue, match="tenant"):
        evolve(sample_program(), tenant="other")


def test_a_store_without_an_outbox_asks_for_one() -> None:
    """A store that brings no outbox along is refused by name, and taken with one."""

    class Bare:
        """The four methods of a store and nothing else."""

        def __init__(self, store: MemoryStore) -> None:
            """Borrow them."""
            self.begin, self.add = store.begin, store.add
            self.find, self.forget = store.find, store.forget

    whole = sample_program()
    memory = MemoryStore()
    parts = {"channels": whole.channels, "links": whole.links, "sender": whole.sender}
    with pytest.raises(InvalidValue, match=r"Program.outbox"):
        Program(store=Bare(memory), **parts)  # type: ignore[arg-type]  # the same parts
    with pytest.raises(InvalidValue, match=r"Program.outbox"):
        flow.within(whole, Bare(memory))

    given = Program(store=Bare(memory), outbox=memory.outbox, desk=memory.desk, **parts)  # type: ignore[arg-type]  # as above
    assert given.question_sets.keys() == {"relationship"}
    assert flow.within(whole, memory).outbox is memory.outbox


def test_a_whole_file_is_compared_at_once() -> None:
    """Many contacts are looked up together; the second import of the file adds nothing."""
    people = [sample_contact(f"C{number}") for number in range(120)]
    program = sample_program()
    first = flow.import_roster(program, [sample_account()], people, now=MONDAY)
    again = flow.import_roster(program, [sample_account()], people, now=MONDAY + DAY)

    assert (first.new, again.new, again.unchanged) == (121, 0, 121)


def test_an_older_fact_does_not_replace_a_newer_one() -> None:
    """What is known is the newest fact, in whatever order they were recorded."""
    program = sample_program()
    new = evolve(sample_contact(now=MONDAY + DAY), title="CFO", account="A2")
    program.store.add(sample_contact(), new, sample_account())

    assert [one.title for one in flow.known(program, Contact)] == ["CFO"]
    program.store.add(evolve(sample_contact(now=MONDAY - DAY), title="Trainee", account="A9"))
    assert [one.title for one in flow.known(program, Contact)] == ["CFO"]


# Sending


def test_each_message_goes_out_once() -> None:
    """A second run of the worker finds nothing to do."""
    program = walked()

    assert flow.send_due(program, now=MONDAY + HOUR) == {}
    assert len(channel_of(program).sent) == 1
    assert [one.event for one in program.store.find(Receipt)] == [Delivery.SENT]


def test_a_limit_holds() -> None:
    """A worker that may take one message takes one."""
    program = walked(sample_contact(), sample_contact("C2"), sample_contact("C3"), sent=False)
    seen: list[State] = []

    ended = flow.send_due(program, now=MONDAY, limit=2, sent=seen.append)

    assert ended == {State.SENT: 2}
    assert seen == [State.SENT, State.SENT]


def test_an_opt_out_between_planning_and_sending_holds() -> None:
    """Consent is read again at the last moment, and the reason stands on the message."""
    program = walked(sent=False)
    program.store.add(Consent(id="no", contact="C1", account="A1", at=MONDAY))

    assert flow.send_due(program, now=MONDAY) == {State.SKIPPED: 1}
    assert channel_of(program).sent == []


def test_an_opt_out_between_claim_and_start_holds() -> None:
    """A message that is claimed already is still held back: consent is asked once more."""

    class Racing(MemoryStore):
        """A store in which somebody opts out right after the claim."""

        asked = 0

        def find(self, kind: type[R], /, **filters: str) -> Iterator[R]:
            """Find as ever, but for the second look at consent."""
            if kind is Consent and filters.get("contact"):
                self.asked += 1
                if self.asked == 2:
                    self.add(Consent(id="no", contact="C1", account="A1", at=MONDAY))
            return super().find(kind, **filters)

    program = walked(store=Racing(), sent=False)

    assert flow.send_due(program, now=MONDAY) == {State.SKIPPED: 1}
    assert channel_of(program).sent == []


def faulty(fault: DeliveryError | None) -> tuple[Program, RecordingChannel]:
    """Plan with a channel that fails in one way, until it is told otherwise."""
    channel = RecordingChannel(refuse=lambda _: fault)
    return walked(sent=False, channels=[channel]), channel


def test_a_rejected_message_has_failed() -> None:
    """A permanent fault ends it, and the receipt keeps the provider's words."""
    program, _ = faulty(Rejected("550 no such user"))

    assert flow.send_due(program, now=MONDAY) == {State.FAILED: 1}
    receipt = next(program.store.find(Receipt))
    assert (receipt.event, receipt.reason) == (Delivery.REJECTED, "550 no such user")


def test_not_now_is_tried_again_with_growing_gaps() -> None:
    """A temporary fault waits, longer each time, and gives up at last."""
    program, _ = faulty(NotNow("451 busy"))
    now = MONDAY
    for gap in program.retries:
        assert flow.send_due(program, now=now) == {State.RETRY: 1}
        assert flow.send_due(program, now=now + gap - SECOND) == {}
        now += gap * 1.25
    assert flow.send_due(program, now=now) == {State.FAILED: 1}
    assert next(program.store.find(Receipt)).event is Delivery.FAILED


def test_a_message_of_the_hosts_own_waits_like_any_other() -> None:
    """Whatever a host calls its messages, a temporary fault puts them off and no more."""
    program, _ = faulty(NotNow("451 busy"))
    program.outbox.put(
        Message(id="own-ş", channel="email", at=MONDAY, due=MONDAY, to="x@y.example")
    )

    assert flow.send_due(program, now=MONDAY) == {State.RETRY: 2}


def test_a_message_about_nobody_is_judged_by_nobody_elses_facts() -> None:
    """Without wave and contact, neither a closed wave nor somebody who left holds it back."""
    program = walked(sent=False)
    flow.import_roster(
        program, [], [evolve(sample_contact(now=MONDAY + DAY), active=False)], now=MONDAY
    )
    late = MONDAY + 60 * DAY
    program.outbox.put(Message(id="own", channel="email", at=MONDAY, due=MONDAY, to="x@y.example"))

    assert flow.send_due(program, now=late) == {State.SKIPPED: 1, State.SENT: 1}
    assert [one.id for one in channel_of(program).sent] == ["own"]


def test_an_empty_id_finds_nothing() -> None:
    """Nothing is called by an empty name: no case, no answer, no wave, no account."""
    program = walked()
    answer(program, 3)

    assert flow.find_case(program, "") is None
    assert known_account(program, "") is None
    with pytest.raises(NotFound):
        flow.rule(program, "", counts=True, by="Kim", reason="called", now=MONDAY)
    with pytest.raises(NotFound):
        flow.record(program, "", {"nps": "9"}, key="k", now=MONDAY)
    with pytest.raises(NotFound):
        flow.status(program, "", now=MONDAY)


def test_a_provider_may_ask_for_more_patience() -> None:
    """The provider's own wish to wait goes before a shorter gap of ours."""
    program, _ = faulty(NotNow("429", after=HOUR))
    flow.send_due(program, now=MONDAY)

    assert flow.send_due(program, now=MONDAY + 59 * MINUTE) == {}
    assert flow.send_due(program, now=MONDAY + 76 * MINUTE) == {State.RETRY: 1}


@pytest.mark.parametrize("fault", [Doubtful("no answer"), RuntimeError("bug"), OSError("gone")])
def test_what_is_not_known_is_held(fault: Exception) -> None:
    """Whatever else a channel raises, the message is in doubt: listed, and never sent again."""
    program, _ = faulty(fault)  # type: ignore[arg-type]  # also faults that are not ours

    assert flow.send_due(program, now=MONDAY) == {State.IN_DOUBT: 1}
    assert flow.send_due(program, now=MONDAY + DAY) == {}
    held = program.desk.in_doubt("")
    assert [(one.contact, one.reason) for one in held] == [("C1", type(fault).__name__)]
    assert flow.health(program, now=MONDAY).ok is False


def test_a_channel_that_is_gone_leaves_no_message_lost() -> None:
    """A worker without the channel of a message leaves it for one that has it."""
    program = walked(sent=False)
    moved = evolve(program, channels=(RecordingChannel("sms", Form.SHORT),))

    assert flow.send_due(moved, now=MONDAY) == {State.RETRY: 1}
    assert flow.send_due(program, now=MONDAY + HOUR) == {State.SENT: 1}


def test_sending_again_after_doubt_adds_no_second_receipt() -> None:
    """Somebody resolves the doubt by sending again; the fact that it went out stays one fact."""
    faults = iter([Doubtful("no answer"), None])
    channel = RecordingChannel(refuse=lambda _: next(faults))
    program = walked(sent=False, channels=[channel])
    flow.send_due(program, now=MONDAY)
    message = program.desk.in_doubt("")[0].message
    waiting = next(iter(program.store.find(Invitation)))
    sent = Receipt(id="callback", at=MONDAY, message=message, invitation=waiting.id)
    program.store.add(sent)
    program.desk.resolve("", message, State.READY)

    assert flow.send_due(program, now=MONDAY) == {State.SENT: 1}
    assert len(channel.sent) == 1


def test_a_callback_may_be_faster_than_the_settling() -> None:
    """A receipt that a provider's callback recorded before is not recorded twice."""
    program = walked(sent=False)

    def send(message: Message, *, now: datetime) -> Receipt:
        receipt = message.receipt(Delivery.SENT, at=now)
        program.store.add(receipt)
        return receipt

    channel_of(program).send = send  # type: ignore[method-assign, assignment]  # a fast provider

    assert flow.send_due(program, now=MONDAY) == {State.SENT: 1}
    assert count(program, Receipt) == 1


def test_a_lost_claim_sends_nothing() -> None:
    """A worker whose lease ran out before it started leaves the message to another one."""
    now = [MONDAY]
    store = MemoryStore(clock=lambda: now[0], lease=MINUTE)
    program = walked(store=store, sent=False)
    real = program.outbox.start

    def slow(claim: object) -> bool:
        now[0] += HOUR
        return real(claim)  # type: ignore[arg-type]  # a claim

    program.outbox.start = slow  # type: ignore[method-assign]  # a worker that was paused

    assert flow.send_due(program, now=MONDAY, limit=1) == {State.CLAIMED: 1}
    assert channel_of(program).sent == []


def test_a_claim_lost_while_sending_is_not_overwritten() -> None:
    """Somebody settled the message meanwhile; the former owner changes nothing."""
    counters = flow.Counters()
    now = [MONDAY]
    store = MemoryStore(clock=lambda: now[0], lease=MINUTE)
    program = walked(store=store, sent=False, observer=counters)

    def slow(_: Message) -> None:
        now[0] += HOUR
        program.outbox.claim(1, lambda _: "", tenant="", now=MONDAY)
        program.desk.resolve("", program.desk.in_doubt("")[0].message, State.FAILED)

    channel_of(program)._refuse = slow  # noqa: SLF001 - a paused provider

    assert flow.send_due(program, now=MONDAY, limit=1) == {State.CLAIMED: 1}
    assert counters.counts["claim_lost"] == 1


def test_a_letter_waits_until_its_wave_opens() -> None:
    """A wave that is planned ahead is sent when it opens, and not before."""
    program = sample_program()
    flow.import_roster(program, [sample_account()], [sample_contact()], now=MONDAY)
    flow.plan_wave(program, sample_wave(opens=MONDAY + 30 * DAY), now=MONDAY)

    assert flow.send_due(program, now=MONDAY + 29 * DAY) == {}
    assert flow.send_due(program, now=MONDAY + 30 * DAY) == {State.SENT: 1}


def test_two_waves_at_once_are_one_letter() -> None:
    """Two waves planned at the same moment for one person do not both reach the mailbox."""
    program = walked(sent=False)
    other = evolve(program, rules=evolve(program.rules, rest=timedelta(0)))
    flow.plan_wave(other, sample_wave("2026-Q4b"), now=MONDAY)

    assert flow.send_due(program, now=MONDAY) == {State.SENT: 1, State.SKIPPED: 1}
    assert len(channel_of(program).sent) == 1


def test_what_is_of_another_tenant_is_refused() -> None:
    """A wave, an account or a contact without this programme's tenant is named, not taken."""
    program = sample_program(tenant="acme")
    with pytest.raises(InvalidValue, match=r"Wave\.tenant"):
        flow.plan_wave(program, sample_wave(), now=MONDAY)
    with pytest.raises(InvalidValue, match=r"Account\.tenant"):
        flow.import_roster(program, [sample_account()], now=MONDAY)
    with pytest.raises(InvalidValue, match=r"Contact\.tenant"):
        flow.import_roster(program, [], [sample_contact()], now=MONDAY)


def test_a_correction_of_the_same_moment_is_taken() -> None:
    """Two imports with one clock: the second one's change is a new fact, the first's stays."""
    program = sample_program()
    flow.import_roster(program, [], [sample_contact()], now=MONDAY)
    corrected = evolve(sample_contact(), title="CFO")
    done = flow.import_roster(program, [], [corrected], now=MONDAY)
    older = evolve(sample_contact(now=MONDAY - DAY), title="Trainee")
    ignored = flow.import_roster(program, [], [older, older], now=MONDAY)

    assert (done.changed, ignored.unchanged) == (1, 2)
    assert [one.title for one in flow.known(program, Contact)] == ["CFO"]


def test_two_planners_at_once_plan_once() -> None:
    """Whoever comes second finds everybody decided, and adds nothing."""
    program = walked(sent=False)
    real = program.store.find
    looks: list[str] = []

    def blind_once(kind: type, /, **filters: object) -> object:
        if kind in {Invitation, LeftOut} and len(looks) < 2:
            looks.append("before the other one had committed")
            return iter(())
        return real(kind, **filters)  # type: ignore[arg-type]  # as the port

    program.store.find = blind_once  # type: ignore[method-assign, assignment]  # a race
    again = flow.plan_wave(program, sample_wave(), now=MONDAY)

    assert again.invitations == ()
    assert count(program, Invitation) == 1


# Answering


def test_links_outlive_their_wave() -> None:
    """The page opens as long as answers are wanted and a while longer; unsubscribing never ends."""
    program = sample_program()
    flow.import_roster(program, [sample_account()], [sample_contact()], now=MONDAY)
    flow.plan_wave(program, sample_wave(days=120), now=MONDAY)
    flow.send_due(program, now=MONDAY)

    assert flow.open_link(program, token(program), now=MONDAY + 119 * DAY).closed is False
    flow.unsubscribe(program, token(program, "u"), now=MONDAY + 999 * DAY, one_click=True)
    assert count(program, Consent) == 1


def test_an_answer_is_recorded_with_what_it_says() -> None:
    """Role, unit, questionnaire and language are frozen on the answer."""
    program = walked()

    outcome = answer(program, 9, why="Always in time.")

    assert outcome.response is not None
    assert outcome.response.score(Metric.NPS) == 9
    assert outcome.response.comment == "Always in time."
    assert outcome.response.role is Role.DECISION_MAKER
    assert (outcome.response.provisional, outcome.response.late) == ("", False)
    line = flow.results(program, "2026-Q4", now=MONDAY + DAY)[0]
    assert (line.nps.score, line.nps.n, line.population) == (100.0, 1, 1)


def test_the_same_form_twice_is_one_answer() -> None:
    """A retry of the same form returns the first answer and adds nothing."""
    program = walked()
    link = token(program)
    opened = flow.open_link(program, link, now=MONDAY + HOUR)
    nonce = program.links.nonce(opened.link, now=MONDAY + HOUR)

    first = answer(program, 9, nonce=nonce)
    again = answer(program, 9, nonce=nonce)

    assert (first.repeated, again.repeated) == (False, True)
    assert first.response == again.response
    assert count(program, Response) == 1


def test_a_corrected_answer_replaces_and_keeps_the_old_one() -> None:
    """The last word counts; what was said before stays on record."""
    program = walked()
    answer(program, 2, after=HOUR)
    answer(program, 9, after=HOUR + 2 * MINUTE)

    line = flow.results(program, "2026-Q4", now=MONDAY + DAY)[0]
    assert (line.nps.score, line.nps.n) == (100.0, 1)
    assert count(program, Response) == 2


def test_bad_answers_cost_no_good_ones() -> None:
    """A score of 11 is named; the comment beside it is recorded, but no score is made up."""
    program = walked()
    outcome = answer(program, 11, why="Late again.")

    assert [problem.question for problem in outcome.problems] == ["nps"]
    assert outcome.response is not None
    assert outcome.response.score(Metric.NPS) is None
    assert flow.results(program, "2026-Q4", now=MONDAY + DAY)[0].nps.n == 0


def test_an_empty_form_records_nothing() -> None:
    """Without any valid answer there is no response, only what is wrong."""
    program = walked()
    outcome = answer(program, 11)

    assert outcome.response is None
    assert outcome.problems
    assert count(program, Response) == 0


def test_bad_links_look_alike() -> None:
    """Forged, unknown and expired links raise the same, and so does a form of another link."""
    program = walked(sample_contact(), sample_contact("C2"))
    link = token(program)
    unknown = program.links.url(Purpose.ANSWER, program.links.issue()).rsplit("/", 1)[1]
    foreign = program.links.nonce("other", now=MONDAY)
    for bad, now in (
        ("x", MONDAY),
        (unknown, MONDAY),
        (link, MONDAY + 28 * DAY + program.link_life),
    ):
        with pytest.raises(BadLink, match="not valid"):
            flow.open_link(program, bad, now=now)
    with pytest.raises(BadLink, match="not valid"):
        flow.respond(program, link, {"nps": "9", "nonce": foreign}, now=MONDAY + HOUR)
    with pytest.raises(BadLink, match="not valid"):
        flow.respond(program, link, {"nps": "9"}, now=MONDAY + HOUR)


def test_a_link_without_its_invitation_opens_nothing() -> None:
    """A link that outlived its invitation looks like any bad link."""
    program = walked()
    ticket = program.links.issue()
    program.store.add(Link(id=ticket.id, at=MONDAY, invitation="gone"))
    orphan = program.links.url(Purpose.ANSWER, ticket).rsplit("/", 1)[1]

    with pytest.raises(BadLink):
        flow.open_link(program, orphan, now=MONDAY)


def test_an_invitation_without_its_wave_is_the_hosts_mistake() -> None:
    """A record that a host lost is named, not guessed."""
    program = walked()
    ticket = program.links.issue()
    lost = Invitation(id="lost", wave="gone", at=MONDAY, question_set="relationship")
    program.store.add(lost, Link(id=ticket.id, at=MONDAY, invitation="lost"))
    orphan = program.links.url(Purpose.ANSWER, ticket).rsplit("/", 1)[1]

    with pytest.raises(UnknownThing, match="'gone'"):
        flow.open_link(program, orphan, now=MONDAY)


def test_a_late_answer_stays_out_and_still_opens_a_case() -> None:
    """After the close an answer is kept, flagged, out of the figure, and acted upon."""
    program = walked()
    outcome = answer(program, 3, after=30 * DAY)

    assert outcome.response is not None
    assert outcome.response.late is True
    assert flow.results(program, "2026-Q4", now=MONDAY + 31 * DAY)[0].nps.n == 0
    assert len(flow.cases(program)) == 1


def test_an_interview_is_recorded_once_and_apart() -> None:
    """A visit's answer carries who asked; the host's key makes a retry harmless."""
    program = walked()
    invitation = next(program.store.find(Invitation))
    form = {"nps": "4", "why": "Late."}

    first = flow.record(program, invitation.id, form, key="visit-7", collector="Kim", now=MONDAY)
    again = flow.record(program, invitation.id, form, key="visit-7", collector="Kim", now=MONDAY)

    assert first.response is not None
    assert (first.response.source, first.response.collector) == (Source.INTERVIEW, "Kim")
    assert again.repeated is True
    assert len(flow.cases(program)) == 1


def test_an_interview_of_nobody_or_about_nothing_is_refused() -> None:
    """An unknown invitation is named; a form without a valid answer records nothing."""
    program = walked()
    invitation = next(program.store.find(Invitation))

    with pytest.raises(NotFound):
        flow.record(program, "nobody", {"nps": "9"}, key="k", now=MONDAY)
    assert flow.record(program, invitation.id, {"nps": "x"}, key="k", now=MONDAY).response is None


def test_who_was_invited_before_questionnaires_were_published_gets_the_nearest() -> None:
    """An invitation whose questionnaire nobody kept is asked the block that fits best."""
    program = walked()
    unknown = program.question_sets["relationship"][Role.UNKNOWN]
    fewer = evolve(program, question_sets={"relationship": {Role.UNKNOWN: unknown}})
    invitation = next(program.store.find(Invitation, tenant=""))

    old = evolve(invitation, questionnaire="never published")

    assert flow.asked_of(program, old).role is Role.DECISION_MAKER
    assert flow.asked_of(fewer, old) == unknown


# Machines


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("too_fast", {"reading": SECOND}),
        ("just_delivered", {"after": timedelta(0), "reading": 30 * SECOND}),
        ("prefetch", {"signals": ("prefetch",)}),
        ("", {"reading": SECOND, "why": "I read fast."}),
        ("", {}),
    ],
)
def test_signs_of_a_machine(expected: str, changes: dict[str, object]) -> None:
    """Speed and prefetching make an answer provisional; a typed comment outweighs speed."""
    program = walked()
    outcome = answer(program, 3, **changes)  # type: ignore[arg-type]  # keywords of answer

    assert outcome.response is not None
    assert outcome.response.provisional == expected
    assert len(flow.cases(program)) == (0 if expected else 1)


def test_the_trap_makes_an_answer_provisional() -> None:
    """Whoever follows the invisible link is a machine, as long as it was a moment ago."""
    program = walked()
    flow.note_signal(program, token(program), "trap", now=MONDAY + HOUR)
    flow.note_signal(program, token(program), "trap", now=MONDAY + HOUR)
    flow.note_signal(program, "forged", "trap", now=MONDAY + HOUR)

    near, far = answer(program, 3), answer(program, 4, after=DAY)

    assert near.response is not None
    assert far.response is not None
    assert (near.response.provisional, far.response.provisional) == ("trap", "")
    assert count(program, Signal) == 1


def test_a_machine_that_presses_every_button_counts_nowhere() -> None:
    """Forms fetched side by side and sent with different scores rule each other out."""
    program = walked()
    opened = flow.open_link(program, token(program), now=MONDAY + HOUR)
    nonces = [program.links.nonce(opened.link, now=MONDAY + HOUR) for _ in range(3)]
    for number, nonce in enumerate(nonces):
        answer(program, number * 4, nonce=nonce, reading=(10 + number) * SECOND)

    assert flow.results(program, "2026-Q4", now=MONDAY + DAY)[0].nps.n == 0
    assert flow.tick(program, now=MONDAY + DAY).confirmed == 0
    assert count(program, Verdict) > 0


def test_a_machine_that_presses_every_button_at_once_counts_nowhere() -> None:
    """The last of the contradicting forms is held back, too, and the case says what happened."""
    program = walked()
    opened = flow.open_link(program, token(program), now=MONDAY + HOUR)
    nonces = [program.links.nonce(opened.link, now=MONDAY + HOUR) for _ in range(2)]
    first = answer(program, 0, nonce=nonces[0], reading=20 * SECOND)
    last = answer(program, 10, nonce=nonces[1], reading=20 * SECOND)

    assert first.response is not None
    assert last.response is not None
    assert (first.response.provisional, last.response.provisional) == ("", "contradicting")
    [standing] = flow.cases(program)
    steps = [step.step for step in program.store.find(CaseStep)]
    assert (standing.unfinished, steps) == (True, ["note"])


def test_an_interview_rules_nobody_out() -> None:
    """Self-entry and interview of one import are both kept; self-entry counts."""
    program = walked()
    invitation = next(program.store.find(Invitation))
    form = {"nps": "2"}
    flow.record(program, invitation.id, form, key="a", source=Source.SELF, now=MONDAY)
    flow.record(program, invitation.id, {"nps": "9"}, key="b", now=MONDAY)

    assert count(program, Verdict) == 0
    assert flow.results(program, "2026-Q4", now=MONDAY)[0].nps.score == -100.0


def test_time_does_not_confirm_what_was_corrected() -> None:
    """Somebody who corrects a fast 2 into a 10 gives nobody a case to work on."""
    program = walked()
    answer(program, 2, reading=SECOND)
    answer(program, 10, after=HOUR + 2 * MINUTE)

    assert flow.tick(program, now=MONDAY + DAY).confirmed == 0
    assert flow.cases(program) == []


def test_time_does_not_confirm_two_opinions() -> None:
    """Two fast answers that differ within ten minutes wait for a person, both of them."""
    program = walked()
    answer(program, 2, reading=SECOND)
    answer(program, 9, after=HOUR + 2 * MINUTE, reading=SECOND)

    assert flow.tick(program, now=MONDAY + DAY).confirmed == 0
    assert len(flow.undecided(program, "2026-Q4")) == 2


def test_a_trap_that_springs_afterwards_holds() -> None:
    """A machine may send the form first and follow the invisible link a moment later."""
    program = walked()
    answer(program, 2, reading=SECOND)
    flow.note_signal(program, token(program), "trap", now=MONDAY + HOUR + 5 * SECOND)

    assert flow.tick(program, now=MONDAY + DAY).confirmed == 0


def test_a_person_rules_on_a_doubtful_answer() -> None:
    """Somebody called: the answer counts and opens its case; somebody else takes it out again."""
    notes, counters = Notes(), flow.Counters()
    program = walked(notifier=notes, observer=counters)
    answer(program, 3, signals=("scanner",))
    [waiting] = flow.undecided(program, "2026-Q4")
    flow.rule(program, waiting.id, counts=True, by="Kim", reason="called", now=MONDAY + DAY)
    after = flow.results(program, "2026-Q4", now=MONDAY + DAY)[0].nps.n

    assert (after, flow.undecided(program, "2026-Q4")) == (1, [])
    assert [one.code for one in notes.notices] == ["case_opened"]
    flow.rule(program, waiting.id, counts=False, by="Ida", reason="test", now=MONDAY + 2 * DAY)
    assert flow.results(program, "2026-Q4", now=MONDAY + 2 * DAY)[0].nps.n == 0
    assert counters.counts["answer_excluded"] == 1
    with pytest.raises(NotFound):
        flow.rule(program, "nothing", counts=True, by="Kim", reason="called", now=MONDAY)


def test_an_answer_is_excluded_and_reinstated_as_facts() -> None:
    """A test answer leaves the figure with author and reason; earlier days keep theirs."""
    counters = flow.Counters()
    program = walked(observer=counters)
    answer(program, 3)
    [said] = program.store.find(Response)
    flow.exclude(program, said.id, by="Ida", reason="test", now=MONDAY + DAY)
    flow.reinstate(program, said.id, by="Kim", reason="called_the_person", now=MONDAY + 3 * DAY)
    counted = [flow.results(program, "2026-Q4", now=MONDAY + day * DAY)[0].nps.n for day in (1, 3)]
    before = flow.results(program, "2026-Q4", now=MONDAY + 2 * HOUR)[0].nps.n

    assert (before, counted) == (1, [0, 1])
    assert flow.status(program, "2026-Q4", now=MONDAY + 2 * DAY).excluded == {"test": 1}
    assert [(v.by, v.reason, v.counts) for v in program.store.find(Verdict)] == [
        ("Ida", "test", False),
        ("Kim", "called_the_person", True),
    ]
    assert (counters.counts["answer_excluded"], counters.counts["answer_reinstated"]) == (1, 1)


@pytest.mark.parametrize("verb", [flow.exclude, flow.reinstate])
def test_nobody_excludes_without_a_name_and_a_reason(verb: Callable[..., Verdict]) -> None:
    """Who and why are asked for by name, and an answer that is not there is not found."""
    program = walked()
    with pytest.raises(InvalidValue, match=r"^by: nobody is named"):
        verb(program, "x", by=" ", reason="test", now=MONDAY)
    with pytest.raises(InvalidValue, match=r"^reason: expected a code such as (bogus|called)"):
        verb(program, "x", by="Ida", reason="he lied, ask 0532 1112233", now=MONDAY)
    with pytest.raises(NotFound):
        verb(program, "x", by="Ida", reason="bogus", now=MONDAY)


def test_a_person_settles_a_doubtful_message() -> None:
    """What a person says of a message in doubt is a fact, and saying it twice changes nothing."""
    program, _ = faulty(Doubtful("no answer"))
    flow.send_due(program, now=MONDAY)
    message = program.desk.in_doubt("")[0].message

    assert flow.resolve(program, message, State.SENT, now=MONDAY + HOUR) is True
    assert flow.resolve(program, message, State.SENT, now=MONDAY + HOUR) is False
    line = flow.results(program, "2026-Q4", now=MONDAY + HOUR)[0]
    assert (line.delivered, flow.health(program, now=MONDAY + HOUR).ok) == (1, True)


def test_a_message_dropped_in_doubt_leaves_no_receipt() -> None:
    """Dropping, or sending again, is work; only what went out is a fact."""
    program, _ = faulty(Doubtful("no answer"))
    flow.send_due(program, now=MONDAY)
    message = program.desk.in_doubt("")[0].message

    assert flow.resolve(program, message, State.FAILED, now=MONDAY + HOUR) is True
    assert count(program, Receipt) == 0


def test_a_resolved_message_of_a_host_needs_no_invitation() -> None:
    """A message that a host put into the outbox itself can be settled as well."""
    program, _ = faulty(Doubtful("no answer"))
    program.outbox.put(Message(id="own", channel="email", to="x@y.example", at=MONDAY, due=MONDAY))
    flow.send_due(program, now=MONDAY)

    assert flow.resolve(program, "own", State.SENT, now=MONDAY) is True
    assert [one.invitation for one in program.store.find(Receipt)] == [""]


def test_a_person_who_corrects_a_slip_counts() -> None:
    """Seeing the page again after the first answer is what people do, and machines do not."""
    program = walked()
    answer(program, 0, after=HOUR, reading=5 * SECOND)
    answer(program, 10, after=HOUR + 10 * SECOND, reading=5 * SECOND)

    assert flow.results(program, "2026-Q4", now=MONDAY + DAY)[0].nps.score == 100.0


def test_time_confirms_a_fast_answer() -> None:
    """After ten quiet minutes a fast answer counts and opens its case; once."""
    notes = Notes()
    program = walked(notifier=notes)
    answer(program, 3, reading=SECOND)
    soon, later = MONDAY + HOUR + MINUTE, MONDAY + HOUR + 11 * MINUTE

    assert flow.tick(program, now=soon).confirmed == 0
    assert flow.status(program, "2026-Q4", now=soon).set_aside == {"provisional": 1}
    assert flow.tick(program, now=later).confirmed == 1
    assert flow.tick(program, now=later).confirmed == 0
    assert [notice.code for notice in notes.notices] == ["case_opened"]


def test_time_does_not_confirm_a_trapped_answer() -> None:
    """What fell into the trap waits for a person, however long."""
    program = walked()
    answer(program, 3, signals=("scanner",))

    assert flow.tick(program, now=MONDAY + DAY).confirmed == 0


def test_waves_long_closed_are_not_looked_at() -> None:
    """A tick looks back as far as links open; a late answer given fast still gets its case."""
    program = walked()
    answer(program, 3, after=90 * DAY, reading=SECOND)

    assert flow.tick(program, now=MONDAY + 200 * DAY).confirmed == 0
    assert flow.tick(program, now=MONDAY + 91 * DAY).confirmed == 1
    assert len(flow.cases(program)) == 1


def test_two_ticks_at_once_do_the_work_once() -> None:
    """A tick that finds its work done by another one goes on in silence."""
    program = walked()
    answer(program, 3, reading=SECOND)
    later = MONDAY + HOUR + 11 * MINUTE
    real = program.store.find
    seen: list[str] = []

    def racing(kind: type, /, **filters: object) -> object:
        found = list(real(kind, **filters))  # type: ignore[arg-type]  # as the port
        if kind is Response and not seen:
            seen.append("raced")
            flow.tick(program, now=later)
        return iter(found)

    program.store.find = racing  # type: ignore[method-assign, assignment]  # another worker

    assert flow.tick(program, now=later).confirmed == 0
    assert count(program, Verdict) == 1


# Opting out


def test_one_click_opts_out_at_once() -> None:
    """The mail reader's own button acts, and pressing it twice is pressing it once."""
    program = walked()
    for _ in range(2):
        consent = flow.unsubscribe(program, token(program, "u"), now=MONDAY, one_click=True)

    assert (consent.granted, consent.source, consent.doubtful) == (False, "one_click", False)
    assert count(program, Consent) == 1
    with pytest.raises(BadLink):
        flow.unsubscribe(program, token(program), now=MONDAY, one_click=False)


def test_an_opt_out_after_a_reversed_one_holds() -> None:
    """A machine's opt-out was taken back; when the person then opts out, it counts."""
    program = walked()
    flow.unsubscribe(program, token(program, "u"), now=MONDAY, one_click=True, signals=["scanner"])
    program.store.add(
        Consent(id="back", contact="C1", account="A1", at=MONDAY + HOUR, granted=True)
    )
    real = flow.unsubscribe(program, token(program, "u"), now=MONDAY + DAY, one_click=True)

    assert (real.granted, real.doubtful) == (False, False)
    assert count(program, Consent) == 3


def test_a_certain_opt_out_clears_the_doubt_of_an_earlier_one() -> None:
    """A person's own click after a scanner's is a fact of its own, without the mark."""
    program = walked()
    flow.unsubscribe(program, token(program, "u"), now=MONDAY, one_click=True, signals=["scanner"])
    certain = flow.unsubscribe(program, token(program, "u"), now=MONDAY + DAY, one_click=True)
    again = flow.unsubscribe(
        program, token(program, "u"), now=MONDAY + 2 * DAY, one_click=True, signals=["scanner"]
    )

    assert certain.doubtful is False
    assert again == certain


def test_an_opt_out_of_a_machine_acts_and_is_marked() -> None:
    """It acts at once all the same; the mark lets somebody look."""
    program = walked()
    signalled = flow.unsubscribe(
        program, token(program, "u"), now=MONDAY, one_click=True, signals=["scanner"]
    )
    other = walked()
    flow.note_signal(other, token(other), "trap", now=MONDAY)
    trapped = flow.unsubscribe(other, token(other, "u"), now=MONDAY, one_click=False)

    assert (signalled.doubtful, trapped.doubtful) == (True, True)


def test_the_unsubscribe_page_knows_whose_it_is() -> None:
    """Opening the page records nothing and says who asks."""
    program = walked()
    opened = flow.unsubscribe_preview(program, token(program, "u"), now=MONDAY)

    assert (opened.company, opened.account) == ("Acme", "Customer A1")
    assert count(program, Consent) == 0


# Cases


def test_a_detractor_opens_a_case_and_the_owner_hears() -> None:
    """The owner of the account is told once, with a due date."""
    notes = Notes()
    program = walked(notifier=notes)
    answer(program, 4)

    [standing] = flow.cases(program, wave="2026-Q4")
    assert standing.owner == "owner.of.a1@acme.example"
    assert [(one.code, one.to) for one in notes.notices] == [("case_opened", standing.owner)]
    assert notes.notices[0].account == "Customer A1"


def test_a_promoter_opens_none() -> None:
    """Nobody is alarmed by a nine."""
    program = walked()
    answer(program, 9)

    assert flow.cases(program) == []


def test_further_voices_join_the_case_of_their_account() -> None:
    """Two detractors of one account are one case with two voices; each is kept once."""
    notes = Notes()
    program = walked(sample_contact(), sample_contact("C2"), notifier=notes)
    answer(program, 4)
    second = answer(program, 2, contact="C2")
    assert second.response is not None
    with program.store.begin():
        flow.loop.follow_up(program, second.response, now=MONDAY)

    [standing] = flow.cases(program)
    assert len(standing.voices) == 2
    assert [one.code for one in notes.notices] == ["case_opened", "voice_joined"]


def test_a_voice_reopens_a_closed_case() -> None:
    """A low score after the case was closed needs somebody again."""
    program = walked(sample_contact(), sample_contact("C2"))
    answer(program, 4)
    [standing] = flow.cases(program)
    for step in ("contact", "resolve", "close"):
        flow.advance(program, standing.case.id, step, by="Kim", note="n", now=MONDAY + DAY)
    answer(program, 2, contact="C2", after=2 * DAY)

    [again] = flow.cases(program)
    assert again.state is CaseState.OPEN
    assert flow.status(program, "2026-Q4", now=MONDAY + 3 * DAY).open_cases == 1


def test_a_better_answer_is_noted_and_closes_nothing() -> None:
    """Somebody who corrects a 2 into a 9 stands on the case; a stranger's 9 does not."""
    program = walked(sample_contact(), sample_contact("C2"))
    answer(program, 2)
    answer(program, 9, contact="C2")
    answer(program, 9, after=2 * HOUR)

    [standing] = flow.cases(program)
    assert (len(standing.voices), standing.state) == (2, CaseState.OPEN)


def test_a_broken_notifier_costs_no_case() -> None:
    """The alert is lost, the case is not, and the event says so."""
    counters = flow.Counters()
    program = walked(notifier=Notes(broken=True), observer=counters)
    answer(program, 4)

    assert len(flow.cases(program)) == 1
    assert counters.counts["notice_failed"] == 1


def test_owners_are_reminded_once() -> None:
    """A case that nobody touched in time is overdue, noted and told; once."""
    notes = Notes()
    program = walked(notifier=notes)
    answer(program, 4)
    late = MONDAY + 5 * DAY

    assert flow.tick(program, now=late).overdue == 1
    assert flow.tick(program, now=late).overdue == 0
    assert notes.notices[-1].code == "case_overdue"
    assert flow.health(program, now=late).overdue == 1


def test_a_step_taken_at_the_moment_of_the_reminder_wins() -> None:
    """A reminder that meets somebody's step goes away in silence."""
    program = walked()
    answer(program, 4)
    [standing] = flow.cases(program)
    late = MONDAY + 5 * DAY
    real = program.store.add

    def racing(*records: object) -> None:
        program.store.add = real  # type: ignore[method-assign]  # only once
        flow.advance(program, standing.case.id, "contact", by="Kim", note="n", now=late)
        real(*records)  # type: ignore[arg-type]  # as the port

    program.store.add = racing  # type: ignore[method-assign, assignment]  # somebody is faster

    assert flow.tick(program, now=late).overdue == 0


def test_a_step_taken_before_the_reminder_makes_it_needless() -> None:
    """Somebody makes contact while the reminder is being prepared: nobody is reminded."""
    program = walked()
    answer(program, 4)
    [standing] = flow.cases(program)
    late = MONDAY + 5 * DAY
    real = program.store.begin

    def racing() -> object:
        program.store.begin = real  # type: ignore[method-assign]  # only once
        flow.advance(program, standing.case.id, "contact", by="Kim", note="n", now=late)
        return real()

    program.store.begin = racing  # type: ignore[method-assign, assignment]  # somebody is faster

    assert flow.tick(program, now=late).overdue == 0


def test_who_is_beaten_for_ever_is_told() -> None:
    """A conflict that no repetition solves comes out as what it is."""
    program = walked()
    known = next(program.store.find(Invitation))

    with pytest.raises(AlreadyRecorded):
        again_if_beaten(program, lambda: program.store.add(known))


def test_two_people_open_a_case_at_the_same_moment() -> None:
    """Whoever comes second joins the case; neither answer is lost."""
    program = walked(sample_contact(), sample_contact("C2"))
    answer(program, 4, contact="C2")
    real = program.store.find
    looks: list[str] = []

    def blind_once(kind: type, /, **filters: object) -> object:
        if kind is Case and not looks:
            looks.append("before the other one had committed")
            return iter(())
        return real(kind, **filters)  # type: ignore[arg-type]  # as the port

    program.store.find = blind_once  # type: ignore[method-assign, assignment]  # a race
    answer(program, 3)

    [standing] = flow.cases(program)
    assert len(standing.voices) == 2
    assert count(program, Response) == 2


def test_an_unknown_case_or_step_is_refused() -> None:
    """A case that does not exist, or a step that is not possible, is named."""
    program = walked()
    answer(program, 4)
    [standing] = flow.cases(program)

    with pytest.raises(NotFound):
        flow.advance(program, "nothing", "contact", by="Kim", now=MONDAY)
    with pytest.raises(StepRefused, match="contact"):
        flow.advance(program, standing.case.id, "close", by="Kim", now=MONDAY)
    assert flow.find_case(program, "nothing") is None


def test_a_case_of_an_account_that_is_gone_falls_to_somebody() -> None:
    """Without an account on record the alert has no name, and the case still opens."""
    notes = Notes()
    program = sample_program(notifier=notes)
    person = sample_contact()
    program.store.add(
        sample_wave(),
        person,
        Invitation(
            id="i", wave="2026-Q4", account="A1", contact="C1", at=MONDAY,
            language="en", question_set="relationship",
        ),
    )  # fmt: skip
    flow.record(program, "i", {"nps": "1"}, key="k", now=MONDAY)

    assert [(one.account, one.to) for one in notes.notices] == [("", "")]


def test_owners_hear_after_the_hosts_commit() -> None:
    """Inside a host's transaction alerts wait for its commit; without a way to wait, for tick."""
    notes, waiting = Notes(), [print][:0]
    program = walked(notifier=notes)
    ours = flow.within(program, program.store, after_commit=waiting.append)
    invitation = next(program.store.find(Invitation))
    flow.record(ours, invitation.id, {"nps": "1"}, key="k", now=MONDAY)

    assert (notes.notices, len(waiting)) == ([], 1)
    waiting[0]()
    assert [one.code for one in notes.notices] == ["case_opened"]
    assert flow.within(program, program.store).notifier is None


# Watching


def test_results_by_role_account_and_function() -> None:
    """One line a group; accounts are shown by name, and the parts add up."""
    people = (
        sample_contact(),
        sample_contact("C2", role=Role.END_USER),
        sample_contact("C3", account="A2", role=Role.END_USER),
    )
    program = walked(*people)
    for contact, score in (("C1", 9), ("C2", 3), ("C3", 8)):
        answer(program, score, contact=contact)
    now = MONDAY + DAY

    by_role = {
        line.key: line.nps.n for line in flow.results(program, "2026-Q4", by="role", now=now)
    }
    by_account = flow.results(program, "2026-Q4", by="account", now=now)
    by_word = flow.results(program, "2026-Q4", by=lambda one: one.contact[-1], now=now)

    assert by_role == {"decision_maker": 1, "end_user": 2}
    assert {line.label for line in by_account} == {"Customer A1", "Customer A2"}
    assert len(by_word) == 3


def test_metrics_are_computed_on_the_scale_they_were_asked_on() -> None:
    """Happiness on five faces counts the upper two; a metric that nobody was asked says so."""
    program = walked(sample_contact(role=Role.END_USER))
    asked = flow.open_link(program, token(program), now=MONDAY).questionnaire
    metric = next(one for one in asked.questions if one.metric not in {Metric.NPS, Metric.NONE})
    invitation = next(program.store.find(Invitation))
    form = {"nps": "9", metric.id: str(metric.high)}
    flow.record(program, invitation.id, form, key="k", now=MONDAY)

    line = flow.results(program, "2026-Q4", now=MONDAY)[0]
    shown = {result.metric: result for result in line.results}
    assert shown[str(metric.metric)].n == 1
    assert {m for m, r in shown.items() if "not_asked" in r.warnings} == {
        "csat", "ces", "happiness",
    } - {str(metric.metric)}  # fmt: skip


def test_a_metric_speaks_for_those_who_are_asked_it() -> None:
    """Whoever has another questionnaire is not silent about a question, and is not counted."""
    people = [sample_contact(f"D{n}") for n in range(3)]
    people += [sample_contact(f"E{n}", role=Role.END_USER) for n in range(2)]
    people += [
        evolve(sample_contact("D9"), email=""),
        evolve(sample_contact("X"), roles=(), email="", phone=""),
    ]
    program = walked(*people)
    invitation = next(program.store.find(Invitation, contact="D0"))
    form = {"nps": "9", "csat_value": "5"}
    flow.record(program, invitation.id, form, key="k", now=MONDAY)

    line = flow.results(program, "2026-Q4", now=MONDAY)[0]
    assert (line.nps.population, line.population) == (7, 7)
    assert line.csat.population == 5  # three invited, one without address, one of unknown role


def test_status_counts_what_is_going_on() -> None:
    """Messages by state, reasons of those left out, cases that need somebody."""
    people = (sample_contact(), evolve(sample_contact("C2"), id="c2", email=""))
    program = walked(*people)
    answer(program, 3)

    status = flow.status(program, "2026-Q4", now=MONDAY + DAY)

    assert status.messages == {State.SENT: 1}
    assert status.left_out == {"no_address": 1}
    assert (status.total.invited, status.total.answered, status.open_cases) == (1, 1, 1)


def test_an_unknown_wave_is_named() -> None:
    """Asking for a wave that was never planned says which were."""
    program = walked()

    with pytest.raises(NotFound, match=r"'2027'.*2026-Q4"):
        flow.status(program, "2027", now=MONDAY)
    with pytest.raises(NotFound, match="none"):
        flow.results(sample_program(), "2027", now=MONDAY)


def test_an_outbox_that_cannot_count_says_so() -> None:
    """Without the optional ability the count is unknown, not zero."""

    class Bare:
        """An outbox with the four methods and nothing else."""

        def __init__(self, outbox: object) -> None:
            self.put = outbox.put  # type: ignore[attr-defined]  # an outbox
            self.claim = outbox.claim  # type: ignore[attr-defined]  # as above
            self.start = outbox.start  # type: ignore[attr-defined]  # as above
            self.settle = outbox.settle  # type: ignore[attr-defined]  # as above

    store = MemoryStore()
    program = evolve(sample_program(store=store), outbox=Bare(store.outbox))

    assert flow.health(program, now=MONDAY).waiting == -1


def test_events_have_no_person_in_them(caplog: pytest.LogCaptureFixture) -> None:
    """One line an event, every name documented, and nothing in it but codes and counts."""
    caplog.set_level("INFO", logger="b2bnps")
    seen: list[flow.Event] = []

    def broken(_: flow.Event) -> None:
        raise RuntimeError

    observer = flow.both(seen.append, broken, flow.LogEvents())
    program = walked(observer=observer, notifier=Notes())
    answer(program, 3, why="Deniz was rude")
    flow.unsubscribe(program, token(program, "u"), now=MONDAY, one_click=True)
    forget(program, "C1", now=MONDAY)

    assert {event.name for event in seen} <= set(flow.EVENTS)
    assert len(caplog.messages) == len(seen)
    everything = "".join(caplog.messages) + "".join(map(str, seen))
    for needle in ("Deniz", "example", "C1", "rude", "/r/"):
        assert needle not in everything


def test_figures_are_those_of_their_date() -> None:
    """A score of last Monday does not know what was said on Friday."""
    program = walked()
    answer(program, 9, after=4 * DAY)

    assert flow.results(program, "2026-Q4", now=MONDAY)[0].nps.n == 0
    assert flow.results(program, "2026-Q4", now=MONDAY + 5 * DAY)[0].nps.n == 1


# Forgetting


def forgetting(program: Program, kind: type) -> None:
    """Let the person be forgotten at the moment at which something is looked up again."""
    real = program.store.find
    seen: list[str] = []

    def racing(sought: type, /, **filters: object) -> object:
        if sought is kind and filters.get("id"):
            seen.append("looked")
            if len(seen) == 2:
                program.store.find = real  # type: ignore[method-assign]  # only once
                forget(program, "C1", now=MONDAY)
        return real(sought, **filters)  # type: ignore[arg-type]  # as the port

    program.store.find = racing  # type: ignore[method-assign, assignment]  # another request


def test_an_answer_beside_an_erasure_does_not_bring_the_person_back() -> None:
    """A form that arrives while its person is forgotten opens nothing any more."""
    program = walked()
    link = token(program)
    nonce = program.links.nonce(flow.open_link(program, link, now=MONDAY).link, now=MONDAY)
    forgetting(program, Link)

    with pytest.raises(BadLink):
        flow.respond(program, link, {"nps": "1", "nonce": nonce}, now=MONDAY + HOUR)
    assert list(program.store.find(Response, contact="C1")) == []
    assert flow.cases(program) == []


def test_an_interview_beside_an_erasure_does_not_bring_the_person_back() -> None:
    """An interview that is entered while its person is forgotten has no invitation any more."""
    program = walked()
    invitation = next(program.store.find(Invitation))
    forgetting(program, Invitation)

    with pytest.raises(NotFound):
        flow.record(program, invitation.id, {"nps": "1"}, key="k", now=MONDAY)
    assert count(program, Response) == 0


def test_a_message_beside_an_erasure_leaves_no_receipt() -> None:
    """A message that is on the wire while its person is forgotten leaves no trace of them."""
    program = walked(sent=False)

    def slow(_: Message) -> None:
        forget(program, "C1", now=MONDAY)

    channel_of(program)._refuse = slow  # noqa: SLF001 - a slow provider
    flow.send_due(program, now=MONDAY)

    assert [one.contact for one in program.store.find(Receipt)] == []


def test_a_tick_beside_an_erasure_does_not_bring_the_person_back() -> None:
    """What became due for somebody who is forgotten meanwhile is due no more."""
    program = walked()
    answer(program, 3, reading=SECOND)
    real = program.store.find

    def racing(kind: type, /, **filters: object) -> object:
        if kind is Response and filters.get("id"):
            program.store.find = real  # type: ignore[method-assign]  # only once
            forget(program, "C1", now=MONDAY)
        return real(kind, **filters)  # type: ignore[arg-type]  # as the port

    program.store.find = racing  # type: ignore[method-assign, assignment]  # another request

    assert flow.tick(program, now=MONDAY + DAY).confirmed == 0
    assert (count(program, Verdict), flow.cases(program)) == (0, [])


def test_notes_about_everybody_in_a_case_go() -> None:
    """A note that was taken for the account's case may name each of its voices."""
    program = walked(sample_contact(), sample_contact("C2"))
    answer(program, 3)
    answer(program, 2, contact="C2")
    [standing] = flow.cases(program)
    flow.advance(program, standing.case.id, "contact", by="Kim", note="Called C2.", now=MONDAY)
    forget(program, "C2", now=MONDAY)

    assert {step.note for step in program.store.find(CaseStep)} == {""}
    assert [one.contact for one in program.store.find(Case)] == ["C1"]
    assert len(flow.cases(program)[0].voices) == 2


def test_a_forgotten_person_leaves_figures_only() -> None:
    """The score stays; name, address, comment, links and waiting messages go."""
    program = walked()
    link = token(program)
    answer(program, 3, why="Deniz here")
    before = flow.results(program, "2026-Q4", now=MONDAY + DAY)[0].nps

    erasure = forget(program, "C1", now=MONDAY + DAY)

    assert erasure is not None
    assert flow.results(program, "2026-Q4", now=MONDAY + DAY)[0].nps == before
    kinds = (Account, Contact, Consent, Invitation, Receipt, Response, Link, Signal, Erasure)
    everything = "".join(str(one) for kind in kinds for one in program.store.find(kind))
    for needle in ("Deniz", "c1@", "'C1'"):
        assert needle not in everything
    with pytest.raises(BadLink):
        flow.open_link(program, link, now=MONDAY + DAY)


def test_forgetting_twice_is_harmless() -> None:
    """There is nobody left to forget, and waiting messages are gone, too."""
    program = walked(sent=False)
    forget(program, "C1", now=MONDAY)

    assert forget(program, "C1", now=MONDAY) is None
    assert flow.send_due(program, now=MONDAY) == {}
    assert count(program, Erasure) == 1


def test_what_is_computed_beside_the_score_counts_the_same_answers() -> None:
    """An answer of nobody in the plan is in neither; earlier days have the answers of then."""
    program = walked()
    answer(program, 3)
    program.store.add(
        Response(id="stray", account="?", wave="2026-Q4", at=MONDAY + HOUR, answers=()),
    )
    counted = flow.counted(program, "2026-Q4", now=MONDAY + DAY)
    [total] = flow.results(program, "2026-Q4", now=MONDAY + DAY)

    assert [one.score(Metric.NPS) for one in counted] == [3]
    assert (total.nps.n, total.unmatched) == (1, 1)
    assert flow.counted(program, "2026-Q4", now=MONDAY) == ()


def test_excluding_and_reinstating_for_the_same_reason_at_once() -> None:
    """A slip of the hand is put right the same minute: two facts, and the answer counts."""
    program = walked()
    answer(program, 3)
    [said] = program.store.find(Response)
    for verb in (flow.exclude, flow.reinstate):
        verb(program, said.id, by="Kim", reason="mistake", now=MONDAY + DAY)

    assert len(flow.counted(program, "2026-Q4", now=MONDAY + DAY)) == 1


def test_a_naive_now_is_refused_by_name() -> None:
    """A host that forgot the zone hears so, and not of two times that cannot be compared."""
    program = walked()
    naive = MONDAY.replace(tzinfo=None)
    for verb in (flow.results, flow.status, flow.counted):
        with pytest.raises(NaiveTime):
            verb(program, "2026-Q4", now=naive)  # type: ignore[operator]  # of three types


def test_a_status_of_yesterday_knows_nothing_of_today() -> None:
    """Who was left out today was not yet left out yesterday."""
    program = walked()

    assert flow.status(program, "2026-Q4", now=MONDAY - DAY).left_out == {}


def test_a_set_asks_each_metric_on_one_scale() -> None:
    """Answers on two scales do not add up, so the programme refuses to ask them."""
    program = walked()
    asked = dict(program.question_sets["relationship"])
    one = asked[Role.DECISION_MAKER]
    questions = tuple(
        evolve(question, low=0, high=10) if question.metric is Metric.CSAT else question
        for question in one.questions
    )
    asked[Role.DECISION_MAKER] = evolve(one, questions=questions)
    if any(question.metric is Metric.CSAT for question in questions):
        with pytest.raises(InvalidValue, match="asks csat on two scales"):
            evolve(program, question_sets={"relationship": asked})


class Plain:
    """A store of four methods, which cannot count."""

    def __init__(self, store: MemoryStore) -> None:
        """Lend the methods of another one."""
        self.begin, self.add, self.find, self.forget = (
            store.begin,
            store.add,
            store.find,
            store.forget,
        )


def test_stored_answers_are_scored_where_they_lie() -> None:
    """A store that can count does; for any other the verb folds, and nobody sees the difference."""
    program = walked()
    answer(program, 3)
    lent = evolve(program, store=Plain(program.store), outbox=program.outbox, desk=program.desk)  # type: ignore[arg-type]  # of this test a memory store
    now = MONDAY + DAY
    for by in ("", "role", "account", "unit", "wave"):
        found = flow.score_answers(program, wave="2026-Q4", by=by, now=now)

        assert found == flow.score_answers(lent, wave="2026-Q4", by=by, now=now)
        assert [one.score for one in found.values()] == [-100.0]
    assert flow.score_answers(program, now=MONDAY)[""].score is None


def test_only_what_questions_declare_is_scored() -> None:
    """A metric of the host's own has no stored answers, and the message says which there are."""
    own = net_of("loyalty", scale=(0, 10), passive=7, promoter=9)
    with pytest.raises(InvalidValue, match="no question declares 'loyalty'; stored answers are of"):
        flow.score_answers(walked(), own, now=MONDAY)
