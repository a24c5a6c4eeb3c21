"""The words of orders: states, groups, views, modes, events."""

from portal.web.i18n import _l

VIEWS = {
    "open": _l("Open"),
    "waiting": _l("Waiting for you"),
    "risk": _l("Late or at risk"),
    "week": _l("Arriving this week"),
    "arrived": _l("Arrived"),
    "all": _l("All"),
}
GROUPS = {
    "late": _l("Late"),
    "at_risk": _l("At risk"),
    "yours": _l("Waiting for you"),
    "theirs": _l("Waiting for the other side"),
    "delivered": _l("Arrived, not booked in"),
    "moving": _l("On the way, by day"),
    "arrived": _l("Arrived"),
    "cancelled": _l("Cancelled"),
}
GROUP_NOTES = {
    "yours": _l("a day to give or to agree to"),
    "theirs": _l("they owe a word"),
    "delivered": _l("to be counted at the site"),
}
STATES = {
    "late": _l("Overdue"),
    "at_risk": _l("At risk"),
    "unconfirmed": _l("Not confirmed"),
    "proposed": _l("New day proposed"),
    "moving": _l("On track or on the way"),
    "delivered": _l("Arrived, not booked in"),
    "arrived_late": _l("Arrived late"),
    "arrived": _l("Arrived, all"),
    "cancelled": _l("Cancelled"),
}
STATE_GLYPHS = {
    "late": "overdue", "at_risk": "at_risk", "unconfirmed": "unconfirmed", "proposed": "proposed",
    "moving": "on_track", "delivered": "delivered", "arrived_late": "arrived_late", "arrived": "arrived_on_time", "cancelled": "cancelled",
}  # fmt: skip
SORTS = {
    "urgency": _l("Urgency"),
    "day": _l("Day"),
    "reference": _l("Reference"),
    "newest": _l("Newest first"),
}
MODES = {
    "road": _l("Road"),
    "sea": _l("Sea"),
    "air": _l("Air"),
    "air_charter": _l("Air charter"),
    "rail": _l("Rail"),
    "courier": _l("Courier"),
    "other": _l("Other"),
    "unknown": _l("Not known"),
}
KINDS = {
    "unconfirmed": _l("Not confirmed"),
    "proposed": _l("New day proposed"),
    "on_track": _l("On track"),
    "on_the_way": _l("On the way"),
    "at_risk": _l("At risk"),
    "short": _l("Short"),
    "overdue": _l("Overdue"),
    "delivered": _l("Arrived, not booked in"),
    "arrived_on_time": _l("Arrived on time"),
    "arrived_early": _l("Arrived early"),
    "arrived_late": _l("Arrived late"),
    "cancelled": _l("Cancelled"),
}
DAYS = {
    "requested_on": _l("Requested"),
    "first_promised_on": _l("First promised"),
    "promised_on": _l("Promised"),
    "expected_on": _l("Expected"),
    "arrived_on": _l("Arrived"),
    "received_on": _l("Received"),
}
AMENDED = {
    "detail": _l("detail"),
    "unit_price": _l("price"),
    "site": _l("site"),
    "owner": _l("owner"),
    "partner_owner": _l("owner at the partner"),
    "note": _l("note"),
}
CAUSES = {
    "partner": _l("Partner"),
    "company": _l("Company"),
    "carrier": _l("Carrier"),
    "outside": _l("Outside, like weather or a strike"),
}
COLUMNS = {
    "order": _l("Order"),
    "line": _l("Line"),
    "part": _l("Part"),
    "partner_code": _l("Partner code"),
    "partner": _l("Partner"),
    "item_code": _l("Item code"),
    "item": _l("Item"),
    "detail": _l("Detail"),
    "quantity": _l("Quantity"),
    "open": _l("Open quantity"),
    "accepted": _l("Accepted"),
    "unit": _l("Unit"),
    "status": _l("Status"),
    "days": _l("Days late"),
    **DAYS,
    "moves": _l("Moves"),
    "mode": _l("Transport"),
    "carrier": _l("Carrier"),
}
