"""What is written down about signing in, so that a stranger's tries and a person's own can be told
apart later. Rows are internal: the company's people read them, a partner's never do. They hold where
a request came from, and neither a password nor an address that nobody has: people type their
password there.
"""

from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.throttle import network
from portal.activity.actions import record
from portal.actor import Actor


def signed_in(session: Session, person: Any, agent: str, address: str) -> None:
    """`person` (a row of queries.by_email) came in; `session` is a system session."""
    side = "staff" if person.staff_role else "partner"
    actor = Actor(
        person.id, person.name, side, person.staff_role or "", person.locale, "UTC", person.partner_id
    )
    own(session, actor, "signed-in", {"address": network(address), "agent": agent[:200]})


def refused(session: Session, person: Any, where: str, address: str) -> None:
    """Somebody gave a password that is not `person`'s, or an address nobody has (person is None), at
    the 'sign-in' or an 'invitation'. Who it was is not known, so the portal itself says it."""
    _unsigned(session, person, "password-refused", {"at": where, "address": network(address)})


def asked(session: Session, person: Any, address: str) -> None:
    """Somebody asked for a link to a new password for `person`, or for an address nobody has."""
    _unsigned(session, person, "asked-password-reset", {"address": network(address)})


def own(session: Session, actor: Actor, verb: str, data: dict[str, Any]) -> None:
    """The actor did `verb` to their own account."""
    subject = ("person", actor.user_id, actor.name)
    record(session, actor, verb, subject, partner_id=actor.partner_id, audience="internal", data=data)


def _unsigned(session: Session, person: Any, verb: str, data: dict[str, Any]) -> None:
    subject = ("person", person.id, person.name) if person else ("person", None, "unknown")
    record(
        session, None, verb, subject, partner_id=person.partner_id if person else None, audience="internal",
        data={"known": person is not None, **data},
    )  # fmt: skip
