"""The words of notices, events and receipts."""

from portal.web.i18n import _l

EVENTS = {
    "announced": _l("Announced"),
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
}
CONDITIONS = {
    "good": _l("in good condition"),
    "damaged": _l("damaged"),
    "wrong_item": _l("wrong item"),
    "short": _l("short"),
    "over": _l("over"),
    "rejected": _l("rejected"),
}
NOTICE_STATES = {
    "draft": _l("Draft"),
    "announced": _l("Announced"),
    "corrected": _l("Corrected"),
    "voided": _l("Withdrawn"),
}
