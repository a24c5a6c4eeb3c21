"""Scores over HTTP."""

from portal.scores.routes import payments, sales

__all__ = ["payments", "sales"]
