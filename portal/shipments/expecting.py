"""Expected days from history, for schedules whose events give none.

A forecast is written only while the promised day lies ahead: a promise that has passed is overdue,
whatever history says. It is nobody's answer, so it leaves the schedule's version alone, and whoever
answers meanwhile is not told that somebody changed the row. `expected_rests_on` tells the days
written here from those of events, which are never touched.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, update
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Order, Schedule
from portal.orders.standing import Facts, Move, standing
from portal.scope import also_visible
from portal.shipments.backtest import Past
from portal.shipments.forecast import MEMORY, Delivery, History, Lane

EVERYTHING = Actor(0, "Mitra", "staff", "auditor", "en", "UTC")
OPEN = ("promised", "at_risk", "proposed")
AT_ONCE = 1000  # rows read and written at a time
REACH = 2 * MEMORY  # days; what arrived earlier weighs less than a 4,000th

_WRITE = (
    update(Schedule)
    .where(
        Schedule.id == bindparam("row_id"),
        Schedule.version == bindparam("row_version"),
    )
    .values(
        expected_on=bindparam("likely"), expected_low=bindparam("early"), expected_high=bindparam("safe"),
        expected_rests_on=bindparam("rests_on"), stage=bindparam("new_stage"),
    )
)  # fmt: skip


def pasts(session: Session, actor: Actor, first: date, last: date) -> Iterator[Past]:
    """What was promised and has arrived from `first` to `last`, a row per schedule. One SELECT."""
    rows = also_visible(
        Schedule.visible_to(actor)
        .with_only_columns(
            Schedule.partner_id, Schedule.mode, Order.site_id, Order.destination, Schedule.promised_on,
            Schedule.arrived_on, Schedule.received_on, Schedule.moves,
        )
        .join(Order, (Order.partner_id == Schedule.partner_id) & (Order.id == Schedule.order_id))
        .where(
            Schedule.stage == "arrived", Schedule.promised_on.is_not(None),
            Schedule.arrived_on.between(first, last),
        ),
        actor, Order,
    )  # fmt: skip
    for row in session.execute(rows.execution_options(yield_per=AT_ONCE)):
        yield Past(
            Delivery(_lane(row), row.promised_on, row.arrived_on), row.received_on, moved=row.moves > 0
        )


def _lane(row: Any) -> Lane:
    return Lane(row.partner_id, row.mode, row.site_id or row.destination)


def changes(session: Session, actor: Actor, today: date) -> list[dict[str, Any]]:
    """What history says anew, seen from `today`, of open schedules without an expected day from
    events: rows for `write`. Two SELECTs."""
    known = pasts(session, actor, today - timedelta(REACH), today)
    history = History(past.delivery for past in known)
    rows = also_visible(
        Schedule.visible_to(actor)
        .with_only_columns(
            Schedule.id, Schedule.version, Schedule.partner_id, Schedule.mode, Order.site_id, Order.destination,
            Schedule.stage, Schedule.quantity, Schedule.promised_on, Schedule.expected_on, Schedule.expected_low,
            Schedule.expected_high, Schedule.expected_rests_on, Schedule.arrived_on, Schedule.accepted,
        )
        .join(Order, (Order.partner_id == Schedule.partner_id) & (Order.id == Schedule.order_id))
        .where(
            Schedule.stage.in_(OPEN),
            or_(
                Schedule.expected_rests_on.is_not(None),
                (Schedule.promised_on >= today) & Schedule.expected_on.is_(None),
            ),
        )
        .order_by(Schedule.id),
        actor, Order,
    )  # fmt: skip
    found = []
    for row in session.execute(rows.execution_options(yield_per=AT_ONCE)):
        now = _said(history, row, today)
        if now != (row.expected_on, row.expected_low, row.expected_high, row.expected_rests_on):
            likely, early, safe, rests_on = now
            found.append({
                "row_id": row.id, "row_version": row.version, "likely": likely, "early": early, "safe": safe,
                "rests_on": rests_on, "new_stage": _stage(row, likely),
            })  # fmt: skip
    return found


def _said(
    history: History, row: Any, today: date
) -> tuple[date | None, date | None, date | None, int | None]:
    """Likely, early and safe day, and what they rest on (0: too few to say)."""
    if row.promised_on is None or row.promised_on < today:
        return None, None, None, None
    said = history.forecast(_lane(row), row.promised_on, today, not_before=today)
    return (said.likely, said.early, said.safe, said.rests_on) if said else (None, None, None, 0)


def _stage(row: Any, likely: date | None) -> str:
    """The stage with another expected day; a proposal stays one, whatever is expected."""
    if row.stage == "proposed":
        return "proposed"
    agreed = Move(row.promised_on, row.quantity, "partner", "accepted")
    return standing(Facts(row.quantity, None, (agreed,), expected_on=likely)).stage


def write(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write such rows; one whose schedule has changed since is passed over, until the next time."""
    session.connection().execute(_WRITE, list(rows))
