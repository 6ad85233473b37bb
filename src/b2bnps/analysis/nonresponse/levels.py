"""How many people each level of a variable has. This module does no I/O."""

from collections.abc import Mapping
from typing import Any, Final

from b2bnps.errors import InvalidValue

Levels = Mapping[Any, int]
"""People by level: ``{"end_user": 40, "decision_maker": 8}``."""

ROUNDING: Final = 1e-9


def people_of(variable: str, levels: Levels) -> int:
    """Count the people of all levels.

    Raises:
        InvalidValue: a count that is negative or no whole number.
    """
    for people in levels.values():
        if isinstance(people, bool) or not isinstance(people, int) or people < 0:
            message = f"{variable}: {people!r} is no count of people; expected 0, 1, 2 and so on."
            raise InvalidValue(message)
    return sum(levels.values())
