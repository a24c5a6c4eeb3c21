"""Forms of an order entered by hand, as the page sends them."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.orders.models import Line, Order, Schedule
from tests.orders import builders


def iso(days: int) -> str:
    """The day so many days from today."""
    return (builders.today() + timedelta(days=days)).isoformat()


def head(**more: str) -> dict[str, str]:
    """The head of a form: to SUMBER, ordered today, for Rungkut, of Dewi."""
    return {
        "key": "k1", "partner": "SUMBER", "reference": "PO-77", "ordered_on": iso(0), "site": "RKT",
        "owner": "3", "note": "", "currency": "IDR", "incoterm": "DAP", "pasted": "", **more,
    }  # fmt: skip


def row(number: int, **cells: Any) -> dict[str, str]:
    """The cells of one row: 500 pcs of a bolt, wanted in ten days, unless told otherwise."""
    stand = {
        "code": "BLT-8", "item": "Bolt M8", "detail": "zinc plated", "quantity": "500", "unit": "pcs",
        "wanted": iso(10), "price": "1200", "mode": "road",
    }  # fmt: skip
    return {f"row{number}-{name}": str(value) for name, value in {**stand, **cells}.items()}


def orders(session: Session) -> list[Order]:
    """What orders there are now."""
    session.rollback()
    session.expire_all()
    return list(session.query(Order).order_by(Order.id))


def lines(session: Session, ref: str = "PO-77") -> list[tuple[Line, Schedule]]:
    """Lines with their schedules, by number and part."""
    session.rollback()
    session.expire_all()
    found = (
        session.query(Line, Schedule).join(Schedule, Schedule.line_id == Line.id)
        .filter(Schedule.order_ref == ref).order_by(Line.number, Schedule.part)
    )  # fmt: skip
    return [(line, schedule) for line, schedule in found]
