"""Counting stored answers inside the store: memory, SQLite, PostgreSQL, MariaDB."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from attrs import evolve

from b2bnps.ports import AnswerQuery, Counted, Store
from b2bnps.stores.memory import MemoryStore
from b2bnps.stores.sql import SqlStore, migrate, open_database
from b2bnps.testing import AnswerTalliesContract
from b2bnps.testing.examples import new_tenant


@pytest.fixture(scope="module", params=["sqlite", "postgres", "mariadb"])
def database(
    request: pytest.FixtureRequest, empty_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[sa.Engine]:
    """Give a database of each kind with our tables."""
    with empty_database(request.param) as url:
        database = open_database(url)
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
