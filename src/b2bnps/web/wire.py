"""What comes in and what goes out: requests read from bytes, and signs that a machine sent them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email import message_from_bytes, policy
from urllib.parse import parse_qsl

from attrs import Factory, field, frozen

LIMIT = 512 * 1024
"""Largest body that is read, in bytes: a form carries the comments of all pages, and a longest one
in Arabic or Chinese takes up to 90 KiB as a browser writes it."""

FIELDS = 1000
"""Most fields that a form may have; a page carries what was said on the others, and each option of
a question that takes several is a field."""

PREFETCH_HEADERS = ("purpose", "sec-purpose", "x-moz", "x-purpose")
"""Headers in which browsers say that nobody has asked for the page yet."""

PREFETCH_WORDS = ("prefetch", "prerender", "preview")

SCANNER_WORDS = (
    "barracuda",
    "bitdefender",
    "bot/",
    "bot;",
    "cloudmark",
    "crawler",
    "curl/",
    "fortiguard",
    "go-http-client",
    "headlesschrome",
    "libwww",
    "linkscan",
    "mimecast",
    "okhttp",
    "phantomjs",
    "proofpoint",
    "python-requests",
    "python-urllib",
    "safelinks",
    "selenium",
    "skypeuripreview",
    "sophos",
    "spider",
    "symantec",
    "trendmicro",
    "urlscan",
    "wget/",
    "zscaler",
)
"""Words in the user agent of link scanners and of programs, in lower case. Those that dress up as
a browser are caught elsewhere: by the hidden link, by their speed, by answers that contradict."""


class Unreadable(Exception):
    """A request that cannot be read; ``status`` is what HTTP calls it."""

    def __init__(self, status: int) -> None:
        """Give the status: 400, 413 or 415."""
        self.status = status
        super().__init__(f"HTTP {status}")


@frozen(kw_only=True)
class Request:
    """What somebody asked for.

    Attributes:
        method: in capitals, as it came.
        path: decoded, and relative to the mount: ``/r/TOKEN``.
        query: what stands after the question mark.
        form: fields of the body; empty for everything but POST.
        headers: by lower-case name.
        now: when it arrived, aware.
    """

    method: str
    path: str
    query: Mapping[str, str] = Factory(dict)
    form: Mapping[str, str] = field(factory=dict, repr=False)
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    now: datetime


@frozen(kw_only=True)
class Reply:
    """What goes back.

    Attributes:
        status: of HTTP.
        headers: names and values, in order.
        body: bytes; empty for HEAD.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)


def query(raw: str) -> dict[str, str]:
    """Read what stands after the question mark; what cannot be read is not there.

    Scanners scramble it, and a personal link still has to open its page.
    """
    try:
        return dict(parse_qsl(raw, keep_blank_values=True, max_num_fields=FIELDS))
    except ValueError:
        return {}


def form(content_type: str, body: bytes) -> dict[str, str]:
    """Read the fields of a form.

    Args:
        content_type: that of the request; none counts as the usual one of a form.
        body: as it came.

    Raises:
        Unreadable: 413 too large, 415 another content type, 400 anything else.
    """
    if len(body) > LIMIT:
        raise Unreadable(413)
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind in {"", "application/x-www-form-urlencoded"}:
            fields = _urlencoded(body)
        elif kind == "multipart/form-data":
            fields = dict(_parts(content_type, body))
        else:
            raise Unreadable(415)
    except ValueError:
        raise Unreadable(400) from None
    if any("\0" in text for pair in fields.items() for text in pair):
        raise Unreadable(400)
    return fields


def _urlencoded(body: bytes) -> dict[str, str]:
    text = body.decode("ascii")
    return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS))


def _parts(content_type: str, body: bytes) -> Iterable[tuple[str, str]]:
    """Read a multipart form: mail readers may send their one-click unsubscribe as one."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    whole = message_from_bytes(head + body, policy=policy.HTTP)
    parts = list(whole.iter_parts())
    if whole.defects or not parts or len(parts) > FIELDS:
        message = "not a multipart form"
        raise ValueError(message)
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(payload, bytes):
            message = "a part that is no field"
            raise ValueError(message)  # noqa: TRY004 - the sender's mistake, not the caller's type
        yield name, payload.decode("utf-8")


def signals(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Name the signs of a machine that the headers of a request show: ``prefetch``, ``scanner``.

    Args:
        headers: by lower-case name.
    """
    purpose = " ".join(headers.get(name, "") for name in PREFETCH_HEADERS).lower()
    agent = headers.get("user-agent", "").lower()
    found = {
        "prefetch": any(word in purpose for word in PREFETCH_WORDS),
        "scanner": any(word in agent for word in SCANNER_WORDS),
    }
    return tuple(name for name, seen in found.items() if seen)
