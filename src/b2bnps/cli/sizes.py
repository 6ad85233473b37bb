"""``b2bnps plan-size``: how many answers it takes, and what so many can show."""

import json
import sys
from typing import Any

from attrs import frozen
from rich.console import Console
from rich.table import Table as Grid

from b2bnps.analysis import sizes
from b2bnps.analysis.sizes import Needed, Planned, Seen
from b2bnps.errors import InvalidValue
from b2bnps.metrics import as_json

_ENDLESS = (10, 20, 30, 50, 100, 200, 400)
_SCALE, _LARGEST = 100, 200  # points: half a scale is no knowledge; no score moves further


@frozen(kw_only=True)
class Asked:
    """What to plan for.

    Attributes:
        population, answers: of the base and of each wave; None when unknown.
        change, margin: points that are wanted; None for none.
        promoters, detractors: expected, in percent.
    """

    population: int | None = None
    answers: int | None = None
    change: float | None = None
    margin: float | None = None
    promoters: float = 50
    detractors: float = 20
    deff: float = 1.0
    level: float = 0.95
    power: float = 0.8


@frozen(kw_only=True)
class Plan:
    """What came out.

    Attributes:
        margin, change: of so many answers; None without a number of answers.
        needed: answers for the margin and for the change, where they were asked for.
        table: margin and change of other numbers of answers, the fewest first.
    """

    margin: Seen | None
    change: Seen | None
    needed: tuple[Needed, ...]
    table: tuple[tuple[Seen, Seen], ...]


def plan(asked: Asked) -> Plan:
    """Compute the plan.

    Raises:
        InvalidValue: more answers than people, or another impossible value; the message names it.
    """
    if asked.population is not None and asked.population < 1:
        message = f"population: {asked.population} is too few; expected 1 or more people."
        raise InvalidValue(message)
    margin, change = (None, None) if asked.answers is None else _seen(asked, asked.answers)
    return Plan(
        margin=margin,
        change=change,
        needed=tuple(_needed(asked)),
        table=tuple(_seen(asked, answers) for answers in _rows(asked)),
    )


def _seen(asked: Asked, answers: int) -> tuple[Seen, Seen]:
    wave = Planned(
        answers=answers,
        population=asked.population,
        spread=sizes.spread_of(asked.promoters, asked.detractors),
        deff=asked.deff,
    )
    margin = sizes.margin(wave, level=asked.level)
    return margin, sizes.detectable_change(wave, level=asked.level, power=asked.power)


def _needed(asked: Asked) -> list[Needed]:
    known: dict[str, Any] = {
        "population": asked.population,
        "spread": sizes.spread_of(asked.promoters, asked.detractors),
        "deff": asked.deff,
        "level": asked.level,
    }
    found = []
    if asked.change is not None:
        found.append(sizes.answers_for_change(asked.change, power=asked.power, **known))
    if asked.margin is not None:
        found.append(sizes.answers_for_margin(asked.margin, **known))
    return found


def _rows(asked: Asked) -> list[int]:
    """Fifths of the base, or round numbers; and the number that was asked for."""
    people = asked.population
    usual = _ENDLESS if people is None else [people * fifth // 5 for fifth in range(1, 6)]
    return sorted({*usual, asked.answers or 0} - {0})


def print_json(found: Plan) -> None:
    """Print the plan under the names of its attributes."""
    shown = {
        "margin": None if found.margin is None else as_json(found.margin),
        "change": None if found.change is None else as_json(found.change),
        "needed": [as_json(needed) for needed in found.needed],
        "table": [{"margin": as_json(one), "change": as_json(other)} for one, other in found.table],
    }
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")


def print_plan(asked: Asked, found: Plan, console: Console) -> None:
    """Print the plan for a person."""
    lines = [*_told(found), *map(_need, found.needed)]
    for line in lines:
        console.print(line, highlight=False)
    if lines:
        console.print()
    console.print(_grid(asked, found))
    console.print()
    for line in _remarks(asked, found):
        console.print(line, style="dim", highlight=False)


def _told(found: Plan) -> list[str]:
    """What so many answers can tell; two sentences, or one where nothing is left open."""
    if found.margin is None or found.change is None:
        return []
    wave = found.margin.waves[0]
    start = f"With [bold]{_of(wave.answers, wave.population)}[/] answering, a wave's score is known"
    if not found.margin.points:
        return [f"{start} exactly, and any change is seen."]
    known = f"{start} to about [bold]±{_points(found.margin.points)}[/]."
    if found.change.points > _LARGEST:
        return [known, "Between two such waves even the largest change is easily missed."]
    change, often = _points(found.change.points), f"{found.change.power:.0%} of the time"
    between = f"Between two such waves a change of [bold]{change}[/] is seen {often}"
    return [known, f"{between}; smaller ones are easily missed."]


def _need(needed: Needed) -> str:
    margin, wanted = needed.kind == "margin", _named(f"{needed.points:g}")
    aim = f"To know a score to [bold]±{wanted}[/]" if margin else f"To see a change of {wanted}"
    when = "" if margin else " in each wave"
    if "everybody" in needed.warnings:
        return f"{aim}, [bold]all {needed.population}[/] must answer{when}."
    return f"{aim}, you need [bold]{_of(needed.answers or 0, needed.population)}[/] answers{when}."


def _grid(asked: Asked, found: Plan) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for title in ("answers", "score known to", "change seen"):
        grid.add_column(title, justify="right", no_wrap=True)
    for margin, change in found.table:
        answers = margin.waves[0].answers
        style = "bold" if answers == asked.answers else ""
        grid.add_row(_of(answers, asked.population), *_cells(margin, change), style=style)
    return grid


def _cells(margin: Seen, change: Seen) -> tuple[str, str]:
    if not margin.points:
        return "exactly", "any"
    known = "hardly" if margin.points > _SCALE else f"±{_points(margin.points)}"
    return known, "none" if change.points > _LARGEST else _points(change.points)


def _remarks(asked: Asked, found: Plan) -> list[str]:
    mix = f"{asked.promoters:g}% promoters and {asked.detractors:g}% detractors"
    remarks = [
        f"Planned for {mix}, {asked.level:.0%} confidence and {asked.power:.0%} power.",
        "Two waves are taken for independent samples: the same people asked twice show more.",
    ]
    if asked.deff > 1:
        remarks.append(f"Design effect {asked.deff:g}: people of one account agree.")
    if asked.population is not None:
        remarks.append("Those who stay silent are taken for people like those who answer.")
    rough = found.margin is not None and "rough" in found.margin.warnings
    return [*remarks, sizes.WARNINGS["rough"]] if rough else remarks


def _of(answers: int, population: int | None) -> str:
    return str(answers) if population is None else f"{answers} of {population}"


def _points(points: float) -> str:
    return _named(f"{points:.0f}" if points >= 1 else f"{points:.1f}")


def _named(number: str) -> str:
    return f"{number} point" if number == "1" else f"{number} points"
