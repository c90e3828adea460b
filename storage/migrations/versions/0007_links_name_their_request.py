"""A page link names the request it shows; where a request stands is kept by its case alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# Page links opened for thirty days when this was written.


def upgrade() -> None:
    op.add_column("secret", sa.Column("code", sa.String(), server_default="", nullable=False))
    op.execute(
        """
        UPDATE secret SET code = COALESCE((
            SELECT r.code FROM request r
            WHERE r.conversation = secret.conversation AND r.at <= secret.expires - 2592000 + 60
            ORDER BY r.at DESC LIMIT 1
        ), '') WHERE purpose = 'page'
        """
    )
    op.execute(
        "UPDATE desk_case SET stage = CASE WHEN kind = 'request' THEN 'waiting' ELSE 'draft' END WHERE stage = 'closed'"
    )
    op.drop_column("request", "stage")
