"""CSV in and out, and the files of a CRM."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.errors import InvalidValue, UnreadableFile
from b2bnps.exchange import csvfile, salesforce
from b2bnps.roster import read_accounts, read_contacts

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
HEADER = b"id,name,email\n"


def rows(data: bytes, **how: str) -> list[tuple[int, list[str]]]:
    """Give the rows of a file as lists of cells."""
    table = csvfile.read(data, **how)
    return [(number, list(row.values())) for number, row in table.rows]


def problems(data: bytes) -> list[tuple[int, str]]:
    """Give the rows that a file does not get accepted, by number and code."""
    return [(problem.row, problem.code) for problem in csvfile.read(data).problems]


@pytest.mark.parametrize(
    ("encoding", "used"),
    [
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("utf-8", "utf-8"),
    ],
)
def test_byte_order_mark_says_the_encoding(encoding: str, used: str) -> None:
    """A file with a mark, or in UTF-8, is read without the caller naming its encoding."""
    table = csvfile.read("id,name\n1,Işık Åström\n".encode(encoding))
    assert table.rows == ((2, {"id": "1", "name": "Işık Åström"}),)
    assert table.encoding == used


def test_single_byte_page_is_named_and_never_guessed() -> None:
    """A Turkish spreadsheet is refused with the place and the argument, and read when named."""
    data = "id;ad\n1;Ali\n2;Işık\n".encode("windows-1254")
    with pytest.raises(UnreadableFile, match=r"offset 15 \(line 3\) is not utf-8.*windows-1254"):
        csvfile.read(data)
    assert rows(data, encoding="windows-1254") == [(2, ["1", "Ali"]), (3, ["2", "Işık"])]


def test_what_the_caller_named_is_read_strictly() -> None:
    """A wrong page with holes is refused too, and a page that nobody knows is the caller's."""
    with pytest.raises(UnreadableFile, match="is not ascii"):
        csvfile.read("ad\nIşık\n".encode("windows-1254"), encoding="ascii")
    with pytest.raises(InvalidValue, match="encoding: 'klingon'"):
        csvfile.read(b"id\n1\n", encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_comes_from_the_header(delimiter: str) -> None:
    """The header decides, outside its quotes; commas in the rows do not."""
    text = f'id{delimiter}"revenue, €;\t| net"{delimiter}x\n1{delimiter}2{delimiter}3\n'
    table = csvfile.read(text.encode())
    assert table.delimiter == delimiter
    assert table.columns == ("id", "revenue, €;\t| net", "x")


def test_delimiter_can_be_given_and_hinted() -> None:
    """The caller's word counts first, then the line that spreadsheets put before the header."""
    assert rows(b"a;b,c\n1;2,3\n", delimiter=",") == [(2, ["1;2", "3"])]
    assert rows(b"sep=|\r\na|b,c,d\r\n1|2\r\n") == [(3, ["1", "2"])]
    with pytest.raises(InvalidValue, match="delimiter"):
        csvfile.read(b"a b\n", delimiter=" ")


def test_rows_carry_the_line_on_which_they_begin() -> None:
    """Numbers are those of an editor, over cells of several lines, blank ones and any line end."""
    data = b'\n\nid,name,email\r\n1,"two\r\nlines",a\n\n,,\n2,b,c\r3,d,e'
    assert rows(data) == [
        (4, ["1", "two\r\nlines", "a"]),
        (8, ["2", "b", "c"]),
        (9, ["3", "d", "e"]),
    ]


def test_cells_are_trimmed_and_quotes_inside_are_letters() -> None:
    """Blanks go, doubled quotes are one, and an inch sign in a bare cell is just a letter."""
    data = HEADER + b' 1 , "A ""B"", C" ,  6" pipe \n'
    assert rows(data) == [(2, ["1", 'A "B", C', '6" pipe'])]


def test_quote_that_never_closes_swallows_nothing() -> None:
    """The row with the quote is reported, and every row after it is read."""
    data = HEADER + b'1,a,b\n2,"c,d\n3,e,f\n4,"g ""h""",i\n5,j,"k\n6,l,m\n'
    assert problems(data) == [(3, "unclosed_quote"), (6, "unclosed_quote")]
    assert [number for number, _ in rows(data)] == [2, 4, 5, 7]


def test_stray_quotes_that_happen_to_pair_up_swallow_nothing() -> None:
    """Two quotes in two rows that would make one wrong row do not take the rows between along."""
    data = HEADER + b'1,a,b\n2,"c,d\n3,e,f\n4,g,"\n5,h,i\n'
    assert problems(data) == [(3, "too_few_cells"), (5, "unclosed_quote")]
    assert [number for number, _ in rows(data)] == [2, 4, 6]


def test_wrong_row_over_several_lines_is_one_problem() -> None:
    """The rest of a whole but wrong record is not read as a row of its own."""
    data = HEADER + b'1,"a\nb",c,d\n2,e,f\n3,"g\nh",i,j'
    assert problems(data) == [(2, "too_many_cells"), (5, "too_many_cells")]
    assert rows(data) == [(4, ["2", "e", "f"])]


def test_lines_behind_a_broken_quote_are_no_rows_of_their_own() -> None:
    """The second line of a broken cell is refused too, although it has the right width."""
    data = HEADER + b'1,"a "x" a\nb",c,d\n2,6" pipe,f\n'
    assert problems(data) == [(2, "unclosed_quote"), (3, "stray_quote")]
    assert rows(data) == [(4, ["2", '6" pipe', "f"])]


def test_each_kind_of_bad_row_is_named() -> None:
    """Bad rows have a number, a code and a sentence that repeats nothing from the row."""
    long, wide = b"x" * 32_768, b"y" * 262_144
    data = HEADER + b"1,a\n2,a,b,c\n3,a\0,b\n4,secret" + long + b",b\n5," + wide + b",b\n6,a,b\n"
    data += b'7,"' + long * 3 + b'",b\n8,a,b\n'
    table = csvfile.read(data)
    assert [(one.row, one.code) for one in table.problems] == [
        (2, "too_few_cells"),
        (3, "too_many_cells"),
        (4, "nul"),
        (5, "cell_too_long"),
        (6, "row_too_long"),
        (8, "unclosed_quote"),
    ]
    assert not any("secret" in one.reason for one in table.problems)
    assert [number for number, _ in table.rows] == [7, 9]


def test_row_of_many_quoted_cells_is_capped() -> None:
    """A row that goes on for ever is given up at the limit instead of being collected."""
    data = b"a,b\n" + (b'"' + b"x" * 30_000 + b'",') * 20 + b"\n1,2\n"
    assert problems(data) == [(2, "row_too_long")]
    assert rows(data) == [(3, ["1", "2"])]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "There is no header line"),
        (b" \n\n", "There is no header line"),
        (b"a,,c\n1,2,3\n", "Row 1, the header: column 2 has no name"),
        (b"\na,b,a\n", "Row 2, the header: 'a' stands there twice"),
        (b'a,"b\n1,2\n', "Row 1, the header: A quote opens"),
        ("a,b\n1,2\n".encode("utf-16-le"), "NUL"),
    ],
)
def test_header_that_names_no_columns_refuses_the_file(data: bytes, why: str) -> None:
    """Without one name for each column nothing can be read, and the sentence says why."""
    with pytest.raises(UnreadableFile, match=why):
        csvfile.read(data)


def test_typed_cells_are_written_as_what_they_are() -> None:
    """Numbers stay numbers (a score of -25 too), text is quoted, nothing is nothing."""
    cells = [-25, 1.5, Decimal("-1E+3"), True, False, None, date(2026, 1, 5), NOW, 'a "b"']
    written = csvfile.write([f"c{n}" for n in range(9)], [cells]).splitlines()[1]
    assert written == (
        '-25,1.5,-1000,true,false,,"2026-01-05","2026-01-05T09:00:00+00:00","a ""b"""'
    )
    assert csvfile.write(["a"], [[float("-inf")]]) == '"a"\r\n"\'-inf"\r\n'


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+31", "-x", "@SUM(A1)", "|calc", "\t=1", "\r=1", "\n=1", "\0=1", "\x0b", "\f"),
        *("  =1", "\ufeff=1", "\u200b=1", "\u00a0=1", "\uff1d1", "\uff0b1", "\u22121", "\u20131"),
    ],
)
def test_text_never_becomes_a_formula(text: str) -> None:
    """Whatever a spreadsheet could take for a formula gets an apostrophe, unless for machines."""
    quoted = text.replace('"', '""')
    assert csvfile.write(["a"], [[text]]) == f'"a"\r\n"\'{quoted}"\r\n'
    assert csvfile.write([text], [], delimiter=";") == f'"\'{quoted}"\r\n'
    assert csvfile.write(["a"], [[text]], for_machines=True) == f'"a"\r\n"{quoted}"\r\n'


def test_row_of_another_width_is_not_written() -> None:
    """A file whose cells stand under the wrong names would be worse than none."""
    with pytest.raises(InvalidValue, match="3 cells where there are 2 columns"):
        csvfile.write(["a", "b"], [[1, 2, 3]])


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None)
@given(
    st.lists(st.tuples(texts, texts, texts), max_size=8),
    st.sampled_from(csvfile.DELIMITERS),
)
def test_what_is_written_for_machines_is_read_again(
    written: list[tuple[str, str, str]], delimiter: str
) -> None:
    """Any text survives the way out and in, but for blanks at its ends."""
    text = csvfile.write(["a", "b", "c"], written, delimiter=delimiter, for_machines=True)
    table = csvfile.read(text.encode())
    expected = [[cell.strip() for cell in row] for row in written]
    assert table.problems == ()
    assert [list(row.values()) for _, row in table.rows] == [row for row in expected if any(row)]


BAD_LINES = ("{},too,few,cells", "{},a,b,c,d,e", '{},"open,b,c,d', "{},\0,b,c,d", '{},a"b",x')


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_bad_rows_never_take_good_ones_along(seed: int) -> None:
    """Of 40 good and 10 bad rows in any order, exactly the bad ones are problems."""
    dice = random.Random(seed)
    good = [f'{n},"name ""{n}"", x",b,c,d' if n % 3 else f"{n},a,b,c,d" for n in range(40)]
    bad = [dice.choice(BAD_LINES).format(f"bad{n}") for n in range(10)]
    lines = [*good, *bad]
    dice.shuffle(lines)
    table = csvfile.read("\n".join(["id,v,w,x,y", *lines]).encode())
    expected = [number for number, line in enumerate(lines, 2) if line.startswith("bad")]
    assert sorted(int(row["id"]) for _, row in table.rows) == list(range(40))
    assert [problem.row for problem in table.problems] == expected


@pytest.mark.parametrize("piece", ['"', '"\n', '""\n"', 'a,"', ",\n", '"a\n,', 'x,"""\n', " "])
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    """Quotes, blanks and lines in any number are read in one pass."""
    table = csvfile.read(("a,b\n" + piece * (50_000 // len(piece))).encode())
    assert len(table.rows) + len(table.problems) <= 50_000


def test_line_of_nothing_but_delimiters_is_read_in_one_pass() -> None:
    """A quarter of a million empty cells behind a quoted one are one wrong row."""
    assert problems(b'a,b\n"x",' + b"," * 250_000) == [(2, "too_many_cells")]


def test_salesforce_export_is_read() -> None:
    """A real export with its 59 columns gives accounts, and lists what it does not have."""
    table = csvfile.read((DATA / "salesforce_Account_export.csv").read_bytes())
    roster = read_accounts(table.rows, salesforce.ACCOUNTS, now=NOW)
    assert len(roster.accounts) == 7
    assert roster.refused == ()
    assert roster.absent == ("CurrencyIsoCode",)
    assert roster.accounts[0].name == "Angel Alson"
    assert roster.accounts[0].country == "US"
    assert roster.accounts[0].attributes["Type"] == "Customer"


def test_orphans_of_an_export_are_refused_one_by_one() -> None:
    """Contacts whose accounts are in no file are refused with row, field and reason."""
    accounts = csvfile.read((DATA / "salesforce_Account_export.csv").read_bytes())
    contacts = csvfile.read((DATA / "salesforce_Contact_export.csv").read_bytes())
    known = read_accounts(accounts.rows, salesforce.ACCOUNTS, now=NOW).accounts
    roster = read_contacts(contacts.rows, salesforce.CONTACTS, known, now=NOW)
    assert roster.contacts == ()
    assert [(one.row, one.field, one.code) for one in roster.refused] == [
        (row, "AccountId", "unknown_account") for row in range(2, 9)
    ]


def test_private_columns_of_a_contact_are_not_kept() -> None:
    """What nobody needs in order to ask a question does not enter the ledger."""
    table = csvfile.read((DATA / "salesforce_Contact_export.csv").read_bytes())
    header = b"Id,Name\n"
    account_rows = "".join(f"{row['AccountId']},Acme\n" for _, row in table.rows).encode()
    accounts = csvfile.read(header + account_rows).rows
    known = read_accounts(accounts, salesforce.ACCOUNTS, now=NOW).accounts
    contact = read_contacts(table.rows, salesforce.CONTACTS, known, now=NOW).contacts[0]
    assert contact.name == "Abbie Cocuzzo"
    assert set(contact.attributes) == {
        "CreatedDate",
        "LeadSource",
        "MailingCountry",
        "MailingState",
    }
