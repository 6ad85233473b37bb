"""Questions of a Formbricks survey that offer options, or lines and columns. No I/O."""

from b2bnps.exchange.carried.drafts import Draft, Said
from b2bnps.exchange.carried.places import Place, whole
from b2bnps.exchange.formbricks.element import REASONS, Element
from b2bnps.questionnaires.question import HIGHEST, Kind

__all__ = ["choice", "matrix"]


def choice(element: Element) -> Draft | None:
    """Take a question that is answered by one option or by several."""
    options = _choices(element)
    if not options:
        element.note("choices", "There is nothing to choose from.")
        return None
    several = element.sort == "multipleChoiceMulti"
    draft = element.draft(Kind.CHOICES if several else Kind.CHOICE)
    draft.offer(options, taken=("words",))
    if "other" in options:
        draft.facts["other"] = draft.values["other"]
        draft.say("other", element.words.said(element.place, "otherOptionPlaceholder"))
    if several and "none" in options:
        element.note("choices", "It excludes all the others there; here it does not.", "none")
    _shuffled(element)
    return draft


def _choices(element: Element) -> dict[str, Said]:
    options: dict[str, Said] = {}
    for number, each in enumerate(element.place.each("choices")):
        name = each.text("id") or f"{number + 1}"
        said = element.words.said(each, "label")
        each.rest(REASONS)
        if name in options:
            each.leave(name, "Stands there twice; the first is taken.")
        else:
            options[name] = said
    return options


def _shuffled(element: Element) -> None:
    shuffled = element.place.text("shuffleOption")
    if shuffled not in {"", "none"}:
        reason = "Is put in another order for everybody there; here the order stays."
        element.note("shuffleOption", reason, shuffled)


def matrix(element: Element) -> Draft | None:
    """Take a question of several lines; its columns are the points of a scale."""
    rows, columns = _lines(element, "rows"), _lines(element, "columns")
    points = _points([name for name, _ in columns])
    if not rows or points is None:
        reason = f"A matrix has lines, and two to {HIGHEST + 1} columns that rise, here."
        element.note("columns", reason)
        return None
    draft = element.draft(Kind.MATRIX, low=points[0], high=points[-1])
    draft.line_up(_once(element, rows))
    if not _are_numbers([name for name, _ in columns]):
        reason = f"Its columns are the points {points[0]} to {points[-1]} here, in their order, "
        reason += "whichever end is the good one."
        element.note("columns", reason)
    for point, (_, said) in zip(points, columns, strict=True):
        draft.say(f"point.{point}", said)
    _shuffled(element)
    return draft


def _once(element: Element, rows: list[tuple[str, Said]]) -> dict[str, Said]:
    """Number the lines that are called like another one."""
    once: dict[str, Said] = {}
    for number, (name, said) in enumerate(rows):
        if name in once:
            element.note(f"rows[{number}]", "Is called like another line.", name)
        while name in once:
            name = f"{name} ({number + 1})"  # noqa: PLW2901 - until it is called like no other
        once[name] = said
    return once


def _lines(element: Element, key: str) -> list[tuple[str, Said]]:
    """Take the lines or the columns, which the older form has without ids."""
    found = []
    for number, (path, value) in enumerate(element.place.items(key)):
        if isinstance(value, dict) and "label" in value:
            each = Place(value, path, element.place.left_out)
            name, said = each.text("id"), element.words.said(each, "label")
            each.rest(REASONS)
        else:
            name, said = "", element.words.told(value, element.place, f"{key}[{number}]")
        first = said.get(element.crossing.language, "").strip()
        found.append((first if key == "columns" or not name else name, said))
    return [(name or f"{number + 1}", said) for number, (name, said) in enumerate(found)]


def _points(columns: list[str]) -> range | None:
    """Give the numbers of the columns: their own where they are numbers that rise by one."""
    if not 1 < len(columns) <= HIGHEST + 1:
        return None
    if _are_numbers(columns):
        return range(int(columns[0]), int(columns[-1]) + 1)
    first = 1 if len(columns) <= HIGHEST else 0
    return range(first, first + len(columns))


def _are_numbers(columns: list[str]) -> bool:
    numbers = [whole(column) for column in columns]
    first = numbers[0]
    return (
        first is not None
        and numbers == list(range(first, first + len(numbers)))
        and first + len(numbers) - 1 <= HIGHEST
    )
