"""What a forecast rests on

The expected day of a schedule comes from events or, without them, from past deliveries: how many those
were stands beside it, 0 where they were too few to say.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("schedules", sa.Column("expected_rests_on", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("schedules", "expected_rests_on")
