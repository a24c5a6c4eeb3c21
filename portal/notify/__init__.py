"""Who is told what, when and how."""

from flask import Blueprint

bp = Blueprint("notify", __name__, cli_group=None)
