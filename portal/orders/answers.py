"""What an answer makes of a schedule and its ledger, worked out before anything is written.

Pure: each function takes a schedule (a row or an entity), its ledger, oldest entry first, and who speaks,
and returns the change. portal.orders.ledgers reads and writes them, for one answer as for thousands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from portal.orders.actions import Said, ledger_columns

Entry: TypeAlias = dict[str, Any]  # columns of Commitment; an `id` once it is written

INHERITED = (
    "day", "proposed_by", "proposer_id", "proposer_name", "proposed_at", "reason", "cause_side", "state",
    "decided_by", "decider_id", "decider_name", "decided_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """A quantity, in the unit of its line, and the day it is to arrive."""

    quantity: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Part:
    """A part cut off a schedule, with its own ledger; `dropped` will not be delivered."""

    quantity: Decimal
    ledger: list[Entry]
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """Which side's wish it is that something is not delivered, by whose cause and name, and why."""

    party: str
    cause_side: str | None
    name: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A schedule's ledger as it is afterwards: entries without an id are new, those in `decided` were
    decided just now. Then the parts that are cut off and on which day, by how much it grew, and why
    something will not be delivered or was split. `told` are verbs and facts for the timeline; `asks`
    that the other side owes an answer now."""

    schedule: Any
    ledger: list[Entry]
    told: list[tuple[str, dict[str, Any]]]
    decided: list[Entry] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    cut_on: date | None = None
    more: Decimal = Decimal(0)
    ending: Ending | None = None
    ends: bool = False  # nothing of the schedule itself will be delivered
    asks: bool = False

    @property
    def quantity(self) -> Decimal:
        """What the schedule is once it has grown and its parts are cut off."""
        cut = sum((part.quantity for part in self.parts), Decimal(0))
        left: Decimal = self.schedule.quantity + self.more - cut
        return left


def waiting(ledger: Sequence[Entry]) -> list[Entry]:
    """The entries of the proposal that waits for an answer, in the order of its parts; none without one."""
    return [entry for entry in ledger if entry["state"] == "proposed"]


def waits_for(ledger: Sequence[Entry], parts: Sequence[Dated]) -> bool:
    """Whether just these parts are proposed already; of nothing, the day does not count."""
    entries = sorted(_place(entry["quantity"], entry["day"]) for entry in waiting(ledger))
    return entries != [] and entries == sorted(_place(part.quantity, part.day) for part in parts)


def _place(quantity: Decimal, day: date) -> tuple[Decimal, date | None]:
    return quantity, day if quantity else None


def request_accepted(schedule: Any, ledger: Sequence[Entry], said: Said) -> Change:
    """The partner promises the day that was asked for. The schedule has neither a promise nor an open
    proposal."""
    if schedule.requested_on is None:
        raise ValueError("no day was asked for")
    return _promised(schedule, ledger, said, schedule.requested_on, "promised")


def reconfirmed(schedule: Any, ledger: Sequence[Entry], said: Said) -> Change:
    """The partner says that the promised day still holds: an entry with the same day, which is no move."""
    if schedule.promised_on is None:
        raise ValueError("nothing was promised")
    return _promised(schedule, ledger, said, schedule.promised_on, "reconfirmed")


def proposed(
    schedule: Any,
    ledger: Sequence[Entry],
    said: Said,
    *,
    parts: Sequence[Dated],
    reason: str | None,
    cause_side: str | None,
) -> Change:
    """Propose other days or quantities. `parts` add up to the schedule's quantity or less; what is left
    out will not be delivered, and one part of nothing means that nothing will. An own proposal that
    waits is withdrawn by it, one of the other side is declined by it."""
    decided = [
        _decided(entry, "withdrawn" if entry["proposed_by"] == said.party else "declined", said)
        for entry in waiting(ledger)
    ]
    added = [
        ledger_columns(schedule, part.day, said, quantity=part.quantity, reason=reason, cause_side=cause_side)
        for part in parts
    ]
    facts = {
        "day": parts[-1].day, "reason": reason, "cause_side": cause_side,
        "parts": [[str(part.quantity), part.day.isoformat()] for part in parts],
    }  # fmt: skip
    return Change(schedule, [*_with(ledger, decided), *added], [("proposed", facts)], decided, asks=True)


def accepted(schedule: Any, ledger: Sequence[Entry], said: Said, *, today: date) -> Change:
    """Agree to the other side's proposal and let it be so; `today` is that of the company. What was
    agreed before goes with each part, so that no cut makes late goods punctual. Where the company asked
    for more, the schedule grows."""
    entries = waiting(ledger)
    first, *rest = entries
    before = [entry for entry in ledger if entry["state"] == "accepted"]
    kept = sum((entry["quantity"] for entry in entries), Decimal(0))
    dropped = schedule.quantity - kept
    parts = [
        Part(entry["quantity"], [*_inherited(before, entry), _inherits(_decided(entry, "accepted", said), entry)])
        for entry in rest
    ]  # fmt: skip
    told: list[tuple[str, dict[str, Any]]] = [("agreed", {"day": first["day"]})]
    if kept and dropped > 0:
        parts.append(Part(dropped, _inherited(before, {"quantity": dropped}), dropped=True))
    if not kept:
        told.append(("cancelled", {"reason": first["reason"], "by": first["proposer_name"]}))
    decided = [
        _decided(first, "accepted", said),
        *(_decided(entry, "withdrawn", said) for entry in rest),  # they live on in the parts' own ledgers
    ]
    return Change(
        schedule, _with(ledger, decided), told, decided, parts, today, more=max(Decimal(0), -dropped),
        ending=Ending(first["proposed_by"], first["cause_side"], first["proposer_name"], first["reason"]),
        ends=not kept,
    )  # fmt: skip


def rest_cancelled(schedule: Any, ledger: Sequence[Entry], said: Said, *, reason: str, today: date) -> Change:
    """Cancel at once, for the speaker's side and as its cause, what of the schedule has not come."""
    ending, ledger = Ending(said.party, said.party, said.name, reason), list(ledger)
    if schedule.accepted > 0:
        rest = schedule.quantity - schedule.accepted
        before = [entry for entry in ledger if entry["state"] == "accepted"]
        part = Part(rest, _inherited(before, {"quantity": rest}), dropped=True)
        return Change(schedule, ledger, [], parts=[part], cut_on=today, ending=ending)
    facts = {
        "quantity": str(schedule.quantity),
        "unit": schedule.unit,
        "reason": reason,
        "by": said.name,
    }
    return Change(schedule, ledger, [("cancelled", facts)], ending=ending, ends=True)


def declined(schedule: Any, ledger: Sequence[Entry], said: Said, *, reason: str) -> Change:
    """Do not agree to the other side's proposal; what was promised before stays."""
    return _dropped(schedule, ledger, said, "declined", "declined", reason)


def withdrawn(schedule: Any, ledger: Sequence[Entry], said: Said) -> Change:
    """Take the own proposal back."""
    return _dropped(schedule, ledger, said, "withdrawn", "withdrew", None)


def _promised(schedule: Any, ledger: Sequence[Entry], said: Said, day: date, verb: str) -> Change:
    """An entry for the whole schedule that the company asked for and the partner agrees to at once."""
    asked = Said("company", None, "", said.at)
    added = ledger_columns(schedule, day, asked, decided=said, state="accepted")
    return Change(schedule, [*ledger, added], [(verb, {"day": day})])


def _dropped(
    schedule: Any, ledger: Sequence[Entry], said: Said, state: str, verb: str, reason: str | None
) -> Change:
    entries = waiting(ledger)
    decided = [_decided(entry, state, said) for entry in entries]
    told = [(verb, {"day": entries[0]["day"], "reason": reason})]
    return Change(schedule, _with(ledger, decided), told, decided)


def _decided(entry: Entry, state: str, said: Said) -> Entry:
    return entry | {
        "state": state, "decided_by": said.party, "decided_at": said.at, "decider_id": said.user_id,
        "decider_name": said.name,
    }  # fmt: skip


def _with(ledger: Sequence[Entry], decided: Sequence[Entry]) -> list[Entry]:
    new = {entry["id"]: entry for entry in decided}
    return [new.get(entry["id"], entry) for entry in ledger]


def _inherited(before: Sequence[Entry], part: Entry) -> list[Entry]:
    return [_inherits(entry, part) for entry in before]


def _inherits(entry: Entry, part: Entry) -> Entry:
    """An entry of another schedule's ledger as it stands in a part's own."""
    return {name: entry[name] for name in INHERITED} | {"quantity": part["quantity"]}
