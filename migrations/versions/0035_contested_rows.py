"""Contested rows of scores

What a side says is wrong with how a schedule is counted, and by what both agreed it is counted instead; rows
are only added. PostgreSQL repeats the partner rule as row-level security.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0035"
down_revision = "0034"

TABLES = ("row_contests", "row_corrections")
SIDES = "('partner', 'company', 'carrier', 'outside')"
ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def _value(table: str) -> list[sa.schema.SchemaItem]:
    return [
        _id("id"),
        _id("schedule_id"),
        sa.Column("cause_side", sa.String(length=10), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("quantity", portal.columns.Quantity(), nullable=True),
        _id("by_id"),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        _id("partner_id"),
        sa.CheckConstraint(f"cause_side in {SIDES}", name=op.f(f"ck_{table}_cause_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f(f"fk_{table}_by_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f(f"fk_{table}_partner_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"],
            name=op.f(f"fk_{table}_partner_id_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "row_contests",
        _id("issue_id"),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        *_value("row_contests"),
        sa.CheckConstraint("what in ('cause', 'day', 'quantity')", name=op.f("ck_row_contests_what")),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_row_contests_side")),
        sa.ForeignKeyConstraint(
            ["partner_id", "issue_id"], ["issues.partner_id", "issues.id"],
            name=op.f("fk_row_contests_partner_id_issue_id"),
        ),
        sa.UniqueConstraint("issue_id", name=op.f("uq_row_contests_issue_id")),
    )  # fmt: skip
    op.create_index("ix_row_contests_schedule", "row_contests", ["partner_id", "schedule_id", "id"])
    op.create_table(
        "row_corrections",
        _id("order_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issue_ref", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        *_value("row_corrections"),
        sa.ForeignKeyConstraint(
            ["partner_id", "order_id"], ["orders.partner_id", "orders.id"],
            name=op.f("fk_row_corrections_partner_id_order_id"),
        ),
        sa.UniqueConstraint("schedule_id", "number", name=op.f("uq_row_corrections_schedule_id_number")),
    )  # fmt: skip
    op.create_index("ix_row_corrections_order", "row_corrections", ["partner_id", "order_id"])
    for table in TABLES:
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table}: rows are only added'); END"
                )
            continue
        op.execute(
            f"""CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{table}: rows are only added'; END $$"""
        )
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_keep()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON {table} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
        if op.get_bind().dialect.name != "sqlite":
            op.execute(f"DROP FUNCTION {table}_keep()")
