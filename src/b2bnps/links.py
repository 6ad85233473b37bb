"""Signed personal links, short enough for an SMS. This module does no I/O.

A token is ``<version><key id>.<16 random bytes>.<16 bytes of HMAC-SHA256>`` in base64url, 48
letters. The HMAC covers version, key id, purpose, tenant and the random part, so that a token for
one purpose or tenant opens nothing else. Only the hash of the random part is stored: a stolen
database holds no working link. There is no personal data and no sequence in a token.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from attrs import field, frozen

from b2bnps.errors import BadLink, InvalidValue

VERSION = "1"
RANDOM_BYTES = 16
SIGNATURE_BYTES = 16
MINIMUM_SECRET = 32
KEY_IDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Purpose(StrEnum):
    """What a link is for; its value stands in the address."""

    ANSWER = "r"
    UNSUBSCRIBE = "u"
    PREVIEW = "p"


@frozen
class Key:
    """A signing key.

    Attributes:
        id: one letter or digit, unique in the list, so that an old link finds its key.
        secret: at least 32 bytes from a real source of randomness, kept in the host's vault.
    """

    id: str
    secret: bytes = field(repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse an id that no token can carry, and a secret that can be guessed."""
        if len(self.id) != 1 or self.id not in KEY_IDS:
            message = "Key.id: takes one ASCII letter or digit."
            raise InvalidValue(message)
        if len(self.secret) < MINIMUM_SECRET:
            message = f"Key.secret: needs at least {MINIMUM_SECRET} bytes."
            raise InvalidValue(message)


@frozen
class Ticket:
    """A new link before it is written.

    Attributes:
        id: hash of the random part: the id of the :class:`~b2bnps.model.Link` to record.
        random: the random part; it goes into the address and is stored nowhere.
    """

    id: str
    random: bytes = field(repr=False)


@frozen
class Links:
    """Writes and reads personal links.

    Attributes:
        address: where the pages are mounted, e.g. ``https://crm.example/nps``.
        keys: the newest first; it signs, all of them verify.
        tenant: whose links these are.
        entropy: where random bytes come from; never a seeded source outside tests.
    """

    address: str
    keys: tuple[Key, ...] = field(repr=False)
    tenant: str = ""
    entropy: Callable[[int], bytes] = secrets.token_bytes

    def __attrs_post_init__(self) -> None:
        """Refuse an address that mail readers will not open, and an empty or ambiguous key list."""
        if not self.address.startswith(("https://", "http://")) or self.address.endswith("/"):
            message = "Links.address: takes https://… without a slash at the end."
            raise InvalidValue(message)
        if len({key.id for key in self.keys}) != len(self.keys) or not self.keys:
            message = "Links.keys: needs at least one key, each with an id of its own."
            raise InvalidValue(message)

    def issue(self) -> Ticket:
        """Draw a new link."""
        random = self.entropy(RANDOM_BYTES)
        return Ticket(_id(random), random)

    def url(self, purpose: Purpose, ticket: Ticket) -> str:
        """Write the address that opens the pages for this purpose."""
        key = self.keys[0]
        signature = self._sign(key, purpose, ticket.random)
        token = f"{VERSION}{key.id}.{_encode(ticket.random)}.{_encode(signature)}"
        return f"{self.address}/{purpose}/{token}"

    def read(self, purpose: Purpose, token: str) -> str:
        """Check a token.

        Returns:
            The id of the :class:`~b2bnps.model.Link`, which the store may or may not know.

        Raises:
            BadLink: it was not written by one of our keys for this purpose and tenant.
        """
        head, random, signature = _split(token)
        key = next((key for key in self.keys if head == VERSION + key.id), None)
        if key is None:
            raise BadLink
        if not hmac.compare_digest(signature, self._sign(key, purpose, random)):
            raise BadLink
        return _id(random)

    def nonce(self, link: str, *, now: datetime) -> str:
        """Write the nonce of one served form: it proves which link it was served for, and when."""
        stamp = int(now.timestamp() * 1000).to_bytes(8)
        salt = self.entropy(8)
        return _encode(salt + stamp + self._seal(self.keys[0], link, salt + stamp))

    def served_at(self, link: str, nonce: str) -> datetime:
        """Read when the form with this nonce was served.

        Raises:
            BadLink: the nonce was not written for this link.
        """
        raw = _decode(nonce)
        body, seal = raw[:16], raw[16:]
        if not any(hmac.compare_digest(seal, self._seal(key, link, body)) for key in self.keys):
            raise BadLink
        return datetime.fromtimestamp(int.from_bytes(body[8:]) / 1000, UTC)

    def _sign(self, key: Key, purpose: str, random: bytes) -> bytes:
        parts = (VERSION.encode(), key.id.encode(), purpose.encode(), self.tenant.encode(), random)
        return _hmac(key.secret, parts)

    def _seal(self, key: Key, link: str, body: bytes) -> bytes:
        return _hmac(key.secret, (b"nonce", self.tenant.encode(), link.encode(), body))


def _hmac(secret: bytes, parts: tuple[bytes, ...]) -> bytes:
    """Sign parts whose borders matter: each is preceded by its length."""
    framed = b"".join(len(part).to_bytes(2) + part for part in parts)
    return hmac.digest(secret, framed, "sha256")[:SIGNATURE_BYTES]


def _id(random: bytes) -> str:
    return hashlib.sha256(random).hexdigest()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Read base64url in its one canonical spelling; anything else is no link of ours."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise BadLink from None
    if _encode(raw) != text:
        raise BadLink
    return raw


def _split(token: str) -> tuple[str, bytes, bytes]:
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - head, random part, signature
        raise BadLink
    head, random, signature = parts[0], _decode(parts[1]), _decode(parts[2])
    if len(random) != RANDOM_BYTES or len(signature) != SIGNATURE_BYTES:
        raise BadLink
    return head, random, signature
