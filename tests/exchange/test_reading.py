"""Text files by their form: encodings, separators, quotes, headers, and rows that are broken."""

import re
from pathlib import Path

import openpyxl
import pytest

from portal.exchange import values
from portal.exchange.encodings import Unreadable
from portal.exchange.guessing import sniff
from portal.exchange.headers import columns_of, header_names
from portal.exchange.profiles import Profile
from portal.exchange.reading import ROW_LIMIT
from portal.exchange.reasons import SENTENCES, reason_text
from portal.exchange.record import OrderRecord, Refusal, Skipped
from portal.exchange.records import records

HEADER = "PO,Item,Qty,Promised\n"


@pytest.fixture
def put(tmp_path):
    def put(text: str | bytes, name: str = "orders.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


def take(path: Path, given: Profile | None = None) -> list[OrderRecord | Refusal | Skipped]:
    return list(records(path, sniff(path, given).profile()))


def told(found: list[OrderRecord | Refusal | Skipped]) -> list[tuple[int, str]]:
    return [(each.row, each.item if isinstance(each, OrderRecord) else each.reason) for each in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_form_reads_the_same(put, encoding, end, separator):
    text = f"PO,Item,Qty,Größe{end}P1,Schraube für Öl,5,ä{end}P2,Mutter,6,ö".replace(",", separator)
    path = put(text.encode(encoding))
    assert told(take(path)) == [(2, "Schraube für Öl"), (3, "Mutter")]
    assert sniff(path).headers[-1] == "Größe"


def test_a_bad_byte_in_utf8_costs_its_row_not_the_encoding(put):
    good = "".join(f"P{n},Öl für Äxte,1,2024-05-13\n" for n in range(50))
    found = take(put((HEADER + good).encode() + b"P99,\xff\xfe,1,2024-05-13\nP100,Ende,1,2024-05-13\n"))
    assert told(found)[-2:] == [(52, "undecoded"), (53, "Ende")]


def test_the_encoding_can_be_set_by_hand(put):
    path = put("PO;Item;Qty\nP1;Žluťoučký;5\n".encode("cp1250"))
    given = Profile(encoding="cp1250")
    guess = sniff(path, given)
    assert guess.profile().encoding == "cp1250"
    assert told(take(path, given)) == [(2, "Žluťoučký")]


def test_a_quoted_cell_may_hold_breaks_and_counts_as_one_row(put):
    found = take(put(HEADER + 'P1,"two\nlines, one ""item""",1,2024-05-13\nP2,next,1,2024-05-13\n'))
    assert told(found) == [(2, 'two lines, one "item"'), (3, "next")]


def test_an_open_quote_before_other_quotes_costs_one_row(put):
    rows = "".join(f'P{n},"Valve, {n}",1,2024-05-13\n' for n in range(300))
    found = take(put(HEADER + 'P,"open,1,2024-05-13\n' + rows + 'Q,"open,1,2024-05-13\n'))
    assert (found[0].row, found[0].reason) == (2, "bad_quote")
    assert (found[-1].row, found[-1].reason) == (303, "bad_quote")
    assert len([each for each in found if isinstance(each, OrderRecord)]) == 300


def test_quotes_can_be_made_ordinary_characters(put):
    path = put(HEADER + 'P1,"2 inch,5,2024-05-13\n')
    assert told(take(path, Profile(quote=""))) == [(2, '"2 inch')]


def test_a_long_line_costs_its_row_even_inside_an_open_quote(put):
    found = take(put(HEADER + f'P1,"open,1,\nP2,{"x" * (3 * ROW_LIMIT)},1,\r\nP3,nut,1,2024-05-13\n'))
    assert told(found) == [(2, "bad_quote"), (3, "row_too_long"), (4, "nut")]


def test_titles_above_and_units_below_the_header(put):
    guess = sniff(put("Open orders per 31.12.\n\nPO no.,Item,Qty\n,,(pcs)\nP1,Nut,5\n"))
    assert (guess.header_row, guess.skip_rows, guess.rows) == (3, (4,), 1)


def test_the_header_can_be_set_by_hand(put):
    path = put("a,b,c\nPO,Item,Qty\nd,e,f\nP1,Nut,5\n")
    given = Profile(header_row=3, columns={"order_ref": "d", "item": "e", "quantity": "f"})
    assert told(take(path, given)) == [(4, "Nut")]
    with pytest.raises(Unreadable, match="no_header"):
        list(records(path, Profile(header_row=9)))


def test_dates_that_prove_nothing_are_asked_for(put):
    path = put(HEADER + "P1,Nut,5,3/4/2024\nP2,Bolt,5,5/6/2024\nP3,Rod,5,7/7/2024\n")
    guess = sniff(path)
    assert guess.questions == (("date_order", "Promised"),)
    assert told(take(path)) == [(2, "ambiguous_date"), (3, "ambiguous_date"), (4, "Rod")]
    answered = guess.profile().corrected(dates={"Promised": "dmy"})
    assert [record.promised_on.month for record in records(path, answered)] == [4, 6, 7]
    assert sniff(path, Profile(dates={"Promised": "dmy"})).questions == ()


def test_dates_that_contradict_each_other_are_asked_for(put):
    path = put(HEADER + "P1,Nut,5,13/4/2024\nP2,Bolt,5,4/13/2024\nP3,Rod,5,3/4/2024\n")
    assert sniff(path).dates == {"Promised": "mixed"}
    assert told(take(path)) == [(2, "Nut"), (3, "Bolt"), (4, "ambiguous_date")]


def test_proof_may_come_after_thousands_of_rows(put):
    rows = "".join(f"P{n},Nut,5,3/4/2024\n" for n in range(5_000))
    assert sniff(put(HEADER + rows + "P,Nut,5,25/4/2024\n")).dates == {"Promised": "dmy"}


def test_every_wrong_cell_of_a_row_is_named(put):
    found = take(put(HEADER + "P1,,x,13/13/2024\nP2,Nut,-5,2024-05-13\nP3,Nut,1,2024-05-13,more\n"))
    assert [(each.row, each.column, each.value, each.reason) for each in found] == [
        (2, "Item", "", "missing"),
        (2, "Qty", "x", "not_a_number"),
        (2, "Promised", "13/13/2024", "not_a_date"),
        (3, "Qty", "-5", "negative_quantity"),
        (4, None, "more", "too_many_cells"),
    ]


def test_short_rows_blank_rows_totals_and_notes(put):
    found = take(put(HEADER + "P1,Nut,5\n\n ,,\nTotal,,5,\n,,,signed by hand\n"))
    assert told(found) == [(2, "Nut"), (5, "total"), (6, "not_a_line")]


def test_an_order_called_total_with_an_item_is_an_order(put):
    assert told(take(put(HEADER + "TOTAL-7,Nut,5,2024-05-13\n"))) == [(2, "Nut")]


def test_a_total_is_known_wherever_its_word_stands(put):
    path = put("PO,Item,Qty,Unit,Notes\nP1,Nut,5,,\n,Bolt,6,,\n,Total,11,,\n")
    assert told(take(path)) == [(2, "Nut"), (3, "Bolt"), (4, "total")]
    path = put("Item,PO,Qty\nTotal station,P1,5\nTotal,,5\n")
    assert told(take(path)) == [(2, "Total station"), (3, "total")]


def test_a_header_without_end_is_refused(put):
    with pytest.raises(Unreadable, match="too_many_columns"):
        sniff(put(",".join(f"c{n}" for n in range(1_001)) + "\n1,2\n"))


def test_filling_down_stops_at_the_next_order(put):
    path = put("PO,Vendor,Item,Qty\nP1,Acme,Nut,1\n,,Bolt,2\nP2,,Rod,3\n,,Pin,4\n")
    found = list(records(path, sniff(path).profile().corrected(required=("order_ref", "item", "quantity"))))
    assert [(each.order_ref, each.partner_name) for each in found] == [
        ("P1", "Acme"), ("P1", "Acme"), ("P2", None), ("P2", None),
    ]  # fmt: skip


def test_what_a_profile_names_must_be_there(put):
    path = put(HEADER)
    with pytest.raises(Unreadable) as refused:
        list(records(path, Profile(columns={"item": "Artikel"})))
    assert (refused.value.reason, refused.value.value) == ("no_such_column", "Artikel")
    with pytest.raises(Unreadable) as refused:
        list(records(path, Profile(columns={"item": "Item", "order_ref": "PO"})))
    assert (refused.value.reason, refused.value.value) == ("not_mapped", "quantity")
    with pytest.raises(Unreadable) as refused:
        list(records(path, sniff(path).profile().corrected(constants={"currency": "guilders"})))
    assert refused.value.reason == "bad_constant"


def test_headers_get_one_name_each():
    assert header_names(["Date", "", "Date", "Item\nname", 5.0]) == (
        "Date", "Column B", "Date (2)", "Item name", "5",
    )  # fmt: skip


def test_indonesian_headers_are_known():
    headers = [
        "Nomor PO",
        "Pemasok",
        "Nama Barang",
        "Jumlah",
        "Satuan",
        "Tanggal Janji",
        "Harga Satuan (IDR)",
    ]
    assert set(columns_of(headers)) == {
        "order_ref", "partner_name", "item", "quantity", "unit", "promised_on", "unit_price",
    }  # fmt: skip


def test_a_workbook_counts_rows_from_the_first_of_the_sheet(tmp_path):
    book = openpyxl.Workbook()
    for place, value in {"B3": "PO", "C3": "Item", "D3": "Qty", "B5": "P1", "C5": "Nut", "D5": 2.5}.items():
        book.active[place] = value
    book.save(tmp_path / "book.xlsx")
    assert sniff(tmp_path / "book.xlsx").header_row == 3
    assert told(take(tmp_path / "book.xlsx")) == [(5, "Nut")]


def test_a_sheet_of_two_far_cells_is_refused_before_it_fills_memory(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "PO", "x"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(Unreadable, match="bomb"):
        sniff(tmp_path / "far.xlsx")


def test_damaged_and_missing(tmp_path, put):
    book = openpyxl.Workbook()
    book.active["A1"] = "PO"
    book.save(tmp_path / "book.xlsx")
    whole = (tmp_path / "book.xlsx").read_bytes()
    with pytest.raises(Unreadable, match="damaged"):
        sniff(put(whole[: len(whole) // 2], "half.xlsx"))
    with pytest.raises(Unreadable, match="damaged"):
        sniff(put(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls"))
    with pytest.raises(Unreadable, match="no_such_sheet"):
        sniff(tmp_path / "book.xlsx", Profile(sheet="Nope"))


def test_markup_of_a_web_table_is_text(put):
    page = "<html><table><tr><th>PO<th>Item<th>Qty</tr><tr><td>P1<td><b>Nut</b> &lt;i&gt;<script>x()</script><td>5</table>"
    assert told(take(put(page, "report.xls"))) == [(2, "Nut <i>")]


@pytest.mark.parametrize("endless", ["<a", "<td ", "<!--"])
def test_a_web_page_of_tags_without_end_is_given_up(put, endless):
    with pytest.raises(Unreadable, match="damaged"):
        sniff(put("<table><tr><td>" + endless * 100_000))


def test_every_reason_has_a_sentence():
    folder = Path(values.__file__).parent
    names = "values numbers days encodings reading unpacked sheets webtables headers taking records guessing"
    source = "".join((folder / f"{name}.py").read_text() for name in names.split())
    codes = set(re.findall(r'(?:Meaningless|Unreadable)\("(\w+)"', source))
    codes |= set(re.findall(r'Skipped\(.*"(\w+)"\)', source))
    codes |= {
        "missing",
        "too_many_cells",
        "row_too_long",
        "bad_quote",
        "nul",
        "undecoded",
        "cross_tab",
        "negative",
    }
    assert codes <= SENTENCES.keys()
    assert all("%(" not in reason_text(code, "12.000") for code in SENTENCES)
