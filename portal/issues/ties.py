"""Issues that belong together: one split off another, one merged into another."""

from dataclasses import replace
from typing import Any

from sqlalchemy import String, case, func, literal, or_, select, union, union_all
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.issues.models import Issue, IssueTie
from portal.issues.policy import OPEN
from portal.plans.models import Plan
from portal.scope import AnySelect, also_visible, carrying
from portal.talk.models import Message, ReplyTemplate

MOST_OFFERED = 50


def beside(session: Session, actor: Actor, issue_id: int, *, replies: bool) -> list[Any]:
    """What stands beside an issue, as what, id, ref, title, state, said: the issues it is tied to that the
    actor may see (what: 'into', 'split from', 'merged here', 'split off'; said: how many messages the actor may
    read there), 'plan' for the joint plans made of it or of what was merged into it, the newest first, and with
    `replies` the templates of replies ('reply', their language as ref). One SELECT."""
    tied = [
        *_tied(actor, issue_id, forward=True, words={"merged": "into", "split": "split from"}),
        *_tied(actor, issue_id, forward=False, words={"merged": "merged here", "split": "split off"}),
    ]
    plans, parts = _plans(actor, issue_id), [*tied]
    parts.append(plans)
    if replies:
        parts.append(
            select(
                literal("reply", String), ReplyTemplate.id, ReplyTemplate.language, ReplyTemplate.name,
                literal("", String), literal(0),
            )
        )  # fmt: skip
    rows = session.execute(carrying(union_all(*parts), *tied, plans)).all()  # type: ignore[arg-type]
    return sorted(rows, key=_place)


def _place(row: Any) -> tuple[str, str, int]:
    return (
        row.what,
        row.title.casefold() if row.what == "reply" else "",
        -row.id if row.what == "plan" else row.id,
    )


def _plans(actor: Actor, issue_id: int) -> AnySelect:
    took = IssueTie.visible_to(actor).with_only_columns(IssueTie.issue_id)
    took = took.where(IssueTie.other_id == issue_id, IssueTie.kind == "merged")
    statement = Plan.visible_to(actor).with_only_columns(
        literal("plan", String), Plan.id, Plan.ref, Plan.title, Plan.state, literal(0)
    )
    return statement.where(
        Plan.source_type == "issue", or_(Plan.source_id == issue_id, Plan.source_id.in_(took))
    )


def _tied(actor: Actor, issue_id: int, *, forward: bool, words: dict[str, str]) -> list[AnySelect]:
    here, there = (
        (IssueTie.issue_id, IssueTie.other_id) if forward else (IssueTie.other_id, IssueTie.issue_id)
    )
    said = (
        Message.visible_to(actor)
        .with_only_columns(func.count())
        .where(Message.subject_type == "issue", Message.subject_id == Issue.id)
        .correlate(Issue)
    )
    return [
        also_visible(
            carrying(
                select(
                    literal(word, String).label("what"), Issue.id.label("id"), Issue.ref.label("ref"),
                    Issue.title.label("title"), Issue.state.label("state"), said.scalar_subquery().label("said"),
                )
                .join_from(IssueTie, Issue, (Issue.partner_id == IssueTie.partner_id) & (Issue.id == there))
                .where(here == issue_id, IssueTie.kind == kind),
                said,
            ),
            actor, IssueTie, Issue,
        )
        for kind, word in words.items()
    ]  # fmt: skip


def tie(
    session: Session,
    actor: Actor,
    issue: Issue,
    other: Issue,
    kind: str,
    before: dict[str, Any] | None = None,
) -> IssueTie:
    """Note that `issue` was 'split' off or 'merged' into `other`. Never commits."""
    row = IssueTie(
        partner_id=issue.partner_id, issue_id=issue.id, other_id=other.id, kind=kind, before=before or {},
        tied_by=actor.user_id, tied_name=actor.name, tied_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def open_beside(session: Session, actor: Actor, issue: Issue) -> list[Any]:
    """Open issues that `issue` may be the same as: its partner's, opened by the same side, those about the
    same order first, then the newest: ref, title. One SELECT."""
    alike = (
        Issue.visible_to(actor)
        .with_only_columns(Issue.id)
        .where(
            Issue.partner_id == issue.partner_id, Issue.id != issue.id, Issue.closed.is_(False),
            Issue.opened_side == issue.opened_side, Issue.confidential == issue.confidential,
            Issue.state.in_(OPEN),
        )
        .order_by(Issue.id.desc())
        .limit(MOST_OFFERED)
    )  # fmt: skip
    parts = [alike, *([alike.where(Issue.order_id == issue.order_id)] if issue.order_id else [])]
    picked = union(*(select(part.subquery()) for part in parts)).subquery(
        "picked"
    )  # each a range of an index
    statement = (
        carrying(select(Issue.ref, Issue.title), *parts)
        .join_from(picked, Issue, Issue.id == picked.c.id)
        .order_by(case((Issue.order_id == issue.order_id, 0), else_=1), Issue.id.desc())
        .limit(MOST_OFFERED)
    )
    return list(session.execute(statement))


def wide(actor: Actor) -> Actor:
    """The actor with sight of all of their partner's records: for what goes along with an issue unseen."""
    return replace(actor, reach="all")
