"""What stands around the queue: how much each tab holds, people and partners to choose from."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, String, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.actor import Actor
from portal.issues import listing
from portal.partners.models import Partner
from portal.scope import AnySelect, carrying

TABS = ("open", "waiting", "by-us", "by-them", "closed")
MOST_OFFERED = 100  # partners that one chooses from a list; more are looked for by name
MOST_SIMILAR = 10


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the list: `counts` of the tabs (one above CAP for more), `people` an issue can
    be given to, `partners` to choose from (empty when there are more than MOST_OFFERED), the partner
    that the filter names, and those it may have meant if it names none."""

    counts: dict[str, int]
    people: list[Any] = field(default_factory=list)
    partners: list[Any] = field(default_factory=list)
    chosen: Any = None
    similar: list[Any] = field(default_factory=list)

    def partner_id(self, typed: str) -> int | None:
        """The id of the partner that `typed` names: None for no text, -1 if it names none."""
        if not typed:
            return None
        return int(self.chosen.id) if self.chosen else -1


def around(session: Session, actor: Actor, typed: str, *, gives: bool) -> Around:
    """What stands around the list when the partner filter says `typed`; people only if the actor
    `gives` issues to them. One SELECT."""
    tabs = {
        tab: listing.counted(
            [s.limit(listing.CAP + 1) for s in listing.ranges(actor, listing.Filters(tab), None)],
            listing.CAP + 1,
        )
        for tab in TABS
    }
    parts: list[AnySelect] = [
        carrying(
            select(
                literal("tab").label("what"), cast(count.scalar_subquery(), BigInteger).label("id"),
                literal(tab).label("code"), cast(null(), String).label("name"),
            ),
            count,
        )
        for tab, count in tabs.items()
    ]  # fmt: skip
    if gives:
        parts.append(
            select(literal("person"), User.id, cast(null(), String), User.name).where(
                User.staff_role.is_not(None), User.staff_role != "auditor", User.disabled_at.is_(None)
            )
        )
    if actor.is_staff:
        parts.append(
            select(_partners(actor, "offered").order_by(Partner.name).limit(MOST_OFFERED + 1).subquery())
        )
        if typed:
            parts.append(select(_similar(actor, typed).subquery()))
    scoped = [*tabs.values(), Partner.visible_to(actor)]
    rows = session.execute(carrying(union_all(*parts), *scoped)).all()  # type: ignore[arg-type]
    return _around(rows, typed)


def _around(rows: Any, typed: str) -> Around:
    of: dict[str, list[Any]] = {
        what: [r for r in rows if r.what == what] for what in ("person", "offered", "similar")
    }
    by_name = sorted(of["similar"], key=lambda row: str(row.name).casefold())
    exact = [row for row in by_name if typed.casefold() in (row.code.casefold(), row.name.casefold())]
    chosen = exact[0] if exact else by_name[0] if len(by_name) == 1 else None
    offered = of["offered"] if len(of["offered"]) <= MOST_OFFERED else []
    return Around(
        {row.code: row.id for row in rows if row.what == "tab"},
        sorted(of["person"], key=lambda row: str(row.name).casefold()), offered, chosen,
        [] if chosen else by_name[:MOST_SIMILAR],
    )  # fmt: skip


def _partners(actor: Actor, what: str) -> AnySelect:
    return Partner.visible_to(actor).with_only_columns(
        literal(what).label("what"), Partner.id, Partner.code, Partner.name
    )


def _similar(actor: Actor, typed: str) -> AnySelect:
    """Partners with this code or name, then those whose name holds what was typed."""
    folded = typed.lower()
    exact = or_(func.lower(Partner.code) == folded, func.lower(Partner.name) == folded)
    return (
        _partners(actor, "similar")
        .where(or_(exact, Partner.name.icontains(typed, autoescape=True)))
        .order_by(case((exact, 0), else_=1), Partner.name)
        .limit(MOST_SIMILAR + 1)
    )


def partners_like(session: Session, actor: Actor, typed: str) -> list[Any]:
    """The partners whose code or name is `typed` or whose name holds it, at most MOST_SIMILAR, best
    first: what, id, code, name. One SELECT."""
    return list(session.execute(_similar(actor, typed)).all())[:MOST_SIMILAR]
