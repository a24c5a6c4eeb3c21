"""The company's own word: changes after a promise, and payments."""

from datetime import date
from decimal import Decimal

from portal.scores.company import Committed, Paid, changes_after_commitment, payments_on_time
from portal.scores.counting_words import COUNTED
from portal.scores.delivery_figures import PARTS
from portal.scores.figure import Period
from portal.scores.metrics import METRICS
from portal.scores.summing import summed

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
DAY = date(2026, 5, 12)


def test_what_we_changed_after_it_was_promised() -> None:
    rows = changes_after_commitment(
        [
            Committed("PO-1", "1", DAY), Committed("PO-2", "1", DAY, ("company", "company")),
            Committed("PO-3", "1", DAY, ("partner", None, "carrier")), Committed("PO-4", "1", DAY, (), "company"),
            Committed("PO-5", "1", DAY, ("company",), "partner"), Committed("PO-6", "1", date(2026, 6, 1), ("company",)),
        ],
        MAY,
    )  # fmt: skip
    assert [(row.ref, int(row.numerator), int(row.denominator), row.left_out) for row in rows] == [
        ("PO-1", 0, 1, None), ("PO-2", 1, 1, None), ("PO-3", 0, 1, None), ("PO-4", 1, 1, None),
        ("PO-5", 0, 0, "cancelled_by_partner"),
    ]  # fmt: skip
    figure = summed("changes_after_commitment", rows)
    assert (figure.value, figure.state) == (Decimal("0.5"), "few")


def test_invoices_paid_by_their_day() -> None:
    def paid(ref: str, due: int, on: int | None, held: str | None = None) -> Paid:
        when = date(2026, 5, on) if on else None
        return Paid(ref, Decimal("1250000.0000"), "IDR", date(2026, 5, due), when, held)

    rows = payments_on_time(
        [
            paid("INV-1", 12, 12), paid("INV-2", 12, 13), paid("INV-3", 12, None), paid("INV-4", 20, None),
            paid("INV-5", 20, 18), paid("INV-6", 4, None, "3 t were bent"),
        ],
        MAY,
        date(2026, 5, 20),
    )  # fmt: skip
    assert [(int(row.numerator), int(row.denominator), row.left_out) for row in rows] == [
        (1, 1, None), (0, 1, None), (0, 1, None), (0, 0, "not_due"), (1, 1, None), (0, 0, "held"),
    ]  # fmt: skip
    assert rows[0].facts == (("amount", "1250000 IDR"), ("due_on", "2026-05-12"), ("paid_on", "2026-05-12"))


def test_every_measure_says_how_it_is_counted() -> None:
    of_deliveries = {metric.key for metric in METRICS} - set(COUNTED)
    assert of_deliveries == set(PARTS)
