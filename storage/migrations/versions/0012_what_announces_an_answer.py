"""A message that says an answer takes long is known to the next process, which takes it away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("conversation", sa.Column("moment", sa.String(), server_default="", nullable=False))
