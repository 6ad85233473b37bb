"""What a host plugs in, as Protocols of at most four methods. This module does no I/O.

Nothing has to be inherited or registered: an object with these methods is a store, an outbox, a
channel. What a Protocol cannot say (order, atomicity, what is raised) is said by the contract
suites in :mod:`b2bnps.testing`, which prove yours with a class of three lines.

Optional abilities are small Protocols of their own, and are found with ``isinstance``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from attrs import field, frozen

from b2bnps.errors import InvalidValue
from b2bnps.model import Case, Contact, Message, Metric, Receipt, Record, aware
from b2bnps.tallies import Adds, Tally

if TYPE_CHECKING:
    from attrs import Attribute

R = TypeVar("R", bound=Record)


# The ledger: facts


class Store(Protocol):
    """Where facts are kept. Facts are added and found; only ``forget`` rewrites."""

    def begin(self) -> AbstractContextManager[object]:
        """Open a transaction around everything that this thread does with the store.

        Facts and outbox rows written inside land together, or not at all when the block raises.
        Blocks nest: an inner one joins the outer one. Where the host's own transaction is
        already open, this opens a savepoint in it and leaves the commit to the host.
        """

    def add(self, *records: Record) -> None:
        """Add facts, all or none.

        Raises:
            AlreadyRecorded: a fact of this kind, tenant and id exists; none was added.
        """

    def find(
        self,
        kind: type[R],
        /,
        *,
        tenant: str = "",
        id: str = "",  # noqa: A002 - it filters the field of this name
        wave: str = "",
        account: str = "",
        contact: str = "",
    ) -> Iterator[R]:
        """Stream the facts of one kind, in order of (account, contact, at, received).

        An empty filter does not filter, except ``tenant``, which always does. Each fact comes
        with ``received`` set. The order of texts is that of their Unicode code points.
        """

    def forget(self, tenant: str, contact: str, stand_in: str) -> int:
        """Rewrite every fact about a person by :func:`b2bnps.model.without_person`.

        Which facts those are says :func:`b2bnps.stores.about_person`.

        Returns:
            How many facts were rewritten or deleted; 0 when there is nobody of that id.
        """


GROUPS = ("", "role", "account", "unit", "wave")
"""What stored answers are counted by: everybody in one group, or a field of the response."""


def _measures(_: Any, __: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, Metric) or value is Metric.NONE:
        message = "metric: has to be one that questions are declared to measure, e.g. Metric.NPS."
        raise InvalidValue(message)


def _grouped(_: Any, __: "Attribute[Any]", value: object) -> None:
    if value not in GROUPS:
        message = f"by: {value!r} is unknown; expected role, account, unit, wave or nothing."
        raise InvalidValue(message)


@frozen(kw_only=True)
class AnswerQuery:
    """Which stored answers to count, and as what.

    Attributes:
        metric: only answers to questions that were declared to measure this.
        adds: what each valid answer adds to the figure; other numbers are ``out_of_range``.
        now: the count is that of this moment; what became true later is left out.
        wave: id of one wave; empty for all of them, each chosen from by itself.
        by: one of :data:`GROUPS`.

    Raises:
        InvalidValue: no metric, or an unknown group.
        NaiveTime: ``now`` has no zone.
    """

    tenant: str = ""
    metric: Metric = field(validator=_measures)
    adds: Adds
    now: datetime = field(validator=aware)
    wave: str = ""
    by: str = field(default="", validator=_grouped)


@frozen(kw_only=True)
class Counted:
    """The current answers of one group, counted where they lie.

    Attributes:
        tally: the answers to the question, with sums over accounts.
        answered: current responses, whatever they answered.
        partial: of those, the ones that left before the end.
        set_aside: responses that do not count, by reason (``analysis.answers.NOT_COUNTED``);
            reasons without any are left out.
    """

    tally: Tally
    answered: int = 0
    partial: int = 0
    set_aside: Mapping[str, int] = field(factory=dict)


@runtime_checkable
class AnswerTallies(Protocol):
    """Optional: a store that counts the current answers inside itself, so that no rows move."""

    def tally_answers(self, query: AnswerQuery) -> Mapping[str, Counted]:
        """Count by group what ``analysis.answers.current`` chooses, wave by wave.

        A response has the verdicts of its own wave, and its wave closes when the ``Wave`` of
        that id says so; without one it never does. Of a response that answers the question
        several times, the first answer counts; one that was not asked it is no cell at all.

        Returns:
            The counts by role, account, unit or wave as text. Without ``by`` exactly one, whose
            key is empty; otherwise only groups of which there are responses.
        """


# The outbox: work


class State(StrEnum):
    """Where a message stands."""

    READY = "ready"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SKIPPED = "skipped"


OPEN_STATES = (State.READY, State.CLAIMED, State.SENDING, State.RETRY)
"""States of a message that still has a way to go without anybody's help."""


@frozen(kw_only=True)
class Claim:
    """A message that one worker holds for the length of a lease.

    Attributes:
        message: what to send, byte for byte the same at every attempt.
        number: grows with every claim of this message; a former owner's number settles nothing.
        attempt: how often the wire was touched before.
    """

    message: Message
    number: int
    attempt: int = 0


Allow = Callable[[Message], str]
"""Asked inside the claim's own transaction: empty to go on, or the code of why not."""


class Outbox(Protocol):
    """Messages waiting to go out, shared by any number of workers."""

    def put(self, *messages: Message) -> None:
        """Add messages as ``ready``, all or none; joins an open ``Store.begin``.

        Raises:
            AlreadyRecorded: a message of this tenant and id exists; none was added.
        """

    def claim(
        self, limit: int, allow: Allow, *, tenant: str, now: datetime, worker: str = ""
    ) -> Sequence[Claim]:
        """Take up to ``limit`` messages that are due, those due longest first.

        A message that ``allow`` speaks against becomes ``skipped`` with that reason. Claimed
        messages whose lease ran out are ready again; those found ``sending`` become ``in_doubt``.
        ``now`` decides what is due; leases run on the outbox's own clock.

        Raises:
            BorrowedConnection: the outbox was built on a connection of the host's.
        """

    def start(self, claim: Claim) -> bool:
        """Mark one message ``sending``, committed before the wire is touched.

        Returns:
            False when the claim was lost; the message must then not be sent.
        """

    def settle(
        self, claim: Claim, state: State, *, reason: str = "", due: datetime | None = None
    ) -> bool:
        """Say how it ended: ``sent``, ``retry`` (``due``), ``failed``, ``in_doubt`` or ``skipped``.

        The message's words are deleted in a final state; the hash of them stays. ``sent`` may
        come late and turn ``in_doubt`` into ``sent``, as long as nobody else claimed since.

        Returns:
            False when the claim was lost; nothing was changed.
        """


@frozen(kw_only=True)
class Held:
    """A message in doubt: somebody has to say whether it went out.

    Attributes:
        message: id of the message; ``wave``, ``account``, ``contact`` say whom it was for.
        since: when its attempt began.
        worker: who had it.
        reason: what is known.
    """

    message: str
    wave: str
    account: str
    contact: str
    channel: str
    since: datetime
    worker: str = ""
    reason: str = ""


class OutboxDesk(Protocol):
    """What a person, or a long-running worker, does with the outbox besides sending."""

    def extend(self, claim: Claim) -> bool:
        """Renew the lease of a claim; False when it was lost."""

    def in_doubt(self, tenant: str) -> Sequence[Held]:
        """List what is in doubt, oldest first."""

    def resolve(self, tenant: str, message: str, state: State) -> bool:
        """Settle a message in doubt: ``sent``, ``ready`` (send again) or ``failed`` (drop).

        Returns:
            False when it was not in doubt any more; settling twice is settling once.
        """

    def forget(self, tenant: str, contact: str) -> int:
        """Delete every message of a person, whatever its state; returns how many."""


@runtime_checkable
class Tallies(Protocol):
    """Optional: an outbox that can say how many messages are in which state."""

    def tally(self, tenant: str, wave: str = "") -> Mapping[State, int]:
        """Count messages by state; states without any are left out."""


# Channels and alerts


class Form(StrEnum):
    """The shape of message that a channel takes."""

    LETTER = "letter"
    SHORT = "short"
    LIST = "list"


class Channel(Protocol):
    """A way to a person: e-mail, SMS, a visit, a portal."""

    @property
    def name(self) -> str:
        """Its name on invitations and receipts, e.g. ``email``."""

    @property
    def form(self) -> Form:
        """What it carries: a letter (subject, HTML, text), a short text, or a work list."""

    def address(self, contact: Contact) -> str:
        """Where this channel reaches the contact; empty when it does not."""

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Hand one message over and say what became of it (``message.receipt(…)``).

        Raises:
            Rejected: permanent, the address will never take it.
            NotNow: temporary, nothing went out.
            Doubtful: it may have gone out. Any other exception counts as this one.
        """


@frozen(kw_only=True)
class Notice:
    """An alert for the person who must act.

    Attributes:
        code: ``case_opened``, ``voice_joined``, ``case_overdue``.
        to: who must act: the owner of the case.
        account: name of the account, for a readable alert.
    """

    code: str
    to: str
    case: Case
    account: str = ""


class Notifier(Protocol):
    """How the host tells its own people that a case needs them."""

    def notify(self, notice: Notice) -> None:
        """Tell ``notice.to``. An exception is logged as an event and costs nothing else."""
