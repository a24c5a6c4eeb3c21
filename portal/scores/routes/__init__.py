"""Scores over HTTP."""

from portal.scores.routes import card, index, metric, payments, sales

__all__ = ["card", "index", "metric", "payments", "sales"]
