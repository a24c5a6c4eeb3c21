"""Causes that are decided

What a word about a cause is when it is more than a claim: the company's decision of a contested one, or the
partner's word that it lets its own stand.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("causes", sa.Column("step", sa.String(10), nullable=True))


def downgrade() -> None:
    op.drop_column("causes", "step")
