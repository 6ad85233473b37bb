"""The three CRMs in ``examples/``: one test body over HTTP, whichever framework is the host."""

import ast
import importlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import httpx2
import pytest
import sqlalchemy as sa
from attrs import frozen

from b2bnps import Case, Contact, Invitation, Program, Response
from b2bnps.channels.email import Smtp
from b2bnps.model import Consent, Delivery, LeftOut, Link, Receipt, Wave
from b2bnps.ports import State
from b2bnps.stores.sql import SqlStore, migrate, open_database
from b2bnps.testing.postoffice import PostOffice
from b2bnps.web import serving

EXAMPLES = Path(__file__).parents[1] / "examples"
SECRET = b"not a secret: this is for tests only"
PERSON = {"User-Agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Firefox/140.0"}
LINK = re.compile(r"https?://\S+/nps/r/\S+")
NONCE = re.compile(r'name="nonce" value="([^"]+)"')


# Loading examples, and serving each host


@cache
def example(name: str) -> Any:
    """Load an example by its path, once: Django takes its settings once in a process."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def over_a_socket(app: Any) -> Iterator[httpx2.Client]:
    """Serve a WSGI application on a port of this machine, and talk to it."""
    with serving(app) as address, httpx2.Client(base_url=address, headers=PERSON) as client:
        yield client


def flask(program: Program, _: Path) -> AbstractContextManager[httpx2.Client]:
    """Serve the CRM in Flask."""
    return over_a_socket(example("flask_crm").make_crm(program))


@contextmanager
def fastapi(program: Program, _: Path) -> Iterator[httpx2.Client]:
    """Talk to the CRM in FastAPI through Starlette's own client, which runs its event loop."""
    from fastapi.testclient import TestClient  # noqa: PLC0415 - a host that need not be there

    with TestClient(example("fastapi_crm").make_crm(program), headers=PERSON) as client:
        yield client


@contextmanager
def django(program: Program, file: Path) -> Iterator[httpx2.Client]:
    """Serve the CRM in Django, whose own connection goes to the same file."""
    crm = example("django_crm")
    crm.connection.close()
    crm.connection.settings_dict["NAME"] = str(file)
    with over_a_socket(crm.make_crm(program)) as client:
        yield client
    crm.connection.close()


HOSTS: dict[str, Callable[[Program, Path], AbstractContextManager[httpx2.Client]]] = {
    "flask": flask,
    "django": django,
    "fastapi": fastapi,
}


@frozen
class Host:
    """A running CRM: its HTTP, its mail server, its database."""

    http: httpx2.Client
    office: PostOffice
    database: sa.Engine

    def add(self, contact: str = "C1", account: str = "A1", **more: str) -> httpx2.Response:
        """Tell the CRM of a customer."""
        owner = f"owner.of.{account.lower()}@acme.example"
        person = {"id": contact, "account": account, "email": f"{contact}@customer.example"}
        firm = {"id": account, "name": f"Customer {account}", "owner": owner}
        return self.http.post("/customers", json={"account": firm, "contact": {**person, **more}})

    def ask(self, wave: str = "autumn") -> Any:
        """Start a wave."""
        reply = self.http.post(f"/waves/{wave}")
        assert reply.is_success
        return reply.json()

    def look(self, wave: str = "autumn") -> Any:
        """Read the figures of a wave."""
        reply = self.http.get(f"/waves/{wave}")
        assert reply.is_success
        return reply.json()

    def link(self, recipient: str = "C1@customer.example") -> str:
        """Find the personal link in the letter to somebody, as a path of this host."""
        (letter,) = (each for each in self.office if each.recipients == (recipient,))
        body = letter.message.get_body(("plain",))
        assert body is not None
        found = LINK.search(body.get_content())
        assert found is not None
        return urlsplit(found[0]).path

    def answer(self, link: str, **form: str) -> httpx2.Response:
        """Open a link as a person does, fill in the form and send it."""
        nonce = NONCE.search(self.http.get(link).text)
        assert nonce is not None
        return self.http.post(link, data={**form, "nonce": nonce[1]}, follow_redirects=True)

    def facts(self, *kinds: Any) -> list[Any]:
        """List the facts of some kinds."""
        store = SqlStore(self.database)
        return [fact for kind in kinds for fact in store.find(kind)]

    def messages(self) -> dict[State, int]:
        """Count what lies in the outbox."""
        return dict(SqlStore(self.database).outbox.tally(""))


@cache
def migrated() -> bytes:
    """Make the tables once; every test begins with a copy of this file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "crm.db"
        database = open_database(f"sqlite:///{file}")
        migrate(database)
        database.dispose()
        return file.read_bytes()


@contextmanager
def running(name: str, folder: Path) -> Iterator[Host]:
    """Run one of the CRMs with a fresh database and a mail server of its own."""
    pytest.importorskip(name)
    file = folder / "crm.db"
    file.write_bytes(migrated())
    database = open_database(f"sqlite:///{file}")
    with PostOffice() as office, closing(Smtp(office.host, office.port)) as deliver:
        program = example("acme_nps").make_program(database, deliver, SECRET)
        with HOSTS[name](program, file) as http:
            yield Host(http, office, database)
    database.dispose()


@pytest.fixture(autouse=True)
def _neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the examples import each other, as they do when run from their folder."""
    monkeypatch.syspath_prepend(str(EXAMPLES))


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Host]:
    """Give each of the three CRMs in turn."""
    with running(request.param, tmp_path) as host:
        yield host


# One body, every host


class TestEveryHost:
    """What a CRM does with the library, seen from outside."""

    def test_an_answer_comes_all_the_way_round(self, host: Host) -> None:
        """A customer is added, asked by mail, answers on the page, and shows in the figures."""
        assert host.add().json() == {"new": 2}
        assert host.ask() == {"invited": 1, "left_out": 0}
        thanks = host.answer(host.link(), nps="9", why="On time, every time.")

        assert thanks.status_code == 200
        assert host.look() == {"nps": 100.0, "n": 1, "population": 1, "interval": [100.0, 100.0]}

    def test_a_letter_goes_out_once_and_leaves_a_receipt(self, host: Host) -> None:
        """One message, one letter, one receipt; the outbox keeps nothing to do."""
        host.add()
        host.ask()

        assert len(host.office) == 1
        assert [receipt.event for receipt in host.facts(Receipt)] == [Delivery.SENT]
        assert host.messages() == {State.SENT: 1}

    def test_planning_twice_invites_nobody_twice(self, host: Host) -> None:
        """A wave started again reaches only whoever came in since."""
        host.add()
        host.ask()
        assert host.ask() == {"invited": 0, "left_out": 0}
        host.add("C2")
        assert host.ask() == {"invited": 1, "left_out": 0}

        assert [len(host.office), len(host.facts(Invitation)), len(host.facts(Wave))] == [2, 2, 1]

    def test_nobody_is_asked_again_too_soon(self, host: Host) -> None:
        """The next wave leaves out who was just asked, and keeps the person in its population."""
        host.add()
        host.ask("autumn")
        assert host.ask("winter") == {"invited": 0, "left_out": 1}

        assert host.look("winter")["population"] == 1
        assert len(host.office) == 1

    def test_a_detractor_opens_a_case(self, host: Host) -> None:
        """A low score becomes a case of whoever owns the account."""
        host.add()
        host.ask()
        host.answer(host.link(), nps="3", why="Late again.")
        (case,) = host.facts(Case)

        assert (case.account, case.owner) == ("A1", "owner.of.a1@acme.example")
        assert host.look()["nps"] == -100.0

    def test_a_second_answer_replaces_the_first(self, host: Host) -> None:
        """Whoever comes back to the link corrects the figure; both answers are kept."""
        host.add()
        host.ask()
        host.answer(host.link(), nps="7", why="Fine.")
        host.answer(host.link(), nps="10", why="Better than fine.")

        assert host.look() == {"nps": 100.0, "n": 1, "population": 1, "interval": [100.0, 100.0]}
        assert len(host.facts(Response)) == 2

    def test_looking_answers_nothing(self, host: Host) -> None:
        """A scanner that opens the link and every score in it leaves no answer behind."""
        host.add()
        host.ask()
        for score in range(11):
            host.http.get(host.link(), params={"s": score})

        assert host.facts(Response) == []
        assert host.look()["n"] == 0

    def test_one_click_unsubscribes(self, host: Host) -> None:
        """The mail reader's own button works at the address in the letter's header."""
        host.add()
        host.ask()
        (letter,) = host.office
        address = letter.message["List-Unsubscribe"].strip("<>")
        form = {"List-Unsubscribe": "One-Click"}
        reply = host.http.post(urlsplit(address).path, data=form)

        assert reply.is_success
        assert [consent.granted for consent in host.facts(Consent)] == [False]

    @pytest.mark.parametrize("path", ["/nps/r/nonsense", "/nps/r/ş%00", "/nps/r/", "/nps/nothing"])
    def test_a_bad_link_opens_nothing(self, host: Host, path: str) -> None:
        """Links that nobody wrote get the library's own page, with status 404."""
        reply = host.http.get(path)

        assert reply.status_code == 404
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert "<h1" in reply.text

    def test_health_is_mounted_too(self, host: Host) -> None:
        """The pages bring a probe for whoever watches the host."""
        assert host.http.get("/nps/health").json()["ok"] is True

    def test_an_unknown_wave_is_not_found(self, host: Host) -> None:
        """The figures of a wave that nobody started are 404, and the reply says which there are."""
        reply = host.http.get("/waves/never")

        assert reply.status_code == 404
        assert "There is no wave 'never'" in reply.json()["error"]

    def test_a_refused_customer_is_told_why(self, host: Host) -> None:
        """A bad address comes back as 422 with field and reason, and nothing is kept."""
        reply = host.add(email="not an address")

        assert reply.status_code == 422
        assert reply.json()["error"].startswith("email: ")
        assert host.facts(Contact) == []

    def test_a_customer_without_its_fields_is_told_why(self, host: Host) -> None:
        """A body without the fields that matter is the sender's mistake, not a fault."""
        reply = host.http.post("/customers", json={"account": {"name": "Acme"}, "contact": {}})

        assert reply.status_code == 422
        assert "'id'" in reply.json()["error"]

    def test_customers_who_come_at_once_all_get_in(self, host: Host) -> None:
        """Requests side by side wait for each other; none is lost, none fails."""
        numbers = range(12)
        with ThreadPoolExecutor(4) as threads:
            replies = list(threads.map(lambda n: host.add(f"C{n}", f"A{n}"), numbers))

        assert {reply.is_success for reply in replies} == {True}
        assert len(host.facts(Contact)) == len(numbers)


# What only Django shows: its rows and our facts in one transaction

REFUSE = """CREATE TRIGGER refuse_{event} BEFORE {event} ON crm_customer
    BEGIN SELECT RAISE(ABORT, 'the host says no'); END"""


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Host]:
    """Give the CRM in Django."""
    with running("django", tmp_path) as host:
        yield host


def rows(crm: Host, sql: str) -> list[Any]:
    """Run one statement on the database, as its owner does."""
    with crm.database.begin() as connection:
        result = connection.execute(sa.text(sql))
        return [tuple(row) for row in result] if result.returns_rows else []


CUSTOMERS = "SELECT account, asked IS NOT NULL FROM crm_customer"


class TestDjangoTransaction:
    """Django's atomic block takes our facts along, both ways."""

    def test_rows_and_facts_are_committed_together(self, crm: Host) -> None:
        """After the block, the host's row says what our facts say."""
        crm.add()
        crm.ask()

        assert rows(crm, CUSTOMERS) == [("A1", 1)]
        assert len(crm.facts(Invitation)) == 1

    def test_a_customer_that_the_host_refuses_is_unknown_to_us(self, crm: Host) -> None:
        """An exception after our import leaves neither the host's row nor our facts."""
        rows(crm, REFUSE.format(event="INSERT"))
        assert crm.add().status_code == 500

        assert rows(crm, CUSTOMERS) == []
        assert crm.facts(Contact) == []

    def test_a_wave_that_the_host_refuses_sends_nothing(self, crm: Host) -> None:
        """An exception after our planning leaves no facts and no outbox rows, and no letter."""
        crm.add()
        rows(crm, REFUSE.format(event="UPDATE"))
        assert crm.http.post("/waves/autumn").status_code == 500

        assert rows(crm, CUSTOMERS) == [("A1", 0)]
        assert crm.facts(Wave, Invitation, LeftOut, Link) == []
        assert (crm.messages(), len(crm.office)) == ({}, 0)

    def test_after_a_rollback_the_same_wave_can_be_planned(self, crm: Host) -> None:
        """Nothing of the failed attempt stands in the way of the next one."""
        crm.add()
        rows(crm, REFUSE.format(event="UPDATE"))
        crm.http.post("/waves/autumn")
        rows(crm, "DROP TRIGGER refuse_UPDATE")

        assert crm.ask() == {"invited": 1, "left_out": 0}
        assert len(crm.office) == 1


# What the examples look like

CRMS = ("acme_nps", *(f"{name}_crm" for name in HOSTS))


def lines(name: str) -> list[str]:
    """Read an example."""
    return (EXAMPLES / f"{name}.py").read_text(encoding="utf-8").splitlines()


def tree(name: str) -> ast.Module:
    """Parse an example."""
    return ast.parse("\n".join(lines(name)))


def is_docstring(node: ast.AST) -> TypeGuard[ast.Expr]:
    """Tell whether this is a text that stands alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def imported(name: str) -> Iterator[tuple[str, str]]:
    """List what an example imports from the library, as (module, name)."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "b2bnps":
            yield from ((str(node.module), alias.name) for alias in node.names)


@pytest.mark.parametrize("name", CRMS)
def test_an_example_is_short(name: str) -> None:
    """The programme takes under 60 lines, and so does each host, from the first to the last."""
    assert len(lines(name)) < 60


@pytest.mark.parametrize(
    "name", sorted(file.stem for file in EXAMPLES.glob("*.py") if file.stem != "django_site")
)
def test_an_example_imports_only_what_is_public(name: str) -> None:
    """Every name is one that its module offers, and nothing begins with an underscore."""
    names = [*imported(name)]
    private = [each for each in names if "._" in each[0] or each[1].startswith("_")]
    hidden = [
        (module, each)
        for module, each in names
        if each not in public(importlib.import_module(module))
    ]
    assert names
    assert (private, hidden) == ([], [])


def public(module: ModuleType) -> set[str]:
    """List the names that a module offers: ``__all__``, or all that are written in it."""
    offered = getattr(module, "__all__", None)
    own = (name for name, value in vars(module).items() if not hasattr(value, "__loader__"))
    return set(own if offered is None else offered)


@pytest.mark.parametrize("name", CRMS)
def test_what_the_root_exports_comes_from_the_root(name: str) -> None:
    """A stranger looks at the front door first, and so do the examples."""
    root = set(importlib.import_module("b2bnps").__all__)
    behind = [(module, each) for module, each in imported(name) if module != "b2bnps"]

    assert [each for each in behind if each[1] in root] == []
