"""Items by mode

An item together with a mode is a range of its own: without it the list walked all rows of the item to
find those of a mode, which grows with the number of orders.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"

ASKED = ["batch_id", "expected_on", "promised_on", "proposed_by"]
INDEXES = {
    "ix_schedules_item_mode": ["item_code", "mode", "stage", "due_on", "id", *ASKED],
    "ix_schedules_p_item_mode": ["partner_id", "item_code", "mode", "stage", "due_on", "id", *ASKED],
}
# What SQLite's planner is told of them, made as migration 0004 says.
FIGURES = {
    "ix_schedules_item_mode": "2000000 6666 1666 277 1 1 1 1 1 1",
    "ix_schedules_p_item_mode": "2000000 10000 33 8 1 1 1 1 1 1 1",
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "schedules", columns)
    if op.get_bind().dialect.name == "sqlite":
        run = op.get_bind().exec_driver_sql
        for name, figures in FIGURES.items():
            run("INSERT INTO sqlite_stat1 VALUES ('schedules', ?, ?)", (name, figures))
        run("ANALYZE sqlite_master")  # takes the figures up


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "schedules")
