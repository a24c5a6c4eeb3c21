"""The command `flask score`: figures, rows left out and the definition."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from portal.scores.delivery import Commitment, Receipt, Schedule
from tests.exchange.shared import FOLDER
from tests.scores import written

DAY = date(2026, 5, 5)
TEN = Decimal(10)
CALENDAR_DAYS = {
    "early_days": None,
    "late_days": 0,
    "working_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
}
SCMS_NAMES = {  # as the file of expected figures calls what `days` of the command says
    "line_late_count": "late", "line_early_count": "early", "line_exact_day_count": "exact",
    "line_mean_days_late_signed": "mean", "line_mean_days_late_clipped": "mean_early_as_zero",
    "line_mean_days_late_when_late": "mean_when_late", "line_min_days_late": "least", "line_max_days_late": "most",
}  # fmt: skip


def command(
    app: Flask, *more: str, partner: str = "SUMBER", start: str = "2026-05-01", end: str = "2026-05-31"
) -> Result:
    return app.test_cli_runner().invoke(
        args=["score", "--partner", partner, "--from", start, "--to", end, *more]
    )


def said(app: Flask, *more: str, **which: str) -> dict[str, Any]:
    result = command(app, "--json", *more, **which)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def definition(folder: Path, **values: Any) -> str:
    file = folder / "definition.json"
    file.write_text(json.dumps(values))
    return str(file)


@pytest.fixture
def three(session: Session) -> None:
    """One on time, one four days late, one cancelled by the company."""
    promise = [Commitment(DAY, "accepted")]

    def came(day: int) -> list[Receipt]:
        return [Receipt(1, TEN, arrived=date(2026, 5, day))]

    rows = [Schedule(1, TEN, DAY, promise, came(5)), Schedule(2, TEN, DAY, promise, came(9))]
    written.order(session, "PO-1", *rows, Schedule(3, TEN, DAY, promise, cancelled_by_company=TEN))
    session.commit()


def test_it_says_what_was_counted_by_hand(app: Flask, three: None) -> None:
    found = said(app)
    assert found["partner"] == "PT Sumber Logam Abadi"
    assert found["figures"]["otif"] == {
        "value": 0.5, "numerator": 1, "denominator": 2, "rows": 2, "left_out": 1, "state": "few",
    }  # fmt: skip
    assert found["days"] == {
        "count": 2, "late": 1, "early": 0, "exact": 1, "mean": 2, "mean_early_as_zero": 2, "mean_when_late": 4,
        "least": 0, "most": 4,
    }  # fmt: skip
    assert found["left_out"] == [
        {"order": "PO-1", "line": 3, "part": 1, "day": "2026-05-05", "why": "cancelled"}
    ]
    assert (found["definition"]["of"], found["definition"]["late_days"]) == ("installed", 0)
    assert found["score"]["value"] is None and found["score"]["missing"]["otif"] == "few"


def test_a_definition_in_a_file_is_judged_by_and_printed(app: Flask, three: None, tmp_path: Path) -> None:
    weighed = {
        "weights": {"otif": 3, "ppm": 1, "clocks_kept": 1},
        "targets": {"otif": 0.8, "ppm": 500, "clocks_kept": 1},
    }
    file = definition(tmp_path, late_days=2, few=1, **weighed)
    assert (
        said(app, "--definition", file)["figures"]["otif"]["value"] == 0.5
    )  # Saturday the 9th, due Thursday
    file = definition(tmp_path, late_days=4, few=1, **weighed)
    found = said(app, "--definition", file)
    assert (found["definition"]["of"], found["definition"]["late_days"]) == ("file", 4)
    assert found["figures"]["otif"]["value"] == 1
    # Without clocks the weights 3 and 1 make the whole.
    assert (found["score"]["value"], found["score"]["missing"]) == (100, {"clocks_kept": "no_data"})
    assert found["score"]["parts"]["otif"] == {"weight": 0.75, "reached": 1}


def test_words_say_the_same(app: Flask, three: None) -> None:
    text = command(app).output
    assert "otif: 0.5 (too few)   1 / 2, 1 left out" in text
    assert "lead_time: no_data" in text and "score: no data" in text
    assert "left out: PO-1 3.1, 2026-05-05: cancelled" in text


def test_what_cannot_be_done_is_said(app: Flask, tmp_path: Path) -> None:
    nobody = command(app, partner="Nobody")
    assert nobody.exit_code == 1 and "No partner is called 'Nobody'" in nobody.output
    assert command(app, start="2026-06-01").exit_code == 2
    wrong = command(app, "--definition", definition(tmp_path, late_days=-1))
    assert wrong.exit_code == 1 and "late_days cannot be -1." in wrong.output
    (tmp_path / "definition.json").write_text("[1]")
    assert command(app, "--definition", str(tmp_path / "definition.json")).exit_code == 1


def check_the_real_history(app: Flask, folder: Path) -> None:
    """Of the imported SCMS history, the figures of every vendor that its expected figures name."""
    vendors = json.loads((FOLDER / "scms" / "expected_sample.json").read_text())["vendors"]
    file = definition(folder, **CALENDAR_DAYS)
    for vendor in vendors:
        found = said(
            app, "--definition", file, partner=vendor["vendor"], start="2006-01-01", end="2016-12-31"
        )
        figures, days = found["figures"], found["days"]
        assert found["left_out"] == []
        for metric in ("on_time", "otif"):  # all that came came in full
            assert figures[metric]["rows"] == days["count"] == vendor["line_count"]
            assert figures[metric]["numerator"] == vendor["line_on_time_count"]
            assert figures[metric]["value"] == pytest.approx(vendor["line_on_time_rate"], abs=1e-6)
        assert figures["mean_slip"]["value"] == pytest.approx(vendor["line_mean_days_late_signed"], abs=1e-6)
        assert figures["units_on_time"]["denominator"] == vendor["line_item_quantity_sum"]
        got = {name: days[ours] for name, ours in SCMS_NAMES.items()}
        assert got == pytest.approx({name: vendor[name] for name in SCMS_NAMES}, abs=1e-6)
    assert len(vendors) == 37
