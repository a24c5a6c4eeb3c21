"""The filtered rows to take away."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from portal.db import db
from portal.orders import bp, export, filters, listing, queries
from portal.web import current_actor
from portal.web.templating import today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/orders/export.csv")
def export_csv() -> Response:
    """Every row that the filters show, as CSV, sent while it is read."""
    asked, words, chunks = _asked()
    return _file(export.csv_lines(chunks, words, asked.today), "text/csv; charset=utf-8", "csv", asked)


@bp.get("/orders/export.xlsx")
def export_xlsx() -> Response:
    """The same as a workbook."""
    asked, words, chunks = _asked()
    book = export.workbook(chunks, words, asked.today)
    response = _file(export.blocks(book), XLSX, "xlsx", asked)
    response.call_on_close(book.close)  # a HEAD never begins to read
    return response


def _asked() -> tuple[listing.Asked, export.Words, Iterator[list[Any]]]:
    actor = current_actor()
    wanted = filters.read(request.args, staff=actor.is_staff)
    partner = queries.partner_id(db.session(), actor, wanted.partner)
    asked = listing.Asked(wanted, partner, today())
    return asked, export.words(actor), export.read(db.engine, actor, asked)


def _file(body: Iterator[bytes], mimetype: str, ending: str, asked: listing.Asked) -> Response:
    response = Response(body, content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=f"orders-{asked.today}.{ending}")
    return response
