"""Rows of the demo's scores that Sumber Logam contests: one that waits, one that both agreed on, one that was refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.desk.demo import judging
from portal.desk.demo.book import Book
from portal.desk.demo.days import Calendar
from portal.desk.demo.matter import Matter, Step
from portal.desk.demo.people import HUMAN
from portal.desk.demo.story import Deal
from portal.desk.demo.telling import Teller
from portal.issues.models import Issue
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scores import closing, months, queries
from portal.scores.contest_model import RowContest, RowCorrection
from portal.scores.definition import read
from portal.scores.figure import by_metric
from portal.scores.period_model import ClosedMonth
from portal.shipments.expecting import EVERYTHING

PARTNER, THEIRS, OURS = "SUMBER", "rina", "mega"
SETTLES = 12  # days after a month closed from which the demo tells of a row of it that was settled


@dataclass(frozen=True)
class Claim:
    """What is said to be wrong with a row: `matter` is the issue it opened. day, cause_side: what is to be taken
    instead; agreed_at: when the company agreed, None if it has not."""

    matter: Matter
    schedule: Schedule
    what: str
    day: date | None = None
    cause_side: str | None = None
    agreed_at: datetime | None = None


def tell(t: Teller, book: Book, past: Iterable[Deal], taken: set[tuple[str, int]]) -> list[Claim]:
    """Claims about late rows of a closed month, as many as it has; `taken` are lines that other stories speak of."""
    when, rows = t.when, _late(t.calendar, book, past, taken)
    told: tuple[Callable[[Deal, int, Schedule], Claim], ...] = (
        lambda deal, line, row: Claim(
            _matter(deal, line, when(-10, 9, 25), f"{row.item}: datang pada harinya, dibukukan belakangan",
                    "Surat jalan dicap gerbang pada hari yang dijanjikan. Penerimaan dibukukan hari berikutnya, sehingga baris ini terhitung terlambat.",
                    (Step("resolve", OURS, when(-6, 15, 10), "Benar: cap gerbang pada hari yang dijanjikan, bagian penerimaan membukukannya terlambat. Dihitung sesuai cap."),)),
            row, "day", day=row.base_on, agreed_at=when(-6, 15, 10)),
        lambda deal, line, row: Claim(
            _matter(deal, line, when(-9, 13, 40), f"{row.item}: terlambat karena cuaca, bukan karena kami",
                    "Jalan Gresik terendam dua hari. Mohon baris ini tidak dihitung sebagai keterlambatan kami.",
                    (Step("resolve", OURS, when(-7, 9, 30), "Tidak dapat kami terima: pemasok lain dari Gresik datang di hari yang sama lewat jalan tol. Baris tetap dihitung."),
                     Step("confirm", THEIRS, when(-5, 8, 45), "Dimengerti. Lain kali kami lewat tol.")))
            , row, "cause", cause_side="outside"),
        lambda deal, line, row: Claim(
            _matter(deal, line, when(-2, 10, 5), f"{row.item}: truk menunggu di gerbang, bukan kami yang terlambat",
                    "Truk tiba pada hari yang dijanjikan, tetapi gerbang Rungkut penuh dan kami diminta kembali. Sopir memotret antreannya.", ()),
            row, "cause", cause_side="company"),
    )  # fmt: skip
    return [make(deal, line, row) for make, (deal, line, row) in zip(told, rows, strict=False)]


def _matter(deal: Deal, line: int, at: datetime, title: str, what: str, steps: tuple[Step, ...]) -> Matter:
    return Matter(
        PARTNER, THEIRS, at, "late_or_missing", title, what, deal=deal.name, line=line, owner=OURS,
        team="Purchasing", steps=list(steps),
    )  # fmt: skip


def _late(
    calendar: Calendar, book: Book, past: Iterable[Deal], taken: set[tuple[str, int]]
) -> list[tuple[Deal, int, Schedule]]:
    """Lines that came whole and late in the newest month that closed long enough ago, the least late first."""
    older, newest = judging.closed_of(calendar, 2)
    settled = judging.closed_at(calendar, newest) + timedelta(days=SETTLES) <= calendar.now
    month = newest if settled else older
    rows = [
        (deal, number, book.schedules[deal.name, number, 1])
        for deal in past
        if deal.partner == PARTNER
        for number, line in enumerate(deal.lines, start=1)
        if len(line.parts) == 1 and (deal.name, number) not in taken
    ]
    late = [
        (row.arrived_on - row.base_on, row.order_ref, number, deal, row)
        for deal, number, row in rows
        if row.arrived_on and row.base_on and month.holds(row.base_on) and row.arrived_on > row.base_on
    ]
    return [(deal, number, row) for _days, _ref, number, deal, row in sorted(late, key=lambda each: each[:3])]


def write(session: Session, book: Book, told: Iterable[Claim]) -> None:
    """Write what was claimed, and what was agreed with the month as it was found anew."""
    for claim in told:
        issue = session.scalars(select(Issue).where(Issue.title == claim.matter.title)).one()
        session.add(
            RowContest(
                partner_id=issue.partner_id, issue_id=issue.id, schedule_id=claim.schedule.id, what=claim.what,
                cause_side=claim.cause_side, day=claim.day, side="partner", by_id=book.people[THEIRS],
                by_name=HUMAN[THEIRS].name, at=issue.opened_at,
            )
        )  # fmt: skip
        session.flush()
        _note(book, issue, issue.opened_at, THEIRS, "row_contested")
        if claim.agreed_at is not None:
            _agreed(session, book, claim, issue, claim.agreed_at)


def _agreed(session: Session, book: Book, claim: Claim, issue: Issue, at: datetime) -> None:
    reason = "Disepakati seperti yang diajukan."
    session.add(
        RowCorrection(
            partner_id=issue.partner_id, order_id=claim.schedule.order_id, schedule_id=claim.schedule.id, number=1,
            cause_side=claim.cause_side, day=claim.day, issue_ref=issue.ref, reason=reason, by_id=book.people[OURS],
            by_name=HUMAN[OURS].name, at=at,
        )
    )  # fmt: skip
    session.flush()
    _note(book, issue, at, OURS, "row_corrected", reason=reason)
    partner = session.get_one(Partner, issue.partner_id)
    month = months.month(claim.schedule.base_on or at.date())
    before = session.scalars(
        select(ClosedMonth).where(ClosedMonth.partner_id == partner.id, ClosedMonth.month == month.start)
    ).one()
    definition = read(before.definition)
    found = queries.figures(session, EVERYTHING, partner, month, definition)
    row = closing.frozen(partner, month, 2, found, definition, before.definition_of, before.definition_number)
    row.changes, row.reason = months.changes(months.read(before.figures), by_metric(found)), issue.ref
    judging.put(session, row, at + timedelta(seconds=1))
    told = {"month": row.month.isoformat(), "score": row.score, "before": before.score, "reason": row.reason}
    judging.note(book, row, partner.code, "month_restated", told)


def _note(book: Book, issue: Issue, at: datetime, key: str, verb: str, **data: Any) -> None:
    subject = ("issue", issue.id, issue.ref)
    book.note(at, key, verb, subject, issue.partner_id, issue.order_id, {"title": issue.title, **data})
