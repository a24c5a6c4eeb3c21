"""Who may see which row, and the guards that make forgetting it an error.

`Model.visible_to(actor)` is the only way to find a partner's rows. Underneath lie four guards
(research/security.md 4.1): a statement on a partner's table that was not scoped raises; so does a
row of another partner that reaches a partner's session, in either direction; foreign keys carry the
partner; and PostgreSQL repeats the rule as row-level security.
"""

import contextvars
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    ForeignKey,
    Select,
    Table,
    TextClause,
    bindparam,
    column,
    event,
    false,
    func,
    insert,
    inspect,
    or_,
    select,
    table,
    update,
)  # fmt: skip
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.sql.elements import BindParameter, ColumnClause

from portal.actor import Actor

_tables: set[str] = set()
# Statements never change, so one that is kept (a list's) is looked through once.
_passed: WeakKeyDictionary[Any, frozenset[str]] = WeakKeyDictionary()
_looked_through: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # the same of selects inside them
_flushing: contextvars.ContextVar[bool] = contextvars.ContextVar("flushing", default=False)

# Rows of a batch are written in chunks and become visible by one flip (portal.activity.models.Batch).
_batches = table("batches", column("id"), column("published_at"))
_hidden = select(_batches.c.id).where(_batches.c.published_at.is_(None))
# Almost every row is older than any import under way; one comparison tells, where a search takes thrice as long.
_first_hidden = select(func.min(_batches.c.id)).where(_batches.c.published_at.is_(None)).scalar_subquery()


AnySelect: TypeAlias = Select[*tuple[Any, ...]]


class UnscopedStatement(Exception):
    """A statement touched a partner's table without `visible_to(actor)`."""


class ForeignRow(Exception):
    """A row of one partner reached a session that works for another."""


class PartnerOwned:
    """Mixin of every table whose rows belong to one partner."""

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    part_of_order = False  # True where `visible_if` keeps a one-time link to its order
    part_of_review = False  # as well to its review

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__tablename__" in cls.__dict__:  # a mixin in between has no table of its own
            _tables.add(cls.__dict__["__tablename__"])

    @classmethod
    def owner(cls) -> Any:
        """The column that names the partner a row belongs to."""
        return cls.partner_id

    def owner_value(self) -> Any:
        """The id of the partner this row belongs to."""
        return getattr(self, type(self).owner().key)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[ColumnElement[bool]]:
        """The conditions under which `actor` may read a row; a subclass adds its own to these."""
        conditions: list[ColumnElement[bool]] = []
        if actor.side == "partner":
            conditions.append(cls.owner() == actor.partner_id if actor.partner_id else false())
            if hasattr(cls, "audience"):
                conditions.append(cls.audience == "shared")
            if actor.only_order is not None and not cls.part_of_order:
                conditions.append(false())
            if actor.only_review is not None and not cls.part_of_review:
                conditions.append(false())
        elif actor.side != "staff":
            conditions.append(false())
        elif actor.limited_to is not None:
            conditions.append(cls.owner().in_(actor.limited_to))
        if hasattr(cls, "batch_id"):
            batch = cls.batch_id
            conditions.append(or_(batch.is_(None), batch < _first_hidden, batch.not_in(_hidden)))
        return conditions

    @classmethod
    def visible_to(cls, actor: Actor) -> Select[Self]:
        """A select of the rows `actor` may read: the start of every query on this table."""
        return _all_visible(cls, actor.as_reader)  # type: ignore[arg-type]  # a class is hashable


def seen_with(actor: Actor, whole: Any, key: Any) -> list[ColumnElement[bool]]:
    """What narrows the rows of a part for a partner's people: only those whose `key` names a record of `whole` that
    they see. Each row asks for its own record, since a list of all would grow with what the partner has; who sees
    only some is given the list, which is short and finds the rows. Staff see a part by its own row."""
    if actor.side != "partner":
        return []
    seen = whole.visible_to(actor).with_only_columns(whole.id)
    if actor.is_narrow:
        return [key.in_(seen)]
    return [seen.where(whole.id == key).correlate(key.class_).exists()]


def also_visible(statement: AnySelect, actor: Actor, *models: type[PartnerOwned]) -> AnySelect:
    """`statement` narrowed to rows of `models` that `actor` may read; joins name each model here."""
    scoped = statement.get_execution_options().get("scoped", frozenset())
    names = frozenset(model.__tablename__ for model in models)  # type: ignore[attr-defined]
    reader = actor.as_reader
    for model in models:
        statement = statement.where(*_conditions(model, reader))  # type: ignore[arg-type]
    return statement.execution_options(scoped=scoped | names)


# Statements never change. Building these anew for each question took a third of a page's time.
@lru_cache(maxsize=1000)
def _conditions(model: type[PartnerOwned], reader: Actor) -> tuple[ColumnElement[bool], ...]:
    return tuple(model.visible_if(reader))


@lru_cache(maxsize=1000)
def _all_visible(model: type[PartnerOwned], reader: Actor) -> AnySelect:
    return also_visible(select(model), reader, model)


def carrying(statement: AnySelect, *parts: AnySelect) -> AnySelect:
    """`statement`, which is built from scoped selects, with the scope of those parts."""
    scoped: frozenset[str] = frozenset()
    for part in parts:
        scoped |= part.get_execution_options().get("scoped", frozenset())
    return statement.execution_options(scoped=scoped)


def _unscoped(statement: Any, scoped: frozenset[str]) -> set[str]:
    """Partner tables that `statement` touches beyond `scoped`. A select inside it that was scoped by
    itself answers for its own tables; what it takes from outside is the outer statement's to scope."""
    names: set[str] = set()
    parts = [statement]
    met = dict[int, Any]()  # a column leads to its table, an alias to all it stands for: once is enough
    while parts:
        part = parts.pop()
        if id(part) in met:
            continue
        met[id(part)] = part  # and held, so that nothing else takes its id
        if isinstance(part, Table):
            names.add(part.name)
        elif isinstance(part, ColumnClause) and isinstance(part.table, Table):
            names.add(part.table.name)
        elif part is not statement and (own := _own_scope(part)):
            names |= _inner(part, own)
        elif not isinstance(part, BindParameter):
            parts.extend(part.get_children())
    if isinstance(getattr(statement, "table", None), Table):
        names.add(statement.table.name)
    return (names & _tables) - scoped


def _inner(part: Any, own: frozenset[str]) -> set[str]:
    """`_unscoped` of a select that stands in others, looked through once while it is kept."""
    if (names := _looked_through.get(part)) is None:
        names = _looked_through[part] = _unscoped(part, own)
    return names


def _own_scope(part: Any) -> frozenset[str] | None:
    return part.get_execution_options().get("scoped") if isinstance(part, Select) else None


def guard(engine: Engine) -> None:
    """Refuse unscoped statements on this engine."""
    event.listen(engine, "before_execute", _refuse_unscoped)


def _refuse_unscoped(
    connection: Connection, statement: Any, _many: Any, _params: Any, options: dict[str, Any]
) -> None:
    if options.get("system") or _flushing.get():
        return
    if isinstance(statement, TextClause):
        raise UnscopedStatement("Raw SQL cannot be scoped: write a select, or use system_session().")
    scoped = options.get("scoped", frozenset())
    if _passed.get(statement) == scoped:
        return
    if missing := _unscoped(statement, scoped):
        raise UnscopedStatement(
            f"{', '.join(sorted(missing))}: start from visible_to(actor), "
            "and name every joined model in also_visible()."
        )
    _passed[statement] = scoped


def insert_rows(
    session: Session, model: type[PartnerOwned], rows: Sequence[dict[str, Any]], *returning: str
) -> Sequence[Any]:
    """Add rows of `model` by one statement; each of `rows` holds the same columns. Returns the columns
    `returning` of all of them, in no order. Raises ForeignRow for a row of another partner in a session
    that works for one."""
    if not rows:
        return ()
    _check_rows(session, model, rows)
    made: Any = inspect(model).local_table
    statement = _scoped(insert(made), made)
    if not returning:
        session.connection().execute(statement, list(rows))
        return ()
    columns = (made.c[name] for name in returning)
    return session.connection().execute(statement.returning(*columns), list(rows)).all()


def update_rows(session: Session, model: type[PartnerOwned], rows: Sequence[dict[str, Any]]) -> None:
    """Change rows of `model` by one statement; each of `rows` holds the same columns: `id`, `partner_id`,
    with a versioned model the `version` that is to be changed, and what is new. Entities that stand for
    them are not told. Raises StaleDataError unless every row is there, at that version, and ForeignRow
    for a row of another partner in a session that works for one."""
    if not rows:
        return
    _check_rows(session, model, rows)
    changed: Any = inspect(model).local_table
    named = [name for name in ("id", "partner_id", "version") if name in rows[0]]
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name not in named}
    if "version" in named:
        new["version"] = changed.c.version + 1
    statement = update(changed).where(*(changed.c[name] == bindparam(f"row_{name}") for name in named))
    values = [
        {(f"row_{name}" if name in named else f"new_{name}"): value for name, value in row.items()}
        for row in sorted(rows, key=lambda row: int(row["id"]))  # so two who write many wait in turn
    ]
    met = session.connection().execute(_scoped(statement.values(new), changed), values).rowcount
    if met != len(rows):
        raise StaleDataError(f"{model.__name__}: {len(rows) - met} of {len(rows)} rows changed meanwhile.")


def _scoped(statement: Any, written: Table) -> Any:
    return statement.execution_options(scoped=frozenset({written.name}))


def _check_rows(session: Session, model: type[PartnerOwned], rows: Sequence[dict[str, Any]]) -> None:
    actor: Actor | None = session.info.get("actor")
    if getattr(session, "bind", None) is not None:
        return  # system sessions are bound to the system engine
    if actor is None:
        raise ForeignRow(f"{model.__name__}: this session works for nobody.")
    if actor.side == "partner" and any(row["partner_id"] != actor.partner_id for row in rows):
        raise ForeignRow(f"{model.__name__}: belongs to another partner.")


def _check(session: Session, row: Any) -> None:
    actor: Actor | None = session.info.get("actor")
    if not isinstance(row, PartnerOwned) or getattr(session, "bind", None) is not None:
        return  # system sessions are bound to the system engine
    if actor is None:
        raise ForeignRow(f"{type(row).__name__}: this session works for nobody.")
    if actor.side == "partner" and row.owner_value() != actor.partner_id:
        raise ForeignRow(f"{type(row).__name__}: belongs to another partner.")


@event.listens_for(Session, "before_flush")
def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        _check(session, row)
    _flushing.set(True)


@event.listens_for(Session, "after_flush_postexec")
def _after_flush(_session: Session, _context: Any) -> None:
    _flushing.set(False)


@event.listens_for(Session, "after_soft_rollback")
def _after_rollback(_session: Session, _previous: Any) -> None:
    _flushing.set(False)


@event.listens_for(Session, "loaded_as_persistent")
def _loaded(session: Session, row: Any) -> None:
    _check(session, row)
