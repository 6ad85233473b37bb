"""The questions of a SurveyJS survey, one reader for each type. No I/O."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from b2bnps.errors import InvalidValue
from b2bnps.exchange.carried.drafts import Crossing, Draft, Said
from b2bnps.exchange.carried.places import Place, flag, whole
from b2bnps.exchange.surveyjs.items import items, name_of
from b2bnps.exchange.surveyjs.keys import HIDDEN, hidden
from b2bnps.exchange.surveyjs.said import said, said_value
from b2bnps.questionnaires.question import Kind, Question

__all__ = ["question"]


def question(crossing: Crossing, place: Place) -> Draft | None:
    """Take one question along; one that could not be asked here is listed whole."""
    type_, name = place.text("type"), place.text("name")
    reader = _READERS.get(type_)
    if reader is None:
        place.leave(f"{type_} {name}", "We have no question of this type.")
        return None
    if hidden(place):
        place.leave(f"{type_} {name}", HIDDEN)
        return None
    begins = crossing.fresh
    draft = reader(crossing, place, name or "question")
    if draft is None:
        return None
    if draft.kind is not Kind.NOTICE:
        title = said(crossing, place, "title")
        draft.say("ask", title or said_value(crossing, place.path, draft.name))
        draft.say("hint", said(crossing, place, "description"))
        draft.facts.setdefault("required", flag(place.take("isRequired")))
    try:
        Question(id=draft.id, kind=draft.kind, **draft.facts)
    except InvalidValue as error:
        _take_back(crossing, draft, begins)
        place.leave(f"{type_} {name}", f"It cannot be asked here. {error}")
        return None
    _call(crossing, place, draft)
    return draft


def _take_back(crossing: Crossing, draft: Draft, begins: bool) -> None:
    crossing.fresh = begins
    crossing.drafts.pop()
    if crossing.known[draft.name] is draft:
        del crossing.known[draft.name]


def _call(crossing: Crossing, place: Place, draft: Draft) -> None:
    """Let rules call a question by ``valueName``, the name of its answer."""
    name = place.text("valueName")
    if name and crossing.known.setdefault(name, draft) is not draft:
        place.note(place.at("valueName"), name, "It shares an answer there; here it has its own.")


def _rating(crossing: Crossing, place: Place, name: str) -> Draft | None:
    points = items(crossing, place, "rateValues")
    described = _range(place)
    ends = _ends(list(points)) if points else described
    if ends is None:
        place.leave(f"rating {name}", "Its points are not whole numbers, one after the other.")
        return None
    draft = crossing.draft(place, name, Kind.SCALE)
    draft.facts |= {"low": ends[0], "high": ends[1]}
    _label(draft, points)
    draft.say("low", said(crossing, place, _either(place, "minRateDescription", _OLD_LOW)))
    draft.say("high", said(crossing, place, _either(place, "maxRateDescription", _OLD_HIGH)))
    draft.facts["faces"] = _faces(place, points)
    return draft


_OLD_LOW, _OLD_HIGH = "mininumRateDescription", "maximumRateDescription"


def _range(place: Place) -> tuple[int, int] | None:
    """Give the ends of a scale that is described by numbers; 1 to 5 where nothing is said."""
    told = {key: place.take(key) for key in ("rateMin", "rateMax", "rateCount", "rateStep")}
    low, high, count, step = (whole(value) for value in told.values())
    if step not in {None, 1} or any(v is not None and whole(v) is None for v in told.values()):
        return None
    if low is None:
        low = 1 if high is None or not count else high - count + 1
    if high is None:
        high = low + count - 1 if count else max(5, low + 1)
    return (low, high) if count in {None, high - low + 1} else None


def _ends(points: list[str]) -> tuple[int, int] | None:
    """Give the ends of a scale whose points are listed; None where they leave numbers out."""
    numbers = [whole(point) for point in points]
    first = numbers[0] if numbers else None
    if first is None or numbers != list(range(first, first + len(numbers))):
        return None
    return first, first + len(numbers) - 1


def _label(draft: Draft, points: Mapping[str, Said]) -> None:
    for point, words in points.items():
        if set(words.values()) != {point}:
            draft.say(f"point.{whole(point)}", words)


def _faces(place: Place, points: Mapping[str, Said]) -> bool:
    """Tell whether faces are shown: each needs words, which only listed points have."""
    place.take("autoGenerate")
    smileys = [key for key in ("rateType", "rateDisplayMode") if place.peek(key) == "smileys"]
    for key in smileys:
        place.take(key)
    bare = not points or any(set(words.values()) == {p} for p, words in points.items())
    if smileys and bare:
        place.note(place.at(smileys[0]), "smileys", "Numbers are shown: a face needs words.")
    return bool(smileys) and not bare


def _choice(crossing: Crossing, place: Place, name: str) -> Draft:
    return _with_options(crossing, place, name, Kind.CHOICE)


def _choices(crossing: Crossing, place: Place, name: str) -> Draft:
    return _with_options(crossing, place, name, Kind.CHOICES)


def _with_options(crossing: Crossing, place: Place, name: str, kind: Kind) -> Draft:
    draft = crossing.draft(place, name, kind)
    options = dict(items(crossing, place, "choices"))
    added = [word for word, keys in _ADDED.items() if any(flag(place.take(key)) for key in keys)]
    texts = {word: _added_text(crossing, place, word) for word in added}
    new = [word for word in added if word not in options]
    if new != added:
        place.note(place.path, "other, none", "An option of this value is there already.")
    draft.offer(options | {word: texts[word] for word in new}, taken=("words",) * ("other" in new))
    for word in new:
        if f"option.{draft.values[word]}" not in draft.texts:
            draft.words[f"option.{draft.values[word]}"] = word
    if "none" in new and kind is Kind.CHOICES:
        place.note(place.path, "none", "It can be chosen together with others here.")
    if "other" in new:
        draft.facts["other"] = draft.values["other"]
        draft.say("other", said(crossing, place, "otherPlaceholder"))
    return draft


def _added_text(crossing: Crossing, place: Place, word: str) -> Said:
    """Read ``otherText`` or ``otherItem``, which say the same."""
    item = place.below(f"{word}Item")
    words = said(crossing, item, "text")
    item.take("value")
    item.rest()
    return said(crossing, place, f"{word}Text") or words


_ADDED: Final = {
    "none": ("showNoneItem", "hasNone"),
    "other": ("showOtherItem", "hasOther"),
}
"""Options that SurveyJS adds behind the others, in this order, and what asks for them."""


def _yes_no(crossing: Crossing, place: Place, name: str) -> Draft:
    draft = crossing.draft(place, name, Kind.YES_NO)
    for option, value, key in (("yes", "true", "valueTrue"), ("no", "false", "valueFalse")):
        own = place.take(key)
        name = name_of(own) or value
        draft.values[name] = option
        if name != value:
            place.note(place.at(key), name, f"It is recorded as {option} here.")
        draft.say(f"option.{option}", said(crossing, place, f"label{value.title()}"))
        if f"option.{option}" not in draft.texts:
            draft.words[f"option.{option}"] = option
    return draft


def _comment(crossing: Crossing, place: Place, name: str) -> Draft:
    return crossing.draft(place, name, Kind.TEXT)


def _text(crossing: Crossing, place: Place, name: str) -> Draft:
    if place.peek("inputType") == "text":
        place.take("inputType")
    elif "inputType" in place:
        sort = place.text("inputType")
        place.note(place.at("inputType"), sort, "Any words can be answered here.")
    return crossing.draft(place, name, Kind.TEXT)


def _matrix(crossing: Crossing, place: Place, name: str) -> Draft | None:
    columns = items(crossing, place, "columns")
    ends = _ends(list(columns))
    if ends is None:
        place.leave(f"matrix {name}", "Its columns are not whole numbers, one after the other.")
        return None
    draft = crossing.draft(place, name, Kind.MATRIX)
    draft.facts |= {"low": ends[0], "high": ends[1]}
    _label(draft, columns)
    draft.line_up(items(crossing, place, "rows"))
    each = [flag(place.take(key)) for key in ("eachRowRequired", "isAllRowRequired")]
    draft.facts["required"] = any(each)
    if flag(place.peek("isRequired")) and not any(each):
        place.note(place.at("isRequired"), "isRequired", "One line is enough there, none here.")
    place.take("isRequired")
    return draft


def _notice(crossing: Crossing, place: Place, name: str) -> Draft | None:
    words = said(crossing, place, "html", markup=True)
    if not any(words.values()):
        place.leave(f"html {name}", "It holds no words.")
        return None
    draft = crossing.draft(place, name, Kind.NOTICE)
    draft.say("ask", words)
    return draft


_READERS: Final[Mapping[str, Callable[[Crossing, Place, str], Draft | None]]] = MappingProxyType(
    {
        "rating": _rating,
        "radiogroup": _choice,
        "dropdown": _choice,
        "checkbox": _choices,
        "tagbox": _choices,
        "boolean": _yes_no,
        "comment": _comment,
        "text": _text,
        "matrix": _matrix,
        "html": _notice,
    }
)


def _either(place: Place, key: str, old: str) -> str:
    return old if key not in place and old in place else key
