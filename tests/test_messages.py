"""Messages: what people are written, in four languages and three forms."""

import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from attrs import evolve

from b2bnps.errors import InvalidValue
from b2bnps.messages import Sender, compose
from b2bnps.messages.layout import render
from b2bnps.messages.wording import LANGUAGES, choose_language, fill, phrases
from b2bnps.model import Contact, Invitation, Message, Metric, Role, Wave, WaveKind, derive
from b2bnps.ports import Form
from b2bnps.questionnaires.catalogue import question_set
from b2bnps.questionnaires.rules import Answered, InRole, Known
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire
from b2bnps.questionnaires.wording import direction

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
ANSWER = "https://crm.example/nps/r/" + "A" * 48
UNSUBSCRIBE = "https://crm.example/nps/u/" + "B" * 48
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
SENDER = Sender(
    company="Meridian", name="Ida Berg", email="ida@meridian.example", postal="Dock 4, Rotterdam"
)
WAVE = Wave(id="w", wave="w", at=NOW, opens=NOW)
CONTACT = Contact(id="c1", contact="c1", at=NOW, first_name="Şükriye", last_name="Çağlayangil")
INVITATION = Invitation(
    id="i1", wave="w", account="a1", contact="c1", at=NOW, role=Role.END_USER, language="en"
)
NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True)
WHY = Question(id="why", kind=Kind.TEXT)
TEXTS = {
    "nps.ask": "Would you recommend {company}, {name}?",
    "nps.low": "never",
    "nps.high": "surely",
    "why.ask": "Why?",
}


def ask(
    *questions: Question, languages: tuple[str, ...] = LANGUAGES, **texts: str
) -> Questionnaire:
    """Give a questionnaire with the same words in every language."""
    known = {key.replace("__", "."): text for key, text in texts.items()} or TEXTS
    return Questionnaire(
        name="relationship", questions=questions, texts=dict.fromkeys(languages, known)
    )


def write(form: Form = Form.LETTER, **changes: object) -> Message:
    """Compose one message, with some arguments changed."""
    arguments = {
        "invitation": INVITATION,
        "contact": CONTACT,
        "wave": WAVE,
        "questionnaire": ask(NPS, WHY),
        "form": form,
        "sender": SENDER,
        "answer_url": ANSWER,
        "unsubscribe_url": UNSUBSCRIBE,
        "channel": "email",
        "to": "someone@customer.example",
        "now": NOW,
    }
    return compose(**(arguments | changes))  # type: ignore[arg-type]  # tests pass wrong ones too


class Page(HTMLParser):
    """Reads the links, the shown text and the root's attributes of a letter."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.root: dict[str, str | None] = {}
        self.shown = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        if tag == "html":
            self.root = dict(attrs)
        if tag == "a":
            self.links.append(str(dict(attrs)["href"]))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.shown += data


def test_the_id_comes_from_invitation_kind_and_number() -> None:
    """The id is derived, so composing the same thing twice meets the same id."""
    message = write(kind="reminder", number=2)
    assert message.id == derive("message", "", "i1", "reminder", "2")
    assert (message.wave, message.account, message.contact) == ("w", "a1", "c1")
    assert (message.invitation, message.kind, message.number) == ("i1", "reminder", 2)
    assert (message.channel, message.to, message.name) == (
        "email",
        "someone@customer.example",
        "Şükriye Çağlayangil",
    )
    assert (message.at, message.due) == (NOW, NOW)


@pytest.mark.parametrize("form", Form)
def test_the_same_arguments_give_the_same_message(form: Form) -> None:
    """Nothing but the arguments goes into a message."""
    assert write(form) == write(form)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["invitation", "reminder"])
@pytest.mark.parametrize("role", Role)
def test_a_letter_is_whole_in_every_language(language: str, kind: str, role: Role) -> None:
    """Subject, HTML and plain text carry question, links and sender, and no open placeholder."""
    invitation = evolve(INVITATION, language=language, role=role)
    message = write(invitation=invitation, kind=kind)
    page = Page(message.html)
    points = [f"{ANSWER}?s={n}" for n in range(11)]
    assert page.links == [*points, ANSWER, UNSUBSCRIBE]
    assert page.root == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    assert "img" not in page.tags
    assert "script" not in page.tags
    for shown in (page.shown, message.text):
        text = shown.translate({0x2068: None, 0x2069: None})
        assert (text == shown) == (language != "ar")
        assert "Would you recommend Meridian, Şükriye Çağlayangil?" in text
        assert "0 = never" in text
        assert "10 = surely" in text
        assert "Ida Berg" in text
        assert "Meridian, Dock 4, Rotterdam" in text
    assert ANSWER in message.text
    assert UNSUBSCRIBE in message.text
    assert "{" not in message.subject + message.text
    assert "Meridian" in message.subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", Form)
def test_the_shipped_questions_fit_the_shipped_letters(language: str, form: Form) -> None:
    """Every role's questionnaire of the package can be asked in every form and language."""
    for role, questionnaire in question_set("relationship").items():
        invitation = evolve(INVITATION, language=language, role=role)
        message = write(form, invitation=invitation, questionnaire=questionnaire)
        assert message.language == language
        assert "Meridian" in message.text


def test_html_and_text_say_the_same() -> None:
    """Whoever reads the plain text misses no sentence of the letter."""
    message = write(kind="reminder")
    shown = " ".join(Page(message.html).shown.split())
    lines = [line.rstrip(":") for line in message.text.splitlines() if not line.startswith("http")]
    assert [line for line in lines if line != "--" and line not in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    """A person is not written half in one language and half in another."""
    assert phrases(language, {}).keys() == phrases("en", {}).keys()


def test_roles_events_and_reminders_have_words_of_their_own() -> None:
    """Why we ask depends on who is asked and on whether something has happened."""
    user = phrases("en", {})
    transactional = evolve(WAVE, kind=WaveKind.TRANSACTIONAL)
    unknown = evolve(INVITATION, role=Role.UNKNOWN)
    assert user["why_end_user"] in write().text
    assert user["why"] in write(invitation=unknown).text
    assert user["why_transactional"] in write(wave=transactional).text
    assert user["reminder"] in write(kind="reminder").text
    assert user["reminder"] not in write().text
    assert write(kind="reminder").subject != write().subject


def test_a_long_questionnaire_does_not_promise_a_minute() -> None:
    """The time that we promise follows the number of questions."""
    more = [Question(id=f"q{n}", kind=Kind.TEXT) for n in range(4)]
    texts = {"nps__ask": "Recommend?"} | {f"q{n}__ask": "And?" for n in range(4)}
    assert "two or three minutes" in write(questionnaire=ask(NPS, *more, **texts)).text
    assert "about a minute" in write().text


@pytest.mark.parametrize(
    "name", ["{{7*7}}", "<b>Eve</b>", "{company}", "{% raw %}", "{{ company.__class__ }}", "&amp;"]
)
@pytest.mark.parametrize("form", Form)
def test_a_name_is_never_a_template(name: str, form: Form) -> None:
    """Whatever a name looks like, it is shown as it is and changes nothing around it."""
    contact = evolve(CONTACT, first_name=name, last_name="")
    sender = evolve(SENDER, company=f"Co {name}", name=name)
    message = write(form, contact=contact, sender=sender)
    assert name in message.subject + message.text
    if form is Form.LETTER:
        page = Page(message.html)
        assert f"Dear {name}," in page.shown
        assert page.tags == Page(write().html).tags


def test_a_name_stays_on_one_line_and_turns_nothing_around() -> None:
    """Line breaks and bidirectional controls of a CRM row do not reach the letter."""
    contact = evolve(CONTACT, first_name="Ada\r\nBcc:\u202e x", last_name="\u2028 Lovelace")
    assert write(contact=contact).name == "Ada Bcc: x Lovelace"


def test_without_a_name_the_letter_greets_all_the_same() -> None:
    """A contact without a name gets no hole in the greeting or on the work list."""
    nameless = evolve(CONTACT, first_name="", last_name="")
    assert write(contact=nameless).text.startswith("Hello,\n")
    assert write(Form.LIST, contact=nameless).subject == "Ask the customer"


@pytest.mark.parametrize("language", sorted({*LANGUAGES} - {"ar"}))
@pytest.mark.parametrize("metric", [Metric.NPS, Metric.CSAT])
def test_a_short_text_fits_one_sms(language: str, metric: Metric) -> None:
    """Company, one sentence and link fit 160 letters of the alphabet that SMS packs tightly."""
    message = short(language, metric)
    assert message.text.startswith(("Meridian: ", "Meridian : "))
    assert message.text.endswith(f" {ANSWER}")
    assert len(message.text) <= 160
    assert set(message.text) - GSM_7 == set()
    assert (message.subject, message.html, message.headers) == ("", "", {})


@pytest.mark.parametrize("metric", [Metric.NPS, Metric.CSAT])
def test_a_short_text_in_arabic_fits_two_sms(metric: Metric) -> None:
    """Another script is packed 70 letters to an SMS, or 67 to each of several."""
    message = short("ar", metric)
    assert "Meridian" in message.text
    assert message.text.endswith(f" {ANSWER}")
    assert len(message.text.encode("utf-16-be")) / 2 <= 2 * 67


def short(language: str, metric: Metric) -> Message:
    """Write the short text that asks one metric."""
    scale = evolve(NPS, metric=metric)
    invitation = evolve(INVITATION, language=language)
    return write(Form.SHORT, invitation=invitation, questionnaire=ask(scale, WHY))


def test_a_work_list_entry_says_whom_to_ask_and_what() -> None:
    """One line per question, with what can be answered; a link is not needed."""
    choice = Question(id="topic", kind=Kind.CHOICE, options=("price", "service"))
    options = {"topic__option__price": "the price", "topic__option__service": "the service"}
    words = {"nps__ask": "Recommend?", "why__ask": "Why?", "topic__ask": "About what?"}
    message = write(
        Form.LIST,
        questionnaire=ask(NPS, WHY, choice, **words, **options),
        answer_url="",
        unsubscribe_url="",
    )
    assert message.subject == "Ask Şükriye Çağlayangil"
    assert message.text == "Recommend? (0-10)\nWhy?\nAbout what? (the price / the service)"
    assert (message.html, message.headers) == ("", {})


def test_a_work_list_entry_says_how_each_kind_is_answered() -> None:
    """A matrix lists its aspects, yes or no its words, a notice is only said."""
    questions = (
        Question(id="parts", kind=Kind.MATRIX, low=1, high=5, aspects=("price", "speed")),
        Question(id="faults", kind=Kind.CHOICES, options=("late", "other"), other="other"),
        Question(id="used", kind=Kind.YES_NO),
        Question(id="info", kind=Kind.NOTICE),
    )
    words = {
        "parts__ask": "How good is each?",
        "parts__aspect__price": "the price",
        "parts__aspect__speed": "the speed",
        "faults__ask": "What was wrong?",
        "faults__option__late": "late",
        "faults__option__other": "something else",
        "used__ask": "Used?",
        "used__option__yes": "yes",
        "used__option__no": "not yet",
        "info__ask": "Nearly done.",
    }
    message = write(Form.LIST, questionnaire=ask(*questions, **words), answer_url="")
    assert message.text.splitlines() == [
        "How good is each? (1-5: the price / the speed)",
        "What was wrong? (late / something else)",
        "Used? (yes / not yet)",
        "Nearly done.",
    ]


def test_a_letter_shows_the_first_scale_that_is_asked_at_the_start() -> None:
    """A scale that only some answer leads to, or only another situation, is not in the letter."""
    unhappy = Question(id="ease", kind=Kind.SCALE, low=1, high=7, show_if=Answered("why"))
    buyers = Question(id="terms", kind=Kind.SCALE, low=1, high=5, show_if=InRole((Role.REQUESTER,)))
    words = {key.replace(".", "__"): text for key, text in TEXTS.items()}
    words |= {"ease__ask": "Easy?", "terms__ask": "Terms?"}
    asked = ask(WHY, unhappy, buyers, NPS, **words)
    assert Page(write(questionnaire=asked).html).links[10] == f"{ANSWER}?s=10"
    buyer = evolve(INVITATION, role=Role.REQUESTER)
    assert Page(write(questionnaire=asked, invitation=buyer).html).links[:6] == [
        *(f"{ANSWER}?s={n}" for n in range(1, 6)),
        ANSWER,
    ]
    known = evolve(NPS, show_if=Known("phase", ("design",)))
    design = evolve(INVITATION, known={"phase": "design"})
    asked = ask(known, WHY)
    assert Page(write(questionnaire=asked).html).links == [ANSWER, UNSUBSCRIBE]
    assert len(Page(write(questionnaire=asked, invitation=design).html).links) == 13


def test_questions_name_what_they_are_about() -> None:
    """Product and phase come from the invitation, the company stands in for no product."""
    asked = ask(NPS, nps__ask="How is {product} in {phase} for {account}?")
    known = evolve(INVITATION, known={"product": "{name}'s Drill", "phase": "design"})
    message = write(invitation=known, questionnaire=asked, account="Beta")
    assert "How is {name}'s Drill in design for Beta?" in message.text
    assert "How is Meridian in  for Beta?" in write(questionnaire=asked, account="Beta").text
    with pytest.raises(InvalidValue, match="pass account="):
        write(questionnaire=asked)


def test_each_aspect_takes_its_time() -> None:
    """A matrix is as many answers as it has aspects; a notice is none."""
    parts = Question(id="parts", kind=Kind.MATRIX, low=1, high=5, aspects=("a", "b", "c"))
    info = Question(id="info", kind=Kind.NOTICE)
    words = {"nps__ask": "Recommend?", "parts__ask": "Parts?"}
    words |= {f"parts__aspect__{aspect}": aspect for aspect in "abc"}
    longer = ask(NPS, WHY, parts, **words, why__ask="Why?")
    assert "two or three minutes" in write(questionnaire=longer).text
    quick = ask(info, NPS, parts, **words, info__ask="Hello.")
    assert "about a minute" in write(questionnaire=quick).text


def test_one_click_headers_need_https() -> None:
    """RFC 8058 allows one click over https only; what never leaves this machine is safe, too."""
    assert write().headers == {
        "List-Unsubscribe": f"<{UNSUBSCRIBE}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    clear = write(unsubscribe_url="http://crm.example/u/x")
    assert clear.headers == {"List-Unsubscribe": "<http://crm.example/u/x>"}
    local = write(unsubscribe_url="http://127.0.0.1:8000/u/x")
    assert local.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_link_with_a_query_keeps_it() -> None:
    """The chosen number joins what the host's address already has."""
    links = Page(write(answer_url="https://crm.example/go?t=1&u=2").html).links
    assert links[9] == "https://crm.example/go?t=1&u=2&s=9"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/r/token",
        "javascript:alert(1)",
        "https://x.example/a b",
        'https://x.example/"onclick=',
        "https://x.example/<b>",
        "https://x.example/a\r\nBcc: y@z.example",
        "https://x.example/#end",
        "https://x.example/ü",
    ],
)
def test_unsafe_links_are_refused(url: str) -> None:
    """A letter and a short text go out with a link that works, or not at all."""
    with pytest.raises(InvalidValue, match="answer_url"):
        write(answer_url=url)
    with pytest.raises(InvalidValue, match="answer_url"):
        write(Form.SHORT, answer_url=url)
    with pytest.raises(InvalidValue, match="unsubscribe_url"):
        write(unsubscribe_url=url)


@pytest.mark.parametrize("changes", [{"kind": "offer"}, {"number": 0}])
def test_unknown_kinds_and_numbers_are_refused(changes: dict[str, object]) -> None:
    """Only invitations and reminders are composed here, counted from one."""
    with pytest.raises(InvalidValue):
        write(**changes)


def test_a_short_scale_stands_in_one_row() -> None:
    """Up to six points stay together, with both ends under them."""
    scale = evolve(NPS, metric=Metric.CSAT, low=1, high=5)
    page = Page(write(questionnaire=ask(scale, WHY)).html)
    assert page.links[:5] == [f"{ANSWER}?s={n}" for n in range(1, 6)]
    assert page.shown.index("1 = never") < page.shown.index("5 = surely")


def test_a_questionnaire_without_scale_leads_to_its_page() -> None:
    """Where there is nothing to click on, the button is enough."""
    message = write(questionnaire=ask(WHY, why__ask="Why?"))
    assert Page(message.html).links == [ANSWER, UNSUBSCRIBE]
    assert " = " not in message.text


def test_ends_without_words_show_their_number() -> None:
    """A scale whose ends are not labelled is not shown as ``0 = ``."""
    message = write(questionnaire=ask(NPS, nps__ask="Recommend?"))
    assert "Recommend?\n0\n10\n" in message.text


def test_foot_and_signature_leave_out_what_is_not_known() -> None:
    """Without postal address and name the letter has no empty lines in their place."""
    message = write(sender=Sender(company="Meridian", name="", email=""))
    assert message.text.endswith(f"{UNSUBSCRIBE}\n")
    assert "Kind regards,\nMeridian\n" in message.text


@pytest.mark.parametrize(
    ("invitation", "contact", "sender", "expected"),
    [
        ("nl-BE", "tr", "sv", "nl"),
        ("", "tr", "sv", "tr"),
        ("fi", "", "sv_SE", "sv"),
        ("fi", "pl", "it", "en"),
    ],
)
def test_the_language_is_the_first_that_we_can_write(
    invitation: str, contact: str, sender: str, expected: str
) -> None:
    """Invitation, contact, sender, English: the first for which letter and questions exist."""
    message = write(
        invitation=evolve(INVITATION, language=invitation),
        contact=evolve(CONTACT, language=contact),
        sender=evolve(SENDER, language=sender),
    )
    assert message.language == expected
    assert f'lang="{expected}"' in message.html


def test_without_a_common_language_nothing_is_written() -> None:
    """Questions in a language without a letter are refused, with what there is."""
    with pytest.raises(InvalidValue, match="there is: nl"):
        choose_language(["fi", ""], ["nl"])
    with pytest.raises(InvalidValue, match="language"):
        write(questionnaire=ask(NPS, WHY, languages=("fi",)))


def test_a_host_replaces_single_texts() -> None:
    """The host's wording goes before ours, text by text; a region has words of its own."""
    sender = evolve(
        SENDER, wording={"nl": {"button": "Antwoorden"}, "nl-be": {"regards": "Genegen groeten,"}}
    )
    belgian = ask(NPS, WHY, languages=("nl", "nl-be"))
    message = write(
        sender=sender, invitation=evolve(INVITATION, language="nl-BE"), questionnaire=belgian
    )
    assert message.language == "nl-be"
    assert "Antwoorden:" in message.text
    assert "Genegen groeten,\nIda Berg" in message.text
    assert "Hartelijk dank" in message.text


def test_a_host_brings_a_whole_language() -> None:
    """A complete language works like ours; one written from the right says so."""
    hebrew = {key: f"({key}) {{company}}" for key in phrases("en", {})} | {"short": "{link}"}
    message = write(
        sender=evolve(SENDER, wording={"he": hebrew}),
        invitation=evolve(INVITATION, language="he"),
        questionnaire=ask(NPS, WHY, languages=("he",)),
    )
    assert message.subject == "(subject) \u2068Meridian\u2069"
    assert Page(message.html).root == {"lang": "he", "dir": "rtl"}
    assert direction("en") == "ltr"


def test_role_words_may_be_missing_in_a_language_of_the_hosts() -> None:
    """The plain reason stands in for one that is written for a role."""
    finnish = {key: "Teksti" for key in phrases("en", {}) if not key.startswith("why_")}
    message = write(
        sender=evolve(SENDER, wording={"fi": finnish | {"why": "Siksi."}}),
        invitation=evolve(INVITATION, language="fi"),
        questionnaire=ask(NPS, WHY, languages=("fi",)),
    )
    assert "Siksi." in message.text


@pytest.mark.parametrize(
    ("wording", "problem"),
    [
        ({"en": {"subjcet": "x"}}, "unknown texts: subjcet"),
        ({"fi": {"subject": "x"}}, "lacks: because, button"),
        ({"en": {"subject": "{compny}"}}, "unknown placeholders: compny"),
    ],
)
def test_wrong_wording_is_refused_at_once(wording: dict[str, dict[str, str]], problem: str) -> None:
    """A misspelt text or placeholder fails when the programme is built, not at a customer's."""
    with pytest.raises(InvalidValue, match=problem):
        evolve(SENDER, wording=wording)


@pytest.mark.parametrize(
    "changes",
    [
        {"company": ""},
        {"company": "A\nB"},
        {"name": "A\x00"},
        {"email": "nobody"},
        {"email": "a@b.example, c@d.example"},
        {"reply_to": "x@y@z"},
        {"postal": "Street\nTown"},
        {"language": 7},
    ],
)
def test_a_sender_is_one_line_each(changes: dict[str, str]) -> None:
    """Line breaks and second addresses are refused where the sender is written down."""
    with pytest.raises(InvalidValue, match=r"Sender\."):
        evolve(SENDER, **changes)


def test_filling_in_happens_once() -> None:
    """A value that looks like a placeholder is not filled in again."""
    assert fill("{name} at {company}", {"name": "{company}", "company": "{name}"}) == (
        "{company} at {name}"
    )


def test_layouts_fail_on_missing_values_and_unknown_names() -> None:
    """A letter with a hole in it, or from another file, is an error and never goes out."""
    from jinja2 import TemplateNotFound, UndefinedError  # noqa: PLC0415 - as the product does

    with pytest.raises(UndefinedError):
        render("letter.txt", {})
    with pytest.raises(TemplateNotFound):
        render("../../etc/passwd", {})


def test_importing_messages_stays_light() -> None:
    """A host that composes nothing pays for no template engine."""
    code = "import sys, b2bnps.messages; print({'jinja2', 'tomllib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
