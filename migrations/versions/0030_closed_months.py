"""Closed months of scores

What was found when a month closed and every time it was found anew; rows are only added. PostgreSQL repeats
the partner rule as row-level security.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0030"
down_revision = "0029"

TABLE = "closed_months"
ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        TABLE,
        _id("id"),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("score", sa.String(length=12), nullable=True),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("definition_of", sa.String(length=10), nullable=False),
        sa.Column("definition_number", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        _id("closed_by", nullable=True),
        sa.Column("closed_name", sa.String(length=120), nullable=True),
        sa.Column("closed_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        _id("partner_id"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_closed_months_number")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_closed_months_closed_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_closed_months_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_months")),
        sa.UniqueConstraint("partner_id", "month", "number", name=op.f("uq_closed_months_partner_id_month_number")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE}: rows are only added'); END"
            )
        return
    op.execute(
        f"""CREATE FUNCTION {TABLE}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{TABLE}: rows are only added'; END $$"""
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_keep BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_keep()"
    )
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY partner ON {TABLE} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    op.drop_table(TABLE)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP FUNCTION {TABLE}_keep()")
