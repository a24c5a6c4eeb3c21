"""Writing what is to be sold and what was sold. Functions here never commit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores.sales_model import SalesActual, SalesTarget

MOST_PARTNERS = 200
M = TypeVar("M", SalesTarget, SalesActual)


class Accepted(Exception):
    """The company has accepted the figure; a distributor does not change it any more."""


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of a product ('' for everything) in a month, in a unit."""

    month: date
    product: str
    unit: str
    amount: Decimal

    @property
    def title(self) -> str:
        """What it is about, as records name it."""
        return f"{self.month:%Y-%m}" + (f" · {self.product}" if self.product else "")


def find(
    session: Session, actor: Actor, model: type[M], partner_id: int, month: date, product: str, unit: str
) -> M | None:
    """The row of a month, product and unit; None if there is none, or the actor may not see it."""
    statement = model.visible_to(actor).where(
        model.partner_id == partner_id, model.month == month, model.product == product, model.unit == unit
    )
    return session.scalars(statement).first()


def set_target(session: Session, actor: Actor, partner: Any, said: Amount, version: int) -> None:
    """Set a target, or change the one at `version` (0: there is none yet). Setting what stands does nothing.
    Raises StaleDataError if it is another. Records `set-target` with what it was."""
    row = find(session, actor, SalesTarget, partner.id, said.month, said.product, said.unit)
    was = row.amount if row else None
    if row is not None and was == said.amount:
        return
    row = _at(row, version) or SalesTarget(
        partner_id=partner.id, month=said.month, product=said.product, unit=said.unit
    )
    row.amount, row.set_by, row.set_name, row.set_at = said.amount, actor.person_id, actor.name, clock.now()
    _write(session, row)
    _tell(session, actor, "set-target", partner, said, was)


def report(session: Session, actor: Actor, partner: Any, said: Amount, version: int) -> None:
    """Say what was sold. The company's word counts at once, the distributor's once it is accepted. Saying what
    stands does nothing. Raises Accepted, and StaleDataError as `set_target`. Records `reported-sales`."""
    row = find(session, actor, SalesActual, partner.id, said.month, said.product, said.unit)
    was = row.amount if row else None
    if row is not None and was == said.amount and (row.state == "accepted" or not actor.is_staff):
        return
    if row is not None and row.state == "accepted" and not actor.is_staff:
        raise Accepted
    row = _at(row, version) or SalesActual(
        partner_id=partner.id, month=said.month, product=said.product, unit=said.unit
    )
    now = clock.now()
    row.amount, row.side, row.state = said.amount, actor.party, "accepted" if actor.is_staff else "reported"
    row.reported_by, row.reported_name, row.reported_at = actor.person_id, actor.name, now
    if actor.is_staff:
        row.accepted_by, row.accepted_name, row.accepted_at = actor.person_id, actor.name, now
    _write(session, row)
    _tell(session, actor, "reported-sales", partner, said, was)


def waiting(session: Session, actor: Actor, partner_id: int, month: date) -> Sequence[SalesActual]:
    """Figures of a month that the distributor reported and nobody accepted yet."""
    statement = SalesActual.visible_to(actor).where(
        SalesActual.partner_id == partner_id, SalesActual.month == month, SalesActual.state == "reported"
    )
    return session.scalars(statement.order_by(SalesActual.id)).all()


def seen(rows: Sequence[Any]) -> str:
    """A word for what these figures are, so that nobody accepts what they did not see."""
    return "-".join(f"{row.version}:{row.amount.normalize():f}" for row in rows)


def accept(session: Session, actor: Actor, partner: Any, month: date, word: str) -> int:
    """Accept what the distributor reported for a month; `word` says what was seen. Returns how many figures,
    0 for none. Raises StaleDataError if they are others. Records `accepted-sales`."""
    rows = waiting(session, actor, partner.id, month)
    if not rows:
        return 0
    if seen(rows) != word:
        raise StaleDataError("other figures were reported meanwhile")
    for row in rows:
        row.state = "accepted"
        row.accepted_by, row.accepted_name, row.accepted_at = actor.person_id, actor.name, clock.now()
    session.flush()
    record(
        session, actor, "accepted-sales", ("partner", partner.id, partner.code), partner_id=partner.id,
        audience="shared", data={"title": f"{month:%Y-%m}", "rows": len(rows)},
    )  # fmt: skip
    return len(rows)


def _at(row: M | None, version: int) -> M | None:
    if version != (row.version if row else 0):
        raise StaleDataError("somebody changed it meanwhile")
    return row


def _write(session: Session, row: Any) -> None:
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:  # two wrote the first one at once
        raise StaleDataError("somebody was faster") from error


def _tell(session: Session, actor: Actor, verb: str, partner: Any, said: Amount, was: Decimal | None) -> None:
    data = {"title": said.title, "value": f"{said.amount.normalize():f}", "unit": said.unit}
    if was is not None:
        data["was"] = f"{was.normalize():f}"
    record(
        session, actor, verb, ("partner", partner.id, partner.code), partner_id=partner.id, audience="shared", data=data
    )  # fmt: skip


def months_of(
    session: Session, actor: Actor, model: type[M], partner_ids: Collection[int], year: int
) -> dict[int, list[M]]:
    """All rows of a year and the one before, in order, by partner. One SELECT."""
    statement = model.visible_to(actor).where(
        model.partner_id.in_(partner_ids), model.month.between(date(year - 1, 1, 1), date(year, 12, 31))
    )
    found: dict[int, list[M]] = {partner_id: [] for partner_id in partner_ids}
    for row in session.scalars(statement.order_by(model.month, model.product, model.unit)):
        found[row.partner_id].append(row)
    return found


def partners_with_sales(session: Session, actor: Actor, year: int) -> list[Any]:
    """Distributors, and partners with a figure in a year, by name: id, code, name. One SELECT."""
    within = (date(year, 1, 1), date(year, 12, 31))
    targets, actuals = (
        model.visible_to(actor).with_only_columns(model.partner_id).where(model.month.between(*within))
        for model in (SalesTarget, SalesActual)
    )
    statement = Partner.visible_to(actor).with_only_columns(Partner.id, Partner.code, Partner.name)
    return list(
        session.execute(
            statement.where(
                or_(Partner.kind == "distributor", Partner.id.in_(targets), Partner.id.in_(actuals))
            )
            .order_by(Partner.name)
            .limit(MOST_PARTNERS)
        )
    )
