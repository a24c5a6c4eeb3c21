"""Sales and payments

What a distributor is to sell and sold in a month, and when the company pays what it owes. PostgreSQL repeats
the partner rule as row-level security.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0027"
down_revision = "0026"

TABLES = ("sales_targets", "sales_actuals", "payments")
ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def _by(table: str, word: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    """Who did it, their name then, and when."""
    return [
        _id(f"{word}_by", nullable=True),
        sa.Column(f"{word}_name", sa.String(length=120), nullable=nullable),
        sa.Column(f"{word}_at", portal.columns.UTCDateTime(timezone=True), nullable=nullable),
        sa.ForeignKeyConstraint([f"{word}_by"], ["users.id"], name=op.f(f"fk_{table}_{word}_by")),
    ]


def _owned(table: str, *unique: str) -> list[sa.schema.SchemaItem]:
    name = f"uq_{table}_{'_'.join(unique)}"
    return [
        _id("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        _id("partner_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f(f"fk_{table}_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(*unique, name=op.f(name)),
    ]


def _sold(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("product", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("amount", portal.columns.Quantity(), nullable=False),
        *_owned(table, "partner_id", "month", "product", "unit"),
    ]


def upgrade() -> None:
    op.create_table(
        "sales_targets",
        *_sold("sales_targets"),
        *_by("sales_targets", "set"),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_sales_targets_amount")),
    )
    op.create_table(
        "sales_actuals",
        *_sold("sales_actuals"),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        *_by("sales_actuals", "reported"),
        *_by("sales_actuals", "accepted", nullable=True),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_sales_actuals_side")),
        sa.CheckConstraint("state in ('reported', 'accepted')", name=op.f("ck_sales_actuals_state")),
    )
    op.create_table(
        "payments",
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("amount", portal.columns.Money(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("held_why", sa.String(length=300), nullable=True),
        *_owned("payments", "partner_id", "ref"),
        *_by("payments", "recorded"),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount")),
    )
    op.create_index("ix_payments_p_due", "payments", ["partner_id", "due_on", "id"])
    op.create_index("ix_payments_due", "payments", ["due_on", "id"])
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY partner ON {table} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
