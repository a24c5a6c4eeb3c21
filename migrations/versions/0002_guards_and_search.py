"""Guards under the tables, and the text search of the order list

Append-only tables refuse changes; PostgreSQL repeats the partner rule as row-level security; the
words of schedules are searchable (FTS5 or a GIN index), each document led by its partner's mark so
that one partner's search never walks another's rows.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"

PARTNER_TABLES = (
    "activity", "attachments", "commitments", "events", "issue_people", "issues", "lines", "messages",
    "notice_lines", "notices", "orders", "receipts", "schedules",
)  # fmt: skip

# Columns that may still be filled in, once, by the decision on a proposal.
KEPT = {
    "commitments": "day quantity proposed_by proposer_id proposed_at reason cause_side schedule_id".split(),
    "events": "notice_id key at state code text source place offset_minutes".split(),
    "receipts": "schedule_id arrived_on received_on accepted rejected condition reverses_id".split(),
    "activity": "at verb subject_type subject_id actor_user_id audience partner_id".split(),
}

ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR {owner} = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, columns in KEPT.items():
        (_keep_sqlite if sqlite else _keep_postgres)(table, columns)
    (_search_sqlite if sqlite else _search_postgres)()
    if not sqlite:
        _row_level_security()


def _keep_sqlite(table: str, columns: list[str]) -> None:
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in columns)
    op.execute(
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE ON {table} WHEN {changed} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: rows are only added'); END"
    )
    draft = "" if table == "activity" else (
        " WHEN NOT EXISTS (SELECT 1 FROM batches b WHERE b.id = OLD.batch_id AND b.published_at IS NULL)"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stay BEFORE DELETE ON {table}{draft} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: rows are only added'); END"
    )


def _keep_postgres(table: str, columns: list[str]) -> None:
    changed = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in columns)
    draft = "false" if table == "activity" else (
        "EXISTS (SELECT 1 FROM batches b WHERE b.id = OLD.batch_id AND b.published_at IS NULL)"
    )
    op.execute(
        f"""CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN
            IF {draft} THEN RETURN OLD; END IF;
            RAISE EXCEPTION '{table}: rows are only added';
          END IF;
          IF {changed} THEN RAISE EXCEPTION '{table}: rows are only added'; END IF;
          RETURN NEW;
        END $$"""
    )
    op.execute(
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_keep()"
    )


def _search_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE schedule_words USING fts5("
        "words, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')"
    )
    op.execute(
        "INSERT INTO schedule_words(rowid, words) SELECT id, 'pid' || partner_id || ' ' || words FROM schedules"
    )
    new = "'pid' || NEW.partner_id || ' ' || NEW.words"
    old = "'pid' || OLD.partner_id || ' ' || OLD.words"
    add = f"INSERT INTO schedule_words(rowid, words) VALUES (NEW.id, {new});"
    drop = f"INSERT INTO schedule_words(schedule_words, rowid, words) VALUES ('delete', OLD.id, {old});"
    op.execute(f"CREATE TRIGGER schedules_words_add AFTER INSERT ON schedules BEGIN {add} END")
    op.execute(f"CREATE TRIGGER schedules_words_drop AFTER DELETE ON schedules BEGIN {drop} END")
    op.execute(
        "CREATE TRIGGER schedules_words_change AFTER UPDATE OF words, partner_id ON schedules "
        f"WHEN OLD.words IS NOT NEW.words OR OLD.partner_id IS NOT NEW.partner_id BEGIN {drop} {add} END"
    )


def _search_postgres() -> None:
    op.execute(
        "CREATE INDEX ix_schedules_words ON schedules USING gin "
        "(to_tsvector('simple', 'pid' || partner_id || ' ' || words))"
    )


def _row_level_security() -> None:
    for table in (*PARTNER_TABLES, "partners"):
        allowed = ALLOWED.format(owner="id" if table == "partners" else "partner_id")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON {table} USING ({allowed}) WITH CHECK ({allowed})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("add", "drop", "change"):
            op.execute(f"DROP TRIGGER schedules_words_{name}")
        op.execute("DROP TABLE schedule_words")
        for table in KEPT:
            op.execute(f"DROP TRIGGER {table}_keep")
            op.execute(f"DROP TRIGGER {table}_stay")
        return
    for table in (*PARTNER_TABLES, "partners"):
        op.execute(f"DROP POLICY partner ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP INDEX ix_schedules_words")
    for table in KEPT:
        op.execute(f"DROP TRIGGER {table}_keep ON {table}")
        op.execute(f"DROP FUNCTION {table}_keep()")
