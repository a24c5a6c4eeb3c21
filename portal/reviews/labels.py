"""The words people read for reviews."""

from portal.web.i18n import _l

STATES = {
    "planned": _l("Planned"),
    "preparing": _l("Being prepared"),
    "held": _l("Held, to be accepted"),
    "accepted": _l("Accepted by one side"),
    "agreed": _l("Agreed by both"),
    "missed": _l("Missed"),
    "cancelled": _l("Called off"),
}
GLYPHS = {
    "planned": "open", "preparing": "in_progress", "held": "proposed", "accepted": "proposed", "agreed": "done",
    "missed": "overdue", "cancelled": "cancelled",
}  # fmt: skip
EVERY = {"monthly": _l("Every month"), "quarterly": _l("Every quarter"), "yearly": _l("Every year")}
HOW_OFTEN = {**EVERY, "once": _l("Once")}
WORDS = {
    "difficulties": _l("Difficulties"),
    "wishes": _l("Wishes"),
    "feedback": _l("Feedback to the other side"),
    "risks": _l("Risks"),
    "outlook": _l("Outlook for the business"),
}
HINTS = {
    "difficulties": _l("What made your work harder in this period?"),
    "wishes": _l("What should be different, and what would you offer?"),
    "feedback": _l("What do they do well, and what not?"),
    "risks": _l("What may go wrong in the next months?"),
    "outlook": _l("What do you expect: volumes, prices, capacity, people?"),
}
CHANGES = {
    "orders": _l("Orders placed"),
    "issues_opened": _l("Issues opened"),
    "issues_solved": _l("Issues solved and confirmed"),
    "contested": _l("Rows of the score contested"),
    "restated": _l("Months restated"),
    "defined": _l("New versions of the definition of the score"),
}
REMIND_DAYS = {
    "3": _l("3 days before"), "5": _l("5 days before"), "7": _l("A week before"), "14": _l("Two weeks before"),
}  # fmt: skip
