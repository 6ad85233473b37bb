"""Where our routes lead, as triggers and pages of SurveyJS. No I/O."""

from typing import Any

from b2bnps.exchange.carried import LeftOut
from b2bnps.exchange.carried.drafts import Unfit
from b2bnps.exchange.surveyjs.phrasing import written
from b2bnps.questionnaires.question import END, Kind, Question, Route
from b2bnps.questionnaires.rules import Said, Situation, compiled, looks_at
from b2bnps.questionnaires.schema import Questionnaire

__all__ = ["Leading"]

_ONE_ANSWER = (Kind.SCALE, Kind.CHOICE, Kind.YES_NO, Kind.CONTACT, Kind.QUOTE)


class Leading:
    """The triggers of one questionnaire, and the pages that they need.

    A trigger leads on at the end of a page, or to the page of a question: so a page begins after
    each question with one, and with each question to which one leads.

    Attributes:
        breaks: places of the questions that begin a page, but the first.
    """

    def __init__(self, asked: Questionnaire) -> None:
        """Begin with the pages that the questionnaire has by itself."""
        self._asked = asked
        self._places = {question.id: place for place, question in enumerate(asked.questions)}
        self._fields = {name: each for each in asked.questions for name in each.fields}
        self.breaks = {place for place, each in enumerate(asked.questions) if each.new_page} - {0}

    def triggers(self, left_out: list[LeftOut]) -> dict[str, Any]:
        """Write the triggers; what cannot be said, and every page that is added, is listed."""
        triggers: list[dict[str, Any]] = []
        own = frozenset(self.breaks)
        for number, question in enumerate(self._asked.questions):
            written_before: list[Route] = []
            for place, route in enumerate(question.routes):
                try:
                    triggers.append(self._trigger(question, route, written_before))
                except Unfit as unfit:
                    path = f"$.questions[{number}].routes[{place}]"
                    reason = f"It {unfit}. The next question follows there."
                    left_out.append(LeftOut(path, "route", reason))
                else:
                    written_before.append(route)
                    self._break(number, route)
        for place in sorted(self.breaks - own):
            reason = "SurveyJS leads on between pages only, so one begins here."
            left_out.append(LeftOut(f"$.questions[{place}].new_page", "new_page", reason))
        return {"triggers": triggers} if triggers else {}

    def _break(self, number: int, route: Route) -> None:
        self.breaks.add(self._places.get(route.to, number + 1))
        self.breaks.add(number + 1)
        self.breaks.discard(len(self._asked.questions))

    def _trigger(self, question: Question, route: Route, before: list[Route]) -> dict[str, Any]:
        """Write a route as a trigger.

        Raises:
            Unfit: no trigger does the same.
        """
        if route.when is None or looks_at([route.when]) - set(question.fields):
            message = "follows something else than its own answer"
            raise Unfit(message)
        if route.to != END and route.to not in self._places:
            message = "leads to an ending, and SurveyJS has none"
            raise Unfit(message)
        when = written(route.when, self._fields)
        if compiled(route.when)({}, Situation()):
            message = "is taken by who gives no answer, and a trigger follows one"
            raise Unfit(message)
        if before and not _apart(question, [*before, route]):
            message = "is for who takes no earlier one, and triggers are in no order"
            raise Unfit(message)
        if route.to == END:
            return {"type": "complete", "expression": when}
        return {"type": "skip", "expression": when, "gotoName": route.to}


def _apart(question: Question, routes: list[Route]) -> bool:
    """Tell whether no answer takes two of the routes, as far as the answers can be gone through."""
    if question.kind not in _ONE_ANSWER:
        return False
    tests = [compiled(route.when) for route in routes if route.when is not None]
    answers: list[Said] = [{question.id: each} for each in (*question.points, *question.choices)]
    return all(sum(test(said, Situation()) for test in tests) < 2 for said in answers)  # noqa: PLR2004 - two
