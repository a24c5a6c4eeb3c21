"""Spreadsheets in: reading, checking and applying order files."""

from flask import Blueprint, Flask

from portal.activity import jobs
from portal.config import Settings
from portal.exchange import answer_files, captures, running

bp = Blueprint("exchange", __name__, cli_group=None)


def _tidy(settings: Settings) -> int:
    gone = running.abandon_dead() + running.drop_old_files(settings.data)
    return gone + answer_files.drop_expired(settings.data) + captures.drop_old()


def init_app(_app: Flask) -> None:
    """Have dead imports taken away and old files dropped."""
    jobs.register("imports", 60, _tidy)
