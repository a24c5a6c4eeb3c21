"""Reading resolutions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from portal.activity import queries as activity
from portal.actor import Actor
from portal.issues.models import Issue
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.resolutions.effectiveness import Target
from portal.resolutions.models import Decision, DueWord, Resolution, Step, StepVersion
from portal.scope import AnySelect, also_visible, carrying
from portal.shipments.models import Receipt

REPEAT_WITHIN = timedelta(days=365)
MOST_RECEIPTS = 2_000
MOST_DECISIONS = 300


@dataclass(frozen=True, slots=True)
class Item:
    """What an issue is about, as its order says; all None where it is about no line."""

    code: str | None = None
    name: str | None = None
    unit: str | None = None


def live(session: Session, actor: Actor, issue_id: int) -> Resolution | None:
    """The resolution of an issue that was not given up, if the actor may see it. One SELECT."""
    return session.scalars(
        Resolution.visible_to(actor).where(Resolution.issue_id == issue_id, Resolution.state != "abandoned")
    ).first()


def newest(session: Session, actor: Actor, issue_id: int) -> Resolution | None:
    """The resolution of an issue that is live, else the one that was given up last. One SELECT."""
    return session.scalars(
        Resolution.visible_to(actor)
        .where(Resolution.issue_id == issue_id)
        .order_by(case((Resolution.state == "abandoned", 1), else_=0), Resolution.id.desc())
    ).first()


def steps_of(session: Session, actor: Actor, resolution: Resolution) -> list[Step]:
    """The steps of a resolution in their order. One SELECT."""
    statement = Step.visible_to(actor).where(
        Step.resolution_id == resolution.id,
        Step.issue_id == resolution.issue_id,  # SQLite else walks all steps of the partner
    )
    return list(session.scalars(statement.order_by(Step.place)))


def versions_of(session: Session, actor: Actor, resolution_id: int) -> dict[int, list[Any]]:
    """All that was ever sent in a resolution, by step, the oldest first. One SELECT."""
    statement = (
        StepVersion.visible_to(actor)
        .with_only_columns(
            StepVersion.step_id, StepVersion.number, StepVersion.content, StepVersion.side, StepVersion.sent_name,
            StepVersion.sent_at,
        )
        .where(StepVersion.resolution_id == resolution_id)
        .order_by(StepVersion.id)
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    for row in session.execute(statement):
        found.setdefault(row.step_id, []).append(row)
    return found


def decisions_of(session: Session, actor: Actor, resolution_id: int) -> list[Any]:
    """What was decided in a resolution, the oldest first. One SELECT."""
    statement = (
        Decision.visible_to(actor)
        .with_only_columns(
            Decision.id, Decision.step_id, Decision.number, Decision.verdict, Decision.reason, Decision.facts, Decision.side,
            Decision.decided_name, Decision.decided_at,
        )
        .where(Decision.resolution_id == resolution_id)
        .order_by(Decision.id)
        .limit(MOST_DECISIONS)
    )  # fmt: skip
    return list(session.execute(statement))


def due_words(session: Session, actor: Actor, resolution_id: int) -> list[Any]:
    """What was said about when steps are due, the oldest first. One SELECT."""
    statement = (
        DueWord.visible_to(actor)
        .with_only_columns(
            DueWord.step_id, DueWord.word, DueWord.was_at, DueWord.due_at, DueWord.reason, DueWord.side,
            DueWord.by_name, DueWord.at,
        )
        .where(DueWord.resolution_id == resolution_id)
        .order_by(DueWord.id)
        .limit(MOST_DECISIONS)
    )  # fmt: skip
    return list(session.execute(statement))


def item_of(session: Session, actor: Actor, issue: Issue) -> Item:
    """What an issue is about. One SELECT, none for an issue about no line."""
    if issue.line_id is None and issue.schedule_id is None:
        return Item()
    columns = Schedule.item_code, Schedule.item, Schedule.unit
    wanted = Schedule.id == issue.schedule_id if issue.schedule_id else Schedule.line_id == issue.line_id
    row = session.execute(
        Schedule.visible_to(actor).with_only_columns(*columns).where(wanted).limit(1)
    ).first()
    return Item(*row) if row else Item()


def target_of(resolution: Resolution) -> Target:
    """By what a resolution is measured."""
    return Target(
        resolution.target_measure, resolution.target_limit, resolution.target_receipts, resolution.target_days
    )


def _same_item(model: Any, resolution: Resolution) -> Any:
    """The condition that a row is of the same item, by its code or, where it has none, by its name."""
    if resolution.item_code:
        return model.item_code == resolution.item_code
    return and_(model.item_code.is_(None), model.item == resolution.item)


_CARRIED = and_(Schedule.partner_id == Receipt.partner_id, Schedule.id == Receipt.schedule_id)
_CAME_ON = func.coalesce(Receipt.arrived_on, Receipt.received_on)
_CAME = (
    Receipt.id, Receipt.reverses_id, Receipt.ref, Receipt.arrived_on, Receipt.received_on, Receipt.accepted,
    Receipt.rejected, Schedule.order_ref, Schedule.line_number,
    func.coalesce(Schedule.base_on, Schedule.promised_on).label("due_on"),
)  # fmt: skip


def receipts_since(session: Session, actor: Actor, resolution: Resolution, since: date) -> list[Any]:
    """The partner's receipts of the item of a resolution that came after a day, and what takes receipts
    back, as portal.resolutions.effectiveness reads them. One SELECT, none without an item."""
    if not resolution.item:
        return []
    statement = (
        Receipt.visible_to(actor)
        .with_only_columns(*_CAME)
        .join(Schedule, _CARRIED)
        .where(
            Receipt.partner_id == resolution.partner_id, _same_item(Schedule, resolution),
            or_(since < _CAME_ON, Receipt.reverses_id.is_not(None)),
        )
        .order_by(Receipt.id)
        .limit(MOST_RECEIPTS)
    )  # fmt: skip
    return list(session.execute(also_visible(statement, actor, Schedule)))


def came_in(ids: Collection[int]) -> AnySelect:
    """For the system: a select of what `receipts_since` says of each of these resolutions (`case_id`) since it
    was done, at most MOST_RECEIPTS of each."""
    same = Resolution.partner_id == Schedule.partner_id
    named = and_(
        Resolution.item_code.is_(None), Schedule.item_code.is_(None), Schedule.item == Resolution.item
    )
    parts = [
        select(
            Resolution.id.label("case_id"), *_CAME,
            func.row_number().over(partition_by=Resolution.id, order_by=Receipt.id).label("place"),
        )
        .join_from(Resolution, Schedule, and_(same, of_item))
        .join(Receipt, _CARRIED)
        .where(
            Resolution.id.in_(ids), Resolution.item.is_not(None),
            or_(Resolution.implemented_on < _CAME_ON, Receipt.reverses_id.is_not(None)),
        )
        for of_item in (Schedule.item_code == Resolution.item_code, named)
    ]  # fmt: skip
    every = union_all(*parts).subquery("came")
    return select(every).where(every.c.place <= MOST_RECEIPTS).order_by(every.c.case_id, every.c.id)


def repeats(session: Session, actor: Actor, resolution: Resolution, code: str) -> list[Any]:
    """Earlier cases of the same partner, item and cause of occurrence that are open or were closed within a
    year before this one began, the newest first: id, issue_ref, title, state, ended_at, began_at. One SELECT, none without an item."""
    if not resolution.item:
        return []
    statement = (
        Resolution.visible_to(actor)
        .with_only_columns(
            Resolution.id, Resolution.issue_ref, Resolution.title, Resolution.state, Resolution.began_at,
            Resolution.ended_at,
        )
        .where(
            Resolution.partner_id == resolution.partner_id, _same_item(Resolution, resolution),
            Resolution.occurrence_code == code, Resolution.state != "abandoned", Resolution.id != resolution.id,
            Resolution.began_at <= resolution.began_at,
            or_(
                Resolution.ended_at.is_(None), Resolution.ended_at > resolution.began_at - REPEAT_WITHIN
            ),
        )
        .order_by(Resolution.began_at.desc(), Resolution.id.desc())
        .limit(5)
    )  # fmt: skip
    return list(session.execute(statement))


def news(session: Session, actor: Actor, resolution_id: int, limit: int = 30) -> list[Any]:
    """What happened to a resolution, the newest first. One SELECT."""
    return activity.of_subject(session, actor, "resolution", resolution_id, limit)


def waiting(session: Session, actor: Actor, most: int) -> list[Any]:
    """The steps of open resolutions that wait for the actor's side, by the time they are due: to be filled
    (open or returned), to be accepted (sent) or to be given another time, with issue, partner and side; and
    the closing of those for which that side can say now whether it works. Staff see those of their own issues
    and of those that nobody has. One SELECT."""
    ranges = [_waiting_for(actor, whose).limit(most) for whose in (actor.party, "both")]
    picked = union_all(*(select(part.subquery()) for part in ranges)).subquery("picked")
    statement = (
        carrying(
            select(
                Step.kind, Step.state, Step.due_at, Step.owner_id, Step.owner_name, Resolution.id.label("resolution_id"),
                Resolution.side, Resolution.effective_on, Resolution.form, Resolution.issue_ref, Resolution.title,
                Partner.name.label("partner_name"),
            ),
            *ranges, Resolution.visible_to(actor),
        )
        .join_from(picked, Step, Step.id == picked.c.id)
        .join(Resolution, and_(Resolution.partner_id == Step.partner_id, Resolution.id == Step.resolution_id))
        .join(Partner, Partner.id == Step.partner_id)
        .order_by(Step.due_at, Step.id)
        .limit(most)
    )  # fmt: skip
    return list(session.execute(also_visible(statement, actor, Partner)))


def _waiting_for(actor: Actor, whose: str) -> AnySelect:
    """The ids of the steps that wait for `whose` move and for this actor, the first due first: one range of an
    index."""
    statement = (
        select(Step.id)
        .join(Issue, and_(Issue.partner_id == Step.partner_id, Issue.id == Step.issue_id))
        .order_by(Step.due_at, Step.id)
    )
    if actor.is_narrow:  # found by their issues: by days, all that waits for the partner would be walked
        ids = Issue.visible_to(actor).with_only_columns(Issue.id)
        statement = statement.where(Step.issue_id.in_(ids), Step.waits_for.op("||")("") == whose)
    else:
        statement = statement.where(Step.waits_for == whose)
    if actor.is_staff:
        whose_issues = (
            Issue.owner_id == actor.user_id,
            Issue.owner_id.is_(None),
            Issue.opened_by == actor.user_id,
        )
        statement = statement.where(or_(*whose_issues, Step.owner_id == actor.user_id))
    else:
        statement = statement.where(Step.partner_id == actor.partner_id)
    # Whoever sees an issue sees what belongs to it: the issue is asked once, not a list of all for each part.
    return also_visible(carrying(statement, Step.visible_to(actor)), actor, Issue)
