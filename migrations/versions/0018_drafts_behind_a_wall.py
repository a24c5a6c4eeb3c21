"""Drafts of notices behind a wall

PostgreSQL repeats who sees a draft: its partner's people, and the system. What a notice carries is seen by
whoever sees the notice.

Revision ID: 0018
Revises: 0017
"""

from alembic import op

revision = "0018"
down_revision = "0017"

SIDE = "current_setting('mitra.side', true)"
# A subquery of a policy is under the policies of its own table, so it finds no draft that is not to be seen.
RULES = {
    "notices": f"state <> 'draft' OR {SIDE} <> 'staff'",
    "notice_lines": f"{SIDE} <> 'staff' OR EXISTS (SELECT 1 FROM notices n WHERE n.id = notice_id)",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, rule in RULES.items():
            op.execute(f"CREATE POLICY draft ON {table} AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in RULES:
            op.execute(f"DROP POLICY draft ON {table}")
