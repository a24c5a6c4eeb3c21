"""What the database holds of the orders and partners that a file names."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.exchange.pairing import HandLine, Held, hand_lines, paired
from portal.exchange.record import OrderRecord
from portal.exchange.staging import StagedLine
from portal.orders.models import Line, Order
from portal.partners.models import Partner


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
