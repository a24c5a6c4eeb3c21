"""Scores of a partner and of the company towards it, by data that both sides can check."""

from flask import Blueprint

from portal.scores import payment_model, sales_model

__all__ = ["bp", "payment_model", "sales_model"]

bp = Blueprint("scores", __name__, cli_group=None)
