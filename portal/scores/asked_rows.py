"""What each side was asked and when it answered: orders, proposals, issues, steps. Columns only, no query in a loop.

Confidential issues count for nobody: a figure is the same for whoever reads it.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.issues import clocks
from portal.issues.models import Issue
from portal.orders import answer_clock
from portal.orders.models import Commitment, Order, Schedule
from portal.partners.calendar import Terms
from portal.resolutions.models import Resolution, Step, StepVersion
from portal.scope import also_visible, carrying
from portal.scores.figure import Period
from portal.scores.grouping import instants
from portal.scores.service import Asked
from portal.scores.stopwatch import Stopwatch

# Longer than any answer is given in working hours with a long feast in between: what was asked earlier than this
# before a period does not fall due in it.
LOOK_BACK = timedelta(days=45)
SIDES = {"company": "staff", "partner": "partner"}


class Hours:
    """The company's terms, and a stopwatch for what is asked and due around a period."""

    def __init__(self, terms: Terms, period: Period, today: date) -> None:
        self.terms, self.calendar = terms, terms.calendar
        self.hours = terms.answer.get("order", answer_clock.HOURS)
        self.watch = Stopwatch(terms.calendar, period.start - LOOK_BACK, max(period.end, today) + LOOK_BACK)
        self.since, self.until = self.watch.asked_within(period.start, period.end, self.hours)

    def asked(
        self, kind: str, ref: str, label: str, at: datetime, answered_at: datetime | None, why: str | None = None
    ) -> Asked:  # fmt: skip
        """What was asked at an instant and is due after the hours of an order's answer."""
        due_at, due_on = self.watch.due(at, self.hours) or (None, None)
        return Asked(kind, ref, label, at, due_at, answered_at, why, (), due_on)


def orders(session: Session, actor: Actor, partner_id: int, hours: Hours) -> list[Asked]:
    """Orders by when the partner was to answer them first. The first promise or counter-proposal answers; one
    that came by a file was not given here. Orders that never waited for a word are none. Two SELECTs."""
    within = (
        Order.partner_id == partner_id, Order.created_at > hours.since, Order.created_at <= hours.until,
        Order.answer_due_at.is_not(None),
    )  # fmt: skip
    said_at = case(
        (Commitment.proposed_by == "partner", Commitment.proposed_at),
        (Commitment.decided_by == "partner", Commitment.decided_at),
    )
    by_file = case((and_(Commitment.batch_id.is_not(None), said_at.is_not(None)), said_at))
    listed = Order.visible_to(actor).with_only_columns(Order.id).where(*within)
    answers = (
        Commitment.visible_to(actor)
        .with_only_columns(
            Commitment.order_id, func.min(said_at).label("first"), func.min(by_file).label("by_file")
        )
        .where(Commitment.partner_id == partner_id, Commitment.order_id.in_(listed))
        .group_by(Commitment.order_id)
    )
    first = answers.subquery("answers")
    asked = (
        Order.visible_to(actor)
        .with_only_columns(Order.id, Order.ref, Order.created_at, first.c.first, first.c.by_file)
        .outerjoin(first, first.c.order_id == Order.id)
        .where(*within)
        .order_by(Order.id)
    )
    rows = session.execute(carrying(asked, asked, answers)).all()
    silent = any(row.first is None for row in rows)
    waiting = _still_waiting(session, actor, partner_id) if silent else set()
    return [
        hours.asked("order", row.ref, row.ref, row.created_at, row.first, _why(row, waiting)) for row in rows
    ]


def _why(row: Any, waiting: set[int]) -> str | None:
    if row.first is None:
        return None if row.id in waiting else "nothing_waits"
    return "by_file" if row.by_file is not None and row.by_file <= row.first else None


def _still_waiting(session: Session, actor: Actor, partner_id: int) -> set[int]:
    """The orders of which something waits for the partner, and was not cancelled."""
    asked = Schedule.visible_to(actor).with_only_columns(Schedule.order_id).distinct()
    return set(session.scalars(asked.where(Schedule.partner_id == partner_id, answer_clock.waiting())))


def proposals(
    session: Session, actor: Actor, partner_id: int, hours: Hours, by: str, *conditions: Any
) -> list[Asked]:
    """What the side `by` proposed, until the other one agreed, refused or proposed something else, in the working
    hours of an order's answer. Parts of one proposal are one. Left out: what its own side took back in time.
    What the company asked for by the order itself is the order's own question. One SELECT."""
    statement = (
        Commitment.visible_to(actor)
        .with_only_columns(
            Schedule.line_id, Schedule.order_ref, Schedule.line_number, Schedule.item, Commitment.proposed_at,
            Commitment.decided_by, Commitment.decided_at,
        )
        .join(Schedule, and_(Schedule.partner_id == Commitment.partner_id, Schedule.id == Commitment.schedule_id))
        .where(
            *_proposed(partner_id, hours, by), *conditions,
        )
        .order_by(Commitment.id)
    )  # fmt: skip
    scoped = also_visible(statement, actor, Schedule)
    if by == "company":
        placed = and_(Order.partner_id == Commitment.partner_id, Order.id == Commitment.order_id)
        scoped = also_visible(scoped.join(Order, placed), actor, Order)
        scoped = scoped.where(Commitment.proposed_at > Order.created_at)
    found: dict[tuple[int, datetime], Asked] = {}
    for row in session.execute(scoped):
        answered = row.decided_at if row.decided_by not in (None, by) else None
        key = (row.line_id, row.proposed_at)
        if key in found and (answered is None or found[key].answered_at is not None):
            continue  # another part of the same proposal
        label = f"{row.order_ref} {row.line_number} · {row.item}"
        asked = hours.asked("order", row.order_ref, label, row.proposed_at, answered)
        if row.decided_by == by and asked.due_at is not None and row.decided_at <= asked.due_at:
            asked = asked._replace(left_out="withdrawn")
        found[key] = asked
    return list(found.values())


def _proposed(partner_id: int, hours: Hours, by: str) -> tuple[Any, ...]:
    """The conditions of a proposal that was asked about when it counts."""
    return (
        Commitment.partner_id == partner_id, Commitment.proposed_by == by, Commitment.proposed_at > hours.since,
        Commitment.proposed_at <= hours.until, Commitment.batch_id.is_(None), Commitment.proposer_name != "",
    )  # fmt: skip


def decided_at_once(
    session: Session, actor: Actor, partner_id: int, hours: Hours, by: str
) -> tuple[int, Any]:
    """How many proposals the other side decided within as many hours of the clock as there are working hours for
    it, so surely in time, of lines that were never split; and the condition under which the others are found
    by `proposals`. There may be a hundred thousand, and most are such. One SELECT."""
    split = Schedule.visible_to(actor).with_only_columns(Schedule.order_id)
    split = split.where(Schedule.partner_id == partner_id, Schedule.part > 1)
    took: Any = Commitment.decided_at - Commitment.proposed_at
    most: Any = timedelta(hours=hours.hours)
    if session.get_bind().dialect.name == "sqlite":
        took = func.julianday(Commitment.decided_at) - func.julianday(Commitment.proposed_at)
        most = (hours.hours - 0.01) / 24  # its days are not exact to the second
    other = "company" if by == "partner" else "partner"
    surely = and_(
        Commitment.decided_by == other, Commitment.decided_at.is_not(None), took <= most,
        Commitment.order_id.not_in(split),
    )  # fmt: skip
    each = (
        Commitment.visible_to(actor)
        .with_only_columns(Commitment.schedule_id, Commitment.proposed_at)
        .where(*_proposed(partner_id, hours, by), surely)
        .distinct()
    )
    count = session.execute(carrying(select(func.count()).select_from(each.subquery()), each)).scalar_one()
    rest = or_(
        Commitment.decided_by.is_(None),
        Commitment.decided_by != other,
        took > most,
        Commitment.order_id.in_(split),
    )
    return count, rest


def issues(
    session: Session, actor: Actor, partner_id: int, period: Period, terms: Terms, by: str
) -> list[Asked]:
    """Issues that the side `by` opened, until the other side's first shared answer. Left out: what was merged into
    another, and what was over before anybody answered. One SELECT."""
    start, end = instants(period, terms.calendar.zone, LOOK_BACK)
    statement = (
        Issue.visible_to(actor)
        .with_only_columns(
            Issue.ref, Issue.title, Issue.opened_at, Issue.severity, Issue.answer_due_at, Issue.answered_at,
            Issue.closed, Issue.merged,
        )
        .where(
            Issue.partner_id == partner_id, Issue.opened_at >= start, Issue.opened_at < end,
            Issue.opened_side == SIDES[by], Issue.confidential.is_(False),
        )
        .order_by(Issue.id)
    )  # fmt: skip
    found = []
    for row in session.execute(statement):
        why = "merged" if row.merged else "over" if row.closed and row.answered_at is None else None
        due = clocks.first_due(row, terms)
        found.append(Asked("issue", row.ref, row.title, row.opened_at, due, row.answered_at, why))
    return found


def steps(
    session: Session, actor: Actor, partner_id: int, period: Period, terms: Terms, side: str
) -> list[Asked]:
    """Steps of resolutions that `side` was to fill by a time that lies in the period, until it first sent them.
    Left out: steps of resolutions that were abandoned. One SELECT."""
    start, end = instants(period, terms.calendar.zone)
    statement = (
        Step.visible_to(actor)
        .with_only_columns(
            Step.kind, Resolution.issue_ref, Resolution.title, Resolution.began_at, Resolution.state, Step.due_at,
            func.min(StepVersion.sent_at).label("sent_at"),
        )
        .join(Resolution, and_(Resolution.partner_id == Step.partner_id, Resolution.id == Step.resolution_id))
        .join(Issue, and_(Issue.partner_id == Resolution.partner_id, Issue.id == Resolution.issue_id))
        .outerjoin(
            StepVersion,
            and_(
                StepVersion.partner_id == Step.partner_id, StepVersion.step_id == Step.id,
                StepVersion.side == Resolution.side, *StepVersion.visible_if(actor),
            ),
        )
        .where(
            Step.partner_id == partner_id, Step.due_at >= start, Step.due_at < end, Resolution.side == side,
            Issue.confidential.is_(False),
        )
        .group_by(
            Step.id, Step.kind, Resolution.issue_ref, Resolution.title, Resolution.began_at, Resolution.state, Step.due_at
        )
        .order_by(Step.id)
    )  # fmt: skip
    scoped = also_visible(statement, actor, Resolution, Issue)
    versions = StepVersion.visible_to(actor)
    return [
        Asked(
            "issue", row.issue_ref, row.title, row.began_at, row.due_at, row.sent_at,
            "withdrawn" if row.state == "abandoned" else None, (("step", row.kind),),
        )
        for row in session.execute(carrying(scoped, scoped, versions))
    ]  # fmt: skip
