"""What one person has to do among very many issues

The issues that a person opened are found by an index, so that who sees only their own does not walk over
all of their partner's, and what waits for the staff is read in the order of an index for each reason.

SQLite's planner was told nothing of the owners of orders (0017) and took ten orders for one person's: the
home of an agent looked at every order that nobody has, 1.2 s at 2,000 of them.

Revision ID: 0020
Revises: 0019
"""

from alembic import op

revision = "0020"
down_revision = "0019"

INDEX = "ix_issues_opened_by"
FIGURES = {
    ("issues", INDEX): "2000000 4000 1000 400 2 1",
    ("orders", "ix_orders_staff_owner_id"): "2000000 100000",
    ("orders", "ix_orders_partner_owner_id"): "2000000 4000",
}


def upgrade() -> None:
    op.create_index(INDEX, "issues", ["opened_by", "waits_for", "turn", "turn_due_at", "id"])
    _tell(FIGURES)


def downgrade() -> None:
    _tell({})
    op.drop_index(INDEX, "issues")


def _tell(figures: dict[tuple[str, str], str]) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    run = op.get_bind().exec_driver_sql
    for _, index in FIGURES:
        run("DELETE FROM sqlite_stat1 WHERE idx = ?", (index,))
    for (table, index), told in figures.items():
        run("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index, told))
    run("ANALYZE sqlite_master")  # takes the figures up
