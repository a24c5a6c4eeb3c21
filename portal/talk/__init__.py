"""Messages with an audience, on any record."""

from flask import Blueprint

bp = Blueprint("talk", __name__, cli_group=None)
