"""People of a partner without an account, who get a one-time link with each order that waits for them."""

from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.tokens import person_reference
from portal.activity.actions import record
from portal.actor import Actor
from portal.partners.models import Contact


def of_partner(session: Session, actor: Actor, partner_id: int) -> list[Contact]:
    """The live contacts of a partner, by name. One SELECT."""
    mine = Contact.visible_to(actor).where(Contact.partner_id == partner_id, Contact.removed_at.is_(None))
    return list(session.scalars(mine.order_by(Contact.name, Contact.id)))


def by_reference(rows: list[Contact], ref: str) -> Contact | None:
    """The contact that an address of the portal names."""
    return next((row for row in rows if person_reference(row.email) == ref), None)


def add(session: Session, actor: Actor, partner: Any, name: str, email: str, locale: str) -> None:
    """Let somebody get links. Records `added-contact`; never commits."""
    session.add(
        Contact(
            partner_id=partner.id, name=name, email=email, locale=locale, created_by=actor.person_id,
            created_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    _tell(session, actor, "added-contact", partner, name)


def remove(session: Session, actor: Actor, partner: Any, contact: Contact) -> None:
    """Send this contact no more links. Records `removed-contact`; never commits."""
    contact.removed_at = clock.now()
    session.flush()
    _tell(session, actor, "removed-contact", partner, contact.name)


def _tell(session: Session, actor: Actor, verb: str, partner: Any, name: str) -> None:
    record(
        session, actor, verb, ("partner", partner.id, partner.code), partner_id=partner.id, audience="shared",
        data={"person": name},
    )  # fmt: skip
