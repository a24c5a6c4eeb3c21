"""What happens to one step: it is sent, accepted, returned, given to somebody."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.actor import Actor
from portal.issues.actions import let_in
from portal.resolutions import policy, timing
from portal.resolutions.actions import NotNow, decide, note, touch
from portal.resolutions.kinds import PLACE_OF, RESTS_ON_CAUSES, counted_by_other
from portal.resolutions.models import Resolution, Step, StepVersion
from portal.resolutions.queries import steps_of


class Lacking(Exception):
    """It cannot be closed yet; `what` are the words of policy.lacking."""

    def __init__(self, what: tuple[str, ...]) -> None:
        super().__init__(", ".join(what))
        self.what = what


def send(
    session: Session, actor: Actor, resolution: Resolution, step: Step, content: Mapping[str, Any]
) -> StepVersion:
    """Send what a step says as its next version; what the other side said of its own place stays. Whom the partner
    names in the team takes part in the issue. Raises NotNow. Records `step_sent`; never commits."""
    if not policy.can_send(actor, resolution, step):
        raise NotNow
    theirs = counted_by_other(said_last(session, step), resolution.side) if step.kind == "containment" else {}
    step.state, step.asked_due_at = "sent", None
    if step.owner_id is None:
        step.owner_id, step.owner_name = actor.user_id, actor.name
    if step.kind == "team" and not actor.is_staff:  # a side lets its own people in
        let_in(session, resolution.partner_id, resolution.issue_id, _of_partner(content))
    version = _next_version(session, actor, resolution, step, {**content, **theirs})
    note(session, actor, resolution, "step_sent", step=step.kind, number=step.said)
    return version


def _of_partner(content: Mapping[str, Any]) -> list[int]:
    """The ids of the partner's people whom a team names."""
    named = (str(each).partition(":") for each in content.get("names", {}))
    return [int(number) for side, _colon, number in named if side == "partner"]


def count(
    session: Session, actor: Actor, resolution: Resolution, step: Step, counted: Mapping[str, Any]
) -> StepVersion:
    """Say what lies at the place of the side that does not fill the containment (values by the names in
    COUNTED), as the step's next version; how it stands does not change. Raises NotNow. Records
    `step_counted`; never commits."""
    if not policy.can_count(actor, resolution, step):
        raise NotNow
    place = PLACE_OF[actor.party]
    rest = {
        name: value for name, value in said_last(session, step).items() if not name.startswith(f"{place}_")
    }
    mine = {f"{place}_{name}": value for name, value in counted.items()}
    content = {**rest, **mine, f"{place}_by": actor.name}
    version = _next_version(session, actor, resolution, step, content)
    note(session, actor, resolution, "step_counted", step=step.kind, number=step.said)
    return version


def _next_version(
    session: Session, actor: Actor, resolution: Resolution, step: Step, content: Mapping[str, Any]
) -> StepVersion:
    step.said += 1
    session.flush()  # under the step's version: of two at once, one is refused
    version = StepVersion(
        partner_id=resolution.partner_id, resolution_id=resolution.id, issue_id=resolution.issue_id, step_id=step.id, number=step.said,
        content=dict(content), side=actor.party, sent_by=actor.user_id, sent_name=actor.name, sent_at=clock.now(),
    )  # fmt: skip
    session.add(version)
    session.flush()
    return version


def accept(session: Session, actor: Actor, resolution: Resolution, step: Step) -> None:
    """Accept what a step says. With the causes their codes begin to stand, with the implementation its
    day; with the closing the case is closed. Raises NotNow, and Lacking for a closing that comes too
    early. Records `step_accepted` or `resolution_closed`; never commits."""
    if not policy.can_accept(actor, resolution, step):
        raise NotNow
    if step.kind == "closing":
        _close(session, actor, resolution, step)
        return
    step.state = "accepted"
    content = said_last(session, step)
    if step.kind == "causes":
        resolution.occurrence_code = str(content["occurrence_code"])
        resolution.escape_code = str(content["escape_code"])
    elif step.kind == "implementation":
        resolution.implemented_on = date.fromisoformat(str(content["done_on"]))
    touch(session, resolution)
    decide(session, actor, resolution, "accepted", step=step)
    note(session, actor, resolution, "step_accepted", step=step.kind)


def _close(session: Session, actor: Actor, resolution: Resolution, step: Step) -> None:
    """Close by one statement that asks everything again: nobody's older look can slip through."""
    if lack := policy.lacking(resolution, steps_of(session, actor, resolution)):
        raise Lacking(lack)
    step.state = "accepted"
    session.flush()
    left = (
        select(Step.id)
        .where(Step.resolution_id == resolution.id, Step.state != "accepted")
        .correlate(Resolution)
        .exists()
    )
    now = clock.now()
    statement = (
        update(Resolution)
        .where(
            Resolution.id == resolution.id, Resolution.version == resolution.version, Resolution.state == "open",
            Resolution.occurrence_code.is_not(None), Resolution.escape_code.is_not(None),
            Resolution.effective_on > Resolution.implemented_on, ~left,
        )
        .values(state="closed", ended_at=now, changed_at=now, version=Resolution.version + 1)
        .execution_options(system=True, synchronize_session=False)
    )  # fmt: skip
    if session.execute(statement).rowcount != 1:  # type: ignore[attr-defined]
        raise StaleDataError("the resolution changed meanwhile")
    new = {"state": "closed", "ended_at": now, "changed_at": now, "version": resolution.version + 1}
    for name, value in new.items():
        set_committed_value(resolution, name, value)
    decide(session, actor, resolution, "closed", step=step)
    note(session, actor, resolution, "resolution_closed")


def return_(session: Session, actor: Actor, resolution: Resolution, step: Step, reason: str) -> None:
    """Return a step, saying why; what rested on its acceptance stands no more, and who sent it in time has the
    time again that was left. Raises NotNow. Records `step_returned`; never commits."""
    if not policy.can_return(actor, resolution, step):
        raise NotNow
    if step.state == "accepted":
        if step.kind == "causes":
            resolution.occurrence_code = resolution.escape_code = None
        if step.kind == "implementation":
            resolution.implemented_on = None
        if step.kind in RESTS_ON_CAUSES:  # what was found to work was something else
            resolution.effective_on = resolution.ready_on = None
    step.state = "returned"
    timing.give_back(session, actor, resolution, step, _sent_at(session, resolution, step), reason)
    touch(session, resolution)
    decide(session, actor, resolution, "returned", step=step, reason=reason)
    note(session, actor, resolution, "step_returned", step=step.kind, reason=reason[:300])


def _sent_at(session: Session, resolution: Resolution, step: Step) -> datetime | None:
    """When the side that fills a step sent it last. One SELECT."""
    statement = select(func.max(StepVersion.sent_at)).where(
        StepVersion.partner_id == step.partner_id,
        StepVersion.step_id == step.id,
        StepVersion.side == resolution.side,
    )
    return session.scalar(statement.execution_options(system=True))


def give(
    session: Session, actor: Actor, resolution: Resolution, step: Step, owner_id: int, owner_name: str
) -> None:
    """Give a step to somebody of the side that fills it, who takes part in the issue from then on. Raises NotNow. Records `step_given`; never
    commits."""
    if not policy.can_send(actor, resolution, step):
        raise NotNow
    if step.owner_id == owner_id:
        return
    step.owner_id, step.owner_name = owner_id, owner_name
    session.flush()
    if resolution.side == "partner":
        let_in(session, resolution.partner_id, resolution.issue_id, [owner_id])
    note(session, actor, resolution, "step_given", step=step.kind, person=owner_name)


def said_last(session: Session, step: Step) -> dict[str, Any]:
    """What the newest version of a step says; empty before the first. One SELECT."""
    statement = select(StepVersion.content).where(
        StepVersion.partner_id == step.partner_id,
        StepVersion.step_id == step.id,
        StepVersion.number == step.said,
    )
    return session.scalars(statement.execution_options(system=True)).first() or {}
