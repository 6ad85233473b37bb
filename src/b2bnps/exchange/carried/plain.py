"""Foreign texts as plain ones: markup taken off, braces made ours. No I/O.

Everything here takes time in proportion to the text, whatever the text is.
"""

import html
import re
from collections.abc import Callable, Iterator

__all__ = ["from_markup", "literal", "replaced", "to_markup"]

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)([^<>]*+)>")
_ATTRIBUTE = re.compile(r"(?<![\w:-])([a-zA-Z][\w:-]*+)\s*+=")
_SPACES = re.compile(r"[\s\u00a0]+")
_LINE_ENDS = re.compile(r" ?\n[ \n]*")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters, which no page can show and not every database can write down."""

_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
_KEPT = frozenset({"br", "p", "div"})
"""Tags that only break lines: their line breaks stay."""

_HIDDEN = frozenset({"script", "style"})


def literal(text: str) -> str:
    """Write a text so that each of its braces stands for itself, without control characters."""
    return _UNSEEN.sub("", text).replace("{", "{{").replace("}", "}}")


def replaced(text: str, pattern: re.Pattern[str], pipe: Callable[[str], str]) -> str:
    """Write a text literally, except for its pipes.

    Args:
        text: in which the other system fills something in.
        pattern: of a pipe, with one group: what is filled in.
        pipe: gives what stands in its place, in our own writing.
    """
    parts = pattern.split(text)
    return "".join(pipe(part) if place % 2 else literal(part) for place, part in enumerate(parts))


def from_markup(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the markup off a text.

    Returns:
        The text with its line breaks, and the names of the tags that said more than that:
        ``("a[href]", "img[src]")``.
    """
    lost: dict[str, None] = {}
    written = "".join(_parts(_without_comments(text), lost))
    return _LINE_ENDS.sub("\n", html.unescape(written).replace("\u00a0", " ")).strip(), tuple(lost)


def _parts(text: str, lost: dict[str, None]) -> Iterator[str]:
    """Yield what is to be read, and note the tags that are lost."""
    position, hidden = 0, ""
    for tag in _TAG.finditer(text):
        if not hidden:
            yield _SPACES.sub(" ", text[position : tag.start()])
        position = tag.end()
        closing, name = bool(tag[1]), tag[2].lower()
        attributes = ",".join(_ATTRIBUTE.findall(tag[3].lower()))
        if not closing and (attributes or name not in _KEPT):
            lost[f"{name}[{attributes}]" if attributes else name] = None
        if name in _HIDDEN:
            hidden = "" if closing else name
        if name in _BREAKS:
            yield "\n"
    if not hidden:
        yield _SPACES.sub(" ", text[position:])


def _without_comments(text: str) -> str:
    parts, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[position:start])
        position = end + len("-->")
    return "".join((*parts, text[position:]))


def to_markup(text: str) -> str:
    """Write a plain text as HTML."""
    return html.escape(text, quote=False).replace("\n", "<br>")
