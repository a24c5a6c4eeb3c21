"""The list of plans: a page of it, by the day they end."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import tuple_
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.plans.models import Plan
from portal.plans.queries import Progress, progress
from portal.scope import also_visible
from portal.web import paging

PAGE = 50
COLUMNS = (
    Plan.id, Plan.ref, Plan.title, Plan.kind, Plan.state, Plan.starts_on, Plan.ends_on, Plan.closing_side,
    Plan.programme, Plan.staff_owner_id, Plan.partner_owner_id, Partner.name.label("partner_name"),
)  # fmt: skip
TABS = {"running": ("running",), "ended": ("done", "dropped")}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means all. partner is a code."""

    tab: str = "running"
    kind: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as COLUMNS, the progress of each by id, and the cursor of what follows, None at the end."""

    rows: list[Any]
    progress: dict[int, Progress]
    after: str | None


def page(session: Session, actor: Actor, filters: Filters, after: str | None = None) -> Page:
    """The plans after the cursor: the running ones by the day they end, the ended ones the newest first.
    Two SELECTs, one where nothing is found."""
    ended = filters.tab == "ended"
    place = (Plan.ends_on, Plan.id)
    statement = (
        Plan.visible_to(actor)
        .with_only_columns(*COLUMNS)
        .join(Partner, Partner.id == Plan.partner_id)
        .where(Plan.state.in_(TABS[filters.tab]))
        .order_by(*(each.desc() if ended else each for each in place))
        .limit(PAGE + 1)
    )
    if filters.kind:
        statement = statement.where(Plan.kind == filters.kind)
    if filters.partner:
        statement = statement.where(Partner.code == filters.partner)
    cursor = paging.decode(after, date, int)
    if cursor is not None:
        mark = tuple_(*cursor)
        statement = statement.where(tuple_(*place) < mark if ended else tuple_(*place) > mark)
    rows = list(session.execute(also_visible(statement, actor, Partner)))
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    return Page(
        rows=shown,
        progress=progress(session, actor, [row.id for row in shown]),
        after=paging.encode((last.ends_on, last.id)) if last else None,
    )
