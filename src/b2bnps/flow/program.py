"""The programme: what the host plugs together, as frozen data. This module does no I/O."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from attrs import Factory, evolve, field, frozen

from b2bnps.closeloop import LoopRules
from b2bnps.errors import AlreadyRecorded, InvalidValue, UnknownThing
from b2bnps.flow.events import Event, Observer, quiet, tell
from b2bnps.links import Links
from b2bnps.messages import Sender
from b2bnps.model import Metric, Record
from b2bnps.planning import Rules
from b2bnps.ports import Channel, Notice, Notifier, Outbox, OutboxDesk, Store
from b2bnps.questionnaires.schema import Questionnaire

T = TypeVar("T")
R = TypeVar("R", bound=Record)
ROUNDS = 9

QuestionSet = Mapping[Any, Questionnaire]
"""By block (:mod:`b2bnps.questionnaires.sets`); plain roles will do."""


def _beside(store: Store, name: str) -> Any:
    """Take what a store brings along.

    Raises:
        InvalidValue: it brings none, so the host has to pass one.
    """
    found = getattr(store, name, None)
    if found is None:
        message = f"Program.{name}: this store brings none along; pass one."
        raise InvalidValue(message)
    return found


def _relationship() -> Mapping[str, QuestionSet]:
    from b2bnps.questionnaires.catalogue import question_set  # noqa: PLC0415 - reads data files

    return {"relationship": question_set()}


@frozen(kw_only=True)
class Program:
    """Everything that the verbs of :mod:`b2bnps.flow` need; it has no behaviour of its own.

    Attributes:
        store: the ledger of facts.
        channels: ways to people, the preferred one first; each name once.
        links: writes and reads personal links.
        sender: who asks, as people read it.
        outbox: messages waiting to go out, in the same transaction as the facts; our own stores
            bring theirs along.
        desk: the outbox' other side: doubt, leases, forgetting; likewise.
        question_sets: by name, one questionnaire per block; ``relationship`` is there.
        tenant: whose programme this is; the same as ``links.tenant``.
        rules: who may be asked.
        loop: when cases open and whose they are.
        notifier: tells the host's own people; None tells nobody.
        observer: takes named events (:mod:`b2bnps.flow.events`).
        link_life: how long a personal link opens its page after its wave has closed; without
            a close, after it was sent. An unsubscribe link never ends.
        retries: gaps between attempts when a channel says "not now"; after the last one a
            message has failed.
    """

    store: Store
    channels: tuple[Channel, ...]
    links: Links
    sender: Sender
    outbox: Outbox = field(
        default=Factory(lambda program: _beside(program.store, "outbox"), takes_self=True)
    )
    desk: OutboxDesk = field(
        default=Factory(lambda program: _beside(program.store, "desk"), takes_self=True)
    )
    question_sets: Mapping[str, QuestionSet] = field(factory=_relationship)
    tenant: str = ""
    rules: Rules = field(factory=Rules)
    loop: LoopRules = field(factory=LoopRules)
    notifier: Notifier | None = None
    observer: Observer = quiet
    link_life: timedelta = timedelta(days=90)
    retries: tuple[timedelta, ...] = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480))

    def __attrs_post_init__(self) -> None:
        """Refuse what can only fail later.

        Two channels of one name, links of another tenant, a set that asks a metric on two scales.
        """
        names = [channel.name for channel in self.channels]
        if len(set(names)) != len(names):
            message = "Program.channels: each channel needs a name of its own."
            raise InvalidValue(message)
        if self.links.tenant != self.tenant:
            message = "Program.tenant: has to be the same as Links.tenant."
            raise InvalidValue(message)
        for name, asked in self.question_sets.items():
            _one_scale_each(name, asked)


def _one_scale_each(name: str, asked: QuestionSet) -> None:
    questions = (question for one in asked.values() for question in one.questions)
    scales: dict[Metric, tuple[int, int]] = {}
    for question in questions:
        scale = question.low, question.high
        if (
            question.metric is not Metric.NONE
            and scales.setdefault(question.metric, scale) != scale
        ):
            message = (
                f"Program.question_sets: {name!r} asks {question.metric.value} on two scales, "
                "whose answers do not add up; ask it on one."
            )
            raise InvalidValue(message)


def within(
    program: Program,
    store: Store,
    *,
    after_commit: Callable[[Callable[[], object]], object] | None = None,
) -> Program:
    """Give the same programme inside a transaction of the host's.

    ::

        with transaction.atomic(), borrow(connection.connection, connection.vendor) as lent:
            ours = within(program, SqlStore(lent), after_commit=transaction.on_commit)
            plan_wave(ours, wave, now=now)

    Args:
        program: with a store of its own, from which messages are sent later.
        store: on the host's transaction; it brings its outbox and desk along.
        after_commit: takes what to do once the host has committed, as Django's ``on_commit``
            does. Owners are alerted by it; without it they hear of a case from ``tick``.
    """
    later = _Later(program.notifier, after_commit) if program.notifier and after_commit else None
    outbox, desk = _beside(store, "outbox"), _beside(store, "desk")
    return evolve(program, store=store, outbox=outbox, desk=desk, notifier=later)


@frozen
class _Later:
    """A notifier that waits for the host's commit: nobody is alarmed by what is rolled back."""

    notifier: Notifier
    after_commit: Callable[[Callable[[], object]], object]

    def notify(self, notice: Notice) -> None:
        self.after_commit(lambda: self.notifier.notify(notice))


def again_if_beaten(program: Program, work: Callable[[], T]) -> T:
    """Run some work in one transaction, and again where somebody else recorded the same first.

    Two people of one account may answer at the same moment: the second then meets the first's
    case and joins it. Everybody who lost a round finds the winner's facts in the next one.

    Raises:
        AlreadyRecorded: it was beaten ten times, or would be forever.
    """
    for _ in range(ROUNDS):
        with suppress(AlreadyRecorded), program.store.begin():
            return work()
    with program.store.begin():
        return work()


def one(program: Program, kind: type[R], id: str) -> R | None:  # noqa: A002 - the field's name
    """Find the fact of this kind and id; None where there is none, and for an empty id."""
    if not id:
        return None
    return next(program.store.find(kind, tenant=program.tenant, id=id), None)


def check_tenant(program: Program, what: str, tenant: str) -> None:
    """Refuse what belongs to another tenant.

    Raises:
        InvalidValue: names the kind of record.
    """
    if tenant != program.tenant:
        message = f"{what}.tenant: is not that of the programme."
        raise InvalidValue(message)


def observe(program: Program, name: str, *, now: datetime, **fields: str | int) -> None:
    """Tell the observer of one event."""
    tell(program.observer, Event(name=name, at=now, tenant=program.tenant, fields=fields))


def channel(program: Program, name: str) -> Channel:
    """Find a channel by its name.

    Raises:
        UnknownThing: the programme has none of that name.
    """
    found = next((channel for channel in program.channels if channel.name == name), None)
    if found is None:
        message = f"The programme has no channel {name!r}."
        raise UnknownThing(message)
    return found


def question_set(program: Program, name: str) -> QuestionSet:
    """Find a question set by its name.

    Raises:
        UnknownThing: the programme has none of that name.
    """
    found = program.question_sets.get(name)
    if found is None:
        names = ", ".join(sorted(program.question_sets)) or "none"
        message = f"The programme has no question set {name!r}. It has: {names}"
        raise UnknownThing(message)
    return found
