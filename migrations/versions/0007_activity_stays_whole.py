"""What was written down stays whole

An activity row's guard compared some of its columns, so that who did it, from where and what it was
before could still be changed. No column of such a row has a reason to change.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"

BEFORE = "at verb subject_type subject_id actor_user_id audience partner_id".split()
REFUSAL = "activity: rows are only added"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite("")
    else:
        _postgres("true")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite("WHEN " + " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in BEFORE))
    else:
        _postgres(" OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in BEFORE))


def _sqlite(when: str) -> None:
    op.execute("DROP TRIGGER activity_keep")
    op.execute(
        f"CREATE TRIGGER activity_keep BEFORE UPDATE ON activity {when} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _postgres(changed: str) -> None:
    op.execute(
        f"""CREATE OR REPLACE FUNCTION activity_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' OR {changed} THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
          RETURN NEW;
        END $$"""
    )
