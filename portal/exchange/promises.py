"""What becomes of a line's quantity and days when a file says otherwise.

Just what becomes of the same change by hand (portal.orders.amending): what nobody has promised yet is changed
at once; what is promised, proposed or on its way is proposed to the partner, by the company and as its cause.
A day that the partner proposes itself is agreed to. What has come, was cancelled or lies behind us stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.exchange import contradictions
from portal.exchange.contradictions import Choices, Contradiction
from portal.exchange.record import OrderRecord
from portal.orders import answers
from portal.orders.amending import at_once, live
from portal.orders.answers import Dated, Entry
from portal.orders.policy import is_open
from portal.orders.spreading import spread

SOURCE = "import"  # who promised, where only a file says so


@dataclass(frozen=True, slots=True)
class Terms:
    """What becomes of a line: by part's id the quantities and the wanted day that stand at once, and the days
    that are promised now; the parts of which something is proposed, or agreed to; and what is contradicted."""

    quantities: dict[int, Decimal] = field(default_factory=dict)
    wanted: dict[int, date] = field(default_factory=dict)
    promised: dict[int, date] = field(default_factory=dict)
    proposals: list[tuple[Any, Dated]] = field(default_factory=list)
    agreements: list[Any] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)


def plan(
    record: OrderRecord,
    news: frozenset[str],
    parts: Sequence[Any],
    accepted: Mapping[int, Decimal],
    ledgers: Mapping[int, Sequence[Entry]],
    choices: Choices,
    today: date,
) -> Terms:
    """What a record makes of the parts of a line; `accepted` is what of each will have come in, by its id."""
    found = Terms()
    still = [p for p in parts if is_open(p) and not _comes(p, accepted)]
    standing = live(parts)
    more = Decimal(0)
    if "quantity" in news:
        more = record.quantity - sum((part.quantity for part in standing), Decimal(0))
    day = _day(record, news, still or standing)
    if not still:
        if (more or day) and (standing or more):
            _keep(found, record, day, (standing or parts)[-1], "came" if standing else "cancelled")
        return found
    if day and len(still) > 1:
        _keep(found, record, day, still[0], "parts")
        day = None
    for part, quantity in zip(still, spread(still, more), strict=True):
        quantity = max(quantity, accepted[part.id])
        _of_part(found, record, part, quantity, day, (ledgers.get(part.id, ()), choices, today))
    return found


def _comes(part: Any, accepted: Mapping[int, Decimal]) -> bool:
    return bool(accepted[part.id] > 0 and accepted[part.id] >= part.quantity)


def _day(record: OrderRecord, news: frozenset[str], parts: Sequence[Any]) -> date | None:
    """The day that the record says anew for these parts, if they have another: promised, else wished for."""
    for name in ("promised_on", "requested_on"):
        said: date | None = getattr(record, name)
        if name not in news or said is None:
            continue
        known = {part.promised_on for part in parts}
        if name == "requested_on":
            known |= {part.requested_on for part in parts}
        if said not in known:
            return said
        if name == "promised_on":
            return None  # it stands so: whatever was wished for before
    return None


def _of_part(
    found: Terms, record: OrderRecord, part: Any, quantity: Decimal, day: date | None,
    by: tuple[Sequence[Entry], Choices, date],
) -> None:  # fmt: skip
    ledger, choices, today = by
    first = not ledger and day == record.promised_on and quantity == part.quantity
    if at_once(part) or first:
        _at_once(found, record, part, quantity, day)
        return
    if quantity == part.quantity and day is None:
        return
    theirs = part.proposed_by == "partner"
    dated = Dated(quantity, day or part.promised_on or part.requested_on or today)
    if answers.waits_for(ledger, [dated]):
        if theirs:
            found.agreements.append(part)
            _note(found, "agreed", part, dated)
        return
    by_file = _only_files(ledger)
    if by_file and choices.agreed:
        found.quantities[part.id] = quantity
        if day:
            found.promised[part.id] = day
        return
    why = _why_not(ledger, dated, day, today)
    if why == "passed" and quantity != part.quantity:
        _note(found, "kept", part, dated, why, by_file=by_file)
        dated, why = Dated(quantity, part.promised_on or part.requested_on or today), None
    if why is None:
        found.proposals.append((part, dated))
    _note(found, "kept" if why else "proposed", part, dated, why, by_file=by_file)


def _at_once(found: Terms, record: OrderRecord, part: Any, quantity: Decimal, day: date | None) -> None:
    """Nobody has said a word on it: what the file says stands, also that the partner promised elsewhere."""
    if quantity != part.quantity:
        found.quantities[part.id] = quantity
    if day is None:
        return
    if day == record.promised_on:
        found.promised[part.id] = day
    found.wanted[part.id] = record.requested_on or day


def _why_not(ledger: Sequence[Entry], dated: Dated, day: date | None, today: date) -> str | None:
    """Why this is proposed to nobody: the partner declined just that since the promise that stands, or the
    day has passed."""
    for entry in reversed(ledger):
        if entry["state"] == "accepted":
            break
        if (entry["state"], entry["proposed_by"]) == ("declined", "company") and (
            entry["quantity"], entry["day"]
        ) == (dated.quantity, dated.day):  # fmt: skip
            return "declined"
    return "passed" if day and day < today else None


def _only_files(ledger: Sequence[Entry]) -> bool:
    return bool(ledger) and all(
        entry["proposer_name"] == SOURCE and entry["proposer_id"] is None for entry in ledger
    )


def _keep(found: Terms, record: OrderRecord, day: date | None, part: Any, why: str) -> None:
    quantity = record.quantity if why != "parts" else part.quantity
    _note(found, "kept", part, Dated(quantity, day or part.promised_on or part.requested_on), why)


def _note(
    found: Terms, kind: str, part: Any, dated: Dated, why: str | None = None, *, by_file: bool = False
) -> None:
    found.contradictions.append(
        Contradiction(
            kind, contradictions.dated(part.quantity, part.promised_on or part.requested_on, part.unit),
            contradictions.dated(dated.quantity, dated.day, part.unit), why, by_file,
        )
    )  # fmt: skip
