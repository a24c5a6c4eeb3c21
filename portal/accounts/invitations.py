"""Invitations: a link by mail, once, for seven days, that gives a person a place."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import letters
from portal.accounts.models import Membership, Token, User
from portal.accounts.tokens import hashed, new_secret
from portal.activity import actions as activity
from portal.actor import Actor

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Place:
    """What an invitation gives: a partner (or, with none, the company), role, reach and team there.
    For staff, reach 'own' means: only partners that will be assigned."""

    role: str
    partner_id: int | None = None
    code: str = ""
    reach: str | None = None
    team: str | None = None


class Refused(Exception):
    """The invitation cannot be taken up by this person; the message is 'disabled',
    'staff' (a partner invites one of the company's people) or 'partner' (the other way round)."""


def invite(
    session: Session,
    actor: Actor | None,
    email: str,
    name: str | None,
    locale: str,
    place: Place,
    base_url: str,
) -> str:
    """Send somebody an invitation, in the place of earlier ones for the same address and place.
    Returns its secret (the command line prints the link). Never commits."""
    secret, now = new_secret(), clock.now()
    cancel(session, email, place.partner_id)
    session.add(
        Token(
            token_hash=hashed(secret), purpose="invitation", email=email, name=name, locale=locale,
            partner_id=place.partner_id, role=place.role, reach=place.reach, team=place.team,
            created_by=actor.user_id if actor else None, created_at=now, expires_at=now + LIFETIME,
        )
    )  # fmt: skip
    session.flush()
    _told(
        session, actor, "invited", email, place.partner_id, place.code, {"email": email, "role": place.role}
    )
    letters.send(
        session,
        letters.Letter(
            "invitation", email, name or email, locale, None,
            {"link": f"{base_url}/invitations/{secret}", "inviter": actor.name if actor else "Mitra"},
        ),
    )  # fmt: skip
    return secret


def cancel(session: Session, email: str, partner_id: int | None) -> None:
    """Revoke the pending invitations of an address to one place."""
    session.execute(
        update(Token)
        .where(
            Token.purpose == "invitation", Token.email == email, Token.partner_id.is_not_distinct_from(partner_id),
            Token.used_at.is_(None), Token.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )  # fmt: skip


def revoke(session: Session, actor: Actor, invitation: Any, code: str) -> None:
    """Take back an invitation (a row of `pending`). Repeating it changes nothing."""
    mine = update(Token).where(Token.id == invitation.id, Token.used_at.is_(None), Token.revoked_at.is_(None))
    if session.execute(mine.values(revoked_at=clock.now())).rowcount:  # type: ignore[attr-defined]
        email = invitation.email
        _told(session, actor, "revoked-invitation", email, invitation.partner_id, code, {"email": email})


_COLUMNS = (
    Token.id, Token.token_hash, Token.email, Token.name, Token.locale, Token.partner_id, Token.role, Token.reach,
    Token.team, Token.created_at, Token.expires_at, Token.used_at, Token.revoked_at,
)  # fmt: skip


def sent(session: Session, partner_id: int | None) -> list[Any]:
    """Invitations to a partner (None: to the company), newest first, whatever became of them."""
    return list(
        session.execute(
            select(*_COLUMNS)
            .where(Token.purpose == "invitation", Token.partner_id.is_not_distinct_from(partner_id))
            .order_by(Token.id.desc())
            .limit(200)
        )
    )


def pending(session: Session, partner_id: int | None) -> list[Any]:
    """Those not yet taken up or back; ones that ran out stay, so that they can be sent anew."""
    return [row for row in sent(session, partner_id) if row.used_at is None and row.revoked_at is None]


def find(session: Session, secret: str) -> Any:
    """The invitation with this secret while it works, and the account it would join: the columns
    above, user_id, user_name, password_hash, disabled_at, staff_role. Needs a system session."""
    return session.execute(
        select(
            *_COLUMNS, User.id.label("user_id"), User.name.label("user_name"), User.password_hash,
            User.disabled_at, User.staff_role,
        )
        .outerjoin(User, User.email == Token.email)
        .where(
            Token.token_hash == hashed(secret), Token.purpose == "invitation", Token.used_at.is_(None),
            Token.revoked_at.is_(None), Token.expires_at > clock.now(),
        )
    ).first()  # fmt: skip


def accept(session: Session, invitation: Any, name: str, password_hash: str | None, place: Any) -> bool:
    """Give the invited person their place, under `name` and `password_hash` if they have no account
    yet. `invitation` is a row of `find`, `place` has zone and, for a partner, code; the session is a
    system session. False if another request used it first. Raises Refused."""
    _check(session, invitation)
    mine = update(Token).where(Token.id == invitation.id, Token.used_at.is_(None), Token.revoked_at.is_(None))
    if session.execute(mine.values(used_at=clock.now())).rowcount != 1:  # type: ignore[attr-defined]
        return False
    user = _account(session, invitation, name, password_hash, place.zone)
    if invitation.partner_id is None:
        user.staff_role, user.staff_team = invitation.role, invitation.team
        user.limited = invitation.reach == "own"  # sees nothing until partners are assigned
        session.flush()
    else:
        _join(session, user.id, invitation)
    side = "staff" if invitation.partner_id is None else "partner"
    actor = Actor(user.id, user.name, side, invitation.role, user.locale, user.zone, invitation.partner_id)
    code = place.code if invitation.partner_id else ""
    _told(session, actor, "joined", user.name, invitation.partner_id, code, {"role": invitation.role})
    return True


def _check(session: Session, invitation: Any) -> None:
    if invitation.user_id is None:
        return
    if invitation.disabled_at is not None:
        raise Refused("disabled")
    if invitation.partner_id is not None and invitation.staff_role:
        raise Refused("staff")
    places = select(func.count()).select_from(Membership).where(
        Membership.user_id == invitation.user_id, Membership.disabled_at.is_(None)
    )  # fmt: skip
    if invitation.partner_id is None and session.scalar(places):
        raise Refused("partner")


def _account(session: Session, invitation: Any, name: str, password_hash: str | None, zone: str) -> User:
    if invitation.user_id is None:
        user = User(
            email=invitation.email, name=name, locale=invitation.locale, zone=zone, created_at=clock.now()
        )
        session.add(user)
    else:
        user = session.scalars(select(User).where(User.id == invitation.user_id)).one()
    if password_hash is not None:
        user.name, user.password_hash = name, password_hash
    session.flush()
    return user


def _join(session: Session, user_id: int, invitation: Any) -> None:
    place = session.scalars(
        select(Membership).where(
            Membership.user_id == user_id, Membership.partner_id == invitation.partner_id
        )
    ).first()
    if place is None:
        place = Membership(user_id=user_id, partner_id=invitation.partner_id, created_at=clock.now())
        session.add(place)
    place.role, place.reach, place.team = invitation.role, invitation.reach or "all", invitation.team
    place.disabled_at = None
    session.flush()


def _told(
    session: Session,
    actor: Actor | None,
    verb: str,
    person: str,
    partner_id: int | None,
    code: str,
    data: dict[str, Any],
) -> None:
    """People matters of a partner are open to that partner; those of the company are its own."""
    subject = ("partner", partner_id, code) if partner_id else ("person", None, person)
    activity.record(
        session, actor, verb, subject, partner_id=partner_id, audience="shared" if partner_id else "internal",
        data={"person": person, **data},
    )  # fmt: skip
