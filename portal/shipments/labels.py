"""The words of notices, events and receipts."""

from portal.web.i18n import _l

EVENTS = {
    "announced": _l("Announced"),
    "made": _l("Made"),
    "packed": _l("Packed"),
    "arrived_at_site": _l("Arrived at the site"),
    "accepted": _l("Accepted at the site"),
    "picked_up": _l("Picked up"),
    "departed": _l("Departed"),
    "in_transit": _l("On the way"),
    "at_port": _l("Arrived at port"),
    "customs": _l("At customs"),
    "customs_hold": _l("Held by customs"),
    "customs_cleared": _l("Cleared by customs"),
    "held": _l("Held"),
    "out_for_delivery": _l("Out for delivery"),
    "delivered": _l("Delivered"),
    "exception": _l("Something went wrong"),
    "delayed": _l("Delayed"),
    "pending": _l("Announced"),
    "delivery_delayed": _l("Delayed"),
    "on_hold": _l("Held"),
    "ready_for_pickup": _l("Ready to be collected"),
    "delivery_failed": _l("Could not be delivered"),
    "return_to_sender": _l("On the way back to the sender"),
    "cancelled": _l("Cancelled"),
    "unknown": _l("Reported"),
    "withdrawn": _l("A report was withdrawn by its sender"),
}
CONDITIONS = {
    "good": _l("in good condition"),
    "damaged": _l("damaged"),
    "wrong_item": _l("wrong item"),
    "short": _l("short"),
    "over": _l("over"),
    "rejected": _l("rejected"),
}
CHOICES = {
    "good": _l("Good"),
    "damaged": _l("Damaged"),
    "wrong_item": _l("Wrong item"),
    "short": _l("Short"),
    "over": _l("Over"),
}
NOTICE_STATES = {
    "draft": _l("Draft"),
    "announced": _l("Announced"),
    "corrected": _l("Corrected"),
    "voided": _l("Withdrawn"),
}
