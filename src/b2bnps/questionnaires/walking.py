"""The way of one person through the questions: the one evaluator. This module does no I/O.

Everything that shows or reads questions asks here: pages, letters, text messages, interviews, files
and hosts. A rule sees only what was answered to a question that was really asked, so an answer left
over from another way decides nothing.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from b2bnps.questionnaires.question import END, Question
from b2bnps.questionnaires.rules import Said, Situation, Test, compiled, looks_at

__all__ = ["Step", "Walk", "follow", "steps"]


@frozen
class Step:
    """One question made ready to be walked past.

    Attributes:
        question: which.
        fields: names of its answers.
        shown: tells whether it is asked; None is always.
        ways: where to go on, the first that holds: the place of a step, or the id of an ending.
        looks_at: fields that decide whether it is asked.
        splits: fields that decide where to go on.
    """

    question: Question
    fields: tuple[str, ...]
    shown: Test | None
    ways: tuple[tuple[Test | None, int | str], ...]
    looks_at: frozenset[str]
    splits: frozenset[str]

    def way(self, heard: Said, situation: Situation, onward: int) -> int | str:
        """Say where to go on; ``onward`` is the place of the next step."""
        for test, to in self.ways:
            if test is None or test(heard, situation):
                return to
        return onward


@frozen
class Walk:
    """How far somebody's answers lead.

    Attributes:
        questions: what was asked, in order.
        heard: the answers that count: those to questions that were asked.
        ending: id of the ending that was reached, :data:`~b2bnps.questionnaires.question.END` for
            the usual one.
        met: the steps that were come by, also of questions that were not asked.
    """

    questions: tuple[Question, ...]
    heard: Said
    ending: str
    met: tuple[Step, ...]

    @property
    def pages(self) -> tuple[tuple[Question, ...], ...]:
        """The questions by page.

        What stands on a page depends on no answer given on the same page, so each page can be
        shown as soon as the ones before it are answered, and needs no script.
        """
        asked = {question.id for question in self.questions}
        pages: list[list[Question]] = [[]]
        here: set[str] = set()
        for step in self.met:
            if step.question.new_page or not step.looks_at.isdisjoint(here):
                pages.append([])
                here = set()
            if step.question.id in asked:
                pages[-1].append(step.question)
                here.update(step.fields)
                if not step.splits.isdisjoint(here):
                    pages.append([])
                    here = set()
        return tuple(tuple(page) for page in pages if page)


def steps(questions: Iterable[Question]) -> tuple[Step, ...]:
    """Make questions ready to be walked past; their rules are those that :mod:`.checks` allows."""
    asked = tuple(questions)
    places: dict[str, int] = {question.id: place for place, question in enumerate(asked)}
    return tuple(_step(question, places) for question in asked)


def _step(question: Question, places: dict[str, int]) -> Step:
    return Step(
        question=question,
        fields=question.fields,
        shown=None if question.show_if is None else compiled(question.show_if),
        ways=tuple(
            (None if route.when is None else compiled(route.when), places.get(route.to, route.to))
            for route in question.routes
        ),
        looks_at=looks_at([question.show_if]),
        splits=looks_at(route.when for route in question.routes),
    )


def follow(walk: Sequence[Step], said: Said, situation: Situation) -> Walk:
    """Walk from the first question to an ending.

    Args:
        walk: the steps of a questionnaire.
        said: answers by field, each of the form that its question takes. A question without an
            answer is walked past.
        situation: in which the person is asked.
    """
    asked: list[Question] = []
    met: list[Step] = []
    heard: dict[str, int | str | frozenset[str]] = {}
    place: int | str = 0
    total = len(walk)
    while type(place) is int and place < total:
        step = walk[place]
        met.append(step)
        place += 1
        if step.shown is not None and not step.shown(heard, situation):
            continue
        asked.append(step.question)
        for name in step.fields:
            if name in said:
                heard[name] = said[name]
        if step.ways:
            place = step.way(heard, situation, place)
    ending = place if isinstance(place, str) else END
    return Walk(tuple(asked), heard, ending, tuple(met))
