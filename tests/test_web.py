"""The pages: through real HTTP on a socket and through ASGI, on the real flow."""

import asyncio
import base64
import hashlib
import http.client
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from attrs import define, evolve, field
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps import flow
from b2bnps.flow import Event, Program, share_draft
from b2bnps.links import Purpose
from b2bnps.model import (
    Consent,
    Draft,
    Invitation,
    Link,
    Metric,
    Record,
    Remark,
    Response,
    Role,
    Signal,
)
from b2bnps.questionnaires import Kind, Question, Questionnaire, read
from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.logic import Situation, walk
from b2bnps.questionnaires.question import END, Route
from b2bnps.questionnaires.reading import as_form, hear
from b2bnps.questionnaires.rules import Chose, Class, InRole, Known
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.stores import KINDS
from b2bnps.stores.memory import MemoryStore
from b2bnps.testing.forms import forms
from b2bnps.testing.programs import (
    MONDAY,
    sample_account,
    sample_contact,
    sample_program,
    sample_wave,
)
from b2bnps.testing.questionnaires import questionnaires
from b2bnps.web import Reply, Request, answer, asgi, pages, render, serving, wire, wsgi
from b2bnps.web.wire import LIMIT, Unreadable

PERSON = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1"}
FORM = "application/x-www-form-urlencoded"
LANGUAGES = ("en", "ar", "de", "fr", "nl", "sv", "tr")
PERSONAL = (Purpose.ANSWER, Purpose.UNSUBSCRIBE)
VOID = {"meta", "link", "input", "br", "img", "hr", "!doctype"}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title></style><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} {company} {0.__class__}",
    "javascript:alert(1)",
    "&lt;b&gt; &#60;i&#62;",
    "\u202egnp.exe \u2066 \u200b",
    "<!-- --><![CDATA[ ]]>",
)


# A world: one programme, one invited person, and a clock that tests turn


@define
class World:
    """One programme with one invited person, who holds an answer and an unsubscribe token."""

    program: Program
    token: str = ""
    stop: str = ""
    draft: str = ""
    now: datetime = MONDAY + timedelta(days=2)

    def clock(self) -> datetime:
        """Say what time it is."""
        return self.now

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def facts(self, kind: type[Record] = Record) -> list[Any]:
        """List what the store holds: of one kind, or everything."""
        kinds = KINDS if kind is Record else (kind,)
        return [fact for each in kinds for fact in self.program.store.find(each)]

    def nonce(self) -> str:
        """Fetch the page as a person does, and read its nonce."""
        request = Request(method="GET", path=f"/r/{self.token}", now=self.now)
        found = re.search(rb'name="nonce" value="([^"]+)"', answer(self.program, request).body)
        assert found is not None
        return found[1].decode()


def make_world(
    *,
    role: Role = Role.DECISION_MAKER,
    language: str = "en",
    name: tuple[str, str] = ("Deniz", "Example"),
    account: str = "Customer A1",
    company: str = "Acme",
    questionnaire: Questionnaire | None = None,
    known: Mapping[str, str] | None = None,
    **plugs: Any,
) -> World:
    """Record one invited person, and write the two links that their mail holds."""
    program = sample_program(**plugs)
    sets = {"relationship": {Role.UNKNOWN: questionnaire}} if questionnaire else None
    program = evolve(
        program,
        sender=evolve(program.sender, company=company),
        question_sets=sets or program.question_sets,
    )
    tickets = [program.links.issue() for _ in PERSONAL]
    about: dict[str, Any] = {"account": "A1", "contact": "C1", "at": MONDAY}
    links = [
        Link(
            id=ticket.id,
            wave="2026-Q4",
            invitation="I1",
            expires=MONDAY + program.link_life,
            **about,
        )
        for ticket in tickets
    ]
    program.store.add(
        evolve(sample_account(), name=account),
        evolve(sample_contact(role=role), first_name=name[0], last_name=name[1]),
        evolve(sample_wave(), wave="2026-Q4"),
        Invitation(
            id="I1",
            wave="2026-Q4",
            role=role,
            language=language,
            channel="email",
            question_set="relationship",
            known=known or {},
            **about,
        ),
        *links,
    )
    token, stop = (
        program.links.url(purpose, ticket).rpartition("/")[2]
        for purpose, ticket in zip(PERSONAL, tickets, strict=True)
    )
    return World(program=program, token=token, stop=stop)


@pytest.fixture
def world() -> World:
    """Give a fresh world, in which a draft is shared with colleagues, too."""
    made = make_world()
    made.draft = share_draft(made.program, DRAFT, by="Ida", now=MONDAY).rpartition("/")[2]
    return made


# Doors: the same requests through WSGI on a socket and through ASGI


@define
class Got:
    """A reply as a client sees it; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


Ask = Callable[..., Got]


def over_http(world: World) -> Iterator[Ask]:
    """Ask over a real connection."""
    with serving(wsgi(world.program, clock=world.clock)) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)

        def ask(method: str, path: str, body: bytes = b"", **headers: str) -> Got:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body or None, {**PERSON, **named})
            reply = connection.getresponse()
            headers = {name.lower(): value for name, value in reply.getheaders()}
            return Got(status=reply.status, headers=headers, body=reply.read())

        yield ask
        connection.close()


async def through_asgi(
    app: Any, scope: Mapping[str, Any], events: Sequence[Mapping[str, Any]]
) -> list[Any]:
    """Run one ASGI exchange and collect what the application sends."""
    sent: list[Any] = []
    waiting = list(events)

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(event: Any) -> None:
        sent.append(event)

    await app(scope, receive, send)
    return sent


def asgi_scope(method: str, path: str, **headers: str) -> dict[str, Any]:
    """Write the scope of an HTTP request as a server does."""
    path, _, query = path.partition("?")
    named = {**PERSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), text.encode()) for name, text in named.items()],
    }


def got(sent: Sequence[Mapping[str, Any]]) -> Got:
    """Read what an ASGI application sent."""
    start, body = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Got(status=start["status"], headers=headers, body=body["body"])


def over_asgi(world: World) -> Iterator[Ask]:
    """Ask through the ASGI application, the body in two pieces."""
    app = asgi(world.program, clock=world.clock)

    def ask(method: str, path: str, body: bytes = b"", **headers: str) -> Got:
        events: list[dict[str, Any]] = [
            {"type": "http.request", "body": body[:7], "more_body": True},
            {"type": "http.request", "body": body[7:]},
        ]
        return got(asyncio.run(through_asgi(app, asgi_scope(method, path, **headers), events)))

    yield ask


@pytest.fixture(params=[over_http, over_asgi], ids=["wsgi", "asgi"])
def ask(request: pytest.FixtureRequest, world: World) -> Iterator[Ask]:
    """Ask the world's pages through one of the two doors."""
    yield from request.param(world)


def post(ask: Ask, path: str, fields: Mapping[str, str], **headers: str) -> Got:
    """Send a form as a browser does."""
    return ask("POST", path, urlencode(fields).encode(), **{"Content_Type": FORM, **headers})


# Reading pages


class Page(HTMLParser):
    """A page as elements and texts; what is left open stays on ``path``."""

    def __init__(self, body: bytes) -> None:
        """Read the page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.path: list[str] = []
        self.labelled: set[str | None] = set()
        self.typed: dict[str | None, str] = {}
        self.feed(body.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and what the label around it belongs to."""
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag == "label" and "for" in attributes:
            self.labelled.add(attributes["for"])
        if tag == "input" and "label" in self.path:
            self.labelled.add(attributes.get("id"))
        if tag not in VOID:
            self.path.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Hold the page to closing what it opened last."""
        assert self.path.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words.append(data)
        if "textarea" in self.path:
            name = self.all("textarea")[-1]["name"]
            self.typed[name] = self.typed.get(name, "") + data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """Find elements by name and attributes."""
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and wanted.items() <= attributes.items()
        ]

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Elements and the names of their attributes: what hostile text must not change."""
        return [(name, tuple(sorted(attributes))) for name, attributes in self.elements]

    @property
    def asked(self) -> list[str]:
        """The questions of the page, by the ids of their elements."""
        return [
            str(e["id"])
            for _, e in self.elements
            if str(e.get("class", "")).split()[:1] == ["question"]
        ]

    @property
    def buttons(self) -> list[tuple[str | None, str | None]]:
        """Names and values of the buttons."""
        return [(e.get("name"), e.get("value")) for e in self.all("button")]

    def filled(self, form: int = 0) -> dict[str, str]:
        """What a browser would send of a form, by its place on the page."""
        fields: list[dict[str, str]] = []
        for tag, e in self.elements:
            if tag == "form":
                fields.append({})
            ticked = e.get("type") not in {"radio", "checkbox"} or "checked" in e
            if tag == "input" and ticked:
                fields[-1][str(e["name"])] = str(e["value"])
            if tag == "textarea":
                text = self.typed.get(e["name"], "")
                fields[-1][str(e["name"])] = text.removeprefix("\n")
        return fields[form]

    def checked(self) -> dict[str | None, str | None]:
        """Say which radio buttons and boxes are chosen, by field."""
        return {e["name"]: e["value"] for e in self.all("input") if "checked" in e}


# Looking


def addresses(world: World) -> list[str]:
    """List every kind of address, good, bad and scrambled, but for the trap."""
    return [
        f"/r/{world.token}",
        f"/r/{world.token}?s=9",
        f"/r/{world.token}?thanks",
        f"/r/{world.token}?s=%FF%00&a[]=;&&=&s=3&nps=3&nonce=x",
        f"/r/{world.token}?nps=9&why=x&List-Unsubscribe=One-Click",
        f"/u/{world.stop}",
        f"/u/{world.stop}?List-Unsubscribe=One-Click",
        f"/r/{world.stop}",
        f"/u/{world.token}",
        f"/p/{world.draft}?block=unknown&lang=en",
        f"/p/{world.token}",
        f"/r/{world.token}?ending=nowhere",
        f"/r/{world.token}x",
        "/r/",
        "/",
        "/health",
        "/nowhere/at/all",
    ]


def test_looking_changes_nothing(ask: Ask, world: World) -> None:
    """GET and HEAD on every address leave the store exactly as it was, whoever looks."""
    before = world.facts()
    for method in ("GET", "HEAD"):
        for address in addresses(world):
            for agent in (*PERSON.values(), "Barracuda Link Protection", "curl/8.5"):
                ask(method, address, User_Agent=agent, Purpose="prefetch")
    ask("HEAD", f"/t/{world.token}")
    ask("GET", "/t/unknown")
    assert before == world.facts()


def test_the_hidden_link_writes_one_signal_and_nothing_else(ask: Ask, world: World) -> None:
    """Following the trap is noted as a signal, and looks the same where the link is unknown."""
    before = world.facts()
    caught = ask("GET", f"/t/{world.token}")
    assert (caught.status, caught.body) == (204, b"")
    assert [signal.name for signal in world.facts(Signal)] == ["trap"]
    assert before == [fact for fact in world.facts() if not isinstance(fact, Signal)]
    unknown = ask("GET", "/t/unknown")
    assert comparable(caught) == comparable(unknown)
    assert "content-length" not in caught.headers


def comparable(reply: Got) -> tuple[int, dict[str, str], bytes]:
    """Drop what a server adds by itself."""
    headers = {name: text for name, text in reply.headers.items() if name not in {"date", "server"}}
    return reply.status, headers, reply.body


def test_head_is_empty(ask: Ask, world: World) -> None:
    """HEAD answers 200 and nothing else on every kind of address, and 404 elsewhere."""
    for path in (f"/r/{world.token}", f"/u/{world.stop}", f"/t/{world.token}", "/health", "/r/x"):
        reply = ask("HEAD", path)
        assert (reply.status, reply.body) == (200, b"")
    assert (ask("HEAD", "/nowhere").status, ask("HEAD", "/nowhere").body) == (404, b"")


@pytest.mark.parametrize("score", [str(score) for score in range(11)])
def test_a_score_in_the_address_is_chosen_and_not_recorded(world: World, score: str) -> None:
    """``?s=9`` opens the page with 9 chosen; nothing is stored until somebody sends the form."""
    page = Page(look(world, s=score).body)
    assert {"nps": score} == page.checked()
    assert world.facts(Response) == []


@pytest.mark.parametrize("score", ["11", "-1", "٩", "1_0", "９", "9 ", "09", "9.0", "", "nps"])
def test_a_scrambled_score_chooses_nothing(world: World, score: str) -> None:
    """What is no point of the scale leaves the page as it is."""
    assert Page(look(world, s=score).body).checked() == {}


def look(world: World, path: str = "", **query: str) -> Reply:
    """Open a page without any door."""
    path = path or f"/r/{world.token}"
    return answer(world.program, Request(method="GET", path=path, query=query, now=world.now))


# Answering


def test_an_answer_is_recorded_and_thanked_for(ask: Ask, world: World) -> None:
    """A form that is sent is recorded, and leads to a page that shows the score."""
    nonce = world.nonce()
    world.later(seconds=40)
    fields = {"nonce": nonce, "nps": "9", "why": "Çok iyi – snabb", "csat_value": "4"}
    reply = post(ask, f"/r/{world.token}", fields)
    assert (303, f"{world.token}?thanks") == (reply.status, reply.headers["location"])
    [response] = world.facts(Response)
    assert (
        response.score(Metric.NPS),
        response.comment,
        response.provisional,
    ) == (9, "Çok iyi – snabb", "")
    thanks = ask("GET", f"/r/{reply.headers['location']}")
    assert thanks.status == 200
    assert "Thank you very much" in thanks.text
    assert "<strong>9</strong>" in thanks.text
    assert [world.token] == [link["href"] for link in Page(thanks.body).all("a")]


def test_an_answer_sent_twice_is_one_answer(ask: Ask, world: World) -> None:
    """The same form again leads to the same page and adds nothing."""
    nonce = world.nonce()
    world.later(seconds=40)
    fields = {"nonce": nonce, "nps": "3", "why": "Late"}
    replies = [post(ask, f"/r/{world.token}", fields) for _ in range(2)]
    assert comparable(replies[0]) == comparable(replies[1])
    assert len(world.facts(Response)) == 1


def test_simultaneous_sends_of_one_form_are_one_answer(world: World) -> None:
    """25 requests with one nonce at the same moment give one response and 25 same replies."""
    nonce = world.nonce()
    world.later(seconds=40)
    app = asgi(world.program, clock=world.clock)
    body = urlencode({"nonce": nonce, "nps": "2", "why": "Late"}).encode()
    scope = asgi_scope("POST", f"/r/{world.token}", Content_Type=FORM)

    async def storm() -> list[list[Any]]:
        once = [{"type": "http.request", "body": body}]
        return list(await asyncio.gather(*(through_asgi(app, scope, once) for _ in range(25))))

    replies = [got(sent) for sent in asyncio.run(storm())]
    assert {303} == {reply.status for reply in replies}
    assert len(world.facts(Response)) == 1


def test_somebody_can_change_the_answer(ask: Ask, world: World) -> None:
    """The page shows what was said and says so; the newer answer is the current one."""
    send(world, {"nps": "3", "why": "Late", "csat_value": "2", "priority": "delivery"})
    page = ask("GET", f"/r/{world.token}")
    assert Page(page.body).checked() == {"nps": "3", "csat_value": "2", "priority": "delivery"}
    assert "Late</textarea>" in page.text
    assert "You have already answered." in page.text
    world.later(minutes=5)
    send(world, {"nps": "8"})
    assert [response.score(Metric.NPS) for response in world.facts(Response)] == [3, 8]
    current = flow.open_link(world.program, world.token, now=world.now).current
    assert current is not None
    assert current.score(Metric.NPS) == 8


def send(world: World, fields: Mapping[str, str], nonce: str = "", **headers: str) -> Reply:
    """Fetch the page, take a while, and send the form, without any door."""
    nonce = nonce or world.nonce()
    world.later(seconds=40)
    form = {"nonce": nonce, **fields}
    request = Request(
        method="POST", path=f"/r/{world.token}", form=form, headers=headers, now=world.now
    )
    return answer(world.program, request)


def test_a_score_in_the_address_goes_before_what_was_said(world: World) -> None:
    """Whoever taps another score in the mail sees that one chosen, beside the earlier answers."""
    send(world, {"nps": "3", "csat_value": "2"})
    assert Page(look(world, s="8").body).checked() == {"nps": "8", "csat_value": "2"}


def test_nobody_is_thanked_for_nothing(world: World) -> None:
    """The address of the thank-you page shows the questions to somebody who has not answered."""
    assert len(Page(look(world, thanks="").body).all("input", name="nps")) == 11


def test_thanks_go_without_a_score_where_none_was_given() -> None:
    """An answer without the headline score, and a questionnaire without any scale, are thanked."""
    world = make_world()
    send(world, {"why": "Good people"})
    assert b"<strong>" not in look(world, thanks="").body
    asked = Question(id="wish", kind=Kind.TEXT)
    open_only = Questionnaire(
        name="open", questions=[asked], texts={"en": {"wish.ask": "What do you wish for?"}}
    )
    world = make_world(questionnaire=open_only)
    assert Page(look(world, s="9").body).checked() == {}
    send(world, {"wish": "Time"})
    assert b"Thank you very much" in look(world, thanks="").body


def test_an_answer_after_the_close_is_taken_and_the_page_says_so(ask: Ask, world: World) -> None:
    """The questions, and the thanks, say that the round has closed; the answer is kept as late."""
    world.later(days=40)
    assert "This round has closed." in ask("GET", f"/r/{world.token}").text
    send(world, {"nps": "6"})
    assert [response.late for response in world.facts(Response)] == [True]
    assert "This round has closed." in ask("GET", f"/r/{world.token}?thanks").text


@pytest.mark.parametrize(
    ("headers", "sign"),
    [
        ({}, ""),
        ({"sec-purpose": "prefetch;prerender"}, "prefetch"),
        ({"x-moz": "Prefetch"}, "prefetch"),
        ({"purpose": "preview"}, "prefetch"),
        ({"user-agent": "Mozilla/5.0 HeadlessChrome/126.0"}, "scanner"),
        ({"user-agent": "python-requests/2.32"}, "scanner"),
        ({"user-agent": PERSON["User-Agent"]}, ""),
    ],
)
def test_signs_of_a_machine_make_an_answer_provisional(
    world: World, headers: dict[str, str], sign: str
) -> None:
    """Prefetch headers and known scanners go to the flow as codes; a person's browser does not."""
    send(world, {"nps": "9", "why": "Good"}, **headers)
    assert [sign] == [response.provisional for response in world.facts(Response)]


# Problems


def test_a_missing_score_is_asked_for_again(ask: Ask, world: World) -> None:
    """The page comes back with a summary, a message by the field, and what was entered."""
    nonce = world.nonce()
    fields = {"nonce": nonce, "why": "", "csat_value": "9", "priority": "<b>"}
    reply = post(ask, f"/r/{world.token}", fields)
    assert reply.status == 422
    page = Page(reply.body)
    [summary] = page.all("div", role="alert")
    assert summary["tabindex"] == "-1"
    assert [a["href"] for a in page.all("a") if "class" not in a] == ["#q1-0", "#q3-1", "#q4-price"]
    assert {"q1-problem", "q3-problem", "q4-problem"} == {
        element["id"] for element in page.all("p", **{"class": "problem"})
    }
    assert [e["aria-describedby"] for e in page.all("fieldset") if "aria-describedby" in e] == [
        "q1-problem",
        "q3-problem",
        "q4-problem",
    ]
    assert {"nps", "csat_value", "priority"} == {
        element["name"] for element in page.all("input", **{"aria-invalid": "true"})
    }
    assert "<title>Please check: " in reply.text
    assert world.facts(Response) == []
    assert nonce == page.all("input", name="nonce")[0]["value"]


def test_good_answers_are_kept_while_a_bad_one_is_corrected(ask: Ask, world: World) -> None:
    """A comment that is too long costs nothing else, and the correction is a new answer."""
    nonce = world.nonce()
    world.later(seconds=40)
    fields = {"nonce": nonce, "nps": "4", "why": "x" * 10_001}
    reply = post(ask, f"/r/{world.token}", fields)
    page = Page(reply.body)
    assert reply.status == 422
    assert page.checked() == {"nps": "4"}
    assert "x" * 10_001 in reply.text
    assert "This text is too long." in reply.text
    [text] = page.all("textarea")
    assert (text["aria-invalid"], text["aria-describedby"]) == ("true", "q2-problem")
    assert [a["href"] for a in page.all("a") if "class" not in a] == ["#q2-text"]
    assert "You have already answered." not in reply.text
    fresh = page.all("input", name="nonce")[0]["value"]
    assert fresh
    assert nonce != fresh
    world.later(seconds=20)
    reply = post(ask, f"/r/{world.token}", {"nonce": fresh, "nps": "5", "why": "Late"})
    assert reply.status == 303
    assert [
        (response.score(Metric.NPS), response.provisional) for response in world.facts(Response)
    ] == [(4, ""), (5, "")]


# Page by page


NPS = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True)
EVERY = Questionnaire(
    name="every",
    questions=[
        NPS,
        Question(id="why", kind=Kind.TEXT, show_if=Class("nps", ("detractor",))),
        Question(
            id="parts",
            kind=Kind.MATRIX,
            low=1,
            high=5,
            aspects=("price", "speed"),
            required=True,
            new_page=True,
        ),
        Question(id="topic", kind=Kind.CHOICE, options=("care", "other"), other="other"),
        Question(
            id="faults", kind=Kind.CHOICES, options=("late", "broken", "other"), other="other"
        ),
        Question(
            id="used",
            kind=Kind.YES_NO,
            required=True,
            routes=(Route(to="unused", when=Chose("used", ("no",))),),
        ),
        Question(id="info", kind=Kind.NOTICE),
        Question(id="contact_me", kind=Kind.CONTACT),
        Question(id="may_quote", kind=Kind.QUOTE),
    ],
    endings=[Ending(id="unused", screened_out=True)],
    texts={
        "en": {
            "nps.ask": "Recommend {company}?",
            "why.ask": "What went wrong?",
            "parts.ask": "How good is each?",
            "parts.low": "Bad",
            "parts.high": "Good",
            "parts.aspect.price": "The price",
            "parts.aspect.speed": "The speed",
            "parts.hint": "As far as you know.",
            "topic.ask": "What matters?",
            "topic.option.care": "Care",
            "topic.option.other": "Something else",
            "topic.other": "What is it?",
            "faults.ask": "What was wrong?",
            "faults.option.late": "Late",
            "faults.option.broken": "Broken",
            "faults.option.other": "Something else",
            "used.ask": "Have you used {product}?",
            "used.option.yes": "Yes",
            "used.option.no": "No",
            "info.ask": "Nearly done at {account}, {name}.",
            "contact_me.ask": "May we call?",
            "contact_me.hint": "We know your number.",
            "contact_me.option.yes": "Please do",
            "contact_me.option.no": "Please do not",
            "may_quote.ask": "May we quote?",
            "may_quote.option.yes": "Yes",
            "may_quote.option.no": "No",
            "ending.unused.title": "Not yet, then",
            "ending.unused.text": "The rest is for those who have used {product}.",
        }
    },
)


@define
class Visitor:
    """Somebody in front of a browser without script, who keeps nothing but the page."""

    world: World
    reply: Reply = field(factory=lambda: Reply(status=0))
    agent: str = "en"

    @property
    def page(self) -> Page:
        """The page in front of them."""
        return Page(self.reply.body)

    @property
    def sent(self) -> dict[str, str]:
        """What the form of the page would send as it stands."""
        return self.page.filled()

    def open(self, path: str = "", **query: str) -> "Visitor":
        """Open an address."""
        self.reply = look(self.world, path, **query)
        return self

    def press(self, button: str = "", **answers: str) -> "Visitor":
        """Fill in fields of the page (``__`` for a dot), and press a button a minute later."""
        entered = {name.replace("__", "."): value for name, value in answers.items()}
        self.world.later(minutes=1)
        form = {**self.sent, **entered, **({button: "yes"} if button else {})}
        path = f"/r/{self.world.token}"
        request = Request(method="POST", path=path, form=form, now=self.world.now)
        self.reply = answer(self.world.program, request)
        return self._led_on()

    def _led_on(self) -> "Visitor":
        """Follow a reply that leads to the next page, as a browser does."""
        query = dict(self.reply.headers).get("Location", "").partition("?")[2]
        return self.open(**dict(parse_qsl(query))) if query.startswith("at=") else self

    @property
    def led_to(self) -> str:
        """What stands after the question mark of the address to which the reply leads."""
        location = dict(self.reply.headers)["Location"]
        token, _, query = location.partition("?")
        assert (self.reply.status, token) == (303, self.world.token)
        return query


@pytest.fixture
def visitor() -> Visitor:
    """Give somebody who has opened a questionnaire with every kind of question."""
    return Visitor(make_world(questionnaire=EVERY)).open()


GOOD = {"parts__price": "4", "parts__speed": "2"}


def test_the_questions_come_page_by_page(visitor: Visitor) -> None:
    """Each page shows what the answers so far lead to, and the last one is thanked for."""
    assert visitor.page.asked == ["q1"]
    assert visitor.page.buttons == [(None, None)]
    assert b">Continue</button>" in visitor.reply.body
    visitor.press(nps="3")
    assert (visitor.reply.status, visitor.page.asked) == (200, ["q2"])
    assert visitor.page.buttons == [(None, None), ("back", "yes")]
    visitor.press(why="Late\r\nand broken")
    assert visitor.page.asked == ["q3", "q4", "q5", "q6"]
    visitor.press(used="yes", faults__late="yes", faults__words="Dirty", topic="care", **GOOD)
    assert visitor.page.asked == ["q7", "q8", "q9"]
    assert b">Send my answer</button>" in visitor.reply.body
    assert visitor.press(contact_me="no").led_to == "thanks"
    response = visitor.world.facts(Response)[-1]
    assert response.complete
    assert [(a.question, a.score, a.choice, a.text) for a in response.answers] == [
        ("nps", 3, "", ""),
        ("why", None, "", "Late\nand broken"),
        ("parts.price", 4, "", ""),
        ("parts.speed", 2, "", ""),
        ("topic", None, "care", ""),
        ("faults", None, "late", ""),
        ("faults", None, "other", "Dirty"),
        ("used", None, "yes", ""),
        ("contact_me", None, "no", ""),
    ]


def test_each_page_is_recorded_and_carried_along(visitor: Visitor) -> None:
    """What was said on other pages goes along unseen, and under a fresh nonce each time."""
    first = visitor.sent
    second = visitor.press(nps="9").sent
    assert set(second) == {"nonce", "at", "nps", "topic.words", "faults.words"}
    assert (second["at"], second["nps"]) == ("parts", "9")
    assert second["nonce"] != first["nonce"]
    assert visitor.page.all("input", name="nps") == [
        {"type": "hidden", "name": "nps", "value": "9"}
    ]
    [partial] = visitor.world.facts(Response)
    assert (partial.complete, partial.score(Metric.NPS)) == (False, 9)
    third = visitor.press(used="yes", topic__words="Smell", **GOOD).sent
    carried = {"nps", "parts.price", "parts.speed", "topic", "topic.words", "used"}
    assert set(third) == {"nonce", "at", *carried}


def test_a_page_has_an_address_to_which_the_one_before_leads(visitor: Visitor) -> None:
    """The browser's own way back and a reload send nothing again, for each page was fetched."""
    world = visitor.world
    form = {**visitor.sent, "nps": "3"}
    world.later(minutes=1)
    path = f"/r/{world.token}"
    reply = answer(world.program, Request(method="POST", path=path, form=form, now=world.now))
    assert (reply.status, dict(reply.headers)["Location"]) == (303, f"{world.token}?at=why")
    assert visitor.open(at="why").page.asked == ["q2"]
    assert visitor.sent["nps"] == "3"
    assert visitor.open(at="nps").page.checked() == {"nps": "3"}
    assert visitor.open(at="nothing").page.asked == ["q2"]
    assert len(world.facts(Response)) == 1


def test_an_address_of_a_page_nobody_has_come_to_shows_the_first(visitor: Visitor) -> None:
    """Who has said nothing yet begins at the beginning, whatever the address says."""
    assert visitor.open(at="why").page.asked == ["q1"]


def test_going_back_records_nothing_and_keeps_what_was_said(visitor: Visitor) -> None:
    """Back shows the page before with its answers; what stands on the left page is kept, too."""
    visitor.press(nps="9")
    before = visitor.world.facts()
    visitor.press("back", parts__price="1")
    assert (visitor.reply.status, visitor.page.asked) == (200, ["q1"])
    assert visitor.page.checked() == {"nps": "9"}
    assert visitor.world.facts() == before
    visitor.press(nps="2").press(why="")
    assert visitor.page.checked() == {"parts.price": "1"}


def test_answers_of_a_way_not_taken_count_nowhere(visitor: Visitor) -> None:
    """Whoever goes back and answers otherwise is asked otherwise, and nothing is left over."""
    visitor.press(nps="3").press("back", why="Late").press(nps="10")
    assert visitor.page.asked == ["q3", "q4", "q5", "q6"]
    last = visitor.world.facts(Response)[-1]
    assert [answer.question for answer in last.answers] == ["nps"]


def test_a_page_with_a_problem_comes_again(visitor: Visitor) -> None:
    """The list of problems and the messages name question and aspect; good answers are kept."""
    visitor.press(nps="9").press(parts__price="3", faults__late="yes", topic__words="Smell")
    assert visitor.reply.status == 422
    page = visitor.page
    assert [a["href"] for a in page.all("a") if "class" not in a] == ["#q3-speed-1", "#q6-yes"]
    assert [p["id"] for p in page.all("p", **{"class": "problem"})] == [
        "q3-speed-problem",
        "q6-problem",
    ]
    assert [(e["id"], e["aria-describedby"]) for e in page.all("fieldset") if len(e) > 2] == [
        ("q3", "q3-hint"),
        ("q3-speed", "q3-speed-problem"),
        ("q6", "q6-problem"),
    ]
    assert {e["name"] for e in page.all("input", **{"aria-invalid": "true"})} == {
        "parts.speed",
        "used",
    }
    assert page.checked() == {"parts.price": "3", "faults.late": "yes"}
    assert visitor.sent["topic.words"] == "Smell"
    assert visitor.press(used="yes", parts__speed="3").page.asked == ["q7", "q8", "q9"]


def test_a_problem_on_an_earlier_page_is_shown_there(visitor: Visitor) -> None:
    """Whatever a browser sends, nobody gets past a page that has a problem."""
    visitor.press(nps="9").press(used="yes", **GOOD).press(nps="11")
    assert (visitor.reply.status, visitor.page.asked) == (422, ["q1"])


def test_no_form_field_of_anything_else_is_carried(visitor: Visitor) -> None:
    """Hidden fields hold answers to questions of this questionnaire and nothing that was added."""
    visitor.press(nps="9", evil="<script>", parts="x", used__evil="y", nps__evil="z")
    assert set(visitor.sent) == {"nonce", "at", "nps", "topic.words", "faults.words"}
    assert b"<script>" not in visitor.reply.body


def test_an_ending_of_the_questionnaires_own_has_its_words(visitor: Visitor) -> None:
    """Who is screened out is led to the ending, whose page records nothing."""
    visitor.press(nps="9")
    assert visitor.press(used="no", **GOOD).led_to == "ending=unused"
    before = visitor.world.facts()
    page = visitor.open(ending="unused").page
    assert visitor.reply.status == 200
    assert "Not yet, then" in page.words
    assert "The rest is for those who have used Acme." in page.words
    assert [a["href"] for a in page.all("a")] == [visitor.world.token]
    assert visitor.world.facts() == before


def test_an_ending_that_does_not_exist_shows_the_usual_thanks(visitor: Visitor) -> None:
    """Somebody who answered is thanked as usual, somebody who did not sees the questions."""
    assert visitor.open(ending="nowhere").page.asked == ["q1"]
    visitor.press(nps="9").open(ending="nowhere")
    assert "Thank you very much" in visitor.page.words


def test_after_the_close_an_ending_says_so(visitor: Visitor) -> None:
    """The ending, too, tells that the round has closed."""
    visitor.world.later(days=40)
    assert b"This round has closed." in visitor.open(ending="unused").reply.body


def test_somebody_who_stopped_goes_on_where_they_were(visitor: Visitor) -> None:
    """The link opens the page after the last answer; what was said before goes along."""
    visitor.press(nps="3").press(why="Late")
    visitor.open()
    assert visitor.page.asked == ["q3", "q4", "q5", "q6"]
    assert (visitor.sent["nps"], visitor.sent["why"]) == ("3", "Late")
    assert b"You have already answered." not in visitor.reply.body


def test_somebody_who_is_done_can_change_every_page(visitor: Visitor) -> None:
    """The link opens the first page, and each page shows what was said on it."""
    visitor.press(nps="9")
    visitor.press(
        topic__words="Smell", faults__late="yes", faults__words="Dirty", used="yes", **GOOD
    )
    visitor.press(may_quote="yes")
    visitor.open()
    assert b"You have already answered." in visitor.reply.body
    assert visitor.page.checked() == {"nps": "9"}
    visitor.press()
    assert visitor.page.checked() == {
        "parts.price": "4",
        "parts.speed": "2",
        "topic": "other",
        "faults.late": "yes",
        "faults.other": "yes",
        "used": "yes",
    }
    assert (visitor.sent["topic.words"], visitor.sent["faults.words"]) == ("Smell", "Dirty")
    assert visitor.press().page.checked() == {"may_quote": "yes"}


def test_a_tapped_score_opens_the_page_that_asks_for_it(visitor: Visitor) -> None:
    """A new tap goes before where somebody stopped; another address opens that page."""
    visitor.press(nps="9").press(used="yes", **GOOD)
    assert visitor.open(s="2").page.checked() == {"nps": "2"}
    assert visitor.sent["parts.price"] == "4"
    assert visitor.open(s="11").page.asked == ["q7", "q8", "q9"]


LATER = Questionnaire(
    name="later",
    questions=[
        Question(id="role", kind=Kind.TEXT),
        evolve(NPS, new_page=True),
        Question(id="ease", kind=Kind.SCALE, low=1, high=5, new_page=True),
    ],
    texts={"en": {"role.ask": "What do you do?", "nps.ask": "Recommend?", "ease.ask": "Easy?"}},
)


def test_a_tapped_score_waits_for_its_page(visitor: Visitor) -> None:
    """Where the scale comes later, the score is chosen there and recorded no sooner."""
    visitor = Visitor(make_world(questionnaire=LATER)).open(s="7")
    assert "nps" not in visitor.sent
    visitor.press(role="I buy")
    assert [answer.question for answer in visitor.world.facts(Response)[0].answers] == ["role"]
    assert visitor.page.checked() == {"nps": "7"}
    visitor.press(nps="4")
    assert visitor.press("back").page.checked() == {"nps": "4"}


def test_a_mail_and_its_page_mean_the_same_scale() -> None:
    """A tap answers the question that the letter shows, though another one is NPS."""
    ease = Question(id="ease", kind=Kind.SCALE, low=1, high=5)
    both = Questionnaire(
        name="both", questions=[ease, NPS], texts={"en": {"ease.ask": "Easy?", "nps.ask": "Tell?"}}
    )
    assert Visitor(make_world(questionnaire=both)).open(s="4").page.checked() == {"ease": "4"}


def test_a_whole_form_is_taken_at_once(visitor: Visitor) -> None:
    """A form without ``at`` leads to its ending, or to the first page that has a problem."""
    whole = {"nps": "9", "parts.price": "1", "parts.speed": "2"}
    assert send(visitor.world, {**whole, "used": "no"}).headers[-1] == (
        "Location",
        f"{visitor.world.token}?ending=unused",
    )
    assert dict(send(visitor.world, {**whole, "used": "yes"}).headers)["Location"].endswith(
        "?thanks"
    )
    reply = send(visitor.world, {**whole, "nps": "x", "used": "yes"})
    assert (reply.status, Page(reply.body).asked) == (422, ["q1"])


def test_a_questionnaire_of_one_page_has_one_button() -> None:
    """Without rules everything stands on one page, with nothing to go back to."""
    visitor = Visitor(make_world()).open()
    assert visitor.page.asked == ["q1", "q2", "q3", "q4"]
    assert visitor.page.buttons == [(None, None)]
    assert visitor.press(nps="9").led_to == "thanks"


def test_who_is_asked_nothing_is_thanked() -> None:
    """Where no question fits the person, there is no empty form."""
    asked = evolve(NPS, required=False, show_if=Known("phase", ("design",)))
    empty = Questionnaire(name="none", questions=[asked], texts={"en": {"nps.ask": "Recommend?"}})
    visitor = Visitor(make_world(questionnaire=empty)).open()
    assert visitor.page.all("form") == []
    assert "Thank you very much" in visitor.page.words
    known = Visitor(make_world(questionnaire=empty, known={"phase": "design"})).open()
    assert known.page.asked == ["q1"]
    world = visitor.world
    link = flow.open_link(world.program, world.token, now=world.now).link
    nonce = world.program.links.nonce(link, now=world.now)
    assert send(world, {"nps": "9"}, nonce=nonce).status == 303
    assert world.facts(Response) == []


def test_each_kind_has_fields_of_its_own(visitor: Visitor) -> None:
    """An aspect is a group of radio buttons, several options are checkboxes, a notice has none."""
    page = visitor.press(nps="9").page
    assert [(e["name"], e["value"]) for e in page.all("input", type="radio")] == [
        *[(f"parts.{aspect}", str(n)) for aspect in ("price", "speed") for n in range(1, 6)],
        ("topic", "care"),
        ("topic", "other"),
        ("used", "yes"),
        ("used", "no"),
    ]
    assert [(e["name"], e["value"]) for e in page.all("input", type="checkbox")] == [
        ("faults.late", "yes"),
        ("faults.broken", "yes"),
        ("faults.other", "yes"),
    ]
    assert [e["name"] for e in page.all("input", type="text")] == ["topic.words", "faults.words"]
    assert [word for word in page.words if word in {"What is it?", "In your own words"}] == [
        "What is it?",
        "In your own words",
    ]
    assert [e["aria-describedby"] for e in page.all("input", name="parts.price") if len(e) > 5] == [
        "q3-price-low",
        "q3-price-high",
    ]
    page = visitor.press(used="yes", **GOOD).page
    assert page.asked == ["q7", "q8", "q9"]
    assert "Nearly done at Customer A1, Deniz Example." in page.words
    assert [e["name"] for e in page.all("input", type="radio")] == ["contact_me"] * 2 + [
        "may_quote"
    ] * 2


def test_names_keep_their_direction_in_arabic_questions() -> None:
    """A name with brackets is isolated where the words around it run from right to left."""
    arabic = {"nps.ask": "ما رأيك في {company}؟"}
    own = Questionnaire(name="own", questions=[NPS], texts={"ar": arabic, "en": {"nps.ask": "?"}})
    world = make_world(questionnaire=own, language="ar", company="Acme (NL)")
    assert "ما رأيك في \u2068Acme (NL)\u2069؟" in Page(look(world).body).words


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_every_way_through_shows_what_the_evaluator_says(data: st.DataObject) -> None:
    """Whatever is asked and answered: the pages, the record and the ending are those of one read.

    The visitor knows nothing but the pages: their fields, and what they carry unseen.
    """
    asked = data.draw(questionnaires())
    form = data.draw(forms(asked, spoiled=False))
    known = data.draw(st.sampled_from([{}, {"phase": "design"}, {"product": "plus"}]))
    situation = Situation(role=Role.DECISION_MAKER, known=known)
    heard = hear(asked.questions, form)
    wanted = as_form(asked.questions, [a for each in heard.answers.values() for a in each])
    expected = walk(asked, form, situation)
    visitor = Visitor(make_world(questionnaire=asked, known=known)).open()
    numbers = {question.id: f"q{n}" for n, question in enumerate(asked.questions, 1)}
    for page in expected.pages:
        assert visitor.page.asked == [numbers[question.id] for question in page]
        names = {str(e["name"]) for _, e in visitor.page.elements if "name" in e}
        visitor.press(**{name: wanted[name] for name in names & wanted.keys()})
    if expected.pages:
        assert visitor.led_to == (
            "thanks" if expected.ending == END else f"ending={expected.ending}"
        )
        recorded = [response.answers for response in visitor.world.facts(Response)[-1:]]
        whole = read(asked, form, situation=situation)
        assert recorded == ([whole.answers] if whole.answers else [])


# Drafts for colleagues


DRAFT = QuestionSet(
    name="autumn",
    core=("nps",),
    blocks={"unknown": ("parts",), "approver/finance": ("used",)},
    questions=[
        NPS,
        Question(id="parts", kind=Kind.MATRIX, low=1, high=3, aspects=("price",), new_page=True),
        Question(
            id="used",
            kind=Kind.YES_NO,
            show_if=InRole((Role.APPROVER,)),
            routes=(Route(to="unused", when=Chose("used", ("no",))),),
        ),
    ],
    endings=[Ending(id="unused", screened_out=True)],
    texts={
        language: {
            "nps.ask": f"{language}: {{company}}, {{account}}, {{product}}?",
            "parts.ask": "Parts?",
            "parts.aspect.price": "Price",
            "used.ask": "Used?",
            "used.option.yes": "Yes",
            "used.option.no": "No",
            "ending.unused.title": "Not yet",
            "ending.unused.text": "Thanks anyway, {name}.",
        }
        for language in ("en", "ar")
    },
)


@define
class Colleague:
    """Somebody with a preview link, whose browser speaks Turkish."""

    world: World
    path: str
    block: str = "unknown"
    language: str = "en"
    reply: Reply = field(factory=lambda: Reply(status=0))

    def ask(self, form: Mapping[str, str] | None = None, **query: str) -> Page:
        """Open the link, or send a form of its page."""
        request = Request(
            method="GET" if form is None else "POST",
            path=self.path,
            query=query or {"block": self.block, "lang": self.language},
            form=form or {},
            headers={"accept-language": "tr"},
            now=self.world.now,
        )
        self.reply = answer(self.world.program, request)
        return Page(self.reply.body)

    def press(self, page: Page, button: str = "", **answers: str) -> Page:
        """Fill in the questions of a page and press a button."""
        return self.ask({**page.filled(1), **answers, **({button: "yes"} if button else {})})

    def remark(self, page: Page, text: str, by: str = "Ada") -> Page:
        """Leave a remark below a page."""
        below = page.filled(len(page.all("form")) - 1)
        return self.ask({**below, "remark-text": text, "remark-by": by})


@pytest.fixture
def colleague(world: World) -> Colleague:
    """Give somebody who has the link of the draft."""
    return Colleague(world=world, path=f"/p/{world.draft}")


def test_a_draft_is_shown_as_a_customer_would_see_it(colleague: Colleague) -> None:
    """Around the page the words are the browser's, on it those of the chosen language."""
    page = colleague.ask(lang="ar")
    assert (colleague.reply.status, page.asked) == (200, ["q1"])
    assert [(e["lang"], e["dir"]) for e in page.all("html")] == [("ar", "rtl")]
    assert [(e["lang"], e["dir"]) for e in page.all("aside")] == [("tr", "ltr")]
    assert "Taslak: autumn" in page.words
    isolated = [f"\u2068{name}\u2069" for name in ("Acme", "{account}", "{product}")]
    assert f"ar: {', '.join(isolated)}?" in page.words
    assert page.all("a", **{"class": "trap"}) == []


def test_block_and_language_are_chosen_by_a_form(colleague: Colleague) -> None:
    """The form names every block and language; what does not exist shows the usual one."""
    page = colleague.ask(block="approver/finance", lang="ar")
    assert [(e["value"], "selected" in e) for e in page.all("option")] == [
        ("unknown", False),
        ("approver/finance", True),
        ("ar", True),
        ("en", False),
    ]
    assert {e["name"] for e in page.all("select")} == {"block", "lang"}
    page = colleague.ask(block="nobody", lang="xx")
    assert [e["value"] for e in page.all("option") if "selected" in e] == ["unknown", "en"]


def test_walking_through_a_draft_records_nothing(colleague: Colleague) -> None:
    """Pages come as for a customer, with what is missing and what comes at the end."""
    before = colleague.world.facts()
    page = colleague.ask()
    missing = colleague.press(page)
    assert (colleague.reply.status, missing.asked) == (422, ["q1"])
    page = colleague.press(missing, nps="9")
    assert (colleague.reply.status, page.asked, page.filled(1)["nps"]) == (200, ["q2"], "9")
    assert colleague.press(page, "back").checked() == {"nps": "9"}
    done = colleague.press(page)
    assert "Thank you very much" in done.words
    assert [a["href"] for a in done.all("a")] == [
        colleague.path.removeprefix("/p/") + "?block=unknown&lang=en"
    ]
    assert colleague.world.facts() == before


def test_an_ending_of_a_draft_is_shown_inside(colleague: Colleague) -> None:
    """The ending of the questionnaire's own stands where the customer would be led."""
    colleague.block = "approver/finance"
    page = colleague.ask()
    assert page.asked == ["q1", "q2"]
    done = colleague.press(page, nps="9", used="no")
    assert {"Not yet", "Thanks anyway, {name}."} <= set(done.words)
    assert len(done.all("h1")) == 1


def test_a_remark_is_listed_and_comes_back_to_its_page(colleague: Colleague) -> None:
    """It says who, where and what; sent twice it is one; its words stay words."""
    page = colleague.press(colleague.ask(), nps="9")
    assert "Henüz not yok." in page.words
    words = "</p><script>alert(1)</script>\nToo long?"
    again = colleague.remark(page, words)
    assert (colleague.reply.status, again.asked, again.filled(1)["nps"]) == (200, ["q2"], "9")
    assert words in "".join(again.words)
    colleague.world.later(seconds=5)
    assert [e["value"] for e in colleague.remark(again, words).all("input", id="remark-by")] == [
        "Ada"
    ]
    [remark] = colleague.world.facts(Remark)
    assert (remark.by, remark.block, remark.question, remark.language, remark.text) == (
        "Ada",
        "unknown",
        "parts",
        "en",
        words,
    )


def test_a_remark_at_the_end_is_about_the_end(colleague: Colleague) -> None:
    """What is said about the page of thanks belongs to no question, and stays there."""
    done = colleague.press(colleague.press(colleague.ask(), nps="9"))
    assert "Thank you very much" in colleague.remark(done, "Warmer, please").words
    assert [(r.question, r.text) for r in colleague.world.facts(Remark)] == [("", "Warmer, please")]


@pytest.mark.parametrize(
    ("text", "by", "sentence"),
    [
        (" ", "Ada", "Lütfen bu soruyu yanıtlayın."),
        ("x" * 4001, "Ada", "Bu metin çok uzun. Lütfen kısaltın."),
    ],
)
def test_a_remark_that_cannot_be_taken_says_why(
    colleague: Colleague, text: str, by: str, sentence: str
) -> None:
    """The page comes again with what was written and what is wrong with it."""
    page = colleague.remark(colleague.ask(), text, by)
    assert colleague.reply.status == 422
    assert sentence in page.words
    assert page.filled(2)["remark-text"] == text
    assert colleague.world.facts(Remark) == []


def test_a_draft_takes_no_end_of_remarks(colleague: Colleague) -> None:
    """A link that got around cannot fill the store."""
    draft = colleague.world.facts(Draft)[0]
    now = colleague.world.now
    colleague.world.program.store.add(
        *(Remark(id=f"r{n}", at=now, draft=draft.id, text="!") for n in range(500))
    )
    colleague.remark(colleague.ask(), "One more")
    assert colleague.reply.status == 422
    assert len(colleague.world.facts(Remark)) == 500


def test_a_preview_link_ends(colleague: Colleague) -> None:
    """After its time, and for any other token, there is the page of a dead link."""
    gone = answer(
        colleague.world.program,
        Request(method="GET", path="/", headers={"accept-language": "tr"}, now=colleague.world.now),
    )
    form = {"remark-text": "Too late"}
    colleague.world.later(days=15)
    colleague.ask()
    assert colleague.reply == gone
    colleague.ask(form)
    assert colleague.reply == gone
    colleague.path = f"/p/{colleague.world.token}"
    colleague.ask()
    assert colleague.reply == gone
    assert colleague.world.facts(Remark) == []


# Links that open nothing


def test_links_that_open_nothing_look_alike(ask: Ask, world: World) -> None:
    """Unknown, forged, swapped, expired and erased links get one page, byte for byte."""
    forged = world.token[:-1] + ("Q" if world.token.endswith("A") else "A")
    paths = ["/nowhere", "/r/unknown", f"/r/{forged}", f"/r/{world.stop}"]
    paths += [
        f"/u/{world.token}",
        "/u/%F0%9F%92%A9",
        "/r/a%2Fb/c",
        f"/r/{world.token}/",
        "//",
        "/t/",
    ]
    replies = [ask("GET", path) for path in paths]
    replies += [post(ask, path, {"nps": "9"}) for path in paths]
    replies += [post(ask, f"/r/{world.token}", {"nps": "9"})]
    replies += [post(ask, f"/r/{world.token}", {"nps": "9", "nonce": "AAAA"})]
    world.later(days=200)
    replies += [ask("GET", f"/r/{world.token}")]
    world.later(days=-200)
    flow.forget(world.program, "C1", now=world.now)
    replies += [ask("GET", f"/r/{world.token}"), ask("GET", f"/u/{world.stop}")]
    assert {404} == {reply.status for reply in replies}
    assert [reply for reply in replies if comparable(reply) != comparable(replies[0])] == []
    assert "This link does not work" in replies[0].text
    assert world.facts(Response) + world.facts(Consent) == []


def test_a_nonce_of_another_link_opens_nothing(world: World) -> None:
    """A form that was served for somebody else is not taken."""
    foreign = world.program.links.nonce("another link", now=world.now)
    assert send(world, {"nps": "9"}, nonce=foreign).status == 404


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("tr-TR,tr;q=0.9,en;q=0.8", "tr"),
        ("fi, nl;q=0.7, sv; q=0.8", "sv"),
        ("fi", "en"),
        ("ar-EG", "ar"),
        ("nl;q=nonsense,en;q=0.1", "en"),
        ("*;q=0.5,,;", "en"),
    ],
)
def test_a_page_for_nobody_speaks_the_language_of_the_browser(header: str, language: str) -> None:
    """The page of a dead link follows Accept-Language among ours, and is English otherwise."""
    world = make_world()
    request = Request(method="GET", path="/", headers={"accept-language": header}, now=world.now)
    reply = answer(world.program, request)
    assert ("Content-Language", language) in reply.headers
    assert [language] == [element["lang"] for element in Page(reply.body).all("html")]


# Unsubscribing


def test_the_page_unsubscribes_by_its_button_alone(ask: Ask, world: World) -> None:
    """The page has one button; sending it records the opt-out and says so."""
    page = Page(ask("GET", f"/u/{world.stop}").body)
    assert (len(page.all("button")), len(page.all("form", action=world.stop))) == (1, 1)
    assert world.facts(Consent) == []
    reply = post(ask, f"/u/{world.stop}", {})
    assert reply.status == 200
    assert "You will get no more surveys" in reply.text
    [consent] = world.facts(Consent)
    assert (consent.granted, consent.source, consent.doubtful) == (False, "page", False)


MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM, b"List-Unsubscribe=One-Click"),
        ("multipart/form-data; boundary=b", MULTIPART),
    ],
)
def test_mail_readers_unsubscribe_with_one_click(
    ask: Ask, world: World, kind: str, body: bytes
) -> None:
    """RFC 8058: 200 at once, without redirect or cookie; a second click changes nothing."""
    for _ in range(2):
        reply = ask("POST", f"/u/{world.stop}", body, Content_Type=kind)
        assert reply.status == 200
        assert {"location", "set-cookie"}.isdisjoint(reply.headers)
    assert [consent.source for consent in world.facts(Consent)] == ["one_click"]


def test_an_opt_out_by_a_machine_acts_and_is_marked(ask: Ask, world: World) -> None:
    """A known scanner's opt-out is recorded as doubtful."""
    post(ask, f"/u/{world.stop}", {}, User_Agent="Proofpoint URL Defense")
    assert [consent.doubtful for consent in world.facts(Consent)] == [True]


# Methods, bodies, headers


def test_other_methods_are_refused_with_those_that_are_taken(ask: Ask, world: World) -> None:
    """405 names the methods of that address; nothing is written."""
    before = world.facts()
    expected = {
        f"/r/{world.token}": "GET, HEAD, POST",
        f"/u/{world.stop}": "GET, HEAD, POST",
        f"/p/{world.draft}": "GET, HEAD, POST",
        f"/t/{world.token}": "GET, HEAD",
        "/health": "GET, HEAD",
    }
    for path, allow in expected.items():
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
            reply = ask(method, path)
            assert (405, allow) == (reply.status, reply.headers["allow"])
    assert post(ask, f"/t/{world.token}", {}).status == 405
    assert before == world.facts()


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (400, FORM, b"nps=%FF"),
        (400, FORM, b"nps=\xff"),
        (400, FORM, b"why=a%00b"),
        (400, FORM, b"&".join(b"a=1" for _ in range(1001))),
        (413, FORM, b"why=" + b"x" * LIMIT),
        (413, FORM, b"why=" + b"x" * (LIMIT + 100_000)),
        (415, "application/json", b'{"nps": 9}'),
        (415, "text/plain", b"nps=9"),
        (400, "multipart/form-data", MULTIPART),
        (400, "multipart/form-data; boundary=c", MULTIPART),
        (400, "multipart/form-data; boundary=b", MULTIPART[:-8]),
        (400, "multipart/form-data; boundary=b", MULTIPART.replace(b" name=", b" game=")),
        (400, "multipart/form-data; boundary=b", MULTIPART.replace(b"One-Click", b"\xff")),
        (
            400,
            "multipart/form-data; boundary=b",
            MULTIPART.replace(b"\r\n\r\nOne", b"\r\nContent-Type: message/rfc822\r\n\r\nOne"),
        ),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(
    ask: Ask, world: World, status: int, kind: str, body: bytes
) -> None:
    """Malformed, oversized and foreign bodies get 400, 413 or 415, and write nothing."""
    for path in (f"/r/{world.token}", f"/u/{world.stop}"):
        reply = ask("POST", path, body, Content_Type=kind)
        assert status == reply.status
        assert "We could not read that" in reply.text
    assert world.facts(Response) + world.facts(Consent) == []


def test_a_body_at_the_limit_is_read() -> None:
    """512 KiB are read; one byte more is not."""
    body = b"why=" + b"x" * (LIMIT - 4)
    assert len(wire.form(FORM, body)["why"]) == LIMIT - 4
    with pytest.raises(Unreadable, match="HTTP 413"):
        wire.form(FORM, body + b"x")


def test_a_form_without_a_content_type_is_read_as_one() -> None:
    """Some mail readers leave the content type out."""
    assert wire.form("", b"List-Unsubscribe=One-Click") == {"List-Unsubscribe": "One-Click"}


def test_a_query_that_cannot_be_read_is_not_there() -> None:
    """Scanners scramble queries; the page has to open all the same."""
    assert wire.query("&".join("a=1" for _ in range(1001))) == {}
    assert wire.query("s=%FF") == {"s": "\ufffd"}


def every_reply(world: World) -> list[Got]:
    """Collect one reply of each kind."""
    replies = []
    for ask in over_asgi(world):
        nonce = world.nonce()
        replies += [ask(method, a) for method in ("GET", "HEAD", "PUT") for a in addresses(world)]
        replies += [
            ask("GET", f"/t/{world.token}"),
            post(ask, f"/r/{world.token}", {"nonce": nonce}),
            post(ask, f"/r/{world.token}", {"nonce": nonce, "nps": "9"}),
            post(ask, f"/u/{world.stop}", {}),
            post(ask, f"/p/{world.draft}", {"at": "nps"}),
            post(ask, f"/p/{world.draft}", {"remark-text": "Good"}),
            ask("POST", "/", b"x" * (LIMIT + 1), Content_Type=FORM),
        ]
        replies += [ask("GET", address) for address in addresses(world)]
        object.__setattr__(world.program, "store", BrokenStore())
        replies += [ask("GET", f"/r/{world.token}")]
    return replies


class BrokenStore(MemoryStore):
    """A store whose disk is gone."""

    def find(self, *_: Any, **__: Any) -> Any:
        """Fail, with words that nobody outside may read."""
        message = "disk /secret/path is gone"
        raise OSError(message)


def test_every_reply_carries_the_headers(world: World) -> None:
    """Nothing is cached, indexed, framed, sniffed or leaked, whatever the status."""
    replies = every_reply(world)
    assert {200, 204, 303, 404, 405, 413, 422, 500} == {reply.status for reply in replies}
    for reply in replies:
        headers = reply.headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        style = policy.pop("style-src")
        assert style.startswith("'sha256-")
        assert policy == {
            "default-src": "'none'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
        if reply.body:
            assert str(len(reply.body)) == headers["content-length"]
            assert headers["content-type"] in {"text/html; charset=utf-8", "application/json"}


def test_the_policy_names_the_stylesheet_of_the_page(world: World) -> None:
    """The hash in the policy is that of the one inline stylesheet, byte for byte."""
    reply = look(world)
    [style] = re.findall(b"<style>(.*?)</style>", reply.body, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in dict(reply.headers)["Content-Security-Policy"]


def test_health_is_json(ask: Ask) -> None:
    """The health page says in JSON whether the programme can do its work."""
    reply = ask("GET", "/health")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert json.loads(reply.body) == {"ok": True, "in_doubt": 0, "waiting": 0, "overdue": 0}


@pytest.mark.parametrize("door", [over_http, over_asgi])
def test_what_goes_wrong_inside_stays_inside(door: Callable[[World], Iterator[Ask]]) -> None:
    """An unexpected error is a plain page and an event; neither tells anything of the inside."""
    events: list[Event] = []
    world = make_world(observer=events.append)
    object.__setattr__(world.program, "store", BrokenStore())
    for ask in door(world):
        reply = ask("GET", f"/r/{world.token}")
        assert reply.status == 500
        assert "Something went wrong on our side" in reply.text
        assert "secret" not in reply.text
    assert [(e.name, e.fields) for e in events] == [("page_failed", {"error": "OSError"})]


# Hostile words


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    """Names, companies and comments never become elements or attributes of any page."""
    tame, wild = (
        make_world(name=(text, ""), account=text, company="".join(filter(str.isprintable, text)))
        for text in ("Name", words)
    )
    shapes = []
    for world, text in ((tame, "Words"), (wild, words)):
        seen = [
            look(world),
            look(world, f"/u/{world.stop}"),
            send(world, {"why": text, "nps": "x"}),
        ]
        seen += [send(world, {"why": text, "nps": "7"}), look(world), look(world, thanks="")]
        shapes.append([Page(reply.body).shape for reply in seen])
    assert shapes[0] == shapes[1]
    shown = "".join(Page(look(wild).body).words)
    assert f"{wild.program.sender.company}?" in shown
    assert f"Hello {words}," in shown


def test_hostile_values_come_back_as_values(world: World) -> None:
    """What was posted stands in its field again, escaped."""
    for words in HOSTILE:
        reply = send(world, {"why": words})
        page = Page(reply.body)
        assert words.removesuffix("\u200b") in "".join(page.words)


# Every page in every language


def every_page(language: str, role: Role) -> dict[str, Reply]:
    """Render each page of one person."""
    world = make_world(language=language, role=role)
    stop = Request(method="POST", path=f"/u/{world.stop}", now=world.now)
    accept = {"accept-language": language}
    return {
        "questions": look(world),
        "problems": send(world, {"why": "x" * 10_001}),
        "thanks": (send(world, {"nps": "9"}), look(world, thanks=""))[1],
        "again": look(world),
        "unsubscribe": look(world, f"/u/{world.stop}"),
        "unsubscribed": answer(world.program, stop),
        "gone": answer(
            world.program, Request(method="GET", path="/", headers=accept, now=world.now)
        ),
        "refused": pages.refused(accept, 400),
        "failed": pages.failed(accept),
    }


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_sound_in_every_language(language: str, role: Role) -> None:
    """One heading, a title, labels for all fields, ids once, no script, and everything closed."""
    for reply in every_page(language, role).values():
        page = Page(reply.body)
        way = "rtl" if language == "ar" else "ltr"
        assert [(language, way)] == [(e["lang"], e["dir"]) for e in page.all("html")]
        assert_sound(page)
        assert "{" not in re.sub(r"<style>.*?</style>", "", reply.body.decode(), flags=re.DOTALL)


def assert_sound(page: Page) -> None:
    """Hold a page to what screen readers and policies need."""
    assert page.path == []
    assert len(page.all("h1")) == 1
    assert len(page.all("title")) == 1
    ids = [e["id"] for _, e in page.elements if "id" in e]
    assert len(ids) == len(set(ids))
    inputs = [e for e in page.all("input") if e.get("type") != "hidden"]
    fields = [e["id"] for e in (*inputs, *page.all("textarea"), *page.all("select"))]
    assert set() == set(fields) - page.labelled
    named = " ".join(
        str(e["aria-describedby"]) for _, e in page.elements if "aria-describedby" in e
    )
    assert set() == set(named.split()) - set(ids)
    jumps = [str(e["href"])[1:] for e in page.all("a") if str(e["href"]).startswith("#")]
    assert set() == set(jumps) - set(ids)
    assert page.all("script") == []
    assert [a for _, e in page.elements for a in e if a.startswith("on") or a == "style"] == []
    assert len(page.all("fieldset")) == len(page.all("legend"))


def test_pages_with_every_kind_and_drafts_are_sound(visitor: Visitor, colleague: Colleague) -> None:
    """The new kinds, their problems, an ending and a draft with remarks hold to the same."""
    assert_sound(visitor.press(nps="9").page)
    assert_sound(visitor.press(topic="x", **{"parts.price": "9"}).page)
    assert_sound(visitor.press(used="yes", topic="care", **GOOD).page)
    assert_sound(visitor.open(ending="unused").page)
    page = colleague.ask()
    assert_sound(page)
    assert_sound(colleague.press(page))
    assert_sound(colleague.remark(page, ""))
    assert_sound(colleague.remark(page, "Good"))
    assert_sound(colleague.press(colleague.press(page, nps="9")))


def test_languages_say_the_same_things() -> None:
    """Each language has every text, with the same names filled in."""
    texts = render._texts()  # noqa: SLF001 - the file itself is under test
    assert set(LANGUAGES) == set(texts)

    def outline(table: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: outline(value)
            if isinstance(value, dict)
            else sorted(set(re.findall(r"{\w+}", value)))
            for key, value in table.items()
        }

    expected = outline(texts["en"])
    assert [expected] * 6 == [outline(texts[language]) for language in LANGUAGES[1:]]


@pytest.mark.parametrize(
    ("name", "title", "account"),
    [
        ("employee", "work at", False),
        ("campaign", "A few questions", True),
        ("small", "with", True),
    ],
)
def test_a_set_may_have_words_of_its_own_around_its_questions(
    name: str, title: str, *, account: bool
) -> None:
    """Employees have no account, and a campaign is not headed by the relation."""
    shown = look(make_world(questionnaire=evolve(EVERY, name=name))).body.decode()
    assert title in shown.partition("</h1>")[0]
    assert ("look after" in shown) == account


def test_only_the_questions_page_holds_the_hidden_link(world: World) -> None:
    """The trap is out of sight, out of the tab order and out of what screen readers read."""
    [trap] = Page(look(world).body).all("a", **{"class": "trap"})
    assert {
        "class": "trap",
        "href": f"../t/{world.token}",
        "rel": "nofollow",
        "tabindex": "-1",
        "aria-hidden": "true",
    } == trap
    assert ".trap { position: absolute;" in render.stylesheet()
    assert b"/t/" not in look(world, f"/u/{world.stop}").body


def test_questions_in_a_language_without_words_of_ours_keep_their_direction() -> None:
    """A host's Persian questionnaire stands right to left inside an English page."""
    asked = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True)
    own = Questionnaire(name="own", questions=[asked], texts={"fa": {"nps.ask": "نظر شما چیست؟"}})
    page = Page(look(make_world(questionnaire=own, language="fa-IR")).body)
    assert [(e["lang"], e["dir"]) for e in page.all("html")] == [("en", "ltr")]
    [scale] = page.all("div", **{"class": "scale bare"})
    assert (scale["lang"], scale["dir"]) == ("fa", "rtl")


def test_scales_take_the_room_they_need() -> None:
    """Eleven points, seven, five, faces and points with words each have a grid of their own."""
    kinds = {"nps": (0, 10, "many"), "ces": (1, 7, "some"), "csat": (1, 5, "few")}
    questions = [
        Question(id=name, kind=Kind.SCALE, low=low, high=high)
        for name, (low, high, _) in kinds.items()
    ]
    questions.append(Question(id="agree", kind=Kind.SCALE, low=1, high=2))
    texts = {f"{question.id}.ask": "How?" for question in questions}
    texts |= {"agree.point.1": "No", "agree.point.2": "Yes", "agree.low": "Never shown"}
    own = Questionnaire(name="own", questions=questions, texts={"en": texts})
    reply = look(make_world(questionnaire=own), s="6")
    page = Page(reply.body)
    shapes = [str(e["class"]) for e in page.all("div") if str(e.get("class")).startswith("points")]
    assert shapes == ["points many", "points some", "points few", "points rows"]
    assert b"Never shown" not in reply.body
    assert page.checked() == {"nps": "6"}


def test_faces_smile_more_the_better_it_is() -> None:
    """Each face has words, and its mouth goes from turned down over level to turned up."""
    page = Page(look(make_world(role=Role.END_USER)).body)
    mouths = [str(e["d"]) for e in page.all("path")]
    numbers = [list(map(float, re.findall(r"[\d.]+", mouth))) for mouth in mouths]
    bends = [middle - corner for _, corner, _, middle, *_ in numbers]
    assert len(bends) == 5
    assert sorted(bends) == bends
    assert bends[2] == 0
    assert "Neither happy nor unhappy" in page.words


def test_an_account_without_a_name_is_called_the_persons_company() -> None:
    """No sentence has a hole where the account or the person is not known by name."""
    text = look(make_world(account="", name=("", ""))).body.decode()
    assert "your work at <bdi>your company</bdi>" in text
    assert "Hello" not in text


# WSGI and ASGI themselves


def environ(path: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    """Write what a WSGI server hands over."""
    found: dict[str, Any] = {"REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, **more}
    setup_testing_defaults(found)
    return found


def test_the_wsgi_application_keeps_to_the_specification(world: World) -> None:
    """The standard library's validator finds nothing wrong with any kind of exchange."""
    app: Any = wsgi(world.program, clock=world.clock)
    checked = validator(app)
    started: list[Any] = []

    def start(*given: Any) -> Any:
        started.append(given)

    for method in ("GET", "HEAD", "POST"):
        for path in (f"/r/{world.token}", "/health", "/nowhere"):
            found = environ(path, method, CONTENT_TYPE=FORM, QUERY_STRING="")
            result: Any = checked(found, start)
            body = b"".join(result)
            result.close()
            assert (method == "HEAD") == (not body)
    assert len(started) == 9


def run_wsgi(world: World, found: dict[str, Any]) -> int:
    """Ask through WSGI without a socket; give the status."""
    started: list[str] = []
    b"".join(
        wsgi(world.program, clock=world.clock)(found, lambda status, _: started.append(status))
    )
    return int(started[0][:3])


def wsgi_bytes(text: str) -> str:
    """Write a text as WSGI does: one character for each byte."""
    return text.encode().decode("latin-1")


def test_a_mount_may_have_any_name(world: World) -> None:
    """A mount outside ASCII is cut off, where the server names it and where it does not."""
    found = environ(f"/r/{world.token}", SCRIPT_NAME=wsgi_bytes("/değerlendirme"))
    assert run_wsgi(world, found) == 200
    app = asgi(world.program, clock=world.clock)
    for mount, path in (
        ("/değerlendirme", f"/değerlendirme/r/{world.token}"),
        ("/değerlendirme/", f"/değerlendirme/r/{world.token}"),
        ("/değerlendirme", f"/r/{world.token}"),
        ("", f"/r/{world.token}"),
        ("/r", f"/r/r/{world.token}"),
    ):
        scope = {**asgi_scope("GET", path), "root_path": mount}
        assert got(asyncio.run(through_asgi(app, scope, []))).status == 200
    assert run_wsgi(world, environ(wsgi_bytes("/değerlendirme"))) == 404
    assert run_wsgi(world, environ("/r/\xff\xfe")) == 404


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (404, {"CONTENT_LENGTH": ""}),
        (404, {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}),
        (400, {"CONTENT_LENGTH": "12x"}),
        (400, {"CONTENT_LENGTH": "-1"}),
        (400, {"CONTENT_LENGTH": "١٢"}),
        (400, {"CONTENT_LENGTH": "12"}),
        (413, {"CONTENT_LENGTH": "600000", "size": 600_000}),
        (413, {"CONTENT_LENGTH": "99999999999999", "size": 600_000}),
        (413, {"wsgi.input_terminated": True, "size": 600_000}),
    ],
)
def test_wsgi_bodies_are_read_by_what_the_server_says(
    world: World, status: int, more: dict[str, Any]
) -> None:
    """Lengths that make no sense are 400, too large ones 413; without one there is no body."""
    more["wsgi.input"] = BytesIO(b"x" * more.pop("size", 0))
    found = environ(f"/r/{world.token}", "POST", CONTENT_TYPE=FORM, **more)
    assert status == run_wsgi(world, found)


def test_asgi_follows_the_server_through_its_life(world: World) -> None:
    """Start-up and shutdown are confirmed, so that servers with lifespan on do start."""
    events = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = asyncio.run(through_asgi(asgi(world.program), {"type": "lifespan"}, events))
    assert sent == [{"type": "lifespan.startup.complete"}, {"type": "lifespan.shutdown.complete"}]


def test_asgi_says_nothing_to_somebody_who_left(world: World) -> None:
    """A sender who goes away halfway gets no reply, and nothing is recorded."""
    events: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"nps=9", "more_body": True},
        {"type": "http.disconnect"},
    ]
    scope = asgi_scope("POST", f"/r/{world.token}", Content_Type=FORM)
    assert asyncio.run(through_asgi(asgi(world.program), scope, events)) == []
    assert world.facts(Response) == []


def test_asgi_stops_reading_at_the_limit(world: World) -> None:
    """A body without end is refused after the first bytes too many."""
    endless = [{"type": "http.request", "body": b"x" * LIMIT, "more_body": True}] * 2
    scope = asgi_scope("POST", f"/r/{world.token}", Content_Type=FORM)
    sent = asyncio.run(through_asgi(asgi(world.program, clock=world.clock), scope, endless))
    assert got(sent).status == 413


def test_asgi_closes_websockets(world: World) -> None:
    """There is nothing to talk about."""
    sent = asyncio.run(through_asgi(asgi(world.program), {"type": "websocket"}, []))
    assert sent == [{"type": "websocket.close"}]


def test_the_clock_is_the_real_one_unless_given(world: World) -> None:
    """Without a clock the applications read the time of day, in UTC."""
    today = datetime.now(UTC)
    request = Request(method="GET", path="/health", now=today)
    scope = asgi_scope("GET", "/health")
    replies = [
        answer(world.program, request).body,
        got(asyncio.run(through_asgi(asgi(world.program), scope, []))).body,
    ]
    replies += [ask("GET", "/health").body for ask in over_http(World(program=world.program))]
    assert len(set(replies)) == 1
    assert run_wsgi_now(world) == 200


def run_wsgi_now(world: World) -> int:
    """Ask through WSGI with its own clock."""
    started: list[str] = []
    wsgi(world.program)(environ("/health"), lambda status, _: started.append(status))
    return int(started[0][:3])


# The small server


def raw(address: str, *parts: bytes) -> bytes:
    """Speak to the server byte by byte; hang up and give everything it said."""
    host, port = urlsplit(address).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        for part in parts:
            connection.sendall(part)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_the_server_keeps_connections_alive(world: World) -> None:
    """Several requests go over one connection, with and without bodies in reply."""
    line = b"GET /t/x HTTP/1.1\r\nHost: x\r\n\r\nHEAD /health HTTP/1.1\r\nHost: x\r\n\r\n"
    with serving(wsgi(world.program, clock=world.clock)) as address:
        said = raw(address, line, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    assert re.findall(rb"HTTP/1\.1 (\d+)", said) == [b"204", b"200", b"200"]
    assert said.endswith(b'"overdue": 0}')


@pytest.mark.parametrize(
    ("status", "request_line"),
    [
        (b"413", b"POST /r/x HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n"),
        (b"404", b"POST /r/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (b"400", b"POST /r/x HTTP/1.1\r\nContent-Length: ten\r\n\r\n"),
    ],
)
def test_the_server_closes_where_the_next_request_is_not_clear(
    world: World, status: bytes, request_line: bytes
) -> None:
    """After a body that it did not read the server says so and hangs up."""
    with serving(wsgi(world.program, clock=world.clock)) as address:
        said = raw(address, request_line)
    assert [status] == re.findall(rb"HTTP/1\.1 (\d+)", said)
    assert b"Connection: close" in said


def test_the_server_gives_leave_to_send(world: World) -> None:
    """A client that waits for 100 Continue gets it before it sends its body."""
    with serving(wsgi(world.program, clock=world.clock)) as address:
        said = raw(
            address,
            b"POST /r/x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
            b"nps=9",
        )
    assert re.findall(rb"HTTP/1\.1 (\d+)", said) == [b"100", b"404"]


def test_the_server_says_how_long_a_body_is() -> None:
    """An application that names no length gets one added."""

    def app(_: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"two ", b"parts"]

    with serving(app) as address:
        said = raw(address, b"GET / HTTP/1.1\r\n\r\n")
    assert b"Content-Length: 9\r\n" in said


def test_the_server_closes_at_once(world: World) -> None:
    """Silent connections do not hold up the end, and leave nothing open."""
    with serving(wsgi(world.program, clock=world.clock)) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        connection.request("GET", "/health")
        connection.getresponse().read()
    assert not [t for t in threading.enumerate() if t.name == "b2bnps-pages"]
    connection.close()


def test_the_server_tells_only_of_its_own_errors(capsys: pytest.CaptureFixture[str]) -> None:
    """An error of the application is printed; a visitor who hangs up is not."""
    errors = {"/": ValueError, "/gone": ConnectionResetError}

    def app(environ: Any, _: Any) -> list[bytes]:
        raise errors[environ["PATH_INFO"]]

    with serving(app) as address:
        said = [raw(address, f"GET {path} HTTP/1.1\r\n\r\n".encode()) for path in ("/", "/gone")]
    assert said == [b"", b""]
    printed = capsys.readouterr().err
    assert "ValueError" in printed
    assert "ConnectionResetError" not in printed


def test_a_taken_port_is_refused(world: World) -> None:
    """Serving on a port that somebody else has raises at once."""
    app = wsgi(world.program)
    with serving(app) as address:
        port = int(address.rpartition(":")[2])
        with pytest.raises(OSError), serving(app, port=port):  # noqa: PT011 - words differ by system
            pass


def test_addresses_in_pages_are_relative(world: World) -> None:
    """Forms and links work under any mount: none of them starts at the root."""
    for path in (f"/r/{world.token}", f"/u/{world.stop}"):
        page = Page(look(world, path).body)
        targets = [e["action"] for e in page.all("form")] + [e["href"] for e in page.all("a")]
        assert [t for t in targets if str(t).startswith(("/", "http"))] == []
