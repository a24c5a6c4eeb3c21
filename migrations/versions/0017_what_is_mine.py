"""What is mine, and what is short

Orders are found by their owners; the index of rows of which a part came names what is over instead of
what is open, since SQLite prefers another index for a list of stages.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

BEFORE = sa.text("stage IN ('promised', 'at_risk', 'proposed') AND accepted > 0 AND accepted < quantity")
AFTER = sa.text("stage != 'arrived' AND stage != 'cancelled' AND accepted > 0 AND accepted < quantity")
SHORT = {
    "ix_schedules_short": ["due_on", "id"],
    "ix_schedules_p_short": ["partner_id", "due_on", "id"],
}
OWNERS = ("staff_owner_id", "partner_owner_id")


def upgrade() -> None:
    _short(AFTER)
    for column in OWNERS:
        op.create_index(f"ix_orders_{column}", "orders", [column])


def downgrade() -> None:
    for column in OWNERS:
        op.drop_index(f"ix_orders_{column}", "orders")
    _short(BEFORE)


def _short(where: sa.TextClause) -> None:
    for name, columns in SHORT.items():
        op.drop_index(name, "schedules")
        op.create_index(name, "schedules", columns, sqlite_where=where, postgresql_where=where)
