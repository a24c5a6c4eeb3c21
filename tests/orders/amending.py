"""Forms of a change to an order, as the page sends them."""

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.orders.models import Order, Schedule
from tests.orders.entering import lines

AMEND, CANCEL = "/orders/PO-1/amendment", "/orders/PO-1/cancellation"


def form(page: Any, **typed: Any) -> dict[str, str]:
    """What the page that was just opened would send, with some fields typed over ("line1_quantity")."""
    names = [
        e.get("name")
        for tag in ("input", "textarea", "select")
        for e in page.one("section", id="amend").iter(tag)
    ]
    fields = {}
    for name in filter(None, names):
        if name == "csrf_token" or name.endswith("-cancel"):
            continue
        fields[name] = (
            chosen(page, name) if name in ("site", "owner") or name.endswith("-mode") else page.field(name)
        )
    return {**fields, **{name.replace("_", "-", 1): str(value) for name, value in typed.items()}}


def chosen(page: Any, name: str) -> str:
    """What is chosen in a select."""
    options = page.one("select", name=name).iter("option")
    return next((o.get("value") or "" for o in options if o.get("selected") is not None), "")


def parts(session: Session, ref: str = "PO-1") -> list[tuple[int, int, Decimal, str]]:
    """Line, part, quantity and stage of each schedule."""
    return [(line.number, part.part, part.quantity, part.stage) for line, part in lines(session, ref)]


def told(session: Session, *verbs: str) -> list[tuple[str, dict[str, Any]]]:
    """What was written down, oldest first."""
    session.rollback()
    rows = session.query(Activity).filter(Activity.verb.in_(verbs)).order_by(Activity.id)
    return [(row.verb, row.data) for row in rows]


def order(session: Session, ref: str = "PO-1") -> Order:
    """The order as it is now."""
    session.rollback()
    session.expire_all()
    return session.query(Order).filter_by(ref=ref).one()


def schedule(session: Session, line: int = 1, part: int = 1) -> Schedule:
    """One schedule as it is now."""
    session.rollback()
    session.expire_all()
    return session.query(Schedule).filter_by(order_ref="PO-1", line_number=line, part=part).one()
