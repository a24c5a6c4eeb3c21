"""The real and hostile uploads that lie beside the repository (MITRA_SHARED, default ../shared)."""

import io
import json
import os
import zipfile
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("MITRA_SHARED") or Path(__file__).resolve().parents[3] / "shared")
DATA = SHARED / "data"

needs_data = pytest.mark.skipif(
    not DATA.is_dir(),
    reason=f"NO UPLOAD CORPUS: {DATA} is missing; set MITRA_SHARED to the folder that holds data/",
)


def expected(folder: str) -> dict[str, object]:
    """What data/<folder>/expected.json says of each file; empty without the corpus."""
    if not DATA.is_dir():
        return {}
    stated = json.loads((DATA / folder / "expected.json").read_text())
    return {name: value for name, value in stated.items() if not name.startswith("_")}


def workbook(parts: dict[str, bytes] | None = None) -> bytes:
    """An XLSX file with these parts beside the two that make it one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return file.getvalue()
