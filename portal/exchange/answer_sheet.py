"""Open lines as a workbook to be filled: what is known of each line, and columns for the answer."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.db import reading
from portal.exchange.answer_columns import FILLED, STATE, label, told
from portal.orders import rows
from portal.orders.labels import CAUSES, KINDS
from portal.orders.models import Schedule
from portal.orders.statements import COLUMNS
from portal.partners.models import Partner
from portal.scope import also_visible
from portal.web.i18n import _

MOST_LINES = 100_000  # what the reader of workbooks takes back
CHUNK = 1000
_BOOK = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip
_WIDTHS = {
    "item": 34,
    "partner": 24,
    "status": 18,
    "reason": 34,
    "cause": 20,
    "part": 6,
    "line": 6,
    "unit": 7,
}


def state_of(version: int, seen_at: int) -> str:
    """What the hidden column says: the version a row shows and when it was read, in epoch seconds."""
    return f"{version}@{seen_at}"


def state_read(text: str) -> tuple[int, int] | None:
    """Version and moment out of what the hidden column says; None for anything else."""
    version, at, seen = text.partition("@")
    if at and len(text) < 24 and version.isdecimal() and seen.isdecimal() and text.isascii():
        return int(version), int(seen)
    return None


def open_lines(engine: Engine, actor: Actor) -> Iterator[Any]:
    """The schedules of which something is to come, as the actor sees them, by order and line; for
    staff with the partner's name. Read as one moment, in a session of its own."""
    statement = (
        Schedule.visible_to(actor)
        .with_only_columns(*COLUMNS, Schedule.version)
        .where(Schedule.stage.not_in((*rows.CLOSED, "delivered")))
        .order_by(Schedule.order_ref, Schedule.line_number, Schedule.part)
        .limit(MOST_LINES)
    )
    if actor.is_staff:
        named = statement.add_columns(Partner.name.label("partner_name"))
        statement = also_visible(named.join(Partner, Partner.id == Schedule.partner_id), actor, Partner)
    with reading(), Session(engine) as session:
        session.info["actor"] = actor
        yield from session.execute(statement.execution_options(yield_per=CHUNK))


def workbook(found: Iterator[Any], actor: Actor, today: date) -> IO[bytes]:
    """The lines as an XLSX file without a name, that vanishes when it is closed. Memory does not grow
    with the lines. Heads and words are in the language of the request."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the caller closes it
    book = xlsxwriter.Workbook(file, _BOOK)
    sheet, guide = book.add_worksheet(_("Answers")), book.add_worksheet(_("How to"))
    names = (*told(staff=actor.is_staff), *FILLED, STATE)
    formats = _formats(book)
    for column, name in enumerate(names):
        style = None if name in FILLED else formats["told"]
        if name.startswith("day_"):
            style = formats["day"]
        options = {"hidden": True} if name == STATE else {}
        sheet.set_column(column, column, _WIDTHS.get(name, 12), style, options)
    for column, name in enumerate(names):
        sheet.write_string(0, column, label(name), formats["asked" if name in FILLED else "head"])
    sheet.freeze_panes(1, names.index("part") + 1)
    last, seen_at = 0, int(clock.now().timestamp())
    for last, row in enumerate(found, start=1):
        for column, value in enumerate(_told(row, actor, today)):
            _write(sheet, last, column, value, formats)
        sheet.write_string(last, len(names) - 1, state_of(row.version, seen_at))
    first_cause = _guide(guide, formats)
    if last:
        _help_typing(sheet, guide.get_name(), names, last, first_cause)
    book.close()
    file.seek(0)
    return file


def _formats(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True}),
        "asked": book.add_format({"bold": True, "bg_color": "#FFF2CC", "bottom": 1}),
        "told": book.add_format({"font_color": "#555555"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "told_day": book.add_format({"num_format": "yyyy-mm-dd", "font_color": "#555555"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _told(row: Any, actor: Actor, today: date) -> list[Any]:
    kind, _days = rows.status_of_row(row, today)
    values = {
        "partner": getattr(row, "partner_name", ""), "order": row.order_ref, "line": row.line_number,
        "part": row.part, "item_code": row.item_code, "item": row.item, "to_come": rows.open_quantity(row),
        "unit": row.unit, "requested_on": row.requested_on, "promised_on": row.promised_on,
        "proposed_on": row.proposed_on, "status": str(KINDS[kind]),
    }  # fmt: skip
    return [values[name] for name in told(staff=actor.is_staff)]


def _write(sheet: Any, line: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, str):
        sheet.write_string(line, column, value, formats["told"])
    elif isinstance(value, date):
        day = datetime(value.year, value.month, value.day)  # noqa: DTZ001 a cell's day has no zone
        sheet.write_datetime(line, column, day, formats["told_day"])
    elif value is not None:
        sheet.write_number(line, column, float(value), formats["told"])


def _guide(sheet: Any, formats: dict[str, Any]) -> int:
    """Say how the sheet is filled and list the causes; returns the row of the first of them."""
    sentences = (
        _("Fill the coloured columns of the lines you want to answer, save, and upload the file. Lines you leave empty stay as they are."),
        _("Give the day that was asked for to promise it. Any other day is proposed, and needs a reason and a cause."),
        _("Fill more days and quantities to split a line; together they make what is to come. One day without a quantity takes all of it."),
        _("Write x under “Not delivered” where nothing will come, with a reason and a cause."),
        _("Do not change the other columns. You see what was understood before anything is sent."),
    )  # fmt: skip
    sheet.set_column(0, 0, 90)
    for line, sentence in enumerate(sentences):
        sheet.write_string(line, 0, sentence, formats["wrap"])
    first = len(sentences) + 1
    sheet.write_string(first, 0, label("cause"), formats["head"])
    for line, word in enumerate(CAUSES.values(), start=first + 1):
        sheet.write_string(line, 0, str(word))
    return first + 1


def _help_typing(sheet: Any, guide: str, names: tuple[str, ...], last: int, first_cause: int) -> None:
    """Offer the causes as a list, and have the spreadsheet ask for real days in the days' columns."""
    causes = f"='{guide}'!$A${first_cause + 1}:$A${first_cause + len(CAUSES)}"
    cause = names.index("cause")
    sheet.data_validation(1, cause, last, cause, {"validate": "list", "source": causes})
    for name in FILLED:
        if name.startswith("day_"):
            column = names.index(name)
            sheet.data_validation(
                1, column, last, column,
                {"validate": "date", "criteria": ">", "value": date(2000, 1, 1), "error_type": "warning"},
            )  # fmt: skip
