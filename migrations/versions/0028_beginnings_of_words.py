"""Beginnings of words

SQLite's search keeps beginnings of two, three and four letters. For a longer one it gathered every row of every
word that begins so before it gave the first: half a second for five letters that 540,000 messages hold, 48 ms for
a word that is in all of two million schedules. With five and six letters kept, too, it reads them in their order.

PostgreSQL's indexes stay as they are.

Revision ID: 0028
Revises: 0027
"""

from alembic import op

revision = "0028"
down_revision = "0027"

BEFORE, AFTER = "2 3 4", "2 3 4 5 6"
SAID = "'pid' || partner_id || audience || ' ' || subject_type || subject_id, body FROM messages"
# Table, its columns, and the rows it is made of: as the triggers of 0002, 0005 and 0021 write them.
TABLES = (
    ("schedule_words", "words", "id, 'pid' || partner_id || ' ' || words FROM schedules"),
    (
        "issue_words", "marks, words",
        "id, 'pid' || partner_id || ' turn' || turn || ' for' || coalesce(waits_for, ''),"
        " ref || ' ' || title || ' ' || about_label FROM issues",
    ),
    ("message_words", "marks, words", f"id, {SAID}"),
    ("thread_words", "marks, words", f"subject_id << 32 | id, {SAID} WHERE subject_type = 'issue'"),
)  # fmt: skip


def _make(prefix: str) -> None:
    for table, columns, rows in TABLES:
        op.execute(f"DROP TABLE {table}")
        op.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5("
            f"{columns}, content='', tokenize='unicode61 remove_diacritics 2', prefix='{prefix}')"
        )
        op.execute(f"INSERT INTO {table}(rowid, {columns}) SELECT {rows} ORDER BY 1")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make(AFTER)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make(BEFORE)
