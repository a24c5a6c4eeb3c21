"""Pages of shipments: the notices, and how punctual deliveries were."""

from portal.shipments.routes import delivery, index, show

__all__ = ["delivery", "index", "show"]
