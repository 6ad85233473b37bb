"""Turns finished words into a letter, as HTML and as plain text. This module does no I/O.

The layouts are data files of the package. They are rendered in a sandbox, escape whatever they
show in HTML, and fail on a missing value. What goes in is plain text only, so a layout has
nothing to reach for.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["LAYOUTS", "render"]

LAYOUTS = ("letter.html", "letter.txt")
"""The only names that can be rendered, also from inside a layout."""

Points = tuple[tuple[str, str], ...]
"""Points of a scale: label and address of each."""


def render(layout: str, values: Mapping[str, str | tuple[Points, ...]]) -> str:
    """Render one of :data:`LAYOUTS` with texts and rows of scale points."""
    return _environment().get_template(layout).render(values)


@cache
def _environment() -> "Environment":
    from importlib.resources import files  # noqa: PLC0415 - importing b2bnps stays light

    from jinja2 import DictLoader, StrictUndefined  # noqa: PLC0415 - as above
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - as above

    folder = files("b2bnps.messages").joinpath("templates")
    sources = {name: folder.joinpath(name).read_text(encoding="utf-8") for name in LAYOUTS}
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(sources),
        autoescape=lambda name: name is None or name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    return environment
