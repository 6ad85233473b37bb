"""Words that other systems add by themselves, so that no document holds them. No I/O."""

from collections.abc import Iterable, Mapping
from typing import Final

from b2bnps.questionnaires.wording import lineage

__all__ = ["added"]

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"yes": "Yes", "no": "No", "other": "Other", "none": "None of these"},
    "de": {"yes": "Ja", "no": "Nein", "other": "Anderes", "none": "Nichts davon"},
    "es": {"yes": "Sí", "no": "No", "other": "Otro", "none": "Ninguno"},
    "fr": {"yes": "Oui", "no": "Non", "other": "Autre", "none": "Aucun"},
    "nl": {"yes": "Ja", "no": "Nee", "other": "Anders", "none": "Geen van deze"},
    "sv": {"yes": "Ja", "no": "Nej", "other": "Annat", "none": "Inget av dessa"},
    "tr": {"yes": "Evet", "no": "Hayır", "other": "Diğer", "none": "Hiçbiri"},
}


def added(word: str, languages: Iterable[str]) -> Mapping[str, str]:
    """Give a word in those of the languages in which we know it: yes, no, other or none.

    >>> added("yes", ["de-at", "it"])
    {'de-at': 'Ja'}
    """
    known = (
        (tag, wider) for tag in languages for wider in list(lineage(tag))[-1:] if wider in _WORDS
    )
    return {tag: _WORDS[wider][word] for tag, wider in known}
