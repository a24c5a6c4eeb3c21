"""What the distributors were to sell and sold, and how the company pays its partners."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.desk.demo.book import Book
from portal.desk.demo.days import Calendar
from portal.desk.demo.people import HUMAN
from portal.orders.models import Line, Order, Schedule
from portal.scope import insert_rows
from portal.scores.payment_model import Payment
from portal.scores.sales_model import SalesActual, SalesTarget
from portal.shipments.models import Receipt

SEED = 5_711
MONTHS = 26  # so that each month of this year has one a year before
MILLION = 1_000_000
# By distributor who reports, and per product what is to be sold in a month (millions) and how it goes.
DISTRIBUTORS: dict[str, tuple[str, dict[str, tuple[int, float]]]] = {
    "NIAGA": (
        "hendro",
        {
            "Rak baja": (420, 1.04),
            "Pagar galvanis": (260, 0.97),
            "Tangga lipat": (140, 1.11),
            "Kanopi": (170, 1.02),
            "Troli": (80, 0.95),
        },
    ),
    "MAKMUR": (
        "agus",
        {
            "Rak baja": (210, 0.88),
            "Pagar galvanis": (180, 0.93),
            "Tangga lipat": (90, 0.79),
            "Kanopi": (120, 0.98),
            "Troli": (60, 0.9),
        },
    ),
}
SEASON = (0.94, 0.9, 0.82, 0.96, 1.0, 0.98, 1.03, 1.06, 1.05, 1.08, 1.12, 1.06)
TERM = 30  # days in which an invoice is paid
DRIFT = ((-3, 24), (-1, 30), (0, 34), (2, 5), (6, 4), (15, 3))  # days after its day, and how often


def write(session: Session, book: Book, calendar: Calendar) -> None:
    """Write targets, sales and payments up to today. Chance of its own, so that the rest of the demo stays."""
    chance = Random(SEED)  # noqa: S311 a demo needs chance that repeats
    for code, (reporter, products) in DISTRIBUTORS.items():
        _sales(session, book, calendar, chance, (code, reporter), products)
    session.flush()
    insert_rows(session, Payment, list(_payments(session, book, calendar, chance)))


def _sales(
    session: Session, book: Book, calendar: Calendar, chance: Random, who: tuple[str, str],
    products: dict[str, tuple[int, float]],
) -> None:  # fmt: skip
    code, reporter = who
    partner_id, mega, theirs = book.partners[code], HUMAN["mega"], HUMAN[reporter]
    this = calendar.today.replace(day=1)
    first = _months_on(this, -MONTHS)
    for place in range(MONTHS + 3):  # the next quarter's targets stand already
        month = _months_on(first, place)
        said_at = min(_at(_months_on(month, 1) + timedelta(days=3)), calendar.now - timedelta(hours=4))
        for product, (millions, pace) in products.items():
            target = round(millions * SEASON[month.month - 1] * 1.006**place) * MILLION
            about: dict[str, Any] = {
                "partner_id": partner_id, "month": month, "product": product, "unit": "IDR",
            }  # fmt: skip
            session.add(
                SalesTarget(
                    **about, amount=Decimal(target), set_by=book.people["mega"], set_name=mega.name,
                    set_at=min(_at(month - timedelta(days=20)), calendar.now),
                )
            )  # fmt: skip
            sold = round(target * pace * chance.uniform(0.86, 1.12) / MILLION) * MILLION
            if month >= this:
                continue
            newest = _months_on(month, 1) == this
            if newest and code == "MAKMUR" and product == "Tangga lipat":
                continue  # not reported yet
            taken = {} if newest else {
                "accepted_by": book.people["mega"], "accepted_name": mega.name, "accepted_at": said_at + timedelta(days=1),
            }  # fmt: skip
            session.add(
                SalesActual(
                    **about, amount=Decimal(sold), side="partner", state="reported" if newest else "accepted",
                    reported_by=book.people[reporter], reported_name=theirs.name, reported_at=said_at, **taken,
                )
            )  # fmt: skip
            if newest:
                book.note(
                    said_at, reporter, "reported-sales", ("partner", partner_id, code), partner_id, None,
                    {"title": f"{month:%Y-%m} · {product}", "value": str(sold), "unit": "IDR"},
                )  # fmt: skip


def _payments(session: Session, book: Book, calendar: Calendar, chance: Random) -> Iterator[dict[str, Any]]:
    """An invoice for each order that came in and has a price, due a month after the last of it came."""
    values = dict(
        session.execute(
            select(Line.order_id, func.sum(Line.value)).where(Line.value.is_not(None)).group_by(Line.order_id)
        ).all()
    )
    spoiled = set(session.scalars(select(Receipt.order_id).where(Receipt.rejected > 0).distinct()))
    orders = session.execute(
        select(
            Order.id,
            Order.partner_id,
            Order.ref,
            Order.currency,
            func.max(Schedule.arrived_on).label("came_on"),
        )
        .join(Schedule, Schedule.order_id == Order.id)
        .where(Schedule.stage == "arrived")
        .group_by(Order.id, Order.partner_id, Order.ref, Order.currency)
        .order_by(Order.id)
    )
    mega = HUMAN["mega"]
    for row in orders:
        if not values.get(row.id) or row.came_on is None:
            continue
        due = row.came_on + timedelta(days=TERM)
        days, weights = zip(*DRIFT, strict=True)
        paid = due + timedelta(days=chance.choices(days, weights)[0])
        while not calendar.works(paid):
            paid -= timedelta(days=1)
        is_paid = paid < calendar.today
        held = row.id in spoiled and not is_paid
        yield {
            "partner_id": row.partner_id, "ref": f"INV-{row.ref.removeprefix('PO-')}", "amount": values[row.id],
            "currency": row.currency or "IDR", "due_on": due, "paid_on": paid if is_paid else None,
            "held_why": "Sebagian barang ditolak; menunggu nota kredit." if held else None,
            "recorded_by": book.people["mega"], "recorded_name": mega.name,
            "recorded_at": min(_at(row.came_on + timedelta(days=2)), calendar.now), "version": 1,
        }  # fmt: skip


def _months_on(month: date, count: int) -> date:
    years, place = divmod(month.month - 1 + count, 12)
    return date(month.year + years, place + 1, 1)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(3, 20), UTC)
