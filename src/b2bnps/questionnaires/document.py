"""A question set as a JSON document: kept, sent, shown and read again. This module does no I/O.

The document says the same as the value and nothing else, so that writing and reading give back an
equal set with the same digests::

    {"b2bnps": 1, "name": "delivery", "core": ["nps", "why"], "blocks": {"unknown": []},
     "questions": [{"id": "nps", "kind": "scale", "metric": "nps", "high": 10, "required": true},
                   {"id": "why", "kind": "text", "show_if": {"answered": "nps"}}],
     "texts": {"en": {"nps.ask": "How likely …", "why.ask": "What is the main reason …"}}}

:func:`json_schema` gives its JSON Schema, for editors and for whoever writes one elsewhere.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, get_args

from attrs import field, fields, frozen

from b2bnps.errors import BadDocument, InvalidValue
from b2bnps.model import Metric, Role
from b2bnps.questionnaires.checks import Ending, Quota, faults
from b2bnps.questionnaires.question import Kind, Question
from b2bnps.questionnaires.rule_data import Wrong, is_text, rule_of
from b2bnps.questionnaires.rules import Rule, as_data
from b2bnps.questionnaires.sets import QuestionSet
from b2bnps.questionnaires.wording import PIPES, stray_braces

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = [
    "LARGEST",
    "VERSION",
    "as_document",
    "from_document",
    "from_json",
    "json_schema",
    "to_json",
]

VERSION = 1
"""Version of the format, under the key ``b2bnps``."""

LARGEST = 1_000_000
"""Largest document that is read, in characters: some two hundred questions in ten languages."""

MOST_BLOCKS, MOST_QUESTIONS = 100, 500
"""Most blocks of a set: every role in some fifteen departments; and most questions in them."""


def as_document(asked: QuestionSet) -> dict[str, Any]:
    """Write a question set as plain data that JSON can carry, without what is left at its default.

    >>> from b2bnps.questionnaires import question_set
    >>> from_document(as_document(question_set()))["unknown"].digest == (
    ...     question_set()["unknown"].digest
    ... )
    True
    """
    told: dict[str, Any] = _plain(asked)
    return {"b2bnps": VERSION} | told


def to_json(asked: QuestionSet, *, indent: int | None = 2) -> str:
    """Write a question set as JSON that people and version control can read.

    Args:
        indent: None writes it on one line, for a place where nobody looks.
    """
    return json.dumps(as_document(asked), ensure_ascii=False, indent=indent) + "\n"


def from_json(text: str | bytes) -> QuestionSet:
    """Read a question set from JSON.

    Raises:
        BadDocument: it is none, or says what cannot be; every fault with its path.
    """
    if len(text) > LARGEST:
        raise BadDocument([f"$: is larger than {LARGEST:,} characters; split it into sets."])
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError:
        raise BadDocument(["$: its objects stand too deep inside one another."]) from None
    except ValueError as error:
        raise BadDocument([f"$: is not JSON. {error}"]) from error
    return from_document(data)


def from_document(data: object) -> QuestionSet:
    """Read a question set from plain data.

    Raises:
        BadDocument: it says what cannot be; every fault with its path.
    """
    from cattrs.errors import BaseValidationError  # noqa: PLC0415 - only who reads pays for cattrs

    if not isinstance(data, Mapping):
        raise BadDocument(["$: an object is needed here."])
    version = data.get("b2bnps")
    if type(version) is not int or version != VERSION:
        raise BadDocument([f"$.b2bnps: the version of the format is needed here: {VERSION}."])
    told = {key: value for key, value in data.items() if key not in {"b2bnps", "$schema"}}
    try:
        shape = converter().structure(told, _Shape)
    except BaseValidationError as error:
        raise BadDocument(_paths(error)) from None
    problems = list(_faults(shape))
    if problems:
        raise BadDocument(problems)
    try:
        return QuestionSet(**{each.name: getattr(shape, each.name) for each in fields(_Shape)})
    except InvalidValue as error:
        raise BadDocument([f"$.{error}"]) from error


@cache
def json_schema() -> Mapping[str, Any]:
    """Give the JSON Schema (2020-12) of the document."""
    from importlib.resources import files  # noqa: PLC0415 - the core stays light to import

    text = files(__package__).joinpath("question-set.schema.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


@frozen(kw_only=True)
class _Shape:
    """What a document holds, before it is looked through as a whole."""

    name: str
    core: tuple[str, ...] = ()
    blocks: dict[str, tuple[str, ...]] = field(factory=lambda: {str(Role.UNKNOWN): ()})
    closing: tuple[str, ...] = ()
    questions: tuple[Question, ...]
    endings: tuple[Ending, ...] = ()
    quotas: tuple[Quota, ...] = ()
    texts: dict[str, dict[str, str]]


# Writing


def _plain(value: Any) -> Any:
    if isinstance(value, str | int):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Mapping) and not isinstance(value, QuestionSet):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Rule):
        return as_data(value)
    told = ((each, getattr(value, each.name)) for each in fields(type(value)) if each.init)
    return {each.name: _plain(it) for each, it in told if it != each.default}


# Reading


@cache
def converter() -> "Converter":
    """Make what reads plain data into values, strictly: no number is taken for a text."""
    from cattrs import Converter  # noqa: PLC0415 - only who reads pays for cattrs

    made = Converter(forbid_extra_keys=True)
    made.register_structure_hook(str, _text)
    for kind, name in ((int, "a whole number"), (bool, "true or false")):
        made.register_structure_hook(kind, _strict(kind, name))
    for words in (Kind, Metric, Role):
        made.register_structure_hook(words, _word)
    made.register_structure_hook_factory(
        lambda wanted: getattr(wanted, "__origin__", None) is tuple,
        lambda wanted: partial(_tuple, made, get_args(wanted)[0]),
    )
    made.register_structure_hook_func(lambda wanted: wanted == Rule, lambda data, _: rule_of(data))
    made.register_structure_hook_func(
        lambda wanted: wanted == (Rule | None),
        lambda data, _: None if data is None else rule_of(data),
    )
    return made


def _text(value: object, _: object) -> object:
    if not is_text(value):
        msg = ""
        raise Wrong(msg, "a text is needed here.")
    return value


def _tuple(made: "Converter", kind: Any, value: object, _: object) -> tuple[Any, ...]:
    """Read a list, and neither the letters of a text nor the keys of an object as one."""
    if not isinstance(value, list):
        msg = ""
        raise Wrong(msg, "a list is needed here.")
    return tuple(made.structure(value, list[kind]))


def _strict(kind: type, name: str) -> Callable[[object, object], object]:
    def structured(value: object, _: object) -> object:
        if type(value) is not kind:
            msg = ""
            raise Wrong(msg, f"{name} is needed here.")
        return value

    return structured


def _word(value: object, words: type[StrEnum]) -> StrEnum:
    if type(value) is not str or value not in set(words):
        msg = ""
        raise Wrong(msg, f"takes {', '.join(filter(None, words))}.")
    return words(value)


def _paths(error: BaseException, path: str = "$") -> Iterator[str]:
    """Write the faults that cattrs found, each after its path."""
    from cattrs.errors import ClassValidationError, IterableValidationError  # noqa: PLC0415 - see above

    if isinstance(error, ClassValidationError | IterableValidationError):
        noted, others = error.group_exceptions()
        for each, note in noted:
            yield from _paths(each, path + _below(note))
        for each in others:
            yield from _paths(each, path)
    else:
        yield from _sentences(error, path)


def _below(note: Any) -> str:
    """Write one step of a path: the field of a value, or a place in a list or mapping."""
    from cattrs import AttributeValidationNote  # noqa: PLC0415 - see above

    if isinstance(note, AttributeValidationNote):
        return f".{note.name}"
    place = note.index
    return f"[{place}]" if isinstance(place, int) else f".{place}"


def _sentences(error: BaseException, path: str) -> Iterator[str]:
    match error:
        case Wrong():
            yield f"{path}{error.where}: {error.reason}"
        case InvalidValue():
            yield f"{path}: {error}"
        case KeyError():
            yield f"{path}: is missing."
        case _ if hasattr(error, "extra_fields"):
            names = sorted(map(str, error.extra_fields))
            yield from (f"{path}.{name}: is not known here." for name in names)
        case _:
            yield f"{path}: something else is needed here, a list or an object."


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says something twice: one of the two would be lost in silence."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            message = f"The key {key!r} stands twice in one object."
            raise ValueError(message)
        made[key] = value
    return made


def _no_number(word: str) -> object:
    message = f"{word} is no number."
    raise ValueError(message)


def _faults(shape: _Shape) -> Iterator[str]:
    """Find what each question by itself cannot show: circles, strangers, duplicates."""
    if len(shape.blocks) > MOST_BLOCKS or len(shape.questions) > MOST_QUESTIONS:
        yield f"$: holds more than {MOST_BLOCKS} blocks or {MOST_QUESTIONS} questions."
        return
    places: dict[str, int] = {}
    for number, question in enumerate(shape.questions):
        if question.id in places:
            first = places[question.id]
            yield f"$.questions[{number}].id: {question.id!r} stands at $.questions[{first}] too."
        places.setdefault(question.id, number)
    found = list(_block_faults(shape, places))
    yield from (fault for _, fault in found)
    yield from _text_faults(shape)
    if not any(lost for lost, _ in found):
        yield from _flow_faults(shape, places)


def _block_faults(shape: _Shape, places: Mapping[str, int]) -> Iterator[tuple[bool, str]]:
    """Find blocks that ask what is not there, or twice; True where no walk could be tried."""
    parts = [("core", shape.core), ("closing", shape.closing)]
    parts += [(f"blocks.{name}", ids) for name, ids in shape.blocks.items()]
    for name, ids in parts:
        strays = ((number, id_) for number, id_ in enumerate(ids) if id_ not in places)
        yield from ((True, f"$.{name}[{at}]: there is no question {id_!r}.") for at, id_ in strays)
    for name, ids in shape.blocks.items():
        counted = Counter((*shape.core, *ids, *shape.closing))
        twice = (id_ for id_, times in counted.items() if times > 1)
        yield from ((True, f"$.blocks.{name}: asks {id_!r} twice.") for id_ in twice)
    asked = {id_ for _, ids in parts for id_ in ids}
    idle = (number for id_, number in places.items() if id_ not in asked)
    yield from ((False, f"$.questions[{at}]: no block asks this question.") for at in idle)


def _text_faults(shape: _Shape) -> Iterator[str]:
    takes = (*(each.takes for each in shape.questions), *(each.needs for each in shape.endings))
    keys = frozenset(chain.from_iterable(takes))
    for tag, table in shape.texts.items():
        for key, text in table.items():
            if key not in keys:
                yield f"$.texts.{tag}.{key}: no question takes this text."
            elif stray_braces(text):
                names = ", ".join(f"{{{name}}}" for name in PIPES)
                yield f"$.texts.{tag}.{key}: only {names} are filled in, and no other braces."


def _flow_faults(shape: _Shape, places: Mapping[str, int]) -> Iterator[str]:
    numbers = {
        "questions": places,
        "endings": {ending.id: number for number, ending in enumerate(shape.endings)},
        "quotas": {quota.id: number for number, quota in enumerate(shape.quotas)},
    }
    told: set[str] = set()
    for block, ids in shape.blocks.items():
        asked = [shape.questions[places[id_]] for id_ in (*shape.core, *ids, *shape.closing)]
        for fault in faults(asked, shape.endings, shape.quotas):
            where = f".{fault.where}" if fault.where else ""
            path = f"$.{fault.sort}[{numbers[fault.sort][fault.owner]}]{where}"
            if path not in told:
                told.add(path)
                yield f"{path}: in the block {block!r}, {fault.reason}"
