"""Channels: e-mail over a real conversation, short texts, interviews, pages and files."""

import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bnps import flow
from b2bnps.channels.email import Email, Smtp, to_email
from b2bnps.channels.embed import as_data, as_html
from b2bnps.channels.file import (
    LINK_COLUMNS,
    MESSAGE_COLUMNS,
    AnswerRow,
    File,
    answer_rows,
    link_rows,
)
from b2bnps.channels.sms import Sms, parse_reply
from b2bnps.channels.visit import Interview, Visit, interview
from b2bnps.errors import BadAnswer, Doubtful, InvalidValue, NotNow, Rejected, UnknownColumn
from b2bnps.links import Purpose
from b2bnps.messages import Sender
from b2bnps.model import (
    Contact,
    Delivery,
    Invitation,
    Link,
    Message,
    Metric,
    Response,
    Role,
    Source,
)
from b2bnps.ports import Channel, Form
from b2bnps.questionnaires.checks import Ending
from b2bnps.questionnaires.logic import Situation, read, walk
from b2bnps.questionnaires.question import Route
from b2bnps.questionnaires.reading import as_form, hear
from b2bnps.questionnaires.rules import Chose, Class, Known
from b2bnps.questionnaires.schema import Kind, Question, Questionnaire
from b2bnps.testing import ChannelContract
from b2bnps.testing.forms import forms, situations
from b2bnps.testing.postoffice import PostOffice
from b2bnps.testing.programs import (
    MONDAY,
    sample_account,
    sample_contact,
    sample_program,
    sample_wave,
)
from b2bnps.testing.questionnaires import questionnaires

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SENDER = Sender(
    company="Öğüt Makine",
    name="Işıl Öğüt, Ş.",
    email="isil@ogut.example",
    reply_to="crm@ogut.example",
)
UNSUBSCRIBE = "<https://crm.example/nps/u/" + "u" * 200 + ">"
LETTER = Message(
    id="ab12",
    at=NOW,
    due=NOW,
    channel="email",
    to="ayse@musteri.example",
    name="Ayşe Çağlayangil-Büyükşehir",
    subject="Ögüt Makine ile iş birliğinizi nasıl değerlendirirsiniz, Şükriye Hanım?",
    text="Sayın Ayşe,\n\n.bir nokta\n..iki nokta\n" + "uzun " * 400 + "\nson",
    html="<p>Sayın Ayşe</p>\n.<b>nokta</b>",
    headers={
        "List-Unsubscribe": UNSUBSCRIBE,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
)
SHORT = evolve(LETTER, channel="sms", to="+905321234567", subject="", html="", headers={})
LIST = evolve(LETTER, channel="visit", html="", headers={}, text="Why?")
CONTACT = Contact(
    id="r1",
    account="a1",
    contact="c1",
    at=NOW,
    first_name="Ayşe",
    last_name="Çağ",
    email="ayse@musteri.example",
    phone="+905321234567",
    language="tr",
)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Open a mail server on this machine."""
    with PostOffice() as office:
        yield office


@contextmanager
def script(*answers: str, hang_up_early: bool = False) -> Iterator[int]:
    """Run a server that says these lines, one per line it hears, and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            line, _ = server.accept()
            with suppress(OSError), line, line.makefile("rb") as heard:
                for answer in answers:
                    line.sendall(f"{answer}\r\n".encode())
                    if not (hang_up_early and answer.startswith("354")):
                        heard.readline()
                if hang_up_early:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

        thread = threading.Thread(target=talk)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            thread.join()


class TestEmail(ChannelContract):
    """The contract of a channel, for e-mail."""

    def make_channel(self) -> Channel:
        """Deliver to nobody."""
        return Email(SENDER, lambda mail: mail["Message-ID"])


class TestSms(ChannelContract):
    """The contract of a channel, for short texts."""

    def make_channel(self) -> Channel:
        """Deliver to nobody."""
        return Sms(lambda to, text: f"{to} {len(text)}")


class TestVisit(ChannelContract):
    """The contract of a channel, for a work list."""

    def make_channel(self) -> Channel:
        """Forget what is put on the list."""
        return Visit(lambda message: message.id)


class TestFile(ChannelContract):
    """The contract of a channel, for a list that somebody else sends out."""

    def make_channel(self) -> Channel:
        """Forget what is written."""
        return File(lambda row: row)


# E-mail: the wire


def test_channels_are_channels() -> None:
    """Every adapter has what the port asks for, with its own name and form."""
    channels: list[Channel] = [
        Email(SENDER, print),
        Sms(lambda to, text: to + text),
        Visit(print),
        Visit(print, "phone"),
        File(print),
    ]
    assert [(c.name, c.form, c.address(CONTACT)) for c in channels] == [
        ("email", Form.LETTER, "ayse@musteri.example"),
        ("sms", Form.SHORT, "+905321234567"),
        ("visit", Form.LIST, "c1"),
        ("phone", Form.LIST, "+905321234567"),
        ("file", Form.SHORT, "ayse@musteri.example"),
    ]


def test_a_letter_arrives_as_it_was_written(office: PostOffice) -> None:
    """Over a real conversation, every letter of subject, names and bodies stays what it is."""
    with Smtp(office.host, office.port) as smtp:
        receipt = Email(SENDER, smtp).send(LETTER, now=NOW)
    (letter,) = office
    mail = letter.message
    assert (letter.sender, letter.recipients) == ("isil@ogut.example", ("ayse@musteri.example",))
    assert mail["Subject"] == LETTER.subject
    assert mail["From"].addresses[0].display_name == "Işıl Öğüt, Ş."
    assert mail["To"].addresses[0].display_name == LETTER.name
    assert len(mail["To"].addresses) == 1
    assert mail["Reply-To"] == "crm@ogut.example"
    assert mail["Message-ID"] == "<ab12@ogut.example>"
    assert mail["Date"].datetime == NOW
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == LETTER.text
    assert html.get_content().replace("\r\n", "\n").rstrip("\n") == LETTER.html
    assert (receipt.event, receipt.message) == (Delivery.SENT, "ab12")
    assert receipt.provider_id == "2.0.0 OK queued as 1"


def test_one_click_unsubscribe_survives_the_wire(office: PostOffice) -> None:
    """A long List-Unsubscribe goes out in one line, unfolded and unencoded."""
    with Smtp(office.host, office.port) as smtp:
        Email(SENDER, smtp).send(LETTER, now=NOW)
    (letter,) = office
    lines = letter.wire.split(b"\r\n")
    assert f"List-Unsubscribe: {UNSUBSCRIBE}".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_the_same_message_gives_the_same_bytes() -> None:
    """Nothing random and no clock goes into a mail, so a retry is the same mail."""
    first, second = to_email(LETTER, SENDER), to_email(LETTER, SENDER)
    assert first.as_bytes() == second.as_bytes()
    assert b"\r\n\r\n--=_ab12\r\n" in first.as_bytes()


def test_a_mail_reads_like_any_other() -> None:
    """Code that hands it to a provider finds readable headers, not encoded ones."""
    mail = to_email(LETTER, SENDER)
    assert str(mail["Subject"]) == LETTER.subject
    assert mail["To"].addresses[0].addr_spec == "ayse@musteri.example"
    assert mail["List-Unsubscribe"] == UNSUBSCRIBE


def test_plain_text_alone_is_one_part() -> None:
    """A letter without HTML is a plain mail; without a name and reply address it has none."""
    sender = Sender(company="Acme", name="", email="a@exämple.com")
    Email(sender, print)
    mail = to_email(evolve(LETTER, html="", name="Bo Ek", subject="Hi", headers={}), sender)
    assert mail.get_content_type() == "text/plain"
    assert mail.as_bytes().split(b"\r\n\r\n")[0].decode() == (
        "From: a@xn--exmple-cua.com\r\n"
        "To: Bo Ek\r\n <ayse@musteri.example>\r\n"
        "Subject: Hi\r\n"
        "Date: Mon, 23 Nov 2026 08:30:00 +0000\r\n"
        "Message-ID: <ab12@xn--exmple-cua.com>\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "MIME-Version: 1.0"
    )


# E-mail: the guard

BREAKS = (
    "\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029",
    "\ud800", "\r\n ", "\n\t",
)  # fmt: skip
WORDS = (
    "=?utf-8?q?Hi=0ABcc:_x@evil.example?=",
    "=?utf-8?q?=0D=0ABcc:_x@evil.example?=",
    "=?utf-8?b?SGkKQmNjOiB4QGV2aWwuZXhhbXBsZQ==?=",
    "=?utf-8?q?a?= =?utf-8?q?=0Ab?=",
    "=?us-ascii?Q?=00?=",
    "=?utf-8*en?q?=0A?=",
    "=?utf-8?q?=2C?=",
    "=?x",
    "x?=",
)
PAYLOADS = (*(f"Hi{each}Bcc: x@evil.example" for each in BREAKS), *(f"Hi {w}" for w in WORDS))
PLACES: dict[str, Callable[[str], EmailMessage]] = {
    "subject": lambda bad: to_email(evolve(LETTER, subject=bad), SENDER),
    "name": lambda bad: to_email(evolve(LETTER, name=bad), SENDER),
    "to": lambda bad: to_email(evolve(LETTER, to=f"{bad}@x.example"), SENDER),
    "domain": lambda bad: to_email(evolve(LETTER, to=f"a@{bad}"), SENDER),
    "header": lambda bad: to_email(evolve(LETTER, headers={"X-Wave": bad}), SENDER),
    "header name": lambda bad: to_email(evolve(LETTER, headers={bad: "1"}), SENDER),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_smuggles_a_header_in(place: str, payload: str) -> None:
    """Line breaks, bare or inside encoded words, are refused wherever they reach a header."""
    with pytest.raises(Rejected):
        PLACES[place](payload)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@x.example",
        "a@",
        "a@b@c.example",
        "a@x.example, b@y.example",
        "a@x.example;b@y.example",
        "<a@x.example>",
        "a b@x.example",
        '"a"@x.example',
        "ö@x.example",
        "a@x_y.example",
        "a@[127.0.0.1]",
        ".a@x.example",
        f"{'a' * 250}@x.example",
        "a@x.example\n",
    ],
)
def test_one_message_has_one_recipient(address: str) -> None:
    """What is not exactly one address that every server takes is refused."""
    with pytest.raises(Rejected, match=r"^to: "):
        to_email(evolve(LETTER, to=address), SENDER)


@pytest.mark.parametrize(
    "name", ["Bcc", "to", "From", "Subject", "Content-Type", "MIME-Version", "Resent-To", "X Y", ""]
)
def test_a_message_does_not_say_who_gets_it(name: str) -> None:
    """Headers that decide about people and content are not the message's to set."""
    with pytest.raises(Rejected, match="may not set"):
        to_email(evolve(LETTER, headers={name: "x@evil.example"}), SENDER)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "a b"},
        {"text": " \n"},
        {"text": "a\0b"},
        {"html": "\ud800"},
        {"extra": {"tag": "nps"}},
        {"headers": {"X-Long": "x" * 991}},
        {"headers": {"X-Wave": "ü"}},
        {"headers": {"X-Wave": " "}},
        {"headers": {"X-Wave": "1", "x-wave": "2"}},
    ],
)
def test_what_a_mail_cannot_hold_is_refused(changes: dict[str, object]) -> None:
    """Nothing is dropped, cut or bent to fit."""
    with pytest.raises(Rejected):
        to_email(evolve(LETTER, **changes), SENDER)  # type: ignore[arg-type]  # several fields


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"email": "ö@x.example"},
        {"name": "=?utf-8?q?=0ABcc:_x@evil.example?="},
        {"reply_to": "=?utf-8?q?=0A?=@x.example"},
    ],
)
def test_a_sender_that_no_mail_can_have_fails_at_once(changes: dict[str, str]) -> None:
    """The channel cannot be built with a sender with whom every mail would fail."""
    with pytest.raises(InvalidValue, match=r"Sender\."):
        Email(evolve(SENDER, **changes), print)


ANYTHING = st.text(max_size=120)


@given(subject=ANYTHING, name=ANYTHING, value=ANYTHING, to=ANYTHING)
def test_whatever_stands_in_the_fields_the_header_lines_stay_the_same(
    subject: str, name: str, value: str, to: str
) -> None:
    """A mail is refused, or has exactly its lines, one recipient, and says what it was given."""
    message = evolve(LETTER, subject=subject, name=name, headers={"X-Wave": value}, to=to)
    for attempt in (message, evolve(message, to="a@x.example"), _harmless(message)):
        try:
            wire = to_email(attempt, SENDER).as_bytes()
        except Rejected:
            continue
        head = wire.split(b"\r\n\r\n")[0].split(b"\r\n")
        assert [line.split(b":")[0] for line in head if not line.startswith(b" ")] == [
            b"From", b"Reply-To", b"To", b"Subject", b"Date", b"Message-ID", b"X-Wave",
            b"MIME-Version", b"Content-Type",
        ]  # fmt: skip
        assert all(line.isascii() and len(line) <= 998 for line in wire.split(b"\r\n"))


def _harmless(message: Message) -> Message:
    """Keep subject and name, with a header and an address that are surely taken."""
    return evolve(message, headers={"X-Wave": "1"}, to="a@x.example")


@given(subject=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200))
def test_every_printable_subject_arrives(subject: str) -> None:
    """Writing and reading a subject gives the same subject, in any script and at any length."""
    if "=?" in subject or "?=" in subject:
        return
    mail = to_email(evolve(LETTER, subject=subject, html=""), SENDER)
    from email import message_from_bytes, policy  # noqa: PLC0415 - only here

    read = message_from_bytes(mail.as_bytes(), EmailMessage, policy=policy.SMTP)
    assert read["Subject"] == subject


# E-mail: what went wrong


@pytest.mark.parametrize(
    ("behaviour", "error", "reason"),
    [
        ({"refuse": {LETTER.to: "550 5.1.1 no such user ayse"}}, Rejected, "550 5.1.1 at RCPT"),
        ({"refuse": {LETTER.to: "450 4.2.1 ayse is busy"}}, NotNow, "450 4.2.1 at RCPT"),
        ({"refuse": {LETTER.to: "421 closing"}}, NotNow, "421 at RCPT"),
        ({"refuse": {LETTER.to: "530 login first"}}, NotNow, "530 at RCPT"),
        ({"turn_down": {LETTER.to: "451 4.3.0 disk full"}}, NotNow, "451 4.3.0 at final dot"),
        ({"turn_down": {LETTER.to: "554 5.7.1 spam"}}, Rejected, "554 5.7.1 at final dot"),
        ({"mute": frozenset({LETTER.to})}, Doubtful, "no answer to the final dot: SMTPServerD"),
    ],
)
def test_each_fault_ends_in_the_right_state(
    behaviour: dict[str, object], error: type[Exception], reason: str
) -> None:
    """Permanent, temporary and doubtful are told apart, without the server's words about people."""
    with (
        PostOffice(**behaviour) as office,  # type: ignore[arg-type]  # several settings
        Smtp(office.host, office.port) as smtp,
    ):
        channel = Email(SENDER, smtp)
        with pytest.raises(error) as caught:
            channel.send(LETTER, now=NOW)
        assert str(caught.value).startswith(reason)
        assert "ayse" not in str(caught.value)
        channel.send(evolve(LETTER, to="other@musteri.example"), now=NOW)
        assert [letter.recipients[0] for letter in office][-1] == "other@musteri.example"


def test_silence_after_the_final_dot_is_doubt() -> None:
    """A server that is slower than our patience may have taken the mail."""
    with (
        PostOffice(delay=1) as office,
        Smtp(office.host, office.port, patience=0.05) as smtp,
        pytest.raises(Doubtful, match="final dot"),
    ):
        smtp(to_email(LETTER, SENDER))


def test_one_connection_is_used_again_and_replaced_when_dead(office: PostOffice) -> None:
    """Mails share a connection; one that the server has cut is replaced without a loss."""
    smtp = Smtp(office.host, office.port)
    for _ in range(3):
        smtp(to_email(LETTER, SENDER))
    assert office.sessions == 1
    office.hang_up()
    smtp(to_email(LETTER, SENDER))
    smtp.close()
    smtp.close()
    assert (office.sessions, len(office)) == (2, 4)


def test_threads_share_one_connection(office: PostOffice) -> None:
    """Several threads send through the same object, one mail at a time."""
    mails = [to_email(evolve(LETTER, id=f"m{n}"), SENDER) for n in range(8)]
    with Smtp(office.host, office.port) as smtp:
        threads = [threading.Thread(target=smtp, args=(mail,)) for mail in mails]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(letter.message["Message-ID"] for letter in office) == [
        f"<m{n}@ogut.example>" for n in range(8)
    ]
    assert office.sessions == 1


def test_a_server_that_is_not_there_is_not_now() -> None:
    """A refused connection says nothing about the address."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotNow, match="no session: ConnectionRefusedError"):
        Smtp("127.0.0.1", port)(to_email(LETTER, SENDER))


@pytest.mark.parametrize(
    ("answers", "error", "reason"),
    [
        (["554 go away"], NotNow, "no session: SMTPConnectError 554"),
        (["220 hi", "250 hi", "250 ok", "250 ok", "554 no"], Rejected, "554 at DATA"),
        (["220 hi", "250 hi", "250 ok"], NotNow, "lost at RCPT"),
        (["220 hi", "250 hi", "503 order"], NotNow, "503 at MAIL"),
        (["220 hi", "250 hi", "552 5.3.4 too big"], Rejected, "552 5.3.4 at MAIL"),
    ],
)
def test_faults_before_the_content_leave_no_doubt(
    answers: list[str], error: type[Exception], reason: str
) -> None:
    """As long as no content went over, nothing can have gone out."""
    with script(*answers) as port:
        smtp = Smtp("127.0.0.1", port)
        with pytest.raises(error, match=reason):
            smtp(to_email(LETTER, SENDER))
        smtp.close()


def test_an_answer_that_is_none_is_doubt() -> None:
    """Whatever a server babbles after the final dot, it has not said no."""
    mail = to_email(evolve(LETTER, html=""), SENDER)
    mail.set_payload("")
    answers = ("220 hi", "250 hi", "250 ok", "250 ok", "354 go", *["what?"] * 30)
    with script(*answers) as port:
        smtp = Smtp("127.0.0.1", port)
        with pytest.raises(Doubtful, match="final dot"):
            smtp(mail)
        smtp.close()


def test_a_connection_lost_inside_the_content_is_not_now() -> None:
    """Without the final dot a server keeps nothing, so the mail may be sent again."""
    mail = to_email(evolve(LETTER, html=""), SENDER)
    mail.set_payload(f"{'x' * 900}\r\n" * 20_000)
    answers = ("220 hi", "250 hi", "250 ok", "250 ok", "354 go")
    with script(*answers, hang_up_early=True) as port:
        smtp = Smtp("127.0.0.1", port)
        with pytest.raises(NotNow, match="lost inside the content"):
            smtp(mail)
        smtp.close()


def test_a_login_is_spoken_and_a_wrong_one_is_our_fault() -> None:
    """A refused login says nothing about the address; the password shows up nowhere."""
    with PostOffice(login=("ida", "s3cret")) as office:
        with Smtp(office.host, office.port, login=("ida", "s3cret")) as smtp:
            smtp(to_email(LETTER, SENDER))
        wrong = Smtp(office.host, office.port, login=("ida", "wr0ng"))
        odd = Smtp(office.host, office.port, login=("ida", "şifre"))
        with pytest.raises(NotNow, match="no session: UnicodeEncodeError"):
            odd(to_email(LETTER, SENDER))
        with pytest.raises(NotNow, match="SMTPAuthenticationError 535"):
            wrong(to_email(LETTER, SENDER))
        with (
            pytest.raises(NotNow, match=r"530 5\.7\.0 at RCPT"),
            Smtp(office.host, office.port) as s,
        ):
            s(to_email(LETTER, SENDER))
        assert len(office) == 1
        assert repr(wrong) == f"Smtp('127.0.0.1', {office.port})"


def test_tls_is_never_given_up(office: PostOffice) -> None:
    """Where TLS was asked for and is not to be had, nothing is sent."""
    for smtp in (
        Smtp(office.host, office.port, starttls=True),
        Smtp(office.host, office.port, tls=True),
    ):
        with pytest.raises(NotNow, match="no session"):
            smtp(to_email(LETTER, SENDER))
    assert len(office) == 0


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a key and a certificate for 127.0.0.1, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command to make a certificate")
    path = tmp_path / "server.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=post"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", f"{path}.crt"]
    subprocess.run([openssl, *words, *names], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def test_starttls_checks_the_certificate(certificate: Path) -> None:
    """With its authority known the mail goes over TLS; a stranger's certificate gets nothing."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=str(certificate))
    with PostOffice(context=server) as office:
        with Smtp(office.host, office.port, starttls=True, context=trusted) as smtp:
            smtp(to_email(LETTER, SENDER))
        assert len(office) == 1
        with pytest.raises(NotNow, match="SSLCertVerificationError"):
            Smtp(office.host, office.port, starttls=True)(to_email(LETTER, SENDER))
        assert len(office) == 1


@pytest.mark.parametrize(
    "settings", [{"tls": True, "starttls": True}, {"login": ("ida", "s3cret")}]
)
def test_unsafe_settings_are_refused(settings: dict[str, object]) -> None:
    """Two kinds of TLS contradict each other, and a password does not travel in the clear."""
    with pytest.raises(InvalidValue):
        Smtp("mail.example", **settings)  # type: ignore[arg-type]  # several settings


@pytest.mark.parametrize(
    ("name", "value"), [("Cc", "x@y.example"), ("Bcc", "x@y.example"), ("To", "a@x.y, b@x.y")]
)
def test_smtp_sends_to_one_person(name: str, value: str, office: PostOffice) -> None:
    """A foreign mail to several people is refused rather than sent to the first."""
    mail = EmailMessage()
    mail["From"] = "a@x.example"
    mail[name] = value
    with Smtp(office.host, office.port) as smtp, pytest.raises(Rejected, match="takes one address"):
        smtp(mail)


def test_any_callable_delivers() -> None:
    """A provider's SDK fits as it is: its text is the id, what it raises is doubt."""

    def broken(_: EmailMessage) -> None:
        reason = "500 for ayse@musteri.example"
        raise RuntimeError(reason)

    def busy(_: EmailMessage) -> None:
        reason = "rate limit"
        raise NotNow(reason)

    assert Email(SENDER, lambda _: "id-7").send(LETTER, now=NOW).provider_id == "id-7"
    assert Email(SENDER, lambda _: 1).send(LETTER, now=NOW).provider_id == ""
    with pytest.raises(Doubtful, match=r"^RuntimeError$"):
        Email(SENDER, broken).send(LETTER, now=NOW)
    with pytest.raises(NotNow, match="rate limit"):
        Email(SENDER, busy).send(LETTER, now=NOW)


# Short texts


def test_a_short_text_goes_to_a_number() -> None:
    """Number and text reach the gateway as they are, and its id comes back."""
    sent: list[tuple[str, str]] = []

    def gateway(to: str, text: str) -> str:
        sent.append((to, text))
        return f"sms-{len(sent)}"

    receipt = Sms(gateway).send(SHORT, now=NOW)
    assert sent == [("+905321234567", SHORT.text)]
    assert (receipt.provider_id, receipt.channel, receipt.at) == ("sms-1", "sms", NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "0532 123 45 67"},
        {"to": "+90532123456\n"},
        {"to": "+٩٠٥٣٢١٢٣٤٥٦٧"},
        {"text": " "},
        {"text": "a\0"},
        {"subject": "Hi"},
        {"html": "<p>"},
        {"headers": {"X": "1"}},
        {"extra": {"x": "1"}},
    ],
)
def test_what_a_text_message_cannot_carry_is_refused(changes: dict[str, object]) -> None:
    """No number is guessed and nothing is left out in silence."""
    with pytest.raises(Rejected):
        Sms(lambda to, _: to).send(evolve(SHORT, **changes), now=NOW)  # type: ignore[arg-type]  # several


def test_a_number_in_another_form_is_no_address() -> None:
    """A channel does not say that it reaches somebody whom it would refuse."""
    assert Sms(lambda to, _: to).address(evolve(CONTACT, phone="0532 123")) == ""


@pytest.mark.parametrize(
    ("text", "score", "comment"),
    [
        ("9 great service", 9, "great service"),
        ("10/10", 10, ""),
        (" 10 / 10!\n", 10, ""),
        ("0", 0, ""),
        ("9, thanks", 9, "thanks"),
        ("7 - too slow", 7, "too slow"),
        ("8. Goed, 2 keer\nsnel", 8, "Goed, 2 keer\nsnel"),
        ("10: süper", 10, "süper"),
        ("5 out of 10", 5, "out of 10"),
    ],
)
def test_a_reply_is_a_score_and_a_comment(text: str, score: int, comment: str) -> None:
    """What people type after a score stays beside it."""
    assert parse_reply(text) == (score, comment)


@pytest.mark.parametrize(
    "text",
    [
        *("", "nine", "I say 9", "9.5", "9,5", "-1", "8-9", "9 10", "4/5", "11", "100", "9x", "09"),
        *("٩", "９", "1_0", "+9", "9" + " x" * 1000),
    ],
)
def test_a_reply_is_not_guessed(text: str) -> None:
    """What could mean something else is refused, for a person to read."""
    with pytest.raises(BadAnswer) as caught:
        parse_reply(text)
    assert (caught.value.question, caught.value.code) == ("nps", "not_a_reply")


# Phone and visit


def test_a_visit_is_put_on_a_list() -> None:
    """The entry reaches the host's list whole, and its id comes back."""
    entries: list[Message] = []
    assert Visit(entries.append).send(LIST, now=NOW).provider_id == ""
    assert Visit(lambda message: f"task-{message.id}").send(LIST, now=NOW).provider_id == (
        "task-ab12"
    )
    assert entries == [LIST]


@pytest.mark.parametrize("changes", [{"text": ""}, {"html": "<p>"}, {"headers": {"X": "1"}}])
def test_what_a_list_cannot_show_is_refused(changes: dict[str, object]) -> None:
    """An entry without a question, or with a letter in it, is not put on a list."""
    with pytest.raises(Rejected):
        Visit(print).send(evolve(LIST, **changes), now=NOW)  # type: ignore[arg-type]  # several


def test_an_interview_is_marked_as_one() -> None:
    """Answers of an interview carry who asked, and say that they are no self-entry."""
    noted = interview({"nps": 9, "why": "fast", "topic": None}, collector=" ida ")
    assert noted == Interview(form={"nps": "9", "why": "fast"}, collector="ida")
    assert noted.source is Source.INTERVIEW


@pytest.mark.parametrize(
    ("answers", "collector"),
    [({"nps": 9}, " "), ({"nps": True}, "ida"), ({"nps": 9.0}, "ida"), ({"nps": ["9"]}, "ida")],
)
def test_an_interview_without_asker_or_with_odd_answers_is_refused(
    answers: dict[str, object], collector: str
) -> None:
    """Nobody asked, or an answer that a form cannot hold."""
    with pytest.raises(InvalidValue):
        interview(answers, collector=collector)  # type: ignore[arg-type]  # wrong on purpose


# The host's own page

QUESTIONS = Questionnaire(
    name="relationship",
    questions=(
        Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True),
        Question(id="ease", kind=Kind.SCALE, metric=Metric.CSAT, low=1, high=3),
        Question(id="topic", kind=Kind.CHOICE, options=("price", "care")),
        Question(id="why", kind=Kind.TEXT, required=True),
        Question(id="more", kind=Kind.TEXT),
    ),
    texts={
        "en": {
            "nps.ask": "Recommend {company}, {name}?",
            "nps.low": "<never>",
            "nps.high": "surely",
            "ease.ask": "Easy?",
            "ease.point.3": "very",
            "topic.ask": "What?",
            "topic.option.price": 'The "price"',
            "topic.option.care": "Care",
            "why.ask": "Why?",
            "more.ask": "More?",
        }
    },
)


class Fields(HTMLParser):
    """Reads the form fields of a page: name, type, value, and whether it is required."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.fields: list[tuple[str | None, ...]] = []
        self.form: dict[str, str | None] = {}
        self.sent: dict[str, str] = {}
        self.open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field, and what a browser would send of it."""
        values = dict(attrs)
        if tag == "form":
            self.form = values
        if tag in {"input", "textarea"}:
            kind = values.get("type", tag)
            self.fields.append((values["name"], kind, values.get("value"), values.get("required")))
            if kind not in {"radio", "checkbox"} or "checked" in values:
                self.sent[str(values["name"])] = str(values.get("value", ""))
        self.open = str(values["name"]) if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        """Note what stands in a text field."""
        if self.open:
            self.sent[self.open] += data

    def handle_endtag(self, _: str) -> None:
        """Leave a text field."""
        self.open = ""

    @property
    def names(self) -> list[str]:
        """The fields that can be seen, each once."""
        return list(dict.fromkeys(str(name) for name, kind, *_ in self.fields if kind != "hidden"))


def test_the_page_gets_plain_data() -> None:
    """JSON carries the questions, their choices and what the ends mean."""
    data = as_data(QUESTIONS, language="sv", company="Acme", name="Bo")
    assert json.loads(json.dumps(data)) == data
    assert (data["language"], data["direction"]) == ("en", "ltr")
    assert data["questionnaire"] == QUESTIONS.digest
    nps, ease, topic, why, _ = data["questions"]
    assert nps["ask"] == "Recommend Acme, Bo?"
    assert (nps["low"], nps["high"], nps["metric"], nps["required"]) == (
        "<never>",
        "surely",
        "nps",
        True,
    )
    assert [choice["value"] for choice in nps["choices"]] == [str(n) for n in range(11)]
    assert ease["choices"][2] == {"value": "3", "label": "very"}
    assert topic["choices"][0] == {"value": "price", "label": 'The "price"'}
    assert (why["kind"], why["choices"]) == ("text", [])


def test_the_page_gets_a_form() -> None:
    """The fragment posts every question by its id, with the host's hidden fields."""
    html = as_html(
        QUESTIONS,
        language="en",
        company="<Acme>",
        action="/answer?a=1&b=2",
        hidden={"nonce": 'n"1'},
    )
    page = Fields(html)
    assert page.form == {
        "class": "b2bnps",
        "method": "post",
        "action": "/answer?a=1&b=2",
        "lang": "en",
        "dir": "ltr",
    }
    assert page.fields == [
        ("nonce", "hidden", 'n"1', None),
        *[("nps", "radio", str(n), "required") for n in range(11)],
        *[("ease", "radio", str(n), None) for n in range(1, 4)],
        ("topic", "radio", "price", None),
        ("topic", "radio", "care", None),
        ("why", "textarea", None, "required"),
        ("more", "textarea", None, None),
    ]
    assert "0 = &lt;never&gt; · 10 = surely" in html
    assert "Recommend &lt;Acme&gt;, ?" in html
    assert "<small>(optional)</small>" in html
    assert html.count("<fieldset") == html.count("<legend>") == 3
    assert 'id="b2bnps-why"' in html
    assert 'for="b2bnps-why"' in html


def test_the_button_speaks_the_language_of_the_questions() -> None:
    """A language of the host's own has its own button; without one it is English."""
    texts = {"fi": QUESTIONS.texts["en"]}
    finnish = evolve(QUESTIONS, texts=texts)
    words = {"fi": {"send": "Lähetä", "optional": "vapaaehtoinen"}}
    arguments = {"language": "fi", "company": "Acme", "action": "https://crm.example/a"}
    assert ">Lähetä</button>" in as_html(finnish, **arguments, wording=words)
    assert ">Send answer</button>" in as_html(finnish, **arguments)


EVERY = Questionnaire(
    name="every",
    questions=(
        Question(id="nps", kind=Kind.SCALE, metric=Metric.NPS, low=0, high=10, required=True),
        Question(
            id="parts",
            kind=Kind.MATRIX,
            low=1,
            high=3,
            aspects=("price", "speed"),
            required=True,
            show_if=Class("nps", ("detractor",)),
        ),
        Question(id="faults", kind=Kind.CHOICES, options=("late", "other"), other="other"),
        Question(
            id="used", kind=Kind.YES_NO, routes=(Route(to="none", when=Chose("used", ("no",))),)
        ),
        Question(id="info", kind=Kind.NOTICE),
        Question(id="why", kind=Kind.TEXT),
    ),
    endings=(Ending(id="none", screened_out=True),),
    texts={
        "en": {
            "nps.ask": "Recommend {product}?",
            "parts.ask": "Each?",
            "parts.low": "bad",
            "parts.high": "good",
            "parts.aspect.price": "Price",
            "parts.aspect.speed": "Speed",
            "faults.ask": "Faults?",
            "faults.hint": "As many as you like.",
            "faults.option.late": "Late",
            "faults.option.other": "Other",
            "faults.other": "Which?",
            "used.ask": "Used?",
            "used.option.yes": "Yes",
            "used.option.no": "No",
            "info.ask": "Nearly done, {name}.",
            "why.ask": "Why?",
            "ending.none.title": "Not yet",
            "ending.none.text": "It is for users of {product}.",
        }
    },
)
ASKED: dict[str, Any] = {"language": "en", "company": "Acme", "name": "Bo"}


def test_the_page_gets_one_page_after_the_other() -> None:
    """Data of the first page, of the one that an answer leads to, and of the page before."""
    first = as_data(EVERY, **ASKED)
    assert [question["id"] for question in first["questions"]] == ["nps"]
    assert first["questions"][0]["ask"] == "Recommend Acme?"
    assert (first["at"], first["first"], first["last"], first["done"]) == (
        "nps",
        True,
        False,
        False,
    )
    form = {"at": "nps", "nps": 3}
    second = as_data(EVERY, **ASKED, form=form)
    assert [question["id"] for question in second["questions"]] == ["parts", "faults", "used"]
    assert (second["at"], second["first"], second["hidden"]) == ("parts", False, {"nps": "3"})
    assert json.loads(json.dumps(second)) == second
    back = as_data(EVERY, **ASKED, form=form | {"at": "parts", "back": "yes"})
    assert (back["at"], back["said"], back["hidden"]) == ("nps", {"nps": "3"}, {})


def test_every_kind_says_how_it_is_answered() -> None:
    """Aspects, options, other words, hints and notices are told with the names of their fields."""
    data = as_data(EVERY, **ASKED, product="Drill", form={"at": "nps", "nps": "3"})
    parts, faults, used = data["questions"]
    assert parts["fields"] == ["parts.price", "parts.speed"]
    assert parts["aspects"] == [
        {"field": "parts.price", "label": "Price"},
        {"field": "parts.speed", "label": "Speed"},
    ]
    assert [choice["value"] for choice in parts["choices"]] == ["1", "2", "3"]
    assert (parts["low"], parts["high"], parts["faces"]) == ("bad", "good", False)
    assert faults["other"] == {"option": "other", "field": "faults.words", "label": "Which?"}
    assert faults["hint"] == "As many as you like."
    assert used["choices"] == [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]
    form = {"at": "faults", "nps": "9", "used": "yes"}
    info, _ = as_data(EVERY, **ASKED, form=form)["questions"]
    assert (info["kind"], info["fields"], info["choices"]) == ("notice", [], [])


def test_the_page_hears_of_problems_and_of_the_end() -> None:
    """A refused page comes again with codes; the end names its words where they are special."""
    form: dict[str, object] = {"at": "parts", "nps": "3", "parts": {"price": 9}}
    again = as_data(EVERY, **ASKED, form=form)
    assert again["problems"] == [
        {"field": "parts.price", "code": "out_of_range"},
        {"field": "parts.speed", "code": "missing"},
    ]
    assert again["said"] == {"parts.price": "9"}
    form |= {"parts": {"price": 1, "speed": 2}, "faults": ["late", "other"], "used": False}
    done = as_data(EVERY, **ASKED, product="Drill", form=form)
    assert (done["done"], done["questions"], done["at"]) == (True, [], "")
    assert done["ending"] == {
        "id": "none",
        "title": "Not yet",
        "text": "It is for users of Drill.",
    }
    usual = as_data(EVERY, **ASKED, form={"at": "info", "nps": 9, "used": True, "why": None})
    assert usual["ending"] == {"id": "end"}


def test_the_page_opens_where_somebody_stopped() -> None:
    """Recorded answers without ``at`` give the page after the last one."""
    assert as_data(EVERY, **ASKED, form={"nps": "9"})["at"] == "faults"


def test_rules_look_at_the_situation() -> None:
    """What the host knows decides what is asked, on its own pages as elsewhere."""
    nps = evolve(EVERY.questions[0], show_if=Known("phase", ("design",)))
    known = evolve(QUESTIONS, questions=(nps, *QUESTIONS.questions[1:]))
    design = Situation(known={"phase": "design"})
    assert as_data(known, **ASKED)["at"] == "ease"
    assert as_data(known, **ASKED, situation=design)["at"] == "nps"


def test_a_text_that_names_what_was_not_passed_is_refused() -> None:
    """A question with a hole in it is the developer's to mend."""
    texts = {"en": {**QUESTIONS.texts["en"], "why.ask": "How is {account} doing in {phase}?"}}
    named = evolve(QUESTIONS, texts=texts)
    with pytest.raises(InvalidValue, match="pass account="):
        as_data(named, **ASKED)
    [why] = [
        question["ask"]
        for question in as_data(named, **ASKED, account="Beta", phase="design")["questions"]
        if question["id"] == "why"
    ]
    assert why == "How is Beta doing in design?"


def test_the_form_of_a_page_carries_the_others() -> None:
    """Every kind has its fields, what was said elsewhere goes along, and one can go back."""
    html = as_html(
        EVERY, **ASKED, action="/a", form={"at": "nps", "nps": "3"}, hidden={"nonce": "n"}
    )
    assert Fields(html).fields == [
        ("nonce", "hidden", "n", None),
        ("at", "hidden", "parts", None),
        ("nps", "hidden", "3", None),
        *[
            (f"parts.{a}", "radio", str(n), "required")
            for a in ("price", "speed")
            for n in (1, 2, 3)
        ],
        ("faults.late", "checkbox", "yes", None),
        ("faults.other", "checkbox", "yes", None),
        ("faults.words", "text", "", None),
        ("used", "radio", "yes", None),
        ("used", "radio", "no", None),
    ]
    assert html.count("<fieldset") == html.count("<legend>") == 5
    assert "1 = bad · 3 = good" in html
    assert '<fieldset class="b2bnps-choices" aria-describedby="b2bnps-faults-hint">' in html
    assert '<button type="submit" name="back" value="yes" formnovalidate>Back</button>' in html
    assert '<button type="submit">Continue</button>' in html


def test_a_form_with_problems_shows_them_beside_the_fields() -> None:
    """What is wrong is said in words, linked to its field, and nothing entered is lost."""
    long = "x" * 10_001
    form = {"at": "info", "nps": "9", "faults": "late", "used": "yes", "why": long}
    html = as_html(EVERY, **ASKED, action="/a", form=form)
    assert f">{long}</textarea>" in html
    assert 'aria-invalid="true" aria-describedby="b2bnps-why-problem"' in html
    assert '<p class="b2bnps-problem" id="b2bnps-why-problem">This answer does not fit' in html
    assert '<p class="b2bnps-notice">Nearly done, Bo.</p>' in html
    assert '<button type="submit">Send answer</button>' in html
    before = as_html(EVERY, **ASKED, action="/a", form=form | {"why": "", "back": "yes"})
    assert Fields(before).sent == {
        "at": "faults",
        "nps": "9",
        "faults.late": "yes",
        "faults.words": "",
        "used": "yes",
    }
    form = {"at": "parts", "nps": "3"}
    missing = as_html(EVERY, **ASKED, action="/a", form=form)
    assert missing.count("This question needs an answer.") == 2
    assert (
        '<fieldset class="b2bnps-aspect" aria-describedby="b2bnps-parts.speed-problem">' in missing
    )


def test_after_the_last_page_there_are_words_of_thanks() -> None:
    """The usual end thanks in the words of our letters, another one in its own."""
    form = {"at": "faults", "nps": "9", "used": "no"}
    own = as_html(EVERY, **ASKED, product="<Drill>", action="/a", form=form)
    assert own == (
        '<div class="b2bnps-end" lang="en" dir="ltr">\n<h2>Not yet</h2>\n'
        "<p>It is for users of &lt;Drill&gt;.</p>\n</div>"
    )
    usual = as_html(QUESTIONS, **ASKED, action="/a", form={"at": "nps", "nps": "9", "why": "x"})
    assert "<p>Thank you for your time.</p>" in usual


@given(st.data())
@settings(max_examples=40)
def test_a_host_leads_through_every_questionnaire(data: st.DataObject) -> None:
    """A host that only posts its forms and shows what comes gets what one read of all gives."""
    asked, situation = data.draw(questionnaires()), data.draw(situations())
    form = data.draw(forms(asked, spoiled=False))
    heard = hear(asked.questions, form)
    wanted = as_form(asked.questions, [a for each in heard.answers.values() for a in each])
    arguments: dict[str, Any] = {**ASKED, "account": "", "phase": "", "situation": situation}
    expected = walk(asked, form, situation)
    posted: dict[str, str] = {}
    for page in expected.pages:
        shown = as_html(asked, **arguments, action="/a", form=posted)
        fields = Fields(shown)
        there = {one["id"] for one in as_data(asked, **arguments, form=posted)["questions"]}
        assert there == {question.id for question in page}
        posted = fields.sent | {name: wanted[name] for name in fields.names if name in wanted}
    end = as_data(asked, **arguments, form=posted)
    if expected.pages:
        assert (end["done"], end["ending"]["id"]) == (True, expected.ending)
        whole = read(asked, form, situation=situation)
        assert read(asked, posted, situation=situation).answers == whole.answers


def test_pages_of_a_host_are_recorded_one_by_one() -> None:
    """Posting each form to ``flow.respond`` records what was said so far, and all at the end."""
    program = sample_program()
    ticket = program.links.issue()
    about: dict[str, Any] = {"account": "A1", "contact": "C1", "wave": "2026-Q4", "at": MONDAY}
    program = evolve(program, question_sets={"relationship": {Role.UNKNOWN: EVERY}})
    program.store.add(
        sample_account(),
        sample_contact(),
        sample_wave(),
        Invitation(id="I1", question_set="relationship", known={"product": "Drill"}, **about),
        Link(id=ticket.id, invitation="I1", **about),
    )
    token = program.links.url(Purpose.ANSWER, ticket).rpartition("/")[2]
    posted: dict[str, str] = {}
    for minute, answers in enumerate(({"nps": "9"}, {"used": "yes"}, {"why": "Good"})):
        now = MONDAY + timedelta(days=1, minutes=minute)
        opened = flow.open_link(program, token, now=now)
        html = as_html(
            opened.questionnaire,
            language=opened.language,
            company=opened.company,
            name=opened.name,
            product=opened.product,
            action="/questions",
            form=posted,
            situation=opened.situation,
            hidden={"nonce": program.links.nonce(opened.link, now=now)},
        )
        posted = Fields(html).sent | answers
        flow.respond(program, token, posted, now=now + timedelta(seconds=30))
    found = sorted(program.store.find(Response), key=lambda response: response.at)
    assert [(r.complete, len(r.answers)) for r in found] == [(False, 1), (False, 2), (True, 3)]


def test_a_form_posts_to_pages_only() -> None:
    """An address of another scheme is refused."""
    with pytest.raises(InvalidValue, match="action"):
        as_html(QUESTIONS, language="en", company="Acme", action="javascript:alert(1)")


# Files


def test_rows_with_links_go_out() -> None:
    """One row per person, in the order of the columns."""
    rows = list(link_rows([(CONTACT, "https://crm.example/r/x")]))
    assert [dict(zip(LINK_COLUMNS, row, strict=True)) for row in rows] == [
        {
            "account": "a1",
            "contact": "c1",
            "first_name": "Ayşe",
            "last_name": "Çağ",
            "email": "ayse@musteri.example",
            "language": "tr",
            "link": "https://crm.example/r/x",
        }
    ]


def test_messages_go_into_a_list_for_somebody_else() -> None:
    """The row holds the message's id, so whoever sends it can send it once."""
    rows: list[tuple[str, ...]] = []
    message = evolve(SHORT, account="a1", contact="c1", language="tr")
    assert File(rows.append).send(message, now=NOW).event is Delivery.SENT
    row = dict(zip(MESSAGE_COLUMNS, rows[0], strict=True))
    assert (row["message"], row["account"], row["contact"]) == ("ab12", "a1", "c1")
    assert (row["to"], row["language"], row["text"]) == (message.to, "tr", message.text)
    with pytest.raises(Rejected, match="text"):
        File(print).send(evolve(message, text=""), now=NOW)
    with pytest.raises(Rejected, match="subject"):
        File(print).send(evolve(message, subject="Hi"), now=NOW)


def test_a_list_shows_the_best_address() -> None:
    """Mail before phone before the host's own id."""
    channel = File(print)
    assert channel.address(evolve(CONTACT, email="")) == "+905321234567"
    assert channel.address(evolve(CONTACT, email="", phone="")) == "c1"


def test_answers_come_in_row_by_row() -> None:
    """Every row gives one value; those that cannot be used say why."""
    columns = {"contact": "Id", "nps": "Score", "why": "Reason"}
    rows = [
        (2, {"Id": "c1", "Score": " 9 ", "Reason": ""}),
        (3, {"Id": " ", "Score": "9", "Reason": "x"}),
        (4, {"Id": "c2", "Score": "", "Reason": " "}),
    ]
    assert list(answer_rows(rows, columns)) == [
        AnswerRow(row=2, contact="c1", form={"nps": "9"}),
        AnswerRow(row=3, form={"nps": "9", "why": "x"}, problem="nobody"),
        AnswerRow(row=4, contact="c2", problem="no_answer"),
    ]
    linked = answer_rows([(2, {"L": "https://x", "S": "1"})], {"link": "L", "nps": "S"})
    assert list(linked) == [AnswerRow(row=2, link="https://x", form={"nps": "1"})]


def test_a_file_needs_its_columns() -> None:
    """A missing column is named with those that exist; somebody must have answered."""
    with pytest.raises(UnknownColumn, match="'Id'"):
        list(answer_rows([(2, {"Score": "9"})], {"contact": "Id", "nps": "Score"}))
    with pytest.raises(InvalidValue, match="contact or link"):
        list(answer_rows([], {"nps": "Score"}))


def test_importing_the_channels_stays_light() -> None:
    """The mail client is loaded when the first mail is sent, the mail server only for tests."""
    code = "import sys, b2bnps.channels.email; print({'smtplib', 'aiosmtpd'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
