"""Cases that were found to be the same as another one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("desk_case", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_desk_case_merged_into"), "desk_case", ["merged_into"], unique=False)
