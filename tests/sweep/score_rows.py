"""Contested rows of scores of the world: a claim that waits for the other side, and one that was agreed to."""

from datetime import date
from typing import TYPE_CHECKING

from portal import clock
from portal.issues.models import Issue
from portal.orders.models import Schedule
from portal.scores.contest_model import RowContest, RowCorrection
from tests.sweep import people

if TYPE_CHECKING:
    from tests.sweep.world import World

DAY = date(2026, 5, 5)


def write(
    world: "World", issue: Issue, schedule: Schedule, circle: str, who: str, *, agreed: bool = False
) -> None:
    """What `who` claims of a schedule in an issue; `circle` may read it."""
    session, now = world.session, clock.now()
    session.add(
        RowContest(
            partner_id=issue.partner_id, issue_id=issue.id, schedule_id=schedule.id, what="day", day=DAY, side="partner",
            by_id=people.IDS[who], by_name=world.mark(circle, "row_contests.by_name"), at=now,
        )
    )  # fmt: skip
    if agreed:
        session.add(
            RowCorrection(
                partner_id=issue.partner_id, order_id=schedule.order_id, schedule_id=schedule.id, number=1, day=DAY,
                issue_ref=issue.ref, reason=world.mark(circle, "row_corrections.reason"), by_id=people.IDS["mega"],
                by_name=world.mark(circle, "row_corrections.by_name"), at=now,
            )
        )  # fmt: skip
    session.flush()
