"""The pages, panels and triggers of a SurveyJS survey. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from b2bnps.exchange.carried.drafts import FINISH, Condition, Crossing, Draft, Unfit, Way
from b2bnps.exchange.carried.places import Place
from b2bnps.exchange.surveyjs.conditions import Ruling, legacy, ruling
from b2bnps.exchange.surveyjs.elements import question
from b2bnps.exchange.surveyjs.keys import HEADINGS, HIDDEN, LOOKS, REASONS, SURVEY, hidden
from b2bnps.questionnaires.rules import Rule, looks_at

__all__ = ["crossed"]

_TRIGGERS: Final[Mapping[str, str]] = {
    "complete": "",
    "skip": "",
    "visible": "It shows what is hidden, and what is hidden did not come along.",
    "setvalue": "No answer is given in anybody's name.",
    "copyvalue": "No answer is given in anybody's name.",
    "runexpression": "Nothing is computed from answers here.",
}
"""Why a trigger does nothing here, by type; nothing for those that lead on."""


class _Places:
    """Where questions stand; those on no page, which come last, are one page more.

    Attributes:
        drafts: the questions by id.
        last: the last question of its page, by the id of each.
        names: what a trigger means that leads to a name: a question, or the first one of a page.
    """

    def __init__(self, pages: Sequence[tuple[str, list[Draft]]]) -> None:
        self.drafts = {draft.id: draft for _, drafts in pages for draft in drafts}
        self.last = {draft.id: drafts[-1] for _, drafts in pages for draft in drafts}
        firsts = {page: drafts[0].name for page, drafts in reversed(pages) if page and drafts}
        self.names = firsts | {draft.name: draft.name for draft in self.drafts.values()}


def crossed(crossing: Crossing, survey: Place) -> None:
    """Take everything along that comes along; the rest is listed."""
    survey.take("locale")
    pages = [(page.text("name"), list(_page(crossing, page))) for page in survey.each("pages")]
    pages.append(("", list(_elements(crossing, survey, ()))))
    places = _Places(pages)
    for trigger in survey.each("triggers"):
        _trigger(crossing, trigger, places)
    survey.rest(SURVEY, looks=LOOKS)


def _page(crossing: Crossing, page: Place) -> Iterator[Draft]:
    crossing.fresh = True
    if hidden(page):
        page.leave("page", HIDDEN)
        return
    yield from _elements(crossing, page, _conditions(page))
    page.rest(HEADINGS, looks=LOOKS)


def _elements(
    crossing: Crossing, place: Place, conditions: tuple[Condition, ...]
) -> Iterator[Draft]:
    """Yield the questions of a page or panel, and of the panels in it."""
    for key in ("elements", "questions"):
        for element in place.each(key):
            if element.peek("type") == "panel":
                yield from _panel(crossing, element, conditions)
            elif (draft := question(crossing, element)) is not None:
                draft.shown = [*conditions, *_conditions(element)]
                element.rest(REASONS, looks=LOOKS)
                yield draft


def _panel(crossing: Crossing, panel: Place, conditions: tuple[Condition, ...]) -> Iterator[Draft]:
    panel.take("type")
    name = panel.text("name")
    if hidden(panel):
        panel.leave(f"panel {name}", HIDDEN)
        return
    yield from _elements(crossing, panel, (*conditions, *_conditions(panel)))
    panel.rest(HEADINGS, looks=LOOKS)


def _conditions(place: Place) -> tuple[Condition, ...]:
    text = place.take("visibleIf", str)
    return (Condition(place.at("visibleIf"), ruling(text)),) if text and text.strip() else ()


def _trigger(crossing: Crossing, trigger: Place, places: _Places) -> None:
    """Take a trigger along that leads on after one question; any other is listed."""
    kind = trigger.text("type")
    if reason := _TRIGGERS.get(kind, "We have nothing that does the same."):
        trigger.leave(f"trigger {kind}", reason)
        return
    try:
        rule = _ruling(trigger)
        id_ = _looked_at(rule(crossing.known))
        draft, to = _leads(trigger, kind, id_, places)
    except Unfit as unfit:
        trigger.leave(f"trigger {kind}", f"It {unfit}. It does nothing here.")
        return
    draft.ways.append(Way(trigger.path, to, Condition(trigger.path, rule)))
    trigger.rest(looks=LOOKS)


def _ruling(trigger: Place) -> Ruling:
    """Read when a trigger does something, also as surveys said it before they had expressions."""
    text = trigger.take("expression", str)
    name, operator, value = trigger.text("name"), trigger.text("operator"), trigger.take("value")
    return ruling(text) if text else legacy(name, operator or "equal", value)


def _looked_at(rule: Rule) -> str:
    """Give the id of the one question at whose answer a rule looks.

    Raises:
        Unfit: there are several.
    """
    ids = {name.partition(".")[0] for name in looks_at([rule])}
    if len(ids) != 1:
        message = "looks at several questions"
        raise Unfit(message)
    return ids.pop()


def _leads(trigger: Place, kind: str, id_: str, places: _Places) -> tuple[Draft, str]:
    """Tell after which question a trigger leads where.

    ``skip`` leads on at once. ``complete`` does so at the end of the page, and everybody who
    answered the question must come by there.
    """
    if kind == "skip":
        name = trigger.text("gotoName")
        return places.drafts[id_], places.names.get(name, name)
    last = places.last[id_]
    if last.id != id_ and last.shown:
        message = "ends the survey after a page whose last question not everybody is asked"
        raise Unfit(message)
    return last, FINISH
