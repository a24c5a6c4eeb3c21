"""The words of issues: what to ask the index of each database for.

A document is the reference, the title and what it is about; beside it stand marks of the partner, the
turn and the side it waits for, so a search never walks another partner's issues or closed ones.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, column, func, literal_column, table

from portal.actor import Actor
from portal.issues.models import Issue
from portal.orders import search as words
from portal.scope import AnySelect

_TABLE = table("issue_words", column("rowid"), column("issue_words"))
_SIMPLE: ColumnElement[Any] = literal_column("'simple'")


def _text(value: str) -> ColumnElement[Any]:
    """A literal, written out as in the index: PostgreSQL uses that only for the same words."""
    return literal_column(f"'{value}'")


_MARKS = (
    _text("pid").op("||")(Issue.partner_id).op("||")(_text(" turn")).op("||")(Issue.turn)
    .op("||")(_text(" for")).op("||")(func.coalesce(Issue.waits_for, _text("")))
)  # fmt: skip
_WORDS = (
    Issue.ref.op("||")(_text(" ")).op("||")(Issue.title).op("||")(_text(" ")).op("||")(Issue.about_label)
)  # fmt: skip
_VECTOR = func.setweight(func.to_tsvector(_SIMPLE, _MARKS), _text("A")).op("||")(
    func.to_tsvector(_SIMPLE, _WORDS)
)


def newest(
    statement: AnySelect,
    actor: Actor,
    typed: Sequence[str],
    *,
    sqlite: bool,
    partner_id: int | None = None,
    marks: Sequence[str] = (),
    before: int | None = None,
) -> AnySelect:
    """`statement`, scoped and on issues, narrowed to those with every word of `typed` (of
    portal.orders.search.typed_words; a word finds those that begin with it), newest first.

    marks: of which one must hold, 'turn0' to 'turn2', 'forstaff' or 'forpartner'; before: only ids
    below this one.
    """
    led = [*_any(f"pid{number}" for number in words.marks(actor, partner_id)), *_any(marks)]
    if not sqlite:
        marked = ["(" + " | ".join(f"'{mark}':A" for mark in each) + ")" for each in led]
        asked = " & ".join([*marked, *_lexemes(typed)])
        found = _VECTOR.op("@@", is_comparison=True)(func.to_tsquery(_SIMPLE, asked))
        place: Any = Issue.id
        statement = statement.where(found)
    else:
        asked = f"words : ({words.fts5(typed, ())})"
        for each in led:
            asked += " AND marks : (" + " OR ".join(f'"{mark}"' for mark in each) + ")"
        place = _TABLE.c.rowid
        statement = statement.join(_TABLE, _TABLE.c.rowid == Issue.id)
        statement = statement.where(_TABLE.c.issue_words.op("MATCH", is_comparison=True)(asked))
    if before is not None:
        statement = statement.where(place < before)
    return statement.order_by(place.desc())


def _any(marks: Any) -> list[list[str]]:
    found = list(marks)
    return [found] if found else []


def _lexemes(typed: Sequence[str]) -> list[str]:
    """The words for PostgreSQL's to_tsquery, never read as operators. Its parser keeps the hyphen of
    `iss-000231` with the number, so a number is also looked for behind one."""
    forms = [(word, f"-{word}") if word.isdecimal() else (word,) for word in typed]
    return ["(" + " | ".join(map(_lexeme, each)) + ")" for each in forms]


def _lexeme(word: str) -> str:
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'{':*D' if len(word) >= words.SHORTEST_PREFIX else ':D'}"
