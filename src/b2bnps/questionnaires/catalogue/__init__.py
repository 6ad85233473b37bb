"""The ready question sets, one questionnaire per stakeholder role. This module does no I/O.

It reads nothing but the package's own data files, and these when the first set is asked for.
``relationship.toml`` says which role is asked what; ``relationship.<language>.toml`` holds all the
texts of one language, so that a translator has one file to edit. A host writes its own set in the
same two kinds of files and reads it with :func:`question_set_from`.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from b2bnps.errors import InvalidValue, UnknownThing, UnreadableFile
from b2bnps.model import Answer, Metric, Role
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire

__all__ = ["LANGUAGES", "NAMES", "question_set", "question_set_from", "suggested_role"]

NAMES = ("relationship",)
"""Question sets that ship with the package."""

LANGUAGES = ("en", "nl", "sv", "tr")
"""Languages in which every shipped set is complete."""

ROLE = "role"
"""Id of the question that asks people of unknown role what they do; its options are roles."""


@cache
def question_set(name: str = "relationship") -> Mapping[Role, Questionnaire]:
    """Give a question set of the package.

    Args:
        name: one of :data:`NAMES`.

    Returns:
        One questionnaire for every role, read-only and the same object each time.

    Raises:
        UnknownThing: there is no set of this name.
    """
    if name not in NAMES:
        message = f"There is no question set {name!r}. There are: {', '.join(NAMES)}"
        raise UnknownThing(message)
    from importlib.resources import files  # noqa: PLC0415 - keeps the core light to import

    def content(file: str) -> str:
        return files(__name__).joinpath(file).read_text(encoding="utf-8")

    texts = {language: content(f"{name}.{language}.toml") for language in LANGUAGES}
    return question_set_from(content(f"{name}.toml"), texts)


def question_set_from(structure: str, texts: Mapping[str, str]) -> Mapping[Role, Questionnaire]:
    """Read a question set from TOML text.

    Args:
        structure: ``name``, a table ``roles`` (the question ids of each role, in order) and a
            table ``questions.<id>`` with the attributes of each
            :class:`~b2bnps.questionnaires.schema.Question`.
        texts: by language tag, TOML with a table for each question: ``ask``, and where the
            question has them ``low``, ``high``, ``point.<n>`` and ``option.<id>``.

    Returns:
        One questionnaire for each role of the structure, read-only.

    Raises:
        UnreadableFile: a text is not TOML.
        InvalidValue: it says something that no questionnaire can hold, or leaves something out.
    """
    plan = _toml("structure", structure)
    try:
        name, roles = str(plan["name"]), dict(plan["roles"])
        questions = {each: _question(each, told) for each, told in plan["questions"].items()}
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        message = f"structure: name, roles and questions are needed ({error})."
        raise InvalidValue(message) from error
    tables = {tag: dict(_flat(_toml(f"texts {tag}", text))) for tag, text in texts.items()}
    ...
