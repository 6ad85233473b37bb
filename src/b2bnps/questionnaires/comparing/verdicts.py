"""Whether a metric of one version compares with that of another. This module does no I/O."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen

from b2bnps.model import Metric
from b2bnps.questionnaires.question import Question, Route
from b2bnps.questionnaires.rules import Full, Rule, as_data, leaves, looks_at
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.wording import merged

__all__ = ["COMPARES", "Comparability", "comparability"]

COMPARES: Final = ("yes", "with_care", "no")
"""What can be said of scores of two versions, the best first."""

YES, CARE, NO = COMPARES

Ground = tuple[str, str]
"""One of :data:`COMPARES` and the sentence why."""

Pair = tuple[Question, Question]


@frozen(kw_only=True)
class Comparability:
    """Whether scores of one metric compare, and why.

    Attributes:
        compares: ``yes``; ``with_care``: a difference may come from the change, so show it beside
            the score; ``no``: the scores are of different things.
        reasons: sentences in English, the weightiest first. Where scores compare, they only say
            what else is worth knowing.
        languages: tags of the languages complete in both versions in which the words of the
            question stayed as they were. Where only words changed, scores of the people who were
            asked in these compare.
    """

    compares: str
    reasons: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def comparability(old: Questionnaire, new: Questionnaire, metric: Metric) -> Comparability:
    """Compare how a metric is asked; it is asked in one of them at least."""
    before, after = _measuring(old, metric), _measuring(new, metric)
    if not before or not after:
        reason = f"{metric} is not asked any more." if before else f"{metric} was not asked before."
        return Comparability(compares=NO, reasons=(reason,))
    pairs, alone = _paired(before, after)
    same = frozenset.intersection(*(_same_words(old, new, pair) for pair in pairs))
    grounds = [ground for pair in pairs for ground in _of_pair(old, new, pair)]
    grounds += [(CARE, f"{each.id!r} counts into it in only one version.") for each in alone]
    grounds += _of_languages(old, new)
    grounds.sort(key=lambda ground: -COMPARES.index(ground[0]))
    return Comparability(
        compares=grounds[0][0] if grounds else YES,
        reasons=tuple(dict.fromkeys(sentence for _, sentence in grounds)),
        languages=tuple(sorted(same)),
    )


def _measuring(questionnaire: Questionnaire, metric: Metric) -> list[Question]:
    return [question for question in questionnaire.questions if question.metric is metric]


def _paired(
    before: Sequence[Question], after: Sequence[Question]
) -> tuple[list[Pair], list[Question]]:
    """Pair questions by their ids, the others in order; give also those left over."""
    by_id = {question.id: question for question in after}
    pairs = [(each, by_id[each.id]) for each in before if each.id in by_id]
    ids = {each.id for each, _ in pairs}
    gone = [each for each in before if each.id not in ids]
    come = [each for each in after if each.id not in ids]
    pairs += zip(gone, come, strict=False)
    return pairs, [*gone[len(come) :], *come[len(gone) :]]


def _of_pair(old: Questionnaire, new: Questionnaire, pair: Pair) -> Iterator[Ground]:
    was, is_ = pair
    if (was.low, was.high) != (is_.low, is_.high):
        yield (
            NO,
            (
                f"{is_.id!r} was asked from {was.low} to {was.high} and is asked from {is_.low} "
                f"to {is_.high}."
            ),
        )
    if was.faces != is_.faces:
        yield CARE, f"{is_.id!r} is shown with faces in only one version."
    if was.required != is_.required:
        yield CARE, f"{is_.id!r} can be left open in only one version, so others answer it."
    yield from _of_words(old, new, pair)
    yield from _of_order(old, new, pair)
    if _asked_whom(old, was) != _asked_whom(new, is_):
        yield CARE, f"Others may be asked {is_.id!r}: a rule or a route changed."


def _of_words(old: Questionnaire, new: Questionnaire, pair: Pair) -> Iterator[Ground]:
    was, is_ = pair
    same = _same_words(old, new, pair)
    other = sorted(set(old.languages).intersection(new.languages) - same)
    if was.id != is_.id and not same:
        yield NO, f"{is_.id!r} is another question than {was.id!r} was."
    elif was.id != is_.id:
        yield YES, f"{is_.id!r} was called {was.id!r}."
    if other:
        those = f", and stayed in {', '.join(sorted(same))}" if same else ""
        yield CARE, f"The words of {is_.id!r} changed in {', '.join(other)}{those}."
    elif not same:
        yield CARE, f"Nobody read the same words of {is_.id!r}: no language is complete in both."


def _same_words(old: Questionnaire, new: Questionnaire, pair: Pair) -> frozenset[str]:
    """Give the languages complete in both in which nobody can tell the two questions apart."""
    was, is_ = pair
    both = set(old.languages).intersection(new.languages)
    return frozenset(tag for tag in both if _words(old, was, tag) == _words(new, is_, tag))


def _words(questionnaire: Questionnaire, question: Question, tag: str) -> dict[str, str]:
    table = merged(questionnaire.texts, tag)
    return {key.removeprefix(question.id): table[key] for key in question.takes if key in table}


def _of_order(old: Questionnaire, new: Questionnaire, pair: Pair) -> Iterator[Ground]:
    before, after = _standing_before(old, pair[0]), _standing_before(new, pair[1])
    if before != after:
        then, now = (", ".join(id_ for id_, _ in each) or "nothing" for each in (before, after))
        yield CARE, f"Before {pair[1].id!r} stood {then}, and stands {now}."


def _standing_before(questionnaire: Questionnaire, question: Question) -> list[tuple[str, str]]:
    place = questionnaire.questions.index(question)
    return [(each.id, each.kind) for each in questionnaire.questions[:place]]


def _asked_whom(questionnaire: Questionnaire, asked: Question) -> dict[str, object]:
    """Describe what decides that a question is asked, and what decides that in turn."""
    told: dict[str, object] = {}
    waiting = [asked]
    while waiting:
        each = waiting.pop()
        routes = list(_routes_past(questionnaire, each))
        rules = [rule for rule in (each.show_if, *(route.when for _, route, _ in routes)) if rule]
        ways = [(owner.id, _data(route.when), past) for owner, route, past in routes]
        if each is asked:
            told[""] = (_data(each.show_if), ways)
        else:
            told[each.id] = (_data(each.show_if), ways, each.kind, each.points, each.choices)
        told |= _quotas_in(questionnaire, rules)
        ids = {field.partition(".")[0] for field in looks_at(rules)}
        ids |= {owner.id for owner, _, _ in routes}
        waiting += [questionnaire.question(id_) for id_ in sorted(ids - told.keys())]
    return told


def _routes_past(
    questionnaire: Questionnaire, asked: Question
) -> Iterator[tuple[Question, Route, bool]]:
    """Yield the routes of every question from which one leads past, and which of them do."""
    places = {each.id: place for place, each in enumerate(questionnaire.questions)}
    place = places[asked.id]
    for owner in questionnaire.questions[:place]:
        past = [places.get(route.to, len(places)) > place for route in owner.routes]
        if any(past):
            yield from ((owner, *each) for each in zip(owner.routes, past, strict=True))


def _quotas_in(questionnaire: Questionnaire, rules: Iterable[Rule]) -> dict[str, object]:
    names = {leaf.quota for rule in rules for leaf in leaves(rule) if isinstance(leaf, Full)}
    named = (quota for quota in questionnaire.quotas if quota.id in names)
    return {f"quota {each.id}": (each.limit, _data(each.when)) for each in named}


def _data(rule: Rule | None) -> object:
    return rule and as_data(rule)


def _of_languages(old: Questionnaire, new: Questionnaire) -> Iterator[Ground]:
    """Say what a reader may wonder about; it changes nothing for those asked as before."""
    for tag in sorted(set(new.languages) - set(old.languages)):
        yield YES, f"Whoever reads {tag} was asked in another language before."
    for tag in sorted(set(old.languages) - set(new.languages)):
        yield YES, f"Whoever reads {tag} is asked in another language now."
