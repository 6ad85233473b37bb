"""Questionnaires on the command line: looked at, looked over, exported and shown around."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from b2bnps.cli import main
from b2bnps.cli.questionnaires.saying import clause, plain, said
from b2bnps.model import Metric, Role
from b2bnps.questionnaires import question_set
from b2bnps.questionnaires.document import from_json, to_json
from b2bnps.questionnaires.rules import (
    And,
    Answered,
    Chose,
    Class,
    Full,
    InRole,
    Known,
    Not,
    Or,
    Rule,
    Scored,
)

TEXTS = {
    "used.ask": "Have you used {product}?",
    "used.option.yes": "Yes",
    "used.option.no": "No",
    "nps.ask": "How likely are you to recommend {company} to a colleague?",
    "nps.low": "Not at all likely",
    "nps.high": "Extremely likely",
    "why.ask": "What is the main reason for your score?",
    "why.hint": "Use {{braces}} as you like.",
    "fault.ask": "What went wrong?",
    "fault.option.late": "It came late",
    "fault.option.other": "Something else",
    "fault.other": "What was it?",
    "mood.ask": "How are you?",
    "mood.point.1": "Bad",
    "mood.point.2": "Good",
    "parts.ask": "How good is each?",
    "parts.aspect.price": "Price",
    "parts.aspect.speed": "Speed",
    "bye.ask": "That is all.",
    "ending.unused.title": "Thank you",
    "ending.unused.text": "The other questions are for users.",
}
"""One text of every sort."""

EVERYTHING: Mapping[str, Any] = {
    "b2bnps": 1,
    "name": "own",
    "core": ["used", "nps", "why"],
    "blocks": {
        "unknown": ["fault"],
        "end_user": ["mood", "parts"],
        "end_user/support": ["mood", "parts"],
        "approver": [],
    },
    "closing": ["bye"],
    "questions": [
        {
            "id": "used",
            "kind": "yes_no",
            "required": True,
            "routes": [
                {"to": "unused", "when": {"choice": "used", "in": ["no"]}},
                {"to": "end", "when": {"full": "users"}},
                {"to": "nps"},
            ],
        },
        {"id": "nps", "kind": "scale", "metric": "nps", "high": 10},
        {"id": "why", "kind": "text"},
        {
            "id": "fault",
            "kind": "choices",
            "options": ["late", "other"],
            "other": "other",
            "show_if": {"class": "nps", "in": ["detractor"]},
        },
        {"id": "mood", "kind": "scale", "low": 1, "high": 2, "faces": True},
        {
            "id": "parts",
            "kind": "matrix",
            "low": 1,
            "high": 5,
            "aspects": ["price", "speed"],
            "new_page": True,
        },
        {"id": "bye", "kind": "notice"},
    ],
    "endings": [{"id": "unused", "screened_out": True}],
    "quotas": [{"id": "users", "limit": 20, "when": {"role": ["end_user"]}}],
    "texts": {"en": TEXTS, "sv": {"nps.ask": "Hur troligt är det?"}},
}
"""A set with every kind of question, route, ending and quota."""

SHOWN = """\
own  7 questions in 4 blocks, shown in en
Complete in en.
20 texts are missing in sv; it is not shown.

First, everybody is asked
  used    Have you used {product}?
          ○ Yes   ○ No
          Must be answered; ends with unused if used is no, else ends the
          questions if the quota users is full, else goes on with nps.

  nps     How likely are you to recommend {company} to a colleague?
          0 Not at all likely … 10 Extremely likely
          Measures NPS.

  why     What is the main reason for your score?
          Use {braces} as you like.
          ✎ ____________________

Then, everybody is asked the one block that is theirs
  fault         unknown
  mood, parts   end_user, end_user/support
  nothing more  approver

The questions of the blocks
  fault   What went wrong?
          □ It came late   □ Something else
          ✎ What was it?
          Only detractors.

  mood    How are you?
          1 Bad   2 Good

  parts   How good is each?
          – Price   – Speed
          1 … 5
          Begins a page.

Last, everybody is asked
  bye     That is all.
          Takes no answer.

Other pages of thanks
  unused  Thank you
          The other questions are for users.
          Whoever gets here counts in no figure.

Quotas
  users   full from 20 where the role is end_user
"""


class Terminal:
    """Runs commands in this process, 80 characters wide."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        """Read what the commands print from here."""
        self._captured = captured

    def run(self, *arguments: object) -> tuple[int, str, str]:
        """Run a command; give its status, its output and its complaints, without blanks at ends."""
        status = main(["questionnaire", *map(str, arguments)])
        out, err = self._captured.readouterr()
        return status, _trimmed(out), _trimmed(err)


def _trimmed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@pytest.fixture
def terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """Give a terminal of the usual width."""
    monkeypatch.setenv("COLUMNS", "80")
    return Terminal(capsys)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Write the set with everything as a document."""
    return written(tmp_path / "own.json", EVERYTHING)


def written(file: Path, data: object) -> Path:
    """Write data as JSON."""
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return file


# show


def test_a_set_is_shown_as_a_person_reads_it(terminal: Terminal, own: Path) -> None:
    """Words, scales, options, rules, routes, endings and quotas stand there in plain English."""
    assert terminal.run("show", own) == (0, SHOWN, "")


def test_words_beside_an_option_need_no_label(terminal: Terminal, tmp_path: Path) -> None:
    """An option that takes words shows where they go, also where nothing says what to write."""
    texts = {key: text for key, text in TEXTS.items() if key != "fault.other"}
    file = written(tmp_path / "own.json", {**EVERYTHING, "texts": {"en": texts}})
    _, out, _ = terminal.run("show", file)

    assert "□ Something else\n          ✎ ____________________\n          Only detractors." in out


def test_one_block_is_shown_with_what_everybody_is_asked(terminal: Terminal, own: Path) -> None:
    """With ``--block`` the other blocks are left out; the core and the closing are not."""
    status, out, _ = terminal.run("show", own, "--block", "end_user/support")

    assert status == 0
    assert "Then, in the block end_user/support\n  mood    How are you?" in out
    assert "fault" not in out
    assert "How likely are you to recommend" in out
    assert "That is all." in out


def test_the_block_of_a_role_is_shown(terminal: Terminal, own: Path) -> None:
    """``--role`` chooses as a wave would: a role without a block of its own gets ``unknown``."""
    _, decider, _ = terminal.run("show", own, "--role", "decision_maker")
    _, user, _ = terminal.run("show", own, "--role", "end-user")

    assert "Then, in the block unknown" in decider
    assert "Then, in the block end_user\n" in user


def test_a_set_with_one_block_needs_no_table_of_blocks(terminal: Terminal) -> None:
    """Where everybody is asked the same, nobody reads about blocks."""
    _, out, _ = terminal.run("show", "employee")

    assert "Then, everybody is asked\n  happiness_work  How do you feel" in out
    assert "block that is theirs" not in out


def test_a_ready_set_is_shown_in_any_language_and_about_any_subject(terminal: Terminal) -> None:
    """The Turkish words about a product are those that a Turkish customer reads."""
    status, out, _ = terminal.run(
        "show", "relationship", "--language", "tr", "--subject", "product", "--block", "end_user"
    )
    asked = question_set("relationship", "product")["end_user"]
    words = asked.text("why.ask", "tr")

    assert status == 0
    assert "shown in tr" in out
    assert words in out
    assert "{product}" in out


def test_what_a_language_lacks_is_named_where_it_would_stand(terminal: Terminal, own: Path) -> None:
    """A begun language shows what it has, and the key of every text that is missing."""
    status, out, _ = terminal.run("show", own, "--language", "SV")

    assert status == 0
    assert "nps     Hur troligt är det?\n          0 missing: nps.low … 10 missing" in out
    assert "missing: used.ask\n          ○ missing: used.option.yes" in out


def test_slips_of_the_pen_name_what_there_is(terminal: Terminal, own: Path) -> None:
    """A block, a language, a set that is not there ends with 2 and names those that are."""
    assert terminal.run("show", own, "--block", "users") == (
        2,
        "",
        (
            "b2bnps: There is no block 'users'. "
            "There are: unknown, end_user, end_user/support, approver\n"
        ),
    )
    assert terminal.run("show", own, "--language", "nl") == (
        2,
        "",
        "b2bnps: There is no text in 'nl'. There are: en, sv\n",
    )
    status, out, err = terminal.run("show", "relationships")
    assert (status, out) == (2, "")
    assert "no file 'relationships' and no ready set of this name: relationship, delivery" in err


def test_words_of_a_file_never_command_the_terminal(terminal: Terminal, tmp_path: Path) -> None:
    """An escape sequence in a text or in a name is shown as what cannot be shown."""
    texts = {"en": {"why.ask": "Why\x1b[2J?"}}
    data = {
        "b2bnps": 1,
        "name": "own\x1b]0;x",
        "core": ["why"],
        "questions": [{"id": "why", "kind": "text"}],
        "texts": texts,
    }
    status, out, _ = terminal.run("show", written(tmp_path / "own.json", data))

    assert status == 0
    assert "\x1b" not in out
    assert "Why\ufffd[2J?" in out
    assert plain("two\nlines\x07") == "two\nlines\ufffd"


RULES: list[tuple[Rule, str]] = [
    (Class("nps", ("detractor",)), "only detractors"),
    (Class("nps", ("detractor", "passive")), "only detractors and passives"),
    (Class("enps", ("promoter",)), "only promoters of enps"),
    (InRole((Role.END_USER, Role.APPROVER)), "only in the role end_user or approver"),
    (Scored("csat", at_most=3), "only if csat is at most 3"),
    (Scored("csat", at_least=4), "only if csat is at least 4"),
    (Scored("csat", 2, 4), "only if csat is 2 to 4"),
    (Scored("csat", 3, 3), "only if csat is 3"),
    (Answered("why"), "only if why was answered"),
    (Chose("topic", ("price", "quality", "help")), "only if topic is price, quality or help"),
    (Chose("faults", ("late",)), "only if faults includes late"),
    (Known("phase", ("design",)), "only if phase is design"),
    (Full("users"), "only if the quota users is full"),
    (Not(Scored("csat", at_most=3)), "not if csat is at most 3"),
    (
        Or((Class("nps", ("passive",)), And((Answered("why"), InRole((Role.UNKNOWN,)))))),
        "only if nps is that of a passive or (why was answered and the role is unknown)",
    ),
    (
        And((Not(Answered("why")), Or((Full("a"), Full("b"))))),
        "only if not (why was answered) and (the quota a is full or the quota b is full)",
    ),
]


@pytest.mark.parametrize(("rule", "words"), RULES)
def test_a_rule_is_said_in_plain_words(rule: Rule, words: str) -> None:
    """Whoever writes no code reads when a question is asked; what is inside keeps its brackets."""
    assert said(rule, {"faults"}) == words
    assert clause(Not(rule), {"faults"}) == f"not ({clause(rule, {'faults'})})"


# lint


def test_a_ready_set_has_nothing_to_improve(terminal: Terminal) -> None:
    """A clean set says so and ends with 0."""
    status, out, err = terminal.run("lint", "first_use")

    assert (status, err) == (0, "")
    assert out == "Nothing to improve in first_use, 5 questions in 4 blocks.\n"


def test_advice_is_grouped_and_ends_with_1(terminal: Terminal, own: Path) -> None:
    """Each finding says what, where and what to do; a begun language is one of them, not twenty."""
    status, out, err = terminal.run("lint", own)

    assert (status, err) == (1, "")
    assert "scale_labels_missing\n  An end of a scale has no label in any language.\n" in out
    parts = "  parts                     Nobody can tell which end of the scale is good.\n"
    assert f"{parts}  in end_user and           → Add the texts parts.low and parts.high." in out
    assert out.count("untranslated") == 1
    assert "sv  20 texts missing, so sv is not shown at all." in out
    assert out.splitlines()[-1] == "2 findings in own, 7 questions in 4 blocks."
    assert max(map(len, out.splitlines())) <= 80


def test_only_an_anonymous_programme_may_promise_it(terminal: Terminal, tmp_path: Path) -> None:
    """``--anonymous`` says that no names are kept, and the promise is then no finding."""
    data = {
        "b2bnps": 1,
        "name": "own",
        "core": ["why"],
        "questions": [{"id": "why", "kind": "text"}],
        "texts": {"en": {"why.ask": "Why? Your answer is anonymous."}},
    }
    file = written(tmp_path / "own.json", data)

    assert terminal.run("lint", file)[0] == 1
    assert terminal.run("lint", file, "--anonymous")[0] == 0


def test_many_blocks_are_counted(terminal: Terminal, tmp_path: Path) -> None:
    """A finding of more than three blocks names three of them and counts the others."""
    names = ["unknown", "end_user", "approver", "finance", "support", "project"]
    data = {
        "b2bnps": 1,
        "name": "own",
        "core": ["why"],
        "blocks": {name: ["rate"] if name != "project" else [] for name in names},
        "questions": [
            {"id": "why", "kind": "text"},
            {"id": "rate", "kind": "scale", "low": 1, "high": 5},
        ],
        "texts": {"en": {"why.ask": "Why?", "rate.ask": "How good is it?"}},
    }
    _, out, _ = terminal.run("lint", written(tmp_path / "own.json", data))

    assert "in unknown, end_user," in out
    assert "approver and 2 others" in out


def test_faults_stand_one_on_a_line(terminal: Terminal, tmp_path: Path) -> None:
    """A document that could not be asked ends with 2, and every fault has its path."""
    questions = [
        {"id": "nps", "kind": "scales", "high": 10},
        {"id": "why", "kind": "text", "required": 1},
    ]
    data = {"b2bnps": 1, "name": "own", "questions": questions, "texts": {"e\x1bn": {}}}
    file = written(tmp_path / "own.json", data)
    status, out, err = terminal.run("lint", file)

    assert (status, out) == (2, "")
    assert err.splitlines() == [
        f"b2bnps: {file} cannot be asked:",
        (
            "  $.questions[0].kind: takes scale, matrix, choice, choices, yes_no, contact, quote, "
            "text, notice."
        ),
        "  $.questions[1].required: true or false is needed here.",
    ]


def test_files_that_hold_no_questionnaire_end_with_2(terminal: Terminal, tmp_path: Path) -> None:
    """What is no JSON, no object, of no known system or no UTF-8 is refused with a sentence."""
    for content, complaint in (
        (b"nps,why", "$: is not JSON."),
        (b"[1]", "$: an object is needed here."),
        (b'{"surprise": 1}', "$.b2bnps: the version of the format is needed here: 1."),
        ("{}ü".encode("latin-1"), "is not UTF-8; save it as UTF-8."),
    ):
        file = tmp_path / "file"
        file.write_bytes(content)
        status, out, err = terminal.run("lint", file)
        assert (status, out) == (2, "")
        assert complaint in err


def test_a_file_takes_no_subject(terminal: Terminal, own: Path) -> None:
    """Only ready sets have wordings to choose from."""
    status, _, err = terminal.run("show", own, "--subject", "brand")

    assert (status, "--subject chooses" in err) == (2, True)


# export


def test_an_exported_document_is_the_set_again(terminal: Terminal, tmp_path: Path) -> None:
    """JSON goes to standard output or into a file, and reads back with the same digests."""
    status, out, err = terminal.run("export", "delivery")
    file = tmp_path / "delivery.json"
    into = terminal.run("export", "delivery", "-o", file)

    assert (status, err, into) == (0, "", (0, "", ""))
    assert out == file.read_text(encoding="utf-8") == to_json(question_set("delivery"))
    again = from_json(out)
    assert {block: one.digest for block, one in again.items()} == {
        block: one.digest for block, one in question_set("delivery").items()
    }


def test_translators_get_a_table(terminal: Terminal, own: Path, tmp_path: Path) -> None:
    """CSV has a column for each language that is begun, or for the one that is asked for."""
    begun, french = tmp_path / "begun.csv", tmp_path / "french.csv"
    terminal.run("export", own, "--to", "csv", "-o", begun)
    terminal.run("export", own, "--to", "csv", "--language", "fr", "-o", french)

    def header(file: Path) -> list[str]:
        return next(csv.reader(StringIO(file.read_text(encoding="utf-8-sig"))))

    assert header(begun) == ["key", "context", "en", "sv"]
    assert header(french) == ["key", "context", "en", "fr"]


def test_translators_get_a_po_file(terminal: Terminal, own: Path) -> None:
    """PO holds one language, so it has to be named."""
    status, out, _ = terminal.run("export", own, "--to", "po", "--language", "sv")
    without = terminal.run("export", own, "--to", "po")

    assert status == 0
    assert 'msgctxt "nps.ask"' in out
    assert 'msgstr "Hur troligt är det?"' in out
    assert without == (
        2,
        "",
        "b2bnps: A po file is for one language; say which with --language, e.g. --language nl.\n",
    )


def test_a_document_takes_no_language(terminal: Terminal) -> None:
    """A document carries every language; nothing is left out in silence."""
    status, out, err = terminal.run("export", "delivery", "--language", "nl")

    assert (status, out) == (2, "")
    assert "json carries every language" in err


def test_what_surveyjs_cannot_carry_is_told(terminal: Terminal, own: Path) -> None:
    """The survey goes to standard output, and the losses are listed beside it, alike together."""
    status, out, err = terminal.run("export", own, "--to", "surveyjs")

    assert status == 0
    assert json.loads(out)["pages"]
    assert err.startswith("What surveyjs cannot carry:\n  end_user  $.blocks.end_user\n")
    assert err.count("SurveyJS knows no roles") == 1
    assert "$.quotas[0]" in err


def test_one_block_goes_to_surveyjs(terminal: Terminal, own: Path) -> None:
    """SurveyJS has no blocks, so one is written; every other form carries them all."""
    _, out, _ = terminal.run("export", own, "--to", "surveyjs", "--block", "end_user")
    refused = terminal.run("export", own, "--block", "end_user")
    unknown = terminal.run("export", own, "--to", "surveyjs", "--block", "users")

    assert '"name": "mood"' in out
    assert '"name": "fault"' not in out
    assert refused == (2, "", "b2bnps: --block goes with surveyjs; json carries every block.\n")
    assert unknown[0] == 2


# files of other systems

SURVEYJS = {
    "elements": [
        {"type": "rating", "name": "score", "title": "Recommend?", "rateMin": 0, "rateMax": 10},
        {"type": "comment", "name": "reason", "title": "Why?", "visibleIf": "{score} < 7"},
        {"type": "signaturepad", "name": "sign"},
    ]
}
QUALTRICS = {
    "SurveyEntry": {"SurveyID": "SV_1", "SurveyName": "Old", "SurveyLanguage": "EN"},
    "SurveyElements": [
        {
            "Element": "BL",
            "Payload": [
                {
                    "Type": "Default",
                    "ID": "BL_1",
                    "BlockElements": [
                        {"Type": "Question", "QuestionID": "QID1"},
                        {"Type": "Question", "QuestionID": "QID2"},
                    ],
                }
            ],
        },
        {
            "Element": "FL",
            "Payload": {
                "Type": "Root",
                "FlowID": "FL_1",
                "Flow": [{"Type": "Block", "ID": "BL_1"}],
            },
        },
        *(
            {
                "Element": "SQ",
                "PrimaryAttribute": id_,
                "Payload": {
                    "QuestionID": id_,
                    "DataExportTag": tag,
                    "QuestionText": "Why?",
                    "QuestionType": kind,
                    "Selector": selector,
                },
            }
            for id_, tag, kind, selector in (
                ("QID1", "reason", "TE", "ML"),
                ("QID2", "sign", "Draw", "Signature"),
            )
        ),
    ],
}
FORMBRICKS = {
    "data": {
        "name": "Old",
        "questions": [
            {"id": "reason", "type": "openText", "headline": {"default": "Why?"}},
            {"id": "sign", "type": "cal", "headline": {"default": "Book a meeting"}},
        ],
    }
}


@pytest.mark.parametrize(
    ("origin", "survey", "lost"),
    [
        ("SurveyJS", SURVEYJS, "$.elements[2]"),
        ("Qualtrics", QUALTRICS, "$.SurveyElements[3].Payload"),
        ("Formbricks", FORMBRICKS, "$.data.questions[1]"),
    ],
)
def test_a_survey_of_another_system_is_known_by_what_it_holds(
    terminal: Terminal, tmp_path: Path, origin: str, survey: object, lost: str
) -> None:
    """Whatever the file is called, it is shown, and what could not come along is always told."""
    status, out, err = terminal.run("show", written(tmp_path / "survey", survey))

    assert status == 0
    assert "reason  Why?" in out
    assert err.startswith(f"Left out of the {origin} file:\n")
    assert f"sign  {lost}\n" in err


def test_what_a_question_of_another_system_measures_is_declared(
    terminal: Terminal, tmp_path: Path
) -> None:
    """``--metric`` says it by the name there; an unknown name or measure ends with 2."""
    file, made = written(tmp_path / "survey", SURVEYJS), tmp_path / "own.json"
    status, _, _ = terminal.run("export", file, "--metric", "score=nps", "-o", made)
    [score, _] = from_json(made.read_text(encoding="utf-8"))["unknown"].questions

    assert (status, score.metric) == (0, Metric.NPS)
    for wrong, complaint in (
        ("score=NPS", "takes a question and what it measures: Q1=nps (nps, enps, csat,"),
        ("score=", "takes a question and what it measures"),
        ("nps", "takes a question and what it measures"),
        ("scores=nps", "no question that came along is called 'scores'"),
    ):
        status, out, err = terminal.run("export", file, "--metric", wrong)
        assert (status, out) == (2, "")
        assert complaint in err


def test_our_own_sets_say_themselves_what_is_measured(terminal: Terminal, own: Path) -> None:
    """A metric for a ready set or a document of ours would say a second time what stands there."""
    for asked in ("relationship", own):
        status, _, err = terminal.run("export", asked, "--metric", "nps=nps")
        assert (status, "our own say themselves" in err) == (2, True)


# preview


def preview(*arguments: object) -> tuple[subprocess.Popen[str], str]:
    """Start a preview; give the process and the link that it prints."""
    command = [sys.executable, "-m", "b2bnps.cli", "questionnaire", "preview", *map(str, arguments)]
    wide = {**os.environ, "COLUMNS": "80"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=wide)
    assert process.stdout is not None
    link = next(line for line in process.stdout if line.startswith("http://"))
    return process, link.strip()


def remark(link: str, text: str, **query: str) -> int:
    """Leave a remark as the page would."""
    form = urlencode({"remark-text": text, "remark-by": "Kim"}).encode()
    address = f"{link}?{urlencode(query)}"
    with urlopen(address, form) as reply:  # noqa: S310 - our own page
        return int(reply.status)


def test_colleagues_leave_remarks_on_a_preview(own: Path, tmp_path: Path) -> None:
    """The pages open until Ctrl+C; then the remarks are printed and stand in a file."""
    file = tmp_path / "remarks.csv"
    process, link = preview(own, "--company", "Acme", "-o", file)
    with process:
        with urlopen(link) as page:  # noqa: S310 - our own page
            assert "Have you used" in page.read().decode()
        assert remark(link, "=Which one?", block="end_user", lang="en") == 200
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "Closed. 1 remark." in out
    assert "=Which one?" in out
    [row] = csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig")))
    del row["at"]
    assert row == {
        "block": "end_user",
        "question": "used",
        "language": "en",
        "by": "Kim",
        "remark": "'=Which one?",
    }


def test_a_preview_without_remarks_says_so(own: Path) -> None:
    """Whoever ends it in the background gets the same goodbye."""
    process, _ = preview(own)
    with process:
        process.terminate()
        out, _ = process.communicate(timeout=60)

    assert (process.returncode, out.splitlines()[-1]) == (0, "Closed. No remarks.")


def test_a_port_that_is_taken_is_named(terminal: Terminal, own: Path) -> None:
    """Somebody else's port ends with 2 and says what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        _, _, err = terminal.run("preview", own, "--port", port)

    assert err == f"b2bnps: Port {port} is taken; leave --port out for a free one.\n"
