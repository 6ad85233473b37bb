"""Rows of a CRM become accounts and contacts, and nothing is lost on the way."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.errors import NaiveTime, UnknownColumn
from b2bnps.model import Account, Contact, Role, newest
from b2bnps.roster import (
    AccountColumns,
    AccountRoster,
    ContactColumns,
    ContactRoster,
    Note,
    Refused,
    changes,
    identified,
    is_generic,
    mailbox,
    read_accounts,
    read_contacts,
)

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ACCOUNTS = AccountColumns(
    id="Id",
    name="Name",
    parent="Parent",
    industry="Industry",
    country="Country",
    owner="Owner",
    revenue="Revenue",
    currency="Currency",
    gone={"Type": frozenset({"lost"})},
    skip=frozenset({"Internal"}),
)
CONTACTS = ContactColumns(
    id="Id",
    account="AccountId",
    first_name="First",
    last_name="Last",
    title="Title",
    unit="Unit",
    email="Email",
    phones=("Mobile", "Phone"),
    country="Country",
    roles="Role",
    role_words={"Buyer": Role.REQUESTER, "Boss": Role.DECISION_MAKER, "None": Role.UNKNOWN},
    language="Language",
    owner="Owner",
    opted_out="NoMail",
    gone={"Left": frozenset({"yes"})},
    skip=frozenset({"Birthday"}),
)
ACME = Account(id="1", account="A1", at=NOW, name="Acme", country="NL")
COLUMNS = """
    Id AccountId First Last Title Unit Email Mobile Phone Country Role Language Owner NoMail Left
    Birthday Site
"""
EMPTY = dict.fromkeys(COLUMNS.split(), "")


def accounts(*rows: dict[str, str], now: datetime = NOW, tenant: str = "") -> AccountRoster:
    """Read account rows that begin in row 2."""
    return read_accounts(enumerate(rows, 2), ACCOUNTS, tenant=tenant, now=now)


def contacts(*rows: dict[str, str], now: datetime = NOW, known: Account = ACME) -> ContactRoster:
    """Read contact rows that begin in row 2; ids and the account are filled in."""
    filled = [
        {**EMPTY, "Id": f"C{number}", "AccountId": "A1", **row}
        for number, row in enumerate(rows, 2)
    ]
    return read_contacts(enumerate(filled, 2), CONTACTS, [known], now=now)


def contact(**row: str) -> Contact:
    """Read one row that has to be taken."""
    roster = contacts({"Email": "a.b@acme.example", **row})
    assert roster.refused == ()
    return roster.contacts[0]


def test_account_row_fills_every_field() -> None:
    """Columns fill fields as the map says, the others become attributes unless skipped."""
    roster = accounts(
        {
            "Id": "A1",
            "Name": "  Acme \n Group ",
            "Parent": "",
            "Industry": "Machines",
            "Country": "Türkiye",
            "Owner": "o1",
            "Revenue": "1.5E6",
            "Currency": "eur",
            "Type": "Customer",
            "Region": "West",
            "Empty": "",
            "Internal": "x",
        },
        tenant="t",
    )
    assert roster.refused == ()
    assert roster.notes == ()
    assert roster.absent == ()
    account = roster.accounts[0]
    assert account == Account(
        id=account.id,
        tenant="t",
        account="A1",
        at=NOW,
        name="Acme Group",
        industry="Machines",
        country="TR",
        owner="o1",
        revenue=Decimal("1.5E6"),
        currency="EUR",
        attributes={"Type": "Customer", "Region": "West"},
    )


def test_a_cell_that_is_no_text_is_refused_by_name() -> None:
    """A host's JSON may hold numbers; the row says which column, and the others are kept."""
    numbers = {"Id": 7, "Name": "Acme"}
    roster = accounts({"Id": "A1", "Name": "Acme"}, numbers)  # type: ignore[arg-type]  # as JSON

    assert [one.account for one in roster.accounts] == ["A1"]
    assert [(one.row, one.field, one.code) for one in roster.refused] == [(3, "Id", "not_text")]


def test_account_that_is_gone_is_kept_as_inactive() -> None:
    """A lost customer stays known, and is asked nothing."""
    roster = accounts({"Id": "A1", "Name": "Acme", "Type": "LOST"})
    assert roster.accounts[0].active is False


def test_bad_account_rows_are_refused_with_their_reason() -> None:
    """Each bad row has its number, column and code; the good ones are taken."""
    roster = accounts(
        {"Id": "A1", "Name": "Acme"},
        {"Id": "", "Name": "x"},
        {"Id": "A2", "Name": ""},
        {"Id": "A1", "Name": "Acme again"},
        {"Id": "A" * 121, "Name": "x"},
        {"Id": "A\u202e3", "Name": "x"},
        {"Id": "A4", "Name": "Last"},
    )
    assert [account.account for account in roster.accounts] == ["A1", "A4"]
    assert roster.refused == (
        Refused(3, "Id", "missing", "It is empty."),
        Refused(4, "Name", "missing", "It is empty."),
        Refused(5, "Id", "duplicate", "Row 2 has the same id, and was taken."),
        Refused(6, "Id", "bad_key", "It takes up to 120 printable characters."),
        Refused(7, "Id", "bad_key", "It takes up to 120 printable characters."),
    )


@pytest.mark.parametrize("written", ["1,000", "1 000", "nan", "1_000", "€5", "1e999"])
def test_amount_that_could_mean_two_things_is_left_unknown(written: str) -> None:
    """An amount is read only where it can be read in one way, and noted otherwise."""
    roster = accounts({"Id": "A1", "Name": "Acme", "Revenue": written})
    assert roster.accounts[0].revenue is None
    assert [(note.row, note.field, note.code) for note in roster.notes] == [
        (2, "Revenue", "bad_number")
    ]


def test_circle_of_parents_is_cut_once() -> None:
    """Walking up from any account comes to an end, and the cut is noted."""
    roster = accounts(
        {"Id": "A0", "Name": "Leaf", "Parent": "A1"},
        {"Id": "A1", "Name": "One", "Parent": "A2"},
        {"Id": "A2", "Name": "Two", "Parent": "A1"},
        {"Id": "A3", "Name": "Own", "Parent": "A3"},
        {"Id": "A4", "Name": "Far", "Parent": "elsewhere"},
        {"Id": "A5", "Name": "Five", "Parent": "A1", "Revenue": "?"},
    )
    parents = {account.account: account.parent for account in roster.accounts}
    assert parents == {
        "A0": "A1",
        "A1": "",
        "A2": "A1",
        "A3": "",
        "A4": "elsewhere",
        "A5": "A1",
    }
    assert [(note.row, note.code) for note in roster.notes] == [
        (3, "parent_loop"),
        (5, "parent_loop"),
        (7, "bad_number"),
    ]


def test_contact_row_fills_every_field() -> None:
    """Names come on one line, addresses normalised, and the rest as attributes."""
    found = contact(
        First="Ayşe\t Su",
        Last="Yılmaz",
        Title="Head of\nbuying",
        Unit="Plant 2",
        Email="Ayse.Y@ACME.Example",
        Phone="020 123 4567",
        Role="Boss; buyer;BOSS",
        Language="tr_TR",
        Owner="o1",
        Site="North",
        Birthday="1980-01-01",
    )
    assert found == Contact(
        id=found.id,
        account="A1",
        contact="C2",
        at=NOW,
        first_name="Ayşe Su",
        last_name="Yılmaz",
        title="Head of buying",
        unit="Plant 2",
        email="Ayse.Y@acme.example",
        phone="+31201234567",
        roles=(Role.DECISION_MAKER, Role.REQUESTER),
        language="tr-TR",
        owner="o1",
        attributes={"Site": "North"},
    )


def test_bad_contact_rows_are_refused_without_personal_data() -> None:
    """The reason says what is wrong, and never repeats an address."""
    roster = contacts(
        {"Id": ""},
        {"AccountId": ""},
        {"AccountId": "A9", "Email": "a@acme.example"},
        {"Email": "zoe at acme.example"},
        {"Email": "zoe@acme cörp\x01.example"},
        {"Email": "zoe@" + "a" * 300 + ".example"},
        {"Phone": "12"},
        {},
        {"Id": "C9", "Email": "a@acme.example"},
        {"Id": "C9", "Email": "b@acme.example"},
    )
    assert [one.contact for one in roster.contacts] == ["C9"]
    assert [(one.row, one.field, one.code) for one in roster.refused] == [
        (2, "Id", "missing"),
        (3, "AccountId", "missing"),
        (4, "AccountId", "unknown_account"),
        (5, "Email", "bad_address"),
        (6, "Email", "bad_address"),
        (7, "Email", "bad_address"),
        (8, "Phone", "bad_phone"),
        (9, "Email", "no_address"),
        (11, "Id", "duplicate"),
    ]
    assert not any("zoe" in one.reason or "acme" in one.reason for one in roster.refused)
    assert roster.notes == ()


def test_contact_without_an_email_column_is_reached_by_phone() -> None:
    """A file of numbers alone is a roster too, and its refusals name a column that it has."""
    columns = ContactColumns(id="Id", account="AccountId", phones=("Phone",))
    rows = [
        (2, {"Id": "1", "AccountId": "A1", "Phone": "+31 20 123 4567"}),
        (3, {"Id": "2", "AccountId": "A1", "Phone": ""}),
    ]
    roster = read_contacts(rows, columns, [ACME], now=NOW)
    assert [one.phone for one in roster.contacts] == ["+31201234567"]
    assert [(one.row, one.field, one.code) for one in roster.refused] == [
        (3, "Phone", "no_address")
    ]


def test_bad_phone_beside_a_good_address_is_noted() -> None:
    """The contact is taken, the next number is tried, and the note names row and column."""
    roster = contacts(
        {"Email": "a@acme.example", "Mobile": "9,05E+11", "Phone": "020 123 4567"},
        {"Email": "b@acme.example", "Mobile": "1" * 61, "Phone": "abc"},
        {"Email": "c@acme.example", "Phone": "+31 20 123 4567 ext. 12"},
    )
    assert [one.phone for one in roster.contacts] == ["+31201234567", "", "+31201234567"]
    assert [(note.row, note.field, note.code) for note in roster.notes] == [
        (2, "Mobile", "bad_phone"),
        (3, "Mobile", "bad_phone"),
        (3, "Phone", "bad_phone"),
        (4, "Phone", "extension_dropped"),
    ]


@pytest.mark.parametrize(
    ("person", "account", "expected"),
    [
        ("", "NL", "+31201234567"),
        ("Türkiye", "NL", "+902121234567"),
        ("", "Nederland", "+31201234567"),
        ("", "", ""),
        ("", "Atlantis", ""),
    ],
)
def test_national_number_needs_a_country(person: str, account: str, expected: str) -> None:
    """The person's country goes before the account's, and without one nothing is guessed."""
    number = "0212 123 45 67" if person else "020 123 4567"
    row = {"Email": "a@acme.example", "Phone": number, "Country": person}
    roster = contacts(row, known=evolve(ACME, country=account))
    assert roster.contacts[0].phone == expected


def test_words_for_roles_are_mapped_and_never_guessed() -> None:
    """A word that the map does not know is noted, and gives no role."""
    roster = contacts(
        {"Email": "a@acme.example", "Role": "Wizard"},
        {"Email": "b@acme.example", "Role": "Wizard;Buyer"},
        {"Email": "c@acme.example", "Role": "None"},
        {"Email": "d@acme.example"},
    )
    assert [one.role for one in roster.contacts] == [
        Role.UNKNOWN,
        Role.REQUESTER,
        Role.UNKNOWN,
        Role.UNKNOWN,
    ]
    assert [(note.row, note.code) for note in roster.notes] == [
        (2, "unknown_role"),
        (3, "unknown_role"),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("TR", "tr"), ("Türkçe", "tr"), ("zh-TW", "zh-TW"), ("SVENSKA", "sv"), ("", "")],
)
def test_language_is_read_as_tag_or_name(written: str, expected: str) -> None:
    """Tags and the names of languages give a tag."""
    assert contact(Language=written).language == expected


def test_language_that_is_none_is_noted() -> None:
    """What is no language is left to the programme, and said."""
    roster = contacts({"Email": "a@acme.example", "Language": "the usual"})
    assert roster.contacts[0].language == ""
    assert [note.code for note in roster.notes] == ["unknown_language"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("TRUE", True), ("1", True), ("Evet", True), ("", False), ("0", False), ("Hayır", False)],
)
def test_opt_out_is_read_in_words_of_several_languages(written: str, *, expected: bool) -> None:
    """Yes is yes and no is no, in any case."""
    assert contact(NoMail=written).opted_out is expected


def test_unclear_opt_out_counts_as_one() -> None:
    """Where the CRM says neither yes nor no, nobody is written to, and it is noted."""
    roster = contacts({"Email": "a@acme.example", "NoMail": "perhaps"})
    assert roster.contacts[0].opted_out is True
    assert roster.notes == (
        Note(
            2,
            "NoMail",
            "unclear_opt_out",
            "It says neither yes nor no, and is taken for yes.",
        ),
    )


def test_person_who_has_left_is_kept_as_inactive() -> None:
    """Who has left stays known, and is asked nothing."""
    assert contact(Left="Yes").active is False


GENERIC = """
    info sales support accounts.payable accounting office hello contact noreply no-reply
    customer.service sales-europe sales_tr info2 info+crm@x team.sales salesteam helpdesk it hr
    purchasing invoices bilgi satis satış satin.alma satinalma muhasebe destek insan.kaynaklari
    musteri.hizmetleri ik verkoop inkoop administratie klantenservice facturen boekhouding
    crediteuren directie verkoopteam faktura inkop inköp kundtjanst kundtjaenst ekonomi order
    forsaljning foersaeljning vaxel einkauf verkauf vertrieb buchhaltung rechnung kundendienst
    buero büro geschaeftsfuehrung
"""
PERSONAL = """
    ayse.yilmaz jan.devries j.bakker anna.sales sven infantino marketa.novak dev.patel will.post
    grace ali.can h.depo order.bakker gert-jan erik.lager m.king itamar hrant salesa webber joop
    ikbal prudence vdberg admir testa.rossa nilsson mastersson teknikson
"""


@pytest.mark.parametrize("local", GENERIC.split())
def test_mailbox_of_a_task_is_marked(local: str) -> None:
    """Mailboxes without a person are recognised in five languages, also with words beside."""
    assert is_generic(f"{local.removesuffix('@x')}@acme.example") is True


@pytest.mark.parametrize("local", PERSONAL.split())
def test_mailbox_of_a_person_is_not_marked(local: str) -> None:
    """A name that holds such a word is a name."""
    assert is_generic(f"{local}@acme.example") is False


def test_generic_mailbox_is_kept_and_marked() -> None:
    """``info@`` stays a contact; who is asked is decided elsewhere."""
    assert contact(Email="info@acme.example").generic is True
    assert contact(Email="a.b@acme.example").generic is False
    assert is_generic("") is False
    assert is_generic("info" * 50_000 + "@acme.example") is False


def test_mailbox_folds_what_is_the_same_address() -> None:
    """Capitals do not make two people of one; dots and tags are not touched."""
    assert mailbox("Ana.Öz@acme.example") == mailbox("ana.o\u0308z@ACME.example")
    assert mailbox("a.b@acme.example") != mailbox("ab@acme.example")


def test_missing_column_names_those_that_exist() -> None:
    """Whoever made the map sees at once what the file has instead."""
    with pytest.raises(UnknownColumn, match=r"no column 'Name'\. The file has: Id, Naam"):
        accounts({"Id": "A1", "Naam": "Acme"})
    with pytest.raises(UnknownColumn, match="no column 'Email'"):
        read_contacts([(2, {"Id": "1", "AccountId": "A1"})], CONTACTS, [ACME], now=NOW)


def test_columns_that_may_be_missing_are_listed() -> None:
    """A map that names more than the file has is no error, but no secret either."""
    row = {"Id": "1", "AccountId": "A1", "Email": "a@acme.example", "Last": "B"}
    roster = read_contacts([(2, row)], CONTACTS, [ACME], now=NOW)
    assert roster.contacts[0].last_name == "B"
    assert roster.absent == (
        *("Mobile", "Phone", "First", "Title", "Unit", "Role", "Language", "Owner", "NoMail"),
        *("Country", "Left"),
    )
    assert accounts() == AccountRoster()


def test_naive_time_is_refused() -> None:
    """Even an empty file is not read at a time of no time zone."""
    with pytest.raises(NaiveTime, match="now"):
        accounts(now=datetime(2026, 1, 5))  # noqa: DTZ001 - the point of the test


def test_same_file_twice_adds_nothing() -> None:
    """Whatever the time of reading, the same content is unchanged."""
    row = {"Id": "A1", "Name": "Acme", "Region": "West"}
    first, second = accounts(row), accounts(row, now=LATER)
    assert first.accounts[0].id != second.accounts[0].id
    found = changes(first.accounts, second.accounts)
    assert (found.new, found.changed, found.missing) == ((), (), ())
    assert found.unchanged == second.accounts


def test_changed_row_is_a_new_fact_about_the_newest_known() -> None:
    """What counts as known is the newest fact, and who is not in the file is listed."""
    old = accounts({"Id": "A1", "Name": "Acme"}, {"Id": "A2", "Name": "Gone"}).accounts
    new = accounts({"Id": "A1", "Name": "Acme Ltd"}, now=LATER).accounts
    read = accounts(
        {"Id": "A1", "Name": "Acme"}, {"Id": "A3", "Name": "New"}, now=LATER + timedelta(days=1)
    ).accounts
    found = changes([*new, *old], read)
    assert [one.account for one in found.changed] == ["A1"]
    assert [one.account for one in found.new] == ["A3"]
    assert [one.account for one in found.missing] == ["A2"]


def test_the_newest_fact_holds_whatever_the_order() -> None:
    """The time decides, then the order of arrival; who was known first stands first."""
    old, late = (Account(account="A1", name="Acme", at=at) for at in (NOW, LATER))
    first, last = (Account(account="A2", name=n, at=LATER, received=int(n)) for n in "78")
    for facts in permutations([old, late, first, last]):
        found = newest(facts, lambda fact: fact.account)
        assert [*found.items()] == [("A1", late), ("A2", last)]
        assert found["A2"].name == "8"
    assert newest([], lambda fact: fact.account) == {}


def test_contacts_are_told_apart_by_their_own_id() -> None:
    """A person who moves to another account is the same person, changed."""
    before = contacts({"Email": "a@acme.example"}).contacts
    moved = [identified(evolve(before[0], account="A2", at=LATER))]
    assert changes(before, moved).changed == tuple(moved)
    assert moved[0].id != before[0].id


BAD = (
    {"AccountId": "A9"},
    {"Email": "a at acme.example"},
    {"Email": "", "Phone": "12"},
    {"Email": ""},
    {"Id": ""},
    {"Id": "x" * 200},
)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_good_rows_are_never_lost_among_rotten_ones(seed: int) -> None:
    """Of 400 good and 100 bad rows in any order, 400 are kept and 100 refused with a reason."""
    dice = random.Random(seed)
    good = [{"Id": f"G{n}", "Email": f"g{n}@acme.example"} for n in range(400)]
    bad = [{"Email": f"b{n}@acme.example", **dice.choice(BAD), "Site": "bad"} for n in range(100)]
    mixed = [*good, *bad]
    dice.shuffle(mixed)
    roster = contacts(*mixed)
    assert {one.contact for one in roster.contacts} == {row["Id"] for row in good}
    expected = [number for number, row in enumerate(mixed, 2) if "Site" in row]
    assert [one.row for one in roster.refused] == expected
    assert all(one.field and one.code and one.reason for one in roster.refused)
