"""The words people read for plans and actions."""

from portal.web.i18n import _l

KINDS = {
    "corrective": _l("Corrective plan"),
    "improvement": _l("Improvement"),
    "business": _l("Joint business plan"),
    "promotion": _l("Promotion"),
    "onboarding": _l("Onboarding of a partner"),
}
PLAN_STATES = {"running": _l("Running"), "done": _l("Reached"), "dropped": _l("Given up")}
PLAN_GLYPHS = {"running": "in_progress", "done": "done", "dropped": "cancelled"}
STATES = {
    "open": _l("To do"),
    "doing": _l("Doing"),
    "waiting": _l("Waiting"),
    "done": _l("Done, to be verified"),
    "verified": _l("Verified"),
    "dropped": _l("Dropped"),
}
GLYPHS = {
    "open": "open", "doing": "in_progress", "waiting": "at_risk", "done": "proposed", "verified": "done",
    "dropped": "cancelled",
}  # fmt: skip
MOVES = {
    ("open", "doing"): _l("Start"),
    ("open", "waiting"): _l("It waits for something"),
    ("doing", "open"): _l("Not started after all"),
    ("doing", "waiting"): _l("It waits for something"),
    ("waiting", "doing"): _l("Go on"),
    ("done", "doing"): _l("Not done yet"),
    ("verified", "doing"): _l("It did not last, do it again"),
    ("dropped", "open"): _l("Needed after all"),
}
TO = {
    "done": _l("It is done"),
    "verified": _l("Verify"),
    "dropped": _l("Not needed any more"),
}
WORDS = {
    "waiting": _l("What does it wait for?"),
    "dropped": _l("Why is it not needed any more?"),
    "doing": _l("What is missing?"),
    "open": _l("Why is it needed after all?"),
}


def move(before: str, after: str) -> str:
    """What the button says that moves an action from one state to another."""
    return str(MOVES.get((before, after)) or TO[after])
