"""Exceptions: split by who must act, and silent about people and secrets."""

import re
from datetime import timedelta

import pytest

from b2bnps import errors
from b2bnps.errors import (
    B2bnpsError,
    BadAnswer,
    BadLink,
    DeliveryError,
    HostError,
    InputError,
    MissingExtra,
    NotNow,
    RecordConflict,
    UnknownColumn,
)

LINE = re.compile(r"^ {4}([│ ├└─]*)(\w+)", re.MULTILINE)
FAMILIES = (HostError, InputError, RecordConflict, DeliveryError)


def drawn() -> dict[str, str]:
    """Read the tree in the module's docstring: each name with its parent."""
    parents: dict[str, str] = {}
    above: dict[int, str] = {}
    tree = (errors.__doc__ or "").split("::")[1].split("No message")[0]
    for indent, name in LINE.findall(tree):
        level = len(indent) // 4
        above[level] = name
        parents[name] = above.get(level - 1, "Exception")
    return parents


def test_the_tree_that_is_drawn_is_the_tree() -> None:
    """The picture in the docstring names every exception below its parent."""
    classes = {
        name: kind.__mro__[1].__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, B2bnpsError)
    }

    assert drawn() == classes


def test_each_exception_says_who_must_act() -> None:
    """Below the root there are four families and nothing else."""
    assert set(B2bnpsError.__subclasses__()) == set(FAMILIES)


def test_a_missing_extra_says_what_to_install() -> None:
    """It is an ImportError, and its message can be pasted into a terminal."""
    error = MissingExtra("sqlalchemy", "sql")

    assert isinstance(error, ImportError)
    assert str(error) == 'sqlalchemy is not installed. Run: pip install "b2bnps[sql]"'


def test_an_unknown_column_names_those_that_exist() -> None:
    """Whoever made the slip sees what there is; an empty file has none."""
    assert str(UnknownColumn("scor", ["score", "unit"])).endswith("The file has: score, unit")
    assert str(UnknownColumn("scor", [])).endswith("The file has: none")


def test_a_bad_answer_says_what_would_be_taken() -> None:
    """Question, code and what is expected, and not what came."""
    error = BadAnswer("nps", "out_of_range", "a whole number from 0 to 10")

    assert str(error) == "nps: out_of_range; expected a whole number from 0 to 10."
    assert (error.question, error.code) == ("nps", "out_of_range")


def test_a_bad_link_says_nothing() -> None:
    """Whoever forged it learns nothing from the message."""
    assert str(BadLink()) == "This link is not valid."


def test_not_now_may_say_how_long() -> None:
    """A provider's wish to wait comes along; without one it is zero."""
    assert NotNow("busy", timedelta(minutes=5)).after == timedelta(minutes=5)
    assert NotNow("busy").after == timedelta(0)


def test_the_root_catches_all() -> None:
    """One except clause is enough for a host that does not care which."""
    with pytest.raises(B2bnpsError):
        raise BadLink
