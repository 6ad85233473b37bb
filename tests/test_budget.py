"""Importing b2bnps costs a host next to nothing."""

import subprocess
import sys
from importlib.metadata import version

import pytest

import b2bnps

HEAVY = {
    "cattrs",
    "jinja2",
    "phonenumbers",
    "email_validator",
    "sqlalchemy",
    "asyncio",
    "sqlite3",
    "smtplib",
    "statistics",
    "zoneinfo",
}
CORE = (
    "errors", "tallies", "model", "ports", "links", "questionnaires", "intervals", "definitions",
    "metrics", "analysis", "messages", "roster", "planning", "closeloop", "flow",
)  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """Run code in a new process and list the modules that it loaded."""
    program = f"{code}\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    return set(done.stdout.decode().split())


@pytest.mark.parametrize("module", ["b2bnps", *(f"b2bnps.{room}" for room in CORE)])
def test_importing_loads_nothing_heavy(module: str) -> None:
    """Neither the root nor any room of the core loads codecs, templates, databases or servers."""
    assert loaded_by(f"import {module}") & HEAVY == set()


def test_the_root_loads_no_room_until_it_is_used() -> None:
    """The root package alone loads nothing of ours, and not even attrs."""
    loaded = loaded_by("import b2bnps")

    assert {name for name in loaded if name.startswith("b2bnps.")} == set()
    assert "attrs" not in loaded


def test_every_public_name_is_there() -> None:
    """Each name of the root can be used, is listed, and there are few of them."""
    assert dir(b2bnps) == b2bnps.__all__ == sorted(b2bnps.__all__)
    assert len(b2bnps.__all__) <= 30
    assert all(getattr(b2bnps, name) is not None for name in b2bnps.__all__)
    assert b2bnps.__version__ == version("b2bnps")


def test_a_name_that_does_not_exist_is_named() -> None:
    """A slip of the pen raises what Python raises everywhere."""
    with pytest.raises(AttributeError, match="'nsp'"):
        b2bnps.nsp  # noqa: B018 - looking is the point
