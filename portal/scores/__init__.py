"""Scores of a partner and of the company towards it, by data that both sides can check."""

import importlib

from flask import Blueprint, Flask

from portal.activity import jobs
from portal.issues import panels
from portal.plans import sources
from portal.scores import answer_model, births, contest_model, payment_model, period_model, sales_model

__all__ = ["answer_model", "bp", "contest_model", "payment_model", "period_model", "sales_model"]

bp = Blueprint("scores", __name__, cli_group=None)

GROUPS: tuple[str, ...] = (
    "delivery_rows", "quality_rows", "service_rows", "commercial_rows", "company_rows", "changes_rows", "decisions_rows",
)  # fmt: skip  # files that register figures with portal.scores.queries


def init_app(_app: Flask) -> None:
    """Let each group of metrics answer for its figures and plans be made of them; close months and keep verdicts
    while `flask work` runs."""
    for group in GROUPS:
        importlib.import_module(f"portal.scores.{group}")
    sources.register(births.KIND, births.find, births.href)
    from portal.scores import closing, contest_panel, contests, keeping, keeping_answers, reading

    reading.adjust(contests.adjust, contests.touched)
    panels.register("score row", contest_panel.build, aside="scores/_contested.html", place=15)

    jobs.register("months of scores", 4 * 3600, closing.run)
    jobs.register("verdicts of scores", 300, keeping.run)
    jobs.register("answers of scores", 300, keeping_answers.run)
