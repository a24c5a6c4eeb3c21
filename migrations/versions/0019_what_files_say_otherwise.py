"""What files say otherwise

What a file last said of a line, so that only its news counts; where a file contradicts a promise or a receipt;
and what whoever confirmed an import said of these.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from portal.columns import BigId

revision = "0019"
down_revision = "0018"

CHOICES = ("agreed", "correct_receipts")


def upgrade() -> None:
    op.add_column("lines", sa.Column("filed", sa.JSON(), nullable=True))
    for name in CHOICES:
        op.add_column("imports", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "import_contradictions",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("import_id", BigId, sa.ForeignKey("imports.id"), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("order_ref", sa.String(40), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("why", sa.String(10), nullable=True),
        sa.Column("by_file", sa.Boolean(), nullable=False),
        sa.Column("ours", sa.JSON(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
    )
    op.create_index("ix_import_contradictions_import_id", "import_contradictions", ["import_id", "id"])


def downgrade() -> None:
    op.drop_table("import_contradictions")
    for name in CHOICES:
        op.drop_column("imports", name)
    op.drop_column("lines", "filed")
