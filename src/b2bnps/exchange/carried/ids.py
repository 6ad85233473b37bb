"""Ids of our form for names of any form. No I/O."""

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["Ids", "slug"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OTHERS = re.compile(r"[^a-z0-9]+")
_LENGTH = 40


def slug(name: str, first: str) -> str:
    """Make a lower-case word of a name; what is one already stays as it is.

    Args:
        name: in any script; letters without a Latin base are lost.
        first: what a word begins with that would not begin with a letter.

    >>> slug("Größe & Preis", "q"), slug("3-5", "o"), slug("質問", "q")
    ('grosse_preis', 'o_3_5', 'q')
    """
    if _ID.fullmatch(name):
        return name
    folded = unicodedata.normalize("NFKD", name[:200].casefold()).encode("ascii", "ignore").decode()
    word = _OTHERS.sub("_", folded).strip("_")
    if not word or not word[0].isalpha():
        word = f"{first}_{word}".strip("_")
    return word[:_LENGTH]


class Ids:
    """Gives each id once: the second ``price`` becomes ``price_2``."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with the ids that are never given."""
        self._given: dict[str, int] = dict.fromkeys(taken, 1)

    def give(self, name: str, first: str) -> str:
        """Give the id for a name (see :func:`slug`)."""
        word = wanted = slug(name, first)
        while word in self._given:
            self._given[wanted] += 1
            end = f"_{self._given[wanted]}"
            word = wanted[: _LENGTH - len(end)] + end
        self._given[word] = 1
        return word
