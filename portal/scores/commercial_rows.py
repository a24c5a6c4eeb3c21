"""The months behind a distributor's sales figures."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.partners.calendar import of_company
from portal.partners.models import Partner
from portal.scores import commercial, grouping
from portal.scores.commercial import Sold
from portal.scores.figure import Period
from portal.scores.sales_model import SalesActual, SalesTarget
from portal.scores.summing import Counted

FINDERS = {"sales_to_target": commercial.sales_to_target, "growth": commercial.growth}


def rows(
    session: Session, actor: Actor, partner: Partner, period: Period, metrics: Collection[str]
) -> Mapping[str, Sequence[Counted]]:
    """Three SELECTs; a partner that is no distributor and has no figures has none to show."""
    first = period.start.replace(day=1)
    found = months(session, actor, partner.id, first.replace(year=first.year - 1), period.end)
    if not found and partner.kind != "distributor":
        return {}
    today = clock.today(of_company(session).zone)
    return {key: FINDERS[key](found, period, today) for key in metrics}


def months(session: Session, actor: Actor, partner_id: int, first: date, last: date) -> list[Sold]:
    """What was to be sold and was sold in the months that begin from `first` to `last`. Two SELECTs."""
    columns = ("month", "product", "unit", "amount")
    targets = session.execute(
        SalesTarget.visible_to(actor)
        .with_only_columns(*(getattr(SalesTarget, name) for name in columns))
        .where(SalesTarget.partner_id == partner_id, SalesTarget.month.between(first, last))
    )
    target = {(row.month, row.product, row.unit): row.amount for row in targets}
    actuals = session.execute(
        SalesActual.visible_to(actor)
        .with_only_columns(*(getattr(SalesActual, name) for name in columns), SalesActual.state)
        .where(SalesActual.partner_id == partner_id, SalesActual.month.between(first, last))
    )
    actual = {(row.month, row.product, row.unit): row for row in actuals}
    return [
        Sold(
            *key, target.get(key), actual[key].amount if key in actual else None,
            key not in actual or actual[key].state == "accepted",
        )
        for key in sorted({*target, *actual})
    ]  # fmt: skip


grouping.register(tuple(FINDERS), rows)
