"""The words of schedules: what to ask the index of each database for.

Every document is led by its partner's mark, so one partner's search never walks another's rows.
A typed word finds the words that begin with it; nothing a person types is read as an operator.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, column, func, literal_column, table
from sqlalchemy.sql import TableClause

from portal.actor import Actor
from portal.orders.models import Schedule

SHORTEST_PREFIX = 2  # letters; a prefix of one letter would gather a tenth of all words
MOST_WORDS = 12
MOST_MARKS = 60  # partners named in one search; beyond, their rows are told apart one by one

WORDS: TableClause = table("schedule_words", column("rowid"), column("schedule_words"))
VECTOR = func.to_tsvector(
    literal_column("'simple'"),
    literal_column("'pid'")
    .op("||")(Schedule.partner_id)
    .op("||")(literal_column("' '"))
    .op("||")(Schedule.words),
)


def typed_words(text: str) -> list[str]:
    """The words of `text` that hold a letter or a digit, lower case."""
    return [word for word in text.lower().split() if any(c.isalnum() for c in word)][:MOST_WORDS]


def marks(actor: Actor, partner_id: int | None) -> tuple[int, ...]:
    """Partners whose marks lead the search: the one asked for, else those the actor is bound to."""
    if partner_id is not None:
        return (partner_id,)
    if actor.partner_id is not None:
        return (actor.partner_id,)
    return tuple(actor.limited_to or ())[:MOST_MARKS] if len(actor.limited_to or ()) <= MOST_MARKS else ()


def fts5(words: Sequence[str], partners: Sequence[int]) -> str:
    """The MATCH expression of SQLite's FTS5: every word is quoted, so it is only ever a word."""
    led = " OR ".join(f'"pid{number}"' for number in partners)
    quoted = ['"' + word.replace('"', '""') + '"' + _star(word, " *") for word in words]
    return " AND ".join(([f"({led})"] if led else []) + quoted)


def tsquery(words: Sequence[str], partners: Sequence[int]) -> str:
    """The same for PostgreSQL's to_tsquery. Its parser keeps the hyphen of `po-1042` with the
    number, so a number is also looked for behind one."""
    led = " | ".join(f"'pid{number}'" for number in partners)
    return " & ".join(([f"({led})"] if led else []) + [_lexemes(word) for word in words])


def _lexemes(word: str) -> str:
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    one = f"'{quoted}'{_star(word, ':*')}"
    return f"({one} | '-{quoted}'{_star(word, ':*')})" if word.isdecimal() else one


def _star(word: str, star: str) -> str:
    return star if len(word) >= SHORTEST_PREFIX else ""


def vector_matches(query: Any) -> ColumnElement[bool]:
    """PostgreSQL's condition; `query` is a bound value made by `tsquery`."""
    return VECTOR.op("@@", is_comparison=True)(func.to_tsquery(literal_column("'simple'"), query))
