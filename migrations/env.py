"""How Alembic runs: on the app's engine, one transaction a revision, with SQLite's foreign keys off
while tables are rebuilt (research/security.md 4.9) and checked afterwards."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from portal.db import Base

database = current_app.extensions["migrate"].db
arguments = current_app.extensions["migrate"].configure_args


# Each database searches in its own way; the models know nothing of it.
SEARCHES = (
    "schedule_words", "issue_words", "message_words", "thread_words", "ix_schedules_words", "ix_issues_words",
    "ix_messages_words",
)  # fmt: skip


def _include(_object: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
    return not (name or "").startswith(SEARCHES)


def run(connection: Connection) -> None:
    """Run the migrations asked for on `connection`."""
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection, target_metadata=Base.metadata, include_object=_include,
        transaction_per_migration=True, **arguments,
    )  # fmt: skip
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    else:
        connection.exec_driver_sql("SET mitra.side = 'system'")  # row-level security lets it move data
        connection.commit()
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"rows without their parent after the migration: {broken[:5]}")
    else:
        connection.exec_driver_sql("RESET mitra.side")


engine = database.engine.execution_options(system=True)
with engine.connect() as connection:
    run(connection)
    connection.commit()
    connection.invalidate()  # its settings must not reach a request through the pool
