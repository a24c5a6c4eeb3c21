"""How a partner sees it, said by a link

Whoever says it by a link has no account, so a view may have a name alone. Reported sales that wait are found without
reading the others.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0039"
down_revision = "0038"

ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = portal.columns.UTCDateTime(timezone=True)
VIEWS = "review_views"
REPORTED = sa.text("state = 'reported'")


def upgrade() -> None:
    op.create_table(
        "review_links",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("review_id", BIG, nullable=False),
        sa.Column("to_name", sa.String(60), nullable=False),
        sa.Column("to_address", sa.String(254), nullable=False),
        sa.Column("locale", sa.String(5), nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("creator_name", sa.String(120), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("used_address", sa.String(45), nullable=True),
        sa.Column("used_agent", sa.String(200), nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.Column("view", sa.Integer(), nullable=True),
        sa.Column("partner_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_review_links_created_by")),
        sa.ForeignKeyConstraint(
            ["partner_id", "review_id"], ["reviews.partner_id", "reviews.id"],
            name=op.f("fk_review_links_partner_id_review_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_review_links_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_review_links_token_hash")),
    )  # fmt: skip
    op.create_index("ix_review_links_review", "review_links", ["partner_id", "review_id", "id"])
    op.create_index(
        "ix_sales_actuals_reported", "sales_actuals", ["month", "partner_id"], sqlite_where=REPORTED,
        postgresql_where=REPORTED,
    )  # fmt: skip
    if op.get_bind().dialect.name == "sqlite":
        _rebuilt("by_id INTEGER NOT NULL", "by_id INTEGER")
        return
    op.execute("ALTER TABLE review_links ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE review_links FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY partner ON review_links USING ({ALLOWED}) WITH CHECK ({ALLOWED})")
    op.alter_column(VIEWS, "by_id", nullable=True)


def downgrade() -> None:
    """What was said by a link is kept in the name of who sent it."""
    sender = (
        "(SELECT created_by FROM review_links l WHERE l.review_id = review_views.review_id AND l.view = review_views.number)"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER review_views_update")
        op.execute(f"UPDATE review_views SET by_id = {sender} WHERE by_id IS NULL")
        op.execute(
            "CREATE TRIGGER review_views_update BEFORE UPDATE ON review_views  BEGIN"
            " SELECT RAISE(ABORT, 'review_views: rows are only added'); END"
        )
        _rebuilt("by_id INTEGER", "by_id INTEGER NOT NULL")
    else:
        op.execute("ALTER TABLE review_views DISABLE TRIGGER review_views_keep")
        op.execute(f"UPDATE review_views SET by_id = {sender} WHERE by_id IS NULL")
        op.execute("ALTER TABLE review_views ENABLE TRIGGER review_views_keep")
        op.alter_column(VIEWS, "by_id", nullable=False)
    op.drop_index("ix_sales_actuals_reported", "sales_actuals")
    op.drop_table("review_links")


def _rebuilt(before: str, after: str) -> None:
    """SQLite's table of views anew with one word of its definition changed, as SQLite asks it to be done: its
    constraints and triggers stay as they were."""
    bind = op.get_bind()
    described = f"SELECT sql FROM sqlite_master WHERE tbl_name = '{VIEWS}' AND sql IS NOT NULL AND type"
    (table,) = bind.exec_driver_sql(f"{described} = 'table'").scalars().all()
    others = bind.exec_driver_sql(f"{described} <> 'table'").scalars().all()
    head, body = table.split("(", 1)
    if before not in body:
        raise RuntimeError(f"{VIEWS} are not as expected: {table}")
    op.execute(f"{head.replace(VIEWS, VIEWS + '_new')}({body.replace(before, after, 1)}")
    op.execute(f"INSERT INTO {VIEWS}_new SELECT * FROM {VIEWS}")
    op.execute(f"DROP TABLE {VIEWS}")
    op.execute(f"ALTER TABLE {VIEWS}_new RENAME TO {VIEWS}")
    for each in others:
        op.execute(each)
