"""Finding the question set that somebody names: a ready one, or whatever a file holds."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from b2bnps.cli.questionnaires.saying import plain
from b2bnps.errors import BadDocument, InputError, UnreadableFile
from b2bnps.exchange.carried import Carried, LeftOut
from b2bnps.model import Metric
from b2bnps.questionnaires.catalogue import NAMES, question_set
from b2bnps.questionnaires.document import from_json
from b2bnps.questionnaires.sets import QuestionSet

__all__ = ["Loaded", "load"]

_NO_METRICS = "--metric is for files of other systems; our own say themselves what is measured."


@frozen(kw_only=True)
class Loaded:
    """A question set, and what of its file could not come along.

    Attributes:
        origin: who made the file, as people call it; empty for ourselves.
    """

    asked: QuestionSet
    origin: str = ""
    left_out: tuple[LeftOut, ...] = ()


def load(
    named: str, *, subject: str | None = None, metrics: Mapping[str, Metric] | None = None
) -> Loaded:
    """Find a question set.

    Args:
        named: a ready set, or the path of a file: a document of ours, or one that SurveyJS,
            Qualtrics or Formbricks wrote.
        subject: what a ready set asks about; None is the company.
        metrics: what the questions of another system's file measure, by their names there.

    Raises:
        UnreadableFile: the file holds nothing that somebody could be asked; each fault with its
            path on a line of its own.
        InputError: there is no such set and no such file, or one was given what only others take.
        InvalidValue: the file has no question of such a name, or not on that metric's scale.
    """
    if named in NAMES:
        _refuse(metrics, _NO_METRICS)
        return Loaded(asked=question_set(named, subject or "company"))
    file = Path(named)
    if not file.is_file():
        message = f"There is no file {named!r} and no ready set of this name: {', '.join(NAMES)}"
        raise InputError(message)
    _refuse(subject, "--subject chooses among the wordings of a ready set; a file has but its own.")
    try:
        return _read(_text(file), metrics or {})
    except BadDocument as bad:
        faults = "".join(f"\n  {plain(fault)}" for fault in bad.faults)
        message = f"{file} cannot be asked:{faults}"
        raise UnreadableFile(message) from bad


def _refuse(given: object, message: str) -> None:
    if given:
        raise InputError(message)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        message = f"{file}: is not UTF-8; save it as UTF-8."
        raise UnreadableFile(message) from None


def _read(text: str, metrics: Mapping[str, Metric]) -> Loaded:
    origin, carry = _foreign(_top(text))
    if carry is None:
        _refuse(metrics, _NO_METRICS)
        return Loaded(asked=from_json(text))
    carried = carry(text, metrics=metrics)
    return Loaded(asked=carried.question_set, origin=origin, left_out=carried.left_out)


def _top(text: str) -> dict[str, Any]:
    """Give the outermost object; empty where there is none, which :func:`from_json` explains."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _foreign(data: dict[str, Any]) -> tuple[str, Callable[..., Carried] | None]:
    """Recognise a file of another system by the keys that only it has."""
    if "b2bnps" in data:
        return "", None
    if "SurveyElements" in data:
        from b2bnps.exchange.qualtrics import from_qsf  # noqa: PLC0415 - only who needs it

        return "Qualtrics", from_qsf
    if data.keys() & {"pages", "elements"}:
        from b2bnps.exchange.surveyjs import from_surveyjs  # noqa: PLC0415 - see above

        return "SurveyJS", from_surveyjs
    if data.keys() & {"blocks", "questions", "data", "survey", "surveys"}:
        from b2bnps.exchange.formbricks import from_formbricks  # noqa: PLC0415 - see above

        return "Formbricks", from_formbricks
    return "", None
