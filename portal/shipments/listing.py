"""The list of notices: by state and by the day they were shipped, the newest first.

What has no day yet comes before everything, since it is the newest of all.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scope import AnySelect, also_visible, carrying
from portal.shipments.live import live_events
from portal.shipments.models import Event, Notice, NoticeLine
from portal.shipments.tracking.states import Standing, derive
from portal.web import paging

PAGE = 50
UNDATED = date(9999, 12, 31)
TABS: dict[str, tuple[str, ...]] = {
    "all": (),
    "announced": ("announced", "corrected"),
    "draft": ("draft",),
    "voided": ("voided",),
}

COLUMNS = (
    Notice.id, Notice.ref, Notice.state, Notice.carrier, Notice.tracking_number, Notice.shipped_on,
    Notice.packages, Notice.weight, Notice.weight_text, Notice.created_at,
    Partner.name.label("partner_name"), Partner.code.label("partner_code"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means all. first, last: days of shipping, both included."""

    tab: str = "all"
    partner: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def narrowing(self) -> int:
        """How many filters are set beside the tab."""
        return sum(map(bool, (self.partner, self.text, self.first, self.last)))


@dataclass(frozen=True, slots=True)
class Carried:
    """What a notice carries: how many schedules of how many orders, the first of these, and whether all
    of them have come in."""

    schedules: int
    orders: int
    order_ref: str
    received: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as COLUMNS, what each carries and where it stands (by id), and the cursor of what follows,
    None at the end."""

    rows: list[Any]
    carried: dict[int, Carried]
    standings: dict[int, Standing]
    after: str | None


def page(session: Session, actor: Actor, filters: Filters, after: str | None = None) -> Page:
    """The notices after the cursor `after` (a damaged one: from the beginning). Three SELECTs, one
    where nothing is found."""
    cursor = paging.decode(after, date, int)
    parts = _parts(filters, actor, cursor)
    both = union_all(*(select(part.subquery()) for part in parts)).subquery()
    newest = select(both).order_by(func.coalesce(both.c.shipped_on, UNDATED).desc(), both.c.id.desc())
    rows = list(session.execute(carrying(newest.limit(PAGE + 1), *parts)))
    shown = rows[:PAGE]
    ids = [row.id for row in shown]
    last = shown[-1] if len(rows) > PAGE else None
    return Page(
        rows=shown,
        carried=_carried(session, actor, ids) if ids else {},
        standings=standings(session, actor, ids) if ids else {},
        after=paging.encode((last.shipped_on or UNDATED, last.id)) if last else None,
    )


def _parts(filters: Filters, actor: Actor, cursor: Any) -> list[AnySelect]:
    """The next rows without a day, then those with one: each part by itself is in an index's order."""
    statement = also_visible(
        Notice.visible_to(actor)
        .with_only_columns(*COLUMNS)
        .join(Partner, Partner.id == Notice.partner_id)
        .where(*_narrowed(filters, actor))
        .limit(PAGE + 1),
        actor, Partner,
    )  # fmt: skip
    undated = statement.where(Notice.shipped_on.is_(None)).order_by(Notice.id.desc())
    dated = statement.where(Notice.shipped_on.is_not(None)).order_by(
        Notice.shipped_on.desc(), Notice.id.desc()
    )
    if cursor is None:
        return [undated, dated]
    if cursor[0] == UNDATED:
        return [undated.where(Notice.id < cursor[1]), dated]
    return [dated.where(tuple_(Notice.shipped_on, Notice.id) < tuple_(*cursor))]


def _narrowed(filters: Filters, actor: Actor) -> list[Any]:
    conditions: list[Any] = []
    if states := TABS[filters.tab]:
        conditions.append(Notice.state.in_(states))
    if filters.partner:
        conditions.append(Partner.code == filters.partner)
    if filters.first:
        conditions.append(Notice.shipped_on >= filters.first)
    if filters.last:
        conditions.append(Notice.shipped_on <= filters.last)
    if filters.text:
        conditions.append(_says(filters.text.lower(), actor))
    return conditions


def _says(text: str, actor: Actor) -> Any:
    """The reference, tracking number or carrier begins with the text, or an order on it does."""
    begins = (
        func.lower(column).startswith(text, autoescape=True)
        for column in (Notice.ref, Notice.tracking_number, Notice.carrier)
    )
    on_it = (
        NoticeLine.visible_to(actor)
        .with_only_columns(NoticeLine.notice_id)
        .join(
            Schedule, (Schedule.partner_id == NoticeLine.partner_id) & (Schedule.id == NoticeLine.schedule_id)
        )
        .where(func.lower(Schedule.order_ref).startswith(text, autoescape=True))
    )
    return or_(*begins, Notice.id.in_(also_visible(on_it, actor, Schedule)))


def _carried(session: Session, actor: Actor, ids: list[int]) -> dict[int, Carried]:
    statement = (
        NoticeLine.visible_to(actor)
        .with_only_columns(
            NoticeLine.notice_id, func.count().label("schedules"),
            func.count(func.distinct(NoticeLine.order_id)).label("orders"),
            func.min(Schedule.order_ref).label("order_ref"),
            func.sum(case((Schedule.stage == "arrived", 1), else_=0)).label("received"),
        )
        .join(Schedule, (Schedule.partner_id == NoticeLine.partner_id) & (Schedule.id == NoticeLine.schedule_id))
        .where(NoticeLine.notice_id.in_(ids))
        .group_by(NoticeLine.notice_id)
    )  # fmt: skip
    rows = session.execute(also_visible(statement, actor, Schedule))
    return {
        row.notice_id: Carried(row.schedules, row.orders, row.order_ref, row.received == row.schedules)
        for row in rows
    }


def standings(session: Session, actor: Actor, ids: list[int]) -> dict[int, Standing]:
    """Where each notice stands by all that was reported of it, corrected reports left out; those of
    which nothing was reported are left out. One SELECT."""
    rows = session.execute(
        Event.visible_to(actor)
        .with_only_columns(Event.id, Event.notice_id, Event.at, Event.state, Event.corrects_id)
        .where(Event.notice_id.in_(ids))
    ).all()
    by_notice: dict[int, list[Any]] = {}
    for row in live_events(rows):
        by_notice.setdefault(row.notice_id, []).append(row)
    return {notice_id: derive(reports) for notice_id, reports in by_notice.items()}
