"""The pages and files of the scorecards of the real history, against the figures that were calculated of it."""

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
from tests.exchange.shared import FOLDER
from tests.page import CheckedClient

ALL = "from=2006-01-01&to=2016-12-31"
BY: dict[str, Any] = {
    "early_days": None, "late_days": 0, "working_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
}  # fmt: skip
LOOKED_AT = 3  # vendors whose pages are opened: one of many lines, one of few, one of too few


def check_the_cards(client: Callable[[str], CheckedClient], session: Session) -> None:
    """By a definition of any day early, no day late, calendar days, that the company wrote for its suppliers."""
    session.add(
        KindDefinition(
            kind="supplier", number=1, starts_on=date(2006, 1, 1), values=BY, note="as the programme counts",
            made_name="Adi", made_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()
    codes = dict(session.query(Partner.name, Partner.code))
    vendors = json.loads((FOLDER / "scms" / "expected_sample.json").read_text())["vendors"]
    vendors = [each for each in vendors if not each["internal_warehouse"]]
    dewi = client("dewi")
    for vendor in (vendors[0], vendors[len(vendors) // 2], vendors[-1])[:LOOKED_AT]:
        code = codes[vendor["vendor"]]
        dewi.get(f"/scorecard/{code}?{ALL}")
        for metric in ("on_time", "otif"):
            (row,) = dewi.page.all("tr", id=f"measure-{metric}")
            words = " ".join("".join(row.itertext()).split())
            count = f"{vendor['line_on_time_count']:,} of {vendor['line_count']:,}"
            assert count in words
            values = [float(data.get("value") or "nan") for data in row.iter("data")][:1]
            enough = vendor["line_count"] >= 5
            assert values == ([pytest.approx(vendor["line_on_time_rate"], abs=1e-6)] if enough else [])
        rows = _sheet(dewi, f"/scorecard/{code}/card.xlsx?{ALL}")
        (on_time,) = [row for row in rows if row[0] == "On time"]
        assert on_time[2:5] == [vendor["line_on_time_count"], vendor["line_count"], vendor["line_count"]]
        proof = _sheet(dewi, f"/scorecard/{code}/on_time/rows.xlsx?{ALL}")[6:]
        assert len(proof) == vendor["line_count"]
        assert sum(row[3] for row in proof) == vendor["line_on_time_count"]


def _sheet(person: CheckedClient, path: str) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(person.get(path).get_data()), read_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
