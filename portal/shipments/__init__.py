"""Ship notices, their events and receipts."""

from flask import Blueprint

bp = Blueprint("shipments", __name__, cli_group=None)
