"""The pages of the questions: one after the other, what is said so far carried along in the form.

There is no script and nothing kept between pages but what is recorded. A page shows what the one
evaluator says (:mod:`b2bnps.questionnaires.logic`) and takes one step at a time: a form names the
page it was with the field ``at``, and holds the answers of the other pages in hidden fields.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from b2bnps import flow
from b2bnps.channels.embed import carried
from b2bnps.flow import Opened, Program
from b2bnps.messages.compose import first_scale
from b2bnps.model import Metric, Response
from b2bnps.questionnaires.logic import Turn, page_at, resume, turn, walk
from b2bnps.questionnaires.question import END
from b2bnps.questionnaires.reading import as_form
from b2bnps.questionnaires.schema import Kind, Question
from b2bnps.web import render
from b2bnps.web.fields import fields
from b2bnps.web.wire import Reply, Request, signals
from b2bnps.web.words import Words

__all__ = ["on_page", "sheet", "show_questions", "take_answer"]

TAPPED = "tapped-score"
"""Field of the score that was tapped in a mail, until the page with its question comes; no id of a
question has a hyphen."""


def show_questions(program: Program, request: Request, token: str) -> Reply:
    """Show the page on which somebody begins or goes on, or the thanks; nothing is recorded."""
    opened = flow.open_link(program, token, now=request.now)
    ending = request.query.get("ending", "")
    if ending in {each.id for each in opened.questionnaire.endings}:
        return _ending(opened, token, ending)
    if opened.current is not None and not {"thanks", "ending"}.isdisjoint(request.query):
        return _thanks(opened, token)
    tapped = request.query.get("s", "")
    nonce = program.links.nonce(opened.link, now=request.now)
    if "at" in request.query and opened.latest is not None:
        said = _said(opened, opened.latest)
        here = page_at(opened.questionnaire, said, request.query["at"], opened.situation)
        if not here.done:
            return _questions(opened, token, here, said, nonce=nonce, tapped=tapped)
    here = _begin(opened, tapped)
    if here.done:
        return _thanks(opened, token)
    done = opened.current is not None and opened.current.complete
    return _questions(opened, token, here, _said(opened), nonce=nonce, tapped=tapped, answered=done)


def take_answer(program: Program, request: Request, token: str) -> Reply:
    """Take one page and show the next, or say thank you; a form without ``at`` is whole."""
    form, now = request.form, request.now
    opened = flow.open_link(program, token, now=now)
    outcome = flow.respond(program, token, form, now=now, signals=signals(request.headers))
    here = outcome.turn or _after_all(opened, form)
    if here.done:
        return _lead_to(token, outcome.ending)
    if outcome.response is not None and outcome.turn is not None and not outcome.problems:
        return _lead_on(opened, token, here, form.get(TAPPED, ""))
    nonce = form["nonce"]
    if outcome.response is not None:
        nonce = program.links.nonce(opened.link, now=_after(now))
    return _questions(opened, token, here, form, nonce=nonce, tapped=form.get(TAPPED, ""))


def _after(now: datetime) -> datetime:
    """Move on by the smallest step that a nonce knows.

    The good answers of this form are recorded. What comes next was seen after them, and must not
    look like a second form that was fetched side by side with the first.
    """
    return now + timedelta(milliseconds=1)


def _begin(opened: Opened, tapped: str) -> Turn:
    """Give the page to open: where somebody stopped, unless they are done or tapped a score."""
    values, situation = _said(opened), opened.situation
    stopped = opened.current is not None and not opened.current.complete
    if stopped and _tapped_on(opened, tapped) is None:
        return resume(opened.questionnaire, values, situation)
    return turn(opened.questionnaire, values, situation=situation)


def _after_all(opened: Opened, form: Mapping[str, str]) -> Turn:
    """Give what comes after a whole form: nothing, or the first page that has a problem."""
    pages = walk(opened.questionnaire, form, opened.situation).pages
    at = pages[-1][0].id if pages else ""
    return turn(opened.questionnaire, form, at=at, situation=opened.situation)


def _tapped_on(opened: Opened, tapped: str) -> Question | None:
    """Find the scale on which somebody tapped in a mail; None for what is no point of it."""
    scale = first_scale(opened.questionnaire, opened.situation)
    return scale if scale is not None and tapped in map(str, scale.points) else None


def _chosen(opened: Opened, here: Turn, tapped: str) -> dict[str, str]:
    """Choose the score that was tapped once its page has come; it is never recorded unseen."""
    scale = _tapped_on(opened, tapped)
    return {} if scale is None or scale not in here.questions else {scale.id: tapped}


def _still_tapped(opened: Opened, here: Turn, tapped: str) -> dict[str, str]:
    """Carry the score that was tapped until the page comes that asks for it."""
    scale = _tapped_on(opened, tapped)
    return {} if scale is None or scale in here.questions else {TAPPED: tapped}


def _said(opened: Opened, response: Response | None = None) -> dict[str, str]:
    """Write what somebody said before as the values of fields."""
    said = response or opened.current
    return as_form(opened.questionnaire.questions, said.answers if said else ())


def _lead_to(token: str, ending: str) -> Reply:
    """Lead to the page of thanks, so that a reload sends nothing again."""
    query = "thanks" if ending == END else f"ending={ending}"
    return render.reply(303, "text/plain; charset=utf-8", b"", ("Location", f"{token}?{query}"))


def _lead_on(opened: Opened, token: str, here: Turn, tapped: str) -> Reply:
    """Lead to the next page, so that the browser's own way back and a reload send nothing again."""
    waiting = (
        {"s": tapped}
        if _still_tapped(opened, here, tapped) or _chosen(opened, here, tapped)
        else {}
    )
    query = urlencode({"at": here.questions[0].id, **waiting})
    return render.reply(303, "text/plain; charset=utf-8", b"", ("Location", f"{token}?{query}"))


def _questions(
    opened: Opened,
    token: str,
    here: Turn,
    said: Mapping[str, str],
    *,
    nonce: str,
    tapped: str,
    answered: bool = False,
) -> Reply:
    shown = sheet(_words(opened), here, {**said, **_chosen(opened, here, tapped)})
    at = here.questions[0].id
    own = {"nonce": nonce, "at": at, **_still_tapped(opened, here, tapped)}
    return on_page(
        "answer",
        opened,
        status=422 if shown["problems"] else 200,
        action=token,
        name=opened.name,
        closed=opened.closed,
        frame=render.frame(_spoken(opened), opened.questionnaire.name),
        answered=answered,
        **shown | {"hidden": own | shown["hidden"]},
    )


def sheet(words: Words, here: Turn, values: Mapping[str, str]) -> dict[str, Any]:
    """Lay out one page of questions for the template.

    Args:
        words: of the questionnaire.
        here: the page, with what is wrong on it.
        values: everything said so far, by field.
    """
    asked = fields(words, here.questions, values, here.reading.problems)
    return {
        "fields": asked,
        "problems": [one for one in asked if one.wrong],
        "hidden": carried(words.questionnaire, values, here.questions),
        "first": here.first,
        "last": here.last,
    }


def _words(opened: Opened) -> Words:
    language = opened.questionnaire.language(opened.language)
    return Words(questionnaire=opened.questionnaire, language=language, names=_names(opened))


def _names(opened: Opened) -> dict[str, str]:
    """Say what stands for the names in texts; no sentence has a hole where one is not known."""
    return {
        "company": opened.company,
        "name": opened.name,
        "account": opened.account or render.word(_spoken(opened), "account"),
        "product": opened.product or opened.company,
        "phase": opened.phase,
    }


def _thanks(opened: Opened, token: str) -> Reply:
    asked = opened.questionnaire.questions
    scales = [question for question in asked if question.kind is Kind.SCALE]
    asks = min(scales, key=lambda scale: scale.metric is not Metric.NPS, default=None)
    score = _said(opened).get(asks.id) if asks else None
    return on_page("thanks", opened, token=token, score=score, closed=opened.closed)


def _ending(opened: Opened, token: str, ending: str) -> Reply:
    words = _words(opened).ending(ending)
    return on_page("ending", opened, token=token, ending=words, closed=opened.closed)


def on_page(template: str, opened: Opened, *, status: int = 200, **values: object) -> Reply:
    """Fill a template for the person behind a link, in their language."""
    names = _names(opened)
    return render.html(template, language=_spoken(opened), status=status, names=names, **values)


def _spoken(opened: Opened) -> str:
    """Choose the language of the page's own words."""
    return render.spoken(opened.questionnaire.language(opened.language))
