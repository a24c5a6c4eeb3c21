"""Sales figures that distributors reported and the company has not accepted yet."""

from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.scope import also_visible
from portal.scores import trade_policy
from portal.scores.sales_model import SalesActual


def waiting(session: Session, actor: Actor, most: int) -> list[Any]:
    """The months of distributors whose figures wait for whoever may accept them: partner_name, partner_code, month,
    count and who reported last, the oldest month first. One SELECT, none for others."""
    if not trade_policy.can_set_targets(actor):
        return []
    statement = (
        SalesActual.visible_to(actor)
        .with_only_columns(
            Partner.name.label("partner_name"), Partner.code.label("partner_code"), SalesActual.month,
            func.count().label("count"), func.max(SalesActual.reported_name).label("by"),
        )
        .join(Partner, Partner.id == SalesActual.partner_id)
        .where(SalesActual.state == "reported")
        .group_by(Partner.name, Partner.code, SalesActual.month)
        .order_by(SalesActual.month, Partner.name)
        .limit(most)
    )  # fmt: skip
    return list(session.execute(also_visible(statement, actor, Partner)))
