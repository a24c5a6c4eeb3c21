"""Exceptions and causes

What people set about an exception, what each side says about the cause of a delay, and the day after
which silence about a schedule is unusual.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from portal.columns import BigId, UTCDateTime

revision = "0010"
down_revision = "0009"

PARTLY = sa.text("stage IN ('promised', 'at_risk', 'proposed') AND accepted > 0 AND accepted < quantity")
LISTENED = sa.text("quiet_on IS NOT NULL")
PARTIAL = {
    "ix_schedules_short": (["due_on", "id"], PARTLY),
    "ix_schedules_p_short": (["partner_id", "due_on", "id"], PARTLY),
    "ix_schedules_quiet": (["quiet_on", "id"], LISTENED),
    "ix_schedules_p_quiet": (["partner_id", "quiet_on", "id"], LISTENED),
}
KINDS = ("late", "silent", "at_risk", "short", "unconfirmed", "contested")
SIDES = ("partner", "company", "carrier", "outside")
REFUSAL = "causes: rows are only added"
ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)


def upgrade() -> None:
    op.add_column("schedules", sa.Column("quiet_on", sa.Date(), nullable=True))
    for name, (columns, where) in PARTIAL.items():
        op.create_index(name, "schedules", columns, sqlite_where=where, postgresql_where=where)
    _handlings()
    _causes()
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER causes_{event.lower()} BEFORE {event} ON causes "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION causes_keep() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER causes_keep BEFORE UPDATE OR DELETE ON causes FOR EACH ROW EXECUTE FUNCTION causes_keep()"
    )
    for table in ("handlings", "causes"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON {table} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    op.drop_table("causes")
    op.drop_table("handlings")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION causes_keep()")
    for name in PARTIAL:
        op.drop_index(name, "schedules")
    op.drop_column("schedules", "quiet_on")


def _handlings() -> None:
    op.create_table(
        "handlings",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("partner_id", BigId, sa.ForeignKey("partners.id"), nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("owner_id", BigId, sa.ForeignKey("users.id"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("put_off_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        sa.CheckConstraint(f"kind in {KINDS}", name="kind"),
        sa.UniqueConstraint("order_id", "kind"),
    )
    op.create_index("ix_handlings_due", "handlings", ["due_on", "id"])
    op.create_index("ix_handlings_partner_id", "handlings", ["partner_id", "due_on", "id"])


def _causes() -> None:
    op.create_table(
        "causes",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("partner_id", BigId, sa.ForeignKey("partners.id"), nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("schedule_id", BigId, nullable=False),
        sa.Column("party", sa.String(10), nullable=False),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("user_id", BigId, sa.ForeignKey("users.id"), nullable=True),
        sa.Column("user_name", sa.String(120), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        sa.ForeignKeyConstraint(["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"]),
        sa.CheckConstraint("party in ('company', 'partner')", name="party"),
        sa.CheckConstraint(f"side in {SIDES}", name="side"),
        sa.CheckConstraint("state in ('claimed', 'contested', 'agreed')", name="state"),
    )
    op.create_index("ix_causes_schedule_id", "causes", ["schedule_id", "id"])
    op.create_index("ix_causes_order", "causes", ["partner_id", "order_id"])
    op.create_index("ix_causes_state", "causes", ["state", "id"])
