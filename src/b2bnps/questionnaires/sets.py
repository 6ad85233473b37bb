"""One metric for all, and for each role its own questions. This module does no I/O.

A question set is what a host keeps as one document: questions that everybody is asked, so that
scores compare, and blocks of questions of which everybody is asked the one that is theirs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from attrs import field, frozen

from b2bnps.errors import InvalidValue
from b2bnps.model import Role
from b2bnps.questionnaires.checks import Ending, Quota, faults
from b2bnps.questionnaires.question import Question
from b2bnps.questionnaires.rules import looks_at
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.wording import Texts, copied, merged, only

__all__ = ["QuestionSet", "block_of", "set_of"]


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


def _blocks(values: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({str(name): tuple(ids) for name, ids in values.items()})


def _questions(values: Iterable[Question]) -> tuple[Question, ...]:
    return tuple(values)


def _endings(values: Iterable[Ending]) -> tuple[Ending, ...]:
    return tuple(values)


def _quotas(values: Iterable[Quota]) -> tuple[Quota, ...]:
    return tuple(values)


@frozen(kw_only=True, eq=False)
class QuestionSet(Mapping[str, Questionnaire]):
    """Questionnaires that share a core: one for each block, by its name.

    Attributes:
        name: of the set.
        core: ids of the questions that everybody is asked first.
        blocks: by name, ids of the questions that follow. A name is a role (``end_user``), a
            department (``purchasing``) or both (``approver/finance``); ``unknown`` is there for
            everybody whom no other block fits.
        closing: ids of the questions that everybody is asked last.
        questions: all of them, each id once; in which order does not matter.
        endings, quotas: as in a questionnaire.
        texts: of all questions and endings, by language tag, then by key.

    Raises:
        InvalidValue: naming the block or the question and what does not fit.
    """

    name: str
    core: tuple[str, ...] = field(default=(), converter=_ids)
    blocks: Mapping[str, tuple[str, ...]] = field(converter=_blocks)
    closing: tuple[str, ...] = field(default=(), converter=_ids)
    questions: tuple[Question, ...] = field(converter=_questions)
    endings: tuple[Ending, ...] = field(default=(), converter=_endings)
    quotas: tuple[Quota, ...] = field(default=(), converter=_quotas)
    texts: Texts = field(converter=copied, repr=False)
    _made: dict[str, Questionnaire] = field(init=False, factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what somebody could not be asked."""
        for problem in self._problems():
            raise InvalidValue(problem)
        if not self._all_complete:
            list(self.values())  # building each one says in which block a text is missing

    def __getitem__(self, block: str) -> Questionnaire:
        """Give the questionnaire of a block; it is made when it is first wanted."""
        if block not in self._made:
            self._made[block] = self._questionnaire(block)
        return self._made[block]

    def __contains__(self, block: object) -> bool:
        """Whether there is a block of this name."""
        return block in self.blocks

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the blocks."""
        return iter(self.blocks)

    def __len__(self) -> int:
        """Count the blocks."""
        return len(self.blocks)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Tags of the languages that are complete in every block, in alphabetical order."""
        return tuple(sorted(set.intersection(*(set(one.languages) for one in self.values()))))

    def asked(self, block: str) -> tuple[Question, ...]:
        """Give the questions of a block, with those that everybody is asked."""
        ids = (*self.core, *self.blocks[block], *self.closing)
        return tuple(self._by_id[id_] for id_ in ids)

    @cached_property
    def _by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def _all_complete(self) -> bool:
        """Whether every language has every text: then no block needs to be looked at by itself."""
        needed = (*(q.needs for q in self.questions), *(e.needs for e in self.endings))
        tables = [merged(self.texts, tag).keys() for tag in self.texts]
        alike = all(keys == tables[0] for keys in tables)
        return bool(tables) and alike and set(chain.from_iterable(needed)) <= tables[0]

    def _questionnaire(self, block: str) -> Questionnaire:
        asked = self.asked(block)
        keys = {key for one in asked for key in one.takes}
        keys.update(key for ending in self.endings for key in ending.needs)
        is_role = block in set(Role)
        try:
            return Questionnaire(
                name=self.name,
                role=Role(block) if is_role else Role.UNKNOWN,
                block="" if is_role else block,
                questions=asked,
                endings=self.endings,
                quotas=self.quotas,
                texts=only(self.texts, frozenset(keys)),
            )
        except InvalidValue as error:
            message = f"blocks.{block}: {error}"
            raise InvalidValue(message) from error

    def _problems(self) -> Iterator[str]:
        ids = [question.id for question in self.questions]
        known = set(ids)
        if not self.name:
            yield "name: may not be empty."
        yield from (f"{id_}: the question stands there twice." for id_ in _twice(ids))
        if Role.UNKNOWN not in self.blocks:
            yield "blocks: needs one for 'unknown', whom no other fits."
        if not all(name.strip() for name in self.blocks):
            yield "blocks: a block has no name."
        for block, asked in self.blocks.items():
            whole = [*self.core, *asked, *self.closing]
            if not whole:
                yield f"blocks.{block}: asks nothing."
            strays = [id_ for id_ in whole if id_ not in known]
            yield from (f"blocks.{block}: there is no question {id_!r}." for id_ in strays)
            yield from (f"blocks.{block}: asks {id_!r} twice." for id_ in _twice(whole))
        yield from self._strays(known)
        for block in self._told_apart():
            found = faults(self.asked(block), self.endings, self.quotas)
            yield from (f"blocks.{block}: {fault}" for fault in found)

    def _told_apart(self) -> Iterable[str]:
        """Choose one of all the blocks in which the same rules meet the same questions."""
        ruled = [question for question in self.questions if question.is_ruled]
        if not ruled and not self.endings and not self.quotas:
            return ()
        rules = [rule for question in ruled for rule in question.rules]
        rules += [quota.when for quota in self.quotas]
        met = {name.partition(".")[0] for name in looks_at(rules)}
        met.update(question.id for question in ruled)
        met.update(ending.id for ending in self.endings)
        met.update(route.to for question in ruled for route in question.routes)
        alike: dict[tuple[str, ...], str] = {}
        for block, asked in self.blocks.items():
            whole = (*self.core, *asked, *self.closing)
            alike.setdefault(tuple(id_ for id_ in whole if id_ in met), block)
        return alike.values()

    def _strays(self, known: set[str]) -> Iterator[str]:
        """Find what a slip of the pen made: what nobody is ever asked or shown."""
        asked = {*self.core, *self.closing, *chain.from_iterable(self.blocks.values())}
        yield from (f"{id_}: no block asks this question." for id_ in sorted(known - asked))
        takes = (*(q.takes for q in self.questions), *(e.needs for e in self.endings))
        keys = frozenset(chain.from_iterable(takes))
        for language, table in self.texts.items():
            if not table.keys() <= keys:
                strays = sorted(table.keys() - keys)
                yield from (f"{key}: no question takes this text ({language})." for key in strays)


def block_of(blocks: Mapping[str, Questionnaire], role: Role, department: str = "") -> str:
    """Choose the block that is somebody's, the most specific one there is.

    Args:
        blocks: of a question set, by name.
        role: in which the person is asked.
        department: where they work (:mod:`.departments`); empty where that is not known.

    Returns:
        ``role/department``, else the role, else the department, else ``unknown``.

    >>> from b2bnps.questionnaires import question_set
    >>> block_of(question_set(), Role.UNKNOWN, "purchasing")
    'purchasing'
    """
    pair = f"{role}/{department}"
    known = [] if role is Role.UNKNOWN else [str(role)]
    for name in (pair, *known, department):
        if name in blocks:
            return name
    return str(Role.UNKNOWN)


def set_of(questionnaire: Questionnaire) -> QuestionSet:
    """Make a set of one questionnaire alone: its own block gives it back with the same digest."""
    block = questionnaire.block or str(questionnaire.role)
    return QuestionSet(
        name=questionnaire.name,
        core=(question.id for question in questionnaire.questions),
        blocks={block: (), str(Role.UNKNOWN): ()},
        questions=questionnaire.questions,
        endings=questionnaire.endings,
        quotas=questionnaire.quotas,
        texts=questionnaire.texts,
    )


def _twice(ids: list[str]) -> list[str]:
    if len(set(ids)) == len(ids):
        return []
    return sorted(id_ for id_, times in Counter(ids).items() if times > 1)
