"""The list of notices in its own order, and unsent ones found at once

Notices are listed by the day they were shipped; an index holds that order, for everybody and for each
partner. Drafts are left out of all that staff read, and what was withdrawn out of what is on its way:
those are few, in an index of their own. SQLite is told what a large installation looks like, as 0004
does.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

UNSENT = sa.text("state in ('draft', 'voided')")
FIGURES = {
    "ix_notices_listed": "2000000 4000 1",
    "ix_notices_p_listed": "2000000 10000 20 1",
    "ix_notices_unsent": "20000 10000 1",
}


def upgrade() -> None:
    op.create_index("ix_notices_listed", "notices", ["shipped_on", "id"])
    op.create_index("ix_notices_p_listed", "notices", ["partner_id", "shipped_on", "id"])
    op.create_index(
        "ix_notices_unsent", "notices", ["state", "id"], sqlite_where=UNSENT, postgresql_where=UNSENT
    )
    if op.get_bind().dialect.name == "sqlite":
        run = op.get_bind().exec_driver_sql
        for index, figures in FIGURES.items():
            run("INSERT INTO sqlite_stat1 VALUES ('notices', ?, ?)", (index, figures))
        run("ANALYZE sqlite_master")


def downgrade() -> None:
    for index in FIGURES:
        op.drop_index(index, "notices")
