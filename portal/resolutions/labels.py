"""The words people read for resolutions."""

from portal.resolutions.kinds import LIGHT
from portal.web.i18n import _, _l

FORMS = {
    "light": _l("Light: cause, action, check"),
    "full": _l("Full: 8D, from emergency action to closing"),
}
FORM_NAMES = {"light": _l("Light form"), "full": _l("8D")}
STATES = {"open": _l("Open"), "closed": _l("Closed, it works"), "abandoned": _l("Given up")}
STATE_GLYPHS = {"open": "in_progress", "closed": "done", "abandoned": "cancelled"}
STEP_STATES = {
    "open": _l("To be filled"),
    "sent": _l("Sent, to be accepted"),
    "returned": _l("Returned"),
    "accepted": _l("Accepted"),
}
STEP_GLYPHS = {"open": "open", "sent": "proposed", "returned": "reopened", "accepted": "done"}
FULL = {
    "emergency": _l("Emergency action"),
    "team": _l("Team"),
    "problem": _l("Problem"),
    "containment": _l("Containment"),
    "causes": _l("Causes"),
    "correction": _l("Chosen correction"),
    "implementation": _l("Implementation"),
    "prevention": _l("Prevention"),
    "closing": _l("Closing"),
}
SHORT = {"causes": _l("Cause"), "implementation": _l("Action"), "closing": _l("Check")}
NUMBERS = {kind: f"D{number}" for number, kind in enumerate(FULL)}
ASKS = {
    "emergency": _l("What was seen, and what was done at once so that nobody is harmed?"),
    "team": _l("Who works on it, on both sides?"),
    "problem": _l("What is the problem, in facts that can be measured?"),
    "containment": _l("How is the other side protected until the cause is gone?"),
    "causes": _l("Why did it happen, and why did nobody notice before it left?"),
    "correction": _l("What will take both causes away, and what else was thought of?"),
    "implementation": _l("What was done, and on which day?"),
    "prevention": _l("What changes so that it cannot happen again, here or elsewhere?"),
    "closing": _l("What did both sides learn, and who is thanked?"),
}
CODES = {
    "people": _l("People at work"),
    "method": _l("Method"),
    "machine": _l("Machine"),
    "material": _l("Material"),
    "measurement": _l("Measurement"),
    "environment": _l("Environment"),
    "planning": _l("Planning"),
    "communication": _l("Communication"),
}
PLACES = {
    "at_partner": _l("At the partner"),
    "in_transit": _l("On the way"),
    "at_company": _l("At the company"),
}
DUE_WORDS = {"asked": _l("Asked for"), "moved": _l("Moved to"), "kept": _l("Left at")}
LACKING = {
    "no_causes": _l("both causes are accepted"),
    "no_implementation": _l("the day on which it was done is accepted"),
    "no_effect": _l("somebody found that it works"),
    "early_effect": _l("that it works was found on a day after it was done"),
}
MEASURES = {
    "rejected": _l("Units rejected"),
    "ppm": _l("Rejected units per million (PPM)"),
    "late": _l("Deliveries late against the promise"),
}
VERDICTS = {
    "accepted": _l("Accepted"),
    "returned": _l("Returned"),
    "effective": _l("It works"),
    "not_effective": _l("It does not work"),
    "closed": _l("Closed"),
    "abandoned": _l("Given up"),
    "reopened": _l("Reopened"),
    "another_cause": _l("Another cause than before"),
}
VERDICT_GLYPHS = {
    "accepted": "done", "returned": "reopened", "effective": "done", "not_effective": "overdue",
    "closed": "done", "abandoned": "cancelled", "reopened": "reopened", "another_cause": "disputed",
}  # fmt: skip
PROPOSALS = {
    "effective": _l("The data says: it works"),
    "not_effective": _l("The data says: it does not work"),
    "too_early": _l("Too early to say"),
}
PROPOSAL_GLYPHS = {"effective": "done", "not_effective": "overdue", "too_early": "unconfirmed"}


def step(kind: str, form: str) -> str:
    """What a step is called in a form: "D4 Causes", or "Cause" in the light one."""
    if form == "light" and kind in LIGHT:
        return str(SHORT[kind])
    return f"{NUMBERS[kind]} {FULL[kind]}"


def lacking(lack: tuple[str, ...], form: str) -> str:
    """What is still missing, as one sentence; empty when nothing is."""
    if not lack:
        return ""
    steps = [step(each, form) for each in lack if each in FULL]
    told = {"no_causes": "causes", "no_implementation": "implementation"}  # said by their steps already
    facts = [str(LACKING[each]) for each in lack if each in LACKING and told.get(each) not in lack]
    first = [_("these steps are accepted: %(steps)s", steps=", ".join(steps))] if steps else []
    return _("It can be closed once %(what)s.", what="; ".join([*first, *facts]))


def aim(measure: str, limit: str, receipts: int, days: int) -> str:
    """When it works, as one sentence; `limit` as it is written in the reader's language."""
    if measure == "late":
        return _(
            "It works if at most %(limit)s of the next %(n)s receipts of this item, or of those within %(days)s days, arrive late.",
            limit=limit, n=receipts, days=days,
        )  # fmt: skip
    if measure == "ppm":
        return _(
            "It works if at most %(limit)s of a million units are rejected on the next %(n)s receipts of this item, or within %(days)s days.",
            limit=limit, n=receipts, days=days,
        )  # fmt: skip
    return _(
        "It works if at most %(limit)s units are rejected on the next %(n)s receipts of this item, or within %(days)s days.",
        limit=limit, n=receipts, days=days,
    )  # fmt: skip
