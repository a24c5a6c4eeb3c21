"""The words people read for disputes."""

from portal.web.i18n import _l

STATES = {
    "open": _l("Disputed"),
    "accepted": _l("Agreed"),
    "withdrawn": _l("Withdrawn"),
    "not_agreed": _l("Left as not agreed"),
}
GLYPHS = {"open": "disputed", "accepted": "done", "withdrawn": "cancelled", "not_agreed": "reopened"}
BEARERS = {
    "partner": _l("The partner"),
    "company": _l("The company"),
    "both": _l("Both sides"),
    "carrier": _l("The carrier"),
    "outside": _l("Something outside, like weather"),
}
OUTCOMES = {
    "agreed": _l("We decide who bears what"),
    "not_agreed": _l("We leave it as not agreed, with both views"),
}
RECORDS = {
    "receipt": _l("What came in"),
    "event": _l("What happened on the way"),
    "commitment": _l("What was promised"),
    "message": _l("What was said"),
}
FACT_STATES = {
    "agreed": _l("Agreed"),
    "not_agreed": _l("Not agreed"),
    "taken_back": _l("Taken back"),
}
