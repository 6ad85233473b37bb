"""Verdicts are found by the response that they are about."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the index, unless a killed run already did."""
    op.create_index(
        "ix_b2bnps_verdict_response",
        "b2bnps_verdict",
        ["tenant", "response"],
        if_not_exists=True,
        mysql_length={"response": 120},
        mariadb_length={"response": 120},
    )
