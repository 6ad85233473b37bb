"""Empty databases for tests: one of its own for every process, and gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

__all__ = ["fresh_database", "sqlite_file"]

MAKE = {"postgresql": "CREATE SCHEMA {}", "mariadb": "CREATE DATABASE {}"}
DROP = {"postgresql": "DROP SCHEMA {} CASCADE", "mariadb": "DROP DATABASE {}"}


def sqlite_file(folder: Path) -> str:
    """Give the URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{folder / uuid4().hex}.db"


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """Make an empty place on a server and drop it at the end.

    Args:
        server: URL of a database on PostgreSQL (a schema is made in it) or MariaDB (a database
            is made beside it), with the right to do so.

    Yields:
        The URL of the empty place.

    Raises:
        sqlalchemy.exc.OperationalError: nobody answers there.
    """
    name = f"b2bnps_{uuid4().hex[:12]}"
    url = make_url(server)
    own = url.set(database=name)
    if url.get_backend_name() == "postgresql":
        own = url.update_query_dict({"options": f"-csearch_path={name}"})
    outside = create_engine(url, poolclass=NullPool)
    _run(outside, MAKE, name)
    try:
        yield own.render_as_string(hide_password=False)
    finally:
        _run(outside, DROP, name)


def _run(database: Engine, statements: dict[str, str], name: str) -> None:
    with database.begin() as connection:
        connection.execute(text(statements[database.dialect.name].format(name)))
