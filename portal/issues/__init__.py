"""Problems, questions and feedback, with answer clocks."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.issues import contests, labels, policy, queries
from portal.orders import panels as order_page
from portal.plans import sources
from portal.shipments import contests as receipts

LISTED = 20  # issues on the page of an order

bp = Blueprint("issues", __name__, cli_group=None)


def _panel(session: Session, actor: Actor, order: Any) -> dict[str, Any]:
    return {
        "issues": contests.issues_of(session, actor, order)[:LISTED],
        "can_open": policy.can_open(actor),
        "labels": labels,
        "order": order,
    }


def init_app(_app: Flask) -> None:
    """Show the issues of an order on its page and at each receipt the one that contests it; let plans be
    made of issues."""
    receipts.register(contests.of_receipts, contests.of_order)
    order_page.register("issues/_of_order.html", _panel)
    sources.register("issue", queries.birth_of_plan, lambda ref: f"/issues/{quote(ref)}")
