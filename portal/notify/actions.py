"""The outbox: mail is written with the change it tells of, and sent afterwards."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Activity
from portal.notify import letters, recipients
from portal.notify.models import Mail
from portal.notify.texts import Text

SECRET = re.compile(r"(/(?:links|invitations|password-reset)/)[\w-]{43}")
BASE_DELAY = timedelta(minutes=1)
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 12


def tell(session: Session, row: Activity, company: str, base_url: str) -> list[Mail]:
    """Write a mail for everybody whom `row` concerns, rendered for that person's rights."""
    mails = []
    for person, actor in recipients.concerned(session, row):
        text = letters.about(row, actor.locale, company, base_url, actor.user_id)
        mails.append(
            post(
                session, text, to_address=person.email, to_name=person.name, user_id=person.id,
                activity_id=row.id, subject_type=row.subject_type, subject_id=row.subject_id,
            )
        )  # fmt: skip
    return mails


def post(session: Session, text: Text, **columns: Any) -> Mail:
    """Put one mail into the outbox. Never commits."""
    mail = draft(text, **columns)
    session.add(mail)
    session.flush()
    return mail


def draft(text: Text, **columns: Any) -> Mail:
    """One mail as the outbox holds it, not yet in it."""
    now = clock.now()
    return Mail(
        subject=letters.one_line(text.subject), text=letters.storable(text.body), message_id=f"{uuid.uuid4().hex}@mitra",
        state="pending", attempts=0, next_at=now, created_at=now, **columns,
    )  # fmt: skip


def claim(session: Session, worker: str, limit: int = 20) -> list[Mail]:
    """Take up to `limit` due mails for this worker; a lease frees those of a worker that died."""
    now = clock.now()
    due = (
        select(Mail.id)
        .where(or_(Mail.state == "pending", Mail.state == "claimed"), Mail.next_at <= now)
        .order_by(Mail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.scalars(due))
    session.execute(
        update(Mail).where(Mail.id.in_(ids)).values(state="claimed", claimed_by=worker, next_at=now + LEASE)
    )
    return list(session.scalars(select(Mail).where(Mail.id.in_(ids)).order_by(Mail.id)))


def renew(session: Session, mail_id: int, worker: str) -> Mail | None:
    """The mail with its lease begun anew, right before it is handed over; None if it is no longer
    this worker's."""
    mine = Mail.id == mail_id, Mail.state == "claimed", Mail.claimed_by == worker
    session.execute(update(Mail).where(*mine).values(next_at=clock.now() + LEASE))
    return session.scalars(select(Mail).where(*mine)).first()


def sent(mail: Mail) -> None:
    """Note that the server took the mail."""
    mail.state, mail.sent_at, mail.error = "sent", clock.now(), None
    mail.attempts += 1
    _forget(mail)


def not_sent(mail: Mail, error: str) -> None:
    """Note a failed attempt: again later, each wait double the last, and at last not at all."""
    mail.attempts += 1
    mail.error = letters.one_line(error, 300)
    if mail.attempts >= MOST_ATTEMPTS:
        mail.state = "failed"
        _forget(mail)
        return
    mail.state = "pending"
    mail.next_at = next_try(clock.now(), mail.attempts)


def next_try(now: datetime, attempts: int) -> datetime:
    """When to try again after so many attempts: 1, 2, 4 … minutes, at most 6 hours."""
    delay: timedelta = BASE_DELAY * 2 ** (attempts - 1)
    return now + min(delay, timedelta(hours=6))


def dropped(mail: Mail) -> None:
    """Note that the reader may no longer see what the mail tells of."""
    mail.state = "dropped"
    _forget(mail)


def _forget(mail: Mail) -> None:
    """Keep no secret of a link once its mail is out of our hands."""
    mail.text = SECRET.sub(r"\1...", mail.text)
