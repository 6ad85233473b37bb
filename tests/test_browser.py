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

from b2bnps.flow import Program
from b2bnps.links import Purpose
from b2bnps.model import Consent, Invitation, Link, Metric, Response, Role
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
SIZES = {"phone": (360, 640), "desktop": (1280, 800)}
LANGUAGES = ("en", "tr", "nl", "sv")

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


def invite(role: Role, language: str) -> tuple[Program, str, str]:
    """Record one invited person; give the two tokens of their mail."""
    program = sample_program()
    program = evolve(program, sender=evolve(program.sender, company="Nordlicht Werkzeuge GmbH"))
    tickets = [program.links.issue() for _ in Purpose]
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
        for purpose, ticket in zip(Purpose, tickets, strict=True)
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
        size: str, *, role: Role = Role.END_USER, language: str = "en", dark: bool = False
    ) -> Visit:
        program, answer, stop = invite(role, language)
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
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
