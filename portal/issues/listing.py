"""The queue: a page of it, and how many wait.

Every list is one range of one index (partner, owner, kind, state or side first, then `turn`, `turn_due_at`,
`id`), so a page costs the same however many issues there are. With a text the newest come first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, func, select, tuple_, union, union_all
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.actor import Actor
from portal.issues import said, search
from portal.issues.models import CLOSED, OWED, Issue
from portal.orders.search import typed_words
from portal.partners.models import Partner
from portal.scope import AnySelect, also_visible, carrying

PAGE = 50
CAP = 500  # counts stop one above and read "500+"
MOST_WAITING = 100
UNANSWERED = ("by-us", "by-them")
OTHER = {"staff": "partner", "partner": "staff"}
MOST_RANGES = 12  # partners of a limited person that get ranges of their own

_owner = User.__table__.alias("owner")
COLUMNS = (
    Issue.id, Issue.ref, Issue.title, Issue.kind, Issue.severity, Issue.state, Issue.about_label,
    Issue.confidential, Issue.unanswered, Issue.closed, Issue.merged, Issue.opened_at, Issue.opened_side,
    Issue.opened_name, Issue.answer_due_at, Issue.answered_at, Issue.solution_due_at, Issue.resolved_at,
    Issue.owner_id, Issue.team, Issue.version, Issue.partner_id, Issue.turn, Issue.turn_due_at,
    Partner.name.label("partner_name"), _owner.c.name.label("owner_name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is narrowed to; empty means all. partner: what was typed or chosen."""

    tab: str = "open"
    whose: str = ""
    partner: str = ""
    kind: str = ""
    state: str = ""
    text: str = ""


Cursor = tuple[int, datetime, int]


def page(
    session: Session, actor: Actor, filters: Filters, partner_id: int | None, after: Cursor | int | None
) -> list[Any]:
    """One page of issues and one row more, as COLUMNS: the unanswered by their answer clock, then the
    others by their solution clock; closed ones and those with a text the newest first. after: turn,
    turn_due_at and id of the last row shown, with a text its id. One SELECT."""
    if filters.text:
        typed = typed_words(filters.text)
        if not typed:
            return []
        parts = [
            _searched(session, actor, filters, partner_id, typed, after),
            _said(session, actor, filters, partner_id, typed, after),
        ]
        order = [Issue.id.desc()]
    else:
        parts = [_cut(scope, filters, after) for scope in ranges(actor, filters, partner_id)]
        order = _order(filters)
    together = union if filters.text else union_all  # an issue may say it and be called so
    picked = (
        parts[0] if len(parts) == 1 else together(*(select(each.subquery()) for each in parts))
    ).subquery("picked")
    statement = (
        carrying(select(*COLUMNS), *parts)
        .join_from(picked, Issue, Issue.id == picked.c.id)
        .join(Partner, Partner.id == Issue.partner_id)
        .outerjoin(_owner, _owner.c.id == Issue.owner_id)
        .order_by(*order)
        .limit(PAGE + 1)
    )
    return list(session.execute(also_visible(statement, actor, Partner)))


def _order(filters: Filters) -> list[Any]:
    place = (Issue.turn, Issue.turn_due_at, Issue.id)
    return [each.desc() for each in place] if filters.tab == "closed" else list(place)


def _cut(scope: AnySelect, filters: Filters, after: Any) -> AnySelect:
    """The ids of one range, in order and cut to a page."""
    order = _order(filters)
    if filters.whose == "unassigned":  # PostgreSQL takes "is null" for no constant: name it in the order
        order = [Issue.owner_id.desc() if filters.tab == "closed" else Issue.owner_id, *order]
    statement = scope.with_only_columns(Issue.id).order_by(*order).limit(PAGE + 1)
    if after is None:
        return statement
    if filters.tab == "closed":  # of one turn: with the turn in the bound, SQLite sorts all that is older
        return statement.where(tuple_(Issue.turn_due_at, Issue.id) < tuple_(*after[1:]))
    return statement.where(tuple_(Issue.turn, Issue.turn_due_at, Issue.id) > tuple_(*after))


def ranges(actor: Actor, filters: Filters, partner_id: int | None) -> list[AnySelect]:
    """The scoped selects to range over: one for each partner of a person limited to a few."""
    scope = Issue.visible_to(actor).where(_tab(actor, filters.tab), *_narrowed(actor, filters))
    if partner_id is not None:
        return [scope.where(Issue.partner_id == partner_id)]
    limited = actor.limited_to
    if limited and len(limited) <= MOST_RANGES:
        return [scope.where(Issue.partner_id == each) for each in limited]
    return [scope]


def _narrowed(actor: Actor, filters: Filters) -> list[Any]:
    conditions: list[Any] = []
    if filters.whose == "mine":
        conditions.append(Issue.owner_id == actor.user_id)
    elif filters.whose == "team":
        conditions.append(Issue.team == actor.team if actor.team else false())
    elif filters.whose == "unassigned":
        conditions.append(Issue.owner_id.is_(None))
    if filters.kind:
        conditions.append(Issue.kind == filters.kind)
    if filters.state:
        conditions.append(Issue.state == filters.state)
    return conditions


def _tab(actor: Actor, tab: str) -> Any:
    if tab == "closed":
        return Issue.turn == CLOSED
    if tab == "waiting":  # what waits is not closed: said, so that no range of closed ones is walked
        return and_(Issue.waits_for == actor.side, Issue.turn < CLOSED)
    if tab in UNANSWERED:
        return and_(Issue.waits_for == _owing(actor, tab), Issue.turn == OWED)
    return Issue.turn < CLOSED


def _owing(actor: Actor, tab: str) -> str:
    """The side that owes the word."""
    return actor.side if tab == "by-us" else OTHER[actor.side]


def _searched(
    session: Session, actor: Actor, filters: Filters, partner_id: int | None, typed: list[str], after: Any
) -> AnySelect:
    marks = {"open": ("turn0", "turn1"), "closed": ("turn2",), "waiting": (f"for{actor.side}",)}.get(
        filters.tab, ("turn0",)
    )
    scope = Issue.visible_to(actor).with_only_columns(Issue.id).where(*_narrowed(actor, filters))
    if filters.tab in UNANSWERED:
        scope = scope.where(_tab(actor, filters.tab))
    if partner_id is not None:
        scope = scope.where(Issue.partner_id == partner_id)
    sqlite = session.get_bind().dialect.name == "sqlite"
    found = search.newest(
        scope, actor, typed, sqlite=sqlite, partner_id=partner_id, marks=marks, before=after
    )
    return found.limit(PAGE + 1)


def _said(
    session: Session, actor: Actor, filters: Filters, partner_id: int | None, typed: list[str], after: Any
) -> AnySelect:
    conditions = [_tab(actor, filters.tab), *_narrowed(actor, filters)]
    if partner_id is not None:
        conditions.append(Issue.partner_id == partner_id)
    return said.issues(session, actor, typed, conditions, partner_id, after).limit(PAGE + 1)


def counted(parts: list[AnySelect], most: int) -> AnySelect:
    """A select of how many rows the parts hold together, no further than `most`."""
    ids = [part.with_only_columns(Issue.id) for part in parts]
    rows = ids[0] if len(ids) == 1 else union_all(*(select(each.subquery()) for each in ids)).limit(most)
    return carrying(select(func.count()).select_from(rows.subquery()), *ids)


def waiting_count(actor: Actor) -> AnySelect:
    """A select of how many issues wait for the actor, for staff of their own and of those nobody has,
    counted to 100: the number beside the noun."""
    scope = Issue.visible_to(actor).where(Issue.waits_for == actor.side).limit(MOST_WAITING)
    if not actor.is_staff:
        return counted([scope], MOST_WAITING)
    mine = scope.where(Issue.owner_id == actor.user_id)
    return counted([mine, scope.where(Issue.owner_id.is_(None))], MOST_WAITING)
