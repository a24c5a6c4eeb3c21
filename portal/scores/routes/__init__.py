"""Scores over HTTP."""

from portal.scores.routes import card, contests, definitions, index, metric, months, payments, sales

__all__ = ["card", "contests", "definitions", "index", "metric", "months", "payments", "sales"]
