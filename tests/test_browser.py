"""The pages in a real browser: what a person sees, taps and types, on a phone and on a desk.

Each test leaves pictures in ``build/screenshots``, for somebody to look at.
"""

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import define, evolve, field

from b2bnps.flow import Program, share_draft
from b2bnps.links import Purpose
from b2bnps.model import Consent, Invitation, Link, Metric, Remark, Response, Role
from b2bnps.questionnaires import Kind, Question, Questionnaire
from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.logic import turn, walk
from b2bnps.questionnaires.question import END, Route
from b2bnps.questionnaires.rules import Chose, Class
from b2bnps.questionnaires.sets import set_of
from b2bnps.testing.programs import (
    MONDAY,
    sample_account,
    sample_contact,
    sample_program,
    sample_wave,
)
from b2bnps.web import serving, wsgi

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PICTURES = Path(__file__).parents[1] / "build" / "screenshots"
PERSON = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
COMPANY = "Nordlicht Werkzeuge GmbH"
SIZES = {"phone": (360, 640), "desktop": (1280, 800)}
LANGUAGES = ("en", "ar", "de", "fr", "nl", "sv", "tr")
SIGHTS = [(size, dark, tag) for size in SIZES for dark in (False, True) for tag in ("tr", "ar")]
FURTHER = [("phone", False, language) for language in LANGUAGES if language not in {"tr", "ar"}]
PERSONAL = (Purpose.ANSWER, Purpose.UNSUBSCRIBE)

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("playwright") is None,
        reason="The browser tests need playwright: pip install playwright.",
    ),
    pytest.mark.skipif(CHROMIUM is None, reason="The browser tests need a chromium on the PATH."),
]


@define
class Visit:
    """One person in front of a browser: the page, and what went wrong behind it."""

    program: Program
    page: "Page"
    answer: str
    unsubscribe: str
    picture: str
    faults: list[str] = field(factory=list)

    def shoot(self, name: str) -> None:
        """Keep a picture of the whole page, and hold it to the width of the screen."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{self.picture}-{name}.png", full_page=True)
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(width) == 0

    def responses(self) -> list[Response]:
        """List what was recorded."""
        return list(self.program.store.find(Response))

    def focused(self) -> Any:
        """Say which element has the focus."""
        return self.page.evaluate("document.activeElement.id || document.activeElement.tagName")


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Start one browser for the module."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - skipped where it is missing

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def invite(
    role: Role, language: str, asked: Questionnaire | None = None
) -> tuple[Program, str, str]:
    """Record one invited person; give the two tokens of their mail."""
    program = sample_program()
    program = evolve(program, sender=evolve(program.sender, company=COMPANY))
    if asked is not None:
        program = evolve(program, question_sets={"relationship": {Role.UNKNOWN: asked}})
    tickets = [program.links.issue() for _ in PERSONAL]
    about: dict[str, Any] = {"account": "A1", "contact": "C1", "at": MONDAY, "wave": "2026-Q4"}
    program.store.add(
        evolve(sample_account(), name="Yıldız Otomotiv A.Ş."),
        evolve(sample_contact(role=role), first_name="Ayşe", last_name="Öztürk"),
        evolve(sample_wave(), wave="2026-Q4"),
        Invitation(id="I1", role=role, language=language, question_set="relationship", **about),
        *(Link(id=ticket.id, invitation="I1", **about) for ticket in tickets),
    )
    answer, stop = (
        program.links.url(purpose, ticket).removeprefix(program.links.address)
        for purpose, ticket in zip(PERSONAL, tickets, strict=True)
    )
    return program, answer, stop


class Clock:
    """A clock that runs half a minute at each look, as somebody who reads does."""

    def __init__(self) -> None:
        """Start two days after the wave."""
        self.now = MONDAY + timedelta(days=2)

    def __call__(self) -> Any:
        """Say what time it is, and go on."""
        self.now += timedelta(seconds=30)
        return self.now


Open = Callable[..., Visit]


@pytest.fixture
def visit(browser: "Browser") -> Iterator[Open]:
    """Open pages for a person; afterwards nothing may have gone wrong in the browser."""
    open_things: list[Any] = []
    visits: list[Visit] = []

    def opened(
        size: str,
        *,
        role: Role = Role.END_USER,
        language: str = "en",
        dark: bool = False,
        asked: Questionnaire | None = None,
        script: bool = True,
    ) -> Visit:
        program, answer, stop = invite(role, language, asked)
        server = serving(wsgi(program, clock=Clock()))
        address = server.__enter__()
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=size == "phone",
            user_agent=PERSON,
            base_url=address,
            locale=language,
            java_script_enabled=script,
        )
        open_things.append((context, server))
        page = context.new_page()
        shade = "dark" if dark else "light"
        made = Visit(program, page, answer, stop, f"{size}-{shade}-{language}")
        page.on("console", lambda message: made.faults.append(message.text))
        page.on("pageerror", lambda error: made.faults.append(str(error)))
        page.on("requestfailed", lambda request: made.faults.append(request.url))
        visits.append(made)
        return made

    yield opened
    for context, server in open_things:
        context.close()
        server.__exit__(None, None, None)
    assert [made.faults for made in visits] == [[] for _ in visits]


@pytest.mark.parametrize("size", SIZES)
def test_somebody_answers_by_keyboard_alone(visit: Open, size: str) -> None:
    """Tab, arrows, space and Enter are enough, and the focus goes through in reading order."""
    here = visit(size)
    page = here.page
    page.goto(here.answer)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert here.focused() == "q1-0"
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    assert here.focused() == "q1-9"
    here.shoot("keyboard")
    page.keyboard.press("Tab")
    page.keyboard.type("Zuverlässig, çok hızlı")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert here.focused() == "q3-2"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert here.focused() == "BUTTON"
    page.keyboard.press("Enter")
    page.wait_for_url("**?thanks")
    here.shoot("thanks")
    assert page.get_by_role("heading").inner_text() == "Thank you very much"
    [response] = here.responses()
    assert (response.score(Metric.NPS), response.comment) == (9, "Zuverlässig, çok hızlı")
    assert (response.score(Metric.HAPPINESS), response.provisional) == (2, "")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("?thanks"))
    assert page.locator("input[name=nps]:checked").get_attribute("value") == "9"
    here.shoot("again")


@pytest.mark.parametrize("size", SIZES)
def test_somebody_answers_by_tapping(visit: Open, size: str) -> None:
    """The score comes from the mail; one tap changes it, one sends it, and one is recorded."""
    here = visit(size, role=Role.UNKNOWN, language="tr")
    page = here.page
    page.goto(f"{here.answer}?s=9")
    assert page.locator("input[name=nps]:checked").get_attribute("value") == "9"
    assert here.responses() == []
    ten = page.locator("label").filter(has_text="10")
    ten.tap() if size == "phone" else ten.click()
    page.get_by_label("Talep ve sipariş oluşturuyorum").check()
    here.shoot("tapped")
    page.get_by_role("button").click()
    page.wait_for_url("**?thanks")
    here.shoot("thanks")
    assert [response.score(Metric.NPS) for response in here.responses()] == [10]


def test_every_target_is_large_enough_for_a_thumb(visit: Open) -> None:
    """On a phone of 360 pixels each radio button and button is at least 44 by 44."""
    for role in Role:
        here = visit("phone", role=role, language="nl")
        here.page.goto(here.answer)
        targets = here.page.locator("input[type=radio], button").all()
        boxes = [target.bounding_box() for target in targets]
        assert len(boxes) > 11
        assert [box for box in boxes if not box or min(box["width"], box["height"]) < 44] == []


@pytest.mark.parametrize(("size", "dark", "language"), [*SIGHTS, *FURTHER])
def test_the_pages_fit_in_every_language(visit: Open, size: str, dark: bool, language: str) -> None:
    """No page scrolls sideways, in any language, on light or dark; its words can be read."""
    here = visit(size, role=Role.REQUESTER, language=language, dark=dark)
    here.page.goto(f"{here.answer}?s=3")
    here.shoot("questions")
    assert contrasts(here.page) == []
    here.page.goto(here.unsubscribe)
    here.shoot("unsubscribe")
    assert contrasts(here.page) == []


CONTRAST = """() => {
  const light = text => {
    const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = e => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!colour.endsWith(', 0)')) return colour;
    }
  };
  return [...document.querySelectorAll('body *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => [light(getComputedStyle(e).color), light(paper(e)), e.innerText])
    .map(([a, b, words]) => [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), words])
    .filter(([ratio]) => ratio < 4.5);
}"""


def contrasts(page: "Page") -> Any:
    """List the words whose contrast with what is behind them is below 4.5 to 1 (WCAG AA)."""
    return page.evaluate(CONTRAST)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_what_is_missing_is_shown_and_found(visit: Open, size: str, dark: bool) -> None:
    """After sending nothing the summary has the focus, and its link leads to the question."""
    here = visit(size, language="sv", dark=dark)
    here.page.goto(here.answer)
    here.page.get_by_role("button").click()
    summary = here.page.get_by_role("alert")
    assert summary.evaluate("e => e === document.activeElement")
    here.shoot("problems")
    assert contrasts(here.page) == []
    summary.get_by_role("link").click()
    assert here.focused() == "q1-0"
    assert here.responses() == []
    # The browser itself notes each reply of 400 or above in its console.
    assert [fault for fault in here.faults if "422" not in fault] == []
    here.faults.clear()


def test_unsubscribing_takes_one_button(visit: Open) -> None:
    """Opening the page changes nothing; its one button does."""
    here = visit("phone", language="nl")
    here.page.goto(here.unsubscribe)
    assert list(here.program.store.find(Consent)) == []
    here.page.get_by_role("button").click()
    here.page.get_by_role("heading", name="U krijgt geen vragenlijsten meer").wait_for()
    here.shoot("unsubscribed")
    assert [consent.source for consent in here.program.store.find(Consent)] == ["page"]


@pytest.mark.parametrize("size", SIZES)
def test_a_dead_link_says_what_to_do(visit: Open, size: str) -> None:
    """The page of a dead link is in the browser's language and fits the screen."""
    here = visit(size, language="tr")
    here.page.goto("/r/unknown")
    here.shoot("dead-link")
    assert here.page.get_by_role("heading").inner_text() == "Bu bağlantı açılamıyor"
    assert [fault for fault in here.faults if "404" not in fault] == []
    here.faults.clear()


def test_without_styles_the_page_can_still_be_answered(visit: Open) -> None:
    """In a browser that shows no styles the page is plain radio buttons in reading order."""
    here = visit("phone")
    here.page.goto(here.answer)
    here.page.evaluate("document.querySelector('style').remove()")
    here.page.locator("#q1-7").check()
    here.shoot("plain")
    here.page.get_by_role("button").click()
    here.page.wait_for_url("**?thanks")
    assert [response.score(Metric.NPS) for response in here.responses()] == [7]


# Questions page by page, in a browser without script


RULED = Questionnaire(
    name="ruled",
    questions=[
        Question(
            id="used",
            kind=Kind.YES_NO,
            required=True,
            routes=(Route(to="not_used", when=Chose("used", ("no",))),),
        ),
        Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True),
        Question(
            id="faults",
            kind=Kind.CHOICES,
            options=("late", "broken", "other"),
            other="other",
            show_if=Class("nps", ("detractor",)),
        ),
        Question(id="parts", kind=Kind.MATRIX, low=1, high=5, aspects=("price", "terms", "offers")),
        Question(
            id="topic",
            kind=Kind.CHOICE,
            options=("price", "care"),
            routes=(Route(to="contact_me", when=Chose("topic", ("price",))),),
        ),
        Question(id="care", kind=Kind.TEXT),
        Question(id="info", kind=Kind.NOTICE),
        Question(id="mood", kind=Kind.SCALE, metric=Metric.HAPPINESS, low=1, high=5, faces=True),
        Question(id="contact_me", kind=Kind.CONTACT),
    ],
    endings=[Ending(id="not_used", screened_out=True)],
    texts={
        "tr": {
            "used.ask": "Ürünümüzü daha önce kullandınız mı?",
            "used.option.yes": "Evet",
            "used.option.no": "Hayır, henüz değil",
            "nps.ask": "{company} firmasını önerme olasılığınız nedir?",
            "nps.low": "Hiç önermem",
            "nps.high": "Kesinlikle öneririm",
            "faults.ask": "Teslimatta ne eksikti?",
            "faults.hint": "Birden fazlasını seçebilirsiniz.",
            "faults.option.late": "Geç geldi",
            "faults.option.broken": "Hasarlıydı",
            "faults.option.other": "Başka bir şey",
            "parts.ask": "Aşağıdakilerin her birinden ne kadar memnunsunuz?",
            "parts.low": "Hiç memnun değilim",
            "parts.high": "Çok memnunum",
            "parts.aspect.price": "Fiyatlar",
            "parts.aspect.terms": "Ödeme koşulları ve faturaların açıklığı",
            "parts.aspect.offers": "Teklifler",
            "topic.ask": "Sizin için en önemlisi hangisi?",
            "topic.option.price": "Fiyat",
            "topic.option.care": "İlgi ve destek",
            "care.ask": "İlgi ve destekte neyi iyileştirelim?",
            "info.ask": "Neredeyse bitti.",
            "mood.ask": "Bizimle çalışırken kendinizi nasıl hissediyorsunuz?",
            "mood.point.1": "Çok mutsuz",
            "mood.point.2": "Mutsuz",
            "mood.point.3": "Ne mutlu ne mutsuz",
            "mood.point.4": "Mutlu",
            "mood.point.5": "Çok mutlu",
            "contact_me.ask": "Sizinle iletişime geçelim mi?",
            "contact_me.hint": "Elimizdeki iletişim bilgilerini kullanırız.",
            "contact_me.option.yes": "Evet, lütfen",
            "contact_me.option.no": "Hayır, teşekkürler",
            "ending.not_used.title": "Teşekkür ederiz",
            "ending.not_used.text": "Diğer sorularımız ürünü kullanmış olanlar için.",
        },
        "ar": {
            "used.ask": "هل سبق أن استخدمتم منتجنا؟",
            "used.option.yes": "نعم",
            "used.option.no": "لا، ليس بعد",
            "nps.ask": "ما مدى احتمال أن توصوا بشركة {company}؟",
            "nps.low": "غير محتمل إطلاقًا",
            "nps.high": "محتمل للغاية",
            "faults.ask": "ما الذي نقص في التسليم؟",
            "faults.hint": "يمكنكم اختيار أكثر من إجابة.",
            "faults.option.late": "وصل متأخرًا",
            "faults.option.broken": "كان تالفًا",
            "faults.option.other": "شيء آخر",
            "parts.ask": "ما مدى رضاكم عن كل مما يلي؟",
            "parts.low": "غير راضٍ إطلاقًا",
            "parts.high": "راضٍ جدًا",
            "parts.aspect.price": "الأسعار",
            "parts.aspect.terms": "شروط الدفع ووضوح الفواتير",
            "parts.aspect.offers": "عروض الأسعار",
            "topic.ask": "ما الأهم بالنسبة إليكم؟",
            "topic.option.price": "السعر",
            "topic.option.care": "العناية والدعم",
            "care.ask": "ما الذي نحسّنه في العناية والدعم؟",
            "info.ask": "أوشكنا على الانتهاء.",
            "mood.ask": "كيف تشعرون عند العمل معنا؟",
            "mood.point.1": "مستاء جدًا",
            "mood.point.2": "مستاء",
            "mood.point.3": "لا سعيد ولا مستاء",
            "mood.point.4": "سعيد",
            "mood.point.5": "سعيد جدًا",
            "contact_me.ask": "هل تودون أن نتواصل معكم؟",
            "contact_me.hint": "نستخدم بيانات الاتصال المتوفرة لدينا.",
            "contact_me.option.yes": "نعم، من فضلكم",
            "contact_me.option.no": "لا، شكرًا",
            "ending.not_used.title": "شكرًا لكم",
            "ending.not_used.text": "أسئلتنا الأخرى موجهة إلى من استخدم المنتج.",
        },
    },
)
WALKS = {
    "screened out": {"used": "no"},
    "promoter": {"used": "yes", "nps": "10", "parts.price": "5", "topic": "care", "care": "؟ İyi"},
    "detractor": {
        "used": "yes",
        "nps": "2",
        "faults.late": "yes",
        "faults.words": "Kutu",
        "parts.terms": "1",
        "topic": "price",
        "contact_me": "yes",
    },
}
PAGES = {"screened out": 1, "promoter": 4, "detractor": 4}


def asks(page: "Page") -> list[str]:
    """Read the questions of the page as they are shown, without marks of direction."""
    shown = page.locator(".question .ask > span:first-child, .said > p").all_inner_texts()
    return [text.replace("\u2068", "").replace("\u2069", "").strip() for text in shown]


def press(page: "Page", selector: str = "button[type=submit]") -> None:
    """Press the first such button and wait for what comes."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def fill_in(page: "Page", answers: dict[str, str]) -> None:
    """Answer what the page asks, by its fields."""
    for name, value in answers.items():
        buttons = page.locator(f'[name="{name}"][value="{value}"]:not([type=hidden])')
        texts = page.locator(f'textarea[name="{name}"], input[type=text][name="{name}"]')
        if texts.count():
            texts.fill(value)
        elif buttons.count():
            buttons.check()


def asked(id_: str, language: str) -> str:
    """Give a question as a person reads it, without the signs that keep a name's direction."""
    text = RULED.text(f"{id_}.ask", language, company=COMPANY)
    return text.translate({0x2068: None, 0x2069: None})


@pytest.mark.parametrize("walked", WALKS)
@pytest.mark.parametrize(("language", "size"), [("tr", "desktop"), ("ar", "phone")])
def test_every_page_is_the_one_that_the_evaluator_gives(
    visit: Open, language: str, size: str, walked: str
) -> None:
    """Without script, each page asks what the answers so far lead to, and so does the way back."""
    answers = WALKS[walked]
    here = visit(size, language=language, asked=RULED, script=False)
    page = here.page
    page.goto(here.answer)
    expected, form, seen = turn(RULED, {}), {}, 0
    while not expected.done:
        seen += 1
        wanted = [asked(q.id, language) for q in expected.questions]
        assert asks(page) == wanted
        here.shoot(f"{walked}-{seen}")
        if seen > 1:
            press(page, "button[name=back]")
            before = turn(RULED, form, at=expected.questions[0].id, back=True)
            assert asks(page) == [asked(q.id, language) for q in before.questions]
            press(page)
        fill_in(page, answers)
        ids = {question.id for question in expected.questions}
        form |= {key: raw for key, raw in answers.items() if key.partition(".")[0] in ids}
        press(page)
        expected = turn(RULED, form, at=expected.questions[0].id)
    way = walk(RULED, answers)
    assert (seen, len(way.pages)) == (PAGES[walked], PAGES[walked])
    assert page.url.endswith("?thanks" if way.ending == END else f"?ending={way.ending}")
    here.shoot(f"{walked}-end")
    last = here.responses()[-1]
    assert last.complete
    assert {answer.question for answer in last.answers} == set(way.heard)


def test_arabic_runs_from_right_to_left(visit: Open) -> None:
    """The scale begins at the right, with the label of its low end above or below it."""
    here = visit("desktop", language="ar", asked=RULED, script=False)
    page = here.page
    page.goto(here.answer)
    fill_in(page, {"used": "yes"})
    press(page)

    def left(selector: str) -> float:
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        return box["x"]

    assert left("#q2-0") > left("#q2-5") > left("#q2-10")
    assert left("#q2-low") > left("#q2-high")
    assert left("button[type=submit]") > left("button[name=back]")


def test_enter_in_a_line_of_words_goes_on(visit: Open) -> None:
    """The first button of the form is the one that goes on, so Enter never goes back."""
    here = visit("desktop", language="tr", asked=RULED, script=False)
    page = here.page
    page.goto(here.answer)
    fill_in(page, {"used": "yes"})
    press(page)
    fill_in(page, {"nps": "3"})
    press(page)
    page.locator("#q3-late").focus()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("Kutu ezikti")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert asks(page)[0] == "İlgi ve destekte neyi iyileştirelim?"
    found = [a for a in here.responses()[-1].answers if a.question == "faults"]
    assert [(a.choice, a.text) for a in found] == [("late", ""), ("other", "Kutu ezikti")]


def flat(asked: Questionnaire) -> Questionnaire:
    """Give the same questions without rules, all on one page and all required."""
    questions = [
        evolve(q, show_if=None, routes=(), required=q.kind is not Kind.NOTICE)
        for q in asked.questions
    ]
    texts = {
        tag: {key: text for key, text in table.items() if not key.startswith("ending")}
        for tag, table in asked.texts.items()
    }
    return evolve(asked, questions=questions, endings=(), texts=texts)


@pytest.mark.parametrize(("size", "dark", "language"), SIGHTS)
def test_every_kind_fits_and_can_be_read(visit: Open, size: str, dark: bool, language: str) -> None:
    """All kinds, all their problems, and a preview with a remark: large, readable, no wider."""
    here = visit(size, language=language, dark=dark, asked=flat(RULED))
    page = here.page
    page.goto(here.answer)
    here.shoot("kinds")
    page.get_by_role("button").click()
    assert page.get_by_role("alert").get_by_role("link").count() == 8
    here.shoot("kinds-problems")
    assert contrasts(page) == []
    assert small(page) == []
    address = share_draft(here.program, set_of(RULED), now=MONDAY)
    page.goto(f"{address.removeprefix(here.program.links.address)}?lang={language}")
    page.locator("#remark").fill("Çok güzel olmuş! / ممتاز")
    page.locator("#remark-by").fill("Deniz")
    page.locator(".remarks button").click()
    here.shoot("preview")
    assert contrasts(page) == []
    assert small(page) == []
    assert [remark.by for remark in here.program.store.find(Remark)] == ["Deniz"]
    assert [fault for fault in here.faults if "422" not in fault] == []
    here.faults.clear()


def small(page: "Page") -> list[Any]:
    """List what can be tapped and is smaller than 44 by 44 pixels."""
    tapped = "input:not([type=hidden]), button, a.button, select, textarea"
    boxes = [target.bounding_box() for target in page.locator(tapped).all()]
    assert len(boxes) > 5
    return [box for box in boxes if not box or min(box["width"], box["height"]) < 44]
