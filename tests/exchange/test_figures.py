"""endpoint: exchange.figure_sheet
endpoint: exchange.upload_figures
endpoint: exchange.show_figures
endpoint: exchange.take_figures

Targets, sales and payments from a file: each row is taken or refused with its reason, all at once or none.
"""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.exchange.figure_reading import month
from portal.exchange.values import Meaningless
from portal.partners.models import Partner
from portal.scores.payment_model import Payment
from portal.scores.sales_model import SalesActual, SalesTarget
from tests.page import CheckedClient
from tests.scores.tables import cells, values

Client = Callable[[str], CheckedClient]


def upload(client: CheckedClient, kind: str, content: str | bytes, name: str = "figures.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.send(f"/figure-sheets/{kind}", {"file": (io.BytesIO(data), name)})


def look(client: CheckedClient, kind: str, content: str | bytes) -> str:
    """Upload a file and look at what was understood; the address of that."""
    answer = upload(client, kind, content)
    assert answer.status_code == 303, client.page.text
    client.get(answer.location)
    return str(answer.location)


def take(client: CheckedClient, address: str, **more: str) -> int:
    form = {name: values(client, name)[0] for name in ("key", "digest")}
    return client.send(f"{address}/confirmation", {**form, **more}).status_code


def kept(session: Session, model: Any) -> list[tuple[Any, ...]]:
    session.rollback()
    rows = session.scalars(select(model).order_by(model.id).execution_options(populate_existing=True)).all()
    return [(row.partner_id, row.month, row.product, row.unit, row.amount, row.version) for row in rows]


def test_targets_new_changed_and_the_same(client: Client, session: Session) -> None:
    dewi = client("dewi")
    address = look(
        dewi,
        "targets",
        "Partner,Month,Product,Unit,Target\nSUMBER,2026-05,,t,1200\ncv baut prima,06/2026,Coil,t,80.5\n",
    )
    assert "2 new, 0 changed." in dewi.page.text
    assert take(dewi, address) == 303
    assert kept(session, SalesTarget) == [
        (1, date(2026, 5, 1), "", "t", Decimal(1200), 1), (2, date(2026, 6, 1), "Coil", "t", Decimal("80.5"), 1),
    ]  # fmt: skip
    address = look(
        dewi,
        "targets",
        "Mitra;Bulan;Produk;Satuan;Jumlah\nSUMBER;Mei 2026;;t;1.300,25\nBAUT;Juni 2026;Coil;t;80,5\n",
    )
    assert "0 new, 1 changed." in dewi.page.text
    assert "1 row says what stands already" in dewi.page.text
    assert cells(dewi, "Figures") == [
        ["Row 2", "PT Sumber Logam Abadi", "May 2026", "Everything", "1,300.25 t", "1,200 t"]
    ]
    assert [take(dewi, address) for _twice in range(2)] == [303, 303]
    assert kept(session, SalesTarget)[0] == (1, date(2026, 5, 1), "", "t", Decimal("1300.25"), 2)
    told = session.scalars(
        select(Activity).where(Activity.verb == "imported-figures").order_by(Activity.id)
    ).all()
    assert [(row.partner_id, row.audience, row.data["rows"], row.data.get("was")) for row in told] == [
        (1, "shared", 1, None), (2, "shared", 1, None), (1, "shared", 1, [[2, "1200"]]),
    ]  # fmt: skip


def test_rows_are_refused_one_by_one(client: Client, session: Session) -> None:
    dewi = client("dewi")
    rows = [
        "SUMBER,2026-05,,t,10", "NOBODY,2026-05,,t,10", "SUMBER,soon,,t,10", "SUMBER,2026-06,,,10", "SUMBER,2026-07,,t,ten",
        "SUMBER,2026-08,,t,-3", "SUMBER,May 2026,,t,11", ",2026-09,,t,1", f"SUMBER,2026-10,{'x' * 81},t,1",
    ]  # fmt: skip
    address = look(dewi, "targets", "partner,month,product,unit,amount\n" + "\n".join(rows))
    refused = {row[0]: (row[1], row[3]) for row in cells(dewi, "Refused rows")}
    assert refused == {
        "Row 3": ("Partner", "There is no such partner among those you see."),
        "Row 4": ("Month", "“soon” is no month. Write it like 2026-05 or May 2026."),
        "Row 5": ("Unit or currency", "This cell must not be empty."), "Row 6": ("Amount", "“ten” is not a number."),
        "Row 7": ("Amount", "“-3” is below zero."), "Row 8": ("Month", "Row 2 says this already. Keep one of them."),
        "Row 9": ("Partner", "This cell must not be empty."), "Row 10": ("Product", f"“{'x' * 59}…” is longer than this field can hold."),
    }  # fmt: skip
    assert take(dewi, address) == 422
    assert kept(session, SalesTarget) == []
    assert take(dewi, address, good_rows_only="y") == 303
    assert kept(session, SalesTarget) == [(1, date(2026, 5, 1), "", "t", Decimal(10), 1)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-05", date(2026, 5, 1)), ("202605", date(2026, 5, 1)), ("2026/5", date(2026, 5, 1)), ("5/2026", date(2026, 5, 1)),
        ("May-26", date(2026, 5, 1)), ("Mei 2026", date(2026, 5, 1)), ("31 May 2026", date(2026, 5, 1)),
        (date(2026, 5, 17), date(2026, 5, 1)), (202605, date(2026, 5, 1)),
    ],
)  # fmt: skip
def test_a_month_as_people_write_it(written: Any, read: date) -> None:
    assert month(written, None) == read


@pytest.mark.parametrize("written", ["soon", "2026", "2026-13", "45000", "Q1 2026", "3/4/2026", ""])
def test_what_is_no_month(written: str) -> None:
    with pytest.raises(Meaningless):
        month(written, None)


def test_what_reads_in_two_ways_is_refused(client: Client) -> None:
    dewi = client("dewi")
    rows = ["SUMBER,A,1.500,USD,2026-05-12", "SUMBER,B,5,USD,03/04/2026"]
    look(dewi, "payments", "partner,invoice,amount,currency,due\n" + "\n".join(rows))
    assert [row[3] for row in cells(dewi, "Refused rows")] == [
        "“1.500” can be read in two ways. Write it without marks between thousands.",
        "“03/04/2026” can be read in two ways. Write it like 2026-05-09 or 9 May 2026.",
    ]


def test_a_distributor_brings_its_own_sales_alone(client: Client, session: Session) -> None:
    session.execute(update(Partner).where(Partner.id == 1).values(kind="distributor"))
    session.commit()
    rina, dewi = client("rina"), client("dewi")
    address = look(rina, "actuals", "Month,Unit,Sold\n2026-05,t,10\n2026-06,t,11\n")
    assert take(rina, address) == 303
    assert [row[4] for row in kept(session, SalesActual)] == [10, 11]
    assert set(session.scalars(select(SalesActual.state))) == {"reported"}
    address = look(dewi, "actuals", "Partner,Month,Unit,Sold\nSUMBER,2026-05,t,12\n")
    assert take(dewi, address) == 303
    look(rina, "actuals", "Month,Unit,Sold\n2026-05,t,13\n")
    assert "The company has accepted this figure." in rina.page.text
    look(rina, "actuals", "Partner,Month,Unit,Sold\nBAUT,2026-05,t,13\n")
    assert "There is no such partner among those you see." in rina.page.text
    assert rina.get("/figure-sheets/targets").status_code == 403
    assert rina.get("/figure-sheets/payments").status_code == 403


def test_payments_from_a_workbook(client: Client, session: Session) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Our payments"])
    sheet.append(["Partner", "Invoice", "Amount", "Currency", "Due date", "Paid on", "Held"])
    sheet.append(["SUMBER", "INV-1", 1250000.5, "idr", date(2026, 5, 12), date(2026, 5, 11), None])
    sheet.append(["SUMBER", 1002, 7, "USD", date(2026, 5, 12), None, "3 t were bent"])
    sheet.append(["SUMBER", "INV-3", 0, "USD", date(2026, 5, 12), None, None])
    sheet.append(["SUMBER", "INV-4", 7, "dollars", date(2026, 5, 12), None, None])
    file = io.BytesIO()
    book.save(file)
    dewi = client("dewi")
    address = look(dewi, "payments", file.getvalue())
    assert [row[0] for row in cells(dewi, "Refused rows")] == ["Row 5", "Row 6"]
    assert take(dewi, address, good_rows_only="y") == 303
    rows = session.scalars(select(Payment).order_by(Payment.id)).all()
    assert [(r.ref, r.amount, r.currency, r.due_on.day, r.paid_on and r.paid_on.day, r.held_why) for r in rows] == [
        ("INV-1", Decimal("1250000.5"), "IDR", 12, 11, None), ("1002", Decimal(7), "USD", 12, None, "3 t were bent"),
    ]  # fmt: skip


def test_what_changed_meanwhile_is_not_overwritten(client: Client, session: Session) -> None:
    dewi = client("dewi")
    content = "partner,month,unit,amount\nSUMBER,2026-05,t,10\n"
    address = look(dewi, "targets", content)
    other = client("mega")
    assert (
        other.send(
            "/sales/SUMBER/targets", {"version": "0", "month": "2026-05", "unit": "t", "amount": "9"}
        ).status_code
        == 303
    )
    assert take(dewi, address) == 409
    assert "Something changed meanwhile." in dewi.page.text
    assert [row[4] for row in kept(session, SalesTarget)] == [9]
    assert take(dewi, address) == 303
    assert [row[4] for row in kept(session, SalesTarget)] == [10]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty."), ("a,b\n1,2\n", "No row with these heads was found: Partner, Month, Unit or currency, Amount."),
        (b"\x89PNG", "This is not a table"),
    ],
)  # fmt: skip
def test_files_that_are_none(client: Client, content: str | bytes, sentence: str) -> None:
    dewi = client("dewi")
    assert upload(dewi, "targets", content).status_code == 422
    assert sentence in dewi.page.text


def test_who_may(client: Client) -> None:
    dewi = client("dewi")
    address = look(dewi, "actuals", "partner,month,unit,amount\nSUMBER,2026-05,t,10\n")
    assert dewi.get("/figure-sheets/other").status_code == 404
    assert client("mega").get(address).status_code == 404  # another's file
    assert client("budi").get(address).status_code == 404
    for name in ("ayu", "toni"):
        assert client(name).get("/figure-sheets/actuals").status_code == 403
        assert upload(client(name), "actuals", "x").status_code == 403
        assert client(name).send(f"{address}/confirmation", {"key": "k"}).status_code == 403
    dewi.get(address)
    assert take(dewi, f"/figure-sheets/actuals/{'0' * 32}") == 404
