"""Forms of long words

SQLite's search keeps beginnings of two to six letters and gathers every row of a longer one before it gives the
first. The words that begin so are few: with the list of all words, which the index has anyhow, they are found and
asked for one by one, and each is read in its order. The list takes no room.

PostgreSQL's indexes stay as they are.

Revision ID: 0038
Revises: 0037
"""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE message_terms USING fts5vocab('message_words', 'instance')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE message_terms")
