"""Every exception of b2bnps, split by who must act. This module does no I/O.

::

    B2bnpsError
    ├── HostError               the developer who embeds the library must act
    │   ├── InvalidValue        a value that no record may hold (also a ValueError)
    │   │   └── NaiveTime       a time without a time zone
    │   ├── MissingExtra        an optional dependency is not installed (also an ImportError)
    │   ├── BorrowedConnection  the outbox was given a connection that belongs to the host
    │   ├── UnsupportedServer   the database server is older than we can promise anything for
    │   └── UnknownThing        a channel, a question set or a text that nobody has configured
    ├── InputError              whoever sent the file, form or link must act
    │   ├── UnreadableFile      wrong encoding, no header, an unclosed quote
    │   │   └── BadDocument     a questionnaire that nobody could be asked; names each fault's path
    │   ├── UnknownColumn       a column that the file does not have; names those that it has
    │   ├── BadAnswer           an answer that its question does not take
    │   ├── NotFound            a wave, case or invitation that nobody has recorded
    │   └── BadLink             unknown, forged, expired and erased links, which all look alike
    ├── RecordConflict          the records disagree with what the caller wants to add
    │   ├── AlreadyRecorded     a record with this id exists: the retry of something that worked
    │   └── StepRefused         a case cannot take this step now
    └── DeliveryError           the channel or its provider
        ├── Rejected            permanent: this message will never arrive at this address
        ├── NotNow              temporary: try again after ``after``
        └── Doubtful            the message may or may not have gone out; a person must look

No message of an exception carries a name, an address, a comment, a link or a key.
"""

from collections.abc import Iterable
from datetime import timedelta


class B2bnpsError(Exception):
    """The root: catching it catches whatever b2bnps raises on purpose."""


class HostError(B2bnpsError):
    """The developer who embeds the library must act."""


class InvalidValue(HostError, ValueError):
    """A value that no record may hold."""


class NaiveTime(InvalidValue):
    """A time without a time zone.

    >>> raise NaiveTime("at")
    Traceback (most recent call last):
    b2bnps.errors.NaiveTime: at: a time needs a time zone; pass datetime.now(timezone.utc).
    """

    def __init__(self, field: str) -> None:
        """Name the field that holds the naive time."""
        super().__init__(f"{field}: a time needs a time zone; pass datetime.now(timezone.utc).")


class MissingExtra(HostError, ImportError):
    """An optional dependency is not installed; the message says what to install."""

    def __init__(self, module: str, extra: str) -> None:
        """Name the module that could not be imported and the extra that brings it."""
        super().__init__(f'{module} is not installed. Run: pip install "b2bnps[{extra}]"')


class BorrowedConnection(HostError):
    """The outbox must commit by itself and was given a connection that belongs to the host."""


class UnsupportedServer(HostError):
    """The database server is older than the oldest one that the stores are tested with."""


class UnknownThing(HostError):
    """A channel, a question set or a text that nobody has configured."""


class InputError(B2bnpsError):
    """Whoever sent the file, the form or the link must act."""


class UnreadableFile(InputError):
    """A file that cannot be read as the caller described it."""


class BadDocument(UnreadableFile):
    """A document that says what cannot be.

    Attributes:
        faults: the path to each fault and what is wrong there, as sentences:
            ``$.questions[3].routes[0].to: leads back to 'nps', in a circle; …``.
    """

    def __init__(self, faults: Iterable[str]) -> None:
        """Take the faults, at least one."""
        # Half a character in a name would make the message one that nobody can write down.
        self.faults = tuple(fault.encode("utf-8", "backslashreplace").decode() for fault in faults)
        super().__init__("\n".join(self.faults))


class UnknownColumn(InputError):
    """A column that the file does not have."""

    def __init__(self, wanted: str, existing: Iterable[str]) -> None:
        """Name the column that was wanted and those that exist."""
        self.wanted = wanted
        self.existing = tuple(existing)
        names = ", ".join(self.existing) or "none"
        super().__init__(f"There is no column {wanted!r}. The file has: {names}")


class BadAnswer(InputError):
    """An answer that its question does not take.

    Attributes:
        question: id of the question.
        code: why, as one word a page can translate, e.g. ``out_of_range``.
    """

    def __init__(self, question: str, code: str, expected: str) -> None:
        """Name the question, why the answer is refused and what would be taken."""
        self.question = question
        self.code = code
        super().__init__(f"{question}: {code}; expected {expected}.")


class NotFound(InputError):
    """A wave, case or invitation that nobody has recorded; a web host answers 404."""


class BadLink(InputError):
    """A link that opens nothing. Unknown, forged, expired and erased ones look alike."""

    def __init__(self) -> None:
        """Say nothing about why: whoever forged the link would learn from it."""
        super().__init__("This link is not valid.")


class RecordConflict(B2bnpsError):
    """The records disagree with what the caller wants to add."""


class AlreadyRecorded(RecordConflict):
    """A record with this kind and id exists, and nothing of the call was added."""


class StepRefused(RecordConflict):
    """A case cannot take this step now; the message names the steps that it can take."""


class DeliveryError(B2bnpsError):
    """A channel could not deliver. Raised by channels, read by ``flow.send``."""


class Rejected(DeliveryError):
    """Permanent: this message will never arrive, and sending it again is useless."""


class NotNow(DeliveryError):
    """Temporary: nothing went out, and the same bytes may be sent later.

    Attributes:
        after: how long the provider asked us to wait; zero leaves it to the outbox.
    """

    def __init__(self, reason: str, after: timedelta = timedelta(0)) -> None:
        """Give the provider's reason (without personal data) and its wish to wait."""
        self.after = after
        super().__init__(reason)


class Doubtful(DeliveryError):
    """The message may or may not have gone out. It is held and listed, never sent again alone."""
