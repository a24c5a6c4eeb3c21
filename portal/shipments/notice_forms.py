"""Questions around a ship notice: how it travels, and why it is withdrawn. What it carries: notice_rows."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wtforms import IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.orders.labels import MODES
from portal.orders.references import opens
from portal.orders.typed import amount
from portal.web import formats
from portal.web.forms import DayField, Form, KeyField, LongTextField, TextField, choices
from portal.web.i18n import _, _l

REASON = 500
NOTE = 2_000
AHEAD, BACK = timedelta(days=60), timedelta(days=730)
MOST_PACKAGES = 1_000_000
# Words of an address that mean something else than a notice, before or behind its number.
RESERVED = (
    "new", "lines", "drafts", "delivery", "correction", "announcement", "voiding", "milestones", "receipts", "draft-removal",
    "messages",
)  # fmt: skip
_MADE_UP = re.compile(r"DN-\d+", re.IGNORECASE)


def shortened(limit: int) -> Length:
    """At most so many characters, in our words."""
    return Length(max=limit, message=_l("Shorten it to %(max)d characters"))


class NoticeForm(Form):
    """How goods travel. `notice` is what is gone on with: a draft, or a notice that is corrected."""

    key = KeyField()
    version = IntegerField(validators=[Optional()])
    ref = TextField(_l("Delivery note number"), [shortened(40)])
    shipped_on = DayField(_l("Shipped on"), [Optional()])
    mode = SelectField(_l("Transport"))
    carrier = TextField(_l("Carrier"), [shortened(80)])
    tracking_number = TextField(_l("Tracking number"), [shortened(60)])
    packages = TextField(_l("Packages"))
    weight = TextField(_l("Weight"))
    note = LongTextField(_l("Note"), [shortened(NOTE)])

    def __init__(self, today: date, locale: str, notice: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._today, self._locale, self._notice = today, locale, notice
        known = {"": _("Not said"), **MODES}
        if notice is not None and notice.mode and notice.mode not in known:
            known[notice.mode] = notice.mode  # as another system wrote it
        self.mode.choices = choices(known)

    def fill(self) -> "NoticeForm":
        """With what the notice says, or for a new one with what is likely."""
        if self._notice is None:
            self.shipped_on.data = self._today
            return self
        for name in ("version", "ref", "shipped_on", "mode", "carrier", "tracking_number", "note"):
            self[name].data = getattr(self._notice, name)
        self.mode.data = self._notice.mode or ""
        for name in ("packages", "weight"):
            value = getattr(self._notice, name)
            self[name].data = "" if value is None else formats.quantity(value, self._locale)
        return self

    def validate_ref(self, field: TextField) -> None:
        """It becomes an address, and stays once it is announced."""
        ref = field.data or ""
        if self._notice is not None and ref == self._notice.ref:
            return
        if ref and not (ref[0].isalnum() and ref[-1].isalnum() and "//" not in ref and "/." not in ref):
            raise ValidationError(_("Begin and end it with a letter or a number."))
        if (ref and not opens(ref, RESERVED)) or _MADE_UP.fullmatch(ref):
            raise ValidationError(_("Choose another number, or leave it empty and one is made."))

    def validate_shipped_on(self, field: DayField) -> None:
        """Near today; a slip of the year is more likely than anything else."""
        if field.data and not self._today - BACK <= field.data <= self._today + AHEAD:
            raise ValidationError(_("Look at the year: that day is far from today."))

    def validate_packages(self, field: TextField) -> None:
        """A whole number, or nothing."""
        number = amount(field.data, self._locale) if field.data else Decimal(1)
        if number is None or number != int(number) or not 0 < number <= MOST_PACKAGES:
            raise ValidationError(_("Write how many packages as a whole number, like 12."))

    def validate_weight(self, field: TextField) -> None:
        """Kilograms, or nothing."""
        weight = amount(field.data, self._locale) if field.data else Decimal(1)
        if weight is None or weight <= 0:
            raise ValidationError(_("Write the weight in kilograms, like 1,250.5."))

    def facts(self) -> Mapping[str, Any]:
        """The columns of a notice, once the form is valid."""
        packages = amount(self.packages.data or "", self._locale)
        return {
            "mode": self.mode.data or None, "carrier": self.carrier.data or None,
            "tracking_number": self.tracking_number.data or None, "shipped_on": self.shipped_on.data,
            "packages": int(packages) if packages else None,
            "weight": amount(self.weight.data or "", self._locale), "note": self.note.data or None,
        }  # fmt: skip


class VoidForm(Form):
    """Why is it withdrawn? A draft needs no reason."""

    version = IntegerField(validators=[InputRequired()])
    reason = TextField(_l("Why is it withdrawn?"), [shortened(REASON)])

    def __init__(self, *, asks: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if asks:
            self.reason.validators = [
                DataRequired(_l("Say why, so that the other side knows.")), *self.reason.validators,
            ]  # fmt: skip
