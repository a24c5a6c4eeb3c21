"""Reviews of a partnership: a calendar, a pack that assembles itself, and what both sides sign."""

from urllib.parse import quote

from flask import Blueprint, Flask

from portal.activity import jobs
from portal.partners import panels
from portal.plans import sources
from portal.reviews import link_model

__all__ = ["bp", "link_model"]

bp = Blueprint("reviews", __name__, cli_group=None)


def init_app(_app: Flask) -> None:
    """Stand on the partner's page, remind of what comes, tell of what was missed, let plans be born from a review."""
    from portal.reviews import panel, queries, reminding

    jobs.register("reviews", 900, reminding.run)
    panels.register("reviews/_of_partner.html", panel.build, place=35)
    sources.register("review", queries.birth, lambda ref: f"/reviews/{quote(ref)}")
