"""The ready question sets, one questionnaire per stakeholder role. This module does no I/O.

It reads nothing but the package's own data files, and these when a set is first asked for.
``relationship.toml`` says which role is asked what; ``relationship.<language>.toml`` holds all the
texts of one language, so that a translator has one file to edit. A host writes a set of its own in
the same two kinds of files and reads it with :func:`question_set_from`.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import fields_dict

from b2bnps.errors import InvalidValue, UnknownThing, UnreadableFile
from b2bnps.model import Answer, Metric, Role
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire

__all__ = ["LANGUAGES", "NAMES", "question_set", "question_set_from", "suggested_role"]

E = TypeVar("E", bound=StrEnum)

NAMES = ("relationship",)
"""Question sets that ship with the package."""

LANGUAGES = ("en", "nl", "sv", "tr")
"""Languages in which every shipped set is complete."""

ROLE_QUESTION = "role"
"""Id of the question that asks people of unknown role what they do; its options are roles."""


@cache
def question_set(name: str = "relationship") -> Mapping[Role, Questionnaire]:
    """Give a question set of the package.

    Args:
        name: one of :data:`NAMES`.

    Returns:
        One questionnaire for every role, read-only.

    Raises:
        UnknownThing: there is no set of this name.
    """
    if name not in NAMES:
        message = f"There is no question set {name!r}. There are: {', '.join(NAMES)}"
        raise UnknownThing(message)
    texts = {language: _data(f"{name}.{language}.toml") for language in LANGUAGES}
    return question_set_from(_data(f"{name}.toml"), texts)


def question_set_from(structure: str, texts: Mapping[str, str]) -> Mapping[Role, Questionnaire]:
    """Read a question set from TOML.

    Args:
        structure: ``name``, a table ``roles`` with the question ids of each role in order, and a
            table ``questions.<id>`` with the attributes of each
            :class:`~b2bnps.questionnaires.schema.Question`.
        texts: by language tag, a table for each question with ``ask``, and where it has them
            ``low``, ``high``, ``point.<n>`` and ``option.<id>``.

    Returns:
        One questionnaire for each role of the structure, read-only.

    Raises:
        UnreadableFile: a text is not TOML.
        InvalidValue: it says what no questionnaire can hold, or leaves something out.
    """
    plan = _toml("structure", structure)
    told = _table(plan.get("questions"), "questions")
    questions = {id_: _question(id_, _table(each, id_)) for id_, each in told.items()}
    tables = {language: dict(_flat(_toml(language, text))) for language, text in texts.items()}
    for language, table in tables.items():
        _refuse_strays(language, table, questions)
    return MappingProxyType(
        {
            (role := _member(Role, key, "roles")): Questionnaire(
                name=str(plan.get("name", "")),
                role=role,
                questions=(asked := _asked(role, ids, questions)),
                texts={language: _only(asked, table) for language, table in tables.items()},
            )
            for key, ids in _table(plan.get("roles"), "roles").items()
        }
    )


def suggested_role(answers: Iterable[Answer]) -> Role:
    """Say which role somebody of unknown role described as theirs; unknown if none."""
    told = (answer.choice for answer in answers if answer.question == ROLE_QUESTION)
    return next((Role(text) for text in told if text in set(Role)), Role.UNKNOWN)


def _data(file: str) -> str:
    from importlib.resources import files  # noqa: PLC0415 - the core stays light to import

    return files(__name__).joinpath(file).read_text(encoding="utf-8")


def _toml(name: str, text: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - the core stays light to import

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{name}: not TOML. {error}"
        raise UnreadableFile(message) from error


def _table(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        message = f"{name}: a table is needed here."
        raise InvalidValue(message)
    return value


def _member(enum: type[E], value: Any, name: str) -> E:
    try:
        return enum(value)
    except ValueError:
        message = f"{name}: {value!r} is none of {', '.join(filter(None, enum))}."
        raise InvalidValue(message) from None


def _question(id_: str, told: Mapping[str, Any]) -> Question:
    strays = told.keys() - (fields_dict(Question).keys() - {"id"})
    if strays:
        message = f"{id_}: a question has no {', '.join(sorted(strays))}."
        raise InvalidValue(message)
    kind = _member(Kind, told.get("kind"), id_)
    metric = _member(Metric, told.get("metric", ""), id_)
    try:
        return Question(**{**told, "id": id_, "kind": kind, "metric": metric})
    except TypeError as error:
        message = f"{id_}: an attribute is of the wrong type."
        raise InvalidValue(message) from error


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Turn nested tables into keys with dots."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield prefix + key, value
        else:
            message = f"{prefix}{key}: a text is needed here, in quotation marks."
            raise InvalidValue(message)


def _refuse_strays(language: str, table: Iterable[str], questions: Iterable[str]) -> None:
    """Find what a slip of the pen made: texts of a question that nobody is asked."""
    strays = sorted({_head(key) for key in table}.difference(questions))
    if strays:
        message = f"{strays[0]}: there is no such question ({language})."
        raise InvalidValue(message)


def _asked(role: Role, ids: object, questions: Mapping[str, Question]) -> tuple[Question, ...]:
    if not isinstance(ids, list):
        message = f"{role}: a list of question ids is needed here."
        raise InvalidValue(message)
    strays = [id_ for id_ in ids if id_ not in list(questions)]
    if strays:
        message = f"{strays[0]}: {role} is asked a question that is not described."
        raise InvalidValue(message)
    return tuple(questions[id_] for id_ in ids)


def _only(asked: Iterable[Question], table: Mapping[str, str]) -> Mapping[str, str]:
    """Keep the texts of the questions that one role is asked."""
    ids = {question.id for question in asked}
    return {key: text for key, text in table.items() if _head(key) in ids}


def _head(key: str) -> str:
    """Give the id of the question that a text belongs to."""
    return key.partition(".")[0]
