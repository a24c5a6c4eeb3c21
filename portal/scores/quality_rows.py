"""The rows behind a partner's quality figures that are not of its receipts alone: causes, and who spoke first."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, literal_column
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.actor import Actor
from portal.issues import standing
from portal.issues.models import Contest, Issue
from portal.orders.models import Schedule
from portal.partners.calendar import of_company
from portal.partners.models import Partner
from portal.resolutions.models import Resolution
from portal.scope import also_visible
from portal.scores import grouping, quality
from portal.scores.figure import Period
from portal.scores.grouping import instants
from portal.scores.quality import Cause, Word
from portal.scores.summing import Counted
from portal.shipments.models import Receipt

KEYS = ("repeat_causes", "declared_first")
FAULTS = ("late_or_missing", "damaged", "wrong_item", "documents")
YEAR = quality.YEAR + timedelta(days=1)
_reversal = aliased(Receipt, name="reversal")


def rows(
    session: Session, actor: Actor, partner: Partner, period: Period, metrics: Collection[str]
) -> Mapping[str, Sequence[Counted]]:
    """Five SELECTs at most."""
    zone, found = of_company(session).zone, dict[str, Sequence[Counted]]()
    if "repeat_causes" in metrics:
        found["repeat_causes"] = quality.repeat_causes(
            causes(session, actor, partner.id, period, zone), period
        )
    if "declared_first" in metrics:
        found["declared_first"] = quality.declared_first(
            words(session, actor, partner.id, period, zone), period
        )
    return found


def causes(session: Session, actor: Actor, partner_id: int, period: Period, zone: str) -> list[Cause]:
    """Resolutions for which the partner is at cause, of the period and the year before it. One SELECT."""
    start, end = instants(period, zone, YEAR)
    statement = (
        Resolution.visible_to(actor)
        .with_only_columns(
            Resolution.issue_ref, Resolution.title, Resolution.item_code, Resolution.occurrence_code, Resolution.began_at,
            Resolution.state,
        )
        .join(Issue, and_(Issue.partner_id == Resolution.partner_id, Issue.id == Resolution.issue_id))
        .where(
            Resolution.partner_id == partner_id, Resolution.side == "partner", Resolution.began_at >= start,
            Resolution.began_at < end, Issue.confidential.is_(False),
        )
    )  # fmt: skip
    scoped = standing.beside(also_visible(statement, actor, Issue), actor, Issue)
    return [
        Cause(
            row.issue_ref, row.title, row.item_code, row.occurrence_code, _day(row.began_at, zone),
            abandoned=row.state == "abandoned", disputed=row.disputed == "open",
        )
        for row in session.execute(scoped)
    ]  # fmt: skip


def words(session: Session, actor: Actor, partner_id: int, period: Period, zone: str) -> list[Word]:
    """What either side said of faulty deliveries in the period and the year before it. Issues that contest a
    receipt, were merged or are about the relationship say nothing of a delivery. Three SELECTs."""
    start, end = instants(period, zone, YEAR)
    contests = Contest.visible_to(actor).with_only_columns(Contest.issue_id)
    said = (
        Issue.visible_to(actor)
        .with_only_columns(
            Issue.ref, Issue.title, Issue.schedule_id, Issue.order_id, Issue.notice_id, Issue.opened_side, Issue.opened_at
        )
        .where(
            Issue.partner_id == partner_id, Issue.opened_at >= start, Issue.opened_at < end, Issue.kind.in_(FAULTS),
            Issue.about != "relationship", Issue.confidential.is_(False), Issue.merged.is_(False),
            Issue.id.not_in(contests.where(Contest.partner_id == partner_id)),
        )
    )  # fmt: skip
    found = [
        Word(
            _delivery(row), "partner" if row.opened_side == "partner" else "company", row.opened_at,
            _day(row.opened_at, zone), "issue", row.ref, row.title, disputed=row.disputed == "open",
        )
        for row in session.execute(standing.beside(said, actor, Issue))
    ]  # fmt: skip
    return found + _rejections(session, actor, partner_id, (start, end), zone)


def _rejections(
    session: Session, actor: Actor, partner_id: int, within: tuple[datetime, datetime], zone: str
) -> list[Word]:
    contested = set(
        session.scalars(
            also_visible(
                Contest.visible_to(actor)
                .with_only_columns(Contest.receipt_id)
                .join(Issue, and_(Issue.partner_id == Contest.partner_id, Issue.id == Contest.issue_id))
                .where(Contest.partner_id == partner_id, Issue.closed.is_(False)),
                actor,
                Issue,
            )
        )
    )
    taken_back = _reversal.reverses_id == Receipt.id, _reversal.partner_id == Receipt.partner_id
    statement = (
        Receipt.visible_to(actor)
        .with_only_columns(
            Receipt.id, Receipt.ref, Receipt.schedule_id, Receipt.recorded_at, Schedule.order_ref, Schedule.item
        )
        .join(Schedule, and_(Schedule.partner_id == Receipt.partner_id, Schedule.id == Receipt.schedule_id))
        .where(
            Receipt.partner_id == partner_id, Receipt.rejected > literal_column("0"), Receipt.reverses_id.is_(None),
            Receipt.recorded_at >= within[0], Receipt.recorded_at < within[1], ~exists().where(*taken_back),
        )
    )  # fmt: skip
    here = clock.zone(zone)
    return [
        Word(
            f"schedule {schedule}", "company", at, at.astimezone(here).date(), "order", order, f"{ref} · {item}",
            disputed=receipt in contested,
        )
        for receipt, ref, schedule, at, order, item in session.execute(also_visible(statement, actor, Schedule))
    ]  # fmt: skip


def _delivery(row: Any) -> str:
    """What an issue is about, as a word: the schedule, else the notice, else the order."""
    if row.schedule_id:
        return f"schedule {row.schedule_id}"
    return f"notice {row.notice_id}" if row.notice_id else f"order {row.order_id}"


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(clock.zone(zone)).date()


grouping.register(KEYS, rows)
