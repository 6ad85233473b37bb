"""The words of a questionnaire as one person reads them."""

from collections.abc import Mapping

from attrs import field, frozen

from b2bnps.questionnaires.schema import Question, Questionnaire
from b2bnps.questionnaires.wording import direction

__all__ = ["Ending", "Words"]


@frozen(kw_only=True)
class Ending:
    """The words of an ending of the questionnaire's own."""

    title: str
    text: str
    language: str
    direction: str


@frozen(kw_only=True)
class Words:
    """Gives each text in the person's language, filled in.

    Attributes:
        language: one in which it is complete.
        names: what stands for ``{company}`` and the like.
    """

    questionnaire: Questionnaire
    language: str
    names: Mapping[str, str] = field(repr=False)

    def say(self, key: str) -> str:
        """Give one text, filled in."""
        return self.questionnaire.text(key, self.language, **self.names)

    def of(self, question: Question, key: str) -> str:
        """Give one text of a question; empty for a label that it does not have."""
        return self.say(f"{question.id}.{key}")

    def has_points(self, question: Question) -> bool:
        """Tell whether each point of a scale has words of its own."""
        return all(self.of(question, f"point.{point}") for point in question.points)

    def ending(self, id: str) -> Ending:  # noqa: A002 - it is the ending's field of this name
        """Give the words of an ending by its id."""
        return Ending(
            title=self.say(f"ending.{id}.title"),
            text=self.say(f"ending.{id}.text"),
            language=self.language,
            direction=direction(self.language),
        )
