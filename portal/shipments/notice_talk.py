"""Talk under a ship notice: who reads it, and where it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.actor import Actor
from portal.orders.models import Order
from portal.scope import also_visible
from portal.shipments.models import Notice, NoticeLine
from portal.talk.composer import Circle, Conversation, MessageForm, conversation, earlier_than


def circle(session: Session, actor: Actor, notice: Notice, partner_name: str) -> Circle:
    """Who of the partner reads a notice: whoever sees one of the orders that it carries something of, whatever the
    actor's own reach. The partner knows of ours who has these orders. One SELECT."""
    wide = replace(actor, reach="all")
    rows = session.execute(
        also_visible(
            select(Order.staff_owner_id, Order.partner_owner_id, Order.partner_team), wide, NoticeLine, Order
        )
        .join_from(
            NoticeLine, Order, (Order.partner_id == NoticeLine.partner_id) & (Order.id == NoticeLine.order_id)
        )
        .where(NoticeLine.notice_id == notice.id)
        .distinct()
    ).all()
    owners = {row.partner_owner_id for row in rows} - {None}
    teams = {row.partner_team for row in rows} - {None}
    in_team = and_(Membership.reach == "team", Membership.team.in_(teams))
    named = select(Membership.user_id).where(
        Membership.partner_id == notice.partner_id, or_(Membership.user_id.in_(owners), in_team)
    )
    return Circle(
        notice.partner_id, partner_name, named=named, known=[row.staff_owner_id for row in rows if row.staff_owner_id]
    )  # fmt: skip


def draft_key(actor: Actor, notice: Notice, asked: str | None) -> str:
    """Under which key words for a notice wait. Partners number their notices themselves: for our people an order on
    it says which is meant, so that what was typed to one partner never stands under the notice of another."""
    key = f"shipments/{notice.ref}/messages"
    return f"{key}/{asked}" if actor.is_staff and asked else key


def talk(
    session: Session, actor: Actor, notice: Notice, readers: Circle, *, action: str, href: str, draft: str,
    files: Sequence[Any], asked: Mapping[str, str], form: MessageForm | None = None,
    refusals: Sequence[tuple[str, str]] = (),
) -> Conversation:  # fmt: skip
    """The thread of a notice and its composer."""
    return conversation(
        session, actor, "notice", notice.id, readers, action=action, href=href, form=form, before=earlier_than(asked),
        files=files, takes_files=True, refusals=refusals, draft=draft, pages=True,
    )  # fmt: skip
