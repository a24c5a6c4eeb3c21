"""The codes of refusals, and the sentences people read for them."""

from portal.exchange.taking import MOST_LINES
from portal.web.i18n import _l

SHOWN = 60  # characters of a value inside a sentence

SENTENCES = {
    # a cell
    "missing": _l("This cell must not be empty."),
    "not_a_number": _l("“%(value)s” is not a number."),
    "ambiguous_number": _l(
        "“%(value)s” can be read in two ways. Say whether the point or the comma marks the decimals."
    ),
    "too_precise": _l("“%(value)s” has more decimals than can be kept: 3 for quantities, 4 for money."),
    "too_large": _l("“%(value)s” is larger than a million million."),
    "negative_quantity": _l("“%(value)s” is below zero. Returns are not order lines: take them out."),
    "negative": _l("“%(value)s” is below zero."),
    "not_whole": _l("“%(value)s” is not a whole number between 0 and %(most)s."),
    "not_a_date": _l("“%(value)s” is not a date."),
    "ambiguous_date": _l(
        "“%(value)s” can be read in two ways. Say whether the day or the month comes first."
    ),
    "other_date_order": _l(
        "“%(value)s” does not fit the order of day and month that was chosen for this column."
    ),
    "out_of_range": _l("“%(value)s” is not between 1990 and 2100."),
    "too_long": _l("“%(value)s” is longer than this field can hold."),
    "no_address": _l(
        "“%(value)s” cannot be opened under that name: it holds a word of the portal's addresses, or an empty part. Give it another."
    ),
    "code_is_date": _l(
        "The spreadsheet turned this code into the date %(value)s. Format the column as text and type the code again."
    ),
    "not_a_month": _l("“%(value)s” is no month. Write it like 2026-05 or May 2026."),
    "two_days": _l("“%(value)s” can be read in two ways. Write it like 2026-05-09 or 9 May 2026."),
    "two_numbers": _l("“%(value)s” can be read in two ways. Write it without marks between thousands."),
    "no_currency": _l("“%(value)s” is no currency. Give it by its three letters, like IDR."),
    "nothing_owed": _l("An invoice of nothing is none."),
    # a row
    "too_many_cells": _l(
        "The row has more cells than the header. Is a separator inside a text without quotes?"
    ),
    "row_too_long": _l("The row is too long: one row may hold 131,072 characters."),
    "bad_quote": _l(
        "A quotation mark in this row is not closed or stands alone. Only this row was left out."
    ),
    "nul": _l("The row holds NUL characters, which no text may hold."),
    "undecoded": _l("The row holds bytes that do not belong to the encoding of the file."),
    "two_partners": _l(
        "“%(value)s”: other rows give this order to another partner. An order has one partner."
    ),
    "repeated_line": _l("“%(value)s” stands twice in the file. Give each line its own id or number."),
    "order_of_another_partner": _l(
        "The order “%(value)s” is known here and belongs to another partner. Check the partner's name."
    ),
    "total": _l("A total, not an order line."),
    "not_a_line": _l("Neither order number, item nor quantity: not an order line."),
    # a file
    "empty": _l("The file is empty."),
    "not_text": _l("This is not a table: send CSV, text, XLSX, XLS or ODS."),
    "xml": _l("This is an XML document, not a table: send CSV, text, XLSX, XLS or ODS."),
    "zip": _l("This is an archive, not a workbook: unpack it and send the file inside."),
    "damaged": _l("The file is damaged or protected by a password. Open it, save it anew and send it again."),
    "bomb": _l(
        "The file unpacks to far more than a table of orders needs. Save only the sheet with the orders."
    ),
    "file_too_large": _l("The sheet or file is too large. Save it as CSV and send that."),
    "no_table": _l("The file is a web page without a table."),
    "too_many_columns": _l("The header has more than 1,000 columns. Is the separator right?"),
    "no_such_sheet": _l("There is no sheet “%(value)s”."),
    "no_header": _l("Row %(value)s is not there or cannot be read, so it cannot be the header."),
    "no_such_column": _l("There is no column “%(value)s”. Choose the column again."),
    "not_mapped": _l("Choose the column for: %(field)s."),
    "bad_constant": _l("“%(value)s” cannot be the value of every row."),
    "cross_tab": _l(
        "This sheet has one column per day. Put each day and its quantity on a row of its own and send it again."
    ),
    # a sheet of answers
    "not_answers": _l(
        "This is not a sheet of open lines. Download the sheet, fill it, and upload it as XLSX or ODS."
    ),
    # a file of figures
    "no_figures": _l("No row with these heads was found: %(field)s. Name the columns so and send it again."),
    "too_many_figures": _l("The file has more than 20,000 rows. Send it in several files."),
    "too_many_answers": _l("The sheet answers more than 10,000 lines. Send them in several files."),
}

LABELS = {
    "order_ref": _l("order number"),
    "partner_name": _l("partner"),
    "partner_code": _l("partner code"),
    "line_ref": _l("line id"),
    "line_number": _l("line number"),
    "item_code": _l("item code"),
    "item": _l("item"),
    "detail": _l("detail"),
    "quantity": _l("quantity"),
    "unit": _l("unit"),
    "unit_price": _l("unit price"),
    "line_value": _l("line value"),
    "currency": _l("currency"),
    "ordered_on": _l("ordered on"),
    "requested_on": _l("requested on"),
    "promised_on": _l("promised on"),
    "arrived_on": _l("arrived on"),
    "received_on": _l("received on"),
    "mode": _l("transport mode"),
    "incoterm": _l("incoterm"),
    "carrier": _l("carrier"),
    "tracking_number": _l("tracking number"),
    "notice_ref": _l("ship notice"),
    "country": _l("country"),
    "site": _l("site"),
    "weight": _l("weight"),
    "freight": _l("freight"),
}


def reason_text(reason: str, value: str = "") -> str:
    """What was wrong and what to do, in the reader's language. `value` is the cell, or the detail an
    Unreadable names. Raises KeyError for an unknown code."""
    shown = value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
    details = {"value": shown, "field": field_label(value), "most": f"{MOST_LINES:,}"}
    return str(SENTENCES[reason]) % details


def field_label(name: str) -> str:
    """What people call a field of an order line; the name itself if it is none."""
    return str(LABELS.get(name, name))
