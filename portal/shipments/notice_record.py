"""What is recorded of a notice: for each order on it, and of a correction both what stood and what stands."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.activity.actions import Happening, record_many
from portal.actor import Actor
from portal.shipments.loads import Carried
from portal.shipments.models import Notice

FACTS = ("mode", "carrier", "tracking_number", "shipped_on", "packages", "weight", "note")


def tell(
    session: Session, actor: Actor, verb: str, notice: Notice, of: Sequence[tuple[int, str]], **data: Any
) -> None:
    """Record `verb` for each of these orders."""
    subject = ("notice", notice.id, notice.ref)
    facts = {"carrier": notice.carrier, **data}
    record_many(
        session, actor,
        [Happening(verb, subject, notice.partner_id, "shared", id_, {"order": ref, **facts}) for id_, ref in of],
    )  # fmt: skip


def said(notice: Notice) -> dict[str, Any]:
    """What a notice says of itself, as JSON keeps it."""
    return {name: _plain(getattr(notice, name)) for name in FACTS}


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: a day and an amount as text."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def side(facts: dict[str, Any], changed: set[str], lines: Carried, mine: list[int]) -> dict[str, Any]:
    """One side of a change: the facts that differ, and the lines of one order that do, by mark."""
    differ = {name: facts[name] for name in FACTS if name in changed}
    quantities = {
        f"{schedule.line_number}.{schedule.part}": [_plain(quantity), schedule.unit]
        for key, (schedule, quantity) in lines.items()
        if key in mine
    }
    return differ | ({"lines": quantities} if quantities else {})
