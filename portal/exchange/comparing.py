"""What an import would change: the dry run."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.exchange import contradictions, notice_numbers, planning
from portal.exchange.contradictions import Choices, Found
from portal.exchange.known import Known, known_orders, known_partners
from portal.exchange.pairing import Held
from portal.exchange.planning import Changed
from portal.exchange.staging import Stage, StagedLine
from portal.orders.models import Schedule
from portal.orders.standing import COME

NOUNS = ("orders", "lines", "notices", "partners")
CHUNK = 250


@dataclass(slots=True)
class Comparison:
    """What is counted while a file is compared."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: {noun: Counter() for noun in NOUNS})
    found: list[Found] = field(default_factory=list)
    missing: int = 0


def compare(session: Session, stage: Stage, today: date) -> tuple[dict[str, dict[str, int]], list[Found]]:
    """Count what is new, changed, unchanged and refused, per noun; what the file contradicts; and the open
    lines of its orders that it does not hold. Orders that the database holds under another partner are
    refused whole; the stage loses them."""
    named = stage.partners()
    partners = known_partners(session, named)
    for refs in stage.orders(CHUNK):
        _refuse_strangers(stage, refs, known_orders(session, refs), partners)
    stage.connection.commit()
    compared = Comparison()
    counts = compared.counts
    for refs in stage.orders(CHUNK):
        _compare_orders(session, compared, known_orders(session, refs), stage.lines_of(refs), today)
    counts["partners"]["new"] = len(named) - len(partners)
    counts["partners"]["unchanged"] = len(partners)
    _count_notices(session, stage, partners, counts["notices"])
    counts["lines"]["refused"] = stage.count("refused")
    kinds = ("new", "changed", "unchanged", "refused")
    said = {noun: {kind: counts[noun][kind] for kind in kinds} for noun in NOUNS}
    more = {**contradictions.counted(compared.found), "missing": {"lines": compared.missing}}
    return said | more, compared.found


def _compare_orders(
    session: Session, compared: Comparison, known: Known, staged: dict[str, list[StagedLine]], today: date
) -> None:
    changed: list[Changed] = []
    missing: list[int] = []
    for ref, lines in staged.items():
        held = known.held(ref, lines)
        _count_order(compared.counts, known, ref, lines, held)
        changed += planning.changed(ref, lines, held)
        ours = {one.id for one in known.lines.get(ref, {}).values()} | {
            h.id for h in known.by_hand.get(ref, ())
        }
        missing += ours - {one.id for one in held.values()}
    for plans in planning.plans(session, changed, Choices(), today):
        compared.found += [found for plan in plans for found in plan.found]
    for first in range(0, len(missing), planning.STEP):
        compared.missing += _still_open(session, missing[first : first + planning.STEP])


def _still_open(session: Session, line_ids: list[int]) -> int:
    statement = select(func.count(Schedule.line_id.distinct())).where(
        Schedule.line_id.in_(line_ids), Schedule.stage.not_in((*COME, "cancelled"))
    )
    return session.scalar(statement) or 0


def _refuse_strangers(stage: Stage, refs: list[str], known: Known, partners: dict[str, int]) -> None:
    for ref, lines in stage.lines_of(refs).items():
        if ref in known.orders and lines:
            record = lines[0].record
            named = partners.get(record.partner_code or record.partner_name or "")
            if named != known.orders[ref][1]:
                stage.drop_order(ref, "order_of_another_partner")


def _count_order(
    counts: dict[str, Counter[str]], known: Known, ref: str, lines: list[StagedLine], held: dict[str, Held]
) -> None:
    kinds: Counter[str] = Counter()
    for line in lines:
        kinds[held[line.key].says(line) if line.key in held else "new"] += 1
    counts["lines"].update(kinds)
    if ref not in known.orders:
        counts["orders"]["new"] += 1
    else:
        counts["orders"]["changed" if kinds["new"] or kinds["changed"] else "unchanged"] += 1


def _count_notices(session: Session, stage: Stage, partners: dict[str, int], count: Counter[str]) -> None:
    total = stage.count("notices")
    held = 0
    for partner, refs in _notices_by_partner(stage):
        if partner in partners:
            held += len(notice_numbers.held(session, [(partners[partner], ref) for ref in refs]).open)
    count["new"], count["unchanged"] = total - held, held


def _notices_by_partner(stage: Stage) -> Any:
    rows = stage.connection.execute(
        "SELECT DISTINCT partner, notice_ref FROM lines WHERE notice_ref IS NOT NULL ORDER BY 1, 2"
    )
    partner: str | None = None
    refs: list[str] = []
    for name, ref in rows:
        if (name != partner or len(refs) == CHUNK) and refs:
            yield partner, refs
            refs = []
        partner = name
        refs.append(ref)
    if refs:
        yield partner, refs
