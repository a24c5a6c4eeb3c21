"""Whose move a step is

Beside each step of a resolution the side that it waits for, so that the home page reads what waits in the order in
which it is due. It walked over all open cases: more than nine seconds beside 8,000 of them. Disputes are read in
the same way, and what belongs to the issues of one person by these issues.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

TABLE = "resolution_steps"
WAITS_FOR = """(
  SELECT CASE
    WHEN r.state <> 'open' OR {step}.state = 'accepted' THEN NULL
    WHEN {step}.kind = 'closing' AND r.effective_on IS NULL THEN CASE
      WHEN r.ready_on IS NULL THEN NULL WHEN r.side = 'company' THEN 'partner' ELSE 'company' END
    WHEN {step}.state = 'sent' THEN CASE r.side WHEN 'company' THEN 'partner' ELSE 'company' END
    WHEN {step}.asked_due_at IS NOT NULL THEN 'both'
    ELSE r.side
  END
  FROM resolutions r WHERE r.id = {step}.resolution_id
)"""
SEEN = ("state", "side", "effective_on", "ready_on")  # of a resolution
ASKED = ("state", "asked_due_at")  # of a step
ALL = f"UPDATE {TABLE} SET waits_for = {WAITS_FOR.format(step=TABLE)}"
# Name, table, columns before and after.
INDEXES = (
    ("ix_resolution_steps_p_due", TABLE, ["partner_id", "state", "due_at", "id"], None),
    ("ix_resolution_steps_waits", TABLE, None, ["waits_for", "due_at", "id"]),
    ("ix_resolution_steps_p_waits", TABLE, None, ["partner_id", "waits_for", "due_at", "id"]),
    ("ix_resolution_steps_issue", TABLE, None, ["partner_id", "issue_id", "id"]),
    ("ix_disputes_waits", "disputes", ["waits_for", "id"], ["waits_for", "position_due_on", "id"]),
    (
        "ix_disputes_p_waits", "disputes", ["partner_id", "waits_for", "id"],
        ["partner_id", "waits_for", "position_due_on", "id"],
    ),
    ("ix_disputes_issue", "disputes", None, ["partner_id", "issue_id", "number"]),
)  # fmt: skip


def _make(now: int) -> None:
    for name, table, *columns in INDEXES:
        if columns[1 - now]:
            op.drop_index(name, table)
        if columns[now]:
            op.create_index(name, table, columns[now])


def _watch_sqlite() -> None:
    for name, when, which in (
        ("add", f"INSERT ON {TABLE}", "id"), ("change", f"UPDATE OF {', '.join(ASKED)} ON {TABLE}", "id"),
        ("case", f"UPDATE OF {', '.join(SEEN)} ON resolutions", "resolution_id"),
    ):  # fmt: skip
        op.execute(f"CREATE TRIGGER {TABLE}_waits_{name} AFTER {when} BEGIN {ALL} WHERE {which} = NEW.id; END")


def _watch_postgres() -> None:
    one = f"NEW.waits_for := {WAITS_FOR.format(step='NEW')}; RETURN NEW;"
    for name, does in (("one", one), ("case", f"{ALL} WHERE resolution_id = NEW.id; RETURN NULL;")):
        op.execute(
            f"CREATE FUNCTION {TABLE}_waits_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does} END $$"
        )
    op.execute(
        f"CREATE TRIGGER {TABLE}_waits_one BEFORE INSERT OR UPDATE OF {', '.join(ASKED)} ON {TABLE}"
        f" FOR EACH ROW EXECUTE FUNCTION {TABLE}_waits_one()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_waits_case AFTER UPDATE OF {', '.join(SEEN)} ON resolutions"
        f" FOR EACH ROW EXECUTE FUNCTION {TABLE}_waits_case()"
    )


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("waits_for", sa.String(length=10), nullable=True))
    op.execute(ALL)
    _make(1)
    if op.get_bind().dialect.name == "sqlite":
        _watch_sqlite()
    else:
        _watch_postgres()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("add", "change", "case"):
            op.execute(f"DROP TRIGGER {TABLE}_waits_{name}")
    else:
        for name, table in (("one", TABLE), ("case", "resolutions")):
            op.execute(f"DROP TRIGGER {TABLE}_waits_{name} ON {table}")
            op.execute(f"DROP FUNCTION {TABLE}_waits_{name}()")
    _make(0)
    op.drop_column(TABLE, "waits_for")
