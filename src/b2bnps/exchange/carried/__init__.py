"""A questionnaire that was made elsewhere, as a question set of ours, and what stayed behind.

The importers (:mod:`~b2bnps.exchange.surveyjs`, :mod:`~b2bnps.exchange.qualtrics`,
:mod:`~b2bnps.exchange.formbricks`) give a :class:`Carried`. Whatever a document holds is either in
its question set or in its list of what was left out: an importer goes through the whole document,
and what it does not know it lists.

- A question whose kind we do not have is left out. One whose display rule cannot be said here
  comes along without it, and so is asked of more people than before; the list says so.
- The metric of a question is declared and never guessed: by the type of the question where the
  other system has such a type, else by the caller.
- A language in which some text is missing comes along, and is offered once it is complete.
"""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field, frozen

from b2bnps.questionnaires.sets import QuestionSet

__all__ = ["Carried", "LeftOut"]


def _names(names: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(names))


@frozen
class LeftOut:
    """Something of the source that is not in the question set as it was.

    Attributes:
        path: where it stands in the source: ``$.pages[0].elements[2].validators``.
        what: its name there, or what it is.
        reason: why it stayed behind, and what follows from that, as a sentence.
    """

    path: str
    what: str
    reason: str


@frozen(kw_only=True)
class Carried:
    """A questionnaire that came over.

    Attributes:
        question_set: its questions, all of them in the core; its one block is ``unknown``.
        names: what the source calls each thing, by our id: a question (``topic``), an option or
            an aspect of it (``topic.price``), an ending (``ending.thanks``).
        left_out: everything that could not be carried over, in the order in which it was met.
    """

    question_set: QuestionSet
    names: Mapping[str, str] = field(converter=_names)
    left_out: tuple[LeftOut, ...]
