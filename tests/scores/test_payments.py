"""endpoint: scores.payments
endpoint: scores.show_payments
endpoint: scores.record_payment

Staff record what is owed and paid; the partner concerned reads it.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.scores.payment_model import Payment
from tests.orders.builders import today
from tests.page import CheckedClient
from tests.scores.tables import href, values

Client = Callable[[str], CheckedClient]
BILL = {"version": "0", "ref": "INV-7", "amount": "1,250,000.00", "currency": "idr", "due_on": "2026-05-12", "paid_on": "", "held_why": ""}  # fmt: skip


def send(client: CheckedClient, code: str = "SUMBER", **other: str) -> int:
    return client.send(f"/payments/{code}", {**BILL, **other}).status_code


def kept(session: Session) -> Payment:
    session.rollback()
    return session.scalars(select(Payment).execution_options(populate_existing=True)).one()


def test_an_invoice_is_recorded_once_and_paid_later(client: Client, session: Session) -> None:
    dewi = client("dewi")
    assert [send(dewi), send(dewi)] == [303, 303]
    row = kept(session)
    assert (row.ref, row.amount, row.currency, row.paid_on, row.version) == (
        "INV-7",
        Decimal("1250000"),
        "IDR",
        None,
        1,
    )
    assert send(dewi, paid_on="2026-05-13") == 409
    assert "INV-7 is recorded already, by Dewi Anggraini." in dewi.page.text
    assert values(dewi, "version")[0] == "1"
    dewi.get("/payments/SUMBER?invoice=INV-7")
    assert values(dewi, "version")[0] == "1"
    assert send(dewi, version="1", paid_on="2026-05-13") == 303
    row = kept(session)
    assert (str(row.paid_on), row.version) == ("2026-05-13", 2)
    told = session.scalars(
        select(Activity).where(Activity.verb == "recorded-payment").order_by(Activity.id)
    ).all()
    assert told[1].data["changed"] == {"paid_on": [None, "2026-05-13"]}


def test_the_partner_reads_its_own(client: Client) -> None:
    dewi = client("dewi")
    send(dewi)
    send(dewi, "BAUT", ref="INV-8")
    tomorrow = (today() + timedelta(days=1)).isoformat()
    send(dewi, ref="INV-9", due_on=tomorrow)
    send(dewi, ref="INV-10", held_why="3 t were bent")
    dewi.get("/payments")
    assert [word in dewi.page.text for word in ("INV-7", "INV-8", "INV-9")] == [True, True, True]
    assert dewi.selects <= 9
    for name in ("rina", "toni"):
        seen = client(name)
        seen.get("/payments/SUMBER")
        assert "INV-7" in seen.page.text and "INV-8" not in seen.page.text
        assert "3 t were bent" in seen.page.text and "Record" not in seen.page.text
        assert seen.selects <= 8
        seen.get("/payments/SUMBER?view=late")
        assert [word in seen.page.text for word in ("INV-7", "INV-9", "INV-10")] == [True, False, False]
        assert seen.get("/payments").location == "/payments/SUMBER"
        seen.get("/payments/SUMBER?view=all&invoice=INV-9")
        assert [word in seen.page.text for word in ("INV-7", "INV-9", "INV-10")] == [False, True, False]
    rina = client("rina")
    rina.get("/scorecard/SUMBER/payments_on_time?period=2026-05")
    assert "invoices paid by their day, counted and not weighed by amount" in rina.page.text
    assert href(rina, "INV-7") == "/payments/SUMBER?view=all&invoice=INV-7"


def test_pages_follow_each_other(client: Client, session: Session) -> None:
    from datetime import date

    from portal import clock
    from portal.scope import insert_rows

    insert_rows(
        session, Payment,
        [
            {"partner_id": 1, "ref": f"INV-{n:03d}", "amount": Decimal(5), "currency": "IDR", "due_on": date(2026, 1, 1 + n % 20),
             "recorded_name": "File", "recorded_at": clock.now(), "version": 1}
            for n in range(60)
        ],
    )  # fmt: skip
    session.commit()
    dewi = client("dewi")
    for view in ("open", "all"):
        dewi.get(f"/payments?view={view}")
        first = {word for word in dewi.page.text.split() if word.startswith("INV-")}
        dewi.get(href(dewi, "Next 50"))
        rest = {word for word in dewi.page.text.split() if word.startswith("INV-")}
        assert (len(first), len(rest), first & rest) == (50, 10, set())


def test_what_cannot_be_read(client: Client, session: Session) -> None:
    dewi = client("dewi")
    tomorrow = (today() + timedelta(days=1)).isoformat()
    for wrong, sentence in (
        ({"ref": ""}, "Give the number of the invoice."), ({"amount": "0"}, "above zero"), ({"amount": "x"}, "above zero"),
        ({"currency": "Rp"}, "three letters"), ({"due_on": ""}, "Choose a day."), ({"paid_on": tomorrow}, "yet to come"),
    ):  # fmt: skip
        assert send(dewi, **wrong) == 422
        assert sentence in dewi.page.text
    assert session.scalars(select(Payment)).all() == []


def test_who_may(client: Client) -> None:
    for name, page, write in (("ayu", 200, 403), ("rina", 200, 403), ("toni", 200, 403), ("budi", 404, 404)):
        seen = client(name)
        assert (seen.get("/payments/SUMBER").status_code, send(seen)) == (page, write)
