"""Surveys of Formbricks, as question sets. No I/O.

What is read is the JSON of one survey as Formbricks' programming interface gives it, with questions
(the older form) or blocks of elements (the newer), by itself or inside ``data``, ``survey`` or a
list of one.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from b2bnps.errors import BadDocument
from b2bnps.exchange.carried import Carried, LeftOut
from b2bnps.exchange.carried.arriving import arrived
from b2bnps.exchange.carried.drafts import Crossing, Draft, is_tag
from b2bnps.exchange.carried.places import Place, flag, loaded
from b2bnps.exchange.formbricks.cards import THANKS, WELCOME, endings, welcome
from b2bnps.exchange.formbricks.element import LOOKS, name_of
from b2bnps.exchange.formbricks.elements import taken
from b2bnps.exchange.formbricks.flow import Flow
from b2bnps.exchange.formbricks.logic import ways
from b2bnps.exchange.formbricks.words import Words, complete
from b2bnps.model import Metric
from b2bnps.questionnaires.wording import tag_of

__all__ = ["from_formbricks"]

_ENGLISH: Final = "en"
_NONE: Final[Mapping[str, Metric]] = MappingProxyType({})

_WRAPS: Final = ("survey", "surveys", "data")
_OF_LANGUAGES: Final = frozenset({"id", "alias", "projectId", "createdAt", "updatedAt"})
_HIDDEN: Final = "What is known of who answers comes with the invitation here."
_PLANNED: Final = "Who is asked, when and how often is planned apart from the questionnaire here."
_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("segment", "triggers", "displayOption", "displayLimit", "displayPercentage"), _PLANNED
        ),
        **dict.fromkeys(("recontactDays", "delay", "runOnDate", "closeOnDate"), _PLANNED),
        **dict.fromkeys(("autoComplete", "singleUse", "quotas"), _PLANNED),
        "questions": "Its blocks are read in their place.",
        "variables": "Nothing is computed from answers here.",
        "followUps": "What is sent after an answer is no part of the questionnaire here.",
        THANKS: "Its endings are read in its place.",
    }
)
_LOOKS: Final = frozenset(
    {
        "autoClose",
        "createdAt",
        "createdBy",
        "creator",
        "customHeadScripts",
        "environmentId",
        "id",
        "interactionRefresh",
        "isAutoProgressingEnabled",
        "isBackButtonHidden",
        "isCaptureIpEnabled",
        "isSingleResponsePerEmailEnabled",
        "isVerifyEmailEnabled",
        "metadata",
        "pin",
        "projectOverwrites",
        "productOverwrites",
        "publishOn",
        "recaptcha",
        "redirectUrl",
        "resultShareKey",
        "showLanguageSwitch",
        "slug",
        "status",
        "styling",
        "surveyClosedMessage",
        "type",
        "updatedAt",
        "verifyEmail",
        "workspaceId",
    }
)


def from_formbricks(
    text: str | bytes, *, name: str = "", metrics: Mapping[str, Metric] = _NONE
) -> Carried:
    """Make a question set of a Formbricks survey.

    Args:
        text: JSON of one survey.
        name: of the set; empty is the survey's own.
        metrics: what its questions measure, by their ids there. An NPS question measures NPS,
            CSAT and 7-point CES questions theirs; nothing else does by itself.

    Raises:
        UnreadableFile: the bytes are not UTF-8.
        BadDocument: it is no survey of Formbricks, or asks nothing that can be asked here.
        InvalidValue: ``metrics`` names no question, or one whose scale is not that metric's.
    """
    left_out: list[LeftOut] = []
    survey = _survey(loaded(text), left_out)
    crossing = Crossing(_language(survey))
    crossing.left_out = left_out
    words, flow = Words(crossing.language), Flow(crossing)
    called = survey.text("name").strip()
    welcome(survey.below(WELCOME), crossing, words)
    if survey.peek("blocks"):
        for block in survey.each("blocks"):
            _block(block, crossing, words, flow)
    else:
        for question in survey.each("questions"):
            _question(question, crossing, words, flow)
    endings(survey, crossing, words, flow)
    flow.settle()
    complete(crossing)
    _rest(survey, words)
    return arrived(crossing, name=name or called or "formbricks", metrics=metrics)


def _survey(data: Any, left_out: list[LeftOut]) -> Place:
    """Find the survey inside what the programming interface wraps round it."""
    place = Place(data, "$", left_out)
    while "questions" not in place and "blocks" not in place:
        key = next((key for key in _WRAPS if isinstance(place.peek(key), dict | list)), "")
        if not key:
            message = f"{place.path}: is no survey of Formbricks, with questions or blocks."
            raise BadDocument([message])
        is_one = isinstance(place.peek(key), dict)
        found = [place.below(key)] if is_one else list(place.each(key))
        if len(found) != 1:
            message = f"{place.at(key)}: holds {len(found)} surveys; one of them is needed here."
            raise BadDocument([message])
        place.rest(otherwise="Stands beside the survey and says nothing about what is asked.")
        place = found[0]
    return place


def _language(survey: Place) -> str:
    """Tell in which language the first texts are."""
    declared = survey.text("defaultLanguage")
    for each in survey.each("languages"):
        inner = each.below("language") if isinstance(each.peek("language"), dict) else each
        code = inner.text("code")
        if flag(each.take("default", bool)):
            declared = declared or code
        if each.take("enabled", bool) is False:
            each.note(each.path, code, "Is switched off there; what is said in it comes along.")
        inner.rest(looks=_OF_LANGUAGES)
        each.rest(looks=_OF_LANGUAGES)
    tag = tag_of(declared)
    if is_tag(tag):
        return tag
    reason = "It is not said in which language the first texts are; they are taken for English."
    survey.note(survey.at("languages"), "languages", reason)
    return _ENGLISH


def _question(place: Place, crossing: Crossing, words: Words, flow: Flow) -> None:
    crossing.fresh = True
    name = name_of(place)
    found = ways(place, name)
    draft = _asked(place, name, crossing, words, flow)
    if draft is None:
        flow.skip(place, name, found)
    else:
        draft.ways.extend(found)


def _block(place: Place, crossing: Crossing, words: Words, flow: Flow) -> None:
    """Take the questions of a page; where it goes on is decided after the last of them."""
    crossing.fresh = True
    name = name_of(place)
    flow.stop(name)
    found = ways(place, name)
    elements = place.each("elements")
    drafts = [_asked(each, name_of(each), crossing, words, flow) for each in elements]
    came = [draft for draft in drafts if draft is not None]
    if came:
        came[-1].ways.extend(found)
    else:
        flow.skip(place, name, found)
    place.rest(looks=LOOKS | {"name"})


def _asked(place: Place, name: str, crossing: Crossing, words: Words, flow: Flow) -> Draft | None:
    flow.stop(name)
    draft = taken(place, name, crossing, words)
    if draft is None:
        flow.lose(name)
    return draft


def _rest(survey: Place, words: Words) -> None:
    """List what is left of the whole survey."""
    if words.looks:
        reason = f"Says how texts look: {', '.join(words.looks)}. The words come along."
        survey.note(survey.path, "markup", reason)
    hidden = survey.below("hiddenFields")
    hidden.take("enabled")
    hidden.rest({"fieldIds": _HIDDEN})
    survey.rest(_REASONS, looks=_LOOKS)
