"""Problems, questions and feedback, raised by either side."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    case,
    cast,
    false,
    null,
    or_,
    select,
    union,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity import subjects
from portal.actor import Actor
from portal.db import Base, BigId, Quantity, UTCDateTime
from portal.issues import standing
from portal.orders.models import Order
from portal.scope import AnySelect, PartnerOwned, also_visible, carrying, seen_with
from portal.shipments import disputes
from portal.shipments.models import Receipt

KINDS = (
    "late_or_missing", "damaged", "wrong_item", "documents",
    "communication", "other_problem", "suggestion", "praise",
)  # fmt: skip
STATES = ("open", "acknowledged", "in_progress", "resolved", "confirmed", "reopened")
SEVERITIES = ("urgent", "high", "normal", "low")
ABOUT = ("line", "order", "notice", "relationship")

# Where an issue stands in the queue; the database computes these, so no writer can forget one.
OWED, ANSWERED, CLOSED = 0, 1, 2  # a word is owed, none is, over
PLACE = ("turn", "turn_due_at", "id")
_TURN = f"CASE WHEN closed THEN {CLOSED} WHEN unanswered THEN {OWED} ELSE {ANSWERED} END"
_TURN_AT = "CASE WHEN closed THEN opened_at WHEN unanswered THEN answer_due_at ELSE solution_due_at END"
_WAITS_FOR = (
    "CASE WHEN closed THEN NULL"
    " WHEN unanswered THEN CASE opened_side WHEN 'staff' THEN 'partner' ELSE 'staff' END"
    " WHEN state = 'resolved' THEN opened_side END"
)


class Issue(PartnerOwned, Base):
    """One matter between a partner and the company.

    The answer clock runs from opened_at to answered_at, the solution clock to resolved_at; both
    dues are instants computed from working hours when the issue was opened, reopened or re-graded.
    owner_id is the staff person who answers for it. `unanswered` is true while a word is owed.
    turn and turn_due_at are its place in the queue: by answer clock, by solution clock, and what is closed
    by when it was opened. waits_for is the side whose move it is: to answer, or to confirm. `merged` is one
    that was closed because another (IssueTie) holds the same matter; its state stays what it was.
    """

    __tablename__ = "issues"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("partner_id", "id"),
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        ForeignKeyConstraint(["partner_id", "line_id"], ["lines.partner_id", "lines.id"]),
        ForeignKeyConstraint(["partner_id", "schedule_id"], ["schedules.partner_id", "schedules.id"]),
        ForeignKeyConstraint(["partner_id", "notice_id"], ["notices.partner_id", "notices.id"]),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"severity in {SEVERITIES}", name="severity"),
        CheckConstraint(f"about in {ABOUT}", name="about"),
        CheckConstraint("opened_side in ('staff', 'partner')", name="opened_side"),
        Index("ix_issues_turn", *PLACE),
        Index("ix_issues_owner", "owner_id", *PLACE),
        Index("ix_issues_team", "team", *PLACE),
        Index("ix_issues_kind", "kind", *PLACE),
        Index("ix_issues_state", "state", *PLACE),
        Index("ix_issues_waits", "waits_for", *PLACE),
        Index("ix_issues_waits_owner", "waits_for", "owner_id", *PLACE),
        Index("ix_issues_waits_state", "waits_for", "state", *PLACE),
        Index("ix_issues_p_turn", "partner_id", *PLACE, "confidential", "opened_by"),
        Index("ix_issues_p_waits", "partner_id", "waits_for", *PLACE, "confidential", "opened_by"),
        Index("ix_issues_p_kind", "partner_id", "kind", *PLACE),
        Index("ix_issues_p_state", "partner_id", "state", *PLACE),
        Index("ix_issues_order", "order_id", "id"),
        Index("ix_issues_line", "line_id", "closed"),
        Index("ix_issues_opened", "opened_at", "id"),
        Index("ix_issues_p_opened", "partner_id", "opened_at", "id"),
        Index("ix_issues_opened_by", "opened_by", "waits_for", *PLACE),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    severity: Mapped[str] = mapped_column(String(10), default="normal")
    state: Mapped[str] = mapped_column(String(12), default="open")
    title: Mapped[str] = mapped_column(String(160))
    about: Mapped[str] = mapped_column(String(12))
    order_id: Mapped[int | None] = mapped_column(BigId)
    line_id: Mapped[int | None] = mapped_column(BigId)
    schedule_id: Mapped[int | None] = mapped_column(BigId)
    notice_id: Mapped[int | None] = mapped_column(BigId)
    about_label: Mapped[str] = mapped_column(String(200), default="")
    what_happened: Mapped[str] = mapped_column(Text)
    effect: Mapped[str | None] = mapped_column(Text)
    wished_outcome: Mapped[str | None] = mapped_column(Text)
    quantity_affected: Mapped[Decimal | None] = mapped_column(Quantity)
    confidential: Mapped[bool] = mapped_column(default=False)
    opened_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    opened_name: Mapped[str] = mapped_column(String(120))
    opened_side: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    team: Mapped[str | None] = mapped_column(String(60))
    closed: Mapped[bool] = mapped_column(default=False)
    unanswered: Mapped[bool] = mapped_column(default=True)
    answer_due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    solution_due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reopened_count: Mapped[int] = mapped_column(default=0)
    merged: Mapped[bool] = mapped_column(default=False, server_default=false())
    handling: Mapped[str | None] = mapped_column(String(10))
    handling_note: Mapped[str | None] = mapped_column(String(500))
    turn: Mapped[int] = mapped_column(Computed(_TURN), nullable=True)
    turn_due_at: Mapped[datetime] = mapped_column(UTCDateTime, Computed(_TURN_AT), nullable=True)
    waits_for: Mapped[str | None] = mapped_column(String(10), Computed(_WAITS_FOR))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """A confidential issue is for its opener, named people and staff; reach narrows the rest."""
        conditions = super().visible_if(actor)
        if actor.side == "partner":
            named = IssuePerson.visible_to(actor).with_only_columns(IssuePerson.issue_id)
            named = named.where(IssuePerson.user_id == actor.user_id)
            if actor.reach == "all":
                mine = or_(cls.opened_by == actor.user_id, cls.id.in_(named))
                conditions.append(or_(cls.confidential.is_(False), mine))
            else:
                conditions.append(cls.id.in_(_within_reach(actor, named)))
        return conditions


def _within_reach(actor: Actor, named: AnySelect) -> Any:
    """The ids of what a person with a narrower reach sees, each part from an index, so that it costs what
    they see and not what their colleagues have: opened by them, naming them, or about their orders."""
    orders = Order.visible_to(actor).with_only_columns(Order.id)
    ids = select(Issue.id).correlate(None)
    return union(
        ids.where(Issue.opened_by == actor.user_id), named,
        ids.where(Issue.order_id.in_(orders), Issue.confidential.is_(False)),
    )  # fmt: skip


class IssuePart(PartnerOwned):
    """What belongs to an issue, which may be confidential, and is seen by whoever sees that."""

    issue_id: Mapped[int] = mapped_column(BigId)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Narrowed through the issue for a partner's people."""
        return [*super().visible_if(actor), *seen_with(actor, Issue, cls.issue_id)]


class IssuePerson(PartnerOwned, Base):
    """A person who takes part in an issue, of either side: they may read it though it is confidential and
    whatever their reach, and they are told. added_side, added_name: who named them later than its opening."""

    __tablename__ = "issue_people"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "issue_id"], ["issues.partner_id", "issues.id"]),
        Index("ix_issue_people_user_id", "user_id"),
    )

    issue_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    added_side: Mapped[str | None] = mapped_column(String(10))
    added_name: Mapped[str | None] = mapped_column(String(120))
    added_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class IssueTie(PartnerOwned, Base):
    """An issue that was merged into another or split off it: at most one of each kind. before: what a merge
    changed, so that it can be undone."""

    __tablename__ = "issue_ties"
    __table_args__ = (
        CheckConstraint("kind in ('merged', 'split')", name="kind"),
        CheckConstraint("issue_id <> other_id", name="other"),
        ForeignKeyConstraint(["partner_id", "issue_id"], ["issues.partner_id", "issues.id"]),
        ForeignKeyConstraint(["partner_id", "other_id"], ["issues.partner_id", "issues.id"]),
        Index("ix_issue_ties_other", "other_id", "kind"),
    )

    issue_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    other_id: Mapped[int] = mapped_column(BigId)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    tied_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    tied_name: Mapped[str] = mapped_column(String(120))
    tied_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Contest(PartnerOwned, Base):
    """Which issue contests a receipt. There is one for each: who contests it again reopens that issue."""

    __tablename__ = "contests"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "receipt_id"], ["receipts.partner_id", "receipts.id"]),
        ForeignKeyConstraint(["partner_id", "issue_id"], ["issues.partner_id", "issues.id"]),
        Index("ix_contests_issue_id", "issue_id"),
    )

    receipt_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    issue_id: Mapped[int] = mapped_column(BigId)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Seen by whoever sees the receipt."""
        conditions = super().visible_if(actor)
        if actor.side == "partner" and actor.reach != "all":
            conditions.append(cls.receipt_id.in_(Receipt.visible_to(actor).with_only_columns(Receipt.id)))
        return conditions


def _contested(actor: Actor) -> AnySelect:
    """The receipts that are contested by an issue which is not closed, as portal.shipments.disputes asks."""
    opener = case((Issue.opened_side == "staff", "company"), else_="partner")
    newest = standing.of_issues(actor)
    found = newest.subquery("newest") if newest is not None else None
    columns: tuple[Any, ...] = (
        opener.label("party"),
        cast(null(), String).label("state"),
        cast(null(), UTCDateTime).label("ended_at"),
    )
    if found is not None:
        # What both agreed on is the company's to book; before, it is the move of whom the dispute waits for.
        waits = case(
            (found.c.state == "accepted", "partner"),
            (found.c.waits_for == "company", "partner"),
            (found.c.waits_for == "partner", "company"),
            else_=opener,
        )
        columns = (waits.label("party"), found.c.state, found.c.ended_at)
    statement = (
        Receipt.visible_to(actor)
        .with_only_columns(
            Receipt.partner_id, Receipt.schedule_id, Issue.opened_at.label("at"), Issue.ref.label("ref"), *columns
        )
        .join(Contest, (Contest.partner_id == Receipt.partner_id) & (Contest.receipt_id == Receipt.id))
        .join(Issue, (Issue.partner_id == Contest.partner_id) & (Issue.id == Contest.issue_id))
        .where(Issue.closed.is_(False))
    )  # fmt: skip
    statement = also_visible(statement, actor, Contest, Issue)
    if newest is None or found is None:
        return statement
    return carrying(
        statement.outerjoin(found, (found.c.partner_id == Issue.partner_id) & (found.c.issue_id == Issue.id)),
        statement,
        newest,
    )


disputes.register(_contested)
subjects.register("issue", lambda actor: Issue.visible_to(actor).with_only_columns(Issue.id))
