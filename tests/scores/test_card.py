"""The scorecard of a partner: GET /scorecard/<code>."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Membership
from portal.scores.payment_model import Payment
from tests import cast
from tests.page import CheckedClient
from tests.scores import written
from tests.scores.cards import DUE, OCTOBER, TEN, arrange, measure, schedule, words

Client = Callable[[str], CheckedClient]
SELECTS = 221  # of six months that are open, each found once; what closed months take: test_selects


def test_both_sides_see_the_same_figures(client: Client, session: Session) -> None:
    arrange(session)
    for name in ("dewi", "rina", "toni", "ayu"):
        person = client(name)
        assert person.get(f"/scorecard/SUMBER?{OCTOBER}").status_code == 200
        assert person.selects == SELECTS
        drawn = (
            "On time and in full. May no data; Jun no data; Jul no data; Aug no data; Sep 100.0 %; Oct 66.7 %"
        )
        assert measure(person, "otif") == [
            "On time and in full 4 of 6, 25.1 of 35.7 points", "66.7 %", "95.0 % missed", drawn, "100.0 % \N{MINUS SIGN}33.3 points, worse",
        ]  # fmt: skip
        assert measure(person, "in_full")[1] == "100.0 %"
        assert measure(person, "repeat_causes")[1] == "no data"
        assert measure(person, "dock_time")[1] == "no data"
        # Of weights 25, 10, 25 and 10: on time and the week's promise reach 0.667 of 0.95, quality all.
        mine = " your side" if name in ("rina", "toni") else ""
        assert total(person, "partner").startswith(
            f"PT Sumber Logam Abadi{mine} 85.1 of 100, \N{MINUS SIGN}14.9 since September 2026 "
            # 35.7 and 14.3 of 100 points, of which 1 - 0.667 / 0.95 = 0.298 are lost
            "Points lost On time and in full \N{MINUS SIGN}10.7, Promise of the week before kept \N{MINUS SIGN}4.3 "
        )


def total(person: CheckedClient, side: str) -> str:
    """What the card says of a side in all."""
    (section,) = person.page.all("section", id=f"total-{side}")
    return words(section)


def test_the_company_is_scored_by_the_same_rule(client: Client, session: Session) -> None:
    arrange(session)
    for number in range(5):  # due in October, one of them paid a day late
        session.add(
            Payment(
                partner_id=1, ref=f"INV-{number}", amount=TEN, currency="IDR", due_on=DUE,
                paid_on=DUE + timedelta(days=number // 4), recorded_by=cast.user_id("dewi"), recorded_name="Dewi", recorded_at=clock.now(),
            )
        )  # fmt: skip
    session.commit()
    for name in ("dewi", "rina"):
        person = client(name)
        person.get(f"/scorecard/SUMBER?{OCTOBER}")
        # One of seven promised schedules was cancelled by the company: 0.05 of 1/7 is 0.35 of weight 20; four of
        # five payments: 0.8 of 0.95 is 0.842 of weight 25; nothing else has rows. (7 + 21.05) / 45 is 62.3.
        assert measure(person, "changes_after_commitment")[:3] == [
            "Changed after it was agreed 1 of 7, 15.6 of 44.4 points", "14.3 %", "5.0 % missed",
        ]  # fmt: skip
        assert measure(person, "payments_on_time")[0] == "Payments on time 4 of 5, 46.8 of 55.6 points"
        mine = " your side" if name == "dewi" else ""
        assert total(person, "company").startswith(
            f"Cahaya Baja{mine} 62.3 of 100, \N{MINUS SIGN}37.7 since September 2026 Points lost Changed after it was agreed \N{MINUS SIGN}28.9, "
            # In September nothing was changed: 44.4 x (0.35 - 1) = -28.9, and there were no payments to count.
            "Payments on time \N{MINUS SIGN}8.8 What moved it Changed after it was agreed \N{MINUS SIGN}28.9. "
            "In September 2026 it was made of other measures, so weights lie otherwise now. Made of 2 of 6 measures. Too few rows or no data for proposals decided in time, "
        )
        assert "their weight is spread over the others." in total(person, "company")
        assert "Changed after it was agreed 20, " in words(person.page.root)  # the weights stand beside


def test_each_figure_opens_the_rows_it_counts(client: Client, session: Session) -> None:
    arrange(session)
    rina = client("rina")
    rina.get(f"/scorecard/SUMBER?{OCTOBER}")
    hrefs = [
        a.get("href")
        for a in rina.page.root.iter("a")
        if (a.get("href") or "").startswith("/scorecard/SUMBER/")
    ]
    measures = [href for href in hrefs if href and not href.partition("?")[0].endswith((".pdf", ".xlsx"))]
    assert len(measures) >= 20
    for href in measures[:3]:
        assert rina.get(href).status_code == 200


def test_too_few_rows_are_no_figure(client: Client, session: Session) -> None:
    written.order(session, "PO-4", *(schedule(date(2026, 8, 5), date(2026, 8, 5)) for _ in range(3)))
    session.commit()
    rina = client("rina")
    rina.get("/scorecard/SUMBER?period=2026-08")
    assert measure(rina, "otif")[:2] == ["On time and in full 3 of 3", "too few (3 rows)"]
    assert total(rina, "partner").startswith("PT Sumber Logam Abadi your side no data")
    assert total(rina, "company").startswith("Cahaya Baja no data")
    assert "100.0 %" not in words(rina.page.root)
    rina.get("/scorecard/SUMBER?from=2026-10-01&to=2026-10-06")
    assert measure(rina, "otif")[:2] == ["On time and in full", "no data"]


def test_a_stranger_and_a_missing_partner_are_not_found(
    client: Client, visitor: CheckedClient, session: Session
) -> None:
    arrange(session)
    budi = client("budi")
    assert budi.get("/scorecard/SUMBER").status_code == 404
    assert budi.get("/scorecard/BAUT").status_code == 200
    assert client("dewi").get("/scorecard/NOBODY").status_code == 404
    assert visitor.get("/scorecard/SUMBER").status_code == 303


def test_who_sees_a_part_of_the_records_gets_no_other_score(client: Client, session: Session) -> None:
    """Of the records of one person another score would come out, under the partner's name."""
    arrange(session)
    session.query(Membership).filter_by(user_id=cast.user_id("toni")).one().reach = "own"
    session.commit()
    toni = client("toni")
    for path in (
        "/scorecard",
        "/scorecard/SUMBER",
        "/scorecard/SUMBER/otif",
        "/scorecard/SUMBER/months",
        "/scorecard/SUMBER/card.pdf",
    ):
        assert toni.get(f"{path}?{OCTOBER}").status_code == 403
    assert toni.get("/scorecard/BAUT").status_code == 404
    assert toni.get("/partners/SUMBER").status_code == 200
    assert not any("/scorecard" in (a.get("href") or "") for a in toni.page.root.iter("a"))


def test_the_page_says_what_the_command_says(app: Flask, client: Client, session: Session) -> None:
    arrange(session)
    asked = ["score", "--json", "--partner", "SUMBER", "--from", "2026-10-01", "--to", "2026-10-31"]
    said = json.loads(app.test_cli_runner().invoke(args=asked).output)["figures"]
    dewi = client("dewi")
    dewi.get(f"/scorecard/SUMBER?{OCTOBER}")
    drawn = {
        row.get("id").removeprefix("measure-"): [float(data.get("value")) for data in row.iter("data")][:1]
        for row in dewi.page.root.iter("tr") if (row.get("id") or "").startswith("measure-")
    }  # fmt: skip
    judged = {key: round(each["value"], 6) for key, each in said.items() if each["state"] == "enough"}
    assert judged.keys() >= {"otif", "on_time", "ppm"}
    assert {key: drawn[key] for key in judged} == {key: [value] for key, value in judged.items()}


@pytest.mark.parametrize(
    "period", ["period=2026-13", "period=%00", "from=x&to=y", "from=9999-12-31&to=0001-01-01"]
)
def test_an_odd_period_is_the_usual_one(client: Client, period: str) -> None:
    assert client("dewi").get(f"/scorecard/SUMBER?{period}").status_code == 200
