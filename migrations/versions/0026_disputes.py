"""Disputes

Positions, facts, exhibits, decisions and acceptances are only added, and only while their dispute is open; what
ended never changes, and is accepted only with the word of both sides. PostgreSQL repeats the partner rule as
row-level security.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

import portal.columns

revision = "0026"
down_revision = "0025"

PARTS = (
    "dispute_positions", "dispute_facts", "dispute_answers", "dispute_exhibits", "dispute_decisions",
    "dispute_acceptances", "dispute_escalations",
)  # fmt: skip
TABLES = ("disputes", *PARTS)
_LEAVES = (
    "dispute_positions",
    "dispute_answers",
    "dispute_exhibits",
    "dispute_acceptances",
    "dispute_escalations",
)
FROZEN = "this dispute has ended: nothing of it changes"
BOTH = "a dispute is settled with the word of both sides"

ALLOWED = (
    "current_setting('mitra.side', true) IN ('staff', 'system')"
    " OR partner_id = NULLIF(current_setting('mitra.partner', true), '')::bigint"
)
_ENDED = "(SELECT state FROM disputes WHERE id = NEW.dispute_id) <> 'open'"
_ALONE = (
    "NEW.state IN ('accepted', 'not_agreed') AND OLD.state = 'open'"
    " AND (SELECT count(*) FROM dispute_acceptances WHERE decision_id = NEW.standing_id) < 2"
)


def upgrade() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_ref", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("waits_for", sa.String(length=10), nullable=True),
        sa.Column("opened_side", sa.String(length=10), nullable=False),
        sa.Column("opened_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_name", sa.String(length=120), nullable=False),
        sa.Column("opened_at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("position_due_on", sa.Date(), nullable=False),
        sa.Column("escalation_on", sa.Date(), nullable=False),
        sa.Column("standing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("escalated_at", portal.columns.UTCDateTime(timezone=True), nullable=True),
        sa.Column("staff_manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff_manager_name", sa.String(length=120), nullable=True),
        sa.Column("partner_manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("partner_manager_name", sa.String(length=120), nullable=True),
        sa.Column("ended_at", portal.columns.UTCDateTime(timezone=True), nullable=True),
        sa.Column("ended_name", sa.String(length=120), nullable=True),
        sa.Column("ended_words", sa.Text(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("opened_side in ('company', 'partner')", name=op.f("ck_disputes_opened_side")),
        sa.CheckConstraint(
            "state in ('open', 'accepted', 'withdrawn', 'not_agreed')", name=op.f("ck_disputes_state")
        ),
        sa.CheckConstraint("waits_for in ('company', 'partner', 'both')", name=op.f("ck_disputes_waits_for")),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_disputes_opened_by")),
        sa.ForeignKeyConstraint(
            ["partner_id", "issue_id"],
            ["issues.partner_id", "issues.id"],
            name=op.f("fk_disputes_partner_id_issue_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "order_id"],
            ["orders.partner_id", "orders.id"],
            name=op.f("fk_disputes_partner_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_disputes_partner_id")),
        sa.ForeignKeyConstraint(
            ["partner_manager_id"], ["users.id"], name=op.f("fk_disputes_partner_manager_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_manager_id"], ["users.id"], name=op.f("fk_disputes_staff_manager_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("issue_id", "number", name=op.f("uq_disputes_issue_id_number")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_disputes_partner_id_id")),
    )
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_disputes_open",
            ["issue_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index("ix_disputes_p_waits", ["partner_id", "waits_for", "id"], unique=False)
        batch_op.create_index("ix_disputes_waits", ["waits_for", "id"], unique=False)

    op.create_table(
        "dispute_decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("cause_side", sa.String(length=10), nullable=True),
        sa.Column("quantity", portal.columns.Quantity(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("credit", sa.String(length=300), nullable=True),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("dispute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "cause_side in ('partner', 'company', 'both', 'carrier', 'outside')",
            name=op.f("ck_dispute_decisions_cause_side"),
        ),
        sa.CheckConstraint("outcome in ('agreed', 'not_agreed')", name=op.f("ck_dispute_decisions_outcome")),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_dispute_decisions_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_dispute_decisions_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "dispute_id"],
            ["disputes.partner_id", "disputes.id"],
            name=op.f("fk_dispute_decisions_partner_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_dispute_decisions_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_decisions")),
        sa.UniqueConstraint("dispute_id", "number", name=op.f("uq_dispute_decisions_dispute_id_number")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_dispute_decisions_partner_id_id")),
    )
    op.create_table(
        "dispute_escalations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff_manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_manager_name", sa.String(length=120), nullable=False),
        sa.Column("partner_manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_manager_name", sa.String(length=120), nullable=False),
        sa.Column("dispute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_dispute_escalations_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_dispute_escalations_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "dispute_id"],
            ["disputes.partner_id", "disputes.id"],
            name=op.f("fk_dispute_escalations_partner_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_dispute_escalations_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_manager_id"], ["users.id"], name=op.f("fk_dispute_escalations_partner_manager_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_manager_id"], ["users.id"], name=op.f("fk_dispute_escalations_staff_manager_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_escalations")),
    )
    with op.batch_alter_table("dispute_escalations", schema=None) as batch_op:
        batch_op.create_index("ix_dispute_escalations_dispute", ["partner_id", "dispute_id"], unique=False)

    op.create_table(
        "dispute_exhibits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dispute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "record in ('receipt', 'event', 'commitment', 'message')", name=op.f("ck_dispute_exhibits_record")
        ),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_dispute_exhibits_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_dispute_exhibits_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "dispute_id"],
            ["disputes.partner_id", "disputes.id"],
            name=op.f("fk_dispute_exhibits_partner_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_dispute_exhibits_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_exhibits")),
        sa.UniqueConstraint(
            "dispute_id", "record", "record_id", name=op.f("uq_dispute_exhibits_dispute_id_record_record_id")
        ),
    )
    op.create_table(
        "dispute_facts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("dispute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_dispute_facts_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_dispute_facts_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "dispute_id"],
            ["disputes.partner_id", "disputes.id"],
            name=op.f("fk_dispute_facts_partner_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_dispute_facts_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_facts")),
        sa.UniqueConstraint("dispute_id", "number", name=op.f("uq_dispute_facts_dispute_id_number")),
        sa.UniqueConstraint("partner_id", "id", name=op.f("uq_dispute_facts_partner_id_id")),
    )
    op.create_table(
        "dispute_positions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("wants", sa.Text(), nullable=False),
        sa.Column("dispute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_dispute_positions_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_dispute_positions_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "dispute_id"],
            ["disputes.partner_id", "disputes.id"],
            name=op.f("fk_dispute_positions_partner_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_dispute_positions_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_positions")),
        sa.UniqueConstraint(
            "dispute_id", "side", "number", name=op.f("uq_dispute_positions_dispute_id_side_number")
        ),
    )
    op.create_table(
        "dispute_acceptances",
        sa.Column(
            "decision_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("dispute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_dispute_acceptances_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_dispute_acceptances_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "decision_id"],
            ["dispute_decisions.partner_id", "dispute_decisions.id"],
            name=op.f("fk_dispute_acceptances_partner_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "dispute_id"],
            ["disputes.partner_id", "disputes.id"],
            name=op.f("fk_dispute_acceptances_partner_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_dispute_acceptances_partner_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", "side", name=op.f("pk_dispute_acceptances")),
    )
    with op.batch_alter_table("dispute_acceptances", schema=None) as batch_op:
        batch_op.create_index("ix_dispute_acceptances_dispute", ["partner_id", "dispute_id"], unique=False)

    op.create_table(
        "dispute_answers",
        sa.Column(
            "fact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("dispute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", portal.columns.UTCDateTime(timezone=True), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "answer in ('agreed', 'not_agreed', 'taken_back')", name=op.f("ck_dispute_answers_answer")
        ),
        sa.CheckConstraint("side in ('company', 'partner')", name=op.f("ck_dispute_answers_side")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_dispute_answers_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id", "dispute_id"],
            ["disputes.partner_id", "disputes.id"],
            name=op.f("fk_dispute_answers_partner_id_dispute_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "fact_id"],
            ["dispute_facts.partner_id", "dispute_facts.id"],
            name=op.f("fk_dispute_answers_partner_id_fact_id"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_dispute_answers_partner_id")),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_dispute_answers")),
    )
    with op.batch_alter_table("dispute_answers", schema=None) as batch_op:
        batch_op.create_index("ix_dispute_answers_dispute", ["partner_id", "dispute_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def _guard_on_sqlite() -> None:
    def trigger(name: str, when: str, condition: str, why: str) -> None:
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} {condition} BEGIN SELECT RAISE(ABORT, '{why}'); END")

    for table in PARTS:
        trigger(f"{table}_frozen", f"INSERT ON {table}", f"WHEN {_ENDED}", FROZEN)
        for verb in ("UPDATE", "DELETE"):
            trigger(f"{table}_{verb.lower()}", f"{verb} ON {table}", "", f"{table}: rows are only added")
    trigger("disputes_frozen", "UPDATE ON disputes", "WHEN OLD.state <> 'open'", FROZEN)
    trigger("disputes_alone", "UPDATE ON disputes", f"WHEN {_ALONE}", BOTH)
    trigger("disputes_delete", "DELETE ON disputes", "", "disputes: rows are kept")


def _guard_on_postgresql() -> None:
    op.execute(
        f"""CREATE FUNCTION dispute_parts_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION '%: rows are only added', TG_TABLE_NAME; END IF;
            IF {_ENDED} THEN RAISE EXCEPTION '{FROZEN}'; END IF;
            RETURN NEW;
        END $$"""
    )
    op.execute(
        f"""CREATE FUNCTION disputes_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'disputes: rows are kept'; END IF;
            IF OLD.state <> 'open' THEN RAISE EXCEPTION '{FROZEN}'; END IF;
            IF {_ALONE} THEN RAISE EXCEPTION '{BOTH}'; END IF;
            RETURN NEW;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER disputes_keep BEFORE UPDATE OR DELETE ON disputes "
        "FOR EACH ROW EXECUTE FUNCTION disputes_keep()"
    )
    for table in PARTS:
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION dispute_parts_keep()"
        )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY partner ON {table} USING ({ALLOWED}) WITH CHECK ({ALLOWED})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # its triggers look at each other's tables
        op.execute("DROP TRIGGER disputes_alone")
        for table in PARTS:
            op.execute(f"DROP TRIGGER {table}_frozen")
    for table in reversed(("disputes", "dispute_decisions", "dispute_facts", *_LEAVES)):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION dispute_parts_keep()")
        op.execute("DROP FUNCTION disputes_keep()")
