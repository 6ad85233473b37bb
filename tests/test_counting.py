"""Counting stored answers inside the store: memory, SQLite, PostgreSQL, MariaDB."""

import os
from collections.abc import Iterator, Mapping

import pytest
import sqlalchemy as sa
from attrs import evolve

from b2bnps.ports import AnswerQuery, Counted, Store
from b2bnps.stores.memory import MemoryStore
from b2bnps.stores.sql import SqlStore, migrate, open_database
from b2bnps.testing import AnswerTalliesContract
from b2bnps.testing.databases import fresh_database, sqlite_file
from b2bnps.testing.examples import new_tenant

SERVERS = {
    "postgres": os.environ.get("B2BNPS_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1/test"),
    "mariadb": os.environ.get("B2BNPS_TEST_MARIADB", "mariadb+pymysql://root@127.0.0.1/test"),
}


@pytest.fixture(scope="module", params=["sqlite", *SERVERS])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sa.Engine]:
    """Give a database of each kind with our tables."""
    if request.param == "sqlite":
        yield from _opened(sqlite_file(tmp_path_factory.mktemp("counting")))
        return
    try:
        with fresh_database(SERVERS[request.param]) as place:
            yield from _opened(place)
    except sa.exc.OperationalError:
        pytest.skip(f"No {request.param} answers; set B2BNPS_TEST_{request.param.upper()}.")


def _opened(place: str) -> Iterator[sa.Engine]:
    database = open_database(place)
    migrate(database)
    yield database
    database.dispose()


class TestMemoryCounts(AnswerTalliesContract):
    """The memory store counts as the fold does."""

    def make_store(self) -> Store:
        """Give an empty store."""
        return MemoryStore()


class TestSqlCounts(AnswerTalliesContract):
    """Each database counts as the fold does."""

    @pytest.fixture(autouse=True)
    def _take(self, database: sa.Engine) -> None:
        self.database = database

    def make_store(self) -> Store:
        """Give a store on the database."""
        return SqlStore(self.database)


# A few stores that count wrongly


class AllWavesAtOnce(MemoryStore):
    """Ignores which wave was asked for."""

    def tally_answers(self, query: AnswerQuery) -> Mapping[str, Counted]:
        """Count them all."""
        return super().tally_answers(evolve(query, wave=""))


class WithoutClusters(MemoryStore):
    """Forgets the accounts."""

    def tally_answers(self, query: AnswerQuery) -> Mapping[str, Counted]:
        """Leave the sums over accounts out."""
        found = super().tally_answers(query)
        return {k: evolve(c, tally=evolve(c.tally, clusters=None)) for k, c in found.items()}


class Unaccounted(MemoryStore):
    """Does not say what was set aside."""

    def tally_answers(self, query: AnswerQuery) -> Mapping[str, Counted]:
        """Leave the reasons out."""
        return {k: evolve(c, set_aside={}) for k, c in super().tally_answers(query).items()}


@pytest.mark.parametrize("broken", [AllWavesAtOnce, WithoutClusters, Unaccounted])
def test_a_store_that_counts_wrongly_is_rejected(broken: type[MemoryStore]) -> None:
    """Named examples and the random ledgers both catch the fault."""
    suite = AnswerTalliesContract()
    with pytest.raises(AssertionError):
        suite.test_whatever_is_stored_is_counted_as_the_fold_does(broken())
    with pytest.raises(AssertionError):
        _named_examples(suite, broken())


def _named_examples(suite: AnswerTalliesContract, store: MemoryStore) -> None:
    suite.test_one_wave_or_all(store, new_tenant())
    suite.test_a_blank_name_is_an_account_of_its_own(store, new_tenant())
    suite.test_what_goes_before_what(store, new_tenant())
