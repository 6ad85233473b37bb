"""Personal links: nothing but what we wrote for this purpose and tenant opens anything."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2bnps.errors import BadLink, InvalidValue
from b2bnps.links import Key, Links, Purpose, Ticket

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
OLD = Key("A", b"a" * 32)
NEW = Key("B", b"b" * 32)
LINKS = Links("https://crm.example/nps", (OLD,))
ALPHABET = string.ascii_letters + string.digits + "-_"


def token_of(links: Links, ticket: Ticket, purpose: Purpose = Purpose.ANSWER) -> str:
    """Cut the token out of the address."""
    return links.url(purpose, ticket).rsplit("/", 1)[1]


def test_a_link_reads_back_as_its_ticket() -> None:
    """What was written opens the link that was recorded, and fits into an SMS."""
    ticket = LINKS.issue()
    token = token_of(LINKS, ticket)

    assert LINKS.read(Purpose.ANSWER, token) == ticket.id
    assert len(token) == 48
    assert LINKS.url(Purpose.ANSWER, ticket).startswith("https://crm.example/nps/r/1A.")


def test_the_record_does_not_give_the_link_away() -> None:
    """The id that is stored is a hash: the random part of the link is not in it."""
    ticket = LINKS.issue()

    assert ticket.random.hex() not in ticket.id
    assert repr(ticket.random) not in repr(ticket)
    assert repr(OLD.secret) not in repr(LINKS)


def test_every_changed_letter_is_refused() -> None:
    """Each position of a token takes no other letter of the alphabet, nor any outside it."""
    token = token_of(LINKS, LINKS.issue())
    for position, letter in enumerate(token):
        for other in f"{ALPHABET}.=é ":
            if other == letter:
                continue
            forged = token[:position] + other + token[position + 1 :]
            with pytest.raises(BadLink):
                LINKS.read(Purpose.ANSWER, forged)


@given(st.text())
def test_no_text_of_others_is_a_link(text: str) -> None:
    """Whatever is tried, it is refused in the one way that says nothing."""
    with pytest.raises(BadLink, match="not valid"):
        LINKS.read(Purpose.ANSWER, text)


def test_a_token_of_another_length_is_refused() -> None:
    """Canonical base64 of too few or too many bytes is no link either."""
    head, random, signature = token_of(LINKS, LINKS.issue()).split(".")
    for forged in (f"{head}.{random}.AAAA", f"{head}.AAAA.{signature}", f"{head}.{random}"):
        with pytest.raises(BadLink):
            LINKS.read(Purpose.ANSWER, forged)


def test_a_link_opens_one_purpose_only() -> None:
    """An answer link does not unsubscribe anybody, and the other way round."""
    ticket = LINKS.issue()

    with pytest.raises(BadLink):
        LINKS.read(Purpose.UNSUBSCRIBE, token_of(LINKS, ticket, Purpose.ANSWER))
    with pytest.raises(BadLink):
        LINKS.read(Purpose.ANSWER, token_of(LINKS, ticket, Purpose.UNSUBSCRIBE))


def test_a_link_opens_one_tenant_only() -> None:
    """The same key in two tenants does not make their links interchangeable."""
    one = Links("https://crm.example/nps", (OLD,), tenant="one")
    two = Links("https://crm.example/nps", (OLD,), tenant="two")

    with pytest.raises(BadLink):
        two.read(Purpose.ANSWER, token_of(one, one.issue()))


def test_keys_rotate() -> None:
    """The newest key signs, an old one still verifies, and a dropped one does not."""
    ticket = LINKS.issue()
    before = token_of(LINKS, ticket)
    rotated = Links("https://crm.example/nps", (NEW, OLD))
    dropped = Links("https://crm.example/nps", (NEW,))

    assert rotated.read(Purpose.ANSWER, before) == ticket.id
    assert token_of(rotated, ticket).startswith("1B.")
    with pytest.raises(BadLink):
        dropped.read(Purpose.ANSWER, before)


def test_a_nonce_says_when_its_form_was_served() -> None:
    """The moment comes back to the millisecond, also after the keys were rotated."""
    nonce = LINKS.nonce("link", now=NOW + timedelta(milliseconds=7))
    rotated = Links("https://crm.example/nps", (NEW, OLD))

    assert LINKS.served_at("link", nonce) == NOW + timedelta(milliseconds=7)
    assert rotated.served_at("link", nonce) == NOW + timedelta(milliseconds=7)


def test_a_nonce_belongs_to_one_link() -> None:
    """A form that was served for one link cannot be sent for another, nor be made up."""
    nonce = LINKS.nonce("link", now=NOW)
    for link, text in (("other", nonce), ("link", nonce[:-1] + "A"), ("link", ""), ("link", "é")):
        with pytest.raises(BadLink):
            LINKS.served_at(link, text)


def test_two_forms_of_one_link_differ() -> None:
    """Each served form has a nonce of its own, so that two tabs are two answers."""
    assert LINKS.nonce("link", now=NOW) != LINKS.nonce("link", now=NOW)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Key("", b"a" * 32), "Key.id"),
        (lambda: Key("AB", b"a" * 32), "Key.id"),
        (lambda: Key("é", b"a" * 32), "Key.id"),
        (lambda: Key("A", b"short"), "Key.secret"),
        (lambda: Links("crm.example", (OLD,)), "Links.address"),
        (lambda: Links("https://crm.example/", (OLD,)), "Links.address"),
        (lambda: Links("https://crm.example", ()), "Links.keys"),
        (lambda: Links("https://crm.example", (OLD, OLD)), "Links.keys"),
    ],
)
def test_what_cannot_work_is_refused_at_once(make: object, field: str) -> None:
    """A wrong key or address is named when the programme is built, not when a mail went out."""
    assert callable(make)
    with pytest.raises(InvalidValue, match=field):
        make()
