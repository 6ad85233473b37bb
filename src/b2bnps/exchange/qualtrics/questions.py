"""Questions of Qualtrics by their type, and what they become here. No I/O."""

from collections.abc import Callable, Mapping
from typing import Final

from b2bnps.exchange.carried.drafts import Crossing, Draft, Unfit
from b2bnps.exchange.carried.places import Place, flag
from b2bnps.exchange.qualtrics.logic import Scores, condition
from b2bnps.exchange.qualtrics.looks import rest
from b2bnps.exchange.qualtrics.scales import Asked, matrix, nps, slider, stars
from b2bnps.exchange.qualtrics.texts import Wording
from b2bnps.questionnaires.question import Kind

__all__ = ["taken"]

_EXPORTED = "Exports are written like this there; here an answer is kept under our own ids."
_REASONS: Final[Mapping[str, str]] = {
    "AnalyzeChoices": "Some options count for nothing there; here they count as all others do.",
    "ChoiceDataExportTags": _EXPORTED,
    "DefaultChoices": "An answer is chosen beforehand there; here none is.",
    "DynamicChoices": "Options that come from another question are missing here.",
    "GradingData": "Answers are given points there; here they are not.",
    "QuestionJS": "A program runs in the page there; here none does.",
    "Randomization": "The order is left to a lot there; here it is always this one.",
    "RecodeValues": _EXPORTED,
    "VariableNaming": _EXPORTED,
}
_CHECKED = "Answers are not checked like this here."


def taken(crossing: Crossing, scores: Scores, question: str, payload: Place) -> Draft | None:
    """Take a question along.

    Args:
        crossing: where it goes.
        scores: to which the points of its scale are added.
        question: what rules call it.
        payload: of its element.

    Returns:
        None where there is no such question here; that is listed.
    """
    name = payload.text("DataExportTag") or question
    sort = payload.text("QuestionType"), payload.text("Selector")
    if sort not in _READ:
        payload.leave(name, f"No question here is like those of the type {'/'.join(sort)[:80]}.")
        return None
    wording = Wording(payload, crossing.language)
    try:
        draft = _READ[sort](Asked(crossing, scores, payload, wording, question, name))
    except Unfit as unfit:
        payload.leave(name, f"It {unfit}, and so did not come along.")
        return None
    draft.say("ask", wording.text("QuestionText"))
    for key in ("DisplayLogic", "InPageDisplayLogic"):
        if payload.peek(key) not in (None, [], {}):
            draft.shown.append(condition(payload.at(key), payload.take(key, dict) or {}, scores))
    _check(payload, draft)
    _rest(payload)
    wording.rest()
    return draft


def _options(asked: Asked, kind: Kind) -> Draft:
    parts = asked.wording.parts("Choices", "ChoiceOrder")
    if not parts:
        message = "has no options of its own"
        raise Unfit(message)
    draft = asked.draft(kind)
    writable = [name for name, part in parts.items() if flag(part.main.peek("TextEntry"))]
    for name in writable[:1]:
        parts[name].main.take("TextEntry")
    draft.offer({name: part.display() for name, part in parts.items()}, taken=("words",))
    for name in writable[:1]:
        draft.facts["other"] = draft.values[name]
    return draft


def _choice(asked: Asked) -> Draft:
    return _options(asked, Kind.CHOICE)


def _choices(asked: Asked) -> Draft:
    return _options(asked, Kind.CHOICES)


def _text(asked: Asked) -> Draft:
    return asked.draft(Kind.TEXT)


def _notice(asked: Asked) -> Draft:
    return asked.draft(Kind.NOTICE)


_READ: Final[Mapping[tuple[str, str], Callable[[Asked], Draft]]] = {
    **{("MC", selector): _choice for selector in ("SAVR", "SAHR", "SACOL", "DL", "SB")},
    **{("MC", selector): _choices for selector in ("MAVR", "MAHR", "MACOL", "MSB")},
    ("MC", "NPS"): nps,
    ("Matrix", "Likert"): matrix,
    **{("Slider", selector): slider for selector in ("HSLIDER", "HBAR")},
    ("Slider", "STAR"): stars,
    **{("TE", selector): _text for selector in ("SL", "ML", "ESTB")},
    **{("DB", selector): _notice for selector in ("TB", "PTB")},
}


def _check(payload: Place, draft: Draft) -> None:
    """Require an answer where the survey forces one; every other check is listed."""
    validation = payload.below("Validation")
    settings = validation.below("Settings")
    force, how = settings.text("ForceResponse"), settings.text("ForceResponseType")
    if force == "ON" and how != "RequestResponse" and draft.kind is not Kind.NOTICE:
        draft.facts["required"] = True
    elif force not in {"", "OFF"}:
        reason = "Whoever gives no answer is asked once more there; here none is required."
        settings.note(settings.at("ForceResponse"), how or force, reason)
    if settings.peek("Type") == "None":
        settings.take("Type")
    rest(settings, otherwise=_CHECKED)
    rest(validation, otherwise=_CHECKED)


def _rest(payload: Place) -> None:
    """List what is left of a question, and nothing of what is switched off."""
    for key in ("AnalyzeChoices", "ChoiceDataExportTags", "DefaultChoices"):
        if payload.peek(key) is False:
            payload.take(key)
    lot = payload.peek("Randomization")
    if isinstance(lot, dict) and lot.get("Type") in (None, "", "None"):
        payload.take("Randomization")
    rest(payload, _REASONS)
