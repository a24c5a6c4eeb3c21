"""The real files that come beside the repository, and the right readings of them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("MITRA_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "data"

needs_data = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason=f"NO REAL DATA: {FOLDER} is absent, so nothing here was checked. Set MITRA_SHARED to the folder that holds data/.",
)
SCMS = FOLDER / "scms" / "SCMS_Delivery_History_Dataset.csv"


def expected(name: str) -> Any:
    """The stated reading of a messy file."""
    return json.loads((FOLDER / "messy" / "expected" / f"{name}.expected.json").read_text())
