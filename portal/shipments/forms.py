"""Questions around what arrived and what happened on the way."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import FieldList, FormField, HiddenField, SelectField
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length

from portal.orders.typed import amount
from portal.shipments import receiving
from portal.shipments.booking import Count, Delivery
from portal.shipments.labels import CHOICES
from portal.shipments.receiving import Due
from portal.web import formats
from portal.web.forms import DayField, Form, KeyField, TextField, choices
from portal.web.i18n import _, _l

MOST_LINES = 500  # on one notice
NOTE = 500


class CountForm(Part):
    """What was counted of one schedule."""

    mark = HiddenField()
    accepted = TextField(_l("Accepted"))
    rejected = TextField(_l("Rejected"))
    condition = SelectField(_l("Condition"), choices=choices(CHOICES))
    note = TextField(_l("Note"), [Length(max=NOTE, message=_l("Shorten it to %(max)d characters"))])


class ReceiptForm(Form):
    """What arrived, when, and in which condition. `dues` are what can be booked in, in the order of its
    rows; today is that of the site."""

    key = KeyField()
    arrived_on = DayField(_l("Arrived on"), [InputRequired(_l("Say on which day it arrived."))])
    received_on = DayField(_l("Booked in on"), [InputRequired(_l("Say on which day it was booked in."))])
    ref = TextField(
        _l("Receipt number"),
        [Length(max=40, message=_l("Shorten it to %(max)d characters"))],
    )
    rows = FieldList(FormField(CountForm), max_entries=MOST_LINES)

    def __init__(self, dues: Sequence[Due], today: date, locale: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._dues = {due.mark.rpartition(".")[0]: due for due in dues}
        self._today, self._locale = today, locale
        self.counts: list[Count] = []
        self.changed: list[str] = []

    @classmethod
    def prefilled(
        cls, dues: Sequence[Due], today: date, locale: str, arrived_on: date | None = None
    ) -> "ReceiptForm":
        """The form with all that is expected, good, arrived on `arrived_on` (today, if it is not known)."""
        rows = [
            {"mark": due.mark, "accepted": formats.quantity(due.expected, locale), "rejected": "0", "condition": "good"}
            for due in dues
        ]  # fmt: skip
        days = {"arrived_on": min(arrived_on or today, today), "received_on": today}
        return cls(dues, today, locale, formdata=None, data={**days, "rows": rows})

    def delivery(self, notice: Any = None) -> Delivery:
        """What was typed of the delivery as a whole, once the form is valid; `notice` is what it came with."""
        arrived, received = self.arrived_on.data, self.received_on.data
        if arrived is None or received is None:
            raise ValueError("the form is not valid")
        came = (notice.id, notice.ref) if notice else (None, None)
        return Delivery(arrived, received, self.ref.data or None, *came)

    def over(self, dues: Sequence[Due]) -> None:
        """Lay what was typed over what stands now."""
        self._dues = {due.mark.rpartition(".")[0]: due for due in dues}
        for row in self.rows:
            if due := self.due(row.form):
                row.form.mark.data, row.form.mark.raw_data = due.mark, None

    def due(self, row: Any) -> Due | None:
        """What a row is about, whatever version it was seen in."""
        return self._dues.get((row.mark.data or "").rpartition(".")[0])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: no day to come, none booked in before it arrived, and a quantity somewhere. `counts` then
        holds what was counted; `changed` the schedules that somebody else has changed since."""
        sound = bool(super().validate(extra_validators))
        for field in (self.arrived_on, self.received_on):
            if field.data and field.data > self._today:
                sound = _wrong(field, _("That day is still to come. Choose today or a day before."))
        if self.arrived_on.data and self.received_on.data and self.received_on.data < self.arrived_on.data:
            sound = _wrong(self.received_on, _("It cannot be booked in before it arrived."))
        for row in self.rows:
            sound = self._count(row.form) and sound
        if sound and not self.counts and not self.changed:
            first = next(iter(self.rows), None)
            sound = _wrong(first.form.accepted if first else self.ref, _("Write how much came in."))
        return sound

    def _count(self, row: CountForm) -> bool:
        accepted, rejected = (_typed(field, self._locale) for field in (row.accepted, row.rejected))
        if accepted is None or rejected is None:
            return False
        due = self.due(row)
        if due is None or not accepted + rejected:
            return True
        if rejected and row.condition.data == "good":
            return _wrong(row.condition, _("Say what is wrong with what you reject."))
        if due.mark != row.mark.data:
            self.changed.append(f"{due.schedule.order_ref} {due.schedule.line_number}")
        condition = receiving.condition_of(row.condition.data, due, accepted, rejected)
        self.counts.append(Count(due.schedule, accepted, rejected, condition, row.note.data or None))
        return True


def _typed(field: Any, locale: str) -> Decimal | None:
    """The quantity in a field, nothing for an empty one; None, and a word why, for what is no quantity."""
    if not (field.data or "").strip():
        return Decimal(0)
    value = amount(field.data, locale)
    if value is None:
        _wrong(field, _("Write a number that is not below zero, like 12.5."))
    return value


def _wrong(field: Any, why: str) -> bool:
    field.errors = [*field.errors, why]
    return False


class ReversalForm(Form):
    """Why is a receipt taken back?"""

    key = KeyField()
    reason = TextField(
        _l("Why is it taken back?"),
        [
            InputRequired(_l("Say why it is taken back.")),
            Length(max=NOTE, message=_l("Shorten it to %(max)d characters")),
        ],
    )


def all_of_it(form: ReceiptForm) -> Mapping[str, str]:
    """The fields of a prefilled form as they would be sent untouched: one press for "all came"."""
    fields = {"key": str(form.key.data), "ref": "", "arrived_on": str(form.arrived_on.data), "received_on": str(form.received_on.data)}  # fmt: skip
    for row in form.rows:
        for field in row.form:
            fields[field.name] = str(field.data or "")
    return fields
