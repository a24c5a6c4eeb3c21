"""Finding a record by what a person remembers of it: a reference, a name, a few words.

Everything goes through `visible_to`; what may not be seen is neither shown nor counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.desk import messages as talk
from portal.desk import places
from portal.issues import search as issue_words
from portal.issues.labels import GLYPHS, STATES
from portal.issues.models import Issue
from portal.orders import search as words
from portal.orders.models import Order, Schedule
from portal.orders.rows import status_of_row, word_of
from portal.partners.models import Partner
from portal.scope import also_visible
from portal.shipments.models import Notice, NoticeLine
from portal.web.forms import folded

SHOWN = 10
LONGEST = 200
CANDIDATES = 60  # schedules looked at; several may belong to one order
_LAST = "\uffff"

_COLUMNS = (
    Schedule.order_id, Schedule.order_ref, Schedule.item, Schedule.line_number, Schedule.stage, Schedule.promised_on,
    Schedule.base_on, Schedule.arrived_on, Schedule.expected_on, Schedule.quantity, Schedule.accepted,
    Schedule.dispatched, Schedule.due_on, Schedule.unit, Partner.name.label("partner_name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found: where it opens, its reference, what it is, a second line; `state` and `word`
    are its status where the record has one."""

    href: str
    ref: str
    title: str
    second: str = ""
    state: str | None = None
    word: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked and what was found; `more_…` leads to the whole list where there is more."""

    query: str
    orders: list[Hit] = field(default_factory=list)
    issues: list[Hit] = field(default_factory=list)
    notices: list[Hit] = field(default_factory=list)
    partners: list[Hit] = field(default_factory=list)
    more_orders: str | None = None
    more_issues: str | None = None
    messages: list[talk.Said] = field(default_factory=list)
    earlier: int | None = None

    @property
    def nothing(self) -> bool:
        """True when nothing was found."""
        return not (self.orders or self.issues or self.notices or self.partners or self.messages)


def search(session: Session, actor: Actor, typed: str, today: date, before: int | None = None) -> Found:
    """Find at most SHOWN records of each kind; exact and beginning references come first. Six SELECTs for
    staff, five for a partner's people, none for an empty question. With `before` only messages older than that
    one: one SELECT; `earlier` is the id to pass for those that follow, None if there are none."""
    query = folded(typed[:LONGEST])
    if not query or not any(c.isalnum() for c in query):
        return Found(query)
    said, earlier = talk.found(session, actor, words.typed_words(query), before)
    if before is not None:
        return Found(query, messages=said, earlier=earlier)
    orders = _orders(session, actor, query, today)
    issues = _issues(session, actor, query)
    return Found(
        query,
        orders=orders[:SHOWN],
        issues=issues[:SHOWN],
        notices=_notices(session, actor, query),
        partners=_partners(session, actor, query) if actor.is_staff else [],
        more_orders=places.orders(view="all", q=query) if len(orders) > SHOWN else None,
        more_issues=places.issues(q=query) if len(issues) > SHOWN else None,
        messages=said,
        earlier=earlier,
    )


def _begins(column: Any, text: str) -> Any:
    """`column` begins with `text` as typed or in capitals: ranges of its index, not a walk."""
    return or_(*(and_(column >= t, column < t + _LAST) for t in dict.fromkeys((text.upper(), text))))


def _contains(column: Any, query: str) -> Any:
    return and_(*(column.icontains(word, autoescape=True) for word in query.split()[: words.MOST_WORDS]))


def _schedules(actor: Actor) -> Select[Any]:
    joined = (
        Schedule.visible_to(actor)
        .with_only_columns(*_COLUMNS)
        .join(Partner, Partner.id == Schedule.partner_id)
    )
    return also_visible(joined, actor, Partner)


def _orders(session: Session, actor: Actor, query: str, today: date) -> list[Hit]:
    by_ref = (
        _schedules(actor).where(_begins(Schedule.order_ref, query))
        .order_by(Schedule.order_ref, Schedule.line_number, Schedule.id).limit(CANDIDATES)
    )  # fmt: skip
    rows = list(session.execute(by_ref).all())
    if typed := words.typed_words(query):
        rows += session.execute(_by_words(session, actor, typed)).all()
    lines: dict[str, list[Any]] = {}
    for row in rows:
        lines.setdefault(row.order_ref, []).append(row)
    exact = sorted(lines, key=lambda ref: ref.lower() != query.lower())
    return [_order_hit(actor, lines[ref], today) for ref in exact[: SHOWN + 1]]


def _by_words(session: Session, actor: Actor, typed: list[str]) -> Select[Any]:
    marks = words.marks(actor, None)
    statement = _schedules(actor).order_by(Schedule.id.desc()).limit(CANDIDATES)
    if session.get_bind().dialect.name == "sqlite":
        found = words.WORDS
        return (
            statement.join(found, found.c.rowid == Schedule.id)
            .where(found.c.schedule_words.match(bindparam("query", words.fts5(typed, marks))))
            .order_by(None).order_by(found.c.rowid.desc())
        )  # fmt: skip
    return statement.where(words.vector_matches(bindparam("query", words.tsquery(typed, marks))))


def _order_hit(actor: Actor, rows: list[Any], today: date) -> Hit:
    row = rows[0]
    kind, days = status_of_row(row, today)
    return Hit(
        places.order(row.order_ref), row.order_ref, _few(r.item for r in rows),
        second=row.partner_name if actor.is_staff else "", state=kind,
        word=word_of(kind, days, row, actor.locale), day=row.due_on,
    )  # fmt: skip


def _few(items: Iterable[str]) -> str:
    different = list(dict.fromkeys(items))
    return ", ".join(different[:2]) + (" \N{HORIZONTAL ELLIPSIS}" if len(different) > 2 else "")


def _issues(session: Session, actor: Actor, query: str) -> list[Hit]:
    typed = words.typed_words(query)
    sqlite = session.get_bind().dialect.name == "sqlite"
    found = (
        issue_words.newest(Issue.visible_to(actor).with_only_columns(Issue.id), actor, typed, sqlite=sqlite)
        .limit(SHOWN + 1)
        .subquery()
    )
    statement = (
        Issue.visible_to(actor)
        .with_only_columns(Issue.ref, Issue.title, Issue.state, Partner.name)
        .join(found, found.c.id == Issue.id)
        .join(Partner, Partner.id == Issue.partner_id)
        .order_by(Issue.id.desc())
    )  # fmt: skip
    rows = session.execute(also_visible(statement, actor, Partner))
    return [
        Hit(
            places.issue(r.ref), r.ref, r.title, second=r.name if actor.is_staff else "", state=GLYPHS[r.state],
            word=str(STATES[r.state]),
        )
        for r in rows
    ]  # fmt: skip


def _notices(session: Session, actor: Actor, query: str) -> list[Hit]:
    """Notices by reference or tracking number; each opens at the order it carries goods of."""
    statement = (
        Notice.visible_to(actor)
        .with_only_columns(
            Notice.id, Notice.ref, Notice.tracking_number, Notice.carrier, Notice.shipped_on,
            func.min(Order.ref).label("order_ref"),
        )
        .join(NoticeLine, NoticeLine.notice_id == Notice.id)
        .join(Order, Order.id == NoticeLine.order_id)
        .where(or_(_begins(Notice.ref, query), _begins(Notice.tracking_number, query)))
        .group_by(Notice.id, Notice.ref, Notice.tracking_number, Notice.carrier, Notice.shipped_on)
        .order_by(Notice.id.desc())
        .limit(SHOWN)
    )  # fmt: skip
    return [
        Hit(
            places.order(r.order_ref), r.ref, " ".join(filter(None, (r.carrier, r.tracking_number))),
            second=r.order_ref, day=r.shipped_on,
        )
        for r in session.execute(also_visible(statement, actor, NoticeLine, Order))
    ]  # fmt: skip


def _partners(session: Session, actor: Actor, query: str) -> list[Hit]:
    statement = (
        Partner.visible_to(actor)
        .with_only_columns(Partner.code, Partner.name, Partner.city)
        .where(or_(_begins(Partner.code, query), _contains(Partner.name, query)))
        .order_by(Partner.name)
        .limit(SHOWN)
    )
    return [
        Hit(places.partner(r.code), r.code, r.name, second=r.city or "") for r in session.execute(statement)
    ]
