"""Bringing the tables of a database to the shape of this release."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text

from b2bnps.errors import MissingExtra
from b2bnps.stores.sql.columns import SERVERS_OF_MARIADB
from b2bnps.stores.sql.connecting import VERSION_TABLE, check_server
from b2bnps.stores.sql.tables import PREFIX
from b2bnps.stores.sql.transactions import begin_for_real

__all__ = ["migrate"]

LOCK = "b2bnps_migrate"


def migrate(bind: Engine | Connection) -> None:
    """Create our tables, or bring them to the newest revision; repeatable.

    Only tables whose name begins with ``b2bnps_`` are touched. The revision stands in
    ``b2bnps_alembic_version``, so a host's own alembic goes its own way.

    Args:
        bind: an Engine, with which we commit; or a Connection of the host's, in whose
            transaction the tables are made (MariaDB commits at each of them by itself).

    Raises:
        MissingExtra: alembic is not installed.
        UnsupportedServer: the server is too old.
    """
    if isinstance(bind, Connection):
        _upgrade(bind)
    else:
        with bind.connect() as connection, connection.begin():
            _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    check_server(connection)
    if not connection.in_transaction():
        connection.begin()  # otherwise alembic would begin, and commit what is the host's
    begin_for_real(connection)
    environment, script = _alembic()

    def steps(revision: Any, _: Any) -> Any:
        return script._upgrade_revs("head", revision)  # noqa: SLF001 - as alembic's documentation does

    environment.configure(connection=connection, fn=steps, **options())
    with _alone(connection), environment.begin_transaction():
        environment.run_migrations()


def _alembic() -> tuple[Any, Any]:
    """Point alembic at our revisions, without an ini file, logging or an env.py."""
    try:
        from alembic.config import Config  # noqa: PLC0415 - only who migrates pays for alembic
        from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415 - see above
        from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise MissingExtra(error.name or "alembic", "sql") from error
    config = Config()
    config.set_main_option("script_location", "b2bnps.stores.sql:migrations")
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    return EnvironmentContext(config, script), script


def options() -> dict[str, Any]:
    """Keep alembic to our own tables."""
    return {
        "version_table": VERSION_TABLE,
        "include_name": _is_ours,
        "render_as_batch": True,
    }


def _is_ours(name: str | None, kind: str, _: Any) -> bool:
    return kind != "table" or (name or "").startswith(PREFIX)


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Let one process migrate at a time; SQLite's write lock does it there."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock(hashtext('{LOCK}'))"))
    on_mariadb = connection.dialect.name in SERVERS_OF_MARIADB
    if on_mariadb:
        connection.execute(text(f"SELECT GET_LOCK('{LOCK}', 60)"))
    try:
        yield
    finally:
        if on_mariadb:
            connection.execute(text(f"SELECT RELEASE_LOCK('{LOCK}')"))
