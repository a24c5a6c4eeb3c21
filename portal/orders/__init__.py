"""Orders, lines, schedules and the promise ledger."""

from flask import Blueprint, Flask

from portal.activity import jobs
from portal.config import Settings
from portal.orders import addresses

bp = Blueprint("orders", __name__, cli_group=None)


def _ask_again(settings: Settings) -> int:
    from portal.orders import reconfirming

    return reconfirming.ask(settings)


def init_app(app: Flask) -> None:
    """Ask about promises whose day comes near; tell templates where orders are opened."""
    app.jinja_env.globals.update(order_href=addresses.of_order, part_href=addresses.of_part)
    jobs.register("promises asked about", 3600, _ask_again)
