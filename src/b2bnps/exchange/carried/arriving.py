"""The end of the way over: questions of a foreign document as a question set. No I/O."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from b2bnps.errors import BadDocument, InvalidValue
from b2bnps.exchange.carried import Carried, LeftOut
from b2bnps.exchange.carried.drafts import FINISH, Condition, Crossing, Draft, Unfit, Way
from b2bnps.exchange.carried.words import added
from b2bnps.model import Metric, Role
from b2bnps.questionnaires.checks import Ending, Fault, faults
from b2bnps.questionnaires.question import END, Question, Route
from b2bnps.questionnaires.rules import And, Rule
from b2bnps.questionnaires.sets import QuestionSet

__all__ = ["arrived"]

ASKED_OF_ALL = "The question comes along without it, and so is asked of more people than there."
MOST = 1_000
"""Most questions of one document."""

NOT_TAKEN = "The way it leads is not taken here; the next question follows."


def arrived(crossing: Crossing, *, name: str, metrics: Mapping[str, Metric]) -> Carried:
    """Make a question set of everything that is on its way.

    Args:
        crossing: the questions, endings and what stays behind.
        name: of the set.
        metrics: what questions measure, by what the source calls them.

    Raises:
        BadDocument: the source asks nothing that can be asked here.
        InvalidValue: ``metrics`` names no question, or one whose scale is not that metric's.
    """
    _measure(crossing, metrics)
    _leave_unaskable(crossing)
    if not crossing.drafts:
        raise BadDocument(["$: holds no question that could be asked here."])
    if len(crossing.drafts) > MOST:
        raise BadDocument([f"$: holds more than {MOST:,} questions."])
    questions = _sound(crossing, [_question(draft, crossing) for draft in crossing.drafts])
    try:
        asked = QuestionSet(
            name=name,
            core=[question.id for question in questions],
            blocks={str(Role.UNKNOWN): ()},
            questions=questions,
            endings=[Ending(id=id_) for id_ in crossing.thanks],
            texts=_texts(crossing, questions),
        )
    except InvalidValue as error:
        raise BadDocument([f"$: {error}"]) from error
    _note_languages(crossing, asked)
    return Carried(
        question_set=asked, names=dict(_names(crossing)), left_out=tuple(crossing.left_out)
    )


def _leave_unaskable(crossing: Crossing) -> None:
    """Leave out what no question of ours can be, e.g. a scale from 0 to 100."""
    for draft in tuple(crossing.drafts):
        try:
            Question(id=draft.id, kind=draft.kind, **draft.facts)
        except InvalidValue as error:
            reason = f"Cannot be asked here: {str(error).partition(': ')[2]}"
            crossing.left_out.append(LeftOut(draft.path, draft.name[:80], reason))
            crossing.drafts.remove(draft)
            for name in [name for name, each in crossing.known.items() if each is draft]:
                del crossing.known[name]


def _measure(crossing: Crossing, metrics: Mapping[str, Metric]) -> None:
    """Declare what the caller says that questions measure."""
    by_name = {draft.name: draft for draft in reversed(crossing.drafts)}
    for source, metric in metrics.items():
        draft = by_name.get(source)
        if draft is None:
            message = f"metrics: no question that came along is called {source[:80]!r}."
            raise InvalidValue(message)
        draft.facts["metric"] = metric
        try:
            Question(id=draft.id, kind=draft.kind, **draft.facts)
        except InvalidValue as error:
            message = f"metrics: {error}"
            raise InvalidValue(message) from error


def _question(draft: Draft, crossing: Crossing) -> Question:
    shown = [rule for each in draft.shown for rule in _said(each, crossing, ASKED_OF_ALL)]
    return Question(
        id=draft.id,
        kind=draft.kind,
        show_if=None if not shown else shown[0] if len(shown) == 1 else And(tuple(shown)),
        routes=tuple(_routes(draft, crossing)),
        **draft.facts,
    )


def _routes(draft: Draft, crossing: Crossing) -> Iterator[Route]:
    """Take the ways in their order; the first that cannot be said takes the later ones with it."""
    for number, way in enumerate(draft.ways):
        found = list(_route(way, crossing))
        yield from found
        if not found:
            crossing.left_out.extend(
                LeftOut(later.path, "route", f"Is for whom the one before was not. {NOT_TAKEN}")
                for later in draft.ways[number + 1 :]
            )
            return


def _said(condition: Condition, crossing: Crossing, follows: str) -> Iterator[Rule]:
    """Say a rule of the source in ours; one that cannot be said is listed."""
    try:
        yield condition.rule(crossing.known)
    except Unfit as unfit:
        crossing.left_out.append(LeftOut(condition.path, "rule", f"It {unfit}. {follows}"))


def _route(way: Way, crossing: Crossing) -> Iterator[Route]:
    to = END if way.to == FINISH else crossing.endings.get(way.to, way.to)
    if way.to in crossing.known:
        to = crossing.known[way.to].id
    elif to != END and to not in crossing.thanks:
        reason = f"Leads to {way.to[:80]!r}, which did not come along. {NOT_TAKEN}"
        crossing.left_out.append(LeftOut(way.path, "route", reason))
        return
    if way.when is None:
        yield Route(to=to)
    else:
        yield from (Route(to=to, when=rule) for rule in _said(way.when, crossing, NOT_TAKEN))


def _sound(crossing: Crossing, questions: list[Question]) -> list[Question]:
    """Take off the rules that look ahead and the routes that lead back."""
    paths = {draft.id: draft.path for draft in crossing.drafts}
    places = {question.id: place for place, question in enumerate(questions)}
    endings = [Ending(id=id_) for id_ in crossing.thanks]
    while found := list(faults(questions, endings)):
        # The last route of a question first: taking one off moves those behind it.
        for fault in reversed(found):
            place = places[fault.owner]
            questions[place], follows = _without(questions[place], fault)
            what = fault.where.partition("[")[0].partition(".")[0]
            note = LeftOut(paths[fault.owner], what, f"It {fault.reason} {follows}")
            crossing.left_out.append(note)
    return questions


def _without(question: Question, fault: Fault) -> tuple[Question, str]:
    """Take a rule off a question, or a route and those after it."""
    if fault.where.startswith("show_if"):
        return evolve(question, show_if=None), ASKED_OF_ALL
    number = int(fault.where.partition("[")[2].partition("]")[0])
    return evolve(question, routes=question.routes[:number]), NOT_TAKEN


def _texts(crossing: Crossing, questions: list[Question]) -> dict[str, dict[str, str]]:
    """Gather the texts by language; in the first language no text that is needed is missing."""
    texts: dict[str, dict[str, str]] = {crossing.language: {}}
    for key, said in _spoken(crossing):
        for language, text in said.items():
            texts.setdefault(language, {})[key] = text
    for draft in crossing.drafts:
        for key, word in draft.words.items():
            for language, text in added(word, texts).items():
                texts[language].setdefault(f"{draft.id}.{key}", text)
    takes = {key for question in questions for key in question.takes}
    takes.update(key for id_ in crossing.thanks for key in Ending(id=id_).needs)
    needs = {key for question in questions for key in question.needs}
    needs.update(key for id_ in crossing.thanks for key in Ending(id=id_).needs)
    kept = needs | (takes & texts[crossing.language].keys())
    for tag, table in texts.items():
        alone = sorted(key for key in table if key in takes and key not in kept)
        reason = f"Stands in {tag} alone, and not in {crossing.language}."
        crossing.left_out.extend(LeftOut("$", key, reason) for key in alone)
    texts = {tag: {k: t for k, t in table.items() if k in kept} for tag, table in texts.items()}
    for key, text in _fallbacks(crossing, questions):
        texts[crossing.language].setdefault(key, text)
    return texts


def _note_languages(crossing: Crossing, asked: QuestionSet) -> None:
    """List the languages in which nobody is asked yet."""
    questionnaire = asked[Role.UNKNOWN]
    for tag in asked.texts:
        if missing := questionnaire.missing(tag):
            reason = f"Is offered once it is complete; it lacks {len(missing)} of the texts."
            crossing.left_out.append(LeftOut("$", f"language {tag}", reason))


def _spoken(crossing: Crossing) -> Iterator[tuple[str, Mapping[str, str]]]:
    for draft in crossing.drafts:
        yield from ((f"{draft.id}.{key}", said) for key, said in draft.texts.items())
    for id_, (title, words) in crossing.thanks.items():
        yield f"ending.{id_}.title", title
        yield f"ending.{id_}.text", words


def _fallbacks(crossing: Crossing, questions: list[Question]) -> Iterator[tuple[str, str]]:
    """Give a name for every text without which a question could not be asked."""
    named: dict[str, str] = dict(_names(crossing))
    for question in questions:
        for key in question.takes:
            head, _, rest = key.partition(".")
            part = rest.rpartition(".")[2]
            owner = head if rest == "ask" else f"{head}.{part}"
            if key in question.needs:
                yield key, _plain(named.get(owner, part))
    for id_ in crossing.thanks:
        yield from ((key, _plain(named.get(f"ending.{id_}", id_))) for key in Ending(id=id_).needs)


def _plain(name: str) -> str:
    return name.replace("{", "{{").replace("}", "}}").strip() or "–"


def _names(crossing: Crossing) -> Iterator[tuple[str, str]]:
    """Say what the source calls everything that came along."""
    for draft in crossing.drafts:
        yield draft.id, draft.name
        parts: dict[str, Any] = {**draft.values, **draft.rows}
        yield from ((f"{draft.id}.{id_}", source) for source, id_ in parts.items())
    yield from ((f"ending.{id_}", source) for source, id_ in crossing.endings.items())
