"""Reviews

How each side sees it, minutes and acceptances are only added, and only until both sides agreed; what is agreed
never changes, and is agreed only with the word of both sides for the same minutes. PostgreSQL repeats the partner
rule as row-level security.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0031"
down_revision = "0030"

PARTS = ("review_views", "review_minutes", "review_acceptances")
TABLES = ("review_rhythms", "reviews", "review_people", *PARTS)
FROZEN = "this review has ended: nothing of it changes"
BOTH = "a review is agreed with the word of both sides for the same minutes"

ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)
_ENDED = "(SELECT state FROM reviews WHERE id = NEW.review_id) IN ('agreed', 'cancelled')"
_ALONE = (
    "NEW.state = 'agreed' AND (SELECT count(*) FROM review_acceptances a JOIN review_minutes m"
    " ON m.review_id = a.review_id AND m.number = a.number AND m.digest = a.digest"
    " WHERE a.review_id = NEW.id AND a.number = NEW.said) < 2"
)


def upgrade() -> None:
    op.create_table(
        "review_rhythms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("every", sa.String(length=10), nullable=False),
        sa.Column("first_start", sa.Date(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_name", sa.String(length=120), nullable=False),
        sa.Column("set_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "every in ('monthly', 'quarterly', 'yearly')", name=op.f("ck_review_rhythms_every")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_review_rhythms_partner_id")),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_review_rhythms_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_rhythms")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_review_rhythms_partner_id_id")),
    )
    with op.batch_alter_table("review_rhythms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_rhythms_running",
            ["partner_id", "every"],
            unique=True,
            sqlite_where=sa.text("running"),
            postgresql_where=sa.text("running"),
        )

    op.create_table(
        "reviews",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("rhythm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("meets_at", sa.String(length=5), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("said", sa.Integer(), nullable=False),
        sa.Column("ended_at", portal.columns.UTCDateTime(timezone=True), nullable=True),
        sa.Column("ended_name", sa.String(length=120), nullable=True),
        sa.Column("ended_words", sa.Text(), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "state in ('planned', 'preparing', 'held', 'accepted', 'agreed', 'missed', 'cancelled')",
            name=op.f("ck_reviews_state"),
        ),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_reviews_period")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_reviews_created_by")),
        sa.ForeignKeyConstraint(
            ["partner_id", "rhythm_id"],
            ["review_rhythms.partner_id", "review_rhythms.id"],
            name=op.f("fk_reviews_partner_id_rhythm_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_reviews_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_reviews_partner_id_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_reviews_ref")),
        sa.UniqueConstraint("rhythm_id", "period_start", name=op.f("uq_reviews_rhythm_id_period_start")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index("ix_reviews_p_period", ["partner_id", "period_end", "id"], unique=False)
        batch_op.create_index("ix_reviews_p_state", ["partner_id", "state", "meets_on", "id"], unique=False)
        batch_op.create_index("ix_reviews_state", ["state", "meets_on", "id"], unique=False)

    op.create_table(
        "review_minutes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("pack", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_review_minutes_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_review_minutes_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "review_id"],
            ["reviews.partner_id", "reviews.id"],
            name=op.f("fk_review_minutes_partner_id_review_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_review_minutes_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_minutes")),
        sa.UniqueConstraint(
            "partner_id", "review_id", "number", name=op.f("uq_review_minutes_partner_id_review_id_number")
        ),
    )
    op.create_table(
        "review_people",
        sa.Column("review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_review_people_side")),
        sa.ForeignKeyConstraint(
            ["partner_id", "review_id"],
            ["reviews.partner_id", "reviews.id"],
            name=op.f("fk_review_people_partner_id_review_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_review_people_partner_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_review_people_user_id")),
        sa.PrimaryKeyConstraint("review_id", "user_id", name=op.f("pk_review_people")),
    )
    with op.batch_alter_table("review_people", schema=None) as batch_op:
        batch_op.create_index("ix_review_people_user_id", ["user_id"], unique=False)

    op.create_table(
        "review_views",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("outlook", sa.Text(), nullable=False),
        sa.Column("review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_review_views_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_review_views_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "review_id"],
            ["reviews.partner_id", "reviews.id"],
            name=op.f("fk_review_views_partner_id_review_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_review_views_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_views")),
        sa.UniqueConstraint(
            "review_id", "side", "number", name=op.f("uq_review_views_review_id_side_number")
        ),
    )
    op.create_table(
        "review_acceptances",
        sa.Column(
            "review_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_review_acceptances_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_review_acceptances_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "review_id", "number"],
            ["review_minutes.partner_id", "review_minutes.review_id", "review_minutes.number"],
            name=op.f("fk_review_acceptances_partner_id_review_id_number"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "review_id"],
            ["reviews.partner_id", "reviews.id"],
            name=op.f("fk_review_acceptances_partner_id_review_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_review_acceptances_partner_id")
        ),
        sa.PrimaryKeyConstraint("review_id", "number", "side", name=op.f("pk_review_acceptances")),
    )

    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def _guard_on_sqlite() -> None:
    def trigger(name: str, when: str, condition: str, why: str) -> None:
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} {condition} BEGIN SELECT RAISE(ABORT, '{why}'); END")

    for table in PARTS:
        trigger(f"{table}_frozen", f"INSERT ON {table}", f"WHEN {_ENDED}", FROZEN)
        for verb in ("UPDATE", "DELETE"):
            trigger(f"{table}_{verb.lower()}", f"{verb} ON {table}", "", f"{table}: rows are only added")
    trigger("reviews_frozen", "UPDATE ON reviews", "WHEN OLD.state IN ('agreed', 'cancelled')", FROZEN)
    trigger("reviews_alone", "UPDATE ON reviews", f"WHEN {_ALONE}", BOTH)
    trigger("reviews_delete", "DELETE ON reviews", "", "reviews: rows are kept")


def _guard_on_postgresql() -> None:
    op.execute(
        f"""CREATE FUNCTION review_parts_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION '%: rows are only added', TG_TABLE_NAME; END IF;
            IF {_ENDED} THEN RAISE EXCEPTION '{FROZEN}'; END IF;
            RETURN NEW;
        END $$"""
    )
    op.execute(
        f"""CREATE FUNCTION reviews_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'reviews: rows are kept'; END IF;
            IF OLD.state IN ('agreed', 'cancelled') THEN RAISE EXCEPTION '{FROZEN}'; END IF;
            IF {_ALONE} THEN RAISE EXCEPTION '{BOTH}'; END IF;
            RETURN NEW;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER reviews_keep BEFORE UPDATE OR DELETE ON reviews "
        "FOR EACH ROW EXECUTE FUNCTION reviews_keep()"
    )
    for table in PARTS:
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION review_parts_keep()"
        )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON {table} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # its triggers look at each other's tables
        op.execute("DROP TRIGGER reviews_alone")
        for table in PARTS:
            op.execute(f"DROP TRIGGER {table}_frozen")
    leaves = ("review_acceptances", "review_minutes", "review_views", "review_people")
    for table in (*leaves, "reviews", "review_rhythms"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION review_parts_keep()")
        op.execute("DROP FUNCTION reviews_keep()")
