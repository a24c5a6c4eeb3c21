"""Long words as SQLite's search of messages is asked for them.

Its index keeps beginnings of up to KEPT letters, which it reads in the order of the rows. For a longer one it
would gather all rows of all words that begin so, before it gives the first; so these words are looked up in the
index's own list, and asked for one by one.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, column, func, literal, select, table

from portal.orders import search as words

KEPT = 6
MOST_FORMS = 32  # words that begin alike; of more, each has few rows, and those are gathered

_TERMS = table("message_terms", column("term"))
_END, _LAST = "\x01", "\uffff"  # before and behind every letter


def asked(typed: Sequence[str]) -> Any:
    """What makes the MATCH expression for every word of `typed`."""
    whole: Any = None
    for place, word in enumerate(dict.fromkeys(typed)):
        part = _forms(word, f"forms{place}") if _is_long(word) else literal(words.fts5([word], ()))
        whole = part if whole is None else whole.op("||")(literal(" AND ")).op("||")(part)
    return whole


def _is_long(word: str) -> bool:
    """Beyond what is kept, and written as the list writes it: of letters without accents and digits alone."""
    return len(word) > KEPT and word.isascii() and word.isalnum()


def _forms(word: str, name: str) -> Any:
    """The words that begin with `word`, each quoted, any of which may stand; the beginning itself if they are
    none or more than MOST_FORMS."""
    first = _next(literal(word))
    found = select(first.label("term"), literal(1).label("number")).cte(name, recursive=True, nesting=True)
    following = _next(found.c.term.op("||")(literal(_END)))
    found = found.union_all(
        select(following, found.c.number + 1).where(found.c.term < word + _LAST, found.c.number <= MOST_FORMS)
    )
    quoted = func.group_concat(literal('"').op("||")(found.c.term).op("||")(literal('"')), " OR ")
    return (
        select(
            case(
                (func.count().between(1, MOST_FORMS), literal("(").op("||")(quoted).op("||")(literal(")"))),
                else_=literal(words.fts5([word], ())),
            )
        )
        .where(found.c.term >= word, found.c.term < word + _LAST)
        .scalar_subquery()
    )


def _next(term: Any) -> Any:
    """The first word of the list that is not before `term`."""
    return (
        select(_TERMS.c.term).where(_TERMS.c.term >= term).order_by(_TERMS.c.term).limit(1)
        .correlate_except(_TERMS).scalar_subquery()
    )  # fmt: skip
