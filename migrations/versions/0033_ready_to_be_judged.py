"""Ready to be judged

Since when it can be said whether what was done against a problem works, so that it waits for who decides it.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("resolutions", sa.Column("ready_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("resolutions", "ready_on")
