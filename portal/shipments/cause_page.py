"""The cause of a delay as its readers see it, beside a line of the order and on a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.actor import Actor
from portal.orders import addresses
from portal.orders.rows import ledgers
from portal.shipments import causes, policy
from portal.shipments.causes import Proposed, Standing
from portal.shipments.exception_labels import SIDES
from portal.shipments.live import live_events
from portal.shipments.queries import Shipments
from portal.web.i18n import _, _n

GLYPHS = {
    "proposed": "open", "claimed": "proposed", "contested": "disputed", "decided": "proposed", "agreed": "done",
    "stands": "disputed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """The cause of one schedule's delay: how it stands (`standing`, `glyph`, `word`), the sentence and
    the reason behind it, what the rule says, what this reader may do. `last`: the id of the last word,
    0 without one."""

    line: int
    part: int
    standing: Standing
    glyph: str
    word: str
    sentence: str
    why: str
    rule: str
    days: int
    page: str
    last: int
    can_agree: bool
    can_speak: bool
    can_decide: bool
    can_object: bool


def of_schedules(
    actor: Actor, rows: Sequence[Any], commitments: Sequence[Any], found: Shipments, today: date
) -> dict[tuple[int, int], Seen]:
    """The causes of an order's late schedules by line and part; `rows` are its schedules."""
    moves = ledgers(commitments)
    seen = {}
    for row in rows:
        said = [word for word in found.causes if word.schedule_id == row.id]
        proposed, days = _proposed(row, moves.get(row.id, ()), commitments, found, today)
        standing = causes.stands(proposed, said)
        if standing is None or (proposed is None and not said):
            continue
        seen[(row.line_number, row.part)] = _seen(actor, row, standing, proposed, days)
    return seen


def _proposed(
    row: Any, moves: Sequence[Any], commitments: Sequence[Any], found: Shipments, today: date
) -> tuple[Proposed | None, int]:
    until = causes.late_until(row, today)
    if until is None:
        return None, 0
    notices = {each.notice_id for each in found.carried if each.schedule_id == row.id}
    reports = live_events(event for event in found.events if event.notice_id in notices)
    mine = [each for each in commitments if each.schedule_id == row.id]
    waiting = causes.waited(mine, row.base_on, today)
    held = causes.holds(reports, until)
    return causes.propose(row.base_on, until, moves, held, waiting), (until - row.base_on).days


def _seen(actor: Actor, row: Any, standing: Standing, proposed: Proposed | None, days: int) -> Seen:
    side, last = str(SIDES[standing.side]), standing.word
    writes = policy.can_write(actor, row)
    who = str(SIDES[standing.party or "partner"])
    words = {
        "proposed": (_("Proposed by rule"), _("Cause: %(side)s, proposed by rule.", side=side)),
        "claimed": (
            _("Waits for the other side"),
            _("Cause: %(side)s, says %(who)s. The other side has not said yet.", side=side, who=who),
        ),
        "contested": (_("Contested"), _("Cause contested: %(side)s, says %(who)s.", side=side, who=who)),
        "decided": (
            _("Decided"),
            _(
                "Cause: %(side)s, decided by the company. The partner may agree or let its own word stand.",
                side=side,
            ),
        ),
        "stands": (
            _("Decided, contested"),
            _(
                "The company has decided; the partner does not agree and says: %(side)s. Both words stand.",
                side=side,
            ),
        ),
        "agreed": (_("Agreed"), _("Cause: %(side)s, agreed.", side=side)),
    }
    word, sentence = words[standing.state]
    rule = _rule(proposed) if proposed else ""
    return Seen(
        line=row.line_number, part=row.part, standing=standing, glyph=GLYPHS[standing.state], word=word,
        sentence=sentence, why=(last.reason or "") if last else rule, rule=rule, days=days,
        page=page(row.order_ref, row.line_number, row.part), last=last.id if last else 0,
        can_agree=writes and causes.may_agree(standing, actor.party),
        can_speak=writes and causes.may_speak(standing),
        can_decide=causes.may_decide(standing, actor.party) and policy.can_decide_cause(actor, row),
        can_object=writes and causes.may_object(standing, actor.party),
    )  # fmt: skip


def _rule(proposed: Proposed) -> str:
    """Why the rule says so."""
    num = proposed.days
    if proposed.why == "moved":
        return str(
            _n("Its promise was moved %(num)s day for it.", "Its promise was moved %(num)s days for it.", num)
        )
    if proposed.why == "customs":
        return str(_n("Customs held it %(num)s day.", "Customs held it %(num)s days.", num))
    if proposed.why == "held":
        return str(
            _n("It was held up %(num)s day on the way.", "It was held up %(num)s days on the way.", num)
        )
    if proposed.why == "waited":
        return str(
            _n(
                "A proposal has been waiting %(num)s day for an answer of the company.",
                "A proposal has been waiting %(num)s days for an answer of the company.",
                num,
            )
        )  # fmt: skip
    return str(
        _n("Nothing else explains %(num)s day of it.", "Nothing else explains %(num)s days of it.", num)
    )


def page(ref: str, line: int, part: int) -> str:
    """The page of a schedule's cause."""
    return addresses.of_part(ref, line, part, "cause")
