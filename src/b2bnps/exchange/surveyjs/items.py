"""What SurveyJS lists inside a question: options, points, columns and rows. No I/O."""

from typing import Any

from b2bnps.exchange.carried.drafts import Crossing, Said
from b2bnps.exchange.carried.places import Place, whole
from b2bnps.exchange.surveyjs.keys import LOOKS, REASONS
from b2bnps.exchange.surveyjs.said import note, said, said_value

__all__ = ["items", "name_of"]


def items(crossing: Crossing, place: Place, key: str) -> dict[str, Said]:
    """Take options, points or rows: texts by value. A value that comes again is listed."""
    found: dict[str, Said] = {}
    for path, item in place.items(key):
        value, words = _item(crossing, path, item)
        if value and value not in found:
            found[value] = words
        else:
            note(crossing, path, key, "It has no value, or one that is there already.")
    return found


def _item(crossing: Crossing, path: str, item: Any) -> tuple[str, Said]:
    """Read ``"price"``, ``"price|The price"``, ``3`` or ``{"value": …, "text": …}``."""
    if not isinstance(item, dict):
        value, bar, text = str(item).partition("|") if isinstance(item, str) else (item, "", "")
        name = name_of(value)
        return name, said_value(crossing, path, text if bar else name)
    here = Place(item, path, crossing.left_out)
    name = name_of(here.take("value"))
    words = said(crossing, here, "text") or said_value(crossing, path, name)
    here.rest(REASONS, looks=LOOKS)
    return name, words


def name_of(value: Any) -> str:
    """Write what SurveyJS calls something as a text; empty for what is no name."""
    if isinstance(value, bool):
        return str(value).lower()
    if whole(value) is not None and not isinstance(value, str):
        return str(whole(value))
    return str(value) if isinstance(value, str | float) else ""
