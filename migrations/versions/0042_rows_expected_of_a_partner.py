"""Rows expected of a partner

What PostgreSQL expects the rule of partners to let through. Of two conditions joined by OR it took one row in a
hundred to pass, whoever reads, and walked an index for each of a hundred thousand rows; of a CASE it takes half. Who
may see what stays the same.

Revision ID: 0042
Revises: 0041
"""

from alembic import op

revision = "0042"
down_revision = "0041"

ALL = "current_setting('mitra.side', true) IN ('staff', 'system')"
OWN = "partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
BEFORE = f"{ALL} OR {OWN}"
ALLOWED = f"CASE WHEN {ALL} THEN true ELSE {OWN} END"


def upgrade() -> None:
    _say(ALLOWED, "% OR (partner_id = (NULLIF(current_setting('mitra.partner'%")


def downgrade() -> None:
    _say(BEFORE, "%CASE%ELSE (partner_id = (NULLIF(current_setting('mitra.partner'%")


def _say(rule: str, now: str) -> None:
    """Put the rule in place of what is like `now`, on every table that says no more than that."""
    if op.get_bind().dialect.name != "postgresql":
        return
    tables = op.get_bind().exec_driver_sql(
        "SELECT tablename FROM pg_policies WHERE schemaname = current_schema() AND policyname = 'partner' AND qual LIKE %s",
        (now,),
    )
    for (table,) in tables.all():
        op.execute(f"ALTER POLICY partner ON {table} USING ({rule}) WITH CHECK ({rule})")
