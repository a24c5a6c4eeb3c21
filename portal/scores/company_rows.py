"""The rows behind the company's own figures towards a partner."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners.calendar import Terms, terms
from portal.partners.models import Partner
from portal.scope import AnySelect
from portal.scores import asked_issue_rows, company, definitions, grouping, owed_rows, service
from portal.scores.company import Paid
from portal.scores.definition import Definition
from portal.scores.figure import Figure, Period
from portal.scores.payment_model import Payment
from portal.scores.summing import Counted, Kept, summed

KEYS = ("company_answer_time", "company_actions_kept", "payments_on_time")


def rows(
    session: Session, actor: Actor, partner: Partner, period: Period, metrics: Collection[str]
) -> Mapping[str, Sequence[Counted]]:
    """Issues of the partner, actions and payments of the company. Five SELECTs at most."""
    return _rows(session, actor, partner, period, metrics, terms(session))


def figures(
    session: Session, actor: Actor, partner: Partner, period: Period, definition: Definition | None
) -> list[Figure]:
    """The same summed. There may be thousands of payments: those of the same days are counted at once and judged
    as one. Five SELECTs."""
    few = (definition or definitions.holding(session, actor, partner, period.start).definition).few
    hours, (*others, paid) = terms(session), KEYS
    found = _rows(session, actor, partner, period, others, hours)
    kept = _paid(session, actor, partner.id, period, clock.today(hours.calendar.zone))
    return [*(summed(key, found[key], few) for key in others), summed(paid, (), few, kept)]


def _rows(
    session: Session, actor: Actor, partner: Partner, period: Period, metrics: Collection[str], hours: Terms
) -> Mapping[str, Sequence[Counted]]:
    calendar, found = hours.calendar, dict[str, Sequence[Counted]]()
    today = clock.today(calendar.zone)
    for key in metrics:
        if key == "company_answer_time":
            asked = asked_issue_rows.issues(session, actor, partner.id, period, hours, "partner")
            found[key] = service.answer_time(key, asked, period, calendar)
        elif key == "company_actions_kept":
            owed = owed_rows.actions(session, actor, partner.id, "company", calendar.zone)
            found[key] = service.actions_kept(key, owed, period, today)
        elif key == "payments_on_time":
            found[key] = company.payments_on_time(payments(session, actor, partner.id, period), period, today)
    return found


def _paid(session: Session, actor: Actor, partner_id: int, period: Period, today: date) -> Kept:
    held = func.coalesce(Payment.held_why, "") != ""
    days = (Payment.due_on, Payment.paid_on, held)
    listed = _due(actor, partner_id, period).with_only_columns(*days, func.count()).group_by(*days)
    in_time, counts, left_out = 0, 0, 0
    for due_on, paid_on, is_held, times in session.execute(listed):
        met, why = company.paid_in_time(due_on, paid_on, is_held, today)
        if why is not None:
            left_out += times
        else:
            counts, in_time = counts + times, in_time + met * times
    return Kept(Decimal(in_time), counts, left_out)


def payments(session: Session, actor: Actor, partner_id: int, period: Period) -> list[Paid]:
    """Invoices due in the period. One SELECT."""
    statement = (
        _due(actor, partner_id, period)
        .with_only_columns(
            Payment.ref, Payment.amount, Payment.currency, Payment.due_on, Payment.paid_on, Payment.held_why
        )
        .order_by(Payment.due_on, Payment.id)
    )
    return [Paid(*row) for row in session.execute(statement)]


def _due(actor: Actor, partner_id: int, period: Period) -> AnySelect:
    due = Payment.due_on.between(period.start, period.end)
    return Payment.visible_to(actor).where(Payment.partner_id == partner_id, due)


grouping.register(KEYS, rows, figures)
