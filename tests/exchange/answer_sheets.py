"""A sheet of open lines as people use it: downloaded, filled with openpyxl, uploaded."""

import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import openpyxl

from tests.orders import builders
from tests.page import CheckedClient

Fill = Mapping[tuple[str, int], Mapping[str, Any]]


def day(away: int) -> date:
    """A day so many days from today."""
    return builders.today() + timedelta(days=away)


def download(client: CheckedClient) -> openpyxl.Workbook:
    """The reader's open lines."""
    answer = client.get("/answer-sheets/open-lines.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def table(book: openpyxl.Workbook) -> list[dict[str, Any]]:
    """The lines of the sheet by head."""
    heads, *rows = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def fill(book: openpyxl.Workbook, filled: Fill) -> openpyxl.Workbook:
    """Write cells by order, line and head."""
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    order, line = (
        next(heads[name] for name in names if name in heads)
        for names in (("Order", "Pesanan"), ("Line", "Baris"))
    )
    for row in range(2, sheet.max_row + 1):
        key = (sheet.cell(row, order).value, sheet.cell(row, line).value)
        for head, value in filled.get(key, {}).items():
            sheet.cell(row, heads[head]).value = value
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client: CheckedClient, book: openpyxl.Workbook | bytes, name: str = "lines.xlsx") -> Any:
    """Send the file; the answer."""
    content = book if isinstance(book, bytes) else saved(book)
    return client.send("/answer-sheets", {"file": (io.BytesIO(content), name)})


def preview(client: CheckedClient, filled: Fill) -> str:
    """Download, fill, upload and open the page of what was understood; its address."""
    answer = upload(client, fill(download(client), filled))
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    return str(answer.location)


def confirm(client: CheckedClient, address: str, **more: str) -> Any:
    """Send what the open page shows; the answer."""
    fields = {"key": client.page.field("key"), "digest": client.page.field("digest"), **more}
    return client.send(f"{address}/confirmation", fields)


def proposal(*parts: tuple[Any, Any], **more: Any) -> dict[str, Any]:
    """The cells of a proposal with a reason."""
    cells: dict[str, Any] = {"Reason": "vessel omitted Gresik", "Whose cause is it?": "Carrier"}
    for number, (on, quantity) in enumerate(parts, start=1):
        cells |= {f"Day {number}": on, f"Quantity {number}": quantity}
    return cells | more
