"""The pages as one pure function: ``answer(program, request) -> reply``.

==============  =====  ===========================================================================
``/r/TOKEN``    GET    the questions, page by page; ``?s=9`` has 9 chosen, ``?thanks`` says thank
                       you, ``?ending=<id>`` says what an ending of the questionnaire's own says
``/r/TOKEN``    POST   records what was said so far and shows the next page, after the last one
                       leads to the thanks; problems show the page again
``/u/TOKEN``    GET    one button
``/u/TOKEN``    POST   unsubscribes: that button, or the mail reader's own (RFC 8058)
``/p/TOKEN``    GET    a draft for colleagues, as a customer would see it; ``?block=`` and
                       ``?lang=`` choose what is seen
``/p/TOKEN``    POST   the next page of it, never recorded; or leaves a remark
``/t/TOKEN``    GET    the hidden link of the questions' page; only a machine follows it, and that
                       is noted: the one thing that a GET ever writes
``/health``     GET    whether the programme can do its work, as JSON; always 200
==============  =====  ===========================================================================

HEAD says 200 and nothing else, writes nothing, looks nothing up. A link that is unknown, forged,
expired or erased gets the same page, byte for byte, as an address that was never there.
"""

import json
import re
from collections.abc import Callable, Mapping

from attrs import asdict, field, frozen

from b2bnps import flow
from b2bnps.errors import BadLink
from b2bnps.flow import Program
from b2bnps.web import render
from b2bnps.web.asking import on_page, show_questions, take_answer
from b2bnps.web.preview import show_draft, walk_draft
from b2bnps.web.wire import Reply, Request, signals

__all__ = ["answer", "failed", "refused"]

View = Callable[[Program, Request, str], Reply]

JSON = "application/json"

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""The one field that RFC 8058 has mail readers send."""


def answer(program: Program, request: Request) -> Reply:
    """Answer a request.

    Args:
        program: whose links these are.
        request: its path is relative to where the pages are mounted.

    Returns:
        Always a reply; links that open nothing raise nothing.
    """
    route = next((route for route in ROUTES if route.matches(request.path)), None)
    if route is None:
        return _gone(request)
    view = route.views.get(request.method)
    if view is not None:
        try:
            return view(program, request, route.token(request.path))
        except BadLink:
            return _gone(request)
    if request.method == "HEAD":
        return _bare(200, route.content_type)
    return refused(request.headers, 405, ("Allow", route.allow))


def refused(headers: Mapping[str, str], status: int, *more: tuple[str, str]) -> Reply:
    """Say that a request could not be read.

    Args:
        headers: of the request, for the language.
        status: of HTTP.
        more: further headers of the reply.
    """
    page = _notice("refused", headers, status)
    return Reply(status=page.status, headers=(*page.headers, *more), body=page.body)


def failed(headers: Mapping[str, str]) -> Reply:
    """Say that something went wrong on this side, and nothing about what."""
    return _notice("failed", headers, 500)


def _gone(request: Request) -> Reply:
    page = _notice("gone", request.headers, 404)
    return _bare(404) if request.method == "HEAD" else page


def _bare(status: int, content_type: str = render.HTML) -> Reply:
    """Reply to HEAD."""
    return Reply(status=status, headers=(("Content-Type", content_type), *render.bare_headers()))


def _notice(section: str, headers: Mapping[str, str], status: int) -> Reply:
    language = render.preferred(headers.get("accept-language", ""))
    return render.html("notice", language=language, status=status, names={}, section=section)


# Unsubscribing


def _show_unsubscribe(program: Program, request: Request, token: str) -> Reply:
    opened = flow.unsubscribe_preview(program, token, now=request.now)
    return on_page("unsubscribe", opened, token=token)


def _unsubscribe(program: Program, request: Request, token: str) -> Reply:
    """Unsubscribe, and say so at once: RFC 8058 wants neither a redirect nor a cookie."""
    opened = flow.unsubscribe_preview(program, token, now=request.now)
    name, value = ONE_CLICK
    flow.unsubscribe(
        program,
        token,
        now=request.now,
        one_click=request.form.get(name) == value,
        signals=signals(request.headers),
    )
    return on_page("notice", opened, section="unsubscribed")


# Machines


def _spring_trap(program: Program, request: Request, token: str) -> Reply:
    flow.note_signal(program, token, "trap", now=request.now)
    return Reply(status=204, headers=render.bare_headers())


def _health(program: Program, request: Request, _: str) -> Reply:
    body = json.dumps(asdict(flow.health(program, now=request.now))).encode()
    return render.reply(200, JSON, body)


@frozen
class Route:
    """One kind of address: a pattern, and what each method does there."""

    pattern: re.Pattern[str]
    views: Mapping[str, View] = field(repr=False)
    content_type: str = render.HTML

    def matches(self, path: str) -> bool:
        """Tell whether a path is of this kind."""
        return self.pattern.fullmatch(path) is not None

    def token(self, path: str) -> str:
        """Cut the token out of a path that matches; empty where the kind has none."""
        return "".join(self.pattern.findall(path)) if self.pattern.groups else ""

    @property
    def allow(self) -> str:
        """The methods that this kind of address takes, as a header says it."""
        return ", ".join(sorted({*self.views, "HEAD"}))


ROUTES = (
    Route(re.compile("/r/([^/]+)"), {"GET": show_questions, "POST": take_answer}),
    Route(re.compile("/p/([^/]+)"), {"GET": show_draft, "POST": walk_draft}),
    Route(re.compile("/u/([^/]+)"), {"GET": _show_unsubscribe, "POST": _unsubscribe}),
    Route(re.compile("/t/([^/]+)"), {"GET": _spring_trap}),
    Route(re.compile("/health"), {"GET": _health}, JSON),
)
"""Every address of the pages."""
