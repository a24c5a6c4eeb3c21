"""The words of messages

Messages are found by their words as schedules and issues are. Beside the words stand marks of the partner
with the audience and of the record they were said under, so that a partner's search never meets an
internal word, and who sees only some records asks for those.

SQLite holds them twice: by message, and for issues by issue (the id of the issue leads that of the message),
so that the queue reads the issues that match in its own order, each once.

Revision ID: 0021
Revises: 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"

MARKS = "'pid' || {0}partner_id || {0}audience || ' ' || {0}subject_type || {0}subject_id"
VECTOR = f"(setweight(to_tsvector('simple', {MARKS.format('')}), 'A') || to_tsvector('simple', body))"
# Table, row, which messages.
TABLES = (
    ("message_words", "{0}id", "true"),
    ("thread_words", "{0}subject_id << 32 | {0}id", "{0}subject_type = 'issue'"),
)
SEEN = ("partner_id", "audience", "subject_type", "subject_id", "body")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"CREATE INDEX ix_messages_words ON messages USING gin ({VECTOR})")
        return
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in SEEN)
    for table, row, which in TABLES:
        op.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5("
            "marks, words, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')"
        )
        op.execute(
            f"INSERT INTO {table}(rowid, marks, words) SELECT {row.format('')}, {MARKS.format('')}, body"
            f" FROM messages WHERE {which.format('')} ORDER BY 1"
        )
        add = (
            f"INSERT INTO {table}(rowid, marks, words)"
            f" SELECT {row.format('NEW.')}, {MARKS.format('NEW.')}, NEW.body WHERE {which.format('NEW.')};"
        )
        drop = (
            f"INSERT INTO {table}({table}, rowid, marks, words)"
            f" SELECT 'delete', {row.format('OLD.')}, {MARKS.format('OLD.')}, OLD.body WHERE {which.format('OLD.')};"
        )
        op.execute(f"CREATE TRIGGER {table}_add AFTER INSERT ON messages BEGIN {add} END")
        op.execute(f"CREATE TRIGGER {table}_drop AFTER DELETE ON messages BEGIN {drop} END")
        op.execute(f"CREATE TRIGGER {table}_change AFTER UPDATE ON messages WHEN {changed} BEGIN {drop} {add} END")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP INDEX ix_messages_words")
        return
    for table, _, _ in TABLES:
        for name in ("add", "drop", "change"):
            op.execute(f"DROP TRIGGER {table}_{name}")
        op.execute(f"DROP TABLE {table}")
