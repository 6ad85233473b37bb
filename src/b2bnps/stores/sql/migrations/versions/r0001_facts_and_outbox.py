"""Facts, answers and the outbox: the tables of 0.1."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql, postgresql

revision = "0001"
down_revision = None

# What the columns were made of in this revision, whatever the types of today are.

KEY = sa.String(120).with_variant(postgresql.VARCHAR(120, collation="C"), "postgresql")
WORDS = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
CHOICE = sa.String(40)
HASH = sa.String(64)
FLAG = sa.Boolean()
NUMBER = sa.BigInteger()
ARRIVAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AMOUNT = sa.Numeric(38, 10).with_variant(sa.String(40), "sqlite")
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

TABLES: dict[str, dict[str, Any]] = {
    "account": {
        "name": WORDS,
        "parent": WORDS,
        "industry": WORDS,
        "country": WORDS,
        "owner": WORDS,
        "revenue": AMOUNT,
        "currency": WORDS,
        "active": FLAG,
        "attributes": PAIRS,
    },
    "contact": {
        "first_name": WORDS,
        "last_name": WORDS,
        "title": WORDS,
        "unit": WORDS,
        "email": WORDS,
        "phone": WORDS,
        "roles": WORDS,
        "language": WORDS,
        "owner": WORDS,
        "generic": FLAG,
        "active": FLAG,
        "opted_out": FLAG,
        "attributes": PAIRS,
    },
    "wave": {
        "title": WORDS,
        "kind": CHOICE,
        "question_set": WORDS,
        "opens": MOMENT,
        "closes": MOMENT,
        "seed": NUMBER,
    },
    "invitation": {
        "role": CHOICE,
        "unit": WORDS,
        "language": WORDS,
        "channel": WORDS,
        "question_set": WORDS,
        "questionnaire": WORDS,
        "occasion": WORDS,
    },
    "left_out": {
        "role": CHOICE,
        "unit": WORDS,
        "reason": WORDS,
        "evidence": WORDS,
        "eligible": FLAG,
    },
    "link": {
        "invitation": WORDS,
        "expires": MOMENT,
    },
    "receipt": {
        "invitation": WORDS,
        "message": WORDS,
        "channel": WORDS,
        "event": CHOICE,
        "provider_id": WORDS,
        "reason": WORDS,
        "payload": WORDS,
    },
    "response": {
        "invitation": WORDS,
        "key": WORDS,
        "source": CHOICE,
        "channel": WORDS,
        "role": CHOICE,
        "unit": WORDS,
        "language": WORDS,
        "question_set": WORDS,
        "questionnaire": WORDS,
        "complete": FLAG,
        "provisional": WORDS,
        "late": FLAG,
        "collector": WORDS,
    },
    "verdict": {
        "response": WORDS,
        "counts": FLAG,
        "reason": WORDS,
        "by": WORDS,
    },
    "signal": {
        "invitation": WORDS,
        "name": WORDS,
    },
    "consent": {
        "scope": WORDS,
        "granted": FLAG,
        "source": WORDS,
        "doubtful": FLAG,
    },
    "case": {
        "trigger": WORDS,
        "window": WORDS,
        "invitation": WORDS,
        "response": WORDS,
        "score": NUMBER,
        "role": CHOICE,
        "owner": WORDS,
        "due": MOMENT,
    },
    "case_step": {
        "case": WORDS,
        "number": NUMBER,
        "step": WORDS,
        "by": WORDS,
        "owner": WORDS,
        "note": WORDS,
        "response": WORDS,
    },
    "erasure": {
        "facts": NUMBER,
    },
    "outbox": {
        "invitation": WORDS,
        "kind": WORDS,
        "number": NUMBER,
        "channel": WORDS,
        "to": WORDS,
        "name": WORDS,
        "language": WORDS,
        "due": MOMENT,
        "subject": WORDS,
        "text": WORDS,
        "html": WORDS,
        "headers": PAIRS,
        "extra": PAIRS,
        "state": CHOICE,
        "wait_until": MOMENT,
        "claim": NUMBER,
        "attempt": NUMBER,
        "since": MOMENT,
        "lease": MOMENT,
        "worker": WORDS,
        "reason": WORDS,
        "sha256": HASH,
    },
}
ANSWER: dict[str, Any] = {
    "question": WORDS,
    "metric": CHOICE,
    "score": NUMBER,
    "choice": WORDS,
    "text": WORDS,
}
EMPTY_WHERE_UNKNOWN = {
    "account.revenue",
    "wave.closes",
    "link.expires",
    "case.score",
    "outbox.since",
    "outbox.lease",
}


def upgrade() -> None:
    """Make the tables; what a killed run already made is left as it is."""
    for name, columns in TABLES.items():
        _make(f"b2bnps_{name}", columns)
    _make_answers()


def _make(name: str, columns: dict[str, Any]) -> None:
    short = name.removeprefix("b2bnps_")
    op.create_table(
        name,
        sa.Column("received", ARRIVAL, primary_key=True, autoincrement=True),
        *(sa.Column(key, KEY, nullable=False) for key in ("id", "tenant", "wave")),
        *(sa.Column(key, KEY, nullable=False) for key in ("account", "contact")),
        sa.Column("at", MOMENT, nullable=False),
        *(
            sa.Column(column, kind, nullable=f"{short}.{column}" in EMPTY_WHERE_UNKNOWN)
            for column, kind in columns.items()
        ),
        sa.UniqueConstraint("tenant", "id", name=f"uq_{name}"),
        if_not_exists=True,
        sqlite_autoincrement=True,
        **SETTINGS,
    )
    for index, keys in _indexes(short).items():
        op.create_index(f"ix_{name}_{index}", name, keys, if_not_exists=True)


def _indexes(short: str) -> dict[str, list[str]]:
    if short == "outbox":
        return {
            "due": ["tenant", "state", "wait_until"],
            "contact": ["tenant", "contact"],
            "wave": ["tenant", "wave"],
        }
    place = ["account", "contact", "at"]
    return {
        "place": ["tenant", *place],
        "wave": ["tenant", "wave", *place],
        "contact": ["tenant", "contact"],
    }


def _make_answers() -> None:
    op.create_table(
        "b2bnps_response_answer",
        sa.Column("tenant", KEY, primary_key=True),
        sa.Column("response", KEY, primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        *(sa.Column(column, kind, nullable=column == "score") for column, kind in ANSWER.items()),
        sa.ForeignKeyConstraint(
            ["tenant", "response"],
            ["b2bnps_response.tenant", "b2bnps_response.id"],
            name="fk_b2bnps_response_answer",
            ondelete="CASCADE",
        ),
        if_not_exists=True,
        **SETTINGS,
    )
