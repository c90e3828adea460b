"""The way of a request: confirmed teams, what focal points were asked, links that give a case to somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "desk_team",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("countries", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["desk_account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )

    op.create_table(
        "endorsement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_case", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("opens", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("asked", sa.Float(), nullable=False),
        sa.Column("expires", sa.Float(), nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.Column("mandate", sa.String(), nullable=False),
        sa.Column("agreed", sa.String(), nullable=False),
        sa.Column("answered", sa.Float(), nullable=False),
        sa.Column("signed", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["desk_case"], ["desk_case.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["follows"], ["endorsement.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("opens"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_endorsement_desk_case"), "endorsement", ["desk_case"], unique=False)

    op.create_table(
        "desk_link",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("desk_case", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("expires", sa.Float(), nullable=False),
        sa.Column("spent", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["desk_account.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["desk_case"], ["desk_case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index(op.f("ix_desk_link_desk_case"), "desk_link", ["desk_case"], unique=False)
