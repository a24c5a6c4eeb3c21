"""A plan with SUMBER, made through the actions, and what stands in the database afterwards."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.plans import actions
from portal.plans.models import Action, Plan
from tests import cast
from tests.issues.arrange import actor

START, END = date(2026, 11, 1), date(2027, 1, 31)


def plan(session: Session, name: str = "dewi", partner: int = 1, **terms: Any) -> Plan:
    """A running plan that this person began, owned by Dewi and Rina (Budi with BAUT), with a measure."""
    theirs = cast.user_id("rina" if partner == 1 else "budi")
    told = {
        "title": "No more bent bars", "goal": "Every bundle arrives straight.", "starts_on": START, "ends_on": END,
        "staff_owner_id": cast.user_id("dewi"), "partner_owner_id": theirs, "measure": "Bent bars", "unit": "pcs",
        "baseline": Decimal(12), "target": Decimal(0), **terms,
    }  # fmt: skip
    made = actions.begin(session, actor(name), partner, "corrective", actions.Terms(**told))
    session.commit()
    return made


def action(session: Session, of: Plan, owner: str = "rina", **what: Any) -> int:
    """An action of a plan that this person owns; its number."""
    new = {
        "title": "Change the straps", "done_means": "A picture of the new straps is here",
        "due_on": date(2026, 12, 15), **what,
    }  # fmt: skip
    side = "company" if owner in cast.STAFF else "partner"
    made = actions.add_action(
        session, actor("dewi"), get(session, of.ref),
        actions.NewAction(side=side, owner_id=cast.user_id(owner), owner_name=cast.NAMES[owner], **new),
    )  # fmt: skip
    session.commit()
    return made.number


def get(session: Session, ref: str) -> Plan:
    """The plan as the database holds it now."""
    statement = select(Plan).where(Plan.ref == ref).execution_options(populate_existing=True)
    return session.scalars(statement).one()


def get_action(session: Session, ref: str, number: int) -> Action:
    """The action as the database holds it now."""
    statement = (
        select(Action)
        .join(Plan, Plan.id == Action.plan_id)
        .where(Plan.ref == ref, Action.number == number)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one()


def verbs(session: Session) -> list[str]:
    """What was recorded of plans and actions, the oldest first."""
    statement = select(Activity.verb).where(Activity.subject_type.in_(("plan", "action")))
    return list(session.scalars(statement.order_by(Activity.id)))
