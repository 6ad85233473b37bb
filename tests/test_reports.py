"""Reports: the page, the text and the tables say what the values say, and nothing else."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.analysis.scores import FORMULAS, Line, scoreboard
from b2bnps.closeloop import progress
from b2bnps.errors import NaiveTime
from b2bnps.metrics import Result, ces, nps_from_counts, withheld
from b2bnps.model import (
    Answer,
    Case,
    Delivery,
    Invitation,
    LeftOut,
    Metric,
    Receipt,
    Response,
    Role,
    Wave,
)
from b2bnps.reports import html, text, wording
from b2bnps.reports.tables import (
    ROLE_LABELS,
    CaseLine,
    LeftOutLine,
    Report,
    Table,
    at_risk,
    case_lines,
    left_out_lines,
    line_table,
    silent,
    tables,
)

T0 = datetime(2026, 10, 5, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WAVE = Wave(id="w", at=T0, title="Autumn 2026", opens=T0, closes=T0 + timedelta(days=28))
NAMES = {"A": "Fjord AB", "B": "Öztürk Makina", "C": "De Groot B.V.", "D": "Silent & Sons"}

# (contact, account, role, NPS, effort, satisfaction); None was asked and kept silent
PEOPLE = [
    ("1", "A", Role.END_USER, 10, 7, None),
    ("2", "A", Role.END_USER, 9, 6, None),
    ("3", "A", Role.APPROVER, 8, None, 4),
    ("4", "B", Role.END_USER, 3, 2, None),
    ("5", "B", Role.APPROVER, 6, None, 2),
    ("6", "B", Role.END_USER, None, None, None),
    ("7", "C", Role.APPROVER, 9, None, 5),
    ("8", "C", Role.END_USER, None, None, None),
    ("9", "D", Role.REQUESTER, None, None, None),
]

Facts = tuple[list[Invitation], list[LeftOut], list[Receipt], list[Response]]


def facts() -> Facts:
    """Facts of a small wave: nine people invited, three left out, six answers."""
    invitations, receipts, responses = [], [], []
    for contact, account, role, *scores in PEOPLE:
        who: dict[str, Any] = {"account": account, "contact": contact, "at": T0, "role": role}
        paper = "q-" + role
        invitations.append(Invitation(id="i" + contact, questionnaire=paper, **who))
        receipts.append(
            Receipt(id="m" + contact, invitation="i" + contact, event=Delivery.SENT, at=T0)
        )
        given_scores = zip((Metric.NPS, Metric.CES, Metric.CSAT), scores, strict=True)
        answers = tuple(
            Answer(question=metric, metric=metric, score=score)
            for metric, score in given_scores
            if score is not None
        )
        if answers:
            response = Response(id="r" + contact, invitation="i" + contact, **who)
            responses.append(evolve(response, questionnaire=paper, answers=answers))
    out = [
        LeftOut(id="x", account="D", contact="x", at=T0, reason="asked_recently"),
        LeftOut(id="y", account="A", contact="y", at=T0, reason="asked_recently"),
        LeftOut(id="z", account="A", contact="z", at=T0, reason="generic", eligible=False),
    ]
    return invitations, out, receipts, responses


def sample(**changes: Any) -> Report:
    """Make a complete report of the small wave."""
    given_facts = facts()
    due = datetime(2026, 11, 20, tzinfo=UTC)
    cases = (
        CaseLine(account="Done Ltd", due=due, state="closed"),
        CaseLine(account="Later Ltd", score=6, due=NOW + timedelta(days=2), owner="Elif Demir"),
        CaseLine(account="Fjord AB", score=3, role="End user", due=due, owner="Okan Yılmaz"),
    )
    report = Report(
        title="What customers say",
        made_at=NOW,
        wave=WAVE,
        headline=scoreboard(*given_facts)[0],
        by_role=scoreboard(*given_facts, by="role", labels=ROLE_LABELS),
        by_account=scoreboard(*given_facts, by="account", labels=NAMES),
        left_out=left_out_lines(given_facts[1], sentences={"asked_recently": "Asked lately"}),
        cases=cases,
        in_doubt=2,
        refused=1,
        notes=("Phone answers are included.",),
        next_step="Call Öztürk Makina.",
        banner="Simulated data",
    )
    return evolve(report, **changes)


def empty(**changes: Any) -> Report:
    """Make a report about nothing at all."""
    report = Report(title="Empty", made_at=NOW, wave=WAVE, headline=scoreboard([], [], [], [])[0])
    return evolve(report, **changes)


class Page(HTMLParser):
    """Reads a page into its elements and its visible words."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr", "base"})

    def __init__(self, source: str) -> None:
        """Parse the whole page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element that closes itself."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Check that elements close in order."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember words."""
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """List the attributes of every element of one kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def shape(self) -> Counter[tuple[str, tuple[str, ...]]]:
        """Count elements and the names of their attributes."""
        return Counter((tag, tuple(sorted(attributes))) for tag, attributes in self.elements)

    @property
    def text(self) -> str:
        """All words of the page, on one line."""
        return " ".join(" ".join(self.words).split())


def line(score: Result, **more: Any) -> Line:
    """Make a line of one score, with nothing else asked."""
    other = scoreboard([], [], [], [])[0]
    return evolve(other, key="k", label="Group", nps=score, population=score.population, **more)


# The page as a document


@pytest.mark.parametrize("report", [sample(), empty()], ids=["sample", "empty"])
def test_the_page_runs_no_script_and_asks_the_network_for_nothing(report: Report) -> None:
    """One file is the whole page, and its own policy forbids it anything else."""
    source = html.render(report)
    page = Page(source)
    tags = {tag for tag, _ in page.elements}
    attributes = {name for _, held in page.elements for name in held}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base", "use", "a"}
    assert not {name for name in attributes if name.startswith("on") or name in {"src", "href"}}
    assert not re.findall(r"https?:|//|@import|url\(|javascript:|data:", source)
    (policy,) = (m["content"] for m in page.all("meta") if "http-equiv" in m)
    assert policy is not None
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("report", [sample(), empty()], ids=["sample", "empty"])
def test_the_page_can_be_read_by_everybody(report: Report) -> None:
    """Language, landmarks, headings, captions, scopes and names of pictures are there."""
    page = Page(html.render(report))
    assert page.open == []
    assert [page.all("html")[0]["lang"], len(page.all("main")), len(page.all("h1"))] == ["en", 1, 1]
    assert len(page.all("table")) == len(page.all("caption"))
    assert {cell.get("scope") for cell in page.all("th")} <= {"row", "col"}
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    pointed = [
        name
        for _, attributes in page.elements
        for name in (attributes.get("aria-labelledby") or "").split()
    ]
    assert set(pointed) <= set(ids)
    assert all("aria-labelledby" in picture for picture in page.all("svg"))


def test_the_page_shows_the_figures_of_the_values() -> None:
    """Score, interval, bounds, counts and rates on the page are those of the report."""
    report = sample()
    shown = Page(html.render(report)).text
    score = report.headline.nps
    lower, upper = score.interval.lower, score.interval.upper
    assert lower is not None
    assert upper is not None
    assert (round(score.score or 0), score.n, score.population) == (17, 6, 11)
    minus = "\N{MINUS SIGN}"
    for figure in (
        "+17",
        f"{lower:.0f} to {upper:.0f}".replace("-", minus),
        f"{score.bounds.lower:.0f} to {score.bounds.upper:.0f}".replace("-", minus),
        "6 of 11 people answered (55 %)",
        "50 % 3",
        "Invited 9 Invited: 82",
        "Asked lately 2",
        "4 accounts: 1 with at least one detractor, 1 without any answer.",
    ):
        assert figure in shown


def test_the_page_draws_the_figures_where_they_are() -> None:
    """Marks stand at (score + 100) / 2 percent of the axis, and the parts of a bar fill it."""
    report = sample()
    page = Page(html.render(report))
    score = report.headline.nps.score or 0
    marks = [mark for mark in page.all("line") if mark.get("class") == "score"]
    assert marks[0]["x1"] == f"{(score + 100) / 2:.2f}%"
    kinds = ("promoters", "passives", "detractors")
    widths = [rect["width"] for rect in page.all("rect") if rect.get("class") in kinds]
    assert sum(float((width or "").rstrip("%")) for width in widths) == pytest.approx(100, abs=0.1)


def test_every_line_is_on_the_page_and_in_the_tables() -> None:
    """No role, account, case or reason is dropped."""
    report = sample()
    page, (_, roles, accounts, out, cases) = Page(html.render(report)).text, tables(report)
    for name in (*NAMES.values(), *(case.account for case in report.cases), "Generic"):
        assert name in page
    counts = [len(table.rows) for table in (roles, accounts, out, cases)]
    assert counts == [4, 4, 2, 3]


def test_not_asked_and_no_answer_are_words_and_not_zeros() -> None:
    """What was not measured shows no number."""
    page = Page(html.render(sample())).text
    assert "Customer Effort Score not asked" in page
    assert "no answer yet" in page
    assert "Silent & Sons – no answer yet 0 of 2 (0 %)" in page


def test_an_empty_report_says_so() -> None:
    """Without anybody asked there is a sentence and no chart."""
    page = Page(html.render(empty()))
    assert "Nobody was asked whether they would recommend us." in page.text
    assert page.all("svg") == []


def test_long_lists_are_one_click_away() -> None:
    """Twelve accounts and cases stand open; all others are in the page too."""
    bad = nps_from_counts(1, 0, 0, population=1)
    lines = tuple(evolve(line(bad), key=str(at), label=f"Account {at}") for at in range(30))
    case = sample().cases[0]
    cases = tuple(evolve(case, account=f"Case {at}") for at in range(14))
    page = Page(html.render(sample(by_account=lines, cases=cases)))
    assert [("open" in details) for details in page.all("details")] == [False, False]
    assert all(f"Account {at} " in page.text for at in range(30))
    assert all(f"Case {at} " in page.text for at in range(14))
    assert "2 more cases" in page.text


def test_short_lists_stand_open() -> None:
    """A dozen accounts need no click."""
    assert [("open" in details) for details in Page(html.render(sample())).all("details")] == [True]


def test_a_score_without_an_interval_is_drawn_without_one() -> None:
    """No honest interval, no bar."""
    score = nps_from_counts(0, 0, 3)
    bare = evolve(score, interval=evolve(score.interval, lower=None, upper=None, method="none"))
    page = Page(html.render(empty(headline=line(bare), by_role=(line(bare),))))
    assert [r for r in page.all("rect") if r.get("class") == "interval"] == []
    assert "= 95 % interval: none" in text.render(empty(headline=line(bare)))


def test_every_case_state_of_a_case_is_told() -> None:
    """Overdue stands in words, nobody is named where nobody owns it, and the date is readable."""
    case = CaseLine(account="Fjord AB", due=T0, state="open")
    page = Page(html.render(sample(cases=(case,)))).text
    assert "nobody yet" in page
    assert "due 5 Oct 2026 overdue open" in page
    assert "1 is overdue." in page
    assert "2 are overdue." in Page(html.render(sample(cases=(case, case)))).text


# Hostile words

PAYLOADS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</desc></svg><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "` onmouseover=`alert(1)",
    '" style="background:red" x="',
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<base href=evil>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=evil>",
    "<style>*{display:none}</style>",
    "<form action=evil><input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<!--", "-->", "<![CDATA[", "]]>",
    "{{ 7 * 7 }}", "{% include 'x' %}", "{# gone #}",
    "&lt;script&gt;", "&#60;script&#62;alert(1)", "&quot; onclick=x",
    "\x00<script>\x00", "<scr\x00ipt>", "\u202e<b>evil", "\x1b[31mred\x1b]0;title\x07",
    "a\r\nb\tc\u2028d", "%3Cscript%3E", "+ADw-script+AD4-", "</td></tr></table><h1>x",
]  # fmt: skip


def hostile(words: str) -> Report:
    """Put the same words wherever words of others can stand."""
    report = sample()
    case = CaseLine(account=words, score=1, role=words, owner=words, due=NOW, state=words)
    return evolve(
        report,
        title=words,
        wave=evolve(WAVE, title=words),
        by_role=tuple(evolve(line, label=words) for line in report.by_role),
        by_account=tuple(evolve(line, label=words) for line in report.by_account),
        left_out=(LeftOutLine(reason=words, sentence=words, count=1),),
        cases=(case,),
        notes=(words,),
        next_step=words,
        banner=words,
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_others_stay_words(payload: str) -> None:
    """No name or note adds an element or an attribute, and every one is shown as written."""
    page = Page(html.render(hostile(payload)))
    assert page.shape == Page(html.render(hostile("harmless"))).shape
    shown = " ".join("".join(c if c.isprintable() else " " for c in payload).split())
    assert page.text.count(shown) >= 15


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_terminal_gets_nothing_but_printable_letters(payload: str) -> None:
    """No name can colour, retitle or reorder somebody's terminal, or add a line."""
    written = text.render(hostile(payload))
    assert written.replace("\n", "").isprintable()
    assert written.count("\n") == text.render(hostile("harmless")).count("\n")


# Text


def test_the_text_is_what_it_was() -> None:
    """The text report of the small wave, in full."""
    expected = """\
*** Simulated data ***

What customers say
==================
Autumn 2026; 5 Oct 2026 to 2 Nov 2026; made 22 Nov 2026, 09:30 UTC
"""
    written = text.render(sample())
    assert written.startswith(expected)
    assert written == text.render(sample())
    assert written.endswith(
        "- In doubt: 2 messages that may or may not have gone out. Somebody has to look.\n"
        "- Refused: 1 row of the customer list. Nobody in them was asked.\n"
        "- Phone answers are included.\n"
    )


def test_the_text_tables() -> None:
    """Columns are aligned, numbers to the right, and a gap is a dash."""
    blocks = text.render(sample()).split("\n\n")
    funnel = blocks[blocks.index("From population to answers") + 1]
    assert funnel == (
        "Step        People  Of population\n"
        "----------  ------  -------------\n"
        "Population      11          100 %\n"
        "Invited          9           82 %\n"
        "Delivered        9           82 %\n"
        "Answered         6           55 %"
    )
    assert "Requester       not asked" not in funnel
    out = blocks[blocks.index("Who was not asked, and why") + 1]
    assert out == (
        "Not asked because  People  In population\n"
        "-----------------  ------  -------------\n"
        "Asked lately            2  yes\n"
        "Generic                 1  no"
    )


def test_the_text_draws_the_score() -> None:
    """A score of 0 stands in the middle of the bar, in its interval, in its bounds."""
    score = nps_from_counts(10, 0, 10, population=40)
    written = text.render(empty(headline=line(score)))
    (bar,) = (row for row in written.splitlines() if re.fullmatch(r" *\.+=+o=+\.+ *", row))
    assert (bar.index("o"), bar.index("."), bar.rstrip().rindex(".")) == (20, 10, 30)


def test_long_lists_are_cut_and_counted() -> None:
    """A terminal shows the first ones and says how many there are."""
    bad = nps_from_counts(1, 0, 0, population=1)
    lines = tuple(evolve(line(bad), label=f"Account {at:02}") for at in range(9))
    cases = tuple(evolve(sample().cases[0], account=f"Case {at:02}") for at in range(4))
    written = text.render(sample(by_account=lines, cases=cases), limit=3)
    assert "Account 02" in written
    assert "Account 03" not in written
    assert "... and 6 more" in written
    assert "... and 1 more" in written


def test_accounts_without_detractors_are_only_counted() -> None:
    """Where nobody is at risk there is one sentence."""
    good = (line(nps_from_counts(0, 0, 1)),)
    expected = "1 account: 0 with at least one detractor, 1 without any answer."
    assert expected in text.render(empty(by_account=good))


def test_wide_letters_take_two_columns_and_accents_none() -> None:
    """Columns stay aligned for every script that a terminal shows in steps."""
    assert [text.width(name) for name in ("abc", "東京", "e\u0301", "Öztürk")] == [3, 4, 1, 6]
    table = Table(title="T", columns=("n", "v"), rows=(("東京", 1), ("ab", 22)), align="lr")
    assert text.grid(table) == "T\n\nn      v\n----  --\n東京   1\nab    22"


def test_long_names_are_cut() -> None:
    """A name takes at most so many columns, and shows that it was cut."""
    table = Table(title="T", columns=("n",), rows=(("東" * 10,), (None,)))
    assert text.grid(table, widest=8).splitlines()[-2:] == ["東東東..", "-"]


# Words and figures


@pytest.mark.parametrize(
    ("value", "written"),
    [(62.1, "+62"), (-4.4, "-4"), (0.4, "0"), (-0.4, "0"), (12.5, "+13"), (-12.5, "-13")],
)
def test_points_are_rounded_once_with_their_sign(value: float, written: str) -> None:
    """Halves go away from zero, and nothing is written as minus zero."""
    assert wording.points(value) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0 %"), (0.001, "<1 %"), (0.414, "41 %"), (0.999, ">99 %"), (1, "100 %")],
)
def test_some_is_never_none_and_nearly_all_never_all(share: float, written: str) -> None:
    """Rounding does not turn a few into nobody."""
    assert wording.percent(share) == written


@given(st.floats(-100, 100))
def test_rounding_moves_a_score_by_half_a_point_at_most(value: float) -> None:
    """What is shown is the value, rounded once."""
    assert abs(wording.whole(value) - value) <= 0.5


def test_parts_of_a_whole() -> None:
    """A part stands with its whole, or alone where there is none."""
    assert wording.of(124, 300) == "124 of 300 (41 %)"
    assert [wording.of(1234, None), wording.of(0, 0)] == ["1,234", "0"]


def test_the_period_may_have_no_end() -> None:
    """A wave without a close is written as open."""
    report = empty(wave=evolve(WAVE, closes=None))
    assert wording.period(report) == "since 5 Oct 2026"


def test_the_sentence_fits_the_case() -> None:
    """A census is no estimate, an unknown population is said, and silence is silence."""
    census, unknown = nps_from_counts(0, 0, 3, population=3), nps_from_counts(1, 2, 7)
    silence = nps_from_counts(0, 0, 0, population=3)
    sentences = [
        wording.headline(empty(headline=line(score))) for score in (census, unknown, silence)
    ]
    assert sentences[0] == "Everybody answered: this is the score, not an estimate of it."
    assert sentences[1].startswith("The score of customers like these lies between ")
    assert sentences[2] == "Nobody has given a valid answer, so there is no score."


def test_effort_says_which_end_is_good() -> None:
    """Low is good in the first version of the effort score, and the page says so."""
    person, _, _, answers = facts()
    answers = [evolve(answer, questionnaire="q") for answer in answers]
    formulas = {**FORMULAS, Metric.CES: lambda cells, **more: ces(cells, version="1.0", **more)}
    headline = scoreboard(person, [], [], answers, formulas=formulas)[0]
    page = Page(html.render(empty(headline=headline))).text
    assert "(1 is best)" in page
    assert "mean answer on a scale of 1 to 5; low is good" in page


def test_warnings_are_sentences_with_their_groups() -> None:
    """A warning names the groups it goes for, or all of them at once."""
    wide, sure = nps_from_counts(1, 1, 2), nps_from_counts(0, 0, 3, population=3)
    roles = (evolve(line(wide), label="Approver"), evolve(line(sure), label="End user"))
    (some,) = wording.remarks(empty(headline=line(sure), by_role=roles))
    (every,) = wording.remarks(empty(headline=line(wide), by_role=roles[:1]))
    assert some.endswith("This goes for Net Promoter Score of Approver.")
    assert every.endswith("This goes for Net Promoter Score of every group.")


def test_what_did_not_count_is_said() -> None:
    """Partial answers, strangers and unusable cells each give a sentence."""
    score = evolve(nps_from_counts(0, 1, 300), excluded={"missing": 2})
    headline = line(score, partial=1, unmatched=3)
    assert wording.remarks(empty(headline=headline)) == (
        "Net Promoter Score: 2 answers did not count. No answer was given.",
        "Partial: 1 answer that stopped before the last question; counted all the same.",
        "Not counted: 3 answers from outside the planned population, or given twice.",
    )


# Values and tables


def test_a_report_needs_an_aware_time() -> None:
    """Overdue cannot be told from a time without a zone."""
    with pytest.raises(NaiveTime, match="made_at"):
        empty(made_at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_cases_stand_in_the_order_of_who_must_act() -> None:
    """Unfinished ones first, the earliest due date on top."""
    names = [case.account for case in sample().cases_by_due]
    assert names == ["Fjord AB", "Later Ltd", "Done Ltd"]


@pytest.mark.parametrize(
    ("state", "hours", "overdue"),
    [
        ("open", -1, True),
        ("assigned", -1, True),
        ("contacted", -1, False),
        ("closed", -1, False),
        ("open", 1, False),
    ],
)
def test_overdue_is_a_first_contact_that_did_not_happen(
    state: str, hours: int, *, overdue: bool
) -> None:
    """Once somebody made contact, or before the time is over, nothing is overdue."""
    case = CaseLine(account="A", due=NOW + timedelta(hours=hours), state=state)
    assert case.overdue(NOW) is overdue


def test_case_lines_name_accounts_and_owners() -> None:
    """Ids become names where names are known."""
    case = Case(id="c", account="A", at=T0, due=T0, owner="u1", score=3, role=Role.APPROVER)
    stranger = evolve(case, id="d", account="Z", owner="u2")
    cases = [progress(case, []), progress(stranger, [])]
    first, second = case_lines(cases, accounts=NAMES, owners={"u1": "Elif Demir"})
    assert (first.account, first.owner, first.role) == ("Fjord AB", "Elif Demir", "Approver")
    assert (second.account, second.owner, second.state) == ("Z", "u2", "open")


def test_people_left_out_are_counted_by_reason() -> None:
    """The most frequent reason first; a code without a sentence stands for itself."""
    assert left_out_lines(facts()[1]) == (
        LeftOutLine(reason="asked_recently", sentence="Asked recently", count=2),
        LeftOutLine(reason="generic", sentence="Generic", count=1, eligible=False),
    )


def test_accounts_at_risk_and_silent_accounts() -> None:
    """Detractors make a risk, and no answer at all is silence."""
    lines = sample().by_account
    assert [line.label for line in at_risk(lines)] == ["Öztürk Makina"]
    assert [line.label for line in silent(lines)] == ["Silent & Sons"]


def test_tables_hold_unrounded_values() -> None:
    """A spreadsheet gets the value itself, under a name that says what it is."""
    report = sample()
    table = line_table("Everybody", (report.headline,))
    row = dict(zip(table.columns, table.rows[0], strict=True))
    score = report.headline.nps
    assert (row["nps"], row["nps_lower"]) == (score.score, score.interval.lower)
    assert (row["population"], row["promoters"], row["passives"], row["detractors"]) == (
        11,
        3,
        1,
        2,
    )
    assert row["ces_score"] == report.headline.ces.score
    assert len(table.align) == len(table.columns)


def test_tables_leave_empty_what_was_not_asked() -> None:
    """A metric that was not asked has no bounds, no counts and no score."""
    table = line_table("Nothing", (empty().headline,))
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert [row[name] for name in ("nps", "nps_bound_lower", "promoters")] == [None] * 3
    assert row["nps_warnings"] == "not_asked"


def not_shown() -> Report:
    """Make the report of the small wave for readers who may not see a single figure of it."""
    report = sample()
    lines = (report.headline, *report.by_role, *report.by_account)
    headline, *others = (
        evolve(one, **{result.metric: withheld(result) for result in one.results}) for one in lines
    )
    roles = len(report.by_role)
    return evolve(
        report,
        headline=headline,
        by_role=tuple(others[:roles]),
        by_account=tuple(others[roles:]),
        cases=(),
    )


def test_tables_leave_empty_what_is_not_shown() -> None:
    """A figure that is withheld has no counts and no bounds either: zeros would be untrue."""
    table = line_table("Everybody", (not_shown().headline,))
    row = dict(zip(table.columns, table.rows[0], strict=True))
    gone = ("nps", "nps_lower", "nps_bound_lower", "nps_bound_upper", "nps_n", "promoters")
    assert [row[name] for name in (*gone, "passives", "detractors")] == [None] * 8
    assert [row[name] for name in ("csat_score", "csat_n", "ces_n")] == [None] * 3
    assert (row["nps_warnings"], row["csat_warnings"]) == ("suppressed", "suppressed")
    assert (row["answered"], row["population"]) == (6, 11)


def test_a_score_that_is_not_shown_is_no_silence() -> None:
    """Page and text say that a figure is withheld; neither says that nobody has answered."""
    reason = "Not shown, so that nobody can make out what a few people said."
    report = not_shown()
    assert wording.headline(report) == reason
    page, written = Page(html.render(report)).text, text.render(report)
    for found in (page, written):
        assert reason in found
        assert "0 people" not in found
        assert " 0 of " not in found
        assert "no valid answer" not in found
    assert "Öztürk Makina – not shown –" in page
    assert "End user not shown" in " ".join(written.split())
    assert "Net Promoter Score percent of 9 and 10" in page
