"""Dates of a case: what was promised, when to ask back, when it was answered and closed; when the desk works."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

DATES = ("promised", "asks_back", "staged", "answered", "ended", "told_late")


def upgrade() -> None:
    for name in DATES:
        op.add_column("desk_case", sa.Column(name, sa.Float(), server_default="0", nullable=False))
    op.execute("UPDATE desk_case SET ended = updated WHERE hold = 'closed'")
    op.execute(
        "UPDATE desk_case SET answered = COALESCE((SELECT MIN(s.at) FROM case_step s "
        "WHERE s.desk_case = desk_case.id AND s.kind = 'reply'), 0)"
    )
    # What was late before is late, but did not become so this week.
    op.execute(sa.text("UPDATE desk_case SET told_late = :now").bindparams(now=time.time()))
    op.create_index("ix_case_step_kind_at", "case_step", ["kind", "at"], unique=False)

    op.create_table(
        "desk_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("opens", sa.String(), nullable=False),
        sa.Column("closes", sa.String(), nullable=False),
        sa.Column("rest", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["desk_account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "desk_leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["desk_account.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["actor"], ["desk_account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_desk_leave_account"), "desk_leave", ["account"], unique=False)
