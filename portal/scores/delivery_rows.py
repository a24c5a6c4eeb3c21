"""The delivery figures of a partner, and the schedules that prove one."""

from datetime import date
from decimal import Decimal

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.orders.models import Schedule
from portal.partners import calendar
from portal.partners.models import Partner
from portal.scope import AnySelect
from portal.scores import definitions, delivery_figures, judged_by, kept, queries, reading
from portal.scores.definition import Definition
from portal.scores.delivery import Verdict, verdict
from portal.scores.facts import worded
from portal.scores.figure import Figure, Period, ProofRow

PAGE = 100


def figures(
    session: Session, actor: Actor, partner: Partner, period: Period, definition: Definition | None
) -> list[Figure]:
    """The figures of all schedules whose base day lies in the period."""
    definition = definition or definitions.holding(session, actor, partner, period.start).definition
    today = clock.today(calendar.of_company(session).zone)
    sums = kept.sums(session, actor, partner.id, period, definition, today)
    return delivery_figures.of_sums(sums.total, sums.looked_at, definition.few, sums.units)


def judged(
    session: Session, actor: Actor, partner: Partner, period: Period, definition: Definition
) -> list[tuple[reading.Read, Verdict]]:
    """Every schedule whose base day lies in the period, with what it is judged to be."""
    chosen = reading.due_within(actor, partner.id, period.start, period.end)
    today = clock.today(calendar.of_company(session).zone)
    found = reading.rows(session, actor, partner.id, chosen)
    return [(read, verdict(read.judged, definition, today)) for read in found]


def proof(
    session: Session, actor: Actor, partner: Partner, period: Period, metric: str, after: str | None, most: int | None = None
) -> queries.Proof:  # fmt: skip
    """The schedules behind a figure, by base day, a page of them."""
    size = most or PAGE
    parts = judged_by.parts(session, actor, partner, period)
    today = clock.today(calendar.of_company(session).zone)
    chosen = reading.due_within(actor, partner.id, period.start, period.end)
    if place := mark(after):
        start, last = place
        chosen = chosen.where(
            or_(Schedule.base_on > start, and_(Schedule.base_on == start, Schedule.id > last))
        )
    ids = session.execute(
        chosen.with_only_columns(Schedule.id, Schedule.base_on)
        .order_by(Schedule.base_on, Schedule.id)
        .limit(size + 1)
    ).all()
    page = ids[:size]
    found = reading.rows(session, actor, partner.id, these(actor, [row.id for row in page]))
    judged = [
        proof_row(read, verdict(read.judged, judged_by.on(parts, read.row.base_on), today), metric)
        for read in found
    ]
    rows = worded(judged, actor.locale, actor.zone)
    more = len(ids) > size
    return rows, f"{page[-1].base_on.isoformat()}.{page[-1].id}" if more else None


def proof_row(read: reading.Read, judged: Verdict, metric: str) -> ProofRow:
    """A schedule as a row of proof, with the days and quantities that it can be checked by."""
    numerator, denominator, why = delivery_figures.share_of(judged, metric)
    row = read.row
    part = f".{row.part}" if row.part > 1 else ""
    return ProofRow(
        metric, "order", row.order_ref, f"{row.line_number}{part} {row.item}", judged.base, numerator, denominator,
        why, facts(read, judged), row.line_number, row.part, row.unit if delivery_figures.PARTS[metric].of_units else "",
    )  # fmt: skip


def facts(read: reading.Read, judged: Verdict) -> tuple[tuple[str, str], ...]:
    """What a reader needs to check a verdict by hand, plain (portal.scores.facts words it)."""
    row, schedule = read.row, read.judged
    promised = [each.day for each in schedule.commitments if each.state == "accepted"]
    days = {
        "asked_for_on": schedule.requested, "first_promised_on": promised[0] if promised else None,
        "on_time_until_on": judged.last_day, "complete_on": judged.done,
    }  # fmt: skip
    cancelled = schedule.cancelled_by_company + schedule.cancelled_by_partner
    amounts = {
        "ordered": schedule.quantity, "cancelled": cancelled or None, "accepted": sum(r.accepted for r in schedule.receipts),
        "units_on_time": judged.units_on_time,
    }  # fmt: skip
    return (
        *((key, day.isoformat()) for key, day in days.items() if day),
        *((key, f"{Decimal(n).normalize():f} {row.unit}") for key, n in amounts.items() if n is not None),
    )


def mark(after: str | None) -> tuple[date, int] | None:
    """The base day and id that a page comes after; a mark that is none begins anew."""
    day, _dot, number = (after or "").partition(".")
    try:
        return date.fromisoformat(day), int(number[:15])
    except ValueError:
        return None


def these(actor: Actor, ids: list[int]) -> AnySelect:
    """Schedules by their ids, as a select."""
    return Schedule.visible_to(actor).with_only_columns(Schedule.id).where(Schedule.id.in_(ids))


queries.register(tuple(delivery_figures.PARTS), figures, proof)
