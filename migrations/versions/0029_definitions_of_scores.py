"""Definitions of scores

How partners are judged, version by version, and the verdicts that pages sum. PostgreSQL repeats the partner
rule as row-level security. Schedules are found by the day they are judged by.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0029"
down_revision = "0028"

TABLES = ("partner_definitions", "score_keepings", "score_verdicts")
ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)
COUNTS = (
    "due", "on_time", "in_full", "otif", "otif_promised", "over_delivered", "promised", "first_kept", "moves",
    "week_judged", "week_kept", "slipped", "slip", "led", "lead", "came", "receipts", "receipts_rejected", "docked",
    "docked_receipts", "dock_days",
)  # fmt: skip
UNITS = ("units_due", "units_on_time", "units_received", "units_rejected")


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def _version(table: str, *, kept: bool) -> list[sa.schema.SchemaItem]:
    return [
        _id("id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=not kept),
        sa.Column("note", sa.String(length=300), nullable=False),
        _id("made_by", nullable=True),
        sa.Column("made_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f(f"fk_{table}_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _partner(table: str) -> list[sa.schema.SchemaItem]:
    return [
        _id("partner_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f(f"fk_{table}_partner_id")),
    ]


def upgrade() -> None:
    op.create_table(
        "kind_definitions",
        sa.Column("kind", sa.String(length=20), nullable=False),
        *_version("kind_definitions", kept=True),
        sa.CheckConstraint(
            "kind in ('supplier', 'distributor', 'carrier', 'subcontractor')",
            name=op.f("ck_kind_definitions_kind"),
        ),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_kind_definitions_kind_number")),
    )
    op.create_table(
        "partner_definitions",
        *_version("partner_definitions", kept=False),
        *_partner("partner_definitions"),
        sa.UniqueConstraint("partner_id", "number", name=op.f("uq_partner_definitions_partner_id_number")),
    )
    op.create_table(
        "score_keepings",
        _id("id"),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("kept_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        *_partner("score_keepings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_keepings")),
        sa.UniqueConstraint("partner_id", "digest", name=op.f("uq_score_keepings_partner_id_digest")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_score_keepings_partner_id_id")),
    )
    op.create_table(
        "score_verdicts",
        _id("keeping_id"),
        sa.Column("base_on", sa.Date(), nullable=False),
        _id("schedule_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=True),
        sa.Column("item_code", sa.String(length=60), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("left_out", sa.String(length=20), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        *(sa.Column(name, portal.columns.Quantity(), nullable=False) for name in UNITS),
        *_partner("score_verdicts"),
        sa.ForeignKeyConstraint(
            ["partner_id", "keeping_id"], ["score_keepings.partner_id", "score_keepings.id"],
            name=op.f("fk_score_verdicts_partner_id_keeping_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"],
            name=op.f("fk_score_verdicts_partner_id_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("keeping_id", "base_on", "schedule_id", name=op.f("pk_score_verdicts")),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("ix_score_verdicts_schedule_id", "score_verdicts", ["partner_id", "schedule_id"])
    op.create_index("ix_schedules_p_base", "schedules", ["partner_id", "base_on", "id"])
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY partner ON {table} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    op.drop_index("ix_schedules_p_base", "schedules")
    for table in (*reversed(TABLES), "kind_definitions"):
        op.drop_table(table)
