"""The words of exceptions."""

from portal.web.i18n import _l

KINDS = {
    "late": _l("Late"),
    "silent": _l("Silent"),
    "at_risk": _l("At risk"),
    "short": _l("Short"),
    "unconfirmed": _l("Not confirmed"),
    "contested": _l("Contested"),
}
# What each kind means and by when it is dealt with, as its tab and its page say it.
MEANINGS = {
    "late": _l("The promised day has passed, nothing has come and nothing says when it will."),
    "silent": _l("What is usually heard by now was not. Silence is not delivery."),
    "at_risk": _l("It is expected after the promised day."),
    "short": _l("The promised day has passed and only a part has come."),
    "unconfirmed": _l("No day is promised and the time to answer has run out."),
    "contested": _l("The two sides do not agree whose cause a delay was, or what came in."),
}
RULES = {
    "late": _l("1 working day after the promised day"),
    "silent": _l("1 working day after the silence became unusual"),
    "at_risk": _l("1 working day before the promised day"),
    "short": _l("2 working days after the promised day"),
    "unconfirmed": _l("1 working day after the time to answer ran out"),
    "contested": _l("3 working days after it was contested"),
}
GLYPHS = {
    "late": "overdue", "silent": "silent", "at_risk": "at_risk", "short": "short", "unconfirmed": "unconfirmed",
    "contested": "disputed",
}  # fmt: skip
# A contested receipt whose dispute is open, or was left by both managers.
DISPUTES = {"open": _l("Disputed"), "not_agreed": _l("Left as not agreed")}
SIDES = {
    "partner": _l("the partner"),
    "company": _l("the company"),
    "carrier": _l("the carrier"),
    "outside": _l("something outside"),
}
