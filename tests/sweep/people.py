"""Who knocks: the cast, three people with narrower rights, somebody disabled, and a visitor.

lina: an agent limited to SUMBER. nina: a reader of SUMBER with reach 'own'. dodi: a disabled member.
"""

from datetime import timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import hashed
from portal.accounts.api_tokens import SCOPES
from portal.accounts.models import ApiToken, Assignment, Membership, SignIn, User
from portal.actor import Actor
from tests import cast

STAFF = frozenset({"adi", "mega", "dewi", "bagus", "ayu"})
LIMITED = frozenset({"lina"})
ALL_STAFF = STAFF | LIMITED
SUMBER = frozenset({"rina", "sari", "toni"})
NINA = frozenset({"nina"})
BAUT = frozenset({"budi"})
NOBODY: frozenset[str] = frozenset()
SIGNED_IN = ALL_STAFF | SUMBER | NINA | BAUT
OUTSIDE = ("visitor", "dodi")
EVERYONE = (*sorted(SIGNED_IN), *OUTSIDE)
EXTRA = {
    "lina": ("Lina Sari", "agent", None), "nina": ("Nina Kartika", None, "reader"),
    "dodi": ("Dodi Kurnia", None, "member"),
}  # fmt: skip
IDS = {**{name: cast.user_id(name) for name in cast.EVERYONE}, "lina": 21, "nina": 22, "dodi": 23}
_RAW_TOKEN = "sweep"


def email(name: str) -> str:
    """The address of anybody here."""
    if name in cast.EVERYONE:
        return cast.email(name)
    return f"{name}@{'cahayabaja' if name == 'lina' else 'sumberlogam'}.example"


def actor(name: str) -> Actor:
    """Somebody as the portal sees them."""
    if name in ALL_STAFF:
        limit = (1,) if name in LIMITED else None
        return Actor(
            IDS[name], _name(name), "staff", cast.STAFF.get(name, "agent"), "en", cast.ZONE, limited_to=limit
        )
    code, role = cast.PEOPLE.get(name, ("SUMBER", "reader"))
    partner, reach = (1 if code == "SUMBER" else 2), ("own" if name in NINA else "all")
    return Actor(IDS[name], _name(name), "partner", role, "en", cast.ZONE, partner_id=partner, reach=reach)


def _name(name: str) -> str:
    return cast.NAMES.get(name) or EXTRA[name][0]


def seed(session: Session) -> None:
    """The people beyond the cast, and a sign-in of everybody; the disabled one's still stands."""
    now = clock.now()
    for name, (full, staff_role, role) in EXTRA.items():
        gone = now if name == "dodi" else None
        session.add(
            User(
                id=IDS[name], email=email(name), name=full, password_hash=cast.PASSWORD_HASH, locale="en",
                zone=cast.ZONE, staff_role=staff_role, limited=name in LIMITED, created_at=cast.BORN, disabled_at=gone,
            )
        )  # fmt: skip
        session.flush()
        if role:
            session.add(
                Membership(
                    partner_id=1, user_id=IDS[name], role=role, reach="own" if name in NINA else "all",
                    created_at=cast.BORN, disabled_at=gone,
                )
            )  # fmt: skip
        else:
            session.add(Assignment(user_id=IDS[name], partner_id=1))
    session.flush()
    places = {user_id: id_ for id_, user_id in session.query(Membership.id, Membership.user_id)}
    for name, user_id in IDS.items():
        session.add(
            SignIn(
                token_hash=hashed(secret_of(name)), user_id=user_id, membership_id=places.get(user_id),
                created_at=now, used_at=now, expires_at=now + timedelta(hours=12), agent="pytest", address="127.0.0.1",
            )
        )  # fmt: skip
    session.flush()
    partners = {place.user_id: place.partner_id for place in session.query(Membership)}
    for name, user_id in IDS.items():
        session.add(
            ApiToken(
                partner_id=partners.get(user_id), user_id=user_id, name="ERP", token_hash=hashed(token_of(name)),
                prefix=f"mitra_{name}"[:12], scopes=" ".join(SCOPES), created_at=now, expires_at=now + timedelta(days=30),
                used_at=now,
            )
        )  # fmt: skip
    session.flush()


def token_of(name: str) -> str:
    """The secret of this person's token."""
    return f"mitra_{name}_{'x' * 24}"


def secret_of(name: str) -> str:
    """What the cookie of this person's sign-in holds."""
    return f"secret-of-{name}-{'x' * 24}"


def cookie(app: Flask, name: str) -> str:
    """The Cookie header this person's browser sends; a visitor's holds only a form token."""
    content = {"csrf_token": _RAW_TOKEN}
    if name != "visitor":
        content |= {"_user_id": secret_of(name), "_fresh": True}  # type: ignore[dict-item]
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(content)}"


def form_token(app: Flask) -> str:
    """A form token that every cookie above accepts."""
    from itsdangerous import URLSafeTimedSerializer

    return str(URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(_RAW_TOKEN))
