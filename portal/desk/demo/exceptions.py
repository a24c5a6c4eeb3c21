"""What both sides say these days about exceptions and the causes of delays, and what is too quiet."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.desk.demo.book import Book
from portal.desk.demo.people import HUMAN
from portal.desk.demo.telling import Teller
from portal.orders.models import Schedule
from portal.shipments import listening
from portal.shipments.expecting import EVERYTHING
from portal.shipments.models import Cause, Handling

ZONE = "Asia/Jakarta"
MANY = 3  # delays of the past that are talked about


def write(session: Session, book: Book, t: Teller) -> None:
    """The beam that does not come is taken; three delays of these weeks are agreed, contested, and contested
    and decided."""
    beam = book.schedules[("frames", 3, 1)]
    _say(session, book, beam, "rina", "carrier", "claimed", t.when(-1, 9, 12), None)
    _handle(session, book, beam, "late", "dewi", t.when(-1, 9, 40))
    came = session.scalars(
        select(Schedule)
        .where(Schedule.stage == "arrived", Schedule.arrived_on > Schedule.base_on, Schedule.promised_on.is_not(None))
        .where(Schedule.partner_id == book.partners["SUMBER"])
        .order_by(Schedule.arrived_on.desc(), Schedule.id.desc())
        .limit(MANY)
    ).all()  # fmt: skip
    words = (
        ("carrier", "contested", "Truk sudah dipesan pengangkut untuk pelanggan lain, surat jalan kami terbit tepat waktu."),
        ("outside", "contested", "Jalan Gresik ditutup dua hari karena banjir."),
        ("partner", "agreed", "Rol kami rusak, kami yang terlambat."),
    )  # fmt: skip
    for number, (schedule, (side, state, reason)) in enumerate(zip(came, words, strict=False)):
        _say(session, book, schedule, "rina", side, state, t.when(-1, 13, 5 + 7 * number), reason)
    if len(came) > 1:
        why = "Jalan ditutup sesudah jadwal muat; truk baru berangkat sore hari."
        _say(session, book, came[1], "mega", "partner", "contested", t.when(-1, 15, 20), why, step="decided")
    session.flush()


def listen(session: Session, today: date) -> None:
    """Say until when silence is usual, as the worker does."""
    listening.write(session, listening.changes(session, EVERYTHING, today, ZONE))


def _say(
    session: Session, book: Book, schedule: Schedule, key: str, side: str, state: str, at: datetime,
    reason: str | None, step: str | None = None,
) -> None:  # fmt: skip
    human = HUMAN[key]
    party = "company" if human.side == "staff" else "partner"
    session.add(
        Cause(
            partner_id=schedule.partner_id, order_id=schedule.order_id, schedule_id=schedule.id, party=party,
            side=side, state=state, step=step, reason=reason, user_id=book.people[key], user_name=human.name, at=at,
        )
    )  # fmt: skip
    verb = {"agreed": "cause-agreed", "contested": "cause-contested", "claimed": "cause-said"}[state]
    verb = f"cause-{step}" if step else verb
    book.note(
        at, key, verb, ("order", schedule.order_id, schedule.order_ref), schedule.partner_id, schedule.order_id,
        {"line": schedule.line_number, "side": side, "reason": reason},
    )  # fmt: skip


def _handle(session: Session, book: Book, schedule: Schedule, kind: str, key: str, at: datetime) -> None:
    session.add(
        Handling(
            partner_id=schedule.partner_id,
            order_id=schedule.order_id,
            kind=kind,
            owner_id=book.people[key],
            set_at=at,
        )
    )
    book.note(
        at, key, "handed-over", ("order", schedule.order_id, schedule.order_ref), schedule.partner_id,
        schedule.order_id, {"kind": kind, "line": schedule.line_number, "owner": HUMAN[key].name},
    )  # fmt: skip
