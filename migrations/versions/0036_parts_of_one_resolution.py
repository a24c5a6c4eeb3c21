"""Parts of one resolution

What belongs to a resolution is found by the resolution, whoever asks: for staff, who are bound to no partner,
SQLite read all versions and decisions there are.

Revision ID: 0036
Revises: 0035
"""

from alembic import op

revision = "0036"
down_revision = "0035"

TABLES = ("resolution_step_versions", "resolution_decisions", "resolution_due_words")


def _make(columns: list[str]) -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_case", table)
        op.create_index(f"ix_{table}_case", table, columns)


def upgrade() -> None:
    _make(["resolution_id", "id"])


def downgrade() -> None:
    _make(["partner_id", "resolution_id", "id"])
