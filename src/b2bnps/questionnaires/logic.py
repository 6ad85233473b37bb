"""Reading what somebody answered. This module does no I/O.

There is one reader and one evaluator (:mod:`.walking`), whatever an answer came by: page, letter,
text message, interview, file or interface. :func:`read` takes a whole form; :func:`turn` takes it
page by page, and both come to the same answers. Neither raises for what a person entered, and
neither guesses.
"""

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from b2bnps.errors import BadAnswer
from b2bnps.model import Answer
from b2bnps.questionnaires.question import END, Question
from b2bnps.questionnaires.reading import CODES, LONGEST, Heard, hear, refused
from b2bnps.questionnaires.rules import Situation
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.walking import Step, Walk, follow

__all__ = [
    "CODES",
    "LONGEST",
    "Reading",
    "Situation",
    "Turn",
    "page_at",
    "read",
    "resume",
    "turn",
    "walk",
]

ANYBODY = Situation()
Page = tuple[Question, ...]


@frozen(kw_only=True)
class Reading:
    """What a form says.

    Attributes:
        answers: the good ones, in the order of the questions; a bad one never costs a good one.
            Several options, and the aspects of a matrix, are an answer each.
        complete: True where the form was final and every required question that was asked has a
            good answer.
        problems: one for each answer that is refused or missing, in the order of the questions.
            They are never raised: a page shows each beside its question.
        dropped: fields with an answer that the other answers leave unasked. They count nowhere.
        ending: id of the ending that the answers lead to.
        screened_out: True where that ending says that the person was not meant to be asked.
    """

    answers: tuple[Answer, ...] = ()
    complete: bool = False
    problems: tuple[BadAnswer, ...] = ()
    dropped: tuple[str, ...] = ()
    ending: str = END
    screened_out: bool = False


@frozen(kw_only=True)
class Turn:
    """What comes after a page.

    Attributes:
        reading: what was said up to here; its problems are those of the page to show.
        questions: of the page to show now; none once it is done.
        first: True where the page to show is the first one.
        last: True where no page comes after it, as far as can be known before it is answered.
    """

    reading: Reading
    questions: Page = ()
    first: bool = True
    last: bool = True

    @property
    def done(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.questions


def walk(
    questionnaire: Questionnaire, form: Mapping[str, object], situation: Situation = ANYBODY
) -> Walk:
    """Say which questions a form leads to, page by page, and to which ending.

    Args:
        form: raw answers, as for :func:`read`; those that are refused decide nothing.
        situation: in which the person is asked.
    """
    return follow(questionnaire.steps, hear(questionnaire.questions, form).said, situation)


def read(
    questionnaire: Questionnaire,
    form: Mapping[str, object],
    *,
    final: bool = True,
    situation: Situation = ANYBODY,
    strict: bool = False,
) -> Reading:
    r"""Read raw answers against the questionnaire that was asked.

    Args:
        questionnaire: what was asked.
        form: raw answers by field; None and blank text mean not answered. The field of a question
            is its id; an aspect of a matrix has ``<question>.<aspect>`` (or the matrix a mapping
            of its aspects); options of a multiple choice are a list, one text with commas, or
            ``<question>.<option>`` each; words beside an option stand in ``<question>.words`` and
            choose it. Fields of no question are passed over and never stored.
        final: False for what is saved while somebody is still filling it in: required questions
            may then be open, and nothing is complete.
        situation: in which the person is asked.
        strict: True where an answer to a question that was not asked is a problem, ``not_asked``:
            a file or an interface that sends one has the wrong person or the wrong questionnaire.
            On a page somebody may have gone back and answered otherwise; then it is dropped.

    Returns:
        Scores as integers within their scale, ids of options, and comments without control
        characters and with ``\n`` as line end. Each problem has one of :data:`CODES`.
    """
    found = hear(questionnaire.questions, form)
    way = follow(questionnaire.steps, found.said, situation)
    return _reading(questionnaire, found, way, final=final, strict=strict)


def turn(
    questionnaire: Questionnaire,
    form: Mapping[str, object],
    *,
    at: str = "",
    back: bool = False,
    situation: Situation = ANYBODY,
) -> Turn:
    """Take one page and give the next.

    Nothing needs to be kept between pages: ``form`` holds everything that was said so far.

    Args:
        form: as for :func:`read`, with the answers of all pages.
        at: id of the first question of the page that was sent; empty to begin.
        back: True to show the page before that one.
        situation: in which the person is asked.

    Returns:
        The page after the one that was sent, or the earliest up to it that has a problem.
    """
    found = hear(questionnaire.questions, form)
    way = follow(questionnaire.steps, found.said, situation)
    reading = _reading(questionnaire, found, way, final=True, strict=False)
    pages = way.pages
    sent = next((number for number, page in enumerate(pages) if page[0].id == at), -1)
    if back or sent < 0:
        return _page(questionnaire, pages, max(sent - 1, 0), reading)
    for number in _wrong(pages[: sent + 1], reading):
        return _page(questionnaire, pages, number, reading, with_problems=True)
    if sent + 1 < len(pages):
        return _page(questionnaire, pages, sent + 1, reading)
    return Turn(reading=reading)


def resume(
    questionnaire: Questionnaire, form: Mapping[str, object], situation: Situation = ANYBODY
) -> Turn:
    """Give the page on which somebody stopped: the one after the last that has an answer.

    It is an earlier one where that one has a problem, and the first where nothing is left open.

    Args:
        form: what was said so far, as for :func:`read`.
        situation: in which the person is asked.
    """
    found = hear(questionnaire.questions, form)
    way = follow(questionnaire.steps, found.said, situation)
    reading = _reading(questionnaire, found, way, final=True, strict=False)
    pages = way.pages
    touched = [n for n, page in enumerate(pages) if _is_touched(page, way)]
    after = touched[-1] + 1 if touched else 0
    number = next(iter(_wrong(pages[:after], reading)), after)
    return _page(questionnaire, pages, number if number < len(pages) else 0, reading)


def _wrong(pages: Sequence[Page], reading: Reading) -> Iterator[int]:
    """Yield the numbers of the pages that have a problem."""
    wrong = {problem.question.partition(".")[0] for problem in reading.problems}
    for number, page in enumerate(pages):
        if any(question.id in wrong for question in page):
            yield number


def page_at(
    questionnaire: Questionnaire,
    form: Mapping[str, object],
    at: str,
    situation: Situation = ANYBODY,
) -> Turn:
    """Give one page again, or where somebody stopped where there is no such page.

    Args:
        form: what was said so far, as for :func:`read`.
        at: id of the first question of the page.
        situation: in which the person is asked.
    """
    found = hear(questionnaire.questions, form)
    way = follow(questionnaire.steps, found.said, situation)
    pages = way.pages
    number = next((number for number, page in enumerate(pages) if page[0].id == at), None)
    if number is None:
        return resume(questionnaire, form, situation)
    reading = _reading(questionnaire, found, way, final=False, strict=False)
    return _page(questionnaire, pages, number, reading)


def _is_touched(page: Page, way: Walk) -> bool:
    return any(name in way.heard for question in page for name in question.fields)


def _page(
    questionnaire: Questionnaire,
    pages: tuple[Page, ...],
    number: int,
    reading: Reading,
    *,
    with_problems: bool = False,
) -> Turn:
    page = pages[number] if pages else ()
    here = {name for question in page for name in question.fields}
    problems = tuple(p for p in reading.problems if with_problems and p.question in here)
    return Turn(
        questions=page,
        reading=evolve(reading, complete=False, problems=problems),
        first=number == 0,
        last=number + 1 >= len(pages) and not _may_go_on(questionnaire, here),
    )


def _may_go_on(questionnaire: Questionnaire, here: set[str]) -> bool:
    """Whether the answers of a page may open another question."""
    total = len(questionnaire.steps)
    return any(
        not step.looks_at.isdisjoint(here)
        or (not step.splits.isdisjoint(here) and _leads_on(step, onward < total))
        for onward, step in enumerate(questionnaire.steps, start=1)
    )


def _leads_on(step: Step, has_next: bool) -> bool:
    return has_next or any(isinstance(to, int) for _, to in step.ways)


def _reading(
    questionnaire: Questionnaire, found: Heard, way: Walk, *, final: bool, strict: bool
) -> Reading:
    answers: list[Answer] = []
    problems: list[BadAnswer] = []
    missing = False
    for question in way.questions:
        for name in question.fields:
            answers.extend(found.answers.get(name, ()))
            open_ = question.required and name not in found.said
            missing |= open_
            code = found.problems.get(name, "missing" if open_ and final else "")
            if code:
                problems.append(refused(question, name, code))
    screened_out = any(e.id == way.ending and e.screened_out for e in questionnaire.endings)
    reading = Reading(
        answers=tuple(answers),
        complete=final and bool(answers) and not missing,
        problems=tuple(problems),
        ending=way.ending,
        screened_out=screened_out,
    )
    if len(way.questions) == len(questionnaire.questions):
        return reading
    return _with_unasked(questionnaire, reading, found, way, strict=strict)


def _with_unasked(
    questionnaire: Questionnaire, reading: Reading, found: Heard, way: Walk, *, strict: bool
) -> Reading:
    """Name the answers to questions that were not asked."""
    asked = {question.id for question in way.questions}
    unasked = [
        (question, name)
        for question in questionnaire.questions
        if question.id not in asked
        for name in question.fields
        if name in found.said or name in found.problems
    ]
    if not strict:
        return evolve(reading, dropped=tuple(name for _, name in unasked))
    refusals = [refused(question, name, "not_asked") for question, name in unasked]
    names = [name for question in questionnaire.questions for name in question.fields]
    places = {name: place for place, name in enumerate(names)}
    problems = sorted([*reading.problems, *refusals], key=lambda each: places[each.question])
    return evolve(reading, problems=tuple(problems))
