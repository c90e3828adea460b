"""Places that rest, what messages are about, files, people, payloads nobody could read.

Columns are added in place: making a table anew would take what hangs on it along, and forget which ids were given out.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("conversation", sa.Column("parked", sa.Integer(), server_default="0", nullable=False))
    op.add_column("conversation", sa.Column("person", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_conversation_person"), "conversation", ["person"], unique=False)

    for name in ("about", "asked", "attachments", "remote"):
        op.add_column("message", sa.Column(name, sa.String(), server_default="", nullable=False))

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.Integer(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attachment_conversation"), "attachment", ["conversation"], unique=False)

    op.create_table(
        "parked_payload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
