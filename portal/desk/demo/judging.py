"""How the demo's partners are judged: definitions as they were written, and the months that closed by them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.desk.demo.book import Book
from portal.desk.demo.days import HISTORY_DAYS, Calendar
from portal.desk.demo.people import HUMAN
from portal.partners.models import Partner
from portal.scores import closing, definitions, months, queries
from portal.scores.definition import Definition, write
from portal.scores.figure import Period
from portal.scores.models import KindDefinition, PartnerDefinition
from portal.scores.period_model import ClosedMonth
from portal.shipments.expecting import EVERYTHING

LONG, SHORT = (
    12,
    4,
)  # closed months of those who are reviewed, and of the others; the job closes what is before
REVIEWED = ("SUMBER", "NIAGA", "BAUT")
ABROAD = ("ELBTAL", "SEORIM")  # by container, so judged by a wider window


def define(session: Session, book: Book, calendar: Calendar) -> None:
    """Write the first version of each kind, a second one of suppliers, and one for each partner abroad."""
    begin = months.back(calendar.today.replace(day=1), HISTORY_DAYS // 30 + 1)
    changed = months.back(calendar.today.replace(day=1), 5)
    for kind, first in definitions.INSTALLED.items():
        _of_kind(
            session, book, calendar, kind, 1, begin, first, "Versi pertama, disepakati pada awal kerja sama."
        )
    stricter = replace(
        definitions.INSTALLED["supplier"],
        targets={**definitions.INSTALLED["supplier"].targets, "ppm": Decimal(400)},
        weights={**definitions.INSTALLED["supplier"].weights, "clocks_kept": Decimal(15)},
    )
    said = "Menjawab tepat waktu lebih berbobot, dan batas cacat turun ke 400 per juta."
    _of_kind(session, book, calendar, "supplier", 2, changed, stricter, said)
    for code in ABROAD:
        values = write(replace(stricter, early_days=7, late_days=2))
        said = "By container: up to seven days early and two days late are on time."
        session.add(
            PartnerDefinition(
                partner_id=book.partners[code], number=1, starts_on=changed, values=values, note=said,
                **_by(book, calendar, changed),
            )
        )  # fmt: skip
        at = _by(book, calendar, changed)["made_at"]
        partner = ("partner", book.partners[code], code)
        book.note(
            at, "mega", "changed-definition", partner, book.partners[code], None, {"note": said, "number": 1}
        )
    session.flush()


def _of_kind(
    session: Session, book: Book, calendar: Calendar, kind: str, number: int, starts_on: date, said: Definition, note: str
) -> None:  # fmt: skip
    session.add(
        KindDefinition(
            kind=kind, number=number, starts_on=starts_on, values=write(said), note=note,
            **_by(book, calendar, starts_on),
        )
    )  # fmt: skip


def _by(book: Book, calendar: Calendar, starts_on: date) -> dict[str, Any]:
    day = calendar.after(starts_on, -6)
    return {
        "made_by": book.people["mega"],
        "made_name": HUMAN["mega"].name,
        "made_at": calendar.at(day, 11, 20),
    }


def close(session: Session, book: Book, calendar: Calendar) -> None:
    """Close the months of every partner as the calendar would have closed them, each into what is found now."""
    for partner in session.scalars(select(Partner).order_by(Partner.id)):
        for month in closed_of(calendar, LONG if partner.code in REVIEWED else SHORT):
            held = definitions.holding(session, EVERYTHING, partner, month.start)
            found = queries.figures(session, EVERYTHING, partner, month, held.definition)
            row = closing.frozen(partner, month, 1, found, held.definition, held.of, held.number)
            put(session, row, closed_at(calendar, month))
        note(book, row, partner.code, "month_closed", {"month": row.month.isoformat(), "score": row.score})


def closed_of(calendar: Calendar, count: int) -> list[Period]:
    """The newest months that are closed by today, so many of them, the oldest first."""
    open_one = months.month(calendar.day(-closing.CLOSES_AFTER)).start
    return [months.month(months.back(open_one, back)) for back in range(count, 0, -1)]


def closed_at(calendar: Calendar, month: Period) -> datetime:
    """When the calendar closes a month."""
    night = months.following(month.start) + timedelta(days=closing.CLOSES_AFTER)
    return min(calendar.at(night, 0, 15), calendar.now)


def put(session: Session, row: ClosedMonth, at: datetime) -> None:
    """Write a month as it was found at an instant, by the portal itself."""
    row.closed_at = at
    session.add(row)
    session.flush()


def note(book: Book, row: ClosedMonth, code: str, verb: str, data: dict[str, Any]) -> None:
    """Keep what is told of it."""
    book.note(row.closed_at, None, verb, ("score", row.id, code), row.partner_id, None, data)
