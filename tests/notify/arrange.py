"""Issues with people around them, what is said in them, and the mail that follows."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.queries import actors_of
from portal.actor import Actor
from portal.config import Settings
from portal.issues.models import Issue
from portal.notify import actions, letters
from portal.notify.models import Mail
from portal.talk.actions import say
from tests import cast
from tests.desk.arrange import issue, name_on

__all__ = ["actor_of", "issue", "mails", "name_on", "plain", "say_in", "settings_with", "told"]


def actor_of(session: Session, name: str) -> Actor:
    """The actor that this member of the cast is."""
    return actors_of(session, cast.user_id(name))[0]


def say_in(session: Session, row: Issue, name: str, audience: str = "shared", body: str = "A word") -> None:
    """A member of the cast says something under an issue."""
    say(
        session,
        actor_of(session, name),
        ("issue", row.id, row.ref),
        partner_id=row.partner_id,
        audience=audience,
        body=body,
    )


def mails(session: Session) -> list[Mail]:
    """All mail there is, oldest first, as the database has it now."""
    session.rollback()
    return list(session.scalars(select(Mail).order_by(Mail.id).execution_options(populate_existing=True)))


def told(session: Session) -> list[str]:
    """Who of the cast has mail, sorted; each as often as they have."""
    names = {cast.email(name): name for name in cast.EVERYONE}
    return sorted(names[mail.to_address] for mail in session.scalars(select(Mail)))


def plain(session: Session, subject: str, name: str = "rina", **columns: Any) -> Mail:
    """One mail to a member of the cast about nothing in particular."""
    text = letters.Text(subject, f"Body of {subject[:40]}\n")
    return actions.post(
        session,
        text,
        to_address=cast.email(name),
        to_name=cast.NAMES[name],
        user_id=cast.user_id(name),
        **columns,
    )


def settings_with(settings: Settings, port: int) -> Settings:
    """The settings with a mail server on this port of this machine."""
    return settings.with_(smtp_url=f"smtp://127.0.0.1:{port}", mail_from="mitra@localhost")
