"""One metric for all, and for each role its own questions. This module does no I/O.

A question set is what a host keeps as one document: questions that everybody is asked, so that
scores compare, and blocks of questions of which everybody is asked the one that is theirs.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from attrs import field, frozen

from b2bnps.errors import InvalidValue
from b2bnps.model import Role
from b2bnps.questionnaires.checks import Ending, Quota
from b2bnps.questionnaires.question import Question
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.wording import Texts, copied, only

__all__ = ["QuestionSet", "block_of"]


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

    def __attrs_post_init__(self) -> None:
        """Refuse what somebody could not be asked."""
        for problem in self._problems():
            raise InvalidValue(problem)
        self._by_block  # noqa: B018 - builds every questionnaire, and so looks it through

    def __getitem__(self, block: str) -> Questionnaire:
        """Give the questionnaire of a block."""
        return self._by_block[block]

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

    @cached_property
    def _by_block(self) -> Mapping[str, Questionnaire]:
        by_id = {question.id: question for question in self.questions}
        return {name: self._questionnaire(name, by_id) for name in self.blocks}

    def _questionnaire(self, block: str, by_id: Mapping[str, Question]) -> Questionnaire:
        asked = [by_id[id_] for id_ in (*self.core, *self.blocks[block], *self.closing)]
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
        yield from (f"{id_}: the question stands there twice." for id_ in _twice(ids))
        if Role.UNKNOWN not in self.blocks:
            yield "blocks: needs one for 'unknown', whom no other fits."
        for block, asked in self.blocks.items():
            whole = [*self.core, *asked, *self.closing]
            strays = [id_ for id_ in whole if id_ not in ids]
            yield from (f"blocks.{block}: there is no question {id_!r}." for id_ in strays)
            yield from (f"blocks.{block}: asks {id_!r} twice." for id_ in _twice(whole))
        yield from self._strays(ids)

    def _strays(self, ids: list[str]) -> Iterator[str]:
        """Find what a slip of the pen made: what nobody is ever asked or shown."""
        asked = {*self.core, *self.closing, *(id_ for ids in self.blocks.values() for id_ in ids)}
        yield from (f"{id_}: no block asks this question." for id_ in ids if id_ not in asked)
        keys = {key for question in self.questions for key in question.takes}
        keys.update(key for ending in self.endings for key in ending.needs)
        for language, table in self.texts.items():
            strays = sorted(table.keys() - keys)
            yield from (f"{key}: no question takes this text ({language})." for key in strays)


def _twice(ids: list[str]) -> list[str]:
    return sorted({id_ for id_ in ids if ids.count(id_) > 1})


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
