"""Steps due otherwise

Words about when a step of a resolution is due: another time asked for, moved or kept, each with its reason. They
are only added to; PostgreSQL repeats the partner rule as row-level security.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0032"
down_revision = "0031"

TABLE = "resolution_due_words"
ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = portal.columns.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.add_column("resolution_steps", sa.Column("asked_due_at", TIME, nullable=True))
    op.create_table(
        TABLE,
        sa.Column("id", ID, nullable=False),
        sa.Column("step_id", ID, nullable=False),
        sa.Column("word", sa.String(length=10), nullable=False),
        sa.Column("was_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("resolution_id", ID, nullable=False),
        sa.Column("issue_id", ID, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.CheckConstraint("word in ('asked', 'moved', 'kept')", name=op.f("ck_resolution_due_words_word")),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_resolution_due_words_side")),
        sa.ForeignKeyConstraint(
            ["partner_id", "resolution_id"], ["resolutions.partner_id", "resolutions.id"],
            name=op.f("fk_resolution_due_words_partner_id_resolution_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "step_id"], ["resolution_steps.partner_id", "resolution_steps.id"],
            name=op.f("fk_resolution_due_words_partner_id_step_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_resolution_due_words_partner_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_resolution_due_words_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_due_words")),
    )  # fmt: skip
    op.create_index("ix_resolution_due_words_case", TABLE, ["partner_id", "resolution_id", "id"])
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
        f"CREATE TRIGGER {TABLE}_keep BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_keep()"
    )
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY partner ON {TABLE} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    op.drop_table(TABLE)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP FUNCTION {TABLE}_keep()")
    op.drop_column("resolution_steps", "asked_due_at")
