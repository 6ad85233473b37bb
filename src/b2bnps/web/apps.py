"""The pages as a WSGI and as an ASGI application.

Both read a request from bytes, ask :func:`b2bnps.web.pages.answer`, and write the reply. The clock
is read here, once for each request. Addresses in the pages are relative, so the applications work
wherever they are mounted and behind any proxy.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Protocol

from attrs import frozen

from b2bnps.flow import Program, observe
from b2bnps.web import pages, wire
from b2bnps.web.wire import LIMIT, Reply, Request, Unreadable

__all__ = ["asgi", "wsgi"]

Clock = Callable[[], datetime]
Environ = Mapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class StartResponse(Protocol):
    """What a WSGI server hands over to take status and headers."""

    def __call__(self, status: str, headers: list[tuple[str, str]], /) -> object:
        """Take the status line and the headers."""


WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


@frozen(kw_only=True)
class _Raw:
    """A request as bytes and headers, whichever door it came through.

    ``body`` is at most one byte longer than :data:`~b2bnps.web.wire.LIMIT`; where it cannot be
    read, this is what is wrong with it.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes | Unreadable = b""


def wsgi(program: Program, *, clock: Clock = _utc_now) -> WsgiApp:
    """Make a WSGI application of the pages.

    Args:
        program: whose links they open.
        clock: gives the aware time at which a request arrived.

    Returns:
        An application to mount at the path of ``program.links.address``.
    """

    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        reply = _answer(program, _from_environ(environ), clock)
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", list(reply.headers))
        return [reply.body]

    return app


def asgi(program: Program, *, clock: Clock = _utc_now) -> AsgiApp:
    """Make an ASGI application of the pages; each request takes one hop to a thread.

    Args:
        program: whose links they open.
        clock: gives the aware time at which a request arrived.

    Returns:
        An application to mount at the path of ``program.links.address``.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        import asyncio  # noqa: PLC0415 - importing b2bnps.web loads no event loop

        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            raw = await _from_scope(scope, receive)
            if raw is not None:
                await _send(send, await asyncio.to_thread(_answer, program, raw, clock))
        else:
            await send({"type": "websocket.close"})

    return app


def _answer(program: Program, raw: _Raw, clock: Clock) -> Reply:
    """Answer anything; what nobody expected is told to the observer, and not to the visitor."""
    try:
        return pages.answer(program, _read(raw, clock()))
    except Unreadable as problem:
        return pages.refused(raw.headers, problem.status)
    except Exception as error:  # noqa: BLE001 - a page never shows what went wrong inside
        observe(program, "page_failed", now=clock(), error=type(error).__name__)
        return pages.failed(raw.headers)


def _read(raw: _Raw, now: datetime) -> Request:
    form: Mapping[str, str] = {}
    if raw.method == "POST":
        if isinstance(raw.body, Unreadable):
            raise raw.body
        form = wire.form(raw.headers.get("content-type", ""), raw.body)
    return Request(
        method=raw.method,
        path=raw.path,
        query=wire.query(raw.query),
        form=form,
        headers=raw.headers,
        now=now,
    )


# WSGI


def _from_environ(environ: Environ) -> _Raw:
    """Read a WSGI request; its texts hold one byte in each character."""
    headers = {
        key.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for key, value in environ.items()
        if key.startswith("HTTP_") or key == "CONTENT_TYPE"
    }
    path = str(environ.get("PATH_INFO", ""))
    return _Raw(
        method=environ["REQUEST_METHOD"],
        path=path.encode("latin-1", "replace").decode("utf-8", "replace"),
        query=str(environ.get("QUERY_STRING", "")),
        headers=headers,
        body=_wsgi_body(environ) if environ["REQUEST_METHOD"] == "POST" else b"",
    )


def _wsgi_body(environ: Environ) -> bytes | Unreadable:
    """Read no more of the body than one byte beyond the limit, which is enough to refuse it."""
    stream = environ["wsgi.input"]
    told = str(environ.get("CONTENT_LENGTH") or "")
    if not told:
        # Without a length there is an end only where the server marks one.
        return bytes(stream.read(LIMIT + 1)) if environ.get("wsgi.input_terminated") else b""
    if not (told.isascii() and told.isdecimal()):
        return Unreadable(HTTPStatus.BAD_REQUEST)
    length = int(told[:10])
    if length > LIMIT:
        return Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = bytes(stream.read(length))
    return body if len(body) == length else Unreadable(HTTPStatus.BAD_REQUEST)


# ASGI


async def _from_scope(scope: Scope, receive: Receive) -> _Raw | None:
    """Read an ASGI request; None when the sender went away halfway."""
    body = bytearray()
    more = scope["method"] == "POST"
    while more and len(body) <= LIMIT:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return _Raw(
        method=scope["method"],
        path=_below(str(scope.get("root_path", "")), str(scope["path"])),
        query=bytes(scope.get("query_string", b"")).decode("latin-1"),
        headers={
            bytes(name).decode("latin-1").lower(): bytes(value).decode("latin-1")
            for name, value in scope["headers"]
        },
        body=bytes(body),
    )


def _below(mount: str, path: str) -> str:
    """Cut the mount off a path; some servers leave it out, as WSGI does."""
    mount = mount.rstrip("/")
    return path.removeprefix(mount) if path.startswith(f"{mount}/") else path


async def _send(send: Send, reply: Reply) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


async def _live(receive: Receive, send: Send) -> None:
    """Follow a server through its life: there is nothing to start and nothing to stop."""
    for stage in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{stage}.complete"})
