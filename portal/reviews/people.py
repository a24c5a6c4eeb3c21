"""Who may attend a review: of a partner all its people, of the company those the reader knows."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.actor import Actor
from portal.plans import people

Attending = tuple[str, int, str]
LEADING, WRITING = ("administrator", "manager"), ("agent", "member")


def of_company(
    session: Session, actor: Actor, partner_id: int, known: Collection[int | None] = ()
) -> list[Any]:
    """Staff who may attend, as portal.plans.people knows them."""
    return people.of_company(session, actor, partner_id, known)


def still_there(session: Session, partner_id: int, attending: Sequence[Attending]) -> list[Attending]:
    """Of those who are to attend (side, id, name) the ones who have their account still; for a side of which nobody
    has, whoever leads it now, else whoever writes for it. Two SELECTs."""
    kept: list[Attending] = []
    for side, whose in (("company", None), ("partner", partner_id)):
        live = [each for each in accounts.people(session, whose) if whose or not each.limited]
        ids = {each.id for each in live}
        mine = [each for each in attending if each[0] == side]
        found = [each for each in mine if each[1] in ids]
        for roles in (LEADING, WRITING):
            found = found or [(side, each.id, each.name) for each in live if each.role in roles]
        kept += found or mine
    return kept


def of_partner(session: Session, partner_id: int) -> list[Any]:
    """All people of the partner, also those who only read: id, name and role, administrators first."""
    found = accounts.people(session, partner_id)
    return sorted(found, key=lambda person: person.role != "administrator")
