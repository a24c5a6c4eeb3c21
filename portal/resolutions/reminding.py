"""Steps whose time went by: told once, to the side that fills them."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.config import Settings
from portal.db import system_session
from portal.resolutions.models import Resolution, Step

AT_ONCE = 200


def run(_settings: Settings) -> int:
    """Tell of what is overdue now, in steps that are committed one by one. Returns how many."""
    done = 0
    with system_session() as session:
        while told := remind(session):
            session.commit()
            done += told
    return done


def remind(session: Session) -> int:
    """Record `step_reminded` once for each step that is due and neither sent nor accepted. Returns how
    many, at most AT_ONCE; never commits."""
    now = clock.now()
    rows = session.execute(
        select(
            Step.id, Step.kind, Step.owner_name, Resolution.id.label("resolution_id"), Resolution.partner_id,
            Resolution.issue_ref, Resolution.title, Resolution.form,
        )
        .join(Resolution, (Resolution.partner_id == Step.partner_id) & (Resolution.id == Step.resolution_id))
        .where(
            Resolution.state == "open", Step.state.in_(("open", "returned")), Step.due_at < now,
            Step.reminded_at.is_(None),
        )
        .order_by(Step.due_at, Step.id)
        .limit(AT_ONCE)
    ).all()  # fmt: skip
    if not rows:
        return 0
    # Beside its version: a reminder is no change that should refuse what somebody is typing.
    session.execute(update(Step).where(Step.id.in_([row.id for row in rows])).values(reminded_at=now))
    for row in rows:
        record(
            session, None, "step_reminded", ("resolution", row.resolution_id, row.issue_ref),
            partner_id=row.partner_id, audience="shared", data=_data(row),
        )  # fmt: skip
    return len(rows)


def _data(row: Any) -> dict[str, Any]:
    return {"title": row.title, "form": row.form, "step": row.kind, "person": row.owner_name}
