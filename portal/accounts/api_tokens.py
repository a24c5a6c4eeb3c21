"""Tokens of programs: making, finding, revoking; and whom a program acts for.

A token is shown once and kept as its hash. It acts as the person who made it, by that person's rights of
the moment, and so ends with their access.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import queries
from portal.accounts.models import ApiToken, User
from portal.accounts.tokens import hashed, new_secret, reference
from portal.activity.actions import record
from portal.actor import Actor
from portal.web.i18n import _, _l

PREFIX = "mitra_"
SHOWN = len(PREFIX) + 6  # characters by which people tell their tokens apart
SCOPES = {
    "orders:read": _l("Read orders: lines, schedules, promises"),
    "shipments:read": _l("Read shipments: events, receipts, EPCIS queries"),
    "scores:read": _l("Read scores: figures, totals, the rows behind them"),
    "events:write": _l("Report events of shipments, also by EPCIS"),
}
DAYS = {"30": _l("30 days"), "90": _l("90 days"), "365": _l("1 year")}
USE_NOTED = timedelta(minutes=10)  # a token's last use is no nearer than this


class Refused(Exception):
    """A token that opens nothing; the text is a sentence for the program's owner."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A token that is good: its id, its scopes, whether its last use is to be noted, and who acts."""

    token_id: int
    scopes: tuple[str, ...]
    stale: bool
    actor: Actor


def issue(session: Session, actor: Actor, name: str, scopes: list[str], days: int) -> str:
    """Make a token of the actor's and return its secret, which nothing else ever tells again. Records
    `made-token`; never commits."""
    secret = PREFIX + new_secret()
    now = clock.now()
    row = ApiToken(
        partner_id=actor.partner_id, user_id=actor.user_id, token_hash=hashed(secret), prefix=secret[:SHOWN],
        name=name, scopes=" ".join(scope for scope in SCOPES if scope in scopes), created_at=now,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    session.add(row)
    session.flush()
    data = {"token": name, "prefix": row.prefix, "scopes": row.scopes, "until": row.expires_at.isoformat()}
    _record(session, actor, "made-token", row, data)
    return secret


def revoke(session: Session, actor: Actor, row: ApiToken) -> None:
    """End a token at once. Repeating it changes nothing. Records `revoked-token`; never commits."""
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        session.flush()
        _record(session, actor, "revoked-token", row, {"token": row.name, "prefix": row.prefix})


def _record(session: Session, actor: Actor, verb: str, row: ApiToken, data: dict[str, Any]) -> None:
    subject = ("token", row.id, row.name)
    record(session, actor, verb, subject, partner_id=row.partner_id, audience="internal", data=data)


def known(session: Session, actor: Actor) -> list[Any]:
    """The tokens that the actor may see, the newest first, with the name of who made each. One SELECT."""
    statement = ApiToken.visible_to(actor).with_only_columns(
        ApiToken.token_hash, ApiToken.prefix, ApiToken.name, ApiToken.scopes, ApiToken.created_at,
        ApiToken.expires_at, ApiToken.used_at, ApiToken.revoked_at, User.name.label("maker"),
        queries.partner_name(ApiToken.partner_id).label("partner"),
    )  # fmt: skip
    statement = statement.join(User, User.id == ApiToken.user_id).order_by(ApiToken.id.desc())
    return list(session.execute(statement))


def by_reference(session: Session, actor: Actor, ref: str) -> ApiToken | None:
    """The token that a page calls `ref`, if the actor may see it."""
    found = session.scalars(
        ApiToken.visible_to(actor).where(ApiToken.token_hash.startswith(ref, autoescape=True))
    )
    return next((row for row in found if reference(row.token_hash) == ref), None)


def entry(session: Session, secret: str) -> Entry:
    """Whom this secret lets act, by their rights of the moment. Needs a system session. Raises Refused."""
    row = session.execute(
        select(
            ApiToken.id, ApiToken.user_id, ApiToken.partner_id, ApiToken.name, ApiToken.scopes,
            ApiToken.expires_at, ApiToken.used_at, ApiToken.revoked_at,
        ).where(ApiToken.token_hash == hashed(secret))
    ).first()  # fmt: skip
    if row is None:
        raise Refused(_("This token is unknown."))
    if row.revoked_at is not None:
        raise Refused(_("This token was revoked. Ask your administrator for another."))
    if row.expires_at <= clock.now():
        raise Refused(_("This token ran out. Make another and put it in its place."))
    actors = queries.actors_of(session, row.user_id)
    actor = next((one for one in actors if one.partner_id == row.partner_id), None)
    if actor is None:
        raise Refused(_("Whoever made this token has no access any more."))
    stale = row.used_at is None or row.used_at < clock.now() - USE_NOTED
    named = replace(actor, name=f"{actor.name} ({row.name})"[:120])
    return Entry(row.id, tuple(row.scopes.split()), stale, named)


def note_use(session: Session, token_id: int) -> None:
    """Write down that a token was used now. Never commits."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=clock.now()))
