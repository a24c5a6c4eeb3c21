"""A few deliveries whose figures are calculated by hand, and reading figures off pages."""

from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from sqlalchemy.orm import Session

from portal import clock
from portal.orders.models import Schedule
from portal.shipments import actions as shipments
from tests.desk.arrange import day, order, promise
from tests.page import Page

# Days late: PO-1 lines 0 and 3, PO-2 line -2. Notice N-1 carries the first of PO-1 and that of PO-2,
# N-2 the second of PO-1. PO-3 is promised and has not come, PO-4 came and was never promised.
SUMBER = {
    "line_count": 3, "line_on_time_count": 2, "line_on_time_rate": 0.666667, "line_mean_days_late_signed": 0.333333,
    "order_count": 2, "order_on_time_count": 1, "order_on_time_rate": 0.5,
    "shipment_count": 2, "shipment_on_time_count": 1, "shipment_on_time_rate": 0.5,
}  # fmt: skip
BAUT = {  # PO-5: one line, one day late, without a notice
    "line_count": 1, "line_on_time_count": 0, "line_on_time_rate": 0.0, "line_mean_days_late_signed": 1.0,
    "order_count": 1, "order_on_time_count": 0, "order_on_time_rate": 0.0,
    "shipment_count": 0, "shipment_on_time_count": 0, "shipment_on_time_rate": None,
}  # fmt: skip
TOTALS = {
    "line_count": 4, "line_on_time_count": 2, "line_on_time_rate": 0.5, "line_mean_days_late_signed": 0.5,
    "order_count": 3, "order_on_time_count": 1, "order_on_time_rate": 0.333333,
    "shipment_count": 2, "shipment_on_time_count": 1, "shipment_on_time_rate": 0.5,
}  # fmt: skip


def came(session: Session, schedule: Schedule, offset: int) -> None:
    """All of the schedule arrived."""
    shipments.receive(
        session, None, schedule, ref="GR", accepted=schedule.quantity, rejected=Decimal(0), arrived_on=day(offset),
        recorded_at=clock.now(),
    )  # fmt: skip


def arrange(session: Session) -> None:
    """Write the deliveries above and commit."""
    first, second = order(session, "PO-1", ("Beam", -9), ("Plate", -9))
    (third,) = order(session, "PO-2", ("Coil", -9))
    (waiting,) = order(session, "PO-3", ("Angle", -9))
    (unpromised,) = order(session, "PO-4", ("Channel", -9))
    (bolt,) = order(session, "PO-5", ("Bolt", -9), partner="BAUT")
    for schedule in (first, second, third, waiting, bolt):
        promise(session, schedule, -8)
    for ref, carried in (("N-1", (first, third)), ("N-2", (second,))):
        shipments.announce(session, None, [(s, s.quantity) for s in carried], ref, created_at=clock.now())
    for schedule, offset in ((first, -8), (second, -5), (third, -10), (unpromised, -8), (bolt, -7)):
        came(session, schedule, offset)
    session.commit()


def shown(row: Element) -> dict[str, Any]:
    """The figures of a row of the page `/delivery` under the names of the command: counts as they
    are written, rates and means as exactly as the command says them."""
    cells = list(row.iter("td"))
    names = (
        "line_count", "line_on_time_count", "line_on_time_rate", "line_mean_days_late_signed", "order_count",
        "order_on_time_rate", "shipment_count", "shipment_on_time_rate",
    )  # fmt: skip
    return {name: number(cell) for name, cell in zip(names, cells, strict=True)}


def number(cell: Element) -> float | None:
    """The figure in a cell; None for "no data"."""
    exact = [data.get("value") for data in cell.iter("data")]
    text = exact[0] if exact else "".join(cell.itertext()).strip().replace(",", "")
    return None if text == "no data" else float(str(text))


def panel(page: Page) -> dict[str, Any]:
    """The figures of the panel on a partner's page."""
    found: dict[str, Any] = {}
    rows = list(page.one("section", id="delivery").iter("tr"))[1:]
    for level, row in zip(("line", "order", "shipment"), rows, strict=True):
        count, on_time, rate, days = (number(cell) for cell in row.iter("td"))
        found |= {f"{level}_count": count, f"{level}_on_time_count": on_time, f"{level}_on_time_rate": rate}
        found[f"{level}_mean_days_late_signed"] = days
    return found


def only(figures: dict[str, Any], names: Any) -> dict[str, Any]:
    """The figures with these names."""
    return {name: figures[name] for name in names}
