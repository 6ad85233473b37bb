"""Published questionnaires, drafts and remarks; what rules and texts know about an invitation."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql, postgresql

revision = "0003"
down_revision = "0002"

# What the columns were made of in this revision, whatever the types of today are.

KEY = sa.String(120).with_variant(postgresql.VARCHAR(120, collation="C"), "postgresql")
WORDS = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
ARRIVAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = (
    sa.String(26)
    .with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
    .with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
)
PAIRS = (
    sa.Text()
    .with_variant(postgresql.JSONB(), "postgresql")
    .with_variant(sa.JSON(), "mysql", "mariadb")
)
SETTINGS: dict[str, Any] = {
    f"{server}_{name}": value
    for server in ("mysql", "mariadb")
    for name, value in (
        ("engine", "InnoDB"),
        ("charset", "utf8mb4"),
        ("collate", "utf8mb4_nopad_bin"),
    )
}

TABLES: dict[str, tuple[str, ...]] = {
    "version": ("name", "block", "document"),
    "draft": ("name", "by", "document"),
    "remark": ("draft", "block", "question", "language", "by", "text"),
}
COLUMNS: tuple[tuple[str, str, Any, str], ...] = (
    ("wave", "known", PAIRS, "{}"),
    ("invitation", "known", PAIRS, "{}"),
    ("link", "draft", WORDS, ""),
)


def upgrade() -> None:
    """Add what is new, unless a killed run already did."""
    for name, columns in TABLES.items():
        _make(f"b2bnps_{name}", columns)
    existing = sa.inspect(op.get_bind())
    for table, column, kind, default in COLUMNS:
        name = f"b2bnps_{table}"
        if column not in {each["name"] for each in existing.get_columns(name)}:
            added = sa.Column(column, kind, nullable=False, server_default=default)
            op.add_column(name, added)


def _make(name: str, columns: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("received", ARRIVAL, primary_key=True, autoincrement=True),
        *(sa.Column(key, KEY, nullable=False) for key in ("id", "tenant", "wave")),
        *(sa.Column(key, KEY, nullable=False) for key in ("account", "contact")),
        sa.Column("at", MOMENT, nullable=False),
        *(sa.Column(column, WORDS, nullable=False) for column in columns),
        sa.UniqueConstraint("tenant", "id", name=f"uq_{name}"),
        if_not_exists=True,
        sqlite_autoincrement=True,
        **SETTINGS,
    )
    place = ["account", "contact", "at"]
    indexes = {"place": place, "wave": ["wave", *place], "contact": ["contact"]}
    for index, keys in indexes.items():
        op.create_index(f"ix_{name}_{index}", name, ["tenant", *keys], if_not_exists=True)
