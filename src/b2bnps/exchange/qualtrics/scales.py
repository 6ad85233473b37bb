"""Questions of Qualtrics that are answered by a number. No I/O."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from b2bnps.exchange.carried.drafts import Crossing, Draft, Unfit
from b2bnps.exchange.carried.places import Place, flag, whole
from b2bnps.exchange.qualtrics.logic import Scores
from b2bnps.exchange.qualtrics.looks import rest
from b2bnps.exchange.qualtrics.texts import Part, Wording
from b2bnps.model import Metric
from b2bnps.questionnaires.question import HIGHEST, LOWEST, Kind

__all__ = ["Asked", "matrix", "nps", "slider", "stars"]

_POINTS = HIGHEST - LOWEST + 1
_MARKS = "The marks along it are not shown here; its ends and labels say what the points mean."
_REASONS: Final[Mapping[str, str]] = {
    "NotApplicable": "There somebody can say that it does not apply; here it is left empty.",
}


@frozen
class Asked:
    """One question while it is read.

    Attributes:
        crossing, scores: where it goes, and the points of its scale.
        payload, wording: what the survey holds of it.
        question, name: what rules and what people call it.
    """

    crossing: Crossing
    scores: Scores
    payload: Place
    wording: Wording
    question: str
    name: str

    def draft(self, kind: Kind) -> Draft:
        """Take it along."""
        return self.crossing.draft(self.payload, self.name, kind, known_as=self.question)

    def scale(self, low: int, high: int) -> Draft:
        """Take it along as a scale."""
        draft = self.draft(Kind.SCALE)
        draft.facts |= {"low": low, "high": high}
        return draft


def nps(asked: Asked) -> Draft:
    """Take a Net Promoter question along."""
    parts = asked.wording.parts("Choices", "ChoiceOrder")
    scores = _zero_to_ten(parts)
    draft = asked.scale(LOWEST, HIGHEST)
    draft.facts["metric"] = Metric.NPS
    asked.scores[asked.question] = scores
    for name, part in parts.items():
        said = {tag: text for tag, text in part.display().items() if whole(text) != scores[name]}
        draft.say(f"point.{scores[name]}", said)
    _label(draft, asked.wording.parts("ColumnLabels"))
    return draft


def _zero_to_ten(parts: Mapping[str, Part]) -> dict[str, int]:
    """Give the score of each option: the number that it shows, else that of its place."""
    points = range(LOWEST, HIGHEST + 1)
    if not parts:
        return {str(point): point for point in points}
    if len(parts) != _POINTS:
        message = "has other points than 0 to 10"
        raise Unfit(message)
    shown = [whole(part.main.peek("Display")) for part in parts.values()]
    told = set(shown) == set(points)
    return {name: shown[n] or LOWEST if told else n for n, name in enumerate(parts)}


def _label(draft: Draft, labels: Mapping[str, Part]) -> None:
    """Take the labels at the two ends of a scale; those between are listed."""
    if len(labels) > 1:
        (_, low), *between, (_, high) = labels.items()
        draft.say("low", low.display())
        draft.say("high", high.display())
    else:
        between = list(labels.items())
    for name, label in between:
        label.leave(name, "This label stands at neither end of the scale.")


def matrix(asked: Asked) -> Draft:
    """Take a matrix along."""
    if (answered := asked.payload.text("SubSelector")) != "SingleAnswer":
        message = f"is a matrix that is answered by {answered[:80]!r}"
        raise Unfit(message)
    rows = asked.wording.parts("Choices", "ChoiceOrder")
    columns = asked.wording.parts("Answers", "AnswerOrder")
    if not rows or not 1 < len(columns) <= _POINTS:
        message = f"is a matrix of {len(rows)} rows and {len(columns)} columns"
        raise Unfit(message)
    draft = asked.draft(Kind.MATRIX)
    low = LOWEST if len(columns) == _POINTS else LOWEST + 1
    draft.facts |= {"low": low, "high": low + len(columns) - 1}
    draft.line_up({name: part.display() for name, part in rows.items()})
    scores = {name: low + n for n, name in enumerate(columns)}
    asked.scores[asked.question] = scores
    for name, part in columns.items():
        draft.say(f"point.{scores[name]}", part.display())
    return draft


def slider(asked: Asked) -> Draft:
    """Take a slider along."""
    rows = asked.wording.parts("Choices", "ChoiceOrder")
    config = asked.payload.below("Configuration")
    ends = _slid(config, whole(config.take("CSSliderMin")), whole(config.take("CSSliderMax")))
    return _slide(asked, rows, config, ends)


def stars(asked: Asked) -> Draft:
    """Take a row of stars along."""
    rows = asked.wording.parts("Choices", "ChoiceOrder")
    config = asked.payload.below("Configuration")
    count = whole(config.take("StarCount"))
    steady = config.peek("StarType") in (None, "discrete")
    return _slide(asked, rows, config, (1, count) if steady and count is not None else None)


def _slid(config: Place, low: int | None, high: int | None) -> tuple[int, int] | None:
    """Give the ends of a slider that stops at the whole numbers and nowhere else."""
    if low is None or high is None or whole(config.peek("NumDecimals") or 0) != 0:
        return None
    skips = flag(config.peek("SnapToGrid")) and whole(config.peek("GridLines")) != high - low
    return None if skips else (low, high)


def _slide(
    asked: Asked, rows: Mapping[str, Part], config: Place, ends: tuple[int, int] | None
) -> Draft:
    if len(rows) > 1 or ends is None or not LOWEST <= ends[0] < ends[1] <= HIGHEST:
        message = "is no slider with one line and the whole numbers of 0 to 10 or of a part of it"
        raise Unfit(message)
    draft = asked.scale(*ends)
    _label(draft, asked.wording.parts("Labels"))
    for name, row in rows.items():
        row.leave(name, "A scale has no line with a text of its own.")
    if config.peek("NotApplicable") is False:
        config.take("NotApplicable")
    rest(config, _REASONS)
    if asked.payload.take("Answers") is not None:
        asked.payload.note(asked.payload.at("Answers"), "Answers", _MARKS)
    return draft
