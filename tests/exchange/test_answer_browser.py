"""The round trip of a sheet in a browser: downloaded, edited by openpyxl and by LibreOffice, uploaded."""

import shutil
import subprocess
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.exchange.answer_sheets import day, fill, proposal, table
from tests.orders import builders
from tests.orders.answers import ledger, now


def midnight(away):
    return datetime.combine(day(away), datetime.min.time())


def by_libreoffice(path: Path, kind: str) -> Path:
    """The same sheet opened and saved by LibreOffice, as "ods" or "xlsx"."""
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice found: apt-get install libreoffice-calc-nogui")
    target = path.parent / "saved"
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(target), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return target / f"lines.{kind}"


@pytest.mark.parametrize("editor", ["openpyxl", "ods", "xlsx"])
def test_download_edit_upload_look_send(browse, session, tmp_path, editor):
    builders.order(session, "PO-1", 7, 8)
    session.commit()
    page = browse("rina", phone=editor == "ods")
    page.goto("/orders")
    page.get_by_role("link", name="Answer by spreadsheet").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the sheet").click()
    path = tmp_path / "lines.xlsx"
    download.value.save_as(path)
    filled = {
        ("PO-1", 1): {"Day 1": midnight(7)},
        ("PO-1", 2): proposal((midnight(12), 2.5), (midnight(15), 7.5)),
    }
    fill(openpyxl.load_workbook(path), filled).save(path)
    if editor != "openpyxl":
        path = by_libreoffice(path, editor)
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        assert sheet.column_dimensions[sheet.cell(1, sheet.max_column).column_letter].hidden
        assert len(sheet.data_validations.dataValidation) >= 2  # of days, and of causes
        assert {"Day 1": midnight(7)}.items() <= table(openpyxl.load_workbook(path))[0].items()
    page.get_by_label("Filled sheet").set_input_files(path)
    page.get_by_role("button", name="Upload and look at it").click()
    assert "2.5 t on" in page.inner_text("main")
    assert "Refused" not in page.inner_text("main")
    page.get_by_role("button", name="Send 2 answers").click()
    page.get_by_text("2 lines were answered.").wait_for()
    assert ledger(session, now(session, 1)[0]) == [(7, 10, "company", "accepted", "partner")]
    assert ledger(session, now(session, 2)[0]) == [
        (12, Decimal("2.5"), "partner", "proposed", None), (15, Decimal("7.5"), "partner", "proposed", None),
    ]  # fmt: skip
