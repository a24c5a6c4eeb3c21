"""Who takes part, what was said before, and what belongs together

People named on an issue say who named them; the words of a message may change only where those that stood
there are kept; mentions; issues merged into one or split off one; templates of replies. PostgreSQL repeats
the partner rule as row-level security.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0022"
down_revision = "0021"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = portal.columns.UTCDateTime(timezone=True)
TABLES = ("message_versions", "mentions", "issue_ties")
GROWING = ("message_versions", "mentions")
FIXED = "id partner_id audience subject_type subject_id author_user_id author_name author_side created_at".split()
KEPT = (
    "EXISTS (SELECT 1 FROM message_versions AS kept WHERE kept.message_id = OLD.id AND kept.number = OLD.version"
    " AND kept.body = OLD.body)"
)
ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)


def upgrade() -> None:
    op.add_column("issues", sa.Column("merged", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("messages", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("messages", sa.Column("edited_at", TIME, nullable=True))
    op.add_column("issue_people", sa.Column("added_side", sa.String(length=10), nullable=True))
    op.add_column("issue_people", sa.Column("added_name", sa.String(length=120), nullable=True))
    op.add_column("issue_people", sa.Column("added_at", TIME, nullable=True))
    op.drop_index("ix_messages_partner_id", "messages")
    op.create_index("ix_messages_partner_id", "messages", ["partner_id", "id"], unique=True)
    _known_index()
    op.create_table(
        "message_versions",
        sa.Column("message_id", ID, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", TIME, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id", "message_id"], ["messages.partner_id", "messages.id"],
            name=op.f("fk_message_versions_partner_id_message_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_message_versions_partner_id")),
        sa.PrimaryKeyConstraint("message_id", "number", name=op.f("pk_message_versions")),
    )  # fmt: skip
    op.create_table(
        "mentions",
        sa.Column("message_id", ID, nullable=False, autoincrement=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.CheckConstraint("audience in ('shared', 'internal')", name=op.f("ck_mentions_audience")),
        sa.ForeignKeyConstraint(
            ["partner_id", "message_id"], ["messages.partner_id", "messages.id"],
            name=op.f("fk_mentions_partner_id_message_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_mentions_partner_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mentions_user_id")),
        sa.PrimaryKeyConstraint("message_id", "user_id", name=op.f("pk_mentions")),
    )  # fmt: skip
    op.create_index("ix_mentions_user_id", "mentions", ["user_id", "message_id"])
    op.create_table(
        "issue_ties",
        sa.Column("issue_id", ID, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("tied_by", ID, nullable=False),
        sa.Column("tied_name", sa.String(length=120), nullable=False),
        sa.Column("tied_at", TIME, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.CheckConstraint("kind in ('merged', 'split')", name=op.f("ck_issue_ties_kind")),
        sa.CheckConstraint("issue_id <> other_id", name=op.f("ck_issue_ties_other")),
        sa.ForeignKeyConstraint(
            ["partner_id", "issue_id"], ["issues.partner_id", "issues.id"],
            name=op.f("fk_issue_ties_partner_id_issue_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "other_id"], ["issues.partner_id", "issues.id"],
            name=op.f("fk_issue_ties_partner_id_other_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_issue_ties_partner_id")),
        sa.ForeignKeyConstraint(["tied_by"], ["users.id"], name=op.f("fk_issue_ties_tied_by")),
        sa.PrimaryKeyConstraint("issue_id", "kind", name=op.f("pk_issue_ties")),
    )  # fmt: skip
    op.create_index("ix_issue_ties_other", "issue_ties", ["other_id", "kind"])
    op.create_table(
        "reply_templates",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_templates")),
        sa.UniqueConstraint("name", "language", name=op.f("uq_reply_templates_name_language")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _keep_on_sqlite()
    else:
        _keep_on_postgres()


def _known_index() -> None:
    """Tell SQLite again what migration 0004 told it of an index that was made anew."""
    if op.get_bind().dialect.name == "sqlite":
        figures = ("messages", "ix_messages_partner_id", "2000000 10000 1")
        op.get_bind().exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", figures)
        op.get_bind().exec_driver_sql("ANALYZE sqlite_master")


def _keep_on_sqlite() -> None:
    for table in GROWING:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: rows are only added'); END"
            )
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FIXED)
    op.execute(
        f"CREATE TRIGGER messages_keep BEFORE UPDATE ON messages "
        f"WHEN {changed} OR NEW.version <> OLD.version + 1 OR NOT {KEPT} "
        "BEGIN SELECT RAISE(ABORT, 'messages: what was said is kept'); END"
    )
    op.execute(
        "CREATE TRIGGER messages_delete BEFORE DELETE ON messages "
        "BEGIN SELECT RAISE(ABORT, 'messages: what was said is kept'); END"
    )


def _keep_on_postgres() -> None:
    for table in GROWING:
        op.execute(
            f"""CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{table}: rows are only added'; END $$"""
        )
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_keep()"
        )
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FIXED)
    op.execute(
        f"""CREATE FUNCTION messages_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' OR {changed} OR NEW.version <> OLD.version + 1 OR NOT {KEPT}
          THEN RAISE EXCEPTION 'messages: what was said is kept'; END IF;
          RETURN NEW;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER messages_keep BEFORE UPDATE OR DELETE ON messages "
        "FOR EACH ROW EXECUTE FUNCTION messages_keep()"
    )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON {table} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER messages_keep" + ("" if sqlite else " ON messages"))
    if sqlite:
        op.execute("DROP TRIGGER messages_delete")
    for table in ("reply_templates", *reversed(TABLES)):
        op.drop_table(table)
    if not sqlite:
        for table in ("messages", *GROWING):
            op.execute(f"DROP FUNCTION {table}_keep()")
    op.drop_index("ix_messages_partner_id", "messages")
    op.create_index("ix_messages_partner_id", "messages", ["partner_id", "id"])
    _known_index()
    for column in ("added_at", "added_name", "added_side"):
        op.drop_column("issue_people", column)
    for column in ("edited_at", "version"):
        op.drop_column("messages", column)
    op.drop_column("issues", "merged")
