"""What each side was asked in issues and resolutions and when it answered. Columns only, no query in a loop.

Confidential issues count for nobody: a figure is the same for whoever reads it.
"""

from sqlalchemy import and_, func
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.issues import clocks
from portal.issues.models import Issue
from portal.partners.calendar import Terms
from portal.resolutions.models import Resolution, Step, StepVersion
from portal.scope import also_visible, carrying
from portal.scores.asked_rows import LOOK_BACK
from portal.scores.figure import Period
from portal.scores.grouping import instants
from portal.scores.service import Asked

SIDES = {"company": "staff", "partner": "partner"}


def issues(
    session: Session, actor: Actor, partner_id: int, period: Period, terms: Terms, by: str
) -> list[Asked]:
    """Issues that the side `by` opened, until the other side's first shared answer. Left out: what was merged into
    another, and what was over before anybody answered. One SELECT."""
    start, end = instants(period, terms.calendar.zone, LOOK_BACK)
    statement = (
        Issue.visible_to(actor)
        .with_only_columns(
            Issue.id, Issue.ref, Issue.title, Issue.opened_at, Issue.severity, Issue.answer_due_at, Issue.answered_at,
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
        key = ("issue", row.id)
        found.append(Asked("issue", row.ref, row.title, row.opened_at, due, row.answered_at, why, key=key))
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
            Step.id, Step.kind, Resolution.issue_ref, Resolution.title, Resolution.began_at, Resolution.state, Step.due_at,
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
            "withdrawn" if row.state == "abandoned" else None, (("step", row.kind),), key=("step", row.id),
        )
        for row in session.execute(carrying(scoped, scoped, versions))
    ]  # fmt: skip
