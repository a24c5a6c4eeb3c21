"""Writing the next version of a definition. Functions here never commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.scores.definition import Definition, write
from portal.scores.definitions import kind_versions, newest_number, own_versions
from portal.scores.models import KindDefinition, PartnerDefinition


class Newer(Exception):
    """Somebody wrote another version meanwhile."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the next version says: definition None for a partner that is judged as its kind again; `seen`: the
    number of the version that was looked at."""

    definition: Definition | None
    starts_on: date
    note: str
    seen: int


def for_kind(session: Session, actor: Actor, kind: str, said: Said) -> bool:
    """Write the next version for a kind of partner. Returns False where it is the newest already (sent
    twice). Raises Newer, and IntegrityError if another writes in the same moment. Records
    `changed-definition`."""
    statement = kind_versions(kind)
    row = _next(session, statement, KindDefinition, said)
    if row is None:
        return False
    session.add(KindDefinition(kind=kind, **row, **_by(actor)))
    session.flush()
    record(
        session, actor, "changed-definition", ("definition", None, f"{kind} {row['number']}"), partner_id=None,
        audience="internal", data={"note": said.note},
    )  # fmt: skip
    return True


def for_partner(session: Session, actor: Actor, partner: Any, said: Said) -> bool:
    """Write the next version for one partner, as `for_kind` does."""
    row = _next(session, own_versions(actor, partner.id), PartnerDefinition, said)
    if row is None:
        return False
    session.add(PartnerDefinition(partner_id=partner.id, **row, **_by(actor)))
    session.flush()
    record(
        session, actor, "changed-definition", ("partner", partner.id, partner.code), partner_id=partner.id,
        audience="shared", data={"note": said.note, "number": row["number"]},
    )  # fmt: skip
    return True


def _next(session: Session, statement: Any, model: Any, said: Said) -> dict[str, Any] | None:
    number = newest_number(session, statement, model)
    values = write(said.definition) if said.definition else None
    if number != said.seen:
        newest: Sequence[Any] = session.scalars(statement.where(model.number == number)).all()
        if [(each.values, each.starts_on, each.note) for each in newest] == [
            (values, said.starts_on, said.note)
        ]:
            return None
        raise Newer
    return {"number": number + 1, "starts_on": said.starts_on, "values": values, "note": said.note}


def _by(actor: Actor) -> dict[str, Any]:
    return {"made_by": actor.person_id, "made_name": actor.name, "made_at": clock.now()}
