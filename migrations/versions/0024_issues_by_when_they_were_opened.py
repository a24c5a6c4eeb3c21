"""Issues by when they were opened

What issues of some months have in common is counted in a range of an index, of one partner or of all.

Revision ID: 0024
Revises: 0023
"""

from alembic import op

revision = "0024"
down_revision = "0023"

INDEXES = {
    "ix_issues_opened": (["opened_at", "id"], "2000000 4 1"),
    "ix_issues_p_opened": (["partner_id", "opened_at", "id"], "2000000 10000 1 1"),
}


def upgrade() -> None:
    for name, (columns, _) in INDEXES.items():
        op.create_index(name, "issues", columns)
    if op.get_bind().dialect.name == "sqlite":
        run = op.get_bind().exec_driver_sql
        for name, (_, figures) in INDEXES.items():
            run("DELETE FROM sqlite_stat1 WHERE idx = ?", (name,))
            run("INSERT INTO sqlite_stat1 VALUES ('issues', ?, ?)", (name, figures))
        run("ANALYZE sqlite_master")  # takes the figures up


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "issues")
