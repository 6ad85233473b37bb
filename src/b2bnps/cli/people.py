"""The demo's customers: they open their letters' links over real HTTP, or do not."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from email import message_from_bytes
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit

from attrs import frozen

from b2bnps.errors import HostError
from b2bnps.testing.customers import Opinion
from b2bnps.testing.postoffice import Letter

SCAN_AFTER = timedelta(seconds=20)
READING = timedelta(seconds=75)
"""How long the simulated customers look at the page before they send it."""


@frozen(kw_only=True)
class Act:
    """Something that happens on a personal link at a moment.

    Attributes:
        at: when, by the simulated clock.
        kind: ``scan`` (a mail scanner opens every link), ``answer`` or ``unsubscribe``.
        letter: as it was received.
        opinion: what the person thinks.
    """

    at: datetime
    kind: str
    letter: Letter
    opinion: Opinion


def acts(letters: Iterable[tuple[Letter, Opinion]], *, sent: datetime) -> list[Act]:
    """List what happens, in the order in which it happens."""
    found = [
        Act(at=at, kind=kind, letter=letter, opinion=opinion)
        for letter, opinion in letters
        for at, kind in _of(opinion, sent)
    ]
    return sorted(found, key=lambda act: act.at)


def _of(opinion: Opinion, sent: datetime) -> Iterator[tuple[datetime, str]]:
    if opinion.scanner:
        yield sent + SCAN_AFTER, "scan"
    if opinion.answers:
        yield sent + opinion.delay, "answer"
    if opinion.unsubscribes:
        yield sent + opinion.delay + READING, "unsubscribe"


class Browser:
    """Speaks HTTP with the pages over one connection.

    Attributes:
        now: what the simulated clock shows; the pages read it, too.
    """

    def __init__(self, address: str, now: datetime) -> None:
        """Connect to where the pages are served."""
        self.now = now
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=30)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def clock(self) -> datetime:
        """Tell the simulated time."""
        return self.now

    def do(self, act: Act) -> None:
        """Do one act of a customer or a machine."""
        self.now = max(self.now, act.at)
        {"scan": self._scan, "answer": self._answer, "unsubscribe": self._unsubscribe}[act.kind](
            act
        )

    def _scan(self, act: Act) -> None:
        """Open every link of the letter, as mail scanners do."""
        for link in links(act.letter.wire):
            self._get(link)

    def _answer(self, act: Act) -> None:
        """Press the number in the letter, read the page, fill it in and send it."""
        link = next(iter(links(act.letter.wire))).split("?")[0]
        page = self._get(f"{link}?s={act.opinion.form.get('nps', '')}")
        form = {**hidden_fields(page), **act.opinion.form}
        if not act.opinion.fast:
            self.now += READING
        self._post(link, form)

    def _unsubscribe(self, act: Act) -> None:
        """Press the mail reader's own button."""
        header = message_from_bytes(act.letter.wire)["List-Unsubscribe"]
        link = str(header).strip("<>")
        self._post(link, {"List-Unsubscribe": "One-Click"})

    def _get(self, link: str) -> str:
        return self._speak("GET", link, None)

    def _post(self, link: str, form: Mapping[str, str]) -> str:
        return self._speak("POST", link, urlencode(form))

    def _speak(self, method: str, link: str, body: str | None) -> str:
        parts = urlsplit(link)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        self._connection.request(method, path, body, headers)
        reply: HTTPResponse = self._connection.getresponse()
        text = reply.read().decode()
        if reply.status not in {200, 303}:
            message = f"The pages answered {reply.status} to a {method}."
            raise HostError(message)
        return text


LINK = re.compile(r'href="([^"]*/r/[^"]*)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def links(wire: bytes) -> list[str]:
    """List the answer links in the HTML part of a letter."""
    parts = message_from_bytes(wire).walk()
    html = next(part for part in parts if part.get_content_type() == "text/html")
    body = html.get_payload(decode=True)
    return [
        unescape(link) for link in LINK.findall(body.decode() if isinstance(body, bytes) else "")
    ]


def hidden_fields(page: str) -> dict[str, str]:
    """Read the hidden fields of a page's form."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}
