"""Resolutions

The structured way out of an issue: its steps, what each sending said and what was decided, both of which are
only added to. A case without both causes and a proof younger than its implementation cannot be closed, whatever
the code says. PostgreSQL repeats the partner rule as row-level security.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0025"
down_revision = "0024"

TABLES = ("resolutions", "resolution_steps", "resolution_step_versions", "resolution_decisions")
GROWING = ("resolution_step_versions", "resolution_decisions")

ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)


def upgrade() -> None:
    op.create_table(
        "resolutions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_ref", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=True),
        sa.Column("item", sa.String(length=300), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("target_measure", sa.String(length=10), nullable=False),
        sa.Column("target_limit", portal.columns.Quantity(), nullable=False),
        sa.Column("target_receipts", sa.Integer(), nullable=False),
        sa.Column("target_days", sa.Integer(), nullable=False),
        sa.Column("occurrence_code", sa.String(length=16), nullable=True),
        sa.Column("escape_code", sa.String(length=16), nullable=True),
        sa.Column("implemented_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("began_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("began_name", sa.String(length=120), nullable=False),
        sa.Column("began_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", portal.columns.UTCDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "escape_code in ('people', 'method', 'machine', 'material', 'measurement', 'environment', 'planning', 'communication')",
            name=op.f("ck_resolutions_escape_code"),
        ),
        sa.CheckConstraint("form in ('light', 'full')", name=op.f("ck_resolutions_form")),
        sa.CheckConstraint(
            "occurrence_code in ('people', 'method', 'machine', 'material', 'measurement', 'environment', 'planning', 'communication')",
            name=op.f("ck_resolutions_occurrence_code"),
        ),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_resolutions_side")),
        sa.CheckConstraint(
            "state <> 'closed' OR (occurrence_code IS NOT NULL AND escape_code IS NOT NULL AND implemented_on IS NOT NULL AND effective_on IS NOT NULL AND effective_on > implemented_on)",
            name=op.f("ck_resolutions_gate"),
        ),
        sa.CheckConstraint("state in ('open', 'closed', 'abandoned')", name=op.f("ck_resolutions_state")),
        sa.CheckConstraint(
            "target_measure in ('rejected', 'ppm', 'late')", name=op.f("ck_resolutions_target_measure")
        ),
        sa.ForeignKeyConstraint(["began_by"], ["users.id"], name=op.f("fk_resolutions_began_by")),
        sa.ForeignKeyConstraint(
            ["partner_id", "issue_id"],
            ["issues.partner_id", "issues.id"],
            name=op.f("fk_resolutions_partner_id_issue_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_resolutions_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolutions")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_resolutions_partner_id_id")),
    )
    with op.batch_alter_table("resolutions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_resolutions_cause", ["partner_id", "item_code", "occurrence_code", "began_at"], unique=False
        )
        batch_op.create_index("ix_resolutions_issue", ["partner_id", "issue_id", "id"], unique=False)
        batch_op.create_index(
            "ix_resolutions_live",
            ["issue_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'abandoned'"),
            postgresql_where=sa.text("state <> 'abandoned'"),
        )
        batch_op.create_index("ix_resolutions_state", ["state", "id"], unique=False)

    op.create_table(
        "resolution_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", portal.columns.UTCDateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_name", sa.String(length=120), nullable=True),
        sa.Column("said", sa.Integer(), nullable=False),
        sa.Column("reminded_at", portal.columns.UTCDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("resolution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind in ('emergency', 'team', 'problem', 'containment', 'causes', 'correction', 'implementation', 'prevention', 'closing')",
            name=op.f("ck_resolution_steps_kind"),
        ),
        sa.CheckConstraint(
            "state in ('open', 'sent', 'returned', 'accepted')", name=op.f("ck_resolution_steps_state")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_resolution_steps_owner_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "resolution_id"],
            ["resolutions.partner_id", "resolutions.id"],
            name=op.f("fk_resolution_steps_partner_id_resolution_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_resolution_steps_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_steps")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_resolution_steps_partner_id_id")),
        sa.UniqueConstraint("resolution_id", "kind", name=op.f("uq_resolution_steps_resolution_id_kind")),
    )
    with op.batch_alter_table("resolution_steps", schema=None) as batch_op:
        batch_op.create_index("ix_resolution_steps_due", ["state", "due_at", "id"], unique=False)
        batch_op.create_index(
            "ix_resolution_steps_p_due", ["partner_id", "state", "due_at", "id"], unique=False
        )

    op.create_table(
        "resolution_decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_name", sa.String(length=120), nullable=False),
        sa.Column("decided_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("resolution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "verdict in ('accepted', 'returned', 'effective', 'not_effective', 'closed', 'abandoned', 'reopened', 'another_cause')",
            name=op.f("ck_resolution_decisions_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_resolution_decisions_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "resolution_id"],
            ["resolutions.partner_id", "resolutions.id"],
            name=op.f("fk_resolution_decisions_partner_id_resolution_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "step_id"],
            ["resolution_steps.partner_id", "resolution_steps.id"],
            name=op.f("fk_resolution_decisions_partner_id_step_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_resolution_decisions_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_decisions")),
    )
    with op.batch_alter_table("resolution_decisions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_resolution_decisions_case", ["partner_id", "resolution_id", "id"], unique=False
        )

    op.create_table(
        "resolution_step_versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("sent_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_name", sa.String(length=120), nullable=False),
        sa.Column("sent_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("resolution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "resolution_id"],
            ["resolutions.partner_id", "resolutions.id"],
            name=op.f("fk_resolution_step_versions_partner_id_resolution_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "step_id"],
            ["resolution_steps.partner_id", "resolution_steps.id"],
            name=op.f("fk_resolution_step_versions_partner_id_step_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_resolution_step_versions_partner_id")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["users.id"], name=op.f("fk_resolution_step_versions_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_step_versions")),
        sa.UniqueConstraint("step_id", "number", name=op.f("uq_resolution_step_versions_step_id_number")),
    )
    with op.batch_alter_table("resolution_step_versions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_resolution_step_versions_case", ["partner_id", "resolution_id", "id"], unique=False
        )
    if op.get_bind().dialect.name == "sqlite":
        for table in GROWING:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table}: rows are only added'); END"
                )
        return
    for table in GROWING:
        op.execute(
            f"""CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{table}: rows are only added'; END $$"""
        )
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_keep()"
        )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON {table} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table in GROWING:
            op.execute(f"DROP FUNCTION {table}_keep()")
