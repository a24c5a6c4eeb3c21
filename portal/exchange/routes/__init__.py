"""Exchange over HTTP: imports of files, answers by spreadsheet, and programs."""

from portal.exchange.routes import (
    answers,
    api_docs,
    api_epcis,
    api_orders,
    api_scores,
    api_shipments,
    figures,
    imports,
)

__all__ = [
    "answers", "api_docs", "api_epcis", "api_orders", "api_scores", "api_shipments", "figures", "imports",
]  # fmt: skip
