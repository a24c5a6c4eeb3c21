"""The company, its sites and calendars, and the partners it works with."""

from flask import Blueprint

bp = Blueprint("partners", __name__, cli_group=None)
