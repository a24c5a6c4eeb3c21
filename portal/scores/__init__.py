"""Scores of a partner and of the company towards it, by data that both sides can check."""

from flask import Blueprint

bp = Blueprint("scores", __name__, cli_group=None)
