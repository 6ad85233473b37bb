"""One question of a Formbricks survey while it is being read. No I/O."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from b2bnps.exchange.carried.drafts import Crossing, Draft
from b2bnps.exchange.carried.places import Place
from b2bnps.exchange.formbricks.words import Words
from b2bnps.questionnaires.question import Kind

__all__ = ["LOOKS", "REASONS", "Element", "name_of"]

LOOKS: Final = frozenset(
    {
        "backButtonLabel",
        "buttonExternal",
        "buttonLabel",
        "displayType",
        "insightsEnabled",
        "isColorCodingEnabled",
        "isDraft",
        "longAnswer",
    }
)

_MEDIA: Final = "Pictures and films are not shown here."
_BUTTON: Final = "There is no button of its own here that leads elsewhere."
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "imageUrl": _MEDIA,
        "videoUrl": _MEDIA,
        "fileUrl": _MEDIA,
        "placeholder": "An empty field shows nothing here.",
        "validation": "What is answered is not checked by rules of the questionnaire here.",
        "buttonUrl": _BUTTON,
        "buttonLink": _BUTTON,
        "ctaButtonLabel": _BUTTON,
        "dismissButtonLabel": _BUTTON,
    }
)


@frozen
class Element:
    """One question that is being taken along."""

    place: Place
    crossing: Crossing
    words: Words
    name: str
    sort: str

    def draft(self, kind: Kind, **facts: Any) -> Draft:
        """Begin the question of ours, with facts about it."""
        made = self.crossing.draft(self.place, self.name, kind)
        made.facts.update(facts)
        return made

    def note(self, key: str, reason: str, what: str = "") -> None:
        """List something that stood under a key of it."""
        self.place.note(self.place.at(key), what or key, reason)


def name_of(place: Place) -> str:
    """Take what a question, a block or an ending is called there; its place where it has no id."""
    return place.text("id").strip() or place.path.rpartition(".")[2]
