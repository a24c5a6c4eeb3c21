"""The people of one side: who they are, what they may do, and the end of their access."""

from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.accounts.actions import cancel_resets, end_sign_ins
from portal.accounts.models import Assignment, Membership, User
from portal.accounts.queries import partner_codes
from portal.accounts.tokens import person_reference
from portal.activity import actions as activity
from portal.actor import Actor


class LastAdministrator(Exception):
    """Refused: nobody would be left to let others in on that side."""


def members(session: Session, partner_id: int) -> list[Any]:
    """Everybody who has or had a place in a partner, live ones first: user_id, membership_id,
    partner_id, name, email, role, reach, team, disabled_at, version, seen_at."""
    return list(
        session.execute(
            select(
                User.id.label("user_id"), Membership.id.label("membership_id"), Membership.partner_id,
                User.name, User.email, Membership.role, Membership.reach, Membership.team,
                Membership.disabled_at, Membership.version, User.seen_at,
            )
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.partner_id == partner_id)
            .order_by(Membership.disabled_at.is_not(None), User.name, User.id)
        )
    )  # fmt: skip


def staff(session: Session) -> list[Any]:
    """Everybody who is or was staff, live ones first: as `members`, with limited and locale."""
    return list(
        session.execute(
            select(
                User.id.label("user_id"), User.name, User.email, User.staff_role.label("role"),
                User.staff_team.label("team"), User.limited, User.locale, User.disabled_at, User.version, User.seen_at,
            )
            .where(User.staff_role.is_not(None))
            .order_by(User.disabled_at.is_not(None), User.name, User.id)
        )
    )  # fmt: skip


def by_reference(rows: list[Any], ref: str) -> Any:
    """The row of `members` or `staff` that an address names, or None."""
    return next((row for row in rows if person_reference(row.email) == ref), None)


def change_member(
    session: Session,
    actor: Actor,
    place: Any,
    code: str,
    version: int,
    role: str,
    reach: str,
    team: str | None,
) -> None:
    """Give a member another role, reach or team. `version` is the one the form was filled against:
    StaleDataError if it has changed since. Raises LastAdministrator."""
    row = _member(session, place, version)
    if row.role == "administrator" and role != "administrator":
        _keep_an_administrator(session, _others(place))
    before = {"role": row.role, "reach": row.reach, "team": row.team}
    after = {"role": role, "reach": reach, "team": team}
    if before == after:
        return
    row.role, row.reach, row.team = role, reach, team
    session.flush()
    _about_member(session, actor, "changed-person", place, code, {"before": before, "after": after})


def disable_member(session: Session, actor: Actor, place: Any, code: str, version: int) -> None:
    """End a person's access to a partner, and their sign-ins there, at once. Raises as above."""
    row = _member(session, place, version)
    if row.disabled_at is not None:
        return
    if row.role == "administrator":
        _keep_an_administrator(session, _others(place))
    row.disabled_at = clock.now()
    session.flush()
    end_sign_ins(session, place.user_id, membership_id=place.membership_id)
    _about_member(session, actor, "disabled-person", place, code, {})


def enable_member(session: Session, actor: Actor, place: Any, code: str, version: int) -> None:
    """Let a person in again, in the role they had. Raises StaleDataError."""
    row = _member(session, place, version)
    if row.disabled_at is None:
        return
    row.disabled_at = None
    session.flush()
    _about_member(session, actor, "enabled-person", place, code, {})


def change_staff(
    session: Session,
    actor: Actor,
    person: Any,
    version: int,
    role: str,
    team: str | None,
    partners: dict[int, str] | None,
) -> None:
    """Give one of our own people another role, team or limit: `partners` (ids and codes) are all
    they see, None for no limit. Raises StaleDataError, LastAdministrator."""
    row = _staff(session, person, version)
    if row.staff_role == "administrator" and role != "administrator":
        _keep_an_administrator(session, _other_staff(person))
    before = {
        "role": row.staff_role, "team": row.staff_team, "limited": row.limited,
        "partners": partner_codes(session, limits(session, person.user_id)),
    }  # fmt: skip
    after = {
        "role": role, "team": team, "limited": partners is not None, "partners": sorted((partners or {}).values())
    }  # fmt: skip
    if before == after:
        return
    row.staff_role, row.staff_team, row.limited = role, team, partners is not None
    session.execute(delete(Assignment).where(Assignment.user_id == person.user_id))
    session.add_all(Assignment(user_id=person.user_id, partner_id=each) for each in partners or {})
    session.flush()
    _about_staff(session, actor, "changed-person", person, {"before": before, "after": after})


def disable_staff(session: Session, actor: Actor, person: Any, version: int) -> None:
    """End one of our own people's access, sign-ins and links, at once. Raises as above."""
    row = _staff(session, person, version)
    if row.disabled_at is not None:
        return
    if row.staff_role == "administrator":
        _keep_an_administrator(session, _other_staff(person))
    row.disabled_at = clock.now()
    session.flush()
    end_sign_ins(session, person.user_id)
    cancel_resets(session, person.user_id)
    _about_staff(session, actor, "disabled-person", person, {})


def enable_staff(session: Session, actor: Actor, person: Any, version: int) -> None:
    """Let one of our own people in again, in the role they had. Raises StaleDataError."""
    row = _staff(session, person, version)
    if row.disabled_at is None:
        return
    row.disabled_at = None
    session.flush()
    _about_staff(session, actor, "enabled-person", person, {})


def account_exists(session: Session, email: str) -> bool:
    """True if somebody, enabled or not, has this address."""
    return session.scalars(select(User.id).where(User.email == email)).first() is not None


def create_administrator(
    session: Session, email: str, name: str, password_hash: str, locale: str, zone: str
) -> None:
    """Begin the account of an administrator of the company, from the command line. Never commits."""
    user = User(
        email=email, name=name, password_hash=password_hash, locale=locale, zone=zone,
        staff_role="administrator", created_at=clock.now(),
    )  # fmt: skip
    session.add(user)
    session.flush()
    activity.record(
        session, None, "joined", ("person", user.id, name), partner_id=None, audience="internal",
        data={"person": name, "role": "administrator"},
    )  # fmt: skip


def limits(session: Session, user_id: int) -> set[int]:
    """Ids of the partners a limited staff person sees."""
    return set(session.scalars(select(Assignment.partner_id).where(Assignment.user_id == user_id)))


def _member(session: Session, place: Any, version: int) -> Membership:
    row = session.scalars(select(Membership).where(Membership.id == place.membership_id)).one()
    if row.version != version:
        raise StaleDataError("membership")
    return row


def _staff(session: Session, person: Any, version: int) -> User:
    row = session.scalars(select(User).where(User.id == person.user_id)).one()
    if row.version != version:
        raise StaleDataError("user")
    return row


def _others(place: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.partner_id == place.partner_id, Membership.id != place.membership_id,
        Membership.role == "administrator", Membership.disabled_at.is_(None), User.disabled_at.is_(None),
    )  # fmt: skip


def _other_staff(person: Any) -> tuple[ColumnElement[bool], ...]:
    return User.staff_role == "administrator", User.id != person.user_id, User.disabled_at.is_(None)


def _keep_an_administrator(session: Session, others: tuple[ColumnElement[bool], ...]) -> None:
    count = select(func.count(User.id)).outerjoin(Membership, Membership.user_id == User.id).where(*others)
    if not session.scalar(count):
        raise LastAdministrator


def _about_member(
    session: Session, actor: Actor, verb: str, place: Any, code: str, data: dict[str, Any]
) -> None:
    activity.record(
        session, actor, verb, ("partner", place.partner_id, code), partner_id=place.partner_id, audience="shared",
        data={"person": place.name, **data},
    )  # fmt: skip


def _about_staff(session: Session, actor: Actor, verb: str, person: Any, data: dict[str, Any]) -> None:
    activity.record(
        session, actor, verb, ("person", person.user_id, person.name), partner_id=None, audience="internal",
        data={"person": person.name, **data},
    )  # fmt: skip
