"""Texts on their way to translators and back, as a table and as PO."""

import codecs
import csv
import io
import sys

import pytest
from attrs import evolve
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps.errors import InvalidValue, MissingExtra, UnknownColumn, UnreadableFile
from b2bnps.exchange.csvwriting import write
from b2bnps.exchange.translations import (
    CODES,
    Completeness,
    Problem,
    completeness,
    from_csv,
    from_po,
    source_of,
    to_csv,
    to_po,
)
from b2bnps.model import Metric, Role
from b2bnps.questionnaires import Kind, Question, question_set
from b2bnps.questionnaires.catalogue import LANGUAGES
from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.document import as_document
from b2bnps.questionnaires.question import Route
from b2bnps.questionnaires.rules import Chose, InRole, Not
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.questionnaires.wording import tag_of
from b2bnps.testing.questionnaires import question_sets

NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, high=10)
WORK = Question(id="work", kind=Kind.MATRIX, low=1, high=5, aspects=("speed",))
TOPIC = Question(
    id="topic",
    kind=Kind.CHOICE,
    options=("price", "else"),
    other="else",
    routes=[Route(to="away", when=Chose("topic", ("else",)))],
)
NEVER = Question(id="never", kind=Kind.TEXT, show_if=Not(InRole(tuple(Role))))

ENGLISH = {
    "nps.ask": "Would you recommend {company}?",
    "nps.low": "Not at all",
    "work.ask": "=How good?",
    "work.aspect.speed": 'Speed, "really"',
    "topic.ask": "What matters?",
    "topic.option.price": "Price",
    "topic.option.else": "Something else",
    "topic.other": "What?",
    "ending.away.title": "Thank you",
    "ending.away.text": "We\ncall.",
    "never.ask": "Never",
}
PARTS = QuestionSet(
    name="parts",
    core=["nps"],
    blocks={"unknown": ["topic"], "purchasing": ["topic", "work"], "technical": ["work"]},
    closing=["never"],
    questions=[NPS, WORK, TOPIC, NEVER],
    endings=[Ending(id="away")],
    texts={
        "en": ENGLISH,
        "nl": {"nps.ask": "Zou u {company} aanbevelen?", "nps.low": "'t Is niets"},
    },
)
DOCUMENT = as_document(PARTS)
DUTCH = {key: f"({text})" for key, text in ENGLISH.items()} | {
    "nps.high": "PO-Revision-Date: later"
}
LABELLED = evolve(PARTS, texts={"en": ENGLISH, "nl": DUTCH})
"""Where a label is there in Dutch alone."""


def table(text: str) -> list[list[str]]:
    """Read a table as another program would."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def returned(*rows: tuple[str, str, str]) -> str:
    """Write rows as they come back: key, English, Dutch."""
    return write(("key", "en", "nl"), rows)


def told(problems: tuple[Problem, ...]) -> list[tuple[int, str, str, str]]:
    """Give row, key, language and code of each problem."""
    return [(each.row, each.key, each.language, each.code) for each in problems]


def without_texts(asked: QuestionSet) -> dict[str, object]:
    """Give everything of a set but its texts."""
    return {name: told for name, told in as_document(asked).items() if name != "texts"}


# Out as a table


def test_a_translator_gets_a_row_for_every_text_that_can_be_reached() -> None:
    """With its key, what it is and who reads it, the text, and what there is already."""
    assert table(to_csv(PARTS, ["nl", "sv_FI"])) == [
        ["key", "context", "en", "nl", "sv-fi"],
        [
            "nps.ask",
            "the question of 'nps', a scale from 0 to 10; for everybody",
            "Would you recommend {company}?",
            "Zou u {company} aanbevelen?",
            "",
        ],
        [
            "nps.low",
            "meaning of the low end of 'nps', a scale from 0 to 10; for everybody",
            "Not at all",
            "'t Is niets",
            "",
        ],
        [
            "topic.ask",
            "the question of 'topic', a choice of one option; for unknown, purchasing",
            "What matters?",
            "",
            "",
        ],
        [
            "topic.option.price",
            "the option 'price' of 'topic', a choice of one option; for unknown, purchasing",
            "Price",
            "",
            "",
        ],
        [
            "topic.option.else",
            "the option 'else' of 'topic', a choice of one option; for unknown, purchasing",
            "Something else",
            "",
            "",
        ],
        [
            "topic.other",
            (
                "what to write beside the option 'else' of 'topic', a choice of one option; "
                "for unknown, purchasing"
            ),
            "What?",
            "",
            "",
        ],
        [
            "ending.away.title",
            "heading of the page of thanks 'away'; for unknown, purchasing",
            "Thank you",
            "",
            "",
        ],
        [
            "ending.away.text",
            "words of the page of thanks 'away'; for unknown, purchasing",
            "We\ncall.",
            "",
            "",
        ],
        [
            "work.ask",
            (
                "the question of 'work', a scale for each of several lines from 1 to 5; "
                "for purchasing, technical"
            ),
            "'=How good?",
            "",
            "",
        ],
        [
            "work.aspect.speed",
            (
                "the line 'speed' of 'work', a scale for each of several lines from 1 to 5; "
                "for purchasing, technical"
            ),
            'Speed, "really"',
            "",
            "",
        ],
    ]


def test_a_table_opens_in_a_spreadsheet_as_it_is() -> None:
    """It begins with one mark that says UTF-8, and nothing in it is taken for a formula."""
    text = to_csv(PARTS, ["nl"])
    assert text.encode().startswith(codecs.BOM_UTF8 + b'"key"')
    cells = [cell for row in table(text) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []


def test_a_table_names_each_language_once_and_not_the_one_it_translates_from() -> None:
    """Whatever was asked for, in any writing; another one to translate from can be chosen."""
    assert table(to_csv(PARTS, ["NL", "nl", "en"]))[0] == ["key", "context", "en", "nl"]
    assert table(to_csv(PARTS, ["en"], source="NL"))[0] == ["key", "context", "nl", "en"]
    with pytest.raises(InvalidValue, match="languages: 'dutch' is no language tag"):
        to_csv(PARTS, ["dutch"])


# There and back

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0{}"), max_size=12)
SPREADSHEET = st.text(alphabet="='\"+-@,;\t\r\n \ufeff\u200bab", max_size=6)


@st.composite
def worded(draw: st.DrawFn) -> QuestionSet:
    """Give a question set with texts of any letters, complete in English."""
    asked = draw(question_sets())
    texts = {tag: dict(table) for tag, table in asked.texts.items()}
    for words in texts.values():
        for key in draw(st.lists(st.sampled_from(sorted(texts["en"])), max_size=4)):
            words[key] = draw(TEXTS | SPREADSHEET).strip() or "blank"
    return evolve(asked, texts=texts)


@given(asked=worded())
def test_a_table_that_comes_back_untouched_changes_nothing(asked: QuestionSet) -> None:
    """Whatever the texts look like to a spreadsheet, as text and as bytes."""
    text = to_csv(asked, [*asked.texts, "sv"])
    assert from_csv(asked, text) == (asked, ())
    assert from_csv(asked, text.encode()) == (asked, ())
    assert as_document(from_csv(asked, text)[0]) == as_document(asked)


@given(asked=worded())
def test_a_po_file_that_comes_back_untouched_changes_nothing(asked: QuestionSet) -> None:
    """Whatever the texts look like to a translation tool, as text and as bytes."""
    for tag in asked.texts:
        text = to_po(asked, tag)
        assert from_po(asked, tag, text) == (asked, ())
        assert from_po(asked, tag, text.encode()) == (asked, ())


@given(asked=worded(), tag=st.sampled_from(["sv", "nl", "nl-BE"]))
def test_what_was_translated_makes_a_language_complete(asked: QuestionSet, tag: str) -> None:
    """From a table as from PO, and texts are all that changes."""
    source = source_of(asked)
    rows = [(row[0], row[2], f"{row[2]} ({tag})") for row in table(to_csv(asked, [tag]))[1:]]
    by_table, none = from_csv(asked, write(("key", source, tag), rows, for_machines=True))
    assert none == ()
    assert tag_of(tag) in by_table.languages or rows == []
    assert without_texts(by_table) == without_texts(asked)
    by_po, also_none = from_po(by_table, tag, to_po(by_table, tag))
    assert (by_po, also_none) == (by_table, ())


# Back from a table


def test_good_translations_are_taken_and_blank_ones_change_nothing() -> None:
    """A new text, a better one, one that is left open; nothing but texts is changed."""
    text = returned(
        ("nps.ask", ENGLISH["nps.ask"], "Beveelt u {company} aan?"),
        ("nps.low", "Not at all", ""),
        ("work.ask", "=How good?", "=Hoe goed?"),
    )
    asked, problems = from_csv(PARTS, text)
    assert problems == ()
    assert asked.texts["nl"] == {
        "nps.ask": "Beveelt u {company} aan?",
        "nps.low": "'t Is niets",
        "work.ask": "=Hoe goed?",
    }
    assert (asked.texts["en"], without_texts(asked)) == (ENGLISH, without_texts(PARTS))
    assert as_document(PARTS) == DOCUMENT


def test_a_language_without_a_translation_is_not_begun() -> None:
    """An empty column of a region would be complete by the words of its language."""
    asked, problems = from_csv(PARTS, to_csv(PARTS, ["en-GB", "sv"]))
    assert (asked, problems) == (PARTS, ())
    assert set(asked.texts) == {"en", "nl"}


def test_every_row_that_cannot_be_taken_is_listed_with_its_line() -> None:
    """And none of them costs a good one."""
    text = returned(
        ("nps.ask", ENGLISH["nps.ask"], "Beveelt u ons aan?"),
        ("nps.low", "Nothing\nat all", "Niets"),
        ("nsp.low", "Not at all", "Niets"),
        ("never.ask", "Never", "Nooit"),
        ("topic.ask", "What matters?", "Wat telt er bij {product} in {phase}?"),
        ("topic.other", "What?", "Wat {dan}?"),
        ("topic.option.price", "Price", "Prijs"),
        ("topic.option.price", "Price", "De prijs"),
    )
    asked, problems = from_csv(PARTS, text)
    assert told(problems) == [
        (2, "nps.ask", "nl", "name_lost"),
        (3, "nps.low", "nl", "source_changed"),
        (5, "nsp.low", "", "unknown_key"),
        (6, "never.ask", "", "unknown_key"),
        (7, "topic.ask", "nl", "name_added"),
        (8, "topic.other", "nl", "stray_braces"),
        (10, "topic.option.price", "", "key_twice"),
    ]
    assert problems[0].reason == (
        "The text that is translated names something that the translation leaves out: {company}."
    )
    assert problems[4].reason == (
        "The translation names something that the text does not: {phase}, {product}."
    )
    assert asked.texts["nl"] == PARTS.texts["nl"] | {"topic.option.price": "Prijs"}


def test_one_bad_language_of_a_row_costs_no_other() -> None:
    """Each cell is looked at by itself."""
    row = ("nps.ask", ENGLISH["nps.ask"], "Zou u ons aanbevelen?", "Rekommenderar du {company}?")
    asked, problems = from_csv(PARTS, write(("key", "en", "nl", "sv"), [row]))
    assert told(problems) == [(2, "nps.ask", "nl", "name_lost")]
    assert asked.texts["sv"] == {"nps.ask": "Rekommenderar du {company}?"}


def test_a_translation_of_an_older_text_is_listed_even_if_it_is_there_already() -> None:
    """Whoever changed the English knows that the Dutch is out of date."""
    handed_out = to_csv(PARTS, ["nl"])
    today = evolve(PARTS, texts=PARTS.texts | {"en": ENGLISH | {"nps.low": "Never ever"}})
    assert told(from_csv(today, handed_out)[1]) == [(3, "nps.low", "nl", "source_changed")]


def test_a_text_that_is_not_there_to_translate_from_is_taken_as_it_comes() -> None:
    """One language can have a label first; nobody knows which names belong into it."""
    text = write(("key", "en", "sv"), [("nps.high", "", "{name}!")])
    asked, problems = from_csv(LABELLED, text, source="en")
    assert (problems, asked.texts["sv"]) == ((), {"nps.high": "{name}!"})


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("'@home", "@home"),
        ("'\u200b-1", "\u200b-1"),
        ("=1+1", "=1+1"),
        ("'t Is goed", "'t Is goed"),
        ("'s Avonds = laat", "'s Avonds = laat"),
        ("'", "'"),
    ],
)
def test_the_apostrophe_before_a_formula_comes_off_and_no_other(written: str, kept: str) -> None:
    """It was put there for the spreadsheet; a word that begins with one keeps it."""
    text = f'"key","en","nl"\r\n"topic.ask","What matters?","{written}"\r\n'
    assert from_csv(PARTS, text)[0].texts["nl"]["topic.ask"] == kept


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'\u200b@x", "'t Is", "'"])
def test_an_apostrophe_of_the_text_itself_comes_back(text: str) -> None:
    """However many there are, before whatever they stand."""
    asked = evolve(PARTS, texts=PARTS.texts | {"en": ENGLISH | {"topic.ask": text}})
    assert from_csv(asked, to_csv(asked, ["nl"])) == (asked, ())
    taken, _ = from_csv(PARTS, to_csv(asked, ["en"], source="nl"), source="nl")
    assert taken.texts["en"]["topic.ask"] == text


def test_a_table_is_read_as_spreadsheets_save_it() -> None:
    """Semicolons, UTF-16, other line ends, a second mark, an old single-byte page that is named."""
    rows = [
        ("nps.low", "Not at all", "Helemaal niet"),
        ("ending.away.text", "We\ncall.", "Wij\nbellen"),
    ]
    header = ("key", "en", "nl")
    expected = PARTS.texts["nl"] | {"nps.low": "Helemaal niet", "ending.away.text": "Wij\nbellen"}
    plain = write(header, rows)
    windows = plain.replace("\r\n", "\n").replace("\n", "\r\n")
    for text in (
        write(header, rows, delimiter=";").encode("utf-16"),
        write(header, rows, delimiter="\t"),
        windows,
        "\ufeff\ufeff" + plain,
        codecs.BOM_UTF8 * 2 + plain.encode(),
    ):
        asked, problems = from_csv(PARTS, text)
        assert (problems, asked.texts["nl"]) == ((), expected)
    turkish = write(("key", "en", "tr"), [("topic.option.price", "Price", "Fiyatı")])
    asked, _ = from_csv(PARTS, turkish.encode("windows-1254"), encoding="windows-1254")
    assert asked.texts["tr"] == {"topic.option.price": "Fiyatı"}


def test_columns_may_stand_anywhere_and_a_strange_one_is_listed() -> None:
    """Whoever adds a column of remarks, or writes a language out, is told that it was not read."""
    columns = ("NL", "remarks", "key", "nl", "en")
    asked, problems = from_csv(
        PARTS, write(columns, [("Niets", "fine?", "nps.low", "Nul", "Not at all")])
    )
    assert asked.texts["nl"]["nps.low"] == "Niets"
    assert told(problems) == [
        (1, "remarks", "", "unknown_column"),
        (1, "nl", "", "unknown_column"),
    ]


@pytest.mark.parametrize(("columns", "missing"), [(("id", "en"), "'key'"), (("key", "nl"), "'en'")])
def test_a_table_needs_its_keys_and_the_text_that_was_translated(
    columns: tuple[str, str], missing: str
) -> None:
    """Without them nobody knows what is what, or whether it is out of date."""
    with pytest.raises(UnknownColumn, match=f"There is no column {missing}"):
        from_csv(PARTS, write(columns, [("nps.low", "x")]))


def test_a_row_that_is_broken_as_csv_is_listed_among_the_others() -> None:
    """In the order of the file."""
    text = (
        "key,en,nl\n"
        "nsp.low,Not at all,Niets\n"
        "nps.low,Not at all,Niets,really\n"
        "topic.other,What?,Wat?\n"
        "gone,x,y\n"
    )
    asked, problems = from_csv(PARTS, text)
    assert told(problems) == [
        (2, "nsp.low", "", "unknown_key"),
        (3, "", "", "too_many_cells"),
        (5, "gone", "", "unknown_key"),
    ]
    assert asked.texts["nl"]["topic.other"] == "Wat?"


@pytest.mark.parametrize("text", ["", "\n\n", "key,,nl\n", b"\xff\xfe\xff", "key,\ud800\n"])
def test_what_is_no_table_is_refused(text: str | bytes) -> None:
    """As any other CSV file is."""
    with pytest.raises(UnreadableFile):
        from_csv(PARTS, text)


@given(rows=st.lists(st.tuples(st.sampled_from(sorted(ENGLISH)) | TEXTS, TEXTS, TEXTS), max_size=4))
def test_whatever_comes_back_the_set_stays_one_that_can_be_asked(
    rows: list[tuple[str, str, str]],
) -> None:
    """No language that was complete is lost, and each problem has a code."""
    real = [(key, ENGLISH.get(key, source), text) for key, source, text in rows]
    asked, problems = from_csv(PARTS, returned(*rows, *real))
    assert asked.texts["en"] == ENGLISH
    assert without_texts(asked) == without_texts(PARTS)
    assert {each.code for each in problems} <= CODES.keys()


# PO


def test_a_translation_tool_gets_an_entry_for_every_text() -> None:
    """Its context is the key, its comment says what it is, and names in braces are marked."""
    text = to_po(PARTS, "nl-be")
    assert text.startswith(
        'msgid ""\n'
        'msgstr ""\n'
        '"Language: nl_BE\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        "\n"
        "#. the question of 'nps', a scale from 0 to 10; for everybody\n"
        "#, python-brace-format\n"
        'msgctxt "nps.ask"\n'
        'msgid "Would you recommend {company}?"\n'
        'msgstr ""\n'
    )
    entries = [message for message in read_po(io.BytesIO(text.encode())) if message.id]
    assert [entry.context for entry in entries] == [row[0] for row in table(to_csv(PARTS, []))[1:]]
    assert to_po(PARTS, "nl-be") == text


def test_what_no_language_has_to_translate_from_is_no_entry() -> None:
    """An entry without a text would be taken for the header of the file."""
    assert '"nps.high"' not in to_po(LABELLED, "sv", source="en")
    assert '"nps.high"' in to_po(LABELLED, "sv", source="nl")
    assert '"nps.high"' in to_po(LABELLED, "sv")
    assert "later" not in to_po(LABELLED, "nl", source="en")


def entry(key: str, source: str, text: str, before: str = "") -> str:
    """Write one entry by hand."""
    return f'{before}\nmsgctxt "{key}"\nmsgid "{source}"\nmsgstr "{text}"\n'


def test_every_entry_that_cannot_be_taken_is_listed_with_its_line() -> None:
    """Fuzzy, plural, out of date, unknown: none of them costs a good one."""
    text = (
        entry("nps.low", "Not at all", "Niets")  # msgid in line 3
        + entry("nps.low", "Nothing", "Nul")  # line 7
        + entry("topic.ask", "What matters?", "Wat telt?", "#, fuzzy")  # line 11
        + entry("topic.other", "What?", "", "#, fuzzy")  # line 15
        + entry("nps.ask", "Would you recommend {company}?", "Beveelt u aan?")  # line 19
        + entry("work.ask", "How good?", "Hoe goed?")  # line 23
        + '\nmsgctxt "topic.option.price"\nmsgid "Price"\nmsgid_plural "Prices"\nmsgstr[0] "x"\n'
        + '\nmsgid "Thank you"\nmsgstr "Dank u"\n'  # line 31
        + entry("gone", "x", "y").replace("\nmsg", "\n#~ msg")
        + entry("topic.option.else", "Something else", "Iets anders")
    )
    asked, problems = from_po(PARTS, "NL", text)
    assert told(problems) == [
        (7, "nps.low", "", "key_twice"),
        (11, "topic.ask", "", "fuzzy"),
        (19, "nps.ask", "nl", "name_lost"),
        (23, "work.ask", "nl", "source_changed"),
        (27, "topic.option.price", "", "plural"),
        (31, "", "", "unknown_key"),
    ]
    assert asked.texts["nl"] == PARTS.texts["nl"] | {
        "nps.low": "Niets",
        "topic.option.else": "Iets anders",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('msgid "a"\nmsgstr "b"\nmsgsrt "c"\n', "Line 3: this is no PO."),
        ('\n\n"stray"\n', "Line 3: this is no PO."),
        ("key,en,nl\n", "Line 1: this is no PO."),
        ('msgid "a"\nmsgstr[x] "b"\n', "its header, or a number in it, cannot be read."),
        ('msgid ""\nmsgstr "POT-Creation-Date: today\\n"\n', "its header, or a number"),
        (b"\xff\xfe", "its header, or a number in it, cannot be read."),
    ],
)
def test_what_is_no_po_is_refused(text: str | bytes, words: str) -> None:
    """With the line where that can be told."""
    with pytest.raises(UnreadableFile, match=words):
        from_po(PARTS, "nl", text)


LINES = st.sampled_from(
    [
        'msgid ""',
        'msgid "Price"',
        "msgid",
        'msgctxt "topic.option.price"',
        "msgctxt",
        'msgstr "Prijs"',
        'msgstr ""',
        'msgstr[1] "x"',
        'msgid_plural "Prices"',
        '"Language: nl\\n"',
        '"Content-Type: text/plain; charset=klingon\\n"',
        '"Plural-Forms: nplurals=2; plural=(n != 1\\n"',
        '"Revision-Date: now\\n"',
        "#, fuzzy",
        "#: \u2068a b:1",
        "#~ msgid",
        "#",
        '"',
        "",
    ]
)


@settings(max_examples=300)
@given(lines=st.lists(LINES | st.text(max_size=8), max_size=8))
def test_whatever_comes_as_po_is_read_or_refused(lines: list[str]) -> None:
    """And nothing else happens; nothing is printed either."""
    try:
        asked, problems = from_po(PARTS, "nl", "\n".join(lines))
    except UnreadableFile:
        return
    assert without_texts(asked) == without_texts(PARTS)
    assert {each.code for each in problems} <= CODES.keys()


@pytest.mark.parametrize("tag", ["dutch", "", "n", "nl be"])
def test_a_language_is_named_by_its_tag(tag: str) -> None:
    """Both ways, before anything is read."""
    with pytest.raises(InvalidValue, match="is no language tag such as nl-be"):
        to_po(PARTS, tag)
    with pytest.raises(InvalidValue, match="is no language tag such as nl-be"):
        from_po(PARTS, tag, "")


def test_po_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables need nothing more."""
    monkeypatch.setitem(sys.modules, "babel.messages", None)
    with pytest.raises(MissingExtra, match=r'pip install "b2bnps\[i18n\]"'):
        to_po(PARTS, "nl")
    with pytest.raises(MissingExtra, match=r'pip install "b2bnps\[i18n\]"'):
        from_po(PARTS, "nl", "")
    assert to_csv(PARTS, ["nl"]) != ""


# How far it is


def test_completeness_counts_what_can_be_reached() -> None:
    """The text of a question that nobody is asked is not missed."""
    found = completeness(evolve(PARTS, texts=PARTS.texts | {"nl-BE": {"nps.low": "Niks"}}))
    missing = (
        "topic.ask",
        "topic.option.price",
        "topic.option.else",
        "topic.other",
        "ending.away.title",
        "ending.away.text",
        "work.ask",
        "work.aspect.speed",
    )
    assert found == {
        "en": Completeness(done=10, needed=10),
        "nl": Completeness(done=2, needed=10, missing=missing),
        "nl-be": Completeness(done=2, needed=10, missing=missing),
    }


@given(asked=question_sets())
def test_a_language_is_shown_exactly_where_nothing_is_missing(asked: QuestionSet) -> None:
    """Counted and shown by the same measure."""
    found = completeness(asked)
    assert tuple(tag for tag, each in found.items() if not each.missing) == asked.languages
    assert {each.needed - each.done - len(each.missing) for each in found.values()} == {0}


def test_the_catalogue_is_translated() -> None:
    """Every language of it, to the last text."""
    found = completeness(question_set("delivery"))
    assert tuple(found) == LANGUAGES
    assert {each.missing for each in found.values()} == {()}


@pytest.mark.parametrize(
    ("texts", "source"),
    [
        ({"tr": ENGLISH, "en": ENGLISH, "de": ENGLISH}, "en"),
        ({"tr": ENGLISH, "en": {"nps.ask": "?"}, "de": {}}, "tr"),
        ({"tr": ENGLISH, "de": ENGLISH}, "de"),
    ],
)
def test_translating_begins_from_the_most_complete_language(
    texts: dict[str, dict[str, str]], source: str
) -> None:
    """English goes before others that are as complete."""
    assert source_of(evolve(PARTS, texts=texts)) == source
