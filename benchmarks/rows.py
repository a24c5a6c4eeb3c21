"""The rows of a made-up installation: the same for every run, whatever its size.

Orders are numbered from 1; each tenth belongs to partner 1, the others in turn to partners 2 to 201,
and each has two lines. Every state holds at least 50 rows of partner 1 at 10,000 orders, so that a
page is full at each size and two sizes can be compared row for row.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # ten in the morning in Jakarta
PARTNERS = 201
ITEMS = ("baut", "mur", "pelat", "pipa", "kabel", "motor", "katup", "cat", "engsel", "pegas")
MODES = ("road", "road", "sea", "air")
CARRIERS = ("Samudera Lines", "Garuda Kargo", "Truk Jaya", None)
BATCHES = 3  # published imports; every fourth order was typed in

ORDER = (
    "id",
    "ref",
    "partner_id",
    "ordered_on",
    "site_id",
    "destination",
    "batch_id",
    "created_at",
    "version",
)
LINE = (
    "id",
    "partner_id",
    "order_id",
    "number",
    "item_code",
    "item",
    "detail",
    "quantity",
    "unit",
    "batch_id",
)
SCHEDULE = (
    "id", "partner_id", "order_id", "line_id", "part", "quantity", "requested_on", "cancelled_at", "cancelled_by",
    "batch_id", "version", "order_ref", "line_number", "item_code", "item", "detail", "unit", "mode", "words",
    "stage", "due_on", "first_promised_on", "base_on", "promised_on", "proposed_on", "proposed_by", "moves",
    "expected_on", "arrived_on", "received_on", "accepted", "dispatched", "carrier",
)  # fmt: skip

COMMITMENT = (
    "id", "partner_id", "order_id", "schedule_id", "day", "quantity", "proposed_by", "proposer_name", "proposed_at",
    "state", "cause_side", "batch_id",
)  # fmt: skip

_DAYS = [(TODAY + timedelta(days=n)).isoformat() for n in range(-800, 200)]
_PLACE = {day: place for place, day in enumerate(_DAYS)}


def _day(away: int) -> str:
    return _DAYS[800 + away]


def owner(order: int) -> int:
    """The partner an order belongs to."""
    return 1 if order % 10 == 1 else 2 + order % (PARTNERS - 1)


def orders(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `orders` from number `first` to `last`."""
    for n in range(first, last + 1):
        yield (
            n,
            f"PO-{n:07d}",
            owner(n),
            _day(-90),
            1,
            "Surabaya, Rungkut",
            _batch(n),
            "2026-08-01 01:00:00",
            1,
        )


def lines(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `lines` of the orders from number `first` to `last`."""
    for n in range(first, last + 1):
        for k in (1, 2):
            number, code, item, detail, quantity = _line(n, k)
            yield (number, owner(n), n, k, code, item, detail, quantity, "pcs", _batch(n))


def schedules(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `schedules` of the orders from number `first` to `last`, one for each line."""
    for n in range(first, last + 1):
        for k in (1, 2):
            number, code, item, detail, quantity = _line(n, k)
            ref, mixed = f"PO-{n:07d}", _mixed(number)
            words = f"{ref} {code} {item} {detail}".lower()
            yield (
                number, owner(n), n, number, 1, quantity, *_standing(mixed, quantity, ref, k, code, item, detail,
                MODES[mixed // 100 % 4], words, _batch(n), CARRIERS[mixed // 7 % 4]),
            )  # fmt: skip


def commitments(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `commitments`: what was promised, the move of every third promise, what is proposed."""
    for row in schedules(first, last):
        number, partner, order, quantity, batch = row[0], row[1], row[2], row[5], row[9]
        kept, moved, proposed, party = row[23], row[26], row[24], row[25]
        at, made = "2026-08-02 01:00:00", 3 * number
        if kept:
            given = _DAYS[_PLACE[kept] - 6] if moved else kept
            yield (
                made,
                partner,
                order,
                number,
                given,
                quantity,
                "partner",
                "Rina",
                at,
                "accepted",
                None,
                batch,
            )
        if moved:
            yield (
                made + 1,
                partner,
                order,
                number,
                kept,
                quantity,
                "partner",
                "Rina",
                at,
                "accepted",
                "partner",
                batch,
            )
        if proposed:
            yield (
                made + 2,
                partner,
                order,
                number,
                proposed,
                quantity,
                party,
                "Rina",
                at,
                "proposed",
                "carrier",
                batch,
            )


def _mixed(number: int) -> int:
    """A number that looks like chance, the same for each run."""
    number = (number ^ (number >> 15)) * 0x2C1B3C6D & 0xFFFFFFFF
    number = (number ^ (number >> 12)) * 0x297A2D39 & 0xFFFFFFFF
    return number ^ (number >> 15)


def _batch(order: int) -> int | None:
    return order % 4 or None


def _line(order: int, k: int) -> tuple[int, str, str, str, int]:
    """Id, item code, item, detail and quantity in thousandths."""
    number = 2 * order - 2 + k
    mixed = _mixed(number + 7)
    kind = 0 if mixed % 4 == 0 else mixed % 10  # a third of all lines order the first item
    detail = f"grade {mixed // 50 % 90}"
    return (
        number,
        f"{ITEMS[kind][:3].upper()}-{kind:02d}",
        f"{ITEMS[kind].title()} M{4 + kind}",
        detail,
        (1 + mixed % 400) * 1000,
    )


def _standing(
    mixed: int, quantity: int, ref: str, k: int, code: str, item: str, detail: str, mode: str, words: str,
    batch: int | None, carrier: str | None,
) -> tuple[Any, ...]:  # fmt: skip
    """A schedule's columns from `requested_on` on: of a hundred, 6 late, 4 at risk, 5 unconfirmed, 6
    proposed, 14 moving, 5 cancelled and 60 arrived, a fifth of them late."""
    lot, spread = mixed % 100, mixed // 1000
    ahead, past = spread % 9 if spread % 2 else spread % 60, 1 + spread % 40
    cancelled = by = proposed = party = expected = arrived = None
    moves, accepted, dispatched = spread % 3 // 2, 0, 0
    if lot < 6:
        stage, promised = "promised", _day(-past)
    elif lot < 10:
        stage, promised, expected = "at_risk", _day(ahead - 12), _day(ahead - 8)
    elif lot < 15:
        stage, promised = "unconfirmed", None
    elif lot < 21:
        stage, promised, proposed = "proposed", _day(ahead - 3), _day(ahead + 6)
        party = "partner" if lot % 2 else "company"
    elif lot < 35:
        stage, promised, dispatched = "promised", _day(ahead), spread % 2
    elif lot < 40:
        stage, promised, cancelled, by = "cancelled", _day(past), "2026-10-01 01:00:00", "company"
    else:
        away = spread % 540
        stage, promised, accepted, dispatched = "arrived", _day(-1 - away), quantity, 1
        arrived = _day(-1 - away + (spread % 9 + 1 if lot < 52 else -(spread % 3)))
    requested = _day(ahead - 20) if promised is None else promised
    moves = moves if promised else 0
    first = _DAYS[_PLACE[promised] - 6] if moves else promised
    return (
        requested, cancelled, by, batch, 1, ref, k, code, item, detail, "pcs", mode, words, stage,
        promised or requested, first, first or requested, promised, proposed, party, moves, expected, arrived,
        arrived, accepted, dispatched, carrier,
    )  # fmt: skip
