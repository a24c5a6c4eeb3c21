"""Signing in and out, and what people change about themselves."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import letters, throttle, trail
from portal.accounts.models import SignIn, Token, User
from portal.accounts.tokens import hashed, new_secret
from portal.activity import actions as activity
from portal.actor import Actor

# The table itself: an update through it counts no version (see _set).
USERS = cast(Table, User.__table__)

# How long a sign-in lives at most, however busy. Staff see every partner, from the company's own
# desks, so theirs ends with the working day; partners answer from phones between other work.
LIFETIME = {"staff": timedelta(hours=12), "partner": timedelta(days=14)}


def sign_in(session: Session, person: Any, agent: str, address: str) -> str:
    """Begin a sign-in for `person` (a row of queries.by_email) and return the secret of its cookie.
    Remembers when the person was here last. Never commits."""
    now = clock.now()
    secret = new_secret()
    side = "staff" if person.staff_role else "partner"
    session.add(
        SignIn(
            token_hash=hashed(secret), user_id=person.id,
            membership_id=None if side == "staff" else person.membership_id, created_at=now, used_at=now,
            expires_at=now + LIFETIME[side], since_at=person.seen_at, agent=agent[:200], address=address[:45],
        )
    )  # fmt: skip
    session.flush()
    _set(session, person.id, seen_at=now)
    trail.signed_in(session, person, agent, address)
    return secret


def sign_out(session: Session, actor: Actor) -> None:
    """End the actor's sign-in; its cookie, and every copy of it, opens nothing any more."""
    if _end(session, actor.sign_in_id or 0):
        trail.own(session, actor, "signed-out", {})


def remove_device(session: Session, actor: Actor, device: Any) -> None:
    """End another sign-in of the actor's (`device`: a row of queries.sign_ins_of). Repeating it
    changes nothing."""
    if _end(session, device.id):
        data = {"agent": device.agent, "address": throttle.network(device.address)}
        trail.own(session, actor, "removed-device", data)


def remove_other_devices(session: Session, actor: Actor) -> None:
    """End every sign-in of the actor's but the present one."""
    if ended := end_sign_ins(session, actor.user_id, but=actor.sign_in_id):
        trail.own(session, actor, "removed-other-devices", {"count": ended})


def _end(session: Session, sign_in_id: int) -> bool:
    live = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
    return bool(session.execute(live.values(ended_at=clock.now())).rowcount)  # type: ignore[attr-defined]


def end_sign_ins(
    session: Session, user_id: int, but: int | None = None, membership_id: int | None = None
) -> int:
    """End the person's sign-ins, all or all `but` one, or those in one membership. Returns how many."""
    mine = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if but is not None:
        mine = mine.where(SignIn.id != but)
    if membership_id is not None:
        mine = mine.where(SignIn.membership_id == membership_id)
    return int(session.execute(mine.values(ended_at=clock.now())).rowcount)  # type: ignore[attr-defined]


def switch(session: Session, actor: Actor, place: Any) -> str:
    """Let the person act in another membership (`place`: a row of queries.memberships_of), under a
    new secret which is returned; the old one ends, its last day stays. `actor` is the one to be."""
    old = session.scalars(select(SignIn).where(SignIn.id == actor.sign_in_id)).one()
    secret = new_secret()
    session.add(
        SignIn(
            token_hash=hashed(secret), user_id=old.user_id, membership_id=place.membership_id,
            created_at=clock.now(), used_at=clock.now(), expires_at=old.expires_at, since_at=old.since_at,
            agent=old.agent, address=old.address,
        )
    )  # fmt: skip
    old.ended_at = clock.now()
    session.flush()
    activity.record(
        session, actor, "switched", ("partner", place.id, place.code), partner_id=place.id,
        audience="shared", data={"person": actor.name},
    )  # fmt: skip
    return secret


def rehash(session: Session, user_id: int, password_hash: str) -> None:
    """Keep the same password under today's cost."""
    _set(session, user_id, password_hash=password_hash)


def set_preference(session: Session, actor: Actor, **choice: str) -> None:
    """Store the person's `locale` or `theme`."""
    _set(session, actor.user_id, **choice)


def change_profile(session: Session, actor: Actor, name: str, locale: str, zone: str, theme: str) -> None:
    """Change what the person's pages look like and how they are named."""
    if name != actor.name:
        trail.own(session, actor, "renamed", {"before": actor.name, "after": name})
    user = session.scalars(select(User).where(User.id == actor.user_id)).one()
    user.name, user.locale, user.zone, user.theme = name, locale, zone, theme
    session.flush()


def change_password(session: Session, actor: Actor, email: str, password_hash: str) -> int:
    """Give the person a new password. Their other sign-ins and every reset link end, and a letter
    tells them. Returns how many sign-ins ended."""
    _set(session, actor.user_id, password_hash=password_hash)
    cancel_resets(session, actor.user_id)
    ended = end_sign_ins(session, actor.user_id, but=actor.sign_in_id)
    trail.own(session, actor, "changed-password", {"signed_out": ended})
    letters.send(session, letters.Letter("changed", email, actor.name, actor.locale, actor.user_id))
    return ended


def cancel_resets(session: Session, user_id: int) -> None:
    """Revoke every reset link that still works for this person."""
    session.execute(
        update(Token)
        .where(
            Token.user_id == user_id, Token.purpose == "password-reset",
            Token.used_at.is_(None), Token.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )  # fmt: skip


def _set(session: Session, user_id: int, **values: Any) -> None:
    """Change columns without counting a version: a sign-in must not make an administrator's open
    form stale."""
    session.execute(update(USERS).where(User.id == user_id).values(**values))
