"""What a reader of either language sees; expectations written by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from portal.web import formats

TODAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (date(2026, 11, 20), "Fri 20 Nov", "Jum 20 Nov"),
        (date(2026, 5, 9), "Sat 9 May", "Sab 9 Mei"),
        (date(2026, 8, 31), "Mon 31 Aug", "Sen 31 Agu"),
        (date(2026, 12, 6), "Sun 6 Dec", "Min 6 Des"),
        (date(2025, 5, 9), "Fri 9 May 2025", "Jum 9 Mei 2025"),
        (date(2027, 1, 1), "Fri 1 Jan 2027", "Jum 1 Jan 2027"),
    ],
)
def test_a_day_names_its_year_only_when_it_is_another(value: date, english: str, indonesian: str) -> None:
    assert formats.day(value, "en", TODAY) == english
    assert formats.day(value, "id", TODAY) == indonesian


@pytest.mark.parametrize(
    ("away", "english", "indonesian"),
    [
        (0, "today", "hari ini"),
        (1, "tomorrow", "besok"),
        (-1, "yesterday", "kemarin"),
        (3, "in 3 days", "3 hari lagi"),
        (-5, "5 days ago", "5 hari lalu"),
        (44, "in 44 days", "44 hari lagi"),
    ],
)
def test_a_day_says_how_far_it_is(away: int, english: str, indonesian: str) -> None:
    value = TODAY + timedelta(days=away)
    assert formats.day_relative(value, "en", TODAY) == english
    assert formats.day_relative(value, "id", TODAY) == indonesian


def test_a_title_holds_the_day_in_full() -> None:
    assert formats.day_exact(date(2025, 5, 9), "en") == "Friday, 9 May 2025"
    assert formats.day_exact(date(2025, 5, 9), "id") == "Jumat, 9 Mei 2025"


def test_an_instant_is_told_in_the_readers_zone() -> None:
    value = datetime(2026, 11, 12, 8, 20, tzinfo=UTC)
    assert formats.instant(value, "en", "Asia/Jakarta", NOW) == "Thu 12 Nov 15:20"
    assert formats.instant(value, "id", "Asia/Jakarta", NOW) == "Kam 12 Nov 15.20"
    assert formats.instant(value, "en", "Pacific/Kiritimati", NOW) == "Thu 12 Nov 22:20"
    assert formats.instant(value, "en", "America/New_York", NOW) == "Thu 12 Nov 03:20"


def test_the_year_of_an_instant_is_judged_in_the_readers_zone() -> None:
    eve = datetime(2026, 12, 31, 18, 5, tzinfo=UTC)
    assert formats.instant(eve, "en", "Asia/Jakarta", NOW) == "Fri 1 Jan 2027 01:05"
    assert formats.instant(eve, "en", "Asia/Jakarta", eve) == "Fri 1 Jan 01:05"
    assert formats.instant(eve, "en", "UTC", NOW) == "Thu 31 Dec 18:05"


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (Decimal("2400.500"), "2,400.5", "2.400,5"),
        (Decimal("32.500"), "32.5", "32,5"),
        (Decimal("40.000"), "40", "40"),
        (Decimal("0.125"), "0.125", "0,125"),
        (Decimal(-2), "\N{MINUS SIGN}2", "\N{MINUS SIGN}2"),
        (1463, "1,463", "1.463"),
        (1.5, "1.5", "1,5"),
        (None, "\N{EN DASH}", "\N{EN DASH}"),
    ],
)
def test_a_quantity_shows_no_idle_zero(value: Decimal | float | None, english: str, indonesian: str) -> None:
    assert formats.quantity(value, "en") == english
    assert formats.quantity(value, "id") == indonesian


def test_money_keeps_the_decimals_a_price_has() -> None:
    assert formats.money(Decimal("1234567.5000"), "IDR", "id") == "Rp1.234.567,50"
    assert formats.money(Decimal("12.3456"), "USD", "en") == "$12.3456"
    assert formats.money(Decimal("1234.5"), None, "en") == "1,234.50"
    assert formats.money(Decimal("1234.5"), None, "id") == "1.234,50"
    assert formats.money(None, "IDR", "en") == "\N{EN DASH}"


def test_a_percentage_stands_off_by_a_narrow_space() -> None:
    assert formats.percent(Decimal("86.111"), "en") == "86\N{NARROW NO-BREAK SPACE}%"
    assert formats.percent(Decimal("97.25"), "id", 1) == "97,3\N{NARROW NO-BREAK SPACE}%"
    assert formats.percent(Decimal("0.5"), "en") == "1\N{NARROW NO-BREAK SPACE}%"
    assert formats.percent(None, "id") == "\N{EN DASH}"


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (200, "3 h 20 min", "3 jam 20 menit"),
        (480, "8 h", "8 jam"),
        (0, "0 min", "0 menit"),
        (59, "59 min", "59 menit"),
        (-75, "1 h 15 min", "1 jam 15 menit"),
        (timedelta(hours=1, minutes=1, seconds=59), "1 h 1 min", "1 jam 1 menit"),
        (60 * 1200, "1,200 h", "1.200 jam"),
        (None, "\N{EN DASH}", "\N{EN DASH}"),
    ],
)
def test_minutes_read_as_hours_and_minutes(
    value: int | timedelta | None, english: str, indonesian: str
) -> None:
    assert formats.duration_minutes(value, "en") == english
    assert formats.duration_minutes(value, "id") == indonesian


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (0, "0 B", "0 B"),
        (999, "999 B", "999 B"),
        (38_200, "38 kB", "38 kB"),
        (999_600, "1 MB", "1 MB"),
        (1_400_000, "1.4 MB", "1,4 MB"),
        (20_000_000, "20 MB", "20 MB"),
        (3_250_000_000, "3.2 GB", "3,2 GB"),
        (None, "\N{EN DASH}", "\N{EN DASH}"),
    ],
)
def test_a_file_says_its_size(value: int | None, english: str, indonesian: str) -> None:
    assert formats.file_size(value, "en") == english
    assert formats.file_size(value, "id") == indonesian
