"""The words of messages: what to ask the index of each database for.

Beside the words stand marks: the partner with the audience, and the record they were said under. A partner's
search asks for shared ones of that partner alone, so an internal word is not even met; who sees only some
records asks for those, as far as they are few.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal.activity.subjects import visible_ids
from portal.actor import Actor
from portal.issues import long_words
from portal.issues.models import Issue
from portal.orders import search as words
from portal.scope import AnySelect, also_visible
from portal.talk.models import Message
from portal.talk.queries import number

KINDS = ("issue", "order", "plan", "action", "notice")  # under which people talk
MOST_RECORDS = 500  # named one by one in a search; beyond, each row found is looked at

_MESSAGES = table("message_words", column("rowid"), column("message_words"))
_THREADS = table("thread_words", column("rowid"), column("thread_words"))
_SIMPLE: ColumnElement[Any] = literal_column("'simple'")
_HALF: ColumnElement[int] = literal_column("32")
_LOW: ColumnElement[int] = literal_column("4294967295")


def _text(value: str) -> ColumnElement[Any]:
    """A literal, written out as in the index: PostgreSQL uses that only for the same words."""
    return literal_column(f"'{value}'")


_MARKS = (
    _text("pid").op("||")(Message.partner_id).op("||")(Message.audience).op("||")(_text(" "))
    .op("||")(Message.subject_type).op("||")(Message.subject_id)
)  # fmt: skip
_VECTOR = func.setweight(func.to_tsvector(_SIMPLE, _MARKS), _text("A")).op("||")(
    func.to_tsvector(_SIMPLE, Message.body)
)


def found(session: Session, actor: Actor, typed: Sequence[str], before: int | None = None) -> AnySelect:
    """A select of the messages that `actor` may read and that hold every word of `typed` (of
    portal.orders.search.typed_words; a word finds those that begin with it), newest first; with `before`
    those with lower ids."""
    statement = Message.visible_to(actor)
    if _is_sqlite(session):
        asked = _match(actor, typed, KINDS, None)
        statement = statement.join(_MESSAGES, _MESSAGES.c.rowid == Message.id)
        statement = statement.where(_MESSAGES.c.message_words.op("MATCH", is_comparison=True)(asked))
        place: Any = _MESSAGES.c.rowid
    else:
        statement, place = statement.where(_matches(actor, typed, None)), Message.id
    if before is not None:
        statement = statement.where(place < before)
    return statement.order_by(place.desc())


def issues(
    session: Session,
    actor: Actor,
    typed: Sequence[str],
    conditions: Sequence[Any],
    partner_id: int | None,
    before: int | None,
) -> AnySelect:
    """A select of the ids of issues under which `actor` may read a message with every word of `typed` and for
    which `conditions` on Issue hold, newest first, each once; with `before` those with lower ids."""
    both = also_visible(select(Issue.id), actor, Issue, Message).where(*conditions)
    if _is_sqlite(session):
        at = _THREADS.c.rowid
        asked = _match(actor, typed, ("issue",), partner_id)
        joined = (
            both.select_from(_THREADS)
            .join(Issue, Issue.id == at.op(">>")(_HALF))
            .join(Message, Message.id == at.op("&")(_LOW))
            .where(_THREADS.c.thread_words.op("MATCH", is_comparison=True)(asked))
            .order_by(at.desc())
        )
        if before is not None:
            joined = joined.where(at < before << 32)
        return joined.distinct()
    joined = both.select_from(Issue).join(Message, Message.subject_id == Issue.id)
    joined = joined.where(Message.subject_type == "issue", _matches(actor, typed, partner_id))
    if before is not None:
        joined = joined.where(Issue.id < before)
    return joined.distinct().order_by(Issue.id.desc())


def _is_sqlite(session: Session) -> bool:
    return bool(session.get_bind().dialect.name == "sqlite")


def _led(actor: Actor, partner_id: int | None) -> list[str]:
    """The marks of which one must stand beside the words; none for staff who see all."""
    audiences = ("shared", "internal") if actor.is_staff else ("shared",)
    return [f"pid{number}{each}" for number in words.marks(actor, partner_id) for each in audiences]


def _match(actor: Actor, typed: Sequence[str], kinds: Sequence[str], partner_id: int | None) -> Any:
    """SQLite's MATCH expression: a text, or what makes one: for a long word a look at the words there are, for
    who sees only some records a select that names them."""
    led = " OR ".join(f'"{mark}"' for mark in _led(actor, partner_id))
    marked = f") AND marks : ({led})" if led else ")"
    asked = literal("words : (").op("||")(long_words.asked(typed)).op("||")(literal(marked))
    if not actor.is_narrow:
        return asked
    seen = _seen(actor, kinds).subquery()
    named = literal(" AND marks : (").op("||")(func.group_concat(seen.c.mark, " OR ")).op("||")(literal(")"))
    few = select(case((func.count() > MOST_RECORDS, ""), else_=named)).select_from(seen).scalar_subquery()
    return asked.op("||")(few)


def _seen(actor: Actor, kinds: Sequence[str]) -> Any:
    """The marks of records that `actor` may open, no more than one above MOST_RECORDS."""
    parts = [
        select(literal(kind).op("||")(ids.subquery().c[0]).label("mark"))
        for kind, ids in ((kind, visible_ids(actor, kind).limit(MOST_RECORDS + 1)) for kind in kinds)
    ]
    return union_all(*parts).limit(MOST_RECORDS + 1)


def _matches(actor: Actor, typed: Sequence[str], partner_id: int | None) -> Any:
    """PostgreSQL's condition on Message."""
    asked = [_lexeme(word) for word in typed]
    if led := _led(actor, partner_id):
        asked.insert(0, "(" + " | ".join(f"'{mark}':A" for mark in led) + ")")
    return _VECTOR.op("@@", is_comparison=True)(func.to_tsquery(_SIMPLE, " & ".join(asked)))


def _lexeme(word: str) -> str:
    """A word for to_tsquery, never read as an operator; a number is also looked for behind a hyphen."""
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    star = ":*D" if len(word) >= words.SHORTEST_PREFIX else ":D"
    one = f"'{quoted}'{star}"
    return f"({one} | '-{quoted}'{star})" if word.isdecimal() else one


def later(actor: Actor, most: int) -> Any:
    """The name of the message that stands `most` behind a Message in its thread as `actor` reads it, empty if
    the thread does not go on so long: what to pass as `before` to see the message with what follows."""
    other = aliased(Message)
    readable = [] if actor.is_staff else [other.audience == "shared"]
    nth = cast(number(other), String)
    return (
        select(case((other.audience == "internal", literal("note-").op("||")(nth)), else_=nth))
        .where(
            other.subject_type == Message.subject_type, other.subject_id == Message.subject_id,
            other.id > Message.id, *readable,
        )
        .order_by(other.id).limit(1).offset(most - 1).correlate(Message).scalar_subquery()
    )  # fmt: skip
