"""The pages, files and API of the scorecards of the real history, against the figures that were calculated of it."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from portal import clock
from portal.partners.models import Partner
from portal.scores.models import KindDefinition
from tests.exchange.programs import Program
from tests.exchange.shared import FOLDER
from tests.page import CheckedClient

ALL = "from=2006-01-01&to=2016-12-31"
BY: dict[str, Any] = {
    "early_days": None, "late_days": 0, "working_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
}  # fmt: skip
SELDOM = 3  # vendors whose pages are opened every day: one of many lines, one of few, one of too few
IN_WORDS = {"on_time": "On time", "otif": "On time and in full"}


def check_the_cards(
    client: Callable[[str], CheckedClient], program: Callable[..., Program], session: Session, *, every: bool = False
) -> None:  # fmt: skip
    """By a definition of any day early, no day late, calendar days, that the company wrote for its suppliers: the API of
    every vendor that the expected figures name (the programme's own warehouse in `make sweep`), page and workbooks of a few of them or of every one."""
    session.add(
        KindDefinition(
            kind="supplier", number=1, starts_on=date(2006, 1, 1), values=BY, note="as the programme counts",
            made_name="Adi", made_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()
    codes = dict(session.query(Partner.name, Partner.code))
    vendors = json.loads((FOLDER / "scms" / "expected_sample.json").read_text())["vendors"]
    assert len(vendors) == 37
    dewi, reader = client("dewi"), program("dewi", "scores:read")
    outside = [each for each in vendors if not each["internal_warehouse"]]  # of half the lines of all
    for vendor in vendors if every else outside:
        _told(reader, codes[vendor["vendor"]], vendor)
    for vendor in vendors if every else (outside[0], outside[len(outside) // 2], outside[-1])[:SELDOM]:
        _shown(dewi, codes[vendor["vendor"]], vendor)
        _proved(reader, codes[vendor["vendor"]], vendor)


def _told(reader: Program, code: str, vendor: dict[str, Any]) -> None:
    """The API says the figures of a vendor, a state in place of a result where there are too few lines."""
    card = reader.get(f"/api/v1/partners/{code}/scorecard?{ALL}")
    assert (card["definition"]["of"], card["definition"]["version"]) == ("kind", 1)
    figures = {each["metric"]: each for each in card["figures"]}
    for metric in IN_WORDS:  # all that came came in full
        found = figures[metric]
        assert (found["numerator"], found["denominator"]) == (
            str(vendor["line_on_time_count"]), str(vendor["line_count"]),
        )  # fmt: skip
        assert float(found["value"]) == pytest.approx(vendor["line_on_time_rate"], abs=1e-6)
        assert found["state"] == ("enough" if _enough(vendor) else "few")
        assert (found["rows"], found["left_out"]) == (vendor["line_count"], 0)
    slip = float(figures["mean_slip"]["value"])
    assert slip == pytest.approx(vendor["line_mean_days_late_signed"], abs=1.1e-6)
    units = figures["units_on_time"]["units"]
    assert sum(int(each["denominator"]) for each in units) == vendor["line_item_quantity_sum"]


def _shown(dewi: CheckedClient, code: str, vendor: dict[str, Any]) -> None:
    """The page and its workbook say them too."""
    dewi.get(f"/scorecard/{code}?{ALL}")
    counted = [vendor["line_on_time_count"], vendor["line_count"], vendor["line_count"]]
    book = {row[0]: row for row in _sheet(dewi, f"/scorecard/{code}/card.xlsx?{ALL}")}
    for metric, name in IN_WORDS.items():
        (row,) = dewi.page.all("tr", id=f"measure-{metric}")
        words = " ".join("".join(row.itertext()).split())
        assert f"{vendor['line_on_time_count']:,} of {vendor['line_count']:,}" in words
        values = [float(data.get("value") or "nan") for data in row.iter("data")][:1]
        wanted = pytest.approx(vendor["line_on_time_rate"], abs=1e-6)
        assert values == ([wanted] if _enough(vendor) else [])
        assert book[name][2:5] == counted
        assert (book[name][1] == wanted) is _enough(vendor)


def _proved(reader: Program, code: str, vendor: dict[str, Any]) -> None:
    """Page by page the API tells every line, and they add up."""
    rows, path = [], f"/api/v1/partners/{code}/scorecard/on_time?{ALL}"
    while path:
        page = reader.get(path)
        rows += page["rows"]
        path = page["next"] and page["next"].removeprefix("http://localhost")
    assert len({(row["ref"], row["line"], row["part"]) for row in rows}) == len(rows) == vendor["line_count"]
    assert sum(int(row["numerator"]) for row in rows) == vendor["line_on_time_count"]


def _enough(vendor: dict[str, Any]) -> bool:
    return bool(vendor["line_count"] >= 5)


def _sheet(person: CheckedClient, path: str) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(person.get(path).get_data()), read_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
