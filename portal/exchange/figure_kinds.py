"""Files of figures: sales targets, sales, payments. Which columns each has and by which heads they are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.web.forms import folded
from portal.web.i18n import _l

HEADS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "partner": (_l("Partner"), ("partner", "mitra", "distributor", "partner code", "kode mitra", "supplier", "pemasok", "vendor")),
    "month": (_l("Month"), ("month", "bulan", "period", "periode")),
    "product": (_l("Product"), ("product", "produk", "item", "barang", "product group", "kelompok produk")),
    "unit": (_l("Unit or currency"), ("unit or currency", "unit", "satuan", "satuan atau mata uang", "uom")),
    "amount": (
        _l("Amount"),
        ("amount", "jumlah", "target", "actual", "realisasi", "sales", "penjualan", "sold", "terjual", "quantity", "value", "nilai"),
    ),
    "ref": (
        _l("Invoice"),
        ("invoice", "faktur", "invoice number", "invoice no", "invoice no.", "nomor faktur", "no. faktur", "no faktur"),
    ),
    "currency": (_l("Currency"), ("currency", "mata uang")),
    "due_on": (_l("To be paid by"), ("to be paid by", "due", "due on", "due date", "jatuh tempo", "tanggal jatuh tempo", "dibayar paling lambat")),
    "paid_on": (_l("Paid on"), ("paid on", "paid", "paid date", "payment date", "dibayar", "dibayar pada", "tanggal bayar", "tanggal pembayaran")),
    "held_why": (_l("Held back, since"), ("held back, since", "held", "held back", "ditahan", "ditahan karena", "ditahan, karena")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureKind:
    """A kind of file: what it holds, its columns, and which of them must be there."""

    name: str
    title: Any
    columns: Sequence[str]
    required: frozenset[str]


_SOLD = ("partner", "month", "product", "unit", "amount")
KINDS: Mapping[str, FigureKind] = {
    "targets": FigureKind("targets", _l("Sales targets"), _SOLD, frozenset(("partner", "month", "unit", "amount"))),
    "actuals": FigureKind("actuals", _l("Sales figures"), _SOLD, frozenset(("partner", "month", "unit", "amount"))),
    "payments": FigureKind(
        "payments", _l("Payments"), ("partner", "ref", "amount", "currency", "due_on", "paid_on", "held_why"),
        frozenset(("partner", "ref", "amount", "currency", "due_on")),
    ),
}  # fmt: skip


def columns_of(kind: FigureKind, cells: Sequence[Any], *, own: bool) -> dict[str, int] | None:
    """Where the columns stand in a row of heads; None if it is not one. own: the partner need not be named."""
    heads = [folded(cell).casefold() if isinstance(cell, str) else "" for cell in cells]
    found: dict[str, int] = {}
    for name in kind.columns:
        place = next((heads.index(alias) for alias in HEADS[name][1] if alias in heads), None)
        if place is not None and place not in found.values():
            found[name] = place
    needed = kind.required - ({"partner"} if own else set())
    return found if needed <= found.keys() else None


def head(name: str) -> str:
    """What people call a column."""
    return str(HEADS[name][0])
