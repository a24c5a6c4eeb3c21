"""What each side was asked and when it answered: orders and proposals. Columns only, no query in a loop."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, literal_column
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders import answer_clock
from portal.orders.models import Commitment, Order, Schedule
from portal.partners.calendar import Terms
from portal.scope import also_visible, carrying
from portal.scores.figure import Period
from portal.scores.service import Asked
from portal.scores.stopwatch import stopwatch

# Longer than any answer is given in working hours with a long feast in between: what was asked earlier than this
# before a period does not fall due in it.
LOOK_BACK = timedelta(days=45)
# Entries are only added and decided once, so a ledger of the same length is the same.
LENGTH = func.count() + func.count(Commitment.decided_at)
# Literally, so that SQLite knows the index of these entries by it.
NAMED = Commitment.proposer_name != literal_column("''")


class Hours:
    """The company's terms, and a stopwatch for what is asked and due around a period."""

    def __init__(self, terms: Terms, period: Period, today: date) -> None:
        self.terms, self.calendar, self.period = terms, terms.calendar, period
        self.hours = terms.answer.get("order", answer_clock.HOURS)
        self.watch = stopwatch(terms.calendar, period.start - LOOK_BACK, max(period.end, today) + LOOK_BACK)
        self.since, self.until = self.watch.asked_within(period.start, period.end, self.hours)

    def asked(
        self, key: tuple[str, int], ref: str, label: str, at: datetime, answered_at: datetime | None, why: str | None = None
    ) -> Asked:  # fmt: skip
        """What was asked at an instant and is due after the hours of an order's answer."""
        due_at, due_on = self.watch.due(at, self.hours) or (None, None)
        return Asked("order", ref, label, at, due_at, answered_at, why, (), due_on, key)


class OrderAsked(NamedTuple):
    """An order as a question, and how long its ledger is, decisions counted as entries."""

    id: int
    asked: Asked
    entries: int


def orders(session: Session, actor: Actor, partner_id: int, hours: Hours, *conditions: Any) -> list[Asked]:
    """Orders by when the partner was to answer them first. The first promise or counter-proposal answers; one
    that came by a file was not given here. Orders that never waited for a word are none. Two SELECTs."""
    return [row.asked for row in orders_asked(session, actor, partner_id, hours, *conditions)]


def orders_asked(
    session: Session, actor: Actor, partner_id: int, hours: Hours, *conditions: Any
) -> list[OrderAsked]:
    """The same, as it is kept."""
    within = (*orders_within(partner_id, hours), *conditions)
    said_at = case(
        (Commitment.proposed_by == "partner", Commitment.proposed_at),
        (Commitment.decided_by == "partner", Commitment.decided_at),
    )
    by_file = case((and_(Commitment.batch_id.is_not(None), said_at.is_not(None)), said_at))
    listed = Order.visible_to(actor).with_only_columns(Order.id).where(*within)
    answers = (
        Commitment.visible_to(actor)
        .with_only_columns(
            Commitment.order_id, func.min(said_at).label("first"), func.min(by_file).label("by_file"), LENGTH.label("entries")
        )
        .where(Commitment.partner_id == partner_id, Commitment.order_id.in_(listed))
        .group_by(Commitment.order_id)
    )  # fmt: skip
    first = answers.subquery("answers")
    asked = (
        Order.visible_to(actor)
        .with_only_columns(
            Order.id, Order.ref, Order.created_at, first.c.first, first.c.by_file, first.c.entries
        )
        .outerjoin(first, first.c.order_id == Order.id)
        .where(*within)
        .order_by(Order.id)
    )
    rows = session.execute(carrying(asked, asked, answers)).all()
    silent = any(row.first is None for row in rows)
    waiting = _still_waiting(session, actor, partner_id) if silent else set()
    return [
        OrderAsked(
            row.id,
            hours.asked(("order", row.id), row.ref, row.ref, row.created_at, row.first, _why(row, waiting)),
            row.entries or 0,
        )
        for row in rows
    ]


def orders_within(partner_id: int, hours: Hours) -> tuple[Any, ...]:
    """The conditions of an order whose first answer fell due in the period."""
    return (
        Order.partner_id == partner_id, Order.created_at > hours.since, Order.created_at <= hours.until,
        Order.answer_due_at.is_not(None),
    )  # fmt: skip


def _why(row: Any, waiting: set[int]) -> str | None:
    if row.first is None:
        return None if row.id in waiting else "nothing_waits"
    return "by_file" if row.by_file is not None and row.by_file <= row.first else None


def _still_waiting(session: Session, actor: Actor, partner_id: int) -> set[int]:
    """The orders of which something waits for the partner, and was not cancelled."""
    asked = Schedule.visible_to(actor).with_only_columns(Schedule.order_id).distinct()
    return set(session.scalars(asked.where(Schedule.partner_id == partner_id, answer_clock.waiting())))


@dataclass(slots=True)
class Proposal:
    """What a side proposed of a line at once, with its entries in the ledger. question: False for what is none of
    its own, as what the company asked for by the order itself. settled: every entry is decided."""

    asked: Asked
    order_id: int
    line_id: int
    question: bool
    settled: bool
    entries: list[int]


def proposals(
    session: Session, actor: Actor, partner_id: int, hours: Hours, by: str, *conditions: Any
) -> list[Asked]:
    """What the side `by` proposed, until the other one agreed, refused or proposed something else, in the working
    hours of an order's answer. Parts of one proposal are one. Left out: what its own side took back in time.
    What the company asked for by the order itself is the order's own question. One SELECT."""
    found = proposed(session, actor, partner_id, hours, by, *conditions)
    return [each.asked for each in found if each.question]


def proposed(
    session: Session, actor: Actor, partner_id: int, hours: Hours, by: str, *conditions: Any
) -> list[Proposal]:
    """The same as it is kept, and what is no question of its own. One SELECT."""
    statement = (
        Commitment.visible_to(actor)
        .with_only_columns(
            Commitment.id, Commitment.order_id, Schedule.line_id, Schedule.order_ref, Schedule.line_number, Schedule.item,
            Commitment.proposed_at, Commitment.decided_by, Commitment.decided_at, Order.created_at,
        )
        .join(Schedule, and_(Schedule.partner_id == Commitment.partner_id, Schedule.id == Commitment.schedule_id))
        .join(Order, and_(Order.partner_id == Commitment.partner_id, Order.id == Commitment.order_id))
        .where(*entries_within(partner_id, hours, by), *conditions)
        .order_by(Commitment.id)
    )  # fmt: skip
    found: dict[tuple[int, datetime, bool], Proposal] = {}
    for row in session.execute(also_visible(statement, actor, Schedule, Order)):
        question = by == "partner" or row.proposed_at > row.created_at
        key = (row.line_id, row.proposed_at, question)
        answered = row.decided_at if row.decided_by not in (None, by) else None
        if (earlier := found.get(key)) is not None:  # another part of the same proposal
            earlier.entries.append(row.id)
            earlier.settled = earlier.settled and row.decided_by is not None
            if answered is None or earlier.asked.answered_at is not None:
                continue
        label = f"{row.order_ref} {row.line_number} · {row.item}"
        first = earlier.entries[0] if earlier else row.id
        asked = hours.asked((by, first), row.order_ref, label, row.proposed_at, answered)
        if row.decided_by == by and asked.due_at is not None and row.decided_at <= asked.due_at:
            asked = asked._replace(left_out="withdrawn")
        if earlier is not None:
            earlier.asked = asked
        else:
            settled = row.decided_by is not None
            found[key] = Proposal(asked, row.order_id, row.line_id, question, settled, [row.id])
    return list(found.values())


def entries_within(partner_id: int, hours: Hours, by: str) -> tuple[Any, ...]:
    """The conditions of an entry that a side wrote here, and on which a decision fell due in the period."""
    return (
        Commitment.partner_id == partner_id, Commitment.proposed_by == by, Commitment.proposed_at > hours.since,
        Commitment.proposed_at <= hours.until, Commitment.batch_id.is_(None), NAMED,
    )  # fmt: skip
