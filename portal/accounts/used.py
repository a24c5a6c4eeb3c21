"""Links that were used a moment ago: what the second press of their button finds."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Token
from portal.accounts.tokens import hashed

MOMENT = timedelta(minutes=10)


def address(session: Session, purpose: str, secret: str) -> str | None:
    """The address that a link of this purpose with this secret was sent to, if it was used within the
    last ten minutes. Needs a system session. It says who pressed, and opens nothing."""
    return session.scalars(
        select(Token.email).where(
            Token.token_hash == hashed(secret), Token.purpose == purpose, Token.used_at > clock.now() - MOMENT
        )
    ).first()
