"""How punctual deliveries were, per partner: the plain figures of `flask delivery` and of the pages.

A line is on time when it arrived no later than promised; its days late are calendar days, signed
(negative is early). An order or a notice is as late as its latest line. Only lines that were promised
and have arrived count. Definitions are those of shared/data/scms/expected_sample.json ("method").
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Line, Schedule
from portal.partners.models import Partner
from portal.scope import AnySelect, also_visible, carrying
from portal.shipments.models import UNSENT, Notice, NoticeLine, in_states

_PARTS = ("count", "on_time_count", "late_count", "early_count", "exact_day_count")


def days_between(dialect: str, later: Any, earlier: Any) -> ColumnElement[int]:
    """Whole days from `earlier` to `later`, as an SQL expression."""
    if dialect == "sqlite":
        return cast(func.julianday(later) - func.julianday(earlier), Integer)
    return cast(later - earlier, Integer)


def _late_lines(dialect: str, actor: Actor) -> AnySelect:
    """One row per line that was promised and arrived: its partner, order and days late."""
    late = days_between(dialect, Schedule.arrived_on, Schedule.promised_on)
    return (
        Schedule.visible_to(actor)
        .with_only_columns(
            Schedule.partner_id, Schedule.order_id, Schedule.line_id,
            func.max(late).label("late"), func.sum(Schedule.accepted).label("accepted"),
        )
        .where(Schedule.promised_on.is_not(None), Schedule.arrived_on.is_not(None))
        .group_by(Schedule.partner_id, Schedule.order_id, Schedule.line_id)
    )  # fmt: skip


def _sums(rows: Any, *more: Any) -> AnySelect:
    late = rows.c.late
    return select(
        rows.c.partner_id,
        func.count().label("count"),
        func.sum(case((late <= 0, 1), else_=0)).label("on_time_count"),
        func.sum(case((late > 0, 1), else_=0)).label("late_count"),
        func.sum(case((late < 0, 1), else_=0)).label("early_count"),
        func.sum(case((late == 0, 1), else_=0)).label("exact_day_count"),
        func.sum(late).label("days"),
        func.sum(case((late > 0, late), else_=0)).label("late_days"),
        func.min(late).label("min"),
        func.max(late).label("max"),
        *more,
    ).group_by(rows.c.partner_id)


def figures(session: Session, actor: Actor, partner_ids: Sequence[int] | None = None) -> dict[str, Any]:
    """`{totals, totals_excluding_internal, partners}` over all the actor may see, or these partners.

    Partners come with most lines first, then by name. Four SELECTs, whatever the number of rows.
    """
    dialect = session.get_bind().dialect.name
    lines = _late_lines(dialect, actor)
    named = Partner.visible_to(actor).with_only_columns(
        Partner.id, Partner.name, Partner.code, Partner.internal_warehouse
    )
    if partner_ids is not None:
        lines = lines.where(Schedule.partner_id.in_(partner_ids))
        named = named.where(Partner.id.in_(partner_ids))
    base = lines.subquery()

    def run(statement: AnySelect, *parts: AnySelect) -> dict[int, Any]:
        rows = session.execute(carrying(statement, lines, *parts))
        return {row.partner_id: row for row in rows}

    orders = select(base.c.partner_id, func.max(base.c.late).label("late")).group_by(
        base.c.partner_id, base.c.order_id
    )
    amounts = also_visible(
        select(base.c.partner_id, func.sum(Line.quantity).label("quantity"), func.sum(Line.value).label("value"))
        .join_from(base, Line, Line.id == base.c.line_id)
        .group_by(base.c.partner_id),
        actor, Line,
    )  # fmt: skip
    late = days_between(dialect, Schedule.arrived_on, Schedule.promised_on)
    unsent = Notice.visible_to(actor).with_only_columns(Notice.id).where(in_states(Notice.state, UNSENT))
    notices = also_visible(
        select(NoticeLine.partner_id, func.max(late).label("late"))
        .join(Schedule, Schedule.id == NoticeLine.schedule_id)
        .where(
            Schedule.promised_on.is_not(None), Schedule.arrived_on.is_not(None),
            NoticeLine.notice_id.not_in(unsent),
        )
        .group_by(NoticeLine.partner_id, NoticeLine.notice_id),
        actor, NoticeLine, Schedule,
    )  # fmt: skip
    if partner_ids is not None:
        notices = notices.where(NoticeLine.partner_id.in_(partner_ids))
    found = {
        "line": run(_sums(base)),
        "order": run(_sums(orders.subquery())),
        "shipment": run(_sums(notices.subquery()), notices),
    }
    amount = run(amounts, amounts)
    rows = [(p, _row(p.id, found, amount)) for p in session.execute(named)]
    rows = [(p, sums) for p, sums in rows if sums["line"]["count"]]
    rows.sort(key=lambda pair: (-pair[1]["line"]["count"], pair[0].name))
    return {
        "totals": _shown(_together(sums for _, sums in rows)),
        "totals_excluding_internal": _shown(_together(s for p, s in rows if not p.internal_warehouse)),
        "partners": [
            {"partner": p.name, "code": p.code, "internal_warehouse": p.internal_warehouse, **_shown(sums)}
            for p, sums in rows
        ],
    }


def _row(partner_id: int, found: dict[str, dict[int, Any]], amount: dict[int, Any]) -> dict[str, Any]:
    sums: dict[str, Any] = {}
    for level, rows in found.items():
        row = rows.get(partner_id)
        sums[level] = {
            name: getattr(row, name) if row is not None else 0 for name in (*_PARTS, "days", "late_days")
        }
        sums[level]["min"] = row.min if row is not None else None
        sums[level]["max"] = row.max if row is not None else None
    held = amount.get(partner_id)
    sums["quantity"] = (held.quantity if held is not None else None) or Decimal(0)
    sums["value"] = (held.value if held is not None else None) or Decimal(0)
    return sums


def _together(rows: Any) -> dict[str, Any]:
    total: dict[str, Any] = {"quantity": Decimal(0), "value": Decimal(0)}
    for level in ("line", "order", "shipment"):
        total[level] = dict.fromkeys((*_PARTS, "days", "late_days"), 0) | {"min": None, "max": None}
    for row in rows:
        total["quantity"] += row["quantity"]
        total["value"] += row["value"]
        for level in ("line", "order", "shipment"):
            into, part = total[level], row[level]
            for name in (*_PARTS, "days", "late_days"):
                into[name] += part[name]
            into["min"] = min((v for v in (into["min"], part["min"]) if v is not None), default=None)
            into["max"] = max((v for v in (into["max"], part["max"]) if v is not None), default=None)
    return total


def _shown(sums: dict[str, Any]) -> dict[str, Any]:
    """Counts, rates and means of one row under the field names of expected_sample.json. A rate or
    mean of nothing is None: no data is neither 0 nor 100 %."""
    shown: dict[str, Any] = {}
    for level in ("line", "order", "shipment"):
        part = sums[level]
        shown[f"{level}_count"] = part["count"]
        shown[f"{level}_on_time_count"] = part["on_time_count"]
        shown[f"{level}_on_time_rate"] = _ratio(part["on_time_count"], part["count"])
        shown[f"{level}_late_count"] = part["late_count"]
        shown[f"{level}_early_count"] = part["early_count"]
        shown[f"{level}_exact_day_count"] = part["exact_day_count"]
        shown[f"{level}_mean_days_late_signed"] = _ratio(part["days"], part["count"])
        shown[f"{level}_mean_days_late_clipped"] = _ratio(part["late_days"], part["count"])
        shown[f"{level}_mean_days_late_when_late"] = _ratio(part["late_days"], part["late_count"])
        shown[f"{level}_min_days_late"] = part["min"]
        shown[f"{level}_max_days_late"] = part["max"]
    shown["line_item_quantity_sum"] = _plain(sums["quantity"])
    shown["line_item_value_sum_usd"] = _plain(sums["value"])
    return shown


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
