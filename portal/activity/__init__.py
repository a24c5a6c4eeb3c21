"""The event rows: timeline, audit trail and outbox are one table."""

from flask import Blueprint

bp = Blueprint("activity", __name__, cli_group=None)
