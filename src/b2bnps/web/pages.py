"""The pages as one pure function: ``answer(program, request) -> reply``.

==============  =====  ===========================================================================
``/r/TOKEN``    GET    the questions; ``?s=9`` has 9 chosen, ``?thanks`` says thank you
``/r/TOKEN``    POST   records the answer, then leads to ``?thanks``; problems show the page again
``/u/TOKEN``    GET    one button
``/u/TOKEN``    POST   unsubscribes: that button, or the mail reader's own (RFC 8058)
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
from datetime import datetime, timedelta

from attrs import asdict, field, frozen

from b2bnps import flow
from b2bnps.errors import BadAnswer, BadLink
from b2bnps.flow import Opened, Program
from b2bnps.web import render
from b2bnps.web.fields import chosen, fields, headline, said
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


# Answering


def _show_questions(program: Program, request: Request, token: str) -> Reply:
    opened = flow.open_link(program, token, now=request.now)
    if "thanks" in request.query and opened.current is not None:
        return _thanks(opened, token)
    values = {**said(opened.current), **chosen(opened, request.query.get("s", ""))}
    nonce = program.links.nonce(opened.link, now=request.now)
    return _questions(opened, token, values, nonce=nonce)


def _take_answer(program: Program, request: Request, token: str) -> Reply:
    form, now = request.form, request.now
    outcome = flow.respond(program, token, form, now=now, signals=signals(request.headers))
    if not outcome.problems:
        return render.reply(303, "text/plain; charset=utf-8", b"", ("Location", f"{token}?thanks"))
    opened = flow.open_link(program, token, now=now)
    nonce = form["nonce"]
    if outcome.response is not None:
        nonce = program.links.nonce(opened.link, now=_after(now))
    return _questions(opened, token, form, nonce=nonce, problems=outcome.problems)


def _after(now: datetime) -> datetime:
    """Move on by the smallest step that a nonce knows.

    The good answers of this form are recorded. What the person corrects was seen after them, and
    must not look like a second form that was fetched side by side with the first.
    """
    return now + timedelta(milliseconds=1)


def _questions(
    opened: Opened,
    token: str,
    values: Mapping[str, str],
    *,
    nonce: str,
    problems: tuple[BadAnswer, ...] = (),
) -> Reply:
    asked = fields(opened, values, problems)
    return _page(
        "answer",
        opened,
        status=422 if problems else 200,
        token=token,
        nonce=nonce,
        fields=asked,
        problems=[each for each in asked if each.problem],
        name=opened.name,
        closed=opened.closed,
        answered=opened.current is not None and not problems,
    )


def _thanks(opened: Opened, token: str) -> Reply:
    question = headline(opened)
    score = said(opened.current).get(question.id) if question else None
    return _page("thanks", opened, token=token, score=score, closed=opened.closed)


def _page(template: str, opened: Opened, *, status: int = 200, **values: object) -> Reply:
    language = render.spoken(opened.questionnaire.language(opened.language))
    names = {
        "company": opened.company,
        "name": opened.name,
        "account": opened.account or render.word(language, "account"),
    }
    return render.html(template, language=language, status=status, names=names, **values)


# Unsubscribing


def _show_unsubscribe(program: Program, request: Request, token: str) -> Reply:
    opened = flow.unsubscribe_preview(program, token, now=request.now)
    return _page("unsubscribe", opened, token=token)


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
    return _page("notice", opened, section="unsubscribed")


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
    Route(re.compile("/r/([^/]+)"), {"GET": _show_questions, "POST": _take_answer}),
    Route(re.compile("/u/([^/]+)"), {"GET": _show_unsubscribe, "POST": _unsubscribe}),
    Route(re.compile("/t/([^/]+)"), {"GET": _spring_trap}),
    Route(re.compile("/health"), {"GET": _health}, JSON),
)
"""Every address of the pages."""
