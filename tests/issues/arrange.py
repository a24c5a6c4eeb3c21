"""An order of each partner and an issue about it, made through the actions."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.actor import Actor
from portal.issues import actions
from portal.issues.models import Issue
from portal.orders.actions import NewLine
from portal.orders.actions import create as create_order
from portal.orders.models import Schedule
from tests import cast

ZONE = "Asia/Jakarta"


def actor(name: str) -> Actor:
    """A member of the cast as an actor."""
    if name in cast.STAFF:
        return Actor(cast.user_id(name), cast.NAMES[name], "staff", cast.STAFF[name], "en", ZONE)
    code, role = cast.PEOPLE[name]
    partner = 1 if code == "SUMBER" else 2
    return Actor(cast.user_id(name), cast.NAMES[name], "partner", role, "en", ZONE, partner_id=partner)


def orders(session: Session) -> None:
    """PO-1 of SUMBER, owned by Dewi, and PO-2 of BAUT; one line each."""
    new = NewLine("Angle 75 x 75 x 6", Decimal("12.5"), "t", date(2026, 11, 3))
    create_order(session, None, 1, "PO-1", [new], staff_owner_id=cast.user_id("dewi"))
    create_order(session, None, 2, "PO-2", [new])
    session.commit()


def issue(session: Session, name: str = "rina", ref: str | None = "PO-1", **report: Any) -> str:
    """An issue opened by this person about line 1 of the order, or about the relationship; its
    reference."""
    who = actor(name)
    partner = who.partner_id or 1
    matter = actions.Matter("relationship", partner)
    if ref:
        part = session.scalars(select(Schedule).where(Schedule.order_ref == ref)).one()
        matter = actions.Matter(
            "line", part.partner_id, f"{ref} 1", order_id=part.order_id, line_id=part.line_id,
            schedule_id=part.id, owner_id=cast.user_id("dewi") if ref == "PO-1" else None,
        )  # fmt: skip
    told = {"kind": "late_or_missing", "what_happened": "The truck stands at the port.", **report}
    opened = actions.open_issue(session, who, matter, actions.Report(**told))
    session.commit()
    return opened.ref


def get(session: Session, ref: str) -> Issue:
    """The issue as the database holds it now."""
    return session.scalars(
        select(Issue).where(Issue.ref == ref).execution_options(populate_existing=True)
    ).one()


def verbs(session: Session, ref: str) -> list[str]:
    """What was recorded about the issue, oldest first."""
    return list(
        session.scalars(select(Activity.verb).where(Activity.subject_ref == ref).order_by(Activity.id))
    )
