"""People who answer: simulated opinions behind the invitations of a wave.

Nothing here is real. People of one account agree with each other as far as :data:`AGREEMENT`
says, roles differ, most say nothing, some give a score and leave, some want no more mail, and
some accounts have a scanner that follows every link before the person reads the mail.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import accumulate
from math import exp, sqrt
from random import Random
from statistics import NormalDist
from typing import Any

from attrs import Factory, frozen

from b2bnps.model import Invitation, Metric, Role, derive
from b2bnps.questionnaires.logic import walk
from b2bnps.questionnaires.rules import Situation
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire
from b2bnps.questionnaires.sets import block_of
from b2bnps.testing.comments import COMMENTS

__all__ = ["AGREEMENT", "MOODS", "Opinion", "opinions"]

AGREEMENT = 0.3
"""Share of the variance of moods that lies between accounts: the intraclass correlation."""

MOODS: Mapping[Role, float] = {
    Role.DECISION_MAKER: 0.35,
    Role.APPROVER: 0.1,
    Role.REQUESTER: 0.1,
    Role.INFLUENCER: 0.0,
    Role.END_USER: -0.35,
    Role.UNKNOWN: 0.0,
}
"""How much happier than others the people of a role are, in standard deviations of mood."""

NPS_SHARES = (2, 1, 2, 2, 3, 6, 6, 14, 19, 21, 24)
"""Per cent of people in a middling role who give 0, 1, … 10."""

TYPICAL_DELAY = timedelta(hours=20)
"""Half of the people answer sooner, half later."""

_NORMAL = NormalDist()
_NPS_BORDERS = tuple(accumulate(NPS_SHARES))
_WORDY, _PARTIAL, _LEAVING, _FAST, _SCANNED = 0.55, 0.12, 0.015, 0.02, 0.06
_SAD, _HAPPY = 0.28, 0.62


@frozen(kw_only=True)
class Opinion:
    """What one invited person thinks, whether or not it is ever said.

    Attributes:
        answers: False where the person never opens the link.
        delay: from the mail's arrival to the answer.
        form: what the person enters, by question id: a form as it is posted.
        scores: the numbers in it, by question id.
        comment: the words in it, in the language of the invitation; empty for none.
        partial: True where only the first question is answered.
        fast: True where it is sent within two seconds, as a machine would.
        unsubscribes: True where the person wants no more mail.
        scanner: True where the account's mail scanner follows every link first, with GET.
    """

    answers: bool
    delay: timedelta = timedelta(0)
    form: Mapping[str, str] = Factory(dict)
    scores: Mapping[str, int] = Factory(dict)
    comment: str = ""
    partial: bool = False
    fast: bool = False
    unsubscribes: bool = False
    scanner: bool = False


def opinions(
    invitations: Iterable[Invitation],
    questionnaires: Mapping[Any, Questionnaire],
    *,
    seed: int = 1,
    answering: float = 0.4,
) -> Mapping[str, Opinion]:
    """Simulate what everybody thinks who is asked.

    Every person has dice of their own, and so has every account: the same seed gives the same
    opinions whoever else is asked. A later wave brings a new day, but the account stays as happy
    as it was.

    Args:
        invitations: whom to simulate; role, account and language count.
        questionnaires: what they may be asked, by block.
        seed: of the dice.
        answering: share of the people who answer, 0 to 1.

    Returns:
        One opinion per invitation, by its id.
    """
    by_digest = {each.digest: each for each in questionnaires.values()}
    return {
        one.id: _opinion(one, _asked(one, by_digest, questionnaires), str(seed), answering)
        for one in invitations
    }


def _asked(
    one: Invitation, by_digest: Mapping[str, Questionnaire], blocks: Mapping[Any, Questionnaire]
) -> Questionnaire:
    return by_digest.get(one.questionnaire) or blocks[block_of(blocks, one.role)]


def _opinion(
    invitation: Invitation, questionnaire: Questionnaire, seed: str, answering: float
) -> Opinion:
    account = Random(derive("account", seed, invitation.tenant, invitation.account))
    dice = Random(derive("person", seed, invitation.id))
    shared = account.gauss(0, sqrt(AGREEMENT))
    scanner = account.random() < _SCANNED
    mood = shared + dice.gauss(0, sqrt(1 - AGREEMENT)) + MOODS[invitation.role]
    answers, leaves = dice.random() < answering, dice.random() < _LEAVING
    delay = TYPICAL_DELAY * exp(dice.gauss(0, 1.1))
    if not answers:
        return Opinion(answers=False, unsubscribes=leaves, scanner=scanner)
    partial = dice.random() < _PARTIAL
    entries = {
        question.id: _entries(question, mood, invitation.language, dice)
        for question in questionnaire.questions
    }
    situation = Situation(role=invitation.role, known=invitation.known)
    way = walk(questionnaire, _joined(entries.values()), situation)
    asked = way.questions[:1] if partial else way.questions
    form = _joined(entries[question.id] for question in asked)
    scales = [question.id for question in asked if question.kind is Kind.SCALE]
    texts = [form.get(question.id, "") for question in asked if question.kind is Kind.TEXT]
    return Opinion(
        answers=True,
        delay=delay,
        form=form,
        scores={name: int(form[name]) for name in scales},
        comment="\n".join(text for text in texts if text),
        partial=partial,
        fast=dice.random() < _FAST,
        unsubscribes=leaves,
        scanner=scanner,
    )


def _entries(question: Question, mood: float, language: str, dice: Random) -> dict[str, str]:
    """Answer one question, as it is entered; empty where somebody leaves it."""
    match question.kind:
        case Kind.SCALE if question.metric in {Metric.NPS, Metric.ENPS}:
            entered = str(_nps(mood))
        case Kind.SCALE | Kind.MATRIX:
            return {
                name: str(_point(question, mood + dice.gauss(0, 0.5))) for name in question.fields
            }
        case Kind.CHOICES:
            return {f"{question.id}.{dice.choice(question.options)}": "yes"}
        case Kind.TEXT:
            entered = _words(mood, language, dice) if dice.random() < _WORDY else ""
        case Kind.NOTICE:
            entered = ""
        case _:
            entered = dice.choice(question.choices)
    return {question.id: entered} if entered else {}


def _joined(entries: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {name: entry for each in entries for name, entry in each.items()}


def _nps(mood: float) -> int:
    """Find the score below whose border the mood's rank lies."""
    rank = 100 * _NORMAL.cdf(mood)
    return next(score for score, border in enumerate(_NPS_BORDERS) if rank <= border)


def _point(question: Question, mood: float) -> int:
    """Cut the moods into as many equal shares as the scale has points, the happy end high."""
    width = question.high - question.low + 1
    return question.low + min(width - 1, int(_NORMAL.cdf(mood + 0.4) * width))


def _words(mood: float, language: str, dice: Random) -> str:
    rank = _NORMAL.cdf(mood)
    kind = "sad" if rank < _SAD else "happy" if rank > _HAPPY else "so-so"
    return dice.choice(COMMENTS.get(language, COMMENTS["en"])[kind])
