"""What all tests share: empty databases, and no silent skips where nothing may be missing."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest
from hypothesis import settings

SERVERS = {
    "postgres": os.environ.get("B2BNPS_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1/test"),
    "mariadb": os.environ.get("B2BNPS_TEST_MARIADB", "mariadb+pymysql://root@127.0.0.1/test"),
}

settings.register_profile("any machine", deadline=None)  # no test is timed
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def empty_database(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], AbstractContextManager[str]]:
    """Give what makes the URL of an empty database: ``sqlite``, ``postgres`` or ``mariadb``."""
    # The tests of the core need neither SQLAlchemy nor a server.
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - as above

    from b2bnps.testing.databases import fresh_database, sqlite_file  # noqa: PLC0415 - as above

    @contextmanager
    def made(kind: str) -> Iterator[str]:
        if kind == "sqlite":
            yield sqlite_file(tmp_path_factory.mktemp("database"))
            return
        with ExitStack() as stack:
            try:
                url = stack.enter_context(fresh_database(SERVERS[kind]))
            except OperationalError:
                pytest.skip(f"No {kind} answers; set B2BNPS_TEST_{kind.upper()}.")
            yield url

    return made


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run with skips where the environment says that nothing may be missing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("B2BNPS_REFUSE_SKIPS"):
        return
    if reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("Skips are refused here; each reason stands above.", red=True)
