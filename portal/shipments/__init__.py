"""Notices, events, receipts and the merged timeline."""

from flask import Blueprint, Flask

from portal.orders import panels

bp = Blueprint("shipments", __name__, cli_group=None)


def init_app(_app: Flask) -> None:
    """Show what travelled and what happened on the page of an order."""
    from portal.shipments.panel import panel

    panels.register("shipments/_of_order.html", panel, 20, aside="shipments/_timeline.html")
