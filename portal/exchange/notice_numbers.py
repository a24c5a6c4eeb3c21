"""Which notice a number in a file means.

A number means the partner's notice in force that has it. One that is withdrawn stays withdrawn, and a draft is
the partner's alone: what a file says under the number of either gets a notice of its own, under a number that
is made up, with that of the file as its note. Whoever reads it learns nothing of a draft.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.shipments.models import Notice
from portal.shipments.policy import LIVE

Number: TypeAlias = tuple[int, str]  # the partner's id, and the number in the file

_PASSING = "new-"


@dataclass(frozen=True, slots=True)
class Held:
    """The ids of the notices that some numbers mean, and the numbers that cannot be given out again."""

    open: dict[Number, int]
    closed: frozenset[Number]


def held(session: Session, numbers: Collection[Number]) -> Held:
    """What the database holds under these numbers. One SELECT."""
    refs = {ref for _partner, ref in numbers}
    stood_in = and_(Notice.note.in_(refs), Notice.ref.startswith("DN-"), Notice.created_by.is_(None))
    rows = session.execute(
        select(Notice.partner_id, Notice.ref, Notice.note, Notice.state, Notice.id)
        .where(or_(Notice.ref.in_(refs), stood_in))
        .order_by(Notice.id)
    ).all()
    asked, found, closed = set(numbers), {}, set()
    for row in rows:
        own, as_note = (row.partner_id, row.ref), (row.partner_id, row.note)
        if own in asked and row.state in LIVE:
            found[own] = row.id
        elif own in asked:
            closed.add(own)
        elif row.state in LIVE and as_note in asked:
            found.setdefault(as_note, row.id)
    return Held(found, frozenset(closed))


def stand_in(ref: str) -> dict[str, Any]:
    """The columns of a notice that cannot have its number: one in passing until its own is made up."""
    return {"ref": f"{_PASSING}{secrets.token_hex(8)}", "note": ref}


def is_stand_in(row: Mapping[str, Any]) -> bool:
    """True for the columns of a notice whose own number is still to be made up."""
    return row["note"] is not None and str(row["ref"]).startswith(_PASSING)
