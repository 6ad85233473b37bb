"""What rules as data cost beside the same rules as code, and a catalogue beside its JSON alone.

uv run python benchmarks/questionnaires.py
"""

import json
import random
import statistics
import time
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from b2bnps.model import Role
from b2bnps.questionnaires import catalogue
from b2bnps.questionnaires.document import from_document
from b2bnps.questionnaires.rules import Said, Situation
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.walking import follow

RUNS, ANSWERS = 41, 2_000

QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "uses",
        "kind": "yes_no",
        "routes": [{"to": "out", "when": {"choice": "uses", "in": ["no"]}}],
    },
    {"id": "nps", "kind": "scale", "metric": "nps", "high": 10},
    {"id": "why", "kind": "text", "show_if": {"answered": "nps"}},
    {"id": "wrong", "kind": "text", "show_if": {"class": "nps", "in": ["detractor"]}},
    {"id": "missed", "kind": "text", "show_if": {"class": "nps", "in": ["passive"]}},
    {"id": "csat", "kind": "scale", "metric": "csat", "low": 1, "high": 5},
    {
        "id": "call",
        "kind": "contact",
        "show_if": {"or": [{"class": "nps", "in": ["detractor"]}, {"score": "csat", "at_most": 2}]},
    },
    {"id": "topic", "kind": "choice", "options": ["price", "fit", "time", "people"]},
    {"id": "price", "kind": "text", "show_if": {"choice": "topic", "in": ["price"]}},
    {
        "id": "terms",
        "kind": "text",
        "show_if": {
            "and": [{"choice": "topic", "in": ["price"]}, {"role": ["approver", "decision_maker"]}]
        },
    },
    {
        "id": "fit",
        "kind": "scale",
        "low": 1,
        "high": 5,
        "show_if": {"not": {"choice": "topic", "in": ["price"]}},
    },
    {"id": "parts", "kind": "choices", "options": ["press", "oven", "line", "none"]},
    {"id": "oven", "kind": "text", "show_if": {"choice": "parts", "in": ["oven", "line"]}},
    {
        "id": "build",
        "kind": "scale",
        "low": 1,
        "high": 5,
        "show_if": {"known": "phase", "in": ["build"]},
    },
    *({"id": f"more{number}", "kind": "scale", "low": 1, "high": 5} for number in range(6)),
]
"""Twenty questions, ten rules that show some of them, and a route besides."""


def questionnaire() -> Questionnaire:
    """Make the twenty questions into a questionnaire."""
    texts = {f"{each['id']}.ask": each["id"] for each in QUESTIONS}
    for each in QUESTIONS:
        options = (
            ("yes", "no") if each["kind"] in {"yes_no", "contact"} else each.get("options", ())
        )
        texts |= {f"{each['id']}.option.{option}": option for option in options}
    texts |= {"ending.out.title": "Thank you", "ending.out.text": "Thank you"}
    document = {
        "b2bnps": 1,
        "name": "twenty",
        "core": [each["id"] for each in QUESTIONS],
        "questions": QUESTIONS,
        "endings": [{"id": "out", "screened_out": True}],
        "texts": {"en": texts},
    }
    return from_document(document)["unknown"]


def by_hand(said: Said, situation: Situation) -> tuple[list[str], dict[str, Any], str]:  # noqa: C901 - this is what data replaces
    """Evaluate the same rules as somebody would write them down for this one questionnaire."""
    asked = ["uses"]
    heard: dict[str, Any] = {}

    def ask(name: str) -> None:
        asked.append(name)
        if name in said:
            heard[name] = said[name]

    if "uses" in said:
        heard["uses"] = said["uses"]
    if heard.get("uses") == "no":
        return asked, heard, "out"
    ask("nps")
    nps = heard.get("nps")
    if nps is not None:
        ask("why")
    if nps is not None and nps <= 6:  # noqa: PLR2004 - a detractor
        ask("wrong")
    if nps in {7, 8}:
        ask("missed")
    ask("csat")
    csat = heard.get("csat")
    if (nps is not None and nps <= 6) or (csat is not None and csat <= 2):  # noqa: PLR2004 - as above
        ask("call")
    ask("topic")
    topic = heard.get("topic")
    if topic == "price":
        ask("price")
    if topic == "price" and situation.role in {Role.APPROVER, Role.DECISION_MAKER}:
        ask("terms")
    if topic != "price":
        ask("fit")
    ask("parts")
    if not {"oven", "line"}.isdisjoint(heard.get("parts", ())):
        ask("oven")
    if situation.known.get("phase") == "build":
        ask("build")
    for name in ("more0", "more1", "more2", "more3", "more4", "more5"):
        ask(name)
    return asked, heard, "end"


def sheets(dice: random.Random, asked: Questionnaire) -> list[tuple[Said, Situation]]:
    """Draw what people might have answered, each to most of the questions."""
    return [(_sheet(dice, asked), _situation(dice)) for _ in range(ANSWERS)]


def _sheet(dice: random.Random, asked: Questionnaire) -> Said:
    said: dict[str, int | str | frozenset[str]] = {}
    for question in asked.questions:
        if dice.random() < 0.2:  # noqa: PLR2004 - every fifth is left open
            continue
        if question.points:
            said[question.id] = dice.choice(question.points)
        elif question.kind == "choices":
            said[question.id] = frozenset(dice.sample(question.options, 2))
        else:
            weights = [9, 1] if question.id == "uses" else None
            options = question.choices or ("some words",)
            said[question.id] = dice.choices(options, weights)[0]
    return said


def _situation(dice: random.Random) -> Situation:
    return Situation(role=dice.choice(list(Role)), known={"phase": dice.choice(["build", "run"])})


def read_catalogue() -> list[object]:
    """Read every set of the catalogue from its files, as in a new process."""
    for cached in catalogue.CACHES:
        cached.cache_clear()
    return [catalogue.question_set(name) for name in catalogue.NAMES]


def build_catalogue() -> list[object]:
    """The same, and every questionnaire of every block as well."""
    return [list(asked.values()) for asked in read_catalogue()]  # type: ignore[attr-defined]


def catalogue_texts() -> list[str]:
    """Read the files of the catalogue as text."""
    place = files("b2bnps.questionnaires.catalogue")
    names = ("sets", *catalogue.LANGUAGES)
    return [place.joinpath(f"{name}.json").read_text("utf-8") for name in names]


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(ours: Callable[[], object], other: Callable[[], object]) -> float:
    """Time both in turn and give the median of the ratios."""
    return statistics.median(seconds(ours) / seconds(other) for _ in range(RUNS))


def main() -> None:
    """Print the ratios beside their bounds."""
    asked = questionnaire()
    people = sheets(random.Random(1), asked)  # noqa: S311 - the same people on every run
    steps = asked.steps
    for said, situation in people:
        walk = follow(steps, said, situation)
        ids, heard, ending = by_hand(said, situation)
        same = ([each.id for each in walk.questions], walk.heard, walk.ending)
        if same != (ids, heard, ending):
            message = "the rules as data and as code disagree"
            raise SystemExit(message)
    data = ratio(
        lambda: [follow(steps, *each) for each in people],
        lambda: [by_hand(*each) for each in people],
    )
    print(f"20 questions, 10 rules, {ANSWERS:,} people: {data:.2f} x code by hand (at most 3)")
    texts = catalogue_texts()
    reading = ratio(read_catalogue, lambda: list(map(json.loads, texts)))
    sets, languages = len(catalogue.NAMES), len(catalogue.LANGUAGES)
    print(f"{sets} sets in {languages} languages: {reading:.1f} x json.loads alone (at most 5)")
    building = ratio(build_catalogue, lambda: list(map(json.loads, texts)))
    blocks = sum(len(catalogue.question_set(name)) for name in catalogue.NAMES)
    print(f"with all {blocks} questionnaires built: {building:.1f} x json.loads alone")


if __name__ == "__main__":
    main()
