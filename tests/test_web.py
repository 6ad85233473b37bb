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
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from attrs import define, evolve

from b2bnps import flow
from b2bnps.flow import Event, Program
from b2bnps.links import Purpose
from b2bnps.model import (
    Consent,
    Invitation,
    Link,
    Metric,
    Record,
    Response,
    Role,
    Signal,
)
from b2bnps.questionnaires import Kind, Question, Questionnaire
from b2bnps.stores import KINDS
from b2bnps.stores.memory import MemoryStore
from b2bnps.testing.programs import (
    MONDAY,
    sample_account,
    sample_contact,
    sample_program,
    sample_wave,
)
from b2bnps.web import Reply, Request, answer, asgi, pages, render, serving, wire, wsgi
from b2bnps.web.wire import LIMIT, Unreadable

PERSON = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1"}
FORM = "application/x-www-form-urlencoded"
LANGUAGES = ("en", "tr", "nl", "sv")
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
    tickets = [program.links.issue() for _ in Purpose]
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
            **about,
        ),
        *links,
    )
    token, stop = (
        program.links.url(purpose, ticket).rpartition("/")[2]
        for purpose, ticket in zip(Purpose, tickets, strict=True)
    )
    return World(program=program, token=token, stop=stop)


@pytest.fixture
def world() -> World:
    """Give a fresh world."""
    return make_world()


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

    def checked(self) -> dict[str | None, str | None]:
        """Say which radio buttons are chosen, by question."""
        return {e["name"]: e["value"] for e in self.all("input", type="radio") if "checked" in e}


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
        ("de, nl;q=0.7, sv; q=0.8", "sv"),
        ("fr", "en"),
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
        (400, FORM, b"&".join(b"a=1" for _ in range(201))),
        (413, FORM, b"why=" + b"x" * LIMIT),
        (413, FORM, b"why=" + b"x" * 300_000),
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
    """64 KiB are read; one byte more is not."""
    body = b"why=" + b"x" * (LIMIT - 4)
    assert len(wire.form(FORM, body)["why"]) == LIMIT - 4
    with pytest.raises(Unreadable, match="HTTP 413"):
        wire.form(FORM, body + b"x")


def test_a_form_without_a_content_type_is_read_as_one() -> None:
    """Some mail readers leave the content type out."""
    assert wire.form("", b"List-Unsubscribe=One-Click") == {"List-Unsubscribe": "One-Click"}


def test_a_query_that_cannot_be_read_is_not_there() -> None:
    """Scanners scramble queries; the page has to open all the same."""
    assert wire.query("&".join("a=1" for _ in range(300))) == {}
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
        assert page.path == []
        assert len(page.all("h1")) == 1
        assert [(language, "ltr")] == [(e["lang"], e["dir"]) for e in page.all("html")]
        assert len(page.all("title")) == 1
        ids = [e["id"] for _, e in page.elements if "id" in e]
        assert len(ids) == len(set(ids))
        fields = [e["id"] for e in page.all("textarea") + page.all("input", type="radio")]
        assert set() == set(fields) - page.labelled
        named = [e["aria-describedby"] for _, e in page.elements if "aria-describedby" in e]
        assert set() == set(named) - set(ids)
        jumps = [str(e["href"])[1:] for e in page.all("a") if str(e["href"]).startswith("#")]
        assert set() == set(jumps) - set(ids)
        assert page.all("script") == []
        assert [a for _, e in page.elements for a in e if a.startswith("on") or a == "style"] == []
        assert len(page.all("fieldset")) == len(page.all("legend"))
        assert "{" not in re.sub(r"<style>.*?</style>", "", reply.body.decode(), flags=re.DOTALL)


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
    assert [expected] * 3 == [outline(texts[language]) for language in LANGUAGES[1:]]


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
    """A host's Arabic questionnaire stands right to left inside an English page."""
    asked = Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True)
    own = Questionnaire(name="own", questions=[asked], texts={"ar": {"nps.ask": "ما رأيك؟"}})
    page = Page(look(make_world(questionnaire=own, language="ar-EG")).body)
    assert [(e["lang"], e["dir"]) for e in page.all("html")] == [("en", "ltr")]
    [scale] = page.all("div", **{"class": "scale bare"})
    assert (scale["lang"], scale["dir"]) == ("ar", "rtl")


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
        (413, {"CONTENT_LENGTH": "70000", "size": 70_000}),
        (413, {"CONTENT_LENGTH": "99999999999999", "size": 70_000}),
        (413, {"wsgi.input_terminated": True, "size": 70_000}),
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
