"""What people set about an exception: who sees to it, by which day, until when it is put off.

One row per order and kind; each change is an activity row too. Functions here never commit.
"""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.shipments.models import Handling


def of(session: Session, actor: Actor, order_id: int, kind: str) -> Handling | None:
    """What was set about an exception, to be changed; None when nothing was. One SELECT."""
    return session.scalars(
        Handling.visible_to(actor).where(Handling.order_id == order_id, Handling.kind == kind)
    ).first()


def hand_over(session: Session, actor: Actor, row: Any, owner_id: int | None, name: str) -> None:
    """Give the exception that `row` (of the list) is part of to a person; None: back to the rule."""
    handling = _handling(session, actor, row)
    handling.owner_id = owner_id
    _record(session, actor, "handed-over", row, owner=name)


def set_due(session: Session, actor: Actor, row: Any, day: date | None, reason: str | None) -> None:
    """Set another day by which it is to be dealt with; None: back to the rule."""
    handling = _handling(session, actor, row)
    handling.due_on, handling.reason = day, reason
    _record(session, actor, "set-due", row, day=day.isoformat() if day else None, reason=reason)


def put_off(session: Session, actor: Actor, row: Any, until: date | None, reason: str | None) -> None:
    """Leave it out of the list until a day; None: take it back into it."""
    handling = _handling(session, actor, row)
    handling.put_off_until, handling.reason = until, reason
    _record(session, actor, "put-off", row, day=until.isoformat() if until else None, reason=reason)


def _handling(session: Session, actor: Actor, row: Any) -> Handling:
    handling = of(session, actor, row.order_id, row.kind)
    if handling is None:
        handling = Handling(
            partner_id=row.partner_id, order_id=row.order_id, kind=row.kind, set_at=clock.now()
        )
        session.add(handling)
    handling.set_at = clock.now()
    return handling


def _record(session: Session, actor: Actor, verb: str, row: Any, **data: Any) -> None:
    session.flush()
    record(
        session, actor, verb, ("order", row.order_id, row.order_ref), partner_id=row.partner_id,
        audience="shared", order_id=row.order_id, data={"kind": row.kind, "line": row.line_number, **data},
    )  # fmt: skip
