"""Orders, lines, schedules and the promise ledger."""

from flask import Blueprint, Flask

from portal.activity import jobs
from portal.config import Settings

bp = Blueprint("orders", __name__, cli_group=None)


def _ask_again(settings: Settings) -> int:
    from portal.orders import reconfirming

    return reconfirming.ask(settings)


def init_app(_app: Flask) -> None:
    """Ask about promises whose day comes near."""
    jobs.register("promises asked about", 3600, _ask_again)
