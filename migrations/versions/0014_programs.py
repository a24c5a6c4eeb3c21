"""Programs: their keys, what they sent, and what an event said in full

A program acts by a token, of which the hash is kept. What it sent is kept with the answer, so that the
same request gets the same answer. An event that is given back in its own form keeps that form, which
never changes; events are asked for in the order in which they happened.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0014"
down_revision = "0013"

ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = portal.columns.UTCDateTime(timezone=True)
KEPT = "notice_id key at state code text source place offset_minutes".split()
REFUSAL = "events: rows are only added"
INDEXES = {"ix_events_p_at": ["partner_id", "at", "id"], "ix_events_at": ["at", "id"]}
# What SQLite's planner is told of them, made as migration 0004 says.
FIGURES = {"ix_events_p_at": "2000000 10000 3 1", "ix_events_at": "2000000 3 1"}


def upgrade() -> None:
    _tokens()
    _captures()
    op.add_column("events", sa.Column("raw", sa.JSON(), nullable=True))
    for name, columns in INDEXES.items():
        op.create_index(name, "events", columns)
    if op.get_bind().dialect.name == "sqlite":
        for name, told in FIGURES.items():
            op.get_bind().exec_driver_sql(
                "INSERT INTO sqlite_stat1 VALUES ('events', ?, ?)", (name, told)
            )
        op.get_bind().exec_driver_sql("ANALYZE sqlite_master")
        _keep_sqlite(" OR OLD.raw IS NOT NEW.raw")
        return
    for table in ("api_tokens", "captures"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON {table} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")
    _keep_postgres(" OR OLD.raw::text IS DISTINCT FROM NEW.raw::text")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _keep_sqlite("")
    else:
        _keep_postgres("")
    for name in INDEXES:
        op.drop_index(name, "events")
    op.drop_column("events", "raw")
    op.drop_table("captures")
    op.drop_table("api_tokens")


def _tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", BIG, nullable=False),
        sa.Column("partner_id", BIG, nullable=True),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name="fk_api_tokens_partner_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_api_tokens_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
    )
    op.create_index("ix_api_tokens_partner_id", "api_tokens", ["partner_id", "id"])
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"])


def _captures() -> None:
    op.create_table(
        "captures",
        sa.Column("id", BIG, nullable=False),
        sa.Column("partner_id", BIG, nullable=True),
        sa.Column("ref", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("token_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("key", sa.String(64), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name="fk_captures_partner_id"),
        sa.ForeignKeyConstraint(["token_id"], ["api_tokens.id"], name="fk_captures_token_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_captures_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_captures"),
        sa.UniqueConstraint("ref", name="uq_captures_ref"),
        sa.UniqueConstraint("token_id", "key", name="uq_captures_token_id_key"),
    )
    op.create_index("ix_captures_partner_id", "captures", ["partner_id", "id"])
    op.create_index("ix_captures_created_at", "captures", ["created_at"])


def _keep_sqlite(more: str) -> None:
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in KEPT)
    op.execute("DROP TRIGGER events_keep")
    op.execute(
        f"CREATE TRIGGER events_keep BEFORE UPDATE ON events WHEN {changed}{more} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _keep_postgres(more: str) -> None:
    changed = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in KEPT)
    op.execute(
        f"""CREATE OR REPLACE FUNCTION events_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM batches b WHERE b.id = OLD.batch_id AND b.published_at IS NULL) THEN
              RETURN OLD;
            END IF;
            RAISE EXCEPTION '{REFUSAL}';
          END IF;
          IF {changed}{more} THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
          RETURN NEW;
        END $$"""
    )
