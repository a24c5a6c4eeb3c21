"""Scores over HTTP."""

from portal.scores.routes import card, definitions, index, metric, payments, sales

__all__ = ["card", "definitions", "index", "metric", "payments", "sales"]
