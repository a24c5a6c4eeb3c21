"""The SCMS file is read whole: every figure the data's README counts, from the records alone."""

import csv
import json
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from statistics import fmean

import pytest

from portal.exchange import scms
from portal.exchange.guessing import sniff
from portal.exchange.record import OrderRecord
from portal.exchange.records import records
from tests.exchange.shared import FOLDER, SCMS, needs_data

pytestmark = [needs_data, pytest.mark.xdist_group("scms")]  # what is read is read once


@pytest.fixture(scope="module")
def read() -> list[OrderRecord]:
    found = list(records(SCMS, scms.PROFILE))
    assert all(isinstance(record, OrderRecord) for record in found)
    return found


def late(record: OrderRecord) -> int:
    return (record.arrived_on - record.promised_on).days


def test_every_line_order_notice_and_partner_is_there(read):
    assert len(read) == 10_324
    assert len({record.order_ref for record in read}) == 6_233
    assert len({record.notice_ref for record in read}) == 7_030
    assert len({record.partner_name for record in read}) == 73
    assert len({record.line_ref for record in read}) == 10_324
    assert [record.row for record in read] == list(range(2, 10_326))


def figures(lines: list[OrderRecord]) -> dict[str, float | int | None]:
    """The figures of expected_sample.json for one vendor, straight from its records."""
    days = [late(line) for line in lines]
    groups: dict[str, dict[str, list[int]]] = {"order": defaultdict(list), "shipment": defaultdict(list)}
    for line, delay in zip(lines, days, strict=True):
        groups["order"][line.order_ref].append(delay)
        groups["shipment"][line.notice_ref].append(delay)
    orders = [max(each) for each in groups["order"].values()]
    shipments = [max(each) for each in groups["shipment"].values()]

    def when_late(delays: list[int]) -> float | None:
        return fmean(found) if (found := [delay for delay in delays if delay > 0]) else None

    return {
        "line_count": len(lines),
        "order_count": len(orders),
        "shipment_count": len(shipments),
        "line_on_time_count": sum(day <= 0 for day in days),
        "line_on_time_rate": sum(day <= 0 for day in days) / len(days),
        "line_late_count": sum(day > 0 for day in days),
        "line_early_count": sum(day < 0 for day in days),
        "line_exact_day_count": days.count(0),
        "line_mean_days_late_signed": fmean(days),
        "line_mean_days_late_clipped": fmean(max(0, day) for day in days),
        "line_mean_days_late_when_late": when_late(days),
        "line_min_days_late": min(days),
        "line_max_days_late": max(days),
        "order_on_time_count": sum(day <= 0 for day in orders),
        "order_on_time_rate": sum(day <= 0 for day in orders) / len(orders),
        "order_mean_days_late_signed": fmean(orders),
        "order_mean_days_late_clipped": fmean(max(0, day) for day in orders),
        "order_mean_days_late_when_late": when_late(orders),
        "shipment_on_time_count": sum(day <= 0 for day in shipments),
        "shipment_on_time_rate": sum(day <= 0 for day in shipments) / len(shipments),
        "line_item_quantity_sum": int(sum(line.quantity for line in lines)),
        "line_item_value_sum_usd": float(sum(line.line_value for line in lines)),
    }


def test_the_figures_of_every_vendor_stated_are_met_to_six_places(read):
    stated = json.loads((FOLDER / "scms" / "expected_sample.json").read_text())["vendors"]
    by_vendor = defaultdict(list)
    for record in read:
        by_vendor[record.partner_name].append(record)
    for vendor in stated:
        lines = by_vendor[vendor["vendor"]]
        assert all(line.internal_warehouse == vendor["internal_warehouse"] for line in lines)
        for name, value in figures(lines).items():
            assert value == pytest.approx(vendor[name], abs=1e-6), (vendor["vendor"], name)
    assert len(stated) == 37


def test_partners_keep_their_exact_names(read):
    names = Counter(record.partner_name for record in read)
    assert names["SHANGHAI KEHUA BIOENGINEERING CO.,LTD.  (KHB)"] == 70
    assert names[scms.OWN_WAREHOUSE] == 5_404
    assert sum(record.internal_warehouse for record in read) == 5_404


def test_every_order_has_one_partner(read):
    partners = defaultdict(set)
    for record in read:
        partners[record.order_ref].add(record.partner_name)
    assert {len(names) for names in partners.values()} == {1}
    assert Counter(ref.split("-")[0] for ref in partners) == {"SO": 3_417, "SCMS": 2_815, "DSCM": 1}


def test_not_available_is_data(read):
    modes = Counter(record.mode_text for record in read)
    assert modes == {"Air": 6_113, "Truck": 2_830, "Air Charter": 650, "Ocean": 371, "N/A": 360}
    assert Counter(record.mode for record in read)["unknown"] == 360
    assert sum(record.source["Dosage"] == "N/A" for record in read) == 1_736


def test_texts_in_the_column_of_order_dates_are_no_dates_and_stay(read):
    said = Counter(record.source["PO Sent to Vendor Date"] for record in read if record.ordered_on is None)
    assert said == {"N/A - From RDC": 5_404, "Date Not Captured": 328}
    assert sum(record.ordered_on is not None for record in read) == 4_592
    quoted = Counter(record.source["PQ First Sent to Client Date"] for record in read)
    assert (quoted["Pre-PQ Process"], quoted["Date Not Captured"]) == (2_476, 205)


def test_order_dates_are_month_first(read):
    first = next(record for record in read if record.ordered_on is not None)
    month, day, year = map(int, first.source["PO Sent to Vendor Date"].split("/"))
    assert (first.ordered_on.month, first.ordered_on.day, first.ordered_on.year) == (month, day, 2000 + year)


def test_the_other_days_span_what_is_stated(read):
    assert (min(r.promised_on for r in read).isoformat(), max(r.promised_on for r in read).isoformat()) == (
        "2006-05-02",
        "2015-12-31",
    )
    assert (min(r.arrived_on for r in read).isoformat(), max(r.arrived_on for r in read).isoformat()) == (
        "2006-05-02",
        "2015-09-14",
    )
    assert sum(late(record) < 0 for record in read) == 2_814
    assert sum(record.received_on > record.arrived_on for record in read) == 1_908
    assert sum(record.received_on < record.arrived_on for record in read) == 3
    assert all(record.requested_on == record.promised_on for record in read)


def test_references_in_weight_and_freight_point_to_lines_and_count_as_nothing(read):
    lines = {record.line_ref: record for record in read}
    weights = [record.weight for record in read if record.weight is not None]
    freights = [record.freight for record in read if record.freight is not None]
    assert (len(weights), weights.count(Decimal(0)), len(freights)) == (6_372, 1, 6_198)
    for name in ("weight", "freight"):
        pointing = [record for record in read if getattr(record, f"{name}_of")]
        assert len(pointing) == 2_445
        assert all(lines[getattr(each, f"{name}_of")].notice_ref == each.notice_ref for each in pointing)
        assert all(
            getattr(each, name) is None and getattr(each, f"{name}_text").startswith("See ")
            for each in pointing
        )
    texts = Counter(record.weight_text for record in read if record.weight_text and not record.weight_of)
    assert texts == {"Weight Captured Separately": 1_507}
    texts = Counter(record.freight_text for record in read if record.freight_text and not record.freight_of)
    assert texts == {"Freight Included in Commodity Cost": 1_442, "Invoiced Separately": 239}
    assert sum(lines[r.weight_of].weight is None for r in read if r.weight_of) == 126
    assert sum(lines[r.freight_of].freight is None for r in read if r.freight_of) == 105


def test_the_double_encoded_cell_is_kept_and_shown_repaired(read):
    line = next(record for record in read if record.line_ref == "9804")
    assert "GrÃ¸nland" in line.source["Manufacturing Site"]
    assert "Grønland" in line.site
    changed = [r.line_ref for r in read if r.site != r.source["Manufacturing Site"]]
    assert changed == ["9804"]
    assert sum(record.country == "Côte d'Ivoire" for record in read) == 1_083


def test_equal_lines_stay_apart(read):
    repeated = Counter((r.order_ref, r.item, r.quantity, r.promised_on) for r in read)
    assert sum(times - 1 for times in repeated.values()) == 102
    largest = Counter(record.order_ref for record in read).most_common(1)
    assert largest == [("SCMS-199289", 67)]


def test_nothing_of_a_row_is_lost(read):
    assert all(len(record.source) == 33 for record in read)
    assert sum(record.line_value == 0 for record in read) == 17
    assert sum(record.unit_price == 0 for record in read) == 18


def test_the_file_is_recognised_with_its_carriage_returns():
    guess = sniff(SCMS)
    assert (guess.built_in, guess.rows, guess.header_row) == ("scms", 10_324, 1)
    assert (guess.form.encoding, guess.form.separator, guess.form.line_end) == ("utf-8-sig", ",", "CR")
    assert guess.dates == {"PO Sent to Vendor Date": "mdy"}
    assert guess.questions == ()


def rewritten(folder: Path, name: str, line_end: str, separator: str = ",", encoding: str = "utf-8") -> Path:
    with SCMS.open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.reader(file))
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, lineterminator=line_end, delimiter=separator).writerows(cells)
    return path


@pytest.mark.parametrize(
    ("line_end", "separator", "encoding"),
    [("\n", ",", "utf-8"), ("\r\n", ";", "utf-8-sig"), ("\r", "\t", "utf-16")],
)
def test_other_copies_of_the_file_read_the_same(tmp_path, read, line_end, separator, encoding):
    again = list(records(rewritten(tmp_path, "copy.csv", line_end, separator, encoding), scms.PROFILE))
    assert again == read


def repeated(path: Path, times: int) -> Path:
    header, _, body = SCMS.read_bytes().partition(b"\r")
    with path.open("wb") as file:
        file.write(header + b"\r")
        for _ in range(times):
            file.write(body + b"\r")
    return path


def peak(rows: Iterator[object]) -> tuple[int, int]:
    tracemalloc.start()
    try:
        count = sum(1 for _ in rows)
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(tmp_path, capsys):
    once, small = peak(records(SCMS, scms.PROFILE))
    many, large = peak(records(repeated(tmp_path / "large.csv", 3), scms.PROFILE))
    assert many == 3 * once
    with capsys.disabled():
        sys.stdout.write(
            f"\npeak memory: {small / 2**20:.1f} MiB for {once:,} rows, {large / 2**20:.1f} MiB for {many:,}\n"
        )
    assert large - small < 2**20  # 50 bytes for each further row: a row that is kept takes ten times that


def test_it_is_quick(capsys):
    times = []
    for _ in range(3):
        start = time.process_time()
        count = sum(1 for _ in records(SCMS, scms.PROFILE))
        times.append(time.process_time() - start)
    with capsys.disabled():
        sys.stdout.write(
            f"\nread and checked {count:,} rows in {min(times):.2f} s CPU: {count / min(times):,.0f} rows/s\n"
        )
    assert min(times) < 2
