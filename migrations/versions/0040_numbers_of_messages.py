"""Numbers of messages

A message is called by its number among those of its audience under its record: they are counted without being read.
A resolution is found by its issue, whoever asks: for staff, who are bound to no partner, SQLite read all there are.

Revision ID: 0040
Revises: 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"

NAME = "ix_messages_number"


def upgrade() -> None:
    op.create_index(NAME, "messages", ["subject_type", "subject_id", "audience", "id"])
    op.drop_index("ix_resolutions_issue", "resolutions")
    op.create_index("ix_resolutions_issue", "resolutions", ["issue_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        figures = ("messages", NAME, "2000000 400000 3 2 1")
        op.get_bind().exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", figures)


def downgrade() -> None:
    op.drop_index(NAME, "messages")
    op.drop_index("ix_resolutions_issue", "resolutions")
    op.create_index("ix_resolutions_issue", "resolutions", ["partner_id", "issue_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        op.get_bind().exec_driver_sql("DELETE FROM sqlite_stat1 WHERE idx = ?", (NAME,))
