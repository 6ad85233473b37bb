"""What was asked stays what was asked: published versions, pages, screen-outs, quotas, drafts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from b2bnps import flow
from b2bnps.definitions import ENPS
from b2bnps.errors import BadLink, InvalidValue
from b2bnps.flow import Program
from b2bnps.links import Purpose
from b2bnps.model import (
    Case,
    CaseStep,
    Contact,
    Draft,
    Invitation,
    Metric,
    Response,
    Role,
    Source,
    Verdict,
    Version,
)
from b2bnps.questionnaires import question_set
from b2bnps.questionnaires.document import from_document
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.testing.channels import RecordingChannel
from b2bnps.testing.programs import (
    MONDAY,
    sample_account,
    sample_contact,
    sample_program,
    sample_wave,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

DOCUMENT: dict[str, Any] = {
    "b2bnps": 1,
    "name": "relationship",
    "core": ["uses", "nps", "why"],
    "blocks": {"unknown": [], "purchasing": ["terms"], "approver/finance": ["paid"]},
    "closing": ["call"],
    "questions": [
        {
            "id": "uses",
            "kind": "yes_no",
            "required": True,
            "routes": [
                {"to": "out", "when": {"choice": "uses", "in": ["no"]}},
                {"to": "full", "when": {"full": "few"}},
            ],
        },
        {"id": "nps", "kind": "scale", "metric": "nps", "high": 10, "required": True},
        {"id": "why", "kind": "text", "show_if": {"class": "nps", "in": ["detractor"]}},
        {"id": "terms", "kind": "matrix", "low": 1, "high": 5, "aspects": ["price", "payment"]},
        {"id": "paid", "kind": "choices", "options": ["late", "other"], "other": "other"},
        {"id": "call", "kind": "contact", "show_if": {"known": "segment", "in": ["gold"]}},
    ],
    "endings": [{"id": "out", "screened_out": True}, {"id": "full", "screened_out": True}],
    "quotas": [{"id": "few", "limit": 2, "when": {"answered": "nps"}}],
    "texts": {
        "en": {
            "uses.ask": "Do you work with {product}?",
            "uses.option.yes": "Yes",
            "uses.option.no": "No",
            "nps.ask": "Would you recommend {company}?",
            "why.ask": "What went wrong?",
            "terms.ask": "How good are our terms?",
            "terms.aspect.price": "Price",
            "terms.aspect.payment": "Payment",
            "paid.ask": "What is wrong with our invoices?",
            "paid.option.late": "Late",
            "paid.option.other": "Something else",
            "call.ask": "May we call you?",
            "call.option.yes": "Yes",
            "call.option.no": "No",
            "ending.out.title": "Thank you",
            "ending.out.text": "This was for users.",
            "ending.full.title": "Thank you",
            "ending.full.text": "We have heard enough people.",
        }
    },
}

ASKED = from_document(DOCUMENT)


def planned(*contacts: Contact, asked: Mapping[str, object] = ASKED) -> Program:
    """Import, plan and send a wave that asks a question set of its own."""
    program = evolve(sample_program(), question_sets={"relationship": asked})
    people = contacts or (sample_contact(),)
    accounts = [
        evolve(sample_account(one), attributes={"segment": "gold", "region": "north"})
        for one in sorted({one.account for one in people})
    ]
    flow.import_roster(program, accounts, people, now=MONDAY)
    wave = evolve(sample_wave(), known={"product": "the press", "secret": "margin"})
    flow.plan_wave(program, wave, now=MONDAY)
    flow.send_due(program, now=MONDAY)
    return program


def token(program: Program, contact: str = "C1") -> str:
    """Take a person's link out of the letter."""
    channel = program.channels[0]
    assert isinstance(channel, RecordingChannel)
    letter = next(one for one in channel.sent if one.contact == contact)
    start = letter.text.index("/r/") + 3
    return letter.text[start:].split()[0]


def send(
    program: Program, form: Mapping[str, str], *, contact: str = "C1", after: timedelta = HOUR
) -> flow.Outcome:
    """Fill in the page of somebody's link some time after the wave went out."""
    now = MONDAY + after
    link = token(program, contact)
    opened = flow.open_link(program, link, now=now)
    nonce = program.links.nonce(opened.link, now=now - timedelta(minutes=1))
    return flow.respond(program, link, {**form, "nonce": nonce}, now=now)


def facts(program: Program, kind: type) -> list[object]:
    """List the facts of one kind."""
    return list(program.store.find(kind, tenant=""))


# Versions


def test_planning_publishes_what_is_asked_once() -> None:
    """Every questionnaire that somebody is invited to stands in the ledger under its digest."""
    program = planned(sample_contact(), sample_contact("C2"))
    digests = {one.questionnaire for one in program.store.find(Invitation, tenant="")}

    assert [version.id for version in program.store.find(Version, tenant="")] == list(digests)
    assert flow.published(program, *digests) == ASKED["unknown"]
    assert flow.published(program, "0" * 32) is None


def test_who_was_invited_is_asked_what_they_were_invited_to() -> None:
    """A question set that changes in the middle of a wave changes nothing for those invited."""
    program = planned()
    changed = evolve(program, question_sets={"relationship": question_set()})
    gone = evolve(program, question_sets={})

    assert flow.open_link(changed, token(program), now=MONDAY).questionnaire == ASKED["unknown"]
    assert flow.open_link(gone, token(program), now=MONDAY).questionnaire == ASKED["unknown"]


def test_a_wave_is_scored_on_the_scale_on_which_it_was_asked() -> None:
    """A later version with another scale leaves the figures of an earlier wave alone."""
    told = {**DOCUMENT, "core": ["sat", "why"], "closing": [], "blocks": {"unknown": []}}
    told["endings"], told["quotas"] = [], []
    rate = {"id": "sat", "kind": "scale", "metric": "csat", "low": 0, "high": 10}
    why = {"id": "why", "kind": "text"}
    texts = {"en": {"sat.ask": "How satisfied are you?", "why.ask": "Why?"}}
    wide = from_document({**told, "questions": [rate, why], "texts": texts})
    narrow = from_document(
        {**told, "questions": [{**rate, "low": 1, "high": 5}, why], "texts": texts}
    )
    program = planned(asked=wide)
    send(program, {"sat": "9"})
    later = evolve(program, question_sets={"relationship": narrow})

    (line,) = flow.results(later, sample_wave().id, now=MONDAY + DAY)

    (satisfied,) = (one for one in line.results if one.metric == "csat")
    assert (satisfied.n, dict(satisfied.excluded)) == (1, {})


def test_the_block_follows_role_and_department() -> None:
    """A role with its department goes before the department alone; who fits none gets unknown."""
    program = planned(
        evolve(sample_contact("C1", role=Role.APPROVER), unit="Finance"),
        evolve(sample_contact("C2"), roles=(), unit="Purchasing"),
        evolve(sample_contact("C3"), roles=(), title="Purchasing manager"),
        sample_contact("C4", role=Role.END_USER),
    )
    blocks = {
        one.contact: flow.asked_of(program, one).block
        for one in program.store.find(Invitation, tenant="")
    }

    assert blocks == {"C1": "approver/finance", "C2": "purchasing", "C3": "purchasing", "C4": ""}


def test_an_invitation_freezes_what_the_questions_look_at_and_nothing_more() -> None:
    """The account's segment and the product are kept; other columns of the CRM are not."""
    program = planned()
    (invitation,) = program.store.find(Invitation, tenant="")

    assert invitation.known == {"product": "the press", "segment": "gold"}
    opened = flow.open_link(program, token(program), now=MONDAY)
    assert (opened.product, opened.phase) == ("the press", "")


# Page by page


def test_pages_are_recorded_as_they_come_and_count_once() -> None:
    """Each page is kept as a partial answer, and the last one makes it complete."""
    program = planned()
    first = send(program, {"at": "uses", "uses": "yes"}, after=HOUR)
    second = send(program, {"at": "nps", "uses": "yes", "nps": "9"}, after=2 * HOUR)
    third = send(program, {"at": "call", "uses": "yes", "nps": "9", "call": "yes"}, after=3 * HOUR)

    assert [[q.id for q in one.turn.questions] for one in (first, second, third) if one.turn] == [
        ["nps"],
        ["call"],
        [],
    ]
    said = list(program.store.find(Response, tenant=""))
    assert [(len(one.answers), one.complete) for one in said] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert [len(flow.answers(program, sample_wave(), now=MONDAY + DAY).responses)] == [1]


def test_going_back_records_nothing() -> None:
    """The button that shows the page before changes nothing in the ledger."""
    program = planned()
    outcome = send(program, {"at": "nps", "uses": "yes", "nps": "3", "back": "1"})

    assert outcome.turn is not None
    assert [question.id for question in outcome.turn.questions] == ["uses"]
    assert facts(program, Response) == []


def test_a_page_with_a_mistake_is_shown_again_and_keeps_what_is_good() -> None:
    """What is good on a page is recorded though something beside it is refused."""
    program = planned()
    outcome = send(program, {"at": "nps", "uses": "yes", "nps": "11"})

    assert [problem.code for problem in outcome.problems] == ["out_of_range"]
    assert outcome.turn is not None
    assert [question.id for question in outcome.turn.questions] == ["nps"]
    (response,) = program.store.find(Response, tenant="")
    assert ([answer.question for answer in response.answers], response.complete) == (
        ["uses"],
        False,
    )


def test_one_detractor_on_several_pages_is_one_voice_in_one_case() -> None:
    """The owner is told once; what the person adds on later pages joins the case in silence."""
    program = planned()
    send(program, {"at": "uses", "uses": "yes"}, after=HOUR)
    send(program, {"at": "nps", "uses": "yes", "nps": "2"}, after=2 * HOUR)
    form = {"uses": "yes", "nps": "2", "why": "Too late"}
    send(program, {"at": "why", **form}, after=3 * HOUR)
    send(program, {"at": "call", **form, "call": "yes"}, after=4 * HOUR)

    assert len(facts(program, Case)) == 1
    steps = program.store.find(CaseStep, tenant="")
    assert [(step.step, step.note) for step in steps] == [
        ("voice", "The person has answered again, or has said more.")
    ] * 2


# Screened out, and full


def test_who_is_screened_out_is_thanked_and_counts_nowhere() -> None:
    """What they said is kept, on every page, and stands beside the figures as excluded."""
    program = planned(sample_contact(), sample_contact("C2"))
    outcome = send(program, {"uses": "no"})
    send(program, {"at": "uses", "uses": "yes"}, contact="C2", after=HOUR)
    send(program, {"at": "uses", "uses": "no"}, contact="C2", after=2 * HOUR)

    assert (outcome.ending, outcome.screened_out) == ("out", True)
    assert {verdict.reason for verdict in program.store.find(Verdict, tenant="")} == {
        "screened_out"
    }
    counted = flow.answers(program, sample_wave(), now=MONDAY + 3 * DAY)
    assert (counted.responses, dict(counted.excluded)) == ((), {"screened_out": 3})
    assert flow.cases(program) == []


def test_a_full_quota_turns_newcomers_away_and_nobody_who_has_begun() -> None:
    """The third person meets the page of thanks; who was halfway through finishes."""
    people = [sample_contact(f"C{number}", f"A{number}") for number in range(1, 5)]
    program = planned(*people)
    send(program, {"at": "uses", "uses": "yes"}, contact="C4", after=HOUR)
    send(program, {"uses": "yes", "nps": "9"}, contact="C1", after=2 * HOUR)
    send(program, {"uses": "yes", "nps": "9"}, contact="C2", after=3 * HOUR)

    newcomer = send(program, {"uses": "yes", "nps": "9"}, contact="C3", after=4 * HOUR)
    begun = send(program, {"uses": "yes", "nps": "9"}, contact="C4", after=5 * HOUR)

    assert (newcomer.ending, newcomer.screened_out) == ("full", True)
    assert (begun.ending, begun.screened_out) == ("end", False)


# Answers by other ways


def test_an_interview_with_an_answer_that_was_not_asked_is_told_so() -> None:
    """An answer on a way that the others leave is refused by name; the others are recorded."""
    program = planned()
    (invitation,) = program.store.find(Invitation, tenant="")

    outcome = flow.record(
        program,
        invitation.id,
        {"uses": "yes", "nps": 9, "why": "x", "terms": {"price": 3}},
        key="k",
        source=Source.INTERVIEW,
        now=MONDAY + HOUR,
    )

    assert [(problem.question, problem.code) for problem in outcome.problems] == [
        ("why", "not_asked")
    ]
    assert outcome.response is not None
    assert outcome.response.score(Metric.NPS) == 9


def test_an_interview_can_screen_somebody_out() -> None:
    """An interviewer who meets the wrong person records that, and it counts nowhere."""
    program = planned()
    (invitation,) = program.store.find(Invitation, tenant="")

    outcome = flow.record(program, invitation.id, {"uses": "no"}, key="k", now=MONDAY + HOUR)

    assert outcome.screened_out
    assert flow.answers(program, sample_wave(), now=MONDAY + DAY).responses == ()


# Drafts


def shared(program: Program, asked: QuestionSet = ASKED, **more: timedelta) -> str:
    """Share a draft and give the token of its link."""
    address = flow.share_draft(program, asked, by="Ann", now=MONDAY, **more)
    head, _, tail = address.rpartition("/p/")
    assert head == program.links.address
    return tail


def test_a_draft_is_opened_by_its_link_until_it_ends() -> None:
    """Colleagues see the set as it was shared; later the link opens nothing."""
    program = sample_program()
    link = shared(program, life=DAY)

    opened = flow.open_draft(program, link, now=MONDAY + HOUR)
    assert (opened.draft.by, opened.company) == ("Ann", "Acme")
    assert opened.asked["purchasing"].digest == ASKED["purchasing"].digest
    with pytest.raises(BadLink):
        flow.open_draft(program, link, now=MONDAY + DAY)


def test_a_preview_link_opens_nothing_else_and_nothing_else_opens_a_draft() -> None:
    """A token is for one purpose: the answer page does not take a preview's, nor the reverse."""
    program = planned()
    link = shared(program)

    with pytest.raises(BadLink):
        flow.open_link(program, link, now=MONDAY)
    with pytest.raises(BadLink):
        flow.open_draft(program, token(program), now=MONDAY)


def test_a_preview_link_of_something_unknown_is_a_bad_link() -> None:
    """A well-signed link that no store knows, or whose draft is gone, opens nothing."""
    program = sample_program()
    ticket = program.links.issue()
    unknown = program.links.url(Purpose.PREVIEW, ticket).rpartition("/")[2]
    with pytest.raises(BadLink):
        flow.open_draft(program, unknown, now=MONDAY)

    link = shared(program)
    elsewhere = sample_program()
    for each in program.store.find(flow.drafts.Link, tenant=""):
        elsewhere.store.add(each)
    with pytest.raises(BadLink):
        flow.open_draft(elsewhere, link, now=MONDAY)


def test_colleagues_leave_remarks_and_the_same_one_twice_is_one() -> None:
    """A remark stands with who said it about what; a form that is sent twice adds nothing."""
    program = sample_program()
    link = shared(program)
    said = {"text": " Too long. ", "by": "Bo", "block": "purchasing", "question": "terms"}

    for _ in range(2):
        remark = flow.leave_remark(program, link, **said, language="en", now=MONDAY)

    assert flow.open_draft(program, link, now=MONDAY).remarks == (remark,)
    assert (remark.text, remark.by, remark.question) == ("Too long.", "Bo", "terms")
    assert facts(program, Response) == []


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_an_empty_or_endless_remark_is_refused(text: str) -> None:
    """A remark needs words, and not a novel."""
    program = sample_program()
    link = shared(program)

    with pytest.raises(InvalidValue, match="1 to 4000"):
        flow.leave_remark(program, link, text=text, now=MONDAY)


def test_a_draft_takes_only_so_many_remarks() -> None:
    """A link that leaked cannot fill the ledger without end."""
    program = sample_program()
    link = shared(program)
    for number in range(flow.drafts.MOST_REMARKS):
        flow.leave_remark(program, link, text=str(number), now=MONDAY)

    with pytest.raises(InvalidValue, match="500 remarks"):
        flow.leave_remark(program, link, text="one more", now=MONDAY)


def test_a_draft_without_life_is_refused_and_one_shared_twice_is_one() -> None:
    """A link must work for some time; the same set shared at once has two links and one draft."""
    program = sample_program()
    with pytest.raises(InvalidValue, match="positive"):
        flow.share_draft(program, ASKED, now=MONDAY, life=timedelta(0))

    assert shared(program) != shared(program)
    assert len(facts(program, Draft)) == 1


# Employees


def test_employees_are_scored_apart_from_customers() -> None:
    """A wave that asks the eNPS has it in the place of the score, under its own name."""
    program = planned(asked=question_set("employee"))
    send(program, {"enps": "9", "why": "The people"})

    (line,) = flow.results(program, sample_wave().id, now=MONDAY + DAY)

    assert (line.nps.metric, line.nps.n, line.nps.score) == ("enps", 1, 100)
    assert line.results[0] is line.nps
    assert flow.score_answers(program, ENPS, now=MONDAY + DAY)[""].n == 1


# What the pages need


def test_a_quick_last_page_is_no_machine() -> None:
    """Who took a minute over the first page may click through the last one in a second."""
    program = planned()
    send(program, {"at": "uses", "uses": "yes"}, after=HOUR)
    link, now = token(program), MONDAY + 2 * HOUR
    opened = flow.open_link(program, link, now=now)
    nonce = program.links.nonce(opened.link, now=now)
    form = {"at": "nps", "uses": "yes", "nps": "9", "nonce": nonce}

    outcome = flow.respond(program, link, form, now=now + timedelta(seconds=1))

    assert outcome.response is not None
    assert outcome.response.provisional == ""


def test_a_quota_behind_the_first_page_still_turns_away() -> None:
    """Who has begun and has not come to the gate yet finds it closed like everybody else."""
    told = {
        **DOCUMENT,
        "questions": [
            {"id": "uses", "kind": "yes_no", "required": True},
            {
                "id": "nps",
                "kind": "scale",
                "metric": "nps",
                "high": 10,
                "new_page": True,
                "routes": [
                    {
                        "to": "full",
                        "when": {"and": [{"full": "few"}, {"class": "nps", "in": ["promoter"]}]},
                    },
                    {"to": "out", "when": {"score": "nps", "at_most": 0}},
                ],
            },
            *DOCUMENT["questions"][2:],
        ],
        "quotas": [{"id": "few", "limit": 1, "when": {"class": "nps", "in": ["promoter"]}}],
    }
    people = [sample_contact(f"C{number}", f"A{number}") for number in range(1, 3)]
    program = planned(*people, asked=from_document(told))
    send(program, {"at": "uses", "uses": "yes"}, contact="C2", after=HOUR)
    send(program, {"uses": "yes", "nps": "9"}, contact="C1", after=2 * HOUR)

    late = send(program, {"at": "nps", "uses": "yes", "nps": "10"}, contact="C2", after=3 * HOUR)

    assert (late.ending, late.screened_out) == ("full", True)


def test_letters_may_name_the_account() -> None:
    """A question that names the customer is filled in when the letter is written."""
    texts = {"en": {**DOCUMENT["texts"]["en"], "nps.ask": "{account}: would you recommend us?"}}
    program = planned(asked=from_document({**DOCUMENT, "texts": texts}))
    channel = program.channels[0]
    assert isinstance(channel, RecordingChannel)

    assert "Customer A1: would you recommend us?" in channel.sent[0].text


# What a review has proven


def post(
    program: Program,
    form: Mapping[str, str],
    nonce: str,
    *,
    at: timedelta = HOUR,
    contact: str = "C1",
    signals: tuple[str, ...] = (),
) -> flow.Outcome:
    """Send a form with a nonce that was served before."""
    link = token(program, contact)
    return flow.respond(program, link, {**form, "nonce": nonce}, now=MONDAY + at, signals=signals)


def served(program: Program, at: timedelta, contact: str = "C1") -> str:
    """Serve somebody's page and give its nonce."""
    opened = flow.open_link(program, token(program, contact), now=MONDAY + at)
    return program.links.nonce(opened.link, now=MONDAY + at)


def current(program: Program) -> list[int | None]:
    """Give the scores that count."""
    counted = flow.answers(program, sample_wave(), now=MONDAY + 3 * DAY).responses
    return [response.score(Metric.NPS) for response in counted]


def test_a_form_that_is_corrected_by_going_back_counts_as_corrected() -> None:
    """The same page sent again with another score is the person's last word, and no machine."""
    program = planned()
    nonce = served(program, HOUR)
    first = {"uses": "yes", "nps": "3"}
    post(program, first, nonce, at=HOUR + timedelta(seconds=20))
    again = post(program, first, nonce, at=HOUR + timedelta(seconds=21))
    corrected = post(program, {**first, "nps": "10"}, nonce, at=HOUR + timedelta(seconds=40))
    twice = post(program, {**first, "nps": "10"}, nonce, at=HOUR + timedelta(seconds=41))

    assert [each.repeated for each in (again, corrected, twice)] == [True, False, True]
    assert current(program) == [10]


def test_a_machine_that_screens_somebody_out_takes_nothing_away() -> None:
    """What a person said stays, though a scanner presses 'no' afterwards."""
    program = planned()
    send(program, {"uses": "yes", "nps": "9"})
    nonce = served(program, 2 * HOUR)
    post(program, {"uses": "no"}, nonce, at=3 * HOUR, signals=("scanner",))

    assert current(program) == [9]


def test_a_late_screen_out_leaves_the_closed_wave_alone() -> None:
    """After the close nothing changes the figures of a wave."""
    program = planned()
    send(program, {"uses": "yes", "nps": "9"})
    close = sample_wave().closes
    assert close is not None
    send(program, {"uses": "no"}, after=close - MONDAY + DAY)

    assert (
        flow.answers(program, sample_wave(), now=close + 2 * DAY).responses[0].score(Metric.NPS)
        == 9
    )


def test_an_interviewer_does_not_rule_out_what_a_person_entered() -> None:
    """What somebody entered goes before what somebody else wrote down about them."""
    program = planned()
    send(program, {"uses": "yes", "nps": "9"})
    (invitation,) = program.store.find(Invitation, tenant="")
    flow.record(
        program,
        invitation.id,
        {"uses": "no"},
        key="k",
        source=Source.INTERVIEW,
        now=MONDAY + 2 * HOUR,
    )

    assert current(program) == [9]


def test_a_case_hears_that_a_person_was_not_meant() -> None:
    """The owner of a case reads on it that the answer counts nowhere any more."""
    told = {
        **DOCUMENT,
        "core": ["nps", "uses"],
        "questions": [
            {**DOCUMENT["questions"][1]},
            {
                **DOCUMENT["questions"][0],
                "new_page": True,
                "routes": DOCUMENT["questions"][0]["routes"][:1],
            },
            *DOCUMENT["questions"][3:],
        ],
        "endings": [{"id": "out", "screened_out": True}],
        "quotas": [],
    }
    texts = {
        k: v for k, v in DOCUMENT["texts"]["en"].items() if not k.startswith(("why", "ending.full"))
    }
    program = planned(asked=from_document({**told, "texts": {"en": texts}}))
    send(program, {"at": "nps", "nps": "2"}, after=HOUR)
    send(program, {"at": "uses", "nps": "2", "uses": "no"}, after=2 * HOUR)

    notes = [step.note for step in program.store.find(CaseStep, tenant="")]
    assert len(notes) == 1
    assert "not meant for them" in notes[0]


def quota_of(rule: Mapping[str, object], limit: int = 1) -> QuestionSet:
    """Make a set that turns newcomers away once one sort of answer is there."""
    return from_document({**DOCUMENT, "quotas": [{"id": "few", "limit": limit, "when": rule}]})


def test_a_quota_may_look_at_what_the_host_knows() -> None:
    """What a quota looks at is frozen on the invitation like what a question looks at."""
    people = [sample_contact(f"C{number}", f"A{number}") for number in range(1, 3)]
    program = planned(*people, asked=quota_of({"known": "region", "in": ["north"]}))
    send(program, {"uses": "yes", "nps": "9"}, contact="C1", after=HOUR)

    assert send(program, {"uses": "yes", "nps": "9"}, contact="C2").screened_out


def test_who_was_turned_away_stays_turned_away() -> None:
    """Sending the form again does not open a gate that was closed."""
    people = [sample_contact(f"C{number}", f"A{number}") for number in range(1, 3)]
    program = planned(*people, asked=quota_of({"answered": "nps"}))
    send(program, {"uses": "yes", "nps": "8"}, contact="C1", after=HOUR)
    outcomes = [
        send(program, {"uses": "yes", "nps": "9"}, contact="C2", after=each * HOUR)
        for each in (2, 3)
    ]

    assert [outcome.ending for outcome in outcomes] == ["full", "full"]
    assert current(program) == [8]


def test_a_question_that_was_shown_stays_though_a_quota_fills() -> None:
    """Words given on an early page are not dropped because others have answered meanwhile."""
    questions = [
        {"id": "uses", "kind": "yes_no"},
        {"id": "why", "kind": "text", "show_if": {"not": {"full": "few"}}},
        {**DOCUMENT["questions"][1], "new_page": True, "required": False},
    ]
    told = {**DOCUMENT, "core": ["uses", "why", "nps"], "blocks": {"unknown": []}, "closing": []}
    texts = DOCUMENT["texts"]["en"]
    asked = from_document(
        {
            **told,
            "questions": questions,
            "endings": [],
            "quotas": [{"id": "few", "limit": 1, "when": {"answered": "nps"}}],
            "texts": {
                "en": {k: v for k, v in texts.items() if k.startswith(("uses", "why", "nps"))}
            },
        }
    )
    people = [sample_contact(f"C{number}", f"A{number}") for number in range(1, 3)]
    program = planned(*people, asked=asked)
    begun = {"uses": "yes", "why": "Because"}
    send(program, {"at": "uses", **begun}, contact="C1", after=HOUR)
    send(program, {"uses": "yes", "nps": "9"}, contact="C2", after=2 * HOUR)
    done = send(program, {"at": "nps", **begun, "nps": "8"}, contact="C1", after=3 * HOUR)

    assert done.response is not None
    assert done.response.comment == "Because"


def test_a_second_tab_without_a_score_disputes_nothing() -> None:
    """Who finishes in one tab and sends the first page of another is no machine."""
    program = planned()
    second = served(program, HOUR)
    nonce = served(program, HOUR)
    post(program, {"uses": "yes", "nps": "9"}, nonce, at=HOUR + timedelta(seconds=30))
    post(program, {"at": "uses", "uses": "yes"}, second, at=HOUR + timedelta(seconds=40))

    assert current(program) == [9]


def test_a_whole_form_with_a_field_called_back_is_recorded() -> None:
    """Only a page of several can be left by its way back."""
    program = planned()
    send(program, {"uses": "yes", "nps": "9", "back": "1"})

    assert current(program) == [9]


def test_a_large_set_can_be_published_shared_and_read_again() -> None:
    """What is kept is read again, however long it is; only what comes from outside is limited."""
    texts = DOCUMENT["texts"]["en"]
    many = {f"{chr(97 + n // 26)}{chr(97 + n % 26)}": texts for n in range(240)}
    long = {key: {k: f"{v} {'x' * 200}" for k, v in table.items()} for key, table in many.items()}
    asked = from_document({**DOCUMENT, "texts": {"en": texts, **long}})
    program = sample_program()
    link = shared(program, asked)
    flow.publish(program, asked.values(), now=MONDAY)

    opened = flow.open_draft(program, link, now=MONDAY)
    assert opened.asked["unknown"].digest == asked["unknown"].digest
    assert flow.published(program, asked["unknown"].digest) == asked["unknown"]


def test_a_remark_is_kept_without_what_no_database_takes() -> None:
    """Control characters and halves of characters are taken off words and name."""
    program = sample_program()
    link = shared(program)

    remark = flow.leave_remark(
        program, link, text="Too\x00 long\x1b\ud800", by="Bo\n\x00b", now=MONDAY
    )

    assert (remark.text, remark.by) == ("Too long", "Bo b")


def test_a_wave_that_would_ask_with_a_hole_is_refused() -> None:
    """Where texts name a product or a phase, the wave has to say which."""
    program = evolve(sample_program(), question_sets={"relationship": question_set("first_use")})

    with pytest.raises(InvalidValue, match=r"Wave\.known: needs product, .*'relationship' name"):
        flow.plan_wave(program, sample_wave(), now=MONDAY)
    wave = evolve(sample_wave(), known={"product": "the press"})
    assert flow.preview_wave(program, wave, now=MONDAY).invitations == ()
