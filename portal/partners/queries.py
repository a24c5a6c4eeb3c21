"""Finding partners."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, User
from portal.actor import Actor
from portal.partners.models import Partner

PAGE = 50
LONGEST_SEARCH = 100
MOST_OFFERED = 500  # partners that a list offers to choose from


def directory(
    session: Session, actor: Actor, search: str = "", after: str | None = None
) -> tuple[list[Any], str | None]:
    """Partners the actor sees whose name, code or city holds `search`, by name: code, name, kind,
    city, people. Returns a page of at most 50 and the name it ends with if more follow."""
    people = (
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.partner_id == Partner.id, Membership.disabled_at.is_(None), User.disabled_at.is_(None)
        )
        .scalar_subquery()
    )
    statement = Partner.visible_to(actor).with_only_columns(
        Partner.code, Partner.name, Partner.kind, Partner.city, people.label("people")
    )
    if search:
        wanted = search[:LONGEST_SEARCH].lower()
        statement = statement.where(
            func.lower(Partner.name).contains(wanted, autoescape=True)
            | func.lower(Partner.code).contains(wanted, autoescape=True)
            | func.lower(func.coalesce(Partner.city, "")).contains(wanted, autoescape=True)
        )
    if after is not None:
        statement = statement.where(Partner.name > after)
    rows = list(session.execute(statement.order_by(Partner.name).limit(PAGE + 1)))
    more = len(rows) > PAGE
    return rows[:PAGE], rows[PAGE - 1].name if more else None


def by_code(session: Session, actor: Actor, code: str) -> Any:
    """The partner with this code as the actor may see it: id, code, name, kind, city, country, zone,
    created_at; or None."""
    return session.execute(
        Partner.visible_to(actor)
        .with_only_columns(
            Partner.id, Partner.code, Partner.name, Partner.kind, Partner.city, Partner.country, Partner.zone,
            Partner.created_at,
        )
        .where(Partner.code == code)
    ).first()  # fmt: skip


def choices(session: Session, actor: Actor, most: int | None = None) -> list[Any]:
    """Id, code and name of the partners the actor sees, by name, for a list to choose from. One SELECT."""
    statement = Partner.visible_to(actor).with_only_columns(Partner.id, Partner.code, Partner.name)
    return list(session.execute(statement.order_by(Partner.name).limit(most)))


def by_id(session: Session, actor: Actor, partner_id: int) -> Any:
    """Id, code, name and kind of a partner; None if the actor may not see it. One SELECT."""
    statement = Partner.visible_to(actor).with_only_columns(
        Partner.id, Partner.code, Partner.name, Partner.kind
    )
    return session.execute(statement.where(Partner.id == partner_id)).first()


def own_code(session: Session, actor: Actor) -> str | None:
    """The code of the partner that the actor belongs to; None for staff."""
    if actor.partner_id is None:
        return None
    return session.scalars(
        Partner.visible_to(actor).with_only_columns(Partner.code).where(Partner.id == actor.partner_id)
    ).first()
