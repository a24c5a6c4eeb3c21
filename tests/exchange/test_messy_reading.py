"""Spreadsheets as people send them read as their makers say, by the guess or by a small correction."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portal.exchange.encodings import Unreadable
from portal.exchange.guessing import sniff
from portal.exchange.profiles import Profile
from portal.exchange.record import OrderRecord, Refusal, Skipped
from portal.exchange.records import records
from tests.exchange.shared import FOLDER, expected, needs_data

pytestmark = needs_data
MESSY = FOLDER / "messy"


def read(name: str, **correction: Any) -> tuple[list[OrderRecord], list[Refusal], list[Skipped]]:
    """The file by its guess, corrected as a user would, and once through JSON as a saved profile."""
    path = MESSY / name
    profile = Profile.from_json(sniff(path).profile().corrected(**correction).to_json())
    found = list(records(path, profile))
    return (
        [each for each in found if isinstance(each, OrderRecord)],
        [each for each in found if isinstance(each, Refusal)],
        [each for each in found if isinstance(each, Skipped)],
    )


def iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def check(lines: list[OrderRecord], name: str, delivered: str = "arrived_on") -> None:
    """Totals and every stated row: order, quantity, promised and delivered day."""
    stated = expected(name)
    assert len(lines) == stated["lines"]
    assert len({line.order_ref for line in lines}) == stated["orders"]
    assert sum(line.quantity for line in lines) == stated["qty_sum"]
    assert iso(min(line.promised_on for line in lines)) == stated["promised_min"]
    assert iso(max(line.promised_on for line in lines)) == stated["promised_max"]
    arrived = [day for line in lines if (day := getattr(line, delivered))]
    assert (iso(min(arrived)), iso(max(arrived))) == (stated["delivered_min"], stated["delivered_max"])
    assert len(lines) - len(arrived) == stated["lines_without_delivered_date"]
    rows = Counter((row["po"], int(row["qty"]), row["promised"], row["delivered"]) for row in stated["rows"])
    found = Counter(
        (line.order_ref, int(line.quantity), iso(line.promised_on), iso(getattr(line, delivered)))
        for line in lines
    )
    assert found == rows


def test_french_orders_with_title_total_and_decimal_comma():
    lines, refused, skipped = read("derived_01_commandes_fr_cp1252.csv")
    check(lines, "derived_01_commandes_fr_cp1252")
    assert refused == []
    assert [(each.row, each.reason) for each in skipped] == [(43, "total")]
    assert sum(line.line_value for line in lines) == Decimal("4117966.36")
    assert {line.currency for line in lines} == {"USD"}
    assert {line.country for line in lines} >= {"Côte d'Ivoire"}
    assert {line.mode for line in lines} <= {"air", "air_charter", "sea", "road"}
    guess = sniff(MESSY / "derived_01_commandes_fr_cp1252.csv")
    assert (guess.form.encoding, guess.form.separator, guess.form.line_end, guess.header_row) == (
        "cp1252",
        ";",
        "CRLF",
        3,
    )


def test_german_schedule_where_twelve_point_zero_is_twelve_thousand():
    lines, refused, skipped = read("derived_02_lieferplan_de_sep_bom.csv")
    check(lines, "derived_02_lieferplan_de_sep_bom")
    assert (refused, skipped) == ([], [])
    assert {line.line_number for line in lines} >= {10, 20, 30}
    assert lines[0].source["Pos."] == "00010"
    assert sniff(MESSY / "derived_02_lieferplan_de_sep_bom.csv").header_row == 2


def test_excel_unicode_text_with_the_partner_from_the_upload():
    name = "derived_05_asn_excel_unicode_text"
    lines, refused, _ = read(f"{name}.txt", constants={"partner_name": "SCMS from RDC"})
    check(lines, name)
    assert refused == []
    assert {line.partner_name for line in lines} == {"SCMS from RDC"}


def test_order_number_on_the_first_row_only_and_two_columns_called_date():
    name = "derived_06_orders_first_row_only"
    lines, refused, _ = read(f"{name}.csv", columns={"promised_on": "Date", "arrived_on": "Date (2)"})
    check(lines, name)
    assert refused == []
    stated = expected(name)["rows"]
    assert [line.partner_name for line in lines] == [row["vendor"] for row in stated]
    assert all(row["item"] in line.item for line, row in zip(lines, stated, strict=True))
    formulas = [line.source["Notes"] for line in lines if line.source["Notes"]]
    assert formulas and all(text.startswith('=HYPERLINK("') for text in formulas)


def test_web_page_named_xls_asks_for_the_decimal_mark():
    name = "derived_07_report_html_named"
    assert sniff(MESSY / f"{name}.xls").questions == (("decimal", "PO Quantity"),)
    lines, refused, _ = read(f"{name}.xls", decimal=",")
    check(lines, name)
    assert refused == []
    assert {(line.partner_code, line.partner_name) for line in lines} == {("0000100234", "CIPLA LIMITED")}


def test_unanswered_an_ambiguous_number_is_refused_not_guessed():
    lines, refused, _ = read("derived_07_report_html_named.xls")
    assert len(lines) + len(refused) == 20
    assert {each.reason for each in refused} == {"ambiguous_number"}
    assert {each.column for each in refused} == {"PO Quantity"}


def test_packing_list_with_units_row_merged_cells_and_signature():
    name = "derived_04_packing_list"
    lines, refused, skipped = read(
        f"{name}.xlsx", constants={"order_ref": "SCMS-155321", "partner_name": "Orgenics, Ltd"}
    )
    stated = expected(name)
    guess = sniff(MESSY / f"{name}.xlsx")
    assert (guess.form.sheet, guess.header_row, guess.skip_rows) == ("PL", 9, (10,))
    assert refused == []
    assert (len(lines), sum(line.quantity for line in lines)) == (stated["lines"], stated["qty_sum"])
    assert [(line.notice_ref, int(line.quantity), iso(line.promised_on)) for line in lines] == [
        (row["shipment"], row["qty"], row["eta"]) for row in stated["rows"]
    ]
    assert {each.reason for each in skipped} == {"total", "not_a_line"}


def test_cross_tab_says_what_to_do():
    guess = sniff(MESSY / "derived_03_delivery_schedule_matrix.xlsx")
    assert guess.warnings == ("cross_tab",)
    assert ("column", "quantity") in guess.questions


def test_old_workbook_without_order_numbers_or_dates():
    name = "real_01_vendor_quote_po"
    lines, refused, _ = read(
        f"{name}.xls", constants={"order_ref": "QUOTE-1"}, columns={"partner_code": None}
    )
    stated = expected(name)
    assert refused == []
    assert len(lines) == stated["lines"]
    assert sum(line.quantity for line in lines) == stated["order_qty_sum"]
    assert round(sum(line.line_value for line in lines if line.line_value is not None), 2) == Decimal(
        "402244.15"
    )
    assert all(line.promised_on is None for line in lines)
    assert lines[0].source["Manufacturer code"] == "1659"


def test_a_code_the_spreadsheet_turned_into_a_date_is_named():
    _, refused, _ = read(
        "real_01_vendor_quote_po.xls",
        constants={"order_ref": "QUOTE-1"},
        columns={"item_code": "Manufacturer code", "partner_code": None},
    )
    assert [(each.row, each.column, each.reason) for each in refused] == [
        (12, "Manufacturer code", "code_is_date")
    ]


def test_sap_items_with_compact_dates():
    lines, refused, _ = read("real_03_sap_orders_items.csv")
    stated = expected("real_03_sap_orders")
    assert refused == []
    assert len(lines) == stated["item_rows"]
    assert len({line.order_ref for line in lines}) == stated["distinct_order_ids_in_items"]
    assert sum(line.quantity for line in lines) == stated["quantity_sum"]
    assert iso(min(line.promised_on for line in lines)) == stated["delivery_date_min"]
    assert iso(max(line.promised_on for line in lines)) == stated["delivery_date_max"]
    assert lines[0].promised_on.isoformat() == "2015-02-26"
    assert (lines[0].item, lines[0].item_code, lines[0].unit) == ("MZ-FG-R100", "MZ-FG-R100", "EA")
    assert len({(line.order_ref, line.line_number) for line in lines}) == stated["item_rows"]


def test_returns_in_a_delivery_log_are_refused_by_row():
    name = "real_04_vaccine_deliveries_it"
    lines, refused, _ = read(f"{name}.csv", constants={"order_ref": "IT"}, columns={"item": "forn"})
    stated = expected(name)
    assert Counter(each.reason for each in refused) == {"negative_quantity": stated["negative_rows"]}
    assert sum(int(each.value) for each in refused) == stated["negative_sum"]
    assert sum(line.quantity for line in lines) == stated["doses_sum_net"] - stated["negative_sum"]
    assert len(lines) + len(refused) == stated["data_rows"]
    assert (iso(min(line.arrived_on for line in lines)), iso(max(line.arrived_on for line in lines))) == (
        stated["delivered_min"],
        stated["delivered_max"],
    )


def test_workbook_of_scms_equals_the_text_file():
    from portal.exchange import scms
    from tests.exchange.shared import SCMS

    lines, refused, _ = read("real_05_scms_full_workbook.xlsx")
    assert refused == []
    text = {record.line_ref: record for record in records(SCMS, scms.PROFILE)}
    for line in lines:
        same = text[line.line_ref]
        for name in OrderRecord.__slots__:
            if name not in ("row", "source"):
                assert getattr(line, name) == getattr(same, name), (line.line_ref, name)
    assert len(lines) == 10_324


def test_resaved_scms_with_two_spellings_of_month_first_dates():
    name = "real_06_scms_resaved_mixed_us_dates"
    lines, refused, _ = read(f"{name}.csv")
    stated = expected(name)
    assert refused == []
    assert (len(lines), len({line.order_ref for line in lines})) == (stated["lines"], stated["orders"])
    days = {line.line_ref: line for line in lines}
    for row in stated["true_dates_iso"]:
        line = days[row["id"]]
        found = (line.ordered_on, line.promised_on, line.arrived_on, line.received_on)
        columns = (
            "PO Sent to Vendor Date",
            "Scheduled Delivery Date",
            "Delivered to Client Date",
            "Delivery Recorded Date",
        )
        stated_days = tuple(row.get(column) for column in columns)
        assert tuple(
            iso(day) for day, said in zip(found, stated_days, strict=True) if said and said[:2] == "20"
        ) == tuple(said for said in stated_days if said and said[:2] == "20")


def test_cells_of_a_workbook_keep_what_they_hold():
    path = MESSY / "real_02_cell_types.xlsx"
    profile = Profile(
        sheet="string",
        columns={"item": "String"},
        constants={"order_ref": "X", "quantity": "1"},
        required=("item",),
    )
    assert [r.source["String"] for r in records(path, profile)] == ["ABC", "A1", "1A", " A", "A ", "苹果"]
    days = profile.corrected(sheet="numeric", columns={"item": "Explanation", "promised_on": "Numeric"})
    found = list(records(path, days))
    assert [(each.value, each.reason) for each in found if isinstance(each, Refusal)] == [
        ("1", "not_a_date"),
        ("1.2", "not_a_date"),
        ("00:00:00", "not_a_date"),
    ]
    assert [iso(each.promised_on) for each in found if isinstance(each, OrderRecord)] == ["2000-01-01"]


HOSTILE = FOLDER / "hostile"
NOT_TABLES = {
    "zero_byte.jpg": "empty",
    "truncated.jpg": "not_text",
    "html_named.jpg": "no_table",
    "polyglot_jpeg_html.jpg": "not_text",
    "script.svg": "xml",
    "svg_named.png": "xml",
    "png_named.jpg": "not_text",
    "gif_js_polyglot.gif": "not_text",
    "binary_named.csv": "not_text",
    "billion_laughs.xml": "xml",
    "external_entity.xml": "xml",
    "zip_bomb.xlsx": "bomb",
    "path_traversal.zip": "zip",
}


@pytest.mark.parametrize(("name", "reason"), NOT_TABLES.items())
def test_what_is_no_table_is_refused_whole(name, reason):
    for attempt in (sniff, lambda path: list(records(path, Profile()))):
        with pytest.raises(Unreadable) as refused:
            attempt(HOSTILE / name)
        assert refused.value.reason == reason


def hostile(name: str) -> list[OrderRecord | Refusal | Skipped]:
    path = HOSTILE / name
    return list(records(path, sniff(path).profile()))


def test_formulas_stay_text():
    found = hostile("formula_injection.csv")
    assert [record.order_ref for record in found] == ["=1+1", "PO-2", "PO-3", "PO-4"]
    assert [record.partner_name for record in found] == [
        "Acme",
        "@SUM(A1:A9)",
        "-2+3",
        "<script>alert(1)</script>",
    ]
    assert found[3].item == "'; DROP TABLE orders; --"
    assert found[2].source["Item"] == "\tTab start"


def test_an_open_quote_costs_its_own_row_only():
    found = hostile("unbalanced_quote.csv")
    assert (found[0].row, found[0].reason) == (2, "bad_quote")
    assert [(record.row, record.item) for record in found[1:]] == [(3, "Valve"), (4, "Flange")]


def test_nul_costs_its_rows_only():
    found = hostile("nul_bytes.csv")
    assert [(each.row, each.reason) for each in found[:2]] == [(2, "nul"), (3, "nul")]
    assert [record.item for record in found[2:]] == ["Flange"]


def test_a_huge_cell_costs_its_row():
    found = hostile("one_huge_cell.csv")
    assert [(each.row, each.reason) for each in found] == [(2, "row_too_long")]
    assert len(found[0].value) < 100


def test_a_bomb_is_refused_quickly_and_in_little_memory():
    import tracemalloc

    tracemalloc.start()
    with pytest.raises(Unreadable):
        sniff(Path(HOSTILE / "zip_bomb.xlsx"))
    assert tracemalloc.get_traced_memory()[1] < 80 * 2**20
    tracemalloc.stop()
