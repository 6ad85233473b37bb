"""The simulated CRM and the people who answer."""

import statistics
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from b2bnps.exchange import csvfile, salesforce
from b2bnps.model import Account, Contact, Invitation, Role, Wave
from b2bnps.planning import plan
from b2bnps.questionnaires import question_set, read
from b2bnps.questionnaires.catalogue import NAMES
from b2bnps.questionnaires.rules import Situation
from b2bnps.questionnaires.sets import block_of
from b2bnps.roster import ContactRoster, read_accounts, read_contacts
from b2bnps.testing import RecordingChannel, crm
from b2bnps.testing.customers import AGREEMENT, Opinion, opinions

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
WAVE = Wave(id="W1", wave="W1", at=NOW, opens=NOW)
QUESTIONS = question_set("relationship")


@pytest.fixture(scope="module")
def accounts() -> tuple[Account, ...]:
    """Read the 500 accounts."""
    table = csvfile.read(crm.accounts_csv())
    return read_accounts(table.rows, salesforce.ACCOUNTS, now=NOW).accounts


@pytest.fixture(scope="module")
def table(accounts: tuple[Account, ...]) -> csvfile.Table:
    """Read the simulated contacts file."""
    return csvfile.read(crm.contacts_csv(accounts, seed=1), encoding="windows-1254")


@pytest.fixture(scope="module")
def roster(accounts: tuple[Account, ...], table: csvfile.Table) -> ContactRoster:
    """Make contacts of it."""
    return read_contacts(table.rows, salesforce.CONTACTS, accounts, now=NOW)


def invitations(accounts: int, people: int) -> list[Invitation]:
    """Invite people at accounts, in the roles by turns."""
    roles = list(Role)
    return [
        Invitation(
            id=f"i{account}-{number}",
            account=f"A{account}",
            contact=f"C{account}-{number}",
            at=NOW,
            role=roles[number % len(roles)],
            language=("en", "tr", "nl", "sv", "fi")[number % 5],
        )
        for account in range(accounts)
        for number in range(people)
    ]


def test_accounts_are_complete(accounts: tuple[Account, ...]) -> None:
    """All 500 accounts are there, with size, owner, revenue and the customers that were lost."""
    assert len(accounts) == 500
    assert sum(account.active for account in accounts) == 390
    assert {account.currency for account in accounts} == {"USD"}
    assert all(account.revenue and account.owner and account.country for account in accounts)
    assert accounts[0].attributes == {
        "Type": "Customer",
        "NumberOfEmployees": "54",
        "CreatedDate": "2024-10-16",
    }


def test_accounts_file_is_made_as_it_says() -> None:
    """The conversion that made the file gives its rows again."""
    source = (
        b"\xef\xbb\xbfaccount_id,account_name,industry,country,signup_date,referral_source,"
        b"plan_tier,seats,is_trial,churn_flag\n"
        b"A-2e4581,Company_0,EdTech,US,16-10-2024,partner,Basic,9,FALSE,FALSE\n"
        b"A-43a9e3,Company_1,FinTech,IN,17-08-2023,other,Basic,18,FALSE,TRUE\n"
        b"T-1,Company_2,FinTech,IN,17-08-2023,other,Pro,1,TRUE,FALSE\n"
    )
    lines = crm.from_ravenstack(source).splitlines()
    assert lines[:3] == crm.accounts_csv().decode().splitlines()[:3]
    assert '"Prospect"' in lines[3]


def test_contacts_file_is_as_bad_as_it_says(table: csvfile.Table, roster: ContactRoster) -> None:
    """Exactly the rows announced are refused, each by its code; the others are all taken."""
    refused = [one.code for one in (*table.problems, *roster.refused)]
    assert Counter(refused) == dict(crm.ROTTEN)
    assert len(roster.contacts) + len(roster.refused) == len(table.rows)
    assert 2_700 < len(roster.contacts) < 3_300
    assert {note.code for note in roster.notes} == {"bad_phone", "unknown_role"}


def test_contacts_are_as_mixed_as_it_says(roster: ContactRoster) -> None:
    """Every role, four languages, generic mailboxes, opt-outs, people who left; nobody is real."""
    people = roster.contacts
    sizes = Counter(one.account for one in people)
    assert {one.role for one in people} == set(Role)
    assert {one.language for one in people} == {"en", "tr", "nl", "sv"}
    assert all(one.email.endswith(".example") for one in people)
    assert max(sizes.values()) > 20
    assert all(
        sum(found) > 30
        for found in (
            [one.generic for one in people],
            [one.opted_out for one in people],
            [not one.active for one in people],
        )
    )


def test_same_seed_gives_the_same_people(accounts: tuple[Account, ...]) -> None:
    """Files can be made again, and another seed makes others; without accounts there is nobody."""
    few = accounts[:20]
    assert crm.contacts_csv(few, seed=3) == crm.contacts_csv(few, seed=3)
    assert crm.contacts_csv(few, seed=3) != crm.contacts_csv(few, seed=4)
    assert len(csvfile.read(crm.contacts_csv([])).rows) == 0


def test_whole_base_can_be_planned(accounts: tuple[Account, ...], roster: ContactRoster) -> None:
    """Everybody is decided about, for reasons of every kind that the file holds."""
    made = plan(roster.contacts, accounts, WAVE, QUESTIONS, channels=[RecordingChannel()], now=NOW)
    assert len(made.invitations) + len(made.left_out) == len(roster.contacts)
    assert set(made.reasons) >= {
        "account_inactive",
        "generic_mailbox",
        "left_company",
        "opted_out",
        "same_person_twice",
    }


@pytest.mark.parametrize("name", NAMES)
def test_what_people_enter_is_what_was_asked(name: str) -> None:
    """Every form of every set is read without a problem, and the scores are those announced."""
    blocks = question_set(name)
    asked = invitations(10, 12)
    everybody = opinions(asked, blocks, answering=1)
    for one, opinion in zip(asked, everybody.values(), strict=True):
        questionnaire = blocks[block_of(blocks, one.role)]
        situation = Situation(role=one.role)
        reading = read(
            questionnaire,
            opinion.form,
            situation=situation,
            strict=True,
            final=not opinion.partial,
        )
        scales = {question.id for question in questionnaire.questions if question.points}
        found = {answer.question: answer.score for answer in reading.answers}
        assert reading.problems == ()
        assert {name: found[name] for name in scales & found.keys()} == dict(opinion.scores)
        assert opinion.partial is False or len(opinion.form) == 1


def test_people_are_as_different_as_it_says() -> None:
    """Two in five answer; some only give a score, hurry, leave or sit behind a scanner."""
    found = list(opinions(invitations(300, 12), QUESTIONS).values())
    answers = [one for one in found if one.answers]
    assert 0.37 < len(answers) / len(found) < 0.43
    for share in (
        [one.partial for one in answers],
        [one.fast for one in answers],
        [one.unsubscribes for one in found],
        [one.scanner for one in found],
    ):
        assert 0.005 < sum(share) / len(share) < 0.25
    assert sum(bool(one.comment) for one in answers) > len(answers) / 3
    silent = next(one for one in found if not one.answers)
    assert silent == Opinion(answers=False, scanner=silent.scanner)


def test_scanner_belongs_to_the_account() -> None:
    """Either every mail to an account is followed by its scanner, or none."""
    asked = invitations(50, 4)
    found = opinions(asked, QUESTIONS)
    by_account = defaultdict(set)
    for one in asked:
        by_account[one.account].add(found[one.id].scanner)
    assert {len(scanners) for scanners in by_account.values()} == {1}


def test_people_of_one_account_agree_and_roles_differ() -> None:
    """The intraclass correlation is near the one announced; end users are less happy."""
    asked = [
        one for one in invitations(400, 24) if one.role in {Role.END_USER, Role.DECISION_MAKER}
    ]
    found = opinions(asked, QUESTIONS, answering=1)
    scores = defaultdict(lambda: defaultdict(list))
    for one in asked:
        scores[one.role][one.account].append(found[one.id].scores["nps"])
    groups = list(scores[Role.END_USER].values())
    size = len(groups[0])
    between = size * statistics.variance([statistics.mean(group) for group in groups])
    within = statistics.mean(statistics.variance(group) for group in groups)
    correlation = (between - within) / (between + (size - 1) * within)
    assert abs(correlation - AGREEMENT) < 0.08
    happy, unhappy = (
        statistics.mean(score for group in scores[role].values() for score in group)
        for role in (Role.DECISION_MAKER, Role.END_USER)
    )
    assert happy - unhappy > 0.5


def test_opinion_depends_on_nobody_else() -> None:
    """Whoever else is asked, a person thinks the same under one seed."""
    asked = invitations(5, 5)
    everybody = opinions(asked, QUESTIONS, seed=9)
    alone = opinions(asked[7:8], QUESTIONS, seed=9)
    assert alone == {asked[7].id: everybody[asked[7].id]}
    assert opinions(asked, QUESTIONS, seed=10) != everybody


def test_comments_are_in_the_person_s_language() -> None:
    """What a Turk writes is Turkish; a language that is not simulated writes English."""
    asked = invitations(80, 5)
    found = opinions(asked, QUESTIONS, answering=1)
    words = defaultdict(str)
    for one in asked:
        words[one.language] += found[one.id].comment
    assert "teslimat" in words["tr"]
    assert "leveringen" in words["nl"]
    assert "leveranser" in words["sv"]
    assert "Deliveries" in words["fi"]


def test_contact_is_found_in_the_roster(roster: ContactRoster) -> None:
    """Letters of three alphabets' corners survive the file's single-byte page."""
    names = {name for one in roster.contacts for name in (one.first_name, one.last_name)}
    assert {"Gülşah", "Işık", "Åsa", "Zoë"} <= names
    assert all(isinstance(one, Contact) for one in roster.contacts)
