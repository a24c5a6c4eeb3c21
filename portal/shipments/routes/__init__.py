"""Pages of shipments: the notices, what came in, the exceptions, and how punctual deliveries were."""

from portal.shipments.routes import delivery, exceptions, index, receipts, show

__all__ = ["delivery", "exceptions", "index", "receipts", "show"]
