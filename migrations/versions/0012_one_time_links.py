"""One-time links, and files of people without an account

Whoever answers by a link has no account, so a file may have an uploader's name alone. A mail that tells
of several things names them, so that its reader's rights to each are looked at again before it leaves.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0012"
down_revision = "0011"

ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = portal.columns.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "one_time_links",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("purpose", sa.String(10), nullable=False),
        sa.Column("to_name", sa.String(60), nullable=False),
        sa.Column("to_address", sa.String(254), nullable=False),
        sa.Column("locale", sa.String(5), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("creator_name", sa.String(120), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("used_address", sa.String(45), nullable=True),
        sa.Column("used_agent", sa.String(200), nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("partner_id", BIG, nullable=False),
        sa.CheckConstraint("purpose in ('answer', 'file', 'dispatch')", name="ck_one_time_links_purpose"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_one_time_links_created_by"),
        sa.ForeignKeyConstraint(
            ["partner_id", "order_id"], ["orders.partner_id", "orders.id"],
            name="fk_one_time_links_partner_id_order_id",
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name="fk_one_time_links_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_links"),
        sa.UniqueConstraint("token_hash", name="uq_one_time_links_token_hash"),
    )  # fmt: skip
    op.create_index("ix_one_time_links_order", "one_time_links", ["partner_id", "order_id", "id"])
    op.add_column("mails", sa.Column("tells", sa.JSON(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _rebuilt("uploaded_by INTEGER NOT NULL", "uploaded_by INTEGER")
        return
    op.execute("ALTER TABLE one_time_links ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE one_time_links FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY partner ON one_time_links USING ({ALLOWED}) WITH CHECK ({ALLOWED})")
    op.alter_column("attachments", "uploaded_by", nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM attachments WHERE uploaded_by IS NULL")
    if op.get_bind().dialect.name == "sqlite":
        _rebuilt("uploaded_by INTEGER", "uploaded_by INTEGER NOT NULL")
    else:
        op.alter_column("attachments", "uploaded_by", nullable=False)
    op.drop_column("mails", "tells")
    op.drop_table("one_time_links")


def _rebuilt(before: str, after: str) -> None:
    """SQLite's attachments anew with one word of their definition changed, as SQLite asks it to be
    done: its constraints, indexes and triggers stay as they were."""
    bind = op.get_bind()
    described = "SELECT sql FROM sqlite_master WHERE tbl_name = 'attachments' AND sql IS NOT NULL AND type"
    (table,) = bind.exec_driver_sql(f"{described} = 'table'").scalars().all()
    others = bind.exec_driver_sql(f"{described} <> 'table'").scalars().all()
    head, body = table.split("(", 1)
    if before not in body:
        raise RuntimeError(f"attachments are not as expected: {table}")
    op.execute(f"{head.replace('attachments', 'attachments_new')}({body.replace(before, after, 1)}")
    op.execute("INSERT INTO attachments_new SELECT * FROM attachments")
    op.execute("DROP TABLE attachments")
    op.execute("ALTER TABLE attachments_new RENAME TO attachments")
    for each in others:
        op.execute(each)
