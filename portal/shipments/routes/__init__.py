"""Pages of shipments: the notices, what came in, the exceptions, and how punctual deliveries were."""

from portal.shipments.routes import announce, announce_change, delivery, exceptions, index, receipts, show

__all__ = ["announce", "announce_change", "delivery", "exceptions", "index", "receipts", "show"]
