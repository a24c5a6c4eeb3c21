"""Refused tries, counted per account and per network address, in the database so that a restart or
a second process forgets nothing.

An account is counted by what was typed, known or not: being blocked tells nobody that it exists.
"""

import ipaddress
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Attempt
from portal.accounts.tokens import hashed
from portal.config import Settings
from portal.db import system_session

WINDOW = timedelta(minutes=15)
BURST = timedelta(minutes=1)
PER_ACCOUNT = 5
PER_ADDRESS = 30


def network(address: str | None) -> str:
    """What counts as one address: an IPv4 address, or the /64 an IPv6 subscriber may choose from."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)


def blocked(
    session: Session, kind: str, email: str, address: str | None, per_account: int = PER_ACCOUNT
) -> bool:
    """True if this account or this address used up its tries of `kind` in the last 15 minutes."""
    recent = select(func.count()).select_from(Attempt)
    recent = recent.where(Attempt.kind == kind, Attempt.at > clock.now() - WINDOW)
    by_account, by_address = session.execute(
        select(
            recent.where(Attempt.account == hashed(email)).scalar_subquery(),
            recent.where(Attempt.address == network(address)).scalar_subquery(),
        )
    ).one()
    return bool(by_account >= per_account or by_address >= PER_ADDRESS)


def lately(session: Session, kind: str, email: str) -> bool:
    """True if a try of `kind` for this account was counted in the last minute: a button pressed again.
    Requests for one account follow each other until they commit, so the first of a burst is found."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers do so anyway
        session.execute(select(func.pg_advisory_xact_lock(0, func.hashtext(hashed(email)))))
    since = clock.now() - BURST
    tries = select(Attempt.id).where(Attempt.kind == kind, Attempt.at > since)
    return session.execute(tries.where(Attempt.account == hashed(email)).limit(1)).first() is not None


def note(session: Session, kind: str, email: str, address: str | None) -> None:
    """Count one try. Never commits."""
    session.add(Attempt(at=clock.now(), kind=kind, account=hashed(email), address=network(address)))
    session.flush()


def clear(session: Session, kind: str, email: str) -> None:
    """Forget the tries against an account whose owner has come in. Never commits."""
    session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.account == hashed(email)))


def forget_old(_settings: Settings) -> int:
    """Delete tries older than a day. A job of `flask work`; returns how many."""
    with system_session() as session:
        gone = session.execute(delete(Attempt).where(Attempt.at < clock.now() - timedelta(days=1)))
        session.commit()
    return int(gone.rowcount)  # type: ignore[attr-defined]
