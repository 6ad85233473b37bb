"""What a survey file says about looks and handling, listed together. No I/O."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from b2bnps.exchange.carried import LeftOut
from b2bnps.exchange.carried.places import Place

__all__ = ["gathered", "rest"]

_LOOKS: Final = "How the survey looks or is handled there; nothing of what is asked."
_KEYS: Final = (
    "BlockLocking BlockVisibility CSSliderMax CSSliderMin Configuration CreatorID CustomStart"
    " DataVisibility Deleted Description DivisionID DynamicChoicesData FlowID GridLines"
    " InputHeight InputWidth IsLabelDefault LastAccessed LastActivated LastModified Locator"
    " MobileFirst NextAnswerId NextChoiceId NumDecimals Properties QuestionDescription"
    " QuestionDescriptionOption QuestionID QuestionText_Unsafe SearchSource"
    " SecondaryAttribute ShowValue SkipLogicID SkipToDescription SnapToGrid StarCount"
    " StarType SubSelector SubType SurveyActiveResponseSet SurveyBrandID SurveyCreationDate"
    " SurveyDescription SurveyExpirationDate SurveyID SurveyOwnerID SurveyStartDate"
    " SurveyStatus TertiaryAttribute TextEntrySize"
)
_SAID_ONCE: Final = dict.fromkeys(_KEYS.split(), _LOOKS)
_UNKNOWN: Final = "This has no equal here."
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def rest(place: Place, reasons: Mapping[str, str] = _NOTHING, *, otherwise: str = _UNKNOWN) -> None:
    """List what is left of a place; see :meth:`~b2bnps.exchange.carried.places.Place.rest`."""
    place.rest({**_SAID_ONCE, **reasons}, otherwise=otherwise)


def gathered(left_out: Iterable[LeftOut]) -> list[LeftOut]:
    """Make one entry of all that is about looks, and put it first."""
    left_out = list(left_out)
    keys = sorted({each.what for each in left_out if each.reason == _LOOKS})
    first = [LeftOut("$", ", ".join(keys), _LOOKS)] if keys else []
    return first + [each for each in left_out if each.reason != _LOOKS]
