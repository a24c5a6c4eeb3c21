"""Steps whose time went by, told once to the side that fills them; and once that receipts show whether it works, told
to the side that decides."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity import reminders
from portal.activity.actions import Happening
from portal.activity.models import Activity
from portal.activity.reminders import AT_ONCE
from portal.config import Settings
from portal.db import system_session
from portal.partners.calendar import of_company
from portal.resolutions.effectiveness import propose
from portal.resolutions.models import Resolution, Step
from portal.resolutions.queries import came_in, target_of


def run(_settings: Settings) -> int:
    """Tell of what is overdue now, in steps that are committed one by one. Returns how many."""
    with system_session() as session:
        done = reminders.in_steps(session, lambda: remind(session))
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
    reminders.tell(
        session, Step, [row.id for row in rows],
        [
            Happening(
                "step_reminded", ("resolution", row.resolution_id, row.issue_ref), row.partner_id, "shared",
                data={"title": row.title, "form": row.form, "step": row.kind, "person": row.owner_name},
            )
            for row in rows
        ],
        reminded_at=now,
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
    ids = [case.id for case in waiting]
    told, came = _told(session, ids), _came(session, ids)
    ready, happened = [], []
    for case in waiting:
        day = case.implemented_on
        if day is None:
            continue
        found = propose(came.get(case.id, ()), target_of(case), day, today)
        if found.verdict == "too_early" and case.item and today <= found.until:
            continue
        ready.append(case.id)
        if (case.id, day.isoformat()) not in told:
            facts = {
                "title": case.title, "form": case.form, "done_on": day.isoformat(), "proposed": found.verdict,
            }  # fmt: skip
            subject = "resolution", case.id, case.issue_ref
            happened.append(Happening("effect_ready", subject, case.partner_id, "shared", data=facts))
    reminders.tell(session, Resolution, ready, happened, ready_on=today)
    return len(happened)


def _came(session: Session, ids: list[int]) -> dict[int, list[Any]]:
    """The receipts that say whether what was done in these cases works, by the case. One SELECT."""
    came: dict[int, list[Any]] = {}
    for row in session.execute(came_in(ids)):
        came.setdefault(row.case_id, []).append(row)
    return came


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
