"""Rows of an item and mode

SQLite's planner was told that a partner has one row of an item, a mode and a stage, so it sorted them
instead of reading them in the order of their index; a large partner has thousands.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"

INDEX = "ix_schedules_p_item_mode"


def upgrade() -> None:
    _tell("2000000 10000 33 8 2 1 1 1 1 1 1")


def downgrade() -> None:
    _tell("2000000 10000 33 8 1 1 1 1 1 1 1")


def _tell(figures: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    run = op.get_bind().exec_driver_sql
    run("UPDATE sqlite_stat1 SET stat = ? WHERE idx = ?", (figures, INDEX))
    run("ANALYZE sqlite_master")  # takes the figures up
