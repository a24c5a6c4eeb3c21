"""Sending what is due, one mail at a time, past any that cannot be sent."""

import logging
import os
import socket

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity.models import Activity
from portal.config import Settings
from portal.db import system_session
from portal.notify import actions
from portal.notify.delivery import Carrier, Folder, Server, message_of
from portal.notify.models import Mail

log = logging.getLogger(__name__)


def carrier_for(settings: Settings) -> Carrier:
    """The SMTP server of the settings, or the folder `mail` of the installation's data."""
    return Server(settings.smtp_url) if settings.smtp_url else Folder(settings.data / "mail")


def send_due(settings: Settings, carrier: Carrier | None = None) -> int:
    """Send every due mail. Returns how many the server took.

    Each is committed by itself. Nothing is lost; the one window for a repeat is a crash between the
    server's acceptance and our commit, and the stable Message-ID lets mail programs fold that.
    """
    carrier = carrier or carrier_for(settings)
    worker = f"{socket.gethostname()[:20]}:{os.getpid()}"
    done = 0
    while True:
        with system_session() as session:
            ids = [mail.id for mail in actions.claim(session, worker)]
            session.commit()
        if not ids:
            return done
        for mail_id in ids:
            done += _send_one(mail_id, carrier, settings, worker)


def _send_one(mail_id: int, carrier: Carrier, settings: Settings, worker: str) -> int:
    with system_session() as session:
        mail = actions.renew(session, mail_id, worker)
        session.commit()
    if mail is None:  # so slow that the lease ran out and another worker took it
        return 0
    with system_session("read") as session:
        allowed = _still_allowed(session, mail)
    error = _handed_over(mail, carrier, settings.mail_from) if allowed else None
    with system_session() as session:
        mail = session.scalars(select(Mail).where(Mail.id == mail_id)).one()
        if not allowed:
            actions.dropped(mail)
        elif error:
            actions.not_sent(mail, error)
        else:
            actions.sent(mail)
        session.commit()
    return int(allowed and error is None)


def _handed_over(mail: Mail, carrier: Carrier, sender: str) -> str | None:
    """None once the carrier took the mail, else what stopped it. Whatever one mail causes, the
    others must go on, so nothing is let through."""
    try:
        carrier.deliver(message_of(mail, sender))
    except Exception as caught:
        log.warning("mail %s not sent: %s: %s", mail.id, type(caught).__name__, caught)
        return f"{type(caught).__name__}: {caught}"
    return None


def _still_allowed(session: Session, mail: Mail) -> bool:
    """Rights may have changed since the mail was written: its reader must still be able to see all that
    it tells of, with its audience and its subject."""
    told = mail.tells or ([mail.activity_id] if mail.activity_id else [])
    if not told or mail.user_id is None:
        return True
    count = func.count(Activity.id)
    return any(
        session.execute(
            Activity.visible_to(actor).with_only_columns(count).where(Activity.id.in_(told))
        ).scalar_one() == len(told)
        for actor in accounts.actors_of(session, mail.user_id)
    )  # fmt: skip
