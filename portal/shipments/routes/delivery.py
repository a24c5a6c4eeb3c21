"""How punctual deliveries were: one page over all partners, and a panel on each partner's page."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.db import db
from portal.partners import panels
from portal.shipments import bp, delivery, figures
from portal.web import current_actor, nav
from portal.web.i18n import _l

nav.register(75, "shipments.delivery", _l("Delivery"), "calendar-check")


@bp.get("/delivery", endpoint="delivery")
def show_delivery() -> Response:
    """The figures of `flask delivery` for every partner the reader may see, and over all of them."""
    actor = current_actor()
    found = delivery.figures(db.session(), actor)
    totals = figures.of(found["totals"], actor.locale)
    outside = figures.of(found["totals_excluding_internal"], actor.locale)
    return make_response(
        render_template(
            "shipments/delivery.html",
            rows=figures.rows(found, actor.locale),
            totals=totals,
            outside=outside if outside != totals and actor.is_staff else None,
        )
    )


def _panel(session: Session, actor: Actor, partner: Any) -> Mapping[str, Any]:
    found = delivery.figures(session, actor, [partner.id])
    return {
        "levels": figures.of(found["totals"], actor.locale),
        "partly": actor.reach != "all",
        "compares": actor.is_staff,
    }


panels.register("shipments/_delivery.html", _panel, place=20)
