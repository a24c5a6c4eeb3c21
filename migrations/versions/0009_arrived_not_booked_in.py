"""Arrived but not booked in, and receipts that can be contested

A schedule whose carriers have delivered all of it, and for which nothing is booked in yet, stands in a
stage of its own, so that no list calls it overdue and each still ranges over one index. A receipt is
reversed once; an issue may contest it, one issue for each receipt.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BEFORE = ("unconfirmed", "proposed", "promised", "at_risk", "arrived", "cancelled")
AFTER = (*BEFORE[:4], "delivered", *BEFORE[4:])
RULE = "ck_schedules_stage"
ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)


def upgrade() -> None:
    _allow(BEFORE, AFTER)
    op.execute(
        "UPDATE schedules SET stage = 'delivered', proposed_on = NULL, proposed_by = NULL "
        "WHERE arrived_on IS NOT NULL AND accepted <= 0 "
        "AND stage IN ('unconfirmed', 'proposed', 'promised', 'at_risk')"
    )
    op.execute(
        "UPDATE schedules SET expected_on = NULL, expected_low = NULL, expected_high = NULL,"
        " expected_rests_on = NULL WHERE stage = 'delivered' AND expected_rests_on IS NOT NULL"
    )
    op.create_index("ix_receipts_partner_id", "receipts", ["partner_id", "id"], unique=True)
    op.create_index("ix_receipts_reverses_id", "receipts", ["reverses_id"], unique=True)
    op.create_table(
        "contests",
        sa.Column("receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("receipt_id", name=op.f("pk_contests")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_contests_partner_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "receipt_id"], ["receipts.partner_id", "receipts.id"],
            name=op.f("fk_contests_partner_id_receipt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "issue_id"], ["issues.partner_id", "issues.id"],
            name=op.f("fk_contests_partner_id_issue_id"),
        ),
    )  # fmt: skip
    op.create_index("ix_contests_issue_id", "contests", ["issue_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE contests ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE contests FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON contests USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    op.drop_table("contests")
    op.drop_index("ix_receipts_reverses_id", "receipts")
    op.drop_index("ix_receipts_partner_id", "receipts")
    op.execute(
        "UPDATE schedules SET stage = CASE WHEN promised_on IS NULL THEN 'unconfirmed' ELSE 'promised' END "
        "WHERE stage = 'delivered'"
    )
    _allow(AFTER, BEFORE)


def _allow(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Another list of stages in the table's rule. SQLite cannot alter a rule; rewriting it in the schema
    is the way its manual gives for a large table, and leaves rows, indexes and triggers alone."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE schedules DROP CONSTRAINT {RULE}")
        op.execute(f"ALTER TABLE schedules ADD CONSTRAINT {RULE} CHECK (stage in {new}) NOT VALID")
        op.execute(f"ALTER TABLE schedules VALIDATE CONSTRAINT {RULE}")
        return
    run = op.get_bind().exec_driver_sql
    run("PRAGMA writable_schema = ON")
    done = run(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'schedules'"
        " AND instr(sql, ?) > 0",
        (f"stage in {old}", f"stage in {new}", f"stage in {old}"),
    ).rowcount  # fmt: skip
    run(f"PRAGMA schema_version = {run('PRAGMA schema_version').scalar_one() + 1}")
    run("PRAGMA writable_schema = RESET")
    if done != 1:
        raise RuntimeError(f"schedules: no rule that says 'stage in {old}'")
