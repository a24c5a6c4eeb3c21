"""The rows behind the service figures of a partner: what it was asked and answered, and the actions it owes."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners.calendar import terms
from portal.partners.models import Partner
from portal.scores import asked_rows, grouping, owed_rows, service
from portal.scores.figure import Period
from portal.scores.summing import Counted

KEYS = ("order_answer_time", "issue_answer_time", "clocks_kept", "actions_kept")


def rows(
    session: Session, actor: Actor, partner: Partner, period: Period, metrics: Collection[str]
) -> Mapping[str, Sequence[Counted]]:
    """Orders, the company's proposals and its issues, and steps that the partner is to fill. Eight SELECTs at
    most, whatever there is."""
    company, found = terms(session), dict[str, Sequence[Counted]]()
    calendar, now = company.calendar, clock.now()
    today = clock.today(calendar.zone)
    hours = asked_rows.Hours(company, period, today)
    asked = {"orders", "issues", "steps"} if "clocks_kept" in metrics else set[str]()
    asked |= {noun for noun in ("order", "issue") if f"{noun}_answer_time" in metrics}
    orders, issues, steps = list[service.Asked](), list[service.Asked](), list[service.Asked]()
    if asked & {"order", "orders"}:
        orders = asked_rows.orders(session, actor, partner.id, hours)
        orders += asked_rows.proposals(session, actor, partner.id, hours, "company")
    if asked & {"issue", "issues"}:
        issues = asked_rows.issues(session, actor, partner.id, period, company, "company")
    if "steps" in asked:
        steps = asked_rows.steps(session, actor, partner.id, period, company, "partner")
    if "order_answer_time" in metrics:
        found["order_answer_time"] = service.answer_time(
            "order_answer_time", orders, period, calendar, hours.watch.minutes
        )
    if "issue_answer_time" in metrics:
        found["issue_answer_time"] = service.answer_time("issue_answer_time", issues, period, calendar)
    if "clocks_kept" in metrics:
        found["clocks_kept"] = service.clocks_kept(
            "clocks_kept", [*orders, *issues, *steps], period, now, calendar
        )
    if "actions_kept" in metrics:
        owed = owed_rows.actions(session, actor, partner.id, "partner", calendar.zone)
        found["actions_kept"] = service.actions_kept("actions_kept", owed, period, today)
    return found


grouping.register(KEYS, rows)
