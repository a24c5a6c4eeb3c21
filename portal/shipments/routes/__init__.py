"""Pages of shipments: the notices, what came in, the exceptions, and how punctual deliveries were."""

from portal.shipments.routes import (
    announce,
    announce_change,
    causes,
    delivery,
    exceptions,
    handling,
    index,
    milestones,
    receipts,
    show,
    talking,
    timeline,
)  # fmt: skip

__all__ = [
    "announce",
    "announce_change",
    "causes",
    "delivery",
    "exceptions",
    "handling",
    "index",
    "milestones",
    "receipts",
    "show",
    "talking",
    "timeline",
]
