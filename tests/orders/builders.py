"""Orders for tests, written the way the portal writes them: through the actions."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.orders import actions
from portal.orders.actions import NewLine, Said
from portal.orders.models import Line, Order, Schedule
from portal.scope import insert_rows
from portal.shipments import actions as shipments
from tests import cast

SUMBER, BAUT = 1, 2
EARLIER = clock.now() - timedelta(days=30)
RINA = Said("partner", cast.user_id("rina"), cast.NAMES["rina"], EARLIER)
DEWI = Said("company", cast.user_id("dewi"), cast.NAMES["dewi"], EARLIER)


def today() -> date:
    """The day it is at the company."""
    return clock.today(cast.ZONE)


def order(session: Session, ref: str, *asked: int, partner: int = SUMBER, **columns: Any) -> Order:
    """An order with a line of 10 t for each of `asked`, days from today on which it is wanted."""
    lines = [
        NewLine(item=f"Plate {number}", quantity=Decimal(10), unit="t", requested_on=today() + timedelta(days=day),
                item_code=f"PL{number}", detail="SS400", mode="road")
        for number, day in enumerate(asked or (7,), start=1)
    ]  # fmt: skip
    return actions.create(session, None, partner, ref, lines, **columns)


def schedules(session: Session, made: Order) -> list[Schedule]:
    """The schedules of an order, by line."""
    return list(session.query(Schedule).filter_by(order_id=made.id).order_by(Schedule.line_number))


def long(session: Session, ref: str, lines: int) -> Order:
    """An order of so many lines, each as the first but for its number and item."""
    made = order(session, ref, 9)
    line, (schedule,) = session.query(Line).filter_by(order_id=made.id).one(), schedules(session, made)
    numbers = range(2, lines + 1)
    session.commit()

    def copied(row: Any, of: int, **columns: Any) -> dict[str, Any]:
        kept = {c.key: getattr(row, c.key) for c in type(row).__table__.columns if c.key != "id"}
        return kept | {"item": f"Plate {of}", "item_code": f"PL{of}"} | columns

    insert_rows(session, Line, [copied(line, n, number=n) for n in numbers])
    ids = dict(session.query(Line.number, Line.id).filter_by(order_id=made.id).all())
    insert_rows(session, Schedule, [copied(schedule, n, line_number=n, line_id=ids[n]) for n in numbers])
    return made


def one(session: Session, ref: str, asked: int = 7, partner: int = SUMBER, **columns: Any) -> Schedule:
    """The only schedule of a new order."""
    (schedule,) = schedules(session, order(session, ref, asked, partner=partner, **columns))
    return schedule


def promise(session: Session, schedule: Schedule, *days: int, cause: str | None = None) -> Schedule:
    """Promise a day and agree to it, for each of `days` from today."""
    for day in days:
        actions.commit_to(
            session, schedule, today() + timedelta(days=day), RINA, decided=DEWI, state="accepted",
            cause_side=cause, reason="vessel omitted Gresik" if cause else None,
        )  # fmt: skip
    return schedule


def propose(session: Session, schedule: Schedule, day: int, said: Said = RINA) -> Schedule:
    """Propose a day, not answered yet."""
    actions.commit_to(session, schedule, today() + timedelta(days=day), said)
    return schedule


def arrive(session: Session, schedule: Schedule, day: int, share: Sequence[int] = (1, 1)) -> Schedule:
    """All of it (or a share, as a fraction) came in `day` days from today."""
    shipments.receive(
        session, None, schedule, ref=f"GR-{schedule.id}", arrived_on=today() + timedelta(days=day),
        accepted=schedule.quantity * share[0] / share[1], condition="good", recorded_at=clock.now(),
    )  # fmt: skip
    return schedule


def dispatch(session: Session, schedule: Schedule, ref: str, **columns: Any) -> Any:
    """Announce a notice that carries all of the schedule."""
    columns = {
        "carrier": "PT Lintas Samudra",
        "tracking_number": f"TRK-{ref}",
        "created_at": clock.now(),
    } | columns
    return shipments.announce(session, None, [(schedule, schedule.quantity)], ref, **columns)


def each_kind(session: Session, prefix: str = "PO", partner: int = SUMBER) -> dict[str, Schedule]:
    """One schedule of every kind, by kind."""

    def new(number: int) -> Schedule:
        return one(session, f"{prefix}-{number}", partner=partner)

    made = {
        "unconfirmed": new(1),
        "proposed": propose(session, new(2), 9),
        "proposed by us": propose(session, new(3), 9, DEWI),
        "on_track": promise(session, new(4), 5),
        "on_the_way": promise(session, new(5), 6),
        "at_risk": promise(session, new(6), 4),
        "overdue": promise(session, new(7), -3),
        "overdue, new day proposed": propose(session, promise(session, new(8), -2), 6),
        "short": arrive(session, promise(session, new(9), 5), -1, (1, 2)),
        "arrived_on_time": arrive(session, promise(session, new(10), -5), -5),
        "arrived_early": arrive(session, promise(session, new(11), -5), -8),
        "arrived_late": arrive(session, promise(session, new(12), -9), -2),
        "cancelled": new(13),
    }
    dispatch(session, made["on_the_way"], f"{prefix}-SN5")
    shipments.expect(session, made["at_risk"], today() + timedelta(days=8))
    made["cancelled"].cancelled_at = clock.now()
    actions.restate(session, made["cancelled"])
    session.flush()
    return made


def date_of(text: str) -> date:
    """A day as data holds it."""
    return date.fromisoformat(text)
