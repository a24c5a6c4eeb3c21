"""Joint action plans: a goal, actions with owners on both sides, and what became of them."""

from flask import Blueprint, Flask

from portal.activity import jobs

bp = Blueprint("plans", __name__, cli_group=None)


def init_app(_app: Flask) -> None:
    """Look for missed days while `flask work` runs."""
    from portal.plans import reminding

    jobs.register("missed days of actions", 900, reminding.run)
