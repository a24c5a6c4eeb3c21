"""A new password for somebody who has forgotten theirs: a link by mail, once, for 30 minutes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import letters
from portal.accounts.actions import USERS, cancel_resets, end_sign_ins
from portal.accounts.models import Token, User
from portal.accounts.queries import actors_of
from portal.accounts.tokens import hashed, new_secret
from portal.activity.actions import record
from portal.db import bind_actor

LIFETIME = timedelta(minutes=30)


def ask(session: Session, person: Any, email: str, base_url: str) -> None:
    """Send a link to `person` (a row of queries.by_email, or None) and cancel earlier ones.

    For nobody the same is written and taken back, so that both answers take the same time. The mail
    goes to the stored address, never to one that was typed. Never commits.
    """
    trial = session.begin_nested()
    user_id = person.id if person else None
    cancel_resets(session, user_id or 0)
    secret, now = new_secret(), clock.now()
    to = person.email if person else email
    locale = person.locale if person else "en"
    session.add(
        Token(
            token_hash=hashed(secret), purpose="password-reset", email=to, locale=locale, user_id=user_id,
            created_at=now, expires_at=now + LIFETIME,
        )
    )  # fmt: skip
    session.flush()
    letters.send(
        session,
        letters.Letter(
            "password-reset", to, person.name if person else to, locale, user_id,
            {"link": f"{base_url}/password-reset/{secret}"},
        ),
    )  # fmt: skip
    session.flush()
    if person:
        trial.commit()
    else:
        trial.rollback()


def find(session: Session, secret: str) -> Any:
    """The link with this secret while it works, with its person: id, user_id, email, name, locale.
    None once it was used, replaced, revoked or is too old, or the person is disabled."""
    return session.execute(
        select(Token.id, Token.user_id, User.email, User.name, User.locale)
        .join(User, User.id == Token.user_id)
        .where(
            Token.token_hash == hashed(secret), Token.purpose == "password-reset", Token.used_at.is_(None),
            Token.revoked_at.is_(None), Token.expires_at > clock.now(), User.disabled_at.is_(None),
            User.email == Token.email,
        )
    ).first()  # fmt: skip


def use(session: Session, link: Any, password_hash: str) -> bool:
    """Set the password of the person behind `link` (a row of `find`), end all their sign-ins and
    other links, write it down and tell them by letter; the session is a system session. False if another request used the link first."""
    mine = update(Token).where(Token.id == link.id, Token.used_at.is_(None), Token.revoked_at.is_(None))
    if session.execute(mine.values(used_at=clock.now())).rowcount != 1:  # type: ignore[attr-defined]
        return False
    users = update(USERS).where(User.id == link.user_id)
    session.execute(users.values(password_hash=password_hash))
    cancel_resets(session, link.user_id)
    end_sign_ins(session, link.user_id)
    for actor in actors_of(session, link.user_id)[:1]:
        bind_actor(session, actor)  # the link showed who it is
        record(
            session, actor, "password_reset", ("user", link.user_id, link.email), partner_id=actor.partner_id,
            audience="internal",
        )  # fmt: skip
    letters.send(session, letters.Letter("changed", link.email, link.name, link.locale, link.user_id))
    return True
