"""Problems, questions and feedback, with answer clocks."""

from flask import Blueprint

bp = Blueprint("issues", __name__, cli_group=None)
