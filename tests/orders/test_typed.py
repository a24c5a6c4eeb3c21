"""Quantities, prices and days as people type them, in their own language."""

from datetime import date
from decimal import Decimal

import pytest

from portal.orders import typed
from portal.orders.typed import Unread


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("2026-12-18", "en", date(2026, 12, 18)),
        ("2026/12/8", "id", date(2026, 12, 8)),
        ("18 Dec 2026", "en", date(2026, 12, 18)),
        ("18 December 2026", "id", date(2026, 12, 18)),
        ("Fri 18 Dec 2026", "en", date(2026, 12, 18)),
        ("Jum, 18 Des 2026", "id", date(2026, 12, 18)),
        ("18-Des-26", "en", date(2026, 12, 18)),
        ("5 Mei 2027", "en", date(2027, 5, 5)),
        ("17 Agustus 2027", "id", date(2027, 8, 17)),
        ("3/4/2027", "id", date(2027, 4, 3)),
        ("13/4/2027", "en", date(2027, 4, 13)),
        ("4/13/2027", "en", date(2027, 4, 13)),
        ("4/13/2027", "id", date(2027, 4, 13)),
        ("4/4/2027", "en", date(2027, 4, 4)),
        ("3.4.2027", "en", date(2027, 4, 3)),
        ("  18   Dec 2026 ", "en", date(2026, 12, 18)),
    ],
)
def test_days(text, locale, day):
    assert typed.day(text, locale) == day


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [
        ("3/4/2027", True), ("03-04-27", True), ("", False), ("soon", False), ("31/2/2027", False), ("0001-01-01", False),
        ("9999-12-31", False), ("18 Foo 2026", False), ("2026-13-01", False), ("18 Dec", False), ("1" * 10_000, False),
        ("１８/０４/2027", False), ("1999-12-31", False),
    ],
)  # fmt: skip
def test_days_that_cannot_be_read(text, ambiguous):
    with pytest.raises(Unread) as caught:
        typed.day(text, "en")
    assert caught.value.ambiguous is ambiguous


@pytest.mark.parametrize(
    ("text", "locale", "price"),
    [
        ("1200", "en", Decimal(1200)), ("1,200.5055", "en", Decimal("1200.5055")), ("1.200,5", "id", Decimal("1200.5")),
        ("Rp 12.500", "id", Decimal(12500)), ("USD 3.50", "en", Decimal("3.5")), ("€2", "en", Decimal(2)), ("0", "en", Decimal(0)),
        ("1.00001", "en", None), ("-1", "en", None), ("NaN", "en", None), ("9" * 10_000, "en", None), ("abc", "en", None),
        ("USD", "en", None),
    ],
)  # fmt: skip
def test_prices(text, locale, price):
    assert typed.price(text, locale) == price
