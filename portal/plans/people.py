"""Who may own a plan or an action: of a partner all who write, of the company those the reader knows."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.actor import Actor
from portal.orders.models import Order


def of_company(
    session: Session, actor: Actor, partner_id: int, known: Collection[int | None] = ()
) -> list[Any]:
    """Staff who may own something together with a partner: id and name. Staff choose among all who see
    the partner and may write. A partner's person, who is not shown the company's staff, chooses among
    those `known` on the record, or is given whoever has the partner's newest order."""
    staff = [person for person in accounts.staff_for(session, partner_id) if person.role != "auditor"]
    if actor.is_staff:
        return staff
    wanted = set(known) - {None} or {_newest_owner(session, actor)}
    found = [person for person in staff if person.id in wanted]
    return found or staff[:1]


def for_all(session: Session, actor: Actor) -> list[Any]:
    """Staff who may own something with any partner that `actor` sees: those without a limit, and itself."""
    return [
        person
        for person in accounts.people(session, None)
        if person.role != "auditor" and (not person.limited or person.id == actor.user_id)
    ]


def _newest_owner(session: Session, actor: Actor) -> int | None:
    statement = (
        Order.visible_to(actor)
        .with_only_columns(Order.staff_owner_id)
        .where(Order.staff_owner_id.is_not(None))
        .order_by(Order.id.desc())
        .limit(1)
    )
    return session.scalars(statement).first()


def of_partner(session: Session, partner_id: int) -> list[Any]:
    """The partner's people who may write: id, name and role, administrators first."""
    people = [person for person in accounts.people(session, partner_id) if person.role != "reader"]
    return sorted(people, key=lambda person: person.role != "administrator")


def who_may_own(actor: Actor, people: Sequence[Any], readers: Collection[int | None] | None) -> list[Any]:
    """Those of a partner's people whom `actor` may let own something that only `readers` read there (None for
    all): its own people name whom they like, ours nobody into what is confidential."""
    if readers is None or not actor.is_staff:
        return list(people)
    return [person for person in people if person.id in readers]


def owners(staff: list[Any], people: list[Any], company: str, partner: str) -> list[tuple[str, str]]:
    """Both as choices of one field: "side:id", and the name with whose it is."""
    return [
        *((f"company:{p.id}", f"{p.name}, {company}") for p in staff),
        *((f"partner:{p.id}", f"{p.name}, {partner}") for p in people),
    ]
