"""The way through a Formbricks survey, once everything has been read. No I/O.

There a way can lead to any question, to a block, to an ending or just to ``end``. Where it leads to
something that did not come along, it goes on here as it does behind that.
"""

from collections.abc import Mapping

from attrs import evolve

from b2bnps.exchange.carried import LeftOut
from b2bnps.exchange.carried.drafts import Crossing, Way
from b2bnps.exchange.carried.places import Place
from b2bnps.questionnaires.question import END

__all__ = ["Flow"]

_END = "end"
"""The last page, as the older form calls it."""


class Flow:
    """Gathers where everything stands and where it leads.

    Attributes:
        closed: names of the endings that do not come along.
    """

    def __init__(self, crossing: Crossing) -> None:
        """Begin with nothing met."""
        self.closed: set[str] = set()
        self._crossing = crossing
        self._stops: list[str] = []
        self._beyond: dict[str, str] = {}
        self._lost: set[str] = set()
        self._landings: dict[str, tuple[str, str]] = {}
        self._ending: tuple[str, str] = (END, "$.endings")

    def stop(self, name: str) -> None:
        """Say that a question or a block stands here."""
        self._stops.append(name)

    def lose(self, name: str) -> None:
        """Say that a question does not come along."""
        self._lost.add(name)

    def ends(self, name: str, path: str) -> None:
        """Say which ending everybody gets to whom no way leads elsewhere."""
        self._ending = (name, path)

    def skip(self, place: Place, name: str, found: list[Way]) -> None:
        """Say where it went on after what stays behind; everybody now goes that way."""
        if not found:
            return
        reason = "Its rules are lost with it, and the next question follows."
        last = found[-1]
        if last.when is None:
            self._beyond.setdefault(name, last.to)
            self.leave_last(last)
            reason = f"Its rules are lost with it, and everybody goes on to {last.to[:80]!r}."
        place.note(place.at("logic"), name, reason)

    def leave_last(self, way: Way) -> None:
        """Let whoever has not been led elsewhere go this way from the last question so far."""
        for draft in self._crossing.drafts[-1:]:
            if not draft.ways or draft.ways[-1].when is not None:
                draft.ways.append(way)

    def settle(self) -> None:
        """Lead every way to a question that came along, or to an ending."""
        ending, path = self._ending
        if ending != END:
            self.leave_last(Way(path, ending))
        after: dict[str, str] = {}
        follower = ending
        for name in reversed(self._stops):
            after[name] = follower
            follower = name
        after |= self._beyond
        after.setdefault(_END, ending)
        for draft in self._crossing.drafts:
            draft.ways = _needed([self._landed(way, after) for way in draft.ways])

    def _landed(self, way: Way, after: Mapping[str, str]) -> Way:
        passed: list[str] = []
        name = way.to
        while name in after and name not in self._crossing.known and name not in self._landings:
            self._landings[name] = name, ""
            passed.append(name)
            name = after[name]
        name, lost = self._landings.get(name, (name, ""))
        for each in reversed(passed):
            lost = each if each in self._lost else lost
            self._landings[each] = name, lost
        if lost:
            reason = f"It leads to {lost[:80]!r}, which did not come along; here to what follows."
            self._crossing.left_out.append(LeftOut(way.path, "route", reason))
        return evolve(way, to=END if name in self.closed else name)


def _needed(found: list[Way]) -> list[Way]:
    """Take off the conditions of what leads to where everybody is led next anyway.

    One that cannot be said here is then no loss.
    """
    while len(found) > 1 and found[-1].when is None and found[-2].to == found[-1].to:
        del found[-2]
    return found
