"""Prepared replies in an issue: to whom, and what their fields mean here."""

from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Schedule
from portal.talk.queries import Readers
from portal.web import formats


def contact(issue: Any, readers: Readers) -> Any:
    """The partner's person whom a reply greets: who opened it, else the first who takes part, else None."""
    people = readers.partner_people
    opener = next((row for row in people if row.id == issue.opened_by), None)
    return opener or next((row for row in people if row.named), None)


def language(issue: Any, readers: Readers, otherwise: str) -> str:
    """The language of the contact, `otherwise` if there is none."""
    found = contact(issue, readers)
    return str(found.locale) if found else otherwise


def values(
    session: Session, actor: Actor, facts: Any, readers: Readers, company: str, language: str
) -> dict[str, str | None]:
    """What portal.talk.replies.FIELDS mean for the issue of `facts` (portal.issues.queries.with_facts). One SELECT."""
    issue, greeted = facts.Issue, contact(facts.Issue, readers)
    part = None
    if issue.schedule_id is not None:
        statement = Schedule.visible_to(actor).with_only_columns(
            Schedule.item, Schedule.promised_on, Schedule.requested_on
        )
        part = session.execute(statement.where(Schedule.id == issue.schedule_id)).first()
    day = (part.promised_on or part.requested_on) if part else None
    return {
        "name": greeted.name if greeted else facts.partner_name, "order": facts.order_ref,
        "item": part.item if part else None, "day": formats.day_exact(day, language) if day else None,
        "ref": issue.ref, "company": company, "sender": actor.name,
    }  # fmt: skip
