"""What a reader checks a row of proof by, in their language: days, instants, amounts and codes of records."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from portal import clock
from portal.resolutions.labels import CODES, FULL
from portal.scores.figure import ProofRow
from portal.shipments.exception_labels import SIDES
from portal.web import formats
from portal.web.i18n import _l

NAMES = {
    "asked_for_on": _l("Asked for"), "first_promised_on": _l("First promised"), "on_time_until_on": _l("On time until"),
    "complete_on": _l("Complete"), "ordered": _l("Ordered"), "cancelled": _l("Cancelled"), "accepted": _l("Accepted"),
    "units_on_time": _l("On time"),
    "asked_at": _l("Asked"), "due_at": _l("Answer due"), "answered_at": _l("First answer"), "step": _l("Step"),
    "cause": _l("Cause"), "item": _l("Item"), "same_as": _l("The same as in"), "spoke_first": _l("Spoke first"),
    "promised_on": _l("Promised for"), "moved_to_on": _l("Moved to"), "done_on": _l("Done on"), "actual": _l("Sold"),
    "target": _l("Target"), "year_before": _l("A year before"), "changes": _l("Changes by the company"),
    "cancelled_by": _l("Cancelled by"), "amount": _l("Amount"), "due_on": _l("To be paid by"), "paid_on": _l("Paid on"),
    "held_why": _l("Held back, since"),
}  # fmt: skip
WORDS = {"step": FULL, "cause": CODES, "spoke_first": SIDES, "cancelled_by": SIDES}
AMOUNTS = ("actual", "target", "year_before", "amount", "ordered", "cancelled", "accepted", "units_on_time")


def worded(rows: Iterable[ProofRow], locale: str, zone: str) -> list[ProofRow]:
    """Rows with their facts, and the month of a sales figure, as people read them."""
    names = {name: str(label) for name, label in NAMES.items()}
    return [_worded(row, names, locale, zone) for row in rows]


def _worded(row: ProofRow, names: Mapping[str, str], locale: str, zone: str) -> ProofRow:
    label = row.label
    if row.kind == "sales":
        month, _dot, product = label.partition(" · ")
        label = formats.month(date.fromisoformat(f"{month}-01"), locale) + (
            f" · {product}" if product else ""
        )
    facts = ((names[name], _text(name, value, locale, zone)) for name, value in row.facts if value)
    return replace(row, label=label, facts=tuple(facts))


def _text(name: str, value: str, locale: str, zone: str) -> str:
    if name in WORDS:
        return str(WORDS[name].get(value, value))
    if name.endswith("_on"):
        return formats.day(date.fromisoformat(value), locale, clock.today(zone))
    if name.endswith("_at"):
        return formats.instant(datetime.fromisoformat(value), locale, zone, clock.now())
    if name in AMOUNTS:
        number, _blank, unit = value.partition(" ")
        try:
            return f"{formats.quantity(Decimal(number), locale)} {unit}"
        except InvalidOperation:
            return value
    return value
