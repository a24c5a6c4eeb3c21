"""The database: engine, base class, session, and how transactions begin."""

import contextvars
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, MetaData, event, text
from sqlalchemy.orm import DeclarativeBase, Session

from portal import turns
from portal.columns import BigId, Money, Quantity, UTCDateTime
from portal.scope import PartnerOwned, guard

__all__ = [
    "Base", "BigId", "Money", "PartnerOwned", "Quantity", "UTCDateTime",
    "bind_actor", "checkpoint", "db", "prepare_engine", "reading", "system_session", "transactions",
]  # fmt: skip

WAL_LIMIT = 16 * 1024 * 1024
BUSY_SECONDS = 10  # how long a writer waits on SQLite: for its turn, and then for whoever takes none

_writers: set[int] = set()  # threads whose turn it is

_mode: contextvars.ContextVar[str] = contextvars.ContextVar("transaction_mode", default="write")


class Base(DeclarativeBase):
    """Base of every model. Constraint names are fixed so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ActorSession(FlaskSession):
    """The request's session. It works for one actor, named by `bind_actor`."""


class SystemSession(Session):
    """System work: command line, worker, import, and finding out who is asking."""


db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": ActorSession, "expire_on_commit": False, "autoflush": False},
)


def transactions(mode: str) -> None:
    """Say what transactions begun from here on are for: 'read' or 'write'.

    On SQLite a reading transaction cannot write and never waits; a writing one takes the write lock
    at once, since upgrading a read to a write is what loses updates (research/security.md 0.1).
    """
    _mode.set(mode)


@contextmanager
def reading() -> Iterator[None]:
    """Run a block's statements in a read transaction, even in a request that writes later."""
    before = _mode.get()
    _mode.set("read")
    try:
        yield
    finally:
        _mode.set(before)


@contextmanager
def system_session(mode: str = "write") -> Iterator[Session]:
    """A session for system work: no actor, every partner's rows. The caller commits."""
    engine = db.engine.execution_options(system=True, transactions=mode)
    session = SystemSession(bind=engine, expire_on_commit=False, autoflush=False)
    try:
        yield session
    finally:
        session.close()


def bind_actor(session: Session, actor: Any) -> None:
    """Let the session work for `actor` (None: for nobody, so no partner table can be read)."""
    session.info["actor"] = actor
    if session.in_transaction():
        _tell_database(session.connection(), actor, system=False)


def prepare_engine(engine: Engine) -> None:
    """Give an engine its guard, its connection settings and its way to begin a transaction."""
    guard(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        event.listen(engine, "checkin", _end_turn)


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    cursor = connection.cursor()
    # One checkpointer at a time (see `checkpoint`): SQLite before 3.51.3 can corrupt otherwise.
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}",
        "foreign_keys=ON", "wal_autocheckpoint=0",
    ):  # fmt: skip
        cursor.execute("PRAGMA " + pragma)
    cursor.close()


def _mode_of(connection: Connection) -> str:
    return str(connection.get_execution_options().get("transactions") or _mode.get())


def _sqlite_begin(connection: Connection) -> None:
    mode = _mode_of(connection)
    only = "ON" if mode == "read" else "OFF"
    if connection.info.get("query_only") != only:  # setting it throws every prepared statement away
        connection.exec_driver_sql(f"PRAGMA query_only={only}")
        connection.info["query_only"] = only
    if mode != "none":  # "none": each statement by itself, for looking on while others write
        if mode == "write":
            _take_turn(connection)
        connection.exec_driver_sql("BEGIN" if mode == "read" else "BEGIN IMMEDIATE")


def _take_turn(connection: Connection) -> None:
    """Wait for this connection's turn to write. Its way back into the pool ends it, after a commit as
    after a rollback. Who waited in vain goes on, and SQLite decides; so does a thread's second
    connection, which would wait for the first."""
    path, thread = connection.engine.url.database, threading.get_ident()
    if not path or path == ":memory:" or "turn" in connection.info or thread in _writers:
        return
    if turn := turns.take(f"{path}.turn", BUSY_SECONDS):
        _writers.add(thread)
        connection.info["turn"] = thread, turn


def _end_turn(_connection: Any, record: Any) -> None:
    if "turn" in record.info:
        thread, turn = record.info.pop("turn")
        _writers.discard(thread)
        turn.end()


@event.listens_for(Session, "after_begin")
def _after_begin(session: Session, _transaction: Any, connection: Connection) -> None:
    system = isinstance(session, SystemSession)
    _tell_database(connection, session.info.get("actor"), system=system)


def _tell_database(connection: Connection, actor: Any, *, system: bool) -> None:
    """Row-level security: name the actor to PostgreSQL for this transaction only.

    Writing transactions of one person follow each other, as all writers do on SQLite: a form that is
    sent twice at once finds what the first sending did.
    """
    if connection.dialect.name != "postgresql":
        return
    side = "system" if system else actor.side if actor else ""
    partner = str(actor.partner_id) if actor and actor.partner_id and not system else ""
    reads = _mode_of(connection) == "read"
    one_by_one = ", pg_advisory_xact_lock(:person)" if actor and not system and not reads else ""
    connection.execute(
        text(
            "SELECT set_config('mitra.side', :side, true), set_config('mitra.partner', :partner, true),"
            f" set_config('transaction_read_only', :read_only, true){one_by_one}"
        ).execution_options(system=True),
        {"side": side, "partner": partner, "read_only": "on" if reads else "off"}
        | ({"person": actor.user_id} if one_by_one else {}),
    )


def checkpoint(engine: Engine, *, force: bool = False) -> None:
    """Move SQLite's write-ahead log into the database file once it has grown (or when forced).

    A file lock lets only one process do so at a time; whoever finds it taken leaves it be.
    """
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return
    try:
        if not force and os.stat(path + "-wal").st_size < WAL_LIMIT:
            return
    except FileNotFoundError:
        return
    if (turn := turns.take(path + ".checkpoint", 0)) is None:
        return
    try:
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
    finally:
        turn.end()
