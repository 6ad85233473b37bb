"""The pages before and after the questions of a Formbricks survey. No I/O."""

from typing import Final

from b2bnps.exchange.carried.drafts import Crossing, Said
from b2bnps.exchange.carried.places import Place, flag
from b2bnps.exchange.formbricks.element import LOOKS, REASONS, name_of
from b2bnps.exchange.formbricks.flow import Flow
from b2bnps.exchange.formbricks.words import Words, in_first
from b2bnps.questionnaires.question import Kind

__all__ = ["THANKS", "WELCOME", "endings", "welcome"]

WELCOME: Final = "welcomeCard"
THANKS: Final = "thankYouCard"


def welcome(place: Place, crossing: Crossing, words: Words) -> None:
    """Take the page before the first question, as a notice."""
    if not flag(place.take("enabled", bool)):
        if "headline" in place or "html" in place:
            place.leave(WELCOME, "It is switched off there.")
        place.rest()
        return
    title, below = words.said(place, "headline"), words.said(place, "html")
    if _spoken(title) or _spoken(below):
        draft = crossing.draft(place, WELCOME, Kind.NOTICE, known_as=place.path)
        draft.say("ask", title if _spoken(title) else below)
        draft.say("hint", below if _spoken(title) else {})
    place.rest(REASONS, looks=LOOKS | {"timeToFinish", "showResponseCount"})


def endings(survey: Place, crossing: Crossing, words: Words, flow: Flow) -> None:
    """Take the last pages."""
    if not survey.peek("endings"):
        _thanks(survey.below(THANKS), crossing, words, flow)
    for number, place in enumerate(survey.each("endings")):
        name = name_of(place)
        if place.text("type") == "redirectToUrl":
            flow.closed.add(name)
            place.leave(name, "It leads to another site; the usual thanks are shown here.")
        elif name in crossing.endings:
            place.leave(name, "Another ending is called like it, and every way leads to that one.")
        else:
            _ending(place, name, crossing, words)
            if number == 0:
                flow.ends(name, place.path)


def _thanks(place: Place, crossing: Crossing, words: Words, flow: Flow) -> None:
    """Take the one last page of the older form."""
    if flag(place.take("enabled", bool)):
        _ending(place, THANKS, crossing, words)
        flow.ends(THANKS, place.path)
    elif "headline" in place or "subheader" in place:
        place.leave(THANKS, "It is switched off there.")


def _ending(place: Place, name: str, crossing: Crossing, words: Words) -> None:
    keys = ("headline", "subheader")
    title, below = (
        in_first(crossing, _spoken(words.said(place, key)), place.path, key) for key in keys
    )
    if not (title and below):
        place.note(place.path, name, "One of its two texts is blank; the other stands for both.")
    id_ = crossing.ids.give(name, "e")
    crossing.endings[name] = id_
    crossing.thanks[id_] = (title or below, below or title)
    place.rest(REASONS, looks=LOOKS)


def _spoken(said: Said) -> Said:
    return {tag: text for tag, text in said.items() if text.strip()}
