"""Contests of rows as they are asked for, and the corrections that rows are read with."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.issues.models import Issue
from portal.orders.models import Schedule
from portal.scope import AnySelect, also_visible
from portal.scores.contest_model import RowContest, RowCorrection
from portal.scores.correcting import Corrected, corrected
from portal.scores.reading import Read


def touched(actor: Actor, partner_id: int) -> AnySelect:
    """The ids of the schedules of a partner that were ever corrected, as a select."""
    return (
        RowCorrection.visible_to(actor)
        .with_only_columns(RowCorrection.schedule_id)
        .where(RowCorrection.partner_id == partner_id)
    )


def adjust(session: Session, actor: Actor, rows: Sequence[Read]) -> list[Read]:
    """Rows with what was agreed about them. One SELECT."""
    if not rows:
        return []
    standing = of_partner(session, actor, rows[0].row.partner_id)
    return [
        read._replace(judged=corrected(read.judged, standing[read.row.id]))
        if read.row.id in standing
        else read
        for read in rows
    ]


def of_partner(session: Session, actor: Actor, partner_id: int) -> dict[int, Corrected]:
    """The corrections that hold for a partner's schedules, by schedule. One SELECT."""
    last = (
        RowCorrection.visible_to(actor)
        .with_only_columns(RowCorrection.schedule_id, func.max(RowCorrection.number).label("number"))
        .where(RowCorrection.partner_id == partner_id)
        .group_by(RowCorrection.schedule_id)
        .subquery()
    )
    statement = (
        RowCorrection.visible_to(actor)
        .join(
            last,
            and_(
                last.c.schedule_id == RowCorrection.schedule_id, last.c.number == RowCorrection.number
            ),
        )
        .where(RowCorrection.partner_id == partner_id)
    )  # fmt: skip
    found = {row.schedule_id: said(row) for row in session.scalars(statement)}
    return {schedule_id: each for schedule_id, each in found.items() if not each.empty}


def said(row: Any) -> Corrected:
    """What a contest or a correction says."""
    return Corrected(row.cause_side, row.day, row.quantity)


def corrections(session: Session, actor: Actor, schedule_id: int) -> list[RowCorrection]:
    """All corrections of a schedule, newest first. One SELECT."""
    statement = RowCorrection.visible_to(actor).where(RowCorrection.schedule_id == schedule_id)
    return list(session.scalars(statement.order_by(RowCorrection.number.desc())))


def of_issue(session: Session, actor: Actor, issue_id: int) -> Any:
    """The contest that an issue is about with its schedule (order_ref, line_number, part, item, unit, order_id,
    base_on), None if it is about none. One SELECT."""
    statement = (
        also_visible(
            select(
                RowContest, Schedule.order_ref, Schedule.line_number, Schedule.part, Schedule.item, Schedule.unit,
                Schedule.order_id, Schedule.base_on,
            ),
            actor, RowContest, Schedule,
        )
        .join_from(RowContest, Schedule, and_(Schedule.partner_id == RowContest.partner_id, Schedule.id == RowContest.schedule_id))
        .where(RowContest.issue_id == issue_id)
    )  # fmt: skip
    return session.execute(statement).first()


def live(session: Session, actor: Actor, schedule_id: int, what: str) -> str | None:
    """The reference of the open issue in which the same of a schedule is contested. One SELECT."""
    statement = (
        also_visible(select(Issue.ref), actor, RowContest, Issue)
        .join_from(RowContest, Issue, and_(Issue.partner_id == RowContest.partner_id, Issue.id == RowContest.issue_id))
        .where(RowContest.schedule_id == schedule_id, RowContest.what == what, Issue.closed.is_(False))
    )  # fmt: skip
    return session.scalars(statement).first()
