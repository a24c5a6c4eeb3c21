"""One-time links for tests: made as the portal makes them, and found in the mail."""

import re
from typing import Any

from sqlalchemy.orm import Session

from portal.notify.models import Mail
from portal.orders import links, queries
from portal.orders.link_model import OneTimeLink
from tests.notify.arrange import actor_of

ADDRESS = "joko@sumber-abadi.example"


def made(
    session: Session, ref: str = "PO-1", purpose: str = "answer", who: str = "dewi", **columns: Any
) -> str:
    """The path of a new link to Pak Joko; `columns` are changed on its row. Commits."""
    actor = actor_of(session, who)
    found = queries.order(session, actor, ref)
    to = links.Recipient("Pak Joko", ADDRESS, "en")
    row = links.send(session, actor, found[0], found, purpose, to, days=14, base_url="http://localhost")
    for name, value in columns.items():
        setattr(row, name, value)
    session.commit()
    return path_in(mail_to(session)[-1])


def mail_to(session: Session, address: str = ADDRESS) -> list[Mail]:
    """All mail to an address, oldest first."""
    session.rollback()
    return list(session.query(Mail).filter_by(to_address=address).order_by(Mail.id))


def path_in(mail: Mail) -> str:
    """The path of the link in a mail."""
    (found,) = re.findall(r"http://localhost(/links/[\w-]{43})$", mail.text, re.MULTILINE)
    return str(found)


def rows(session: Session) -> list[OneTimeLink]:
    """All links, oldest first, as the database has them now."""
    session.rollback()
    session.expire_all()
    return list(session.query(OneTimeLink).order_by(OneTimeLink.id))


def chosen(
    line: int = 1, choice: str = "promise", part: int = 1, version: int = 1, **more: str
) -> dict[str, str]:
    """The fields of an answer to one schedule."""
    fields = {"choice": choice, "version": str(version), "cause_side": "partner"} | more
    return {f"line-{line}-{part}-{name}": value for name, value in fields.items()}
