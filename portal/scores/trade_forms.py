"""Questions around sales and payments."""

import re
from datetime import date
from typing import Any

from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput, MonthInput

from portal.orders.typed import amount, price
from portal.web.forms import EARLIEST, LATEST, DayField, Form, TextField
from portal.web.i18n import _, _l

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_CURRENCY = re.compile(r"[A-Z]{3}")
SHORTEN = _l("Shorten it to %(max)d characters")


class MonthField(StringField):
    """A month, kept as its first day; typed like 2026-05 where the browser offers no choice."""

    widget = MonthInput()
    data: Any

    def _value(self) -> str:
        if isinstance(self.data, date):
            return f"{self.data:%Y-%m}"
        return str(self.raw_data[0]) if self.raw_data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a month."""
        self.data = month("".join(valuelist).strip())
        if self.data is None:
            raise ValueError(_("Choose a month, like 2026-05."))


def month(text: str) -> date | None:
    """The first day of the month that a text like 2026-05 names; None for another text."""
    found = _MONTH.fullmatch(text)
    try:
        made = date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None
    return made if made and EARLIEST <= made <= LATEST else None


class AmountForm(Form):
    """How much of what, in which month?"""

    version = IntegerField(widget=HiddenInput(), default=0)
    month: Any = MonthField(_l("Month"))
    product = TextField(_l("Product"), [Length(max=80, message=SHORTEN)])
    unit = TextField(
        _l("Unit or currency"),
        [DataRequired(_l("Give a unit, like t, or a currency, like IDR.")), Length(max=20, message=SHORTEN)],
    )
    amount: Any = TextField(_l("Amount"))

    def __init__(self, locale: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locale = locale
        self.said: Any = None

    def validate_amount(self, field: Any) -> None:
        """A number that can be kept; `said` afterwards."""
        self.said = amount(field.data or "", self._locale)
        if self.said is None:
            raise ValidationError(_("Write the amount as a number, like 1200 or 12.5."))


class InvoiceForm(Form):
    """What is owed by when, and was it paid?"""

    version = IntegerField(widget=HiddenInput(), default=0)
    ref = TextField(
        _l("Invoice"), [DataRequired(_l("Give the number of the invoice.")), Length(max=60, message=SHORTEN)]
    )
    amount: Any = TextField(_l("Amount"))
    currency = TextField(_l("Currency"))
    due_on: Any = DayField(_l("To be paid by"), [InputRequired(_l("Choose a day."))])
    paid_on: Any = DayField(_l("Paid on"))
    held_why = TextField(_l("Held back, since"), [Length(max=300, message=SHORTEN)])

    def __init__(self, locale: str, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locale, self._today = locale, today
        self.said: Any = None

    def validate_amount(self, field: Any) -> None:
        """A price above nothing; `said` afterwards."""
        self.said = price(field.data or "", self._locale)
        if not self.said:
            raise ValidationError(_("Write the amount as a number above zero."))

    def validate_currency(self, field: Any) -> None:
        """Three letters."""
        field.data = (field.data or "").upper()
        if not _CURRENCY.fullmatch(field.data):
            raise ValidationError(_("Give the currency by its three letters, like IDR."))

    def validate_paid_on(self, field: Any) -> None:
        """Nothing is paid tomorrow."""
        if field.data and field.data > self._today:
            raise ValidationError(_("This day is yet to come. Leave it empty until it is paid."))
