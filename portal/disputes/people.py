"""Who may be named to decide a dispute: a manager of the company, an administrator of the partner."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.actor import Actor
from portal.plans.people import who_may_own


def of_company(session: Session, actor: Actor, partner_id: int) -> list[Any]:
    """Managers who see the partner: id and name. Staff choose among all of them; a partner's person, who
    is not shown the company's staff, is given the first. Where there is none, an administrator, else
    whoever writes."""
    staff = [person for person in accounts.staff_for(session, partner_id) if person.role != "auditor"]
    found = _of_role(staff, "manager", "administrator")
    return found if actor.is_staff else found[:1]


def of_partner(
    session: Session, actor: Actor, partner_id: int, readers: Collection[int] | None = None
) -> list[Any]:
    """The partner's administrators: id and name; where there is none, whoever writes. Where only `readers` may read
    it, our people choose among these."""
    people = [person for person in accounts.people(session, partner_id) if person.role != "reader"]
    people = who_may_own(actor, people, readers)
    return _of_role(people, "administrator")


def _of_role(people: list[Any], *roles: str) -> list[Any]:
    """Those with the first of `roles` that somebody has, else all."""
    for role in roles:
        if found := [person for person in people if person.role == role]:
            return found
    return people
