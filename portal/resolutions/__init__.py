"""The structured way out of an issue: light or 8D, filled by one side, accepted by the other, closed by data."""

from flask import Blueprint, Flask

from portal.activity import jobs
from portal.issues import holds, panels

bp = Blueprint("resolutions", __name__, cli_group=None)


def init_app(_app: Flask) -> None:
    """Stand on the issue's page, hold it open while the case is, and tell of steps whose time went by."""
    from portal.resolutions import panel, reminding

    panels.register("resolution", panel.build, aside="resolutions/_of_issue.html", place=40)
    holds.register(panel.hold)
    jobs.register("overdue steps of resolutions", 900, reminding.run)
