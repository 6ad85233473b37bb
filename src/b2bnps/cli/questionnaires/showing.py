"""``b2bnps questionnaire show``: a question set as a person reads it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from attrs import frozen
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from b2bnps.cli.questionnaires.saying import clause, counted, either, plain, remarks_on
from b2bnps.errors import InputError
from b2bnps.model import Role
from b2bnps.questionnaires.question import Kind, Question
from b2bnps.questionnaires.schema import FALLBACK
from b2bnps.questionnaires.sets import QuestionSet, block_of
from b2bnps.questionnaires.wording import PIPES, filled, merged, tag_of

__all__ = ["chosen_block", "lacking", "show"]

_WIDEST = 20
"""Width for ids; the few that are longer are folded."""

_EMPTY = "✎ ____________________"
_MARKS = {Kind.CHOICES: "□"}
_AS_THEY_ARE = {name: f"{{{name}}}" for name in PIPES}


@frozen
class Words:
    """The texts of one language, as they stand there.

    Attributes:
        table: by key.
        missing: keys of the texts that the language lacks to be complete.
    """

    table: Mapping[str, str]
    missing: frozenset[str]

    def line(self, key: str, before: str = "", style: str = "") -> Text:
        """Give a text with ``{company}`` left as it is, or say that it is missing."""
        line = Text(before, style=style)
        if key in self.missing:
            return line.append(f"missing: {key}", style="red")
        return line.append(plain(filled(key, self.table.get(key, ""), _AS_THEY_ARE)))


@frozen
class Sheet:
    """What is shown and how.

    Attributes:
        asked: the set.
        words: in the chosen language.
        several: ids of the questions that take several options.
        endings: ids of the endings.
    """

    asked: QuestionSet
    words: Words
    several: frozenset[str]
    endings: frozenset[str]


def show(asked: QuestionSet, console: Console, *, block: str = "", language: str = "") -> None:
    """Print a question set, or what one block of it asks.

    Args:
        block: one of the set; empty shows them all.
        language: in whose words; empty takes English where it is complete, else another one.

    Raises:
        InputError: the set has no word in this language; the message names those that it has.
    """
    tag = _language(asked, language)
    sheet = Sheet(
        asked=asked,
        words=Words(merged(asked.texts, tag), frozenset(lacking(asked, tag))),
        several=frozenset(q.id for q in asked.questions if q.kind is Kind.CHOICES),
        endings=frozenset(ending.id for ending in asked.endings),
    )
    _head(sheet, console, tag)
    _part(sheet, console, "First, everybody is asked", asked.core)
    _own_part(sheet, console, block)
    _part(sheet, console, "Last, everybody is asked", asked.closing)
    _endings(sheet, console)
    _quotas(sheet, console)


def chosen_block(asked: QuestionSet, block: str, role: Role | None) -> str:
    """Choose the block to show, by its name or by who is asked; empty for all.

    Raises:
        InputError: there is no such block; the message names those that there are.
    """
    if block and block not in asked.blocks:
        names = plain(", ".join(asked.blocks))
        message = f"There is no block {block!r}. There are: {names}"
        raise InputError(message)
    return block if block or role is None else block_of(asked, role)


def lacking(asked: QuestionSet, tag: str) -> tuple[str, ...]:
    """List the keys of the texts that a language lacks to be complete in every block."""
    return tuple(dict.fromkeys(key for one in asked.values() for key in one.missing(tag)))


def _language(asked: QuestionSet, wanted: str) -> str:
    tag = tag_of(wanted)
    if not tag:
        return next(iter([*({FALLBACK} & set(asked.languages)), *asked.languages, *asked.texts]))
    if not merged(asked.texts, tag):
        message = f"There is no text in {wanted!r}. There are: {', '.join(sorted(asked.texts))}"
        raise InputError(message)
    return tag


def _head(sheet: Sheet, console: Console, tag: str) -> None:
    asked = sheet.asked
    blocks, questions = counted(len(asked), "block"), counted(len(asked.questions), "question")
    name = Text(plain(asked.name), style="bold")
    console.print(name.append(f"  {questions} in {blocks}, shown in {tag}", style="not bold dim"))
    complete = asked.languages
    if complete:
        console.print(f"Complete in {either(complete, 'and')}.", highlight=False)
    for other in sorted(set(asked.texts) - set(complete)):
        missing = lacking(asked, other)
        is_or_are = "is" if len(missing) == 1 else "are"
        line = f"{counted(len(missing), 'text')} {is_or_are} missing in {other}; it is not shown."
        console.print(line, style="red", highlight=False)
    console.print()


def _part(sheet: Sheet, console: Console, title: str, ids: Iterable[str]) -> None:
    by_id = {question.id: question for question in sheet.asked.questions}
    grid = _grid(sheet)
    for id_ in ids:
        grid.add_row(id_, Padding(_question(sheet, by_id[id_]), (0, 0, 1, 0)))
    _print(console, title, grid)


def _own_part(sheet: Sheet, console: Console, block: str) -> None:
    """Print one block, or who is asked which and then the questions of all of them, each once."""
    blocks = sheet.asked.blocks
    if block:
        _part(sheet, console, f"Then, in the block {plain(block)}", blocks[block])
        return
    ids = dict.fromkeys(chain.from_iterable(blocks.values()))
    alone = len(blocks) == 1
    if not alone:
        _blocks(sheet, console)
    title = "Then, everybody is asked" if alone else "The questions of the blocks"
    _part(sheet, console, title, ids)


def _grid(sheet: Sheet) -> Grid:
    """Set up two columns, of which the first is as wide in every part."""
    asked = sheet.asked
    ids = [question.id for question in asked.questions]
    ids += [ending.id for ending in asked.endings] + [quota.id for quota in asked.quotas]
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(style="cyan", width=min(max(map(len, ids)), _WIDEST), overflow="fold")
    grid.add_column()
    return grid


def _print(console: Console, title: str, grid: Grid) -> None:
    if grid.row_count:
        console.print(Text(title, style="bold"))
        console.print(Padding(grid, (0, 0, 0, 2)))


def _question(sheet: Sheet, question: Question) -> Group:
    words, id_ = sheet.words, question.id
    lines: list[RenderableType] = [words.line(f"{id_}.ask", style="bold")]
    if hint := words.line(f"{id_}.hint", style="italic"):
        lines.append(hint)
    lines += _answers(words, question)
    remarks = "; ".join(remarks_on(question, sheet.several, sheet.endings))
    if remarks:
        lines.append(Text(f"{remarks[0].upper()}{remarks[1:]}.", style="dim"))
    return Group(*lines)


def _answers(words: Words, question: Question) -> Iterator[RenderableType]:
    """Draw what can be answered."""
    if question.aspects:
        yield _flow(words.line(f"{question.id}.aspect.{each}", "– ") for each in question.aspects)
    if question.points:
        yield _scale(words, question)
    if question.choices:
        mark = _MARKS.get(question.kind, "○")
        yield _flow(words.line(f"{question.id}.option.{o}", f"{mark} ") for o in question.choices)
    if question.other:
        beside = words.line(f"{question.id}.other")
        yield Text("✎ ").append(beside) if beside else Text(_EMPTY, style="dim")
    if question.kind is Kind.TEXT:
        yield Text(_EMPTY, style="dim")


def _scale(words: Words, question: Question) -> RenderableType:
    """Draw every point where each has a label, else both ends and the points that have one."""
    ends = {question.low: "low", question.high: "high"}
    labels = {point: words.line(f"{question.id}.point.{point}") for point in question.points}
    for point, end in ends.items():
        labels[point] = labels[point] or words.line(f"{question.id}.{end}")
    told = {point: label for point, label in labels.items() if label or point in ends}
    points = [Text(" ").join(filter(None, (Text(str(n)), label))) for n, label in told.items()]
    if len(told) == len(labels):
        return _flow(points)
    return Text(" … ").join(points)


def _flow(items: Iterable[Text]) -> RenderableType:
    return Columns(items, padding=(0, 3))


def _blocks(sheet: Sheet, console: Console) -> None:
    """List the blocks, those that ask the same together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, ids in sheet.asked.blocks.items():
        alike.setdefault(ids, []).append(plain(name))
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(style="cyan")
    grid.add_column()
    for ids, names in alike.items():
        grid.add_row(", ".join(ids) or "nothing more", ", ".join(names))
    grid.add_row()
    _print(console, "Then, everybody is asked the one block that is theirs", grid)


def _endings(sheet: Sheet, console: Console) -> None:
    grid = _grid(sheet)
    for ending in sheet.asked.endings:
        title, text = ending.needs
        lines = [sheet.words.line(title, style="bold"), sheet.words.line(text)]
        if ending.screened_out:
            lines.append(Text("Whoever gets here counts in no figure.", style="dim"))
        grid.add_row(ending.id, Padding(Group(*lines), (0, 0, 1, 0)))
    _print(console, "Other pages of thanks", grid)


def _quotas(sheet: Sheet, console: Console) -> None:
    grid = _grid(sheet)
    for quota in sheet.asked.quotas:
        grid.add_row(quota.id, f"full from {quota.limit} where {clause(quota.when, sheet.several)}")
    _print(console, "Quotas", grid)
