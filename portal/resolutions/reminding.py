"""Steps whose time went by, told once to the side that fills them; and once that receipts show whether it works, told
to the side that decides."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.activity.models import Activity
from portal.config import Settings
from portal.db import system_session
from portal.partners.calendar import of_company
from portal.resolutions.effectiveness import propose
from portal.resolutions.models import Resolution, Step
from portal.resolutions.queries import came_since, target_of
from portal.shipments.models import Receipt

AT_ONCE = 200


def run(_settings: Settings) -> int:
    """Tell of what is overdue now, in steps that are committed one by one. Returns how many."""
    done = 0
    with system_session() as session:
        while told := remind(session):
            session.commit()
            done += told
        done += show_effects(session, clock.today(of_company(session).zone))
        session.commit()
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


def show_effects(session: Session, today: date) -> int:
    """Find the cases of which can be said now whether what was done works and nobody has: the receipts since
    then say it, or none can or did within the time that was set. Note the day in the case and record
    `effect_ready`, once for each day of implementation. Returns how many were told; never commits."""
    done, last = 0, 0
    while waiting := _unjudged(session, today, last):
        last = waiting[-1].id
        done += _show(session, waiting, today)
    return done


def _unjudged(session: Session, today: date, after: int) -> Sequence[Resolution]:
    """Cases whose correction was done before today and of which nobody could say yet whether it works, AT_ONCE
    of those after this id."""
    return session.scalars(
        select(Resolution)
        .where(
            Resolution.state == "open", Resolution.implemented_on < today, Resolution.effective_on.is_(None),
            Resolution.ready_on.is_(None), Resolution.occurrence_code.is_not(None), Resolution.id > after,
        )
        .order_by(Resolution.id)
        .limit(AT_ONCE)
    ).all()  # fmt: skip


def _show(session: Session, waiting: Sequence[Resolution], today: date) -> int:
    told = _told(session, [case.id for case in waiting])
    done = 0
    for case in waiting:
        day = case.implemented_on
        if day is None:
            continue
        rows = session.execute(came_since(select(Receipt), case, day)) if case.item else ()
        found = propose(rows, target_of(case), day, today)
        if found.verdict == "too_early" and case.item and today <= found.until:
            continue
        # Beside its version: that it can be judged is no change that should refuse what somebody is typing.
        session.execute(update(Resolution).where(Resolution.id == case.id).values(ready_on=today))
        if (case.id, day.isoformat()) not in told:
            facts = {
                "title": case.title,
                "form": case.form,
                "done_on": day.isoformat(),
                "proposed": found.verdict,
            }
            record(
                session, None, "effect_ready", ("resolution", case.id, case.issue_ref), partner_id=case.partner_id,
                audience="shared", data=facts,
            )  # fmt: skip
            done += 1
    return done


def _told(session: Session, ids: list[int]) -> set[tuple[int | None, str]]:
    """Of which cases it was told already, and for which day of implementation."""
    rows = session.execute(
        select(Activity.subject_id, Activity.data).where(
            Activity.subject_type == "resolution",
            Activity.subject_id.in_(ids),
            Activity.verb == "effect_ready",
        )
    )
    return {(row.subject_id, str(row.data.get("done_on"))) for row in rows}


def _data(row: Any) -> dict[str, Any]:
    return {"title": row.title, "form": row.form, "step": row.kind, "person": row.owner_name}
