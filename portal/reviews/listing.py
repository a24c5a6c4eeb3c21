"""The list of reviews, a page of it, and the calendar of a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import tuple_
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.reviews import queries
from portal.reviews.models import Review, Rhythm
from portal.scope import also_visible
from portal.web import paging

PAGE = 50
MOST_OF_YEAR = 3_000
COLUMNS = (
    Review.id, Review.ref, Review.state, Review.period_start, Review.period_end, Review.meets_on, Review.meets_at,
    Review.place, Review.asked_on, Partner.name.label("partner_name"), Partner.code.label("partner_code"),
)  # fmt: skip
TABS: Mapping[str, Sequence[str]] = {
    "coming": ("planned", "preparing", "held", "accepted"), "missed": ("missed",), "past": ("agreed", "cancelled"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; partner is a code, empty for all."""

    tab: str = "coming"
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as COLUMNS with `every` and `accepted_by_us`, and the cursor of what follows, None at the end."""

    rows: list[Any]
    after: str | None


def page(session: Session, actor: Actor, filters: Filters, after: str | None = None) -> Page:
    """The reviews after the cursor: those to come by their day, the others the newest first. One SELECT."""
    past = filters.tab != "coming"
    place = (Review.meets_on, Review.id)
    statement = (
        _reviews(actor, filters)
        .where(Review.state.in_(TABS[filters.tab]))
        .order_by(*(each.desc() if past else each for each in place))
        .limit(PAGE + 1)
    )
    cursor = paging.decode(after, date, int)
    if cursor is not None:
        mark = tuple_(*cursor)
        statement = statement.where(tuple_(*place) < mark if past else tuple_(*place) > mark)
    rows = list(session.execute(statement))
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], paging.encode((last.meets_on, last.id)) if last else None)


def _reviews(actor: Actor, filters: Filters) -> Any:
    every = (
        Rhythm.visible_to(actor)
        .with_only_columns(Rhythm.every)
        .where(Rhythm.id == Review.rhythm_id)
        .correlate(Review)
    )
    accepted = queries.accepted_by(actor).exists().label("accepted_by_us")
    statement = (
        Review.visible_to(actor)
        .with_only_columns(*COLUMNS, every.scalar_subquery().label("every"), accepted)
        .join(Partner, Partner.id == Review.partner_id)
    )
    if filters.partner:
        statement = statement.where(Partner.code == filters.partner)
    return also_visible(statement, actor, Partner)


def newest(session: Session, actor: Actor, partner_id: int, most: int) -> list[Any]:
    """The newest reviews of a partner by their day, without those that were called off. One SELECT."""
    statement = (
        _reviews(actor, Filters())
        .where(Review.partner_id == partner_id, Review.state != "cancelled")
        .order_by(Review.meets_on.desc(), Review.id.desc())
        .limit(most)
    )
    return list(session.execute(statement))


def missed(session: Session, actor: Actor, filters: Filters) -> int:
    """How many reviews were missed, counted to 100. One SELECT."""
    statement = _reviews(actor, filters).where(Review.state == "missed").limit(100)
    return len(session.execute(statement).all())


@dataclass(frozen=True, slots=True)
class Year:
    """The reviews of a year by partner (name, code), each in the list of its month, January first."""

    year: int
    partners: list[tuple[str, str, list[list[Any]]]]


def year(session: Session, actor: Actor, filters: Filters, number: int) -> Year:
    """The calendar of a year, partners by name. One SELECT."""
    statement = (
        _reviews(actor, filters)
        .where(Review.meets_on >= date(number, 1, 1), Review.meets_on <= date(number, 12, 31))
        .order_by(Partner.name, Review.meets_on, Review.id)
        .limit(MOST_OF_YEAR)
    )
    found: dict[tuple[str, str], list[list[Any]]] = {}
    for row in session.execute(statement):
        months = found.setdefault((row.partner_name, row.partner_code), [[] for _month in range(12)])
        months[row.meets_on.month - 1].append(row)
    return Year(number, [(name, code, months) for (name, code), months in found.items()])
