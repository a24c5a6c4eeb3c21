"""Orders, lines, schedules and the promise ledger."""

from flask import Blueprint

bp = Blueprint("orders", __name__, cli_group=None)
