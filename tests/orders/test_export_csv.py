"""endpoint: orders.export_csv. Exactly the filtered rows, harmless to a spreadsheet."""

import csv
import io

import pytest

from portal.accounts.models import User
from portal.orders import export
from portal.orders.models import Schedule
from tests import cast
from tests.orders import builders

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
)


def table(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?view=all",
        "?state=late&state=arrived",
        "?q=po-1&view=all",
        "?view=all&sort=reference",
        "?item=PL1&view=risk",
    ],
)
def test_it_holds_the_rows_of_the_list_in_their_order(client, session, query, monkeypatch):
    builders.each_kind(session)
    builders.one(session, "BP-1", partner=builders.BAUT)
    session.commit()
    monkeypatch.setattr(export, "CHUNK", 3)
    rina = client("rina")
    rina.get(f"/orders{query}")
    shown = [th for tr in rina.page.all("tr") for th in tr.iter("th") if th.get("class") == "cell-ref"]
    listed = ["".join(next(th.iter("b")).itertext()) for th in shown]
    assert [row["Order"] for row in table(rina.get(f"/orders/export.csv{query}"))] == listed


def test_cells_say_what_the_list_says(client, session):
    builders.arrive(session, builders.promise(session, builders.one(session, "PO-1"), -9), -2)
    session.commit()
    answer = client("dewi").get("/orders/export.csv?view=all")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=orders-{builders.today()}.csv"
    (row,) = table(answer)
    assert (row["Partner"], row["Line"], row["Quantity"], row["Open quantity"]) == (
        "PT Sumber Logam Abadi",
        "1",
        "10",
        "0",
    )
    assert (row["Status"], row["Days late"], row["Transport"]) == ("Arrived late", "7", "Road")
    assert row["Arrived"] == (builders.today().fromordinal(builders.today().toordinal() - 2)).isoformat()


def test_heads_are_in_the_readers_language(client, session):
    session.query(User).filter_by(id=cast.user_id("rina")).update({"locale": "id"})
    session.commit()
    heads = client("rina").get("/orders/export.csv").data.decode("utf-8-sig").splitlines()[0]
    assert heads.startswith("Pesanan,")


def test_no_cell_runs_as_a_formula(client, session):
    made = builders.schedules(session, builders.order(session, "PO-1", *[3] * len(FORMULAS)))
    for schedule, text in zip(made, FORMULAS, strict=True):
        session.query(Schedule).filter_by(id=schedule.id).update(
            {"item": text, "carrier": text, "unit": text[:20]}
        )
    session.commit()
    rows = table(client("rina").get("/orders/export.csv"))
    for row, text in zip(rows, FORMULAS, strict=True):
        assert row["Item"] == row["Carrier"] == f"'{text}"
        assert row["Unit"] == f"'{text[:20]}"


def test_a_stranger_takes_nothing_away(client, session):
    builders.one(session, "PO-1")
    session.commit()
    assert table(client("budi").get("/orders/export.csv?view=all&partner=SUMBER")) == []
    assert (
        len(table(client("toni").get("/orders/export.csv?view=all"))) == 1
    )  # a reader may take what they read


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/orders/export.csv").status_code == 303
