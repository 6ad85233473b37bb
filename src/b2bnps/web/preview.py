"""A draft as a customer would see it, for colleagues: nothing entered here becomes an answer.

The words around it are in the language of the colleague's browser, the page itself in the one that
was chosen.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from attrs import evolve, frozen

from b2bnps import flow
from b2bnps.channels.embed import carried
from b2bnps.errors import InvalidValue
from b2bnps.flow import OpenedDraft, Program
from b2bnps.model import Role
from b2bnps.questionnaires.logic import Situation, Turn, turn
from b2bnps.questionnaires.question import END
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.wording import PIPES, direction
from b2bnps.web import render
from b2bnps.web.asking import sheet
from b2bnps.web.wire import Reply, Request
from b2bnps.web.words import Words

__all__ = ["show_draft", "walk_draft"]

REMARK, BY = "remark-text", "remark-by"
"""Fields of a remark; no id of a question has a hyphen."""

LONGEST = 4_000
"""Longest remark that the page lets somebody write, in characters."""


@frozen(kw_only=True)
class _View:
    """What a colleague is looking at.

    Attributes:
        opened: what the link opens.
        block: of the question set.
        words: of its questionnaire, in the chosen language.
        here: the page, or none of it where the questions end.
    """

    opened: OpenedDraft
    block: str
    words: Words
    here: Turn

    @property
    def asked(self) -> Questionnaire:
        """The questionnaire of the block."""
        return self.words.questionnaire

    @property
    def about(self) -> dict[str, str]:
        """What a remark on this page is about."""
        first = self.here.questions[0].id if self.here.questions else ""
        return {"block": self.block, "question": first, "language": self.words.language}


def show_draft(program: Program, request: Request, token: str) -> Reply:
    """Show the first page of a draft."""
    opened = flow.open_draft(program, token, now=request.now)
    return _page(_view(opened, request), request, token)


def walk_draft(program: Program, request: Request, token: str) -> Reply:
    """Show the next page, as it would come for a customer; a remark comes back to its page."""
    opened = flow.open_draft(program, token, now=request.now)
    view = _view(opened, request)
    if REMARK not in request.form:
        return _page(view, request, token)
    problem = _leave(program, request, token, view)
    opened = flow.open_draft(program, token, now=request.now)
    return _page(evolve(view, opened=opened), request, token, problem=problem)


def _view(opened: OpenedDraft, request: Request) -> _View:
    """Choose block, language and page by what the request says; what makes no sense is ignored."""
    block = request.query.get("block", "")
    block = block if block in opened.asked.blocks else str(Role.UNKNOWN)
    asked = opened.asked[block]
    browser = render.preferred(request.headers.get("accept-language", ""))
    words = Words(
        questionnaire=asked,
        language=asked.language(request.query.get("lang", ""), browser),
        names={**{name: f"{{{name}}}" for name in PIPES}, "company": opened.company},
    )
    form = request.form
    here = turn(
        asked, form, at=form.get("at", ""), back="back" in form, situation=_situation(block)
    )
    return _View(opened=opened, block=block, words=words, here=here)


def _situation(block: str) -> Situation:
    """Take the role out of the name of a block; of a department alone it is not known."""
    role = block.partition("/")[0]
    return Situation(role=Role(role) if role in set(Role) else Role.UNKNOWN)


def _leave(program: Program, request: Request, token: str, view: _View) -> str:
    """Record a remark; gives the key of the sentence that says what is wrong, empty for nothing."""
    text, by = request.form[REMARK].strip(), request.form.get(BY, "").strip()
    about = view.about
    said = (by, text, about["block"], about["question"])
    if said in {(each.by, each.text, each.block, each.question) for each in view.opened.remarks}:
        return ""
    try:
        flow.leave_remark(program, token, text=text, by=by, now=request.now, **about)
    except InvalidValue:
        return "too_long" if len(text) > LONGEST else "other" if text else "missing"
    return ""


def _page(view: _View, request: Request, token: str, *, problem: str = "") -> Reply:
    form = request.form
    around = render.preferred(request.headers.get("accept-language", ""))
    colleague = {"name": view.opened.draft.name, "company": view.opened.company}
    shown = _ended(view) if view.here.done else _asked(view, form)
    spoken = render.spoken(view.words.language)
    return render.html(
        "preview",
        language=spoken,
        frame=render.frame(spoken, view.opened.asked.name),
        status=422 if problem or shown["problems"] else 200,
        names=view.words.names,
        around=around,
        around_direction=direction(around),
        aside=render.saying(around, colleague),
        title=render.saying(around, colleague, marked=False)("preview.title"),
        name=view.words.names["name"],
        token=token,
        action=f"{token}?{urlencode({'block': view.block, 'lang': view.words.language})}",
        view=view,
        walked=_walked(view, form),
        remark=form.get(REMARK, "") if problem else "",
        by=form.get(BY, ""),
        problem=problem,
        longest=LONGEST,
        **shown,
    )


def _asked(view: _View, form: Mapping[str, str]) -> dict[str, Any]:
    shown = sheet(view.words, view.here, form)
    at = {"at": view.here.questions[0].id}
    return shown | {"hidden": at | shown["hidden"], "ended": False, "ending": None}


def _ended(view: _View) -> dict[str, Any]:
    """Show what the customer is told at the end."""
    ending = view.here.reading.ending
    own = None if ending == END else view.words.ending(ending)
    return {"ended": True, "ending": own, "problems": (), "first": False, "last": True}


def _walked(view: _View, form: Mapping[str, str]) -> dict[str, str]:
    """Repeat what led to this page, so that a remark comes back to it."""
    steps = {key: form[key] for key in ("at", "back") if key in form}
    return steps | carried(view.asked, form)
