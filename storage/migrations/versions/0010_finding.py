"""Accounts are bound to whom an organisation's provider names; teams have names; cases can be found by meaning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("desk_account", sa.Column("issuer", sa.String(), nullable=True))
    op.add_column("desk_account", sa.Column("subject", sa.String(), nullable=True))
    op.create_index("ix_desk_account_subject", "desk_account", ["issuer", "subject"], unique=True)
    op.add_column("desk_team", sa.Column("name", sa.String(), nullable=False, server_default=""))
    op.execute(
        "INSERT INTO index_task (document) SELECT 'case:' || id FROM desk_case "
        "WHERE NOT (conversation IS NULL AND title = '') ORDER BY id"
    )
