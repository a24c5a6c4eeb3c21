"""Exchange over HTTP: imports of files, and answers by spreadsheet."""

from portal.exchange.routes import answers, imports

__all__ = ["answers", "imports"]
