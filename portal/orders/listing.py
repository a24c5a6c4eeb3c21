"""Asking the list: a page of it, its counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders import search, segments, statements
from portal.orders.filters import Filters, values_of
from portal.orders.segments import GROUPS
from portal.scope import AnySelect
from portal.web import paging

PAGE = 50
NEWEST_GROUP = 0  # a text's rows come in one group as far as paging goes


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the list: the filters, the id of the partner they name (None: they name none;
    -1: there is none such) and the day it is."""

    filters: Filters
    partner_id: int | None
    today: date


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as columns, each with its group (`grp`, an index into GROUPS), and the cursor of the rows
    after them, None at the end."""

    rows: list[Any]
    after: str | None


def page(session: Session, actor: Actor, asked: Asked, after: str | None = None, size: int = PAGE) -> Page:
    """The `size` rows after the cursor `after` (a damaged one: from the beginning). One SELECT."""
    filters = asked.filters
    if filters.text and not search.typed_words(filters.text):
        return Page([], None)
    cursor = place_of(filters, after)
    shape = _shape(session, actor, asked, cursor[0] if cursor else None)
    values = {**_values(shape, actor, asked), "size": size + 1}
    if cursor:
        values.update(after_key=cursor[1], after_id=cursor[2])
    rows = list(session.execute(statements.page(shape), values).all())
    if not filters.text:
        rows = _in_order(filters, rows)
    if len(rows) <= size:
        return Page(rows, None)
    last = rows[size - 1]
    group = NEWEST_GROUP if filters.text else last.grp
    return Page(rows[:size], paging.encode((group, last.key, last.id)))


def counts(session: Session, actor: Actor, asked: Asked) -> dict[str, int]:
    """How many rows stand in each group and in the views 'waiting' and 'week', no further than
    statements.TAB_CAP + 1; when something is filtered as `matched` how many match, no further than CAP + 1, of the
    newest rows with the words no more than LOOKED + 1 (`looked`). One SELECT."""
    filters = asked.filters
    if filters.text and not search.typed_words(filters.text):
        plain = Asked(filters.cleared(), None, asked.today)
        return {**counts(session, actor, plain), "matched": 0}
    shape = _shape(session, actor, asked, None)
    row = session.execute(statements.counting(shape), _values(shape, actor, asked)).one()
    return dict(row._mapping)


def waiting_count(actor: Actor) -> AnySelect:
    """What waits for the reader under "Orders", up to 100: days to give and proposals to answer."""
    return statements.waiting(statements.seen_as(actor))


def place_of(filters: Filters, after: str | None) -> tuple[Any, ...] | None:
    """Group, key and id of the row after which a page begins; None for no or a damaged cursor."""
    kind: type = int if filters.text else str if filters.order == "reference" else date
    cursor = paging.decode(after, int, kind, int)
    return cursor if cursor and 0 <= cursor[0] < len(GROUPS) and abs(cursor[2]) < 2**62 else None


def _in_order(filters: Filters, rows: list[Any]) -> list[Any]:
    """The rows in the order the statement picked them by."""
    rows.sort(key=lambda row: (row.key, row.id))
    falling = [row for row in rows if segments.descending(filters, GROUPS[row.grp])]
    rising = [row for row in rows if not segments.descending(filters, GROUPS[row.grp])]
    return sorted([*rising, *reversed(falling)], key=lambda row: row.grp)


def _shape(session: Session, actor: Actor, asked: Asked, after: int | None) -> statements.Shape:
    """The question without its values."""
    filters, day = asked.filters, date(2000, 1, 1)
    blank = Filters(
        view=filters.view, states=filters.states, first=day if filters.first else None,
        last=day if filters.last else None, item="x" if filters.item else "", mode="x" if filters.mode else "",
        text="x" if filters.text else "", partner="x" if filters.partner else "", sort=filters.order,
    )  # fmt: skip
    sqlite = session.get_bind().dialect.name == "sqlite"
    return statements.Shape(statements.seen_as(actor), blank, asked.partner_id is not None, sqlite, after)


def _values(shape: statements.Shape, actor: Actor, asked: Asked) -> dict[str, Any]:
    values = {**values_of(asked.filters, asked.today), "partner_id": asked.partner_id}
    if asked.filters.text:
        ask = search.fts5 if shape.sqlite else search.tsquery
        values["match"] = ask(search.typed_words(asked.filters.text), search.marks(actor, asked.partner_id))
    return values
