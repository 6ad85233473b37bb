"""What all tests share: no silent skips where nothing may be missing."""

import os

import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # no test is timed
settings.load_profile("any machine")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run with skips where the environment says that nothing may be missing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("B2BNPS_REFUSE_SKIPS"):
        return
    if reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("Skips are refused here; each reason stands above.", red=True)
