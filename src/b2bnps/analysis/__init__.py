"""Reading answers and scores side by side. These modules do no I/O."""

from importlib import import_module

from b2bnps.errors import InvalidValue

__all__ = ["describe"]

_SPEAKING = (
    "accounts",
    "benchmarks",
    "change",
    "drivers",
    "goals",
    "nonresponse",
    "sizes",
    "small_groups",
)


def describe(code: str) -> str:
    """Say what a code of any figure means (``warnings``, ``excluded``, ``reason``), as a sentence.

    Where two rooms word the same code, that of the figure itself (:mod:`b2bnps.metrics`) holds.

    Raises:
        InvalidValue: an unknown code.
    """
    from b2bnps.metrics import EXCLUSIONS, WARNINGS  # noqa: PLC0415 - load what is asked for

    meanings = {**WARNINGS, **EXCLUSIONS}
    for room in _SPEAKING:
        module = import_module(f"{__name__}.{room}")
        for words in ("WARNINGS", "EXCLUSIONS", "REASONS"):
            meanings = {**getattr(module, words, {}), **meanings}
    if code not in meanings:
        message = f"code: {code!r} is unknown; expected one of {', '.join(sorted(meanings))}."
        raise InvalidValue(message)
    return str(meanings[code])
