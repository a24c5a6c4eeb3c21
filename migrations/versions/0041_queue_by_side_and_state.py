"""The queue by side and state

Staff who ask for what waits for them in one state walked all that waits for them where none was in that state.

Revision ID: 0041
Revises: 0040
"""

from alembic import op

revision = "0041"
down_revision = "0040"

NAME = "ix_issues_waits_state"


def upgrade() -> None:
    op.create_index(NAME, "issues", ["waits_for", "state", "turn", "turn_due_at", "id"])
    if op.get_bind().dialect.name == "sqlite":
        figures = ("issues", NAME, "2000000 666666 111111 37037 74 1")
        op.get_bind().exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", figures)


def downgrade() -> None:
    op.drop_index(NAME, "issues")
    if op.get_bind().dialect.name == "sqlite":
        op.get_bind().exec_driver_sql("DELETE FROM sqlite_stat1 WHERE idx = ?", (NAME,))
