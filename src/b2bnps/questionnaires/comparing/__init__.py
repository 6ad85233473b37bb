"""Two versions of a questionnaire: what changed, and whether scores still compare.

This module does no I/O. It says what survey research says in general: another scale is another
measurement; other words move answers, small ones too, and how much cannot be told from the words;
so does what stands before a question (order effects: why the score is asked first); and where
others are asked, others answer. It never says by how much a score moved. Whoever must know asks
both versions side by side, each of a part of the people drawn by lot.

>>> from b2bnps.questionnaires import question_set
>>> compare(question_set()["finance"], question_set()["approver"]).metrics["nps"].compares
'yes'
"""

from collections.abc import Mapping

from attrs import field, frozen

from b2bnps.model import Metric, Role
from b2bnps.questionnaires.comparing.changes import CHANGES, Change, changes
from b2bnps.questionnaires.comparing.verdicts import COMPARES, Comparability, comparability
from b2bnps.questionnaires.schema import Questionnaire
from b2bnps.questionnaires.sets import QuestionSet, block_of

__all__ = [
    "CHANGES",
    "COMPARES",
    "Change",
    "Comparability",
    "Comparison",
    "SetComparison",
    "compare",
    "compare_sets",
]


@frozen(kw_only=True)
class Comparison:
    """Two versions of a questionnaire side by side.

    Attributes:
        same: True where both have one digest; then nothing changed.
        changes: what changed: the whole, the questions, the endings, the quotas, the texts.
        metrics: whether scores still compare, for each metric that is asked in either.
    """

    same: bool
    changes: tuple[Change, ...] = ()
    metrics: Mapping[Metric, Comparability] = field(factory=dict, hash=False)


@frozen(kw_only=True)
class SetComparison:
    """Two versions of a question set side by side.

    Attributes:
        same: True where both have the same blocks and nothing changed in any.
        added, removed: names of blocks that only the new or only the old one has.
        blocks: by the name of every block of either. Where one of them has no such block, what its
            people are asked there instead stands for it.
    """

    same: bool
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    blocks: Mapping[str, Comparison] = field(factory=dict, hash=False)


def compare(old: Questionnaire, new: Questionnaire) -> Comparison:
    """Compare two versions of a questionnaire.

    The verdicts are the same the other way round: what hinders a comparison hinders both.
    """
    asked = [metric for metric in Metric if metric in {*old.metrics, *new.metrics}]
    return Comparison(
        same=old.digest == new.digest,
        changes=tuple(changes(old, new)),
        metrics={metric: comparability(old, new, metric) for metric in asked},
    )


def compare_sets(old: QuestionSet, new: QuestionSet) -> SetComparison:
    """Compare two versions of a question set, block by block."""
    names = dict.fromkeys((*old, *new))
    blocks = {name: compare(_asked(old, name), _asked(new, name)) for name in names}
    added = tuple(name for name in new if name not in old)
    removed = tuple(name for name in old if name not in new)
    return SetComparison(
        same=not added and not removed and all(each.same for each in blocks.values()),
        added=added,
        removed=removed,
        blocks=blocks,
    )


def _asked(blocks: QuestionSet, name: str) -> Questionnaire:
    """Give the questionnaire of the people for whom a block of this name is."""
    first, _, rest = name.partition("/")
    is_role = first in set(Role)
    role = Role(first) if is_role else Role.UNKNOWN
    return blocks[block_of(blocks, role, rest if is_role else name)]
