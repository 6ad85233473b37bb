"""The order in which Qualtrics asks: blocks of questions, and the flow through them. No I/O."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import Factory, define

from b2bnps.exchange.carried.places import Place
from b2bnps.exchange.qualtrics.looks import rest

__all__ = ["Branch", "Flow", "Seat"]

Branch = tuple[str, Any]
"""Path of a condition in the flow, and the condition."""

_LOT = "Everybody is asked all of its parts here, in this order; there a lot decides."
_STEPS: Final[Mapping[str, str]] = {
    "BlockRandomizer": _LOT,
    "Randomizer": _LOT,
    "EmbeddedData": "What is known of somebody is not set by the survey here; the host knows it.",
    "WebService": "No other system is called while somebody answers.",
    "Authenticator": "People are known by their link here, and do not sign in.",
}
_STEP = "This step of the flow has no equal here; what stands below it is asked of everybody."
_BLOCK: Final[Mapping[str, str]] = {
    "Looping": "Its questions are asked once here, and not in several rounds.",
    "LoopingOptions": "Its questions are asked once here, and not in several rounds.",
    "RandomizeQuestions": "Its questions are asked in this order here.",
}
_ENDING = "The survey ends in its own way there; here the page of thanks follows."


@define
class Seat:
    """Where a question is asked.

    Attributes:
        question: what the survey calls it.
        path: where the block names it.
        page, block: numbers of them in the order in which they come.
        branches: the conditions under which anybody gets here.
        skips: where the survey goes on after it.
    """

    question: str
    path: str
    page: int
    block: int
    branches: tuple[Branch, ...]
    skips: list[Place] = Factory(list)


class Flow:
    """Walks through the flow once.

    Attributes:
        seats: of the questions in the order in which they are asked.
    """

    def __init__(self, blocks: Iterable[Place]) -> None:
        """Begin with all blocks of the survey."""
        self.seats: list[Seat] = []
        self._blocks: dict[str, Place] = {}
        self._page = self._block = 0
        self._ended = False
        for block in blocks:
            id_, sort = block.text("ID"), block.text("Type")
            if sort == "Trash":
                block.leave(
                    block.text("Description") or sort, "Nobody is asked what is thrown away."
                )
            elif id_ in self._blocks:
                block.leave(id_, "A second block has the same name.")
            else:
                self._blocks[id_] = block

    def walk(
        self, steps: Iterable[Place], branches: tuple[Branch, ...] = (), depth: int = 0
    ) -> None:
        """Take the steps of the flow, and those below them."""
        for step in steps:
            sort = step.text("Type")
            if self._ended:
                step.leave(sort, "It stands behind the end of the survey, and nobody gets there.")
            elif sort in {"Block", "Standard"}:
                self._take(step, branches)
            elif sort == "EndSurvey" and not depth:
                self._ended = True
                rest(step, otherwise=_ENDING)
            elif sort == "EndSurvey":
                step.leave(sort, "The survey ends here for some people; here the questions go on.")
            elif sort == "Branch":
                self._branch(step, branches, depth)
            else:
                below = list(step.each("Flow"))
                if sort == "Group":
                    rest(step)
                else:
                    step.leave(sort or "step", _STEPS.get(sort, _STEP))
                self.walk(below, branches, depth + 1)

    def walk_blocks(self) -> None:
        """Take the blocks as they stand, where the survey has no flow."""
        for block in tuple(self._blocks.values()):
            self._sit(block, ())
        self._blocks.clear()

    def rest(self) -> None:
        """List the blocks to which nothing leads."""
        for id_, block in self._blocks.items():
            what = block.text("Description") or id_
            block.leave(what, "The flow does not lead to this block, and nobody is asked it.")

    def _branch(self, step: Place, branches: tuple[Branch, ...], depth: int) -> None:
        path, logic = step.at("BranchLogic"), step.take("BranchLogic", dict)
        before = len(self.seats)
        self.walk(step.each("Flow"), (*branches, (path, logic or {})), depth + 1)
        if len(self.seats) == before:
            step.note(path, "BranchLogic", "No question that is asked here stands below it.")
        rest(step)

    def _take(self, step: Place, branches: tuple[Branch, ...]) -> None:
        id_ = step.text("ID")
        block = self._blocks.pop(id_, None)
        if block is None:
            step.leave(
                id_, "There is no such block, or it was asked before; it is asked once here."
            )
            return
        rest(step)
        self._sit(block, branches)

    def _sit(self, block: Place, branches: tuple[Branch, ...]) -> None:
        self._block += 1
        self._page += 1
        for element in block.each("BlockElements"):
            sort = element.text("Type")
            if sort == "Page Break":
                self._page += 1
                rest(element)
            elif sort == "Question":
                self._seat(element, branches)
            else:
                element.leave(sort, "This part of a block has no equal here.")
        options = block.below("Options")
        for place in (options, block):
            _without_off(place)
            rest(place, _BLOCK)

    def _seat(self, element: Place, branches: tuple[Branch, ...]) -> None:
        question = element.text("QuestionID")
        skips = list(element.each("SkipLogic"))
        self.seats.append(Seat(question, element.path, self._page, self._block, branches, skips))
        rest(element)


def _without_off(place: Place) -> None:
    """Take the switches that are off."""
    for key in ("Looping", "RandomizeQuestions"):
        if place.peek(key) in (False, "false", "None"):
            place.take(key)
