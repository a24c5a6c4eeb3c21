"""The pack of a review, gathered from the records of its period: what both sides look at.

It is read as somebody sees it who sees all of the partnership that is not confidential, so that one and the
same pack is laid before everybody who may open the review. It holds nothing but text, numbers and lists:
as it stands in the minutes it is kept for good.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.issues.models import Issue
from portal.orders.models import Commitment, Order, Schedule
from portal.plans.models import Action, DueChange, Plan
from portal.plans.policy import OPEN
from portal.resolutions.models import Resolution, Step
from portal.reviews import counting, promises, queries
from portal.reviews.models import Review
from portal.scope import also_visible
from portal.scores.contest_model import RowContest
from portal.scores.period_model import ClosedMonth

MOST = 40  # rows of one kind in a pack
MOST_MOVES = 2_000  # commitments that are looked at


def gather(
    session: Session, actor: Actor, review: Review, today: date, zone: str, *, agreed: Collection[int] = ()
) -> dict[str, Any]:
    """The pack of `review` as it is now. agreed: the ids of the actions that came of its meeting."""
    whole = replace(actor, reach="all", team=None)
    last = queries.last_agreed(session, whole, review)
    since = last.period_end + timedelta(days=1) if last else review.period_start
    actions = _actions(session, whole, review.partner_id)
    ids = set(agreed) | (set(_ids(last.pack.get("agreed", ()))) if last else set())
    known = {row.id: row for row in actions} | _actions_by_id(session, whole, ids - {r.id for r in actions})
    counted = counting.count(session, whole, review, last)
    return {
        "period": [review.period_start.isoformat(), review.period_end.isoformat()],
        **counted,
        "changes": [
            *_changes(session, whole, review.partner_id, since, review.period_end, zone),
            *counting.defined_since(counted, last),
        ],
        "issues": _issues(session, whole, review.partner_id, zone),
        "actions": [_action(row, today, zone) for row in actions if row.state in (*OPEN, "done")][:MOST],
        "promises": _promises(session, whole, review, actions, today, zone),
        "last": _last(last, known, today, zone),
        "agreed": [_action(known[each], today, zone) for each in sorted(agreed) if each in known],
        "views": queries.views_of(session, whole, review.id),
        "people": [[row.side, row.name] for row in queries.people_of(session, whole, review.id)],
    }  # fmt: skip


def _ids(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    return [int(row["id"]) for row in rows]


_ACTION = (
    Action.id, Action.number, Action.title, Action.side, Action.owner_name, Action.due_on, Action.state,
    Action.done_at, Plan.ref.label("plan_ref"), Plan.source_ref, Plan.source_type,
)  # fmt: skip


def _select_actions(actor: Actor) -> Any:
    statement = (
        Action.visible_to(actor)
        .with_only_columns(*_ACTION)
        .join(Plan, (Plan.partner_id == Action.partner_id) & (Plan.id == Action.plan_id))
        .where(Plan.confidential.is_(False))
        .order_by(Action.due_on, Action.id)
    )
    return also_visible(statement, actor, Plan)


def _actions(session: Session, actor: Actor, partner_id: int) -> list[Any]:
    """Actions of the partner's running plans, and of ended ones those that were done or verified."""
    statement = _select_actions(actor).where(
        Action.partner_id == partner_id, Action.state != "dropped",
        (Plan.state == "running") | Action.done_at.is_not(None),
    )  # fmt: skip
    return list(session.execute(statement.limit(MOST_MOVES)))


def _actions_by_id(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, Any]:
    """Those of these actions that are not in a running plan any more. No SELECT for none."""
    if not ids:
        return {}
    return {row.id: row for row in session.execute(_select_actions(actor).where(Action.id.in_(ids)))}


def _action(row: Any, today: date, zone: str) -> dict[str, Any]:
    done = row.done_at.astimezone(clock.zone(zone)).date() if row.done_at else None
    late = (today - row.due_on).days if row.state in OPEN and row.due_on < today else 0
    return {
        "id": row.id, "ref": f"{row.plan_ref}/{row.number}", "title": row.title, "side": row.side,
        "owner": row.owner_name, "due": row.due_on.isoformat(), "state": row.state, "late": late,
        "done": done.isoformat() if done else None,
        "from": row.source_ref if row.source_type == "review" else None,
    }  # fmt: skip


def _last(last: Any, known: Mapping[int, Any], today: date, zone: str) -> dict[str, Any] | None:
    """The review before: what was decided and promised then, and what became of each promise."""
    if last is None:
        return None
    then = [
        _action(known[row["id"]], today, zone) | {"was_due": row["due"]}
        for row in last.pack.get("agreed", ())
        if row["id"] in known
    ]
    gone = [
        dict(row) | {"state": "dropped", "was_due": row["due"]}
        for row in last.pack.get("agreed", ())
        if row["id"] not in known
    ]
    return {"ref": last.ref, "decisions": list(last.decisions), "agreed": [*then, *gone]}


def _changes(
    session: Session, actor: Actor, partner_id: int, since: date, until: date, zone: str
) -> list[list[Any]]:
    """What came and went from `since` to `until`, as pairs of what and how many; of scores only what there was.
    Four SELECTs."""
    start, end = _instants(since, until, zone)

    def issues(column: Any) -> Any:
        return func.count().filter(column >= start, column < end)

    statement = (
        Issue.visible_to(actor)
        .with_only_columns(issues(Issue.opened_at), issues(Issue.confirmed_at))
        .where(Issue.partner_id == partner_id, Issue.confidential.is_(False), Issue.merged.is_(False))
    )
    opened, solved = session.execute(statement).one()
    orders = Order.visible_to(actor).with_only_columns(func.count()).where(
        Order.partner_id == partner_id, Order.ordered_on >= since, Order.ordered_on <= until
    )  # fmt: skip
    counts = {
        "orders": session.scalar(orders) or 0, "issues_opened": opened or 0, "issues_solved": solved or 0,
    }  # fmt: skip
    judged = {
        "contested": RowContest.visible_to(actor).where(
            RowContest.partner_id == partner_id, RowContest.at >= start, RowContest.at < end
        ),
        "restated": ClosedMonth.visible_to(actor).where(
            ClosedMonth.partner_id == partner_id, ClosedMonth.number > 1, ClosedMonth.closed_at >= start,
            ClosedMonth.closed_at < end,
        ),
    }  # fmt: skip
    for what, found in judged.items():
        if count := session.scalar(found.with_only_columns(func.count())):
            counts[what] = count
    return [[what, count] for what, count in counts.items()]


def _instants(since: date, until: date, zone: str) -> tuple[datetime, datetime]:
    """The instants between which the days lie at a place: from, and up to before."""
    here = clock.zone(zone)
    return (
        datetime.combine(since, time(), here).astimezone(UTC),
        datetime.combine(until + timedelta(days=1), time(), here).astimezone(UTC),
    )


def _issues(session: Session, actor: Actor, partner_id: int, zone: str) -> list[dict[str, Any]]:
    """Issues that are not closed, the oldest first, each with how far its resolution is. Two SELECTs."""
    statement = (
        Issue.visible_to(actor)
        .with_only_columns(
            Issue.id, Issue.ref, Issue.title, Issue.severity, Issue.state, Issue.opened_at, Issue.opened_side,
            Issue.waits_for,
        )
        .where(
            Issue.partner_id == partner_id, Issue.closed.is_(False), Issue.confidential.is_(False),
            Issue.merged.is_(False),
        )
        .order_by(Issue.opened_at, Issue.id)
        .limit(MOST)
    )  # fmt: skip
    rows = session.execute(statement).all()
    done, here = _resolutions(session, actor, [row.id for row in rows]), clock.zone(zone)
    return [
        {
            "ref": row.ref, "title": row.title, "severity": row.severity, "state": row.state,
            "opened": row.opened_at.astimezone(here).date().isoformat(), "side": row.opened_side,
            "waits_for": row.waits_for, "steps": done.get(row.id),
        }
        for row in rows
    ]  # fmt: skip


def _resolutions(session: Session, actor: Actor, issue_ids: Sequence[int]) -> dict[int, list[int]]:
    """Of the open resolution of each of these issues how many steps are accepted, of how many."""
    if not issue_ids:
        return {}
    statement = (
        Resolution.visible_to(actor)
        .with_only_columns(Resolution.issue_id, func.count().filter(Step.state == "accepted"), func.count())
        .join(Step, (Step.partner_id == Resolution.partner_id) & (Step.resolution_id == Resolution.id))
        .where(Resolution.issue_id.in_(issue_ids), Resolution.state == "open")
        .group_by(Resolution.issue_id)
    )
    rows = session.execute(also_visible(statement, actor, Step))
    return {issue_id: [accepted, every] for issue_id, accepted, every in rows}


def _promises(
    session: Session, actor: Actor, review: Review, actions: Sequence[Any], today: date, zone: str
) -> dict[str, Any]:
    """By side: actions kept and broken, and days of deliveries that moved by its cause."""
    here = clock.zone(zone)
    moved = _due_changes(session, actor, review.partner_id)
    dues = [
        promises.Due(
            f"{row.plan_ref}/{row.number}", row.title, row.side, row.owner_name, row.due_on,
            row.done_at.astimezone(here).date() if row.done_at else None, moved.get(row.id, ()),
        )
        for row in actions
    ]  # fmt: skip
    by_side = promises.judged(dues, review.period_start, review.period_end, today)
    days = promises.by_side(_moves(session, actor, review, zone))
    return {
        side: {
            "kept": len(each["kept"]),
            "broken": [
                {"ref": due.ref, "title": due.title, "owner": due.owner, "due": due.promised_on.isoformat(),
                 "done": due.done_on.isoformat() if due.done_on else None}
                for due in each["broken"]
            ][:MOST],
            "moved": len(days[side]),
            "moves": [
                {"ref": m.ref, "line": m.line, "item": m.item, "was": m.was.isoformat(), "to": m.to.isoformat(),
                 "days": m.days, "reason": m.reason}
                for m in days[side][:5]
            ],
        }
        for side, each in by_side.items()
    }  # fmt: skip


def _due_changes(session: Session, actor: Actor, partner_id: int) -> dict[int, list[tuple[str, date, date]]]:
    statement = (
        DueChange.visible_to(actor)
        .with_only_columns(DueChange.action_id, DueChange.side, DueChange.was_on, DueChange.due_on)
        .where(DueChange.partner_id == partner_id)
        .order_by(DueChange.id)
    )
    found: dict[int, list[tuple[str, date, date]]] = {}
    for row in session.execute(statement.limit(MOST_MOVES)):
        found.setdefault(row.action_id, []).append((row.side, row.was_on, row.due_on))
    return found


def _moves(session: Session, actor: Actor, review: Review, zone: str) -> list[promises.Moved]:
    """Days of deliveries that moved later within the period. One SELECT."""
    start, end = _instants(review.period_start, review.period_end, zone)
    touched = (
        Commitment.visible_to(actor)
        .with_only_columns(Commitment.schedule_id)
        .where(
            Commitment.partner_id == review.partner_id, Commitment.state == "accepted",
            Commitment.decided_at >= start, Commitment.decided_at < end, Commitment.cause_side.is_not(None),
        )
    )  # fmt: skip
    statement = (
        Commitment.visible_to(actor)
        .with_only_columns(
            Commitment.schedule_id, Commitment.day, Commitment.decided_at, Commitment.cause_side,
            Commitment.reason, Schedule.order_ref, Schedule.line_number, Schedule.item,
        )
        .join(Schedule, (Schedule.partner_id == Commitment.partner_id) & (Schedule.id == Commitment.schedule_id))
        .where(Commitment.state == "accepted", Commitment.schedule_id.in_(touched))
        .order_by(Commitment.schedule_id, Commitment.id)
        .limit(MOST_MOVES)
    )  # fmt: skip
    here = clock.zone(zone)
    rows = [
        SimpleNamespace(**row._asdict(), decided_on=row.decided_at.astimezone(here).date())
        for row in session.execute(also_visible(statement, actor, Schedule))
        if row.decided_at is not None
    ]
    return promises.moves(rows, review.period_start, review.period_end)
