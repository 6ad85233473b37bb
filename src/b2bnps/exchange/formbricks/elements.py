"""Questions of a Formbricks survey, kind by kind. No I/O."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from b2bnps.exchange.carried.drafts import Crossing, Draft, Said
from b2bnps.exchange.carried.places import Place, flag
from b2bnps.exchange.formbricks.conditions import ACCEPTED
from b2bnps.exchange.formbricks.element import LOOKS, REASONS, Element
from b2bnps.exchange.formbricks.lists import choice, matrix
from b2bnps.exchange.formbricks.words import Words
from b2bnps.model import Metric
from b2bnps.questionnaires.question import HIGHEST, LOWEST, Kind

__all__ = ["taken"]

_NOT_HERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ranking": "Options are not put in an order here.",
        "pictureSelection": "Pictures are not chosen here.",
        "fileUpload": "Files are not taken here.",
        "date": "Dates are not asked for here.",
        "cal": "Meetings are not booked here.",
        "address": "Addresses are not asked for here; they are known of the account.",
        "contactInfo": "Who answers is known here from the invitation, and not asked for.",
    }
)

_SCALES: Final[Mapping[str, Metric]] = MappingProxyType(
    {"nps": Metric.NPS, "rating": Metric.NONE, "csat": Metric.CSAT, "ces": Metric.CES}
)
_EASE: Final = 7
"""The one scale on which it is known which end of CES is good."""

_SHOWN: Final[Mapping[str, str]] = MappingProxyType({"star": "stars", "smiley": "faces"})


def taken(place: Place, name: str, crossing: Crossing, words: Words) -> Draft | None:
    """Take a question along, with its texts.

    Args:
        place: of it.
        name: of it, which was taken already.
        crossing, words: where it goes.

    Returns:
        None where it stays behind; that is listed.
    """
    element = Element(place, crossing, words, name, place.text("type"))
    draft = _KINDS.get(element.sort, _unknown)(element)
    if draft is None:
        place.leave(name, f"{_why_not(element.sort)} The question is left out.")
        return None
    draft.say("ask", words.said(place, "headline"))
    draft.say("hint", _hint(element))
    _need(element, draft)
    _limits(element)
    place.rest(REASONS, looks=LOOKS)
    return draft


def _unknown(_: Element) -> None:
    return None


def _why_not(sort: str) -> str:
    if sort in _KINDS:
        return "It cannot be asked like this here."
    named = f"There is no question of the kind {sort[:40]!r} here." if sort else "It has no type."
    return _NOT_HERE.get(sort, named)


def _hint(element: Element) -> Said:
    """Take the words below a question, of which there may be two."""
    below = element.words.said(element.place, "subheader")
    more = element.words.said(element.place, "html")
    if any(text.strip() for text in below.values()) and any(map(str.strip, more.values())):
        element.note("html", "Only one text stands beside a question here, its subheader.")
        return below
    return below if any(text.strip() for text in below.values()) else more


def _need(element: Element, draft: Draft) -> None:
    """Take whether it must be answered."""
    required = flag(element.place.take("required", bool))
    if draft.kind is not Kind.NOTICE:
        draft.facts["required"] = required
    elif required:
        element.note("required", "A notice has no answer here, and everybody can pass it.")


def _limits(element: Element) -> None:
    """Take how much may be written; a limit that is switched off is none."""
    limit = element.place.take("charLimit", dict) or {}
    if limit.get("enabled") is not False and any(limit.values()):
        element.note("charLimit", "How much is written is not limited by the questionnaire here.")


def _scale(element: Element) -> Draft | None:
    place, metric = element.place, _SCALES[element.sort]
    low, high = (LOWEST, HIGHEST) if element.sort == "nps" else (1, place.take("range", int) or 0)
    if not low < high <= HIGHEST:
        element.note("range", f"A scale ends at {HIGHEST} at most here, and has two points.")
        return None
    if metric is Metric.CES and high != _EASE:
        reason = f"CES is asked from 1 to {_EASE} here; on this scale it is no metric."
        element.note("range", reason, element.sort)
        metric = Metric.NONE
    draft = element.draft(Kind.SCALE, low=low, high=high, metric=metric)
    draft.say("low", element.words.said(place, "lowerLabel"))
    draft.say("high", element.words.said(place, "upperLabel"))
    shown = place.text("scale")
    if shown not in {"", "number"}:
        there = _SHOWN.get(shown, "something else")
        element.note("scale", f"Is shown as {there} there and as numbers here.", shown)
    return draft


def _text(element: Element) -> Draft:
    sort = element.place.text("inputType")
    if sort not in {"", "text"}:
        element.note("inputType", "Only this sort of text is taken there, and any text here.", sort)
    return element.draft(Kind.TEXT)


def _notice(element: Element) -> Draft:
    return element.draft(Kind.NOTICE)


def _box(element: Element) -> Draft:
    draft = element.draft(Kind.YES_NO)
    draft.values[ACCEPTED] = "yes"
    draft.say("option.yes", element.words.said(element.place, "label"))
    draft.words.update({"option.yes": "yes", "option.no": "no"})
    reason = "Is a box there, to be ticked where it is required; here the answer can also be no."
    element.note("type", reason, element.sort)
    return draft


_KINDS: Final[Mapping[str, Callable[[Element], Draft | None]]] = MappingProxyType(
    {
        **dict.fromkeys(_SCALES, _scale),
        "openText": _text,
        "cta": _notice,
        "consent": _box,
        "multipleChoiceSingle": choice,
        "multipleChoiceMulti": choice,
        "matrix": matrix,
    }
)
