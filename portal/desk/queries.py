"""What the homes ask the database.

Who opens the home, with what question, on what:
a partner's sales clerk, on a phone at the gate or between two calls: "what must I answer, and for
which order are they about to be angry?"; a purchasing agent of ours, at a desk in the morning: "who
waits for a word from us, and who has gone silent?"; a manager or an auditor, on either: "is
anything stuck?". So: what waits for the reader, the most urgent first, each with one next step, and
below it what changed since the last visit.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from portal import clock
from portal.activity import queries as activity
from portal.activity.models import Activity
from portal.actor import Actor
from portal.issues.models import ANSWERED, OWED, Issue
from portal.issues.queries import waits_for
from portal.orders.models import Commitment, Order, Schedule
from portal.partners.models import Partner
from portal.scope import also_visible, carrying
from portal.scores.contest_model import RowContest, RowCorrection
from portal.talk.models import Message

CANDIDATES = 60  # rows looked at per reason; the page shows ten things made of them
SILENCE = timedelta(days=3)  # a partner's word about an order counts as one for so long
CHANGES = 20
AMONG = 300  # rows looked at for these
WIDER = 3_000  # where so few hold too little, since one thing was done to hundreds of lines
OPENED = 12  # rows of one thing that was done to many lines
# What is done to many lines of a record at once, and is then one thing.
FOLDED = frozenset({
    "received", "reversed", "promised", "proposed", "agreed", "declined", "withdrew", "reconfirmed", "split",
    "cancelled", "added", "amended", "asked-again", "announced", "corrected", "voided", "milestone",
})  # fmt: skip

COLUMNS = (
    Schedule.id, Schedule.partner_id, Schedule.order_id, Schedule.order_ref, Schedule.line_number,
    Schedule.part, Schedule.item, Schedule.unit, Schedule.quantity, Schedule.accepted, Schedule.stage,
    Schedule.requested_on, Schedule.due_on, Schedule.base_on, Schedule.promised_on,
    Schedule.proposed_on, Schedule.proposed_by, Schedule.expected_on, Schedule.expected_low,
    Schedule.expected_high, Schedule.arrived_on, Schedule.received_on, Schedule.dispatched,
    Schedule.carrier, Schedule.split_on, Schedule.cancelled_at,
)  # fmt: skip


def _reasons(actor: Actor, today: date) -> list[tuple[str, list[ColumnElement[bool]]]]:
    """Why a schedule waits for the reader: 'overdue', 'proposed', 'unconfirmed', 'reconfirm', each with ranges of
    one index. An overdue line that its partner has said something about waits for nobody here."""
    past = [
        Schedule.due_on < today,
        or_(Schedule.expected_on.is_(None), Schedule.expected_on < today),
        *_silent(actor),
    ]
    other = "company" if actor.party == "partner" else "partner"
    reasons: list[tuple[str, list[ColumnElement[bool]]]] = [
        ("overdue", [Schedule.stage == "promised", *past]),
        ("overdue", [Schedule.stage == "at_risk", *past]),
        ("proposed", [Schedule.stage == "proposed", Schedule.proposed_by == other]),
    ]
    if not actor.is_staff:
        reasons.append(("unconfirmed", [Schedule.stage == "unconfirmed"]))
        asked = [
            Schedule.asked_again_at.is_not(None),
            Schedule.dispatched.is_(False),
            Schedule.promised_on >= today,
        ]
        reasons.append(("reconfirm", [Schedule.stage.in_(("promised", "at_risk")), *asked]))
    return reasons


def _silent(actor: Actor) -> list[ColumnElement[bool]]:
    """No open issue about the line, and no word of the partner under the order lately."""
    told = Issue.visible_to(actor).with_only_columns(Issue.id)
    told = told.where(Issue.line_id == Schedule.line_id, Issue.closed.is_(False)).correlate(Schedule)
    said = Message.visible_to(actor).with_only_columns(Message.id)
    said = said.where(
        Message.subject_type == "order", Message.subject_id == Schedule.order_id,
        Message.author_side == "partner", Message.created_at > clock.now() - SILENCE,
    ).correlate(Schedule)  # fmt: skip
    return [~told.exists(), ~said.exists()]


def _mine(actor: Actor) -> list[ColumnElement[bool]]:
    """An agent's own orders and those that nobody has; everybody else's are all they may see."""
    if actor.is_staff and actor.role == "agent":
        return [or_(Order.staff_owner_id == actor.user_id, Order.staff_owner_id.is_(None))]
    return []


def _part(actor: Actor, conditions: Sequence[ColumnElement[bool]], *columns: Any) -> Select[Any]:
    joined = (
        Schedule.visible_to(actor)
        .with_only_columns(*columns)
        .join(Order, Order.id == Schedule.order_id)
        .join(Partner, Partner.id == Schedule.partner_id)
        .where(*conditions, *_mine(actor))
    )
    return also_visible(joined, actor, Order, Partner)


def waiting_schedules(session: Session, actor: Actor, today: date) -> list[Any]:
    """The schedules that wait for the reader, at most CANDIDATES per reason, earliest day first, as
    COLUMNS with `reason`, `answer_due_at` of the order and `partner_name`. One SELECT."""
    more = (Order.answer_due_at, Partner.name.label("partner_name"))
    parts = [
        _part(actor, conditions, literal(reason, String).label("reason"), *COLUMNS, *more)
        .order_by(Schedule.due_on, Schedule.id)
        .limit(CANDIDATES)
        for reason, conditions in _reasons(actor, today)
    ]
    together = union_all(*(select(part.subquery()) for part in parts)).subquery()
    statement = select(together).order_by(together.c.due_on, together.c.id)
    return list(session.execute(carrying(statement, *parts)).all())


def line_counts(
    session: Session, actor: Actor, today: date, order_ids: Collection[int]
) -> dict[tuple[str, int], int]:
    """How many schedules of these orders wait for each reason, by (reason, order id). One SELECT."""
    parts = [
        _part(
            actor, [*conditions, Schedule.order_id.in_(order_ids)],
            literal(reason, String).label("reason"), Schedule.order_id,
        )
        for reason, conditions in _reasons(actor, today)
    ]  # fmt: skip
    each = union_all(*(select(part.subquery()) for part in parts)).subquery()
    statement = select(each.c.reason, each.c.order_id, func.count()).group_by(each.c.reason, each.c.order_id)
    return {(r, o): n for r, o, n in session.execute(carrying(statement, *parts))}


def ledger(session: Session, actor: Actor, schedule_ids: Collection[int]) -> dict[int, list[Any]]:
    """The promise ledger of some schedules, oldest row first. One SELECT."""
    statement = (
        Commitment.visible_to(actor)
        .with_only_columns(
            Commitment.schedule_id, Commitment.day, Commitment.quantity, Commitment.proposed_by,
            Commitment.state, Commitment.cause_side, Commitment.reason, Commitment.proposer_name,
        )
        .where(Commitment.schedule_id.in_(schedule_ids))
        .order_by(Commitment.id)
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    for row in session.execute(statement):
        found.setdefault(row.schedule_id, []).append(row)
    return found


def waiting_issues(session: Session, actor: Actor) -> list[Any]:
    """The issues in which the reader's side owes a word, by their answer clock, with `partner_name`; row_by is the
    side that contests a row of the score in it, None for any other issue, row_corrected whether that is counted
    otherwise since. For staff their own and those that nobody has, their own first. One SELECT."""
    contest = (
        RowContest.visible_to(actor).with_only_columns(RowContest.side).where(RowContest.issue_id == Issue.id)
    )
    corrected = (
        RowCorrection.visible_to(actor)
        .with_only_columns(RowCorrection.id)
        .where(RowCorrection.schedule_id == Issue.schedule_id, RowCorrection.issue_ref == Issue.ref)
    )
    columns = (
        Issue.ref, Issue.title, Issue.state, Issue.answer_due_at, Issue.owner_id, Issue.opened_by,
        Partner.name.label("partner_name"), contest.correlate(Issue).scalar_subquery().label("row_by"),
        corrected.correlate(Issue).exists().label("row_corrected"),
    )  # fmt: skip
    joined = Issue.visible_to(actor).with_only_columns(*columns).join(Partner, Partner.id == Issue.partner_id)
    statement: Select[Any] = also_visible(joined, actor, Partner).where(Issue.id.in_(_first_to_answer(actor)))
    if actor.is_staff:
        mine = or_(Issue.owner_id == actor.user_id, Issue.opened_by == actor.user_id)
        statement = statement.order_by(case((mine, 0), else_=1))
    statement = statement.order_by(Issue.answer_due_at, Issue.id)
    return list(session.execute(statement.limit(CANDIDATES)).all())


def _first_to_answer(actor: Actor) -> Any:
    """The ids of the first of those issues, each part a range of an index: what waits for an answer and what
    for an agreement, of the reader, of nobody, and what they opened themselves."""
    whose: list[list[ColumnElement[bool]]] = [[]]
    if actor.is_staff:
        own = (Issue.owner_id == actor.user_id, Issue.owner_id.is_(None), Issue.opened_by == actor.user_id)
        whose = [[condition] for condition in own]
    return union(
        *(
            select(
                Issue.visible_to(actor)
                .with_only_columns(Issue.id)
                .where(waits_for(actor), Issue.turn == turn, *conditions)
                .order_by(Issue.turn_due_at, Issue.id)
                .limit(CANDIDATES)
                .correlate(None)
                .subquery()
            )
            for turn in (OWED, ANSWERED)
            for conditions in whose
        )
    )


def changes(
    session: Session, actor: Actor, verbs: Collection[str], since: datetime | None, before: int | None
) -> tuple[list[list[Any]], int | None]:
    """What others did, newest first, not before `since` and with ids below `before`, where given; and the id
    to pass as `before` for earlier ones, or None. What somebody did at once to many lines of a record is
    one thing: at most OPENED of its rows, each with `times`, how many there are (of WIDER rows). One SELECT;
    two where such a thing fills the page."""
    for among in (AMONG, WIDER):
        asked = _changes(actor.as_reader, frozenset(verbs), before is not None)
        values = {"among": among} if before is None else {"among": among, "before": before}
        rows = session.execute(asked, values).all()
        acts: dict[int, list[Any]] = {}
        for row in rows:
            acts.setdefault(row.last, []).append(row)
        newest = list(acts.values())
        if len(newest) > CHANGES or not rows or rows[0].read < among:
            break
    # Rows are read by id and cut by time here: a condition on time would walk all that is older.
    shown = [act for act in newest[:CHANGES] if since is None or act[0].at >= since]
    if len(shown) < len(newest):
        return shown, newest[len(shown)][0].last + 1
    return shown, rows[0].oldest if rows and rows[0].read == among else None


@lru_cache(maxsize=512)
def _changes(actor: Actor, verbs: frozenset[str], earlier: bool) -> Select[Any]:
    """Kept per reader, since building it takes longer than the database needs to answer."""
    told = activity.visible(actor).where(
        Activity.verb.in_(sorted(verbs)),
        or_(Activity.actor_user_id.is_(None), Activity.actor_user_id != actor.user_id),
    )
    if (
        actor.is_narrow
    ):  # found by its records: in the order of ids all that their partner has would be walked
        told = told.order_by(None).order_by((Activity.id + 0).desc())
    if earlier:
        told = told.where(Activity.id < bindparam("before"))
    about = func.coalesce(Activity.data["notice"].as_string(), Activity.subject_ref).label("about")
    state = Activity.data["state"].as_string().label("state")
    each = told.add_columns(Activity.request_id, about, state).limit(bindparam("among")).subquery()
    c = each.c
    alone = case((c.verb.not_in(sorted(FOLDED)), c.id))
    by_itself = case((c.request_id.is_(None), c.at))  # written by no request: at one instant
    act = (c.verb, c.actor_user_id, c.request_id, by_itself, c.about, c.state, alone)
    counted = select(
        each, func.count().over(partition_by=act).label("times"), func.max(c.id).over(partition_by=act).label("last"),
        func.row_number().over(partition_by=act, order_by=c.id.desc()).label("nth"),
        func.count().over().label("read"), func.min(c.id).over().label("oldest"),
    ).subquery()  # fmt: skip
    opened = select(counted, func.dense_rank().over(order_by=counted.c.last.desc()).label("place"))
    shown = opened.where(counted.c.nth <= OPENED).subquery()
    statement = select(shown).where(shown.c.place <= CHANGES + 1).order_by(shown.c.place, shown.c.nth)
    return carrying(statement, told)
