"""Finding out who is asking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, column, func, or_, select, table
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Assignment, Membership, SignIn, User
from portal.activity.models import Batch, Draft
from portal.actor import Actor

# Slices below this one own these tables; finding out who is asking needs a few columns of each.
_partners = table(
    "partners", column("id"), column("name"), column("code"), column("zone"), column("batch_id")
)
_company = table(
    "company", column("id"), column("name"), column("short_name"), column("city"), column("zone")
)


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What every page says about the company."""

    name: str
    short_name: str
    city: str
    zone: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live sign-in: the actor, and what the page shell needs to know about the person."""

    actor: Actor
    email: str
    theme: str
    memberships: int
    company: CompanyFacts
    sign_in_id: int
    expires_at: Any


MOST_CHOSEN_FROM = 300  # people of partners in one list

_NO_COMPANY = CompanyFacts("Mitra", "Mitra", "", "Asia/Jakarta")

_other = Membership.__table__.alias("other")
_LOOKUP = (
    select(
        SignIn.id.label("sign_in_id"), SignIn.since_at, SignIn.expires_at, SignIn.ended_at,
        User.id.label("user_id"), User.name, User.email, User.locale, User.zone, User.theme,
        User.staff_role, User.staff_team, User.limited, User.disabled_at,
        Membership.role, Membership.reach, Membership.team, Membership.partner_id,
        Membership.disabled_at.label("membership_disabled_at"),
        _partners.c.name.label("partner_name"),
        _company.c.name.label("company_name"), _company.c.short_name, _company.c.city,
        _company.c.zone.label("company_zone"),
        select(func.count()).select_from(_other)
        .where(_other.c.user_id == User.id, _other.c.disabled_at.is_(None)).scalar_subquery().label("memberships"),
        select(Draft.id).where(Draft.user_id == User.id).exists().label("drafts"),
    )
    .join(User, User.id == SignIn.user_id)
    .outerjoin(Membership, Membership.id == SignIn.membership_id)
    .outerjoin(_partners, _partners.c.id == Membership.partner_id)
    .outerjoin(_company, _company.c.id == 1)
    .where(SignIn.token_hash == bindparam("token_hash"))
)  # fmt: skip


def partner_name(of: Any) -> Any:
    """The name of the partner whose id a column holds, to be selected beside it."""
    return select(_partners.c.name).where(_partners.c.id == of).scalar_subquery()


def sign_in_row(session: Session, token_hash: str) -> Any:
    """All that a request needs to know about the sign-in with this hash, in one SELECT, or None."""
    return session.execute(_LOOKUP, {"token_hash": token_hash}).first()


def signed_in(session: Session, row: Any) -> SignedIn | None:
    """The live sign-in that `row` describes; None when the person or the membership is disabled.
    Rights are read anew for every request, so a change applies at once."""
    if row.disabled_at is not None:
        return None
    if row.staff_role is None and (row.partner_id is None or row.membership_disabled_at is not None):
        return None
    staff = row.staff_role is not None
    limited: tuple[int, ...] | None = None
    if staff and row.limited:
        assigned = select(Assignment.partner_id).where(Assignment.user_id == row.user_id)
        limited = tuple(sorted(session.scalars(assigned)))
    actor = Actor(
        user_id=row.user_id, name=row.name, side="staff" if staff else "partner",
        role=row.staff_role if staff else row.role, locale=row.locale, zone=row.zone,
        partner_id=None if staff else row.partner_id, partner_name=None if staff else row.partner_name,
        reach="all" if staff else row.reach, team=row.staff_team if staff else row.team,
        limited_to=limited, sign_in_id=row.sign_in_id, since=row.since_at, drafts=bool(row.drafts),
    )  # fmt: skip
    company = _NO_COMPANY
    if row.company_name is not None:
        company = CompanyFacts(row.company_name, row.short_name, row.city, row.company_zone)
    return SignedIn(actor, row.email, row.theme, row.memberships, company, row.sign_in_id, row.expires_at)


def company_facts(session: Session) -> CompanyFacts:
    """What a visitor's page says about the company."""
    row = session.execute(
        select(_company.c.name, _company.c.short_name, _company.c.city, _company.c.zone)
        .where(_company.c.id == 1)
    ).first()  # fmt: skip
    return CompanyFacts(*row) if row else _NO_COMPANY


def people(session: Session, partner_id: int | None) -> list[Any]:
    """Live people of one partner (None: of the company): id, name, email, locale, role, reach, team."""
    statement: Any
    if partner_id is None:
        statement = (
            select(
                User.id, User.name, User.email, User.locale, User.zone, User.staff_role.label("role"),
                User.staff_team.label("team"), User.limited,
            )
            .where(User.staff_role.is_not(None), User.disabled_at.is_(None))
            .order_by(User.name)
        )  # fmt: skip
    else:
        statement = (
            select(
                User.id, User.name, User.email, User.locale, User.zone, Membership.role, Membership.reach,
                Membership.team, Membership.title,
            )
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.partner_id == partner_id,
                Membership.disabled_at.is_(None), User.disabled_at.is_(None),
            )
            .order_by(User.name)
        )  # fmt: skip
    return list(session.execute(statement).all())


def people_of_partners(session: Session, partner_ids: Sequence[int]) -> list[Any]:
    """Live people of these partners who write, by partner and name: id, name, partner_id. None at all where
    they are more than one chooses from. One SELECT."""
    statement = (
        select(User.id, User.name, Membership.partner_id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.partner_id.in_(partner_ids), Membership.role != "reader", Membership.disabled_at.is_(None),
            User.disabled_at.is_(None),
        )
        .order_by(Membership.partner_id, User.name)
        .limit(MOST_CHOSEN_FROM + 1)
    )  # fmt: skip
    found = session.execute(statement).all()
    return list(found) if len(found) <= MOST_CHOSEN_FROM else []


def who_answer(session: Session, partner_ids: Collection[int]) -> list[Any]:
    """Live people of these partners who write, who was there first coming first: id, name, role, team,
    partner_id. One SELECT."""
    statement = (
        select(User.id, User.name, Membership.role, Membership.team, Membership.partner_id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.partner_id.in_(partner_ids), Membership.role != "reader", Membership.disabled_at.is_(None),
            User.disabled_at.is_(None),
        )
        .order_by(User.id)
    )  # fmt: skip
    return list(session.execute(statement).all())


def staff_for(session: Session, partner_id: int) -> list[Any]:
    """Live staff who may see this partner: those without a limit, and those assigned to it."""
    assigned = select(Assignment.user_id).where(Assignment.partner_id == partner_id)
    statement = (
        select(User.id, User.name, User.email, User.locale, User.zone, User.staff_role.label("role"),
               User.staff_team.label("team"))
        .where(
            User.staff_role.is_not(None), User.disabled_at.is_(None),
            or_(User.limited.is_(False), User.id.in_(assigned)),
        )
        .order_by(User.name)
    )  # fmt: skip
    return list(session.execute(statement).all())


def everybody_for(session: Session, partner_ids: Collection[int]) -> dict[int, tuple[list[Any], list[Any]]]:
    """Of each of these partners its live staff (as staff_for) and its live people (as people). Three SELECTs."""
    columns = (User.id, User.name, User.email, User.locale, User.zone)
    ours = select(*columns, User.staff_role.label("role"), User.staff_team.label("team"), User.limited)
    staff = session.execute(
        ours.where(User.staff_role.is_not(None), User.disabled_at.is_(None)).order_by(User.name)
    ).all()
    named = select(Assignment.user_id, Assignment.partner_id).where(Assignment.partner_id.in_(partner_ids))
    assigned = {(row.user_id, row.partner_id) for row in session.execute(named)}
    theirs = session.execute(
        select(*columns, Membership.role, Membership.reach, Membership.team, Membership.partner_id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.partner_id.in_(partner_ids), Membership.disabled_at.is_(None), User.disabled_at.is_(None)
        )
        .order_by(User.name)
    ).all()  # fmt: skip
    return {
        partner: (
            [person for person in staff if not person.limited or (person.id, partner) in assigned],
            [person for person in theirs if person.partner_id == partner],
        )
        for partner in partner_ids
    }


def actors_of(session: Session, user_id: int) -> list[Actor]:
    """Every actor this person could be now: one for staff, one per live membership; none if disabled."""
    user = session.execute(
        select(User.id, User.name, User.locale, User.zone, User.staff_role, User.staff_team, User.limited)
        .where(User.id == user_id, User.disabled_at.is_(None))
    ).first()  # fmt: skip
    if user is None:
        return []
    if user.staff_role is not None:
        limited = None
        if user.limited:
            assigned = select(Assignment.partner_id).where(Assignment.user_id == user_id)
            limited = tuple(sorted(session.scalars(assigned)))
        return [
            Actor(user.id, user.name, "staff", user.staff_role, user.locale, user.zone,
                  team=user.staff_team, limited_to=limited)
        ]  # fmt: skip
    places = session.execute(
        select(Membership.partner_id, Membership.role, Membership.reach, Membership.team)
        .where(Membership.user_id == user_id, Membership.disabled_at.is_(None))
    )  # fmt: skip
    return [
        Actor(user.id, user.name, "partner", p.role, user.locale, user.zone, partner_id=p.partner_id,
              reach=p.reach, team=p.team)
        for p in places
    ]  # fmt: skip


def by_email(session: Session, email: str) -> Any:
    """The person with this address who may sign in, and the membership they last acted in; None for
    an address nobody has, and for somebody who is disabled or belongs nowhere any more."""
    last_used = (
        select(func.max(SignIn.id)).where(SignIn.membership_id == Membership.id).correlate(Membership)
        .scalar_subquery()
    )  # fmt: skip
    place = (
        select(Membership.id).where(Membership.user_id == User.id, Membership.disabled_at.is_(None))
        .order_by(func.coalesce(last_used, 0).desc(), Membership.id).limit(1).correlate(User)
        .scalar_subquery()
    )  # fmt: skip
    partner = select(Membership.partner_id).where(Membership.id == place).correlate(User).scalar_subquery()
    row = session.execute(
        select(
            User.id, User.email, User.name, User.password_hash, User.locale, User.staff_role, User.seen_at,
            place.label("membership_id"), partner.label("partner_id"),
        ).where(User.email == email, User.disabled_at.is_(None))
    ).first()  # fmt: skip
    return row if row is not None and (row.staff_role or row.membership_id) else None


def memberships_of(session: Session, user_id: int) -> list[Any]:
    """The places this person may act in: membership_id, role, and id, code and name of the partner.
    Needs a system session: all but one belong to partners other than the present one."""
    return list(
        session.execute(
            select(
                Membership.id.label("membership_id"), Membership.role, Membership.reach, Membership.team,
                _partners.c.id, _partners.c.code, _partners.c.name,
            )
            .join(_partners, _partners.c.id == Membership.partner_id)
            .where(Membership.user_id == user_id, Membership.disabled_at.is_(None))
            .order_by(_partners.c.name)
        )
    )  # fmt: skip


def sign_ins_of(session: Session, user_id: int) -> list[Any]:
    """Every sign-in of the person that has not run out, ended or not, newest first."""
    return list(
        session.execute(
            select(
                SignIn.id, SignIn.token_hash, SignIn.agent, SignIn.address, SignIn.created_at, SignIn.ended_at
            )
            .where(SignIn.user_id == user_id, SignIn.expires_at > clock.now())
            .order_by(SignIn.id.desc())
        )
    )


def live_sign_ins(session: Session, user_id: int) -> list[Any]:
    """Where the person is signed in now, newest first."""
    return [row for row in sign_ins_of(session, user_id) if row.ended_at is None]


def partner_choices(session: Session) -> list[Any]:
    """Every partner a staff person's view may be limited to: id, code, name; not ones still being
    imported."""
    hidden = select(Batch.id).where(Batch.published_at.is_(None))
    return list(
        session.execute(
            select(_partners.c.id, _partners.c.code, _partners.c.name)
            .where(or_(_partners.c.batch_id.is_(None), _partners.c.batch_id.not_in(hidden)))
            .order_by(_partners.c.name)
        )
    )


def partner_codes(session: Session, ids: Collection[int]) -> list[str]:
    """The codes of these partners, sorted."""
    codes = select(_partners.c.code).where(_partners.c.id.in_(ids)).order_by(_partners.c.code)
    return list(session.scalars(codes))


def place_of(session: Session, partner_id: int) -> Any:
    """Code, name and zone of one partner. Needs a system session: a visitor with a link sees it."""
    return session.execute(
        select(_partners.c.code, _partners.c.name, _partners.c.zone).where(_partners.c.id == partner_id)
    ).one()
