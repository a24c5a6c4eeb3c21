"""How each measure that is not of deliveries alone is counted, in words, beside its rows: what the docstrings of
portal.scores.quality, service, commercial and company define, for its readers."""

from portal.scores.definitions import Held
from portal.web.i18n import _, _l, _n

_ANSWERED = _l("questions nobody answered yet, answers that came in a file, what was merged or taken back")
_ACTIONS = _l("the promised day is the first due day, or a later one that the other side set or agreed to")
# What counts, by which day a row belongs to the period, and what is left out.
COUNTED = {
    "repeat_causes": (
        _l("causes that are the same on the same item as one of the 365 days before"),
        _l("the day on which the resolution began"),
        _l("resolutions given up, disputed, without a cause yet, or about no item"),
    ),
    "declared_first": (
        _l("deliveries with a fault of which the partner spoke before we did, by an issue; we speak by an issue or by rejecting goods"),
        _l("the day of the first word about the delivery"),
        _l("first words that are disputed; contests of a receipt, and confidential issues, say nothing here"),
    ),
    "order_answer_time": (
        _l("working hours of the company from the order, or from its proposal, to the first promise or counter-proposal"),
        _l("the day on which the answer was due"),
        _ANSWERED,
    ),
    "issue_answer_time": (
        _l("working hours of the company from an issue of the company to the first shared answer"),
        _l("the day on which the answer was due"),
        _ANSWERED,
    ),
    "clocks_kept": (
        _l("answers to orders, proposals and issues, and steps of resolutions, given by the time at which they were due; silence is missed"),
        _l("the day on which the answer was due"),
        _l("what is not due yet, what was merged or taken back, answers that came in a file"),
    ),
    "actions_kept": (_ACTIONS, _l("the promised day"), _l("what the other side let drop, and what is open and not due yet")),
    "sales_to_target": (
        _l("what was sold in the months of the period over what was to be sold, both summed first; more than all of it counts as all in the score"),
        _l("the last day of the month"),
        _l("months without target or figure, figures not accepted yet, another unit than most, months that are not over"),
    ),
    "growth": (
        _l("what was sold more than in the same months a year before, over what was sold then"),
        _l("the last day of the month"),
        _l("what has no figure a year before, figures not accepted yet, another unit than most, months that are not over"),
    ),
    "decisions_in_time": (
        _l("proposals of the partner that the company decided on within the working hours of an order's answer"),
        _l("the day on which the decision was due"),
        _l("what the partner took back in time, and what is not due yet"),
    ),
    "changes_after_commitment": (
        _l("promised schedules that the company changed or cancelled afterwards, however often"),
        _l("the first promised day"),
        _l("what the partner cancelled"),
    ),
    "company_answer_time": (
        _l("working hours of the company from an issue of the partner to the first shared answer"),
        _l("the day on which the answer was due"),
        _ANSWERED,
    ),
    "company_actions_kept": (_ACTIONS, _l("the promised day"), _l("what the other side let drop, and what is open and not due yet")),
    "payments_on_time": (
        _l("invoices paid by their day, counted and not weighed by amount; not paid and due is late"),
        _l("the day by which it was to be paid"),
        _l("what is held back while both sides are at odds over it, and what is not due yet"),
    ),
}  # fmt: skip


_UNITS = {
    "ppm": _l("units are counted, not lots: one bad piece in a lot of 300 is 1. Pieces and kilograms are never added: each unit of measure is divided by itself, and where there are several, each weighs as many schedules as came in it"),
    "units_on_time": _l("pieces and kilograms are never added: each unit of measure is divided by itself, and where there are several, each weighs as many schedules as were due in it"),
}  # fmt: skip


def of_units(metric: str) -> list[tuple[str, str]]:
    """How units of measure are counted in a figure of quantities; nothing for another."""
    return [(_("Units"), str(_UNITS[metric]))] if metric in _UNITS else []


def said(metric: str, held: Held) -> list[tuple[str, str]]:
    """Pairs of what is said and what it says; nothing for a measure of deliveries, which the definition says."""
    if metric not in COUNTED:
        return []
    counts, day, left_out = (str(words) for words in COUNTED[metric])
    return [
        (_("Counts"), counts),
        (_("Day"), day),
        (_("Left out"), left_out),
        (_("Too few"), _n("under %(num)s row", "under %(num)s rows", held.definition.few)),
    ]
