"""The migrations: from nothing, from every release, beside a host's own tables and revisions."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from b2bnps.model import (
    Account,
    Answer,
    Contact,
    Draft,
    Metric,
    Remark,
    Response,
    Role,
    Version,
)
from b2bnps.ports import State
from b2bnps.stores import KINDS
from b2bnps.stores.sql import SqlStore, migrate, migrations, open_database
from b2bnps.stores.sql.migrating import options
from b2bnps.stores.sql.tables import METADATA
from b2bnps.stores.sql.transactions import HEAD
from b2bnps.testing.databases import sqlite_file

NEWER = {"0.1.0.sqlite.sql": {Version, Draft, Remark}}
"""Kinds that a release did not have yet."""

RELEASES = sorted((Path(__file__).parent / "data" / "releases").glob("*.sqlite.sql"))
HOST_TABLES = {"alembic_version", "host_deal"}


@pytest.fixture(scope="module", params=["sqlite", "postgres", "mariadb"])
def database(
    request: pytest.FixtureRequest, empty_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[sa.Engine]:
    """Give a database of each kind in which a host already has tables and revisions."""
    with empty_database(request.param) as place, ExitStack() as stack:
        database = open_database(place)
        stack.callback(database.dispose)
        with database.begin() as connection:
            connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
            connection.execute(sa.text("INSERT INTO alembic_version VALUES ('host-7')"))
            connection.execute(sa.text("CREATE TABLE host_deal (id INTEGER)"))
        yield database


def tables(database: sa.Engine) -> set[str]:
    """List the tables of a database."""
    return set(sa.inspect(database).get_table_names())


def differences(database: sa.Engine) -> list[object]:
    """Compare the tables as they are with the tables as the code has them."""
    wanted = {name: value for name, value in options().items() if name != "fn"}
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={**wanted, "compare_type": True})
        return list(compare_metadata(context, METADATA))


def test_migrating_joins_the_hosts_transaction(database: sa.Engine) -> None:
    """On the host's connection the tables come and go with the host's own transaction."""
    if database.dialect.name == "mariadb":
        return  # it commits at every CREATE TABLE by itself, which the docstring says
    with database.connect() as connection:
        migrate(connection)
        SqlStore(connection).add(Account(id="1", at=datetime.now(UTC), name="Acme"))
        connection.rollback()
    assert tables(database) == HOST_TABLES


def test_the_newest_revision_is_what_the_code_expects(
    database: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """After migrating, alembic finds no difference, and has said nothing above INFO."""
    migrate(database)
    assert differences(database) == []
    assert [record for record in caplog.records if record.levelname != "INFO"] == []


def test_migrating_twice_changes_nothing(database: sa.Engine) -> None:
    """A second run, as every start of a host makes, finds nothing to do."""
    migrate(database)
    before = tables(database)
    migrate(database)
    assert tables(database) == before


def test_a_killed_migration_can_be_run_again(database: sa.Engine) -> None:
    """Where a database commits every table by itself, half of them may be there already."""
    migrate(database)
    with database.begin() as connection:
        connection.execute(sa.text("DROP TABLE b2bnps_outbox"))
        connection.execute(sa.text("DROP TABLE b2bnps_response_answer"))
        connection.execute(sa.text("DELETE FROM b2bnps_alembic_version"))
    migrate(database)
    assert differences(database) == []


def test_the_hosts_tables_and_revisions_are_left_alone(database: sa.Engine) -> None:
    """A host with its own alembic_version keeps it, row by row, and its tables."""
    migrate(database)
    with database.connect() as connection:
        versions = connection.execute(sa.text("SELECT version_num FROM alembic_version")).all()
    assert [tuple(row) for row in versions] == [("host-7",)]
    assert {name for name in tables(database) if not name.startswith("b2bnps_")} == HOST_TABLES


def test_the_store_knows_the_newest_revision() -> None:
    """The revision that the stores look for is the last one in the folder."""
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_current_head() == HEAD


@pytest.mark.parametrize("dump", RELEASES, ids=lambda path: path.name)
def test_every_release_can_be_brought_here(dump: Path, tmp_path: Path) -> None:
    """A database of any release, with data in it, is migrated and gives its data back."""
    place = sqlite_file(tmp_path)
    with closing(sqlite3.connect(place.removeprefix("sqlite:///"))) as raw:
        raw.executescript(dump.read_text(encoding="utf-8"))
    database = open_database(place)
    migrate(database)
    assert differences(database) == []
    store = SqlStore(database)
    assert {kind for kind in KINDS if not list(store.find(kind, tenant="t"))} == NEWER[dump.name]
    (account,) = store.find(Account, tenant="t")
    assert (account.revenue, account.attributes) == (Decimal("1250000.50"), {"bölge": "Ege"})
    (contact,) = store.find(Contact, tenant="t")
    assert contact.roles == (Role.APPROVER, Role.END_USER)
    (response,) = store.find(Response, tenant="t")
    assert (response.score(Metric.NPS), response.received) == (9, 1)
    assert Answer(question="why", text="Hızlı \U0001f44d") in response.answers
    assert store.outbox.tally("t") == {State.READY: 1, State.SENT: 1}
    (claim,) = store.outbox.claim(5, lambda _: "", tenant="t", now=datetime.now(UTC))
    assert (claim.message.text, claim.message.headers) == ("https://nps.example/r/1", {"X-A": "b"})
    database.dispose()


def test_there_is_a_dump_of_every_release() -> None:
    """The test above has something to do."""
    assert [path.name for path in RELEASES][:1] == ["0.1.0.sqlite.sql"]
