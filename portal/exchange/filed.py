"""What a file says of a line's quantity, days and notice, kept so that only its news counts.

A promise may move and a receipt may be taken back here while the system that writes the files goes on saying
what it said before. Saying it again contradicts nobody.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.exchange.contradictions import plain
from portal.exchange.record import OrderRecord

NAMES = ("quantity", "requested_on", "promised_on", "arrived_on", "received_on", "notice_ref")


def filed(record: OrderRecord) -> dict[str, str]:
    """What the record says, as a line keeps it; what it leaves out is left out."""
    return {name: _plain(value) for name in NAMES if (value := getattr(record, name)) is not None}


def news(before: Mapping[str, Any] | None, record: OrderRecord) -> frozenset[str]:
    """Which of NAMES the record says and no file said before; all that it says, if none did."""
    said = filed(record)
    return frozenset(name for name in said if before is None or before.get(name) != said[name])


def _plain(value: date | Decimal | str) -> str:
    if isinstance(value, str):
        return value
    return plain(value) if isinstance(value, Decimal) else value.isoformat()
