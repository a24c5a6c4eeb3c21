"""When a step is due: asked for another time by who fills it, moved or kept by who accepts it."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners.calendar import of_company
from portal.resolutions import policy
from portal.resolutions.actions import NotNow, note
from portal.resolutions.models import DueWord, Resolution, Step

LAST_MINUTE = time(23, 59)


def end_of(session: Session, day: date) -> datetime:
    """The last minute of a day at the company: what is due on a day is due until it ends. One SELECT at most."""
    return datetime.combine(day, LAST_MINUTE, clock.zone(of_company(session).zone))


def ask(
    session: Session, actor: Actor, resolution: Resolution, step: Step, due_at: datetime, reason: str
) -> None:
    """Ask for another time; the one that holds runs on. Raises NotNow. Records `step_time_asked`; never commits."""
    if not policy.can_ask_time(actor, resolution, step):
        raise NotNow
    _say(session, actor, resolution, step, "asked", due_at, reason)
    step.asked_due_at = due_at
    session.flush()


def move(
    session: Session, actor: Actor, resolution: Resolution, step: Step, due_at: datetime, reason: str
) -> None:
    """Let a step be due at another time; it is reminded of anew. Raises NotNow. Records `step_time_moved`;
    never commits."""
    if not policy.can_redate(actor, resolution, step):
        raise NotNow
    _say(session, actor, resolution, step, "moved", due_at, reason)
    step.due_at, step.asked_due_at, step.reminded_at = due_at, None, None
    session.flush()


def keep(session: Session, actor: Actor, resolution: Resolution, step: Step, reason: str) -> None:
    """Answer who asks for another time that the one that holds stays. Raises NotNow. Records
    `step_time_kept`; never commits."""
    if not policy.can_redate(actor, resolution, step) or step.asked_due_at is None or step.due_at is None:
        raise NotNow
    _say(session, actor, resolution, step, "kept", step.due_at, reason)
    step.asked_due_at = None
    session.flush()


def give_back(
    session: Session, actor: Actor, resolution: Resolution, step: Step, sent_at: datetime | None, reason: str
) -> None:
    """A step that was sent in time is returned: what was left of its time then is left again, since while it
    lay with the other side its clock stood. Never commits."""
    if sent_at is None or step.due_at is None or sent_at > step.due_at:
        return
    due_at = step.due_at + (clock.now() - sent_at)
    _write(session, actor, resolution, step, "moved", due_at, reason)
    step.due_at, step.reminded_at = due_at, None
    session.flush()


def _say(
    session: Session, actor: Actor, resolution: Resolution, step: Step, word: str, due_at: datetime, reason: str
) -> None:  # fmt: skip
    _write(session, actor, resolution, step, word, due_at, reason)
    day = due_at.astimezone(clock.zone(of_company(session).zone)).date()
    note(
        session, actor, resolution, f"step_time_{word}", step=step.kind, day=day.isoformat(), reason=reason[:300]
    )  # fmt: skip


def _write(
    session: Session, actor: Actor, resolution: Resolution, step: Step, word: str, due_at: datetime, reason: str
) -> None:  # fmt: skip
    session.add(
        DueWord(
            partner_id=resolution.partner_id, resolution_id=resolution.id, issue_id=resolution.issue_id,
            step_id=step.id, word=word, was_at=step.due_at or due_at, due_at=due_at, reason=reason,
            side=actor.party, by_id=actor.user_id, by_name=actor.name, at=clock.now(),
        )
    )  # fmt: skip
