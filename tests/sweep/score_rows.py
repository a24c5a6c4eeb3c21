"""Scores of the world: a claim that waits for the other side, one that was agreed to, and a closed month."""

from datetime import date
from typing import TYPE_CHECKING

from portal import clock
from portal.issues.models import Issue
from portal.orders.models import Schedule
from portal.scores.contest_model import RowContest, RowCorrection
from portal.scores.period_model import ClosedMonth
from tests.sweep import people

if TYPE_CHECKING:
    from tests.sweep.world import World

DAY, MONTH = date(2026, 5, 5), date(2026, 5, 1)


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


def close(world: "World", partner_id: int, circle: str) -> None:
    """A month of a partner that was closed before anything of it was known; `circle` may read who closed it."""
    world.session.add(
        ClosedMonth(
            partner_id=partner_id, month=MONTH, number=1, figures=[["otif", "1", "1", 1, 0, 5]], definition={}, definition_of="installed",
            definition_number=0, changes=[], reason=world.mark(circle, "closed_months.reason"),
            closed_name=world.mark(circle, "closed_months.closed_name"), closed_at=clock.now(),
        )
    )  # fmt: skip
    world.session.flush()
