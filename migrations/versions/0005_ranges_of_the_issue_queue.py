"""Ranges of the issue queue, and its words

Where an issue stands in the queue is told by two columns that the database computes: `turn` (a word is
owed, none is, closed) and `turn_due_at` (the instant its group is ordered by). With `waits_for`, the side
whose move it is, every list of issues is one range of one index, in order. The words of issues are
searchable as those of schedules are, with the partner, the turn and the side as marks beside them.

SQLite is told again what a large table looks like (see 0004), since its indexes are new.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"

COMPUTED = {
    "turn": ("INTEGER", "CASE WHEN closed THEN 2 WHEN unanswered THEN 0 ELSE 1 END"),
    "turn_due_at": (
        "{instant}",
        "CASE WHEN closed THEN opened_at WHEN unanswered THEN answer_due_at ELSE solution_due_at END",
    ),
    "waits_for": (
        "VARCHAR(10)",
        "CASE WHEN closed THEN NULL"
        " WHEN unanswered THEN CASE opened_side WHEN 'staff' THEN 'partner' ELSE 'staff' END"
        " WHEN state = 'resolved' THEN opened_side END",
    ),
}
BEFORE = {
    "ix_issues_queue": ["closed", "unanswered", "answer_due_at", "id"],
    "ix_issues_owner": ["owner_id", "closed", "unanswered", "answer_due_at", "id"],
    "ix_issues_team": ["team", "closed", "unanswered", "answer_due_at", "id"],
    "ix_issues_p_queue": ["partner_id", "closed", "unanswered", "answer_due_at", "id"],
    "ix_issues_p_opened": ["partner_id", "opened_at", "id"],
    "ix_issues_order": ["partner_id", "order_id"],
}
PLACE = ["turn", "turn_due_at", "id"]
READ = ["confidential", "opened_by"]  # asked of every row a partner's person counts
AFTER = {
    "ix_issues_turn": PLACE,
    "ix_issues_owner": ["owner_id", *PLACE],
    "ix_issues_team": ["team", *PLACE],
    "ix_issues_kind": ["kind", *PLACE],
    "ix_issues_state": ["state", *PLACE],
    "ix_issues_waits": ["waits_for", *PLACE],
    "ix_issues_waits_owner": ["waits_for", "owner_id", *PLACE],
    "ix_issues_p_turn": ["partner_id", *PLACE, *READ],
    "ix_issues_p_waits": ["partner_id", "waits_for", *PLACE, *READ],
    "ix_issues_p_kind": ["partner_id", "kind", *PLACE],
    "ix_issues_p_state": ["partner_id", "state", *PLACE],
    "ix_issues_order": ["order_id", "id"],
    "ix_issues_line": ["line_id", "closed"],
}
FTS = (
    "CREATE VIRTUAL TABLE issue_words USING fts5("
    "marks, words, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')"
)
MARKS = "'pid' || {0}partner_id || ' turn' || {0}turn || ' for' || coalesce({0}waits_for, '')"
WORDS = "{0}ref || ' ' || {0}title || ' ' || {0}about_label"
VECTOR = (
    f"(setweight(to_tsvector('simple', {MARKS.format('')}), 'A')"
    f" || to_tsvector('simple', {WORDS.format('')}))"
)

ROWS = 2_000_000
# Into how many a column divides what the columns before it leave; all others leave three rows.
PARTS = {
    "partner_id": 200, "owner_id": 20, "team": 5, "turn": 3, "turn_due_at": 500, "waits_for": 3, "kind": 8,
    "state": 6, "closed": 2,
}  # fmt: skip
FEW = 3


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in BEFORE:
        op.drop_index(name, "issues")
    instant, kept = ("DATETIME", "VIRTUAL") if sqlite else ("TIMESTAMP WITH TIME ZONE", "STORED")
    for name, (kind, told) in COMPUTED.items():
        kind = kind.format(instant=instant)
        op.execute(f"ALTER TABLE issues ADD COLUMN {name} {kind} GENERATED ALWAYS AS ({told}) {kept}")
    for name, columns in AFTER.items():
        op.create_index(name, "issues", columns)
    if sqlite:
        _search_sqlite()
        _tell()
    else:
        op.execute(f"CREATE INDEX ix_issues_words ON issues USING gin ({VECTOR})")


def _search_sqlite() -> None:
    op.execute(FTS)
    op.execute(
        "INSERT INTO issue_words(rowid, marks, words)"
        f" SELECT id, {MARKS.format('')}, {WORDS.format('')} FROM issues ORDER BY id"
    )
    marks, words = MARKS.format("NEW."), WORDS.format("NEW.")
    add = f"INSERT INTO issue_words(rowid, marks, words) VALUES (NEW.id, {marks}, {words});"
    marks, words = MARKS.format("OLD."), WORDS.format("OLD.")
    drop = (
        "INSERT INTO issue_words(issue_words, rowid, marks, words)"
        f" VALUES ('delete', OLD.id, {marks}, {words});"
    )
    changed = " OR ".join(
        f"OLD.{name} IS NOT NEW.{name}"
        for name in ("partner_id", "turn", "waits_for", "ref", "title", "about_label")
    )
    op.execute(f"CREATE TRIGGER issues_words_add AFTER INSERT ON issues BEGIN {add} END")
    op.execute(f"CREATE TRIGGER issues_words_drop AFTER DELETE ON issues BEGIN {drop} END")
    op.execute(
        f"CREATE TRIGGER issues_words_change AFTER UPDATE ON issues WHEN {changed} BEGIN {drop} {add} END"
    )


def _tell() -> None:
    run = op.get_bind().exec_driver_sql
    run("DELETE FROM sqlite_stat1 WHERE tbl = 'issues'")
    for _, index, unique, _, _ in run("PRAGMA index_list(issues)").fetchall():
        columns = [row[2] for row in run(f"PRAGMA index_info({index})").fetchall()]
        run("INSERT INTO sqlite_stat1 VALUES ('issues', ?, ?)", (index, _figures(columns, unique)))
    run("ANALYZE sqlite_master")  # takes the figures up


def _figures(columns: list[str], unique: int) -> str:
    """How many rows there are, and how many share the first column, the first two, and so on."""
    left = [ROWS]
    for column in columns:
        if column in PARTS:
            left.append(max(1, left[-1] // PARTS[column]))
        else:
            left.append(1 if column == "id" else min(left[-1], FEW))
    if unique:
        left[-1] = 1
    return " ".join(map(str, left))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("add", "drop", "change"):
            op.execute(f"DROP TRIGGER issues_words_{name}")
        op.execute("DROP TABLE issue_words")
    else:
        op.execute("DROP INDEX ix_issues_words")
    for name in AFTER:
        op.drop_index(name, "issues")
    for name in reversed(COMPUTED):
        op.execute(f"ALTER TABLE issues DROP COLUMN {name}")
    for name, columns in BEFORE.items():
        op.create_index(name, "issues", columns)
