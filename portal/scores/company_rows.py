"""The rows behind the company's own figures towards a partner."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners.calendar import terms
from portal.partners.models import Partner
from portal.scores import asked_issue_rows, company, grouping, owed_rows, service
from portal.scores.company import Paid
from portal.scores.figure import Period
from portal.scores.payment_model import Payment
from portal.scores.summing import Counted

KEYS = ("company_answer_time", "company_actions_kept", "payments_on_time")


def rows(
    session: Session, actor: Actor, partner: Partner, period: Period, metrics: Collection[str]
) -> Mapping[str, Sequence[Counted]]:
    """Issues of the partner, actions and payments of the company. Five SELECTs at most."""
    hours, found = terms(session), dict[str, Sequence[Counted]]()
    calendar = hours.calendar
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


def payments(session: Session, actor: Actor, partner_id: int, period: Period) -> list[Paid]:
    """Invoices due in the period. One SELECT."""
    statement = (
        Payment.visible_to(actor)
        .with_only_columns(
            Payment.ref, Payment.amount, Payment.currency, Payment.due_on, Payment.paid_on, Payment.held_why
        )
        .where(Payment.partner_id == partner_id, Payment.due_on.between(period.start, period.end))
        .order_by(Payment.due_on, Payment.id)
    )
    return [Paid(*row) for row in session.execute(statement)]


grouping.register(KEYS, rows)
