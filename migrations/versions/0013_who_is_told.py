"""Who is told: rows that wait to be mailed, contacts without an account, promises asked about again

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0013"
down_revision = "0012"

ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = portal.columns.UTCDateTime(timezone=True)
ASKED = sa.text("asked_again_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "tidings",
        sa.Column("activity_id", BIG, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name="fk_tidings_activity_id"),
        sa.PrimaryKeyConstraint("activity_id", name="pk_tidings"),
    )
    op.create_table(
        "contacts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("locale", sa.String(5), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("removed_at", TIME, nullable=True),
        sa.Column("partner_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_contacts_created_by"),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name="fk_contacts_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_partner_id", "contacts", ["partner_id", "id"])
    op.add_column("schedules", sa.Column("asked_again_at", TIME, nullable=True))
    op.create_index(
        "ix_schedules_asked_again", "schedules", ["partner_id", "due_on", "id"], sqlite_where=ASKED,
        postgresql_where=ASKED,
    )  # fmt: skip
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE contacts ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE contacts FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON contacts USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    op.drop_index("ix_schedules_asked_again", "schedules")
    op.drop_column("schedules", "asked_again_at")
    op.drop_table("contacts")
    op.drop_table("tidings")
