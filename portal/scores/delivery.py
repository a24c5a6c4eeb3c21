"""The one score function of deliveries: a schedule and a definition in, a verdict out; verdicts in, totals out.

Pure. A schedule is judged by its base day (portal.orders.standing.base_day): first promised, moved only by
changes that the company caused and both agreed to; requested while nothing was promised. What came counts on
the day it arrived, else on the day it was booked in; all days are days of the receiving site. A row belongs to
the period that its base day lies in, with all its receipts, whenever these came.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from portal.orders.standing import ZERO, Move, base_day, promises
from portal.scores.definition import Definition
from portal.scores.windows import CALENDAR_DAYS, Days, window

WEEK_BEFORE = timedelta(days=7)
# Left out for these, a row says nothing of the goods either; for others it does, though not of their delivery.
UNSEEN = ("no_day", "not_due", "mode", "item")


class Receipt(NamedTuple):
    """What came in at once. A reversal names in `reverses` what it takes back, or is a negative row."""

    id: int | str
    accepted: Decimal
    rejected: Decimal = ZERO
    arrived: date | None = None
    received: date | None = None
    reverses: int | str | None = None

    @property
    def day(self) -> date | None:
        """Arrived, or received where no arrival is known."""
        return self.arrived or self.received


class Commitment(NamedTuple):
    """A promise or proposal; decided: the day on which the other side agreed, None where nobody knows."""

    day: date
    state: str
    proposed_by: str = "partner"
    cause: str | None = None
    decided: date | None = None


class Schedule(NamedTuple):
    """All that a verdict rests on. quantity: as ordered, what was cancelled included; commitments oldest
    first. works: when the receiving site works. cause: the side by whose cause it is late, where both
    sides agree on that. unfit: why people left it out (a key of portal.scores.labels). unit: of the quantities."""

    id: int | str
    quantity: Decimal
    requested: date | None
    commitments: Sequence[Commitment] = ()
    receipts: Sequence[Receipt] = ()
    cancelled_by_company: Decimal = ZERO
    cancelled_by_partner: Decimal = ZERO
    ordered: date | None = None
    works: Days = CALENDAR_DAYS
    mode: str | None = None
    item: str | None = None
    cause: str | None = None
    unfit: str | None = None
    unit: str = ""


class Verdict(NamedTuple):
    """What one schedule adds to each figure. From `due` on all are numbers that are summed; a row that is left
    out has zeros up to `lead`. last_day: the last day that is on time; done: the day that completed it; unit: that
    its quantities are of."""

    id: int | str
    base: date | None
    last_day: date | None
    left_out: str | None
    done: date | None = None
    unit: str = ""
    due: int = 0
    on_time: int = 0
    in_full: int = 0
    otif: int = 0
    otif_promised: int = 0
    over_delivered: int = 0
    units_due: Decimal = ZERO
    units_on_time: Decimal = ZERO
    promised: int = 0
    first_kept: int = 0
    moves: int = 0
    week_judged: int = 0
    week_kept: int = 0
    slipped: int = 0
    slip: int = 0
    led: int = 0
    lead: int = 0
    came: int = 0
    units_received: Decimal = ZERO
    units_rejected: Decimal = ZERO
    receipts: int = 0
    receipts_rejected: int = 0
    docked: int = 0
    docked_receipts: int = 0
    dock_days: int = 0


SUMMED = Verdict._fields[Verdict._fields.index("due") :]
OF_UNITS = ("due", "units_due", "units_on_time", "came", "units_received", "units_rejected")


def verdict(row: Schedule, definition: Definition, today: date | None = None) -> Verdict:
    """Judge one schedule. `today`: the day it is; rows that may still come on time are then left out as
    `not_due`. None: everything is due."""
    moves = [Move(c.day, row.quantity, c.proposed_by, c.state, c.cause) for c in row.commitments]
    kept = promises(moves)
    base = base_day(kept, row.requested)
    if base is None:
        return Verdict(row.id, None, None, "no_day")
    early, late = definition.early_days, definition.late_days
    days = _days(row, definition)
    first, last = window(base, early, late, days)
    came = standing_receipts(row.receipts)
    timely = _between(came, first, last)
    due = row.quantity - row.cancelled_by_company
    reason = _left_out(row, definition, due, timely)
    if reason is None and today is not None and last >= today:
        reason = "not_due"
    seen = {} if reason in UNSEEN or row.unfit else _goods(came)
    goods = Verdict(row.id, base, last, reason, unit=row.unit, **seen)
    if reason:
        return goods

    accepted = sum((r.accepted for r in came), ZERO)
    need = due * (1 - definition.under_tolerance)
    in_full = accepted >= need
    left = max(due - row.cancelled_by_partner, accepted) * (1 - definition.under_tolerance)
    wanted = need if in_full else left

    def on_time_for(day: date | None) -> bool:
        if day is None or accepted <= 0:
            return False
        arrived = timely if day == base else _between(came, *window(day, early, late, days))
        return arrived >= wanted

    on_time, week_day, done = (
        on_time_for(base),
        _stood(row.commitments, base - WEEK_BEFORE),
        _done(came, wanted),
    )
    return goods._replace(
        done=done, due=1, on_time=on_time, in_full=in_full, otif=on_time and in_full,
        otif_promised=in_full and on_time_for(kept[-1].day if kept else base),
        over_delivered=accepted > due * (1 + definition.over_tolerance),
        units_due=due, units_on_time=max(ZERO, min(timely, due)),
        promised=bool(kept), first_kept=on_time_for(kept[0].day if kept else None),
        moves=sum(move.cause_side != "company" for move in kept[1:]),
        week_judged=week_day is not None, week_kept=on_time_for(week_day),
        slipped=done is not None, slip=(done - base).days if done else 0,
        led=bool(done and row.ordered), lead=(done - row.ordered).days if done and row.ordered else 0,
    )  # fmt: skip


def _goods(came: Sequence[Receipt]) -> dict[str, Any]:
    """What the receipts of a row say of quality and of the dock, whether or not it counts as a delivery."""
    docked = [max(0, (r.received - r.day).days) for r in came if r.received and r.day]
    rejected = sum((r.rejected for r in came), ZERO)
    # A negative row that names nothing takes back in all: never more than came, never less than none.
    received = max(ZERO, rejected + sum((r.accepted for r in came), ZERO))
    return {
        "came": bool(came), "units_received": received,
        "units_rejected": min(max(ZERO, rejected), received), "receipts": len(came), "receipts_rejected": sum(r.rejected > 0 for r in came),
        "docked": bool(docked), "docked_receipts": len(docked), "dock_days": sum(docked),
    }  # fmt: skip


def standing_receipts(receipts: Iterable[Receipt]) -> list[Receipt]:
    """The receipts that stand: each id once, without reversals and what they took back."""
    once = {receipt.id: receipt for receipt in receipts}
    gone = {receipt.reverses for receipt in once.values()}
    return [r for r in once.values() if r.reverses is None and r.id not in gone]


def tally(verdicts: Iterable[Verdict]) -> dict[str, Decimal]:
    """The sums of all that is summed (SUMMED), and how many rows were left out."""
    columns = list(zip(*verdicts, strict=True))
    if not columns:
        return dict.fromkeys((*SUMMED, "left_out"), ZERO)
    sums = {
        name: sum(column, ZERO)
        for name, column in zip(Verdict._fields, columns, strict=True)
        if name in SUMMED
    }
    return sums | {
        "left_out": Decimal(sum(why is not None for why in columns[Verdict._fields.index("left_out")]))
    }


def tally_units(verdicts: Iterable[Verdict]) -> dict[str, dict[str, Decimal]]:
    """The sums of what is counted in units (OF_UNITS), for each unit of measure."""
    sums: dict[str, dict[str, Decimal]] = {}
    for each in verdicts:
        found = sums.setdefault(each.unit, dict.fromkeys(OF_UNITS, ZERO))
        for name in OF_UNITS:
            found[name] += getattr(each, name)
    return sums


def _days(row: Schedule, definition: Definition) -> Days:
    if definition.working_days is None:
        return (
            row.works._replace(holidays=row.works.holidays | definition.holidays)
            if definition.holidays
            else row.works
        )
    return Days(definition.working_days, definition.holidays)


def _left_out(row: Schedule, definition: Definition, due: Decimal, timely: Decimal) -> str | None:
    if row.unfit:
        return row.unfit
    if due <= 0:
        return "cancelled"
    if row.mode in definition.excluded_modes:
        return "mode"
    if row.item in definition.excluded_items:
        return "item"
    late = timely < due * (1 - definition.under_tolerance)
    return f"cause_{row.cause}" if late and row.cause in definition.excluded_causes else None


def _between(receipts: Iterable[Receipt], first: date, last: date) -> Decimal:
    return sum((r.accepted for r in receipts if r.day and first <= r.day <= last), ZERO)


def _stood(commitments: Iterable[Commitment], day: date) -> date | None:
    """The promise that stood on a day; None where nothing was promised then, or nobody knows since when."""
    accepted = [c for c in commitments if c.state == "accepted"]
    if any(c.decided is None for c in accepted):
        return None
    known = [c for c in accepted if c.decided and c.decided <= day]
    return known[-1].day if known else None


def _done(receipts: Iterable[Receipt], wanted: Decimal) -> date | None:
    """The day on which all that was to come had come."""
    running = ZERO
    for receipt in sorted((r for r in receipts if r.day and r.accepted), key=lambda r: r.day or date.max):
        running += receipt.accepted
        if running >= wanted > 0:
            return receipt.day
    return None
