"""Pages composed of everything above: home and search."""

from flask import Blueprint

bp = Blueprint("desk", __name__, cli_group=None)
