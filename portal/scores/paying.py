"""Writing what the company owes and when it paid. Functions here never commit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.partners.models import Partner
from portal.scope import AnySelect, also_visible
from portal.scores.payment_model import Payment

PAGE = 50
SAID = ("amount", "currency", "due_on", "paid_on", "held_why")
VIEWS = ("open", "late", "all")


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice of a partner under its number: what is owed by when, when it was paid, why it is held."""

    ref: str
    amount: Decimal
    currency: str
    due_on: date
    paid_on: date | None = None
    held_why: str | None = None


def find(session: Session, actor: Actor, partner_id: int, ref: str) -> Payment | None:
    """The invoice of a partner with this number."""
    statement = Payment.visible_to(actor).where(Payment.partner_id == partner_id, Payment.ref == ref)
    return session.scalars(statement).first()


def keep(session: Session, actor: Actor, partner: Any, said: Invoice, version: int) -> None:
    """Record an invoice, or change the one at `version` (0: there is none yet). Saying what stands does nothing.
    Raises StaleDataError if it is another. Records `recorded-payment` with what changed."""
    row = find(session, actor, partner.id, said.ref)
    was = {name: getattr(row, name) for name in SAID} if row else {}
    if row is not None and all(was[name] == getattr(said, name) for name in SAID):
        return
    if version != (row.version if row else 0):
        raise StaleDataError("somebody changed it meanwhile")
    row = row or Payment(partner_id=partner.id, ref=said.ref)
    for name in SAID:
        setattr(row, name, getattr(said, name))
    row.recorded_by, row.recorded_name, row.recorded_at = actor.person_id, actor.name, clock.now()
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:  # two wrote the first one at once
        raise StaleDataError("somebody was faster") from error
    changes = {name: [_text(was.get(name)), _text(getattr(said, name))] for name in SAID}
    record(
        session, actor, "recorded-payment", ("partner", partner.id, partner.code), partner_id=partner.id,
        audience="shared",
        data={"title": said.ref, "changed": {name: pair for name, pair in changes.items() if pair[0] != pair[1]}},
    )  # fmt: skip


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def page(
    session: Session, actor: Actor, today: date, view: str, partner_id: int | None = None,
    after: tuple[Any, ...] | None = None, only: str = "",
) -> tuple[list[Any], tuple[Any, ...] | None]:  # fmt: skip
    """Invoices with their partner, a page of them and where the next one begins. open: not paid, the longest due
    first; late: of these the ones past their day; all: the newest first. only: the number of the one
    that is looked for. One SELECT."""
    statement: AnySelect = (
        Payment.visible_to(actor)
        .with_only_columns(
            Payment.id, Payment.ref, Payment.amount, Payment.currency, Payment.due_on, Payment.paid_on, Payment.held_why,
            Partner.code.label("partner_code"), Partner.name.label("partner_name"),
        )
        .join(Partner, Partner.id == Payment.partner_id)
    )  # fmt: skip
    statement = also_visible(statement, actor, Partner)
    if partner_id is not None:
        statement = statement.where(Payment.partner_id == partner_id)
    if only:
        statement = statement.where(Payment.ref == only)
    if view == "all":
        order = (Payment.due_on.desc(), Payment.id.desc())
    else:
        order = (Payment.due_on.asc(), Payment.id.asc())
        statement = statement.where(Payment.paid_on.is_(None))
    if view == "late":
        statement = statement.where(Payment.due_on < today, Payment.held_why.is_(None))
    if after is not None:
        day, last = after
        beyond = (
            (Payment.due_on < day, Payment.id < last)
            if view == "all"
            else (Payment.due_on > day, Payment.id > last)
        )
        statement = statement.where(or_(beyond[0], and_(Payment.due_on == day, beyond[1])))
    rows = list(session.execute(statement.order_by(*order).limit(PAGE + 1)))
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return rows, (rows[-1].due_on, rows[-1].id) if more else None
