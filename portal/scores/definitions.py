"""Which version of a definition holds for a partner, and the definition that comes with the portal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores.definition import Definition, read
from portal.scores.models import KindDefinition, PartnerDefinition

_TARGETS = {
    "otif": "0.95", "week_promise": "0.95", "ppm": "500", "rejected_receipts": "0.02", "clocks_kept": "0.9",
    "actions_kept": "0.9", "decisions_in_time": "0.9", "changes_after_commitment": "0.05", "dock_time": "1",
    "company_answer_time": "8", "company_actions_kept": "0.9", "payments_on_time": "0.95",
}  # fmt: skip
_WEIGHTS = {
    "otif": 25, "week_promise": 10, "ppm": 25, "rejected_receipts": 10, "clocks_kept": 10, "actions_kept": 5,
    "decisions_in_time": 20, "changes_after_commitment": 20, "dock_time": 10, "company_answer_time": 15,
    "company_actions_kept": 10, "payments_on_time": 25,
}  # fmt: skip
_GOODS = replace(
    Definition(),
    excluded_causes=frozenset({"company"}),
    weights={key: Decimal(weight) for key, weight in _WEIGHTS.items()},
    targets={key: Decimal(target) for key, target in _TARGETS.items()},
)
_SALES = replace(
    _GOODS,
    weights={**_GOODS.weights, "sales_to_target": Decimal(15)},
    targets={**_GOODS.targets, "sales_to_target": Decimal(1)},
)
INSTALLED = {"supplier": _GOODS, "distributor": _SALES, "carrier": _GOODS, "subcontractor": _GOODS}


class Held(NamedTuple):
    """A definition and where it comes from. of: 'partner' (its own), 'kind' (that of all of its kind) or
    'installed' (nobody has written one yet); number: the version there, 0 for installed."""

    definition: Definition
    of: str
    number: int
    starts_on: date | None = None
    note: str = ""


def holding(session: Session, actor: Actor, partner: Partner, day: date) -> Held:
    """The version that holds for a period of the partner that begins on `day`. Two SELECTs."""
    own = _newest(
        session, own_versions(actor, partner.id).where(PartnerDefinition.starts_on <= day), PartnerDefinition
    )
    if own is not None and own.values is not None:
        return Held(read(own.values), "partner", own.number, own.starts_on, own.note)
    of_kind = _newest(
        session, kind_versions(partner.kind).where(KindDefinition.starts_on <= day), KindDefinition
    )
    if of_kind is not None:
        return Held(read(of_kind.values), "kind", of_kind.number, of_kind.starts_on, of_kind.note)
    return Held(INSTALLED[partner.kind], "installed", 0)


def version(
    session: Session, actor: Actor, partner: Partner, of: str, number: int, definition: Definition
) -> Held:
    """The version that a closed month was counted by; `definition` is what it said. One SELECT, none for the one
    that comes with the portal."""
    if of == "installed":
        return Held(definition, of, number)
    model: Any = PartnerDefinition if of == "partner" else KindDefinition
    versions = own_versions(actor, partner.id) if of == "partner" else kind_versions(partner.kind)
    chosen = versions.where(model.number == number).with_only_columns(model.starts_on, model.note)
    starts_on, note = session.execute(chosen).first() or (None, "")
    return Held(definition, of, number, starts_on, note)


def own_versions(actor: Actor, partner_id: int) -> Any:
    """The versions of a partner's own definition, as a select."""
    return PartnerDefinition.visible_to(actor).where(PartnerDefinition.partner_id == partner_id)


def kind_versions(kind: str) -> Any:
    """The versions of the definition of a kind of partner, as a select."""
    return select(KindDefinition).where(KindDefinition.kind == kind)


def newest_number(session: Session, statement: Any, model: Any) -> int:
    """The number of the newest of these versions; 0 where there is none. One SELECT."""
    return (
        session.scalars(statement.with_only_columns(model.number).order_by(model.number.desc())).first() or 0
    )


def _newest(session: Session, statement: Any, model: Any) -> Any:
    """Of versions that begin on the same day the later one holds."""
    return session.scalars(statement.order_by(model.starts_on.desc(), model.number.desc())).first()


def listed(session: Session, statement: Any, model: Any) -> Sequence[Any]:
    """These versions, newest first. One SELECT."""
    found: Sequence[Any] = session.scalars(statement.order_by(model.number.desc())).all()
    return found
