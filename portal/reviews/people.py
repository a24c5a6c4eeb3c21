"""Who may attend a review: of a partner all its people, of the company those the reader knows."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.actor import Actor
from portal.plans import people


def of_company(
    session: Session, actor: Actor, partner_id: int, known: Collection[int | None] = ()
) -> list[Any]:
    """Staff who may attend, as portal.plans.people knows them."""
    return people.of_company(session, actor, partner_id, known)


def of_partner(session: Session, partner_id: int) -> list[Any]:
    """All people of the partner, also those who only read: id, name and role, administrators first."""
    found = accounts.people(session, partner_id)
    return sorted(found, key=lambda person: person.role != "administrator")
