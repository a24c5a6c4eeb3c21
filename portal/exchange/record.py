"""What a row of a file became: an order line, a refusal, or a row that was no line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(slots=True)
class OrderRecord:
    """One row that became an order line. Weight (kg) and freight are numbers, or None with what the
    sender wrote in weight_text / freight_text and, where that points to another line, its line_ref
    in weight_of / freight_of. `mode` is one of our words, `mode_text` the sender's. `source` is the
    whole row, header to raw text."""

    row: int
    source: dict[str, str]
    order_ref: str = ""
    partner_name: str | None = None
    partner_code: str | None = None
    line_ref: str | None = None
    line_number: int | None = None
    item_code: str | None = None
    item: str = ""
    detail: str | None = None
    quantity: Decimal = Decimal(0)
    unit: str | None = None
    unit_price: Decimal | None = None
    line_value: Decimal | None = None
    currency: str | None = None
    ordered_on: date | None = None
    requested_on: date | None = None
    promised_on: date | None = None
    arrived_on: date | None = None
    received_on: date | None = None
    mode: str | None = None
    mode_text: str | None = None
    incoterm: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    notice_ref: str | None = None
    country: str | None = None
    site: str | None = None
    weight: Decimal | None = None
    weight_text: str | None = None
    weight_of: str | None = None
    freight: Decimal | None = None
    freight_text: str | None = None
    freight_of: str | None = None
    internal_warehouse: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell (or, with column None, a row) that was not taken. `reason` is a code that reasons.reason_text explains."""

    row: int
    column: str | None
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no order line and is no fault: a total, a note, a signature."""

    row: int
    value: str
    reason: str
