"""Joint plans

Plans with their actions; due days that moved and readings of a measure are only added to; PostgreSQL repeats
the partner rule as row-level security.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0015"
down_revision = "0014"

TABLES = ("plans", "plan_people", "actions", "plan_readings", "action_needs", "due_changes")
GROWING = ("plan_readings", "due_changes")

ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("measure", sa.String(length=160), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("baseline", portal.columns.Quantity(), nullable=True),
        sa.Column("target", portal.columns.Quantity(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(length=80), nullable=True),
        sa.Column("staff_owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_team", sa.String(length=60), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("source_type", sa.String(length=20), nullable=True),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source_ref", sa.String(length=40), nullable=True),
        sa.Column("closing_side", sa.String(length=10), nullable=True),
        sa.Column("closing_state", sa.String(length=10), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=True),
        sa.Column("closed_at", portal.columns.UTCDateTime(timezone=True), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("closing_side in ('company', 'partner')", name=op.f("ck_plans_closing_side")),
        sa.CheckConstraint("closing_state in ('done', 'dropped')", name=op.f("ck_plans_closing_state")),
        sa.CheckConstraint(
            "kind in ('corrective', 'improvement', 'business', 'promotion', 'onboarding')",
            name=op.f("ck_plans_kind"),
        ),
        sa.CheckConstraint("state in ('running', 'done', 'dropped')", name=op.f("ck_plans_state")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_plans_created_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_plans_partner_id")),
        sa.ForeignKeyConstraint(["partner_owner_id"], ["users.id"], name=op.f("fk_plans_partner_owner_id")),
        sa.ForeignKeyConstraint(["staff_owner_id"], ["users.id"], name=op.f("fk_plans_staff_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_plans_partner_id_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_plans_ref")),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index("ix_plans_p_state", ["partner_id", "state", "ends_on", "id"], unique=False)
        batch_op.create_index("ix_plans_programme", ["programme"], unique=False)
        batch_op.create_index("ix_plans_source", ["source_type", "source_id"], unique=False)
        batch_op.create_index("ix_plans_state", ["state", "ends_on", "id"], unique=False)

    op.create_table(
        "plan_people",
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "plan_id"],
            ["plans.partner_id", "plans.id"],
            name=op.f("fk_plan_people_partner_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_plan_people_partner_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_plan_people_user_id")),
        sa.PrimaryKeyConstraint("plan_id", "user_id", name=op.f("pk_plan_people")),
    )
    with op.batch_alter_table("plan_people", schema=None) as batch_op:
        batch_op.create_index("ix_plan_people_user_id", ["user_id"], unique=False)

    op.create_table(
        "actions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("done_means", sa.Text(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_name", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("waiting_for", sa.String(length=300), nullable=True),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("done_at", portal.columns.UTCDateTime(timezone=True), nullable=True),
        sa.Column("verified_at", portal.columns.UTCDateTime(timezone=True), nullable=True),
        sa.Column("verifier_name", sa.String(length=120), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("escalated_on", sa.Date(), nullable=True),
        sa.Column("created_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_actions_side")),
        sa.CheckConstraint(
            "state in ('open', 'doing', 'waiting', 'done', 'verified', 'dropped')",
            name=op.f("ck_actions_state"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_actions_owner_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "plan_id"],
            ["plans.partner_id", "plans.id"],
            name=op.f("fk_actions_partner_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_actions_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_actions_partner_id_id")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_actions_plan_id_number")),
    )
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index("ix_actions_due", ["state", "due_on", "id"], unique=False)
        batch_op.create_index("ix_actions_owner", ["owner_id", "state", "due_on", "id"], unique=False)
        batch_op.create_index("ix_actions_p_due", ["partner_id", "state", "due_on", "id"], unique=False)
        batch_op.create_index("ix_actions_plan", ["partner_id", "plan_id"], unique=False)

    op.create_table(
        "plan_readings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("value", portal.columns.Quantity(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_name", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "plan_id"],
            ["plans.partner_id", "plans.id"],
            name=op.f("fk_plan_readings_partner_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_plan_readings_partner_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_plan_readings_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_readings")),
    )
    with op.batch_alter_table("plan_readings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_plan_readings_plan", ["partner_id", "plan_id", "read_on", "id"], unique=False
        )

    op.create_table(
        "action_needs",
        sa.Column("action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("needs_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("action_id <> needs_id", name=op.f("ck_action_needs_other")),
        sa.ForeignKeyConstraint(
            ["partner_id", "action_id"],
            ["actions.partner_id", "actions.id"],
            name=op.f("fk_action_needs_partner_id_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "needs_id"],
            ["actions.partner_id", "actions.id"],
            name=op.f("fk_action_needs_partner_id_needs_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "plan_id"],
            ["plans.partner_id", "plans.id"],
            name=op.f("fk_action_needs_partner_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_action_needs_partner_id")),
        sa.PrimaryKeyConstraint("action_id", "needs_id", name=op.f("pk_action_needs")),
    )
    with op.batch_alter_table("action_needs", schema=None) as batch_op:
        batch_op.create_index("ix_action_needs_plan", ["partner_id", "plan_id"], unique=False)

    op.create_table(
        "due_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("was_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_name", sa.String(length=120), nullable=False),
        sa.Column("changed_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_due_changes_changed_by")),
        sa.ForeignKeyConstraint(
            ["partner_id", "action_id"],
            ["actions.partner_id", "actions.id"],
            name=op.f("fk_due_changes_partner_id_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "plan_id"],
            ["plans.partner_id", "plans.id"],
            name=op.f("fk_due_changes_partner_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_due_changes_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_changes")),
    )
    with op.batch_alter_table("due_changes", schema=None) as batch_op:
        batch_op.create_index("ix_due_changes_action", ["partner_id", "action_id", "id"], unique=False)
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
