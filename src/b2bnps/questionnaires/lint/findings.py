"""What a finding is, and every code there is. This module does no I/O."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

__all__ = ["CODES", "Finding"]

CODES: Final[Mapping[str, str]] = {
    "block_too_long": "A block of a question set asks more than two questions on one walk.",
    "double_barrelled": "A question that is rated asks about two things at once.",
    "leading": "A question suggests its answer.",
    "metric_asked_twice": "Two questions of one metric can be asked of the same person.",
    "negated": "A question that is rated is put in the negative.",
    "no_why_question": "Something is rated, and nobody is asked for the reason.",
    "promises_anonymity": "A text promises that nobody knows who answered.",
    "scale_labels_missing": "An end of a scale has no label in any language.",
    "too_many_questions": "Somebody can be asked more questions than a busy person answers.",
    "unreachable": "Nobody can get to a question or an ending, or no one ever takes a route.",
    "untranslated": "A language lacks a text, and so is not shown at all.",
}
"""What each code means."""


@frozen(kw_only=True)
class Finding:
    """One piece of advice.

    Attributes:
        code: one of :data:`CODES`.
        question: id of the question that it is about, ``ending.<id>`` for an ending.
        language: tag of the language whose words it is about; empty where it is about no words.
        reason: what is wrong with it, in English.
        suggestion: what to do, in English.
        blocks: names of the blocks of a question set for which it holds, in their order there;
            empty for a questionnaire alone.
    """

    code: str
    question: str
    language: str = ""
    reason: str
    suggestion: str
    blocks: tuple[str, ...] = ()
