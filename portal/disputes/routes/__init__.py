"""Disputes over HTTP."""

from portal.disputes.routes import deciding, page, saying

__all__ = ["deciding", "page", "saying"]
