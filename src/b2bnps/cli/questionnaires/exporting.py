"""``b2bnps questionnaire export``: a question set as a document, a survey or a table of texts."""

import json
import sys
from pathlib import Path
from typing import Literal

from attrs import frozen

from b2bnps.errors import InputError
from b2bnps.exchange.carried import LeftOut
from b2bnps.questionnaires.document import to_json
from b2bnps.questionnaires.sets import QuestionSet

__all__ = ["Exported", "Form", "exported", "write"]

_FOR_TRANSLATORS = ("csv", "po")

Form = Literal["json", "surveyjs", "csv", "po"]


@frozen(kw_only=True)
class Exported:
    """A question set in another form.

    Attributes:
        text: of the file.
        left_out: what the form cannot carry.
    """

    text: str
    left_out: tuple[LeftOut, ...] = ()


def exported(asked: QuestionSet, form: Form, *, language: str = "", block: str = "") -> Exported:
    """Write a question set in another form.

    Args:
        language: into which ``csv`` and ``po`` are to be translated; empty takes every language
            that is begun, which ``po`` cannot carry together.

    Raises:
        InputError: a language is missing, or a language or block was given to a form that carries
            them all.
    """
    if language and form not in _FOR_TRANSLATORS:
        message = f"--language goes with csv and po; {form} carries every language."
        raise InputError(message)
    if block and form != "surveyjs":
        message = f"--block goes with surveyjs; {form} carries every block."
        raise InputError(message)
    match form:
        case "json":
            return Exported(text=to_json(asked))
        case "surveyjs":
            return _survey(asked, block)
        case "csv":
            return _table(asked, language)
        case "po":
            return _catalogue(asked, language)


def _survey(asked: QuestionSet, block: str) -> Exported:
    from b2bnps.exchange.surveyjs import to_surveyjs  # noqa: PLC0415 - only who needs it

    survey, left_out = to_surveyjs(asked[block] if block else asked)
    text = json.dumps(survey, ensure_ascii=False, indent=2) + "\n"
    return Exported(text=text, left_out=left_out)


def _table(asked: QuestionSet, language: str) -> Exported:
    from b2bnps.exchange.translations import to_csv  # noqa: PLC0415 - see above

    return Exported(text=to_csv(asked, [language] if language else sorted(asked.texts)))


def _catalogue(asked: QuestionSet, language: str) -> Exported:
    from b2bnps.exchange.translations import to_po  # noqa: PLC0415 - see above

    if not language:
        message = "A po file is for one language; say which with --language, e.g. --language nl."
        raise InputError(message)
    return Exported(text=to_po(asked, language))


def write(text: str, output: Path | None) -> None:
    """Write to a file or to standard output: always UTF-8, and line ends as they are."""
    if output is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(text.encode())
