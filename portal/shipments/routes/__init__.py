"""Pages of shipments: the notices, the exceptions, and how punctual deliveries were."""

from portal.shipments.routes import delivery, exceptions, index, show

__all__ = ["delivery", "exceptions", "index", "show"]
