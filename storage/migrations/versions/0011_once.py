"""A case is opened once for a key, whoever opens it at the same moment; what nobody could read says whose it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

OPENED = sa.text("kind = 'opened'")


def upgrade() -> None:
    # Two processes may have opened one case twice: both stay, and only the first is known by the key.
    op.execute(
        "UPDATE case_step SET once = once || '-again-' || id WHERE kind = 'opened' AND id NOT IN "
        "(SELECT MIN(id) FROM case_step WHERE kind = 'opened' GROUP BY once)"
    )
    op.create_index(
        "ix_case_step_opened", "case_step", ["once"], unique=True, sqlite_where=OPENED, postgresql_where=OPENED
    )
    op.add_column("parked_payload", sa.Column("whose", sa.String(), server_default="", nullable=False))
