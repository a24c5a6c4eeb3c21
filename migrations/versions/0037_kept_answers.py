"""Kept answers

What orders and proposals were judged to be, for pages to sum. PostgreSQL repeats the partner rule as row-level
security. Ranges of the ledger, of orders, of promised schedules and of rejected receipts that a score asks for.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0037"
down_revision = "0036"

TABLE = "score_answers"
ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)
NAMED = "proposer_name != ''"
OURS = "cause_side = 'company' AND state = 'accepted'"
REJECTED = "rejected > 0"
# Name: table, columns, which rows, and for SQLite how many rows share the first column, the first two, and so on.
INDEXES = {
    "ix_orders_p_created": ("orders", ["partner_id", "created_at", "id"], None, "2000000 10000 3 1"),
    "ix_commitments_p_proposed": (
        "commitments", ["partner_id", "proposed_by", "batch_id", "proposed_at", "decided_by"], NAMED,
        "2000000 10000 5000 5000 3 3",
    ),
    "ix_commitments_order": (
        "commitments", ["partner_id", "order_id", "batch_id", "decided_at"], None, "2000000 10000 3 3 1"
    ),
    "ix_commitments_ours": ("commitments", ["partner_id", "schedule_id"], OURS, "200000 1000 3"),
    "ix_schedules_p_first": (
        "schedules", ["partner_id", "first_promised_on", "id", "cancelled_by", "batch_id"], None,
        "2000000 10000 20 1 1 1",
    ),
    "ix_receipts_rejected": ("receipts", ["partner_id", "recorded_at"], REJECTED, "200000 1000 3"),
}  # fmt: skip


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, portal.columns.UTCDateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        TABLE,
        _id("keeping_id"),
        sa.Column("kind", sa.String(length=10), nullable=False),
        _id("row_id"),
        _id("line_id", nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        _at("asked_at"),
        _at("due_at"),
        _at("answered_at", nullable=True),
        sa.Column("left_out", sa.String(length=20), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("counts", "judged", "in_time", "answered", "minutes", "entries")
        ),
        _id("order_id"),
        _id("partner_id"),
        sa.CheckConstraint("kind in ('order', 'company', 'partner')", name=op.f(f"ck_{TABLE}_kind")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f(f"fk_{TABLE}_partner_id")),
        *(
            sa.ForeignKeyConstraint(
                ["partner_id", key], [f"{other}.partner_id", f"{other}.id"],
                name=op.f(f"fk_{TABLE}_partner_id_{key}"),
            )
            for key, other in (("keeping_id", "score_keepings"), ("order_id", "orders"), ("line_id", "lines"))
        ),
        sa.PrimaryKeyConstraint("keeping_id", "kind", "row_id", name=op.f(f"pk_{TABLE}")),
        sqlite_with_rowid=False,
    )  # fmt: skip
    summed = ["row_id", "counts", "judged", "in_time", "answered", "minutes", "partner_id"]
    op.create_index("ix_score_answers_due", TABLE, ["keeping_id", "kind", "due_on", *summed])
    op.create_index("ix_score_answers_line", TABLE, ["keeping_id", "kind", "line_id"])
    op.create_index("ix_score_answers_order", TABLE, ["partner_id", "order_id"])
    op.drop_index("ix_commitments_order", "commitments")
    for name, (table, columns, which, _figures) in INDEXES.items():
        where = sa.text(which) if which else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    if op.get_bind().dialect.name == "sqlite":
        _tell()
        return
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY partner ON {TABLE} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def _tell() -> None:
    run = op.get_bind().exec_driver_sql
    for name, (table, _columns, _which, figures) in INDEXES.items():
        run("DELETE FROM sqlite_stat1 WHERE idx = ?", (name,))
        run("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, name, figures))
    run("ANALYZE sqlite_master")  # takes the figures up


def downgrade() -> None:
    for name, (table, *_rest) in INDEXES.items():
        op.drop_index(name, table)
    op.create_index("ix_commitments_order", "commitments", ["partner_id", "order_id"])
    op.drop_table(TABLE)
