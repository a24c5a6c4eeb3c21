"""endpoint: scores.sales
endpoint: scores.show_sales
endpoint: scores.set_target
endpoint: scores.report_sales
endpoint: scores.accept_sales

The company sets targets, either side reports, the company accepts; both read the same.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.activity.models import Activity
from portal.partners.models import Partner
from portal.scores.sales_model import SalesActual, SalesTarget
from tests import cast
from tests.page import CheckedClient
from tests.scores.tables import cells, href, values

Client = Callable[[str], CheckedClient]
MAY = {"version": "0", "month": "2026-05", "product": "", "unit": "t", "amount": "1,200.5"}
HERE = "/sales/SUMBER?year=2026"


@pytest.fixture(autouse=True)
def distributor(session: Session) -> None:
    """SUMBER sells for us; BAUT does not."""
    session.execute(update(Partner).where(Partner.id == 1).values(kind="distributor"))
    session.commit()


def send(client: CheckedClient, noun: str, code: str = "SUMBER", **other: str) -> int:
    return client.send(f"/sales/{code}/{noun}", {**MAY, **other}).status_code


def kept(session: Session, model: Any) -> list[tuple[Any, ...]]:
    session.rollback()
    rows = session.scalars(select(model).order_by(model.id).execution_options(populate_existing=True)).all()
    return [(row.month, row.product, row.unit, row.amount, row.version) for row in rows]


def test_a_target_is_set_once_and_changed_knowingly(client: Client, session: Session) -> None:
    dewi = client("dewi")
    assert [send(dewi, "targets"), send(dewi, "targets")] == [303, 303]
    assert kept(session, SalesTarget) == [(date(2026, 5, 1), "", "t", Decimal("1200.5"), 1)]
    assert send(dewi, "targets", amount="1300") == 409
    assert "Dewi Anggraini wrote 1200.5 t" in dewi.page.text
    assert "1300" in values(dewi, "amount")
    assert send(dewi, "targets", amount="1300", version="1") == 303
    assert kept(session, SalesTarget) == [(date(2026, 5, 1), "", "t", Decimal(1300), 2)]
    told = session.scalars(select(Activity).where(Activity.verb == "set-target").order_by(Activity.id)).all()
    assert [row.data.get("was") for row in told] == [None, "1200.5"]


def test_what_the_distributor_reports_counts_once_it_is_accepted(client: Client, session: Session) -> None:
    rina, dewi = client("rina"), client("dewi")
    assert [send(rina, "figures"), send(rina, "figures")] == [303, 303]
    rina.get(HERE)
    assert "Reported, to be accepted" in rina.page.text
    assert "Accept what was reported" not in rina.page.text
    dewi.get(HERE)
    seen = values(dewi, "seen")[0]
    assert send(rina, "figures", amount="900", version="1") == 303
    assert dewi.send("/sales/SUMBER/2026-05/acceptance", {"seen": seen}).status_code == 409
    assert "Other figures were reported meanwhile." in dewi.page.text
    seen = values(dewi, "seen")[0]
    for _again in range(2):
        assert dewi.send("/sales/SUMBER/2026-05/acceptance", {"seen": seen}).status_code == 303
    row = session.scalars(select(SalesActual)).one()
    assert (row.state, row.amount, row.side, row.accepted_name) == (
        "accepted",
        900,
        "partner",
        "Dewi Anggraini",
    )
    assert send(rina, "figures", amount="950", version=str(row.version)) == 409
    assert "The company has accepted this figure." in rina.page.text
    assert send(dewi, "figures", amount="950", version=str(row.version)) == 303
    assert session.scalars(select(Activity.verb).where(Activity.verb == "accepted-sales")).all() == [
        "accepted-sales"
    ]


def test_both_sides_read_the_same_months(client: Client) -> None:
    dewi = client("dewi")
    send(dewi, "targets", amount="200")
    send(dewi, "figures", amount="240")
    send(dewi, "figures", amount="160", month="2025-05")
    texts = []
    for name in ("dewi", "ayu", "rina", "toni"):
        seen = client(name)
        assert seen.get(HERE).status_code == 200
        texts.append(list(cells(seen, "Sales by month")))
        assert seen.selects <= 16
    assert texts[0][0][:6] == ["Everything", "200 t", "240 t", "120 %", "+50 %", "Accepted"]
    assert [row[0][:6] for row in texts[1:]] == [texts[0][0][:6]] * 3
    dewi.get("/sales?year=2026")
    assert "PT Sumber Logam Abadi" in dewi.page.text and "CV Baut Prima" not in dewi.page.text
    rina = client("rina")
    assert rina.get("/sales").location == "/sales/SUMBER"
    rina.get("/scorecard/SUMBER/sales_to_target?period=2026-05")
    assert href(rina, "2026-05") == "/sales/SUMBER?year=2026#month-2026-05"


def test_what_cannot_be_read(client: Client, session: Session) -> None:
    dewi = client("dewi")
    for wrong, sentence in (
        ({"month": "soon"}, "Choose a month, like 2026-05."), ({"month": "2026-13"}, "Choose a month"),
        ({"unit": ""}, "Give a unit"), ({"amount": "-3"}, "Write the amount as a number"), ({"amount": "12.3456"}, "Write the amount"),
        ({"product": "x" * 81}, "Shorten it to 80 characters"),
    ):  # fmt: skip
        for noun in ("targets", "figures"):
            assert send(dewi, noun, **wrong) == 422
            assert sentence in dewi.page.text
    assert kept(session, SalesTarget) == kept(session, SalesActual) == []
    for odd in ("year=x", "year=99999", "month=2026-99&figure=target", "year=²"):
        assert dewi.get(f"/sales/SUMBER?{odd}").status_code == 200


def test_who_may(client: Client, session: Session) -> None:
    for name, target, figure, page in (
        ("ayu", 403, 403, 200), ("toni", 403, 403, 200), ("rina", 403, 303, 200), ("budi", 404, 404, 404),
    ):  # fmt: skip
        seen = client(name)
        assert (seen.get(HERE).status_code, send(seen, "targets"), send(seen, "figures")) == (
            page,
            target if name != "budi" else 404,
            figure,
        )
        assert seen.send("/sales/SUMBER/2026-05/acceptance", {"seen": ""}).status_code == target
    session.execute(update(Membership).where(Membership.user_id == cast.user_id("sari")).values(reach="own"))
    session.commit()
    sari = client("sari")
    assert (sari.get(HERE).status_code, sari.get("/sales").status_code, send(sari, "figures")) == (
        403,
        403,
        403,
    )
    sari.get("/partners/SUMBER")
    assert "Sales, payments and score" not in sari.page.text
    rina = client("rina")
    rina.get("/partners/SUMBER")
    assert "Sales, payments and score" in rina.page.text
