"""Pages as bytes: words by language, templates, the stylesheet, and headers for everything.

Templates and texts are read and compiled at the first page, once for the process.
"""

import base64
import hashlib
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from b2bnps.questionnaires.wording import direction
from b2bnps.web.wire import Reply

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FALLBACK = "en"
HTML = "text/html; charset=utf-8"


def spoken(language: str) -> str:
    """Choose the language of the page's own words: the wanted one where we have it, or English."""
    base = language.replace("_", "-").partition("-")[0].lower()
    return base if base in _texts() else FALLBACK


def preferred(accept_language: str) -> str:
    """Choose the language of a page that nobody in particular opens, by the browser's list.

    Args:
        accept_language: the header, e.g. ``nl-BE,nl;q=0.9,en;q=0.5``.
    """
    ranked = []
    for place, entry in enumerate(accept_language.split(",")[:20]):
        tag, _, quality = entry.replace(" ", "").partition(";q=")
        base = tag.partition("-")[0].lower()
        if base in _texts():
            ranked.append((-_weight(quality), place, base))
    return min(ranked)[2] if ranked else FALLBACK


def _weight(quality: str) -> float:
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0


def html(
    template: str, *, language: str, status: int = 200, names: Mapping[str, str], **values: Any
) -> Reply:
    """Fill a template.

    Args:
        template: file name without its ending.
        language: of the page's own words, one of :func:`spoken`.
        status: of HTTP.
        names: what stands for ``{company}``, ``{account}`` and ``{name}`` in the words. They are
            escaped, and isolated so that their writing direction stays their own.
        values: what else the template shows.
    """
    from markupsafe import Markup  # noqa: PLC0415 - importing b2bnps.web stays light

    page = _environment().get_template(f"{template}.html")
    body = page.render(
        say=saying(language, names),
        plain=saying(language, names, marked=False),
        css=Markup(stylesheet()),  # noqa: S704 - our own file
        language=language,
        direction=direction(language),
        company=names.get("company", ""),
        **values,
    )
    language_header = ("Content-Language", language)
    return reply(status, HTML, body.encode(), language_header)


def saying(
    language: str, names: Mapping[str, str], *, marked: bool = True
) -> Callable[[str], "Markup"]:
    """Give what says the page's own words to a template, by their keys.

    Args:
        language: one of :func:`spoken`.
        names: what stands for the names in them.
        marked: False for where no element may stand, as in a title.
    """
    from markupsafe import Markup, escape  # noqa: PLC0415 - importing b2bnps.web stays light

    texts = _texts()[language]
    bdi = Markup("<bdi>{}</bdi>") if marked else Markup("{}")
    told = {key: bdi.format(name) for key, name in names.items()}
    return lambda key: escape(_word(texts, key)).format(**told)


def reply(status: int, content_type: str, body: bytes, *headers: tuple[str, str]) -> Reply:
    """Add the headers that everything carries: nothing is cached, indexed, framed or leaked."""
    always = (
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        *bare_headers(),
    )
    return Reply(status=status, headers=(*always, *headers), body=body)


@cache
def bare_headers() -> tuple[tuple[str, str], ...]:
    """List the headers that do not depend on the body."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    policy = (
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return (
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex, nofollow"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "; ".join(policy)),
    )


@cache
def stylesheet() -> str:
    """Read the one stylesheet."""
    return _file("page.css")


def word(language: str, key: str) -> str:
    """Give one of the page's own texts as it stands in the file."""
    return _word(_texts()[language], key)


def frame(language: str, question_set: str) -> Mapping[str, str]:
    """Choose the words around the questions: a set's own where it has some, else the usual ones.

    Args:
        language: one of :func:`spoken`.
        question_set: name of the set. Employees have no account, and whoever is asked about a
            campaign must not be reminded of the relation first.

    Returns:
        Keys of the title, the line below it and the note about who reads the answer.
    """
    own = _texts()[language].get(f"answer_{question_set}", {})
    parts = ("title", "intro", "privacy")
    return {key: f"answer_{question_set}.{key}" if key in own else f"answer.{key}" for key in parts}


def _word(texts: Mapping[str, Any], key: str) -> str:
    section, _, name = key.rpartition(".")
    return str((texts[section] if section else texts)[name])


@cache
def _texts() -> Mapping[str, Any]:
    """Read every language; a file is a language, and its name is the tag."""
    found = resources.files(__package__).joinpath("texts").iterdir()
    return {
        each.name.removesuffix(".toml"): tomllib.loads(each.read_text("utf-8"))
        for each in sorted(found, key=lambda each: each.name)
        if each.name.endswith(".toml")
    }


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 - as above

    return Environment(
        loader=FunctionLoader(lambda name: _file(f"templates/{name}")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
