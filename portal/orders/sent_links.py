"""What is done alike with one-time links of any kind: made, found by their secret, used once, taken back.

`model` is a kind of link (a class of portal.orders.link_model.Sent); `key` its column that names the one record it
opens, which is a row of `whole`.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.tokens import hashed, new_secret
from portal.actor import Actor
from portal.partners.models import Partner


def made(
    session: Session, model: Any, actor: Actor | None, to: Any, days: int, **about: Any
) -> tuple[Any, str]:
    """A new link that works for so many days, and its secret. to: who gets it (name, address, locale); about: its
    other columns. actor None: the portal sends it."""
    secret, now = new_secret(), clock.now()
    link = model(
        token_hash=hashed(secret), to_name=to.name, to_address=to.address, locale=to.locale,
        created_by=actor.person_id if actor else None, creator_name=actor.name if actor else "Mitra", created_at=now,
        expires_at=now + timedelta(days=days), **about,
    )  # fmt: skip
    session.add(link)
    session.flush()
    return link, secret


def is_live(link: Any) -> bool:
    """It could be acted on now."""
    return link.used_at is None and link.revoked_at is None and link.expires_at > clock.now()


def revoked(session: Session, link: Any) -> bool:
    """Take a link back, at once. False for one that was used or revoked already, which stays as it is."""
    if not is_live(link):
        return False
    link.revoked_at = clock.now()
    session.flush()
    return True


def by_secret(session: Session, model: Any, whole: Any, key: Any, secret: str) -> Any:
    """The link with this secret until it expires, unless it was revoked: its columns, the record's `ref`, the
    partner's `partner_name` and `zone`; None else. For a system session. One SELECT."""
    return session.execute(
        select(*model.__table__.c, whole.ref, Partner.name.label("partner_name"), Partner.zone)
        .join(whole, (whole.partner_id == model.partner_id) & (whole.id == key))
        .join(Partner, Partner.id == model.partner_id)
        .where(model.token_hash == hashed(secret), model.revoked_at.is_(None), model.expires_at > clock.now())
    ).first()


def used(session: Session, model: Any, link: Any, address: str, agent: str, **outcome: Any) -> bool:
    """Note that a link was used, from where and for what (its own columns); False if another request was quicker, or
    it was revoked meanwhile."""
    mine = update(model).where(model.id == link.id, model.used_at.is_(None), model.revoked_at.is_(None))
    done = session.execute(
        mine.values(used_at=clock.now(), used_address=address, used_agent=agent[:200], **outcome)
        .execution_options(system=True, synchronize_session=False)
    )  # fmt: skip
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def holder(link: Any, locale: str, *, only_order: int | None = None, only_review: int | None = None) -> Actor:
    """Whoever holds a link (a row of `by_secret`), as the portal sees them: they write for their partner, and see
    only the record that is named."""
    return Actor(
        user_id=0, name=f"{link.to_name} ({link.partner_name[:48]}, link)", side="partner", role="member", locale=locale,
        zone=link.zone, partner_id=link.partner_id, partner_name=link.partner_name, reach="own", only_order=only_order,
        only_review=only_review,
    )  # fmt: skip
