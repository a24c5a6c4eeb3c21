"""Whose cause it is that a schedule is late: proposed by rule, then agreed or contested by the sides.

The rule asks what took the days between the day a schedule is judged by and the day it came (or today):
promises that were moved and for whom, holds on the way, a proposal that the company left unanswered.
What nothing of this explains is the partner's. The one that took the most days is proposed; between
equals the one that is said in the ledger, since both sides agreed to it there.

People then have the word. Who takes the cause upon their own side needs nobody's agreement; any other
side is agreed once the side that did not claim it says so too. What stays contested a manager of the company may
decide, with a reason; the partner agrees to that, or its own word stands beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from portal.orders.standing import Move, promises
from portal.shipments.tracking.states import HELD_UP, plain

OUTSIDE = ("customs", "customs_hold")
CLOSED = ("agreed", "stands")  # nothing more is said


class Hold(NamedTuple):
    """Goods that did not come nearer, from a day to another: for the carrier or for something outside."""

    side: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it took."""
        return (self.last - self.first).days


class Proposed(NamedTuple):
    """What the rule proposes: whose cause, why ('moved', 'held', 'customs', 'waited', 'rest') and the days
    that it explains."""

    side: str
    why: str
    days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the matter stands: 'proposed' by rule, 'claimed' by one side, 'contested', 'decided' by the company,
    'agreed', or 'stands' (decided, and not agreed to); whose cause; the side that said so last (None for the
    rule), and the row it said it in."""

    state: str
    side: str
    party: str | None = None
    word: Any = None


def late_until(row: Any, today: date) -> date | None:
    """The day until which a schedule was or is late: the day it came after the day it is judged by, or
    today for a promise that has passed; None for one that is not late."""
    if row.base_on is None or row.promised_on is None or row.stage == "cancelled":
        return None
    if row.arrived_on is not None and row.stage in ("arrived", "delivered"):
        return row.arrived_on if row.arrived_on > row.base_on else None
    if row.stage in ("arrived", "delivered"):
        return None
    return today if row.promised_on < today and row.base_on < today else None


def propose(base: date, until: date, moves: Iterable[Move], holds: Iterable[Hold], waited: int) -> Proposed:
    """What the rule says of a schedule that was to come on `base` and was late until `until`. `moves` are
    its ledger; `waited`: days that a proposal of the partner has been waiting for the company."""
    total = (until - base).days
    found = [Proposed(side, "moved", days) for side, days in _moved(base, moves).items()]
    for hold in holds:
        found.append(
            Proposed(hold.side, "customs" if hold.side == "outside" else "held", min(hold.days, total))
        )
    if waited > 0:
        found.append(Proposed("company", "waited", min(waited, total)))
    explained = sum(each.days for each in found)
    found.append(Proposed("partner", "rest", max(0, total - explained)))
    return max(found, key=lambda each: each.days)  # of equals the first


def _moved(base: date, moves: Iterable[Move]) -> dict[str, int]:
    """Days by which promises were moved later than the base, by whose cause."""
    days: dict[str, int] = {}
    kept = promises(moves)
    for before, move in pairwise(kept):
        later = (move.day - max(before.day, base)).days
        if later > 0 and move.cause_side != "company":
            side = move.cause_side or move.proposed_by
            days[side] = days.get(side, 0) + later
    return dict(sorted(days.items(), key=lambda item: -item[1]))


def holds(reports: Sequence[Any], until: date) -> list[Hold]:
    """The holds that reports (at, state, text; oldest first, corrected ones left out) tell of, each until
    the next report of something else."""
    found: list[Hold] = []
    open_: tuple[str, date] | None = None
    for row in reports:
        state, day = plain(row.state), row.at.date()
        if state == "unknown":
            continue
        if state in HELD_UP and open_ is None:
            customs = row.state in OUTSIDE or "customs" in (row.text or "").lower()
            open_ = ("outside" if customs else "carrier", day)
        elif state not in HELD_UP and open_ is not None:
            found.append(Hold(*open_, min(day, until)))
            open_ = None
    if open_ is not None:
        found.append(Hold(*open_, max(open_[1], until)))
    return [hold for hold in found if hold.days > 0]


def waited(commitments: Iterable[Any], base: date, today: date) -> int:
    """Days that the partner's open proposal has been waiting for the company; 0 for one that was made
    only when the schedule was late already."""
    for row in commitments:
        if row.state == "proposed" and row.proposed_by == "partner" and row.proposed_at.date() <= base:
            made: date = row.proposed_at.date()
            return (today - made).days
    return 0


def stands(proposed: Proposed | None, words: Sequence[Any]) -> Standing | None:
    """How it stands by the rule and the words of both sides (rows of Cause, oldest first); None where
    nothing was said and nothing is late."""
    if words:
        last = words[-1]
        return Standing(last.step or last.state, last.side, last.party, last)
    return Standing("proposed", proposed.side) if proposed else None


def state_after(standing: Standing, party: str, side: str) -> str:
    """How it stands once `party` has said that it is the cause of `side`."""
    if side == party or (side == standing.side and standing.party not in (None, party)):
        return "agreed"
    return "claimed" if side == standing.side else "contested"


def may_speak(standing: Standing | None) -> bool:
    """True while there is something to say: what both agreed to, or what was decided, stays."""
    return standing is not None and standing.state not in (*CLOSED, "decided")


def may_agree(standing: Standing | None, party: str) -> bool:
    """True for the side whose word is missing: it has not said this last itself."""
    return standing is not None and standing.state not in CLOSED and standing.party != party


def may_decide(standing: Standing | None, party: str) -> bool:
    """True for the company while the two sides do not agree."""
    return standing is not None and standing.state == "contested" and party == "company"


def may_object(standing: Standing | None, party: str) -> bool:
    """True for the partner once the company has decided."""
    return standing is not None and standing.state == "decided" and party == "partner"
