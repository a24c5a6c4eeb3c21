"""The codes of refusals, and the sentences people read for them."""

from portal.exchange.profiles import FIELDS
from portal.exchange.taking import MOST_LINES
from portal.web.i18n import _

SHOWN = 60


def reason_text(reason: str, value: str = "") -> str:
    """What was wrong and what to do, in the reader's language. `value` is the cell, or the detail an
    Unreadable names. Raises KeyError for an unknown code."""
    text = value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
    sentences = {
        # a cell
        "missing": _("This cell must not be empty."),
        "not_a_number": _("“%(value)s” is not a number.", value=text),
        "ambiguous_number": _(
            "“%(value)s” can be read in two ways. Say whether the point or the comma marks the decimals.", value=text
        ),
        "too_precise": _("“%(value)s” has more decimals than can be kept: 3 for quantities, 4 for money.", value=text),
        "too_large": _("“%(value)s” is larger than a million million.", value=text),
        "negative_quantity": _("“%(value)s” is below zero. Returns are not order lines: take them out.", value=text),
        "negative": _("“%(value)s” is below zero.", value=text),
        "not_whole": _("“%(value)s” is not a whole number between 0 and %(most)s.", value=text, most=f"{MOST_LINES:,}"),
        "not_a_date": _("“%(value)s” is not a date.", value=text),
        "ambiguous_date": _(
            "“%(value)s” can be read in two ways. Say whether the day or the month comes first.", value=text
        ),
        "other_date_order": _(
            "“%(value)s” does not fit the order of day and month that was chosen for this column.", value=text
        ),
        "out_of_range": _("“%(value)s” is not between 1990 and 2100.", value=text),
        "too_long": _("“%(value)s” is longer than this field can hold.", value=text),
        "code_is_date": _(
            "The spreadsheet turned this code into the date %(value)s. Format the column as text and type the code again.",
            value=text,
        ),
        # a row
        "too_many_cells": _("The row has more cells than the header. Is a separator inside a text without quotes?"),
        "row_too_long": _("The row is too long: one row may hold 131,072 characters."),
        "bad_quote": _("A quotation mark in this row is not closed or stands alone. Only this row was left out."),
        "nul": _("The row holds NUL characters, which no text may hold."),
        "undecoded": _("The row holds bytes that do not belong to the encoding of the file."),
        "total": _("A total, not an order line."),
        "not_a_line": _("Neither order number, item nor quantity: not an order line."),
        # a file
        "empty": _("The file is empty."),
        "not_text": _("This is not a table: send CSV, text, XLSX, XLS or ODS."),
        "xml": _("This is an XML document, not a table: send CSV, text, XLSX, XLS or ODS."),
        "zip": _("This is an archive, not a workbook: unpack it and send the file inside."),
        "damaged": _("The file is damaged or protected by a password. Open it, save it anew and send it again."),
        "bomb": _("The file unpacks to far more than a table of orders needs. Save only the sheet with the orders."),
        "file_too_large": _("The sheet or file is too large. Save it as CSV and send that."),
        "no_table": _("The file is a web page without a table."),
        "no_such_sheet": _("There is no sheet “%(value)s”.", value=text),
        "no_header": _("Row %(value)s is not there or cannot be read, so it cannot be the header.", value=text),
        "no_such_column": _("There is no column “%(value)s”. Choose the column again.", value=text),
        "not_mapped": _("Choose the column for: %(field)s.", field=field_label(value)),
        "bad_constant": _("“%(value)s” cannot be the value of every row.", value=text),
        "cross_tab": _(
            "This sheet has one column per day. Put each day and its quantity on a row of its own and send it again."
        ),
    }
    return sentences[reason]


def field_label(name: str) -> str:
    """What people call a field of an order line. The name itself if it is none."""
    labels = {
        "order_ref": _("order number"),
        "partner_name": _("partner"),
        "partner_code": _("partner code"),
        "line_ref": _("line id"),
        "line_number": _("line number"),
        "item_code": _("item code"),
        "item": _("item"),
        "detail": _("detail"),
        "quantity": _("quantity"),
        "unit": _("unit"),
        "unit_price": _("unit price"),
        "line_value": _("line value"),
        "currency": _("currency"),
        "ordered_on": _("ordered on"),
        "requested_on": _("requested on"),
        "promised_on": _("promised on"),
        "arrived_on": _("arrived on"),
        "received_on": _("received on"),
        "mode": _("transport mode"),
        "incoterm": _("incoterm"),
        "carrier": _("carrier"),
        "tracking_number": _("tracking number"),
        "notice_ref": _("ship notice"),
        "country": _("country"),
        "site": _("site"),
        "weight": _("weight"),
        "freight": _("freight"),
    }
    return labels[name] if name in FIELDS else name
