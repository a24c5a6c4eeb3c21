"""Writing resolutions: begin, raise to the full form, aim, give up, reopen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.issues.actions import come_back, keep_open
from portal.issues.models import Issue
from portal.resolutions import policy
from portal.resolutions.effectiveness import Target
from portal.resolutions.kinds import KINDS, RESTS_ON_CAUSES, Clocks, kinds_of
from portal.resolutions.models import Decision, Resolution, Step
from portal.resolutions.queries import Item, steps_of


class NotNow(Exception):
    """This is not possible as the resolution stands now, or not by this side."""


class Begun(Exception):
    """The issue has a live resolution already."""


def begin(
    session: Session, actor: Actor, issue: Issue, form: str, side: str, item: Item, clocks: Clocks
) -> Resolution:
    """Take an issue into a resolution; `side` is at cause and fills the steps. Raises NotNow and Begun.
    Records `resolution_begun`; never commits."""
    if not policy.can_begin(actor, issue) or not keep_open(session, issue):
        raise NotNow
    now = clock.now()
    resolution = Resolution(
        partner_id=issue.partner_id, issue_id=issue.id, issue_ref=issue.ref, title=issue.title, form=form, side=side,
        state="open", item_code=item.code, item=item.name, unit=item.unit,
        target_measure="late" if issue.kind == "late_or_missing" else "rejected", began_by=actor.user_id,
        began_name=actor.name, began_at=now, changed_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(resolution)
            session.flush()
    except IntegrityError:  # another one began it between our look and our insert
        raise Begun from None
    _add_steps(session, resolution, kinds_of(form), clocks, now)
    note(session, actor, resolution, "resolution_begun", form=form, side=side)
    return resolution


def _add_steps(
    session: Session, resolution: Resolution, kinds: tuple[str, ...], clocks: Clocks, since: datetime
) -> None:
    for kind in kinds:
        session.add(
            Step(
                partner_id=resolution.partner_id, resolution_id=resolution.id, issue_id=resolution.issue_id, kind=kind, place=KINDS.index(kind),
                state="open", due_at=clocks.due(kind, since), said=0,
            )
        )  # fmt: skip
    session.flush()


def extend(session: Session, actor: Actor, resolution: Resolution, clocks: Clocks) -> None:
    """Raise a light form to the full one; what was said stays, and the clocks of what is added begin now.
    Raises NotNow. Records `resolution_extended`; never commits."""
    if not policy.can_extend(actor, resolution):
        raise NotNow
    there = {step.kind for step in steps_of(session, actor, resolution)}
    resolution.form = "full"
    touch(session, resolution)
    _add_steps(session, resolution, tuple(kind for kind in KINDS if kind not in there), clocks, clock.now())
    note(session, actor, resolution, "resolution_extended")


def aim(session: Session, actor: Actor, resolution: Resolution, target: Target) -> None:
    """Say by what it is measured whether it works. Raises NotNow. Records `target_set`; never commits."""
    if not policy.can_aim(actor, resolution):
        raise NotNow
    resolution.target_measure, resolution.target_limit = target.measure, target.limit
    resolution.target_receipts, resolution.target_days = target.receipts, target.days
    touch(session, resolution)
    note(
        session, actor, resolution, "target_set", measure=target.measure, limit=str(target.limit),
        receipts=target.receipts, days=target.days,
    )  # fmt: skip


def abandon(session: Session, actor: Actor, resolution: Resolution, reason: str) -> None:
    """Give a resolution up; the issue goes on without it. Raises NotNow. Records
    `resolution_abandoned`; never commits."""
    if not policy.can_abandon(actor, resolution):
        raise NotNow
    resolution.state, resolution.ended_at = "abandoned", clock.now()
    touch(session, resolution)
    decide(session, actor, resolution, "abandoned", reason=reason)
    note(session, actor, resolution, "resolution_abandoned", reason=reason[:300])


def reopen(
    session: Session, actor: Actor, resolution: Resolution, issue: Issue, reason: str, clocks: Clocks
) -> None:
    """Say that a closed case came back: its causes are to be found anew, and its issue is open again.
    Raises NotNow. Records `resolution_reopened` (and `reopened` of the issue); never commits."""
    if not policy.can_reopen(actor, resolution):
        raise NotNow
    resolution.state, resolution.ended_at = "open", None
    doubt_causes(session, actor, resolution, clocks)
    for step in steps_of(session, actor, resolution):
        if step.kind == "closing":
            step.state = "open"
    touch(session, resolution)
    decide(session, actor, resolution, "reopened", reason=reason)
    come_back(session, actor, issue, reason)
    note(session, actor, resolution, "resolution_reopened", reason=reason[:300])


def doubt_causes(session: Session, actor: Actor, resolution: Resolution, clocks: Clocks) -> None:
    """The causes were not the true ones, or not all: they and what rests on them are to be said anew, and
    their clocks begin again. Never commits."""
    resolution.occurrence_code = resolution.escape_code = None
    resolution.implemented_on = resolution.effective_on = resolution.ready_on = None
    for step in steps_of(session, actor, resolution):
        if step.kind in RESTS_ON_CAUSES:
            step.state, step.reminded_at = "open", None
            step.due_at = clocks.due(step.kind, clock.now())
    session.flush()


def touch(session: Session, resolution: Resolution) -> None:
    """Raise the version of a resolution, so that of two who decide at once one is refused."""
    resolution.changed_at = clock.now()
    session.flush()


def decide(
    session: Session, actor: Actor, resolution: Resolution, verdict: str, *, step: Step | None = None,
    reason: str | None = None, facts: Mapping[str, Any] | None = None,
) -> Decision:  # fmt: skip
    """Write a decision down. Never commits."""
    made = Decision(
        partner_id=resolution.partner_id, resolution_id=resolution.id, issue_id=resolution.issue_id, step_id=step.id if step else None,
        number=step.said if step else None, verdict=verdict, reason=reason or None, facts=dict(facts or {}),
        side=actor.party, decided_by=actor.user_id, decided_name=actor.name, decided_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def note(session: Session, actor: Actor | None, resolution: Resolution, verb: str, **data: Any) -> None:
    """Record what happened to a resolution, under the reference of its issue."""
    record(
        session, actor, verb, ("resolution", resolution.id, resolution.issue_ref), partner_id=resolution.partner_id,
        audience="shared", data={"title": resolution.title, "form": resolution.form, **data},
    )  # fmt: skip
