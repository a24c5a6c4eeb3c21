"""Single cells: numbers, days and texts as people write them, and why some mean nothing."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exchange.days import day, order_proved_by
from portal.exchange.numbers import mark_proved_by, number
from portal.exchange.values import Meaningless, plain_text, raw_text, repaired, settled


@pytest.mark.parametrize(
    ("cell", "mark", "value"),
    [
        ("19", None, "19"),
        ("12.000,000", ",", "12000"),
        ("12.000,000", None, "12000"),
        ("1,234.5", None, "1234.5"),
        ("4 117\u00a0966,36", ",", "4117966.36"),
        ("25\u202f000", None, "25000"),
        ("1'234.50", ".", "1234.50"),
        ("$20.00", None, "20"),
        ("Rp 1.500.000", None, "1500000"),
        ("1.500 EUR", ",", "1500"),
        ("(1,234.00)", ".", "-1234"),
        ("12-", ".", "-12"),
        ("\u22125", ".", "-5"),
        ("- 5", ".", "-5"),
        ("1,23,456", ".", "123456"),
        ("0.125", None, "0.125"),
        (".5", ".", "0.5"),
        ("'-5", ".", "-5"),
        (7, None, "7"),
        (2822.9999999999995, None, "2823"),
    ],
)
def test_numbers(cell, mark, value):
    assert number(cell, mark, 3) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "mark", "reason"),
    [
        ("12.000", None, "ambiguous_number"),
        ("12,345", None, "ambiguous_number"),
        ("12 5", ".", "not_a_number"),
        ("-2+3", ".", "not_a_number"),
        ("=1+1", ".", "not_a_number"),
        ("1.2.3", ".", "not_a_number"),
        ("1,2345", ".", "not_a_number"),
        ("1E5", ".", "not_a_number"),
        ("12 %", ".", "not_a_number"),
        ("nan", ".", "not_a_number"),
        (float("nan"), ".", "not_a_number"),
        ("٣", ".", "not_a_number"),
        ("--5", ".", "not_a_number"),
        ("", ".", "not_a_number"),
        ("9" * 41, ".", "not_a_number"),
        (True, ".", "not_a_number"),
        (date(2020, 1, 1), ".", "not_a_number"),
        ("1.2345", ".", "too_precise"),
        (1.23456, ".", "too_precise"),
        ("1000000000001", ".", "too_large"),
        (1e13, ".", "too_large"),
    ],
)
def test_no_numbers(cell, mark, reason):
    with pytest.raises(Meaningless) as refused:
        number(cell, mark, 3)
    assert refused.value.reason == reason


def test_only_computed_numbers_of_workbooks_are_rounded():
    assert number(4.431666666666667, None, 4, rounded=True) == Decimal("4.4317")
    with pytest.raises(Meaningless):
        number("4.431666666666667", ".", 4, rounded=True)


@given(st.decimals(-(10**11), 10**11, places=3, allow_nan=False))
def test_every_way_to_write_a_number_reads_back(value):
    american = f"{value:,.3f}"
    swapped = american.translate({44: ".", 46: ","})
    assert number(american, ".", 3) == number(swapped, ",", 3) == value
    assert number(american.replace(",", "\u00a0"), ".", 3) == value


@given(st.text(max_size=60))
def test_any_text_is_a_number_a_day_or_refused(text):
    for take in (lambda: number(text, None, 3), lambda: number(text, ",", 3), lambda: day(text, None)):
        try:
            take()
        except Meaningless as refused:
            assert refused.reason


@pytest.mark.parametrize(
    ("text", "proved"),
    [
        ("1.234,5", ","),
        ("1,234.5", "."),
        ("1,5", ","),
        ("1.234.567", ","),
        ("12.000", "ambiguous"),
        ("0.125", "."),
        ("12", None),
    ],
)
def test_what_a_number_proves(text, proved):
    assert mark_proved_by(text) == proved


@pytest.mark.parametrize(
    ("cell", "order", "value"),
    [
        ("2-Jun-06", None, "2006-06-02"),
        ("02-Jun-2006", None, "2006-06-02"),
        ("31-Des-24", None, "2024-12-31"),
        ("5 Agustus 2024", None, "2024-08-05"),
        ("3. März 2021", None, "2021-03-03"),
        ("14 févr. 2009", None, "2009-02-14"),
        ("May 5, 2024", None, "2024-05-05"),
        ("20150226", None, "2015-02-26"),
        (20150226.0, None, "2015-02-26"),
        ("2015-02-26", "dmy", "2015-02-26"),
        ("2015-02-26T10:00:00Z", None, "2015-02-26"),
        ("2015/2/6", None, "2015-02-06"),
        ("3/4/20", "mdy", "2020-03-04"),
        ("3/4/20", "dmy", "2020-04-03"),
        ("13/4/2020", None, "2020-04-13"),
        ("4/13/2020 17:45", None, "2020-04-13"),
        ("5/5/2020", None, "2020-05-05"),
        ("24.08.2010", "dmy", "2010-08-24"),
        ("1/2/99", "dmy", "1999-02-01"),
        (datetime(2020, 1, 2, 23, 59), None, "2020-01-02"),  # noqa: DTZ001
        (date(2020, 1, 2), None, "2020-01-02"),
    ],
)
def test_days(cell, order, value):
    assert day(cell, order).isoformat() == value


@pytest.mark.parametrize(
    ("cell", "order", "reason"),
    [
        ("3/4/2020", None, "ambiguous_date"),
        ("25/03/2009", "mdy", "other_date_order"),
        ("3/25/2009", "dmy", "other_date_order"),
        ("31/04/2020", "dmy", "not_a_date"),
        ("30/2/2020", None, "not_a_date"),
        ("14/15/2010", "dmy", "not_a_date"),
        ("1/1/1985", "dmy", "out_of_range"),
        ("2101-01-01", None, "out_of_range"),
        ("Date Not Captured", None, "not_a_date"),
        ("5-Foo-20", None, "not_a_date"),
        ("TODAY[+7d]", None, "not_a_date"),
        (time(0), None, "not_a_date"),
        (42000.0, None, "not_a_date"),
        (True, None, "not_a_date"),
    ],
)
def test_no_days(cell, order, reason):
    with pytest.raises(Meaningless) as refused:
        day(cell, order)
    assert refused.value.reason == reason


def test_one_value_proves_the_order_and_two_may_contradict():
    assert settled(filter(None, map(order_proved_by, ["3/4/20", "5/5/20", "13/4/20"]))) == "dmy"
    assert settled(filter(None, map(order_proved_by, ["3/4/20", "4/5/20"]))) == "ambiguous"
    assert settled(filter(None, map(order_proved_by, ["13/4/20", "4/13/20"]))) == "mixed"
    assert settled([]) is None


def test_texts_are_kept_but_for_the_apostrophe_of_our_own_export():
    assert plain_text("'=1+1") == "=1+1"
    assert plain_text("'; DROP TABLE") == "'; DROP TABLE"
    assert plain_text("''=1") == "''=1"
    assert plain_text("00010") == "00010"
    assert plain_text(1659.0) == "1659"
    assert raw_text(2822.9999999999995) == "2823"
    assert raw_text(datetime(2020, 1, 2)) == "2020-01-02"  # noqa: DTZ001
    assert raw_text(False) == "FALSE"


def test_double_encoding_is_undone_only_where_that_is_exact():
    assert repaired("GrÃ¸nland") == "Grønland"
    for right in ("Grønland", "Côte d'Ivoire", "Ã", "plain", "苹果"):
        assert repaired(right) == right
