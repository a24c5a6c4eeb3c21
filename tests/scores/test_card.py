"""The scorecard of a partner: GET /scorecard/<code>."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.page import CheckedClient
from tests.scores import written
from tests.scores.cards import OCTOBER, arrange, measure, schedule, words

Client = Callable[[str], CheckedClient]
MOST_SELECTS = 300  # of eight periods, each group of measures by itself; snapshots of months will spare six


def test_both_sides_see_the_same_figures(client: Client, session: Session) -> None:
    arrange(session)
    for name in ("dewi", "rina", "toni", "ayu"):
        person = client(name)
        assert person.get(f"/scorecard/SUMBER?{OCTOBER}").status_code == 200
        assert person.selects <= MOST_SELECTS
        drawn = (
            "On time and in full. May no data; Jun no data; Jul no data; Aug no data; Sep 100.0 %; Oct 66.7 %"
        )
        assert measure(person, "otif") == [
            "On time and in full 4 of 6", "66.7 %", "95.0 % missed", drawn, "100.0 % \N{MINUS SIGN}33.3 points, worse",
        ]  # fmt: skip
        assert measure(person, "in_full")[1] == "100.0 %"
        assert measure(person, "repeat_causes")[1] == "no data"
        assert measure(person, "dock_time")[1] == "no data"
        # Of weights 25, 10, 25 and 10: on time and the week's promise reach 0.667 of 0.95, quality all.
        (total,) = person.page.all("section", id="total")
        assert words(total).startswith("Score in all 85.1 of 100 Score of PT Sumber Logam Abadi")


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
    (total,) = rina.page.all("section", id="total")
    assert words(total).startswith("Score in all no data")
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
