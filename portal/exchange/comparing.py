"""What an import would change: the dry run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.exchange import notice_numbers
from portal.exchange.pairing import HandLine, Held, hand_lines, paired
from portal.exchange.record import OrderRecord
from portal.exchange.staging import Stage, StagedLine
from portal.orders.models import Line, Order
from portal.partners.models import Partner

NOUNS = ("orders", "lines", "notices", "partners")
CHUNK = 250


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds of some orders: ids by reference, lines by order and key."""

    orders: dict[str, tuple[int, int]] = field(default_factory=dict)  # ref -> (id, partner id)
    lines: dict[str, dict[str, Held]] = field(default_factory=dict)  # ref -> by key
    by_hand: dict[str, list[HandLine]] = field(default_factory=dict)  # ref -> those without a key
    last_number: dict[str, int] = field(default_factory=dict)

    def held(self, ref: str, lines: list[StagedLine]) -> dict[str, Held]:
        """Which of these lines of a file we have, by key (portal.exchange.pairing)."""
        return paired(self.lines.get(ref, {}), self.by_hand.get(ref, ()), lines)


def known_orders(session: Session, refs: Sequence[str]) -> Known:
    """Look up these orders and their lines in two SELECTs; a third where lines were entered by hand."""
    orders = {
        ref: (order_id, partner_id)
        for ref, order_id, partner_id in session.execute(
            select(Order.ref, Order.id, Order.partner_id).where(Order.ref.in_(refs))
        )
    }
    names = {order_id: ref for ref, (order_id, _) in orders.items()}
    lines: dict[str, dict[str, Held]] = {}
    last: dict[str, int] = {}
    typed: dict[int, str] = {}
    for order_id, line_id, number, key, digest in session.execute(
        select(Line.order_id, Line.id, Line.number, Line.external_ref, Line.digest).where(
            Line.order_id.in_(list(names))
        )
    ):
        ref = names[order_id]
        last[ref] = max(last.get(ref, 0), number)
        if key is None:
            typed[order_id] = ref
        else:
            lines.setdefault(ref, {})[key] = Held(line_id, digest)
    return Known(orders, lines, hand_lines(session, typed) if typed else {}, last)


def known_partners(session: Session, named: Sequence[tuple[str, OrderRecord]]) -> dict[str, int]:
    """The ids of those partners of the file that the database knows, by code or exact name."""
    words = [name for name, _ in named]
    rows = session.execute(
        select(Partner.id, Partner.code, Partner.name).where(
            or_(Partner.code.in_(words), Partner.name.in_(words))
        )
    )
    found: dict[str, int] = {}
    for partner_id, code, name in rows:
        found[code] = partner_id
        found[name] = partner_id
    return {word: found[word] for word in words if word in found}


def compare(session: Session, stage: Stage) -> dict[str, dict[str, int]]:
    """Count what is new, changed, unchanged and refused, per noun. Orders that the database holds
    under another partner are refused whole; the stage loses them."""
    named = stage.partners()
    partners = known_partners(session, named)
    for refs in stage.orders(CHUNK):
        _refuse_strangers(stage, refs, known_orders(session, refs), partners)
    stage.connection.commit()
    counts: dict[str, Counter[str]] = {noun: Counter() for noun in NOUNS}
    for refs in stage.orders(CHUNK):
        known = known_orders(session, refs)
        for ref, lines in stage.lines_of(refs).items():
            _count_order(counts, known, ref, lines)
    counts["partners"]["new"] = len(named) - len(partners)
    counts["partners"]["unchanged"] = len(partners)
    _count_notices(session, stage, partners, counts["notices"])
    counts["lines"]["refused"] = stage.count("refused")
    kinds = ("new", "changed", "unchanged", "refused")
    return {noun: {kind: counts[noun][kind] for kind in kinds} for noun in NOUNS}


def _refuse_strangers(stage: Stage, refs: list[str], known: Known, partners: dict[str, int]) -> None:
    for ref, lines in stage.lines_of(refs).items():
        if ref in known.orders and lines:
            record = lines[0].record
            named = partners.get(record.partner_code or record.partner_name or "")
            if named != known.orders[ref][1]:
                stage.drop_order(ref, "order_of_another_partner")


def _count_order(counts: dict[str, Counter[str]], known: Known, ref: str, lines: list[StagedLine]) -> None:
    kinds: Counter[str] = Counter()
    held = known.held(ref, lines)
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
