"""Why a row does not count in a figure, for the reader. Every group adds its own reasons here."""

from portal.web.i18n import _l

LEFT_OUT = {
    "no_day": _l("neither asked for nor promised for a day"),
    "not_due": _l("not due yet"),
    "cancelled": _l("cancelled by the company"),
    "mode": _l("this way of transport is left out"),
    "item": _l("this item is left out"),
    "cause_company": _l("late by the company's cause, both agree"),
    "cause_carrier": _l("late by the carrier's cause, both agree"),
    "cause_outside": _l("late by a cause outside both, both agree"),
    "never_promised": _l("never promised"),
    "no_promise_then": _l("nothing was promised a week before, or it is not known"),
    "not_complete": _l("not complete yet"),
    "no_lead_time": _l("not complete yet, or the day of the order is not known"),
    "nothing_came": _l("nothing came in"),
    "not_docked": _l("nothing was booked in"),
}
