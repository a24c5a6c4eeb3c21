"""The real history of SCMS, imported once, which is what costs: nothing of it is lost, deliveries, scores and
forecasts have the figures that are stated for it, and importing it again changes nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.orders.models import Order
from tests.exchange.programs import Program
from tests.exchange.shared import FOLDER, SCMS, needs_data
from tests.exchange.test_import_orders import rows
from tests.page import CheckedClient
from tests.scores.real_history import check_the_cards
from tests.scores.test_score import check_the_real_history
from tests.shipments.deliveries import only, shown

PARTS = ("open", "first_half", "second_half", "open_first_half", "open_second_half", "known_when_booked")
pytestmark = [needs_data, pytest.mark.data]


@pytest.fixture
def said(app: Flask) -> Callable[..., Any]:
    """`said("delivery")` is what that command says as JSON."""

    def run(*arguments: str) -> Any:
        result = app.test_cli_runner().invoke(args=[*arguments, "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run


def test_scms_loses_nothing_has_its_figures_and_twice_changes_nothing(
    app: Flask,
    session: Session,
    said: Callable[..., Any],
    client: Callable[[str], CheckedClient],
    program: Callable[..., Program],
    tmp_path: Path,
) -> None:
    before = rows(session)["partners"]
    first = said("import-orders", str(SCMS), "--profile", "scms")
    assert {noun: first[noun]["new"] for noun in ("lines", "orders", "notices", "partners")} == {
        "lines": 10_324, "orders": 6_233, "notices": 7_030, "partners": 73,
    }  # fmt: skip
    held = rows(session)
    assert held["lines"] == 10_324
    assert held["partners"] == before + 73
    assert session.query(Order.destination).distinct().count() == 43  # countries, not factories
    _deliveries(said("delivery"), client("dewi"))
    check_the_real_history(app, tmp_path)
    _forecasts(said("forecast-check"))
    second = said("import-orders", str(SCMS), "--profile", "scms")
    assert second["lines"] == {"new": 0, "changed": 0, "unchanged": 10_324, "refused": 0}
    assert rows(session) == held
    check_the_cards(client, program, session)


@pytest.mark.sweep
def test_every_vendor_has_its_figures_on_page_workbook_and_api(
    session: Session,
    said: Callable[..., Any],
    client: Callable[[str], CheckedClient],
    program: Callable[..., Program],
) -> None:
    said("import-orders", str(SCMS), "--profile", "scms")
    check_the_cards(client, program, session, every=True)


def _deliveries(found: Any, dewi: CheckedClient) -> None:
    """The command and the page say what is stated of each vendor."""
    expected = json.loads((FOLDER / "scms" / "expected_sample.json").read_text())
    by_name = {p["partner"]: p for p in found["partners"]}
    assert len(by_name) == expected["vendor_count"] == 73
    assert found["totals"]["line_count"] == expected["record_count"] == 10_324
    dewi.get("/delivery")
    listed = {e.get("id") or "": e for e in dewi.page.root.iter("tr")}
    on_page = {
        "".join(next(row.iter("th")).itertext()).strip(): shown(row)
        for name, row in listed.items() if name.startswith("partner-")
    }  # fmt: skip
    assert set(on_page) == set(by_name)
    for vendor in expected["vendors"]:
        figures = {k: v for k, v in vendor.items() if k not in ("rank", "vendor")}
        assert only(by_name[vendor["vendor"]], figures) == pytest.approx(figures, abs=1e-6)
        on_row = on_page[vendor["vendor"]]
        assert on_row == pytest.approx(only(figures, on_row), abs=1e-6)
    totals = shown(listed["totals"])
    assert totals == pytest.approx(only(found["totals"], totals), abs=1e-6)


def _forecasts(found: Any) -> None:
    """They lie within the bars."""
    assert found["rows"] == 10_324
    assert found["open"]["rows"] == 9_407
    assert 0.75 <= found["coverage"] <= 0.85
    for part in PARTS:
        assert 0.75 <= found[part]["coverage"] <= 0.85, part
    assert found["mae_promise_days"] == pytest.approx(10.9333, abs=1e-4)
    assert found["mae_ratio"] < 0.88
    assert found["open"]["mae_ratio"] < 0.98
    assert found["mean_width_days"] < 16
    assert found["too_few"] < 700
